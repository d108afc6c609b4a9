"""The walk through every page and dialog at 125 to 250 %, on a screen of that many real pixels: nothing is cut.

At 100 % `tests/gui/test_scaling.py` looks, each time the tests run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.campaigns.story_driver import story_module

pytestmark = [pytest.mark.prove, pytest.mark.timeout(900)]


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb")
@pytest.mark.parametrize("scale", [1.25, 1.5, 2.0, 2.5])
def test_nothing_is_cut_at_this_scale(scale: float, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR"):
        monkeypatch.setenv(name, "")  # put back afterwards
    with story_module().virtual_screen(scale):
        command = [sys.executable, "-m", "pytest", "-q", "tests/gui/test_scaling.py"]
        done = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)
    print(f"\n{scale:.0%}: {done.stdout.splitlines()[-1]}")
    assert done.returncode == 0, done.stdout[-4000:]
