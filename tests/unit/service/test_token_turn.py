"""One process at a time has the token; the others wait their turn, or hear who has it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service.token_turn import TokenTurn
from sealdesk.settings.layout import Layout

WORK = """
import sys
from pathlib import Path
from sealdesk.service.token_turn import TokenTurn
from sealdesk.settings.layout import Layout
home = Path(sys.argv[1])
turn = TokenTurn(Layout(home))
for _ in range(15):
    turn.take("command line", 60)
    # Whoever is alone here makes the file and removes it; a second one at the same time would meet it.
    (home / "inside").open("x").close()
    (home / "inside").unlink()
    turn.release()
print("done")
"""

HOLD = """
import sys
from pathlib import Path
from sealdesk.service.token_turn import TokenTurn
from sealdesk.settings.layout import Layout
turn = TokenTurn(Layout(Path(sys.argv[1])))
turn.take("window", 0)
print("held", flush=True)
sys.stdin.readline()
"""


def process(program: str, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_four_processes_never_have_it_together(tmp_path: Path) -> None:
    racing = [process(WORK, tmp_path) for _ in range(4)]
    for one in racing:
        out, err = one.communicate(timeout=120)
        assert (out, one.returncode) == ("done\n", 0), err


def test_whoever_is_turned_away_hears_who_has_it(tmp_path: Path) -> None:
    turn = TokenTurn(Layout(tmp_path))
    other = process(HOLD, tmp_path)
    assert other.stdout is not None and other.stdout.readline() == "held\n"
    with pytest.raises(SealDeskError) as busy:
        turn.take("command line", 0)
    facts = busy.value.facts
    assert busy.value.code is ErrorCode.TOKEN_BUSY
    assert (facts["holder"], facts["pid"]) == ("window", other.pid)
    assert facts["since"] and "waited_s" in facts
    holder = turn.holder()
    assert holder is not None and holder.pid == other.pid
    other.kill()
    other.communicate(timeout=30)
    assert turn.take("command line", 0)
    turn.release()
    assert turn.holder() is None


def test_within_one_desk_it_is_taken_once(tmp_path: Path) -> None:
    turn = TokenTurn(Layout(tmp_path))
    assert turn.take("window") and not turn.take("window")
    named = json.loads((tmp_path / "token.lock").read_text("ascii"))
    assert (named["pid"], named["purpose"]) == (os.getpid(), "window")
    with turn.during("window"):
        pass
    assert turn.held, "held before, held after"
    turn.release()
    turn.release()
    assert not turn.held
    with turn.during("window"):
        assert turn.held
        with pytest.raises(SealDeskError) as busy:
            TokenTurn(Layout(tmp_path)).take("window", 0)
        assert busy.value.code is ErrorCode.TOKEN_BUSY
    assert not turn.held


def test_a_workspace_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    turn = TokenTurn(Layout(tmp_path / "missing"))
    with pytest.raises(SealDeskError) as broken:
        turn.take("window")
    assert broken.value.code is ErrorCode.WORKSPACE_BROKEN
    assert turn.holder() is None
