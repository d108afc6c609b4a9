"""The search that the tests of secrets lean on finds what it looks for."""

from __future__ import annotations

import base64
import json
import zipfile
import zlib
from pathlib import Path

import pytest
from tests.secret_search import found_in, search_files, search_zip

SECRET = "Mk7319采"


@pytest.mark.parametrize("around", ["", "x", "xy", "xyz", "接"])
@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_it_finds_every_form_wherever_it_stands(around: str, code: str) -> None:
    text = (around + SECRET + around).encode(code)
    for content in (text, text.hex().encode(), text.hex().upper().encode(), base64.b64encode(text)):
        assert found_in(content, [SECRET, "another"]) == [SECRET]


def test_it_finds_escaped_and_compressed_forms() -> None:
    assert found_in(json.dumps({"a": SECRET}).encode(), [SECRET])
    stream = zlib.compress(f"(...{SECRET}...) Tj".encode())
    assert found_in(b"%PDF-1.7\n<<>> stream\r\n" + stream + b"\nendstream", [SECRET])
    assert not found_in(b"%PDF-1.7\n<<>> stream\r\nno stream\nendstream", [SECRET])


def test_it_looks_into_files_names_and_archives(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_text(f"… {SECRET}", "utf-8")
    (tmp_path / f"{SECRET}.pdf").touch()
    (tmp_path / "other").write_text("another", "utf-8")
    assert search_files(tmp_path, [SECRET]) == {"a/b.txt": [SECRET], f"{SECRET}.pdf": [SECRET]}
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("inside", SECRET)
        bundle.writestr("clean", "another")
    assert search_zip(tmp_path / "x.zip", [SECRET]) == {"inside": [SECRET]}
