"""Seal pictures as PNG: exact both ways, size in millimetres, readable by others, robust against nonsense."""

from __future__ import annotations

import shutil
import subprocess
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.png import read_png, write_png
from sealdesk.impression.presets import presets
from sealdesk.model.seal import SealPicture


@st.composite
def pictures(draw) -> SealPicture:
    width, height = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    rgb = draw(st.binary(min_size=3 * width * height, max_size=3 * width * height))
    alpha = draw(st.binary(min_size=width * height, max_size=width * height))
    return SealPicture(width, height, rgb, alpha, draw(st.sampled_from([20.0, 38.0, 42.0])), 42.0)


@given(pictures())
def test_what_was_written_is_read_exactly(picture: SealPicture) -> None:
    again = read_png(write_png(picture), picture.width_mm, picture.height_mm)
    assert again == picture


@pytest.mark.parametrize("key", ["company", "joint_stock_company", "finance", "legal_representative"])
def test_the_true_size_travels_in_the_file(key: str) -> None:
    preset = presets()[key]
    name = "李明远印" if preset.shape == "rectangle" else "城南建设有限公司"
    picture = draw_seal(preset.design(name))
    again = read_png(write_png(picture))
    assert (again.width_mm, again.height_mm) == (preset.width_mm, preset.height_mm)
    assert (again.rgb, again.alpha) == (picture.rgb, picture.alpha)


def test_another_program_sees_the_same_pixels(tmp_path) -> None:
    if not (convert := shutil.which("convert")):
        pytest.skip("ImageMagick is not installed")
    picture = draw_seal(presets()["company"].design("城南建设有限公司"), dpi=150)
    path = tmp_path / "seal.png"
    path.write_bytes(write_png(picture))
    command = [convert, str(path), "-depth", "8", "rgba:-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    assert raw[3::4] == picture.alpha
    assert b"".join(raw[at : at + 3] for at in range(0, len(raw), 4)) == picture.rgb


def test_a_png_of_another_program_is_read(tmp_path) -> None:
    """Filtered rows: opaque pixels and alpha exact, thin ink close."""
    import pymupdf

    pixmap = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 3, 1), True)
    for at, pixel in enumerate([(230, 0, 18, 255), (115, 0, 9, 128), (0, 0, 0, 0)]):
        pixmap.set_pixel(at, 0, pixel)
    picture = read_png(pixmap.tobytes("png"))
    assert picture.alpha == bytes((255, 128, 0))
    assert picture.rgb[:3] == bytes((230, 0, 18))
    assert picture.rgb[3:6] == pytest.approx(bytes((229, 0, 18)), abs=2)


def test_a_grey_png_becomes_opaque_rgb() -> None:
    import pymupdf

    pixmap = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 2, 1), False)
    pixmap.set_pixel(0, 0, (7,))
    pixmap.set_pixel(1, 0, (200,))
    picture = read_png(pixmap.tobytes("png"))
    assert picture.rgb == bytes((7, 7, 7, 200, 200, 200))
    assert picture.alpha == b"\xff\xff"


PNG = write_png(SealPicture(2, 1, bytes(6), b"\x10\xff", 2.0, 1.0))


@pytest.mark.parametrize(
    "content",
    [b"", b"no png", PNG[:30], PNG[:-20], PNG.replace(b"IHDR", b"IHDX"), PNG[:48] + b"\7" + PNG[49:]],
    ids=["empty", "text", "head", "cut", "no header", "flipped"],
)
def test_nonsense_is_refused(content: bytes) -> None:
    with pytest.raises(SealDeskError) as caught:
        read_png(content)
    assert caught.value.code is ErrorCode.DOCUMENT_DAMAGED


def test_a_bomb_is_not_unpacked() -> None:
    """A small file that claims one pixel and unpacks to 100 MB is refused by its size."""
    body = zlib.compress(bytes(100_000_000), 9)
    header = PNG[8:33]
    bomb = PNG[:8] + header + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
    with pytest.raises(SealDeskError):
        read_png(bomb)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
