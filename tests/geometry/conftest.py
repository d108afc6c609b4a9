"""Pages of every box and rotation, sealed and rendered by two programs; what is seen is measured in mm."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pymupdf
import pytest

from sealdesk.geometry import PageFrame, Rect, TurnedBox
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.signature import SignatureRecord
from sealdesk.pades.update import prepare_update

PIXELS_PER_MM = 8.0
_PX = 240


@dataclass(frozen=True)
class PageCase:
    """Raw page attributes; something grey is drawn so that pixels outside the seal can be compared.

    The page knows transparency already: renderers round differently where it is new.
    """

    media: tuple[float, float, float, float] = (0, 0, 420, 500)
    crop: tuple[float, float, float, float] | None = None
    rotate: int = 0
    user_unit: float = 1.0
    content: bytes = b""

    @property
    def frame(self) -> PageFrame:
        crop = Rect(*self.crop) if self.crop else None
        return PageFrame.of_boxes(Rect(*self.media), crop, self.rotate, self.user_unit)

    def write(self, path: Path) -> None:
        x0, y0 = self.media[:2]
        drawn = self.content or (
            f"0.2 g {x0 + 20} {y0 + 20} 60 9 re f 0.7 g {x0 + 150} {y0 + 150} 120 200 re f".encode()
        )
        extra = f"/CropBox [{' '.join(map(str, self.crop))}]" if self.crop else ""
        if self.user_unit != 1.0:
            extra += f" /UserUnit {self.user_unit}"
        page = (
            f"<</Type/Page/Parent 2 0 R/MediaBox [{' '.join(map(str, self.media))}]{extra}"
            f"/Rotate {self.rotate}/Contents 4 0 R/Resources<</ExtGState<</G<</BM/Multiply>>>>>>>>"
        )
        bodies = [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page.encode(),
            b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        ]
        out = bytearray(b"%PDF-1.7\n")
        offsets = []
        for number, body in enumerate(bodies, start=1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        start = len(out)
        out += b"xref\n0 5\n0000000000 65535 f \n" + table
        out += b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
        path.write_bytes(out)


@pytest.fixture(scope="session")
def picture() -> SealPicture:
    """A red frame with a bar in its upper half: size, centre and uprightness can be read off it."""
    alpha = bytearray(_PX * _PX)
    for y in range(_PX):
        for x in range(_PX):
            edge = min(x, y, _PX - 1 - x, _PX - 1 - y) < _PX * 0.04
            bar = _PX * 0.2 < y < _PX * 0.35 and _PX * 0.3 < x < _PX * 0.7
            alpha[y * _PX + x] = 255 if edge or bar else 0
    return SealPicture(_PX, _PX, bytes((230, 0, 18)) * (_PX * _PX), bytes(alpha), 40.0, 40.0)


@pytest.fixture(scope="session")
def record() -> SignatureRecord:
    return SignatureRecord(
        signer_name="Test",
        reason="",
        contact="",
        signing_time=datetime(2026, 1, 2, tzinfo=UTC),
        seal_id="S",
        seal_name="Seal",
        seal_kind="unit",
        holder="Test",
        credit_code="",
        eseal_sha256="",
        custodian="C",
        method="pin",
        request_id="R",
        entry_id="E",
        leaf_index=0,
        checkpoint="",
        program="SealDesk",
    )


Sealer = Callable[..., bytes]


@pytest.fixture
def seal_file(picture: SealPicture, record: SignatureRecord) -> Sealer:
    """Seal a file once; the signature's value plays no part in where ink is seen, and stays empty."""

    def seal(source: Path, target: Path, *boxes: TurnedBox, opaque: bool = False) -> None:
        stamps = tuple(Stamp(1, box) for box in boxes)
        prepared = prepare_update(source, None, picture, stamps, record, opaque=opaque)
        target.write_bytes(source.read_bytes() + prepared.update)

    return seal


@dataclass(frozen=True)
class Seen:
    """A rendered page: 8-bit RGB, `PIXELS_PER_MM`."""

    width: int
    height: int
    rgb: bytes

    def pixel(self, x_mm: float, y_mm: float) -> tuple[int, int, int]:
        at = 3 * (int(y_mm * PIXELS_PER_MM) * self.width + int(x_mm * PIXELS_PER_MM))
        return self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]

    def row(self, y: int) -> bytes:
        return self.rgb[3 * y * self.width : 3 * (y + 1) * self.width]

    def coloured_box(self) -> tuple[int, int, int, int] | None:
        """Bounds, in pixels, of what is not grey: x0, y0, x1, y1. The pages themselves are grey."""
        found = [(y, *coloured) for y in range(self.height) if (coloured := _coloured(self.row(y)))]
        if not found:
            return None
        return min(x for _, x, _ in found), found[0][0], max(x for _, _, x in found), found[-1][0] + 1


def _coloured(row: bytes) -> tuple[int, int] | None:
    """First coloured pixel of a row, and one behind the last."""
    reds, greens = row[0::3], row[1::3]
    if reds == greens:
        return None
    differing = int.from_bytes(reds, "big") ^ int.from_bytes(greens, "big")
    first = len(reds) - (differing.bit_length() + 7) // 8
    return first, len(reds) - ((differing & -differing).bit_length() - 1) // 8


def by_mupdf(path: Path) -> Seen:
    with pymupdf.open(path) as document:
        zoom = PIXELS_PER_MM * 25.4 / 72
        pixmap = document[0].get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), alpha=False)
        return Seen(pixmap.width, pixmap.height, bytes(pixmap.samples))


def by_poppler(path: Path) -> Seen:
    dpi = PIXELS_PER_MM * 25.4
    command = ["pdftoppm", "-r", f"{dpi:.4f}", "-cropbox", "-singlefile", str(path)]
    image = subprocess.run(command, check=True, capture_output=True).stdout
    magic, width, height, depth, _rgb = image.split(maxsplit=4)
    assert (magic, depth) == (b"P6", b"255")
    length = 3 * int(width) * int(height)
    # The pixels may begin with bytes that look like white space: count from the end.
    return Seen(int(width), int(height), image[-length:])


RENDERERS = {"mupdf": by_mupdf, "poppler": by_poppler}
