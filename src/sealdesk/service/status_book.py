"""What issuers said of certificates, kept in files and verified each time it is read.

A revocation list or OCSP answer is judged by the code recipients judge with (`sealdesk.verification`). A file that was
changed, cut or put there by somebody else says nothing; it can make a status unknown, never good.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sealdesk.audit.status_fetch import MAX_CRL_BYTES, MAX_OCSP_BYTES
from sealdesk.model.certificate import UNKNOWN_STATUS, RevocationState, RevocationStatus, StatusSource
from sealdesk.model.verification import Revocation
from sealdesk.verification.revocation import Evidence, check_path

_MAX_BYTES = {StatusSource.CRL: MAX_CRL_BYTES, StatusSource.OCSP: MAX_OCSP_BYTES}


@dataclass(frozen=True)
class _Statement:
    """What one list or answer says; `on_hold`: revoked for the time being (reason certificateHold)."""

    status: RevocationStatus
    as_of: datetime
    on_hold: bool = False


class StatusBook:
    """Statements about certificates at hand.

    Args:
        folder: Of the kept answers; need not be there.
        crls: Lists that an administrator put into the workspace.
    """

    def __init__(self, folder: Path, crls: Iterable[x509.CertificateRevocationList] = ()) -> None:
        self._folder = folder
        self._crls = tuple(crl.public_bytes(Encoding.DER) for crl in crls)

    def status_of(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> RevocationStatus:
        """What is known at `at`; good with the newest statement's date.

        A revocation stands for ever, but for a certificate on hold the newest statement counts.
        """
        found = sorted(self._statements(certificate, issuer, at), key=lambda one: one.as_of)
        for one in found:
            if one.status.state is RevocationState.REVOKED and not one.on_hold:
                return one.status
        return found[-1].status if found else UNKNOWN_STATUS

    def _statements(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> Iterator[_Statement]:
        pieces = [(StatusSource.CRL, crl) for crl in self._crls]
        for source in _MAX_BYTES:
            kept = self._read(certificate, source)
            pieces += [(source, kept)] if kept else []
        for source, piece in pieces:
            said = _statement(certificate, issuer, source, piece, at)
            if said is not None:
                yield said

    def keep(
        self,
        certificate: x509.Certificate,
        issuer: x509.Certificate,
        source: StatusSource,
        answer: bytes,
        at: datetime,
    ) -> str:
        """Keep an answer that says something, and nothing older than what is kept.

        Returns:
            Empty when it is kept; `says_nothing` (not signed by the right one, about another certificate, out of
            date, unknown), `older` or `not_writable` otherwise.
        """
        answer = _der(source, answer)
        said = _statement(certificate, issuer, source, answer, at)
        if said is None:
            return "says_nothing"
        kept = self._read(certificate, source)
        known = _statement(certificate, issuer, source, kept, at) if kept else None
        if known is not None and known.as_of > said.as_of:
            return "older"
        return self._write(self._file(certificate, source), answer)

    def asked_lately(self, certificate: x509.Certificate, at: datetime, pause_s: float) -> bool:
        """Whether an issuer was asked about this certificate less than `pause_s` ago, with whatever success."""
        try:
            age_s = at.timestamp() - self._mark(certificate).stat().st_mtime
        except OSError:
            return False
        return 0 <= age_s < pause_s

    def note_asking(self, certificate: x509.Certificate) -> None:
        """Remember that an issuer is asked about this certificate now; where nothing can be written, forget it."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._mark(certificate).touch(mode=0o600)

    def _mark(self, certificate: x509.Certificate) -> Path:
        return self._folder / f"{_digest(certificate)}.asked"

    def _file(self, certificate: x509.Certificate, source: StatusSource) -> Path:
        return self._folder / f"{_digest(certificate)}.{source.value}"

    def _read(self, certificate: x509.Certificate, source: StatusSource) -> bytes | None:
        limit = _MAX_BYTES[source]
        try:
            with self._file(certificate, source).open("rb") as file:
                content = file.read(limit + 1)
        except OSError:
            return None
        return content if len(content) <= limit else None

    def _write(self, path: Path, content: bytes) -> str:
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            # A name of its own: two processes may keep answers at once.
            descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=self._folder)
        except OSError:
            return "not_writable"
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except OSError:
            with suppress(OSError):
                Path(draft).unlink(missing_ok=True)
            return "not_writable"
        return ""


def _digest(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()


def _der(source: StatusSource, answer: bytes) -> bytes:
    """Distribution points may serve PEM where DER is due (RFC 5280 §4.2.1.13)."""
    if source is not StatusSource.CRL or not answer.lstrip().startswith(b"-----"):
        return answer
    try:
        return x509.load_pem_x509_crl(answer).public_bytes(Encoding.DER)
    except (ValueError, x509.InvalidVersion):
        return answer


def _statement(
    certificate: x509.Certificate, issuer: x509.Certificate, source: StatusSource, piece: bytes, at: datetime
) -> _Statement | None:
    evidence = Evidence(crls=(piece,)) if source is StatusSource.CRL else Evidence(ocsps=(piece,))
    pair = (certificate.public_bytes(Encoding.DER), issuer.public_bytes(Encoding.DER))
    try:
        standing = check_path(pair, evidence, at, at)
        if standing is Revocation.NOT_CHECKED:
            return None
        said = _of_crl if source is StatusSource.CRL else _of_ocsp
        return said(piece, certificate, revoked=standing is Revocation.REVOKED)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _of_crl(piece: bytes, certificate: x509.Certificate, *, revoked: bool) -> _Statement:
    crl = x509.load_der_x509_crl(piece)
    entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number) if revoked else None
    if entry is None:
        return _good(StatusSource.CRL, crl.last_update_utc)
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        reason = x509.ReasonFlags.unspecified
    return _revoked(StatusSource.CRL, crl.last_update_utc, entry.revocation_date_utc, reason)


def _of_ocsp(piece: bytes, certificate: x509.Certificate, *, revoked: bool) -> _Statement:
    responses = ocsp.load_der_ocsp_response(piece).responses
    ours = [one for one in responses if one.serial_number == certificate.serial_number]
    # One answer may speak of several issuers' certificates, and serial numbers are each issuer's own.
    single = next((one for one in ours if _of_this_issuer(one, certificate)), ours[0])
    if not revoked:
        return _good(StatusSource.OCSP, single.this_update_utc)
    since = single.revocation_time_utc or single.this_update_utc
    return _revoked(StatusSource.OCSP, single.this_update_utc, since, single.revocation_reason)


def _of_this_issuer(single: ocsp.OCSPSingleResponse, certificate: x509.Certificate) -> bool:
    digest = hashes.Hash(single.hash_algorithm)
    digest.update(certificate.issuer.public_bytes())
    return digest.finalize() == single.issuer_name_hash


def _good(source: StatusSource, as_of: datetime) -> _Statement:
    return _Statement(RevocationStatus(RevocationState.GOOD, source, as_of), as_of)


def _revoked(
    source: StatusSource, as_of: datetime, since: datetime, reason: x509.ReasonFlags | None
) -> _Statement:
    on_hold = reason is x509.ReasonFlags.certificate_hold
    status = RevocationStatus(RevocationState.REVOKED, source, as_of, since, on_hold)
    return _Statement(status, as_of, on_hold=on_hold)
