"""The act as a checklist, from top to bottom: document, request, seal, places, checks, 盖章."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sealdesk.gui.checklist import Step, StepState
from sealdesk.gui.labels import ElidedLabel, IconLabel, button, frame, label, line
from sealdesk.gui.language import language, listed, sentences
from sealdesk.gui.place_panel import PlacePanel
from sealdesk.gui.placing import Mark
from sealdesk.gui.session import Session
from sealdesk.model.placement import Placement
from sealdesk.model.seal import SealState
from sealdesk.texts import error_text, name_of, reason_text
from sealdesk.texts.expiry import revocation_text

_KEY = Qt.ItemDataRole.UserRole
_MOST_ROWS = 3


class ActPanel(QFrame):
    """Signals:
    open_asked: Open a document.
    place_asked: The seal follows the mouse (True), or not.
    straddle_asked: Place a straddle seal.
    seal_asked: 盖章.
    """

    open_asked = Signal()
    place_asked = Signal(bool)
    straddle_asked = Signal()
    seal_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("look", "right")
        self.setFixedWidth(320)
        self._showing = False
        self._make_document()
        self._make_request()
        self._make_seal()
        self._make_places()
        self._make_checks()
        self._make_foot()
        self._lay_out()
        session.document_changed.connect(self.show_all)
        session.opening_changed.connect(self.show_all)
        session.request_changed.connect(self.show_all)
        session.places_changed.connect(self.show_all)
        session.picture_changed.connect(self.show_all)
        session.tokens.changed.connect(self._show_foot)
        self.show_all()

    # Making.

    def _make_document(self) -> None:
        self.document = Step(self.tr("Document"))
        self.open = button(self.tr("Open…"), look="link")
        self.open.clicked.connect(self.open_asked)
        self.document.add_button(self.open)
        self._name = ElidedLabel()
        self._facts = label("", "small")
        self.document.content.addWidget(self._name)
        self.document.content.addWidget(self._facts)

    def _make_request(self) -> None:
        self.request = Step(self.tr("Request"))
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Request"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.activated.connect(self._choose_request)
        self._reason = ElidedLabel()
        self._left = label("", "small", wrap=True)
        for part in (self.choice, self._reason, self._left):
            self.request.content.addWidget(part)

    def _make_seal(self) -> None:
        self.seal = Step(self.tr("Seal"))
        self._seal_name = ElidedLabel()
        self._seal_facts = label("", "small")
        self.seal.content.addWidget(self._seal_name)
        self.seal.content.addWidget(self._seal_facts)

    def _make_places(self) -> None:
        self.places = Step(self.tr("Places"))
        self.place = button(self.tr("Place seal"), "stamp", "compact")
        self.place.setCheckable(True)
        self.place.setToolTip(
            self.tr("The seal follows the mouse; a click places it (Insert: in the middle)")
        )
        self.place.clicked.connect(self.place_asked)
        self.straddle = button(self.tr("Straddle seal"), "split", "compact")
        self.straddle.clicked.connect(self.straddle_asked)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.place, 1)
        buttons.addWidget(self.straddle, 1)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Places"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._choose_mark)
        self.numbers = PlacePanel(self._session)
        self.places.content.addLayout(buttons)
        self.places.content.addSpacing(4)
        self.places.content.addWidget(self.list)
        self.places.content.addWidget(self.numbers)

    def _make_checks(self) -> None:
        self.checks = Step(self.tr("Checks"))
        self._findings = label("", "small", wrap=True)
        self.checks.content.addWidget(self._findings)

    def _make_foot(self) -> None:
        self.missing = label("", "small", wrap=True)
        self._missing_icon = IconLabel("info", "secondary", 16)
        self.stamp = button(self.tr("Stamp"), "stamp", "seal")
        self.stamp.clicked.connect(self.seal_asked)

    def _lay_out(self) -> None:
        inside = QWidget()
        steps = QVBoxLayout(inside)
        steps.setContentsMargins(16, 12, 16, 8)
        steps.setSpacing(10)
        for step in (self.document, self.request, self.seal, self.places, self.checks):
            steps.addWidget(step)
        steps.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = frame("panel")
        below = QVBoxLayout(foot)
        below.setContentsMargins(16, 10, 16, 14)
        below.setSpacing(8)
        words = QHBoxLayout()
        words.setSpacing(6)
        words.addWidget(self._missing_icon, 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self.missing, 1)
        below.addLayout(words)
        below.addWidget(self.stamp)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(line())
        layout.addWidget(foot)

    # Showing.

    def show_all(self) -> None:
        """Show everything as the session knows it."""
        self._showing = True
        self._show_document()
        self._show_request()
        self._show_seal()
        self._show_places()
        self._show_checks()
        self._show_foot()
        self._showing = False

    def _show_document(self) -> None:
        document = self._session.document
        if self._session.opening:
            self._name.set_whole(self.tr("Opening…"))
            self._facts.hide()
            self.document.show_state(StepState.OPEN, self.tr("Opening…"))
            return
        self._facts.setVisible(document is not None)
        if document is None:
            self._name.set_whole(self.tr("None open"))
            self.document.show_state(StepState.OPEN, self.tr("None open"))
            return
        frame_of_first = document.preflight.frames[0]
        size = f"{frame_of_first.width_mm:.0f} × {frame_of_first.height_mm:.0f} mm"
        self._name.set_whole(document.name)
        self._facts.setText(self.tr("{pages} pages · {size}").format(pages=document.pages, size=size))
        self.document.show_state(StepState.DONE, document.name)

    def _show_request(self) -> None:
        session = self._session
        several = len(session.fitting) > 1
        self.choice.setVisible(several)
        if several:
            self.choice.clear()
            self.choice.addItem(self.tr("Choose a request…"), "")
            for one in session.fitting:
                self.choice.addItem(f"{one.request.id} · {one.request.reason}", one.request.id)
            chosen = session.standing.request.id if session.standing else ""
            self.choice.setCurrentIndex(max(0, self.choice.findData(chosen)))
        standing = session.standing
        self._reason.setVisible(standing is not None)
        if standing is None:
            words = self._why_no_request()
            self._left.setText(words)
            trouble = session.document is not None and not several and session.has_workspace
            self.request.show_state(StepState.TROUBLE if trouble else StepState.OPEN, words)
            return
        request = standing.request
        self._reason.set_whole(request.reason)
        placed = session.placing is not None and session.placing.marks
        words = self.tr("{id} · {left} of {all} left")
        if placed:
            words = self.tr("{id} · {left} of {all} left with these places")
        left = max(0, session.uses_left)
        self._left.setText(words.format(id=request.id, left=left, all=request.impressions))
        enough = session.uses_left >= 0
        self.request.show_state(StepState.DONE if enough else StepState.TROUBLE, request.reason)

    def _why_no_request(self) -> str:
        session = self._session
        if not session.has_workspace:
            return self.tr("Without a workspace nothing can be stamped.")
        if session.document is None:
            return self.tr("Choose a task on the left, or open a document.")
        if len(session.fitting) > 1:
            return self.tr("Several requests fit this document.")
        return self.tr("No approved request names this very document.")

    def _show_seal(self) -> None:
        seal = self._session.seal
        self._seal_facts.setVisible(seal is not None)
        if seal is None:
            self._seal_name.set_whole(self.tr("Named by the request"))
            self.seal.show_state(StepState.OPEN, self.tr("Named by the request"))
            return
        kind = name_of(seal.seal.kind, language())
        size = f"{seal.seal.width_mm:g} × {seal.seal.height_mm:g} mm"
        state = "" if seal.state is SealState.ACTIVE else f" · {name_of(seal.state, language())}"
        self._seal_name.set_whole(seal.seal.name)
        self._seal_facts.setText(f"{kind} · {size}{state}")
        active = seal.state is SealState.ACTIVE
        self.seal.show_state(StepState.DONE if active else StepState.TROUBLE, seal.seal.name)

    def _show_places(self) -> None:
        session, placing = self._session, self._session.placing
        marks = placing.marks if placing else ()
        several_pages = session.document is not None and session.document.pages > 1
        signed = session.document is not None and session.document.preflight.signed
        self.place.setEnabled(session.may_place)
        self.straddle.setEnabled(session.may_place and several_pages and not signed)
        self.straddle.setToolTip(
            self.tr("Not possible on a signed document: it would break the earlier signature")
            if signed
            else self.tr("One seal over the edges of several pages")
        )
        self.list.setVisible(bool(marks))
        self.list.blockSignals(True)
        self.list.clear()
        chosen = placing.selected if placing else None
        for mark in marks:
            item = QListWidgetItem(self._mark_words(mark))
            item.setData(_KEY, mark.key)
            self.list.addItem(item)
            if chosen is not None and mark.key == chosen.key:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        height = 26 * min(max(len(marks), 1), _MOST_ROWS)
        self.list.setFixedHeight(height)
        troubles = placing.troubles() if placing else ()
        state = StepState.TROUBLE if troubles else StepState.DONE if marks else StepState.OPEN
        words = self.tr("{count} placed").format(count=len(marks)) if marks else self.tr("None placed")
        self.places.show_state(state, words)

    def _mark_words(self, mark: Mark) -> str:
        placement = mark.placement
        if isinstance(placement, Placement):
            return self.tr("Page {page} · {x}, {y} mm").format(
                page=placement.page, x=f"{placement.centre_x_mm:.1f}", y=f"{placement.centre_y_mm:.1f}"
            )
        return self.tr("Straddle seal over {count} pages").format(count=len(placement.pages))

    def _show_checks(self) -> None:
        session = self._session
        if session.document is None:
            self._findings.setText(self.tr("Made when a document is open."))
            self.checks.show_state(StepState.OPEN, "")
            return
        lines = [reason_text(code, language()) for code in session.document.preflight.warnings]
        if session.document.preflight.signed:
            lines.append(
                self.tr("Signed before ({count}): stamping does not touch those signatures").format(
                    count=len(session.document.preflight.signature_fields)
                )
            )
        troubles = session.placing.troubles() if session.placing else ()
        lines = [error_text(error, language()).heading for error in troubles] + lines
        if session.keeping.against is not None:
            against = error_text(session.keeping.against, language())
            lines.insert(0, f"{against.heading}\n{sentences(against.happened, against.now)}")
        if session.standing is not None and session.uses_left < 0:
            lines.insert(0, self.tr("More places than the request has left"))
        placing = session.placing
        free = placing is not None and any(not placing.is_true_size(mark) for mark in placing.marks)
        if free:
            lines.append(self.tr("Not at true size"))
        told = list(lines) or [self.tr("Nothing stands against it")]
        if session.keeping.deputy:
            told.insert(0, self._kept_by())
        if session.revocation is not None:
            told = [*told, revocation_text(session.revocation, language())]
        self._findings.setText("\n".join(told))
        self.checks.show_state(StepState.TROUBLE if lines else StepState.DONE, self._findings.text())

    def _kept_by(self) -> str:
        until = self._session.keeping.until
        day = until.astimezone().strftime("%Y-%m-%d %H:%M") if until else ""
        return self.tr("Kept by the deputy {person} until {day}").format(
            person=self._session.keeping.deputy, day=day
        )

    def what_is_missing(self) -> list[str]:
        """Names of the steps that still lack something."""
        session = self._session
        placing = session.placing
        missing = []
        if session.document is None:
            missing.append(self.tr("document"))
        if session.standing is None or session.uses_left < 0:
            missing.append(self.tr("request"))
        if session.seal is None or session.seal.state is not SealState.ACTIVE:
            missing.append(self.tr("seal"))
        if placing is None or not placing.marks or placing.troubles():
            missing.append(self.tr("places"))
        if not session.tokens.tokens:
            missing.append(self.tr("token"))
        return missing

    def _show_foot(self) -> None:
        missing = self.what_is_missing()
        self.stamp.setEnabled(not missing)
        if missing:
            self._missing_icon.show_icon("info", "secondary")
            self.missing.setText(self.tr("Still missing: {what}").format(what=listed(missing)))
        elif self._session.tokens.open_token is None:
            self._missing_icon.show_icon("lock", "secondary")
            self.missing.setText(self.tr("The PIN will be asked for."))
        else:
            self._missing_icon.show_icon("circle-check", "good")
            self.missing.setText(self.tr("Everything is ready."))

    # Changing.

    def _choose_request(self, index: int) -> None:
        wanted = self.choice.itemData(index)
        chosen = next((one for one in self._session.fitting if one.request.id == wanted), None)
        self._session.choose_request(chosen)

    def _choose_mark(self, item: QListWidgetItem | None) -> None:
        placing = self._session.placing
        if self._showing or item is None or placing is None:
            return
        placing.select(item.data(_KEY))
        mark = placing.selected
        if mark is not None:
            page = mark.placement.page if isinstance(mark.placement, Placement) else mark.placement.pages[0]
            self._session.show_page(page)
        self._session.places_changed.emit()
