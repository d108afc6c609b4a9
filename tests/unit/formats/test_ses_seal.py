"""GB/T 38540-2020 seals: round trip, an independent reader, tampering, what other makers write."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from sealdesk.formats.fields import FormatError
from sealdesk.formats.seal_properties import PROPERTIES_OID, disagreements, properties, seal_info
from sealdesk.formats.ses_algorithms import ECDSA_SHA256, RSA_SHA256, SM2_SM3
from sealdesk.formats.ses_seal import (
    LARGEST_BYTES,
    Extension,
    SealInfo,
    SignedSeal,
    read_seal,
    write_seal,
)
from sealdesk.formats.ses_signature import SignedOver, UnsupportedAlgorithmError, signed_over
from sealdesk.model.seal import Seal, SealKind, SealShape

START = datetime(1970, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 3, 44, 21, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n and some pixels"


@dataclass(frozen=True)
class Maker:
    """A maker's key in memory."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: bytes
    algorithm: str

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


@cache
def maker(kind: str = "ec") -> Maker:
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = (
        ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)
    )
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "制章者")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    algorithm = ECDSA_SHA256 if kind == "ec" else RSA_SHA256
    return Maker(key, certificate.public_bytes(Encoding.DER), algorithm)


INFO = SealInfo(
    es_id="SEAL-0001",
    vendor="SealDesk",
    kind_code=1,
    name="城南建设有限公司",
    digests=("ab" * 32, "cd" * 32),
    created=NOW,
    valid_from=NOW,
    valid_until=NOW + timedelta(days=730),
    picture_type="png",
    picture=PNG,
    width_mm=42,
    height_mm=40,
)

seconds = st.integers(0, 253_000_000_000).map(lambda number: START + timedelta(seconds=number))
ascii_texts = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40)
extensions = st.lists(
    st.builds(
        Extension,
        st.integers(0, 2**128).map(lambda number: f"2.25.{number}"),
        st.binary(max_size=40),
        st.booleans(),
    ),
    max_size=4,
    unique_by=lambda one: one.oid,
)
infos = st.builds(
    SealInfo,
    es_id=ascii_texts,
    vendor=ascii_texts,
    kind_code=st.sampled_from([1, 2]),
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    digests=st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=3).map(tuple),
    created=seconds,
    valid_from=seconds,
    valid_until=seconds,
    picture_type=st.sampled_from(["png", "gif", "ofd"]),
    picture=st.binary(min_size=1, max_size=200),
    width_mm=st.integers(1, 1000),
    height_mm=st.integers(1, 1000),
    extensions=extensions.map(tuple),
)


@given(infos, st.booleans())
@settings(max_examples=60, deadline=None)
def test_round_trip(info: SealInfo, whole: bool) -> None:
    if whole:  # the list holds the certificates themselves
        certificates = tuple(bytes.fromhex(one) for one in info.digests)
        digests = tuple(sha256(one).hexdigest() for one in certificates)
        info = replace(info, certificates=certificates, digests=digests)
    der = write_seal(info, maker())
    again = read_seal(der)
    assert again.info == info
    assert again.canonical
    assert (again.maker, again.algorithm) == (maker().certificate, ECDSA_SHA256)
    assert signed_over(again) is SignedOver.INFO


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_an_independent_reader_finds_the_fields_of_the_standard(kind: str) -> None:
    """GB/T 38540-2020 §6: OpenSSL's ASN.1 reader names type and content, one by one."""
    info = replace(INFO, extensions=(Extension("1.2.3", b"\xa5", critical=True),))
    signed = write_seal(info, maker(kind))
    shown = parsed(signed)
    assert shown[: len(EXPECTED)] == EXPECTED
    cert, algorithm, value = shown[len(EXPECTED) :]
    assert cert == (1, "OCTET STRING", maker(kind).certificate.hex().upper())
    names = {"ec": "ecdsa-with-SHA256", "rsa": "sha256WithRSAEncryption"}
    assert algorithm == (1, "OBJECT", names[kind])
    assert value[:2] == (1, "BIT STRING")


EXPECTED = [
    (0, "SEQUENCE", ""),
    (1, "SEQUENCE", ""),  # eSealInfo
    (2, "SEQUENCE", ""),  # header
    (3, "IA5STRING", "ES"),
    (3, "INTEGER", "04"),
    (3, "IA5STRING", "SealDesk"),
    (2, "IA5STRING", "SEAL-0001"),  # esID
    (2, "SEQUENCE", ""),  # property
    (3, "INTEGER", "01"),
    (3, "UTF8STRING", "城南建设有限公司"),
    (3, "INTEGER", "02"),
    (3, "SEQUENCE", ""),
    (4, "SEQUENCE", ""),
    (5, "PRINTABLESTRING", "SHA-256"),
    (5, "OCTET STRING", "AB" * 32),
    (4, "SEQUENCE", ""),
    (5, "PRINTABLESTRING", "SHA-256"),
    (5, "OCTET STRING", "CD" * 32),
    (3, "GENERALIZEDTIME", "20261124034421Z"),
    (3, "GENERALIZEDTIME", "20261124034421Z"),
    (3, "GENERALIZEDTIME", "20281123034421Z"),
    (2, "SEQUENCE", ""),  # picture
    (3, "IA5STRING", "png"),
    (3, "OCTET STRING", PNG.hex().upper()),
    (3, "INTEGER", "2A"),
    (3, "INTEGER", "28"),
    (2, "SEQUENCE", ""),  # extDatas
    (3, "SEQUENCE", ""),
    (4, "OBJECT", "1.2.3"),
    (4, "BOOLEAN", "255"),
    (4, "OCTET STRING", "A5"),
]
_LINE = re.compile(
    r" *\d+:d=(\d+) +hl=\d+ l= *\d+ (?:cons|prim): ([A-Z0-9 ]+?) *(?::(?:\[HEX DUMP\]:)?(.*))?$"
)


def parsed(der: bytes) -> list[tuple[int, str, str]]:
    """Depth, type and content, as `openssl asn1parse` tells them."""
    program = shutil.which("openssl")
    assert program is not None, "openssl is not installed (packaging/system_packages.toml)"
    done = subprocess.run(
        [program, "asn1parse", "-inform", "DER"], input=der, capture_output=True, check=True
    )
    rows = []
    for line in done.stdout.decode().splitlines():
        found = _LINE.fullmatch(line.replace("[HEX DUMP]", ":[HEX DUMP]").replace("::", ":"))
        assert found, line
        kind = found[2].strip()
        rows.append((int(found[1]), kind, (found[3] or "").removeprefix("[HEX DUMP]:")))
    return rows


# Tampering.


RECORD = Seal(
    id="SEAL-0001",
    kind=SealKind.UNIT,
    name="城南建设有限公司",
    holder="城南建设有限公司",
    credit_code="91420100MA4KTEST0X",
    shape=SealShape.ROUND,
    width_mm=42.5,
    height_mm=42.5,
    certificates=("ab" * 32,),
    custodian_id="P3001",
    picture_sha256=sha256(PNG).hexdigest(),
    valid_from=NOW,
    valid_until=NOW + timedelta(days=730),
    department="",
)


def made(kind: str = "ec", seal: Seal = RECORD) -> bytes:
    one = maker(kind)
    return write_seal(seal_info(seal, PNG, one.certificate, NOW), one)


def accepted(der: bytes) -> bool:
    """What every use of an electronic seal asks of it, but for the maker's standing."""
    try:
        signed = read_seal(der)
        return signed.canonical and signed_over(signed) is not None and not disagreements(RECORD, signed)
    except FormatError:
        return False


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_any_byte_tampered_is_refused(kind: str) -> None:
    der = made(kind)
    assert accepted(der)
    step = 1 if kind == "ec" else 7  # all of a small seal, a sample of the larger one
    for at in range(0, len(der), step):
        for change in (0x01, 0x80) if kind == "ec" else (0x01,):
            tampered = bytearray(der)
            tampered[at] ^= change
            assert not accepted(bytes(tampered)), (at, change)


def test_cut_or_lengthened_seals_are_refused() -> None:
    der = made()
    for at in range(0, len(der), 5):
        with pytest.raises(FormatError):
            read_seal(der[:at])
    with pytest.raises(FormatError):
        read_seal(der + b"\0")
    with pytest.raises(FormatError):
        read_seal(b"\x30\x84" + (LARGEST_BYTES + 1).to_bytes(4, "big") + b"\0" * (LARGEST_BYTES + 1))


def test_another_makers_certificate_does_not_fit() -> None:
    """Also where it has the same key: the signed properties name the certificate."""
    one = maker()
    renewed = x509.load_der_x509_certificate(one.certificate)
    again = (
        x509.CertificateBuilder()
        .subject_name(renewed.subject)
        .issuer_name(renewed.subject)
        .public_key(renewed.public_key())
        .serial_number(8)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=3650))
        .sign(one.key, hashes.SHA256())
    )
    other = replace(one, certificate=again.public_bytes(Encoding.DER))
    signed = read_seal(write_seal(seal_info(RECORD, PNG, one.certificate, NOW), other))
    assert signed_over(signed) is SignedOver.INFO
    assert properties(signed) is None
    assert disagreements(RECORD, signed) == ("properties",)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"id": "SEAL-0002"}, "id"),
        ({"kind": SealKind.LEGAL_REPRESENTATIVE}, "kind"),
        ({"kind": SealKind.FINANCE}, "properties"),
        ({"name": "城北建设有限公司"}, "name"),
        ({"certificates": ("ab" * 32, "ef" * 32)}, "certificates"),
        ({"valid_until": NOW + timedelta(days=731)}, "validity"),
        ({"picture_sha256": "00" * 32}, "picture"),
        ({"width_mm": 40.0}, "size"),
        ({"height_mm": 42.4}, "properties"),
        ({"holder": "另一单位"}, "properties"),
        ({"credit_code": "0" * 18}, "properties"),
        ({"department": "工程部"}, "properties"),
        ({"version": 2}, "properties"),
    ],
)
def test_what_a_record_says_otherwise_is_named(change: dict[str, object], named: str) -> None:
    other = replace(RECORD, **change)  # type: ignore[arg-type]
    assert named in disagreements(other, read_seal(made()))


# What other makers write.


def tlv(tag: int, *parts: bytes) -> bytes:
    """DER by hand, independent of the library."""
    body = b"".join(parts)
    length = len(body).to_bytes(4, "big").lstrip(b"\0") or b"\0"
    head = bytes([len(body)]) if len(body) < 128 else bytes([0x80 | len(length)]) + length
    return bytes([tag]) + head + body


ECDSA_OID = bytes.fromhex("06082a8648ce3d040302")
SM2_OID = bytes.fromhex("06082a811ccf55018375")


def foreign_info(**parts: bytes) -> bytes:
    """An eSealInfo as other makers write it: whole certificates, a version of their own."""
    certificates = parts.get("list", tlv(0x30, tlv(0x04, b"certificate")))
    return tlv(
        0x30,
        tlv(0x30, tlv(0x16, b"ES"), parts.get("version", b"\x02\x01\x04"), tlv(0x16, b"OTHER")),
        tlv(0x16, b"42010000000001"),
        tlv(
            0x30,
            b"\x02\x01\x01",
            tlv(0x0C, "某单位".encode()),
            parts.get("list_type", b"\x02\x01\x01"),
            certificates,
            tlv(0x18, b"20260101000000Z"),
            tlv(0x18, b"20260101000000Z"),
            tlv(0x18, b"20280101000000Z"),
        ),
        tlv(0x30, tlv(0x16, b"PNG"), tlv(0x04, PNG), b"\x02\x01\x2a", b"\x02\x01\x2a"),
        parts.get("extensions", b""),
    )


def foreign(info: bytes, signed: bytes | None = None, algorithm: bytes = ECDSA_OID) -> bytes:
    one = maker()
    signature = one.sign(info if signed is None else signed)
    return tlv(0x30, info, tlv(0x04, one.certificate), algorithm, tlv(0x03, b"\0", signature))


def test_both_forms_of_signing_are_told_apart() -> None:
    info = foreign_info()
    whole = tlv(0x30, info, tlv(0x04, maker().certificate), ECDSA_OID)
    assert signed_over(read_seal(foreign(info))) is SignedOver.INFO
    assert signed_over(read_seal(foreign(info, whole))) is SignedOver.INFO_AND_MAKER
    assert signed_over(read_seal(foreign(info, b"something else"))) is None


def test_whole_certificates_are_told_by_their_digests() -> None:
    signed = read_seal(foreign(foreign_info()))
    assert signed.info.certificates == (b"certificate",)
    assert signed.info.digests == (sha256(b"certificate").hexdigest(),)
    assert signed.canonical
    assert properties(signed) is None


@pytest.mark.parametrize("tagged", [False, True])
def test_extensions_are_read_with_their_tag_and_without(tagged: bool) -> None:
    one = tlv(0x30, bytes.fromhex("06022a03"), b"\x01\x01\x00", tlv(0x04, b"x"))
    listed = tlv(0x30, one)
    signed = read_seal(foreign(foreign_info(extensions=tlv(0xA0, listed) if tagged else listed)))
    assert signed.info.extension("1.2.3") == b"x"
    assert signed_over(signed) is SignedOver.INFO
    assert not signed.canonical  # a default written out is not DER (X.690 §11.5)


def test_sm2_is_named_as_not_supported_yet() -> None:
    signed = read_seal(foreign(foreign_info(), algorithm=SM2_OID))
    assert signed.algorithm == SM2_SM3
    with pytest.raises(UnsupportedAlgorithmError, match="SM2"):
        signed_over(signed)


def test_an_algorithm_of_another_kind_of_key_does_not_verify() -> None:
    rsa_oid = bytes.fromhex("06092a864886f70d01010b")
    assert signed_over(read_seal(foreign(foreign_info(), algorithm=rsa_oid))) is None


def test_an_encoding_that_is_not_der_is_told() -> None:
    der = foreign(foreign_info())
    longer = b"\x30\x83\0" + der[2:4] + der[4:]
    assert der[1] == 0x82
    signed = read_seal(longer)
    assert not signed.canonical
    assert signed_over(signed) is SignedOver.INFO


@pytest.mark.parametrize(
    "parts",
    [
        {"version": b"\x02\x01\x02"},
        {"list_type": b"\x02\x01\x03"},
        {"list_type": b"\x02\x01\x02"},
        {"list": tlv(0x30)},
    ],
)
def test_other_structures_are_refused(parts: dict[str, bytes]) -> None:
    with pytest.raises(FormatError):
        read_seal(foreign(foreign_info(**parts)))


@pytest.mark.parametrize(
    "change",
    [
        {"es_id": "印章"},
        {"es_id": ""},
        {"name": ""},
        {"digests": ()},
        {"picture": b""},
        {"width_mm": 0},
        {"height_mm": 1001},
        {"created": NOW.replace(microsecond=1)},
        {"valid_from": NOW.replace(tzinfo=None)},
        {"extensions": (Extension("1.2.3", b""), Extension("1.2.3", b""))},
    ],
)
def test_what_the_structure_cannot_hold_is_not_written(change: dict[str, object]) -> None:
    with pytest.raises(FormatError):
        write_seal(replace(INFO, **change), maker())  # type: ignore[arg-type]


def test_the_properties_hold_what_the_standard_has_no_field_for() -> None:
    signed: SignedSeal = read_seal(made())
    said = properties(signed)
    assert said is not None
    assert (said["width_mm"], said["holder"], said["kind"]) == ("42.5", "城南建设有限公司", "unit")
    assert (signed.info.width_mm, signed.info.height_mm) == (42, 42)
    assert signed.info.extension(PROPERTIES_OID)
