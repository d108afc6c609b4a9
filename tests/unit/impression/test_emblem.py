"""Emblems: read from foreign SVG in a limited child, or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression.clearance import least_white_mm
from sealdesk.impression.drawing import compose, draw_seal
from sealdesk.impression.emblem import emblem_of, read_emblem
from sealdesk.impression.outline import joined, of_path_data
from sealdesk.impression.parts import Role
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_design import SealDesign

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">'


def svg(body: str) -> bytes:
    return f"{HEAD}{body}</svg>".encode()


def outlines(body: str):
    found = emblem_of(svg(body))
    assert not isinstance(found, str), found
    return [of_path_data(data) for data in found]


def test_an_emblem_fills_a_square_of_side_one() -> None:
    (shape,) = outlines('<rect x="10" y="20" width="80" height="40" fill="red"/>')
    assert shape.bounds is not None
    box = shape.bounds
    assert (box.x0, box.x1, box.y0, box.y1) == pytest.approx((0, 1, 0.25, 0.75))


def test_white_behind_everything_is_paper() -> None:
    body = '<rect width="100" height="100" fill="#fff"/><circle cx="50" cy="50" r="20" fill="#c00"/>'
    assert joined(outlines(body)).bounds == joined(outlines('<circle cx="50" cy="50" r="20"/>')).bounds


@pytest.mark.parametrize("rule", ["evenodd", "nonzero"])
def test_holes_stay_holes(rule: str) -> None:
    """A ring drawn by the even-odd rule, both circles turning one way, and one by opposite turns."""
    inner = "M50 30 A20 20 0 0 1 50 70 A20 20 0 0 1 50 30Z"
    if rule == "nonzero":
        inner = "M50 30 A20 20 0 0 0 50 70 A20 20 0 0 0 50 30Z"
    body = f'<path fill-rule="{rule}" d="M50 10 A40 40 0 0 1 50 90 A40 40 0 0 1 50 10Z {inner}"/>'
    emblem = emblem_of(svg(body))
    assert isinstance(emblem, tuple)
    design = SealDesign(SealKind.UNIT, SealShape.ROUND, 45.0, 45.0, 0.0, emblem=emblem, emblem_mm=20.0)
    picture = draw_seal(design, dpi=100)
    share = sum(picture.alpha) / 255 / len(picture.alpha) * 45 * 45
    assert share == pytest.approx(3.14159 * (10**2 - 5**2), rel=0.01)


def test_an_emblem_takes_the_stars_place() -> None:
    emblem = emblem_of(svg('<path d="M50 0L100 100L0 100Z"/>'))
    assert isinstance(emblem, tuple)
    design = SealDesign(
        SealKind.UNIT, SealShape.ROUND, 45.0, 45.0, 1.2, arc_text="城南市人民政府", star=True, emblem=emblem
    )
    parts = compose(design)
    assert [part.role for part in parts] == [Role.BORDER, Role.ARC, Role.EMBLEM]
    bounds = parts[-1].whole.bounds
    assert bounds is not None
    assert ((bounds.x0 + bounds.x1) / 2, (bounds.y0 + bounds.y1) / 2) == pytest.approx((22.5, 22.5))
    assert least_white_mm(parts) > 0.3


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<path d="M0 0L10 10" stroke="red" fill="none"/>', "emblem strokes"),
        ('<text x="10" y="20">A</text>', "emblem text"),
        ('<image href="file:///etc/passwd" width="9" height="9"/>', "emblem pictures"),
        (
            '<clipPath id="c"><rect width="9" height="9"/></clipPath><rect width="9" height="9"/>',
            "emblem clips",
        ),
        ('<linearGradient id="g"/><rect width="9" height="9"/>', "emblem shades"),
        ("<style>.a{fill:#fff}</style><rect class='a' width='9' height='9'/>", "emblem style sheet"),
        ('<rect width="50" height="50"/><rect width="9" height="9" fill="white"/>', "emblem white over ink"),
        ("", "emblem empty"),
        ('<rect width="50" height="50" fill="white"/>', "emblem empty"),
        ('<path d="M0 0L10 10L20 20Z"/>' * 20_000, "too_large"),
    ],
)
def test_what_one_ink_cannot_show_is_refused_by_name(tmp_path: Path, body: str, reason: str) -> None:
    path = tmp_path / "emblem.svg"
    path.write_bytes(svg(body))
    with pytest.raises(SealDeskError) as caught:
        read_emblem(path)
    assert caught.value.code is ErrorCode.SEAL_EMBLEM_WRONG
    assert caught.value.facts == {"path": path, "reason": reason}


@pytest.mark.parametrize("content", [b"", b"<svg", b"%PDF-1.7", b"\0" * 100, b"<svg>" * 5000])
def test_nonsense_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "emblem.svg"
    path.write_bytes(content)
    with pytest.raises(SealDeskError):
        read_emblem(path)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(SealDeskError) as caught:
        read_emblem(tmp_path / "none.svg")
    assert caught.value.code is ErrorCode.DOCUMENT_NOT_FOUND
    with pytest.raises(SealDeskError) as caught:
        read_emblem(tmp_path)
    assert caught.value.code is ErrorCode.SEAL_EMBLEM_WRONG
