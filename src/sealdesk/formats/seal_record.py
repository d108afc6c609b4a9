"""The seal's public record, as its maker signs it."""

from __future__ import annotations

from hashlib import sha256

from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.fields import Fields, FormatError, millimetres_text, moment_text
from sealdesk.model.seal import Seal, SealKind, SealShape


def write_seal(seal: Seal) -> str:
    """One line of canonical JSON, with its line end."""
    record = {
        "format": 2,
        "id": seal.id,
        "kind": seal.kind.value,
        "name": seal.name,
        "holder": seal.holder,
        "credit_code": seal.credit_code,
        "shape": seal.shape.value,
        "width_mm": millimetres_text(seal.width_mm),
        "height_mm": millimetres_text(seal.height_mm),
        "certificates": list(seal.certificates),
        "custodian": seal.custodian_id,
        "department": seal.department,
        "picture_sha256": seal.picture_sha256,
        "eseal_sha256": seal.eseal_sha256,
        "valid_from": moment_text(seal.valid_from),
        "valid_until": moment_text(seal.valid_until),
        "version": seal.version,
    }
    return canonical(record).decode() + "\n"


def read_seal(text: str) -> Seal:
    """The seal of a record; `record_sha256` is the digest of `text`.

    Raises:
        FormatError: Anything but a record in its canonical form.
    """
    fields = Fields(parse_canonical(text.removesuffix("\n").encode()), "seal")
    fields.format(2)
    try:
        seal = Seal(
            id=fields.text("id"),
            kind=SealKind(fields.text("kind")),
            name=fields.text("name"),
            holder=fields.text("holder"),
            credit_code=fields.text("credit_code"),
            shape=SealShape(fields.text("shape")),
            width_mm=fields.millimetres("width_mm"),
            height_mm=fields.millimetres("height_mm"),
            certificates=fields.texts("certificates"),
            custodian_id=fields.text("custodian"),
            department=fields.text("department"),
            picture_sha256=fields.text("picture_sha256"),
            eseal_sha256=fields.text("eseal_sha256"),
            valid_from=fields.moment("valid_from"),
            valid_until=fields.moment("valid_until"),
            version=fields.number("version"),
            record_sha256=sha256(text.encode()).hexdigest(),
        )
    except ValueError as wrong:
        raise FormatError(str(wrong)) from wrong
    fields.done()
    return seal
