"""How far a preview's pixels are from the written file's: the same page, drawn before with the seal pressed onto it,
and after, with the seal in the file.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sealdesk.documents.rendering import RenderedPage, Renderer
from sealdesk.formats.hidden_frame import frame
from sealdesk.formats.robust_mark import MARK_BYTES
from sealdesk.geometry import PageFrame, Rect, TurnedBox
from sealdesk.impression import hidden_layer, robust_mark
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.resample import at_least
from sealdesk.impression.strips import placements_to_stamps
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import AnyPlacement, Edge, Placement, StraddlePlacement
from sealdesk.model.seal import SealKind, SealPicture, SealShape
from sealdesk.model.seal_design import SealDesign
from sealdesk.model.signature import SignatureRecord
from sealdesk.pades.update import prepare_update
from sealdesk.service.ink_way import ink_ways
from sealdesk.service.look_at_document import look
from tests.campaigns import page_kinds

PIXELS_PER_MM = 6.0
"""152 dpi: twice what the last look shows on a common screen."""
TOLERANCE = 12
"""Levels of 256 in each channel: the record in the ink that is written, which the preview has not got yet, moves pixels
by up to 6; colours that PDF/A wants named by their light (CalRGB) come out up to 12 off."""
OUTSIDE_TOLERANCE = 2
"""A renderer rounds otherwise where a page's transparency is new."""
INSIDE_AT_MOST = 0.005
_BORDER_PX = 1.5
"""Around the seal's box: an edge between two pixels colours both."""

RECORD = SignatureRecord(
    signer_name="城南建设有限公司",
    reason="盖章",
    contact="",
    signing_time=datetime(2026, 11, 24, tzinfo=UTC),
    seal_id="SEAL-0001",
    seal_name="城南建设有限公司",
    seal_kind="unit",
    holder="城南建设有限公司",
    credit_code="91420100MA4KTEST0X",
    eseal_sha256="00",
    custodian="王慧",
    method="PIN",
    request_id="R-1",
    entry_id="E-1",
    leaf_index=0,
    checkpoint="",
    program="SealDesk",
)


@dataclass(frozen=True)
class Case:
    """One placement on one kind of page."""

    kind: str
    rotate: int = 0
    crop: str = ""
    user_unit: float = 1.0
    size_mm: float = 42.0
    turned_deg: float = 0.0
    straddle: bool = False
    signed: bool = False

    @property
    def name(self) -> str:
        parts = [self.kind, f"rotate {self.rotate}"]
        parts += ["crop"] if self.crop else []
        parts += [f"unit {self.user_unit:g}"] if self.user_unit != 1.0 else []
        parts += [f"{self.size_mm:g} mm"] if self.size_mm != 42.0 else []
        parts += [f"turned {self.turned_deg:g}"] if self.turned_deg else []
        parts += ["straddle"] if self.straddle else []
        parts += ["on a signed document"] if self.signed else []
        return ", ".join(parts)

    @property
    def password(self) -> str | None:
        return page_kinds.PASSWORD if self.kind == "encrypted" else None

    @property
    def opaque(self) -> bool:
        return self.kind.startswith("PDF/A-1")

    def placements(self, frame: PageFrame) -> tuple[AnyPlacement, ...]:
        """A place off the page's middle lines, where a mistaken axis would be seen."""
        if self.straddle:
            return (StraddlePlacement((1, 2), Edge.RIGHT, 80.0, self.size_mm, self.size_mm),)
        x, y = frame.width_mm * 0.42, frame.height_mm * 0.37
        return (Placement(1, x, y, self.size_mm, self.size_mm, self.turned_deg),)


@dataclass(frozen=True)
class Difference:
    """Of two drawings of one page.

    Attributes:
        inside: Share of the seal's box (in pixels) that differs by more than `TOLERANCE` in a channel.
        outside: Pixels elsewhere that differ by more than `OUTSIDE_TOLERANCE`.
        worst: The largest difference inside, in levels.
        mean: Of all differences inside.
        inked: Pixels that the seal changed at all: none means that no seal was seen.
    """

    inside: float
    outside: int
    worst: int
    mean: float
    inked: int

    def line(self) -> str:
        inside = f"inside {self.inside:.3%} differ (worst {self.worst}, mean {self.mean:.2f} levels)"
        return f"{inside}, outside {self.outside}"


def check(found: Difference) -> None:
    """What is promised of a preview."""
    assert found.inked > 1000, "no seal is seen"
    assert found.inside < INSIDE_AT_MOST
    assert found.outside == 0


@cache
def vault_picture(size_mm: float = 42.0) -> SealPicture:
    """A seal as the vault holds it."""
    return draw_seal(
        SealDesign(
            SealKind.UNIT,
            SealShape.ROUND,
            size_mm,
            size_mm,
            1.2 if size_mm >= 42 else 0.8,
            "城南建设有限公司",
            star=True,
        )
    )


@cache
def pressed_picture(size_mm: float = 42.0) -> SealPicture:
    """The same as an act writes it: mark and record in its ink."""
    picture = at_least(vault_picture(size_mm), 600.0)
    picture = robust_mark.mark(picture, bytes(range(MARK_BYTES)))
    return hidden_layer.press(picture, frame(bytes(range(200))))


def before_and_after(case: Case, folder: Path) -> tuple[Path, Path, tuple[Stamp, ...], PageFrame]:
    """The document, the same with the seal written into it, and where the seal is."""
    source, target = folder / "before.pdf", folder / "after.pdf"
    page_kinds.write(
        source,
        page_kinds.KINDS[case.kind](),
        rotate=case.rotate,
        crop=case.crop,
        user_unit=case.user_unit,
        pages=2,
    )
    if case.signed:
        corner = (Stamp(2, TurnedBox(40.0, 40.0, 20.0, 20.0)),)
        _write(case, source, target, corner)
        source.write_bytes(target.read_bytes())
    with Renderer() as renderer:
        frames = renderer.open(source, case.password)
    stamps = placements_to_stamps(case.placements(frames[0]), frames)
    _write(case, source, target, stamps)
    return source, target, stamps, frames[0]


def _write(case: Case, source: Path, target: Path, stamps: tuple[Stamp, ...]) -> None:
    prepared = prepare_update(
        source, case.password, pressed_picture(case.size_mm), stamps, RECORD, opaque=case.opaque
    )
    target.write_bytes(source.read_bytes() + prepared.update)


def preview(case: Case, source: Path, stamps: Sequence[Stamp]) -> RenderedPage:
    """The page as the last look shows it."""
    ways = ink_ways(source, case.password, look(source, case.password), stamps)
    with Renderer() as renderer:
        renderer.open(source, case.password)
        return renderer.render(1, PIXELS_PER_MM, ink=(vault_picture(case.size_mm), stamps), way=ways[1])


def drawn(case: Case, path: Path) -> RenderedPage:
    with Renderer() as renderer:
        renderer.open(path, case.password)
        return renderer.render(1, PIXELS_PER_MM)


def pixels_of(page: RenderedPage) -> NDArray[np.int16]:
    return np.frombuffer(page.rgb, np.uint8).reshape(page.height_px, page.width_px, 3).astype(np.int16)


def poppler_words(case: Case, folder: Path) -> str:
    """How far poppler's drawing of the written file, cut to the seal's box, is from the preview's."""
    if case.user_unit != 1.0:
        return "poppler does not know UserUnit"
    source, target = folder / "before.pdf", folder / "after.pdf"
    with Renderer() as renderer:
        frames = renderer.open(source, case.password)
    stamps = placements_to_stamps(case.placements(frames[0]), frames)
    shown = pixels_of(preview(case, source, stamps))
    apart = np.abs(shown - by_poppler(case, target, shown)).max(axis=2)
    box = stamps[0].box.bounds_mm
    x0, y0, x1, y1 = (round(value * PIXELS_PER_MM) for value in (box.x0, box.y0, box.x1, box.y1))
    near = apart[max(0, y0) : y1, max(0, x0) : x1]
    return f"poppler: {float((near > TOLERANCE).mean()):.1%} differ, mean {float(near.mean()):.1f} levels"


def by_poppler(case: Case, path: Path, like: NDArray[np.int16]) -> NDArray[np.int16]:
    """The first page as poppler draws it, cut to the size of another drawing."""
    command = ["pdftoppm", "-r", f"{PIXELS_PER_MM * 25.4:.4f}", "-cropbox", "-singlefile", "-f", "1"]
    command += ["-upw", case.password] if case.password else []
    image = subprocess.run([*command, str(path)], check=True, capture_output=True).stdout
    _, width, height, _, _ = image.split(maxsplit=4)
    size = int(width), int(height)
    found = np.frombuffer(image[-3 * size[0] * size[1] :], np.uint8).reshape(size[1], size[0], 3)
    cut = np.full(like.shape, 255, np.int16)
    rows, columns = min(size[1], like.shape[0]), min(size[0], like.shape[1])
    cut[:rows, :columns] = found[:rows, :columns]
    return cut


def difference(
    first: NDArray[np.int16], second: NDArray[np.int16], bare: NDArray[np.int16], boxes: Sequence[Rect]
) -> Difference:
    """How two drawings of a page differ.

    Args:
        bare: The page without the seal.
        boxes: Where the seal is, in mm as shown.
    """
    apart = np.abs(first - second).max(axis=2)
    inside = np.zeros(apart.shape, bool)
    for box in boxes:
        x0, y0 = (int(np.floor(value * PIXELS_PER_MM - _BORDER_PX)) for value in (box.x0, box.y0))
        x1, y1 = (int(np.ceil(value * PIXELS_PER_MM + _BORDER_PX)) for value in (box.x1, box.y1))
        inside[max(0, y0) : y1, max(0, x0) : x1] = True
    return Difference(
        inside=float((apart[inside] > TOLERANCE).mean()),
        outside=int((apart[~inside] > OUTSIDE_TOLERANCE).sum()),
        worst=int(apart[inside].max()),
        mean=float(apart[inside].mean()),
        inked=int((np.abs(second - bare).max(axis=2) > TOLERANCE).sum()),
    )


def measured(case: Case, folder: Path) -> Difference:
    """Preview against the written file, both drawn by the program's own renderer."""
    source, target, stamps, _ = before_and_after(case, folder)
    boxes = [stamp.box.bounds_mm for stamp in stamps if stamp.page == 1]
    shown, written, bare = preview(case, source, stamps), drawn(case, target), drawn(case, source)
    return difference(pixels_of(shown), pixels_of(written), pixels_of(bare), boxes)
