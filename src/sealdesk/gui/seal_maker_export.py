"""What the drawing worker's thread does for the seal maker: drawing, rules, drafts as files and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.export.new_file import new_file
from sealdesk.model.seal import Seal, SealPicture
from sealdesk.model.seal_design import HolderKind, SealDesign
from sealdesk.policy.design_rules import DesignWarning, design_warnings

_LARGEST_DESIGN = 2 << 20


@dataclass(frozen=True)
class Drawn:
    """A design drawn, and what speaks against it."""

    picture: SealPicture
    warnings: tuple[DesignWarning, ...]


def drawn(design: SealDesign, others: Iterable[Seal], holder: HolderKind) -> Drawn:
    """The design at 600 dpi.

    Raises:
        SealDeskError: As `drawing.draw_seal`.
    """
    from sealdesk.impression.drawing import draw_seal

    return Drawn(draw_seal(design), design_warnings(design, others, holder))


def read_draft(path: Path) -> SealDesign:
    """The design in a file that `write_draft` wrote.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`, `SEAL_DESIGN_WRONG`.
    """
    from sealdesk.formats.seal_design import read_design

    try:
        if path.stat().st_size > _LARGEST_DESIGN:
            raise SealDeskError(ErrorCode.SEAL_DESIGN_WRONG, path=path, field="length")
        return read_design(path.read_text("utf-8"))
    except FileNotFoundError as missing:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=path) from missing
    except OSError as error:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=error.strerror or "") from error
    except ValueError as wrong:
        raise SealDeskError(ErrorCode.SEAL_DESIGN_WRONG, path=path, field=str(wrong)) from wrong


class DraftFile(Enum):
    """Kinds of files a draft is written as: ending, dots an inch where it has pixels."""

    PNG_600 = ("png", 600)
    PNG_300 = ("png", 300)
    SVG = ("svg", 0)
    PDF = ("pdf", 0)
    TEST_SHEET = ("pdf", 601)
    DESIGN = ("json", 0)

    @property
    def ending(self) -> str:
        return str(self.value[0])

    @property
    def dpi(self) -> int:
        return int(self.value[1])


def write_draft(design: SealDesign, kind: DraftFile, target: Path) -> Path:
    """Write the draft to a new file; what is there already is not touched.

    Raises:
        SealDeskError: As `drawing.draw_seal`; `OUTPUT_EXISTS` and the other codes of `new_file`.
    """
    with new_file(target) as file:
        file.write(_content(design, kind))
    return target


def _content(design: SealDesign, kind: DraftFile) -> bytes:
    from sealdesk.formats.seal_design import write_design
    from sealdesk.impression.drawing import draw_seal, seal_pdf
    from sealdesk.impression.png import write_png
    from sealdesk.impression.svg import seal_svg
    from sealdesk.impression.test_sheet import test_sheet

    if kind in (DraftFile.PNG_300, DraftFile.PNG_600):
        return write_png(draw_seal(design, kind.dpi))
    if kind is DraftFile.PDF:
        return seal_pdf(design)
    if kind is DraftFile.SVG:
        return seal_svg(design).encode()
    if kind is DraftFile.TEST_SHEET:
        return test_sheet(draw_seal(design), design.arc_text or design.centre_text)
    return write_design(design).encode()
