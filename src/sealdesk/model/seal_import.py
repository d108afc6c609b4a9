"""What became of an existing seal's picture: a scan, a photo, a drawing made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sealdesk.model.seal import SealPicture


class ImportFault(StrEnum):
    """What keeps an imported picture from being as good as a drawn one; each is told, none forbids it."""

    LOW_RESOLUTION = "low_resolution"
    BLURRED = "blurred"
    NOT_RED = "not_red"
    TEXT_LEFT = "text_left"
    CUT_OFF = "cut_off"
    FAINT = "faint"
    TILTED = "tilted"
    STRETCHED = "stretched"
    OPAQUE_SOURCE = "opaque_source"
    SIZE_GUESSED = "size_guessed"


class SizeSource(StrEnum):
    """Where the true size comes from."""

    GIVEN = "given"  # by whoever imports it
    STATED = "stated"  # by the file: dots an inch, or the page of a PDF
    GUESSED = "guessed"  # the usual size of a seal of this form


@dataclass(frozen=True)
class ImportQuality:
    """How good the picture is, measured.

    Attributes:
        source_dpi: Resolution of the source at the seal's true size; None for vector drawings.
        hue_deg: Hue of the ink, 0 to 360, 0 being pure red; None where it has none (black, grey).
        edge_mm: How wide the ink's edges are, from full to none; a crisp drawing at 600 dpi has 0.05.
        ink_share: Share of the picture that is ink, 0 to 1.
        covered_share: Share of the ink that other things (text, a pen) covered, so that it was filled in.
        tilt_deg: How far the seal stands turned clockwise, where that can be told; turn it back by this much.
    """

    source_dpi: float | None
    hue_deg: float | None
    edge_mm: float
    ink_share: float
    covered_share: float
    size_source: SizeSource
    tilt_deg: float | None = None
    faults: tuple[ImportFault, ...] = ()


@dataclass(frozen=True)
class SourceView:
    """The source as it came, on white and small: to be looked at beside the result. 8-bit RGB."""

    width_px: int
    height_px: int
    rgb: bytes = field(repr=False)


@dataclass(frozen=True)
class ImportedPicture:
    """The seal found in a file, at 600 dpi in one ink colour, everything else in its alpha.

    Attributes:
        view: The part of the source that the seal was taken from.
        pages: Of the source; 1 for pictures.
    """

    picture: SealPicture
    quality: ImportQuality
    view: SourceView
    pages: int = 1
