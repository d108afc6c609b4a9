"""Messages between the program and the process that holds a vendor module.

Each is a JSON object in UTF-8, and behind it the bytes of its secrets; both lengths stand in front (4 bytes each,
big endian). Bytes travel as `{"base64": …}`; a `bytearray` is a secret: it never becomes text, is read straight
into memory that can be wiped, and `{"secret": [start, length]}` stands in its place. JSON builds nothing but plain
values, so a subverted vendor module gains nothing by what it writes.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import select
import time
from collections.abc import Callable, Mapping
from typing import Any

LIMIT_BYTES = 16 << 20
_LENGTH_BYTES = 4
_LIVES_S = 0.25
"""Between questions whether the other side lives."""


class MessageError(Exception):
    """What came is no message."""


def wipe(secret: object) -> None:
    """Overwrite a `bytearray`; what is none holds no secret that could be wiped."""
    if isinstance(secret, bytearray):
        secret[:] = bytes(len(secret))


def wipe_values(values: Mapping[str, object]) -> None:
    """Overwrite every `bytearray` among the values."""
    for value in values.values():
        wipe(value)


def pack(message: dict[str, Any]) -> bytearray:
    """`message` with its lengths in front. Values: str, int, bool, None, bytes, bytearray, lists and dicts."""
    secrets: list[bytearray] = []

    def as_json(value: object) -> dict[str, Any]:
        if isinstance(value, bytearray):
            start = sum(len(secret) for secret in secrets)
            secrets.append(value)
            return {"secret": [start, len(value)]}
        if isinstance(value, bytes):
            return {"base64": base64.b64encode(value).decode("ascii")}
        raise TypeError(f"no message holds a {type(value).__name__}")

    body = json.dumps(message, default=as_json, separators=(",", ":")).encode()
    secret_bytes = sum(len(secret) for secret in secrets)
    if max(len(body), secret_bytes) > LIMIT_BYTES:
        raise MessageError("too long")
    packed = bytearray(2 * _LENGTH_BYTES + len(body) + secret_bytes)
    at = 0
    for part in (_length(len(body)), _length(secret_bytes), body, *secrets):
        packed[at : at + len(part)] = part
        at += len(part)
    return packed


def _length(count: int) -> bytes:
    return count.to_bytes(_LENGTH_BYTES, "big")


def write(descriptor: int, message: dict[str, Any], deadline: float | None = None) -> None:
    """Write `message`; with a `deadline` (`time.monotonic`) to a non-blocking descriptor.

    Raises:
        TimeoutError: The other side does not read.
        OSError: The other side is gone.
    """
    packed = pack(message)
    try:
        rest = memoryview(packed)
        while rest:
            _wait(descriptor, select.POLLOUT, deadline)
            try:
                rest = rest[os.write(descriptor, rest) :]
            except BlockingIOError:
                continue
    finally:
        wipe(packed)


def read(
    descriptor: int, deadline: float | None = None, gone: Callable[[], bool] | None = None
) -> dict[str, Any]:
    """The next message.

    Args:
        gone: Tells that the other side is gone, though somebody else may hold its end open.

    Raises:
        TimeoutError: None came before the `deadline` (`time.monotonic`).
        EOFError: The other side is gone.
        MessageError: What came is no message.
    """
    lengths = _read_exactly(descriptor, 2 * _LENGTH_BYTES, deadline, gone)
    body_bytes, secret_bytes = (int.from_bytes(lengths[at : at + _LENGTH_BYTES], "big") for at in (0, 4))
    if max(body_bytes, secret_bytes) > LIMIT_BYTES:
        raise MessageError("too long")
    body = _read_exactly(descriptor, body_bytes, deadline, gone)
    secrets = _read_exactly(descriptor, secret_bytes, deadline, gone)
    try:
        message = json.loads(body, object_hook=lambda found: _from_json(found, secrets))
    except (ValueError, RecursionError) as broken:
        # Without the cause: it would hold the text.
        raise MessageError(type(broken).__name__) from None
    finally:
        wipe(secrets)
    if not isinstance(message, dict):
        raise MessageError("not an object")
    return message


def _read_exactly(
    descriptor: int, count: int, deadline: float | None, gone: Callable[[], bool] | None
) -> bytearray:
    found = bytearray(count)
    rest = memoryview(found)
    while rest:
        _wait(descriptor, select.POLLIN, deadline, gone)
        try:
            got = os.readv(descriptor, [rest])
        except BlockingIOError:
            continue
        if not got:
            raise EOFError
        rest = rest[got:]
    return found


def _wait(
    descriptor: int, event: int, deadline: float | None, gone: Callable[[], bool] | None = None
) -> None:
    if deadline is None:
        return
    poll = select.poll()
    poll.register(descriptor, event)
    while True:
        # Asked before the look at the descriptor: what was written before the end is still read.
        ended = gone is not None and gone()
        left_s = 0.0 if ended else max(0.0, deadline - time.monotonic())
        if poll.poll(1000 * (left_s if gone is None else min(left_s, _LIVES_S))):
            return
        if ended:
            raise EOFError
        if time.monotonic() >= deadline:
            raise TimeoutError


def _from_json(found: dict[str, Any], secrets: bytearray) -> Any:
    if found.keys() == {"base64"}:
        try:
            return base64.b64decode(found["base64"], validate=True)
        except (TypeError, binascii.Error) as broken:
            raise ValueError("base64") from broken
    if found.keys() == {"secret"}:
        match found["secret"]:
            case [int(start), int(count)] if 0 <= start <= start + count <= len(secrets):
                return bytearray(memoryview(secrets)[start : start + count])
        raise ValueError("secret")
    return found
