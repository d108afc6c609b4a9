"""Taking a seal out of a picture: alpha and true size come back, hostile files get an answer."""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from tests.campaigns import degraded_seals
from tests.campaigns.degraded_seals import NAMES, degraded, nearness, plane

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.import_picture import imported
from sealdesk.impression.png import write_png
from sealdesk.impression.presets import presets
from sealdesk.model.seal import SealPicture
from sealdesk.model.seal_design import SEAL_RED, SealDesign
from sealdesk.model.seal_import import ImportFault, SizeSource


@pytest.fixture(scope="module")
def drawn() -> SealPicture:
    return draw_seal(degraded_seals.company(), 300)


@pytest.mark.parametrize("name", NAMES)
def test_a_spoilt_picture_gives_back_what_was_drawn(name: str, tmp_path: Path) -> None:
    spoilt = degraded(name)
    path = tmp_path / "picture"
    path.write_bytes(spoilt.data)
    result = imported(path, spoilt.given_mm, turn_deg=spoilt.turn_deg)
    picture, design = result.picture, spoilt.design
    assert (picture.width_mm, picture.height_mm) == (design.width_mm, design.height_mm)
    assert picture.width_px == round(design.width_mm / 25.4 * 600)
    near = nearness(picture, design)
    assert near.iou >= spoilt.iou and near.error <= spoilt.error, near
    assert set(result.quality.faults) == set(spoilt.faults)
    assert _on_the_ground(picture, design) <= 0.004
    assert picture.rgb == bytes(SEAL_RED) * (picture.width_px * picture.height_px)


def _on_the_ground(picture: SealPicture, design: SealDesign) -> float:
    """Mean ink more than a millimetre and a half away from all that was drawn."""
    far = degraded_seals.blurred(plane(draw_seal(design, 600)), 12) == 0
    return float(plane(picture)[far].sum() / max(1, far.sum()))


def put(folder: Path, data: bytes) -> Path:
    path = folder / "picture"
    path.write_bytes(data)
    return path


def refused(path: Path, **options: object) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        imported(path, **options)  # type: ignore[arg-type]
    return caught.value


def png_of(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_giant_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    error = refused(put(tmp_path, png_of(12_000, 12_000, zlib.compress(bytes(1 << 20)))))
    assert error.code is ErrorCode.PICTURE_TOO_LARGE
    assert error.facts["size"] == "12000 × 12000"


@pytest.mark.parametrize("keep", [0.02, 0.5])
def test_a_truncated_picture_is_damaged(keep: float, drawn: SealPicture, tmp_path: Path) -> None:
    whole = write_png(drawn)
    error = refused(put(tmp_path, whole[: int(len(whole) * keep)]))
    assert error.code is ErrorCode.PICTURE_DAMAGED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a text",
        b"PK\x03\x04" + bytes(100),
        b"<html><body>no picture</body></html>",
        b"\x7fELF" + bytes(60),
    ],
)
def test_what_is_no_picture_is_named(data: bytes, tmp_path: Path) -> None:
    assert refused(put(tmp_path, data)).code is ErrorCode.PICTURE_KIND


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere.png").code is ErrorCode.DOCUMENT_NOT_FOUND


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe").code is ErrorCode.PICTURE_KIND


def test_a_folder_cannot_be_read(tmp_path: Path) -> None:
    assert refused(tmp_path).code is ErrorCode.DOCUMENT_UNREADABLE


@pytest.mark.parametrize("grey", [0.0, 1.0])
def test_a_picture_without_a_seal_is_empty(grey: float, tmp_path: Path) -> None:
    data = degraded_seals.png(np.full((200, 300, 3), grey, np.float32), 300)
    assert refused(put(tmp_path, data)).code is ErrorCode.PICTURE_EMPTY


def test_black_and_white_is_told_from_a_seal(tmp_path: Path) -> None:
    page = degraded_seals._text((600, 600), 150)
    assert refused(put(tmp_path, degraded_seals.png(page, 150))).code is ErrorCode.PICTURE_EMPTY


def test_a_page_that_is_not_there(tmp_path: Path) -> None:
    error = refused(put(tmp_path, degraded("pdf page").data), page=3)
    assert error.code is ErrorCode.PICTURE_PAGE_MISSING
    assert error.facts == {"page": 3, "pages": 1}


def test_a_locked_pdf_asks_for_its_password(tmp_path: Path) -> None:
    with pymupdf.Document() as document:
        document.new_page()
        data = document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="open")
    assert refused(put(tmp_path, data)).code is ErrorCode.DOCUMENT_PASSWORD_MISSING


@pytest.mark.parametrize("size_mm", [1.0, 101.0, float("nan")])
def test_a_size_beyond_sense_is_refused(size_mm: float, drawn: SealPicture, tmp_path: Path) -> None:
    error = refused(put(tmp_path, write_png(drawn)), width_mm=size_mm)
    assert error.code is ErrorCode.PLACE_SIZE_WRONG


def test_a_size_that_does_not_fit_is_taken_and_told(drawn: SealPicture, tmp_path: Path) -> None:
    result = imported(put(tmp_path, write_png(drawn)), 45.0, 30.0)
    assert (result.picture.width_mm, result.picture.height_mm) == (45.0, 30.0)
    assert ImportFault.STRETCHED in result.quality.faults


@pytest.mark.parametrize(
    ("preset", "name", "size_mm"),
    [
        ("company", "城南建设工程有限公司", (40.0, 40.0)),
        ("foreign_invested", "城南精密仪器（中国）有限公司", (45.0, 30.0)),
        ("legal_representative", "林正宏印", (20.0, 20.0)),
        ("legal_representative_row", "林正宏印", (20.0, 10.0)),
    ],
)
def test_without_a_size_it_is_guessed_by_its_form(
    preset: str, name: str, size_mm: tuple[float, float], tmp_path: Path
) -> None:
    rgb = degraded_seals._coverage(presets()[preset].design(name), 200)
    paper = degraded_seals._on(degraded_seals._paper(rgb.shape), rgb)
    result = imported(put(tmp_path, degraded_seals.jpeg(paper, 85, None)))
    assert (result.picture.width_mm, result.picture.height_mm) == size_mm
    assert result.quality.size_source is SizeSource.GUESSED
    assert ImportFault.SIZE_GUESSED in result.quality.faults


@pytest.mark.parametrize("tilt", [-20.0, 3.0, 12.0])
@pytest.mark.parametrize(
    ("preset", "name"), [("company", "城南建设工程有限公司"), ("legal_representative", "林正宏印")]
)
def test_a_tilt_is_measured_and_turned_back(preset: str, name: str, tilt: float, tmp_path: Path) -> None:
    design = presets()[preset].design(name)
    alpha = degraded_seals.turned(degraded_seals._coverage(design, 300), tilt)
    path = put(
        tmp_path, degraded_seals.png(degraded_seals._on(degraded_seals._paper(alpha.shape), alpha), 300)
    )
    measured = imported(path, design.width_mm, design.height_mm).quality
    assert measured.tilt_deg == pytest.approx(tilt, abs=0.8)
    assert ImportFault.TILTED in measured.faults
    upright = imported(path, design.width_mm, design.height_mm, turn_deg=-tilt)
    assert ImportFault.TILTED not in upright.quality.faults
    assert nearness(upright.picture, design).iou > 0.93


def test_a_camera_held_sideways(tmp_path: Path) -> None:
    design = degraded_seals.company()
    alpha = degraded_seals._coverage(design, 300)
    paper = degraded_seals._on(degraded_seals._paper(alpha.shape), alpha)
    data = degraded_seals.jpeg(np.rot90(paper), 90, None)  # to be turned by 90° clockwise: Exif's 6
    exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
    app1 = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    result = imported(put(tmp_path, data[:2] + app1 + data[2:]), 40.0)
    assert nearness(result.picture, design).iou > 0.95


def test_a_seal_that_runs_out_of_the_picture_is_told(drawn: SealPicture, tmp_path: Path) -> None:
    alpha = degraded_seals._coverage(degraded_seals.company(), 300)[:, 60:]
    paper = degraded_seals._on(degraded_seals._paper(alpha.shape), alpha)
    result = imported(put(tmp_path, degraded_seals.png(paper, 300)), 40.0)
    assert ImportFault.CUT_OFF in result.quality.faults


@pytest.mark.parametrize("colourspace", [pymupdf.csGRAY, pymupdf.csCMYK])
def test_other_colour_spaces_are_read(
    colourspace: pymupdf.Colorspace, drawn: SealPicture, tmp_path: Path
) -> None:
    picture = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.Pixmap(write_png(drawn)))
    on_white = pymupdf.Pixmap(picture, 0)
    with pymupdf.Document() as document:
        page = document.new_page(width=120, height=120)
        page.insert_image(page.rect, pixmap=pymupdf.Pixmap(colourspace, on_white))
        data = document.tobytes()
    if colourspace.n == 1:
        assert refused(put(tmp_path, data)).code is ErrorCode.PICTURE_EMPTY
    else:
        assert imported(put(tmp_path, data)).picture.width_px > 0


def test_a_brown_desk_around_the_paper_is_no_ink(tmp_path: Path) -> None:
    design = degraded_seals.company()
    alpha = degraded_seals._coverage(design, 300)
    wood = np.full((alpha.shape[0] + 300, alpha.shape[1] + 300, 3), (0.59, 0.39, 0.24), np.float32)
    wood[150:-150, 150:-150] = degraded_seals._on(degraded_seals._paper(alpha.shape), alpha)
    result = imported(put(tmp_path, degraded_seals.jpeg(wood, 80, 300)))
    assert nearness(result.picture, design).iou > 0.95


def test_characters_without_a_border_stay_together(tmp_path: Path) -> None:
    design = replace(presets()["legal_representative"].design("林正宏印"), border_mm=0.0)
    alpha = degraded_seals._coverage(design, 300)
    paper = degraded_seals._on(degraded_seals._paper(alpha.shape), alpha)
    picture = imported(put(tmp_path, degraded_seals.jpeg(paper, 85, 300))).picture
    drawn = plane(draw_seal(design))
    rows, columns = np.flatnonzero(drawn.max(axis=1) > 0.5), np.flatnonzero(drawn.max(axis=0) > 0.5)
    ink_mm = (columns[-1] - columns[0]) * 25.4 / 600, (rows[-1] - rows[0]) * 25.4 / 600
    assert (picture.width_mm, picture.height_mm) == pytest.approx(ink_mm, abs=0.5)


def test_of_two_seals_side_by_side_one_is_taken(tmp_path: Path) -> None:
    design = degraded_seals.company()
    alpha = np.tile(degraded_seals._coverage(design, 200, 1.5), (1, 2))
    paper = degraded_seals._on(degraded_seals._paper(alpha.shape), alpha)
    result = imported(put(tmp_path, degraded_seals.jpeg(paper, 85, 200)))
    assert nearness(result.picture, design).iou > 0.93
