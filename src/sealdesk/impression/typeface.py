"""The typeface of seals: a bold Song style with Chinese glyph forms, found among the system's fonts.

The search, in this order: the file that `SEALDESK_SEAL_FONT` names; `resources/fonts`; the places where Linux
distributions put Noto (or Source Han) Serif CJK. Collections (.ttc) hold one face per region: the one for
Simplified Chinese is taken, since Japanese forms differ in many characters (直, 骨, 关).
"""

from __future__ import annotations

import os
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


class Typeface:
    """Glyph outlines of one face, in em: x to the right, y down, the base line at 0."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._font = _open_chinese_face(path)
        self._glyphs: dict[str, Outline] = {}

    def outline(self, character: str) -> Outline:
        """The glyph of one character; a space has no contours.

        Contours turn against those of `outline.rectangle`, so that a glyph can be cut out of a ground.

        Raises:
            SealDeskError: `SETTINGS_WRONG` with the fact `character`, when the typeface lacks it.
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
        glyph = mupdf.fz_encode_character(self._font, ord(character))
        if glyph == 0:
            raise SealDeskError(ErrorCode.SETTINGS_WRONG, setting="seal text", character=character)
        flipped = mupdf.FzMatrix(1, 0, 0, -1, 0, 0)
        path = mupdf.fz_outline_glyph(self._font, glyph, flipped)
        walker = _contour_walker()
        mupdf.fz_walk_path(path, walker, walker.m_internal)
        return Outline(tuple(walker.contours()))


@cache
def seal_typeface() -> Typeface:
    """The typeface that seals are drawn in; see the module for where it is looked for.

    Raises:
        SealDeskError: `TOOL_MISSING` with the facts `tool` and `package` (of Debian).
    """
    return Typeface(find())


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
