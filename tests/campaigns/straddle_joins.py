"""Straddle seals taken apart and put together again: documents of every mixture of pages, really stamped, drawn by two
programs at 300 dpi; the strips are cut out where they lie and joined, and held against the seal drawn whole.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pymupdf
from numpy.typing import NDArray

from sealdesk.geometry import PageFrame, Rect, TurnedBox
from sealdesk.impression.strips import straddle_stamps
from sealdesk.model.act import SealingOrder
from sealdesk.model.hidden_record import ImageStanding
from sealdesk.model.ink import WHOLE, Stamp
from sealdesk.model.placement import Edge, Placement, StraddleCut, StraddlePlacement
from sealdesk.model.verification import Verdict, VerificationReport
from sealdesk.service import token_side
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import prepare_act
from sealdesk.service.seal_document import carry_out
from sealdesk.service.straddle_preview import assembled
from sealdesk.service.verify_document import verify
from tests.campaigns.token_bench import approved
from tests.journeys.conftest import Workspace

DPI = 300.0
PX_PER_MM = DPI / 25.4
SSIM_AT_LEAST = 0.98
SIDE_MM = 42.0
MOST_MOVED_PX = 1.0
"""0.085 mm: programs move a picture to whole pixels of the page, each page's own."""
_WHOLE = Placement(1, 70.0, 130.0, SIDE_MM, SIDE_MM)
"""The same seal, by the same act, in one piece: what the strips must join to."""

_A4, _A3, _LETTER = (595.276, 841.89), (841.89, 1190.55), (612.0, 792.0)

Image = NDArray[np.float64]


@dataclass(frozen=True)
class PageKind:
    """Size in units, turn, visible part and unit of a page."""

    size: tuple[float, float]
    rotate: int = 0
    crop: str = ""
    user_unit: float = 1.0


EQUAL = (PageKind(_A4),)
MIXED = (
    PageKind(_A4),
    PageKind(_A3, 90),
    PageKind(_LETTER, 180),
    PageKind(_A4, 270, crop="[20 30 560 800]"),
    PageKind(_A4, user_unit=1.5),
    PageKind(_LETTER, 0, crop="[10.5 20.25 600 780]"),
    PageKind(_A3, 270),
)


@dataclass(frozen=True)
class Case:
    """One document with a straddle seal."""

    pages: int
    kinds: tuple[PageKind, ...] = EQUAL
    edge: Edge = Edge.RIGHT
    strips_at_most: int = 20
    first_wider: float = 1.0
    cut: StraddleCut = StraddleCut.EVEN
    odd_only: bool = False

    @property
    def name(self) -> str:
        parts = [f"{self.pages} pages", "mixed" if len(self.kinds) > 1 else "A4", self.edge.value]
        parts += [f"first {self.first_wider:g}×"] if self.first_wider != 1.0 else []
        parts += ["random"] if self.cut is StraddleCut.RANDOM else []
        parts += ["odd pages"] if self.odd_only else []
        return ", ".join(parts)

    def straddle(self) -> StraddlePlacement:
        pages = tuple(range(1, self.pages + 1, 2 if self.odd_only else 1))
        return StraddlePlacement(
            pages,
            self.edge,
            100.0,
            SIDE_MM,
            SIDE_MM,
            self.strips_at_most,
            self.first_wider,
            self.cut,
            seed=self.pages,
        )


@dataclass(frozen=True)
class Stamped:
    """A really stamped document."""

    case: Case
    path: Path
    frames: tuple[PageFrame, ...]
    report: VerificationReport


def make_document(case: Case, path: Path) -> None:
    """Pages that leave their edges white."""
    with pymupdf.Document() as document:
        for number in range(case.pages):
            kind = case.kinds[number % len(case.kinds)]
            page = document.new_page(width=kind.size[0], height=kind.size[1])
            page.insert_text((250, 400), f"{number + 1}", fontsize=40)
            entries = {"Rotate": str(kind.rotate)}
            entries |= {"CropBox": kind.crop} if kind.crop else {}
            entries |= {"UserUnit": str(kind.user_unit)} if kind.user_unit != 1.0 else {}
            for key, value in entries.items():
                document.xref_set_key(page.xref, key, value)
        document.save(path)


def stamp(workspace: Workspace, case: Case) -> Stamped:
    """Make the document, have it approved, and carry out one act: the seal whole, and straddled."""
    name = f"{case.name}.pdf".replace(" ", "-").replace(",", "").replace("×", "x")
    source, target = workspace.folder / name, workspace.folder / f"stamped-{name}"
    make_document(case, source)
    standing = approved(workspace, source)
    with workspace.open() as desk:
        (info,) = token_side.look(desk)
        token_side.unlock(desk, info.ref, workspace.pin)
        order = SealingOrder(
            source,
            target,
            standing.request.seal_id,
            standing.request.id,
            (_WHOLE, case.straddle()),
        )
        preflight = look(source)
        carry_out(desk, prepare_act(desk, order, preflight))
        return Stamped(case, target, preflight.frames, verify(target, desk=desk))


def by_mupdf(stamped: Stamped) -> Iterator[NDArray[np.uint8]]:
    """Every page at 300 dpi."""
    with pymupdf.open(stamped.path) as document:
        for page in document:
            drawn = page.get_pixmap(matrix=pymupdf.Matrix(DPI / 72, DPI / 72), alpha=False)
            yield np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width, 3)


def by_poppler(stamped: Stamped) -> Iterator[NDArray[np.uint8]]:
    """Every page at 300 dpi; poppler 22.12 does not know /UserUnit, so such pages are drawn larger."""
    for number, frame in enumerate(stamped.frames, start=1):
        command = ["pdftoppm", "-r", f"{DPI * frame.user_unit:.4f}", "-cropbox", "-singlefile"]
        command += ["-f", str(number), str(stamped.path)]
        image = subprocess.run(command, check=True, capture_output=True).stdout
        _, width, height, _, _ = image.split(maxsplit=4)
        count = 3 * int(width) * int(height)
        yield np.frombuffer(image[-count:], np.uint8).reshape(int(height), int(width), 3)


RENDERERS = {"MuPDF": by_mupdf, "poppler": by_poppler}


@dataclass(frozen=True)
class Join:
    """One seal put together.

    Attributes:
        unmoved: SSIM with every strip where arithmetic says that it lies, to a part of a pixel.
        moved: The same with each sheet laid against the seal as a hand would, moved by at most `MOST_MOVED_PX`.
    """

    unmoved: float
    moved: float


def joins(stamped: Stamped, renderer: str) -> list[Join]:
    """Each group's strips, cut out of the drawn pages and joined, held against the seal drawn whole."""
    placement = stamped.case.straddle()
    strips = {stamp.page: stamp for stamp in straddle_stamps(placement, stamped.frames)}
    unmoved: dict[int, Image] = {}
    moved: dict[int, Image] = {}
    whole = np.zeros((0, 0, 3))
    for number, drawn in enumerate(RENDERERS[renderer](stamped), start=1):
        if number == _WHOLE.page:
            whole = cut_out(drawn, _WHOLE.box, WHOLE)
        if number in strips:
            strip = strips[number]
            unmoved[number] = cut_out(drawn, strip.box, strip.window)
            moved[number] = best_cut(drawn, strip, whole)
    return [
        Join(
            ssim(join([(strips[page].window, unmoved[page]) for page in seal.pages]), whole),
            ssim(join([(strips[page].window, moved[page]) for page in seal.pages]), whole),
        )
        for seal in assembled(placement, stamped.frames)
    ]


def best_cut(drawn: NDArray[np.uint8], strip: Stamp, whole: Image) -> Image:
    """The strip, cut out where it fits the whole seal best: programs move pictures to whole pixels of a page."""
    x, y = pixels_of(strip.window.x0), pixels_of(strip.window.y0)
    steps = np.arange(-MOST_MOVED_PX, MOST_MOVED_PX + 0.01, 0.25)
    cuts = [cut_out(drawn, strip.box, strip.window, (right, down)) for right in steps for down in steps]
    height, width = cuts[0].shape[:2]
    wanted = whole[y : y + height, x : x + width]
    return min(cuts, key=lambda one: float(((one - wanted) ** 2).sum()))


def pixels_of(part: float) -> int:
    """Where a part of the seal lies in its joined picture."""
    return round(part * round(SIDE_MM * PX_PER_MM))


def cut_out(
    drawn: NDArray[np.uint8], box: TurnedBox, window: Rect, moved: tuple[float, float] = (0.0, 0.0)
) -> Image:
    """The pixels of the seal's whole picture that lie in this window, out of a drawn page.

    A strip begins between two pixels of its page; what lies between is taken in proportion.
    """
    whole = round(SIDE_MM * PX_PER_MM)
    left = box.bounds_mm.x0 * PX_PER_MM - window.x0 * whole + moved[0]
    top = box.bounds_mm.y0 * PX_PER_MM - window.y0 * whole + moved[1]
    columns = np.arange(pixels_of(window.x0), pixels_of(window.x1)) + left
    rows = np.arange(pixels_of(window.y0), pixels_of(window.y1)) + top
    # Only what is needed: pages are large.
    across = slice(max(0, int(columns[0]) - 2), int(columns[-1]) + 4)
    down = slice(max(0, int(rows[0]) - 2), int(rows[-1]) + 4)
    near = drawn[down, across].astype(np.float64)
    return between(between(near, rows - down.start, 0), columns - across.start, 1)


def between(pixels: Image, places: Image, axis: int) -> Image:
    """Linear interpolation along an axis; the last pixel goes on beyond the border."""
    last = pixels.shape[axis] - 1
    low = np.clip(np.floor(places).astype(int), 0, last)
    share = np.clip(places - low, 0.0, 1.0).reshape([-1 if one == axis else 1 for one in range(pixels.ndim)])
    high = np.clip(low + 1, 0, last)
    return pixels.take(low, axis) * (1 - share) + pixels.take(high, axis) * share


def join(pieces: Sequence[tuple[Rect, Image]]) -> Image:
    """The pieces side by side, as the sheets of a fanned pile show them."""
    whole = round(SIDE_MM * PX_PER_MM)
    joined = np.zeros((whole, whole, 3))
    for window, pixels in pieces:
        x, y = pixels_of(window.x0), pixels_of(window.y0)
        joined[y : y + pixels.shape[0], x : x + pixels.shape[1]] = pixels
    return joined


def ssim(first: Image, second: Image) -> float:
    """Mean structural similarity of two pictures by their green, where red ink is dark (Wang et al. 2004)."""
    a, b = first[:, :, 1], second[:, :, 1]
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mean_a, mean_b = _blurred(a), _blurred(b)
    vary_a, vary_b = _blurred(a * a) - mean_a**2, _blurred(b * b) - mean_b**2
    together = _blurred(a * b) - mean_a * mean_b
    likeness = (2 * mean_a * mean_b + c1) * (2 * together + c2)
    return float((likeness / ((mean_a**2 + mean_b**2 + c1) * (vary_a + vary_b + c2))).mean())


def _blurred(pixels: Image) -> Image:
    """By a Gaussian of 11 × 11 pixels, σ 1.5; borders are left out."""
    reach = np.arange(-5, 6)
    weights = np.exp(-(reach**2) / (2 * 1.5**2))
    weights /= weights.sum()
    for axis in (0, 1):
        pixels = np.apply_along_axis(lambda line: np.convolve(line, weights, "valid"), axis, pixels)
    return pixels


def check(stamped: Stamped, renderer: str) -> list[str]:
    """Hold every seal of a document against the whole one; a line of figures for each, or the test fails."""
    lines = []
    for number, one in enumerate(joins(stamped, renderer), start=1):
        lines.append(
            f"{stamped.case.name:46} {renderer:8} seal {number}: SSIM {one.moved:.4f}, unmoved {one.unmoved:.4f}"
        )
        assert one.moved >= SSIM_AT_LEAST, lines[-1]
    return lines


def check_record(stamped: Stamped) -> None:
    """The verdict, and the act's record on every page that carries a strip."""
    assert stamped.report.verdict is Verdict.INTACT
    told = {image.page for image in stamped.report.images if image.standing is ImageStanding.PRESSED_HERE}
    assert told >= set(stamped.case.straddle().pages)
