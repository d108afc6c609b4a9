"""Layers: what a page's own content and its annotations each make of the seal below or above them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.pades.conftest import pdf_bytes

from sealdesk.documents.ink_layers import over
from sealdesk.documents.page_layers import LayeredPdf, PageLayer
from sealdesk.documents.rendering import Renderer
from sealdesk.geometry import PageFrame, Rect, TurnedBox
from sealdesk.model.ink import InkLayer, InkWay, Stamp
from sealdesk.model.seal import SealPicture

LEVEL = st.integers(0, 255)


def seen(colour: int, opacity: int, ground: int) -> int:
    return round(colour * opacity / 255 + ground * (255 - opacity) / 255)


@given(LEVEL, LEVEL, LEVEL)
def test_plain_paint_of_every_opacity(colour: int, opacity: int, ground: int) -> None:
    white, black = seen(colour, opacity, 255), seen(colour, opacity, 0)
    (found,) = over(bytes([ground]), bytes([white]), bytes([black]))
    assert found == pytest.approx(seen(colour, opacity, ground), abs=1)


@given(LEVEL, LEVEL)
def test_multiply(colour: int, ground: int) -> None:
    (found,) = over(bytes([ground]), bytes([colour]), bytes([0]))
    assert found == pytest.approx(colour * ground / 255, abs=1)


def test_where_nothing_is_drawn_the_ground_stays() -> None:
    ground = bytes(range(256))
    assert over(ground, b"\xff" * 256, bytes(256)) is ground


RED = SealPicture(10, 10, bytes((230, 0, 18)) * 100, b"\xff" * 100, 20.0, 20.0)
STAMP = Stamp(1, TurnedBox(60.0, 60.0, 20.0, 20.0))


@pytest.fixture
def annotated(make_pdf):
    """A page that is dark on its left half, with an opaque green note over the lower half of the seal."""
    import pymupdf

    path = make_pdf({"content": "0 g 0 0 170 842 re f", "MediaBox": "[0 0 595 842]"})
    with pymupdf.open(path) as document:
        page = document[0]
        annotation = page.add_rect_annot(pymupdf.Rect(100, 170, 300, 400))
        annotation.set_colors(stroke=(0, 1, 0), fill=(0, 1, 0))
        annotation.update()
        document.saveIncr()
    return path


def pixel(path, way: InkWay, x_mm: float, y_mm: float) -> tuple[int, ...]:
    with Renderer() as renderer:
        renderer.open(path)
        page = renderer.render(1, 4.0, ink=(RED, [STAMP]), way=way)
    at = 3 * (round(y_mm * 4) * page.width_px + round(x_mm * 4))
    return tuple(page.rgb[at : at + 3])


def test_content_ink_lies_below_annotations_and_a_fields_above(annotated) -> None:
    green, red, black = (0, 255, 0), (230, 0, 18), (0, 0, 0)
    assert pixel(annotated, InkWay(), 65, 65) == green
    assert pixel(annotated, InkWay(), 65, 55) == red
    assert pixel(annotated, InkWay(), 55, 55) == black
    assert pixel(annotated, InkWay(InkLayer.OVER), 65, 65) == black, "red ink on green paper"


def test_opaque_ink_below_and_above_the_content(annotated) -> None:
    assert pixel(annotated, InkWay(InkLayer.BELOW, opaque=True), 55, 55) == (0, 0, 0)
    assert pixel(annotated, InkWay(InkLayer.BELOW, opaque=True), 65, 55) == (230, 0, 18)
    assert pixel(annotated, InkWay(InkLayer.CONTENT, opaque=True), 55, 55) == (230, 0, 18)
    assert pixel(annotated, InkWay(InkLayer.CONTENT, opaque=True), 65, 65) == (0, 255, 0)


def test_the_layers_are_told_apart(annotated, make_pdf) -> None:
    document = LayeredPdf(annotated)
    part = Rect(50, 50, 70, 70)
    assert document.has_marks(1)
    width, height, count, content = document.layer(1, PageLayer.CONTENT, 255, 2.0, part)
    assert (width, height, count) == (40, 40, 3)
    assert bytes((0, 255, 0)) not in [content[at : at + 3] for at in range(0, len(content), 3)]
    marks = document.layer(1, PageLayer.MARKS, 255, 2.0, part)[3]
    assert {marks[at : at + 3] for at in range(0, 120, 3)} == {b"\xff\xff\xff"}
    assert marks[-3:] == bytes((0, 255, 0))
    assert not LayeredPdf(make_pdf({}, name="bare.pdf")).has_marks(1)


@pytest.mark.parametrize(("space", "count"), [("DeviceGray", 3), ("DeviceRGB", 3), ("DeviceCMYK", 4)])
def test_the_space_a_page_blends_in(make_pdf, space: str, count: int) -> None:
    path = make_pdf({"Group": f"<</S/Transparency/CS/{space}>>"})
    document = LayeredPdf(path)
    assert document.blending(1) == count
    assert document.layer(1, PageLayer.CONTENT, None, 2.0, Rect(0, 0, 10, 10))[2] == count + 1


def test_a_page_that_names_no_space_blends_in_rgb(make_pdf) -> None:
    assert LayeredPdf(make_pdf({})).blending(1) == 3


@pytest.mark.parametrize("mode", ["Difference", "Exclusion", "Darken", "Overlay", "SoftLight", "ColorBurn"])
def test_annotations_that_blend_otherwise_are_foreseen(mode: str, tmp_path: Path) -> None:
    """Held against the same page with the seal's colour written into its content."""
    bounds = PageFrame(Rect(0, 0, 595, 842)).user_bounds(STAMP.box)
    corner = f"{bounds.x0:.3f} {bounds.y0:.3f} {bounds.width:.3f} {bounds.height:.3f}"
    plain, sealed = tmp_path / "plain.pdf", tmp_path / "sealed.pdf"
    plain.write_bytes(_below_a_square(mode, ""))
    sealed.write_bytes(_below_a_square(mode, f"{230 / 255:.4f} 0 {18 / 255:.4f} rg {corner} re f"))
    with Renderer() as renderer:
        renderer.open(plain)
        foreseen = renderer.render(1, 3.0, ink=(RED, [STAMP]))
        renderer.open(sealed)
        written = renderer.render(1, 3.0)
    off = [abs(one - other) for one, other in zip(foreseen.rgb, written.rgb, strict=True)]
    assert sum(1 for one in off if one > 12) <= 4 * 60 * 3, "along the seal's edges at most"


def _below_a_square(mode: str, content: str) -> bytes:
    paint = b"/G gs 0.2 0.8 0.3 rg 0 0 200 200 re f"
    look = (
        "<</Type/XObject/Subtype/Form/BBox[0 0 200 200]/Group<</S/Transparency>>"
        f"/Resources<</ExtGState<</G<</BM/{mode}>>>>>>/Length {len(paint)}>>stream\n"
    )
    return pdf_bytes(
        page="/Contents 4 0 R /Resources <<>> /Annots[7 0 R]",
        content=content.encode(),
        extra={
            6: look.encode() + paint + b"\nendstream",
            7: "<</Type/Annot/Subtype/Square/Rect[100 600 300 800]/F 4/AP<</N 6 0 R>>>>",
        },
    )
