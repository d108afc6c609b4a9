"""Build the wheel into `dist/`, without network, and check what is inside.

Exit status: 0 the wheel is whole · 1 something is missing or does not belong in it.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email.parser import BytesParser
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DIST = PROJECT / "dist"
NOT_IN_THE_BASE = ("pyside6", "pkcs11", "keyring", "fastapi", "sqlalchemy", "uvicorn", "httpx")


def main() -> int:
    wheel = build()
    faults = [*missing_files(wheel), *stray_files(wheel), *heavy_base(wheel)]
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    print(f"{wheel.relative_to(PROJECT)}  {wheel.stat().st_size / 1e6:.1f} MB  {len(faults)} faults")
    return 1 if faults else 0


def build() -> Path:
    """The wheel of the project as it lies here; hatchling comes from the locked environment."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(DIST)]
    built = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if built.returncode != 0:
        raise SystemExit(built.stdout + built.stderr)
    return max(DIST.glob("sealdesk-*.whl"), key=lambda each: each.stat().st_mtime_ns)


def tracked(folder: str) -> list[Path]:
    """The files of a folder that are part of the project, relative to it."""
    command = ["git", "ls-files", "-z", "--", folder]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    return [Path(name).relative_to(folder) for name in listed.split("\0") if name]


def missing_files(wheel: Path) -> list[str]:
    wanted = {f"sealdesk/{each}" for each in tracked("src/sealdesk")}
    wanted |= {f"sealdesk/resources/{each}" for each in tracked("resources")}
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    faults = [f"missing: {name}" for name in sorted(wanted - inside)]
    described = {name.partition(".dist-info/")[2] for name in inside}
    return faults + [
        f"missing: {name}" for name in ("licenses/LICENSE", "entry_points.txt") if name not in described
    ]


def stray_files(wheel: Path) -> list[str]:
    """What neither the package nor its description needs."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    return [f"stray: {top}" for top in sorted(tops) if top != "sealdesk" and not top.endswith(".dist-info")]


def heavy_base(wheel: Path) -> list[str]:
    """Libraries that recipients, who only verify, must not have to install."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        metadata = BytesParser().parsebytes(archive.read(name))
    base = [each for each in metadata.get_all("Requires-Dist", []) if "extra ==" not in each]
    return [f"in the base: {each}" for each in base if any(part in each.lower() for part in NOT_IN_THE_BASE)]


if __name__ == "__main__":
    sys.exit(main())
