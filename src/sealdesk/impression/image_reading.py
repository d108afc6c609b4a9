"""What is hidden in a file's red images, asked from outside: answers, never pixels.

Light to import: the libraries that decode are loaded in the child that reads, unless whoever reads many files has
loaded them before (`load_reader`).
"""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass
from pathlib import Path

from sealdesk.geometry import Rect

_AN_IMAGE = re.compile(rb"/Subtype\s*/(?:Image\b|[^\s/<>\[\]()]{0,40}#)")
"""An image's dictionary, or one whose type is written in escapes. It stands in the open always: streams are in no
object stream, and names are never encrypted (ISO 32000-2 §7.5.7, §7.6.2)."""


@dataclass(frozen=True)
class FoundImage:
    """One red image on one page, with what its ink says.

    Attributes:
        page: From 1; 0 for a picture that is no PDF's.
        box_mm: Where it is seen on the page as shown; None for a picture that is no PDF's.
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
    """

    images: tuple[FoundImage, ...]
    complete: bool = True


def may_have_images(path: Path) -> bool:
    """Whether the PDF names any image at all; yes, where it cannot be looked into. Most documents are done with here.

    Images inside content streams (`BI`), meant for small ones, are not looked for: whoever wants to hide a copied seal
    can as well save it as a JPEG, and gains nothing by either, as a picture proves nothing.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _AN_IMAGE.search(data) is not None
    except (OSError, ValueError):
        return True


def read_images(
    path: Path,
    password: str | None,
    *,
    picture: bool,
    marks: bool,
    seconds: float,
    pages: tuple[int, ...] | None = None,
) -> FoundImages:
    """The red images of a file with what their ink says; for a child with limits.

    Args:
        picture: It is a PNG, JPEG or BMP, no PDF.
        marks, seconds, pages: As `found_images.images_of_pdf`.

    Raises:
        SealDeskError: As `found_images.images_of_pdf` and `images_of_picture`.
    """
    from sealdesk.impression import found_images

    if picture:
        return found_images.images_of_picture(path, marks=marks, seconds=seconds)
    return found_images.images_of_pdf(path, password, marks=marks, seconds=seconds, pages=pages)


def load_reader() -> None:
    """Load what decodes, before many files are read: children take it over from here."""
    import sealdesk.impression.found_images
    import sealdesk.impression.hidden_layer  # noqa: F401
