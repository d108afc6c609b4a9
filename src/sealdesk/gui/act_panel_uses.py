"""The act's requests and seals: the current one in words, all of them as a list once there are several."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QWidget

from sealdesk.gui.checklist import Step, StepState
from sealdesk.gui.help_window import open_help
from sealdesk.gui.labels import ElidedLabel, button, label
from sealdesk.gui.language import language, sentences
from sealdesk.gui.session import Session
from sealdesk.gui.session_uses import DeskUse
from sealdesk.model.seal import SealState
from sealdesk.texts import name_of

_SEAL = Qt.ItemDataRole.UserRole
_MOST_ROWS = 3


class RequestStep(Step):
    """Which request; what is left of it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Request"))
        self._session = session
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Request"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.activated.connect(self._choose)
        self._reason = ElidedLabel()
        self.left = label("", "small", wrap=True)
        self.how = button(self.tr("How to ask for one"), look="link")
        self.how.clicked.connect(lambda: open_help(self.window(), "stamping"))
        for part in (self.choice, self._reason, self.left):
            self.content.addWidget(part)
        self.content.addWidget(self.how, 0, Qt.AlignmentFlag.AlignLeft)

    def show_now(self) -> None:
        """Show it as the session knows it."""
        session = self._session
        several = len(session.fitting) > 1 and len(session.uses) < 2
        self.choice.setVisible(several)
        if several:
            self._fill()
        standing = session.standing
        self._reason.setVisible(standing is not None and not several)
        self.how.setVisible(
            standing is None
            and not session.fitting
            and session.document is not None
            and session.has_workspace
        )
        if standing is None:
            words = self._why_none()
            self.left.setText(words)
            trouble = session.document is not None and not several and session.has_workspace
            self.show_state(StepState.TROUBLE if trouble else StepState.OPEN, words)
            return
        request = standing.request
        self._reason.set_whole(request.reason)
        words = self.tr("{id} · {left} of {all} left")
        if session.placing is not None and session.placing.marks:
            words = self.tr("{id} · {left} of {all} left with these places")
        left = max(0, session.uses_left)
        self.left.setText(words.format(id=request.id, left=left, all=request.impressions))
        enough = all(session.left_of(use) >= 0 for use in session.uses)
        self.show_state(StepState.DONE if enough else StepState.TROUBLE, request.reason)

    def _fill(self) -> None:
        session = self._session
        self.choice.clear()
        self.choice.addItem(self.tr("Choose a request…"), "")
        for one in session.fitting:
            self.choice.addItem(f"{one.request.id} · {one.request.reason}", one.request.id)
        chosen = session.standing.request.id if session.standing else ""
        self.choice.setCurrentIndex(max(0, self.choice.findData(chosen)))

    def _why_none(self) -> str:
        session = self._session
        if not session.has_workspace:
            return self.tr("Without a workspace nothing can be stamped.")
        if session.document is None:
            return self.tr("Choose a task on the left, or open a document.")
        if len(session.fitting) > 1:
            return self.tr("Several requests fit this document.")
        return sentences(
            self.tr("No approved request names this very document."),
            self.tr("The applicant can ask for its use."),
        )

    def _choose(self, index: int) -> None:
        wanted = self.choice.itemData(index)
        chosen = next((one for one in self._session.fitting if one.request.id == wanted), None)
        self._session.choose_request(chosen)


class SealStep(Step):
    """The seals of the act. The current one is placed next.

    Signals:
        add_asked: Another seal is to join the act.
    """

    add_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Seal"))
        self._session = session
        self.add = button(self.tr("Add another seal…"), look="link")
        self.add.clicked.connect(self.add_asked)
        self.take_out = button(self.tr("Take out"), look="link")
        self.take_out.setToolTip(self.tr("The seal that is marked leaves the act, with its places"))
        self.take_out.clicked.connect(self._take_out)
        self.add_button(self.take_out)
        self.add_button(self.add)
        self._seal_name = ElidedLabel()
        self._facts = label("", "small")
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Seals of this act"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.currentItemChanged.connect(self._choose)
        self.unseen = label(self.tr("Its picture is shown once the token is unlocked"), "small", wrap=True)
        for part in (self._seal_name, self.list, self._facts, self.unseen):
            self.content.addWidget(part)

    def show_now(self) -> None:
        """Show them as the session knows them."""
        session, seal = self._session, self._session.seal
        several = len(session.uses) > 1
        self.add.setVisible(bool(session.uses) and len(session.fitting) > len(session.uses))
        self.take_out.setVisible(several)
        self.list.setVisible(several)
        self._seal_name.setVisible(not several)
        self._facts.setVisible(seal is not None)
        self.unseen.hide()
        if seal is None:
            words = self.tr("Named by the request")
            self._seal_name.set_whole(words)
            self.show_state(StepState.OPEN, words)
            return
        kind = name_of(seal.seal.kind, language())
        size = f"{seal.seal.width_mm:g} × {seal.seal.height_mm:g} mm"
        state = "" if seal.state is SealState.ACTIVE else f" · {name_of(seal.state, language())}"
        self._seal_name.set_whole(seal.seal.name)
        self._facts.setText(f"{kind} · {size}{state}")
        self.unseen.setVisible(session.picture is None)
        if several:
            self._fill()
        known = [use.seal for use in session.uses]
        active = all(one is None or one.state is SealState.ACTIVE for one in known)
        names = "、".join(one.seal.name for one in known if one is not None)
        self.show_state(StepState.DONE if active else StepState.TROUBLE, names)

    def _fill(self) -> None:
        session = self._session
        self.list.blockSignals(True)
        if self.list.count() != len(session.uses):
            self.list.clear()
            for _ in session.uses:
                self.list.addItem(QListWidgetItem())
        for row, use in enumerate(session.uses):
            item = self.list.item(row)
            item.setData(_SEAL, use.seal_id)
            item.setText(self._row_words(use))
            if session.use is not None and use.seal_id == session.use.seal_id:
                self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        row_px = self.list.sizeHintForRow(0)
        self.list.setFixedHeight(row_px * min(len(session.uses), _MOST_ROWS) + 4)

    def _row_words(self, use: DeskUse) -> str:
        placed = len(self._session.placing.marks_of(use.seal_id)) if self._session.placing else 0
        name = use.seal.seal.name if use.seal is not None else use.seal_id
        left = max(0, self._session.left_of(use))
        short = name.removeprefix(use.seal.seal.holder) if use.seal is not None else name
        return self.tr("{seal} · {placed} placed, {left} left").format(
            seal=short or name, placed=placed, left=left
        )

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._session.choose_seal(item.data(_SEAL))

    def _take_out(self) -> None:
        if self._session.use is not None:
            self._session.remove_use(self._session.use.seal_id)
