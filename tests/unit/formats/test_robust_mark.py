"""The ten bytes of the robust mark: read with the key, silent without."""

from __future__ import annotations

import pytest

from sealdesk.formats.robust_mark import MARK_BYTES, MOST_ENTRIES, read_mark, write_mark
from sealdesk.model.hidden_record import RobustMark

KEY = bytes(range(32))
SEALS = ("SEAL-2026-0001", "SEAL-2026-0002", "印章-3")


@pytest.mark.parametrize("seal_id", SEALS)
@pytest.mark.parametrize("entry_index", [0, 1, 4711, MOST_ENTRIES - 1])
def test_what_is_written_is_read(entry_index: int, seal_id: str) -> None:
    payload = write_mark(entry_index, seal_id, KEY)

    assert len(payload) == MARK_BYTES
    assert read_mark(payload, KEY, SEALS) == RobustMark(entry_index, seal_id)


def test_the_published_layout_is_kept() -> None:
    # Marks of stamped documents are read for ever: these bytes must not change.
    assert write_mark(4711, "SEAL-2026-0001", KEY).hex() == "e456bdac91b4670c6b64"


def test_another_key_or_seal_reads_nothing() -> None:
    payload = write_mark(4711, SEALS[0], KEY)

    assert read_mark(payload, bytes(32), SEALS) is None
    assert read_mark(payload, KEY, SEALS[1:]) is None
    assert read_mark(payload, KEY, ()) is None


def test_every_changed_bit_is_noticed() -> None:
    payload = int.from_bytes(write_mark(4711, SEALS[0], KEY), "big")

    for bit in range(8 * MARK_BYTES):
        assert read_mark((payload ^ 1 << bit).to_bytes(MARK_BYTES, "big"), KEY, SEALS) is None


def test_marks_of_successive_acts_share_nothing_to_be_seen() -> None:
    marks = [write_mark(index, SEALS[0], KEY) for index in range(64)]

    for place in range(MARK_BYTES):
        assert len({mark[place] for mark in marks}) > 32


@pytest.mark.parametrize("payload", [b"", bytes(9), bytes(11)])
def test_another_length_is_no_mark(payload: bytes) -> None:
    assert read_mark(payload, KEY, SEALS) is None


@pytest.mark.parametrize("entry_index", [-1, MOST_ENTRIES])
def test_an_index_out_of_range_is_a_bug(entry_index: int) -> None:
    with pytest.raises(ValueError, match="entry"):
        write_mark(entry_index, SEALS[0], KEY)
