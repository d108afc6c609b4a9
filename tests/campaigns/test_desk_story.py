"""The event loop over the whole story of the desk: nothing keeps the window from its work for long.

The story is the one that is photographed (`docs/pictures/desk_story.py`), driven in a process of its own on a
virtual screen; here nobody waits for pictures, so that every step comes as fast as the window lets it.

The limits are for time as the clock has it, without the time in which another program had the processor. Other
programs lengthen gaps all the same (a thread that holds the interpreter is kept waiting, and the window with it) and
never shorten them: the story is told up to three times, until one telling keeps every limit. How long the window's
own thread worked in the longest gap of each step is printed beside it, with what it was seen doing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.prove, pytest.mark.timeout(900)]
P99_MS, LONGEST_MS = 16.0, 100.0
TELLINGS = 3
TOLD = 5


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_window_is_never_kept_from_its_work(language: str, tmp_path: Path) -> None:
    for telling in range(TELLINGS):
        folder = tmp_path / str(telling)
        folder.mkdir()
        told = tell(folder, language)
        print_figures(language, told)
        assert told["gaps"] > 500
        if told["p99_ms"] <= P99_MS and told["longest_ms"] <= LONGEST_MS:
            return
    pytest.fail(f"no telling of {TELLINGS} kept {P99_MS} ms for 99 % of the gaps and {LONGEST_MS} ms for all")


def tell(folder: Path, language: str) -> dict[str, Any]:
    """What one telling of the story measured."""
    command = [sys.executable, "-m", "tests.campaigns.story_driver", str(folder), language]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def print_figures(language: str, told: dict[str, Any]) -> None:
    """The whole in one line, and the steps with the longest gaps."""
    print(f"\n{language}: {told['summary']}")
    for step, longest in sorted(told["steps"].items(), key=lambda one: -one[1]["blocked_ms"])[:TOLD]:
        figures = "{wall_ms:.1f} ms, without waiting {blocked_ms:.1f} ms, own work {cpu_ms:.1f} ms"
        print(f"  {step}: {figures.format(**longest)}")
        for stack in longest["stacks"][:TOLD]:
            print(f"    {stack}")
