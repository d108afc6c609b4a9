"""What is previewed is what is written: sixty placements over all kinds of pages, pixel by pixel.

Both are drawn by the program's own renderer, the preview with the seal as the vault holds it, the written file with the
act's record in its ink. Prints each difference, and how far poppler's drawing of the written file is from the preview.
"""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

import pytest

from tests.campaigns.page_kinds import KINDS
from tests.campaigns.preview_truth import Case, check, measured, poppler_words

pytestmark = pytest.mark.prove

_CROP = "[24.5 41.25 560 801.5]"
_FRAMES = (
    {"rotate": 0},
    {"rotate": 90, "crop": _CROP},
    {"rotate": 180, "user_unit": 1.5},
    {"rotate": 270},
    {"rotate": 0, "crop": _CROP},
    {"rotate": 90},
    {"rotate": 180, "crop": _CROP},
    {"rotate": 270, "user_unit": 2.0},
)
_SEALS = (
    {},
    {"turned_deg": 15.0},
    {"size_mm": 58.0},
    {"straddle": True},
    {"size_mm": 20.0, "turned_deg": -90.0},
    {"turned_deg": 137.5},
    {"straddle": True, "size_mm": 38.0},
)


def cases() -> list[Case]:
    """Every kind of page three times, each time turned, cut and sealed otherwise; and signed documents."""
    frames, seals = cycle(_FRAMES), cycle(_SEALS)
    made = [Case(kind, **next(frames), **next(seals)) for _ in range(3) for kind in KINDS]
    whole = cycle([seal for seal in _SEALS if "straddle" not in seal])
    signed = ("annotations", "cmyk group", "PDF/A-1 text")
    return made + [Case(kind, **next(frames), **next(whole), signed=True) for kind in signed]


CASES = cases()


def test_there_are_sixty() -> None:
    assert len(CASES) == len(set(CASES)) == 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_preview_is_the_written_file(case: Case, tmp_path: Path) -> None:
    found = measured(case, tmp_path)
    print(f"{case.name:66} {found.line()}; {poppler_words(case, tmp_path)}")
    check(found)
