"""The tab 批量用印: a new batch, or the one on the desk; and whoever has to be asked for a PIN."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.act_flow import offer_pads
from sealdesk.gui.batch_closing import BatchClosingDialog
from sealdesk.gui.batch_desk import BatchDesk
from sealdesk.gui.batch_keeper_dialog import BatchKeeperDialog
from sealdesk.gui.batch_preview import PreviewWorker
from sealdesk.gui.batch_setup import BatchSetup
from sealdesk.gui.batch_work import BatchWork
from sealdesk.gui.pin_asking import PinAsking
from sealdesk.gui.pin_dialog import CHANGE_FIRST
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.session import Session
from sealdesk.gui.sign_pin_dialog import SignPinDialog
from sealdesk.model.token import TokenRef


class BatchPage(QWidget):
    """Signals:
    trouble: What could not be done (`SealDeskError`).
    sealed: Something was sealed, and the ledger says more.
    """

    trouble = Signal(object)
    sealed = Signal()

    def __init__(
        self, session: Session, preferences: Preferences, window: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("help_topic", "batch")
        self._session, self._window = session, window
        self.desk = BatchDesk.of(session)
        self.setup = BatchSetup(session, preferences, self.desk, self)
        self._preferences = preferences
        self._asking = PinAsking(session.desk, session.tokens, window)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.setup)
        self.setup.trouble.connect(self.trouble)
        self.desk.opened.connect(self._show)
        self.desk.pin_wanted.connect(self._ask_pin)
        self.desk.keeper.wanted.connect(self._ask_keeper)
        self.desk.trouble.connect(self._told)
        self.desk.changed.connect(self._changed)
        self._busy = False
        self._show()

    @cached_property
    def work(self) -> BatchWork:
        """Made for the first batch that is opened: nobody who looks at the list waits for it."""
        made = BatchWork(self.desk, self._preferences, PreviewWorker.of(self._session), self)
        made.start_asked.connect(self._start)
        made.back_asked.connect(self.desk.close)
        self._stack.addWidget(made)
        made.show_batch()
        return made

    @property
    def busy(self) -> bool:
        """Whether documents are being sealed."""
        return self.desk.busy

    def read(self) -> None:
        """Read anew what others may have changed."""
        if self.desk.batch is None:
            self.setup.read()

    def ask_to_close(self, close: Callable[[], object]) -> None:
        """Ask whether the batch is to be stopped; `close` is called when it has come to rest."""
        dialog = BatchClosingDialog(self.desk, self._window)
        dialog.accepted.connect(close)
        dialog.open()

    def _changed(self) -> None:
        """The ledger says more when the sealing comes to rest."""
        busy, self._busy = self._busy, self.desk.busy
        if busy and not self._busy:
            self.sealed.emit()

    def _show(self) -> None:
        self._stack.setCurrentWidget(self.setup if self.desk.batch is None else self.work)
        if self.desk.batch is None:
            self.setup.read()

    def _told(self, error: SealDeskError) -> None:
        if self.desk.batch is not None:
            self.trouble.emit(error)

    def _ask_keeper(self) -> None:
        """What was said of a document waits for who says it."""
        batch = self.desk.batch
        if batch is None:
            return
        people = (batch.keeper,) if batch.keeper is not None else ()
        dialog = BatchKeeperDialog(self._session, batch.record.plan, people, self._window)
        dialog.decided.connect(self.desk.keeper.sign_in)
        dialog.rejected.connect(self.desk.keeper.give_up)
        dialog.open()

    # The token.

    def _start(self) -> None:
        batch, stopped = self.desk.batch, self.desk.stopped_by
        if batch is None:
            return
        ref = stopped.facts.get("token") if stopped is not None else None
        if stopped is not None and isinstance(ref, TokenRef):
            if stopped.code in CHANGE_FIRST:
                self._asking.change(ref, lambda: self.desk.start(ref), first=True)
                return
            if stopped.code is ErrorCode.TOKEN_PIN_LOCKED:
                self._asking.unlock(ref, lambda: self.desk.start(ref))
                return
        self._asking.which(batch.record.plan.seal_id, self.desk.start)

    def _ask_pin(self, token: TokenRef, count: int) -> None:
        """The batch goes on when the PIN was given, and stops when it was not."""
        if count == 0:
            self._asking.unlock(token, self.desk.go_on, self._not_given)
            return
        info = self._session.tokens.find(token)
        if info is None:
            self.desk.stop_because(SealDeskError(ErrorCode.TOKEN_REMOVED, token=token))
        elif info.protected_authentication_path:
            self._session.desk.submit(
                lambda desk: offer_pads(desk, token, count),
                owner=self,
                done=lambda answer: self.desk.go_on(count),
                failed=self._not_offered,
            )
        else:
            dialog = SignPinDialog(self._session.tokens, info, count, self._window)
            dialog.accepted.connect(lambda: self.desk.go_on(count))
            dialog.rejected.connect(lambda: self._not_offered(None))
            dialog.open()

    def _not_given(self) -> None:
        self.desk.stop_because(None)

    def _not_offered(self, error: SealDeskError | None) -> None:
        """Entries that were handed over already must not serve another act: the token forgets them, locked."""
        self._session.tokens.lock()
        self.desk.stop_because(error)
