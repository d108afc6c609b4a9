"""The sample documents: what they promise, and that one command makes them again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sealdesk import resources
from sealdesk.documents.rendering import Renderer
from sealdesk.documents.text import find_text

SAMPLES = {"contract.pdf": 3, "official.pdf": 2, "certificate.pdf": 1}


@pytest.mark.parametrize(("name", "pages"), SAMPLES.items())
def test_a_sample_is_small_and_on_a4(name: str, pages: int) -> None:
    path = resources.path(f"samples/{name}")
    assert path.stat().st_size < 300_000
    with Renderer() as renderer:
        frames = renderer.open(path)
    assert len(frames) == pages
    for frame in frames:
        assert (frame.width_mm, frame.height_mm) == pytest.approx((210, 297), abs=0.1)


@pytest.mark.parametrize(
    ("name", "page", "words"),
    [
        ("contract.pdf", 3, ("甲方（盖章）", "乙方（盖章）", "城南建设有限公司", "签订日期")),
        ("official.pdf", 1, ("城南建设有限公司文件", "城建发〔2026〕18号")),
        ("official.pdf", 2, ("城南建设有限公司", "2026年11月16日", "抄送")),
        ("certificate.pdf", 1, ("特此证明", "城南建设有限公司")),
    ],
)
def test_a_sample_says_what_it_is_for(name: str, page: int, words: tuple[str, ...]) -> None:
    path = resources.path(f"samples/{name}")
    assert [word for word in words if not find_text(path, None, word, [page])] == []


def test_the_licence_of_the_embedded_typefaces_lies_beside() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in resources.path("samples/OFL.txt").read_text("utf-8")


@pytest.mark.prove
def test_one_command_makes_the_same_bytes(tmp_path: Path) -> None:
    script = resources.path("samples/make_samples.py")
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, capture_output=True)
    for name in SAMPLES:
        assert (tmp_path / name).read_bytes() == resources.path(f"samples/{name}").read_bytes()
