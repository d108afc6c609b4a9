"""Red images of a document: found wherever they are painted, their samples as stored, their places as shown."""

from __future__ import annotations

import shutil
import subprocess
import zlib
from pathlib import Path

import pymupdf
import pytest
from tests.pressed_seals import (
    MM,
    Pressing,
    as_sealdesk_names_it,
    blank,
    clean_seal,
    cut,
    paint_without_end,
    pressed,
    put_on,
)

from sealdesk import confined
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.hidden_record import read_record
from sealdesk.geometry import Rect
from sealdesk.impression import found_images
from sealdesk.impression.found_images import (
    FoundImages,
    images_of_pdf,
    images_of_picture,
    own_images_of_pdf,
)
from sealdesk.impression.image_traces import may_have_images
from sealdesk.impression.page_pictures import PagePictures, Samples
from sealdesk.impression.png import write_png


@pytest.fixture(scope="module")
def pressing() -> Pressing:
    return pressed(b"the document before stamping")


def found_in(path: Path, password: str | None = None, seconds: float = 60.0) -> FoundImages:
    return images_of_pdf(path, password, marks=False, seconds=seconds)


def near(box: Rect | None, *wanted: float) -> bool:
    assert box is not None
    return [box.x0, box.y0, box.x1, box.y1] == pytest.approx(list(wanted), abs=0.05)


def says(found: FoundImages, pressing: Pressing) -> bool:
    """Every image carries exactly this record."""
    assert found.complete
    return bool(found.images) and all(
        [read_record(one).public for one in image.records] == [pressing.public] for image in found.images
    )


def test_a_pressed_seal_is_read_and_its_place_told(pressing: Pressing, tmp_path: Path) -> None:
    path = put_on(blank(), pressing.picture, tmp_path / "a.pdf")
    found = found_in(path)
    (image,) = found.images
    assert says(found, pressing)
    assert image.page == 1
    assert near(image.box_mm, 80, 180, 120, 220)


def test_a_seal_without_a_record_is_found_all_the_same(tmp_path: Path) -> None:
    (image,) = found_in(put_on(blank(), clean_seal(), tmp_path / "a.pdf")).images
    assert image.records == ()


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_the_place_is_that_of_the_page_as_shown(pressing: Pressing, tmp_path: Path, turned: int) -> None:
    document = blank()
    put_on(document, pressing.picture, tmp_path / "a.pdf", at_mm=(60.0, 90.0))
    document[0].set_rotation(turned)
    document[0].set_cropbox(pymupdf.Rect(10 * MM, 20 * MM, 200 * MM, 280 * MM))
    document.save(tmp_path / "b.pdf")
    found = found_in(tmp_path / "b.pdf")
    assert says(found, pressing)
    x, y = {90: (260 - 70, 50), 180: (190 - 50, 260 - 70), 270: (70, 190 - 50)}[turned]
    assert near(found.images[0].box_mm, x - 20, y - 20, x + 20, y + 20)


def test_one_image_on_many_pages_is_found_on_each(pressing: Pressing, tmp_path: Path) -> None:
    document = blank(3)
    png = write_png(pressing.picture)
    for number in (0, 2):
        for x in (30, 120):
            box = pymupdf.Rect(x * MM, 50 * MM, (x + 40) * MM, 90 * MM)
            document[number].insert_image(box, stream=png)
    document.save(tmp_path / "a.pdf")
    found = found_in(tmp_path / "a.pdf")
    assert [image.page for image in found.images] == [1, 3]
    assert says(found, pressing)
    assert near(found.images[0].box_mm, 30, 50, 70, 90)


def test_images_in_nested_forms_are_found(pressing: Pressing, tmp_path: Path) -> None:
    inner = pymupdf.open(put_on(blank(), pressing.picture, tmp_path / "inner.pdf"))
    outer = blank(text="")
    outer[0].show_pdf_page(outer[0].rect, inner, 0)  # a form XObject
    nested = pymupdf.open()
    nested.new_page(width=595.276, height=841.89).show_pdf_page(outer[0].rect, outer, 0)
    nested.save(tmp_path / "a.pdf")
    found = found_in(tmp_path / "a.pdf")
    assert says(found, pressing)
    assert near(found.images[0].box_mm, 80, 180, 120, 220)


def test_an_appearance_of_an_annotation_counts(pressing: Pressing, tmp_path: Path) -> None:
    document = blank()
    pixmap = pymupdf.Pixmap(write_png(pressing.picture))
    document[0].add_stamp_annot(pymupdf.Rect(100, 100, 213.386, 213.386), stamp=pixmap)
    document.save(tmp_path / "a.pdf")
    assert says(found_in(tmp_path / "a.pdf"), pressing)


@pytest.mark.parametrize(
    "command",
    [
        ["qpdf", "--recompress-flate", "--object-streams=generate", "{a}", "{b}"],
        ["qpdf", "--qdf", "{a}", "{b}"],
        ["mutool", "clean", "-gggz", "{a}", "{b}"],
        ["mutool", "clean", "-d", "{a}", "{b}"],
    ],
    ids=["qpdf", "qpdf-plain", "mutool", "mutool-plain"],
)
def test_other_programs_that_save_anew_keep_the_record(
    pressing: Pressing, tmp_path: Path, command: list[str]
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    path = put_on(blank(), pressing.picture, tmp_path / "a.pdf")
    words = [word.format(a=path, b=tmp_path / "b.pdf") for word in command]
    subprocess.run(words, check=True, capture_output=True, timeout=60)
    assert says(found_in(tmp_path / "b.pdf"), pressing)


def test_strips_that_are_images_of_their_own_are_joined(tmp_path: Path) -> None:
    # Small: no strip alone has enough ink for a record.
    pressing = pressed(b"straddled", seal=clean_seal(20.0))
    size = pressing.picture.width_px
    document = blank(6)
    for page, (x0, x1) in enumerate([(0, 95), (95, 190), (190, 285), (285, 380), (380, size)], 1):
        strip = cut(pressing.picture, x0, 0, x1, size)
        put_on(document, strip, tmp_path / "a.pdf", page=page + 1, at_mm=(210.0 - strip.width_mm / 2, 120.0))
    found = found_in(tmp_path / "a.pdf")
    assert [image.page for image in found.images] == [2, 3, 4, 5, 6]
    assert says(found, pressing)


def test_strips_that_were_laid_on_white_are_joined_too(tmp_path: Path) -> None:
    pressing = pressed(b"straddled", seal=clean_seal(20.0))
    size = pressing.picture.width_px
    drawn = pymupdf.open()
    page = drawn.new_page(width=size, height=size)
    page.insert_image(page.rect, stream=write_png(pressing.picture))
    flat = page.get_pixmap()
    document = blank(4)
    for number, x0 in enumerate(range(0, size, 118)):
        strip = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(x0, 0, x0 + 118, size))
        strip.copy(flat, strip.irect)
        box = pymupdf.Rect(595.276 - 5 * MM, 100 * MM, 595.276, 120 * MM)
        document[number].insert_image(box, pixmap=strip, keep_proportion=False)
    document.save(tmp_path / "a.pdf")
    found = found_in(tmp_path / "a.pdf")
    assert [image.page for image in found.images] == [1, 2, 3, 4]
    assert says(found, pressing)


def test_windows_on_one_picture_are_told_by_their_visible_part(pressing: Pressing, tmp_path: Path) -> None:
    document = blank()
    page = document[0]
    put_on(document, pressing.picture, tmp_path / "a.pdf")
    (name,) = [image[7] for image in page.get_images(full=True)]
    page.clean_contents()
    side = 40 * MM
    window = f"q 100 200 30 50 re W n {side} 0 0 {side} 90 190 cm /{name} Do Q".encode()
    document.update_stream(page.get_contents()[0], window)
    document.save(tmp_path / "b.pdf")
    found = found_in(tmp_path / "b.pdf")
    assert says(found, pressing)
    assert near(found.images[0].box_mm, 100 / MM, (841.89 - 250) / MM, 130 / MM, (841.89 - 200) / MM)


def test_a_page_rendered_pixel_by_pixel_still_carries_it(pressing: Pressing, tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page(width=4960 / 600 * 72, height=7016 / 600 * 72)
    middle = ((1900 + 472.5) / 600 * 25.4, (4200 + 472.5) / 600 * 25.4)
    put_on(document, pressing.picture, tmp_path / "a.pdf", at_mm=middle)
    pymupdf.open(tmp_path / "a.pdf")[0].get_pixmap(dpi=600).save(tmp_path / "page.png")
    assert says(images_of_picture(tmp_path / "page.png", marks=False, seconds=60), pressing)
    scan = pymupdf.open()
    scan.new_page(width=595.276, height=841.89).insert_image(
        pymupdf.Rect(0, 0, 595.276, 841.89), filename=tmp_path / "page.png"
    )
    scan.save(tmp_path / "scan.pdf")
    found = found_in(tmp_path / "scan.pdf")
    assert says(found, pressing)
    (image,) = found.images
    assert image.box_mm is not None
    x, y = middle
    assert image.box_mm.contains(Rect(x - 19, y - 19, x + 19, y + 19))
    assert image.box_mm.width < 50


def test_pictures_by_themselves(pressing: Pressing, tmp_path: Path) -> None:
    (tmp_path / "seal.png").write_bytes(write_png(pressing.picture))
    found = images_of_picture(tmp_path / "seal.png", marks=False, seconds=60)
    assert says(found, pressing)
    assert [(image.page, image.box_mm) for image in found.images] == [(0, None)]
    opaque = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.Pixmap(write_png(pressing.picture)))
    flat = pymupdf.Pixmap(opaque, 0)
    flat.save(tmp_path / "seal.jpg", jpg_quality=95)
    (image,) = images_of_picture(tmp_path / "seal.jpg", marks=False, seconds=60).images
    assert image.records == ()


def test_what_is_not_red_is_no_finding(tmp_path: Path) -> None:
    grey = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 300, 300))
    grey.clear_with(90)
    document = blank()
    document[0].insert_image(pymupdf.Rect(100, 100, 300, 300), pixmap=grey)
    document.save(tmp_path / "a.pdf")
    assert found_in(tmp_path / "a.pdf").images == ()
    grey.save(tmp_path / "grey.png")
    assert images_of_picture(tmp_path / "grey.png", marks=False, seconds=60).images == ()


def test_a_long_document_is_searched_only_where_images_are_named(pressing: Pressing, tmp_path: Path) -> None:
    document = blank(80)
    put_on(document, pressing.picture, tmp_path / "a.pdf", page=77)
    found = found_in(tmp_path / "a.pdf")
    assert [image.page for image in found.images] == [77]
    assert says(found, pressing)


def inline(document: pymupdf.Document, page: int, pressing: Pressing) -> None:
    """The seal on white inside the page's content stream."""
    size = pressing.picture.width_px
    drawn = pymupdf.open()
    sheet = drawn.new_page(width=size, height=size)
    sheet.insert_image(sheet.rect, stream=write_png(pressing.picture))
    packed = zlib.compress(sheet.get_pixmap().samples).hex().encode()
    head = (
        f"q 113.386 0 0 113.386 200 300 cm BI /W {size} /H {size} /CS /RGB /BPC 8 /F [/AHx /Fl] ID ".encode()
    )
    (contents,) = document[page - 1].get_contents()
    document.update_stream(contents, head + packed + b">\nEI Q")


@pytest.mark.parametrize("pages", [1, 60])
def test_images_inside_content_streams_are_read(pressing: Pressing, tmp_path: Path, pages: int) -> None:
    document = blank(pages)
    inline(document, pages, pressing)
    document.save(tmp_path / "a.pdf", deflate=True)
    assert may_have_images(tmp_path / "a.pdf")
    found = found_in(tmp_path / "a.pdf")
    assert [image.page for image in found.images] == [pages]
    assert says(found, pressing)


def test_a_seal_of_sealdesks_own_is_read_whatever_else_is_there(pressing: Pressing, tmp_path: Path) -> None:
    document = blank(2)
    as_sealdesk_names_it(document, pressing.picture, page=2)
    paint_without_end(document, 1)
    document.save(tmp_path / "a.pdf")
    found = own_images_of_pdf(tmp_path / "a.pdf", None, seconds=60)
    assert says(found, pressing)
    assert [(image.page, image.box_mm) for image in found.images] == [(2, None)]
    assert own_images_of_pdf(tmp_path / "a.pdf", None, seconds=60, pages=(1,)) == FoundImages(())
    assert not own_images_of_pdf(tmp_path / "a.pdf", None, seconds=-1).complete


def test_a_seal_of_sealdesks_own_is_read_before_time_runs_out(
    pressing: Pressing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = blank(3)
    as_sealdesk_names_it(document, pressing.picture, page=3)
    document.save(tmp_path / "a.pdf")

    def out_of_time(document: PagePictures, page: int) -> bool:
        monkeypatch.setattr(found_images.time, "monotonic", lambda: float("inf"))
        return False

    monkeypatch.setattr(PagePictures, "may_show_pictures", out_of_time)
    found = found_in(tmp_path / "a.pdf")
    assert not found.complete
    (image,) = found.images
    assert (image.page, image.box_mm) == (3, None)
    assert [read_record(one).public for one in image.records] == [pressing.public]


def test_looking_for_marks_ends_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, read = [0.0], []

    def three_seconds(samples: Samples, dpi: float | None) -> tuple[bytes, ...]:
        now[0] += 3.0
        read.append(samples)
        return ()

    monkeypatch.setattr(found_images.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(found_images, "_marks", three_seconds)
    document = blank(3)
    for page in (1, 2, 3):
        path = put_on(document, clean_seal(20.0 + page), tmp_path / "a.pdf", page=page)
    assert len(images_of_pdf(path, None, marks=True, seconds=60).images) == 3
    assert len(read) == 2


def test_without_time_the_answer_says_that_it_is_not_whole(pressing: Pressing, tmp_path: Path) -> None:
    path = put_on(blank(), pressing.picture, tmp_path / "a.pdf")
    assert found_in(path, seconds=-1.0) == FoundImages((), complete=False)


def test_images_beyond_the_limit_are_left_out_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found_images, "_PIXELS_AT_MOST", 100_000)
    found = found_in(put_on(blank(), clean_seal(), tmp_path / "a.pdf"))
    assert found == FoundImages((), complete=False)


def test_an_encrypted_document_wants_its_password(pressing: Pressing, tmp_path: Path) -> None:
    document = blank()
    put_on(document, pressing.picture, tmp_path / "a.pdf")
    document.save(
        tmp_path / "b.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="opens", owner_pw="owns"
    )
    assert says(found_in(tmp_path / "b.pdf", "opens"), pressing)
    with pytest.raises(SealDeskError) as refused:
        found_in(tmp_path / "b.pdf")
    assert refused.value.code is ErrorCode.DOCUMENT_PASSWORD_MISSING


def test_a_form_that_paints_itself_ends(pressing: Pressing, tmp_path: Path) -> None:
    document = blank()
    put_on(document, pressing.picture, tmp_path / "a.pdf")
    page = document[0]
    (xref,) = [image[0] for image in page.get_images(full=True)]
    form = document.get_new_xref()
    document.update_object(
        form,
        f"<</Type/XObject/Subtype/Form/BBox[0 0 500 500]/Resources<</XObject<</F {form} 0 R/I {xref} 0 R>>>>>>",
    )
    document.update_stream(form, b"q 100 0 0 100 0 0 cm /I Do Q /F Do /F Do")
    document.xref_set_key(page.xref, "Resources", f"<</XObject<</F {form} 0 R>>>>")
    document.update_stream(page.get_contents()[0], b"/F Do")
    document.save(tmp_path / "b.pdf")
    found = confined.run(images_of_pdf, tmp_path / "b.pdf", None, marks=False, seconds=5.0)
    assert says(found, pressing)
