"""Drawing what a window shows at places all over a long document, against `mutool draw` of the same pages.

The window draws a coarse picture of each page and then the tiles in sight, in a child process with limits, and gets
them over a pipe as pixels. Both are whole processes.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path

from paired import Contestant, compare, remove
from workbench import long_document

PAGES, PLACES, DPI = 1000, 40, 96
OURS = f"""
import sys
from pathlib import Path
from sealdesk.documents.rendering import Renderer
from sealdesk.gui.page_tiles import coarse, tiles_within
with Renderer() as renderer:
    frames = renderer.open(Path(sys.argv[1]))
    for page in map(int, sys.argv[2:]):
        frame, scale = frames[page - 1], {DPI} / 25.4
        for wanted in (coarse(page, frame), *tiles_within(page, frame, scale, frame.shown_mm)):
            assert renderer.render(page, wanted.pixels_per_mm, wanted.clip_mm).rgb
"""


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="sealdesk-bench-"))
    try:
        document = long_document(place / "long.pdf", PAGES)
        pages = random.Random(7).sample(range(1, PAGES + 1), PLACES)
        scroll(document, place / "page.ppm", [str(page) for page in pages])
    finally:
        shutil.rmtree(place)


def scroll(document: Path, picture: Path, pages: list[str]) -> None:
    once = ["mutool", "draw", "-q", "-r", str(DPI), "-o", str(picture), str(document), ",".join(pages)]
    compare(
        f"{PLACES} places of {PAGES} pages, drawn as on the screen",
        Contestant("sealdesk tiles", lambda _: [sys.executable, "-c", OURS, str(document), *pages]),
        Contestant("mutool draw", lambda _: once, remove(picture)),
        rounds=11,
    )


if __name__ == "__main__":
    main()
