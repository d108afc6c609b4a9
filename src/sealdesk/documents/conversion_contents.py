"""What an office document holds that a person should know of before accepting its PDF.

Macros, references to elsewhere, tracked changes, comments, dates that update themselves, and the typefaces it asks for.
A look at the parts that usually carry them, not a reading of the document: it may miss, it never fails.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sealdesk import confined
from sealdesk.documents.conversion_formats import member
from sealdesk.documents.conversion_ole import OleFile
from sealdesk.errors import SealDeskError
from sealdesk.model.conversion import DocumentFormat as F

_MOST_BYTES = 64 << 20
_MOST_PARTS = 400
_RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*>")
_ELSEWHERE = re.compile(rb"xlink:href\s*=\s*[\"'](?:https?:|ftp:|file:|//|\\\\)", re.I)
_LOADED_ELEMENT = re.compile(
    rb"<(?:draw:(?:image|object|plugin)|text:section-source|table:table-source)\b[^>]*>"
)
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\b|<text:(?:insertion|deletion|format-change)\b")
_ODF_COMMENT = re.compile(rb"<office:annotation\b")
_DATE_FIELD = re.compile(
    rb"<w:instrText[^>]*>\s*(?:DATE|TIME)\b|w:instr=\"\s*(?:DATE|TIME)\b|(?:TODAY|NOW)\(\)|<a:fld [^>]*type=\"datetime"
)
_ODF_DATE = re.compile(rb"<text:(?:date|time)\b(?![^>]*text:fixed=\"true\")")
_RUN_FONTS = re.compile(rb"<w:rFonts\b[^>]*>")
_NAMED = re.compile(rb"w:(?:ascii|eastAsia|hAnsi|cs)=\"([^\"]{1,100})\"")
_FONTS = re.compile(
    rb"<a:(?:latin|ea)\b[^>]*typeface=\"([^\"+]{1,100})\""
    rb"|<(?:name|rFont) val=\"([^\"]{1,100})\""
    rb"|svg:font-family=\"(?:&apos;|')?([^\"'&;,]{1,100})"
)
_FONT_PARTS = re.compile(
    r"word/(?:document|styles|header\d*|footer\d*)\.xml|word/theme/theme1\.xml|ppt/theme/theme1\.xml"
    r"|ppt/slides/slide\d+\.xml|xl/styles\.xml|content\.xml|styles\.xml"
)
_TEXT_PARTS = re.compile(
    r"word/(?:document|header\d*|footer\d*)\.xml|ppt/slides/slide\d+\.xml|xl/worksheets/sheet\d+\.xml|content\.xml"
)


@dataclass(frozen=True)
class Contents:
    """What was found.

    Attributes:
        fonts: Names of typefaces that the document asks for.
    """

    macros: bool = False
    external: bool = False
    tracked_changes: bool = False
    comments: bool = False
    dates: bool = False
    fonts: tuple[str, ...] = ()


def contents_of(path: Path, kind: F) -> Contents:
    """A look into the document, in a child that may be killed; nothing where it cannot be looked into."""
    try:
        return confined.run(_contents, path, kind)
    except SealDeskError:
        return Contents()


def _contents(path: Path, kind: F) -> Contents:
    try:
        if kind in (F.DOC, F.XLS, F.PPT):
            with path.open("rb") as file:
                return _of_ole(OleFile(file))
        if kind in (F.FODT, F.FODS, F.FODP, F.RTF):
            with path.open("rb") as file:
                return _of_parts({"content.xml": file.read(_MOST_BYTES)}, frozenset())
        with zipfile.ZipFile(path) as archive:
            return _of_parts(dict(_parts(archive)), frozenset(archive.namelist()))
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, OSError, NotImplementedError, RuntimeError):
        return Contents()


def _of_ole(ole: OleFile) -> Contents:
    macros = bool(ole.storages & {"Macros", "VBA", "_VBA_PROJECT_CUR"}) or "_VBA_PROJECT" in ole.streams
    return Contents(macros=macros)


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    left, count = _MOST_BYTES, 0
    for name in archive.namelist():
        if name.endswith(".rels") or _TEXT_PARTS.fullmatch(name) or _FONT_PARTS.fullmatch(name):
            content = member(archive, name, left)
            left, count = left - len(content), count + 1
            yield name, content
        if left <= 0 or count >= _MOST_PARTS:
            return


def _of_parts(parts: dict[str, bytes], names: frozenset[str]) -> Contents:
    texts = [content for name, content in parts.items() if _TEXT_PARTS.fullmatch(name)]
    fonts = [content for name, content in parts.items() if _FONT_PARTS.fullmatch(name)]
    return Contents(
        macros=any(_is_macro(name) for name in names),
        external=any(_external(name, content) for name, content in parts.items()) or _links(names),
        tracked_changes=any(_TRACKED.search(text) for text in texts),
        comments=any("/comments" in name or "/threadedComments" in name for name in names)
        or any(_ODF_COMMENT.search(text) for text in texts),
        dates=any(_DATE_FIELD.search(text) or _ODF_DATE.search(text) for text in texts),
        fonts=_fonts_in(fonts),
    )


def _is_macro(name: str) -> bool:
    base = name.rsplit("/", 1)[-1].lower()
    return base == "vbaproject.bin" or (name.startswith(("Basic/", "Scripts/")) and not name.endswith("/"))


def _links(names: frozenset[str]) -> bool:
    return any(name.startswith("xl/externalLinks/") for name in names)


def _external(name: str, content: bytes) -> bool:
    """References that the office suite would load; links that a reader may follow are none."""
    if name.endswith(".rels"):
        return any(
            b'TargetMode="External"' in one and b"/hyperlink" not in one
            for one in _RELATIONSHIP.findall(content)
        )
    return any(_ELSEWHERE.search(one) for one in _LOADED_ELEMENT.findall(content))


def _fonts_in(parts: list[bytes]) -> tuple[str, ...]:
    found: dict[bytes, None] = {}
    for part in parts:
        for run in _RUN_FONTS.findall(part):
            found.update(dict.fromkeys(_NAMED.findall(run)))
        for match in _FONTS.finditer(part):
            found[next(group for group in match.groups() if group is not None)] = None
    names = (name.decode("utf-8", "replace").strip() for name in found)
    return tuple(name for name in names if name)
