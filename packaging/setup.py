"""Bring a machine to the point where SealDesk runs (`run`) or its tests run (`test`).

Needs only Python 3.11 and its standard library. Three steps, each skipped when already done:

1. system packages that are missing, through apt (list and reasons: `system_packages.toml`);
2. uv, pinned by hash in `uv.txt`, in an environment of its own;
3. `.venv`, exactly as `requirements.lock` says, and the project itself in it.

A second run finds its stamp, needs no network and takes a fraction of a second.

Exit status: 0 ready · 2 a person has to act (the line to type is printed) · 4 a step failed (log named).
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
CACHE = PROJECT / ".cache" / "setup"
LOG = CACHE / "setup.log"
UV_HOME = CACHE / "uv"
ENVIRONMENT = PROJECT / ".venv"
LOCK = PROJECT / "requirements.lock"
OLDEST_PYTHON = (3, 11)
PURPOSES = ("run", "test")

READY, PERSON_MUST_ACT, STEP_FAILED = 0, 2, 4


class SetUpError(Exception):
    """Set-up cannot go on; the text says why and what to do."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Install what SealDesk needs and is missing.")
    parser.add_argument("purpose", nargs="?", choices=PURPOSES, default="test")
    purpose = parser.parse_args(arguments).purpose
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "one-at-a-time").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        try:
            set_up(purpose)
        except SetUpError as stop:
            print(stop, file=sys.stderr)
            return stop.status
    return READY


def set_up(purpose: str) -> None:
    """Do the missing steps for this purpose, and only those."""
    install_system_packages(missing_packages(wanted_packages(purpose)))
    python = system_python()
    stamp, wanted = CACHE / "stamp", fingerprint(python)
    if stamp.is_file() and stamp.read_text() == wanted and (ENVIRONMENT / "bin/python").exists():
        return
    LOG.write_text("")
    uv = install_uv(python)
    say("Python packages, as locked")
    make_environment(uv, python)
    fill_environment(uv)
    stamp.write_text(wanted)
    say("ready")


# -- system packages


def wanted_packages(purpose: str) -> list[str]:
    """Names of the system packages for `run`, or for `test` (which includes `run`)."""
    listed = tomllib.loads((HERE / "system_packages.toml").read_text("utf-8"))
    purposes = PURPOSES[: PURPOSES.index(purpose) + 1]
    return [name for each in purposes for name in listed[each]]


def missing_packages(wanted: Sequence[str]) -> list[str]:
    """Those of `wanted` that dpkg does not know as installed; on systems without dpkg, none."""
    if shutil.which("dpkg-query") is None:
        say(f"no apt here: please see to it that these are installed: {' '.join(wanted)}")
        return []
    query = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *wanted]
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    installed = {line.split()[0] for line in answer.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if name not in installed]


def install_system_packages(missing: Sequence[str]) -> None:
    """Install through apt; or, without the right to, stop with the line to type."""
    if not missing:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    may = prefix_for_root()
    if may is None:
        line = f"sudo apt-get update && sudo {shlex.join(install)}"
        raise SetUpError(
            "缺少系统软件包，请先执行下面这一行，然后重试。\n"
            f"System packages are missing. Please run this line, then try again:\n\n    {line}\n",
            PERSON_MUST_ACT,
        )
    say(f"system packages: {' '.join(missing)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    step("apt-get update", [*may, "apt-get", "update"], quiet)
    step("apt-get install", [*may, "env", "DEBIAN_FRONTEND=noninteractive", *install], quiet)


def prefix_for_root() -> list[str] | None:
    """What to put before a command so that root runs it; None where a password would be asked for."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asked = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n"] if asked.returncode == 0 else None


# -- Python


def system_python() -> str:
    """The interpreter to build on: the system's own, or the one that runs this script."""
    for candidate in ("/usr/bin/python3", sys.executable):
        if Path(candidate).exists() and version_of(candidate) >= OLDEST_PYTHON:
            return candidate
    oldest = ".".join(map(str, OLDEST_PYTHON))
    raise SetUpError(
        f"需要 Python {oldest} 或更新版本。\nPython {oldest} or newer is needed.", PERSON_MUST_ACT
    )


def version_of(python: str) -> tuple[int, ...]:
    if Path(python).resolve() == Path(sys.executable).resolve():
        return sys.version_info[:3]
    show = "import sys; print(*sys.version_info[:3])"
    answer = subprocess.run([python, "-c", show], capture_output=True, text=True, check=False).stdout
    return tuple(int(number) for number in answer.split())


def fingerprint(python: str) -> str:
    """Changes when the environment has to be made again."""
    pyproject = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    parts = {
        "lock": LOCK.read_text("utf-8"),
        "uv": (HERE / "uv.txt").read_text("utf-8"),
        "project": [pyproject["build-system"], pyproject["project"], pyproject["tool"]["hatch"]],
        "place": str(PROJECT),
        "python": [python, *version_of(python)],
        "steps": Path(__file__).read_text("utf-8"),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def install_uv(python: str) -> Path:
    """The pinned uv; pip checks its hash."""
    uv, done = UV_HOME / "bin" / "uv", UV_HOME / "as-pinned"
    pinned = (HERE / "uv.txt").read_text("utf-8")
    if uv.exists() and done.is_file() and done.read_text("utf-8") == pinned:
        return uv
    say("uv, pinned")
    step("python3 -m venv", [python, "-m", "venv", "--clear", str(UV_HOME)])
    pip = [str(UV_HOME / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    step("pip install uv", [*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(HERE / "uv.txt")])
    done.write_text(pinned, "utf-8")
    return uv


def make_environment(uv: Path, python: str) -> None:
    """An empty `.venv`, unless one of the same Python is there."""
    inside = ENVIRONMENT / "bin" / "python"
    if inside.exists() and version_of(str(inside)) == version_of(python):
        return
    step(
        "uv venv", [str(uv), "venv", "--clear", "--no-python-downloads", "--python", python, str(ENVIRONMENT)]
    )


def fill_environment(uv: Path) -> None:
    """Exactly the locked packages, then the project itself, editable, from this folder."""
    into = ["--python", str(ENVIRONMENT / "bin" / "python")]
    step("uv pip sync", [str(uv), "pip", "sync", *into, "--require-hashes", str(LOCK)], mirrors(os.environ))
    own = ["--no-deps", "--no-build-isolation", "--offline", "--editable", str(PROJECT)]
    step("uv pip install", [str(uv), "pip", "install", *into, *own])


def mirrors(environment: Mapping[str, str]) -> dict[str, str]:
    """pip's settings of certificate and index, in uv's words, where uv has none of its own."""
    same = {"PIP_CERT": "SSL_CERT_FILE", "PIP_INDEX_URL": "UV_DEFAULT_INDEX"}
    return {
        ours: environment[theirs]
        for theirs, ours in same.items()
        if environment.get(theirs) and not environment.get(ours)
    }


# -- steps


def step(name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """Run one command, its output in the log.

    Raises:
        SetUpError: The command failed; the text carries the end of its output.
    """
    ran = subprocess.run(
        command,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {shlex.join(command)}\n{ran.stdout}\n")
    if ran.returncode != 0:
        end = "\n".join(ran.stdout.splitlines()[-15:])
        raise SetUpError(
            f"{end}\n\n安装步骤失败：{name}。日志：{LOG}\nSet-up stopped at: {name}. Log: {LOG}", STEP_FAILED
        )


def say(text: str) -> None:
    print(f"set-up: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
