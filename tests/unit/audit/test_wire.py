"""The wire format: what is written is read back, and nothing else is read."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.audit import wire
from sealdesk.formats.fields import FormatError

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_HASH = st.binary(min_size=32, max_size=32)
_BATCHES = st.builds(
    wire.Batch,
    workstation=_TEXT,
    first_index=st.integers(0, wire.MAX_INDEX),
    entries=st.lists(st.binary(), min_size=1, max_size=5).map(tuple),
    checkpoint=_TEXT,
    consistency_proof=st.lists(_HASH, max_size=wire.MAX_PROOF_HASHES).map(tuple),
)


@given(_BATCHES)
def test_a_batch_is_read_as_it_was_written(batch: wire.Batch) -> None:
    assert wire.read_batch(wire.write_batch(batch)) == batch
    assert batch.size == batch.first_index + len(batch.entries)


def test_the_other_messages_are_read_as_they_were_written() -> None:
    request = wire.EnrolmentRequest("ABCDE-FGHIJ", "key", "credential")
    assert wire.read_enrolment_request(wire.write_enrolment_request(request)) == request
    enrolment = wire.Enrolment("01a20bcc-4cbd-7695-a7cf-55977d559024", "key")
    assert wire.read_enrolment(wire.write_enrolment(enrolment)) == enrolment
    for head in (wire.Head(0, ""), wire.Head(7, "note")):
        assert wire.read_head(wire.write_head(head)) == head
    assert wire.read_receipt(wire.write_receipt("公章\n")) == "公章\n"
    assert wire.read_key(wire.write_key("key")) == "key"


def _batch(**changed: Any) -> bytes:
    members = {
        "format": 1,
        "workstation": "w",
        "first_index": 0,
        "entries": ["e30="],
        "checkpoint": "c",
        "consistency_proof": [base64.b64encode(bytes(32)).decode()],
    } | changed
    return json.dumps({name: value for name, value in members.items() if value is not ...}).encode()


def test_the_batch_that_the_next_test_breaks_is_whole() -> None:
    assert wire.read_batch(_batch()).entries == (b"{}",)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"[" * 100_000,
        _batch() + b"{}",
        _batch(format=2),
        _batch(format=True),
        _batch(format=1.0),
        _batch(more=1),
        _batch(checkpoint=...),
        _batch(entries=[]),
        _batch(entries="e30="),
        _batch(entries=[1]),
        _batch(entries=["e30"]),
        _batch(entries=["e3 0="]),
        _batch(entries=["公章"]),
        _batch(first_index=-1),
        _batch(first_index=2**53),
        _batch(first_index=0.0),
        _batch(first_index="0"),
        _batch(consistency_proof=[base64.b64encode(bytes(31)).decode()]),
        _batch(consistency_proof=[base64.b64encode(bytes(32)).decode()] * 66),
        _batch(checkpoint="half a \ud800 pair"),
        _batch().replace(b'"c"', b'"c", "checkpoint": "d"'),
        _batch().replace(b'"c"', b"NaN"),
        _batch(first_index=0).replace(b": 0", b": 1" + b"0" * 5000),
    ],
)
def test_anything_else_is_no_batch(text: bytes) -> None:
    with pytest.raises(FormatError):
        wire.read_batch(text)


def test_too_many_entries_are_told_apart() -> None:
    assert len(wire.read_batch(_batch(entries=[""] * wire.MAX_ENTRIES)).entries) == wire.MAX_ENTRIES
    with pytest.raises(wire.TooLargeError):
        wire.read_batch(_batch(entries=[""] * (wire.MAX_ENTRIES + 1)))


@pytest.mark.parametrize("head", [wire.Head(0, "note"), wire.Head(3, ""), wire.Head(-1, "note")])
def test_a_head_has_a_receipt_exactly_if_it_has_entries(head: wire.Head) -> None:
    with pytest.raises(FormatError):
        wire.read_head(wire.write_head(head))


@pytest.mark.parametrize("workstation", ["", "../../admin", "01A20BCC-4CBD-7695-A7CF-55977D559024", "x" * 36])
def test_an_identifier_is_a_uuid(workstation: str) -> None:
    with pytest.raises(FormatError):
        wire.read_enrolment(wire.write_enrolment(wire.Enrolment(workstation, "key")))


@given(st.binary(max_size=5000))
def test_compression_is_undone(body: bytes) -> None:
    assert wire.inflated(wire.deflated(body), len(body)) == body


def test_inflating_stops_at_the_limit() -> None:
    assert wire.inflated(gzip.compress(bytes(1000)), 1000) == bytes(1000)
    with pytest.raises(wire.TooLargeError):
        wire.inflated(gzip.compress(bytes(1001)), 1000)


_MEMBER = wire.deflated(b"x")


@pytest.mark.parametrize(
    "body",
    [b"", b"no gzip", _MEMBER[:-1], _MEMBER * 2, _MEMBER + b"\0"],
    ids=["empty", "other", "cut", "two", "more"],
)
def test_only_one_whole_gzip_member_is_inflated(body: bytes) -> None:
    with pytest.raises(FormatError):
        wire.inflated(body, 1000)


def test_secrets_do_not_show_in_a_request() -> None:
    shown = repr(wire.EnrolmentRequest("ABCDE-FGHIJ", "key", "credential-value"))
    assert "ABCDE" not in shown
    assert "credential-value" not in shown
