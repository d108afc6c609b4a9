"""A small certification authority, and documents signed with it by pyHanko, for every row of the verdict table."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, tsp
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sealdesk.model.verification import VerificationReport
from sealdesk.verification.verify import verify_file

AT = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)
SIGNING = frozenset({"digital_signature", "content_commitment"})
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True)
class Holder:
    """A key with its certificate and issuers."""

    key: Any
    certificate: x509.Certificate
    issuer: Holder | None = None

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def chain(self) -> list[Holder]:
        return [] if self.issuer is None else [self.issuer, *self.issuer.chain]


class Workshop:
    """Makes certificates, lists, documents, signatures and updates."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self.root = self.authority("Test Root")
        self.issuing = self.authority("Test Issuing", self.root)
        self.signer = self.holder("城南建设有限公司")
        # The library's own timestamping authority for tests signs with RSA alone.
        self.rsa_key = rsa.generate_private_key(65537, 2048)
        self.tsa = self.timestamping("Test TSA")

    # certificates

    def authority(self, name: str, issuer: Holder | None = None) -> Holder:
        return self.holder(name, issuer, usages=frozenset({"key_cert_sign", "crl_sign"}), authority=True)

    def holder(
        self,
        name: str,
        issuer: Holder | None = None,
        *,
        key: Any = None,
        usages: frozenset[str] | None = SIGNING,
        purposes: list[ObjectIdentifier] | None = None,
        critical_purposes: bool = False,
        since: dt.datetime = AT - YEAR,
        until: dt.datetime = AT + YEAR,
        authority: bool = False,
        self_signed: bool = False,
    ) -> Holder:
        key = key or ec.generate_private_key(ec.SECP256R1())
        if issuer is None and not authority and not self_signed:
            issuer = self.issuing
        subject = _name(name)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if issuer is None else issuer.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if usages is not None:
            flags = {usage: usage in usages for usage in _USAGES}
            builder = builder.add_extension(x509.KeyUsage(**flags), critical=True)
        if purposes is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=critical_purposes)
        certificate = builder.sign(key if issuer is None else issuer.key, hashes.SHA256())
        return Holder(key, certificate, issuer)

    def timestamping(self, name: str, **named: Any) -> Holder:
        purposes = [ExtendedKeyUsageOID.TIME_STAMPING]
        return self.holder(name, key=self.rsa_key, purposes=purposes, critical_purposes=True, **named)

    def crl(
        self,
        issuer: Holder,
        revoked: Mapping[int, dt.datetime] | None = None,
        *,
        issued: dt.datetime = AT - dt.timedelta(days=1),
        until: dt.datetime = AT + dt.timedelta(days=30),
        signed_by: Holder | None = None,
        extension: Any = None,
    ) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(issued)
            .next_update(until)
        )
        for serial, date in (revoked or {}).items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(date).build()
            builder = builder.add_revoked_certificate(entry)
        if extension is not None:
            builder = builder.add_extension(extension, critical=True)
        crl = builder.sign((signed_by or issuer).key, hashes.SHA256())
        return crl.public_bytes(serialization.Encoding.DER)

    def crls(self, **named: Any) -> tuple[bytes, ...]:
        """Lists of both authorities on which nobody stands."""
        return self.crl(self.root, **named), self.crl(self.issuing, **named)

    def ocsp(
        self,
        about: Holder,
        responder: Holder,
        *,
        revoked: dt.datetime | None = None,
        issued: dt.datetime = AT,
    ) -> bytes:
        assert about.issuer is not None
        response = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                about.certificate,
                about.issuer.certificate,
                hashes.SHA1(),
                ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
                issued,
                issued + dt.timedelta(days=2),
                revoked,
                None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
            .certificates([responder.certificate])
        )
        return response.sign(responder.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    # signatures

    def sign(
        self,
        document: bytes,
        holder: Holder | None = None,
        *,
        field: str = "Seal1",
        box: tuple[int, int, int, int] | None = None,
        certify: MDPPerm | None = None,
        timestamper: Any = None,
        subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES,
        prepare: Callable[[Any], None] | None = None,
    ) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(document))
        if prepare is not None:
            prepare(writer)
        metadata = PdfSignatureMetadata(
            field_name=field,
            subfilter=subfilter,
            md_algorithm="sha256",
            certify=certify is not None,
            docmdp_permissions=certify or MDPPerm.FILL_FORMS,
        )
        signer = PdfSigner(
            metadata,
            signer=self.simple_signer(holder or self.signer),
            timestamper=timestamper,
            new_field_spec=SigFieldSpec(field, box=box) if box else None,
        )
        return bytes(signer.sign_pdf(writer).getvalue())

    def simple_signer(self, holder: Holder) -> SimpleSigner:
        store = SimpleCertificateStore()
        store.register_multiple([_asn1(one) for one in holder.chain])
        return SimpleSigner(signing_cert=_asn1(holder), signing_key=_asn1_key(holder), cert_registry=store)

    def timestamper(self, when: dt.datetime, holder: Holder | None = None) -> DummyTimeStamper:
        holder = holder or self.tsa
        store = SimpleCertificateStore()
        store.register_multiple([_asn1(one) for one in holder.chain])
        return DummyTimeStamper(_asn1(holder), _asn1_key(holder), certs_to_embed=store, fixed_dt=when)

    def document_timestamp(self, document: bytes, when: dt.datetime, holder: Holder | None = None) -> bytes:
        stamper = PdfTimeStamper(self.timestamper(when, holder), field_name="Timestamp1")
        out = io.BytesIO()
        stamper.timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(document)), "sha256", output=out)
        return out.getvalue()

    # documents

    def encrypted(self, document: bytes, password: str) -> bytes:
        """A copy that opens with `password` (AES-256)."""
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.pdf_utils.writer import copy_into_new_writer

        writer = copy_into_new_writer(PdfFileReader(io.BytesIO(document)))
        writer.encrypt(owner_pass=password, user_pass=password)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    @staticmethod
    def pdf(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
        """A document of these objects; 1 is its catalog."""
        return pdf(objects, trailer)

    def update(self, document: bytes, change: Callable[[Any], None]) -> bytes:
        """A later saving in which `change` has done something with the writer."""
        writer = IncrementalPdfFileWriter(io.BytesIO(document), strict=False)
        change(writer)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    # changes

    @staticmethod
    def set_content(writer: Any, text: bytes = b"BT /F1 12 Tf 72 700 Td (pay 999) Tj ET") -> None:
        writer.root["/Pages"]["/Kids"][0]["/Contents"] = writer.add_object(
            generic.StreamObject(stream_data=text)
        )
        writer.update_container(writer.root["/Pages"]["/Kids"][0])

    @staticmethod
    def fill_form(writer: Any, value: str = "999") -> None:
        field = writer.root["/AcroForm"]["/Fields"][0]
        field[pdf_name("/V")] = generic.pdf_string(value)
        writer.update_container(field)

    @staticmethod
    def add_annotation(writer: Any, subtype: str = "/FreeText") -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        annotation = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name(subtype),
                pdf_name("/Contents"): generic.pdf_string("999"),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (72, 690, 200, 720))),
            }
        )
        page["/Annots"].append(writer.add_object(annotation))
        writer.update_container(page["/Annots"])

    @staticmethod
    def small_rsa() -> Any:
        return rsa.generate_private_key(65537, 1024)

    # signatures made by hand

    def cms(self, digest: bytes, holder: Holder | None = None, **options: Any) -> bytes:
        """A SignedData over `digest`, DER.

        Options bend it: `attributes` (names left out), `order` (of the encoded attributes), `bound` (whose
        certificate they name), `content` (attached), `certificates`, `signers`, `hash_name`, `algorithm`.
        """
        holder = holder or self.signer
        hash_name = options.get("hash_name", "sha256")
        attributes = _attributes(digest, options.get("bound", holder), options.get("attributes", frozenset()))
        encoded = sorted(attribute.dump() for attribute in attributes)
        body = b"".join(options.get("order", list)(encoded))
        signed = _der(b"\x31", body)
        value = holder.key.sign(signed, ec.ECDSA(getattr(hashes, hash_name.upper())()))
        certificate = _asn1(holder)
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {
                        "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                            {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                        )
                    }
                ),
                "digest_algorithm": {"algorithm": hash_name},
                "signature_algorithm": {"algorithm": options.get("algorithm", f"{hash_name}_ecdsa")},
                "signed_attrs": cms.CMSAttributes.load(signed),
                "signature": value,
            }
        )
        content: dict[str, Any] = {"content_type": "data"}
        if "content" in options:
            content["content"] = options["content"]
        sent = options.get("certificates", [holder, *holder.chain])
        signed_data = cms.SignedData(
            {
                "version": "v1",
                "digest_algorithms": [{"algorithm": hash_name}],
                "encap_content_info": content,
                "certificates": [_asn1(one) for one in sent],
                "signer_infos": [signer] * options.get("signers", 1),
            }
        )
        return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed_data}).dump())

    def resign(self, signed: bytes, make: Callable[[bytes], bytes], hash_name: str = "sha256") -> bytes:
        """`signed` with the value of its last signature replaced by what `make` makes of the ranges' digest."""
        _, gap_start, gap_end, last = byte_range(signed)
        ranges = signed[:gap_start] + signed[gap_end : gap_end + last]
        value = make(hashlib.new(hash_name, ranges).digest()).hex().encode()
        room = gap_end - gap_start - 2
        return signed[: gap_start + 1] + value.ljust(room, b"0") + signed[gap_end - 1 :]

    @staticmethod
    def byte_range(signed: bytes) -> tuple[int, int, int, int]:
        return byte_range(signed)

    @staticmethod
    def with_byte_range(signed: bytes, text: bytes) -> bytes:
        """`signed` with another array as the /ByteRange of its last signature; nothing moves."""
        match = list(_BYTE_RANGE.finditer(signed))[-1]
        room = match.end() - match.start()
        assert len(text) + len(b"/ByteRange ") <= room
        return signed[: match.start()] + (b"/ByteRange " + text).ljust(room) + signed[match.end() :]

    def file(self, document: bytes) -> Path:
        self._count += 1
        path = self._folder / f"{self._count}.pdf"
        path.write_bytes(document)
        return path

    def verify(self, document: bytes, **named: Any) -> VerificationReport:
        """Judged at `AT` with the root trusted, unless said otherwise."""
        named.setdefault("roots", (self.root.der,))
        named.setdefault("at", AT)
        return verify_file(self.file(document), **named)


_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def byte_range(signed: bytes) -> tuple[int, int, int, int]:
    """The numbers of the last /ByteRange in the file."""
    first, second, third, fourth = (int(number) for number in _BYTE_RANGE.findall(signed)[-1])
    return first, second, third, fourth


def _der(tag: bytes, body: bytes) -> bytes:
    length = len(body)
    if length < 128:
        return tag + bytes([length]) + body
    size = (length.bit_length() + 7) // 8
    return tag + bytes([0x80 | size]) + length.to_bytes(size, "big") + body


def _attributes(digest: bytes, holder: Holder, without: frozenset[str]) -> list[Any]:
    binding = tsp.SigningCertificateV2(
        {
            "certs": [
                {"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": hashlib.sha256(holder.der).digest()}
            ]
        }
    )
    values = {"content_type": "data", "message_digest": digest, "signing_certificate_v2": binding}
    return [
        cms.CMSAttribute({"type": name, "values": [value]})
        for name, value in values.items()
        if name not in without
    ]


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, common),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _asn1(holder: Holder) -> Any:
    return asn1_x509.Certificate.load(holder.der)


def _asn1_key(holder: Holder) -> Any:
    der = holder.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return asn1_keys.PrivateKeyInfo.load(der)


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A document of these objects; 1 is its catalog."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


CONTENT = b"BT /F1 12 Tf 72 700 Td (pay 100) Tj ET"
OBJECTS = {
    1: b"<</Type/Catalog/Pages 2 0 R/AcroForm 7 0 R>>",
    2: b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
    3: b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/Annots[6 0 R]>>",
    4: b"<</Length %d>>stream\n%s\nendstream" % (len(CONTENT), CONTENT),
    5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    6: b"<</Type/Annot/Subtype/Widget/FT/Tx/T(amount)/V(100)/P 3 0 R/Rect[72 600 200 620]/F 4>>",
    7: b"<</Fields[6 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf)>>",
}


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("verification"))


@pytest.fixture(scope="session")
def plain() -> bytes:
    """One page with a form of one text field, unsigned."""
    return pdf(OBJECTS)


@pytest.fixture(scope="session")
def signed(workshop: Workshop, plain: bytes) -> bytes:
    """`plain`, sealed visibly by `workshop.signer`."""
    return workshop.sign(plain, box=(300, 100, 400, 200))
