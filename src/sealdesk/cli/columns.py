"""Lines whose values stand below each other, Chinese characters counted as two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

_BETWEEN = "  "


def columns(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each line's values in columns as wide as the widest value; what stands last is not filled up."""
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (
            value + " " * (width - _width(value)) for value, width in zip(line[:-1], widths, strict=False)
        )
        yield _BETWEEN.join((*padded, line[-1])).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
