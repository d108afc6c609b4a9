"""Finding issuer (发文机关署名) and date (成文日期) in the text of an official document.

The last line of a date that stands under (or beside) an issuer counts: not dates in sentences, not the date of
printing in the imprint (版记), not those of attachments (附件) that follow, on pages of their own or below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sealdesk.geometry import Rect
from sealdesk.model.page_text import PageLines, around
from sealdesk.policy.official_dates import (
    beside_date,
    find_date,
    is_attachment_head,
    is_bare_attachment_head,
    is_imprint,
    is_issuer,
    issuer_name,
)
from sealdesk.policy.official_page import Part, Row, Turn, TurnedPage, turned_pages
from sealdesk.policy.place_findings import PlaceCode

_FARTHEST_LINES = 3.3
"""How many lines an issuer may stand above its date."""
_NEXT_LINE = 1.6
_MOST_ROWS = 6
_NAMES_APART_EMS = 1.75
_DIGITS = "年月日"
_HEAD_ROWS = 3


@dataclass(frozen=True)
class Issuer:
    """An issuer's name and where it stands (canonical)."""

    name: str
    box: Rect
    row: int


@dataclass(frozen=True)
class OfficialLayout:
    """Issuers and date of a document, and what the rules measure from; boxes are canonical (`Turn`).

    Attributes:
        issuers: Row by row (`Issuer.row`, from 0), each row from the left; empty where none was found.
        date_text, date: The date as it stands there.
        year_month: Its year and month alone.
        beside: Issuer and date share one line.
        em_mm: Size of the date's characters.
        pitch_mm: From one line of the text to the next.
        text_end_mm: Where the body text (or the note on attachments) above ends; None on a page without.
        right_mm: Where full lines end.
        also_on: Pages of further places that could be meant as well; empty where there is but this one.
    """

    page: int
    turn: Turn
    type_area: Rect
    issuers: tuple[Issuer, ...]
    date_text: str
    date: Rect
    year_month: Rect
    beside: bool
    em_mm: float
    pitch_mm: float
    text_end_mm: float | None
    right_mm: float
    also_on: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[tuple[Issuer, ...], ...]:
        """Issuers by row."""
        count = 1 + max((issuer.row for issuer in self.issuers), default=-1)
        return tuple(tuple(one for one in self.issuers if one.row == row) for row in range(count))


def read_official(pages: Sequence[PageLines], holder: str = "") -> OfficialLayout | PlaceCode:
    """Issuer and date, or why there are none.

    Args:
        pages: In order.
        holder: Whose seal it is: where several documents follow one another, its own is meant.
    """
    candidates: list[OfficialLayout] = []
    attached: list[OfficialLayout] = []
    in_attachments = False
    for index, page in enumerate(pages):
        turned = turned_pages(page)
        in_attachments = in_attachments or (index > 0 and _begins_attachment(turned))
        for one in turned:
            layouts = _layouts(one)
            head = None if in_attachments else _attachment_behind(one, layouts)
            signed = 0 if in_attachments else _before(layouts, head)
            candidates += layouts[:signed]
            attached += layouts[signed:]
            in_attachments = in_attachments or head is not None
    chosen = _best(candidates, holder) or _best(attached, holder)
    return chosen or _why_none(pages)


def _best(candidates: list[OfficialLayout], holder: str) -> OfficialLayout | None:
    issued = [layout for layout in candidates if layout.issuers]
    own = [layout for layout in issued if any(is_of(issuer.name, holder) for issuer in layout.issuers)]
    for chosen in (own, issued, candidates):
        if chosen:
            others = chosen[:-1] if chosen is not candidates else []
            return replace(chosen[-1], also_on=tuple(one.page for one in others))
    return None


def is_of(name: str, holder: str) -> bool:
    """Whether an issuer is the holder of a seal, or a part of it: `城南建设有限公司办公室` of `城南建设有限公司`."""
    whole = "".join(holder.split())
    return bool(whole) and (name.startswith(whole) or (len(name) >= 4 and whole.endswith(name)))


def _why_none(pages: Sequence[PageLines]) -> PlaceCode:
    if any(page.scanned for page in pages):
        return PlaceCode.OFFICIAL_SCANNED
    if not any(page.lines for page in pages):
        return PlaceCode.OFFICIAL_NO_TEXT
    return PlaceCode.OFFICIAL_NO_DATE


def _begins_attachment(turned: tuple[TurnedPage, ...]) -> bool:
    """A page whose first line is 附件, at the left edge of the type area; 附件1 alone also behind a running head, or in
    the middle."""
    if not turned or not turned[0].rows:
        return False
    page = turned[0]
    if _flush(page, page.rows[0]) and is_attachment_head(page.rows[0].text):
        return True
    return any(is_bare_attachment_head(row.text) for row in page.rows[:_HEAD_ROWS])


def _flush(page: TurnedPage, row: Row) -> bool:
    left = min(one.bounds.x0 for one in page.rows)
    return row.bounds.x0 - min(left, page.type_area.x0) <= 1.2 * row.em_mm


def _attachment_behind(page: TurnedPage, layouts: Sequence[OfficialLayout]) -> float | None:
    """How far down an attachment begins below the document's own issuer and date, on the same page."""
    signed = next((one for one in layouts if one.issuers), None)
    if signed is None:
        return None
    return next(
        (
            row.bounds.y0
            for row in page.rows
            if row.bounds.y0 > signed.date.y1 and is_attachment_head(row.text)
        ),
        None,
    )


def _before(layouts: Sequence[OfficialLayout], head_mm: float | None) -> int:
    """How many of the page's layouts stand above the attachment's head."""
    return sum(1 for one in layouts if head_mm is None or one.date.y0 < head_mm)


def _layouts(page: TurnedPage) -> list[OfficialLayout]:
    """Every date of this page that could be the document's."""
    rows = _before_imprint(page.rows)
    found: list[OfficialLayout] = []
    for index, row in enumerate(rows):
        span = find_date(row.text)
        if span is not None:
            layout = _layout(page, rows, index, span)
            if layout is not None and not (found and _is_imprint_line(page, layout)):
                found.append(layout)
    return found


def _is_imprint_line(page: TurnedPage, layout: OfficialLayout) -> bool:
    """Below a signature, office and date at both ends of one line: the imprint, also without 抄送 and 印发."""
    left = layout.issuers[0].box.x0 - page.type_area.x0 if layout.beside else layout.em_mm * 3
    return left <= 1.5 * layout.em_mm


def _before_imprint(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    for index, row in enumerate(rows):
        if is_imprint(row.text):
            return rows[:index]
    return rows


def _layout(
    page: TurnedPage, rows: tuple[Row, ...], index: int, span: tuple[int, int]
) -> OfficialLayout | None:
    row = rows[index]
    boxes = row.boxes[span[0] : span[1]]
    date, text = around(boxes), row.text[span[0] : span[1]]
    em = row.em_mm
    beside = beside_date(row.text, span[0])
    if beside:
        name = issuer_name(row.text[: span[0]])
        first, issuers = index, [Issuer(name, around(row.boxes[: span[0]]), 0)]
    else:
        pitch = page.pitch_mm(em)
        first, issuers = _issuers(page, rows, index, date, pitch)
    if not issuers and not _could_stand_alone(page, rows, index, date):
        return None
    month = text.find("月")
    above = rows[:first]
    return OfficialLayout(
        page=page.page,
        turn=page.turn,
        type_area=page.type_area,
        issuers=tuple(issuers),
        date_text=text,
        date=date,
        year_month=around(boxes[: month + 1]) if month >= 0 else date,
        beside=beside,
        em_mm=em,
        pitch_mm=page.pitch_mm(em),
        text_end_mm=max(one.bounds.y1 for one in above) if above else None,
        right_mm=page.right_edge_mm(),
    )


def _could_stand_alone(page: TurnedPage, rows: tuple[Row, ...], index: int, date: Rect) -> bool:
    """A date without an issuer in words (it may be drawn): the last line, in the right half."""
    middle = (page.type_area.x0 + page.type_area.x1) / 2
    return index == len(rows) - 1 and (date.x0 + date.x1) / 2 > middle


def _issuers(
    page: TurnedPage, rows: tuple[Row, ...], date_index: int, date: Rect, pitch_mm: float
) -> tuple[int, list[Issuer]]:
    """The issuers above the date, and the index of the first of their rows."""
    taken: list[list[Issuer]] = []
    first = date_index
    below, reach = (date.y0 + date.y1) / 2, _FARTHEST_LINES * pitch_mm
    for index in range(date_index - 1, max(-1, date_index - 1 - _MOST_ROWS), -1):
        row = rows[index]
        names = _names(row)
        if below - row.middle > reach or not names or not _fits(page, row, names, date, bool(taken)):
            break
        taken.append(names)
        first, below, reach = index, row.middle, _NEXT_LINE * max(pitch_mm, 1.5 * row.em_mm)
        if _seal_rows(taken):
            reach = _ROWS_APART_MM
    taken.reverse()
    one = _one_name(taken)
    if one is not None:
        return first, [one]
    return first, [Issuer(it.name, it.box, row) for row, names in enumerate(taken) for it in names]


_ROWS_APART_MM = 60.0
"""Rows of several issuers lie a seal apart (§7.3.5.1, joint documents)."""


def _seal_rows(taken: list[list[Issuer]]) -> bool:
    return len(taken[-1]) > 1


def _names(row: Row) -> list[Issuer]:
    """The organisations named in this row, or none where it says something else."""
    groups: list[list[Part]] = []
    for part in row.parts:
        # Blanks of a name spread over its line are even; between two names there is more.
        if groups and _spread(groups[-1][-1], part):
            groups[-1].append(part)
        else:
            groups.append([part])
    names = []
    for group in groups:
        text = "".join(part.text for part in group)
        if not is_issuer(text):
            return []
        boxes = [box for part in group for box in part.boxes][: len(text)]
        name = issuer_name(text)
        start = text.find(name)
        names.append(Issuer(name, around(boxes[start : start + len(name)]), 0))
    return names


def _spread(left: Part, right: Part) -> bool:
    """Whether two parts are one widely spaced name: as far apart as the characters inside them."""
    gap = right.bounds.x0 - left.bounds.x1
    short = min(len(left.text), len(right.text)) == 1
    return short and gap <= 2 * _NAMES_APART_EMS * left.em_mm


def _fits(page: TurnedPage, row: Row, names: list[Issuer], date: Rect, further: bool) -> bool:
    """Whether the row stands where issuers stand: over the date, or in a row of several; not where text begins."""
    area, em = page.type_area, row.em_mm
    if len(names) > 1:
        return any(one.box.x1 > date.x0 - 4 * em for one in names)
    box = names[0].box
    indented = box.x0 > area.x0 + 2.6 * em or (box.x0 + box.x1) / 2 > (area.x0 + area.x1) / 2
    overlaps = box.x0 < date.x1 + 2 * em and box.x1 > date.x0 - 2 * em
    centred = abs(box.x0 + box.x1 - date.x0 - date.x1) / 2 <= 3 * em
    return indented and overlaps and (centred or not further)


def _one_name(taken: list[list[Issuer]]) -> Issuer | None:
    """A long name over two lines: the first does not end as organisations' names do."""
    if len(taken) != 2 or any(len(names) != 1 for names in taken):
        return None
    upper, lower = taken[0][0], taken[1][0]
    if upper.name.endswith(_ENDINGS) and not lower.name.endswith(_PARTS):
        return None
    return Issuer(upper.name + lower.name, around([upper.box, lower.box]), 0)


_PARTS = ("办公室", "办公厅", "分公司", "委员会", "项目部", "管理处", "分局", "党组", "支部")
_ENDINGS = (
    "公司",
    "集团",
    "局",
    "厅",
    "部",
    "委",
    "会",
    "办公室",
    "政府",
    "中心",
    "院",
    "校",
    "处",
    "所",
    "站",
    "社",
    "厂",
    "行",
    "大学",
    "法院",
    "司",
    "署",
    "队",
    "店",
    "馆",
    "办",
)
