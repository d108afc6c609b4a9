"""From pressing 盖章 to the stamped file: choose the name, prepare, unlock, last look, carry out.

Each step asks a worker or a person and goes on with the answer; going back anywhere leaves the desk as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.last_look_dialog import CHANGE_TARGET, LastLookDialog
from sealdesk.gui.pin_asking import PinAsking
from sealdesk.gui.pin_dialog import CHANGE_FIRST
from sealdesk.gui.placing_checks import Said
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.progress_dialog import ProgressDialog
from sealdesk.gui.session import OpenDocument, Session
from sealdesk.gui.sign_pin_dialog import SignPinDialog
from sealdesk.gui.worker import Progress
from sealdesk.model.act import SealingResult, SealingStep
from sealdesk.model.seal import SealPicture
from sealdesk.model.token import TokenRef
from sealdesk.service import pressing, seal_vault, token_side
from sealdesk.service.desk import Desk
from sealdesk.service.prepare_act import ReadyAct, prepare_act, record_refusal
from sealdesk.service.seal_document import carry_out
from sealdesk.tokens.client import TimeLimits

_LIMITS = TimeLimits()
_LOOK_LIMIT_S, _KEY_LIMIT_S = _LIMITS.look_s, _LIMITS.use_key_s
_PATIENCE_MS = 400
"""What takes longer than this is shown as being waited for."""
_NOT_SIGNED_YET = (SealingStep.JOURNAL_WRITTEN, SealingStep.INTENT_RECORDED, SealingStep.UPDATE_BUILT)


@dataclass(frozen=True)
class Finished:
    """A finished act, for the page that tells of it."""

    ready: ReadyAct
    result: SealingResult
    name: str


class ActFlow(QObject):
    """One act at a time.

    Signals:
        finished: The document is stamped, verified and recorded (`Finished`).
        trouble: It is not, and why (`SealDeskError`).
        busy_changed: Whether an act is under way.
    """

    finished = Signal(object)
    trouble = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, session: Session, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._preferences, self._window = session, preferences, window
        self._busy = False
        self._progress: ProgressDialog | None = None
        self._waiting = QTimer(self)
        self._asking = PinAsking(session.desk, session.tokens, window)
        self._token: TokenRef | None = None
        for worker in (session.desk.worker, session.documents):
            worker.crashed.connect(self._give_up)

    @property
    def busy(self) -> bool:
        return self._busy

    def start(self) -> None:
        """盖章 was pressed."""
        if not self._busy:
            self._token = None
            self._begin()

    def _begin(self) -> None:
        document = self._session.document
        if self._busy or document is None:
            return
        self._set_busy(True)
        folder = self._preferences.folder
        suffix = self.tr("-stamped")

        self._session.documents.submit(
            lambda progress: free_target(folder, document, suffix),
            owner=self,
            done=self._prepare,
            failed=self._fail,
        )

    def _prepare(self, target: Path) -> None:
        document = self._session.document
        if document is None:
            self._set_busy(False)
            return
        standing = self._session.standing
        self._wait(self.tr("Checking"), _LOOK_LIMIT_S)
        self._asking.which(
            standing.request.seal_id if standing else None,
            lambda ref: self._prepare_with(target, ref),
            lambda: self._set_busy(False),
            before=self._token,
            asks=self._close_progress,
        )

    def _prepare_with(self, target: Path, token: TokenRef | None) -> None:
        document = self._session.document
        if document is None or self._session.standing is None:
            self._close_progress()
            self._set_busy(False)
            return
        self._token = token
        order = self._session.order(target, token)
        self._wait(self.tr("Checking"), _LOOK_LIMIT_S)
        self._session.desk.submit(
            lambda desk: prepare_act(desk, order, document.preflight),
            owner=self,
            done=self._prepared,
            failed=self._not_prepared,
        )

    def _not_prepared(self, error: SealDeskError) -> None:
        """Most refusals are told; an initial PIN is mended on the way."""
        self._close_progress()
        ref = error.facts.get("token")
        if error.code in CHANGE_FIRST and isinstance(ref, TokenRef):
            self._asking.change(ref, self._again, lambda: self._set_busy(False), first=True)
        elif error.code is ErrorCode.TOKEN_PIN_LOCKED and isinstance(ref, TokenRef):
            self._asking.unlock(ref, self._again, lambda: self._set_busy(False))
        elif error.code is ErrorCode.TOKEN_CANCELLED:
            self._set_busy(False)
        else:
            self._fail(error)

    def _again(self) -> None:
        """The token is as it should be: begin anew."""
        self._set_busy(False)
        self._begin()

    def _prepared(self, ready: ReadyAct) -> None:
        self._close_progress()
        self._session.note_revocation(ready.binding.revocation)
        if self._session.tokens.open_token == ready.token:
            self._open_picture(ready)
        else:
            self._asking.unlock(ready.token, lambda: self._open_picture(ready), lambda: self._set_busy(False))

    def _open_picture(self, ready: ReadyAct) -> None:
        self._wait(self.tr("Opening the seal"), _KEY_LIMIT_S)

        def done(opened: tuple[tuple[SealPicture, ...], int]) -> None:
            self._close_progress()
            self._last_look(ready, *opened)

        known = {use.seal_id: use.picture for use in self._session.uses if use.picture is not None}
        self._session.desk.submit(
            lambda desk: _before_the_last_look(desk, ready, known),
            owner=self,
            done=done,
            failed=self._picture_not_opened(ready),
        )

    def _picture_not_opened(self, ready: ReadyAct) -> Callable[[SealDeskError], None]:
        def failed(error: SealDeskError) -> None:
            self._close_progress()
            if error.code is ErrorCode.TOKEN_CANCELLED:
                self._set_busy(False)
            elif error.code is ErrorCode.TOKEN_PIN_AGAIN:
                self._offer_pins(ready, 1, lambda: self._open_picture(ready))
            elif error.code is ErrorCode.TOKEN_NOT_LOGGED_IN:
                self._unlock_anew(ready)
            else:
                self._fail(error)

        return failed

    def _unlock_anew(self, ready: ReadyAct) -> None:
        """It was pulled, or its process fell, since the last look: the window forgets that it was unlocked."""
        self._session.tokens.lock()
        self._asking.unlock(ready.token, lambda: self._open_picture(ready), lambda: self._set_busy(False))

    def _last_look(self, ready: ReadyAct, pictures: tuple[SealPicture, ...], pins: int) -> None:
        document = self._session.document
        if document is None:
            self._set_busy(False)
            return
        dialog = LastLookDialog(
            ready, document.name, pictures, self._session.images, self._remarks(), self._window
        )
        # Pulling the token takes the pictures off the screen, wherever they are shown.
        self._session.tokens.locked.connect(dialog.reject)
        dialog.finished.connect(lambda answer: self._looked(answer, dialog.ready, document, pins))
        dialog.lockdown_changed.connect(lambda: self._prepare_press(dialog.ready, pictures))
        dialog.open()
        self._prepare_press(ready, pictures)

    def _remarks(self) -> tuple[Said, ...]:
        """What a person should look at once more."""
        return tuple(said for said in self._session.checks.said if not said.stops)

    def _prepare_press(self, ready: ReadyAct, pictures: tuple[SealPicture, ...]) -> None:
        """While the custodian reads. What goes wrong with it, the act says."""
        self._session.lockdown = ready.order.lockdown
        self._session.desk.submit(lambda desk: pressing.prepare_press(desk, ready, *pictures), owner=self)

    def _looked(self, answer: int, ready: ReadyAct, document: OpenDocument, pins: int) -> None:
        if answer == CHANGE_TARGET:
            self._change_target(ready)
        elif answer == QDialog.DialogCode.Accepted:
            self._offer_pins(ready, pins, lambda: self._carry_out(ready, document))
        else:
            self._go_back(ready)

    def _go_back(self, ready: ReadyAct) -> None:
        """Leave the desk as it was; a token that was pulled is why, and is said."""
        self._forget_press()
        if self._session.tokens.find(ready.token) is None:
            self._fail(SealDeskError(ErrorCode.TOKEN_REMOVED, token=ready.token))
        else:
            self._set_busy(False)

    def _offer_pins(self, ready: ReadyAct, pins: int, go_on: Callable[[], None]) -> None:
        """A key that asks at every use gets its PINs just before: they are forgotten soon if they are not used."""
        info = self._session.tokens.find(ready.token)
        if info is None or pins == 0:
            go_on()
        elif info.protected_authentication_path:
            self._session.desk.submit(
                lambda desk: offer_pads(desk, ready.token, pins),
                owner=self,
                done=lambda answer: go_on(),
                failed=self._not_offered,
            )
        else:
            dialog = SignPinDialog(self._session.tokens, info, pins, self._window)
            dialog.accepted.connect(go_on)
            dialog.rejected.connect(lambda: self._sign_pins_given_up(ready))
            dialog.open()

    def _sign_pins_given_up(self, ready: ReadyAct) -> None:
        """Entries that were handed over already must not serve another act: the token forgets them, locked."""
        self._session.tokens.lock()
        self._go_back(ready)

    def _not_offered(self, error: SealDeskError) -> None:
        self._session.tokens.lock()
        self._fail(error)

    def _change_target(self, ready: ReadyAct) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the stamped document as"), str(ready.order.target), "PDF (*.pdf)"
        )
        if not chosen:
            self._prepare(ready.order.target)
            return
        target = Path(chosen)
        self._prepare(target if target.suffix.lower() == ".pdf" else target.with_name(target.name + ".pdf"))

    def _carry_out(self, ready: ReadyAct, document: OpenDocument) -> None:
        progress = self._open_progress(self.tr("Stamping"), _KEY_LIMIT_S)

        given_up = Event()
        progress.cancel_asked.connect(given_up.set)

        def act(desk: Desk, report: Progress) -> SealingResult:
            return _carry_out_unless(given_up, desk, ready, report)

        def done(result: SealingResult) -> None:
            self._close_progress()
            self._lock_if_each_use()
            self._preferences.folder = result.target.parent
            self._session.refresh_standing(result.remaining)
            self._set_busy(False)
            self.finished.emit(Finished(ready, result, document.name))

        self._session.desk.submit_long(
            act, owner=self, done=done, failed=self._fail, progress=progress.show_step
        )

    def _lock_if_each_use(self) -> None:
        if self._session.tokens.rules.each_use:
            self._session.tokens.lock()

    def _forget_press(self) -> None:
        self._session.desk.submit(pressing.forget_press, owner=self)

    def _fail(self, error: SealDeskError) -> None:
        self._close_progress()
        self._forget_press()
        self._lock_if_each_use()
        # A token that was pulled or crashed under the act is locked: whoever presses 盖章 next is asked for the PIN.
        self._session.tokens.look_now()
        self._set_busy(False)
        self.trouble.emit(error)
        self._session.find_requests()

    def _give_up(self, bug: BaseException) -> None:
        """A fault of the program ended a step: the window stays usable, the crash dialog tells of it."""
        self._close_progress()
        self._set_busy(False)

    def _wait(self, words: str, limit_s: float) -> None:
        """Show that something is waited for, unless it comes soon."""
        self._waiting.stop()
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(lambda: self._open_progress(words, limit_s))
        self._waiting.start(_PATIENCE_MS)

    def _open_progress(self, words: str, limit_s: float) -> ProgressDialog:
        self._close_progress()
        tokens = self._session.tokens
        open_token = tokens.find(tokens.open_token) if tokens.open_token is not None else None
        on_pad = open_token is not None and open_token.protected_authentication_path
        progress = self._progress = ProgressDialog(words, limit_s=limit_s, on_pad=on_pad, parent=self._window)
        progress.cancel_asked.connect(self._session.desk.cancel_token)
        progress.open()
        return progress

    def _close_progress(self) -> None:
        self._waiting.stop()
        if self._progress is not None:
            self._progress.finish()
            self._progress = None

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)


def _carry_out_unless(given_up: Event, desk: Desk, ready: ReadyAct, report: Progress) -> SealingResult:
    """The act, which ends with `TOKEN_CANCELLED` also where it was given up while it asked the token nothing.

    What ends the token's process then is no question of the act's: it ends a look, and the token is locked.
    """

    def reached(step: SealingStep) -> None:
        if given_up.is_set() and step in _NOT_SIGNED_YET:
            raise SealDeskError(ErrorCode.TOKEN_CANCELLED)
        report(step)

    try:
        return carry_out(desk, ready, reached)
    except SealDeskError as refusal:
        if given_up.is_set() and refusal.code is ErrorCode.TOKEN_NOT_LOGGED_IN:
            raise SealDeskError(ErrorCode.TOKEN_CANCELLED) from refusal
        raise


def free_target(folder: Path, document: OpenDocument, suffix: str) -> Path:
    """A name in `folder` that no file has: the document's own with `suffix`, numbered where needed."""
    stem = Path(document.name).stem or "document"
    target, number = folder / f"{stem}{suffix}.pdf", 2
    while target.exists():
        target = folder / f"{stem}{suffix}-{number}.pdf"
        number += 1
    return target


def _before_the_last_look(
    desk: Desk, ready: ReadyAct, known: Mapping[str, SealPicture]
) -> tuple[tuple[SealPicture, ...], int]:
    """The seals' pictures, as far as they are not known, and how many PINs the signatures will want.

    What ends the act here is entered in the ledger; a token that was locked meanwhile only asks for its PIN again.
    """
    try:
        opened = tuple(
            known.get(use.seal.id) or seal_vault.open_picture(desk, use.seal, ready.token)
            for use in ready.uses
        )
        pins = token_side.pins_for_signing(
            desk, ready.token, ready.binding, ready.signatures, len(ready.uses)
        )
    except SealDeskError as refusal:
        if refusal.code is not ErrorCode.TOKEN_NOT_LOGGED_IN:
            record_refusal(desk, ready.order, ready.preflight, refusal)
        raise
    return opened, pins


def offer_pads(desk: Desk, ref: TokenRef, count: int) -> None:
    """Let the token ask for its PIN on its own pad at each of so many signatures."""
    for _ in range(count):
        token_side.offer_pin(desk, ref, None)
