"""Official documents (公文) as the tests draw them: every box on them is known.

A document is drawn upright on a canonical A4 page (or an A4 page on its side) in millimetres; a *pose* then turns it
into what files do. The seal's right place follows from the boxes by the rule alone, in a few lines of its own
(`Drawn.seal_centre`), not by the code under test.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import pymupdf

from tests.official_poses import MM, POSES

LEFT, TOP, WIDTH, HEIGHT = 28.0, 37.0, 156.0, 225.0
EM = WIDTH / 28
LINE = HEIGHT / 22
RED = (0.85, 0.05, 0.1)
SEAL_MM = 42.0
HOLDER = "城南建设有限公司"

Box = tuple[float, float, float, float]


@cache
def font() -> pymupdf.Font:
    return pymupdf.Font("cjk")


def width_mm(text: str, em: float = EM, spread: float = 0.0) -> float:
    return font().text_length(text, em * MM) / MM + spread * max(0, len(text) - 1)


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
            writer.append((at * MM, base * MM), piece, font=font(), fontsize=em * MM)
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
        posed = POSES.get(self.pose, lambda pdf: pdf)(self.pdf)
        posed.save(path, deflate=True, garbage=3)
        return path
