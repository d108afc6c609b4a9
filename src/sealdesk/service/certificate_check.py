"""May this certificate sign with this seal now? Asked before the PIN, with what the workspace knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.model.certificate import RevocationState, RevocationStatus
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import Seal
from sealdesk.policy.rules import CertificateRules, Unknown
from sealdesk.service.certificate_chain import Path, path_to_root, usage_against_signing
from sealdesk.service.desk import Desk
from sealdesk.service.revocation_status import book_of, statuses, weakest
from sealdesk.service.status_book import StatusBook


@dataclass(frozen=True)
class CheckedChain:
    """A certificate against which nothing stands.

    Attributes:
        path: The certificate, its issuers, the root.
        revocation: Of the certificate and its issuers together; `UNKNOWN` where the policy lets that pass.
    """

    path: Path
    revocation: RevocationStatus

    @property
    def chain(self) -> Path:
        """The issuers, root excluded: what a signature carries beside the certificate."""
        return self.path[1:-1]


@dataclass(frozen=True)
class Trusted:
    """What a certificate is checked against.

    Attributes:
        known: Issuers at hand, in any order.
        book: What is known of revocations.
    """

    roots: tuple[x509.Certificate, ...]
    known: tuple[x509.Certificate, ...]
    book: StatusBook
    rules: CertificateRules


def check_for_seal(
    desk: Desk, certificate: x509.Certificate, seal: Seal, known: Iterable[x509.Certificate], at: datetime
) -> CheckedChain:
    """As `check_certificate`, with the registers, lists, answers and policy of this workspace.

    Args:
        known: Issuers at hand beside those of the trust register, e.g. what else lies on the token.

    Raises:
        SealDeskError: As `check_certificate`; what the workspace's files say.
    """
    return _checked_here(desk, certificate, known, partial(check_certificate, certificate, seal), at)


def check_for_person(
    desk: Desk, certificate: x509.Certificate, known: Iterable[x509.Certificate], at: datetime
) -> CheckedChain:
    """As `check_for_seal`, for a certificate that somebody signs with in their own name.

    Whose it is, the people register says, and is not looked at.

    Raises:
        SealDeskError: As `check_certificate`, but for the seal's list.
    """
    return _checked_here(desk, certificate, known, partial(check_in_itself, certificate), at)


def _checked_here(
    desk: Desk,
    certificate: x509.Certificate,
    known: Iterable[x509.Certificate],
    check: Callable[[Trusted, datetime], CheckedChain],
    at: datetime,
) -> CheckedChain:
    trust = desk.trust
    trusted = Trusted(trust.roots, (*known, *trust.intermediates), book_of(desk), desk.policy.certificates)
    _check_remembered(desk, certificate)
    try:
        return check(trusted, at)
    except SealDeskError as refusal:
        if refusal.code is ErrorCode.CERTIFICATE_REVOKED and not refusal.facts.pop("on_hold", False):
            _remember(desk, certificate, refusal)
        raise


def _check_remembered(desk: Desk, certificate: x509.Certificate) -> None:
    """A revocation stands for ever, also when the list that told of it is gone: the ledger remembers."""
    ours = certificate.fingerprint(hashes.SHA256()).hex()
    for entry in desk.ledger.entries(kind=EntryKind.CERTIFICATE_REVOKED):
        if entry.body["certificate"] == ours:
            told = entry.body["since"]
            since = datetime.fromisoformat(told) if told else entry.time
            raise SealDeskError(ErrorCode.CERTIFICATE_REVOKED, subject=_subject(certificate), since=since)


def _remember(desk: Desk, certificate: x509.Certificate, refusal: SealDeskError) -> None:
    since = refusal.facts.get("since")
    facts = {
        "certificate": certificate.fingerprint(hashes.SHA256()).hex(),
        "subject": str(refusal.facts["subject"]),
        "since": moment_text(since) if isinstance(since, datetime) else "",
    }
    with suppress(SealDeskError):  # where nothing can be recorded, it is refused all the same
        desk.record(EntryKind.CERTIFICATE_REVOKED, facts)


def check_certificate(
    certificate: x509.Certificate, seal: Seal, trusted: Trusted, at: datetime
) -> CheckedChain:
    """The path above the certificate and what is known of revocations, when everything holds.

    Checked, in this order: the seal's list, validity, key usage and extended key usage, a path to a root, revocation
    of every certificate of it by the lists and answers at hand. Nobody is asked.

    Raises:
        SealDeskError: `CERTIFICATE_FOREIGN`, `_EXPIRED`, `_NOT_YET_VALID`, `_USAGE`, `_UNTRUSTED`, `_REVOKED`,
            `_REVOCATION_UNKNOWN` where the policy refuses that.
    """
    if certificate.fingerprint(hashes.SHA256()).hex() not in seal.certificates:
        raise SealDeskError(ErrorCode.CERTIFICATE_FOREIGN, subject=_subject(certificate), seal=seal.name)
    return check_in_itself(certificate, trusted, at)


def check_in_itself(certificate: x509.Certificate, trusted: Trusted, at: datetime) -> CheckedChain:
    """As `check_certificate`, whatever the certificate is used for: no seal's list is asked."""
    _check_validity(certificate, at)
    _check_usage(certificate)
    path = path_to_root(certificate, trusted.known, trusted.roots, at)
    if path is None:
        raise _no_path(certificate, trusted, at)
    found = statuses(path, trusted.book, trusted.rules, at)
    for one, status in zip(path, found, strict=False):  # of the root nobody speaks
        _check_status(one, status, trusted.rules, at)
    return CheckedChain(path, weakest(found))


def _check_validity(certificate: x509.Certificate, at: datetime) -> None:
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if at > until:
        raise SealDeskError(ErrorCode.CERTIFICATE_EXPIRED, subject=_subject(certificate), until=until)
    if at < since:
        raise SealDeskError(ErrorCode.CERTIFICATE_NOT_YET_VALID, subject=_subject(certificate), since=since)


def _check_usage(certificate: x509.Certificate) -> None:
    against = usage_against_signing(certificate)
    if against:
        raise SealDeskError(ErrorCode.CERTIFICATE_USAGE, subject=_subject(certificate), reason=against)


def _no_path(certificate: x509.Certificate, trusted: Trusted, at: datetime) -> SealDeskError:
    """Why there is none: a path that held when the certificate was issued tells of an issuer that ended since."""
    once = path_to_root(certificate, trusted.known, trusted.roots, certificate.not_valid_before_utc)
    for issuer in once or ():
        if at > issuer.not_valid_after_utc:
            facts = {"subject": _subject(issuer), "until": issuer.not_valid_after_utc}
            return SealDeskError(ErrorCode.CERTIFICATE_EXPIRED, **facts)
    return SealDeskError(ErrorCode.CERTIFICATE_UNTRUSTED, subject=_subject(certificate))


def _check_status(
    certificate: x509.Certificate, status: RevocationStatus, rules: CertificateRules, at: datetime
) -> None:
    subject = _subject(certificate)
    if status.state is RevocationState.REVOKED:
        hold = {"on_hold": True} if status.on_hold else {}
        since = status.revoked_since
        raise SealDeskError(ErrorCode.CERTIFICATE_REVOKED, subject=subject, since=since, **hold)
    if status.state is RevocationState.UNKNOWN and rules.revocation_unknown is Unknown.REFUSE:
        facts: dict[str, object] = {"subject": subject}
        if status.as_of is not None:
            facts |= {"as_of": status.as_of, "age_hours": int((at - status.as_of).total_seconds() // 3600)}
        raise SealDeskError(ErrorCode.CERTIFICATE_REVOCATION_UNKNOWN, **facts)


def _subject(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()
