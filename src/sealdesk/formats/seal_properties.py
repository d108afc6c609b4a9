"""What a seal's record says, put into the fields of a GB/T 38540-2020 electronic seal, and compared with it.

The standard's fields hold id, name, validity, certificates, picture and whole millimetres. What it has no field for
lies in an extension of our own: kind, holder, credit code, shape, true size, department, version, and which
certificate its maker signs with, so that the maker's certificate is covered by the maker's signature.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.fields import Fields, FormatError, millimetres_text
from sealdesk.formats.ses_seal import PERSON, UNIT, Extension, SealInfo, SignedSeal
from sealdesk.model.seal import Seal, SealKind

VENDOR = "SealDesk"
PICTURE_TYPE = "png"
PROPERTIES_OID = f"2.25.{UUID('5f3a2c1e-7b64-4d0f-9a8e-21c6d5b7e403').int}"
"""Under the arc of UUIDs (ITU-T X.667): canonical JSON."""


def seal_info(seal: Seal, picture: bytes, maker_certificate: bytes, created: datetime) -> SealInfo:
    """The electronic seal's information.

    Args:
        picture: PNG.
        created: When it is made; whole seconds are kept.
    """
    said = canonical({**_said(seal), "maker": sha256(maker_certificate).hexdigest()})
    return SealInfo(
        es_id=seal.id,
        vendor=VENDOR,
        kind_code=_kind_code(seal.kind),
        name=seal.name,
        digests=seal.certificates,
        created=created.astimezone(UTC).replace(microsecond=0),
        valid_from=seal.valid_from.astimezone(UTC),
        valid_until=seal.valid_until.astimezone(UTC),
        picture_type=PICTURE_TYPE,
        picture=picture,
        width_mm=_whole_mm(seal.width_mm),
        height_mm=_whole_mm(seal.height_mm),
        extensions=(Extension(PROPERTIES_OID, said),),
    )


def disagreements(seal: Seal, signed: SignedSeal) -> tuple[str, ...]:
    """Names of what an electronic seal says otherwise than the record, in the order of the standard."""
    info = signed.info
    says: dict[str, tuple[object, object]] = {
        "id": (info.es_id, seal.id),
        "kind": (info.kind_code, _kind_code(seal.kind)),
        "name": (info.name, seal.name),
        "certificates": (sorted(info.digests), sorted(seal.certificates)),
        "validity": ((info.valid_from, info.valid_until), (seal.valid_from, seal.valid_until)),
        "picture": (sha256(info.picture).hexdigest(), seal.picture_sha256),
        "size": ((info.width_mm, info.height_mm), (_whole_mm(seal.width_mm), _whole_mm(seal.height_mm))),
        "properties": (properties(signed), _said(seal)),
    }
    return tuple(name for name, (one, other) in says.items() if one != other)


def properties(signed: SignedSeal) -> dict[str, object] | None:
    """What our own extension says; None where it is not there, or names another maker's certificate.

    Raises:
        FormatError: It is there and cannot be read.
    """
    value = signed.info.extension(PROPERTIES_OID)
    if value is None:
        return None
    fields = Fields(parse_canonical(value), "properties")
    fields.format(1)
    said: dict[str, object] = {
        "format": 1,
        **{name: fields.text(name) for name in _TEXTS},
        "seal_version": fields.number("seal_version"),
    }
    maker = fields.text("maker")
    fields.done()
    return said if maker == sha256(signed.maker).hexdigest() else None


_TEXTS = ("kind", "holder", "credit_code", "shape", "width_mm", "height_mm", "department")


def _said(seal: Seal) -> dict[str, object]:
    return {
        "format": 1,
        "kind": seal.kind.value,
        "holder": seal.holder,
        "credit_code": seal.credit_code,
        "shape": seal.shape.value,
        "width_mm": millimetres_text(seal.width_mm),
        "height_mm": millimetres_text(seal.height_mm),
        "department": seal.department,
        "seal_version": seal.version,
    }


def _kind_code(kind: SealKind) -> int:
    return PERSON if kind is SealKind.LEGAL_REPRESENTATIVE else UNIT


def _whole_mm(length: float) -> int:
    """The standard's whole millimetres, at least one."""
    return max(1, round(length))


def said_length(said: dict[str, object], name: str) -> float:
    """A true size of our own extension, in mm. Raises `FormatError`."""
    try:
        return float(str(said[name]))
    except (KeyError, ValueError) as wrong:
        raise FormatError(f"properties.{name}") from wrong
