"""The typeface of seals: a bold Song style with Chinese glyph forms, found among the system's fonts.

The search, in this order: the file that `SEALDESK_SEAL_FONT` names; `resources/fonts`; the places where Linux
distributions put Noto (or Source Han) Serif CJK. Collections (.ttc) hold one face per region: the one for
Simplified Chinese is taken, since Japanese forms differ in many characters (直, 骨, 关).

Characters it lacks (Yi, wider Cyrillic and Latin) come from other open faces of the system, where it has them.
Scripts whose letters join or stack (Uyghur, Tibetan, Mongolian) need a shaper and are refused: drawn letter by
letter they would be wrong, and a seal must not be.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sealdesk import resources
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression.outline import Contour, Outline, Point

VARIABLE = "SEALDESK_SEAL_FONT"
PACKAGE = "fonts-noto-cjk"

_FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-serif-cjk-fonts",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/adobe-source-han-serif",
    "/usr/local/share/fonts",
)
_FILES = (
    "NotoSerifCJK-Bold.ttc",
    "NotoSerifCJKsc-Bold.otf",
    "NotoSerifSC-Bold.otf",
    "SourceHanSerifSC-Bold.otf",
    "SourceHanSerif-Bold.ttc",
)
_CHINESE_FACE = (" SC", " CN")

_FURTHER = (
    "/usr/share/fonts/truetype/noto/NotoSerif-Bold.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansYi-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf",
    "/usr/share/fonts/noto/NotoSerif-Bold.ttf",
    "/usr/share/fonts/TTF/DejaVuSerif-Bold.ttf",
    "/usr/share/fonts/dejavu-serif-fonts/DejaVuSerif-Bold.ttf",
)
"""Faces asked, in this order, for characters the seal's own lacks."""

_PLAIN_FILES = ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "SourceHanSansSC-Regular.otf")
"""Upright letters without serifs, as tax numbers are set in (in place of Arial)."""

_JOINING = (
    (0x0900, 0x0DFF),  # Indic scripts
    (0x0E00, 0x0FFF),  # Thai, Lao, Tibetan
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x18AF),  # Khmer, Mongolian
)


class Typeface:
    """Glyph outlines of one face, in em: x to the right, y down, the base line at 0."""

    def __init__(self, path: Path, further: tuple[Path, ...] = ()) -> None:
        self.path = path
        self._font = _open_chinese_face(path)
        self._further = further
        self._opened: dict[Path, Any] = {}
        self._glyphs: dict[str, Outline] = {}

    def outline(self, character: str) -> Outline:
        """The glyph of one character; a space has no contours.

        Contours turn against those of `outline.rectangle`, so that a glyph can be cut out of a ground.

        Raises:
            SealDeskError: `SEAL_CHARACTER_MISSING` with the facts `character` and `unicode`, when no face has it
                or its script joins letters.
        """
        if character not in self._glyphs:
            self._glyphs[character] = self._read(character)
        return self._glyphs[character]

    def advance(self, character: str) -> float:
        """How far the next character stands from this one, in em."""
        from pymupdf import mupdf

        glyph = mupdf.fz_encode_character(self._font, ord(character))
        return float(mupdf.fz_advance_glyph(self._font, glyph, 0))

    def _read(self, character: str) -> Outline:
        from pymupdf import mupdf

        if character.isspace():
            return Outline(())
        font, glyph = self._glyph(character)
        flipped = mupdf.FzMatrix(1, 0, 0, -1, 0, 0)
        path = mupdf.fz_outline_glyph(font, glyph, flipped)
        walker = _contour_walker()
        mupdf.fz_walk_path(path, walker, walker.m_internal)
        return _holes_against(Outline(tuple(walker.contours())))

    def _glyph(self, character: str) -> tuple[Any, int]:
        from pymupdf import mupdf

        if not _joins(character):
            for font in (self._font, *self._others()):
                if glyph := mupdf.fz_encode_character(font, ord(character)):
                    return font, glyph
        code = f"U+{ord(character):04X}"
        raise SealDeskError(ErrorCode.SEAL_CHARACTER_MISSING, character=character, unicode=code)

    def _others(self) -> Iterator[Any]:
        from pymupdf import mupdf

        for path in self._further:
            if path not in self._opened:
                self._opened[path] = mupdf.fz_new_font_from_file(None, str(path), 0, 0)
            yield self._opened[path]


@cache
def seal_typeface() -> Typeface:
    """The typeface that seals are drawn in; see the module for where it is looked for.

    Raises:
        SealDeskError: `TOOL_MISSING` with the facts `tool` and `package` (of Debian).
    """
    return Typeface(find(), tuple(Path(name) for name in _FURTHER if Path(name).is_file()))


@cache
def plain_typeface() -> Typeface:
    """Upright letters without serifs, for numbers; the seal's own typeface where there is none.

    Raises:
        SealDeskError: As `seal_typeface`.
    """
    for folder in (resources.path("fonts"), *(Path(folder) for folder in _FOLDERS)):
        for name in _PLAIN_FILES:
            if (folder / name).is_file():
                return Typeface(folder / name, (find(),))
    return seal_typeface()


def find() -> Path:
    """The font file of the seal typeface.

    Raises:
        SealDeskError: `TOOL_MISSING`, as `seal_typeface`.
    """
    if named := os.environ.get(VARIABLE):
        candidates = [Path(named)]
    else:
        folders = [resources.path("fonts"), *(Path(folder) for folder in _FOLDERS)]
        candidates = [folder / name for folder in folders for name in _FILES]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise SealDeskError(ErrorCode.TOOL_MISSING, tool="Noto Serif CJK", package=PACKAGE)


def _open_chinese_face(path: Path) -> Any:
    from pymupdf import mupdf

    faces = []
    for index in range(16):
        try:
            face = mupdf.fz_new_font_from_file(None, str(path), index, 0)
        except Exception as error:
            if index == 0:
                raise SealDeskError(ErrorCode.TOOL_MISSING, tool=str(path), package=PACKAGE) from error
            break
        if any(mark in mupdf.fz_font_name(face) for mark in _CHINESE_FACE):
            return face
        faces.append(face)
        if path.suffix.lower() not in (".ttc", ".otc"):
            break
    return faces[0]


def _joins(character: str) -> bool:
    """Whether the character changes its form, or stacks, beside others."""
    if unicodedata.category(character).startswith("M") or unicodedata.bidirectional(character) in ("R", "AL"):
        return True
    return any(first <= ord(character) <= last for first, last in _JOINING)


def _holes_against(glyph: Outline) -> Outline:
    """The glyph with its outer contours turning as those of OpenType's CFF faces; TrueType's turn the other way."""
    return glyph if glyph.turn <= 0 else glyph.reversed()


def _contour_walker() -> Any:
    from pymupdf import mupdf

    class Walker(mupdf.FzPathWalker2):  # type: ignore[misc]  # MuPDF's classes are untyped
        """Collects what MuPDF tells of a path."""

        def __init__(self) -> None:
            super().__init__()
            self.use_virtual_moveto()
            self.use_virtual_lineto()
            self.use_virtual_curveto()
            self.use_virtual_closepath()
            self.begun: list[tuple[Point, list[tuple[Point, ...]]]] = []

        def moveto(self, _context: Any, x: float, y: float) -> None:
            self.begun.append(((x, y), []))

        def lineto(self, _context: Any, x: float, y: float) -> None:
            self.begun[-1][1].append(((x, y),))

        def curveto(self, _context: Any, *values: float) -> None:
            x1, y1, x2, y2, x3, y3 = values
            self.begun[-1][1].append(((x1, y1), (x2, y2), (x3, y3)))

        def closepath(self, _context: Any) -> None:
            pass  # every contour of a glyph is closed

        def contours(self) -> list[Contour]:
            return [Contour(start, tuple(pieces)) for start, pieces in self.begun if pieces]

    return Walker()
