"""What kept answers and lists say of a certificate, and that a changed file says nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from hypothesis import given
from hypothesis import strategies as st
from tests.issuers import DAY, HOUR, NOW, authority, crl, crl_der, delegate, holder, ocsp_der

from sealdesk.model.certificate import UNKNOWN_STATUS, RevocationState, RevocationStatus, StatusSource
from sealdesk.service.status_book import StatusBook

ISSUER, STRANGER = authority("issuer"), authority("issuer")
LEAF, OTHER = holder("leaf", ISSUER), holder("other", ISSUER)
SERIAL = LEAF.certificate.serial_number
GOOD, REVOKED = RevocationState.GOOD, RevocationState.REVOKED
CRL, OCSP = StatusSource.CRL, StatusSource.OCSP


@pytest.fixture
def book(tmp_path: Path) -> StatusBook:
    return StatusBook(tmp_path / "status")


def keep(book: StatusBook, source: StatusSource, answer: bytes) -> str:
    return book.keep(LEAF.certificate, ISSUER.certificate, source, answer, NOW)


def status(book: StatusBook, at: timedelta = timedelta()) -> RevocationStatus:
    return book.status_of(LEAF.certificate, ISSUER.certificate, NOW + at)


def about(**named: object) -> bytes:
    return ocsp_der(LEAF.certificate, ISSUER, **named)  # type: ignore[arg-type]


def test_of_whom_nobody_spoke_is_unknown(book: StatusBook) -> None:
    assert status(book) == UNKNOWN_STATUS


@pytest.mark.parametrize(
    ("source", "answer", "expected"),
    [
        (OCSP, about(), RevocationStatus(GOOD, OCSP, NOW - HOUR)),
        (OCSP, about(responder=delegate(ISSUER)), RevocationStatus(GOOD, OCSP, NOW - HOUR)),
        (OCSP, about(revoked=NOW - DAY), RevocationStatus(REVOKED, OCSP, NOW - HOUR, NOW - DAY)),
        (CRL, crl_der(ISSUER), RevocationStatus(GOOD, CRL, NOW - HOUR)),
        (CRL, crl(ISSUER).public_bytes(Encoding.PEM), RevocationStatus(GOOD, CRL, NOW - HOUR)),
        (CRL, crl_der(ISSUER, {SERIAL: NOW - DAY}), RevocationStatus(REVOKED, CRL, NOW - HOUR, NOW - DAY)),
    ],
)
def test_what_is_kept_is_said(
    book: StatusBook, source: StatusSource, answer: bytes, expected: RevocationStatus
) -> None:
    assert keep(book, source, answer) == ""
    assert status(book) == expected


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        (OCSP, b""),
        (OCSP, b"garbage"),
        (OCSP, ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER).public_bytes(
            Encoding.DER
        )),
        (OCSP, about(status=ocsp.OCSPCertStatus.UNKNOWN)),
        (OCSP, about(responder=STRANGER)),
        (OCSP, about(responder=delegate(STRANGER))),
        (OCSP, about(responder=delegate(ISSUER, until=NOW - DAY / 2))),
        (OCSP, about(responder=OTHER)),
        (OCSP, ocsp_der(OTHER.certificate, ISSUER)),
        (OCSP, ocsp_der(LEAF.certificate, STRANGER, ISSUER)),
        (OCSP, about(issued=NOW - 9 * DAY, until=NOW - DAY)),
        (OCSP, about(issued=NOW + DAY, until=NOW + 2 * DAY)),
        (OCSP, about(issued=NOW - 9 * DAY, until=None)),
        (CRL, b"garbage"),
        (CRL, b"-----BEGIN X509 CRL-----\n"),
        (CRL, crl_der(ISSUER, signed_by=STRANGER)),
        (CRL, crl_der(ISSUER, {SERIAL: NOW - DAY}, signed_by=STRANGER)),
        (CRL, crl_der(authority("other"))),
        (CRL, crl_der(ISSUER, issued=NOW - 9 * DAY, until=NOW - DAY)),
    ],
)  # fmt: skip
def test_what_says_nothing_is_not_kept(
    book: StatusBook, tmp_path: Path, source: StatusSource, answer: bytes
) -> None:
    assert keep(book, source, answer) == "says_nothing"
    assert not (tmp_path / "status").exists()
    assert status(book) == UNKNOWN_STATUS


def test_an_answer_ends(book: StatusBook) -> None:
    keep(book, OCSP, about(until=NOW + DAY))
    assert status(book, DAY).state is GOOD
    assert status(book, DAY + timedelta(seconds=1)) == UNKNOWN_STATUS


def test_a_revocation_does_not_end(book: StatusBook) -> None:
    keep(book, OCSP, about(revoked=NOW - DAY))
    assert status(book, 99 * DAY).state is REVOKED


def test_an_older_answer_does_not_come_back(book: StatusBook) -> None:
    keep(book, OCSP, about(revoked=NOW - DAY))
    assert keep(book, OCSP, about(issued=NOW - 2 * HOUR)) == "older"
    assert status(book).state is REVOKED
    assert keep(book, OCSP, about(issued=NOW - HOUR / 2, revoked=NOW - DAY)) == ""


def test_the_newest_of_several_counts_and_a_revocation_always(book: StatusBook, tmp_path: Path) -> None:
    keep(book, CRL, crl_der(ISSUER, issued=NOW - 3 * HOUR))
    keep(book, OCSP, about(issued=NOW - 2 * HOUR))
    assert status(book) == RevocationStatus(GOOD, OCSP, NOW - 2 * HOUR)
    lists = [crl(ISSUER, {SERIAL: NOW - DAY}, issued=NOW - 9 * HOUR)]
    assert status(StatusBook(tmp_path / "status", lists)).state is REVOKED


def test_a_certificate_on_hold_comes_back(book: StatusBook) -> None:
    hold = x509.ReasonFlags.certificate_hold
    keep(book, CRL, crl_der(ISSUER, {SERIAL: NOW - DAY}, issued=NOW - 3 * HOUR, reason=hold))
    assert status(book).state is REVOKED
    keep(book, OCSP, about())
    assert status(book).state is GOOD


def test_a_list_of_the_workspace_counts(tmp_path: Path) -> None:
    book = StatusBook(tmp_path, [crl(STRANGER), crl(ISSUER)])
    assert status(book) == RevocationStatus(GOOD, CRL, NOW - HOUR)


Damage = Callable[[bytes], bytes]


ANSWERS = {OCSP: about(), CRL: crl_der(ISSUER)}


@given(st.sampled_from([OCSP, CRL]), st.integers(0, 1 << 20), st.integers(0, 7))
def test_a_changed_file_says_nothing(
    tmp_path_factory: pytest.TempPathFactory, source: StatusSource, place: int, bit: int
) -> None:
    folder = tmp_path_factory.mktemp("status")
    book = StatusBook(folder)
    assert keep(book, source, ANSWERS[source]) == ""
    (file,) = folder.iterdir()
    changed = bytearray(ANSWERS[source])
    changed[place % len(changed)] ^= 1 << bit
    file.write_bytes(changed)
    # Some bytes are beside what is signed, as the certificate that an answer carries along: nothing else is said then.
    assert status(book) in (UNKNOWN_STATUS, RevocationStatus(GOOD, source, NOW - HOUR))


def test_a_list_of_another_version_says_nothing(book: StatusBook, tmp_path: Path) -> None:
    keep(book, CRL, ANSWERS[CRL])
    (file,) = (tmp_path / "status").iterdir()
    version = ANSWERS[CRL].index(b"\x02\x01\x01") + 2
    file.write_bytes(ANSWERS[CRL][:version] + b"\0" + ANSWERS[CRL][version + 1 :])
    assert status(book) == UNKNOWN_STATUS


@pytest.mark.parametrize("damage", [lambda whole: whole[:-1], lambda _: b"", lambda whole: whole + b"\0"])
@pytest.mark.parametrize("source", [OCSP, CRL])
def test_a_cut_or_lengthened_file_says_nothing(
    book: StatusBook, tmp_path: Path, source: StatusSource, damage: Damage
) -> None:
    keep(book, source, about() if source is OCSP else crl_der(ISSUER))
    (file,) = (tmp_path / "status").iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert status(book) == UNKNOWN_STATUS


def test_a_file_of_another_certificate_says_nothing(book: StatusBook, tmp_path: Path) -> None:
    book.keep(OTHER.certificate, ISSUER.certificate, OCSP, ocsp_der(OTHER.certificate, ISSUER), NOW)
    (tmp_path / "status" / f"{OTHER.sha256}.ocsp").rename(tmp_path / "status" / f"{LEAF.sha256}.ocsp")
    assert status(book) == UNKNOWN_STATUS


def test_files_are_named_by_digest_and_private(book: StatusBook, tmp_path: Path) -> None:
    keep(book, OCSP, about())
    keep(book, CRL, crl_der(ISSUER))
    book.note_asking(LEAF.certificate)
    files = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "status").iterdir()}
    assert files == {f"{LEAF.sha256}.{ending}": 0o600 for ending in ("ocsp", "crl", "asked")}


def test_a_huge_file_is_not_read(book: StatusBook, tmp_path: Path) -> None:
    keep(book, OCSP, about())
    (file,) = (tmp_path / "status").iterdir()
    with file.open("ab") as whole:
        whole.truncate(1 << 40)  # sparse
    assert status(book) == UNKNOWN_STATUS


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    book = StatusBook(tmp_path / "file" / "status")
    assert keep(book, OCSP, about()) == "not_writable"
    book.note_asking(LEAF.certificate)
    assert not book.asked_lately(LEAF.certificate, NOW, 900)


def test_who_was_asked_lately(book: StatusBook, tmp_path: Path) -> None:
    book.note_asking(LEAF.certificate)
    mark = tmp_path / "status" / f"{LEAF.sha256}.asked"
    for ago_s, lately in ((10, True), (899, True), (900, False), (-10, False)):
        os.utime(mark, (NOW.timestamp() - ago_s,) * 2)
        assert book.asked_lately(LEAF.certificate, NOW, 900) is lately
    assert not book.asked_lately(OTHER.certificate, NOW, 900)
