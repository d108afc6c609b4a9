"""The test sheet: marked on every page and in every picture, and refused by the program for good."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy
import pymupdf
import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression import test_sheet as sheets
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.presets import presets
from sealdesk.model.document import TEST_SHEET
from sealdesk.model.seal import SealPicture
from sealdesk.service.look_at_document import look


@pytest.fixture(scope="module")
def seal() -> SealPicture:
    return draw_seal(presets()["contract_star"].design("城南建设有限公司"))


@pytest.fixture(scope="module")
def content(seal: SealPicture) -> bytes:
    return sheets.test_sheet(seal, "城南建设有限公司合同专用章 \U0001f600")


def refusal(path: Path) -> ErrorCode:
    with pytest.raises(SealDeskError) as caught:
        look(path)
    return caught.value.code


def test_it_has_four_a4_pages_and_every_mark(content: bytes) -> None:
    with pymupdf.Document(stream=content, filetype="pdf") as document:
        sizes = [
            (round(page.rect.width / 72 * 25.4), round(page.rect.height / 72 * 25.4)) for page in document
        ]
        assert sizes == [(210, 297)] * 4
        assert document.xref_get_key(document.pdf_catalog(), TEST_SHEET) == ("bool", "true")
        assert all(document.xref_get_key(page.xref, TEST_SHEET)[1] == "true" for page in document)
        assert document.metadata["keywords"] == TEST_SHEET
        assert TEST_SHEET in document.get_xml_metadata()


def test_the_word_lies_across_every_page(content: bytes) -> None:
    """The diagonal's stroke is slate over white, on all pages in the same place."""
    with pymupdf.Document(stream=content, filetype="pdf") as document:
        pages = [page.get_pixmap(dpi=40) for page in document]
    shades = [
        numpy.frombuffer(page.samples, numpy.uint8).reshape(page.height, page.width, 3) for page in pages
    ]
    pale = [(shade.min(axis=2) > 200) & (shade.max(axis=2) < 235) for shade in shades]
    common = pale[0] & pale[1] & pale[3]  # the photo's page shows it darkened, too
    assert common.mean() > 0.04


@pytest.mark.parametrize(
    ("page", "impressions"), [(1, 1.0), (2, 3.0), (3, 3.0), (4, 3 * (0.64 + 1 + 1.5625))]
)
def test_every_page_shows_impressions_at_their_size(
    content: bytes, seal: SealPicture, page: int, impressions
) -> None:
    inked = sum(seal.alpha) / 255 / len(seal.alpha) * seal.width_mm * seal.height_mm
    with pymupdf.Document(stream=content, filetype="pdf") as document:
        drawn = document[page - 1].get_pixmap(dpi=100)
    rgb = numpy.frombuffer(drawn.samples, numpy.uint8).reshape(-1, 3).astype(int)
    red = (rgb[:, 0] > 2.2 * rgb[:, 1]) & (rgb[:, 0] > 2.2 * rgb[:, 2]) & (rgb[:, 0] > 50)
    # The mark takes some ink away, text and photo hide some.
    assert 0.5 * impressions < red.sum() * (25.4 / 100) ** 2 / inked < 1.05 * impressions


def test_no_clean_picture_of_the_seal_is_inside(content: bytes, seal: SealPicture) -> None:
    with pymupdf.Document(stream=content, filetype="pdf") as document:
        masks = {image[1] for page in document for image in page.get_images() if image[1]}
        assert len(masks) == 3
        samples = [pymupdf.Pixmap(document, mask) for mask in masks]
    full = next(mask for mask in samples if mask.width == seal.width_px)
    marked = numpy.frombuffer(full.samples, numpy.uint8)
    clean = numpy.frombuffer(seal.alpha, numpy.uint8)
    assert ((marked == 0) & (clean == 255)).mean() > 0.01


def test_it_is_never_sealed(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(content)
    assert refusal(path) is ErrorCode.DOCUMENT_TEST_SHEET


@pytest.fixture
def folder(content: bytes, tmp_path: Path) -> Path:
    """Holds `sheet.pdf`, a test sheet, and `plain.pdf`, which is none."""
    (tmp_path / "sheet.pdf").write_bytes(content)
    with pymupdf.Document() as plain:
        plain.new_page()
        plain.save(tmp_path / "plain.pdf")
    assert look(tmp_path / "plain.pdf").frames
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [["qpdf", "sheet.pdf", "saved.pdf"],
     ["qpdf", "sheet.pdf", "--pages", "plain.pdf", "1", "sheet.pdf", "3", "--", "saved.pdf"],
     ["qpdf", "plain.pdf", "--pages", "plain.pdf", "1", "sheet.pdf", "3", "--", "saved.pdf"],
     ["qpdf", "--empty", "--object-streams=generate", "--pages", "sheet.pdf", "2", "--", "saved.pdf"],
     ["mutool", "clean", "-gggg", "sheet.pdf", "saved.pdf"],
     ["mutool", "clean", "-gggg", "-s", "-z", "sheet.pdf", "saved.pdf"],
     ["mutool", "merge", "-o", "saved.pdf", "plain.pdf", "sheet.pdf", "2-3"],
     ["pdfunite", "plain.pdf", "sheet.pdf", "saved.pdf"],
     ["pdfseparate", "-f", "2", "-l", "2", "sheet.pdf", "saved.pdf"]],
)  # fmt: skip
def test_nor_when_another_program_saved_it(folder: Path, command: list[str]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    subprocess.run(command, cwd=folder, check=True)
    assert refusal(folder / "saved.pdf") is ErrorCode.DOCUMENT_TEST_SHEET


@pytest.mark.parametrize("compressed", [False, True])
def test_nor_when_its_pages_are_among_others(folder: Path, compressed: bool) -> None:
    with pymupdf.Document(folder / "plain.pdf") as document, pymupdf.Document(folder / "sheet.pdf") as sheet:
        document.insert_pdf(sheet, from_page=1, to_page=1)
        document.set_metadata({})
        document.save(folder / "merged.pdf", garbage=4 * compressed, deflate=True, use_objstms=compressed)
    assert refusal(folder / "merged.pdf") is ErrorCode.DOCUMENT_TEST_SHEET


def test_nor_when_its_pages_are_imposed(folder: Path) -> None:
    """Two pages on one, and that sheet on another page once more: forms within forms."""
    with pymupdf.Document(folder / "sheet.pdf") as sheet, pymupdf.Document() as two_up:
        page = two_up.new_page(width=842, height=595)
        page.show_pdf_page(pymupdf.Rect(0, 0, 421, 595), sheet, 0)
        page.show_pdf_page(pymupdf.Rect(421, 0, 842, 595), sheet, 3)
        two_up.save(folder / "two_up.pdf")
        with pymupdf.Document(folder / "plain.pdf") as document:
            document[0].show_pdf_page(document[0].rect, two_up, 0)
            document.save(folder / "nested.pdf", garbage=4, use_objstms=1, deflate=True, clean=True)
    assert refusal(folder / "two_up.pdf") is ErrorCode.DOCUMENT_TEST_SHEET
    assert refusal(folder / "nested.pdf") is ErrorCode.DOCUMENT_TEST_SHEET


def test_nor_when_it_is_encrypted(folder: Path) -> None:
    with pymupdf.Document(folder / "plain.pdf") as document, pymupdf.Document(folder / "sheet.pdf") as sheet:
        document.insert_pdf(sheet, from_page=2)
        document.save(
            folder / "locked.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, use_objstms=1, user_pw=""
        )
    assert refusal(folder / "locked.pdf") is ErrorCode.DOCUMENT_TEST_SHEET


def test_one_image_of_it_is_enough(folder: Path) -> None:
    """A program that calls the pictures otherwise leaves their dictionaries."""
    with pymupdf.Document(folder / "sheet.pdf") as sheet, pymupdf.Document() as document:
        document.insert_pdf(sheet, from_page=0, to_page=0)
        xref = next(image[0] for image in document[0].get_images() if image[1])
        document.xref_set_key(document[0].xref, "Resources", f"<</XObject<</Im1 {xref} 0 R>>>>")
        document.save(folder / "renamed.pdf", garbage=4)
    assert refusal(folder / "renamed.pdf") is ErrorCode.DOCUMENT_TEST_SHEET


def test_a_document_that_only_speaks_of_them_is_none(folder: Path) -> None:
    """The mark stands in the file, on no page: an object that nothing paints, a circle of forms."""
    with pymupdf.Document(folder / "plain.pdf") as document:
        spare, form = document.get_new_xref(), document.get_new_xref()
        document.update_object(spare, f"<</{TEST_SHEET} true>>")
        document.xref_set_key(document.pdf_catalog(), "Spare", f"{spare} 0 R")
        document.update_object(
            form, f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</Fm0 {form} 0 R>>>>>>"
        )
        document.update_stream(form, b"/Fm0 Do")
        document.xref_set_key(document[0].xref, "Resources", f"<</XObject<</Fm0 {form} 0 R>>>>")
        document.save(folder / "speaks.pdf")
    assert f"/{TEST_SHEET}".encode() in (folder / "speaks.pdf").read_bytes()
    assert look(folder / "speaks.pdf").frames


@pytest.mark.parametrize("key", ["Info", "Metadata"])
def test_one_mark_is_enough(content: bytes, tmp_path: Path, key: str) -> None:
    path = tmp_path / "sheet.pdf"
    with pymupdf.Document(stream=content, filetype="pdf") as document:
        for page in document:
            document.xref_set_key(page.xref, TEST_SHEET, "null")
            document.xref_set_key(page.xref, "Resources", "<<>>")
        document.xref_set_key(document.pdf_catalog(), TEST_SHEET, "null")
        if key == "Info":
            document.del_xml_metadata()
        else:
            document.set_metadata({})
        document.save(path)
    assert refusal(path) is ErrorCode.DOCUMENT_TEST_SHEET


def test_a_small_seal_has_its_sheet_too() -> None:
    small = draw_seal(presets()["legal_representative_row"].design("李明远"))
    with pymupdf.Document(stream=sheets.test_sheet(small, ""), filetype="pdf") as document:
        assert document.page_count == 4
