"""Vector and raster agree: what MuPDF and poppler draw of the PDF and the SVG lies where the picture's ink lies."""

from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy
import pymupdf
import pytest

from sealdesk.impression.drawing import draw_seal, seal_pdf
from sealdesk.impression.presets import presets
from sealdesk.impression.svg import seal_svg
from sealdesk.model.seal_design import SealDesign

DPI = 600
MM = DPI / 25.4
APART_MM = 0.1

DESIGNS = {
    "round": presets()["contract_star"].design("城南建设有限公司", code="4201001234567"),
    "oval": presets()["invoice"].design("城南建设有限公司", number="91420100MA4K2X3Y7Z"),
    "square": presets()["legal_representative_negative"].design("李明远印"),
}


def ink_of_pixmap(pixmap: pymupdf.Pixmap) -> numpy.ndarray:
    """Coverage 0 to 1 of a rendering on white: what is red takes the green away."""
    samples = numpy.frombuffer(pixmap.samples, numpy.uint8).reshape(pixmap.height, pixmap.width, pixmap.n)
    return 1.0 - samples[:, :, 1] / 255.0


def rendered(content: bytes, kind: str) -> numpy.ndarray:
    """A vector file drawn by MuPDF, one millimetre as large as in the picture."""
    with pymupdf.Document(stream=content, filetype=kind) as document:
        return ink_of_pixmap(document[0].get_pixmap(matrix=pymupdf.Matrix(DPI / 72, DPI / 72)))


def farthest_mm(one: numpy.ndarray, other: numpy.ndarray) -> float:
    """How far, in mm, the ink of either reaches beyond that of the other; beyond 0.5 mm it is 0.5."""
    height, width = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
    assert abs(one.shape[0] - other.shape[0]) <= 2
    assert abs(one.shape[1] - other.shape[1]) <= 2
    a, b = one[:height, :width] > 0.5, other[:height, :width] > 0.5
    assert a.any()
    for radius in range(int(0.5 * MM)):
        if not (a & ~grown(b, radius)).any() and not (b & ~grown(a, radius)).any():
            return radius / MM
    return 0.5


def grown(ink: numpy.ndarray, radius: int) -> numpy.ndarray:
    """The ink with every pixel nearer than `radius` to it, measured along the rows and columns."""
    out = ink.copy()
    for axis in (0, 1):
        source = out.copy()
        for step in range(1, radius + 1):
            for way in (step, -step):
                out |= numpy.roll(source, way, axis)
    return out


@pytest.mark.parametrize("name", list(DESIGNS))
def test_vector_pages_agree_with_the_picture(name: str) -> None:
    design = DESIGNS[name]
    picture = draw_seal(design, DPI)
    ink = numpy.frombuffer(picture.alpha, numpy.uint8).reshape(picture.height_px, picture.width_px) / 255.0
    assert farthest_mm(ink, rendered(seal_pdf(design), "pdf")) <= APART_MM
    assert farthest_mm(ink, rendered(seal_svg(design).encode(), "svg")) <= APART_MM


def test_another_renderer_agrees(tmp_path: Path) -> None:
    if not shutil.which("pdftoppm"):
        pytest.skip("poppler is not installed")
    design = DESIGNS["round"]
    (tmp_path / "seal.pdf").write_bytes(seal_pdf(design))
    subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-png", "-singlefile", "seal.pdf", "seal"], cwd=tmp_path, check=True
    )
    picture = draw_seal(design, DPI)
    ink = numpy.frombuffer(picture.alpha, numpy.uint8).reshape(picture.height_px, picture.width_px) / 255.0
    assert farthest_mm(ink, ink_of_pixmap(pymupdf.Pixmap(str(tmp_path / "seal.png")))) <= APART_MM


def test_the_measure_notices_a_shift() -> None:
    ink = rendered(seal_pdf(DESIGNS["square"]), "pdf")
    assert farthest_mm(ink, numpy.roll(ink, 4, axis=1)) == pytest.approx(4 / MM)


def test_the_svg_says_its_size_in_millimetres_and_needs_no_font() -> None:
    design: SealDesign = DESIGNS["oval"]
    root = ET.fromstring(seal_svg(design))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("40mm", "30mm", "0 0 40 30")
    assert root.get("fill") == "#e60012"
    assert {child.tag.rpartition("}")[2] for child in root} == {"path"}
