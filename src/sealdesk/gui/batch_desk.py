"""The batch on the desk: planned, looked at, sealed, one document after the other.

It lives with the session, so that a change of language does not end it. The workspace's thread gets one document at a
time: whoever works in another tab meanwhile waits for no more than that.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.batch_keeper import BatchKeeper
from sealdesk.gui.batch_reading import OpenBatch, confirmed, open_batch
from sealdesk.gui.session import Session
from sealdesk.gui.tabs import BATCH_DESK
from sealdesk.gui.worker import Progress
from sealdesk.model.act import SealingStep
from sealdesk.model.batch import BatchOutcome, BatchRecord, BatchResult
from sealdesk.model.token import TokenRef
from sealdesk.service import batch_journal, batch_run
from sealdesk.service.batch_plan import BatchWish, Planning
from sealdesk.service.batch_run import BatchRun
from sealdesk.service.desk import Desk
from sealdesk.service.seal_batch import BatchState

_REMEMBERED = 20
"""The time left follows from so many documents before."""


class Doing(Enum):
    """What goes on with the batch."""

    NOTHING = auto()
    PLANNING = auto()
    SEALING = auto()
    PAUSING = auto()
    ENDING = auto()


class BatchDesk(QObject):
    """Signals:
    planned: So many documents of so many were looked at (`int`, `int`).
    opened: Another batch is on the desk, or none.
    said: Who keeps the seal confirmed this document or set it aside (its number).
    changed: Something about it: what was confirmed, what was sealed, whether it goes on.
    stepped: The document at work reached a step.
    pin_wanted: The token, and how many PINs its key wants at this document; 0: it is to be unlocked.
    trouble: What could not be done (`SealDeskError`).
    """

    planned = Signal(int, int)
    opened = Signal()
    changed = Signal()
    said = Signal(int)
    stepped = Signal()
    pin_wanted = Signal(object, int)
    trouble = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setObjectName(BATCH_DESK)
        self._session = session
        self.batch: OpenBatch | None = None
        self.keeper = BatchKeeper(self)
        self.keeper.word.connect(self._confirm)
        session.tokens.left.connect(self.keeper.forget)
        self.doing = Doing.NOTHING
        self.stopped_by: SealDeskError | None = None
        self.outcomes: Mapping[int, BatchOutcome] = {}
        self.at: int | None = None
        self.step: SealingStep | None = None
        self._running: BatchRun | None = None
        self._given_up = False
        self._asked = False
        self._took_s: deque[float] = deque(maxlen=_REMEMBERED)
        self._since_s = 0.0
        for worker in (session.desk.worker, session.documents):
            worker.crashed.connect(self._crashed)

    @staticmethod
    def of(session: Session) -> BatchDesk:
        """The one of this session."""
        found = session.findChild(BatchDesk)
        return found if isinstance(found, BatchDesk) else BatchDesk(session)

    @property
    def busy(self) -> bool:
        """Whether documents are being sealed: the window does not close then."""
        return self.doing in (Doing.SEALING, Doing.PAUSING, Doing.ENDING)

    @property
    def begun(self) -> bool:
        """Whether this program has passed the batch's gate and may go on with it."""
        return self._running is not None

    def count(self, result: BatchResult) -> int:
        """How many documents have this result."""
        return sum(1 for one in self.outcomes.values() if one.result is result)

    @property
    def left_s(self) -> float | None:
        """Seconds until the last document is sealed; None before the first is."""
        if not self._took_s:
            return None
        return self.count(BatchResult.WAITING) * sum(self._took_s) / len(self._took_s)

    @property
    def undecided(self) -> tuple[int, ...]:
        """Numbers of the documents whose use was counted without a file."""
        return tuple(at for at, one in self.outcomes.items() if one.result is BatchResult.COUNTED)

    # Planning and opening.

    def plan(self, wish: BatchWish) -> None:
        """Look through the documents; the plan is opened when all were looked at."""
        if self.doing is not Doing.NOTHING:
            return
        self._set(Doing.PLANNING)
        self._given_up = False
        self._session.desk.submit(
            lambda desk: Planning(desk, wish), owner=self, done=self._look_at_next, failed=self._failed
        )

    def give_up_planning(self) -> None:
        """Look at no further document; there is no plan then."""
        self._given_up = True

    def _look_at_next(self, planning: Planning) -> None:
        if self._given_up:
            self._set(Doing.NOTHING)
            return

        def done(answer: tuple[bool, int]) -> None:
            more, looked_at = answer
            self.planned.emit(looked_at, planning.count)
            if more:
                self._look_at_next(planning)
            else:
                self._keep(planning)

        self._session.desk.submit(
            lambda desk: (planning.look_at_next(), len(planning.documents)),
            owner=self,
            done=done,
            failed=self._failed,
        )

    def _keep(self, planning: Planning) -> None:
        self._session.desk.submit(
            lambda desk: open_batch(desk, planning.plan().id),
            owner=self,
            done=self._open,
            failed=self._failed,
        )

    def open(self, batch_id: str) -> None:
        """Put a batch of the workspace on the desk."""
        if self.doing is Doing.NOTHING:
            self._session.desk.submit(
                lambda desk: open_batch(desk, batch_id), owner=self, done=self._open, failed=self._failed
            )

    def _open(self, batch: OpenBatch) -> None:
        self._let_go()
        self.batch, self.outcomes = batch, batch.record.outcomes
        self.stopped_by, self.at, self.step = None, None, None
        self._took_s.clear()
        self.doing = Doing.NOTHING
        self.opened.emit()
        self.changed.emit()

    def close(self) -> None:
        """Put the batch away; it can be opened again."""
        if self.doing is Doing.NOTHING:
            self._let_go()
            self.batch, self.outcomes, self.stopped_by = None, {}, None
            self.opened.emit()
            self.changed.emit()

    def drop(self) -> None:
        """Throw the plan away."""
        batch = self.batch
        if batch is not None and self.doing is Doing.NOTHING:
            batch_id = batch.record.plan.id
            self._session.desk.submit(
                lambda desk: batch_journal.drop(desk, batch_id),
                owner=self,
                done=lambda answer: self.close(),
                failed=self._failed,
            )

    # Looking.

    def confirm(self, number: int, *, right: bool) -> None:
        """Who keeps the seal looked at this document; `right`: the seal is where it belongs. Asks who it is first."""
        if self.batch is not None:
            self.keeper.say(number, right=right)

    def _confirm(self, number: int, right: bool) -> None:
        batch, keeper = self.batch, self.keeper.signed_in
        if batch is None or keeper is None:
            return
        batch_id = batch.record.plan.id
        self.said.emit(number)
        self._session.desk.submit(
            lambda desk: confirmed(desk, batch_id, number, keeper, right=right),
            owner=self,
            done=self._refreshed,
            failed=self._failed,
        )

    def _refreshed(self, record: BatchRecord) -> None:
        batch = self.batch
        if batch is not None and batch.record.plan.id == record.plan.id:
            self.batch = OpenBatch(record, batch.seal, batch.keeper)
            if self._running is None:
                self.outcomes = record.outcomes
            self.changed.emit()

    # Sealing.

    def start(self, token: TokenRef | None) -> None:
        """Begin, or go on after a stop."""
        if self.batch is None or self.doing is not Doing.NOTHING:
            return
        self._asked = True
        self.stopped_by = None
        self._set(Doing.SEALING)
        if self._running is not None:
            self.go_on()
            return
        batch_id = self.batch.record.plan.id

        def done(running: BatchRun) -> None:
            self._running = running
            self._refreshed(running.record)
            self.outcomes = running.outcomes()
            self.go_on()

        self._session.desk.submit(
            lambda desk: batch_run.begin(desk, batch_id, token), owner=self, done=done, failed=self._failed
        )

    def go_on(self, pins_offered: int = 0) -> None:
        """Seal the next document; the PIN that was wanted has been given."""
        running = self._running
        if running is None:
            self._set(Doing.NOTHING)
            return
        if self.doing is Doing.NOTHING:
            self._set(Doing.SEALING)
        self._since_s = time.monotonic()

        def work(desk: Desk, report: Progress) -> tuple[BatchState, Mapping[int, BatchOutcome]]:
            state = batch_run.go_on(desk, running, report, most=1, pins_offered=pins_offered)
            return state, running.outcomes()

        self._session.desk.submit_long(
            work, owner=self, done=self._went_on, failed=self._failed, progress=self._stepped
        )

    def _stepped(self, state: BatchState) -> None:
        running = self._running
        if running is None or state.at is None:
            return
        self.at, self.step = running.numbers[state.at], state.step
        self._session.tokens.keep_awake()
        self.stepped.emit()

    def _went_on(self, answer: tuple[BatchState, Mapping[int, BatchOutcome]]) -> None:
        state, self.outcomes = answer
        self.at = self.step = None
        if state.stopped_by is not None:
            self._stopped(state.stopped_by)
            return
        self._asked = False
        self._took_s.append(time.monotonic() - self._since_s)
        if state.done:
            self._let_go() if not self.undecided else None
            self._set(Doing.NOTHING)
            self._read_again()
        elif self.doing is Doing.PAUSING:
            self._set(Doing.NOTHING)
        else:
            self.changed.emit()
            self.go_on()

    def _stopped(self, error: SealDeskError) -> None:
        """Ask for what a person expects to be asked for; otherwise say why it stopped."""
        token, wanted = error.facts.get("token"), self._asked or self._session.tokens.rules.each_use
        self._asked = False
        self._session.tokens.look_now()
        if isinstance(token, TokenRef) and error.code is ErrorCode.TOKEN_PIN_AGAIN:
            self.changed.emit()
            self.pin_wanted.emit(token, int(str(error.facts["count"])))
        elif isinstance(token, TokenRef) and error.code is ErrorCode.TOKEN_NOT_LOGGED_IN and wanted:
            self.changed.emit()
            self.pin_wanted.emit(token, 0)
        else:
            self.stop_because(error)

    def stop_because(self, error: SealDeskError | None) -> None:
        """It does not go on by itself; None where a person wanted it so."""
        self.stopped_by = error
        self._set(Doing.NOTHING)

    def pause(self) -> None:
        """Stop before the next document."""
        if self.doing is Doing.SEALING:
            self._set(Doing.PAUSING)

    def try_again(self, number: int) -> None:
        """Let a document wait again that was not sealed; where its use was counted, it takes another."""
        running = self._running
        if running is not None and self.doing is Doing.NOTHING:
            running.try_again(number)
            self.outcomes = {**self.outcomes, number: BatchOutcome(BatchResult.WAITING)}
            self.changed.emit()

    def end(self) -> None:
        """End the batch as it stands."""
        batch = self.batch
        if batch is None or self.doing is not Doing.NOTHING:
            return
        self._set(Doing.ENDING)
        running, batch_id = self._running, batch.record.plan.id

        def work(desk: Desk) -> None:
            if running is not None:
                batch_run.end(desk, running)
                return
            with batch_run.begin(desk, batch_id) as begun:
                batch_run.end(desk, begun)

        def done(answer: None) -> None:
            self._let_go()
            self._set(Doing.NOTHING)
            self._read_again()

        self._session.desk.submit(work, owner=self, done=done, failed=self._failed)

    def _read_again(self) -> None:
        batch = self.batch
        if batch is not None:
            batch_id = batch.record.plan.id
            self._session.desk.submit(
                lambda desk: batch_journal.record_of(desk, batch_id),
                owner=self,
                done=self._refreshed,
                failed=self._failed,
            )
        self._session.find_requests()

    def stop(self) -> None:
        """The window closes: let others go on with the batch."""
        self._let_go()

    def _let_go(self) -> None:
        self.keeper.forget()
        running, self._running = self._running, None
        if running is not None:
            running.close()

    def _failed(self, error: SealDeskError) -> None:
        sealing = self.busy
        self.at = self.step = None
        if sealing:
            self.stop_because(error)
            return
        self._set(Doing.NOTHING)
        self.trouble.emit(error)

    def _crashed(self, bug: BaseException) -> None:
        """A fault of the program ended a step: what was sealed is in the ledger; go on from there."""
        if self.doing is not Doing.NOTHING:
            self._let_go()
            self._set(Doing.NOTHING)
            self._read_again()

    def _set(self, doing: Doing) -> None:
        self.doing = doing
        self.changed.emit()
