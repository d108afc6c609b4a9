"""Official documents (公文) for the tests, drawn so that every box on them is known.

Each document is drawn upright on a canonical A4 page (or an A4 page on its side) in millimetres; a *pose* then turns it
into what files do: page rotation, text turned inside the page, crop box, user unit. The seal's right place follows
from the boxes by the rule alone, in a few lines of its own (`Drawn.seal_centre`), not by the code under test.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import pymupdf

MM = 72.0 / 25.4
LEFT, TOP, WIDTH, HEIGHT = 28.0, 37.0, 156.0, 225.0
EM = WIDTH / 28
LINE = HEIGHT / 22
RED = (0.85, 0.05, 0.1)
SEAL_MM = 42.0
HOLDER = "城南建设有限公司"

Box = tuple[float, float, float, float]


@cache
def _font() -> pymupdf.Font:
    return pymupdf.Font("cjk")


def width_mm(text: str, em: float = EM, spread: float = 0.0) -> float:
    return _font().text_length(text, em * MM) / MM + spread * max(0, len(text) - 1)


@dataclass
class Drawn:
    """A document and what is known of it; boxes are canonical millimetres.

    Attributes:
        page: Where issuers and date stand.
        issuers: Rows of boxes.
        text_end: Lower edge of the body text above them, None on a page without.
        mine: The issuer whose seal is asked for, as row and column.
    """

    pdf: pymupdf.Document = field(default_factory=pymupdf.Document)
    size: tuple[float, float] = (210.0, 297.0)
    page: int = 0
    issuers: list[list[Box]] = field(default_factory=list)
    date: Box = (0, 0, 0, 0)
    date_text: str = ""
    text_end: float | None = None
    mine: tuple[int, int] = (-1, -1)
    vertical: bool = False
    pose: str = "upright"
    right: float = LEFT + WIDTH
    letters: random.Random | None = None
    holder: str = HOLDER
    expects: tuple[str, ...] = ()

    # Drawing.

    def new_page(self) -> None:
        self.sheet = self.pdf.new_page(width=self.size[0] * MM, height=self.size[1] * MM)

    def put(
        self,
        x: float,
        base: float,
        text: str,
        em: float = EM,
        colour: tuple[float, ...] = (0, 0, 0),
        spread: float = 0.0,
    ) -> Box:
        """A line from `x` with its base line at `base`; its box."""
        if spread or self.letters:
            pieces, at = [], x
            for character in text:
                pieces.append((at, character))
                at += width_mm(character, em) + spread
            if self.letters:
                self.letters.shuffle(pieces)
        else:
            pieces = [(x, text)]
        for at, piece in pieces:
            writer = pymupdf.TextWriter(self.sheet.rect, color=colour)
            writer.append((at * MM, base * MM), piece, font=_font(), fontsize=em * MM)
            writer.write_text(self.sheet)
        return (x, base - 0.88 * em, x + width_mm(text, em, spread), base + 0.12 * em)

    def centred(self, middle: float, base: float, text: str, em: float = EM, **more: object) -> Box:
        spread = float(more.get("spread", 0.0))  # type: ignore[arg-type]
        return self.put(middle - width_mm(text, em, spread) / 2, base, text, em, **more)  # type: ignore[arg-type]

    def rule(self, y: float, width: float = 0.35, colour: tuple[float, ...] = (0, 0, 0)) -> None:
        self.sheet.draw_line(
            (LEFT * MM, y * MM), ((LEFT + WIDTH) * MM, y * MM), color=colour, width=width * MM
        )

    def red_head(self, name: str = f"{HOLDER}文件") -> None:
        self.centred(105, TOP + 40, name, min(15.0, 140 / len(name)), colour=RED)
        self.centred(105, TOP + 67, "城建发〔2026〕18号")
        self.rule(TOP + 71, 0.7, RED)

    def body(self, base: float, lines: Sequence[str], step: float = LINE) -> float:
        """Lines of body text; the base line after them, and `text_end` is noted."""
        for line in lines:
            indent = 2 * EM if line.startswith("　　") else 0.0
            words = line.lstrip("　")
            box = self.put(LEFT + indent, base, words)
            self.text_end = box[3]
            base += step
        return base

    def sign(
        self,
        base: float,
        issuer: str = HOLDER,
        date: str = "2026年11月24日",
        *,
        gap: float = LINE,
        spread: float = 0.0,
        date_spread: float = 0.0,
    ) -> None:
        """Issuer over date as §7.3.5.1 has it; `base` is the issuer's base line."""
        self.page = len(self.pdf)
        width = width_mm(date, spread=date_spread)
        self.date_text = date
        self.date = self.put(self.right - 4 * EM - width, base + gap, date, spread=date_spread)
        middle = (self.date[0] + self.date[2]) / 2
        self.issuers = [[self.centred(middle, base, issuer, spread=spread)]]

    def imprint(self, date: str = "2026年11月25日印发", spread: float = 0.0) -> None:
        em = 14 / MM
        self.rule(245.4)
        self.put(LEFT + em, 251.3, "抄送：董事会，监事会。", em)
        self.rule(253.7, 0.25)
        self.put(LEFT + em, 259.6, "城南建设有限公司办公室", em, spread=spread)
        self.put(LEFT + WIDTH - em - width_mm(date, em, spread), 259.6, date, em, spread=spread)
        self.rule(262.0)

    def number(self, page: int) -> None:
        text = f"— {page} —"
        em = 14 / MM
        self.put(LEFT + WIDTH - em - width_mm(text, em), 273.0, text, em)

    # What is right.

    def seal_centre(self) -> tuple[float, float]:
        """The rule: over issuer and date, lower edge on the date's; 2 mm to one line below the text, if may be."""
        row = self.issuers[self.mine[0]] if self.issuers else []
        count = len(row)
        date_x = (self.date[0] + self.date[2]) / 2
        xs = [(box[0] + box[2]) / 2 for box in row] or [date_x]
        last = self.mine[0] % max(1, len(self.issuers)) == len(self.issuers) - 1
        if last:
            xs[-1] = (xs[-1] + date_x) / 2
        if count > 1:
            steps = [b - a for a, b in pairwise(xs)]
            if not all(SEAL_MM + 1 <= step <= SEAL_MM + 3 for step in steps):
                step = min(max(sum(steps) / len(steps), SEAL_MM + 1), SEAL_MM + 3)
                mean = sum(xs) / count
                xs = [mean + (i - (count - 1) / 2) * step for i in range(count)]
            shift = max(0.0, LEFT + SEAL_MM / 2 - xs[0]) - max(0.0, xs[-1] + SEAL_MM / 2 - LEFT - WIDTH)
            xs = [x + shift for x in xs]
        top = self.date[3] - SEAL_MM
        if not last:  # all rows lie alike over their issuers
            top += row[0][1] - self.issuers[-1][0][1]
        first = self.mine[0] % max(1, len(self.issuers)) == 0
        if self.text_end is not None and first:
            if top > self.text_end + LINE:  # up to half a date's height towards the text
                top = max(self.text_end + LINE, top - EM / 2)
            top = max(top, self.text_end + 2.0)
        return xs[self.mine[1] % max(1, count)], top + SEAL_MM / 2

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """Where a canonical point is shown on the posed page."""
        width, height = self.size
        if self.vertical:
            return width - y, x
        if self.pose in ("rotate 90", "text turned 90"):
            return height - y, x
        if self.pose == "rotate 180":
            return width - x, height - y
        if self.pose == "cropped":
            return x + 12.0, y + 9.0
        return x, y

    @property
    def seal_deg(self) -> float:
        return {"rotate 90": 90.0, "text turned 90": 90.0, "rotate 180": 180.0}.get(self.pose, 0.0)

    def save(self, folder: Path, name: str) -> Path:
        path = folder / f"{name}.pdf"
        posed = _POSES.get(self.pose, lambda pdf: pdf)(self.pdf)
        posed.save(path, deflate=True, garbage=3)
        return path


# --- poses: what files do to pages ----------------------------------------------------------------------------


def _rotated(degrees: int) -> Callable[[pymupdf.Document], pymupdf.Document]:
    def pose(pdf: pymupdf.Document) -> pymupdf.Document:
        for page in pdf:
            page.set_rotation(degrees)
        return pdf

    return pose


def _again(
    pdf: pymupdf.Document,
    size: tuple[float, float],
    where: tuple[float, float, float, float],
    *,
    rotate: int = 0,
    page_rotate: int = 0,
) -> pymupdf.Document:
    """The pages drawn anew as forms on pages of another size (points)."""
    made = pymupdf.Document()
    for number in range(len(pdf)):
        page = made.new_page(width=size[0], height=size[1])
        page.show_pdf_page(pymupdf.Rect(*where), pdf, number, rotate=rotate)
        if page_rotate:
            page.set_rotation(page_rotate)
    return made


def _turned_inside(pdf: pymupdf.Document) -> pymupdf.Document:
    """Text that runs downwards on a page lying on its side."""
    width, height = pdf[0].rect.width, pdf[0].rect.height
    return _again(pdf, (height, width), (0, 0, height, width), rotate=-90)


def _upright_by_rotation(pdf: pymupdf.Document) -> pymupdf.Document:
    """Text turned inside the page, and the page turned back by /Rotate: upright as shown."""
    width, height = pdf[0].rect.width, pdf[0].rect.height
    return _again(pdf, (height, width), (0, 0, height, width), rotate=-90, page_rotate=270)


def _cropped(pdf: pymupdf.Document) -> pymupdf.Document:
    """A larger sheet with a crop box that leaves 12 mm on the left and 9 mm at the top."""
    width, height = pdf[0].rect.width, pdf[0].rect.height
    made = _again(pdf, (width + 90, height + 120), (60, 40, 60 + width, 40 + height))
    for page in made:
        left, top = 60 - 12 * MM, 40 - 9 * MM
        page.set_cropbox(pymupdf.Rect(left, top, 60 + width, 40 + height))
    return made


def _large_unit(pdf: pymupdf.Document) -> pymupdf.Document:
    width, height = pdf[0].rect.width / 2, pdf[0].rect.height / 2
    made = _again(pdf, (width, height), (0, 0, width, height))
    for page in made:
        made.xref_set_key(page.xref, "UserUnit", "2")
    return made


_POSES: dict[str, Callable[[pymupdf.Document], pymupdf.Document]] = {
    "rotate 90": _rotated(90),
    "rotate 180": _rotated(180),
    "text turned 90": _turned_inside,
    "upright by rotation": _upright_by_rotation,
    "cropped": _cropped,
    "user unit 2": _large_unit,
}


# --- the documents ---------------------------------------------------------------------------------------------

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
            writer.append((left * MM, base * MM), character, font=_font(), fontsize=EM * MM)
        writer.write_text(page)

    return _vertical(put)


def vertical_font() -> Drawn:
    """A font that writes downwards (ISO 32000-2 §9.7.4.3)."""

    def put(page: pymupdf.Page, left: float, top: float, text: str) -> None:
        page.insert_font("down", fontbuffer=_font().buffer)
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
