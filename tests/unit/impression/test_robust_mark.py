"""The robust mark: read after what the full record does not survive, silent where there is none, nothing to see."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from benchmarks.degraded import WAYS, Pixels, jpeg, on_white, scaled, turned

from sealdesk.formats.hidden_frame import FRAME_BYTES, frame
from sealdesk.impression import hidden_layer
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.presets import presets
from sealdesk.impression.robust_mark import MarkReading, mark, read
from sealdesk.impression.robust_mark_code import CODED_BITS, decode, encode
from sealdesk.impression.robust_mark_pattern import chip_bits, chip_signs, waves
from sealdesk.model.seal import SealPicture

SEALS = {
    "company": "城南建设工程有限公司",
    "foreign_invested": "城南建设工程有限公司",
    "finance_square": "城南建设财务专用",
    "legal_representative": "张三之印",
    "legal_representative_16": "张三之印",
}
FULL_INK = 45.0
"""PSNR over the ink, in dB, that both layers together keep."""


def seal(preset: str) -> SealPicture:
    return draw_seal(presets()[preset].design(SEALS[preset]))


def payload(seed: int) -> bytes:
    return random.Random(seed).randbytes(10)


def pressed(picture: SealPicture, seed: int) -> SealPicture:
    """With both layers, as it goes onto documents."""
    record = frame(random.Random(seed).randbytes(200))
    assert len(record) == FRAME_BYTES
    return hidden_layer.press(mark(picture, payload(seed)), record)


def read_pixels(pixels: Pixels, **hints: float) -> tuple[MarkReading, ...]:
    height, width = pixels.shape[:2]
    return read(width, height, pixels.tobytes(), **hints)


def psnr_over_ink(before: SealPicture, after: SealPicture) -> float:
    ink = np.frombuffer(before.alpha, np.uint8) > 0
    one, other = (
        np.frombuffer(each.rgb, np.uint8).reshape(-1, 3)[ink].astype(float) for each in (before, after)
    )
    return 10 * math.log10(255**2 / float(((one - other) ** 2).mean()))


@pytest.mark.parametrize(
    ("preset", "way"),
    [
        *(
            ("company", way)
            for way in ("JPEG 75", "scale 50 %", "turned 91–287°", "page, 200 dpi", "page, 150 dpi")
        ),
        *((preset, "JPEG 75") for preset in SEALS if preset != "company"),
        ("legal_representative_16", "page, 200 dpi"),
    ],
)
def test_a_mark_is_read_after(preset: str, way: str) -> None:
    picture = pressed(seal(preset), seed=1)

    (found,) = read_pixels(WAYS[way](picture, np.random.default_rng(1)))

    assert found.payload == payload(1)
    assert found.score > 0.6


@pytest.mark.parametrize("preset", SEALS)
def test_nobody_sees_the_layers(preset: str) -> None:
    before = seal(preset)

    after = pressed(before, seed=2)

    assert psnr_over_ink(before, after) >= FULL_INK
    assert after.alpha == before.alpha
    one, other = (np.frombuffer(each.rgb, np.uint8).reshape(-1, 3).astype(int) for each in (before, after))
    assert np.abs(one - other).max() <= 3
    clear = np.frombuffer(before.alpha, np.uint8) == 0
    assert np.array_equal(one[clear, :2], other[clear, :2])


def test_the_mark_leaves_blue_to_the_full_record() -> None:
    before = seal("company")
    record = frame(random.Random(3).randbytes(200))

    marked = mark(before, payload(3))

    assert marked.rgb[2::3] == before.rgb[2::3]
    both = hidden_layer.press(marked, record)
    assert hidden_layer.read(both.width_px, both.height_px, both.rgb, both.alpha) == (record,)


@pytest.mark.parametrize("colour", [(255, 0, 0), (200, 30, 40), (0, 60, 200)])
def test_ink_of_other_colours_carries_it(colour: tuple[int, int, int]) -> None:
    plain = seal("company")
    inked = SealPicture(
        plain.width_px,
        plain.height_px,
        bytes(colour) * (plain.width_px * plain.height_px),
        plain.alpha,
        plain.width_mm,
        plain.height_mm,
    )

    (found,) = read_pixels(jpeg(on_white(mark(inked, payload(4))), 75))

    assert found.payload == payload(4)


@pytest.mark.parametrize("hints", [{"width_mm_hint": 40.0}, {"dpi_hint": 300.0}, {"dpi_hint": 72.0}])
def test_hints_help_and_wrong_ones_do_no_harm(hints: dict[str, float]) -> None:
    pixels = scaled(on_white(mark(seal("company"), payload(5))), 0.5)

    (found,) = read_pixels(pixels, **hints)

    assert found.payload == payload(5)


def test_a_part_of_a_seal_is_enough() -> None:
    pixels = on_white(mark(seal("company"), payload(6)))

    (found,) = read_pixels(pixels[:, : pixels.shape[1] * 3 // 4])

    assert found.payload == payload(6)


def test_a_huge_picture_is_read_in_bounded_memory() -> None:
    pixels = np.kron(on_white(mark(seal("company"), payload(11))), np.ones((4, 4, 1), np.uint8))

    (found,) = read_pixels(pixels)

    assert found.payload == payload(11)


@pytest.mark.parametrize("preset", SEALS)
def test_a_seal_without_a_mark_says_nothing(preset: str) -> None:
    assert read_pixels(on_white(seal(preset))) == ()


def test_the_full_record_alone_is_no_mark() -> None:
    picture = hidden_layer.press(seal("company"), frame(random.Random(7).randbytes(200)))

    assert read_pixels(on_white(picture)) == ()


def test_red_noise_says_nothing() -> None:
    noise = np.random.default_rng(8).integers(0, 256, (300, 300, 3), np.uint8)
    noise[:, :, 0] = 255

    assert read_pixels(turned(noise, 5)) == ()


def test_colours_that_mix_to_grey_say_nothing() -> None:
    pixels = np.zeros((2400, 2400, 3), np.uint8)
    pixels[:, 0::2, 0] = 255
    pixels[:, 1::2, 1:] = 255

    assert read_pixels(pixels) == ()


@pytest.mark.parametrize("size", [(1, 1), (3, 400), (600, 1), (1, 9000), (40, 40)])
def test_pictures_too_small_for_a_mark(size: tuple[int, int]) -> None:
    assert read_pixels(np.full((*size, 3), (230, 0, 18), np.uint8)) == ()


def test_another_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="9 bytes"):
        mark(seal("company"), bytes(9))


def test_the_code_mends_what_noise_turns_over() -> None:
    chance = np.random.default_rng(9)
    for seed in range(20):
        soft = encode(payload(seed)) + 0.8 * chance.normal(size=CODED_BITS)
        assert int((np.sign(soft) != encode(payload(seed))).sum()) > 10

        found = decode(soft)

        assert found is not None
        assert found[0] == payload(seed)


def test_the_checksum_refuses_noise() -> None:
    chance = np.random.default_rng(10)

    assert all(decode(chance.normal(size=CODED_BITS)) is None for _ in range(300))
    assert decode(np.zeros(CODED_BITS)) is None


def test_the_published_field_is_kept() -> None:
    # Marks of stamped documents are read for ever: docs/HIDDEN_RECORD.md says what lies where.
    places = np.arange(20)
    frequencies, phases = waves()
    coded = np.packbits(encode(bytes(range(10))) > 0).tobytes()

    assert chip_bits(places, places[::-1])[:8].tolist() == [129, 210, 305, 216, 324, 103, 254, 181]
    assert "".join("+" if sign > 0 else "-" for sign in chip_signs(places, places)) == "--+---+-+++--++-++++"
    assert frequencies[:2].ravel().tolist() == pytest.approx(
        [0.394955, 0.051726, 0.393213, 0.112196], abs=1e-6
    )
    assert phases[:2].tolist() == pytest.approx([0.586286, 0.128512], abs=1e-6)
    assert coded.hex() == (
        "000000000007772b0cb95984ce7352cacc1abde71173959904b1a15660e9cc1a2215c63a648469b2d14f"
    )
