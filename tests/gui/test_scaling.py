"""Small screens and large scales: everything has room, and nothing is cut."""

from __future__ import annotations

from .walk import SCREEN, TITLE_AND_BAR_PX, Walk


def test_no_text_is_cut(walked: tuple[str, Walk]) -> None:
    assert walked[1].found("clipped") == []


def test_everything_fits_on_the_smallest_screen(walked: tuple[str, Walk]) -> None:
    width, height = SCREEN[0], SCREEN[1] - TITLE_AND_BAR_PX
    seen = walked[1].stops
    assert [
        (name, one.size) for name, one in seen.items() if one.size[0] > width or one.size[1] > height
    ] == []
    assert [
        (name, one.least) for name, one in seen.items() if one.least[0] > width or one.least[1] > height
    ] == []
