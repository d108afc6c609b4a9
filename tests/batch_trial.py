"""A batch through everything that can happen to it: a pulled token, a crash, broken files; each sealed once."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sealdesk.documents.files import digest_of
from sealdesk.errors import ErrorCode
from sealdesk.model.act import SealingStep
from sealdesk.model.batch import BatchPlan, BatchRecord, BatchResult
from sealdesk.model.ledger import EntryKind
from sealdesk.model.placing_rule import FixedRule, FromX, FromY
from sealdesk.service import batch_journal, batch_run, requests
from sealdesk.service.batch_manifest import ManifestCheck, verify_manifest
from sealdesk.service.batch_plan import BatchWish, make_plan
from sealdesk.service.desk import Desk
from sealdesk.service.seal_batch import BatchState
from tests.batches import BROKEN, ask_for, keeper_of, make_documents
from tests.campaigns.batch_driver import unlocked
from tests.contract.shim import Shim
from tests.journeys.conftest import Workspace

DRIVER = Path(__file__).parent / "campaigns" / "batch_driver.py"
RULE = FixedRule("1", 45.0, 60.0, FromX.RIGHT, FromY.BOTTOM)


@dataclass
class Trial:
    """A folder of documents, some of them broken, and the batch that is made of it."""

    workspace: Workspace
    shim: Shim

    @property
    def folder(self) -> Path:
        return self.workspace.folder / "in"

    @property
    def output(self) -> Path:
        return self.workspace.folder / "out"

    def planned(self, desk: Desk, count: int, broken: int) -> BatchPlan:
        """So many documents with a request each, `broken` of them damaged since it was approved."""
        self.output.mkdir()
        paths = make_documents(self.folder, count)
        applicant = self.workspace.person("user")
        people = [(one, self.workspace.password(one)) for one in (applicant, self.workspace.manager)]
        ask_for(desk, paths, self.workspace.seal(), (people[0], people[1]), impressions=2)
        for path in paths[count // 2 :: count // (2 * broken) + 1][:broken]:
            path.write_bytes(BROKEN)
        return make_plan(desk, BatchWish(self.workspace.seal(), (RULE,), self.output, self.folder))

    def looked_at(self, desk: Desk, plan: BatchPlan) -> None:
        """Everything that must be looked at was, by the custodian."""
        must = batch_journal.record_of(desk, plan.id).must_look
        batch_journal.mark_shown(desk, plan.id, must)
        batch_journal.confirm(desk, plan.id, must, keeper_of(desk, plan))

    def pulled_behind(self, desk: Desk, plan: BatchPlan, number: int) -> BatchRecord:
        """Seal until the token is pulled behind this document."""
        unlocked(desk, self.workspace.home)
        with batch_run.begin(desk, plan.id) as running:

            def told(state: BatchState) -> None:
                here = state.at is not None and running.numbers[state.at] == number
                if here and state.step is SealingStep.OUTCOME_RECORDED:
                    self.shim.pull()

            state = batch_run.go_on(desk, running, told)
            assert state.stopped_by is not None and state.stopped_by.code is ErrorCode.TOKEN_REMOVED
        self.shim.insert()
        return batch_journal.record_of(desk, plan.id)

    def crashed_in(self, plan: BatchPlan, number: int, step: SealingStep) -> None:
        """Seal in a process of its own that is killed when this document has reached the step."""
        words = (DRIVER, self.workspace.home, plan.id, number, step.value)
        done = subprocess.run([sys.executable, *map(str, words)], check=False, timeout=3600)
        assert done.returncode == -signal.SIGKILL

    def resumed(self, desk: Desk, plan: BatchPlan) -> BatchRecord:
        """Go on to the end."""
        unlocked(desk, self.workspace.home)
        with batch_run.begin(desk, plan.id) as running:
            state = batch_run.go_on(desk, running)
            assert state.stopped_by is None, state.stopped_by
            for number in running.undecided:
                running.try_again(number)
            batch_run.go_on(desk, running)
        return batch_journal.record_of(desk, plan.id)

    def check_each_once(self, desk: Desk, record: BatchRecord) -> ManifestCheck:
        """Every ready document has one sealed file and one outcome, and the manifest says the same."""
        sealed = record.numbers(BatchResult.SEALED)
        assert sealed == tuple(one.number for one in record.plan.ready)
        acts = Counter(
            entry.body["document"]["sha256"] for entry in desk.ledger.entries(kind=EntryKind.ACT_SEALED)
        )
        assert set(acts.values()) == {1} and len(acts) == len(sealed)
        files = {path.name for path in self.output.iterdir()}
        names = {record.outcomes[number].stamped_name for number in sealed}
        assert files == {*names, record.manifest}
        for number in sealed:
            outcome = record.outcomes[number]
            assert digest_of(self.output / outcome.stamped_name).sha256 == outcome.stamped_sha256
        return verify_manifest(self.output / record.manifest, desk=desk)

    def uses(self, desk: Desk) -> int:
        """Uses that the ledger counts, over all requests."""
        return sum(one.used for one in requests.all_standings(desk))
