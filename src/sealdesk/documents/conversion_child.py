"""The process that keeps an office suite within its limits: `python -m sealdesk.documents.conversion_child`.

It is the leader of a session of its own, takes away the network where the system lets it, limits memory, processor time
and the size of files, starts the program, and ends everything it started when the program ends, when it is told to
(SIGTERM), or when the program's own parent dies.

Arguments: seconds of processor time, megabytes of memory, megabytes a file may have, then the command.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

from sealdesk.documents.process_tree import end_descendants

_DEATH_SIGNAL, _SUBREAPER = 1, 36
_GONE_WITHIN_S = 1.0
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def main() -> None:
    cpu_s, memory_mb, file_mb = (int(word) for word in sys.argv[1:4])
    signal.signal(signal.SIGTERM, _end_all)
    _follow_parent()
    _keep_orphans()
    _leave_network()
    _limit(resource.RLIMIT_CPU, cpu_s)
    _limit(resource.RLIMIT_AS, memory_mb << 20)
    _limit(resource.RLIMIT_FSIZE, file_mb << 20)
    _limit(resource.RLIMIT_CORE, 0)
    nowhere = subprocess.DEVNULL
    status = subprocess.call(sys.argv[4:], stdin=nowhere, stdout=nowhere, stderr=nowhere)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    end_descendants(os.getpid(), _GONE_WITHIN_S)  # in whatever session
    os.killpg(0, signal.SIGTERM)  # what the program left behind
    sys.exit(0 if status == 0 else 1)


def _end_all(number: int, frame: FrameType | None) -> None:
    end_descendants(os.getpid(), _GONE_WITHIN_S)
    os.killpg(0, signal.SIGKILL)


def _follow_parent() -> None:
    """End when the parent does, in whatever way it ends."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    if os.getppid() == 1:  # it died before we asked
        sys.exit(1)


def _keep_orphans() -> None:
    """What the program started and left behind stays below this process, where it is found."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _leave_network() -> None:
    """A network namespace of its own has nothing in it. Where the system does not allow one, the program's settings
    alone keep it from fetching."""
    user, group = os.getuid(), os.getgid()
    try:
        if ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK) != 0:
            return
        process = Path("/proc/self")
        (process / "setgroups").write_text("deny", "ascii")
        (process / "uid_map").write_text(f"{user} {user} 1", "ascii")
        (process / "gid_map").write_text(f"{group} {group} 1", "ascii")
    except (AttributeError, OSError):
        return


def _limit(which: int, limit: int) -> None:
    hard = resource.getrlimit(which)[1]
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(which, (limit, limit))


if __name__ == "__main__":
    main()
