from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.tokens import wire

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "键"]), inner),
    max_leaves=12,
)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError:
            continue


@given(message=st.dictionaries(st.text(max_size=5), VALUES, max_size=4))
def test_what_is_written_is_read(message: dict[str, object]) -> None:
    if message.keys() == {"base64"}:
        return
    ours, theirs = os.pipe()
    try:
        os.write(theirs, wire.pack(message))
        assert wire.read(ours) == message
    finally:
        os.close(ours)
        os.close(theirs)


def test_messages_follow_one_another(pipe: tuple[int, int]) -> None:
    for number in (1, 2):
        wire.write(pipe[1], {"number": number})
    assert [wire.read(pipe[0])["number"] for _ in range(2)] == [1, 2]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1]",
        b'"text"',
        b"\xff\xff",
        b'{"a":{"base64":7}}',
        b'{"a":{"base64":"?"}}',
        b"[" * 100_000,
    ],
)
def test_nonsense_is_no_message(pipe: tuple[int, int], body: bytes) -> None:
    os.set_blocking(pipe[1], False)
    head = len(body).to_bytes(4, "big")
    os.write(pipe[1], head + body[:60_000])
    if len(body) > 60_000:
        with pytest.raises(TimeoutError):
            wire.read(pipe[0], time.monotonic() + 0.01)
    else:
        with pytest.raises(wire.MessageError):
            wire.read(pipe[0])


def test_deep_nesting_is_no_message(pipe: tuple[int, int]) -> None:
    body = b'{"a":' + b"[" * 50_000 + b"]" * 10
    os.write(pipe[1], len(body).to_bytes(4, "big") + body)
    with pytest.raises(wire.MessageError) as caught:
        wire.read(pipe[0])
    assert caught.value.__cause__ is None, "the cause would hold the text, which may be a PIN"


def test_a_length_beyond_the_limit_is_not_waited_for(pipe: tuple[int, int]) -> None:
    os.write(pipe[1], (wire.LIMIT_BYTES + 1).to_bytes(4, "big"))
    with pytest.raises(wire.MessageError):
        wire.read(pipe[0])
    with pytest.raises(wire.MessageError):
        wire.pack({"data": bytes(wire.LIMIT_BYTES)})


def test_half_a_message_ends_with_the_deadline_or_the_writer(pipe: tuple[int, int]) -> None:
    whole = wire.pack({"data": b"1234"})
    os.write(pipe[1], whole[:-1])
    with pytest.raises(TimeoutError):
        wire.read(pipe[0], time.monotonic() + 0.01)
    os.write(pipe[1], whole[:-1])
    os.close(pipe[1])
    with pytest.raises((EOFError, wire.MessageError)):
        while True:
            wire.read(pipe[0])


def test_a_reader_that_does_not_read_ends_the_writing(pipe: tuple[int, int]) -> None:
    os.set_blocking(pipe[1], False)
    with pytest.raises(TimeoutError):
        wire.write(pipe[1], {"data": bytes(1 << 20)}, time.monotonic() + 0.01)


def test_only_plain_values_travel() -> None:
    with pytest.raises(TypeError):
        wire.pack({"object": object()})
