"""Seal pictures as PNG (W3C PNG, third edition): alpha, exact colours, size in millimetres (pHYs)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import MM_PER_INCH
from sealdesk.model.seal import SealPicture

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MM_PER_METRE = 1000.0
_LARGEST_PX = 10_000
_RGBA = 6
"""Colour type: red, green, blue and alpha in each pixel."""


def write_png(picture: SealPicture) -> bytes:
    """The picture as PNG, 8 bits a channel, nothing premultiplied.

    Written here and not by MuPDF, which keeps colours premultiplied and so rounds them where the ink is thin.
    """
    rows = zlib.compress(_rows(picture), 6)
    header = struct.pack(">IIBBBBB", picture.width_px, picture.height_px, 8, _RGBA, 0, 0, 0)
    density = struct.pack(
        ">IIB",
        round(picture.width_px / picture.width_mm * _MM_PER_METRE),
        round(picture.height_px / picture.height_mm * _MM_PER_METRE),
        1,
    )
    chunks = ((b"IHDR", header), (b"pHYs", density), (b"IDAT", rows), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def read_png(png: bytes, width_mm: float | None = None, height_mm: float | None = None) -> SealPicture:
    """The picture in a PNG.

    What `write_png` wrote comes back exactly. Other PNGs are read through MuPDF: alpha and the colour of opaque
    pixels are exact, the colour of half transparent ones is rounded.

    Args:
        width_mm, height_mm: True size; None takes it from pHYs, or 300 dpi where the file does not say.

    Raises:
        SealDeskError: `DOCUMENT_DAMAGED` where it is no PNG that can be read, or has more than 10,000 pixels
            a side.
    """
    try:
        chunks = dict(_chunks(png))
        width_px, height_px, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
        if not (0 < width_px <= _LARGEST_PX and 0 < height_px <= _LARGEST_PX):
            raise ValueError("size")
        own = _own_pixels(chunks, width_px, height_px) if form == [8, _RGBA, 0, 0, 0] else None
        rgb, alpha = own or _foreign_pixels(png, width_px, height_px)
    except (KeyError, ValueError, struct.error, zlib.error) as error:
        raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, reason="PNG") from error
    across, down = _density(chunks.get(b"pHYs"))
    # pHYs counts whole pixels a metre: a hundredth of a millimetre is what it can tell.
    width_mm, height_mm = width_mm or round(width_px / across, 2), height_mm or round(height_px / down, 2)
    return SealPicture(width_px, height_px, rgb, alpha, width_mm, height_mm)


def _rows(picture: SealPicture) -> bytes:
    width, rgb = picture.width_px, picture.rgb
    pixels = bytearray(4 * width * picture.height_px)
    for channel in range(3):
        pixels[channel::4] = rgb[channel::3]
    pixels[3::4] = picture.alpha
    # Filter type 0 (none) before each row: seals are of one colour, deflate alone does it.
    stride = 4 * width
    return b"".join(b"\0" + pixels[at : at + stride] for at in range(0, len(pixels), stride))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks by kind; several IDAT come as one."""
    if not png.startswith(_SIGNATURE):
        raise ValueError("signature")
    at, data = len(_SIGNATURE), b""
    while at + 8 <= len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        body = png[at + 8 : at + 8 + length]
        if len(body) != length or struct.pack(">I", zlib.crc32(kind + body)) != png[at + 8 + length :][:4]:
            raise ValueError("chunk")
        if kind == b"IDAT":
            data += body
        else:
            yield kind, body
        at += 12 + length
    yield b"IDAT", data


def _own_pixels(chunks: dict[bytes, bytes], width: int, height: int) -> tuple[bytes, bytes] | None:
    """Colour and alpha of rows that are not filtered; None where some are."""
    stride = 4 * width + 1
    rows = zlib.decompressobj().decompress(chunks[b"IDAT"], stride * height + 1)
    if len(rows) != stride * height:
        raise ValueError("rows")
    if any(rows[::stride]):
        return None
    pixels = b"".join(rows[at + 1 : at + stride] for at in range(0, len(rows), stride))
    rgb = bytearray(3 * width * height)
    for channel in range(3):
        rgb[channel::3] = pixels[channel::4]
    return bytes(rgb), pixels[3::4]


def _foreign_pixels(png: bytes, width: int, height: int) -> tuple[bytes, bytes]:
    import pymupdf

    try:
        pixmap = pymupdf.Pixmap(png)
        if pixmap.colorspace is None or pixmap.colorspace.n != 3:
            pixmap = pymupdf.Pixmap(pymupdf.csRGB, pixmap)
    except Exception as error:
        raise ValueError("pixels") from error
    if (pixmap.width, pixmap.height) != (width, height):
        raise ValueError("size")
    samples = bytes(pixmap.samples_mv)
    if not pixmap.alpha:
        return samples, b"\xff" * (width * height)
    alpha, rgb = samples[3::4], bytearray(3 * width * height)
    for channel in range(3):
        rgb[channel::3] = bytes(map(_full, samples[channel::4], alpha))
    return bytes(rgb), alpha


def _full(premultiplied: int, alpha: int) -> int:
    return min(255, (premultiplied * 255 + alpha // 2) // alpha) if alpha else 0


def _density(body: bytes | None) -> tuple[float, float]:
    """Pixels a millimetre, across and down."""
    if body is not None and len(body) == 9:
        across, down, unit = struct.unpack(">IIB", body)
        if unit == 1 and across and down:
            return across / _MM_PER_METRE, down / _MM_PER_METRE
    return 300 / MM_PER_INCH, 300 / MM_PER_INCH
