"""Fingerprints of pages' text: the same after another program saved the file, others for other text."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path

import pymupdf
import pytest

from sealdesk.documents.page_texts import page_texts
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.hidden_record import PageText


def typed(path: Path, *texts: str) -> Path:
    with pymupdf.Document() as document:
        for text in texts:
            document.new_page().insert_text((72, 72), text, fontname="china-s")
        document.save(path)
    return path


def test_white_space_does_not_count(tmp_path: Path) -> None:
    (one,) = page_texts(typed(tmp_path / "a.pdf", "合同 金额\n壹佰元"), None, [1])
    (other,) = page_texts(typed(tmp_path / "b.pdf", "合同金额 壹佰元"), None, [1])
    assert one == other == PageText(1, sha256("合同金额壹佰元".encode()).digest()[:8])


def test_other_text_has_another_fingerprint(tmp_path: Path) -> None:
    first, second = page_texts(typed(tmp_path / "a.pdf", "12,000", "21,000"), None, [1, 2])
    assert first.fingerprint != second.fingerprint


def test_a_page_without_text_has_none(tmp_path: Path) -> None:
    assert page_texts(typed(tmp_path / "a.pdf", ""), None, [1]) == (PageText(1, b""),)


def test_pages_come_in_the_order_asked_for_and_missing_ones_are_left_out(tmp_path: Path) -> None:
    path = typed(tmp_path / "a.pdf", "one", "two", "three")
    assert [page.page for page in page_texts(path, None, [3, 9, 1, 0])] == [3, 1]


@pytest.mark.parametrize(
    "command", [("qpdf", "--linearize"), ("qpdf", "--qdf"), ("mutool", "clean", "-gggz")], ids=" ".join
)
def test_a_file_saved_by_another_program_keeps_them(
    contract: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    again = tmp_path / "again.pdf"
    subprocess.run([*command, contract, again], check=True, capture_output=True)
    assert page_texts(again, None, [1, 2, 3]) == page_texts(contract, None, [1, 2, 3])
    assert all(page.fingerprint for page in page_texts(contract, None, [1, 2, 3]))


def test_what_is_no_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.pdf"
    path.write_bytes(b"no document")
    with pytest.raises(SealDeskError) as refused:
        page_texts(path, None, [1])
    assert refused.value.code in (ErrorCode.DOCUMENT_DAMAGED, ErrorCode.DOCUMENT_NOT_PDF)
