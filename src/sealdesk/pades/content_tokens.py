"""Tokens of content streams (ISO 32000-2 §7.8.2), as far as counting and measuring need them.

pyhanko's own reader of content streams takes `f` for the start of `false` and stops at inline images.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_SPACE = rb"[\x00\t\n\x0c\r ]"
_REGULAR = rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]"
_NUMBER = rb"[+-]?(?:\d++\.?\d*+|\.\d++)(?!" + _REGULAR + rb")"
_STRING = rb"\([^()\\]*(?:\\[\s\S][^()\\]*)*\)"
# Annex A; what opens and closes is told apart.
_OPERATORS = (
    "b|B|b*|B*|BX|c|cm|CS|cs|d|d0|d1|Do|DP|EX|f|F|f*|G|g|gs|h|i|j|J|K|k|l|m|M|MP|n|re|RG|rg|ri|s|S|SC|sc|SCN|scn|"
    "sh|T*|Tc|Td|TD|Tf|Tj|TJ|TL|Tm|Tr|Ts|Tw|Tz|v|w|W|W*|y|'|\""
)
_KNOWN = b"|".join(re.escape(name.encode()) for name in sorted(_OPERATORS.split("|"), key=len, reverse=True))
_OPERAND = (
    rb"(?:" + _SPACE + rb"++|" + _NUMBER + rb"|/" + _REGULAR + rb"*+|" + _STRING + rb"|<[\dA-Fa-f\s]*+>"
    rb"|(?:true|false|null)(?!" + _REGULAR + rb")|%[^\r\n]*+)"
)
_ARRAY = rb"\[" + _OPERAND + rb"{0,500}\]"
# Possessive repetition of groups goes wrong in Python before 3.11.5: the repetition is bounded instead.
_PLAIN = re.compile(
    rb"(?:" + _OPERAND + rb"|" + _ARRAY + rb"|(?:" + _KNOWN + rb")(?!" + _REGULAR + rb")){1,1000}"
)
_OPERANDS = re.compile(_OPERAND + rb"{1,1000}")
_STRUCTURE = re.compile(
    rb"(?P<operator>(?:q|Q|BT|ET|BMC|BDC|EMC)(?!" + _REGULAR + rb"))"
    rb"|(?P<bracket>\[|\]|<<|>>)"
    rb"|(?P<string>\()|(?P<hex><[^>]*+(?P<closed>>)?)"
    rb"|(?P<image>ID(?!" + _REGULAR + rb"))"
    rb"|(?P<unknown>" + _REGULAR + rb"++|[)>{}])"
)
_DEEPEST = 100
_EVERYTHING = re.compile(
    rb"(?P<string>\()|<(?!<)[^>]*>|%[^\r\n]*|(?P<name>/" + _REGULAR + rb"*)"
    rb"|(?P<number>" + _NUMBER + rb")"
    rb"|(?P<operator>" + _REGULAR + rb"+)"
)
_STRING_PART = re.compile(rb"\\.|[()]", re.DOTALL)
_IMAGE_END = re.compile(rb"[\x00\t\n\x0c\r ]EI(?=[\x00\t\n\x0c\r ]|$)")
_PAIRS = {b"]": b"[", b">>": b"<<"}


@dataclass
class Structure:
    """What opens and closes in a content stream.

    Attributes:
        operators: q, Q, BT, ET, BMC, BDC, EMC in order.
        complete: It does not end inside a string, an array, a dictionary or an inline image.
        plain: Every reader reads it alike: known operators and well-formed operands alone. Readers differ on where an
            inline image ends, on what stands in the wrong place, and on how much of it they put up with.
    """

    operators: list[bytes] = field(default_factory=list)
    complete: bool = True
    plain: bool = True


def structure_of(content: bytes) -> Structure:
    """Read through the content of a page."""
    found = Structure()
    nesting: list[bytes] = []
    position = 0
    while position < len(content) and len(nesting) <= _DEEPEST:
        passed = (_OPERANDS if nesting else _PLAIN).match(content, position)
        if passed:
            position = passed.end()
        elif match := _STRUCTURE.match(content, position):
            position = _take(match, content, found, nesting)
    found.complete &= not nesting
    found.plain &= found.complete
    return found


def _take(match: re.Match[bytes], content: bytes, found: Structure, nesting: list[bytes]) -> int:
    """Take one token; the position behind it."""
    token, end = match[0], match.end()
    if match["operator"]:
        found.operators.append(token)
        found.plain &= not nesting
    elif match["bracket"]:
        _take_bracket(token, found, nesting)
    elif match["string"]:  # with brackets inside, or without an end
        return _behind(_string_end(content, end), content, found)
    else:
        found.plain = False
        if match["hex"]:
            found.complete &= match["closed"] is not None
        elif match["image"]:
            image = _IMAGE_END.search(content, end)
            return _behind(image and image.end(), content, found)
    return end


def _take_bracket(bracket: bytes, found: Structure, nesting: list[bytes]) -> None:
    opening = _PAIRS.get(bracket)
    if opening is None:
        nesting.append(bracket)
    elif not nesting:
        found.plain = False
    else:
        found.complete &= nesting.pop() == opening


def _behind(end: int | None, content: bytes, found: Structure) -> int:
    found.complete &= end is not None
    return len(content) if end is None else end


def operations(content: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """Operators with their numbers and names, as written; strings, arrays and dictionaries are left out."""
    operands: list[bytes] = []
    for kind, token in _tokens(content):
        if kind == "operator":
            yield token, operands
            operands = []
        else:
            operands.append(token)


def _tokens(content: bytes) -> Iterator[tuple[str, bytes]]:
    position = 0
    while match := _EVERYTHING.search(content, position):
        position = match.end()
        kind = match.lastgroup
        if kind == "string":
            end = _string_end(content, position)
            position = len(content) if end is None else end
        elif kind is not None:
            token = match[0]
            yield kind, token
            if token == b"ID":
                image = _IMAGE_END.search(content, position)
                position = image.end() if image else len(content)


def _string_end(content: bytes, position: int) -> int | None:
    """Behind a string that began before `position`; None where it does not end."""
    depth = 1
    for match in _STRING_PART.finditer(content, position):
        if match[0] == b"(":
            depth += 1
        elif match[0] == b")":
            depth -= 1
            if depth == 0:
                return match.end()
    return None
