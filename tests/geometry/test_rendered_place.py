"""Where the seal is seen: centre and size within 0.3 mm, upright, everything outside its box untouched."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from tests.geometry.conftest import PIXELS_PER_MM, RENDERERS, PageCase, Sealer, Seen

from sealdesk.geometry import TurnedBox

_TOLERANCE_MM = 0.3
_SIZE_MM = 40.0
_ROTATIONS = (0, 90, 180, 270)
_SHAPES: dict[str, dict[str, Any]] = {
    "plain": {},
    "crop": {"crop": (40, 70, 400, 460)},
    "shifted": {"media": (-100, 50, 320, 550)},
    "unit": {"media": (0, 0, 210, 250), "user_unit": 2.0},
    "mixed": {"media": (-50, -30, 190, 230), "crop": (-40, -10, 500, 220), "user_unit": 1.7},
}
_CASES = [
    pytest.param(PageCase(rotate=rotate, **attributes), id=f"{shape}-{rotate}")
    for shape, attributes in _SHAPES.items()
    for rotate in _ROTATIONS
]


def _renderers(case: PageCase) -> list[str]:
    # poppler 22.12 does not know /UserUnit.
    return ["mupdf"] if case.user_unit != 1.0 else ["mupdf", "poppler"]


@pytest.mark.parametrize("angle", [0.0, 30.0])
@pytest.mark.parametrize("case", _CASES)
def test_page_content(case: PageCase, angle: float, tmp_path: Path, seal_file: Sealer) -> None:
    source, sealed = tmp_path / "a.pdf", tmp_path / "b.pdf"
    case.write(source)
    box = _box(case, angle)
    seal_file(source, sealed, box)
    for renderer in _renderers(case):
        _assert_seen(RENDERERS[renderer](source), RENDERERS[renderer](sealed), case, box)


@pytest.mark.parametrize("angle", [0.0, 30.0])
@pytest.mark.parametrize("case", _CASES)
def test_widget_appearance(case: PageCase, angle: float, tmp_path: Path, seal_file: Sealer) -> None:
    """On a signed document: the first seal signs, the second is measured where the first is not."""
    source, first, second = tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "c.pdf"
    case.write(source)
    box = _box(case, angle)
    frame = case.frame
    corner = TurnedBox(frame.width_mm - 8, frame.height_mm - 8, 10, 10)
    seal_file(source, first, corner)
    seal_file(first, second, box)
    for renderer in _renderers(case):
        render = RENDERERS[renderer]
        _assert_seen(_without(render(first), corner), _without(render(second), corner), case, box)


def _box(case: PageCase, angle: float) -> TurnedBox:
    # Off the middle in both directions, so that no confusion of axes or signs stays unseen.
    frame = case.frame
    return TurnedBox(frame.width_mm * 0.5 - 9, frame.height_mm * 0.5 - 4, _SIZE_MM, _SIZE_MM, angle)


def _without(seen: Seen, box: TurnedBox) -> Seen:
    """The page with a place whitened."""
    bounds = box.bounds_mm
    x0, x1 = (int(value * PIXELS_PER_MM) for value in (bounds.x0 - 0.5, bounds.x1 + 0.5))
    y0, y1 = (int(value * PIXELS_PER_MM) for value in (bounds.y0 - 0.5, bounds.y1 + 0.5))
    rgb = bytearray(seen.rgb)
    x1 = min(x1, seen.width)
    for y in range(max(0, y0), min(y1, seen.height)):
        start = 3 * (y * seen.width + x0)
        rgb[start : start + 3 * (x1 - x0)] = b"\xff" * (3 * (x1 - x0))
    return Seen(seen.width, seen.height, bytes(rgb))


def _assert_seen(before: Seen, after: Seen, case: PageCase, box: TurnedBox) -> None:
    assert before.coloured_box() is None
    coloured = after.coloured_box()
    assert coloured is not None, "no seal is seen"
    x0, y0, x1, y1 = (edge / PIXELS_PER_MM for edge in coloured)
    bounds = box.bounds_mm
    assert (x0 + x1) / 2 == pytest.approx(box.centre_x_mm, abs=_TOLERANCE_MM)
    assert (y0 + y1) / 2 == pytest.approx(box.centre_y_mm, abs=_TOLERANCE_MM)
    assert x1 - x0 == pytest.approx(bounds.width, abs=_TOLERANCE_MM)
    assert y1 - y0 == pytest.approx(bounds.height, abs=_TOLERANCE_MM)
    _assert_upright(after, box)
    _assert_outside_untouched(before, after, coloured)
    assert after.width == pytest.approx(case.frame.width_mm * PIXELS_PER_MM, abs=2)


def _assert_upright(seen: Seen, box: TurnedBox) -> None:
    """The bar of the picture lies in its upper half, in the middle."""
    for distance, there in ((-0.225, True), (0.225, False)):
        turned = math.radians(box.turned_deg)
        x = box.centre_x_mm - distance * _SIZE_MM * math.sin(turned)
        y = box.centre_y_mm + distance * _SIZE_MM * math.cos(turned)
        red, green, _ = seen.pixel(x, y)
        assert (red - green > 60) is there, (distance, red, green)


def _assert_outside_untouched(before: Seen, after: Seen, box: tuple[int, int, int, int]) -> None:
    x0, y0, x1, y1 = box
    assert (before.width, before.height) == (after.width, after.height)
    stripe = 3 * before.width
    assert before.rgb[: y0 * stripe] == after.rgb[: y0 * stripe]
    assert before.rgb[y1 * stripe :] == after.rgb[y1 * stripe :]
    for y in range(y0, y1):
        assert before.row(y)[: 3 * x0] == after.row(y)[: 3 * x0]
        assert before.row(y)[3 * x1 :] == after.row(y)[3 * x1 :]
