"""Pictures on paper: true size, the right way up, pixels as they are."""

from __future__ import annotations

import struct
from pathlib import Path

import pymupdf
import pytest
from tests import foreign_files as foreign

from sealdesk.documents import conversion_pictures
from sealdesk.documents.conversion_picture_facts import PictureFacts, facts_of
from sealdesk.documents.conversion_pictures import MadePages, Sheet, pictures_to_pdf, sheet_for
from sealdesk.errors import ErrorCode, SealDeskError

POINTS_PER_MM = 72 / 25.4
RED, GREEN, BLUE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0)


def made(tmp_path: Path, content: bytes) -> tuple[MadePages, pymupdf.Document]:
    source, target = tmp_path / "picture", tmp_path / "made.pdf"
    source.write_bytes(content)
    with pictures_to_pdf(source, target) as child:
        answer = child.answer()
    return answer, pymupdf.Document(target)


def sizes_mm(document: pymupdf.Document) -> list[tuple[float, float]]:
    return [
        (round(page.rect.width / POINTS_PER_MM, 2), round(page.rect.height / POINTS_PER_MM, 2))
        for page in document
    ]


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))


def corners(document: pymupdf.Document, number: int = 0) -> list[tuple[int, ...]]:
    """Colours of the corners as shown: top left, top right, bottom left, bottom right."""
    drawn = document[number].get_pixmap(dpi=72)
    places = ((3, 3), (drawn.width - 4, 3), (3, drawn.height - 4), (drawn.width - 4, drawn.height - 4))
    return [drawn.pixel(x, y) for x, y in places]


def test_a_scan_keeps_its_size(tmp_path: Path) -> None:
    answer, document = made(tmp_path, foreign.png(1654, 2339, 200))
    assert answer == MadePages(1, (), ())
    (size,) = sizes_mm(document)
    assert size == pytest.approx((210.06, 297.05), abs=0.05)


def test_a_jpeg_is_embedded_byte_for_byte(tmp_path: Path) -> None:
    content = foreign.jpeg(800, 1200, 100)
    _, document = made(tmp_path, content)
    (picture,) = document[0].get_images()
    assert document.xref_stream_raw(picture[0]) == content
    assert sizes_mm(document) == [(203.2, 304.8)]


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, (RED, GREEN, BLUE, BLACK)),
        (2, (GREEN, RED, BLACK, BLUE)),
        (3, (BLACK, BLUE, GREEN, RED)),
        (4, (BLUE, BLACK, RED, GREEN)),
        (5, (RED, BLUE, GREEN, BLACK)),
        (6, (BLUE, RED, BLACK, GREEN)),
        (7, (BLACK, GREEN, BLUE, RED)),
        (8, (GREEN, BLACK, RED, BLUE)),
    ],
)
def test_a_camera_may_be_held_in_eight_ways(
    tmp_path: Path, orientation: int, expected: tuple[tuple[int, ...], ...]
) -> None:
    """Exif 2.32 §4.6.4: where row 0 and column 0 of the stored pixels belong."""
    _, document = made(tmp_path, foreign.jpeg(400, 800, 100, orientation))
    wide, high = (101.6, 203.2) if orientation < 5 else (203.2, 101.6)
    assert sizes_mm(document) == [(wide, high)]
    assert all(near(one, other) for one, other in zip(corners(document), expected, strict=True))


def test_every_page_of_a_tiff_has_its_own_size(tmp_path: Path) -> None:
    answer, document = made(tmp_path, foreign.tiff([(827, 1169, 100), (600, 400, 100), (1654, 2339, 200)]))
    assert answer.pages == 3
    assert sizes_mm(document)[1] == (152.4, 101.6)
    assert sizes_mm(document)[2] == pytest.approx((210.06, 297.05), abs=0.02)
    assert [corners(document, number)[0] for number in range(3)] == [(40,) * 3, (80,) * 3, (120,) * 3]


def test_a_picture_without_size_is_set_on_a4_and_that_is_told(tmp_path: Path) -> None:
    answer, document = made(tmp_path, foreign.png(1000, 1000))
    assert answer.assumed == (1,)
    assert [one.code for one in answer.findings] == ["conversion.size_assumed"]
    assert sizes_mm(document) == [(210.0, 297.0)]
    drawn = document[0].get_pixmap(dpi=72)
    assert drawn.pixel(5, 5) == (255, 255, 255), "a square in the middle of the sheet"
    assert near(drawn.pixel(5, round((297 - 210) / 2 * POINTS_PER_MM) + 5), RED)


@pytest.mark.parametrize(
    ("size", "dpi", "doubt"),
    [
        ((2480, 3508), 300, ""),
        ((2480, 3508), 72, "implausible"),
        ((1920, 1080), 96, "implausible"),
        ((794, 1123), 96, ""),
        ((4032, 3024), 300, ""),
        ((9933, 14043), 300, ""),
        ((40, 40), 300, "implausible"),
        ((2480, 3508), 5, "implausible"),
    ],
)
def test_a_stated_size_is_believed_only_where_paper_has_it(
    size: tuple[int, int], dpi: float, doubt: str
) -> None:
    sheet = sheet_for(*size, PictureFacts((dpi, dpi)))
    assert sheet.doubt == doubt
    if doubt:
        assert sorted(sheet.page_mm) == [210.0, 297.0]


def test_pixels_need_not_be_square() -> None:
    """A fax has 204 × 98 dots an inch; turned by its camera, across is down."""
    assert sheet_for(1728, 1143, PictureFacts((204, 98))).page_mm == pytest.approx((215.15, 296.25), abs=0.01)
    assert sheet_for(1143, 1728, PictureFacts((98, 204), 6)).page_mm == pytest.approx(
        (215.15, 296.25), abs=0.01
    )
    assert sheet_for(10, 20, PictureFacts()) == Sheet((210.0, 297.0), (148.5, 297.0), "assumed")


def test_clear_pixels_lie_on_white(tmp_path: Path) -> None:
    row = b"\0" + bytes((255, 0, 0, 0)) * 300 + bytes((255, 0, 0, 255)) * 300
    answer, document = made(tmp_path, foreign.png_of_rows(600, 600, 8, 6, row * 600))
    assert answer.pages == 1
    (picture,) = document[0].get_images()
    assert picture[1] == 0, "no soft mask is left"
    drawn = document[0].get_pixmap(dpi=72)
    middle = drawn.height // 2
    assert drawn.pixel(50, middle) == (255, 255, 255)
    assert drawn.pixel(drawn.width - 50, middle) == (255, 0, 0)


def test_sixteen_bits_a_colour_and_one_bit_a_pixel_are_read(tmp_path: Path) -> None:
    grey = b"\0" + struct.pack(">H", 0x8000) * 300
    _, document = made(tmp_path, foreign.png_of_rows(300, 300, 16, 0, grey * 300))
    assert document[0].get_pixmap(dpi=72).pixel(300, 400)[0] == pytest.approx(128, abs=1)
    black = b"\0" + bytes(40)
    _, document = made(tmp_path, foreign.png_of_rows(320, 320, 1, 0, black * 320))
    assert document[0].get_pixmap(dpi=72).pixel(300, 400) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff"])
def test_a_broken_picture_is_told_as_that(tmp_path: Path, kind: str) -> None:
    whole = {
        "png": foreign.png(500, 500),
        "jpeg": foreign.jpeg(500, 500),
        "tiff": foreign.tiff([(50, 50, 100)]),
    }[kind]
    with pytest.raises(SealDeskError) as caught:
        made(tmp_path, whole[: len(whole) * 2 // 3])
    assert caught.value.code is ErrorCode.DOCUMENT_CONVERSION_FAILED


def test_a_giant_picture_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    giant = foreign.png_of_rows(20_000, 20_000, 8, 2, bytes(100))
    with pytest.raises(SealDeskError) as caught:
        made(tmp_path, giant)
    assert caught.value.code is ErrorCode.DOCUMENT_TOO_DEMANDING
    assert caught.value.facts["limit"] == "pixels"


def test_a_file_beyond_all_measure_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion_pictures, "LARGEST_BYTES", 10)
    source = tmp_path / "picture"
    source.write_bytes(foreign.png(8, 8))
    with pytest.raises(SealDeskError) as caught:
        conversion_pictures._write(source, tmp_path / "made.pdf")
    assert caught.value.facts["limit"] == "size"


@pytest.mark.parametrize(
    ("content", "dpi"),
    [
        (foreign.png(4, 4, 254), (254.0, 254.0)),
        (foreign.png(4, 4), None),
        (foreign.jpeg(8, 8, 300), (300.0, 300.0)),
        (foreign.jpeg(8, 8), None),
        (foreign.tiff([(4, 4, 150)]), (150.0, 150.0)),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\2\0\x64\0\x64\0\0\xff\xda\0\2", (254.0, 254.0)),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xda\0\2", None),
        (b"BM" + struct.pack("<IIIIiiHHIIii", 60, 0, 54, 40, 1, 1, 1, 24, 0, 0, 3937, 3937), (100.0, 100.0)),
        (b"BM" + bytes(60), None),
        (b"\xff\xd8\xff\xe1\0\x10Exif\0\0II*\0\xff\xff\xff\xff", None),
        (b"GIF89a" + bytes(20), None),
    ],
)
def test_a_file_says_how_large_it_is_or_does_not(content: bytes, dpi: tuple[float, float] | None) -> None:
    (facts,) = facts_of(content)
    assert facts.dpi == (None if dpi is None else pytest.approx(dpi, abs=0.01))


def test_a_circle_of_directories_ends() -> None:
    circle = bytearray(foreign.tiff([(4, 4, 150)]))
    directory = struct.unpack_from("<I", circle, 4)[0]
    struct.pack_into("<I", circle, len(circle) - 4, directory)
    assert len(facts_of(bytes(circle))) == 1
