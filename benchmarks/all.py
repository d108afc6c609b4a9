"""Run every benchmark of this folder (`bench_*.py`), or those named: `python benchmarks/all.py stamp`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    wanted = sys.argv[1:]
    scripts = [each for each in sorted(HERE.glob("bench_*.py")) if not wanted or each.stem[6:] in wanted]
    failed = [each.name for each in scripts if subprocess.run([sys.executable, each], check=False).returncode]
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    return 1 if failed or not scripts else 0


if __name__ == "__main__":
    sys.exit(main())
