"""Official documents (公文) for the tests, from the plain one to joint issuers, attachments and columns."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pymupdf

from tests.official_drawing import EM, HOLDER, LEFT, LINE, SEAL_MM, TOP, WIDTH, Box, Drawn, font, width_mm
from tests.official_poses import MM

BODY = (
    "各部门、各项目经理部：",
    "　　为规范公司电子印章的使用和管理，防范用印风险，现将",
    "有关事项通知如下。自2026年12月1日起，使用电子印章实行一",
    "事一申请；经办人填写申请表，写明用途、文件、份数、期限。",
    "　　一、工作会议定于2026年11月30日召开，请各部门派员参",
    "加。用印记录保存期限不少于三年，由办公室每季度清点一次。",
    "　　二、违反规定用印的，依照有关规定追究责任。",
    "　　特此通知。",
)
_TITLE = "关于加强电子印章管理工作的通知"


def _head_and_body(drawn: Drawn, lines: Sequence[str] = BODY) -> float:
    drawn.new_page()
    drawn.red_head()
    drawn.centred(105, TOP + 90, _TITLE, 7.6)
    return drawn.body(TOP + 108, lines)


def plain() -> Drawn:
    drawn = Drawn()
    base = _head_and_body(drawn, BODY[:5])
    drawn.sign(base + 2 * LINE)
    drawn.imprint()
    return drawn


def little_room() -> Drawn:
    """One empty line above the issuer: the seal goes down until it lies on no text."""
    drawn = Drawn()
    base = _head_and_body(drawn, BODY[:5])
    drawn.sign(base + LINE)
    drawn.imprint()
    return drawn


def short_last_page() -> Drawn:
    drawn = Drawn()
    _head_and_body(drawn, (*BODY, *BODY[1:5]))
    drawn.number(1)
    drawn.new_page()
    base = drawn.body(TOP + 8, BODY[-1:])
    drawn.sign(base + 3 * LINE)
    drawn.imprint()
    drawn.number(2)
    return drawn


def long_issuer() -> Drawn:
    drawn = Drawn()
    base = _head_and_body(drawn, BODY[:4])
    drawn.right -= 2 * EM  # a long name may move both to the left
    drawn.sign(base + 3 * LINE, "江城市城南新区建设工程质量安全监督站")
    drawn.imprint()
    drawn.holder = "江城市城南新区建设工程质量安全监督站"
    drawn.expects = ("official.date_indent",)
    return drawn


def short_issuer() -> Drawn:
    drawn = Drawn()
    base = _head_and_body(drawn, BODY[:5])
    drawn.sign(base + 3 * LINE, "教育部", "2026年1月5日")
    drawn.holder = "教育部"
    return drawn


def chinese_numerals() -> Drawn:
    drawn = Drawn()
    base = _head_and_body(drawn, BODY[:5])
    drawn.sign(base + 3 * LINE, date="二〇二六年十一月二十四日")
    drawn.imprint()
    return drawn


def blank_month_and_day() -> Drawn:
    drawn = Drawn()
    base = _head_and_body(drawn, BODY[:5])
    drawn.sign(base + 3 * LINE, date="2026年　　月　　日")
    drawn.imprint()
    return drawn


def blank_date() -> Drawn:
    drawn = Drawn()
    base = _head_and_body(drawn, BODY[:5])
    drawn.sign(base + 3 * LINE, date="年　　月　　日")
    return drawn


def letter_by_letter() -> Drawn:
    """Every character a text of its own, in no order at all."""
    drawn = Drawn(letters=random.Random(9704))
    base = _head_and_body(drawn, BODY[:5])
    drawn.sign(base + 3 * LINE)
    drawn.imprint()
    return drawn


def wide_spacing() -> Drawn:
    drawn = Drawn()
    base = _head_and_body(drawn, BODY[:5])
    drawn.sign(base + 3 * LINE, "江城市教育局", "2026年1月5日", spread=1.1 * EM, date_spread=0.8 * EM)
    drawn.imprint("2026年1月6日印发", spread=1.2)
    drawn.holder = "江城市教育局"
    return drawn


def attachments() -> Drawn:
    """A note on attachments below the text, and attachments with dates and names of their own."""
    drawn = Drawn()
    base = _head_and_body(drawn, BODY[:4])
    base = drawn.body(base + LINE, ("　　附件：1. 电子印章使用申请表", "　　　　　2. 电子印章管理员名单"))
    drawn.sign(base + 2 * LINE)
    drawn.number(1)
    end = drawn.text_end
    drawn.new_page()
    drawn.put(LEFT, TOP + 8, "附件1")
    drawn.centred(105, TOP + 8 + 2 * LINE, "电子印章使用申请表", 7.6)
    drawn.body(TOP + 8 + 4 * LINE, BODY[1:4])
    drawn.put(120, 200, "江城市公安局")
    drawn.put(122, 210, "2025年3月2日")
    drawn.new_page()
    drawn.put(LEFT, TOP + 8, "附件2")
    drawn.body(TOP + 8 + 3 * LINE, BODY[1:5])
    drawn.imprint()
    drawn.text_end = end
    return drawn


def _joint(names: Sequence[Sequence[str]], mine: tuple[int, int], row_step: float) -> Drawn:
    """Issuers in rows, each under the place of its seal; the date under the last."""
    drawn = Drawn(mine=mine)
    if len(names) == 1:
        base = _head_and_body(drawn, BODY[:2]) + 3 * LINE
    else:
        _head_and_body(drawn)
        drawn.new_page()
        base = drawn.body(TOP + 8, BODY[1:4]) + 3 * LINE
    rows = []
    for row in names:
        step = SEAL_MM + 2.0
        start = LEFT + WIDTH - 30.0 - step * (len(row) - 1)
        rows.append([drawn.centred(start + i * step, base, name) for i, name in enumerate(row)])
        base += row_step
    drawn.page, drawn.issuers = len(drawn.pdf), rows
    last = rows[-1][-1]
    drawn.date_text = "2026年11月24日"
    width = width_mm(drawn.date_text)
    middle = (last[0] + last[2]) / 2
    drawn.date = drawn.put(middle - width / 2, base - row_step + LINE, drawn.date_text)
    drawn.imprint()
    drawn.holder = names[mine[0]][mine[1]]
    drawn.expects = ("official.date_indent",)
    return drawn


def joint_of_two() -> Drawn:
    return _joint([["江城市公安局", "江城市财政局"]], (0, 0), 0.0)


def joint_of_three() -> Drawn:
    return _joint([["江城市公安局", "江城市财政局", "江城市教育局"]], (0, 2), 0.0)


def joint_of_five() -> Drawn:
    first = ["江城市公安局", "江城市财政局", "江城市教育局"]
    return _joint([first, ["江城市卫健委", "江城市民政局"]], (0, 1), 46.0)


def page_rotated() -> Drawn:
    """The page lies on its side, and so does its text: the seal lies as the text does."""
    drawn = plain()
    drawn.pose = "rotate 90"
    return drawn


def upside_down() -> Drawn:
    drawn = short_last_page()
    drawn.pose = "rotate 180"
    return drawn


def text_turned() -> Drawn:
    drawn = plain()
    drawn.pose = "text turned 90"
    return drawn


def rotated_upright() -> Drawn:
    drawn = short_last_page()
    drawn.pose = "upright by rotation"
    return drawn


def cropped() -> Drawn:
    drawn = plain()
    drawn.pose = "cropped"
    return drawn


def large_unit() -> Drawn:
    drawn = chinese_numerals()
    drawn.pose = "user unit 2"
    return drawn


def landscape() -> Drawn:
    """A4 on its side: the type area is 225 × 156 mm."""
    drawn = Drawn(size=(297.0, 210.0), right=262.0)
    drawn.new_page()
    drawn.centred(148, 40, _TITLE, 7.6)
    base = 60.0
    for line in BODY[1:4]:
        drawn.text_end = drawn.put(TOP + 2 * EM, base, line.lstrip("　"))[3]
        base += LINE
    drawn.sign(base + 3 * LINE)
    return drawn


def beside() -> Drawn:
    """Issuer and date in one line."""
    drawn = Drawn()
    base = _head_and_body(drawn, BODY[:5]) + 3 * LINE
    date, issuer = "2026年11月24日", "江城市教育局"
    start = LEFT + WIDTH - 4 * EM - width_mm(date)
    drawn.page, drawn.date_text, drawn.holder = 1, date, issuer
    drawn.date = drawn.put(start, base, date)
    drawn.issuers = [[drawn.put(start - EM - width_mm(issuer), base, issuer)]]
    return drawn


def _vertical(put: Callable[[pymupdf.Page, float, float, str], None]) -> Drawn:
    """Columns from the right; canonical coordinates lie on their side: x downwards, y to the left."""
    drawn = Drawn(vertical=True)
    drawn.new_page()
    width = drawn.size[0]

    def column(right: float, top: float, text: str) -> Box:
        put(drawn.sheet, right - EM, top, text)
        return (top, width - right, top + EM * len(text), width - right + EM)

    at = width - 30.0
    full = "规范电子印章使用和管理防范用印风险现将有关事项通知如下各部门各项目经理部应当遵照执行"[:40]
    for line in ("各部门各项目经理部", full, full, full, full):
        box = column(at, 262.0 - 40 * EM, line)
        drawn.text_end = box[3]
        at -= LINE
    at -= 2 * LINE
    date = "二〇二六年十一月二十四日"
    end = 297.0 - 35.0 - 4 * EM
    issuer_top = end - EM * len(date) + EM * (len(date) - len(HOLDER)) / 2
    drawn.issuers = [[column(at, issuer_top, HOLDER)]]
    drawn.date = column(at - LINE, end - EM * len(date), date)
    drawn.page, drawn.date_text = 1, date
    return drawn


def vertical_letters() -> Drawn:
    """Columns made of single characters."""

    def put(page: pymupdf.Page, left: float, top: float, text: str) -> None:
        writer = pymupdf.TextWriter(page.rect)
        for index, character in enumerate(text):
            base = top + EM * index + 0.88 * EM
            writer.append((left * MM, base * MM), character, font=font(), fontsize=EM * MM)
        writer.write_text(page)

    return _vertical(put)


def vertical_font() -> Drawn:
    """A font that writes downwards (ISO 32000-2 §9.7.4.3)."""

    def put(page: pymupdf.Page, left: float, top: float, text: str) -> None:
        page.insert_font("down", fontbuffer=font().buffer)
        page.insert_text(((left + EM / 2) * MM, top * MM), text, fontname="down", fontsize=EM * MM)

    drawn = _vertical(put)
    for xref in range(1, drawn.pdf.xref_length()):
        if drawn.pdf.xref_get_key(xref, "Encoding")[1] == "/Identity-H":
            drawn.pdf.xref_set_key(xref, "Encoding", "/Identity-V")
    return drawn


DOCUMENTS: dict[str, Callable[[], Drawn]] = {
    make.__name__: make
    for make in (
        plain,
        little_room,
        short_last_page,
        long_issuer,
        short_issuer,
        chinese_numerals,
        blank_month_and_day,
        blank_date,
        letter_by_letter,
        wide_spacing,
        attachments,
        joint_of_two,
        joint_of_three,
        joint_of_five,
        page_rotated,
        upside_down,
        text_turned,
        rotated_upright,
        cropped,
        large_unit,
        landscape,
        beside,
        vertical_letters,
        vertical_font,
    )
}
SAMPLE = (
    "short_last_page",
    "letter_by_letter",
    "attachments",
    "joint_of_two",
    "page_rotated",
    "vertical_font",
)
"""What the quick tests look at."""
