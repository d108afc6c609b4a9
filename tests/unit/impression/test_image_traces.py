"""Whether a PDF may show an image: a no is certain, however the yes is written."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pymupdf
import pytest
from tests.pressed_seals import blank, clean_seal, put_on

from sealdesk.impression.image_traces import may_have_images


def written(folder: Path, data: bytes) -> Path:
    (folder / "file.pdf").write_bytes(data)
    return folder / "file.pdf"


def stream(content: bytes, dictionary: bytes = b"/Filter /FlateDecode", packed: bool = True) -> bytes:
    body = zlib.compress(content) if packed else content
    return b"5 0 obj\n<< /Length 9 " + dictionary + b" >>\nstream\n" + body + b"\nendstream\nendobj\n"


def test_text_alone_shows_none(tmp_path: Path) -> None:
    document = blank(3)
    document.save(tmp_path / "a.pdf", deflate=True)
    assert not may_have_images(tmp_path / "a.pdf")


@pytest.mark.parametrize(
    "subtype",
    [
        b"/Subtype%\n/Image",
        b"/Subtype %a comment\r%another\n /Image",
        b"/Sub#74ype/Image",
        b"/Subtype/Im#61ge",
        b"/Subtype /#49mage",
        b"/Subtype 9 0 R",
        b"/Subtype%\n9 0 R",
        b"/S#75btype 9 0 R",
        b"/Subtype\x00/Image",
    ],
)
def test_an_image_however_its_dictionary_is_written(tmp_path: Path, subtype: bytes) -> None:
    put_on(blank(), clean_seal(), tmp_path / "a.pdf")
    data = (tmp_path / "a.pdf").read_bytes()
    assert may_have_images(tmp_path / "a.pdf")
    changed = re.sub(rb"/Subtype\s*/Image", lambda _: subtype, data)
    assert changed != data
    assert may_have_images(written(tmp_path, changed))


@pytest.mark.parametrize("content", [b"q BI /W 1 ID x EI Q", b"BI/W 1", b"Q\nBI", b"(a)BI%\n/W 1"])
def test_an_image_inside_content(tmp_path: Path, content: bytes) -> None:
    assert may_have_images(written(tmp_path, stream(content)))
    assert may_have_images(written(tmp_path, stream(content, b"/Filter[ /FlateDecode ]")))
    assert may_have_images(written(tmp_path, stream(content, b"", packed=False)))


def test_content_without_one_has_none(tmp_path: Path) -> None:
    assert not may_have_images(written(tmp_path, stream(b"BT (BIND) Tj ET /BI2 Do")))


@pytest.mark.parametrize(
    "dictionary",
    [
        b"/Filter /LZWDecode",
        b"/Filter [/FlateDecode /FlateDecode]",
        b"/Filter [/FlateDecode /Fl]",
        b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >>",
        b"/Filter [/FlateDecode /ASCIIHexDecode] /X (5 0 obj << /Filter /FlateDecode /Y) ",
        b"/Fil#74er /FlateDecode",
        b"",
    ],
)
def test_what_cannot_be_told_is_looked_at(tmp_path: Path, dictionary: bytes) -> None:
    assert may_have_images(written(tmp_path, stream(b"nothing", dictionary)))


def test_what_is_encrypted_broken_or_huge_is_looked_at(tmp_path: Path) -> None:
    blank().save(tmp_path / "a.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="opens", owner_pw="owns")
    assert may_have_images(tmp_path / "a.pdf")
    assert may_have_images(written(tmp_path, stream(b"nothing")[:-21]))
    assert may_have_images(written(tmp_path, stream(bytes(9 << 20))))
    assert may_have_images(tmp_path / "missing.pdf")
    assert may_have_images(written(tmp_path, b""))
