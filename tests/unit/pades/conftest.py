"""Documents written by hand, software keys, and a peer (pyHanko's validator) to say what a signature is worth."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader

from sealdesk.geometry import TurnedBox
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.signature import SignatureRecord
from sealdesk.pades.cms import build_cms
from sealdesk.pades.update import PreparedUpdate, Terms, fill, prepare_seals, prepare_update

NOW = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
BOX = TurnedBox(60.0, 60.0, 42.0, 42.0)
CONTENT = b"0.2 g 50 700 200 12 re f"


def pdf_bytes(
    page: str = "/Contents 4 0 R /Resources <<>>",
    catalog: str = "",
    pages: str = "/MediaBox [0 0 595 842]",
    content: bytes = CONTENT,
    extra: Mapping[int, str | bytes] | None = None,
    kids: int = 1,
    size_lie: int = 0,
    end: bytes = b"%%EOF\n",
) -> bytes:
    """A document of equal pages: 1 catalog, 2 page tree, 3 first page, 4 content, 10… further pages; `extra`
    holds more objects by number."""
    objects: dict[int, bytes] = {
        1: f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        4: b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    }
    numbers = [3, *range(10, 10 + kids - 1)]
    listed = " ".join(f"{number} 0 R" for number in numbers)
    objects[2] = f"<</Type/Pages/Kids[{listed}]/Count {kids}{pages}>>".encode()
    for number in numbers:
        objects[number] = f"<</Type/Page/Parent 2 0 R {page}>>".encode()
    for number, body in (extra or {}).items():
        objects[number] = body.encode() if isinstance(body, str) else body
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    entries: dict[int, int] = {}
    for number in sorted(objects):
        entries[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    highest = max(entries)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (highest + 1)
    for number in range(1, highest + 1):
        out += b"%010d 00000 n \n" % entries[number] if number in entries else b"0000000000 00000 f \n"
    trailer = f"<</Size {highest + 1 - size_lie}/Root 1 0 R>>"
    out += b"trailer\n%s\nstartxref\n%d\n%s" % (trailer.encode(), start, end)
    return bytes(out)


@dataclass
class SoftwareKey:
    """A key in memory that answers as a token does."""

    private: Any
    certificate: bytes
    chain: tuple[bytes, ...]
    root: bytes
    signed: list[bytes] = field(default_factory=list)

    def sign(self, data: bytes) -> bytes:
        self.signed.append(data)
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(data, ec.ECDSA(hashes.SHA256()))
        return bytes(self.private.sign(data))


def _certificate(name: str, key: Any, issuer: str, issuer_key: Any, *, authority: bool) -> bytes:
    def named(common: str) -> x509.Name:
        organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "城南建设有限公司")
        return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common)])

    usage = x509.KeyUsage(
        not authority, not authority, False, False, False, authority, authority, False, False
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def make_key(private: Any) -> SoftwareKey:
    root_key = ec.generate_private_key(ec.SECP256R1())
    middle_key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Root", root_key, "Root", root_key, authority=True)
    middle = _certificate("Middle", middle_key, "Root", root_key, authority=True)
    leaf = _certificate("Seal", private, "Middle", middle_key, authority=False)
    return SoftwareKey(private, leaf, (middle,), root)


@pytest.fixture(scope="session")
def rsa_key() -> SoftwareKey:
    return make_key(rsa.generate_private_key(public_exponent=65537, key_size=2048))


@pytest.fixture(scope="session")
def ec_key() -> SoftwareKey:
    return make_key(ec.generate_private_key(ec.SECP256R1()))


@pytest.fixture(scope="session")
def ed25519_key() -> SoftwareKey:
    return make_key(ed25519.Ed25519PrivateKey.generate())


@pytest.fixture(params=["rsa", "ec"])
def any_key(request: pytest.FixtureRequest, rsa_key: SoftwareKey, ec_key: SoftwareKey) -> SoftwareKey:
    return rsa_key if request.param == "rsa" else ec_key


@pytest.fixture(scope="session")
def picture() -> SealPicture:
    """Red with every opacity there is."""
    alpha = bytes((x * 4 + y) % 256 for y in range(64) for x in range(64))
    return SealPicture(64, 64, bytes((230, 0, 18)) * (64 * 64), alpha, 42.0, 42.0)


@pytest.fixture(scope="session")
def record() -> SignatureRecord:
    return SignatureRecord(
        signer_name="城南建设有限公司",
        reason="合同盖章 (2)",
        contact="office@example.org",
        signing_time=NOW,
        seal_id="SEAL-2026-0001",
        seal_name="城南建设有限公司合同专用章",
        seal_kind="contract",
        holder="城南建设有限公司",
        credit_code="91350200MA31234567",
        eseal_sha256="ab" * 32,
        custodian="李四",
        method="pin",
        request_id="REQUEST7",
        entry_id="0197aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee",
        leaf_index=1234,
        checkpoint="sealdesk.example/ws1\n12\nabc=\n",
        program="SealDesk 0.1",
    )


Seal = Callable[..., Path]


@pytest.fixture
def seal(picture: SealPicture, record: SignatureRecord, rsa_key: SoftwareKey, tmp_path: Path) -> Seal:
    """Prepare, sign, fill, write: returns the sealed file. Every call has a new file."""
    made: list[Path] = []

    def act(source: Path | bytes, *stamps: Stamp, key: SoftwareKey = rsa_key, **options: Any) -> Path:
        if isinstance(source, bytes):
            made.append(tmp_path / f"source{len(made)}.pdf")
            made[-1].write_bytes(source)
            source = made[-1]
        password = options.pop("password", None)
        prepared = prepare_update(source, password, picture, stamps or (Stamp(1, BOX),), record, **options)
        made.append(tmp_path / f"sealed{len(made)}.pdf")
        made[-1].write_bytes(source.read_bytes() + signed_update(prepared, key))
        return made[-1]

    return act


def signed_update(prepared: PreparedUpdate, key: SoftwareKey) -> bytes:
    return fill(prepared, build_cms(key, prepared.document_digest, NOW))


def reader_of(path: Path, password: str | None = None) -> Any:
    reader = PdfFileReader(io.BytesIO(path.read_bytes()), strict=False)
    if password is not None:
        reader.decrypt(password)
    return reader


def statuses(path: Path, *keys: SoftwareKey, password: str | None = None) -> list[Any]:
    """pyHanko's opinion of every signature, difference analysis included."""
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    async def judge() -> list[Any]:
        found = []
        for embedded in reader_of(path, password).embedded_signatures:
            context = ValidationContext(
                trust_roots=[asn1_x509.Certificate.load(key.root) for key in keys], allow_fetching=False
            )
            found.append(await async_validate_pdf_signature(embedded, signer_validation_context=context))
        return found

    return asyncio.run(judge())


@pytest.fixture
def seal_all(record: SignatureRecord, rsa_key: SoftwareKey, tmp_path: Path) -> Seal:
    """As `seal`, with any number of seals (picture, stamps) and every term of `prepare_seals`."""
    made: list[Path] = []

    def act(source: Path | bytes, *inks: Any, key: SoftwareKey = rsa_key, **options: Any) -> Path:
        if isinstance(source, bytes):
            made.append(tmp_path / f"all{len(made)}.pdf")
            made[-1].write_bytes(source)
            source = made[-1]
        said = options.pop("record", record)
        prepared = prepare_seals(source, None, inks, said, Terms(**options))
        made.append(tmp_path / f"sealed_all{len(made)}.pdf")
        made[-1].write_bytes(source.read_bytes() + signed_update(prepared, key))
        return made[-1]

    return act


@pytest.fixture(scope="session")
def blue_picture() -> SealPicture:
    """Another seal's picture, told from the first by its colour."""
    return SealPicture(32, 32, bytes((0, 40, 200)) * (32 * 32), b"\xff" * (32 * 32), 30.0, 30.0)
