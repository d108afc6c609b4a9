"""Files that carry requests and decisions: round trips, and nothing but their form."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.formats import approval_file
from sealdesk.formats.approval_file import (
    DOCUMENT_MEMBER,
    SHEET_MEMBER,
    ApprovalFile,
    Lent,
    RequestSheet,
    pack_request,
    read_approval_file,
    read_sheet,
    unpack_request,
    write_approval_file,
    write_sheet,
)
from sealdesk.formats.canonical import canonical
from sealdesk.formats.fields import FormatError
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.request import UseRequest
from sealdesk.model.seal import SealKind

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
moments = st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1))  # noqa: DTZ001
requests = st.builds(
    UseRequest,
    id=texts,
    applicant_id=texts,
    department=texts,
    seal_id=texts,
    document_name=texts,
    document_class=st.sampled_from(DocumentClass),
    document=st.builds(DocumentDigest, st.from_regex(r"[0-9a-f]{64}", fullmatch=True), st.integers(0, 2**40)),
    impressions=st.integers(1, 1000),
    reason=texts,
    recipient=texts,
    created=moments,
    valid_until=moments,
    sha256=st.just("") | st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
)
sheets = st.builds(
    RequestSheet,
    organisation=texts,
    exported=moments,
    request=requests,
    applicant=texts,
    seal=texts,
    seal_kind=st.sampled_from(SealKind),
    decided=st.lists(st.tuples(texts, st.booleans(), texts), max_size=3).map(tuple),
    lent=st.lists(st.builds(Lent, texts, texts, texts, texts, moments), max_size=2).map(tuple),
)
files = st.builds(
    ApprovalFile,
    texts,
    texts,
    st.binary(max_size=50),
    st.lists(st.binary(max_size=20), max_size=3).map(tuple),
)


@given(sheets)
def test_sheet_round_trip(sheet: RequestSheet) -> None:
    assert read_sheet(write_sheet(sheet)) == sheet


@given(files)
def test_decision_round_trip(made: ApprovalFile) -> None:
    assert read_approval_file(write_approval_file(made)) == made


@given(texts, st.binary(max_size=200))
def test_request_round_trip(note: str, document: bytes) -> None:
    assert unpack_request(pack_request(note, document)) == (note, document)


SHEET = RequestSheet(
    "城南建设有限公司",
    datetime(2026, 11, 24, tzinfo=UTC),
    UseRequest(
        "R1", "P2001", "工程部", "SEAL-0001", "合同.pdf", DocumentClass.CONTRACT, DocumentDigest("ab" * 32, 9), 2,
        "签订", "甲方", datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 12, 24, tzinfo=UTC), sha256="cd" * 32,
    ),
    "孙晓雯",
    "合同专用章",
    SealKind.CONTRACT,
    lent=(Lent("D1", "P1001", "李明远", "P1002", datetime(2026, 12, 1, tzinfo=UTC)),),
)  # fmt: skip


@pytest.mark.parametrize("name", [*json.loads(write_sheet(SHEET)), "more"])
def test_a_sheet_has_these_fields_and_no_others(name: str) -> None:
    record = json.loads(write_sheet(SHEET))
    record = {**record, name: 1} if name == "more" else {key: record[key] for key in record if key != name}
    with pytest.raises(FormatError):
        read_sheet(canonical(record).decode() + "\n")


def zipped(
    *members: tuple[zipfile.ZipInfo | str, bytes], way: int = zipfile.ZIP_STORED, comment: bytes = b""
) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", way) as archive:
        for name, content in members:
            archive.writestr(name, content)
        archive.comment = comment
    return packed.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


GOOD = ((SHEET_MEMBER, b"note"), (DOCUMENT_MEMBER, b"%PDF"))


def test_two_stored_members_are_a_request() -> None:
    assert unpack_request(zipped(*GOOD)) == ("note", b"%PDF")


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"no zip",
        zipped(*GOOD)[:-30],
        zipped(*GOOD[::-1]),
        zipped(GOOD[0]),
        zipped(*GOOD, ("more", b"")),
        zipped((SHEET_MEMBER, b"note"), ("../document.pdf", b"%PDF")),
        zipped((SHEET_MEMBER, b"note"), ("/etc/document.pdf", b"%PDF")),
        zipped((SHEET_MEMBER, b"note"), (link(DOCUMENT_MEMBER), b"/etc/passwd")),
        zipped((SHEET_MEMBER, b"\xff\xfe"), GOOD[1]),
        zipped(*GOOD, comment=b"more"),
        zipped(*GOOD) + b"\0" * 40,
        b"\0" * 5000 + zipped(*GOOD),
    ],
    ids=lambda packed: str(len(packed)),
)
def test_nothing_else_is(packed: bytes) -> None:
    with pytest.raises(FormatError):
        unpack_request(packed)


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(FormatError, match="compressed"):
        unpack_request(zipped(GOOD[0], (DOCUMENT_MEMBER, b"\0" * 10_000_000), way=zipfile.ZIP_DEFLATED))


def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approval_file, "LARGEST_DOCUMENT_BYTES", 3)
    with pytest.raises(FormatError, match="large"):
        unpack_request(zipped(*GOOD))


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    packed = bytearray(zipped(*GOOD))
    at = packed.rindex(b"PK\x01\x02") + 24  # uncompressed size of the last member in the directory
    packed[at : at + 4] = (1 << 20).to_bytes(4, "little")
    with pytest.raises(FormatError):
        unpack_request(bytes(packed))


MADE = ApprovalFile("note", "sheet", b"certificate", (b"one",))


@pytest.mark.parametrize(
    "changed",
    [
        {"more": 1},
        {"format": 2},
        {"file": "sealdesk.request"},
        {"certificate": "a"},
        {"certificate": "YQ"},
        {"chain": ["YQ=="] * 9},
        {"chain": "YQ=="},
        {"decision": 1},
    ],
)
def test_a_decisions_file_has_one_form(changed: dict[str, object]) -> None:
    record = {**json.loads(write_approval_file(MADE)), **changed}
    with pytest.raises(FormatError):
        read_approval_file(canonical(record) + b"\n")


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 100_000, b"\xff", b'{"a":1e400}', b'{"a":"\\ud800"}'])
def test_no_decisions_file(content: bytes) -> None:
    with pytest.raises(FormatError):
        read_approval_file(content)
    with pytest.raises(FormatError):
        read_approval_file(b'{"format":1, "format":1}')
    with pytest.raises(FormatError):
        read_approval_file(write_approval_file(replace(MADE, sheet="x" * 600_000)))
