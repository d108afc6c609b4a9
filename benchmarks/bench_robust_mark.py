"""How well the robust mark is read after what happens to a seal's picture: `bench_robust_mark.py [--quick]`.

Every way of `degraded` is tried with 100 payloads, 20 on each of five seals, both hidden layers in the ink, and
read without being told the picture's size. Then what marking costs, what can be seen of it, and how many marks
are read in pictures without one.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
from degraded import WAYS, Pixels, jpeg, on_page, on_white, scaled, turned

from sealdesk.formats.hidden_frame import MOST_RECORD_BYTES, frame
from sealdesk.impression import hidden_layer
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.presets import presets
from sealdesk.impression.robust_mark import mark, read
from sealdesk.model.seal import SealPicture

SEALS = (
    ("round 40 mm", "company", "城南建设工程有限公司"),
    ("oval 45 × 30 mm", "foreign_invested", "城南建设工程有限公司"),
    ("square 25 mm", "finance_square", "城南建设财务专用"),
    ("square 20 mm", "legal_representative", "张三之印"),
    ("square 16 mm", "legal_representative_16", "张三之印"),
)
ON_EACH = 20
AIM = 0.95
AIMED_AT = ("JPEG 90", "JPEG 75", "scale 75 %", "scale 50 %", "page, 300 dpi", "page, 200 dpi")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--quick", action="store_true", help="one payload on each seal, 25 pictures without a mark"
    )
    options.add_argument("--without", type=int, default=1000, help="pictures without a mark to read")
    quick, without = (given := options.parse_args()).quick, given.without
    chance = np.random.default_rng(20261124)
    pictures = [draw_seal(presets()[preset].design(name)) for _, preset, name in SEALS]
    _print_cost(pictures, chance)
    missed = _print_ways(pictures, 1 if quick else ON_EACH, chance)
    false = _print_false_reads(pictures, 25 if quick else without, chance)
    if missed and not quick:
        print(f"below {AIM:.0%}: {', '.join(missed)}")
    return 1 if false or (missed and not quick) else 0


def pressed(picture: SealPicture, payload: bytes, chance: np.random.Generator) -> SealPicture:
    """With both layers, as it goes onto documents."""
    return hidden_layer.press(mark(picture, payload), frame(chance.bytes(MOST_RECORD_BYTES)))


def _print_cost(pictures: list[SealPicture], chance: np.random.Generator) -> None:
    print(f"{'seal':18}{'PSNR over the ink':>20}{'marking, CPU':>15}")
    for (title, *_), picture in zip(SEALS, pictures, strict=True):
        spent = []
        for _ in range(5):
            begun = time.process_time()
            mark(picture, chance.bytes(10))
            spent.append(1000 * (time.process_time() - begun))
        seen = min(_psnr(picture, pressed(picture, chance.bytes(10), chance)) for _ in range(5))
        print(f"{title:18}{seen:17.2f} dB{statistics.median(spent):12.0f} ms", flush=True)


def _psnr(before: SealPicture, after: SealPicture) -> float:
    ink = np.frombuffer(before.alpha, np.uint8) > 0
    one, other = (
        np.frombuffer(each.rgb, np.uint8).reshape(-1, 3)[ink].astype(float) for each in (before, after)
    )
    return 10 * math.log10(255**2 / float(((one - other) ** 2).mean()))


def _print_ways(pictures: list[SealPicture], on_each: int, chance: np.random.Generator) -> list[str]:
    print(f"\n{'':28}{'read':>8}" + "".join(f"{title:>17}" for title, *_ in SEALS) + f"{'reading, CPU':>15}")
    missed = []
    for way, degrade in WAYS.items():
        read_of, spent = [], 0.0
        for picture in pictures:
            right = 0
            for _ in range(on_each):
                payload = chance.bytes(10)
                pixels = degrade(pressed(picture, payload, chance), chance)
                begun = time.process_time()
                found = _read(pixels)
                spent += time.process_time() - begun
                right += found == (payload,)
            read_of.append(right)
        share = sum(read_of) / (on_each * len(pictures))
        if way in AIMED_AT and share < AIM:
            missed.append(way)
        each = "".join(f"{right:>13} /{on_each:2}" for right in read_of)
        print(f"{way:28}{share:8.0%}{each}{spent / on_each / len(pictures):13.2f} s", flush=True)
    return missed


def _read(pixels: Pixels) -> tuple[bytes, ...]:
    height, width = pixels.shape[:2]
    return tuple(one.payload for one in read(width, height, pixels.tobytes()))


def _print_false_reads(pictures: list[SealPicture], wanted: int, chance: np.random.Generator) -> int:
    false = tried = 0
    for pixels in unmarked(pictures, wanted, chance):
        tried += 1
        false += bool(_read(pixels))
    print(f"\npictures without a mark: {tried}; marks read in them: {false}")
    return false


def unmarked(pictures: list[SealPicture], wanted: int, chance: np.random.Generator) -> Iterator[Pixels]:
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


if __name__ == "__main__":
    sys.exit(main())
