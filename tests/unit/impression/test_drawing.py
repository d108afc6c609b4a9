"""Seals as drawn: true size, even arcs, nothing touching, one colour under alpha."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.seal_design import MEASURES
from sealdesk.geometry import Rect
from sealdesk.impression import lettering
from sealdesk.impression.cells import _cell_boxes, lines_of
from sealdesk.impression.clearance import clearances, crowding, least_white_mm
from sealdesk.impression.drawing import compose, draw_seal, seal_pdf
from sealdesk.impression.lettering import Arc
from sealdesk.impression.outline import Outline
from sealdesk.impression.parts import Part, Role
from sealdesk.impression.typeface import seal_typeface
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_design import SealDesign
from sealdesk.policy.design_rules import DesignRule

NAMES = (
    "城南小学",
    "城南建设有限公司",
    "江海机械设备租赁有限公司",
    "北京市海淀区城南建设工程股份有限公司",
    "新疆维吾尔自治区巴音郭楞蒙古自治州和静县巴音布鲁克镇人民政府城乡建设管理办公室",
)


def round_seal(name: str, line: str = "", size_mm: float = 42.0, **more: object) -> SealDesign:
    border_mm = more.pop("border_mm", 1.2)
    return SealDesign(
        SealKind.UNIT, SealShape.ROUND, size_mm, size_mm, border_mm, arc_text=name, centre_text=line, **more
    )


def bounds_of(shape: Outline) -> Rect:
    assert shape.bounds is not None
    return shape.bounds


def part(design: SealDesign, role: Role) -> Part:
    return next(part for part in compose(design) if part.role is role)


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
        star_part = next(one for one in parts if one.role is Role.STAR)
        assert bounds_of(star_part.whole).y1 < min(bounds_of(one).y0 for one in across) + 0.01, (
            "line meets the star"
        )


def test_the_line_is_legible() -> None:
    for name in NAMES:
        line = part(round_seal(name, "合同专用章", star=True, size_mm=40), Role.LINE)
        assert bounds_of(line.whole).height > 2.5


def test_star_is_centred() -> None:
    star = bounds_of(part(round_seal("城南建设有限公司", star=True, star_mm=14.0), Role.STAR).whole)
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
    lines = lines_of("李明远印", inside, columns=True)
    assert lines == ("李明", "远印")
    right_to_left = [box for line in _cell_boxes(lines, inside, 0.0, columns=True) for box in line]
    assert [(box.x0, box.y0) for box in right_to_left] == [(5, 0), (5, 5), (0, 0), (0, 5)]
    left_to_right = [box for line in _cell_boxes(lines, inside, 0.0, columns=False) for box in line]
    assert [(box.x0, box.y0) for box in left_to_right] == [(0, 0), (5, 0), (0, 5), (5, 5)]


@pytest.mark.parametrize(
    ("text", "width", "height", "columns", "lines"),
    [
        ("李明远", 20, 10, False, ("李明远",)),
        ("王丽印", 20, 20, True, ("王", "丽印")),
        ("欧阳文轩之印", 20, 20, True, ("欧阳", "文轩", "之印")),
        ("城南建设有限公司财务专用章", 25, 25, True, ("城南建", "设有限", "公司财", "务专用章")),
        ("城南\n财务章", 25, 25, True, ("城南", "财务章")),
        ("", 20, 20, True, ()),
    ],
)
def test_a_text_is_divided_into_shapely_lines(text, width, height, columns, lines) -> None:
    assert lines_of(text, Rect(0, 0, width, height), columns=columns) == lines


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


def test_gaps_are_as_long_together_as_equal_ones_and_close_up_where_outlines_leave_white() -> None:
    row = lettering.row_of("国口国AVA国", seal_typeface())
    setting = lettering.fit(row, 100.0, 5.0)
    scale = 5.0 / row.face_height * setting.stretch
    gaps = lettering._gaps(row, setting, scale)
    assert sum(gaps) == pytest.approx(6 * setting.gap_mm)
    assert gaps[3] == pytest.approx(gaps[4])  # A before V, V before A
    assert gaps[3] < gaps[0] - 0.3  # between their bounds; what the eye sees is even
    middles = lettering._middles(row, setting)
    assert middles[-1] + row.letters[-1].width * scale / 2 == pytest.approx(setting.length_mm / 2)


def test_latin_letters_are_closed_up_by_their_outlines_not_their_bounds() -> None:
    """The white between A and V and between H and H differ by less than their bounds would make them."""

    def white(text: str) -> float:
        row = lettering.row_of(text, seal_typeface())
        setting = lettering.Setting(5.0, 1.0, 1.0, 0.0)
        scale = 5.0 / row.face_height
        between, _ = lettering._between_edges(*row.letters[1:3])
        assert between is not None
        return between * scale + lettering._gaps(row, setting, scale)[1]

    bounds_only = lettering.row_of("HAVH", seal_typeface())
    between, _ = lettering._between_edges(*bounds_only.letters[1:3])
    assert between is not None
    assert abs(white("HAVH") - white("HHHH")) < between * 5.0 / bounds_only.face_height


def test_letters_that_fit_into_one_another_keep_their_distance() -> None:
    row = lettering.row_of("HHHHHHHVAHHHH", seal_typeface())
    setting = lettering.Setting(5.0, 1.0, 0.2, 0.0)
    scale = 5.0 / row.face_height
    nearest = [lettering._between_edges(left, right)[1] * scale for left, right in pairwise(row.letters)]
    apart = [gap + near for gap, near in zip(lettering._gaps(row, setting, scale), nearest, strict=True)]
    assert min(apart) > 0.05


LATIN = "MERIDIAN AVIATION TAXATION WAVES LTD"
DESIGNS = {
    "double border": round_seal("城南建设有限公司", star=True, inner_border_mm=0.3),
    "two arcs": round_seal("新疆维吾尔自治区和静县", star=True, second_arc_text="巴音布鲁克镇人民政府"),
    "two scripts": round_seal("CHENGNAN TRADING (SHANGHAI) CO., LTD.", second_arc_text="城南贸易（上海）有限公司"),
    "minority script": round_seal("연변조선족자치주 교육국", star=True, second_arc_text="延边朝鲜族自治州教育局"),
    "along the bottom": round_seal("城南贸易（上海）有限公司", star=True, bottom_text="CHENGNAN TRADING"),
    "bottom and code": round_seal("城南贸易有限公司", star=True, bottom_text="Chengnan Trading", code="4201001234567"),
    "Latin": round_seal(LATIN, star=True),
    "forty characters": round_seal("城" * 40, "财务专用章", star=True),
    "four characters": round_seal("城南小学", "教务处", star=True),
    "number": SealDesign(
        SealKind.OTHER, SealShape.OVAL, 40, 30, 1, arc_text="江海国际机械设备租赁（上海）股份有限公司", arc_gap_mm=0.5,
        letter_mm=4.2, middle_text="91420100MA4K2X3Y7Z", middle_letter_mm=3.7, middle_width_mm=26,
        centre_text="发票专用章", centre_letter_mm=4.6, centre_width_mm=17, centre_top_mm=4.2,
    ),
    "square": SealDesign(SealKind.FINANCE, SealShape.RECTANGLE, 22, 22, 0.9, centre_text="城南建设有限公司财务专用章"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(DESIGNS))
def test_nothing_crowds_in_any_style(name: str) -> None:
    crowded = clearances(compose(DESIGNS[name]), 0.12)
    assert not crowded


def test_the_clearance_notices_what_collides() -> None:
    assert least_white_mm(compose(round_seal("城南小学", star=True, star_mm=39))) == 0.0
    low = clearances(compose(round_seal("城南小学", "教务处", star=True, centre_top_mm=3.0)), 0.12)
    assert {low[0].one[0], low[0].other[0]} == {Role.STAR, Role.LINE}
    assert [warning.rule for warning in crowding(round_seal("城南小学", star=True, star_mm=39))] == [
        DesignRule.CROWDED
    ]
    assert not crowding(round_seal("城南小学", star=True))
    within = round_seal("", "口", star=True, star_mm=30.0, centre_top_mm=-0.5, centre_letter_mm=1.0)
    assert least_white_mm(compose(within)) == 0.0  # on the star, far from its edges


def test_a_double_border_has_its_measures() -> None:
    ring = bounds_of(part(round_seal("城", inner_border_mm=0.3, border_gap_mm=0.7), Role.INNER_BORDER).whole)
    assert (ring.x0, ring.x1) == pytest.approx((1.9, 40.1))


def test_the_number_and_the_label_of_an_invoice_seal_have_their_measures() -> None:
    number = bounds_of(part(DESIGNS["number"], Role.MIDDLE).whole)
    label = bounds_of(part(DESIGNS["number"], Role.LINE).whole)
    assert number.width == pytest.approx(26.0, abs=0.01)
    assert number.height == pytest.approx(3.7, abs=0.15)
    assert label.width == pytest.approx(17.0, abs=0.01)
    assert label.y0 == pytest.approx(15 + 4.2, abs=0.3)  # the face's top; few characters fill it
    assert bounds_of(part(DESIGNS["number"], Role.ARC).whole).y0 == pytest.approx(1.5, abs=0.1)


def test_an_arc_turns() -> None:
    upright = part(round_seal("城南小学"), Role.ARC).pieces
    turned = part(round_seal("城南小学", arc_turn_deg=90.0), Role.ARC).pieces
    for one, other in zip(upright, turned, strict=True):
        (x, y), (tx, ty) = one.contours[0].start, other.contours[0].start
        assert (tx - 21, ty - 21) == pytest.approx((21 - y, x - 21), abs=0.02)


def test_a_negative_round_seal_is_its_ground_without_its_characters() -> None:
    positive = draw_seal(round_seal("城南小学", star=True, border_mm=0.0), dpi=150)
    negative = draw_seal(round_seal("城南小学", star=True, border_mm=0.0, negative=True), dpi=150)
    inked = sum(positive.alpha) + sum(negative.alpha)
    assert inked / 255 / len(negative.alpha) == pytest.approx(math.pi / 4, abs=0.003)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("width_mm", float("nan")),
        ("border_mm", 10.5),
        ("letter_mm", 0.0),
        ("arc_text", "城" * 61),
        ("emblem", ("M0",)),
    ],
)
def test_a_design_that_cannot_be_drawn_names_its_field(field: str, value: object) -> None:
    with pytest.raises(SealDeskError) as caught:
        compose(replace(round_seal("城南小学"), **{field: value}))
    assert caught.value.code is ErrorCode.SEAL_DESIGN_WRONG
    assert caught.value.facts["field"] == field


FULL = round_seal(
    "城南建设有限公司", "工程部", star=True, inner_border_mm=0.2, second_arc_text="财务", bottom_text="Ag",
    middle_text="42", code="4201001234567",
)  # fmt: skip


@pytest.mark.parametrize("limit", [0, 1])
@pytest.mark.parametrize("measure", list(MEASURES))
@pytest.mark.parametrize("shape", [SealShape.OVAL, SealShape.RECTANGLE])
def test_every_measure_draws_at_its_limits_or_is_refused_by_name(
    measure: str, limit: int, shape: SealShape
) -> None:
    design = replace(FULL, shape=shape, **{measure: MEASURES[measure][limit]})
    try:
        parts = compose(design)
    except SealDeskError as refusal:
        assert refusal.code is ErrorCode.SEAL_DESIGN_WRONG
        return
    for piece in (piece for part in parts for piece in part.pieces if piece.contours):
        assert all(math.isfinite(value) for point in points_of(piece) for value in point)
