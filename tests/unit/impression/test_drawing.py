"""Seals as drawn: true size, even arcs, nothing touching, one colour under alpha."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import pytest

from sealdesk.geometry import Rect
from sealdesk.impression import drawing, lettering
from sealdesk.impression.drawing import compose, draw_seal, seal_pdf
from sealdesk.impression.lettering import Arc
from sealdesk.impression.outline import Outline
from sealdesk.impression.typeface import seal_typeface
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_design import SealDesign

NAMES = (
    "城南小学",
    "城南建设有限公司",
    "江海机械设备租赁有限公司",
    "北京市海淀区城南建设工程股份有限公司",
    "新疆维吾尔自治区巴音郭楞蒙古自治州和静县巴音布鲁克镇人民政府城乡建设管理办公室",
)


def round_seal(name: str, line: str = "", size_mm: float = 42.0, **more: object) -> SealDesign:
    return SealDesign(
        SealKind.UNIT, SealShape.ROUND, size_mm, size_mm, 1.2, arc_text=name, centre_text=line, **more
    )


def bounds_of(shape: Outline) -> Rect:
    assert shape.bounds is not None
    return shape.bounds


def points_of(shape: Outline) -> list[tuple[float, float]]:
    return [point for contour in shape.contours for point in contour.extremes()]


@pytest.fixture
def letters(monkeypatch) -> list[Outline]:
    """Every letter that is set, as it is set."""
    seen: list[Outline] = []
    original = lettering._set_letter

    def noting(*args):
        seen.append(original(*args))
        return seen[-1]

    monkeypatch.setattr(lettering, "_set_letter", noting)
    return seen


def test_the_picture_has_its_true_size_at_600_dpi() -> None:
    picture = draw_seal(round_seal("城南建设有限公司", size_mm=40.0, star=True))
    assert (picture.width_px, picture.height_px) == (945, 945)
    assert (picture.width_mm, picture.height_mm) == (40.0, 40.0)
    assert len(picture.alpha) == 945 * 945
    # The border reaches all four edges, the corners are empty.
    rows = [picture.alpha[at : at + 945] for at in range(0, len(picture.alpha), 945)]
    middle = 945 // 2
    assert rows[1][middle] == rows[-2][middle] == rows[middle][1] == rows[middle][-2] == 255
    assert rows[0][0] == rows[-1][-1] == 0
    # Border of 1.2 mm: 28 px, and the gap behind it.
    across = rows[middle]
    assert next(at for at in range(2, 200) if across[at] == 0) == pytest.approx(1.2 / 25.4 * 600, abs=1.5)


def test_one_colour_under_the_alpha() -> None:
    picture = draw_seal(round_seal("城南建设有限公司", star=True), dpi=100)
    assert picture.rgb == bytes((0xE6, 0x00, 0x12)) * (picture.width_px * picture.height_px)
    assert {0, 255} < set(picture.alpha)
    assert len(set(picture.alpha)) > 50  # smooth edges


@pytest.mark.parametrize("name", NAMES)
def test_letters_on_the_arc_stand_evenly_and_never_touch(name: str, letters: list[Outline]) -> None:
    compose(round_seal(name, star=True))
    assert len(letters) == len(name)
    angles = []
    for letter in letters:
        turns = [math.atan2(x - 21, 21 - y) for x, y in points_of(letter)]
        if max(turns) - min(turns) > math.pi:  # a letter across the lowest point
            turns = [turn % (2 * math.pi) for turn in turns]
        angles.append((min(turns), max(turns)))
    gaps = [right[0] - left[1] for left, right in pairwise(angles)]
    assert min(gaps) > 0, "letters overlap in angle"
    # Feet are closer to the centre and so wider in angle than the row's middle: gaps seem to vary by the
    # letters' shapes, yet no gap may be a hole in the row.
    assert max(gaps) < 3.5 * sum(gaps) / len(gaps)
    # Mirror symmetry: as far from the top on the left as on the right.
    assert angles[0][0] == pytest.approx(-angles[-1][1], abs=math.radians(4))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("line", ["合同专用章", "研究生招生办公室", "工程部"])
@pytest.mark.parametrize("star", [True, False])
def test_nothing_collides(name: str, line: str, star: bool, letters: list[Outline]) -> None:
    parts = compose(round_seal(name, line, star=star, code="4201001234567"))
    clear = 20.8 - 1.2
    for letter in letters:
        assert all(math.hypot(x - 21, y - 21) < clear for x, y in points_of(letter)), "meets the border"
    arc, across = letters[13 : 13 + len(name)], letters[13 + len(name) :]
    assert len(across) == len(line)
    for one, other in combinations(across, 2):
        assert bounds_of(one).intersection(bounds_of(other)) is None
    for one in across:
        box = bounds_of(one)
        for other in (*arc, *letters[:13]):
            for x, y in points_of(other):
                assert not (box.x0 < x < box.x1 and box.y0 < y < box.y1), "line meets the ring"
    if star:
        assert bounds_of(parts[1]).y1 < min(bounds_of(one).y0 for one in across) + 0.01, "line meets the star"


def test_the_line_is_legible() -> None:
    for name in NAMES:
        parts = compose(round_seal(name, "合同专用章", star=True, size_mm=40))
        assert bounds_of(parts[-1]).height > 2.5


def test_star_is_centred() -> None:
    star = bounds_of(compose(round_seal("城南建设有限公司", star=True, star_mm=14.0))[1])
    assert (star.x0 + star.x1) / 2 == pytest.approx(21.0)
    assert star.width == pytest.approx(14.0)


@pytest.mark.parametrize("negative", [True, False])
def test_square_seal_of_four_characters(negative: bool) -> None:
    design = SealDesign(
        SealKind.LEGAL_REPRESENTATIVE,
        SealShape.RECTANGLE,
        20.0,
        20.0,
        0.8,
        centre_text="李明远印",
        negative=negative,
    )
    picture = draw_seal(design)
    share = sum(picture.alpha) / 255 / len(picture.alpha)
    assert (0.55 < share < 0.8) if negative else (0.3 < share < 0.55)
    assert (picture.width_px, picture.height_px) == (472, 472)


def test_four_characters_read_from_the_right_in_columns_or_from_the_left_in_rows() -> None:
    inside = Rect(0, 0, 10, 10)
    right_to_left = drawing._cell_boxes(4, inside, 0.0, columns=True)
    assert [(box.x0, box.y0) for box in right_to_left] == [(5, 0), (5, 5), (0, 0), (0, 5)]
    left_to_right = drawing._cell_boxes(4, inside, 0.0, columns=False)
    assert [(box.x0, box.y0) for box in left_to_right] == [(0, 0), (5, 0), (0, 5), (5, 5)]


def test_oval_seal_keeps_its_letters_apart(letters: list[Outline]) -> None:
    design = SealDesign(
        SealKind.UNIT, SealShape.OVAL, 45.0, 30.0, 1.0, arc_text="城南（上海）贸易有限公司", star=True
    )
    compose(design)
    for one, other in pairwise(letters):
        nearest = min(math.dist(a, b) for a in points_of(one) for b in points_of(other))
        assert nearest > 0.15
    for letter in letters:
        assert all(((x - 22.5) / 21.3) ** 2 + ((y - 15) / 13.8) ** 2 < 1 for x, y in points_of(letter))


def test_arc_measures_a_circle() -> None:
    arc = Arc(0, 0, 10, 10)
    assert arc.length_mm == pytest.approx(20 * math.pi, rel=1e-4)
    x, y, outward = arc.place(5 * math.pi)  # a quarter, clockwise
    assert (x, y) == pytest.approx((10, 0), abs=0.01)
    assert outward == pytest.approx(math.pi / 2, abs=1e-3)


def test_vector_and_picture_agree() -> None:
    """The vector page rendered at 300 dpi has its ink where the picture has it, within 0.1 mm."""
    import pymupdf

    design = round_seal("城南建设有限公司", "工程部", star=True)
    picture = draw_seal(design, dpi=300)
    with pymupdf.Document(stream=seal_pdf(design), filetype="pdf") as document:
        page = document[0]
        assert (page.rect.width / 72 * 25.4, page.rect.height / 72 * 25.4) == pytest.approx(
            (42, 42), abs=0.01
        )
        pixmap = page.get_pixmap(dpi=300, alpha=True)
    vector = bytes(pixmap.samples_mv[3::4])
    assert centre(vector, pixmap.width, 25.4 / 300) == pytest.approx(
        centre(picture.alpha, picture.width_px, 42 / picture.width_px), abs=0.1
    )


def centre(alpha: bytes, width: int, mm_per_px: float) -> tuple[float, float]:
    total = sum(alpha)
    x = sum((at % width) * value for at, value in enumerate(alpha) if value)
    y = sum((at // width) * value for at, value in enumerate(alpha) if value)
    return x / total * mm_per_px, y / total * mm_per_px


def test_letters_are_set_from_their_real_outlines() -> None:
    """Equal gaps between inks, whatever the characters' own boxes: a narrow 口 stands no further apart."""
    row = lettering.row_of("国口国Il国", seal_typeface())
    setting = lettering.fit(row, 100.0, 5.0)
    scale = 5.0 / row.face_height * setting.stretch
    middles = lettering._middles(row, setting)
    gaps = [
        (right - row.letters[at + 1].width * scale / 2) - (left + row.letters[at].width * scale / 2)
        for at, (left, right) in enumerate(pairwise(middles))
    ]
    assert gaps == pytest.approx([setting.gap_mm] * len(gaps))
