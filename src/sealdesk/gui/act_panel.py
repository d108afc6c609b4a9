"""The act as a checklist, from top to bottom: document, request, seal, places, checks, 盖章."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sealdesk.gui.act_panel_checks import ChecksStep
from sealdesk.gui.act_panel_places import PlacesStep
from sealdesk.gui.act_panel_uses import RequestStep, SealStep
from sealdesk.gui.checklist import Step, StepState
from sealdesk.gui.labels import ElidedLabel, IconLabel, button, frame, label, line
from sealdesk.gui.language import listed
from sealdesk.gui.session import Session
from sealdesk.model.document import SignatureBox
from sealdesk.model.seal import SealState


class ActPanel(QFrame):
    """The steps, each with its state; what is still missing is named beside the button.

    Signals:
        open_asked: Open a document.
        seal_asked: 盖章.
    """

    open_asked = Signal()
    seal_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("look", "right")
        self.setFixedWidth(320)
        self._make_document()
        self.request = RequestStep(session)
        self.seal = SealStep(session)
        self.places = PlacesStep(session)
        self.checks = ChecksStep(session)
        self._make_foot()
        self._lay_out()
        self._connect()
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

    def _make_foot(self) -> None:
        self.missing = label("", wrap=True)
        self._missing_icon = IconLabel("info", "secondary", 18)
        self.stamp = button(self.tr("Stamp"), "stamp", "seal")
        self.stamp.clicked.connect(self.seal_asked)

    def _lay_out(self) -> None:
        inside = QWidget()
        steps = QVBoxLayout(inside)
        steps.setContentsMargins(16, 10, 16, 8)
        steps.setSpacing(8)
        for step in (self.document, self.request, self.seal, self.places, self.checks):
            steps.addWidget(step)
        steps.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = frame("panel")
        below = QVBoxLayout(foot)
        below.setContentsMargins(16, 8, 16, 12)
        below.setSpacing(6)
        words = QHBoxLayout()
        words.setSpacing(6)
        words.addWidget(self._missing_icon, 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self.missing, 1)
        below.addLayout(words)
        below.addWidget(self.stamp)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.area, 1)
        layout.addWidget(line())
        layout.addWidget(foot)

    def _connect(self) -> None:
        session = self._session
        for signal in (
            session.document_changed,
            session.opening_changed,
            session.request_changed,
            session.places_changed,
            session.picture_changed,
            session.checks.changed,
        ):
            signal.connect(self.show_all)
        session.tokens.changed.connect(self._show_foot)
        self.checks.field_asked.connect(self._use_field)
        self.checks.mark_asked.connect(self._show_mark)

    # Parts that others press.

    @property
    def place(self) -> QPushButton:
        return self.places.place

    @property
    def straddle(self) -> QPushButton:
        return self.places.straddle

    # Showing.

    def show_all(self) -> None:
        """Show everything as the session knows it."""
        self._show_document()
        for step in (self.request, self.seal, self.places, self.checks):
            step.show_now()
        self._show_foot()

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

    def what_is_missing(self) -> list[str]:
        """Names of the steps that still lack something."""
        session, placing = self._session, self._session.placing
        missing = []
        if session.document is None:
            missing.append(self.tr("document"))
        if session.standing is None or any(session.left_of(use) < 0 for use in session.uses):
            missing.append(self.tr("request"))
        if not session.uses or any(
            use.seal is None or use.seal.state is not SealState.ACTIVE for use in session.uses
        ):
            missing.append(self.tr("seal"))
        if (
            placing is None
            or any(not placing.marks_of(use.seal_id) for use in session.uses)
            or session.checks.stopping
        ):
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

    def _use_field(self, box: SignatureBox | None) -> None:
        self._session.use_field(box)

    def _show_mark(self, key: int) -> None:
        placing = self._session.placing
        mark = placing.find(key) if placing is not None else None
        if placing is not None and mark is not None:
            placing.select(key)
            self._session.show_page(mark.page)
            self._session.places_changed.emit()
