"""Compare commands fairly: turn by turn in one run, by CPU time, as ratios.

Absolute times move with the machine and its load; the ratio of two commands that took turns does not.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Contestant:
    """A command that does a job, and what it took each time.

    Attributes:
        name: As it stands in the table.
        command: Argument list; called once per round with the round's number.
        clean: Removes what the command left, after each round.
    """

    name: str
    command: Callable[[int], Sequence[str]]
    clean: Callable[[], None] = lambda: None
    stdin: bytes = b""
    environment: dict[str, str] = field(default_factory=dict)
    cpu_s: list[float] = field(default_factory=list)

    def run(self, number: int) -> None:
        """One round.

        Raises:
            RuntimeError: The command failed: a comparison with it would mean nothing.
        """
        child = subprocess.Popen(
            list(self.command(number)),
            env={**os.environ, **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert child.stdin is not None and child.stderr is not None
        child.stdin.write(self.stdin)
        child.stdin.close()
        complaint = child.stderr.read().decode(errors="replace")
        child.stderr.close()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        cpu_s = used.ru_utime + used.ru_stime + orphans_cpu_s()
        self.clean()
        if child.returncode != 0:
            raise RuntimeError(f"{self.name}: exit status {child.returncode}\n{complaint}")
        self.cpu_s.append(cpu_s)


def adopt_orphans() -> None:
    """From now on, processes that a contestant leaves behind become ours, so that their time counts too."""
    if ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0) != 0:  # PR_SET_CHILD_SUBREAPER
        raise OSError(ctypes.get_errno(), "prctl")


def orphans_cpu_s() -> float:
    """CPU time of the processes a contestant left behind; waits for their end."""
    total = 0.0
    with contextlib.suppress(ChildProcessError):
        while True:
            used = os.wait4(-1, 0)[2]
            total += used.ru_utime + used.ru_stime
    return total


def compare(title: str, ours: Contestant, *others: Contestant, rounds: int = 9) -> None:
    """Let the contestants take turns; print medians and the others' time as a multiple of ours."""
    adopt_orphans()
    everyone = (ours, *others)
    for each in everyone:
        each.run(-1)  # caches warm for all alike; not counted
        each.cpu_s.clear()
    for number in range(rounds):
        for each in everyone if number % 2 == 0 else reversed(everyone):
            each.run(number)
    print(f"\n{title} ({rounds} rounds, median CPU time of the whole process)")
    for each in everyone:
        ratios = [theirs / mine for theirs, mine in zip(each.cpu_s, ours.cpu_s, strict=True)]
        print(
            f"  {each.name:<34}{statistics.median(each.cpu_s) * 1000:>9.0f} ms"
            f"{statistics.median(ratios):>8.2f} ×"
            f"  (spread {min(ratios):.2f} to {max(ratios):.2f})"
        )


def remove(*paths: Path) -> Callable[[], None]:
    """A `clean` that removes these files."""

    def clean() -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    return clean
