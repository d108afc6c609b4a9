"""What a picture file says of itself: pixels an inch, and how its camera or scanner was turned.

Read from the file's own headers, because MuPDF answers with a guess where the file says nothing. Sources: PNG §11.3.4.3
(pHYs), JFIF 1.02 (APP0), Exif 2.32 (APP1), TIFF 6.0, BITMAPINFOHEADER.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from sealdesk.geometry import MM_PER_INCH

_METRES_PER_INCH = MM_PER_INCH / 1000
_ORIENTATION, _X_RESOLUTION, _Y_RESOLUTION, _UNIT = 274, 282, 283, 296
_MOST_TAGS = 500
_INCH, _CENTIMETRE = 2, 3


@dataclass(frozen=True)
class PictureFacts:
    """Attributes:
    dpi: Pixels an inch, across and down, as stored; None where the file does not say.
    orientation: 1 to 8 as in Exif 2.32 §4.6.4: where row 0 and column 0 belong.
    """

    dpi: tuple[float, float] | None = None
    orientation: int = 1


def facts_of(data: bytes) -> tuple[PictureFacts, ...]:
    """One for each picture of the file (only TIFF has several); a damaged header says nothing."""
    try:
        if data.startswith((b"II*\0", b"MM\0*")):
            return _of_tiff(data) or (PictureFacts(),)
        if data.startswith(b"\x89PNG"):
            return (_of_png(data),)
        if data.startswith(b"\xff\xd8"):
            return (_of_jpeg(data),)
        if data.startswith(b"BM"):
            return (_of_bmp(data),)
    except (struct.error, IndexError, ZeroDivisionError, OverflowError):
        pass
    return (PictureFacts(),)


def is_whole(data: bytes) -> bool:
    """Whether a PNG or JPEG has its end: MuPDF draws one that was cut short as far as it goes, and says nothing."""
    if data.startswith(b"\x89PNG"):
        return b"IEND" in data[-64:]
    if data.startswith(b"\xff\xd8"):
        scan = data.rfind(b"\xff\xda")
        return scan >= 0 and data.find(b"\xff\xd9", scan) >= 0
    return True


def _of_png(data: bytes) -> PictureFacts:
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IDAT":
            break
        if kind == b"pHYs" and length == 9:
            across, down, unit = struct.unpack_from(">IIB", data, at + 8)
            if unit == 1:
                return PictureFacts(_positive(across * _METRES_PER_INCH, down * _METRES_PER_INCH))
        at += 12 + length
    return PictureFacts()


def _of_bmp(data: bytes) -> PictureFacts:
    if struct.unpack_from("<I", data, 14)[0] < 40:
        return PictureFacts()
    across, down = struct.unpack_from("<ii", data, 38)
    return PictureFacts(_positive(across * _METRES_PER_INCH, down * _METRES_PER_INCH))


def _of_jpeg(data: bytes) -> PictureFacts:
    """Exif goes before JFIF where both speak."""
    jfif, exif, at = PictureFacts(), None, 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        segment = data[at + 4 : at + 2 + length]
        if marker == 0xDA:
            break
        if marker == 0xE0 and segment.startswith(b"JFIF\0"):
            jfif = _of_jfif(segment)
        elif marker == 0xE1 and segment.startswith(b"Exif\0\0") and exif is None:
            found = _of_tiff(segment[6:], most=1)
            exif = found[0] if found else None
        at += 2 + length
    return jfif if exif is None else PictureFacts(exif.dpi or jfif.dpi, exif.orientation)


def _of_jfif(segment: bytes) -> PictureFacts:
    unit, across, down = struct.unpack_from(">BHH", segment, 7)
    scale = {1: 1.0, 2: MM_PER_INCH / 10}.get(unit)
    return PictureFacts(None if scale is None else _positive(across * scale, down * scale))


def _of_tiff(data: bytes, most: int = 10_000) -> tuple[PictureFacts, ...]:
    order = "<" if data[:2] == b"II" else ">"
    found: list[PictureFacts] = []
    seen: set[int] = set()
    (at,) = struct.unpack_from(f"{order}I", data, 4)
    while at and at not in seen and len(found) < most and at + 2 <= len(data):
        seen.add(at)
        (count,) = struct.unpack_from(f"{order}H", data, at)
        found.append(_of_tags(_tags(data, order, at + 2, min(count, _MOST_TAGS))))
        following = at + 2 + 12 * count
        if following + 4 > len(data):
            break
        (at,) = struct.unpack_from(f"{order}I", data, following)
    return tuple(found)


def _tags(data: bytes, order: str, at: int, count: int) -> Mapping[int, float]:
    """Numbers of the tags that are asked for."""
    found = {}
    for number in range(count):
        tag, kind, length, value = struct.unpack_from(f"{order}HHII", data, at + 12 * number)
        if tag not in (_ORIENTATION, _X_RESOLUTION, _Y_RESOLUTION, _UNIT) or length != 1:
            continue
        if kind == 5 and value + 8 <= len(data):
            above, below = struct.unpack_from(f"{order}II", data, value)
            found[tag] = above / below if below else 0.0
        elif kind == 3:
            found[tag] = float(struct.unpack_from(f"{order}H", data, at + 12 * number + 8)[0])
        elif kind == 4:
            found[tag] = float(value)
    return found


def _of_tags(tags: Mapping[int, float]) -> PictureFacts:
    orientation = int(tags.get(_ORIENTATION, 1))
    scale = {_INCH: 1.0, _CENTIMETRE: MM_PER_INCH / 10}.get(int(tags.get(_UNIT, _INCH)))
    dpi = None
    if scale is not None and _X_RESOLUTION in tags:
        across = tags[_X_RESOLUTION] * scale
        dpi = _positive(across, tags.get(_Y_RESOLUTION, tags[_X_RESOLUTION]) * scale)
    return PictureFacts(dpi, orientation if 1 <= orientation <= 8 else 1)


def _positive(across: float, down: float) -> tuple[float, float] | None:
    return (across, down) if across > 0 and down > 0 else None
