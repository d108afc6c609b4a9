"""A page is drawn before and after: a seal that is missing, small, elsewhere or with something beside it is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from sealdesk import confined
from sealdesk.documents.update_look import SealedPage, Unlike, UnlikePage, _nearly_equal, first_unlike
from sealdesk.geometry import Rect, TurnedBox
from sealdesk.model.ink import PLAIN_INK, Stamp
from sealdesk.model.seal import SealPicture

BOX = TurnedBox(100.0, 100.0, 42.0, 42.0)
PICTURE = SealPicture(
    84, 84, bytes((230, 0, 18)) * 84 * 84, bytes(255 * ((x // 12 + y // 9) % 2) for y in range(84) for x in range(84)),
    42.0, 42.0,
)  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.pdf"
    with pymupdf.open() as document:
        for number in (1, 2):
            page = document.new_page(width=595, height=842)
            page.insert_text((200, 280), f"Text below the seal, page {number}", fontsize=14)
        document.save(path)
    return path


def update(source: Path, *stamps: Stamp, beside: str = "") -> bytes:
    """The seal as a picture above the page's content, and something else."""
    k = 72 / 25.4
    image = pymupdf.Pixmap(pymupdf.csRGB, PICTURE.width_px, PICTURE.height_px, PICTURE.rgb, 0)
    image = pymupdf.Pixmap(image, 1)
    image.set_alpha(PICTURE.alpha)
    path = source.with_name("after.pdf")
    path.write_bytes(source.read_bytes())
    with pymupdf.open(path) as document:
        for stamp in stamps:
            box = stamp.box.bounds_mm
            document[stamp.page - 1].insert_image(
                (box.x0 * k, box.y0 * k, box.x1 * k, box.y1 * k), pixmap=image
            )
        if beside:
            document[0].insert_text((200, 600), beside)
        document.saveIncr()
    return path.read_bytes()[source.stat().st_size :]


def looked(source: Path, added: bytes, *pages: SealedPage) -> UnlikePage | None:
    stamps = (Stamp(1, BOX), Stamp(2, BOX))
    told = pages or (SealedPage(1, PLAIN_INK), SealedPage(2, PLAIN_INK))
    return confined.run(first_unlike, source, None, added, ((PICTURE, stamps),), told)


def test_a_seal_where_it_belongs(source: Path) -> None:
    assert looked(source, update(source, Stamp(1, BOX), Stamp(2, BOX))) is None


@pytest.mark.parametrize(
    "box",
    [None, replace(BOX, width_mm=2.0, height_mm=2.0), replace(BOX, width_mm=30.0, height_mm=30.0)],
    ids=["missing", "a dot", "too small"],
)
def test_a_seal_that_is_not_what_it_should_be(source: Path, box: TurnedBox | None) -> None:
    second = () if box is None else (Stamp(2, box),)
    assert looked(source, update(source, Stamp(1, BOX), *second)) == UnlikePage(2, Unlike.SEAL_UNSEEN)


def test_a_seal_elsewhere(source: Path) -> None:
    moved = update(source, Stamp(1, replace(BOX, centre_x_mm=140.0)), Stamp(2, BOX))
    assert looked(source, moved) == UnlikePage(1, Unlike.PAGE_CHANGED)


def test_a_letter_beside_the_seal(source: Path) -> None:
    written = update(source, Stamp(1, BOX), Stamp(2, BOX), beside="0")
    assert looked(source, written) == UnlikePage(1, Unlike.PAGE_CHANGED)
    free = SealedPage(1, PLAIN_INK, (Rect(60.0, 200.0, 90.0, 220.0),))
    assert looked(source, written, free) is None


def test_on_a_dark_red_page_there_is_nothing_to_see(source: Path) -> None:
    with pymupdf.open(source) as document:
        document[0].draw_rect((0, 0, 595, 842), color=None, fill=(0.4, 0, 0), overlay=True)
        document.saveIncr()
    assert looked(source, update(source, beside=""), SealedPage(1, PLAIN_INK)) is None


@pytest.mark.parametrize("at", range(5))
def test_samples_are_compared_at_once_as_one_by_one(at: int) -> None:
    for off in range(-255, 256):
        one, other = bytearray([7] * 5), bytearray([7] * 5)
        one[at], other[at] = max(0, off), max(0, -off)
        assert _nearly_equal(one, other) is (-16 <= off <= 15), off
