"""Messages between the program and the process that holds a vendor module.

Each is a JSON object in UTF-8 behind its length (4 bytes, big endian); bytes travel as `{"base64": …}`. JSON
builds nothing but plain values, so a subverted vendor module gains nothing by what it writes.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import select
import time
from typing import Any

LIMIT_BYTES = 16 << 20
_HEAD_BYTES = 4


class MessageError(Exception):
    """What came is no message."""


def pack(message: dict[str, Any]) -> bytes:
    """`message` with its length in front. Values: str, int, bool, None, bytes, lists and dicts of those."""
    body = json.dumps(message, default=_bytes_as_json, separators=(",", ":")).encode()
    if len(body) > LIMIT_BYTES:
        raise MessageError("too long")
    return len(body).to_bytes(_HEAD_BYTES, "big") + body


def write(descriptor: int, message: dict[str, Any], deadline: float | None = None) -> None:
    """Write `message`; with a `deadline` (`time.monotonic`) to a non-blocking descriptor.

    Raises:
        TimeoutError: The other side does not read.
        OSError: The other side is gone.
    """
    rest = memoryview(pack(message))
    while rest:
        _wait(descriptor, select.POLLOUT, deadline)
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:
            continue


def read(descriptor: int, deadline: float | None = None) -> dict[str, Any]:
    """The next message.

    Raises:
        TimeoutError: None came before the `deadline` (`time.monotonic`).
        EOFError: The other side is gone.
        MessageError: What came is no message.
    """
    length = int.from_bytes(_read_exactly(descriptor, _HEAD_BYTES, deadline), "big")
    if length > LIMIT_BYTES:
        raise MessageError("too long")
    body = _read_exactly(descriptor, length, deadline)
    try:
        message = json.loads(body, object_hook=_bytes_from_json)
    except (ValueError, RecursionError) as broken:
        # Without the cause: it would hold the text, which may be a PIN.
        raise MessageError(type(broken).__name__) from None
    if not isinstance(message, dict):
        raise MessageError("not an object")
    return message


def _read_exactly(descriptor: int, count: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        _wait(descriptor, select.POLLIN, deadline)
        try:
            part = os.read(descriptor, count - len(parts))
        except BlockingIOError:
            continue
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def _wait(descriptor: int, event: int, deadline: float | None) -> None:
    if deadline is None:
        return
    poll = select.poll()
    poll.register(descriptor, event)
    left_ms = max(0.0, deadline - time.monotonic()) * 1000
    if not poll.poll(left_ms):
        raise TimeoutError


def _bytes_as_json(value: object) -> dict[str, str]:
    if isinstance(value, (bytes, bytearray)):
        return {"base64": base64.b64encode(value).decode("ascii")}
    raise TypeError(f"no message holds a {type(value).__name__}")


def _bytes_from_json(found: dict[str, Any]) -> Any:
    if found.keys() != {"base64"}:
        return found
    try:
        return base64.b64decode(found["base64"], validate=True)
    except (TypeError, binascii.Error) as broken:
        raise ValueError("base64") from broken
