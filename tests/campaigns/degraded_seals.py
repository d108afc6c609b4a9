"""Pictures of seals as people have them: thirteen ways to spoil a drawn seal, and what it was before.

`python -m tests.campaigns.degraded_seals FOLDER` writes them, what the import makes of them, and a sheet to look at.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pymupdf

from sealdesk.geometry import MM_PER_INCH, Rect
from sealdesk.impression.drawing import draw_seal, seal_pdf
from sealdesk.impression.import_ink import Plane, blurred
from sealdesk.impression.import_shape import resampled, turned
from sealdesk.impression.png import write_png
from sealdesk.impression.presets import presets
from sealdesk.model.seal import SealPicture
from sealdesk.model.seal_design import SealDesign
from sealdesk.model.seal_import import ImportFault

F = ImportFault


@dataclass(frozen=True)
class Degraded:
    """A spoilt picture.

    Attributes:
        design: What was drawn.
        given_mm: What whoever imports it says of its width; None leaves it to the file.
        turn_deg: What has to be turned back.
        faults: What the import must notice.
        iou, error: How near the alpha must come to the drawing: share of common ink, mean difference.
    """

    data: bytes
    design: SealDesign
    given_mm: float | None = None
    turn_deg: float = 0.0
    faults: tuple[ImportFault, ...] = ()
    iou: float = 0.95
    error: float = 0.025


@cache
def degraded(name: str, seed: int = 7) -> Degraded:
    """The one of this name, made anew; the same seed makes the same one."""
    return _MAKERS[name](np.random.default_rng(seed + NAMES.index(name)))


def company(name: str = "城南建设工程有限公司", **changes: object) -> SealDesign:
    return replace(presets()["company"].design(name, code="4401000012345"), **changes)  # type: ignore[arg-type]


def _coverage(design: SealDesign, dpi: int, margin_mm: float = 4.0) -> Plane:
    """The drawing's alpha at so many dots an inch, with paper around it."""
    picture = draw_seal(design, 600)
    alpha = plane(picture)
    width, height = (round(side / MM_PER_INCH * dpi) for side in (design.width_mm, design.height_mm))
    small = resampled(alpha, Rect(0, 0, alpha.shape[1], alpha.shape[0]), width, height)
    return np.pad(small, round(margin_mm / MM_PER_INCH * dpi))


def plane(picture: SealPicture) -> Plane:
    return np.frombuffer(picture.alpha, np.uint8).reshape(picture.height_px, picture.width_px) / np.float32(
        255
    )


def _on(paper: np.ndarray, alpha: Plane, ink: tuple[int, int, int] = (214, 38, 44)) -> np.ndarray:
    """Ink pressed onto paper (both 0 to 1): light passes through both."""
    passed = 1 - alpha[..., None] * (1 - np.array(ink, np.float32) / 255)
    return (paper * passed).astype(np.float32)


def _paper(shape: tuple[int, ...], colour: tuple[int, int, int] = (250, 249, 245)) -> np.ndarray:
    return np.ones((*shape[:2], 3), np.float32) * np.array(colour, np.float32) / 255


def _noisy(rgb: np.ndarray, rng: np.random.Generator, sigma: float) -> np.ndarray:
    return rgb + rng.normal(0, sigma, rgb.shape).astype(np.float32)


def _text(shape: tuple[int, ...], dpi: int, size_pt: float = 15.0, grey: float = 0.12) -> np.ndarray:
    """A page of printed text, 0 to 1."""
    height, width = shape[:2]
    with pymupdf.Document() as document:
        page = document.new_page(width=width / dpi * 72, height=height / dpi * 72)
        line = "甲乙双方经友好协商就下列事项达成一致并共同遵守本合同约定"
        for row in range(int(page.rect.height / (size_pt * 1.7)) + 1):
            page.insert_text((2, (row + 1) * size_pt * 1.7), line, fontname="china-s", fontsize=size_pt)
        pixmap = page.get_pixmap(matrix=pymupdf.Matrix(dpi / 72, dpi / 72), alpha=False)
    grid = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width, 3)[:height, :width]
    padded = np.pad(grid, ((0, height - grid.shape[0]), (0, width - grid.shape[1]), (0, 0)), mode="edge")
    return grey + (1 - grey) * padded.astype(np.float32) / 255


def _pixmap(rgb: np.ndarray, dpi: int | None) -> pymupdf.Pixmap:
    grid = np.ascontiguousarray(np.clip(np.rint(rgb * 255), 0, 255).astype(np.uint8))
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, grid.shape[1], grid.shape[0], grid.tobytes(), False)
    if dpi is not None:
        pixmap.set_dpi(dpi, dpi)
    return pixmap


def jpeg(rgb: np.ndarray, quality: int, dpi: int | None) -> bytes:
    return bytes(_pixmap(rgb, dpi).tobytes("jpeg", jpg_quality=quality))


def png(rgb: np.ndarray, dpi: int | None) -> bytes:
    return bytes(_pixmap(rgb, dpi).tobytes("png"))


def bmp(rgb: np.ndarray, dpi: int) -> bytes:
    """24 bits, rows from the bottom."""
    grid = np.clip(np.rint(rgb * 255), 0, 255).astype(np.uint8)[::-1, :, ::-1]
    height, width = grid.shape[:2]
    rows = b"".join(row.tobytes() + b"\0" * (-3 * width % 4) for row in grid)
    a_metre = round(dpi / MM_PER_INCH * 1000)
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, len(rows), a_metre, a_metre, 0, 0)
    return struct.pack("<2sIHHI", b"BM", 54 + len(rows), 0, 0, 54) + info + rows


def _scan(rng: np.random.Generator) -> Degraded:
    design = company()
    alpha = _coverage(design, 300)
    paper = _noisy(_paper(alpha.shape), rng, 0.03)
    dust = rng.random(alpha.shape) < 0.0006
    rgb = _on(np.where(dust[..., None], 0.4, paper), alpha * (0.86 + 0.14 * rng.random(alpha.shape)))
    return Degraded(png(rgb, 300), design, faults=(F.OPAQUE_SOURCE,), iou=0.96)


def _jpeg_at(quality: int) -> Callable[[np.random.Generator], Degraded]:
    def make(rng: np.random.Generator) -> Degraded:
        design = company("城南建设工程有限公司", code="")
        alpha = _coverage(design, 300)
        rgb = _noisy(_on(np.ones((*alpha.shape, 3), np.float32), alpha), rng, 0.01)
        return Degraded(jpeg(rgb, quality, 300), design, faults=(F.OPAQUE_SOURCE,))

    return make


def _photo(rng: np.random.Generator) -> Degraded:
    design = company()
    alpha = turned(_coverage(design, 420, 9.0), 7.0)
    height, width = alpha.shape
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    light = 0.95 - 0.45 * x * y
    edge = 1 / (1 + np.exp(-(x + 0.7 * y - 0.75) * 60))  # the shadow of a hand
    light = light * (1 - 0.4 * edge)
    rgb = _on(_paper(alpha.shape, (250, 238, 216)), alpha) * light[..., None].astype(np.float32)
    rgb = np.stack([blurred(rgb[..., channel], 1) for channel in range(3)], axis=2)
    return Degraded(
        jpeg(_noisy(rgb, rng, 0.015), 85, None),
        design,
        given_mm=40.0,
        turn_deg=-7.0,
        faults=(F.OPAQUE_SOURCE,),
        iou=0.94,
        error=0.04,
    )


def _over_text(rng: np.random.Generator) -> Degraded:
    design = company()
    alpha = _coverage(design, 300, 6.0)
    rgb = _on(_text(alpha.shape, 300), alpha)
    return Degraded(
        jpeg(_noisy(rgb, rng, 0.01), 80, 300),
        design,
        faults=(F.OPAQUE_SOURCE, F.TEXT_LEFT),
        iou=0.92,
        error=0.03,
    )


def _low_dpi(rng: np.random.Generator) -> Degraded:
    design = company(code="")
    rgb = _on(_paper((_coverage(design, 110)).shape), _coverage(design, 110))
    return Degraded(
        png(_noisy(rgb, rng, 0.01), 96),
        design,
        given_mm=40.0,
        faults=(F.OPAQUE_SOURCE, F.LOW_RESOLUTION, F.BLURRED),
        iou=0.92,
        error=0.04,
    )


def _blurred(rng: np.random.Generator) -> Degraded:
    design = company(code="")
    alpha = blurred(_coverage(design, 300), 2)
    rgb = _noisy(_on(_paper(alpha.shape), alpha), rng, 0.01)
    faults = (F.OPAQUE_SOURCE, F.BLURRED)
    return Degraded(jpeg(rgb, 90, 300), design, faults=faults, iou=0.85, error=0.06)


def _off_hue(rng: np.random.Generator) -> Degraded:
    design = presets()["finance"].design("城南建设工程有限公司")
    alpha = _coverage(design, 300)
    rgb = _on(_paper(alpha.shape), alpha, (126, 44, 150))
    faults = (F.OPAQUE_SOURCE, F.NOT_RED)
    return Degraded(png(_noisy(rgb, rng, 0.01), 300), design, faults=faults)


def _transparent(_rng: np.random.Generator) -> Degraded:
    design = presets()["foreign_invested"].design("城南精密仪器（中国）有限公司")
    return Degraded(write_png(draw_seal(design, 300)), design, iou=0.95, error=0.02)


def svg_of(design: SealDesign) -> bytes:
    with pymupdf.Document(stream=seal_pdf(design), filetype="pdf") as document:
        return bytes(document[0].get_svg_image().encode())


def _svg(_rng: np.random.Generator) -> Degraded:
    design = presets()["contract"].design("城南建设工程有限公司")
    return Degraded(svg_of(design), design, given_mm=design.width_mm, iou=0.97, error=0.02)


def _pdf(_rng: np.random.Generator) -> Degraded:
    """A sealed letter: the seal at a place on an A4 page, over the printed date."""
    design = company()
    with pymupdf.Document() as document, pymupdf.Document(stream=seal_pdf(design), filetype="pdf") as seal:
        page = document.new_page(width=595.276, height=841.89)
        for row in range(20):
            page.insert_text((72, 100 + 24 * row), "关于同意开展年度工程质量检查的批复", fontname="china-s")
        x, y, size = 360, 600, 40 / MM_PER_INCH * 72
        page.insert_text((370, 670), "二〇二六年十一月二十四日", fontname="china-s", fontsize=12)
        page.show_pdf_page(pymupdf.Rect(x, y, x + size, y + size), seal)
        data = bytes(document.tobytes())
    return Degraded(data, design, iou=0.98, error=0.01)


def _bmp(rng: np.random.Generator) -> Degraded:
    design = presets()["legal_representative_negative"].design("林正宏印")
    alpha = _coverage(design, 600, 3.0)
    rgb = _noisy(_on(_paper(alpha.shape), alpha), rng, 0.01)
    return Degraded(bmp(rgb, 600), design, faults=(F.OPAQUE_SOURCE,), iou=0.95)


def _margin(rng: np.random.Generator) -> Degraded:
    """On a whole scanned page with a red heading and a blue pen's note."""
    design = company()
    alpha = _coverage(design, 300, 0.0)
    page = _paper((3508, 2480))
    heading = np.zeros(page.shape[:2], np.float32)
    heading[300:312, 300:2200] = 1
    for at in range(10):
        heading[150:260, 500 + at * 150 : 600 + at * 150 : 25] = 0.9
    page = _on(page, heading, (220, 20, 30))
    x, y = 1500, 2400
    height, width = alpha.shape
    page[y : y + height, x : x + width] = _on(page[y : y + height, x : x + width], alpha)
    for at in range(700):  # a pen crosses the seal's rim
        page[y + at // 2 : y + 6 + at // 2, x - 200 + at : x - 196 + at] *= np.array(
            [0.2, 0.3, 0.85], np.float32
        )
    return Degraded(
        jpeg(_noisy(page, rng, 0.01), 80, 300),
        design,
        faults=(F.OPAQUE_SOURCE, F.TEXT_LEFT),
    )


_MAKERS: dict[str, Callable[[np.random.Generator], Degraded]] = {
    "scan noise": _scan,
    "jpeg q75 on white": _jpeg_at(75),
    "jpeg q40 on white": _jpeg_at(40),
    "photo with shadow, turned 7°": _photo,
    "stamped over text": _over_text,
    "110 dpi": _low_dpi,
    "blurred": _blurred,
    "violet ink": _off_hue,
    "transparent png": _transparent,
    "svg": _svg,
    "pdf page": _pdf,
    "bmp, white on red": _bmp,
    "wide margin, other inks": _margin,
}
NAMES = tuple(_MAKERS)


@dataclass(frozen=True)
class Nearness:
    """How near an imported picture comes to what was drawn: common ink over all ink, mean difference of alpha."""

    iou: float
    error: float


def nearness(picture: SealPicture, design: SealDesign) -> Nearness:
    """Compared at the drawing's own resolution, edge to edge."""
    truth, found = plane(draw_seal(design, 600)), plane(picture)
    if found.shape != truth.shape:
        height, width = truth.shape
        found = resampled(found, Rect(0, 0, found.shape[1], found.shape[0]), width, height)
    both, either = (truth > 0.5) & (found > 0.5), (truth > 0.5) | (found > 0.5)
    return Nearness(float(both.sum() / either.sum()), float(np.abs(truth - found).mean()))


def _write_sheet(folder: Path) -> None:
    from sealdesk.impression.import_picture import imported

    folder.mkdir(parents=True, exist_ok=True)
    tiles = []
    for name in NAMES:
        one = degraded(name)
        path = folder / name.replace(" ", "_")
        path.write_bytes(one.data)
        result = imported(path, one.given_mm, turn_deg=one.turn_deg)
        near = nearness(result.picture, one.design)
        size = f"{result.picture.width_mm:g} × {result.picture.height_mm:g} mm"
        print(f"{name:32} iou {near.iou:.3f} error {near.error:.4f} {size} {result.quality}")
        view = np.frombuffer(result.view.rgb, np.uint8).reshape(
            result.view.height_px, result.view.width_px, 3
        )
        alpha = plane(result.picture)[..., None]
        y, x = np.mgrid[0 : alpha.shape[0], 0 : alpha.shape[1]]
        ground = np.where(((x // 24 + y // 24) % 2)[..., None] == 0, 1.0, 0.82)
        after = ground * (1 - alpha) + alpha * np.array([230, 0, 18]) / 255
        tiles.append(np.concatenate((_tile(view / 255), _tile(after)), axis=1))
    rows = [np.concatenate(tiles[at : at + 3], axis=1) for at in range(0, len(tiles) // 3 * 3, 3)]
    rest = tiles[len(rows) * 3 :]
    if rest:
        rest += [np.ones_like(tiles[0])] * (3 - len(rest))
        rows.append(np.concatenate(rest, axis=1))
    (folder / "sheet.png").write_bytes(png(np.concatenate(rows), 200))


def _tile(rgb: np.ndarray, side: int = 420) -> np.ndarray:
    scale = (side - 12) / max(rgb.shape[:2])
    height, width = (max(1, round(length * scale)) for length in rgb.shape[:2])
    box = Rect(0, 0, rgb.shape[1], rgb.shape[0])
    planes = [resampled(rgb[..., at].astype(np.float32), box, width, height) for at in range(3)]
    tile = np.full((side, side, 3), 0.6, np.float32)
    tile[6 : 6 + height, 6 : 6 + width] = np.stack(planes, axis=2)
    return tile


if __name__ == "__main__":
    _write_sheet(Path(sys.argv[1]))
