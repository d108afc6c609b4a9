"""Typesetting of the sample documents: Chinese lines filled to the measure, on A4 pages, in millimetres.

Faces are subsets of Noto CJK made for each document: first a draft with every character the samples use, then
the document itself with no more than it needs.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from pathlib import Path

import pymupdf
from fontTools import subset
from fontTools.ttLib import TTFont

MM = 72.0 / 25.4
A4 = (210.0, 297.0)
BLACK, RED = (0.0, 0.0, 0.0), (0.9, 0.0, 0.07)
INDENT = "\u3000\u3000"

_NOT_FIRST = "，。、；：！？）》”’】〕%"
_NOT_LAST = "（《“‘【〔"
_FONTS = Path("/usr/share/fonts/opentype/noto")
_CHINESE_FACE = 2
"""Index of the Simplified Chinese face in Noto's collections."""


class Face(Enum):
    SERIF = "NotoSerifCJK-Regular.ttc"
    SERIF_BOLD = "NotoSerifCJK-Bold.ttc"
    HEADLINE = "NotoSerifCJK-Black.ttc"
    SANS = "NotoSansCJK-Medium.ttc"


Fonts = dict[Face, pymupdf.Font]
Used = dict[Face, set[str]]


@dataclass
class Document:
    """Pages being set. All positions are millimetres from the top left corner of the page."""

    fonts: Fonts
    used: Used = field(default_factory=lambda: {face: set() for face in Face})
    pdf: pymupdf.Document = field(default_factory=pymupdf.Document)

    def new_page(self) -> None:
        self.page = self.pdf.new_page(width=A4[0] * MM, height=A4[1] * MM)

    def line(
        self, x0: float, x1: float, y: float, width_mm: float = 0.35, colour: tuple[float, ...] = BLACK
    ) -> None:
        self.page.draw_line((x0 * MM, y * MM), (x1 * MM, y * MM), color=colour, width=width_mm * MM)

    def line_down(self, x: float, y0: float, y1: float, width_mm: float) -> None:
        self.page.draw_line((x * MM, y0 * MM), (x * MM, y1 * MM), color=BLACK, width=width_mm * MM)

    def width(self, text: str, size: float, face: Face) -> float:
        return self.fonts[face].text_length(text, size) / MM

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        face: Face = Face.SERIF,
        colour: tuple[float, ...] = BLACK,
        spread: float = 0.0,
    ) -> None:
        """Text with its base line at `y`, starting at `x`, with `spread` mm more between characters."""
        self.used[face].update(text)
        writer = pymupdf.TextWriter(self.page.rect, color=colour)
        at = x
        for part in list(text) if spread else [text]:
            writer.append((at * MM, y * MM), part, font=self.fonts[face], fontsize=size)
            at += self.width(part, size, face) + spread
        writer.write_text(self.page)

    def centred(
        self,
        y: float,
        text: str,
        size: float,
        face: Face = Face.SERIF,
        colour: tuple[float, ...] = BLACK,
        spread: float = 0.0,
        middle: float = A4[0] / 2,
    ) -> None:
        width = self.width(text, size, face) + spread * (len(text) - 1)
        self.text(middle - width / 2, y, text, size, face, colour, spread)

    def right(self, x: float, y: float, text: str, size: float, face: Face = Face.SERIF) -> None:
        self.text(x - self.width(text, size, face), y, text, size, face)

    def paragraph(
        self,
        x0: float,
        x1: float,
        y: float,
        text: str,
        size: float,
        leading: float,
        face: Face = Face.SERIF,
    ) -> float:
        """A paragraph with its first base line at `y`, filled from `x0` to `x1`; the next base line's y."""
        for line in self.broken(text, x1 - x0, size, face):
            self.set_line(x0, x1, y, line, size, face)
            y += leading
        return y

    def set_line(
        self, x0: float, x1: float, y: float, line: tuple[list[str], bool], size: float, face: Face
    ) -> None:
        """One line of `broken`, filled where it says so."""
        words, filled = line
        rest = x1 - x0 - sum(self.width(word, size, face) for word in words)
        gap = rest / (len(words) - 1) if (filled or rest < 0) and len(words) > 1 else 0.0
        at = x0
        self.used[face].update(*words)
        writer = pymupdf.TextWriter(self.page.rect)
        for word in words:
            writer.append((at * MM, y * MM), word, font=self.fonts[face], fontsize=size)
            at += self.width(word, size, face) + gap
        writer.write_text(self.page)

    def broken(self, text: str, room: float, size: float, face: Face) -> list[tuple[list[str], bool]]:
        """The lines of a paragraph as words, and whether a line is to be filled."""
        lines: list[tuple[list[str], bool]] = []
        line: list[str] = []
        for word in _words(text):
            full = sum(self.width(one, size, face) for one in [*line, word]) > room + 0.01
            # One stop may be squeezed in at the end of a line, so that none begins the next.
            if full and word not in _NOT_FIRST:
                carried = [line.pop()] if line and line[-1] in _NOT_LAST else []
                lines.append((line, True))
                line = carried
            line.append(word)
        lines.append((line, False))
        return lines


def make(draw: Callable[[Document], None], title: str, characters: set[str], target: Path) -> None:
    """Set a document and write it, the same bytes each time."""
    draft = Document({face: _font(face, frozenset(characters)) for face in Face})
    draw(draft)
    document = Document({face: _font(face, frozenset(used)) for face, used in draft.used.items() if used})
    draw(document)
    stamp = "D:20261116090000+08'00'"
    document.pdf.set_metadata(
        {
            "title": title,
            "author": "SealDesk",
            "producer": "SealDesk",
            "creationDate": stamp,
            "modDate": stamp,
        }
    )
    document.pdf.set_language("zh-CN")
    document.pdf.save(target, garbage=4, deflate=True, deflate_fonts=True, use_objstms=1, no_new_id=True)


def _words(text: str) -> list[str]:
    """Characters, with runs of Latin letters and digits kept together."""
    words: list[str] = []
    for character in text:
        if words and _western(character) and _western(words[-1][-1]):
            words[-1] += character
        else:
            words.append(character)
    return words


def _western(character: str) -> bool:
    return (character.isascii() and not character.isspace()) or character == "¥"


@cache
def _font(face: Face, characters: frozenset[str]) -> pymupdf.Font:
    options = subset.Options(
        layout_features=[], hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True
    )
    source = TTFont(_FONTS / face.value, fontNumber=_CHINESE_FACE, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(ord(character) for character in characters))
    subsetter.subset(source)
    _number_glyphs(source)
    content = io.BytesIO()
    source.save(content)
    return pymupdf.Font(fontbuffer=content.getvalue())


def _number_glyphs(font: TTFont) -> None:
    """Let glyph number and character id agree, as PDF's Identity-H encoding takes for granted."""
    top = font["CFF "].cff.topDictIndex[0]
    names = [".notdef", *(f"cid{index:05}" for index in range(1, len(top.charset)))]
    renamed = dict(zip(top.charset, names, strict=True))
    strings = top.CharStrings.charStrings
    top.CharStrings.charStrings = {renamed[name]: at for name, at in strings.items()}
    top.charset = names
    for table in font["cmap"].tables:
        table.cmap = {code: renamed[name] for code, name in table.cmap.items()}
    font.setGlyphOrder(names)
    for tag in ("hmtx", "vmtx"):
        if tag in font:
            font[tag].metrics = {renamed[name]: value for name, value in font[tag].metrics.items()}
    if "VORG" in font:
        del font["VORG"]
