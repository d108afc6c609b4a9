"""Certification authorities of tests, and their servers: an OCSP responder and a CRL server on loopback."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

NOW = datetime.now(UTC).replace(microsecond=0)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SIGNING = frozenset({"digital_signature", "content_commitment"})
ISSUING = frozenset({"key_cert_sign", "crl_sign"})
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


def name_of(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def pointers(ocsp_url: str = "", crl_url: str = "") -> list[tuple[x509.ExtensionType, bool]]:
    """The extensions that say whom to ask."""
    extensions: list[tuple[x509.ExtensionType, bool]] = []
    if ocsp_url:
        location = x509.UniformResourceIdentifier(ocsp_url)
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, location)
        extensions.append((x509.AuthorityInformationAccess([access]), False))
    if crl_url:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
        extensions.append((x509.CRLDistributionPoints([point]), False))
    return extensions


@dataclass(frozen=True)
class Holder:
    """A key, its certificate, and who issued it; None: itself."""

    key: Any
    certificate: x509.Certificate
    issuer: Holder | None = None

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def sha256(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def holder(
    common: str,
    issuer: Holder | None = None,
    *,
    key: Any = None,
    public_key: Any = None,
    usages: frozenset[str] | None = SIGNING,
    purposes: Iterable[ObjectIdentifier] = (),
    authority: bool | None = False,
    path_length: int | None = None,
    since: datetime = NOW - DAY,
    until: datetime = NOW + 365 * DAY,
    extensions: Iterable[tuple[x509.ExtensionType, bool]] = (),
) -> Holder:
    """A certificate; `authority` None: without basic constraints."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(name_of(common))
        .issuer_name(issuer.certificate.subject if issuer else name_of(common))
        .public_key(public_key or key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )
    if authority is not None:
        builder = builder.add_extension(x509.BasicConstraints(authority, path_length), critical=True)
    if usages is not None:
        flags = {usage: usage in usages for usage in _USAGES}
        builder = builder.add_extension(x509.KeyUsage(**flags), critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(purposes)), critical=False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return Holder(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()), issuer)


def authority(common: str, issuer: Holder | None = None, **named: Any) -> Holder:
    named.setdefault("usages", ISSUING)
    return holder(common, issuer, authority=True, **named)


def delegate(issuer: Holder, **named: Any) -> Holder:
    """A responder with the issuer's leave (RFC 6960 §4.2.2.2)."""
    return holder("responder", issuer, purposes=[ExtendedKeyUsageOID.OCSP_SIGNING], **named)


def crl(
    issuer: Holder,
    revoked: Mapping[int, datetime] | None = None,
    *,
    issued: datetime = NOW - HOUR,
    until: datetime = NOW + 30 * DAY,
    signed_by: Holder | None = None,
    reason: x509.ReasonFlags | None = None,
) -> x509.CertificateRevocationList:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(issued)
        .next_update(until)
    )
    for serial, date in (revoked or {}).items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(date)
        if reason is not None:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign((signed_by or issuer).key, hashes.SHA256())


def crl_der(*arguments: Any, **named: Any) -> bytes:
    return crl(*arguments, **named).public_bytes(Encoding.DER)


def ocsp_der(
    about: x509.Certificate,
    issuer: Holder,
    responder: Holder | None = None,
    *,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    revoked: datetime | None = None,
    issued: datetime = NOW - HOUR,
    until: datetime | None = NOW + 2 * DAY,
) -> bytes:
    responder = responder or issuer
    response = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            about,
            issuer.certificate,
            hashes.SHA1(),
            ocsp.OCSPCertStatus.REVOKED if revoked else status,
            issued,
            until,
            revoked,
            None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
        .certificates([responder.certificate])
    )
    return response.sign(responder.key, hashes.SHA256()).public_bytes(Encoding.DER)


Answering = Callable[[bytes], bytes]


class IssuerServer:
    """Answers a path with what `answers` makes of the request's body; counts what it was asked.

    Behaviours that are no answers: `close` ends the connection without a word, `silent` says nothing until the
    server ends, `huge` never stops sending.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answering | str] = {}
        self.asked: list[str] = []
        self._ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        body = request.rfile.read(int(request.headers.get("content-length", "0")))
        answer = self.answers.get(request.path)
        if answer is None:
            request.send_error(404)
        elif answer == "silent":
            self._ended.wait(60)
        elif answer == "huge":
            request.send_response(200)
            request.end_headers()
            while not self._ended.is_set():
                request.wfile.write(bytes(65536))
        elif callable(answer):
            content = answer(body)
            request.send_response(200)
            request.send_header("content-length", str(len(content)))
            request.end_headers()
            request.wfile.write(content)

    def close(self) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(20)


def _handler(server: IssuerServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            with contextlib.suppress(OSError):
                server.handle(self)

        do_GET = do_POST = _any  # noqa: N815 - the library's names

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextlib.contextmanager
def issuer_server() -> Iterator[IssuerServer]:
    server = IssuerServer()
    try:
        yield server
    finally:
        server.close()
