"""Take the pictures of the guide from those of the story: `guide_pictures.py FOLDER`, as `desk_story.py` wrote it.

Palettes of 128 colours keep them small; ImageMagick's `convert` makes them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

GUIDE = Path(__file__).parents[1] / "guide" / "pictures"
STEPS = (
    "guide",
    "place",
    "straddle",
    "keyword",
    "pin",
    "last-look",
    "result",
    "verify",
    "ledger",
    "official",
    "official-placed",
    "batch",
    "seals",
    "help",
    "practise",
)
MOST_BYTES = 150_000


def main() -> int:
    folder = Path(sys.argv[1])
    GUIDE.mkdir(parents=True, exist_ok=True)
    too_large = []
    for language in ("zh", "en"):
        for step in STEPS:
            (taken,) = (folder / f"{language}-light-1x").glob(f"[0-9][0-9]-{step}.png")
            made = GUIDE / f"{language}-{step}.png"
            options = ["-strip", "+dither", "-colors", "128", "-define", "png:compression-level=9"]
            subprocess.run(["convert", str(taken), *options, f"PNG8:{made}"], check=True)
            if made.stat().st_size > MOST_BYTES:
                too_large.append(made.name)
    megabytes = sum(path.stat().st_size for path in GUIDE.glob("*.png")) / 1e6
    sys.stdout.write(f"{megabytes:.2f} MB; too large: {', '.join(too_large) or 'none'}\n")
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
