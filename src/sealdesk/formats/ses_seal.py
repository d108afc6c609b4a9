"""The electronic seal of GB/T 38540-2020 §6 (SESeal, version 4): written, and read strictly.

    SESeal ::= SEQUENCE { eSealInfo, cert OCTET STRING, signAlgID OBJECT IDENTIFIER, signedValue BIT STRING }
    SES_SealInfo ::= SEQUENCE { header, esID IA5String, property, picture, extDatas OPTIONAL }

What is written is DER. What others wrote is read where its structure is the standard's; whether its encoding is
canonical is told (`SignedSeal.canonical`), and the signature is checked over the bytes as they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol

from asn1crypto import core

from sealdesk.formats.fields import FormatError

VERSION = 4
UNIT, PERSON = 1, 2
LARGEST_BYTES = 16 << 20
_LARGEST_TEXT = 1024
_MOST_CERTIFICATES = 1024
_MOST_EXTENSIONS = 64
_LARGEST_MM = 1000
_BY_CERTIFICATE, _BY_DIGEST = 1, 2
DIGEST_TYPE = "SHA-256"


@dataclass(frozen=True)
class Extension:
    """A field that a maker adds of its own (ExtData).

    Attributes:
        oid: Dotted object identifier.
    """

    oid: str
    value: bytes
    critical: bool = False


@dataclass(frozen=True)
class SealInfo:
    """What a maker signs about a seal.

    Attributes:
        es_id: Identifier of the seal (ASCII).
        kind_code: 1 for a unit's seal, 2 for a person's.
        certificates: Certificates (DER) that may sign with it, where they are listed whole.
        digests: SHA-256 (hex) of the certificates that may sign with it, however they are listed; what the list
            holds, where `digest_type` is another.
        digest_type: What the list says of its digests, as its maker wrote it; of all of them where they differ.
        picture_type: Format of `picture`, e.g. `png`.
        width_mm, height_mm: Size to show it at, in whole millimetres as the standard has it.
    """

    es_id: str
    vendor: str
    kind_code: int
    name: str
    digests: tuple[str, ...]
    created: datetime
    valid_from: datetime
    valid_until: datetime
    picture_type: str
    picture: bytes = field(repr=False)
    width_mm: int
    height_mm: int
    certificates: tuple[bytes, ...] = ()
    extensions: tuple[Extension, ...] = ()
    version: int = VERSION
    digest_type: str = DIGEST_TYPE

    def extension(self, oid: str) -> bytes | None:
        """The value of the one extension of this identifier."""
        return next((one.value for one in self.extensions if one.oid == oid), None)


@dataclass(frozen=True)
class SignedSeal:
    """An electronic seal as a file holds it; nothing is verified.

    Attributes:
        maker: The maker's certificate (DER).
        algorithm: Object identifier of the signature's algorithm.
        info_der: The signed information as it was encoded.
        der: The whole seal.
        canonical: It is DER throughout, and so has this one form only.
    """

    info: SealInfo
    maker: bytes
    algorithm: str
    signature: bytes
    info_der: bytes = field(repr=False)
    der: bytes = field(repr=False)
    canonical: bool

    @property
    def sha256(self) -> str:
        return sha256(self.der).hexdigest()

    @property
    def signed_with_maker(self) -> bytes:
        """The other form that makers sign: SEQUENCE { eSealInfo, cert, signAlgID }."""
        parts = _WithMaker({"info": core.Any.load(self.info_der), "cert": self.maker, "alg": self.algorithm})
        return bytes(parts.dump())


class SealSigner(Protocol):
    """A maker's key.

    Attributes:
        certificate: DER.
        algorithm: Object identifier of what `sign` makes.
    """

    @property
    def certificate(self) -> bytes: ...

    @property
    def algorithm(self) -> str: ...

    def sign(self, data: bytes) -> bytes: ...


# asn1crypto has no types, and reads the fields of a structure from a list of its class: hence the exceptions below.


class _Header(core.Sequence):  # type: ignore[misc]
    _fields = [("id", core.IA5String), ("version", core.Integer), ("vid", core.IA5String)]  # noqa: RUF012


class _Certificates(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.OctetString


class _Digest(core.Sequence):  # type: ignore[misc]
    _fields = [("type", core.PrintableString), ("value", core.OctetString)]  # noqa: RUF012


class _Digests(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Digest


class _Property(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("list_type", core.Integer),
        ("list", core.Any),
        ("created", core.GeneralizedTime),
        ("start", core.GeneralizedTime),
        ("end", core.GeneralizedTime),
    ]
    _spec_callbacks = {  # noqa: RUF012
        "list": lambda self: _Certificates if self["list_type"].native == _BY_CERTIFICATE else _Digests
    }


class _Picture(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("type", core.IA5String),
        ("data", core.OctetString),
        ("width", core.Integer),
        ("height", core.Integer),
    ]


class _Extension(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("oid", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("value", core.OctetString),
    ]


class _Extensions(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Extension


class _Info(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("header", _Header),
        ("es_id", core.IA5String),
        ("property", _Property),
        ("picture", _Picture),
        ("extensions", _Extensions, {"optional": True}),
        # Some makers tag the extensions; the verifiers in use read them untagged.
        ("tagged", _Extensions, {"explicit": 0, "optional": True}),
    ]


class _Seal(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("info", _Info),
        ("cert", core.OctetString),
        ("alg", core.ObjectIdentifier),
        ("value", core.OctetBitString),
    ]


class _WithMaker(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("info", core.Any),
        ("cert", core.OctetString),
        ("alg", core.ObjectIdentifier),
    ]


def write_seal(info: SealInfo, maker: SealSigner) -> bytes:
    """The seal in DER, signed by its maker over the information alone (eSealInfo).

    Raises:
        FormatError: What the structure cannot hold: an id that is not ASCII, sizes below a millimetre, times
            before 1 or with parts of a second, too many of something.
    """
    _check(info)
    encoded = _encoded(info)
    signature = maker.sign(encoded.dump())
    seal = _Seal({"info": encoded, "cert": maker.certificate, "alg": maker.algorithm, "value": signature})
    der = bytes(seal.dump())
    if len(der) > LARGEST_BYTES:
        raise FormatError("seal: too large")
    return der


def _encoded(info: SealInfo) -> _Info:
    content: dict[str, Any] = {
        "header": {"id": "ES", "version": info.version, "vid": info.vendor},
        "es_id": info.es_id,
        "property": _Property(
            {
                "type": info.kind_code,
                "name": info.name,
                "list_type": _BY_CERTIFICATE if info.certificates else _BY_DIGEST,
                "list": _listed(info),
                "created": info.created.astimezone(UTC),
                "start": info.valid_from.astimezone(UTC),
                "end": info.valid_until.astimezone(UTC),
            }
        ),
        "picture": {
            "type": info.picture_type,
            "data": info.picture,
            "width": info.width_mm,
            "height": info.height_mm,
        },
    }
    if info.extensions:
        content["extensions"] = [
            {"oid": one.oid, "critical": one.critical, "value": one.value} for one in info.extensions
        ]
    return _Info(content)


def _listed(info: SealInfo) -> core.SequenceOf:
    if info.certificates:
        return _Certificates(list(info.certificates))
    return _Digests([{"type": info.digest_type, "value": bytes.fromhex(one)} for one in info.digests])


def read_seal(der: bytes) -> SignedSeal:
    """The seal of a file.

    Raises:
        FormatError: Anything but one SESeal of version 4; bytes behind it; sizes beyond reason.
    """
    if not 0 < len(der) <= LARGEST_BYTES:
        raise FormatError("seal: size")
    try:
        seal = _Seal.load(der, strict=True)
        info = _read_info(seal["info"])
        _check(info)
        signed = SignedSeal(
            info=info,
            maker=seal["cert"].native,
            algorithm=seal["alg"].dotted,
            signature=_bits(seal["value"]),
            info_der=bytes(seal["info"].dump()),
            der=der,
            canonical=_is_canonical(der),
        )
    except FormatError:
        raise
    except Exception as wrong:
        # The parser of a foreign file: its ways to fail are many, none of them is ours.
        raise FormatError("seal: no SESeal") from wrong
    return signed


def _read_info(info: _Info) -> SealInfo:
    header, about, picture = info["header"], info["property"], info["picture"]
    if header["id"].native != "ES" or header["version"].native != VERSION:
        raise FormatError("seal.header: no ES of version 4")
    if about["list_type"].native not in (_BY_CERTIFICATE, _BY_DIGEST):
        raise FormatError("seal.property.certListType")
    whole = about["list_type"].native == _BY_CERTIFICATE
    listed = about["list"]
    certificates = tuple(one.native for one in listed) if whole else ()
    return SealInfo(
        es_id=info["es_id"].native,
        vendor=header["vid"].native,
        kind_code=about["type"].native,
        name=about["name"].native,
        digests=tuple(sha256(one).hexdigest() for one in certificates)
        if whole
        else tuple(one["value"].native.hex() for one in listed),
        created=about["created"].native,
        valid_from=about["start"].native,
        valid_until=about["end"].native,
        picture_type=picture["type"].native,
        picture=picture["data"].native,
        width_mm=picture["width"].native,
        height_mm=picture["height"].native,
        certificates=certificates,
        extensions=tuple(_read_extensions(info)),
        digest_type=DIGEST_TYPE if whole else ", ".join(dict.fromkeys(one["type"].native for one in listed)),
    )


def _read_extensions(info: _Info) -> Iterable[Extension]:
    for name in ("extensions", "tagged"):
        if info[name].native is None:
            continue
        for one in info[name]:
            yield Extension(one["oid"].dotted, one["value"].native, one["critical"].native)


def _bits(value: core.OctetBitString) -> bytes:
    """Whole bytes only: no unused bits."""
    contents = bytes(value.contents)
    if not contents or contents[0]:
        raise FormatError("seal.signedValue: unused bits")
    return contents[1:]


def _is_canonical(der: bytes) -> bool:
    again = _Seal.load(der, strict=True)
    again.native  # noqa: B018 - decodes every part, so that every part is encoded anew
    return bytes(again.dump(force=True)) == der


def _check(info: SealInfo) -> None:
    """Bounds that hold for what is written and for what is read."""
    wrong = {
        "esID": not info.es_id.isascii() or not 0 < len(info.es_id) <= _LARGEST_TEXT,
        "header.Vid": not info.vendor.isascii() or len(info.vendor) > _LARGEST_TEXT,
        "property.name": not 0 < len(info.name) <= _LARGEST_TEXT,
        "property.certList": not _is_list(info.digests),
        "property.createDate": not _whole(info.created),
        "property.validStart": not _whole(info.valid_from),
        "property.validEnd": not _whole(info.valid_until),
        "picture.type": not 0 < len(info.picture_type) <= 16,
        "picture.data": not info.picture,
        "picture.width": not 0 < info.width_mm <= _LARGEST_MM,
        "picture.height": not 0 < info.height_mm <= _LARGEST_MM,
        "extDatas": len({one.oid for one in info.extensions}) < len(info.extensions)
        or len(info.extensions) > _MOST_EXTENSIONS,
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise FormatError(f"seal.{name}")


def _is_list(digests: tuple[str, ...]) -> bool:
    return 0 < len(digests) <= _MOST_CERTIFICATES and all(0 < len(one) <= 128 for one in digests)


def _whole(moment: datetime) -> bool:
    """A time with a zone, in whole seconds, as DER writes it (X.690 §11.7)."""
    return moment.tzinfo is not None and not moment.microsecond
