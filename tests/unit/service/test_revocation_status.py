"""Asking issuers: a real responder and list server on loopback, in all their moods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509 import ocsp
from tests.issuers import (
    DAY,
    HOUR,
    NOW,
    Answering,
    Holder,
    IssuerServer,
    authority,
    crl,
    crl_der,
    delegate,
    holder,
    issuer_server,
    ocsp_der,
    pointers,
)

from sealdesk.model.certificate import UNKNOWN_STATUS, RevocationState, RevocationStatus, StatusSource
from sealdesk.policy.rules import CertificateRules
from sealdesk.service import revocation_status
from sealdesk.service.revocation_status import Refreshed, StatusQuestion, ask, statuses, weakest
from sealdesk.service.status_book import StatusBook

PATIENT_S = 60.0
ISSUER = authority("issuer")
GOOD, REVOKED, UNKNOWN = RevocationState.GOOD, RevocationState.REVOKED, RevocationState.UNKNOWN
CRL, OCSP, NONE = StatusSource.CRL, StatusSource.OCSP, StatusSource.NONE


class Asked:
    """A certificate that names the server, and where its answers are kept."""

    def __init__(self, server: IssuerServer, folder: Path) -> None:
        self.server = server
        self.book = StatusBook(folder / "status")
        named = pointers(server.url("/ocsp"), server.url("/list"))
        self.leaf = holder("leaf", ISSUER, extensions=named)

    def ask(self, limit_s: float = PATIENT_S) -> Refreshed:
        (refreshed,) = ask([StatusQuestion(self.leaf.certificate, ISSUER.certificate, self.book)], limit_s)
        return refreshed

    @property
    def status(self) -> RevocationStatus:
        return self.book.status_of(self.leaf.certificate, ISSUER.certificate, NOW)

    def answers(self, **named: object) -> Answering:
        """A responder that reads the question and answers about the certificate it names."""

        def answer(request: bytes) -> bytes:
            asked = ocsp.load_der_ocsp_request(request)
            assert asked.serial_number == self.leaf.certificate.serial_number
            return ocsp_der(self.leaf.certificate, ISSUER, **named)  # type: ignore[arg-type]

        return answer


@pytest.fixture(scope="module")
def server() -> Iterator[IssuerServer]:
    with issuer_server() as running:
        yield running


@pytest.fixture
def asked(server: IssuerServer, tmp_path: Path) -> Asked:
    server.answers, server.asked = {}, []
    return Asked(server, tmp_path)


@pytest.mark.parametrize("responder", [None, delegate(ISSUER)])
def test_a_good_answer(asked: Asked, responder: Holder | None) -> None:
    asked.server.answers["/ocsp"] = asked.answers(responder=responder)
    assert asked.ask() == Refreshed(OCSP)
    assert asked.status == RevocationStatus(GOOD, OCSP, NOW - HOUR)
    assert asked.server.asked == ["/ocsp"], "who answered is believed; nobody else is asked"


def test_revoked(asked: Asked) -> None:
    asked.server.answers["/ocsp"] = asked.answers(revoked=NOW - DAY)
    assert asked.ask() == Refreshed(OCSP)
    assert asked.status == RevocationStatus(REVOKED, OCSP, NOW - HOUR, NOW - DAY)


Mood = Callable[[Asked], Answering | str]
SAYS_NOTHING: dict[str, Mood] = {
    "unknown": lambda asked: asked.answers(status=ocsp.OCSPCertStatus.UNKNOWN),
    "stale": lambda asked: asked.answers(issued=NOW - 9 * DAY, until=NOW - DAY),
    "wrongly signed": lambda asked: asked.answers(responder=authority("issuer")),
    "another certificate": lambda _: lambda _: ocsp_der(holder("other", ISSUER).certificate, ISSUER),
    "garbage": lambda _: lambda _: b"\0garbage",
    "empty": lambda _: lambda _: b"",
}


@pytest.mark.parametrize("mood", SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_where_the_responder_says_nothing_the_list_is_fetched(asked: Asked, mood: Mood) -> None:
    asked.server.answers = {"/ocsp": mood(asked), "/list": lambda _: crl_der(ISSUER)}
    assert asked.ask() == Refreshed(CRL, ("says_nothing",))
    assert asked.status == RevocationStatus(GOOD, CRL, NOW - HOUR)
    assert asked.server.asked == ["/ocsp", "/list"]


@pytest.mark.parametrize(
    ("mood", "trouble"), [("close", "broken_off"), ("huge", "too_large"), (None, "http_404")]
)
def test_where_the_responder_fails_the_list_is_fetched(asked: Asked, mood: str | None, trouble: str) -> None:
    asked.server.answers = {"/list": lambda _: crl_der(ISSUER)}
    if mood:
        asked.server.answers["/ocsp"] = mood
    assert asked.ask() == Refreshed(CRL, (trouble,))
    assert asked.status.state is GOOD


@pytest.mark.parametrize("mood", SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_a_bad_answer_does_not_replace_a_good_one(asked: Asked, mood: Mood) -> None:
    asked.server.answers["/ocsp"] = asked.answers()
    asked.ask()
    asked.server.answers["/ocsp"] = mood(asked)
    assert asked.ask() == Refreshed(NONE, ("says_nothing", "http_404"))
    assert asked.status == RevocationStatus(GOOD, OCSP, NOW - HOUR)


def test_a_silent_responder_takes_the_whole_time_and_no_more(asked: Asked) -> None:
    asked.server.answers = {"/ocsp": "silent", "/list": lambda _: crl_der(ISSUER)}
    assert asked.ask(0.3) == Refreshed(NONE, ("timeout", "timeout"))
    assert asked.server.asked == ["/ocsp"]
    assert asked.status == UNKNOWN_STATUS


def test_the_time_is_for_all_questions_together(asked: Asked, tmp_path: Path) -> None:
    other = Asked(asked.server, tmp_path)
    asked.server.answers = {"/ocsp": "silent"}
    both = [StatusQuestion(one.leaf.certificate, ISSUER.certificate, one.book) for one in (asked, other)]
    assert ask(both, 0.3) == (Refreshed(NONE, ("timeout", "timeout")),) * 2
    assert asked.server.asked == ["/ocsp"]


def test_nobody_is_there(tmp_path: Path) -> None:
    with issuer_server() as server:
        asked = Asked(server, tmp_path)
    assert asked.ask() == Refreshed(NONE, ("unreachable", "unreachable"))
    assert asked.status == UNKNOWN_STATUS


def test_where_nothing_can_be_kept_it_is_said(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "status").write_bytes(b"")
    asked.server.answers = {"/ocsp": asked.answers(), "/list": lambda _: crl_der(ISSUER)}
    assert asked.ask() == Refreshed(NONE, ("not_writable", "not_writable"))


def test_addresses_that_are_not_the_webs_are_not_asked(tmp_path: Path) -> None:
    named = pointers("ldap://127.0.0.1/a", "file:///etc/passwd")
    leaf = holder("leaf", ISSUER, extensions=named)
    question = StatusQuestion(leaf.certificate, ISSUER.certificate, StatusBook(tmp_path))
    assert ask([question]) == (Refreshed(NONE),)


def test_lists_of_others_or_of_some_reasons_are_not_fetched(asked: Asked) -> None:
    url = x509.UniformResourceIdentifier(asked.server.url("/list"))
    compromise = frozenset({x509.ReasonFlags.key_compromise})
    points = [
        x509.DistributionPoint([url], None, compromise, None),
        x509.DistributionPoint([url], None, None, [x509.DirectoryName(ISSUER.certificate.subject)]),
    ]
    asked.leaf = holder("leaf", ISSUER, extensions=[(x509.CRLDistributionPoints(points), False)])
    assert asked.ask() == Refreshed(NONE)
    assert not asked.server.asked


def test_only_so_many_addresses_are_asked(asked: Asked) -> None:
    urls = [x509.UniformResourceIdentifier(asked.server.url(f"/{number}")) for number in range(9)]
    points = [x509.DistributionPoint([url], None, None, None) for url in urls]
    asked.leaf = holder("leaf", ISSUER, extensions=[(x509.CRLDistributionPoints(points), False)])
    assert asked.ask() == Refreshed(NONE, ("http_404",) * 3)


def test_asking_is_remembered_with_or_without_success(asked: Asked) -> None:
    path = (asked.leaf.certificate, ISSUER.certificate)
    assert [one.certificate for one in revocation_status._due(path, asked.book, NOW)] == [path[0]]
    asked.ask()
    now = datetime.now(UTC)
    assert not list(revocation_status._due(path, asked.book, now))
    assert list(revocation_status._due(path, asked.book, now + HOUR))


def test_what_is_known_and_fresh_is_not_asked_again(asked: Asked) -> None:
    path = (asked.leaf.certificate, ISSUER.certificate)
    answer = ocsp_der(asked.leaf.certificate, ISSUER, until=NOW + 9 * DAY)
    asked.book.keep(*path, OCSP, answer, NOW)
    assert not list(revocation_status._due(path, asked.book, NOW))
    assert list(revocation_status._due(path, asked.book, NOW + DAY))


def test_of_issuers_what_still_counts_is_not_asked_again(tmp_path: Path) -> None:
    named = pointers(crl_url="http://127.0.0.1/root.crl")
    root = authority("root")
    issuer = authority("issuer", root, extensions=named)
    leaf = holder("leaf", issuer)
    path = (leaf.certificate, issuer.certificate, root.certificate)
    book = StatusBook(tmp_path, [crl(root, issued=NOW - 20 * DAY)])
    assert not list(revocation_status._due(path, book, NOW)), "the leaf names nobody"
    due = list(revocation_status._due(path, book, NOW + 99 * DAY))
    assert [one.certificate for one in due] == [issuer.certificate]


def test_the_age_limit_is_of_the_seals_own_certificate(tmp_path: Path) -> None:
    root = authority("root")
    issuer = authority("issuer", root)
    path = (holder("leaf", issuer).certificate, issuer.certificate, root.certificate)
    book = StatusBook(tmp_path, [crl(one, issued=NOW - 2 * DAY) for one in (root, issuer)])
    found = statuses(path, book, CertificateRules(status_age_hours=24), NOW)
    assert [one.state for one in found] == [UNKNOWN, GOOD]
    assert found[0].as_of == NOW - 2 * DAY


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([(GOOD, NOW), (GOOD, NOW - DAY)], (GOOD, NOW - DAY)),
        ([(GOOD, NOW - DAY), (UNKNOWN, None)], (UNKNOWN, None)),
        ([(UNKNOWN, NOW), (REVOKED, NOW)], (REVOKED, NOW)),
        ([], (GOOD, None)),
    ],
)
def test_a_path_stands_as_its_weakest(found: list[tuple], expected: tuple) -> None:
    worst = weakest([RevocationStatus(state, CRL, as_of) for state, as_of in found])
    assert (worst.state, worst.as_of) == expected
