"""Sync steps between a real ledger and the centre's real intake, with accidents in between."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sealdesk.audit import wire
from sealdesk.audit.receipt import Receipt, open_receipt
from sealdesk.audit.sync import sync
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.server.centre import Centre, CentreSettings, open_centre
from sealdesk.server.enrolment import Workstation, enrol, make_code
from sealdesk.server.problems import ProblemError
from sealdesk.store.ledger import Ledger
from sealdesk.tlog.note import Signer


@dataclass
class DirectCentre:
    """The centre without the network between: its refusals become those of the client."""

    centre: Centre
    known: Workstation
    signer: Signer
    sent: list[wire.Batch] = field(default_factory=list)
    lose_answer_of: int = -1

    @property
    def workstation(self) -> str:
        return self.known.id

    def status(self) -> Receipt | None:
        head = self.centre.intake.head(self.known)
        return self._opened(head.receipt) if head.size else None

    def send(self, batch: wire.Batch) -> Receipt:
        self.sent.append(batch)
        try:
            receipt = self.centre.intake.take(self.known, wire.read_batch(wire.write_batch(batch)))
        except ProblemError as problem:
            if problem.name == wire.FORK:
                index = problem.facts.get("first_conflicting_index", -1)
                raise SealDeskError(ErrorCode.CENTRE_FORK, index=index) from problem
            raise
        if len(self.sent) - 1 == self.lose_answer_of:
            raise SealDeskError(ErrorCode.CENTRE_UNREACHABLE, url="", reason="broken_off")
        return self._opened(receipt)

    def _opened(self, note: str) -> Receipt:
        return open_receipt(note, self.signer.verifier, self.centre.key)


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer.generate("example.com/WS-1")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite3", workstation="WS-1") as opened:
        yield opened


@pytest.fixture
def centre(tmp_path: Path, signer: Signer) -> Iterator[DirectCentre]:
    opened = open_centre(CentreSettings(tmp_path / "centre"))
    code = make_code(opened.database).code
    known, _ = enrol(opened.database, wire.EnrolmentRequest(code, str(signer.verifier), "c" * 43))
    yield DirectCentre(opened, known, signer)
    opened.close()


@pytest.fixture
def clone(ledger: Ledger, tmp_path: Path) -> Iterator[Callable[[], Ledger]]:
    """Copies the ledger as it is."""
    copies: list[Ledger] = []

    def copied() -> Ledger:
        path = tmp_path / f"clone-{len(copies)}.sqlite3"
        source, target = sqlite3.connect(tmp_path / "ledger.sqlite3"), sqlite3.connect(path)
        source.backup(target)
        source.close()
        target.close()
        copies.append(Ledger(path, workstation="WS-1"))
        return copies[-1]

    yield copied
    for copy in copies:
        copy.close()


def append(ledger: Ledger, count: int, what: str = "R") -> None:
    with ledger.transaction() as transaction:
        for number in range(count):
            transaction.append(EntryKind.REQUEST_MADE, {"request": f"{what}{number}"})


def test_an_empty_ledger_has_nothing_to_send(ledger: Ledger, signer: Signer, centre: DirectCentre) -> None:
    result = sync(ledger, signer, centre)
    assert (result.sent, result.size, result.receipt) == (0, 0, None)
    assert centre.sent == []


def test_everything_is_sent_once_in_batches(ledger: Ledger, signer: Signer, centre: DirectCentre) -> None:
    append(ledger, 2 * wire.BATCH_ENTRIES + 1)
    steps: list[tuple[int, int]] = []
    result = sync(ledger, signer, centre, lambda done, of: steps.append((done, of)))
    assert (result.sent, result.size) == (1001, 1001)
    assert steps == [(0, 1001), (500, 1001), (1000, 1001), (1001, 1001)]
    assert [(batch.first_index, len(batch.entries)) for batch in centre.sent] == [
        (0, 500),
        (500, 500),
        (1000, 1),
    ]
    assert result.receipt is not None
    assert result.receipt.root_hash == ledger.root()
    kept = ledger.last_receipt()
    assert kept is not None
    assert (kept.size, kept.note) == (1001, result.receipt.note)
    append(ledger, 1)
    assert sync(ledger, signer, centre).sent == 1
    assert sync(ledger, signer, centre).sent == 0
    assert len(centre.sent) == 4


def test_a_batch_is_bounded_in_bytes_but_never_empty(
    ledger: Ledger, signer: Signer, centre: DirectCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(ledger, 4)
    length = len(next(ledger.unsynced_since(0)).canonical)
    monkeypatch.setattr(wire, "BATCH_BYTES", 2 * length)
    sync(ledger, signer, centre)
    assert [len(batch.entries) for batch in centre.sent] == [2, 2]
    append(ledger, 2)
    monkeypatch.setattr(wire, "BATCH_BYTES", 1)
    sync(ledger, signer, centre)
    assert [len(batch.entries) for batch in centre.sent] == [2, 2, 1, 1]


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_lost_answer_is_made_good_by_the_next_run(
    ledger: Ledger, signer: Signer, centre: DirectCentre, lost: int
) -> None:
    append(ledger, 2 * wire.BATCH_ENTRIES + 7)
    centre.lose_answer_of = lost
    with pytest.raises(SealDeskError):
        sync(ledger, signer, centre)
    kept = ledger.last_receipt()
    assert (kept.size if kept else 0) == lost * wire.BATCH_ENTRIES
    result = sync(ledger, signer, centre)
    assert result.size == 2 * wire.BATCH_ENTRIES + 7
    assert [batch.first_index for batch in centre.sent] == [0, 500, 1000][: lost + 1] + [0, 500, 1000][
        lost + 1 :
    ]
    kept = ledger.last_receipt()
    assert kept is not None
    assert result.receipt is not None
    assert kept.note == result.receipt.note


def test_entries_appended_meanwhile_wait_for_the_next_run(
    ledger: Ledger, signer: Signer, centre: DirectCentre
) -> None:
    append(ledger, 3)
    result = sync(ledger, signer, centre, lambda _done, _all: append(ledger, 1))
    assert (result.size, ledger.size()) == (3, 5)


@pytest.mark.parametrize(
    ("shared", "synced", "mine", "yours"),
    [
        (4, True, 3, 2),
        (4, True, 2, 9),
        (4, False, 2, 9),
        (700, True, 900, 2000),
        (0, False, 1, 1),
        (3, True, 5, 5),
    ],
)
def test_a_clone_is_named_by_the_first_differing_entry(
    ledger: Ledger,
    signer: Signer,
    centre: DirectCentre,
    clone: Callable[[], Ledger],
    shared: int,
    synced: bool,
    mine: int,
    yours: int,
) -> None:
    append(ledger, shared)
    if synced:
        sync(ledger, signer, centre)
    twin = clone()
    append(ledger, mine, "mine")
    sync(ledger, signer, centre)
    append(twin, yours, "yours")
    with pytest.raises(SealDeskError) as raised:
        sync(twin, signer, centre)
    assert (raised.value.code, raised.value.facts["index"]) == (ErrorCode.CENTRE_FORK, shared)
    assert centre.centre.intake.head(centre.known).size == shared + mine


@pytest.mark.parametrize("lost", [1, 600])
def test_a_ledger_put_back_to_an_older_state_is_noticed(
    ledger: Ledger, signer: Signer, centre: DirectCentre, clone: Callable[[], Ledger], lost: int
) -> None:
    append(ledger, 5)
    sync(ledger, signer, centre)
    older = clone()
    append(ledger, lost)
    sync(ledger, signer, centre)
    with pytest.raises(SealDeskError) as raised:
        sync(older, signer, centre)
    assert (raised.value.code, raised.value.facts["index"]) == (ErrorCode.CENTRE_FORK, 5)


def test_a_centre_put_back_to_an_older_state_is_noticed(
    ledger: Ledger, signer: Signer, centre: DirectCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(ledger, 5)
    older = sync(ledger, signer, centre).receipt
    append(ledger, 5)
    sync(ledger, signer, centre)
    for shown in (older, None):
        monkeypatch.setattr(centre, "status", lambda: shown)  # noqa: B023
        with pytest.raises(SealDeskError) as raised:
            sync(ledger, signer, centre)
        assert raised.value.code is ErrorCode.CENTRE_ANSWER_WRONG
        assert raised.value.facts["reason"] == "older_head"
        assert raised.value.facts["acknowledged"] == 10
    assert len(centre.sent) == 2


def test_a_centre_that_cries_fork_without_one_ends_the_search(
    ledger: Ledger,
    signer: Signer,
    centre: DirectCentre,
    clone: Callable[[], Ledger],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    twin = clone()
    append(ledger, 2000, "mine")
    sync(ledger, signer, centre)
    append(twin, 2000, "yours")
    calls: list[int] = []

    def lying(batch: wire.Batch) -> Receipt:
        calls.append(batch.first_index)
        raise SealDeskError(ErrorCode.CENTRE_FORK, index=-1)

    monkeypatch.setattr(centre, "send", lying)
    with pytest.raises(SealDeskError) as raised:
        sync(twin, signer, centre)
    assert (raised.value.code, raised.value.facts["index"]) == (ErrorCode.CENTRE_FORK, -1)
    assert calls == [1000, 500, 0]
