"""A batch whose token is pulled and whose process is killed: every document once, the broken ones told."""

from __future__ import annotations

import pytest

from sealdesk.errors import ErrorCode
from sealdesk.model.act import SealingStep
from sealdesk.model.batch import BatchResult, BatchStanding
from sealdesk.model.ledger import EntryKind
from sealdesk.service.batch_manifest import verify_manifest
from tests.batch_trial import Trial
from tests.contract.shim import Shim
from tests.journeys.conftest import Workspace


@pytest.fixture
def trial(workspace: Workspace, shim: Shim) -> Trial:
    return Trial(workspace, shim)


@pytest.mark.parametrize(
    ("step", "again"),
    [(SealingStep.INTENT_RECORDED, 0), (SealingStep.SIGNING_MARKED, 1), (SealingStep.PUBLISHED, 0)],
)
def test_pulled_killed_and_resumed(trial: Trial, step: SealingStep, again: int) -> None:
    """Killed behind the token's signature, the use is spent and the file gone: that one waits for a person."""
    with trial.workspace.open() as desk:
        plan = trial.planned(desk, 12, broken=1)
        left_out = [one for one in plan.documents if not one.ready]
        assert [one.findings[0].code for one in left_out] == [ErrorCode.DOCUMENT_DAMAGED.text]
        trial.looked_at(desk, plan)
        record = trial.pulled_behind(desk, plan, 5)
        assert len(record.numbers(BatchResult.SEALED)) == 5 and record.standing is BatchStanding.BEGUN
    trial.crashed_in(plan, 9, step)
    with trial.workspace.open() as desk:
        record = trial.resumed(desk, plan)
        assert record.standing is BatchStanding.ENDED
        check = trial.check_each_once(desk, record)
        assert check.good and check.manifest.count(BatchResult.SEALED) == 11
        assert check.manifest.count(BatchResult.LEFT_OUT) == 1
        assert trial.uses(desk) == 11 + again
        last = record.plan.ready[-1]
        sealed, original = last.target, last.source.read_bytes()
        sealed.write_bytes(sealed.read_bytes() + b"\n")
        first = record.plan.documents[0].target
        first.unlink()
        findings = verify_manifest(trial.output / record.manifest, desk=desk).findings
        told = {(one.number, one.code) for one in findings}
        assert told == {(1, "manifest.file_missing"), (last.number, "manifest.file_changed")}
        assert last.source.read_bytes() == original == sealed.read_bytes()[: len(original)]
        kinds = [entry.kind for entry in desk.ledger.entries()]
        assert kinds.count(EntryKind.BATCH_STARTED) == kinds.count(EntryKind.BATCH_ENDED) == 1
