"""Opening a document and drawing its first page, as the window does it, against `mutool draw`.

The window's renderer opens the file in a child process with limits, reads the frames of all pages (it shows how
many there are, and how large) and draws the page. Both are whole processes, so that ours carries the start of
Python and of the child.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from paired import Contestant, compare, remove
from workbench import CONTRACT, long_document

DPI = 96
OURS = f"""
import sys
from pathlib import Path
from sealdesk.documents.rendering import Renderer
with Renderer() as renderer:
    for name in sys.argv[1:]:
        renderer.open(Path(name))
        assert renderer.render(1, {DPI} / 25.4).rgb
"""
MANY = 10


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="sealdesk-bench-"))
    try:
        duel("contract, 3 pages", place, CONTRACT)
        long = long_document(place / "long.pdf", 1000)
        duel("1,000 pages", place, long)
        duel(f"1,000 pages, {MANY} documents in a row", place, *[long] * MANY)
    finally:
        shutil.rmtree(place)


def duel(title: str, place: Path, *documents: Path) -> None:
    picture = place / "page.ppm"
    names = [str(each) for each in documents]
    one = f'mutool draw -q -r {DPI} -o "$0" "$document" 1'
    compare(
        f"open and draw the first page: {title}",
        Contestant("sealdesk renderer", lambda _: [sys.executable, "-c", OURS, *names]),
        Contestant(
            "mutool draw",
            lambda _: ["sh", "-c", f"for document; do {one} || exit; done", str(picture), *names],
            remove(picture),
        ),
        rounds=11,
    )


if __name__ == "__main__":
    main()
