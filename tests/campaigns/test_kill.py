"""Kill -9 at every step of the act, and at random moments: nothing stamped without an entry, nothing lost."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from sealdesk.documents.files import digest_of
from sealdesk.model.act import SealingStep
from sealdesk.model.document import DocumentClass
from sealdesk.model.ledger import EntryKind
from sealdesk.service import read_ledger, requests
from sealdesk.service.desk import open_desk
from tests.approving import approve_by_all
from tests.journeys.conftest import Workspace, made, workspace

__all__ = ["made", "workspace"]  # the fixtures of the journeys

DRIVER = Path(__file__).with_name("act_driver.py")
TIMES = 20
RANDOM_KILLS = 100
TURNS = (
    SealingStep.JOURNAL_WRITTEN,
    SealingStep.INTENT_RECORDED,
    SealingStep.SIGNING_MARKED,
    SealingStep.READY_MARKED,
    SealingStep.PUBLISHED,
    SealingStep.OUTCOME_RECORDED,
)
"""Steps on whose two sides an interrupted act is settled differently."""
BEFORE_THE_TOKEN = list(SealingStep)[: list(SealingStep).index(SealingStep.SIGNING_MARKED)]


@dataclass
class Campaign:
    """One workspace that lives through all the kills, and what it must say after each."""

    workspace: Workspace
    seals: tuple[str, ...]
    requests: tuple[str, ...]
    used: int = 0
    entries_seen: int = 0
    number: int = 0

    def target(self) -> Path:
        self.number += 1
        return self.workspace.folder / f"stamped-{self.number}.pdf"

    def start(self, target: Path, fatal: str = "") -> subprocess.Popen[str]:
        words = [
            DRIVER,
            self.workspace.home,
            self.workspace.contract,
            target,
            ",".join(self.seals),
            ",".join(self.requests),
        ]
        return subprocess.Popen(
            [sys.executable, *map(str, words), *([fatal] if fatal else [])],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def settled(self, target: Path) -> str:
        """The next start: every promise is checked; returns what became of the act."""
        with open_desk(self.workspace.home) as desk:
            check = read_ledger.check(desk)
            assert check.sound, check.findings
            assert check.size >= self.entries_seen, "entries were lost"
            new = list(desk.ledger.entries(after_index=self.entries_seen - 1))
            self.entries_seen = check.size
            used = [requests.standing(desk, request).used for request in self.requests]
        kinds = [entry.kind for entry in new]
        sealed = [entry for entry in new if entry.kind is EntryKind.ACT_SEALED]
        failed = [entry for entry in new if entry.kind is EntryKind.ACT_FAILED]
        intents = kinds.count(EntryKind.ACT_INTENDED)
        assert len(sealed) + len(failed) == intents, kinds
        assert intents in (0, len(self.seals)) and not (sealed and failed), (
            "all of an act's uses, and all alike"
        )
        assert {entry.body["request"] for entry in (*sealed, *failed)} in (set(), set(self.requests))
        assert target.exists() == bool(sealed), "a stamped file and its entry belong together"
        for entry in sealed:
            assert entry.body["stamped"]["sha256"] == digest_of(target).sha256
        counted = bool(sealed) or any(not entry.body["given_back"] for entry in failed)
        self.used += counted
        assert used == [self.used] * len(self.requests), "approvals counted wrongly"
        assert not list(self.workspace.folder.glob(".sealdesk-*"))
        assert not list((self.workspace.home / "acts").glob("*"))
        return "sealed" if sealed else "counted" if counted else "given back" if intents else "not begun"


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    return prepared(workspace, "contract")


@pytest.fixture
def of_two_seals(workspace: Workspace) -> Campaign:
    return prepared(workspace, "contract", "unit")


def prepared(workspace: Workspace, *kinds: str) -> Campaign:
    """With an approved request for each kind of seal."""
    asked = []
    with open_desk(workspace.home) as desk:
        for kind in kinds:
            draft = requests.RequestDraft(
                workspace.contract, workspace.seal(kind), "试验", DocumentClass.CONTRACT, impressions=1000
            )
            user = workspace.person("user")
            asked.append(requests.new(desk, draft, user, workspace.password(user)).request.id)
            approve_by_all(desk, asked[-1])
        size = desk.ledger.size()
    return Campaign(workspace, tuple(map(workspace.seal, kinds)), tuple(asked), entries_seen=size)


def test_one_kill_at_every_step(campaign: Campaign) -> None:
    """The quick form of the campaign, in every test run."""
    killed_everywhere(campaign, times=1)


def test_a_kill_at_every_turn_of_an_act_of_two_seals(of_two_seals: Campaign) -> None:
    killed_everywhere(of_two_seals, times=1, steps=TURNS)


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kinds", [("contract",), ("contract", "unit")], ids=len)
def test_kill_at_every_step(workspace: Workspace, kinds: tuple[str, ...]) -> None:
    killed_everywhere(prepared(workspace, *kinds), times=TIMES)


def killed_everywhere(
    campaign: Campaign, times: int, steps: tuple[SealingStep, ...] = tuple(SealingStep)
) -> None:
    outcomes: Counter[tuple[str, str]] = Counter()
    for step in steps:
        for _ in range(times):
            target = campaign.target()
            with campaign.start(target, step.value) as process:
                assert process.wait(timeout=60) == -9, f"not killed at {step}"
            outcome = campaign.settled(target)
            outcomes[step.value, outcome] += 1
            if step in BEFORE_THE_TOKEN:
                assert outcome in ("not begun", "given back"), step
            elif step in (SealingStep.PUBLISHED, SealingStep.OUTCOME_RECORDED):
                assert outcome == "sealed", step
            else:
                assert outcome == "counted", step
    for (step, outcome), count in outcomes.items():
        print(f"killed at {step}: {count} × {outcome}")
    print(f"{sum(outcomes.values())} kills, 0 stamped files without an entry, 0 entries lost")


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_random_kills(campaign: Campaign) -> None:
    chance = random.Random(9162)
    longest_s = _length_of_an_act(campaign)
    outcomes: Counter[str] = Counter()
    for _ in range(RANDOM_KILLS):
        target = campaign.target()
        with campaign.start(target) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, longest_s * 1.1))
            process.kill()
        outcomes[campaign.settled(target)] += 1
    print(f"{RANDOM_KILLS} random kills: {dict(outcomes)}")
    assert sum(outcomes.values()) == RANDOM_KILLS


def _length_of_an_act(campaign: Campaign) -> float:
    target = campaign.target()
    with campaign.start(target) as process:
        assert process.stdout is not None
        process.stdout.readline()
        start = time.monotonic()
    length_s = time.monotonic() - start
    assert campaign.settled(target) == "sealed"
    return length_s
