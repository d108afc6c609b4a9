"""A sample of the preview campaign: turned, cut, layered, opaque, signed; the preview has the written file's pixels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.campaigns.preview_truth import (
    Case,
    before_and_after,
    check,
    difference,
    drawn,
    measured,
    pixels_of,
    preview,
)

CASES = (
    Case("text", 90, crop="[24.5 41.25 560 801.5]", turned_deg=15.0),
    Case("photo", 180, user_unit=1.5, straddle=True),
    Case("annotations", 270),
    Case("grey group", 0),
    Case("cmyk group", 0, size_mm=38.0),
    Case("PDF/A-1 text", 0),
    Case("PDF/A-1 scan", 90),
    Case("annotations", 0, turned_deg=30.0, signed=True),
    Case("encrypted", 180, size_mm=20.0),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_preview_is_the_written_file(case: Case, tmp_path: Path) -> None:
    check(measured(case, tmp_path))


def test_the_measure_sees_a_seal_a_hair_off(tmp_path: Path) -> None:
    case = Case("text")
    source, target, (stamp,), _ = before_and_after(case, tmp_path)
    off = replace(stamp, box=replace(stamp.box, centre_x_mm=stamp.box.centre_x_mm + 0.2))
    shown, written, bare = preview(case, source, [off]), drawn(case, target), drawn(case, source)
    found = difference(pixels_of(shown), pixels_of(written), pixels_of(bare), [stamp.box.bounds_mm])
    with pytest.raises(AssertionError):
        check(found)
