"""Five hundred documents, two of them broken, the token pulled at 250, the process killed at 300: each sealed once."""

from __future__ import annotations

import time

import pytest

from sealdesk.model.act import SealingStep
from sealdesk.model.batch import BatchResult
from sealdesk.model.ledger import EntryKind
from sealdesk.service import read_ledger
from tests.batch_trial import Trial
from tests.contract.shim import Shim
from tests.journeys.conftest import Workspace, made, shim, workspace

__all__ = ["made", "shim", "workspace"]  # fixtures of the journeys

COUNT, BROKEN, PULLED_AT, KILLED_AT = 500, 2, 250, 300


@pytest.mark.prove
def test_five_hundred_documents(workspace: Workspace, shim: Shim) -> None:
    trial, begun = Trial(workspace, shim), time.monotonic()
    with workspace.open() as desk:
        plan = trial.planned(desk, COUNT, BROKEN)
        planned_s = time.monotonic() - begun
        trial.looked_at(desk, plan)
        record = trial.pulled_behind(desk, plan, PULLED_AT)
        before = len(record.numbers(BatchResult.SEALED))
    trial.crashed_in(plan, KILLED_AT, SealingStep.PUBLISHED)
    with workspace.open() as desk:
        record = trial.resumed(desk, plan)
        check = trial.check_each_once(desk, record)
        manifest = check.manifest
        assert check.good and manifest.count(BatchResult.SEALED) == COUNT - BROKEN
        assert manifest.count(BatchResult.LEFT_OUT) == BROKEN
        assert trial.uses(desk) == COUNT - BROKEN
        kinds = [entry.kind for entry in desk.ledger.entries()]
        assert kinds.count(EntryKind.ACT_INTENDED) == COUNT - BROKEN
        assert kinds.count(EntryKind.BATCH_STARTED) == kinds.count(EntryKind.BATCH_ENDED) == 1
        assert read_ledger.check(desk).sound
    whole_s = time.monotonic() - begun
    print(
        f"\n{COUNT} documents: {manifest.count(BatchResult.SEALED)} sealed once, "
        f"{manifest.count(BatchResult.LEFT_OUT)} reported; pulled at {PULLED_AT} ({before} sealed), killed at "
        f"{KILLED_AT}; {check.files_checked} files and {check.entries_checked} entries are as the manifest says; "
        f"planned in {planned_s:.0f} s, all in {whole_s:.0f} s ({(whole_s - planned_s) / COUNT:.2f} s a document)"
    )
