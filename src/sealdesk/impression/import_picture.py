"""An existing seal's picture, from a file to ink: found, separated, trimmed, true to size, measured.

Heavy and fed with strangers' files: to be called in a limited child, see `sealdesk.service.seal_import`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import MM_PER_INCH, Rect
from sealdesk.impression import import_shape as shape
from sealdesk.impression.import_ink import Ink, Plane, ink_of
from sealdesk.impression.import_size import TrueSize, true_size
from sealdesk.impression.import_source import Rgba, Source, open_source
from sealdesk.model.seal import SealPicture
from sealdesk.model.seal_design import SEAL_RED
from sealdesk.model.seal_import import ImportedPicture, ImportFault, ImportQuality, SizeSource, SourceView

DPI = 600
_MARGIN = 0.05
_VIEW_PX = 560
_LEAST_DPI, _WIDEST_EDGE_MM = 290.0, 0.22
_RED_WITHIN_DEG = 20.0
_FAINT = 0.4
_SOFT_PX = 4.0
"""Wider edges than a scan at 300 dpi has are sharpened."""
_COVERED = 0.012
_CUT_SHARE = 0.16
_LEAST_TILT_DEG = 1.0


def imported(
    path: Path,
    width_mm: float | None = None,
    height_mm: float | None = None,
    page: int = 1,
    turn_deg: float = 0.0,
) -> ImportedPicture:
    """The seal in a picture or on a page of a PDF.

    Args:
        width_mm, height_mm: Its true size, outer edges; one alone keeps the proportions, none takes the file's word
            where that is plausible, else the usual size of such a seal.
        page: Of a PDF, from 1.
        turn_deg: Turns the picture clockwise first, to stand a tilted seal upright.

    Raises:
        SealDeskError: `PICTURE_EMPTY` (fact `path`) where no seal is found; as `open_source` and `true_size`.
    """
    source = open_source(path, page)
    part = _whereabouts(source, path)
    rgba, scale = source.fine(part)
    ink = ink_of(rgba)
    if ink is None:
        raise SealDeskError(ErrorCode.PICTURE_EMPTY, path=path)
    alpha = shape.turned(ink.alpha, turn_deg)
    bounds = shape.seal_bounds(alpha)
    box = None if bounds is None else shape.ink_box(shape.only_within(alpha, bounds))
    if bounds is None or box is None:
        raise SealDeskError(ErrorCode.PICTURE_EMPTY, path=path)
    alpha = shape.only_within(alpha, bounds)
    size = true_size(alpha, box, (width_mm, height_mm), source.stated_px_per_mm(scale))
    pressed, edge_px = _at_true_size(alpha, box, size, opaque=ink.opaque)
    dpi = min(box.width / size.width_mm, box.height / size.height_mm) * scale * MM_PER_INCH
    quality = _quality(
        _Found(ink, alpha, box, pressed, edge_px, size, None if source.vector else dpi, bool(turn_deg))
    )
    return ImportedPicture(_picture(pressed, size), quality, _view(rgba), source.pages)


@dataclass(frozen=True)
class _Found:
    """What was found on the way, to be judged.

    Attributes:
        alpha, box: The ink upright, and the seal's edges in it.
        pressed, edge_px: The seal at 600 dpi; how wide its edges were before they were sharpened.
        dpi: Of the source at the seal's true size; None for a drawing.
    """

    ink: Ink
    alpha: Plane
    box: Rect
    pressed: Plane
    edge_px: float
    size: TrueSize
    dpi: float | None
    turned: bool


def _whereabouts(source: Source, path: Path) -> Rect:
    """The part of the source that holds the seal, with a margin."""
    coarse = source.coarse()
    ink = ink_of(coarse)
    bounds = None if ink is None else shape.seal_bounds(ink.alpha)
    if bounds is None:
        raise SealDeskError(ErrorCode.PICTURE_EMPTY, path=path)
    height, width = coarse.shape[:2]
    margin = max(3.0, _MARGIN * max(bounds.width, bounds.height))
    return Rect(
        max(0.0, (bounds.x0 - margin) / width),
        max(0.0, (bounds.y0 - margin) / height),
        min(1.0, (bounds.x1 + margin) / width),
        min(1.0, (bounds.y1 + margin) / height),
    )


def _at_true_size(alpha: Plane, box: Rect, size: TrueSize, *, opaque: bool) -> tuple[Plane, float]:
    """The seal at 600 dpi, and how wide its edges were in the source, in those pixels."""
    width_px, height_px = (
        max(1, round(side / MM_PER_INCH * DPI)) for side in (size.width_mm, size.height_mm)
    )
    pressed = shape.cut_out(alpha, box, width_px, height_px)
    if pressed is None:
        pressed = shape.resampled(alpha, box, width_px, height_px)
    if not opaque:
        return pressed, _edge_px(pressed)  # its author's own transparency
    edge_px = _edge_px(pressed)
    if edge_px > _SOFT_PX:
        pressed = shape.sharpened(pressed, edge_px)
    pressed = shape.without_specks(pressed, DPI / MM_PER_INCH)
    return np.where(pressed < 2 / 255, np.float32(0), pressed), edge_px


def _picture(pressed: Plane, size: TrueSize) -> SealPicture:
    height_px, width_px = pressed.shape
    alpha = np.rint(pressed * 255).astype(np.uint8).tobytes()
    rgb = bytes(SEAL_RED) * (width_px * height_px)
    return SealPicture(width_px, height_px, rgb, alpha, size.width_mm, size.height_mm)


def _view(rgba: Rgba) -> SourceView:
    step = max(1, -(-max(rgba.shape[:2]) // _VIEW_PX))
    small = rgba[::step, ::step].astype(np.float32)
    alpha = small[..., 3:] / 255
    rgb = np.rint(small[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    return SourceView(rgb.shape[1], rgb.shape[0], rgb.tobytes())


def _quality(one: _Found) -> ImportQuality:
    ink, dpi, size = one.ink, one.dpi, one.size
    covered = float(ink.covered.sum()) / max(float((ink.alpha > 0.5).sum()), 1.0)
    edge_mm = one.edge_px / DPI * MM_PER_INCH
    tilt = shape.tilt_deg(one.alpha)
    found = {
        ImportFault.LOW_RESOLUTION: dpi is not None and dpi < _LEAST_DPI,
        ImportFault.BLURRED: edge_mm > _WIDEST_EDGE_MM,
        ImportFault.NOT_RED: ink.hue_deg is None or min(ink.hue_deg, 360 - ink.hue_deg) > _RED_WITHIN_DEG,
        ImportFault.TEXT_LEFT: covered > _COVERED,
        ImportFault.CUT_OFF: _is_cut(one.alpha, one.box) and not one.turned,
        ImportFault.FAINT: ink.strength < _FAINT,
        ImportFault.TILTED: tilt is not None and abs(tilt) >= _LEAST_TILT_DEG,
        ImportFault.STRETCHED: size.stretched,
        ImportFault.OPAQUE_SOURCE: ink.opaque,
        ImportFault.SIZE_GUESSED: size.source is SizeSource.GUESSED,
    }
    return ImportQuality(
        source_dpi=None if dpi is None else round(dpi, 1),
        hue_deg=None if ink.hue_deg is None else round(ink.hue_deg, 1),
        edge_mm=round(edge_mm, 3),
        ink_share=round(float(one.pressed.mean()), 4),
        covered_share=round(covered, 4),
        size_source=size.source,
        tilt_deg=None if tilt is None else round(tilt, 1) + 0.0,
        faults=tuple(fault for fault, is_so in found.items() if is_so),
    )


def _edge_px(pressed: Plane) -> float:
    """Half transparent pixels by length of outline."""
    inside = pressed > 0.5
    steps = int((inside[1:] != inside[:-1]).sum()) + int((inside[:, 1:] != inside[:, :-1]).sum())
    outline_px = max(1.0, steps * np.pi / 4)
    return float(((pressed > 0.1) & (pressed < 0.9)).sum()) / outline_px


def _is_cut(alpha: Plane, box: Rect) -> bool:
    """Whether ink runs into the picture's edge as no whole seal does: a circle touches it, a frame lies along it."""
    height, width = alpha.shape
    sides = (
        (box.x0 < 0.75, alpha[:, 0]),
        (box.x1 > width - 0.75, alpha[:, -1]),
        (box.y0 < 0.75, alpha[0]),
        (box.y1 > height - 0.75, alpha[-1]),
    )
    spans = []
    for touches, line in sides:
        at = np.flatnonzero(line > 0.4)
        spans.append((at[-1] - at[0] + 1) / len(line) if touches and len(at) else 0.0)
    if min(spans) > 0.85:
        return False  # a frame that was cut out along its edges
    return any(span > _CUT_SHARE for span in spans)
