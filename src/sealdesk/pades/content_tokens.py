"""Tokens of content streams (ISO 32000-2 §7.8.2), as far as counting and measuring need them.

pyhanko's own reader of content streams takes `f` for the start of `false` and stops at inline images.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_REGULAR = rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]"
_SKIPPED = rb"(?P<string>\()|<(?!<)[^>]*>|%[^\r\n]*"
_STRUCTURE = re.compile(
    _SKIPPED + rb"|/" + _REGULAR + rb"*"
    rb"|(?<!" + _REGULAR + rb")(?P<operator>q|Q|BT|ET|BMC|BDC|EMC|ID)(?!" + _REGULAR + rb")"
)
_EVERYTHING = re.compile(
    _SKIPPED + rb"|(?P<name>/" + _REGULAR + rb"*)"
    rb"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?!" + _REGULAR + rb"))"
    rb"|(?P<operator>" + _REGULAR + rb"+)"
)
_STRING_PART = re.compile(rb"\\.|[()]", re.DOTALL)
_IMAGE_END = re.compile(rb"[\x00\t\n\x0c\r ]EI(?=[\x00\t\n\x0c\r ]|$)")


def structural_operators(content: bytes) -> Iterator[bytes]:
    """The operators that open and close: q, Q, BT, ET, BMC, BDC, EMC; strings and inline images are passed."""
    for kind, token in _tokens(_STRUCTURE, content):
        if kind == "operator" and token != b"ID":
            yield token


def operations(content: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """Operators with their numbers and names, as written; strings, arrays and dictionaries are left out."""
    operands: list[bytes] = []
    for kind, token in _tokens(_EVERYTHING, content):
        if kind == "operator":
            yield token, operands
            operands = []
        else:
            operands.append(token)


def _tokens(pattern: re.Pattern[bytes], content: bytes) -> Iterator[tuple[str, bytes]]:
    position = 0
    while match := pattern.search(content, position):
        position = match.end()
        kind = match.lastgroup
        if kind == "string":
            position = _string_end(content, position)
        elif kind is not None:
            token = match[0]
            yield kind, token
            if token == b"ID":
                end = _IMAGE_END.search(content, position)
                position = end.end() if end else len(content)


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
