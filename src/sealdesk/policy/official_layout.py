"""Where the seal goes on an official document, and what the rules say about a place: GB/T 9704-2012 §7.3.5.

骑年盖月: upright, centred over issuer and date, the seal's lower arc over year and month; a seal with text along its
lower arc is set with its middle on the date instead, so that both stay readable. The top of the seal lies within one
line of the body text, and not on it. Pure functions; boxes in canonical millimetres (`official_page.Turn`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from sealdesk.geometry import Rect, TurnedBox
from sealdesk.model.placement import Placement
from sealdesk.policy.official_reading import Issuer, OfficialLayout
from sealdesk.policy.place_findings import PlaceCode, PlaceFinding

TEXT_GAP_MM = 2.0
"""Between the body text and the seal's top where the room allows: the least that printers leave."""
LEAST_GAP_MM, MOST_GAP_MM = 1.0, 3.0
"""Between seals in a row: not touching, at most 3 mm apart."""
MOST_IN_A_ROW = 3
DATE_INDENT_EMS = 4.0

_TOLERANCE_MM = 0.5
_INDENT_WITHIN_EMS = 0.75
_COVERS = 0.25
"""A seal lies over a line if it covers so much of it, or of the seal's own width of it."""
_UPRIGHT_WITHIN_DEG = 1.0


class RuleKind(StrEnum):
    """Lines that show a rule on the page."""

    TYPE_AREA = "type_area"
    DATE_INDENT = "date_indent"
    TOP_LIMIT = "top_limit"


@dataclass(frozen=True)
class RuleLine:
    """A line to be drawn, in mm on the page as shown."""

    kind: RuleKind
    x0: float
    y0: float
    x1: float
    y1: float


def proposed(
    layout: OfficialLayout, width_mm: float, height_mm: float, *, text_below: bool = False
) -> tuple[Placement, ...]:
    """One place for each issuer, in their order; one over the date alone where no issuer was found.

    Args:
        width_mm, height_mm: The seals' size.
        text_below: The seal has text along its lower arc.
    """
    turn = layout.turn
    across, down = (height_mm, width_mm) if turn.columns else (width_mm, height_mm)
    rows = layout.rows or ((),)
    middles = _row_middles(layout, rows, down, text_below=text_below)
    placements = []
    for index, (row, y) in enumerate(zip(rows, middles, strict=True)):
        last = index == len(rows) - 1
        for x in _in_a_row(_wanted_x(layout, row, last=last), across, layout.type_area):
            shown = turn.shown(Rect(x, y, x, y))
            placements.append(Placement(layout.page, shown.x0, shown.y0, width_mm, height_mm, turn.seal_deg))
    return tuple(placements)


def _wanted_x(layout: OfficialLayout, row: Sequence[Issuer], *, last: bool) -> list[float]:
    """Centres over the issuers of a row; the last of all over issuer and date."""
    date = (layout.date.x0 + layout.date.x1) / 2
    centres = [(one.box.x0 + one.box.x1) / 2 for one in row]
    if not centres:
        return [date]
    if last:
        centres[-1] = (centres[-1] + date) / 2
    return centres


def _in_a_row(centres: list[float], width: float, area: Rect) -> list[float]:
    """Centres of seals of one row: where they are wanted if that keeps the distances, else as near as may be."""
    count = len(centres)
    steps = [right - left for left, right in pairwise(centres)]
    if any(not width + LEAST_GAP_MM <= step <= width + MOST_GAP_MM for step in steps):
        step = min(max(sum(steps) / len(steps), width + LEAST_GAP_MM), width + MOST_GAP_MM)
        middle = sum(centres) / count
        centres = [middle + (index - (count - 1) / 2) * step for index in range(count)]
    over_left = max(0.0, area.x0 + width / 2 - centres[0])
    over_right = max(0.0, centres[-1] - (area.x1 - width / 2))
    shift = over_left - over_right if not (over_left and over_right) else 0.0
    return [centre + shift for centre in centres]


def _row_middles(
    layout: OfficialLayout, rows: Sequence[Sequence[Issuer]], height: float, *, text_below: bool
) -> list[float]:
    """From the last row, which lies over the date, upwards; all seals lie alike over their issuers."""
    date = layout.date
    bottom = (date.y0 + date.y1 + height) / 2 if text_below else date.y1
    tops = [bottom - height + _row_y(row) - _row_y(rows[-1]) for row in rows]
    if layout.text_end_mm is not None:
        # Little room below the text: the seal goes down until it lies on none of it. A little too much: it goes up
        # towards the text, as long as its edge lies on the date.
        highest, lowest = layout.text_end_mm + TEXT_GAP_MM, layout.text_end_mm + layout.pitch_mm
        tops[0] = max(highest, min(tops[0], max(lowest, tops[0] - (date.y1 - date.y0) / 2)))
    tops[-1] = min(tops[-1], layout.type_area.y1 - height)
    for index in range(len(tops) - 2, -1, -1):
        tops[index] = min(tops[index], tops[index + 1] - height - LEAST_GAP_MM)
    return [top + height / 2 for top in tops]


def _row_y(row: Sequence[Issuer]) -> float:
    return (row[0].box.y0 + row[0].box.y1) / 2 if row else 0.0


def rule_lines(layout: OfficialLayout) -> tuple[RuleLine, ...]:
    """The type area, where the date ends four characters from the right, and how low the seal's top may lie."""
    area, date, turn = layout.type_area, layout.date, layout.turn
    drawn = [
        (RuleKind.TYPE_AREA, Rect(area.x0, area.y0, area.x1, area.y0)),
        (RuleKind.TYPE_AREA, Rect(area.x1, area.y0, area.x1, area.y1)),
        (RuleKind.TYPE_AREA, Rect(area.x0, area.y1, area.x1, area.y1)),
        (RuleKind.TYPE_AREA, Rect(area.x0, area.y0, area.x0, area.y1)),
    ]
    indent = _date_end_mm(layout)
    reach = 1.5 * layout.em_mm
    drawn.append((RuleKind.DATE_INDENT, Rect(indent, date.y0 - reach, indent, date.y1 + reach)))
    if layout.text_end_mm is not None:
        limit = layout.text_end_mm + layout.pitch_mm
        drawn.append((RuleKind.TOP_LIMIT, Rect(area.x0, limit, area.x1, limit)))
    lines = []
    for kind, box in drawn:
        shown = turn.shown(box)
        lines.append(RuleLine(kind, shown.x0, shown.y0, shown.x1, shown.y1))
    return tuple(lines)


def _date_end_mm(layout: OfficialLayout) -> float:
    return layout.right_mm - DATE_INDENT_EMS * layout.em_mm


def findings(layout: OfficialLayout, seals: Sequence[TurnedBox]) -> tuple[PlaceFinding, ...]:
    """Which rules these seals on the layout's page do not keep; seals in mm as shown."""
    found = _of_document(layout)
    boxes = [layout.turn.canonical(seal.bounds_mm) for seal in seals]
    if not boxes:
        return tuple(found)
    found += _about_text(layout, boxes)
    if any(not layout.type_area.contains(box, _TOLERANCE_MM) for box in boxes):
        found.append(_finding(layout, PlaceCode.OUTSIDE_TYPE_AREA))
    if any(_tilt(seal.turned_deg - layout.turn.seal_deg) > _UPRIGHT_WITHIN_DEG for seal in seals):
        found.append(_finding(layout, PlaceCode.TURNED))
    return tuple(found + _between(layout, boxes))


def _of_document(layout: OfficialLayout) -> list[PlaceFinding]:
    """What is to be said of the document itself."""
    found = []
    if not layout.issuers:
        found.append(_finding(layout, PlaceCode.OFFICIAL_NO_ISSUER))
    if layout.text_end_mm is None:
        found.append(_finding(layout, PlaceCode.BLANK_PAGE))
    indent = (layout.right_mm - layout.date.x1) / layout.em_mm
    if not layout.beside and abs(indent - DATE_INDENT_EMS) > _INDENT_WITHIN_EMS:
        found.append(_finding(layout, PlaceCode.DATE_INDENT, characters=round(indent, 1)))
    return found


def _about_text(layout: OfficialLayout, boxes: list[Rect]) -> list[PlaceFinding]:
    found = []
    if layout.issuers and any(not _covers_any(box, layout.issuers) for box in boxes):
        found.append(_finding(layout, PlaceCode.NOT_OVER_ISSUER))
    # Of a joint document's seals the last alone lies over the date, the first row alone near the text.
    last = [box for box in boxes if not _covers_any(box, layout.issuers[:-1])]
    if last and not any(_lies_over(box, layout.year_month) for box in last):
        found.append(_finding(layout, PlaceCode.NOT_OVER_DATE))
    later = [one for row in layout.rows[1:] for one in row]
    highest = [box for box in boxes if not _covers_any(box, later)]
    if layout.text_end_mm is not None and highest:
        gap = min(box.y0 for box in highest) - layout.text_end_mm
        if gap > layout.pitch_mm + _TOLERANCE_MM:
            lines = round(gap / layout.pitch_mm, 1)
            found.append(_finding(layout, PlaceCode.TOP_FAR_FROM_TEXT, lines=lines))
        if gap < -_TOLERANCE_MM:
            found.append(_finding(layout, PlaceCode.OVER_TEXT))
    return found


def _covers_any(seal: Rect, issuers: Sequence[Issuer]) -> bool:
    return any(_lies_over(seal, issuer.box) for issuer in issuers)


def _lies_over(seal: Rect, line: Rect) -> bool:
    common = seal.intersection(line)
    if common is None:
        return False
    possible = min(line.width, seal.width) * min(line.height, seal.height)
    return common.width * common.height >= _COVERS * possible


def _between(layout: OfficialLayout, boxes: list[Rect]) -> list[PlaceFinding]:
    """Distances of seals to one another."""
    found: dict[PlaceCode, PlaceFinding] = {}
    for row in _rows_of(boxes):
        if len(row) > MOST_IN_A_ROW:
            found[PlaceCode.TOO_MANY_IN_A_ROW] = _finding(layout, PlaceCode.TOO_MANY_IN_A_ROW, count=len(row))
        for left, right in pairwise(row):
            gap = right.x0 - left.x1
            if gap > MOST_GAP_MM + 0.05:
                found[PlaceCode.TOO_FAR_APART] = _finding(
                    layout, PlaceCode.TOO_FAR_APART, gap_mm=round(gap, 1)
                )
    if any(_touch(one, other) for i, one in enumerate(boxes) for other in boxes[i + 1 :]):
        found[PlaceCode.TOUCHING] = _finding(layout, PlaceCode.TOUCHING)
    return list(found.values())


def _rows_of(boxes: list[Rect]) -> list[list[Rect]]:
    rows: list[list[Rect]] = []
    for box in sorted(boxes, key=lambda box: box.y0 + box.y1):
        if rows and abs(rows[-1][0].y0 + rows[-1][0].y1 - box.y0 - box.y1) < box.height:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda box: box.x0) for row in rows]


def _touch(one: Rect, other: Rect) -> bool:
    """Whether two round seals meet; of rectangular ones it is nearly the same where they stand in a row."""
    dx = (one.x0 + one.x1 - other.x0 - other.x1) / (one.width + other.width)
    dy = (one.y0 + one.y1 - other.y0 - other.y1) / (one.height + other.height)
    return dx * dx + dy * dy <= 1.0


def _tilt(degrees: float) -> float:
    return abs((degrees + 180.0) % 360.0 - 180.0)


def _finding(layout: OfficialLayout, code: PlaceCode, **facts: str | float | int) -> PlaceFinding:
    return PlaceFinding(code, layout.page, facts)
