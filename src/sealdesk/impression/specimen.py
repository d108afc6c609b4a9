"""Specimens of seals for registers and reports: small, and marked 样, so that they show a seal without being one."""

from __future__ import annotations

from sealdesk.impression.marked import marked, scaled
from sealdesk.impression.png import write_png
from sealdesk.model.seal import SealPicture

LONGEST_PX = 120
"""Longer side at most: a 42 mm seal comes to about 73 dpi, too coarse to print."""
WORD = "样"


def specimen(picture: SealPicture) -> bytes:
    """A small PNG of the seal, marked across.

    Raises:
        SealDeskError: `TOOL_MISSING` without the typeface.
    """
    longest = max(picture.width_px, picture.height_px)
    share = min(1.0, LONGEST_PX / longest)
    width, height = (max(1, round(side * share)) for side in (picture.width_px, picture.height_px))
    return write_png(marked(scaled(picture, width, height), WORD, size=0.4))
