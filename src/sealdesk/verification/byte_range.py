"""The signed ranges of a signature, checked against the file by ourselves (ISO 32000-2 §12.8.1).

The library judges coverage by lengths alone. Here: four direct integers from 0, the gap is exactly this
signature's /Contents, its dictionary lies around the gap, and the signed bytes end where a saving ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sealdesk.verification.opening import Bytes
from sealdesk.verification.reasons import Reason
from sealdesk.verification.revisions import Revisions, Section

_IN_BYTES = re.compile(rb"/ByteRange\s*\[\s*(\d{1,18})\s+(\d{1,18})\s+(\d{1,18})\s+(\d{1,18})\s*\]")
_TRACE = re.compile(rb"/ByteRange[\x00\t\n\f\r ]*\[")
_GAP = re.compile(rb"<[0-9A-Fa-f\s]*>")
_CONTENTS_KEY = re.compile(rb"/Contents[\x00\t\n\f\r ]*\Z")
_KEY_WITHIN = 64
_OPEN, _CLOSE = b"<>"


@dataclass(frozen=True)
class SignedRange:
    """`[0, gap_start)` and `[gap_end, end)`: all of the file up to `end` but the signature's own value."""

    gap_start: int
    gap_end: int
    end: int


@dataclass(frozen=True)
class Coverage:
    """What a signature covers.

    Attributes:
        signed: The ranges; None where they cannot be believed.
        closes: The saving that ends where the signed bytes end.
        begins: Where that saving begins: behind the end of the one before it, at the latest that chain or bytes name.
        reasons: What is wrong; empty for a sound byte range.
    """

    signed: SignedRange | None
    closes: Section | None
    reasons: tuple[Reason, ...]
    begins: int = 0


def check(data: Bytes, reader: Any, revisions: Revisions, value: Any, contents: bytes) -> Coverage:
    """What the signature dictionary `value` covers.

    Args:
        contents: Its /Contents, as the reader decoded them.
    """
    signed, reason = _four_numbers(data, value)
    if signed is None:
        return Coverage(None, None, (reason,))
    if not _gap_is_contents(data, signed, contents) or not _lies_around_gap(data, reader, value, signed):
        return Coverage(signed, None, (Reason.BYTE_RANGE_GAP,))
    closes = revisions.closed_at(data, signed.end)
    if closes is None or not _made_by_then(reader, value, closes):
        return Coverage(signed, None, (Reason.NOT_WHOLE_REVISION,))
    return Coverage(signed, closes, (), revisions.begin_of(data, closes, signed.gap_start))


def any_traces(data: Bytes) -> bool:
    """Whether anything in the file looks like a signature, be it as broken as the file."""
    return _TRACE.search(data) is not None  # type: ignore[arg-type, unused-ignore]


def in_bytes(data: Bytes) -> Iterator[SignedRange]:
    """Byte ranges that stand in the file with a gap that fits, whether or not a signature field leads there.

    A PDF within the PDF has ranges of its own; their gaps do not fit this file.
    """
    for match in _IN_BYTES.finditer(data):  # type: ignore[arg-type, unused-ignore]
        numbers = [int(number) for number in match.groups()]
        signed = _ordered(numbers, len(data))
        if signed is not None and data[signed.gap_start] == _OPEN and data[signed.gap_end - 1] == _CLOSE:
            yield signed


def _four_numbers(data: Bytes, value: Any) -> tuple[SignedRange | None, Reason]:
    from pyhanko.pdf_utils.generic import ArrayObject, NumberObject

    try:
        array = value.raw_get("/ByteRange")
    except KeyError:
        return None, Reason.BYTE_RANGE_MISSING
    if not isinstance(array, ArrayObject):
        return None, Reason.BYTE_RANGE_WRONG
    numbers = list(array)
    if len(numbers) != 4 or not all(isinstance(number, NumberObject) for number in numbers):
        return None, Reason.BYTE_RANGE_WRONG
    return _ordered([int(number) for number in numbers], len(data)), Reason.BYTE_RANGE_WRONG


def _ordered(numbers: list[int], length: int) -> SignedRange | None:
    start, first, second, last = numbers
    if start != 0 or not 0 < first < second <= second + last <= length or last == 0:
        return None
    return SignedRange(gap_start=first, gap_end=second, end=second + last)


def _gap_is_contents(data: Bytes, signed: SignedRange, contents: bytes) -> bool:
    gap = data[signed.gap_start : signed.gap_end]
    if not _GAP.fullmatch(gap):
        return False
    digits = b"".join(gap[1:-1].split())
    # An odd last digit counts as followed by 0 (ISO 32000-2 §7.3.4.3).
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")) == contents


def _lies_around_gap(data: Bytes, reader: Any, value: Any, signed: SignedRange) -> bool:
    # The dictionary the reader found must be the one in front of the gap, not a copy of it behind.
    if not _CONTENTS_KEY.search(data[max(0, signed.gap_start - _KEY_WITHIN) : signed.gap_start]):
        return False
    place = reader.xrefs[value.container_ref] if value.container_ref is not None else None
    return isinstance(place, int) and 0 <= place < signed.gap_start


def _made_by_then(reader: Any, value: Any, closes: Section) -> bool:
    last_change: int = reader.xrefs.get_last_change(value.container_ref)
    return last_change <= closes.number
