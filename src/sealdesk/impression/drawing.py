"""Drawing a seal: from a design to outlines, from those to a vector page or to the picture that is stamped.

Sizes follow 国发〔1999〕25号 for round seals and practice for the others; every one can be set in the design,
what is left open is chosen so that names of 4 to 40 characters stand evenly.
"""

from __future__ import annotations

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.seal_design import check
from sealdesk.geometry import MM_PER_INCH, UNITS_PER_INCH
from sealdesk.impression import outline
from sealdesk.impression.cells import squared
from sealdesk.impression.outline import Outline
from sealdesk.impression.parts import Part, Role
from sealdesk.impression.ringed import ringed
from sealdesk.impression.typeface import Typeface, plain_typeface, seal_typeface
from sealdesk.model.seal import SealPicture, SealShape
from sealdesk.model.seal_design import SealDesign

DPI = 600


def draw_seal(design: SealDesign, dpi: int = DPI) -> SealPicture:
    """The seal's picture: one colour everywhere, the drawing in the alpha alone.

    Raises:
        SealDeskError: `TOOL_MISSING` without the typeface; `SEAL_CHARACTER_MISSING`; `SEAL_DESIGN_WRONG` for
            measures that cannot be drawn.
    """
    import pymupdf

    width_px = round(design.width_mm / MM_PER_INCH * dpi)
    height_px = round(design.height_mm / MM_PER_INCH * dpi)
    with pymupdf.Document(stream=seal_pdf(design), filetype="pdf") as document:
        page = document[0]
        matrix = pymupdf.Matrix(width_px / page.rect.width, height_px / page.rect.height)
        pixmap = page.get_pixmap(matrix=matrix, alpha=True, clip=page.rect)
        if (pixmap.width, pixmap.height) != (width_px, height_px):
            raise RuntimeError(f"drawn {pixmap.width}×{pixmap.height}, not {width_px}×{height_px}")
        alpha = bytes(pixmap.samples_mv[3::4])
    rgb = bytes(design.colour) * (width_px * height_px)
    return SealPicture(width_px, height_px, rgb, alpha, design.width_mm, design.height_mm)


def seal_pdf(design: SealDesign) -> bytes:
    """The seal as a vector PDF page of its own size, without a ground.

    Raises:
        SealDeskError: As `draw_seal`.
    """
    import pymupdf

    unit = UNITS_PER_INCH / MM_PER_INCH
    red, green, blue = (value / 255 for value in design.colour)
    content = "\n".join(
        [
            f"{unit:.6f} 0 0 {-unit:.6f} 0 {design.height_mm * unit:.6f} cm",
            f"{red:.4f} {green:.4f} {blue:.4f} rg",
            *(outline.operators(shape) for shape in shapes(design)),
        ]
    )
    with pymupdf.Document() as document:
        page = document.new_page(width=design.width_mm * unit, height=design.height_mm * unit)
        stream = document.get_new_xref()
        document.update_object(stream, "<<>>")
        document.update_stream(stream, content.encode("ascii"))
        page.set_contents(stream)
        return bytes(document.tobytes(no_new_id=True))


def shapes(design: SealDesign) -> tuple[Outline, ...]:
    """What is filled with ink, one after another, in mm from the seal's top left corner.

    Raises:
        SealDeskError: As `draw_seal`.
    """
    return tuple(
        shape
        for part in compose(design)
        for shape in (part.pieces if part.role is Role.EMBLEM else (part.whole,))
    )


def compose(design: SealDesign, typeface: Typeface | None = None) -> tuple[Part, ...]:
    """The parts of a seal, from its border inwards, its horizontal line last.

    Raises:
        SealDeskError: As `draw_seal`.
    """
    try:
        check(design)
    except FormatError as wrong:
        raise SealDeskError(ErrorCode.SEAL_DESIGN_WRONG, field=str(wrong)) from wrong
    typeface = typeface or seal_typeface()
    if design.shape is SealShape.RECTANGLE:
        return squared(design, typeface)
    parts = ringed(design, typeface, plain_typeface())
    return _cut_out(design, parts) if design.negative else parts


def _cut_out(design: SealDesign, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """A round or oval seal in white on a ground: the border is the ground's own edge."""
    ground = outline.ellipse(
        design.width_mm / 2, design.height_mm / 2, design.width_mm / 2, design.height_mm / 2
    )
    for part in parts:
        if part.role is not Role.BORDER:
            for piece in part.pieces:
                ground = (piece.reversed() if piece.turn > 0 else piece).cut_out_of(ground)
    return (Part(Role.GROUND, (ground,)),)
