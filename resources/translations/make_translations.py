"""Collect the window's words into `sealdesk_zh_CN.ts` and compile it: `make_translations.py [--check]`.

The sources speak English; the `.ts` file is edited by hand or with Qt Linguist. Run this after changing words.
With `--check` nothing is written: the exit status says whether file and sources agree.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
GUI = HERE.parents[1] / "src" / "sealdesk" / "gui"
TS, QM = HERE / "sealdesk_zh_CN.ts", HERE / "sealdesk_zh_CN.qm"


def tool(name: str) -> str:
    """PySide6 installs its tools beside the interpreter."""
    return str(Path(sys.executable).with_name(name))


def collect(ts: Path) -> None:
    """Bring `ts` in line with the sources; strings that are gone are dropped."""
    sources = sorted(str(path) for path in GUI.glob("*.py"))
    command = [tool("pyside6-lupdate"), "-no-obsolete", "-locations", "none", *sources, "-ts", str(ts)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def compile_(ts: Path, qm: Path) -> None:
    """Compile what Qt loads."""
    subprocess.run([tool("pyside6-lrelease"), str(ts), "-qm", str(qm)], check=True, stdout=subprocess.DEVNULL)


def agrees() -> bool:
    """Whether collecting and compiling anew would change nothing, and nothing is untranslated."""
    with tempfile.TemporaryDirectory() as folder:
        ts, qm = Path(folder) / TS.name, Path(folder) / QM.name
        shutil.copyfile(TS, ts)
        collect(ts)
        compile_(ts, qm)
        same = ts.read_bytes() == TS.read_bytes() and qm.read_bytes() == QM.read_bytes()
        return same and b'type="unfinished"' not in ts.read_bytes()


def main() -> int:
    if "--check" in sys.argv[1:]:
        return 0 if agrees() else 1
    collect(TS)
    compile_(TS, QM)
    return 0


if __name__ == "__main__":
    sys.exit(main())
