"""Pictures of too few pixels an inch get more, and the others stay what they are."""

from __future__ import annotations

import numpy as np
import pytest

from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.presets import presets
from sealdesk.impression.resample import at_least
from sealdesk.model.seal import SealPicture


def drawn(dpi: int) -> SealPicture:
    preset = presets()["company"]
    return draw_seal(preset.design("城南建设有限公司"), dpi=dpi)


def alpha_of(picture: SealPicture) -> np.ndarray:
    return np.frombuffer(picture.alpha, np.uint8).reshape(picture.height_px, picture.width_px).astype(int)


@pytest.mark.parametrize("dpi", [600, 720])
def test_enough_is_enough(dpi: int) -> None:
    picture = drawn(dpi)
    assert at_least(picture, 600.0) is picture


@pytest.mark.parametrize("dpi", [150, 300])
def test_more_pixels_show_the_same_seal(dpi: int) -> None:
    picture = drawn(dpi)
    more = at_least(picture, 600.0)
    assert more.width_px / more.width_mm * 25.4 >= 600
    assert (more.width_mm, more.height_mm) == (picture.width_mm, picture.height_mm)
    assert more.rgb == picture.rgb[:3] * (more.width_px * more.height_px)
    # Averaged back it is the picture it came from, but for the softened edges.
    factor = 600 // dpi
    whole = alpha_of(more)[: picture.height_px * factor, : picture.width_px * factor]
    back = whole.reshape(picture.height_px, factor, picture.width_px, factor).mean(axis=(1, 3))
    assert np.abs(back - alpha_of(picture)).mean() < 8


def test_different_sides_keep_their_millimetres() -> None:
    flat = SealPicture(50, 20, bytes(3000), b"\xff" * 1000, 25.4, 25.4)
    more = at_least(flat, 100.0)
    assert (more.width_px, more.height_px) == (100, 100)
    assert more.alpha == b"\xff" * 10_000
