"""The full hidden record: is it read exactly after all that keeps pixels, is it invisible, what does it cost?

A hundred random records, pressed over random robust marks on seals of every preset, each read back in every way a
picture travels without loss; then a thousand pictures that hold no record. `--quick` takes a tenth of both.
"""

from __future__ import annotations

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import sealdesk.impression  # noqa: F401 - before numpy, which it keeps to one thread, as in the program

# isort: split
import numpy as np
import pymupdf
from workbench import CONTRACT

from sealdesk.formats.hidden_record import read_record, seal_key, write_record
from sealdesk.geometry import TurnedBox
from sealdesk.impression import hidden_layer, robust_mark
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.png import write_png
from sealdesk.impression.presets import presets
from sealdesk.model.document import DocumentDigest
from sealdesk.model.hidden_record import HiddenRecord, PageText, PrivateRecord, PublicRecord
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.signature import SignatureRecord
from sealdesk.pades.ink_samples import ink_samples
from sealdesk.pades.update import prepare_update
from sealdesk.tlog.note import Signer

RECORDS, FOREIGN = 100, 1000
NAMES = ("城南建设有限公司", "华东电子科技股份有限公司", "青山绿水生态环境工程技术研究院")
PERSON = "李明远印"
PSNR_LEAST_DB, CPU_MOST_MS = 45.0, 100.0

Pixels = tuple[np.ndarray, np.ndarray | None]
Seen = tuple[np.ndarray, np.ndarray]
Seals = tuple[tuple[str, SealPicture], ...]
Way = Callable[[SealPicture, Path], Pixels]


def main() -> int:
    quick = "--quick" in sys.argv
    draw = random.Random(20260101)
    place = Path(tempfile.mkdtemp(prefix="sealdesk-bench-"))
    try:
        seals = tuple(clean_seals())
        good = survive(draw, seals, place, RECORDS // (10 if quick else 1))
        good &= foreign(draw, seals, FOREIGN // (10 if quick else 1))
    finally:
        shutil.rmtree(place)
    return 0 if good else 1


def survive(draw: random.Random, seals: Seals, place: Path, count: int) -> bool:
    read, psnr, both, cpu = dict.fromkeys(WAYS, 0), [], [], []
    for number in range(count):
        name, clean = seals[number % len(seals)]
        framed = random_record(draw)
        began = time.process_time()
        marked = robust_mark.mark(clean, draw.randbytes(10))
        pressed = hidden_layer.press(marked, framed)
        ink_samples(pressed, opaque=False)
        cpu.append((max(clean.width_px, clean.height_px), 1000 * (time.process_time() - began)))
        psnr.append(psnr_db(marked, pressed))
        both.append(psnr_db(clean, pressed))
        for way, travel in WAYS.items():
            if found(*travel(pressed, place)) == [read_record(framed)]:
                read[way] += 1
            else:
                print(f"  not read: {name}, {way}")
    print(f"full record, {count} records on {len(seals)} seals")
    for way, times in read.items():
        print(f"  {way:42} {100 * times / count:6.1f} %")
    print(f"  PSNR over ink, record alone: least {min(psnr):.1f} dB, median {statistics.median(psnr):.1f} dB")
    print(
        f"  PSNR over ink, record and mark: least {min(both):.1f} dB, median {statistics.median(both):.1f} dB"
    )
    median = statistics.median(spent for side, spent in cpu if side >= 900)
    print(f"  CPU to mark and compress a seal of 40 mm and more: median {median:.0f} ms")
    return (
        all(times == count for times in read.values())
        and min(both) >= PSNR_LEAST_DB
        and median <= CPU_MOST_MS
    )


def clean_seals() -> Iterator[tuple[str, SealPicture]]:
    """Every preset with names of different length."""
    for key, preset in presets().items():
        for name in (PERSON,) if "legal_representative" in key else NAMES:
            yield f"{key} {name}", draw_seal(preset.design(name))


def random_record(draw: random.Random) -> bytes:
    signer = Signer.generate("sealdesk.invalid/workstation/benchmark")
    public = PublicRecord(
        seal_id=f"SEAL-{draw.randrange(10_000):04}",
        seal_version=draw.randrange(1, 100),
        entry_id=str(UUID(int=draw.getrandbits(128))),
        document=DocumentDigest(draw.randbytes(32).hex(), draw.randrange(1, 1 << 40)),
        time=datetime.fromtimestamp(draw.randrange(1 << 31), UTC),
        pages=tuple(PageText(page, draw.randbytes(8)) for page in range(1, draw.randrange(2, 8))),
        workstation_key=signer.verifier.public_key,
        certificate=draw.randbytes(16),
    )
    private = PrivateRecord(
        "custodian", f"R20260101-{draw.getrandbits(32):08x}", "workstation-0123456789abcdef"
    )
    return write_record(public, private, signer, seal_key(draw.randbytes(32), public.seal_id))


def found(rgb: np.ndarray, alpha: np.ndarray | None) -> list[HiddenRecord]:
    height, width = rgb.shape[:2]
    masked = None if alpha is None else np.ascontiguousarray(alpha).tobytes()
    return [
        read_record(one)
        for one in hidden_layer.read(width, height, np.ascontiguousarray(rgb).tobytes(), masked)
    ]


# The ways.


def pixels(picture: SealPicture) -> tuple[np.ndarray, np.ndarray]:
    shape = picture.height_px, picture.width_px
    return (
        np.frombuffer(picture.rgb, np.uint8).reshape(*shape, 3),
        np.frombuffer(picture.alpha, np.uint8).reshape(shape),
    )


def stamped(picture: SealPicture, place: Path) -> Path:
    """The contract with the seal on it, written by the code that stamps; the signature's place is empty."""
    box = TurnedBox(80.0, 90.0, picture.width_mm, picture.height_mm)
    update = prepare_update(CONTRACT, None, picture, (Stamp(1, box),), SIGNATURE).update
    path = place / "stamped.pdf"
    path.write_bytes(CONTRACT.read_bytes() + update)
    return path


def from_pdf(picture: SealPicture, place: Path) -> Pixels:
    """The image as it is stored in the stamped document."""
    with pymupdf.open(stamped(picture, place)) as document:
        (xref,) = (
            xref
            for xref in range(1, document.xref_length())
            if document.xref_get_key(xref, "Subtype")[1] == "/Image"
            and document.xref_get_key(xref, "SMask")[0] == "xref"
        )
        samples = document.xref_stream(xref)
    return np.frombuffer(samples, np.uint8).reshape(picture.height_px, picture.width_px, 3), None


def by_pdfimages(picture: SealPicture, place: Path) -> Pixels:
    """Poppler's extraction, as PNG."""
    for old in place.glob("image-*"):
        old.unlink()
    subprocess.run(["pdfimages", "-png", stamped(picture, place), place / "image"], check=True)
    size = (picture.width_px, picture.height_px)
    maps = [pymupdf.Pixmap(path) for path in sorted(place.glob("image-*.png"))]
    (colours,) = (one for one in maps if (one.width, one.height) == size and one.n >= 3)
    return unpacked(colours)


def by_png(picture: SealPicture, place: Path) -> Pixels:
    """Written as PNG here, read and written anew by MuPDF, with alpha."""
    return unpacked(pymupdf.Pixmap(pymupdf.Pixmap(write_png(picture)).tobytes("png")))


def unpacked(pixmap: pymupdf.Pixmap) -> Pixels:
    samples = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width, pixmap.n)
    return samples[:, :, :3], samples[:, :, 3] if pixmap.alpha else None


def on_white(picture: SealPicture, place: Path) -> Pixels:
    """Laid on white, without alpha."""
    rgb, alpha = pixels(picture)
    share = alpha[:, :, None] / 255
    return np.rint(rgb * share + 255 * (1 - share)).astype(np.uint8), None


def on_a_page(picture: SealPicture, place: Path) -> Pixels:
    """Pasted into a larger white picture at an odd place."""
    rgb, _ = on_white(picture, place)
    page = np.full((picture.height_px + 331, picture.width_px + 517, 3), 255, np.uint8)
    page[101 : 101 + picture.height_px, 333 : 333 + picture.width_px] = rgb
    return page, None


def cropped(picture: SealPicture, place: Path) -> Pixels:
    """Cut to the seal, and a little further."""
    rgb, alpha = pixels(picture)
    return rgb[5:-7, 3:-11], alpha[5:-7, 3:-11]


def turned(quarters: int) -> Way:
    def turn(picture: SealPicture, place: Path) -> Pixels:
        rgb, alpha = pixels(picture)
        return np.rot90(rgb, quarters), np.rot90(alpha, quarters)

    return turn


def mirrored(picture: SealPicture, place: Path) -> Pixels:
    rgb, alpha = pixels(picture)
    return rgb[:, ::-1], alpha[:, ::-1]


WAYS: dict[str, Way] = {
    "as pressed": lambda picture, place: pixels(picture),
    "out of the stamped PDF": from_pdf,
    "PNG, encoded anew, with alpha": by_png,
    "PNG on white, without alpha": on_white,
    "within a larger picture": on_a_page,
    "cut to the seal": cropped,
    "turned by 90°": turned(1),
    "turned by 180°": turned(2),
    "turned by 270°": turned(3),
    "mirrored": mirrored,
} | ({"pdfimages -png": by_pdfimages} if shutil.which("pdfimages") else {})

SIGNATURE = SignatureRecord(
    signer_name="城南建设有限公司", reason="", contact="", signing_time=datetime(2026, 1, 1, tzinfo=UTC),
    seal_id="SEAL-0001", seal_name="", seal_kind="unit", holder="", credit_code="", eseal_sha256="",
    custodian="", method="PIN", request_id="", entry_id="", leaf_index=0, checkpoint="", program="SealDesk",
)  # fmt: skip


def psnr_db(before: SealPicture, after: SealPicture) -> float:
    """Peak signal to noise ratio over the pixels that have ink, all three colours."""
    (old, alpha), (new, _) = pixels(before), pixels(after)
    inked = alpha > 0
    return float(10 * np.log10(255**2 / np.mean((old[inked].astype(float) - new[inked]) ** 2)))


# What holds no record.


def foreign(draw: random.Random, seals: Seals, count: int) -> bool:
    noise = np.random.default_rng(draw.getrandbits(32))
    read = 0
    for number in range(count):
        rgb, alpha = STRANGERS[number % len(STRANGERS)](noise, pixels(seals[number % len(seals)][1]))
        height, width = rgb.shape[:2]
        masked = None if alpha is None else np.ascontiguousarray(alpha).tobytes()
        read += bool(hidden_layer.read(width, height, np.ascontiguousarray(rgb).tobytes(), masked))
    print(f"false reads over {count} unmarked and foreign pictures: {read}")
    return read == 0


def unmarked(noise: np.random.Generator, seal: Seen) -> Pixels:
    return seal


def scanned(noise: np.random.Generator, seal: Seen) -> Pixels:
    """A seal on paper, as a scanner sees it."""
    rgb, alpha = seal
    share = alpha[:, :, None] / 255
    paper = rgb * share + 245 * (1 - share) + noise.normal(0, 4, rgb.shape)
    return np.clip(np.rint(paper), 0, 255).astype(np.uint8), None


def jpeg(noise: np.random.Generator, seal: Seen) -> Pixels:
    paper, _ = scanned(noise, seal)
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, paper.shape[1], paper.shape[0], paper.tobytes(), 0)
    return unpacked(pymupdf.Pixmap(pixmap.tobytes("jpg", jpg_quality=int(noise.integers(40, 96)))))


def marked_only(noise: np.random.Generator, seal: Seen) -> Pixels:
    """The robust mark alone, without a record."""
    rgb, alpha = seal
    height, width = alpha.shape
    picture = SealPicture(width, height, rgb.tobytes(), alpha.tobytes(), width / 23.622, height / 23.622)
    return pixels(robust_mark.mark(picture, noise.bytes(10)))


def static(noise: np.random.Generator, seal: Seen) -> Pixels:
    height, width = noise.integers(20, 1200, 2)
    return noise.integers(0, 256, (height, width, 3), np.uint8), None


def photograph(noise: np.random.Generator, seal: Seen) -> Pixels:
    """Smooth colours with grain."""
    down, across = np.mgrid[:700, :900] / 900
    waves = [
        np.sin(noise.uniform(1, 9) * down + noise.uniform(1, 9) * across + noise.uniform(0, 6))
        for _ in range(3)
    ]
    image = 128 + 100 * np.stack(waves, axis=2) + noise.normal(0, 2, (700, 900, 3))
    return np.clip(image, 0, 255).astype(np.uint8), None


def tiles(noise: np.random.Generator, seal: Seen) -> Pixels:
    """A texture of the tile's own period."""
    return np.tile(noise.integers(0, 230, (64, 64, 3), np.uint8), (9, 11, 1)), None


STRANGERS = (unmarked, scanned, jpeg, marked_only, static, photograph, tiles)


if __name__ == "__main__":
    sys.exit(main())
