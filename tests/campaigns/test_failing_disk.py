"""The n-th write fails, n = 1 … until a clean run: a clean message, no partial file, nothing lost."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.campaigns.test_kill import Campaign, campaign
from tests.journeys.conftest import made, workspace

__all__ = ["campaign", "made", "workspace"]

FULL, BROKEN = 28, 5


@pytest.fixture(scope="session")
def failing_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler to build the failing disk with")
    library = tmp_path_factory.mktemp("disk") / "failing_disk.so"
    source = Path(__file__).with_name("failing_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def stamp(campaign: Campaign, target: Path, library: Path, at: int, error: int, *, stays: bool):
    workspace = campaign.workspace
    environment = {
        "PATH": os.environ["PATH"],
        "SEALDESK_LANG": "en",
        "LD_PRELOAD": str(library),
        "FAILING_DISK_UNDER": f"{workspace.home}:{workspace.folder}",
        "FAILING_DISK_AT": str(at),
        "FAILING_DISK_ERRNO": str(error),
        "FAILING_DISK_COUNT": str(workspace.folder.parent / "count"),
        **({"FAILING_DISK_STAYS": "1"} if stays else {}),
    }
    return subprocess.run(
        [sys.executable, "-m", "sealdesk", "stamp", workspace.contract, "--output", target, "--seal",
         workspace.seal(), "--request", campaign.requests[0], "--page", "1", "--at", "60,120", "--pin-file",
         workspace.home / "pin", "--home", workspace.home],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def failed_everywhere(campaign: Campaign, library: Path, error: int, *, stays: bool, step: int = 1) -> int:
    """Let the 1st, 2nd, … write fail until a run is clean; returns how many runs failed."""
    for number in range(1, 1000, step):
        target = campaign.target()
        done = stamp(campaign, target, library, number, error, stays=stays)
        if done.returncode == 0:
            # A write that nobody depends on may fail (the checkpoint outside the database): the act is done.
            assert target.exists()
            assert campaign.settled(target) == "sealed"
            if not failed_at_all(campaign, library, number, error):
                return number - 1
            continue
        assert done.returncode in (1, 4), done.stderr
        assert re.fullmatch(r"(sealdesk: \[[a-z_.]+\] .*\n)+", done.stderr), done.stderr
        assert not target.exists(), done.stderr
        # "sealed": the commit that reported an error stood whole in the log after all; then the next start
        # gives the verified file its name, so that file and entry belong together again.
        assert campaign.settled(target) in ("not begun", "given back", "counted", "sealed")
    raise AssertionError("no clean run")


def failed_at_all(campaign: Campaign, library: Path, number: int, error: int) -> bool:
    """Whether an act makes as many writes at all."""
    counts = campaign.workspace.folder.parent / "count"
    counts.unlink(missing_ok=True)
    target = campaign.target()
    assert stamp(campaign, target, library, 0, error, stays=False).returncode == 0
    assert campaign.settled(target) == "sealed"
    return max(int(line.split()[1]) for line in counts.read_text().splitlines()) >= number


def test_some_writes_fail(campaign: Campaign, failing_disk: Path) -> None:
    """The quick form, in every test run."""
    assert failed_everywhere(campaign, failing_disk, FULL, stays=True, step=7) > 5


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("name", "error", "stays"), [("full disk", FULL, True), ("I/O error", BROKEN, False)]
)
def test_every_write_fails_once(
    campaign: Campaign, failing_disk: Path, name: str, error: int, stays: bool
) -> None:
    failed = failed_everywhere(campaign, failing_disk, error, stays=stays)
    print(f"{name}: {failed} writes failed one by one: clean message, no partial file, then a clean run")
    assert failed > 20
