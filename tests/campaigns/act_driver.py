"""One act of sealing through the real service, killed with SIGKILL where the campaign wants it.

    python act_driver.py HOME DOCUMENT TARGET SEAL[,SEAL…] REQUEST[,REQUEST…] [STEP]

Several seals are one act, each under the request of its place in the list.

STEP is one of `SealingStep`: the process kills itself when that step is done. Without it, it prints `ready` when the
PIN has been accepted and runs through; whoever started it may kill it at any moment.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sealdesk.model.act import SealingOrder, SealingStep, SealUse
from sealdesk.model.placement import Placement
from sealdesk.service.desk import open_desk
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import prepare_act
from sealdesk.service.seal_document import carry_out
from sealdesk.service.token_side import unlock


def main(home: Path, document: Path, target: Path, seals: str, requests: str, fatal: str = "") -> None:
    def reached(step: SealingStep) -> None:
        if step == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    with open_desk(home) as desk:
        preflight = look(document)
        (seal, request), *others = zip(seals.split(","), requests.split(","), strict=True)
        further = tuple(
            SealUse(*other, (Placement(1, 60.0 + 45.0 * number, 120.0, 40.0, 40.0),))
            for number, other in enumerate(others, start=1)
        )
        place = Placement(1, 60.0, 120.0, 40.0, 40.0)
        order = SealingOrder(document, target, seal, request, (place,), further=further)
        reached(SealingStep.REQUEST_CHECKED)
        ready = prepare_act(desk, order, preflight)
        reached(SealingStep.TOKEN_CHECKED)
        unlock(desk, ready.token, (home / "pin").read_text("utf-8").strip())
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        carry_out(desk, ready, reached)


if __name__ == "__main__":
    paths = [Path(word).absolute() for word in sys.argv[1:4]]
    main(*paths, *sys.argv[4:])
