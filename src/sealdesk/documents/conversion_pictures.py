"""Pictures of pages become a PDF at their true size, their pixels as they are.

A JPEG's own bytes are embedded untouched; other pictures are decoded and kept without loss. A camera's turning becomes
the picture's matrix. Transparent pixels lie on white paper, as viewers show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sealdesk import confined
from sealdesk.documents.conversion_picture_facts import PictureFacts, facts_of, is_whole
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.page_numbers import pages_text
from sealdesk.geometry import MM_PER_INCH, UNITS_PER_INCH, Matrix, concat
from sealdesk.model.conversion import ConversionFinding

TIME_LIMIT_S = 120.0
MEMORY_LIMIT_MB = 3072
LARGEST_BYTES = 512 << 20
LARGEST_PIXELS = 160_000_000
"""An A1 sheet at 400 dpi has 124 million."""
MOST_PAGES = 2000

A4_MM = (210.0, 297.0)
_DPI_LEAST, _DPI_MOST = 50.0, 2500.0
_PLACEHOLDER_DPI = 100.0
"""Cameras and screens write 72 or 96 into every picture, whatever it shows."""
_LARGEST_PLACEHOLDER_MM = (297.0, 420.0)
_SIDES_MM = (20.0, 1300.0)


@dataclass(frozen=True)
class MadePages:
    """What came of it.

    Attributes:
        assumed: Pages whose picture does not say how large it is, set on A4.
        implausible: Pages whose picture says what cannot be right, set on A4 as well.
        first_only: The file is an animation, of which the first picture was taken.
    """

    pages: int
    assumed: tuple[int, ...]
    implausible: tuple[int, ...]
    first_only: bool = False

    @property
    def findings(self) -> tuple[ConversionFinding, ...]:
        found = []
        if self.assumed:
            found.append(ConversionFinding("conversion.size_assumed", pages_text(self.assumed)))
        if self.implausible:
            found.append(ConversionFinding("conversion.size_implausible", pages_text(self.implausible)))
        if self.first_only:
            found.append(ConversionFinding("conversion.first_picture_only"))
        return tuple(found)


def pictures_to_pdf(path: Path, target: Path) -> confined.Started[MadePages]:
    """Begin to write the picture's pages to `target`, in a child that may be killed; ask it for its answer.

    Raises:
        SealDeskError: By the answer: `DOCUMENT_CONVERSION_FAILED` (`path`, `reason`), `DOCUMENT_TOO_DEMANDING`
            (`limit`), `OUTPUT_DISK_FULL` …
    """
    return confined.start_limited(TIME_LIMIT_S, MEMORY_LIMIT_MB, _write, path, target)


def _write(path: Path, target: Path) -> MadePages:
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    if path.stat().st_size > LARGEST_BYTES:
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="size")
    data = path.read_bytes()
    try:
        return _written(data, target)
    except (MemoryError, SealDeskError):
        raise
    except Exception as error:  # MuPDF raises its own, ValueError and RuntimeError alike
        if "alloc" in str(error):
            raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="memory") from error
        raise SealDeskError(ErrorCode.DOCUMENT_CONVERSION_FAILED, path=path, reason="damaged") from error


def _written(data: bytes, target: Path) -> MadePages:
    import pymupdf
    from pymupdf import mupdf

    if not is_whole(data):
        raise ValueError("cut short")
    buffer = mupdf.fz_new_buffer_from_copied_data(data)
    tiff = data.startswith((b"II*\0", b"MM\0*"))
    length, start = mupdf.fz_buffer_storage(buffer)
    count = mupdf.fz_load_tiff_subimage_count(start, length) if tiff else 1
    if not 1 <= count <= MOST_PAGES:
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="pages")
    facts = facts_of(data)
    facts += (PictureFacts(),) * (count - len(facts))
    doubts: dict[str, list[int]] = {"assumed": [], "implausible": []}
    with pymupdf.Document() as pdf:
        for number in range(count):
            if tiff:
                image = _of_pixels(mupdf.fz_load_tiff_subimage(start, length, number))
            else:
                image = mupdf.fz_new_image_from_buffer(buffer)
            _check_pixels(image)
            sheet = sheet_for(image.w(), image.h(), facts[number])
            _add_page(pdf, data, image, sheet, facts[number].orientation)
            if sheet.doubt:
                doubts[sheet.doubt].append(number + 1)
        pdf.save(target, garbage=3, deflate=True, deflate_images=False, no_new_id=True)
    return MadePages(count, tuple(doubts["assumed"]), tuple(doubts["implausible"]), _animated(data))


@dataclass(frozen=True)
class Sheet:
    """The paper a picture is set on.

    Attributes:
        page_mm: Width and height of the page.
        picture_mm: Of the upright picture, in the middle of it.
        doubt: Why the page is not the picture's own size: `assumed`, `implausible` or empty.
    """

    page_mm: tuple[float, float]
    picture_mm: tuple[float, float]
    doubt: str = ""


def sheet_for(width_px: int, height_px: int, facts: PictureFacts) -> Sheet:
    """A page of the picture's own size; an A4 sheet where the file does not say, or says what cannot be right."""
    turned = facts.orientation >= 5
    width, height = (height_px, width_px) if turned else (width_px, height_px)
    if facts.dpi is None:
        return _on_a4(width, height, "assumed")
    across, down = (facts.dpi[1], facts.dpi[0]) if turned else facts.dpi
    size = width / across * MM_PER_INCH, height / down * MM_PER_INCH
    return Sheet(size, size) if _plausible(size, (across, down)) else _on_a4(width, height, "implausible")


def _plausible(size_mm: tuple[float, float], dpi: tuple[float, float]) -> bool:
    short, long = sorted(size_mm)
    low, high = _SIDES_MM
    if not (low <= short and long <= high and all(_DPI_LEAST <= one <= _DPI_MOST for one in dpi)):
        return False
    larger_than_a3 = short > _LARGEST_PLACEHOLDER_MM[0] or long > _LARGEST_PLACEHOLDER_MM[1]
    return not (larger_than_a3 and max(dpi) <= _PLACEHOLDER_DPI)


def _on_a4(width: float, height: float, doubt: str) -> Sheet:
    page = A4_MM if width <= height else (A4_MM[1], A4_MM[0])
    scale = min(page[0] / width, page[1] / height)
    return Sheet(page, (width * scale, height * scale), doubt)


def _of_pixels(pixmap: Any) -> Any:
    from pymupdf import mupdf

    return mupdf.fz_new_image_from_pixmap(pixmap, mupdf.FzImage())


def _check_pixels(image: Any) -> None:
    """Before they are decoded (a TIFF's are by now, within the child's memory)."""
    if image.w() < 1 or image.h() < 1:
        raise ValueError("no pixels")
    if image.w() * image.h() > LARGEST_PIXELS:
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="pixels")


def _add_page(pdf: Any, data: bytes, image: Any, sheet: Sheet, orientation: int) -> None:
    width, height = (side / MM_PER_INCH * UNITS_PER_INCH for side in sheet.page_mm)
    shown = [side / MM_PER_INCH * UNITS_PER_INCH for side in sheet.picture_mm]
    page = pdf.new_page(width=width, height=height)
    if data.startswith(b"\xff\xd8"):
        page.insert_image(page.rect, stream=data)
    else:
        page.insert_image(page.rect, pixmap=_on_white(image))
    (name,) = (found[7] for found in page.get_images())
    (contents,) = page.get_contents()
    middle = (1.0, 0.0, 0.0, 1.0, (width - shown[0]) / 2, (height - shown[1]) / 2)
    matrix = concat(placed(orientation, *shown), middle)
    numbers = " ".join(f"{number:.5f}" for number in matrix)
    pdf.update_stream(contents, f"q {numbers} cm /{name} Do Q".encode("ascii"))


def placed(orientation: int, width: float, height: float) -> Matrix:
    """The matrix that sets a picture upright, this large (Exif 2.32 §4.6.4; ISO 32000-2 §8.9.5)."""
    w, h = width, height
    matrices = {
        1: (w, 0.0, 0.0, h, 0.0, 0.0),
        2: (-w, 0.0, 0.0, h, w, 0.0),
        3: (-w, 0.0, 0.0, -h, w, h),
        4: (w, 0.0, 0.0, -h, 0.0, h),
        5: (0.0, -h, -w, 0.0, w, h),
        6: (0.0, -h, w, 0.0, 0.0, h),
        7: (0.0, h, w, 0.0, 0.0, 0.0),
        8: (0.0, h, -w, 0.0, w, 0.0),
    }
    return matrices[orientation]


def _on_white(image: Any) -> Any:
    import pymupdf
    from pymupdf import mupdf

    pixmap = mupdf.fz_get_unscaled_pixmap_from_image(image)
    if not pixmap.alpha():
        return pymupdf.Pixmap("raw", pixmap)
    paper = mupdf.fz_new_pixmap_with_bbox(
        mupdf.fz_device_rgb(), mupdf.FzIrect(0, 0, image.w(), image.h()), mupdf.FzSeparations(), 0
    )
    mupdf.fz_clear_pixmap_with_value(paper, 255)
    device = mupdf.fz_new_draw_device(mupdf.FzMatrix(), paper)
    matrix = mupdf.FzMatrix(image.w(), 0, 0, image.h(), 0, 0)
    mupdf.fz_fill_image(device, image, matrix, 1.0, mupdf.FzColorParams())
    mupdf.fz_close_device(device)
    return pymupdf.Pixmap("raw", paper)


def _animated(data: bytes) -> bool:
    """Whether a GIF has several pictures, each of which begins with a graphic control extension."""
    return data.startswith(b"GIF8") and data.count(b"\x21\xf9\x04") > 1
