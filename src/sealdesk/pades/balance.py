"""How far a page's content leaves graphics state, text objects and marked content open.

Content that restores more than it saves, or ends inside a layer, would move or hide what is painted after it.
This counts the operators that matter and nothing else (ISO 32000-2 §7.8.2, §8.4.2, §9.4.1, §14.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_REGULAR = rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]"
_TOKEN = re.compile(
    rb"(?P<string>\()"
    rb"|<(?!<)[^>]*>"
    rb"|%[^\r\n]*"
    rb"|/" + _REGULAR + rb"*"
    rb"|(?<!" + _REGULAR + rb")(?P<operator>q|Q|BT|ET|BMC|BDC|EMC|ID)(?!" + _REGULAR + rb")"
)
_STRING_PART = re.compile(rb"\\.|[()]", re.DOTALL)
_IMAGE_END = re.compile(rb"[\x00\t\n\x0c\r ]EI(?=[\x00\t\n\x0c\r ]|$)")


@dataclass(frozen=True)
class Balance:
    """What must be saved before the content, and closed behind it.

    Attributes:
        saves: `q` operators needed in front so that the content cannot pop what stood before it; at least 1.
        restores: `Q` operators that lead back to the state before those saves.
        in_text: The content ends inside a text object.
        marked: Marked-content sequences left open.
    """

    saves: int = 1
    restores: int = 1
    in_text: bool = False
    marked: int = 0

    @property
    def before(self) -> bytes:
        return b"q\n" * self.saves

    @property
    def after(self) -> bytes:
        return b"\n" + b"ET\n" * self.in_text + b"EMC\n" * self.marked + b"Q\n" * self.restores


def balance_of(content: bytes) -> Balance:
    """Count through a page's whole content (its streams joined by line breaks)."""
    depth = lowest = marked = 0
    in_text = False
    for operator in _operators(content):
        if operator == b"q":
            depth += 1
        elif operator == b"Q":
            depth -= 1
            lowest = min(lowest, depth)
        elif operator in (b"BT", b"ET"):
            in_text = operator == b"BT"
        elif operator == b"EMC":
            marked = max(0, marked - 1)
        else:
            marked += 1
    saves = 1 - lowest
    return Balance(saves, saves + depth, in_text, marked)


def _operators(content: bytes) -> Iterator[bytes]:
    position = 0
    while match := _TOKEN.search(content, position):
        position = match.end()
        if match["string"]:
            position = _string_end(content, position)
        elif operator := match["operator"]:
            if operator == b"ID":
                end = _IMAGE_END.search(content, position)
                position = end.end() if end else len(content)
            else:
                yield operator


def _string_end(content: bytes, position: int) -> int:
    depth = 1
    for match in _STRING_PART.finditer(content, position):
        if match[0] == b"(":
            depth += 1
        elif match[0] == b")":
            depth -= 1
            if depth == 0:
                return match.end()
    return len(content)
