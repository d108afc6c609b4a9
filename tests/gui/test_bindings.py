"""The Qt bindings count references to Python's constants: those that do not abort the window after some hours.

PySide6 6.12.0 hands out None and True without taking a reference; before Python 3.12 made them immortal, each call
takes one away, and the interpreter aborts when none is left.
"""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from PySide6.QtCore import QObject, Signal
class Bell(QObject):
    rung = Signal()
bell = Bell()
before = sys.getrefcount(None), sys.getrefcount(True)
for _ in range(50):
    bell.setObjectName("bell")
    bell.rung.emit()
after = sys.getrefcount(None), sys.getrefcount(True)
lost = max(a - b for a, b in zip(before, after))
sys.stdout.write(str(lost))
"""


def test_calls_take_no_reference_away_from_none_and_true() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 25
