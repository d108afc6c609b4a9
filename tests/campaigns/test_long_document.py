"""A document of ten thousand pages, scrolled through in the real window: how soon it is drawn, and what it costs.

The window runs in a process of its own. Every second stop is abrupt: the wheel stops at a page that nobody has seen.
The figures want a quiet machine: a busy one keeps processors from whoever holds the interpreter.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from tests.journeys.conftest import Workspace, made, workspace

__all__ = ["made", "workspace"]  # fixtures of the journeys

PAGES, STOPS = 10_000, 50
DRAWN_WITHIN_MS = 150.0
MEMORY_MB = 500.0
GAP_P99_MS, GAP_LONGEST_MS = 16.0, 100.0
A4, A3_ACROSS, SMALL = (595.276, 841.89), (1190.551, 841.89), (297.638, 420.945)
KINDS, LINES = 20, 40


def long_document(path: Path) -> Path:
    """Text on every page, a picture on every fifth; some pages are A3 across, some have a user unit of 2."""
    with pymupdf.open() as kinds, pymupdf.open() as document:
        for kind in range(KINDS):
            width, height = A3_ACROSS if kind % 7 == 3 else SMALL if kind % 7 == 5 else A4
            page = kinds.new_page(width=width, height=height)
            size = 11 if height > 500 else 5
            for line in range(LINES):
                words = f"第 {kind} 页第 {line} 行：印章使用管理规定条款内容 clause {kind * LINES + line}"
                page.insert_text((40, 40 + line * size * 1.6), words, fontname="china-s", fontsize=size)
            if kind % 5 == 0:
                page.insert_image(pymupdf.Rect(80, 300, 380, 500), pixmap=shades(400, 300))
            if (width, height) == SMALL:
                kinds.xref_set_key(page.xref, "UserUnit", "2")
        while document.page_count < PAGES:
            document.insert_pdf(kinds)
        for number, page in enumerate(document):
            if number % KINDS % 7 == 5:
                document.xref_set_key(page.xref, "UserUnit", "2")
        document.save(path, deflate=True)
    return path


def shades(width: int, height: int) -> Any:
    """A picture that does not compress to nothing."""
    samples = bytes((x * y * 31 + x * 7 + y * 13) % 256 for y in range(height) for x in range(width * 3))
    return pymupdf.Pixmap(pymupdf.csRGB, width, height, samples, 0)


@pytest.mark.prove
def test_ten_thousand_pages_are_drawn_at_once_wherever_the_wheel_stops(
    workspace: Workspace, tmp_path: Path
) -> None:
    document = long_document(tmp_path / "long.pdf")
    driver = "tests.campaigns.view_driver"
    command = [sys.executable, "-m", driver, str(workspace.home), str(document), str(STOPS)]
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    told = json.loads(answer.stdout.splitlines()[-1])
    after_ms = sorted(told["after_ms"])
    memory_mb = sum(told["resident_mb"].values())
    p95_ms = after_ms[int(len(after_ms) * 0.95)]
    print(
        f"\n{PAGES} pages, {document.stat().st_size / 1e6:.0f} MB: looked at in {told['looked_s']:.1f} s,"
        f" first page drawn after {told['opened_s']:.1f} s"
        f"\nafter the wheel stopped, at {len(after_ms)} places: median {statistics.median(after_ms):.1f} ms,"
        f" p95 {p95_ms:.1f} ms, longest {after_ms[-1]:.1f} ms"
        f"\nmemory of the window and its processes: {memory_mb:.0f} MB,"
        f" of the window alone {told['resident_mb']['window']:.0f} MB"
        f"\n{told['gaps']}"
    )
    assert len(after_ms) == STOPS
    assert p95_ms <= DRAWN_WITHIN_MS
    assert memory_mb <= MEMORY_MB
    assert told["gap_p99_ms"] <= GAP_P99_MS
    assert told["gap_longest_ms"] <= GAP_LONGEST_MS
