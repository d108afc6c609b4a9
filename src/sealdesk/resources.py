"""Where the files of `resources/` lie: inside the installed package, or at the top of a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """The folder that holds fonts, icons, translations, presets, policy and samples."""
    packaged = Path(__file__).parent / "resources"
    if packaged.is_dir():
        return packaged
    return Path(__file__).parents[2] / "resources"


def path(name: str) -> Path:
    """The resource with this relative name, e.g. `samples/contract.pdf`."""
    return root() / name
