"""Which tiles a page is put together from, in which order they are wanted, and which are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui.page_images import Kind, Wanted
from sealdesk.gui.page_tiles import (
    TILE_PX,
    PageTiles,
    PictureStore,
    SeenPage,
    coarse,
    tiles_within,
)

A4 = PageFrame(Rect(0, 0, 595.276, 841.89), 0)


def picture(width: int = 10, height: int = 10) -> QImage:
    return QImage(width, height, QImage.Format.Format_RGB32)


@given(st.floats(0.3, 60.0), st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 1))
def test_the_tiles_cover_what_is_seen_on_whole_device_pixels(
    scale: float, left: float, top: float, share: float
) -> None:
    seen = Rect(
        left * 0.9 * A4.width_mm,
        top * 0.9 * A4.height_mm,
        min(1.0, left * 0.9 + share) * A4.width_mm,
        min(1.0, top * 0.9 + share) * A4.height_mm,
    )
    tiles = tiles_within(3, A4, scale, seen)
    boxes = [tile.clip_mm for tile in tiles if tile.clip_mm is not None]
    assert len(set(tiles)) == len(tiles) == len(boxes) > 0
    for box in boxes:
        for edge in (box.x0, box.y0, box.x1, box.y1):
            assert edge * scale == pytest.approx(round(edge * scale), abs=1e-6)
        assert round(box.width * scale) <= TILE_PX[0]
        assert round(box.height * scale) <= TILE_PX[1]
    pixel = 1 / scale
    assert min(box.x0 for box in boxes) <= seen.x0 and min(box.y0 for box in boxes) <= seen.y0
    # The page's last pixel may be a part of one: it is rounded.
    assert max(box.x1 for box in boxes) >= seen.x1 - pixel
    assert max(box.y1 for box in boxes) >= seen.y1 - pixel
    across, down = len({box.x0 for box in boxes}), len({box.y0 for box in boxes})
    assert len(boxes) == across * down
    assert across <= seen.width * scale / TILE_PX[0] + 2
    assert down <= seen.height * scale / TILE_PX[1] + 2


def test_nothing_is_wanted_of_what_is_not_seen() -> None:
    assert tiles_within(1, A4, 4.0, Rect(300, 0, 400, 100)) == ()


def test_the_store_forgets_what_was_not_looked_at_for_longest() -> None:
    store = PictureStore(3 * picture().sizeInBytes())
    wanted = [Wanted(Kind.TILE, page, 1.0) for page in range(1, 6)]
    for one in wanted[:3]:
        store.keep(one, picture())
    assert store.get(wanted[0]) is not None
    store.keep(wanted[3], picture())
    assert [one in store for one in wanted] == [True, False, True, True, False]
    assert store.kept_bytes == 3 * picture().sizeInBytes()


def test_the_store_keeps_one_picture_that_is_larger_than_its_limit() -> None:
    store = PictureStore(100)
    store.keep(Wanted(Kind.TILE, 1, 1.0), picture(50, 50))
    store.keep(Wanted(Kind.TILE, 2, 1.0), picture(60, 60))
    assert store.kept_bytes == picture(60, 60).sizeInBytes()
    store.clear()
    assert store.kept_bytes == 0


def test_a_page_with_nothing_to_show_gets_a_coarse_picture_first_and_the_nearest_its_tiles_next() -> None:
    tiles = PageTiles()
    near = SeenPage(7, A4, A4.shown_mm, A4.shown_mm, away_px=0)
    far = SeenPage(6, A4, A4.shown_mm, A4.shown_mm, away_px=300)
    wanted = tiles.missing([far, near], 4.0)
    assert [one.page for one in wanted if one.kind is Kind.COARSE] == [7, 6]
    assert wanted[:2] == (coarse(7, A4), coarse(6, A4))
    assert [one.page for one in wanted[2:]] == sorted((one.page for one in wanted[2:]), reverse=True)

    for one in wanted:
        tiles.take(one, picture(), 1.0)
    assert tiles.missing([far, near], 4.0) == ()
    # At another zoom the coarse pictures do until the tiles are here.
    assert {one.kind for one in tiles.missing([far, near], 5.0)} == {Kind.TILE}


def test_what_is_near_is_wanted_besides() -> None:
    tiles = PageTiles()
    seen = SeenPage(1, A4, Rect(0, 0, 210, 20), Rect(0, 0, 210, 200), away_px=0)
    for one in tiles.missing([seen], 4.0):
        tiles.take(one, picture(), 1.0)
    near = tiles.missing_near([seen], [(2, A4)], 4.0)
    assert near[-1] == coarse(2, A4)
    assert {one.kind for one in near[:-1]} == {Kind.TILE}
