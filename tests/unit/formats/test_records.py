"""Round trips and strictness of the signed records."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.formats.approval import read_approval, write_approval
from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.entries import placement_facts, read_request, request_facts
from sealdesk.formats.fields import FormatError, millimetres_text, moment_text
from sealdesk.formats.people import PeopleRegister, read_people, write_people
from sealdesk.formats.seal_record import read_seal, write_seal
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.placement import Edge, Placement, StraddleCut, StraddlePlacement
from sealdesk.model.request import Approval, UseRequest
from sealdesk.model.seal import Seal, SealKind, SealShape

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
moments = st.datetimes(
    timezones=st.just(UTC), min_value=datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
)
digests = st.builds(DocumentDigest, st.from_regex(r"[0-9a-f]{64}", fullmatch=True), st.integers(0, 2**50))
lengths = st.integers(1, 1_000_000).map(lambda tenths: tenths / 10_000)

seals = st.builds(
    Seal,
    id=texts,
    kind=st.sampled_from(SealKind),
    name=texts,
    holder=texts,
    credit_code=texts,
    shape=st.sampled_from(SealShape),
    width_mm=lengths,
    height_mm=lengths,
    certificates=st.lists(texts, max_size=3).map(tuple),
    custodian_id=texts,
    picture_sha256=texts,
    valid_from=moments,
    valid_until=moments,
    version=st.integers(1, 1000),
)
approvals = st.builds(
    Approval,
    request_id=texts,
    approver_id=texts,
    document=digests,
    seal_id=texts,
    impressions=st.integers(1, 1000),
    decided=moments,
    valid_until=moments,
    granted=st.booleans(),
    comment=texts,
    note=st.just("signed"),
)
people = st.builds(
    Person,
    id=texts,
    name=texts,
    department=texts,
    roles=st.frozensets(st.sampled_from(Role)),
    positions=st.frozensets(st.sampled_from(Position)),
    public_key=texts,
    certificates=st.lists(texts, max_size=2).map(tuple),
)


@given(seals)
def test_seal_round_trip(seal: Seal) -> None:
    text = write_seal(seal)
    again = read_seal(text)
    assert again == seal
    assert len(again.record_sha256) == 64
    assert write_seal(again) == text


@given(approvals)
def test_approval_round_trip(approval: Approval) -> None:
    assert read_approval(write_approval(approval), "signed") == approval


@given(st.lists(people, max_size=4, unique_by=lambda person: person.id), st.integers(0, 99))
def test_people_round_trip(entries: list[Person], version: int) -> None:
    register = PeopleRegister(version, tuple(entries))
    assert read_people(write_people(register)) == register


def test_two_people_with_one_id_are_refused() -> None:
    one = Person("p", "n", "d", frozenset(), frozenset(), "k")
    with pytest.raises(FormatError):
        read_people(write_people(PeopleRegister(1, (one, one))))


SEAL_TEXT = write_seal(
    Seal(
        id="S",
        kind=SealKind.UNIT,
        name="章",
        holder="h",
        credit_code="c",
        shape=SealShape.ROUND,
        width_mm=42.0,
        height_mm=42.0,
        certificates=("a",),
        custodian_id="p",
        picture_sha256="d",
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        valid_until=datetime(2028, 1, 1, tzinfo=UTC),
    )
)


@pytest.mark.parametrize("field", sorted(json.loads(SEAL_TEXT)))
def test_every_field_of_a_seal_is_needed_and_typed(field: str) -> None:
    record = json.loads(SEAL_TEXT)
    for wrong in ({**record, field: None}, {name: value for name, value in record.items() if name != field}):
        with pytest.raises(FormatError):
            read_seal(canonical(wrong).decode() + "\n")


def test_unknown_fields_and_other_spellings_are_refused() -> None:
    record = json.loads(SEAL_TEXT)
    with pytest.raises(FormatError, match="unknown"):
        read_seal(canonical({**record, "extra": 1}).decode())
    with pytest.raises(FormatError, match="canonical"):
        read_seal(json.dumps(record))
    with pytest.raises(FormatError):
        parse_canonical(b"[" * 100_000)


def test_an_approval_of_nothing_is_none() -> None:
    approval = Approval(
        "r",
        "p",
        DocumentDigest("d", 1),
        "s",
        0,
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 2, tzinfo=UTC),
        True,
        "",
        "",
    )
    with pytest.raises(FormatError):
        read_approval(write_approval(approval), "")


@given(
    st.builds(
        UseRequest,
        id=texts,
        applicant_id=texts,
        department=texts,
        seal_id=texts,
        document_name=texts,
        document_class=st.sampled_from(DocumentClass),
        document=digests,
        impressions=st.integers(1, 99),
        reason=texts,
        recipient=texts,
        created=moments,
        valid_until=moments,
    )
)
def test_request_round_trip_through_a_ledger_body(request: UseRequest) -> None:
    body = {**request_facts(request), "format": 1, "kind": "request.made", "time": "t", "entry_id": "e"}
    assert read_request(json.loads(canonical(body))) == request


@given(moments)
def test_moments_keep_microseconds(moment: datetime) -> None:
    assert datetime.fromisoformat(moment_text(moment)) == moment


def test_moments_are_written_in_utc() -> None:
    there = datetime(2026, 11, 24, 17, 0, tzinfo=timezone(timedelta(hours=8)))
    assert moment_text(there) == "2026-11-24T09:00:00.000000Z"


@pytest.mark.parametrize(
    ("length", "text"), [(42.0, "42"), (0.1, "0.1"), (100.0, "100"), (1 / 3, "0.3333"), (0.0, "0")]
)
def test_lengths_are_exact_decimals(length: float, text: str) -> None:
    assert millimetres_text(length) == text


def test_placements_in_a_ledger_body() -> None:
    assert placement_facts(Placement(2, 80.0, 90.5, 42.0, 42.0, 15.0)) == {
        "page": 2,
        "x_mm": "80",
        "y_mm": "90.5",
        "width_mm": "42",
        "height_mm": "42",
        "turned_deg": "15",
    }
    straddle = placement_facts(StraddlePlacement((1, 2, 3), Edge.RIGHT, 148.5, 42.0, 42.0))
    assert straddle["straddle"] == "right"
    assert straddle["pages"] == [1, 2, 3]
    assert not {"first_wider", "cut", "seed"} & straddle.keys()
    cut = StraddlePlacement((1, 2, 3), Edge.RIGHT, 148.5, 42.0, 42.0, 20, 1.5, cut=StraddleCut.RANDOM, seed=7)
    assert placement_facts(cut) == straddle | {"first_wider": "1.5", "cut": "random", "seed": 7}
