"""Decisions as they are signed: round trips, and nothing but their canonical form."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.formats.approval import read_approval, write_approval
from sealdesk.formats.canonical import canonical
from sealdesk.formats.fields import FormatError
from sealdesk.model.document import DocumentDigest
from sealdesk.model.request import Approval, ApprovalMeans
from sealdesk.model.seal_life import Attachment

DIGEST = "ab" * 32
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
moments = st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1))  # noqa: DTZ001
digests = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)


@st.composite
def approvals(draw: st.DrawFn) -> Approval:
    means = draw(st.sampled_from([one for one in ApprovalMeans if one is not ApprovalMeans.AUTHORITY]))
    lent = draw(st.booleans())
    paper = means is ApprovalMeans.PAPER
    return Approval(
        request_id=draw(texts),
        approver_id=draw(texts),
        document=DocumentDigest(draw(digests), draw(st.integers(0, 2**50))),
        seal_id=draw(texts),
        impressions=draw(st.integers(1, 1000)),
        decided=draw(moments),
        valid_until=draw(moments),
        granted=draw(st.booleans()),
        comment=draw(texts),
        note="signed",
        request_sha256=draw(st.one_of(st.just(""), digests)),
        means=means,
        on_behalf_of=draw(words) if lent else "",
        delegation_id=draw(words) if lent else "",
        valid_from=draw(st.none() | moments),
        shown_sha256=draw(digests) if means is ApprovalMeans.FILE else "",
        registered_by=draw(words) if paper else "",
        evidence=Attachment(draw(texts), draw(texts), draw(digests), draw(st.integers(0, 2**40)))
        if paper
        else None,
    )


GIVEN = Approval(
    request_id="R1",
    approver_id="P1001",
    document=DocumentDigest(DIGEST, 100),
    seal_id="SEAL-0001",
    impressions=2,
    decided=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    valid_until=datetime(2026, 12, 24, 8, 0, tzinfo=UTC),
    granted=True,
    comment="同意",
    note="signed",
    request_sha256="cd" * 32,
)
FORMAT_1 = {
    "format": 1,
    "request": "R1",
    "approver": "P1001",
    "document": {"sha256": DIGEST, "length": 100},
    "seal": "SEAL-0001",
    "impressions": 2,
    "decided": "2026-11-24T08:00:00.000000Z",
    "valid_until": "2026-12-24T08:00:00.000000Z",
    "granted": True,
    "comment": "同意",
}


@given(approvals())
def test_round_trip(approval: Approval) -> None:
    text = write_approval(approval)
    assert read_approval(text, "signed") == approval
    assert text.endswith("}\n") and "\n" not in text[:-1]


def test_a_decision_of_the_time_before_is_read() -> None:
    read = read_approval(canonical(FORMAT_1).decode() + "\n", "signed")
    assert read == replace(GIVEN, request_sha256="")


@pytest.mark.parametrize(
    "name", ["means", "request_sha256", "on_behalf_of", "delegation", "valid_from", "shown"]
)
def test_a_decision_of_the_time_before_says_nothing_more(name: str) -> None:
    with pytest.raises(FormatError):
        read_approval(canonical({**FORMAT_1, name: "own_key"}).decode() + "\n", "signed")


@pytest.mark.parametrize(
    "wrong",
    [
        {"means": "authority"},
        {"means": "by hand"},
        {"means": "file"},  # and nothing was shown
        {"means": "paper"},  # and nobody registered it
        {"shown": DIGEST},
        {"on_behalf_of": "P1"},
        {"delegation": "D1"},
        {"impressions": 0},
        {"impressions": True},
        {"request_sha256": "ab"},
        {"valid_from": ""},
        {"granted": "yes"},
        {"format": 3},
        {"more": 1},
        {"decided": "2026-11-24T08:00:00Z"},  # another text for the same time
    ],
)
def test_what_is_no_decision(wrong: dict[str, object]) -> None:
    record = {**json.loads(write_approval(GIVEN)), **wrong}
    with pytest.raises(FormatError):
        read_approval(canonical(record).decode() + "\n", "signed")


@pytest.mark.parametrize("name", json.loads(write_approval(GIVEN)))
def test_nothing_may_be_left_out(name: str) -> None:
    record = {key: value for key, value in json.loads(write_approval(GIVEN)).items() if key != name}
    with pytest.raises(FormatError):
        read_approval(canonical(record).decode() + "\n", "signed")


@given(approvals(), st.data())
def test_no_two_decisions_have_one_text(approval: Approval, data: st.DataObject) -> None:
    other = data.draw(approvals())
    assert (write_approval(other) == write_approval(approval)) == (other == approval)
