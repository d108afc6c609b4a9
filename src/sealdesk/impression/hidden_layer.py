"""The full hidden record in the ink: the lowest bit of blue in every fully opaque pixel.

The picture is covered with tiles of 64 × 64 pixels, all alike. Of a tile's 4,096 places 3,584 carry the bits of one
frame (`formats.hidden_frame`), 512 a fixed pattern by which a reader finds where tiles begin and how the picture
was turned or mirrored. Which place carries what: the places in ascending order of 32-bit big-endian words that
SHAKE-128 gives for `SealDesk hidden layer 1`; the first 512 are the pattern, alternately 0 and 1, the others
the frame, highest bit first. Where there is no ink nothing is carried: every place is told by as many tiles as
have ink there, and their majority counts.

A pixel changes by one step of 255 in blue at most, where the eye sees least; compressors find the tiles again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import shake_128
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sealdesk.formats.fields import FormatError
from sealdesk.formats.hidden_frame import FRAME_BYTES, frame, unframe
from sealdesk.model.seal import SealPicture

TILE_PX = 64
PLACES = TILE_PX * TILE_PX
FRAME_BITS = 8 * FRAME_BYTES
PATTERN_BITS = PLACES - FRAME_BITS

_BLUE = 2
_OPAQUE = 255
_DOMAIN = b"SealDesk hidden layer 1"
_PAPER = 240
"""From this on all three colours are paper, not ink."""
_COLOURED = 32
"""Black text and grey shadows differ by less between their colours."""
_LEAST_MATCH = 0.4
"""Part by which the pattern must be found more often right than wrong; noise stays below 0.2 among all 32,768 tries."""
_LEAST_TOLD = 384
"""Places of the pattern that must be told at all."""
_TRIES = 3
_EVEN = 0.05
"""A picture whose bits lean less than this to one side has no large part without a record."""
_LEAST_VOTE = 0.25
_RUN_PX = 16
"""As many pixels of the very same blue in a row, or one below the other, are no ink with a record in it."""

Votes = NDArray[np.float64]


def press(picture: SealPicture, record: bytes) -> SealPicture:
    """The picture with a framed record in its ink.

    Only the blue of fully opaque pixels changes, by one step at most.

    Args:
        record: From `formats.hidden_record.write_record`: 448 bytes.
    """
    pixels = np.frombuffer(picture.rgb, np.uint8).reshape(picture.height_px, picture.width_px, 3).copy()
    alpha = np.frombuffer(picture.alpha, np.uint8).reshape(picture.height_px, picture.width_px)
    blue = pixels[:, :, _BLUE]
    told = (blue & 0xFE) | _covering(_tile(record), blue.shape)
    blue[...] = np.where(alpha == _OPAQUE, told, blue)
    return replace(picture, rgb=pixels.tobytes())


LEAST_COPIES = 4.0
"""A picture with fewer is not pressed: parts of it would not be read."""


def copies(picture: SealPicture) -> float:
    """How often the picture's full ink would carry a record, on average over the tile's places."""
    return picture.alpha.count(_OPAQUE) / PLACES


def read(width: int, height: int, rgb: bytes, alpha: bytes | None) -> tuple[bytes, ...]:
    """Framed records found in a picture: cropped, turned by quarters, mirrored, or laid on white or a page.

    What is given back is a sound frame; whether it holds a record, and whose, `formats.hidden_record` tells.

    Args:
        width, height: In pixels; 8 bits a colour, row by row, no padding.
        alpha: None where the picture has none.

    Returns:
        Empty where nothing was found.
    """
    pixels = np.frombuffer(rgb, np.uint8).reshape(height, width, 3)
    opaque = None if alpha is None else np.frombuffer(alpha, np.uint8).reshape(height, width) == _OPAQUE
    blue = np.ascontiguousarray(pixels[:, :, _BLUE])
    for ink in _inks(pixels, opaque):
        for counted in _counted(blue, ink):
            if found := tuple(dict.fromkeys(_frames(_votes(blue, counted)))):
                return found
    return ()


def _inks(pixels: NDArray[np.uint8], opaque: NDArray[np.bool_] | None) -> Iterator[NDArray[np.bool_]]:
    """Which pixels may be ink: coloured ones first, then all that is not paper, for black seals."""
    red, green, blue = (pixels[:, :, colour] for colour in range(3))
    darkest = np.minimum(np.minimum(red, green), blue)
    inked = darkest < _PAPER
    if opaque is not None:
        inked &= opaque
    coloured = inked & (np.maximum(np.maximum(red, green), blue) - darkest >= _COLOURED)
    yield coloured
    if not np.array_equal(coloured, inked):
        yield inked


def _counted(blue: NDArray[np.uint8], ink: NDArray[np.bool_]) -> Iterator[NDArray[np.bool_]]:
    """All ink, as where a mask tells it from paint; then without runs of one colour, which would drown the record.

    Taking those out costs some pixels at the ink's edge.
    """
    yield ink
    yield ink & ~(_flat(blue) | _flat(blue.T).T)


def _votes(blue: NDArray[np.uint8], ink: NDArray[np.bool_]) -> Votes:
    """For each place of the tile: pixels that say 1 less pixels that say 0, less what an even picture says anyway.

    Frames are half ones, half zeros: whatever leans to one side everywhere comes from colour without a record.
    """
    ones, told = _folded(ink & (blue & 1).astype(np.bool_)), _folded(ink)
    lean = float(ones.sum()) / max(1.0, float(told.sum()))
    votes: Votes = 2.0 * ones - (1.0 if abs(lean - 0.5) < _EVEN else 2.0 * lean) * told
    votes[np.abs(votes) < _LEAST_VOTE] = 0.0
    return votes


def _flat(blue: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Pixels within a run along their row: printed text, or the paint in a picture's transparent parts."""
    height, width = blue.shape
    flat = np.zeros((height, width), np.bool_)
    if width < _RUN_PX:
        return flat
    alike = blue[:, 1:] == blue[:, :-1]
    reach = 1
    while reach < _RUN_PX - 1:  # alike[x]: this pixel and as many as `reach` after it
        step = min(reach, _RUN_PX - 1 - reach)
        alike = alike[:, :-step] & alike[:, step:]
        reach += step
    for at in range(_RUN_PX):
        flat[:, at : at + alike.shape[1]] |= alike
    return flat


def _folded(marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many pixels are marked at each place of the tile."""
    height, width = marked.shape
    rows, columns = -(-height // TILE_PX), -(-width // TILE_PX)
    whole = np.zeros((rows * TILE_PX, columns * TILE_PX), np.uint8)
    whole[:height, :width] = marked
    down = whole.reshape(rows, TILE_PX, columns * TILE_PX).sum(axis=0, dtype=np.int64)
    folded: NDArray[np.int64] = down.reshape(TILE_PX, columns, TILE_PX).sum(axis=1)
    return folded


def _frames(votes: Votes) -> Iterator[bytes]:
    """Sound frames in the votes, whichever way they lie."""
    for turned in _orientations(votes):
        for down, across in _beginnings(turned):
            try:
                yield _frame(np.roll(turned, (-down, -across), (0, 1)))
            except FormatError:
                continue


def _orientations(votes: Votes) -> Iterator[Votes]:
    for face in (votes, votes[:, ::-1]):
        for quarters in range(4):
            yield np.rot90(face, quarters)


def _beginnings(votes: Votes) -> Iterator[tuple[int, int]]:
    """Where tiles may begin: the best few places at which the pattern fits well enough."""
    said = np.sign(votes).astype(np.float32)
    match = _correlation(said, _pattern())
    told = _correlation(np.abs(said), np.abs(_pattern()))
    good = (told >= _LEAST_TOLD) & (match >= _LEAST_MATCH * told)
    places = np.argwhere(good)
    best = sorted(places.tolist(), key=lambda place: -float(match[place[0], place[1]]))
    yield from ((down, across) for down, across in best[:_TRIES])


def _correlation(said: NDArray[np.float32], pattern: NDArray[np.float32]) -> NDArray[np.float64]:
    """At each shift, the sum over places of `said` there times `pattern` here."""
    spectrum = np.fft.rfft2(said) * np.conj(np.fft.rfft2(pattern))
    return np.rint(np.fft.irfft2(spectrum, s=said.shape))


def _frame(votes: Votes) -> bytes:
    said = votes.ravel()[_order()[PATTERN_BITS:]]
    framed = np.packbits(said > 0).tobytes()
    missing = np.flatnonzero((said == 0).reshape(FRAME_BYTES, 8).any(axis=1))
    # Written anew: what was lost on the way is not handed on.
    return frame(unframe(framed, missing.tolist()))


def _tile(record: bytes) -> NDArray[np.uint8]:
    if len(record) != FRAME_BYTES:
        raise ValueError(f"a frame of {len(record)} bytes")
    tile = np.empty(PLACES, np.uint8)
    order = _order()
    tile[order[:PATTERN_BITS]] = np.arange(PATTERN_BITS) % 2
    tile[order[PATTERN_BITS:]] = np.unpackbits(np.frombuffer(record, np.uint8))
    return tile.reshape(TILE_PX, TILE_PX)


def _covering(tile: NDArray[np.uint8], shape: Any) -> NDArray[np.uint8]:
    height, width = shape
    return np.tile(tile, (-(-height // TILE_PX), -(-width // TILE_PX)))[:height, :width]


@cache
def _order() -> NDArray[np.intp]:
    words = np.frombuffer(shake_128(_DOMAIN).digest(4 * PLACES), ">u4")
    return np.argsort(words, kind="stable")


@cache
def _pattern() -> NDArray[np.float32]:
    pattern = np.zeros(PLACES, np.float32)
    pattern[_order()[:PATTERN_BITS]] = np.arange(PATTERN_BITS) % 2 * 2 - 1
    return pattern.reshape(TILE_PX, TILE_PX)
