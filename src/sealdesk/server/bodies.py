"""Bodies of requests, read within limits: nothing is held that is larger than the centre accepts."""

from __future__ import annotations

from fastapi import Request
from starlette.requests import ClientDisconnect

from sealdesk.audit import wire
from sealdesk.formats.fields import FormatError
from sealdesk.server.problems import ProblemError


async def read_body(request: Request) -> bytes:
    """The plain body of a request in the centre's format.

    Raises:
        ProblemError: 415 for another media type or encoding, 413 beyond the limits (as sent, or inflated),
            400 where the body is not what its encoding says.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if media_type != wire.MEDIA_TYPE or encoding not in {"identity", "gzip"}:
        raise ProblemError(415, "media_type_wrong")
    body = await _limited(request)
    if encoding == "identity":
        return body
    try:
        return wire.inflated(body, wire.MAX_INFLATED_BYTES)
    except wire.TooLargeError as large:
        raise ProblemError(413, "body_too_large") from large
    except FormatError as wrong:
        raise ProblemError(400, "body_wrong", str(wrong)) from wrong


async def _limited(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    if len(declared) > 15 or not declared.isdecimal() or int(declared) > wire.MAX_BODY_BYTES:
        raise ProblemError(413, "body_too_large")
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > wire.MAX_BODY_BYTES:
                raise ProblemError(413, "body_too_large")
    except ClientDisconnect as gone:
        raise ProblemError(400, "body_wrong", "broken off") from gone
    return bytes(body)
