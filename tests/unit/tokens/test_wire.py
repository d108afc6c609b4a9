from __future__ import annotations

import base64
import os
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.tokens import wire

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64)
    | st.text()
    | st.binary()
    | st.binary().map(bytearray),
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
    if message.keys() in ({"base64"}, {"secret"}):
        return
    ours, theirs = os.pipe()
    try:
        os.write(theirs, wire.pack(message))
        assert _typed(wire.read(ours)) == _typed(message)
    finally:
        os.close(ours)
        os.close(theirs)


def _typed(value: object) -> object:
    """Bytes and bytearrays are equal to each other, and must not be mistaken here."""
    if isinstance(value, dict):
        return {key: _typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    return type(value), value


def test_secrets_never_become_text() -> None:
    packed = wire.pack({"pin": bytearray(b"MARKER"), "more": [bytearray(b"PIN")], "data": b"plain"})
    body_bytes = int.from_bytes(packed[:4], "big")
    assert b"MARKER" not in packed[: 8 + body_bytes]
    assert base64.b64encode(b"MARKER") not in packed
    assert packed[8 + body_bytes :] == b"MARKERPIN"


def test_what_was_written_is_wiped(pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[bytearray] = []
    pack = wire.pack
    monkeypatch.setattr(wire, "pack", lambda message: kept.append(pack(message)) or kept[-1])
    pin = bytearray(b"135790")
    wire.write(pipe[1], {"pin": pin})
    assert kept == [bytearray(len(kept[0]))]
    assert pin == b"135790", "the caller's own is the caller's to wipe"
    assert wire.read(pipe[0]) == {"pin": pin}


def test_wiping_overwrites_in_place() -> None:
    pin = bytearray(b"135790")
    view = memoryview(pin)
    wire.wipe_values({"pin": pin, "text": "text", "nothing": None})
    assert view == bytes(6)


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
        b'{"a":{"secret":7}}',
        b'{"a":{"secret":[0,1]}}',
        b'{"a":{"secret":[0,-1]}}',
        b'{"a":{"secret":[-1,1]}}',
        b'{"a":{"secret":["0",0]}}',
        b"[" * 100_000,
    ],
)
def test_nonsense_is_no_message(pipe: tuple[int, int], body: bytes) -> None:
    os.set_blocking(pipe[1], False)
    os.write(pipe[1], _head(body) + body[:60_000])
    if len(body) > 60_000:
        with pytest.raises(TimeoutError):
            wire.read(pipe[0], time.monotonic() + 0.01)
    else:
        with pytest.raises(wire.MessageError):
            wire.read(pipe[0])


def _head(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + bytes(4)


def test_deep_nesting_is_no_message(pipe: tuple[int, int]) -> None:
    body = b'{"a":' + b"[" * 50_000 + b"]" * 10
    os.write(pipe[1], _head(body) + body)
    with pytest.raises(wire.MessageError) as caught:
        wire.read(pipe[0])
    assert caught.value.__cause__ is None, "the cause would hold the text, which may be a PIN"


def test_a_length_beyond_the_limit_is_not_waited_for(pipe: tuple[int, int]) -> None:
    too_many, few = (wire.LIMIT_BYTES + 1).to_bytes(4, "big"), (2).to_bytes(4, "big")
    for head in (too_many + few, few + too_many):
        os.write(pipe[1], head)
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
