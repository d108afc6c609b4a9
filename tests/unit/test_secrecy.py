"""Core files and other processes' eyes, tried on real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="prctl and /proc are Linux's")

SECRET = "a secret in memory 7d1f"
WAIT = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (1 << 24, 1 << 24))
from sealdesk.secrecy import keep_memory_private
secret = sys.stdin.readline()
if sys.argv[1] == "private":
    keep_memory_private()
print("ready", flush=True)
sys.stdin.readline()
"""
LOOK = """
import os, sys
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
try:
    open(f"/proc/{sys.argv[1]}/mem", "rb").close()
    print("open")
except PermissionError:
    print("shut")
"""


def waiting(how: str, folder: Path, *, unprivileged: bool) -> subprocess.Popen[str]:
    folder.chmod(0o777)
    process = subprocess.Popen(
        [sys.executable, "-c", WAIT, how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        **({"user": 65534, "group": 65534, "extra_groups": []} if unprivileged else {}),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(SECRET + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "ready\n"
    return process


def ended(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user, for which it has to be root")
@pytest.mark.parametrize(("how", "answer"), [("plain", "open"), ("private", "shut")])
def test_no_other_process_of_the_user_reads_its_memory(how: str, answer: str, tmp_path: Path) -> None:
    process = waiting(how, tmp_path, unprivileged=True)
    try:
        looked = subprocess.run(
            [sys.executable, "-c", LOOK, str(process.pid)], capture_output=True, text=True, check=True
        )
    finally:
        ended(process)
    assert looked.stdout.strip() == answer


@pytest.mark.parametrize("fatal", [signal.SIGSEGV, signal.SIGABRT])
def test_a_crash_leaves_no_core_file(fatal: signal.Signals, tmp_path: Path) -> None:
    process = waiting("private", tmp_path, unprivileged=False)
    process.send_signal(fatal)
    process.communicate()
    assert process.returncode == -fatal
    assert list(tmp_path.iterdir()) == []


def test_it_can_tell_whether_it_holds() -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_CORE, (1, 1));"
        "from sealdesk.secrecy import *; before = memory_is_private(); keep_memory_private();"
        "print(before, memory_is_private())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True"]


def test_it_is_handed_on_by_fork() -> None:
    code = (
        "import os; from sealdesk.secrecy import *; keep_memory_private();"
        "child = os.fork() or os._exit(0 if memory_is_private() else 1);"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["0"]
