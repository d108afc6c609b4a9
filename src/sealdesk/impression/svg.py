"""A seal as SVG: one path in one colour, in millimetres."""

from __future__ import annotations

from sealdesk.impression.drawing import shapes
from sealdesk.impression.outline import path_data
from sealdesk.model.seal_design import SealDesign


def seal_svg(design: SealDesign) -> str:
    """The seal as a vector SVG document of its own size, without a ground. Letters are paths: no font is needed.

    Raises:
        SealDeskError: As `drawing.draw_seal`.
    """
    width, height = f"{design.width_mm:g}", f"{design.height_mm:g}"
    colour = "#{:02x}{:02x}{:02x}".format(*design.colour)
    paths = "\n".join(f'<path d="{path_data(shape)}"/>' for shape in shapes(design) if shape.contours)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
        f' viewBox="0 0 {width} {height}" fill="{colour}" fill-rule="nonzero">\n{paths}\n</svg>\n'
    )
