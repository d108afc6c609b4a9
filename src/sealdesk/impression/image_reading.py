"""What is hidden in a file's red images, asked from outside: answers, never pixels.

Light to import: the libraries that decode are loaded in the child that reads, unless whoever reads many files has
loaded them before (`load_reader`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sealdesk.geometry import Rect


@dataclass(frozen=True)
class FoundImage:
    """One red image on one page, with what its ink says.

    Attributes:
        page: From 1; 0 for a picture that is no PDF's.
        box_mm: Where it is seen on the page as shown; None for a picture that is no PDF's, and where the page was not
            interpreted.
        records: Framed full records (`formats.hidden_record`); unchecked.
        marks: Payloads of robust marks (`formats.robust_mark`); unchecked.
    """

    page: int
    box_mm: Rect | None
    records: tuple[bytes, ...] = ()
    marks: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class FoundImages:
    """What was found.

    Attributes:
        complete: Everything was looked at; else limits of time or number left something out.
        reason: Which, where a process was ended by them: `time`, `memory`, `crash`.
    """

    images: tuple[FoundImage, ...]
    complete: bool = True
    reason: str = "limits"


def read_images(
    path: Path,
    password: str | None,
    *,
    picture: bool,
    marks: bool,
    seconds: float,
) -> FoundImages:
    """The red images of a file with what their ink says; for a child with limits.

    Args:
        picture: It is a PNG, JPEG or BMP, no PDF.
        marks, seconds: As `found_images.images_of_pdf`.

    Raises:
        SealDeskError: As `found_images.images_of_pdf` and `images_of_picture`.
    """
    from sealdesk.impression import found_images

    if picture:
        return found_images.images_of_picture(path, marks=marks, seconds=seconds)
    return found_images.images_of_pdf(path, password, marks=marks, seconds=seconds)


def read_own_images(
    path: Path, password: str | None, *, seconds: float, pages: tuple[int, ...] | None = None
) -> FoundImages:
    """The images that lie where SealDesk puts a seal's, by their names; no page is interpreted. For a limited child.

    Raises:
        SealDeskError: As `found_images.own_images_of_pdf`.
    """
    from sealdesk.impression import found_images

    return found_images.own_images_of_pdf(path, password, seconds=seconds, pages=pages)


def load_reader() -> None:
    """Load what decodes, before many files are read: children take it over from here."""
    import sealdesk.impression.found_images
    import sealdesk.impression.hidden_layer  # noqa: F401
