"""The import runs in a child with limits, and its answer comes through."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.png import write_png
from sealdesk.impression.presets import presets
from sealdesk.service import seal_import


def test_a_picture_comes_back_from_the_child(tmp_path: Path) -> None:
    path = tmp_path / "seal.png"
    drawn = draw_seal(presets()["finance"].design("城南建设工程有限公司"))
    path.write_bytes(write_png(drawn))
    result = seal_import.import_picture(path)
    assert (result.picture.width_mm, result.picture.height_mm) == (38.0, 38.0)
    assert result.picture.alpha == drawn.alpha
    assert result.pages == 1 and result.view.width_px > 100


def test_a_refusal_comes_back_from_the_child(tmp_path: Path) -> None:
    path = tmp_path / "seal.png"
    path.write_bytes(b"no picture")
    with pytest.raises(SealDeskError) as caught:
        seal_import.import_picture(path)
    assert caught.value.code is ErrorCode.PICTURE_KIND


def test_what_takes_too_much_memory_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some 60 million pixels, as large as is looked at, where there is no room for them."""
    path = tmp_path / "large.png"
    width, height = 7999, 7900
    deflate = zlib.compressobj(1)
    rows = b"".join(deflate.compress(bytes(100 * (1 + 3 * width))) for _ in range(height // 100))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows + deflate.flush()), (b"IEND", b""))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in chunks
        )
    )
    monkeypatch.setattr(seal_import, "MEMORY_LIMIT_MB", 150)
    with pytest.raises(SealDeskError) as caught:
        seal_import.import_picture(path)
    assert caught.value.code is ErrorCode.DOCUMENT_TOO_DEMANDING
    assert caught.value.facts["limit"] in ("memory", "crash")
