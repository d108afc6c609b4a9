"""How ink meets what is on the page: text stays readable, foreign graphics state moves and hides nothing."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from tests.geometry.conftest import PIXELS_PER_MM, RENDERERS, PageCase, Sealer

from sealdesk.geometry import Rect, TurnedBox
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.signature import SignatureRecord
from sealdesk.pades.update import prepare_update

_BOX = TurnedBox(70.0, 80.0, 40.0, 40.0)
# A point of the frame's upper edge, in the middle of the stroke.
_ON_EDGE = (70.0, 60.8)
_BLACK_BELOW_EDGE = b"0 g 184 310 30 30 re f"


@pytest.fixture(params=sorted(RENDERERS))
def renderer(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _sealed(case: PageCase, folder: Path, seal_file: Sealer, *, opaque: bool = False) -> Path:
    source, target = folder / "a.pdf", folder / "b.pdf"
    case.write(source)
    seal_file(source, target, _BOX, opaque=opaque)
    return target


def test_ink_darkens_and_never_covers(renderer: str, tmp_path: Path, seal_file: Sealer) -> None:
    target = _sealed(PageCase(content=_BLACK_BELOW_EDGE), tmp_path, seal_file)
    seen = RENDERERS[renderer](target)
    assert max(seen.pixel(*_ON_EDGE)) < 12
    red, green, blue = seen.pixel(60.0, _ON_EDGE[1])
    assert (red, green, blue) == pytest.approx((230, 0, 18), abs=6)


def test_opaque_ink_lies_below_text(renderer: str, tmp_path: Path, seal_file: Sealer) -> None:
    # A thin dark rule across the seal stands for text.
    rule = b"0 g 60 325.5 300 1.5 re f"
    target = _sealed(PageCase(content=rule), tmp_path, seal_file, opaque=True)
    seen = RENDERERS[renderer](target)
    y_mm = (500 - 326.25) * 25.4 / 72
    assert max(seen.pixel(50.8, y_mm)) < 60
    red, green, _ = seen.pixel(60.0, 60.8)
    assert red - green > 150


def test_opaque_ink_stays_visible_on_a_scan(renderer: str, tmp_path: Path, seal_file: Sealer) -> None:
    scan = b"0.9 g 0 0 420 500 re f"
    target = _sealed(PageCase(content=scan), tmp_path, seal_file, opaque=True)
    red, green, _ = RENDERERS[renderer](target).pixel(*_ON_EDGE)
    assert red - green > 150


@pytest.mark.parametrize(
    "content",
    [
        b"q 0.5 0 0 0.5 30 40 cm",
        b"q q q 2 0 0 2 -70 0 cm 0.5 g",
        b"Q Q 0 1 -1 0 300 0 cm",
        b"2 0 0 2 0 0 cm",
        b"BT 0 1 -1 0 300 0 Tm",
        b"/Span <</ActualText (\\) Q BT)>> BDC q 3 0 0 3 0 0 cm",
        b"% Q Q Q \nq (Q Q \\( Q) pop 2 0 0 2 0 0 cm",
        b"0 0 10 10 re W n",
    ],
)
def test_foreign_state_moves_nothing(
    content: bytes, renderer: str, tmp_path: Path, seal_file: Sealer
) -> None:
    target = _sealed(PageCase(content=content), tmp_path, seal_file)
    coloured = RENDERERS[renderer](target).coloured_box()
    assert coloured is not None
    assert [edge / PIXELS_PER_MM for edge in coloured] == pytest.approx([50, 60, 90, 100], abs=0.3)


def test_strips_of_one_seal_assemble(
    renderer: str, tmp_path: Path, picture: SealPicture, record: SignatureRecord
) -> None:
    """Three windows side by side show the seal as if it were whole."""
    source, target = tmp_path / "a.pdf", tmp_path / "b.pdf"
    PageCase(content=b"n").write(source)
    cuts = (0.0, 0.3, 0.55, 1.0)
    stamps = tuple(
        Stamp(1, TurnedBox(50 + 20 * (x0 + x1), 80, 40 * (x1 - x0), 40), Rect(x0, 0, x1, 1))
        for x0, x1 in itertools.pairwise(cuts)
    )
    prepared = prepare_update(source, None, picture, stamps, record)
    target.write_bytes(source.read_bytes() + prepared.update)
    seen = RENDERERS[renderer](target)
    coloured = seen.coloured_box()
    assert coloured is not None
    assert [edge / PIXELS_PER_MM for edge in coloured] == pytest.approx([50, 60, 90, 100], abs=0.3)
    for x_mm, y_mm, there in ((70, 71, True), (70, 89, False), (60, 71, False), (80, 98.9, True)):
        red, green, _ = seen.pixel(x_mm, y_mm)
        assert (red - green > 100) is there, (x_mm, y_mm)
