"""Forty seals of every kind and length: nothing crowds, arcs are even and level, stars stand in the middle."""

from __future__ import annotations

import importlib.util
import math
from itertools import pairwise
from pathlib import Path
from statistics import mean
from types import ModuleType

import pytest

from sealdesk.geometry import Rect
from sealdesk.impression.drawing import compose
from sealdesk.impression.outline import Outline
from sealdesk.impression.parts import Part, Role
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_design import SealDesign

SCRIPT = Path(__file__).parents[2] / "docs" / "pictures" / "seal_sheet.py"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("seal_sheet", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SHEET = script()
DESIGNS: dict[str, SealDesign] = SHEET.designs()

pytestmark = pytest.mark.prove


def bounds_of(outline: Outline) -> Rect:
    assert outline.bounds is not None
    return outline.bounds


def part(design: SealDesign, role: Role) -> Part | None:
    return next((part for part in compose(design) if part.role is role), None)


def test_the_sheet_shows_every_kind_shape_and_length() -> None:
    assert len(DESIGNS) == 40
    assert {design.kind for design in DESIGNS.values()} == set(SealKind)
    assert {design.shape for design in DESIGNS.values()} == set(SealShape)
    lengths = {len(design.arc_text) for design in DESIGNS.values() if design.arc_text}
    assert {4, 5, 6, 8, 10, 14, 18, 24, 30, 39, 40} <= lengths


@pytest.mark.parametrize("name", list(DESIGNS))
def test_nothing_crowds(name: str) -> None:
    assert not SHEET.crowded(DESIGNS[name])


@pytest.mark.parametrize(
    "name", [name for name, design in DESIGNS.items() if design.shape is SealShape.ROUND]
)
def test_arcs_are_even_and_level(name: str) -> None:
    """The white between neighbours differs little from its mean, and both ends stand equally far from the top."""
    design = DESIGNS[name]
    arc = part(design, Role.ARC)
    if arc is None:
        pytest.skip("white on red is one ground")
    spans = [_span(piece, design) for piece in arc.pieces if piece.contours]
    pitches = [(right[0] + right[1] - left[0] - left[1]) / 2 for left, right in pairwise(spans)]
    if " " not in design.arc_text and design.arc_text.isalpha():
        assert max(pitches) < 1.5 * mean(pitches)
        assert min(pitches) > 0.62 * mean(pitches)
    assert spans[0][0] == pytest.approx(-spans[-1][1], abs=4.0)


def _span(piece: Outline, design: SealDesign) -> tuple[float, float]:
    """Where a letter begins and ends, in degrees from the top, clockwise."""
    cx, cy = design.width_mm / 2, design.height_mm / 2
    points = [point for contour in piece.contours for point in contour.extremes()]
    turns = [math.degrees(math.atan2(x - cx, cy - y)) for x, y in points]
    if max(turns) - min(turns) > 180:
        turns = [turn % 360 for turn in turns]
    return min(turns), max(turns)


@pytest.mark.parametrize("name", list(DESIGNS))
def test_stars_stand_in_the_middle_at_their_size(name: str) -> None:
    design = DESIGNS[name]
    star = part(design, Role.STAR)
    if star is None:
        pytest.skip("no star")
    box = bounds_of(star.whole)
    assert (box.x0 + box.x1) / 2 == pytest.approx(design.width_mm / 2, abs=0.01)
    # The circle through the tips has its centre in the seal's.
    assert box.y0 + box.width / (2 * math.sin(math.radians(72))) == pytest.approx(
        design.height_mm / 2, abs=0.01
    )
    assert box.width == pytest.approx(design.star_mm or box.width, abs=0.01)
    assert 0.2 < box.width / design.width_mm < 0.36


def test_the_sheet_is_drawn(tmp_path: Path) -> None:
    assert SHEET.main([str(tmp_path / "sheet.png")]) == 0
    assert (tmp_path / "sheet.png").stat().st_size < 400_000
