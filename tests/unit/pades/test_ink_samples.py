"""Samples of the seal's picture: what is full ink is the same pixel in either form, and nothing is lost."""

from __future__ import annotations

import random
import zlib

import pytest

from sealdesk.model.seal import SealPicture
from sealdesk.pades.ink_samples import ink_samples

WIDTH, HEIGHT = 21, 9  # no whole number of bytes a row


@pytest.fixture
def picture() -> SealPicture:
    draw = random.Random(1)
    alpha = bytes(draw.choice((0, 0, 1, 128, 254, 255, 255)) for _ in range(WIDTH * HEIGHT))
    return SealPicture(WIDTH, HEIGHT, draw.randbytes(3 * WIDTH * HEIGHT), alpha, 10.0, 5.0)


def test_with_transparency_nothing_changes(picture: SealPicture) -> None:
    samples = ink_samples(picture, opaque=False)
    assert zlib.decompress(samples.colours) == picture.rgb
    assert zlib.decompress(samples.mask) == picture.alpha


def test_without_transparency_soft_ink_is_mixed_with_white(picture: SealPicture) -> None:
    colours = zlib.decompress(ink_samples(picture, opaque=True).colours)
    for place, alpha in enumerate(picture.alpha):
        own, mixed = (samples[3 * place : 3 * place + 3] for samples in (picture.rgb, colours))
        if alpha == 255:
            assert mixed == own
        assert mixed == bytes(255 - (255 - colour) * alpha // 255 for colour in own)


def test_the_stencil_paints_what_has_ink(picture: SealPicture) -> None:
    mask = zlib.decompress(ink_samples(picture, opaque=True).mask)
    stride = -(-WIDTH // 8)
    assert len(mask) == stride * HEIGHT
    for y in range(HEIGHT):
        bits = f"{int.from_bytes(mask[y * stride : (y + 1) * stride], 'big'):0{8 * stride}b}"
        row = picture.alpha[y * WIDTH : (y + 1) * WIDTH]
        assert bits == "".join("0" if alpha else "1" for alpha in row).ljust(8 * stride, "1")
