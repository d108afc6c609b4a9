"""The seal's place on pages of known lines, and every rule that can be broken."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from sealdesk.geometry import Rect, TurnedBox
from sealdesk.model.page_text import PageLines, TextLine
from sealdesk.policy.official_layout import RuleKind, findings, proposed, rule_lines
from sealdesk.policy.official_page import Turn, type_area
from sealdesk.policy.official_reading import OfficialLayout, is_of, read_official
from sealdesk.policy.place_findings import PlaceCode

EM = 156 / 28
LINE = 225 / 22
SEAL = 42.0


def line(text: str, x: float, y: float) -> TextLine:
    """A line of full characters from `x`, its squares from `y` down."""
    boxes = tuple(Rect(x + i * EM, y, x + (i + 1) * EM, y + EM) for i in range(len(text)))
    return TextLine(text, boxes, EM)


def page(*lines: TextLine, number: int = 1, scanned: bool = False) -> PageLines:
    return PageLines(number, 210.0, 297.0, lines, scanned)


BODY = [line("字" * 28, 28, 40 + i * LINE) for i in range(4)]
END = BODY[-1].bounds_mm.y1
DATE = "二〇二六年十一月二十四日"
RIGHT = 184 - 4 * EM


def signed(below: float = 3 * LINE, indent: float = 0.0, name: str = "城南建设有限公司") -> list[TextLine]:
    x = RIGHT - len(DATE) * EM + indent
    y = END + below
    middle = x + len(DATE) * EM / 2
    return [line(name, middle - len(name) * EM / 2, y), line(DATE, x, y + LINE)]


def layout_of(*lines: TextLine) -> OfficialLayout:
    layout = read_official([page(*lines)])
    assert isinstance(layout, OfficialLayout)
    return layout


PROPER = [*BODY, *signed()]


def codes(layout: OfficialLayout, *seals: TurnedBox) -> set[PlaceCode]:
    return {finding.code for finding in findings(layout, seals)}


def seal_of(layout: OfficialLayout) -> TurnedBox:
    return proposed(layout, SEAL, SEAL)[-1].box


def test_the_seal_lies_over_issuer_and_date_with_its_edge_on_the_date() -> None:
    layout = layout_of(*PROPER)
    box = seal_of(layout).bounds_mm
    date = PROPER[-1].bounds_mm
    assert (box.x0 + box.x1) / 2 == pytest.approx((date.x0 + date.x1) / 2)
    assert date.y0 < box.y1 <= date.y1 + 1e-6
    assert END < box.y0 < END + LINE
    assert codes(layout, seal_of(layout)) == set()


def test_a_seal_with_text_below_lies_with_its_middle_on_the_date() -> None:
    layout = layout_of(*BODY, *signed(below=5 * LINE))
    (place,) = proposed(layout, SEAL, SEAL, text_below=True)
    date = layout.date
    assert date.y0 <= place.centre_y_mm <= date.y1
    assert proposed(layout, SEAL, SEAL)[0].centre_y_mm < place.centre_y_mm - SEAL / 3


def test_little_room_moves_the_seal_down_off_the_text() -> None:
    box = seal_of(layout_of(*BODY, *signed(below=LINE))).bounds_mm
    assert box.y0 == pytest.approx(END + 2.0)


def test_a_little_too_low_moves_it_up_within_a_line() -> None:
    layout = layout_of(*BODY, *signed(below=3 * LINE))
    box = proposed(layout, 36.0, 36.0)[0].box.bounds_mm
    assert box.y0 == pytest.approx(END + LINE)
    assert box.y1 < layout.date.y1 - 0.1
    assert PlaceCode.TOP_FAR_FROM_TEXT not in codes(layout, proposed(layout, 36.0, 36.0)[0].box)


def moved(layout: OfficialLayout, dx: float = 0.0, dy: float = 0.0, turned: float = 0.0) -> TurnedBox:
    box = seal_of(layout)
    return replace(box, centre_x_mm=box.centre_x_mm + dx, centre_y_mm=box.centre_y_mm + dy, turned_deg=turned)


@pytest.mark.parametrize(
    ("dx", "dy", "turned", "expected"),
    [
        (-70, 0, 0, {PlaceCode.NOT_OVER_ISSUER, PlaceCode.NOT_OVER_DATE}),
        (0, -16, 0, {PlaceCode.NOT_OVER_DATE, PlaceCode.OVER_TEXT}),
        (0, 36, 0, {PlaceCode.NOT_OVER_ISSUER, PlaceCode.TOP_FAR_FROM_TEXT}),
        (0, 0, 3, {PlaceCode.TURNED}),
        (0, 0, -0.5, set()),
        (45, 0, 0, {PlaceCode.OUTSIDE_TYPE_AREA}),
    ],
)
def test_rules_that_a_moved_seal_breaks(
    dx: float, dy: float, turned: float, expected: set[PlaceCode]
) -> None:
    layout = layout_of(*PROPER)
    found = codes(layout, moved(layout, dx, dy, turned))
    assert expected <= found
    assert found <= expected | {PlaceCode.NOT_OVER_DATE, PlaceCode.NOT_OVER_ISSUER}
    if not expected:
        assert not found


def test_a_second_seal_keeps_its_distance() -> None:
    layout = layout_of(*PROPER)
    own = seal_of(layout)
    assert PlaceCode.TOUCHING in codes(layout, own, moved(layout, -SEAL + 1))
    assert PlaceCode.TOO_FAR_APART in codes(layout, own, moved(layout, -SEAL - 5))
    beside = codes(layout, own, moved(layout, -SEAL - 2))
    assert not {PlaceCode.TOUCHING, PlaceCode.TOO_FAR_APART} & beside
    small = [TurnedBox(40 + 22.0 * i, own.centre_y_mm, 20, 20) for i in range(4)]
    assert PlaceCode.TOO_MANY_IN_A_ROW in codes(layout, *small)


def test_the_documents_own_faults() -> None:
    assert codes(layout_of(*BODY, *signed(indent=-3 * EM))) == {PlaceCode.DATE_INDENT}
    alone = layout_of(*signed())
    assert PlaceCode.BLANK_PAGE in codes(alone)
    nameless = layout_of(*BODY, signed()[1])
    assert PlaceCode.OFFICIAL_NO_ISSUER in codes(nameless)
    assert len(proposed(nameless, SEAL, SEAL)) == 1


def test_seals_of_a_joint_document_stand_in_rows() -> None:
    y = END + 3 * LINE
    names = [
        line(name, x, y) for name, x in (("江城市公安局", 30), ("江城市财政局", 75), ("江城市教育局", 118))
    ]
    layout = layout_of(*BODY, *names, line("二〇二六年十月四日", 110, y + LINE))
    places = proposed(layout, SEAL, SEAL)
    assert len(places) == 3
    boxes = [place.box.bounds_mm for place in places]
    assert len({round(box.y0, 6) for box in boxes}) == 1
    for left, right in pairwise(boxes):
        assert 1.0 - 1e-9 <= right.x0 - left.x1 <= 3.0 + 1e-9
    assert all(layout.type_area.contains(box, 0.01) for box in boxes)
    # One of the first alone is no fault of the date's.
    assert PlaceCode.NOT_OVER_DATE not in codes(layout, places[0].box)


def test_a_seal_near_the_foot_stays_in_the_type_area() -> None:
    body = [line("字" * 28, 28, 40 + i * LINE) for i in range(19)]
    y = body[-1].bounds_mm.y1 + 0.3 * LINE
    x = RIGHT - len(DATE) * EM
    layout = layout_of(*body, line("城南建设有限公司", x, y), line(DATE, x, y + 0.9 * LINE))
    box = seal_of(layout)
    assert box.bounds_mm.y1 <= 262.0 + 1e-6
    assert PlaceCode.OVER_TEXT in codes(layout, box)


def test_rule_lines_show_what_is_measured() -> None:
    layout = layout_of(*PROPER)
    lines = rule_lines(layout)
    (indent,) = [one for one in lines if one.kind is RuleKind.DATE_INDENT]
    assert indent.x0 == indent.x1 == pytest.approx(RIGHT)
    (top,) = [one for one in lines if one.kind is RuleKind.TOP_LIMIT]
    assert top.y0 == top.y1 == pytest.approx(END + LINE)
    assert sum(one.kind is RuleKind.TYPE_AREA for one in lines) == 4


@pytest.mark.parametrize("turned", [0.0, 90.0, 180.0, 270.0])
def test_turning_a_page_and_back(turned: float) -> None:
    turn = Turn(210, 297, turned)
    box = Rect(10, 20, 60, 50)
    back = turn.shown(turn.canonical(box))
    assert (back.x0, back.y0, back.x1, back.y1) == pytest.approx((10, 20, 60, 50))
    width, height = turn.size_mm
    assert Rect(0, 0, width, height).contains(turn.canonical(box))


def test_the_type_area_is_the_standards() -> None:
    assert type_area(210, 297) == Rect(28, 37, 184, 262)
    lying = type_area(297, 210)
    assert (lying.width, lying.height) == (225, 156)


def test_dates_of_the_body_of_printing_and_of_attachments_do_not_count() -> None:
    first = page(*BODY, *signed(), line("抄送：董事会", 30, 230), line("二〇二六年十一月三十日", 110, 250))
    second = page(
        line("附件", 28, 40), *BODY[1:], line("江城市公安局", 120, 150), line(DATE, 110, 160), number=2
    )
    layout = read_official([first, second])
    assert isinstance(layout, OfficialLayout)
    assert (layout.page, layout.date_text) == (1, DATE)


def test_the_holders_own_document_is_meant() -> None:
    other = page(*BODY, *signed(name="江城市公安局"), number=2)
    pages = [page(*PROPER), other]
    last, own = read_official(pages), read_official(pages, "城南建设有限公司")
    assert isinstance(last, OfficialLayout)
    assert isinstance(own, OfficialLayout)
    assert (last.page, own.page) == (2, 1)
    assert is_of("城南建设有限公司办公室", "城南建设有限公司")
    assert not is_of("江城市公安局", "城南建设有限公司")
    assert not is_of("江城市公安局", "")


def test_a_long_name_over_two_lines_is_one_issuer() -> None:
    x, y = RIGHT - len(DATE) * EM, END + 3 * LINE
    layout = layout_of(
        *BODY,
        line("江城市城南新区建设工程", x, y),
        line("质量安全监督站", x + 2 * EM, y + LINE),
        line(DATE, x, y + 2 * LINE),
    )
    assert [one.name for one in layout.issuers] == ["江城市城南新区建设工程质量安全监督站"]


def test_why_there_is_no_place() -> None:
    assert read_official([page(scanned=True)]) is PlaceCode.OFFICIAL_SCANNED
    assert read_official([page()]) is PlaceCode.OFFICIAL_NO_TEXT
    assert read_official([page(*BODY)]) is PlaceCode.OFFICIAL_NO_DATE
    assert read_official([]) is PlaceCode.OFFICIAL_NO_TEXT


FURTHER = [line("城南建设有限公司", 110, 200), line("2026年12月31日", 110, 200 + LINE)]


@pytest.mark.parametrize(
    "head",
    [
        [line("附件1", 28, 30)],
        [line("附件", 100, 30)],
        [line("城南建设有限公司文件", 28, 20), line("附表2", 28, 32)],
    ],
)
def test_an_attachments_date_is_not_the_documents(head: list[TextLine]) -> None:
    read = read_official([page(*PROPER), page(*head, line("字" * 28, 28, 60), *FURTHER, number=2)])
    assert isinstance(read, OfficialLayout)
    assert (read.page, read.date_text, read.also_on) == (1, DATE, ())


def test_an_attachment_may_begin_below_the_signature() -> None:
    below = [line("附件：申请表", 28, 170), line("字" * 20, 28, 180), *FURTHER]
    read = layout_of(*PROPER, *below)
    assert (read.date_text, read.also_on) == (DATE, ())


def test_office_and_date_at_both_ends_of_a_line_below_are_the_imprint() -> None:
    last = line("城南建设有限公司办公室", 28, 260)
    date = line("2026年11月25日", 130, 260)
    read = layout_of(*PROPER, replace(last, text=last.text + date.text, boxes=last.boxes + date.boxes))
    assert (read.date_text, read.also_on) == (DATE, ())


def test_several_places_with_issuer_and_date_are_told() -> None:
    read = layout_of(*PROPER, line("（原函如下）", 28, 170), *FURTHER)
    assert read.also_on == (1,)
