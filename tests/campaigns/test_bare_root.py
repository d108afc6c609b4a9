"""The two commands in a fresh Debian root: with network, then again without."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.prove
@pytest.mark.skipif(os.geteuid() != 0, reason="making a root needs root")
@pytest.mark.skipif(shutil.which("debootstrap") is None, reason="debootstrap is not installed")
def test_make_run_and_make_test_on_a_bare_machine() -> None:
    """Of the project at HEAD: what is not committed does not take part."""
    assert (
        subprocess.run([sys.executable, PROJECT / "packaging" / "bare_root.py"], check=False).returncode == 0
    )
