"""Blank pages, told without drawing: what paints nothing, and never a page that paints."""

from __future__ import annotations

import zlib
from pathlib import Path

import pymupdf
import pytest
from tests.unit.pades.conftest import pdf_bytes

from sealdesk.pades.preflight import preflight


def blank(tmp_path: Path, content: bytes, password: str | None = None) -> tuple[int, ...]:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    return preflight(path, password).blank_pages


def stream(content: bytes, more: str = "") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), more.encode(), content)


@pytest.mark.parametrize(
    "content",
    [b"", b" \n\t ", b"q Q", b"0.1 w\nq 0 0.028 595.275 841.861 re\nW* n\nQ ", b"/S gs /f cs 1 0 0 rg"],
)
def test_content_that_paints_nothing(tmp_path: Path, content: bytes) -> None:
    assert blank(tmp_path, pdf_bytes(content=content)) == (1,)
    packed = stream(zlib.compress(content), "/Filter/FlateDecode")
    assert blank(tmp_path, pdf_bytes("/Contents 5 0 R", extra={5: packed})) == (1,)
    assert blank(tmp_path, pdf_bytes("/Contents[4 0 R 5 0 R]", content=content, extra={5: packed})) == (1,)


@pytest.mark.parametrize(
    "content",
    [
        b"0 0 1 1 re f",
        b"0 0 1 1 re f*",
        b"0 0 m 9 9 l S",
        b"/Im0 Do",
        b"BT/F1 9 Tf(a)Tj ET",
        b"BT[(a)]TJ ET",
        b"BT(a)' ET",
        b"/Sh0 sh",
        b"BI/W 1/H 1/BPC 8/CS/G ID \x00 EI",
    ],
)
def test_content_that_paints(tmp_path: Path, content: bytes) -> None:
    assert blank(tmp_path, pdf_bytes(content=content)) == ()
    packed = stream(zlib.compress(content), "/Filter/FlateDecode")
    assert blank(tmp_path, pdf_bytes("/Contents 5 0 R", extra={5: packed})) == ()
    assert blank(tmp_path, pdf_bytes("/Contents[5 0 R]", extra={5: packed})) == ()
    twice = stream(zlib.compress(zlib.compress(content)), "/Filter[/FlateDecode/FlateDecode]")
    assert blank(tmp_path, pdf_bytes("/Contents 5 0 R", extra={5: twice})) == ()


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("/Subtype/Stamp/Rect[0 0 9 9]/AP<</N 4 0 R>>", ()),
        ("/Subtype/Stamp/Rect[0 0 9 9]/F 2/AP<</N 4 0 R>>", (1,)),
        ("/Subtype/Link/Rect[0 0 9 9]", (1,)),
    ],
)
def test_annotations(tmp_path: Path, annotation: str, expected: tuple[int, ...]) -> None:
    assert blank(tmp_path, pdf_bytes(f"/Annots[<<{annotation}>>]")) == expected


def test_what_is_large_is_not_taken_apart(tmp_path: Path) -> None:
    bomb = stream(zlib.compress(b" " * 200_000), "/Filter/FlateDecode")
    assert len(bomb) < 400
    assert blank(tmp_path, pdf_bytes("/Contents 5 0 R", extra={5: bomb})) == ()
    assert blank(tmp_path, pdf_bytes(content=b" " * 500)) == ()


@pytest.mark.parametrize("password", [None, "secret"])
def test_as_programs_write_them(tmp_path: Path, password: str | None) -> None:
    with pymupdf.Document() as made:
        for text in ("first", "", "third", ""):
            page = made.new_page()
            if text:
                page.insert_text((72, 72), text)
        locked = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "user_pw": password} if password else {}
        content = made.tobytes(deflate=True, use_objstms=password is None, **locked)
    assert blank(tmp_path, content, password) == (2, 4)


def test_of_a_long_document_its_ends_and_what_has_no_content(tmp_path: Path) -> None:
    with pymupdf.Document() as made:
        for number in range(1, 1203):
            page = made.new_page()
            if number not in (3, 600, 1200):
                page.insert_text((72, 72), "text")
        content = made.tobytes()
    assert blank(tmp_path, content) == (3, 600, 1200)
