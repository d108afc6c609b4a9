"""The seal's picture as PDF objects, and the operators that paint it (ISO 32000-2 §8.9, §11.3).

Multiply leaves text below readable, as ink does. PDF/A-1 knows no transparency: there the picture is opaque,
cut out by a stencil, and belongs below the page's text.
"""

from __future__ import annotations

import zlib
from typing import Any

from sealdesk.geometry import PageFrame
from sealdesk.model.ink import WHOLE, Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.pades.objects import dictionary, number, stream

_COMPRESSION = 6
_WINDOW_DECIMALS = 9
# sRGB as a device-independent space (IEC 61966-2-1, gamma as one number): PDF/A forbids DeviceRGB where the
# document has no RGB output intent.
CAL_SRGB: tuple[Any, ...] = (
    "/CalRGB",
    {
        "/WhitePoint": (0.9505, 1.0, 1.089),
        "/Gamma": (2.2, 2.2, 2.2),
        "/Matrix": (0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505),
    },
)


def graphics_state() -> Any:
    """The ExtGState of ink: Multiply, full strength, no leftover soft mask."""
    return dictionary(
        {"/Type": "/ExtGState", "/BM": "/Multiply", "/CA": 1.0, "/ca": 1.0, "/AIS": False, "/SMask": "/None"}
    )


def add_picture(writer: Any, picture: SealPicture, *, opaque: bool, archival: bool) -> Any:
    """Add the picture's image XObject to the update; returns its reference.

    Args:
        opaque: No soft mask: colours mixed with white, cut out by a one-bit mask (PDF/A-1).
        archival: A device-independent colour space (PDF/A).
    """
    rgb = _on_white(picture) if opaque else picture.rgb
    mask = _stencil(picture) if opaque else _soft_mask(picture)
    entries = {
        **_image(picture, bits=8),
        "/ColorSpace": CAL_SRGB if archival else "/DeviceRGB",
        "/Mask" if opaque else "/SMask": writer.add_object(mask),
    }
    return writer.add_object(_compressed(entries, rgb))


def painting(frame: PageFrame, stamp: Stamp, image: str, state: str | None) -> bytes:
    """Operators that paint a stamp in the page's user space, as if nothing had touched the graphics state.

    Args:
        image: Resource name of the picture, with its slash.
        state: Resource name of `graphics_state`, with its slash; None for opaque ink.
    """
    parts = ["q"]
    if state is not None:
        parts.append(f"{state} gs")
    parts.append(_cm(*frame.ink_matrix(stamp.box)))
    if stamp.window != WHOLE:
        parts.append("0 0 1 1 re W n")
        parts.append(_window(stamp))
    parts.append(f"{image} Do")
    parts.append("Q")
    return "\n".join(parts).encode("ascii")


def _window(stamp: Stamp) -> str:
    """Paint the whole picture so that its visible part fills the unit square."""
    window = stamp.window
    across, up = 1 / window.width, 1 / window.height
    # The window counts from the top, image space from the bottom.
    matrix = (across, 0.0, 0.0, up, -window.x0 * across, -(1 - window.y1) * up)
    return " ".join(f"{value:.{_WINDOW_DECIMALS}f}" for value in matrix) + " cm"


def _cm(*matrix: float) -> str:
    return " ".join(number(value) for value in matrix) + " cm"


def _image(picture: SealPicture, bits: int) -> dict[str, Any]:
    return {
        "/Type": "/XObject",
        "/Subtype": "/Image",
        "/Width": picture.width_px,
        "/Height": picture.height_px,
        "/BitsPerComponent": bits,
    }


def _compressed(entries: dict[str, Any], samples: bytes) -> Any:
    # Compressed here, not by pyhanko at writing, to choose the effort.
    made = stream(entries | {"/Filter": "/FlateDecode"}, b"")
    made._encoded_data = zlib.compress(samples, _COMPRESSION)
    made._data = None
    return made


def _soft_mask(picture: SealPicture) -> Any:
    return _compressed({**_image(picture, bits=8), "/ColorSpace": "/DeviceGray"}, picture.alpha)


def _stencil(picture: SealPicture) -> Any:
    """A one-bit mask, 1 where nothing is painted (§8.9.6.3)."""
    rows = []
    for y in range(picture.height_px):
        row = picture.alpha[y * picture.width_px : (y + 1) * picture.width_px]
        bits = row.translate(_CLEAR).ljust(-(-picture.width_px // 8) * 8, b"1")
        rows.append(int(bits, 2).to_bytes(len(bits) // 8, "big"))
    return _compressed({**_image(picture, bits=1), "/ImageMask": True}, b"".join(rows))


_CLEAR = bytes([ord("1")]) + bytes([ord("0")]) * 255


def _on_white(picture: SealPicture) -> bytes:
    mixed = bytearray(len(picture.rgb))
    for plane in range(3):
        samples = zip(picture.rgb[plane::3], picture.alpha, strict=True)
        mixed[plane::3] = bytes(255 - (255 - colour) * opacity // 255 for colour, opacity in samples)
    return bytes(mixed)
