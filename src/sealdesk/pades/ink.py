"""The seal's picture as PDF objects, and the operators that paint it (ISO 32000-2 §8.9, §11.3).

Multiply leaves text below readable, as ink does. PDF/A-1 knows no transparency: there the picture is opaque,
cut out by a stencil, and belongs below the page's text.
"""

from __future__ import annotations

from typing import Any

from sealdesk.geometry import PageFrame, Rect
from sealdesk.model.ink import WHOLE, Stamp
from sealdesk.pades.ink_samples import InkSamples
from sealdesk.pades.objects import dictionary, number, stream

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


def add_picture(writer: Any, samples: InkSamples, *, archival: bool) -> Any:
    """Add the picture's image XObject to the update; returns its reference.

    Opaque samples are cut out by a one-bit mask (PDF/A-1), others have a soft mask.

    Args:
        archival: A device-independent colour space: for PDF/A, and where pages say what DeviceRGB means to them.
    """
    if samples.opaque:
        mask = _deflated({**_image(samples, bits=1), "/ImageMask": True}, samples.mask)
    else:
        mask = _deflated({**_image(samples, bits=8), "/ColorSpace": "/DeviceGray"}, samples.mask)
    entries = {
        **_image(samples, bits=8),
        "/ColorSpace": CAL_SRGB if archival else "/DeviceRGB",
        "/Mask" if samples.opaque else "/SMask": writer.add_object(mask),
    }
    return writer.add_object(_deflated(entries, samples.colours))


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
        parts.append(_rectangle(stamp.painted) + " W n")
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


def _rectangle(area: Rect) -> str:
    return " ".join(number(value) for value in (area.x0, area.y0, area.width, area.height)) + " re"


def _cm(*matrix: float) -> str:
    return " ".join(number(value) for value in matrix) + " cm"


def _image(samples: InkSamples, bits: int) -> dict[str, Any]:
    return {
        "/Type": "/XObject",
        "/Subtype": "/Image",
        "/Width": samples.width_px,
        "/Height": samples.height_px,
        "/BitsPerComponent": bits,
    }


def _deflated(entries: dict[str, Any], content: bytes) -> Any:
    # Compressed before, not by pyhanko at writing.
    made = stream(entries | {"/Filter": "/FlateDecode"}, b"")
    made._encoded_data = content
    made._data = None
    return made
