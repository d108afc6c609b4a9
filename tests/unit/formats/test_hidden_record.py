"""Hidden records: exact both ways, signed, private for others, and one form for one record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.formats.fields import FormatError
from sealdesk.formats.hidden_frame import FRAME_BYTES, frame, unframe
from sealdesk.formats.hidden_record import (
    MOST_PAGES,
    open_private,
    read_record,
    seal_key,
    write_record,
)
from sealdesk.model.document import DocumentDigest
from sealdesk.model.hidden_record import PageText, PrivateRecord, PublicRecord
from sealdesk.tlog.note import Signer

WORKSTATION = Signer.generate("sealdesk.invalid/workstation/one")
ORGANISATION = bytes(range(32))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=16)
identifiers = st.uuids().map(str)
pages = st.builds(PageText, st.integers(1, 2**31 - 1), st.just(b"") | st.binary(min_size=8, max_size=8))
publics = st.builds(
    PublicRecord,
    seal_id=names | identifiers,
    seal_version=st.integers(0, 2**16 - 1),
    entry_id=identifiers,
    document=st.builds(
        DocumentDigest, st.from_regex(r"[0-9a-f]{64}", fullmatch=True), st.integers(0, 2**48 - 1)
    ),
    time=st.integers(0, 2**53).map(lambda count: EPOCH + timedelta(microseconds=count)),
    pages=st.lists(pages, max_size=2).map(tuple),
    workstation_key=st.just(WORKSTATION.verifier.public_key),
    certificate=st.binary(min_size=16, max_size=16),
)
privates = st.builds(PrivateRecord, names, names | identifiers, names)

PUBLIC = PublicRecord(
    seal_id="SEAL-2026-0001",
    seal_version=3,
    entry_id="0190f3c4-7a5b-7c3d-8e9f-0123456789ab",
    document=DocumentDigest("ab" * 32, 1234),
    time=datetime(2026, 11, 24, 3, 44, 21, 123456, UTC),
    pages=(PageText(1, b"12345678"), PageText(2, b"")),
    workstation_key=WORKSTATION.verifier.public_key,
    certificate=bytes(range(16)),
)
PRIVATE = PrivateRecord("zhao", "0190f3c4-7a5b-7c3d-8e9f-0123456789ac", "workstation-0123456789abcdef")


def written(public: PublicRecord = PUBLIC, private: PrivateRecord = PRIVATE) -> bytes:
    return write_record(public, private, WORKSTATION, seal_key(ORGANISATION, public.seal_id))


def signed(body: bytes, signer: Signer = WORKSTATION) -> bytes:
    return frame(body + signer.signature(f"SealDesk hidden record 2\n{body.hex()}\n"))


def body_of(framed: bytes) -> bytes:
    return unframe(framed)[:-64]


@given(publics, privates)
def test_what_was_written_is_read(public: PublicRecord, private: PrivateRecord) -> None:
    record = read_record(written(public, private))
    assert record.public == public
    assert open_private(record, ORGANISATION) == private


def test_eight_pages_fit_beside_usual_names() -> None:
    pages = tuple(PageText(number, bytes([number]) * 8) for number in range(1, MOST_PAGES + 1))
    public = replace(PUBLIC, pages=pages)
    assert read_record(written(public)).public == public


def test_the_public_part_lies_as_published() -> None:
    body = body_of(written())
    assert body.startswith(
        b"\x02\x0eSEAL-2026-0001\x00\x03"
        + UUID(PUBLIC.entry_id).bytes
        + b"\xab" * 32
        + (1234).to_bytes(6, "big")
        + (1795491861123456).to_bytes(8, "big")
        + b"\x02\x80\x00\x00\x0112345678\x00\x00\x00\x02"
        + WORKSTATION.verifier.public_key
        + bytes(range(16))
    )


def test_the_private_part_is_for_the_organisation_alone() -> None:
    framed = written()
    for value in (PRIVATE.custodian_id, PRIVATE.workstation):
        assert value.encode() not in body_of(framed)
    with pytest.raises(FormatError, match="not this organisation's"):
        open_private(read_record(framed), bytes(32))


def test_the_private_part_belongs_to_its_public_part() -> None:
    record = read_record(written())
    elsewhere = replace(record, public=replace(record.public, document=DocumentDigest("cd" * 32, 1234)))
    with pytest.raises(FormatError):
        open_private(elsewhere, ORGANISATION)


def test_each_seal_has_a_key_of_its_own() -> None:
    assert seal_key(ORGANISATION, "SEAL-1") != seal_key(ORGANISATION, "SEAL-2")


def test_two_records_of_the_same_act_use_two_nonces() -> None:
    assert written() != written()


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_breaks_the_signature(place: int, by: int) -> None:
    record = bytearray(unframe(written()))
    record[place % len(record)] ^= by
    with pytest.raises(FormatError):
        read_record(frame(bytes(record)))


def test_another_way_to_write_the_same_is_not_read() -> None:
    """A seal id that is a UUID is written as text: its short form would be a second text of one record."""
    public = replace(PUBLIC, seal_id=PUBLIC.entry_id)
    body = body_of(written(public))
    text = bytes([36]) + public.seal_id.encode()
    assert body[1 : 1 + len(text)] == text
    shorter = body[:1] + b"\xff" + UUID(public.seal_id).bytes + body[1 + len(text) :]
    assert read_record(signed(body)).public == public
    with pytest.raises(FormatError, match="one form"):
        read_record(signed(shorter))


def test_a_record_signed_by_another_key_than_it_names_is_none() -> None:
    other = Signer.generate("sealdesk.invalid/workstation/two")
    with pytest.raises(FormatError, match="signature"):
        read_record(signed(body_of(written()), other))


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_whoever_signs_nonsense_is_read_in_one_form_or_not_at_all(place: int, by: int) -> None:
    body = bytearray(body_of(written()))
    body[place % len(body)] ^= by
    try:
        record = read_record(signed(bytes(body)))
    except FormatError:
        return
    with pytest.raises(FormatError):  # what changed in the public part is additional data of the private one
        open_private(record, ORGANISATION)


@given(st.binary(min_size=1, max_size=300))
def test_signed_noise_is_no_record(body: bytes) -> None:
    with pytest.raises(FormatError):
        read_record(signed(body))


def test_a_workstation_s_other_signatures_are_no_records() -> None:
    """The same key signs checkpoints: their text is not what a record's signature covers."""
    body = body_of(written())
    for text in (body.hex() + "\n", f"sealdesk.invalid/workstation/one\n{body.hex()}\n"):
        with pytest.raises(FormatError):
            read_record(frame(body + WORKSTATION.signature(text)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"seal_version": 1 << 16},
        {"document": DocumentDigest("ab" * 32, 1 << 48)},
        {"document": DocumentDigest("ab" * 31, 1)},
        {"time": datetime(1969, 12, 31, tzinfo=UTC)},
        {"seal_id": "章" * 85},
        {"pages": (PageText(0, b""),)},
        {"pages": (PageText(1, b"short"),)},
        {"pages": tuple(PageText(number, b"") for number in range(1, 10))},
        {"workstation_key": b"short"},
    ],
    ids=str,
)
def test_what_cannot_be_written_exactly_is_not_written(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="hidden record"):
        written(replace(PUBLIC, **wrong))  # type: ignore[arg-type]


def test_the_frame_has_one_length() -> None:
    assert len(written()) == FRAME_BYTES
