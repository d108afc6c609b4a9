"""A decision that people sign: what will happen in its title, what belongs to it, who signs, a verb to do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import button, fit_height, label
from sealdesk.gui.notice import Notice
from sealdesk.gui.people_sign import PeopleSign, Signer
from sealdesk.gui.session import Session
from sealdesk.service.desk import Desk

_MOST_OF_SCREEN = 0.9
_REASON_PX = 64
_AROUND_PX = 48
"""Left and right of what is inside: the dialog's margins and the scroll bar's room."""

_LEAST_PX = 80
QWIDGETSIZE_MAX = (1 << 24) - 1
"""Qt's own name for no limit; PySide6 does not export it."""


class DecisionDialog(QDialog):
    """Collects what a use case needs, runs it on the desk worker, and stays open where it is refused.

    Subclasses call `begin`, add to `body`, answer `_missing` and `_use_case`, and end with `ready`. Enter does
    nothing by accident: no button is the default.

    Signals:
        decided: It is done (what the use case answered).
    """

    decided = Signal(object)

    def __init__(self, session: Session, *, width_px: int = 560, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(width_px)
        self._session = session
        self._running = False
        self._verb = ""
        self.notice = Notice()
        self.notice.hide()
        self.missing = label("", "small", wrap=True)
        self.do = button()
        self.back = button(self.tr("Do nothing"))
        self.body = QVBoxLayout()
        self.body.setSpacing(12)

    def begin(self, title: str, verb: str, words: str = "", signers: Sequence[Signer] = ()) -> None:
        """Say what it is about, and who signs; subclasses call it first."""
        self.setWindowTitle(title)
        self._verb = verb
        self.do.setText(verb)
        self.sign = PeopleSign(signers)
        self._lay_out(title, words, signs=bool(signers))
        self.sign.changed.connect(self.refresh)
        self.do.clicked.connect(self.submit)
        self.back.clicked.connect(self.reject)
        # Who leaves the desk leaves no password behind.
        self._session.tokens.left.connect(self.forget)

    def retitle(self, title: str) -> None:
        """What is decided turned out to be something else."""
        self.setWindowTitle(title)
        self._heading.setText(title)

    def _lay_out(self, title: str, words: str, *, signs: bool) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(12)
        if words:
            column.addWidget(label(words, "secondary", wrap=True))
        column.addLayout(self.body)
        if signs:
            column.addWidget(label(self.tr("Signatures"), "section"))
            column.addWidget(self.sign)
        column.addStretch(1)
        self._inside = inside
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 12, 0)
        foot.addWidget(self.missing, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.do)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 12, 16)
        layout.setSpacing(12)
        self._heading = label(title, "heading", wrap=True)
        layout.addWidget(self._heading)
        told = QHBoxLayout()
        told.setContentsMargins(0, 0, 12, 0)
        told.addWidget(self.notice)
        layout.addLayout(told)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(foot)

    def ready(self) -> None:
        """Everything is laid out: fit the height, say what is missing, put the focus where the hand goes."""
        self.refresh()
        self._fit()
        self.back.setFocus()
        self.focus_first()

    def _fit(self) -> None:
        """As high as everything needs; on a small screen what is inside scrolls."""
        inside, most = (
            self._inside.layout(),
            round(self.screen().availableGeometry().height() * _MOST_OF_SCREEN),
        )
        width = max(self.width(), self.minimumWidth())
        assert inside is not None
        for child in self._inside.findChildren(QWidget):
            child.ensurePolished()  # what the style sheet says of sizes counts before it is shown, too
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        inside.invalidate()
        inside.activate()
        wanted = max(inside.heightForWidth(width - _AROUND_PX), inside.minimumSize().height())
        self._scroll.setFixedHeight(wanted + 2)
        fit_height(self)
        height = min(self.height(), most)
        self._scroll.setMinimumHeight(_LEAST_PX)
        self._scroll.setMaximumHeight(QWIDGETSIZE_MAX)
        self.resize(width, height)

    def focus_first(self) -> None:
        """Where the hand goes first; the signatures unless a subclass knows better."""
        self.sign.focus_first_missing()

    # What subclasses say.

    def _missing(self) -> str:
        """What is missing yet, in words; empty when the decision can be made."""
        return ""

    def _use_case(self) -> Callable[[Desk], object]:
        raise NotImplementedError

    def _before(self, go_on: Callable[[], None]) -> None:
        """What has to be asked elsewhere (a PIN) before it is done."""
        go_on()

    # What happens.

    def refresh(self) -> None:
        """Say what is missing; the button is there for a complete decision only."""
        missing = self._missing()
        if not missing and self.sign.persons and not self.sign.complete:
            missing = self.tr("A signature is missing") if not self.sign.same_person else ""
        complete = not missing and not self.sign.same_person
        self.missing.setText(missing)
        self.do.setEnabled(complete and not self._running)

    def submit(self) -> None:
        """The verb was pressed."""
        if self._running or not self.do.isEnabled():
            return
        self._set_running(running=True)
        self._before(self._run)

    def _run(self) -> None:
        self._session.desk.submit(self._use_case(), owner=self, done=self._done, failed=self.refused)

    def _done(self, answer: object) -> None:
        self.forget()
        self._set_running(running=False)
        self.decided.emit(answer)
        self.accept()

    def refused(self, error: SealDeskError) -> None:
        """It was not done: say why; what was entered stays but for the passwords."""
        self._set_running(running=False)
        self.notice.say_error(error)
        self.sign.forget()
        self._fit()
        self.refresh()
        self.sign.focus_first_missing()

    def given_up(self) -> None:
        """What was asked elsewhere was not answered: everything stays as it is."""
        self._set_running(running=False)

    def _set_running(self, *, running: bool) -> None:
        self._running = running
        self.do.setText(self.tr("Working…") if running else self._verb)
        self._inside.setEnabled(not running)
        self.back.setEnabled(not running)
        self.refresh()

    def reject(self) -> None:
        """Closing takes nothing back that is under way: it waits."""
        if not self._running:
            self.forget()
            super().reject()

    def forget(self) -> None:
        """Keep no password that was entered."""
        self.sign.forget()


def reason_field(words: str) -> QPlainTextEdit:
    """Some lines of a person's own words."""
    made = QPlainTextEdit()
    made.setPlaceholderText(words)
    made.setAccessibleName(words)
    made.setTabChangesFocus(True)
    made.setFixedHeight(_REASON_PX)
    return made
