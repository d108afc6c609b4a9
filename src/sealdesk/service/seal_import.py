"""Taking in an existing seal's picture: a draft until a second person has looked at it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypedDict, Unpack

from sealdesk import confined
from sealdesk.export.new_file import new_file
from sealdesk.model.seal_import import ImportedPicture

TIME_LIMIT_S = 40.0
MEMORY_LIMIT_MB = 2048


class ImportOptions(TypedDict, total=False):
    """What may be said about a picture; see `import_picture`."""

    width_mm: float | None
    height_mm: float | None
    page: int
    turn_deg: float


def import_picture(
    path: Path,
    *,
    width_mm: float | None = None,
    height_mm: float | None = None,
    page: int = 1,
    turn_deg: float = 0.0,
) -> ImportedPicture:
    """The seal in a picture (PNG, JPEG, BMP, TIFF, GIF, SVG) or on a page of a PDF, at 600 dpi with real alpha.

    Paper, light, text and other inks are taken away, the margin is trimmed, the ink gets the one colour of seals.
    Read in a limited child process: the file may be anybody's.

    Args:
        width_mm, height_mm: True size of the seal, 2 to 100 mm; one alone keeps the proportions; without them the
            file's word counts where it is plausible, else the usual size of such a seal (a fault then says so).
        page: Of a PDF, from 1.
        turn_deg: Turns the picture clockwise first; `ImportQuality.tilt_deg` says how far to turn it back.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`, `DOCUMENT_PASSWORD_MISSING`,
            `DOCUMENT_TOO_DEMANDING`; `PICTURE_KIND`, `PICTURE_DAMAGED`, `PICTURE_TOO_LARGE`,
            `PICTURE_PAGE_MISSING`, `PICTURE_EMPTY`; `PLACE_SIZE_WRONG`.
    """
    return confined.run_limited(
        TIME_LIMIT_S, MEMORY_LIMIT_MB, _imported, path, width_mm, height_mm, page, turn_deg
    )


def import_draft(path: Path, target: Path, **options: Unpack[ImportOptions]) -> ImportedPicture:
    """`import_picture`, its picture written as PNG to a new file.

    Raises:
        SealDeskError: As `import_picture`; `OUTPUT_EXISTS` and the other codes of `export.new_file`.
    """
    from sealdesk.impression.png import write_png

    with new_file(target) as file:
        result = import_picture(path, **options)
        file.write(write_png(result.picture))
    return result


def _imported(
    path: Path, width_mm: float | None, height_mm: float | None, page: int, turn_deg: float
) -> ImportedPicture:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy: each of its threads would claim memory
    _be_silent()
    from sealdesk.impression.import_picture import imported

    return imported(path, width_mm, height_mm, page, turn_deg)


def _be_silent() -> None:
    """What MuPDF prints about a broken drawing is nobody's business; this process has no other use for its output."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
