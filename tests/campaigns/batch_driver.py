"""A batch through the real service, killed with SIGKILL in the middle of one of its documents.

    python batch_driver.py HOME BATCH NUMBER STEP

The process kills itself when the document NUMBER has reached STEP (one of `SealingStep`).
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sealdesk.service import batch_run
from sealdesk.service.desk import Desk, open_desk
from sealdesk.service.seal_batch import BatchState
from sealdesk.service.token_side import look, unlock


def unlocked(desk: Desk, home: Path) -> None:
    """Log in to the one token there is."""
    (info,) = look(desk)
    unlock(desk, info.ref, (home / "pin").read_text("utf-8").strip())


def main(home: Path, batch_id: str, number: int, fatal: str) -> None:
    with open_desk(home) as desk:
        unlocked(desk, home)
        with batch_run.begin(desk, batch_id) as running:

            def reached(state: BatchState) -> None:
                if state.at is not None and running.numbers[state.at] == number and state.step == fatal:
                    os.kill(os.getpid(), signal.SIGKILL)

            batch_run.go_on(desk, running, reached)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
