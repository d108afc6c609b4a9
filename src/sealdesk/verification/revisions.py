"""The revisions of a PDF, found twice: by the library's chain of cross-reference sections, and in the bytes.

A reader that repairs files looks at the bytes; a reader that follows the rules looks at the chain. Where the
two disagree behind a signature, somebody is playing them against each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sealdesk.verification.layout import WHITE, first_stray
from sealdesk.verification.opening import Bytes

_END = re.compile(rb"startxref[\x00\t\n\f\r ]+(\d{1,20})[\x00\t\n\f\r ]+%%EOF[ \t]*(?:\r\n|\r|\n)?")
_END_WITHIN = 64


@dataclass(frozen=True)
class Section:
    """A cross-reference section of the chain: one saving of the document.

    Attributes:
        number: Revision number of the library, oldest 0.
        startxref: Where the `startxref` or /Prev that leads here says it is.
        start, end: Where it really is.
    """

    number: int
    startxref: int
    start: int
    end: int


@dataclass(frozen=True)
class End:
    """The end of a saving in the bytes: `startxref N %%EOF`; `position` is behind it and its end of line."""

    startxref: int
    start: int
    position: int


@dataclass(frozen=True)
class Revisions:
    """All sections, oldest first; hybrid files' hidden streams belong to the section that names them."""

    sections: tuple[Section, ...]

    @classmethod
    def of(cls, reader: Any) -> Revisions:
        """The chain as the library read it."""
        from pyhanko.pdf_utils.xref import XRefSectionType

        sections = []
        for number in range(reader.xrefs.total_revisions):
            info = reader.xrefs.get_xref_container_info(number)
            if info.xref_section_type is not XRefSectionType.HYBRID_STREAM:
                sections.append(
                    Section(number, info.declared_startxref, info.start_location, info.end_location)
                )
        return cls(tuple(sections))

    def closed_at(self, data: Bytes, position: int) -> Section | None:
        """The section whose saving ends at `position`, or None where no saving ends there."""
        tail_start = max(0, position - _END_WITHIN)
        tail = data[tail_start:position]
        ends = [match for match in _END.finditer(tail) if not tail[match.end() :].strip(WHITE)]
        if not ends:
            return None
        startxref = int(ends[-1][1])
        within = [section for section in self.sections if section.end <= position]
        # A linearised file's first saving has two sections, and the one named at its end lies in front.
        if not within or within[-1].startxref != startxref:
            return None
        # Every older section lies inside as well, or a reader of the signed bytes alone would see other objects.
        return within[-1] if within == list(self.sections[: len(within)]) else None

    def begin_of(self, data: Bytes, section: Section, before: int) -> int:
        """Where the saving of `section` begins at the earliest: behind every older section, and behind the last
        end of a saving that the bytes have in front of `before`, a place within this one.
        """
        older = [other.end for other in self.sections if other.number < section.number]
        return max([0, *older, _last_end(data, before)])

    def after(self, section: Section) -> tuple[Section, ...]:
        """The sections of later savings."""
        return tuple(other for other in self.sections if other.number > section.number)


def _last_end(data: Bytes, before: int) -> int:
    """Behind the last `startxref N %%EOF` in front of a place, without its end of line; 0 where there is none."""
    while (at := data.rfind(b"startxref", 0, before)) >= 0:
        if match := _END.match(data[at : min(before, at + _END_WITHIN)]):
            return at + len(match[0].rstrip(WHITE))
        before = at
    return 0


def ends_behind(data: Bytes, position: int) -> tuple[End, ...]:
    """Every end of a saving from `position` on, as the bytes have them."""
    return tuple(
        End(int(match[1]), match.start(), match.end())
        for match in _END.finditer(data, position)  # type: ignore[arg-type, unused-ignore]
    )


def unexplained_behind(data: Bytes, position: int, later: tuple[Section, ...], reader: Any) -> int | None:
    """Where bytes begin, behind a signature, that no later saving explains; None where all are explained.

    Args:
        position: End of the signed bytes.
        later: The sections behind it, oldest first.
    """
    ends = ends_behind(data, position)
    start = position
    if len(ends) != len(later):
        return ends[len(later)].start if len(ends) > len(later) else position
    for section, end in zip(later, ends, strict=True):
        if section.startxref != end.startxref or not start <= section.start < section.end <= end.start:
            return start
        stray = first_stray(data, reader, section.number, (section.start, section.end), (start, end.start))
        if stray is not None:
            return stray
        start = end.position
    return start if data[start:].strip(WHITE) else None
