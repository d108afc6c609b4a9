"""What happens to a seal's picture on its way: compressed, scaled, turned, drawn with a page, printed and scanned.

Each way takes the picture as it is pressed onto a document and gives pixels (height × width × 3, 8 bits) as somebody
else might have them. What varies (angles, noise) comes from the generator given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pymupdf
from numpy.typing import NDArray

from sealdesk.formats.hidden_frame import MOST_RECORD_BYTES, frame
from sealdesk.impression import hidden_layer
from sealdesk.model.seal import SealPicture

Pixels = NDArray[np.uint8]
Way = Callable[[SealPicture, np.random.Generator], Pixels]

_TEXT = "为规范公司合同管理工作，现就有关事项通知如下，请遵照执行。本协议一式两份，双方各执一份。" * 2


def on_white(picture: SealPicture) -> Pixels:
    """As seen on white paper, pixel by pixel."""
    shape = picture.height_px, picture.width_px
    alpha = np.frombuffer(picture.alpha, np.uint8).reshape(*shape, 1) / np.float32(255)
    rgb = np.frombuffer(picture.rgb, np.uint8).reshape(*shape, 3)
    return np.rint(255 - (255 - rgb.astype(np.float32)) * alpha).astype(np.uint8)


def jpeg(pixels: Pixels, quality: int) -> Pixels:
    """Compressed (4:2:0) and decoded."""
    return _pixels(pymupdf.Pixmap(_pixmap(pixels).tobytes("jpg", jpg_quality=quality)))


def scaled(pixels: Pixels, factor: float) -> Pixels:
    height, width = pixels.shape[:2]
    return _pixels(pymupdf.Pixmap(_pixmap(pixels), round(width * factor), round(height * factor)))


def turned(pixels: Pixels, degrees: float, factor: float = 1.0) -> Pixels:
    """Turned clockwise about its middle and scaled in one go, between pixels in proportion."""
    height, width = pixels.shape[:2]
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    rows = int(factor * (abs(height * cos) + abs(width * sin))) + 8
    columns = int(factor * (abs(width * cos) + abs(height * sin))) + 8
    down, across = np.mgrid[:rows, :columns].astype(np.float32)
    down, across = (down - (rows - 1) / 2) / factor, (across - (columns - 1) / 2) / factor
    framed = np.pad(pixels, ((4, 4), (4, 4), (0, 0)), constant_values=255).astype(np.float32)
    x = np.clip(across * cos + down * sin + (width - 1) / 2 + 4, 0, width + 6)
    y = np.clip(down * cos - across * sin + (height - 1) / 2 + 4, 0, height + 6)
    left, top = x.astype(np.intp), y.astype(np.intp)
    beside, below = (x - left)[:, :, None], (y - top)[:, :, None]
    upper = framed[top, left] * (1 - beside) + framed[top, left + 1] * beside
    lower = framed[top + 1, left] * (1 - beside) + framed[top + 1, left + 1] * beside
    between: Pixels = np.rint(upper * (1 - below) + lower * below).astype(np.uint8)
    return between


def on_page(picture: SealPicture, dpi: int) -> Pixels:
    """The seal multiplied onto a page of text, drawn at a resolution, and cut out with a margin."""
    unit = 72 / 25.4
    with pymupdf.Document() as document:
        page = document.new_page(width=595, height=842)
        for line in range(18):
            text = (_TEXT * 2)[line : line + 38]
            page.insert_text((60, 200 + 18 * line), text, fontname="china-s", fontsize=12)
        at = pymupdf.Rect(0, 0, picture.width_mm * unit, picture.height_mm * unit) + (250.3, 230.7) * 2
        page.insert_image(at, stream=_with_alpha(picture).tobytes("png"))
        _multiply(document, page)
        clip = pymupdf.Rect(at.x0 - 6, at.y0 - 6, at.x1 + 6, at.y1 + 6)
        return _pixels(page.get_pixmap(dpi=dpi, clip=clip, alpha=False))


def printed_and_scanned(picture: SealPicture, chance: np.random.Generator, dpi: int = 300) -> Pixels:
    """A simulation: laid a little askew, ink spread, tones bent, light uneven, grain of paper and sensor, JPEG 85."""
    askew = turned(on_white(picture), chance.uniform(-2, 2), dpi / 600 * chance.uniform(0.99, 1.01))
    seen = _softened(np.pad(askew, ((20, 20), (20, 20), (0, 0)), constant_values=255), 0.8)
    seen = 25 + (225 / 255) * 255 * (seen / 255) ** chance.uniform(0.9, 1.15)
    height, width = seen.shape[:2]
    seen += chance.uniform(-6, 6) * np.linspace(-1, 1, width)[None, :, None]
    seen += chance.uniform(-6, 6) * np.linspace(-1, 1, height)[:, None, None]
    seen += 3 * chance.normal(size=(height, width, 1)) + 4 * chance.normal(size=seen.shape)
    return jpeg(np.clip(np.rint(seen), 0, 255).astype(np.uint8), 85)


WAYS: dict[str, Way] = {
    "as it is": lambda picture, _: on_white(picture),
    "JPEG 90": lambda picture, _: jpeg(on_white(picture), 90),
    "JPEG 75": lambda picture, _: jpeg(on_white(picture), 75),
    "JPEG 50": lambda picture, _: jpeg(on_white(picture), 50),
    "scale 75 %": lambda picture, _: scaled(on_white(picture), 0.75),
    "scale 50 %": lambda picture, _: scaled(on_white(picture), 0.5),
    "scale 25 %": lambda picture, _: scaled(on_white(picture), 0.25),
    "scale 50 %, JPEG 75": lambda picture, _: jpeg(scaled(on_white(picture), 0.5), 75),
    "turned 1–17°": lambda picture, chance: turned(on_white(picture), chance.uniform(1, 17)),
    "turned 1–17°, JPEG 75": lambda picture, chance: jpeg(
        turned(on_white(picture), chance.uniform(1, 17)), 75
    ),
    "turned 91–287°": lambda picture, chance: turned(
        on_white(picture), 90 * float(chance.integers(1, 4)) + chance.uniform(1, 17)
    ),
    "page, 300 dpi": lambda picture, _: on_page(picture, 300),
    "page, 200 dpi": lambda picture, _: on_page(picture, 200),
    "page, 150 dpi": lambda picture, _: on_page(picture, 150),
    "page, 300 dpi, JPEG 75": lambda picture, _: jpeg(on_page(picture, 300), 75),
    "page, 200 dpi, JPEG 75": lambda picture, _: jpeg(on_page(picture, 200), 75),
    "screenshot, 144 dpi": lambda picture, _: on_page(picture, 144),
    "screenshot, 120 dpi": lambda picture, _: on_page(picture, 120),
    "screenshot, 96 dpi": lambda picture, _: on_page(picture, 96),
    "printed, scanned 600 dpi": lambda picture, chance: printed_and_scanned(picture, chance, 600),
    "printed, scanned 300 dpi": printed_and_scanned,
}


def unmarked(pictures: Sequence[SealPicture], wanted: int, chance: np.random.Generator) -> Iterator[Pixels]:
    """Pictures without a mark: seals as drawn, turned and compressed, with the full record only; and no seals."""
    makers: tuple[Callable[[SealPicture, np.random.Generator], Pixels], ...] = (
        lambda picture, chance: turned(on_white(picture), chance.uniform(0, 360), 0.4),
        lambda picture, chance: jpeg(
            scaled(on_white(picture), chance.uniform(0.3, 0.8)), int(chance.integers(40, 95))
        ),
        lambda picture, chance: scaled(
            on_white(hidden_layer.press(picture, frame(chance.bytes(MOST_RECORD_BYTES)))), 0.5
        ),
        lambda picture, chance: on_page(picture, int(chance.integers(90, 220))),
        lambda _, chance: _rings(chance),
        lambda _, chance: _scenery(chance),
        lambda _, chance: chance.integers(0, 256, (300, 300, 3), np.uint8),
        lambda _, chance: jpeg(chance.integers(0, 256, (280, 280, 3), np.uint8), 60),
    )
    for number in range(wanted):
        picture = pictures[number // len(makers) % len(pictures)]
        yield makers[number % len(makers)](picture, chance)


def _rings(chance: np.random.Generator) -> Pixels:
    """Red rings and waves of random colour, width and pace: as regular as pilots, and none."""
    side = int(chance.integers(200, 500))
    down, across = np.mgrid[:side, :side] - side / 2
    away = np.hypot(down, across) / chance.uniform(3, 40)
    wave = np.sin(away * chance.uniform(0.5, 3) + across / chance.uniform(2, 30))
    pixels = np.full((side, side, 3), 255, np.uint8)
    pixels[wave > 0] = (
        int(chance.integers(180, 256)),
        int(chance.integers(0, 60)),
        int(chance.integers(0, 60)),
    )
    shade = np.rint(2 * np.sin(down / chance.uniform(2, 30))).astype(int)
    pixels[:, :, 1] = np.clip(pixels[:, :, 1].astype(int) + shade, 0, 255)
    return pixels


def _scenery(chance: np.random.Generator) -> Pixels:
    """Something like a photo with much red: soft shapes over several scales, and grain."""
    side = 320
    field = np.zeros((side, side, 3))
    for octave in range(2, 7):
        coarse = chance.normal(size=(2**octave, 2**octave, 3)) * 110 / octave
        step = side // 2**octave
        field += np.kron(coarse, np.ones((step, step, 1)))[:side, :side]
    field += (170, 60, 60) + 4 * chance.normal(size=field.shape)
    return jpeg(np.clip(field, 0, 255).astype(np.uint8), 80)


def _softened(pixels: Pixels, sigma_px: float) -> Any:
    bell = np.exp(-(np.arange(-3, 4) ** 2) / (2 * sigma_px**2))
    bell /= bell.sum()
    seen: Any = pixels.astype(np.float32)
    for axis in (0, 1):
        seen = sum(np.roll(seen, shift - 3, axis=axis) * share for shift, share in enumerate(bell))
    return seen


def _multiply(document: Any, page: Any) -> None:
    """The page's last content draws with the blend mode of ink."""
    state = document.get_new_xref()
    document.update_object(state, "<</Type/ExtGState/BM/Multiply>>")
    kind, where = document.xref_get_key(page.xref, "Resources")
    holder, prefix = (int(where.split()[0]), "") if kind == "xref" else (page.xref, "Resources/")
    document.xref_set_key(holder, f"{prefix}ExtGState", f"<</Ink {state} 0 R>>")
    content = page.get_contents()[-1]
    document.update_stream(content, b"q /Ink gs\n" + document.xref_stream(content) + b"\nQ")


def _with_alpha(picture: SealPicture) -> Any:
    plain = pymupdf.Pixmap(pymupdf.csRGB, picture.width_px, picture.height_px, picture.rgb, 0)
    whole = pymupdf.Pixmap(plain, 1)
    whole.set_alpha(picture.alpha, premultiply=False)
    return whole


def _pixmap(pixels: Pixels) -> Any:
    height, width = pixels.shape[:2]
    return pymupdf.Pixmap(pymupdf.csRGB, width, height, np.ascontiguousarray(pixels).tobytes(), 0)


def _pixels(pixmap: Any) -> Pixels:
    plain = pymupdf.Pixmap(pixmap, 0) if pixmap.alpha else pixmap
    return np.frombuffer(plain.samples, np.uint8).reshape(plain.height, plain.width, 3)
