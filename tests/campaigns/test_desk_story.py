"""The event loop over the whole story of the desk: nothing keeps the window from its work for long.

The story is the one that is photographed (`docs/pictures/desk_story.py`), driven in a process of its own on a
virtual screen; here nobody waits for pictures, so that every step comes as fast as the window lets it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.prove, pytest.mark.timeout(900)]
P99_MS, LONGEST_MS = 16.0, 100.0
TOLD = 5


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_window_is_never_kept_from_its_work(language: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.campaigns.story_driver", str(tmp_path), language]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    print(f"\n{language}: {told['summary']}")
    for step, longest in sorted(told["steps"].items(), key=lambda one: -one[1]["blocked_ms"])[:TOLD]:
        print("  {}: {blocked_ms:.1f} ms, of its own work {cpu_ms:.1f} ms".format(step, **longest))
        for stack in longest["stacks"][:TOLD]:
            print(f"    {stack}")
    assert told["gaps"] > 500
    assert told["p99_ms"] <= P99_MS
    assert told["longest_ms"] <= LONGEST_MS
