"""Specimens and marked pictures: small, marked across, and no way back to the seal under the mark."""

from __future__ import annotations

import numpy
import pytest

from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.marked import marked, scaled
from sealdesk.impression.png import read_png
from sealdesk.impression.presets import presets
from sealdesk.impression.specimen import LONGEST_PX, specimen
from sealdesk.model.seal import SealPicture

RED = (0xE6, 0x00, 0x12)


def seal(key: str = "contract_star") -> SealPicture:
    name = "李明远" if key == "legal_representative_row" else "城南建设有限公司"
    return draw_seal(presets()[key].design(name))


def planes(picture: SealPicture) -> tuple[numpy.ndarray, numpy.ndarray]:
    shape = (picture.height_px, picture.width_px)
    rgb = numpy.frombuffer(picture.rgb, numpy.uint8).reshape(*shape, 3).astype(int)
    return rgb, numpy.frombuffer(picture.alpha, numpy.uint8).reshape(shape).astype(int)


@pytest.mark.parametrize("key", ["contract_star", "legal_representative_row", "invoice"])
def test_a_specimen_is_small_and_marked(key: str) -> None:
    picture = read_png(specimen(seal(key)))
    assert max(picture.width_px, picture.height_px) == LONGEST_PX
    rgb, alpha = planes(picture)
    dark = (rgb[:, :, 0] < 0x80) & (alpha > 128)
    red = (rgb[:, :, 0] > 0xC0) & (alpha > 128)
    assert dark.mean() > 0.02
    assert red.mean() > 0.05
    middle_y, middle_x = (side // 2 for side in dark.shape)
    assert dark[middle_y - 15 : middle_y + 15, middle_x - 15 : middle_x + 15].any()


def test_a_small_picture_is_not_made_larger() -> None:
    picture = scaled(seal(), 60, 60)
    assert read_png(specimen(picture)).width_px == 60


def test_the_mark_takes_the_ink_around_it_away() -> None:
    """Where the word lies, and close around it, nothing of the seal is left in the pixels."""
    clean, with_mark = seal(), marked(seal(), "测试测试")
    rgb, alpha = planes(with_mark)
    _, before = planes(clean)
    word = (rgb != RED).any(axis=2)
    assert word.mean() > 0.02
    gone = (before == 255) & (alpha == 0)
    assert gone.mean() > 0.01
    # The border is broken at both ends of the word.
    ring = before.copy()
    ring[80:-80, 80:-80] = 0
    assert ((ring == 255) & ((alpha == 0) | word)).any()


def test_scaling_keeps_colour_and_size() -> None:
    picture = scaled(seal(), 236, 236)
    rgb, alpha = planes(picture)
    assert (picture.width_mm, picture.height_mm) == (40.0, 40.0)
    assert abs(rgb[alpha > 20] - RED).max() <= 13  # thin ink rounds
    assert abs(rgb[alpha > 200] - RED).max() <= 2
    _, full = planes(seal())
    assert alpha.mean() == pytest.approx(full.mean(), abs=1.0)
