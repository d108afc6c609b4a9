"""Whether the certificates of a seal are revoked: what this workspace knows, and asking for more.

What is known lies in files (`StatusBook`) and needs no network. Asking is done ahead of an act, in two steps:
`questions` reads tokens and registers and belongs to the desk's thread; `ask` talks to the network and touches
neither, so any thread may do it, never the window's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from threading import Thread

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from sealdesk.audit import status_fetch
from sealdesk.errors import SealDeskError
from sealdesk.model.certificate import RevocationState, RevocationStatus, StatusSource
from sealdesk.model.token import TokenRef
from sealdesk.policy.rules import CertificateRules
from sealdesk.service import seals
from sealdesk.service.certificate_chain import Path, path_to_root
from sealdesk.service.crl_folder import load_crls
from sealdesk.service.desk import Desk
from sealdesk.service.status_book import StatusBook

_FRESH = timedelta(hours=24)
_PAUSE_S = 15 * 60
"""Offline is normal: who cannot be reached is not asked again for a while."""
_MOST_ADDRESSES = 3


@dataclass(frozen=True)
class StatusQuestion:
    """A certificate whose issuer is to be asked, and where the answer is kept."""

    certificate: x509.Certificate
    issuer: x509.Certificate
    book: StatusBook


@dataclass(frozen=True)
class Refreshed:
    """What asking came to.

    Attributes:
        source: Whose answer is kept now; `NONE` where there is none.
        troubles: One for each address that gave none, as in `status_fetch.Fetched`, or why an answer is not kept
            (`says_nothing`, `older`, `not_writable`).
    """

    source: StatusSource
    troubles: tuple[str, ...] = ()


def book_of(desk: Desk) -> StatusBook:
    """Everything the workspace knows; raises `WORKSPACE_BROKEN` for a list that is none."""
    return StatusBook(desk.layout.status, load_crls(desk.layout.crls))


def status_of(
    certificate: x509.Certificate, issuer: x509.Certificate, desk: Desk, at: datetime
) -> RevocationStatus:
    """What is known of one certificate at `at`, however old it is; nobody is asked."""
    return book_of(desk).status_of(certificate, issuer, at)


def statuses(
    path: Path, book: StatusBook, rules: CertificateRules, at: datetime
) -> tuple[RevocationStatus, ...]:
    """What is known of each certificate of a path but its root.

    What the seal's own certificate was last said to be is unknown once it is older than the policy lets it be. Its
    issuers' lists are published once in many months: they count as long as they say themselves.
    """
    found = [book.status_of(certificate, issuer, at) for certificate, issuer in pairwise(path)]
    return tuple(_aged(status, rules, at) if not above else status for above, status in enumerate(found))


def _aged(status: RevocationStatus, rules: CertificateRules, at: datetime) -> RevocationStatus:
    if status.state is not RevocationState.GOOD or status.as_of is None or rules.counts(status.as_of, at):
        return status
    return RevocationStatus(RevocationState.UNKNOWN, status.source, status.as_of)


_WORST_FIRST = (RevocationState.REVOKED, RevocationState.UNKNOWN, RevocationState.GOOD)


def weakest(found: Iterable[RevocationStatus]) -> RevocationStatus:
    """The one that a path's standing rests on: revoked before unknown, unknown before good, then the oldest.

    A path without issuers is a root itself: nobody speaks of it, the trust register does.
    """
    now = datetime.max.replace(tzinfo=UTC)
    return min(
        found,
        key=lambda one: (_WORST_FIRST.index(one.state), one.as_of or now),
        default=RevocationStatus(RevocationState.GOOD),
    )


# Asking.


def questions(desk: Desk, ref: TokenRef | None = None) -> tuple[StatusQuestion, ...]:
    """Whom to ask about the plugged-in certificates that seals name, issuers included, where that is due.

    Due is what is unknown or, of the seal's own certificate, older than a day, names somebody to ask, and was not
    asked about in the last quarter of an hour.

    Args:
        ref: This token alone.
    """
    try:
        refs = [ref] if ref is not None else [info.ref for info in desk.tokens.tokens()]
        on_tokens = [one for each in refs for one in desk.tokens.certificates(each)]
        known = [*(x509.load_der_x509_certificate(one.der) for one in on_tokens), *desk.trust.intermediates]
        if not any(map(_names_somebody, known)):
            return ()
        listed = {digest for one in seals.all_seals(desk) for digest in one.seal.certificates}
        book, at = book_of(desk), datetime.now(UTC)
        ours = [x509.load_der_x509_certificate(one.der) for one in on_tokens if one.sha256 in listed]
        paths = [path_to_root(one, known, desk.trust.roots, at) for one in ours]
    except (SealDeskError, ValueError, x509.InvalidVersion):
        return ()  # whoever uses the token meets the same trouble, and tells it
    due = [question for path in paths if path for question in _due(path, book, at)]
    return tuple({question.certificate: question for question in due}.values())


def _due(path: Path, book: StatusBook, at: datetime) -> Iterator[StatusQuestion]:
    for above, (certificate, issuer) in enumerate(pairwise(path)):
        status = book.status_of(certificate, issuer, at)
        stale = status.state is RevocationState.UNKNOWN
        stale = stale or (not above and status.as_of is not None and at - status.as_of > _FRESH)
        if stale and _names_somebody(certificate) and not book.asked_lately(certificate, at, _PAUSE_S):
            yield StatusQuestion(certificate, issuer, book)


def ask(asked: Iterable[StatusQuestion], limit_s: float = 5.0) -> tuple[Refreshed, ...]:
    """Ask one after the other, `limit_s` for all of them together. Never raises, never in the window's thread."""
    until = time.monotonic() + limit_s
    return tuple(_ask(question, until) for question in asked)


def refresh_status(
    desk: Desk, certificate: x509.Certificate, issuer: x509.Certificate, limit_s: float = 5.0
) -> Refreshed:
    """Ask about one certificate now, whenever it was asked about before; as `ask`."""
    return _ask(StatusQuestion(certificate, issuer, book_of(desk)), time.monotonic() + limit_s)


def refresh(desk: Desk, ref: TokenRef | None = None, limit_s: float = 5.0) -> tuple[Refreshed, ...]:
    """Ask what is due about the plugged-in tokens (or one) and wait for the answers, `limit_s` at most."""
    return ask(questions(desk, ref), limit_s)


def refresh_for_token(desk: Desk, ref: TokenRef, limit_s: float = 5.0) -> Thread | None:
    """Ask what is due about a token in a thread of its own; call it in the desk's thread.

    Returns:
        The thread, whose end is the answers' arrival, or None where nothing is due.
    """
    due = questions(desk, ref)
    if not due:
        return None
    thread = Thread(target=ask, args=(due, limit_s), name="revocation status", daemon=True)
    thread.start()
    return thread


def _ask(question: StatusQuestion, until: float) -> Refreshed:
    """OCSP first, else revocation lists; the first answer that says something ends it."""
    question.book.note_asking(question.certificate)
    troubles: list[str] = []
    for source, fetch in _ways(question):
        fetched = fetch(until - time.monotonic())
        trouble = fetched.trouble
        if fetched.content is not None:
            trouble = question.book.keep(
                question.certificate, question.issuer, source, fetched.content, datetime.now(UTC)
            )
        if not trouble:
            return Refreshed(source, tuple(troubles))
        troubles.append(trouble)
    return Refreshed(StatusSource.NONE, tuple(troubles))


_Fetch = Callable[[float], status_fetch.Fetched]


def _ways(question: StatusQuestion) -> Iterator[tuple[StatusSource, _Fetch]]:
    request = _request(question)
    for url in _responders(question.certificate) if request else ():
        yield StatusSource.OCSP, partial(status_fetch.ask_ocsp, url, request)
    for url in _distribution_points(question.certificate):
        yield StatusSource.CRL, partial(status_fetch.get_crl, url)


def _request(question: StatusQuestion) -> bytes:
    # SHA-1 only names the issuer here, and is what every responder knows (RFC 5019 §2.1.1).
    name_hash = hashes.SHA1()  # noqa: S303
    try:
        builder = ocsp.OCSPRequestBuilder().add_certificate(question.certificate, question.issuer, name_hash)
        return builder.build().public_bytes(Encoding.DER)
    except (ValueError, UnsupportedAlgorithm):
        return b""


def _names_somebody(certificate: x509.Certificate) -> bool:
    return bool(_responders(certificate) or _distribution_points(certificate))


def _responders(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    ocsp_oid = AuthorityInformationAccessOID.OCSP
    return _web(one.access_location for one in access if one.access_method == ocsp_oid)


def _distribution_points(certificate: x509.Certificate) -> tuple[str, ...]:
    """Where complete lists of the issuer itself lie; others (indirect, of some reasons) are not used."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    whole = (point for point in points if point.reasons is None and point.crl_issuer is None)
    return _web(name for point in whole for name in point.full_name or ())


def _web(names: Iterable[x509.GeneralName]) -> tuple[str, ...]:
    urls = (name.value for name in names if isinstance(name, x509.UniformResourceIdentifier))
    web = [url for url in urls if url.lower().startswith(("http://", "https://"))]
    return tuple(web[:_MOST_ADDRESSES])
