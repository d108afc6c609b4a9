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

import numpy as np
from degraded import WAYS, Pixels, unmarked

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


if __name__ == "__main__":
    sys.exit(main())
