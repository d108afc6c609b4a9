"""The idle window looks for tokens once a second and takes next to no processor time for it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sealdesk.settings.settings import ModuleSetting
from tests.campaigns.token_bench import use_modules
from tests.contract.card_reader import CardReader
from tests.contract.conftest import card, card_applet, reader
from tests.contract.virtual_card import VirtualCard
from tests.journeys.conftest import Workspace, made, workspace

__all__ = [
    "card",
    "card_applet",
    "made",
    "reader",
    "workspace",
]  # fixtures of the contract suite and the journeys

SETTLES_S, WATCHED_S = 12.0, 30.0
AT_MOST = 0.01
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def descendants(pid: int) -> list[int]:
    """The process and everything it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        children = (task / "children").read_text("ascii").split()
        found += [one for child in children for one in descendants(int(child))]
    return found


def cpu_s(pid: int) -> float:
    """Processor time of a process so far, its ended children included."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS_PER_S


def name_of(pid: int) -> str:
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    if b"sealdesk.tokens.process" in command:
        return "token process"
    return "window" if b"sealdesk" in command else "fork server"


def waits_of(pid: int) -> int:
    """How often the process's main thread went to sleep: an idle server does so after each question."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))


def watch(home: Path, what: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    window = subprocess.Popen([sys.executable, "-m", "sealdesk", "gui", "--home", str(home)], env=environment)
    try:
        time.sleep(SETTLES_S)
        assert window.poll() is None
        pids = descendants(window.pid)
        (token,) = [pid for pid in pids if name_of(pid) == "token process"]
        before, waits = {pid: cpu_s(pid) for pid in pids}, waits_of(token)
        time.sleep(WATCHED_S)
        used = {pid: cpu_s(pid) - before[pid] for pid in pids}
        looks = waits_of(token) - waits
    finally:
        window.terminate()
        window.wait(30)
    shares = ", ".join(f"{name} {share:.2%}" for name, share in told(used, token))
    whole = sum(used.values()) / WATCHED_S
    print(f"\nidle window, {what}: {whole:.2%} of a processor in {WATCHED_S:.0f} s ({shares})")
    assert looks >= WATCHED_S / 2, "it did not look"
    assert whole < AT_MOST


def told(used: dict[int, float], token: int) -> list[tuple[str, float]]:
    others = sum(spent for pid, spent in used.items() if pid != token)
    return [("window", others / WATCHED_S), ("token process", used[token] / WATCHED_S)]


@pytest.mark.prove
@pytest.mark.timeout(300)
def test_with_a_software_token(workspace: Workspace) -> None:
    watch(workspace.home, "software token")


@pytest.mark.prove
@pytest.mark.timeout(300)
def test_with_a_card(workspace: Workspace, reader: CardReader, card: VirtualCard) -> None:
    use_modules(workspace.home, (ModuleSetting(reader.module, dict(reader.environment)),))
    watch(workspace.home, "card in its reader")
