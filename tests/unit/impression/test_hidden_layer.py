"""The record in the ink: exact after all that keeps pixels, nothing where there is none, nothing to see."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from sealdesk.formats.hidden_frame import FRAME_BYTES, MOST_RECORD_BYTES, frame
from sealdesk.impression import hidden_layer
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.png import read_png, write_png
from sealdesk.impression.presets import presets
from sealdesk.model.seal import SealPicture

RED = (230, 0, 18)
Pixels = NDArray[np.uint8]


def seal_picture(side: int, colour: tuple[int, int, int] = RED) -> SealPicture:
    """A ring with strokes and a disc, soft at its edges: about a quarter is ink."""
    down, across = np.mgrid[:side, :side] - side / 2 + 0.5
    away, angle = np.hypot(across, down), np.arctan2(down, across)
    inside = np.maximum.reduce(
        [
            np.minimum(side * 0.5 - away, away - side * 0.47),
            np.minimum.reduce([side * 0.42 - away, away - side * 0.3, 9 * np.sin(angle * 20) - 3]),
            side * 0.12 - away,
        ]
    )
    alpha = np.clip(np.rint(inside * 255), 0, 255).astype(np.uint8)
    rgb = np.empty((side, side, 3), np.uint8)
    rgb[:] = colour
    return SealPicture(side, side, rgb.tobytes(), alpha.tobytes(), side * 25.4 / 600, side * 25.4 / 600)


def some_record(seed: int) -> bytes:
    return frame(random.Random(seed).randbytes(MOST_RECORD_BYTES - 40))


def channels(picture: SealPicture) -> tuple[Pixels, Pixels]:
    shape = picture.height_px, picture.width_px
    return (
        np.frombuffer(picture.rgb, np.uint8).reshape(*shape, 3),
        np.frombuffer(picture.alpha, np.uint8).reshape(shape),
    )


def read(rgb: Pixels, alpha: Pixels | None = None) -> tuple[bytes, ...]:
    height, width = rgb.shape[:2]
    return hidden_layer.read(width, height, rgb.tobytes(), None if alpha is None else alpha.tobytes())


@pytest.fixture(scope="module")
def pressed() -> SealPicture:
    return hidden_layer.press(seal_picture(945), some_record(1))


def test_the_record_is_read_from_the_picture(pressed: SealPicture) -> None:
    assert read(*channels(pressed)) == (some_record(1),)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("quarters", range(4))
def test_turned_and_mirrored(pressed: SealPicture, quarters: int, mirrored: bool) -> None:
    rgb, alpha = (np.rot90(one, quarters) for one in channels(pressed))
    if mirrored:
        rgb, alpha = rgb[:, ::-1], alpha[:, ::-1]
    assert read(rgb, alpha) == (some_record(1),)


def test_through_png_and_back(pressed: SealPicture) -> None:
    again = read_png(write_png(pressed), 40, 40)
    assert read(*channels(again)) == (some_record(1),)


def test_laid_on_white_without_alpha(pressed: SealPicture) -> None:
    rgb, alpha = channels(pressed)
    share = alpha[:, :, None] / 255
    assert read((rgb * share + 255 * (1 - share)).astype(np.uint8)) == (some_record(1),)


@pytest.fixture(params=["finance_square", "company", "legal_representative_row"])
def drawn(request: pytest.FixtureRequest) -> SealPicture:
    name = "李明远印" if request.param.startswith("legal") else "城南建设有限公司"
    return hidden_layer.press(draw_seal(presets()[request.param].design(name)), some_record(9))


def test_as_a_pdf_stores_it_without_its_mask(drawn: SealPicture) -> None:
    """The paint in fully transparent parts, of straight shapes even, does not drown the record."""
    assert read(channels(drawn)[0]) == (some_record(9),)


def test_cut_into_its_border(drawn: SealPicture) -> None:
    rgb, alpha = (one[5:-7, 3:-11] for one in channels(drawn))
    assert read(rgb, alpha) == (some_record(9),)


def test_on_a_page_with_black_text_below(pressed: SealPicture) -> None:
    rgb, alpha = channels(pressed)
    page = np.full((1400, 1300, 3), 255, np.uint8)
    page[::40] = page[1::40] = 0
    page[123 : 123 + 945, 77 : 77 + 945] = np.where((alpha == 255)[:, :, None], rgb, 255)
    assert read(page) == (some_record(1),)


@pytest.mark.parametrize("corner", [(0, 0), (3, 17), (400, 0), (444, 444), (0, 391)])
def test_half_of_the_seal_is_enough(pressed: SealPicture, corner: tuple[int, int]) -> None:
    down, across = corner
    rgb, alpha = (one[down : down + 500, across : across + 500] for one in channels(pressed))
    assert read(rgb, alpha) == (some_record(1),)


def test_the_smallest_seal_carries_it_several_times() -> None:
    """A legal representative's seal: 16 mm at 600 dpi."""
    picture = hidden_layer.press(seal_picture(378), some_record(2))
    rgb, alpha = channels(picture)
    assert np.count_nonzero(alpha == 255) >= 2 * hidden_layer.PLACES
    assert read(rgb, alpha) == (some_record(2),)


@pytest.mark.parametrize(
    "colour", [(200, 0, 0), (255, 255, 254), (0, 0, 0), (0, 0, 255), (20, 20, 20)], ids=str
)
def test_in_ink_of_any_colour_but_paper(colour: tuple[int, int, int]) -> None:
    found = read(*channels(hidden_layer.press(seal_picture(600, colour), some_record(3))))
    assert found == (() if min(colour) > 240 else (some_record(3),))


def test_only_blue_of_opaque_pixels_changes_and_by_one_step() -> None:
    before = seal_picture(600)
    (rgb, alpha), (told, same) = channels(before), channels(hidden_layer.press(before, some_record(4)))
    change = told.astype(int) - rgb
    assert np.array_equal(alpha, same)
    assert not change[alpha != 255].any()
    assert not change[:, :, :2].any()
    assert set(np.unique(change)) == {0, 1}
    inked = change[alpha == 255].astype(float)
    assert 10 * np.log10(255**2 / np.mean(inked**2)) >= 52


def test_pressing_keeps_what_another_layer_wrote_within_a_step(pressed: SealPicture) -> None:
    noise = np.random.default_rng(5).integers(-2, 3, (945, 945, 3))
    rgb, alpha = channels(pressed)
    worn = np.clip(rgb + noise, 0, 255).astype(np.uint8)
    told, _ = channels(hidden_layer.press(replace(pressed, rgb=worn.tobytes()), some_record(5)))
    assert np.abs(told.astype(int) - worn).max() == 1
    assert read(told, alpha) == (some_record(5),)


def test_the_last_pressing_counts(pressed: SealPicture) -> None:
    again = hidden_layer.press(pressed, some_record(6))
    assert read(*channels(again)) == (some_record(6),)


def test_some_wrong_pixels_do_not_matter(pressed: SealPicture) -> None:
    rgb, alpha = channels(pressed)
    worn = rgb.copy()
    worn[:, :, 2] ^= (np.random.default_rng(7).random((945, 945)) < 0.2).astype(np.uint8)
    assert read(worn, alpha) == (some_record(1),)


@pytest.mark.parametrize("keep", [64, 96, 128])
def test_a_piece_with_less_than_a_copy_says_nothing_or_the_truth(pressed: SealPicture, keep: int) -> None:
    rgb, alpha = (one[470 : 470 + keep, 20 : 20 + keep] for one in channels(pressed))
    assert read(rgb, alpha) in ((), (some_record(1),))


def test_unmarked_and_foreign_pictures_hold_nothing() -> None:
    """A sample; the benchmark tries a thousand."""
    draw = np.random.default_rng(8)
    plain = seal_picture(600)
    assert read(*channels(plain)) == ()
    for _ in range(12):
        side = int(draw.integers(40, 700))
        assert read(draw.integers(0, 256, (side, side, 3), np.uint8)) == ()
        rgb, alpha = channels(plain)
        scan = np.clip(rgb.astype(int) + draw.integers(-6, 7, rgb.shape), 0, 255).astype(np.uint8)
        assert read(scan, alpha) == ()
    assert read(np.tile(draw.integers(0, 200, (64, 64, 3), np.uint8), (8, 8, 1))) == ()


def test_the_smallest_pictures_are_read_without_complaint() -> None:
    for shape in ((1, 1), (1, 500), (500, 1)):
        assert read(np.full((*shape, 3), 20, np.uint8)) == ()


def test_only_a_frame_is_pressed() -> None:
    with pytest.raises(ValueError, match="frame"):
        hidden_layer.press(seal_picture(64), bytes(FRAME_BYTES - 1))
