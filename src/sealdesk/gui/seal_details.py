"""The chosen seal: its marked specimen, what it is, who keeps it, what may be done now, what happened so far."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from sealdesk.gui.labels import IconLabel, add_fact, button, form, frame, label
from sealdesk.gui.language import language, listed
from sealdesk.gui.notice import Notice
from sealdesk.gui.seal_steps import SealHistory
from sealdesk.gui.seals_reading import SealDetails, deputised
from sealdesk.gui.seals_table import day, size_words, state_look
from sealdesk.gui.timeline import Timeline
from sealdesk.model.custody import CustodyBasis
from sealdesk.model.seal import SealState
from sealdesk.model.seal_life import LifeAction
from sealdesk.texts import name_of, reason_text, time_text

_WIDTH_PX, _NARROW_PX = 392, 376
_SPECIMEN_PX = 120
_NAMES_PX = 96
_REPORTS = (LifeAction.REPORT_LOST, LifeAction.REPORT_DAMAGED)
_HAD = frozenset({SealState.ISSUED, SealState.ACTIVE, SealState.SUSPENDED, SealState.FROZEN})
"""States in which somebody has a seal to pass on."""


class SealDetailsPanel(QWidget):
    """Signals:
    step_asked: A step of the seal's life is to be taken (`LifeAction`).
    handover_asked, delegation_asked, end_asked: An act on its custody is to be made.
    paper_asked: An attachment is to be saved (`Attachment`, its name).
    minutes_asked: Minutes of an act of custody are to be saved (id of its entry).
    sheet_asked: A test sheet is wanted.
    picture_asked: The clean picture is to be taken out.
    """

    step_asked = Signal(object)
    handover_asked = Signal()
    delegation_asked = Signal()
    end_asked = Signal()
    paper_asked = Signal(object, str)
    minutes_asked = Signal(str)
    sheet_asked = Signal()
    picture_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH_PX)
        self.details: SealDetails | None = None
        self.steps: dict[LifeAction, QWidget] = {}
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(self.tr("Details"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around = frame("right")
        inside = QVBoxLayout(around)
        inside.setContentsMargins(1, 0, 0, 0)
        inside.addWidget(self._scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(around)
        self.clear()

    def be_narrow(self, *, narrow: bool) -> None:
        """Leave the table some width on a small screen."""
        self.setFixedWidth(_NARROW_PX if narrow else _WIDTH_PX)

    def clear(self) -> None:
        """No seal is chosen."""
        self.details, self.steps = None, {}
        empty = QWidget(self._scroll.viewport())
        rows = QVBoxLayout(empty)
        rows.addStretch(1)
        words = label(self.tr("Choose a seal to see everything about it."), "secondary")
        rows.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(1)
        self._scroll.setWidget(empty)

    def show_details(self, details: SealDetails, counted: str = "") -> None:
        """Show this seal; what was there is gone. The same seal read anew keeps its place.

        Args:
            counted: What the last count found amiss, in words.
        """
        same = self.details is not None and self.details.seal_id == details.seal_id
        at = self._scroll.verticalScrollBar().value() if same else 0
        self.details, self.steps = details, {}
        inside = QWidget(self._scroll.viewport())  # not moved later, with all that is in it
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(16, 14, 14, 16)
        rows.setSpacing(12)
        rows.addLayout(self._head(details))
        if details.life.trouble:
            notice = Notice()
            notice.say("warning", reason_text(details.life.trouble, language()))
            rows.addWidget(notice)
        if counted:
            notice = Notice()
            notice.say("warning", counted, self.tr("Report the loss or the damage, or count it again."))
            rows.addWidget(notice)
        for trouble in details.troubles:
            notice = Notice()
            notice.say_error(trouble)
            rows.addWidget(notice)
        rows.addWidget(self._actions(details))
        rows.addWidget(_section(self.tr("Seal")))
        rows.addLayout(self._properties(details))
        rows.addWidget(_section(self.tr("Custody")))
        rows.addLayout(self._custody(details))
        rows.addWidget(_section(self.tr("Certificates and vault")))
        rows.addLayout(self._certificates(details))
        rows.addWidget(_section(self.tr("Life")))
        history = SealHistory(details)
        life = Timeline(history.life())
        life.paper_asked.connect(self.paper_asked)
        rows.addWidget(life)
        if details.custody_steps:
            rows.addWidget(_section(self.tr("Custody so far")))
            kept = Timeline(history.custody())
            kept.paper_asked.connect(lambda entry_id, name: self.minutes_asked.emit(entry_id))
            rows.addWidget(kept)
        rows.addStretch(1)
        self._scroll.setWidget(inside)
        self._scroll.verticalScrollBar().setValue(at)

    def _head(self, details: SealDetails) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(details.name, "strong", wrap=True))
        words.addWidget(label(details.seal_id, "small"))
        state = QHBoxLayout()
        state.setSpacing(6)
        name, colour = state_look(details.life.state)
        self.state_icon = IconLabel(name, colour, 18)
        self.state_words = label(name_of(details.life.state, language()))
        state.addWidget(self.state_icon)
        state.addWidget(self.state_words, 1)
        words.addLayout(state)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._specimen(details), 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _specimen(self, details: SealDetails) -> QWidget:
        """On white, as on paper, whatever the theme."""
        self.specimen = QLabel()
        self.specimen.setFixedSize(_SPECIMEN_PX + 8, _SPECIMEN_PX + 8)
        self.specimen.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.specimen.setAccessibleName(self.tr("Specimen of the seal"))
        pixmap = QPixmap()
        if details.specimen and pixmap.loadFromData(details.specimen):
            self.specimen.setStyleSheet("background: #ffffff; border-radius: 4px;")
            self.specimen.setPixmap(_at_most(pixmap, _SPECIMEN_PX, self.devicePixelRatioF()))
        else:
            self.specimen.setProperty("look", "small")
            self.specimen.setWordWrap(True)
            made = details.life.seal is not None
            self.specimen.setText(self.tr("No specimen") if made else self.tr("Not made yet"))
        return self.specimen

    # What may be done.

    def _actions(self, details: SealDetails) -> QWidget:
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        made = []
        for action in LifeAction:
            if action in details.who and action not in _REPORTS:
                step = button(self.step_words(action))
                self._offer(step, action)
                made.append(step)
        if details.life.state is SealState.ISSUED:
            sheet = button(self.tr("Test sheet…"), "file-text")
            sheet.clicked.connect(self.sheet_asked)
            made.insert(0, sheet)
        grid = QGridLayout()
        grid.setSpacing(8)
        for at, one in enumerate(made):
            grid.addWidget(one, at // 2, at % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        rows.addLayout(grid)
        reports = [action for action in _REPORTS if action in details.who]
        if reports:
            rows.addWidget(self._reporting(reports))
        if not made and not reports:
            rows.addWidget(label(self._why_nothing(details), "secondary", wrap=True))
        return box

    def _offer(self, step: QWidget, action: LifeAction) -> None:
        self.steps[action] = step
        step.clicked.connect(lambda checked=False: self.step_asked.emit(action))  # type: ignore[attr-defined]

    def _reporting(self, reports: list[LifeAction]) -> QWidget:
        """In sight whatever else may be done: a loss is reported at once, by anybody."""
        box = frame("warning")
        rows = QVBoxLayout(box)
        rows.setContentsMargins(12, 8, 12, 10)
        rows.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconLabel("triangle-alert", "warning", 18))
        head.addWidget(label(self.tr("Lost or damaged?"), "strong"), 1)
        rows.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(8)
        for action in reports:
            step = button(self.step_words(action))
            self._offer(step, action)
            row.addWidget(step, 1)
        rows.addLayout(row)
        return box

    def _why_nothing(self, details: SealDetails) -> str:
        if details.life.state in (SealState.DESTROYED, SealState.REJECTED):
            return self.tr("This seal's life is over; its record stays.")
        return self.tr("Nobody registered here may take the next step.")

    def step_words(self, action: LifeAction) -> str:
        """What the button of a step says."""
        return {
            LifeAction.APPLY: self.tr("Apply…"),
            LifeAction.REVIEW: self.tr("Approve…"),
            LifeAction.REJECT: self.tr("Reject…"),
            LifeAction.MAKE: self.tr("Make the seal…"),
            LifeAction.CHECK: self.tr("Check the picture…"),
            LifeAction.RETURN: self.tr("Return the picture…"),
            LifeAction.FILE: self.tr("File…"),
            LifeAction.ISSUE: self.tr("Issue…"),
            LifeAction.ACTIVATE: self.tr("Put into use…"),
            LifeAction.SUSPEND: self.tr("Suspend…"),
            LifeAction.RESUME: self.tr("Resume…"),
            LifeAction.CHANGE: self.tr("Change…"),
            LifeAction.RENEW: self.tr("Renew…"),
            LifeAction.REPORT_LOST: self.tr("Report the loss…"),
            LifeAction.REPORT_DAMAGED: self.tr("Report damage…"),
            LifeAction.REPLACE: self.tr("Replace…"),
            LifeAction.CANCEL: self.tr("Cancel for good…"),
            LifeAction.DESTROY: self.tr("Destroy…"),
        }[action]

    # What it is.

    def _properties(self, details: SealDetails) -> QGridLayout:
        life, asked, seal = details.life, details.life.application, details.life.seal
        holder = seal.holder if seal else asked.holder
        valid = self.tr("{start} to {end}").format(
            start=day(seal.valid_from) if seal else "", end=day(seal.valid_until) if seal else ""
        )
        return _facts(
            (self.tr("Kind"), name_of(asked.kind, language())),
            (
                self.tr("Size"),
                f"{name_of(asked.shape, language())} · {size_words(asked.width_mm, asked.height_mm)}",
            ),
            (self.tr("Holder"), holder),
            (self.tr("Credit code"), asked.credit_code),
            (self.tr("Department"), asked.department),
            (self.tr("Filing number"), life.filing_number),
            (
                self.tr("Valid"),
                valid if seal else self.tr("{years} years asked for").format(years=asked.years),
            ),
            (self.tr("Version"), str(seal.version) if seal else ""),
            (self.tr("Materials"), listed(asked.materials)),
        )

    def _custody(self, details: SealDetails) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(8)
        now = details.custody
        facts = [(self.tr("Custodian"), details.person_name(details.custodian_id))]
        if now is not None and now.basis is CustodyBasis.DELEGATION:
            deputy = details.person_name(now.person_id) if now.person_id else ""
            until = time_text(now.until) if now.until else ""
            facts.append((self.tr("Deputy"), deputy or self.tr("the time is over; not given back yet")))
            facts.append((self.tr("Until"), until))
        elif now is not None and now.since is not None:
            facts.append((self.tr("Since"), time_text(now.since)))
        rows.addLayout(_facts(*facts))
        if now is not None and details.life.state in _HAD:
            rows.addLayout(self._custody_buttons(deputy=deputised(now)))
        return rows

    def _custody_buttons(self, *, deputy: bool) -> QHBoxLayout:
        self.handover = button(self.tr("Hand over…"))
        self.delegate = button(self.tr("Name a deputy…"))
        self.end = button(self.tr("End the deputy's time…"))
        first = self.tr("A deputy keeps this seal: end the deputy's time first.") if deputy else ""
        for one in (self.handover, self.delegate):
            one.setEnabled(not deputy)
            one.setToolTip(first)
        self.end.setVisible(deputy)
        self.handover.clicked.connect(self.handover_asked)
        self.delegate.clicked.connect(self.delegation_asked)
        self.end.clicked.connect(self.end_asked)
        row = QHBoxLayout()
        row.setSpacing(8)
        shown = (self.end,) if deputy else (self.handover, self.delegate)
        for one in (self.handover, self.delegate):
            one.setVisible(one in shown)
        for one in shown:
            row.addWidget(one, 1)
        return row

    def _certificates(self, details: SealDetails) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(8)
        nobody, leaves = self.tr("nobody registered"), self.tr("weaker: its key leaves the token")
        facts = [
            (self.tr("May sign"), f"{one.holder or nobody} · {one.sha256[:16]}…")
            for one in details.certificates
        ]
        for one in details.recipients:
            weaker = " · " + leaves if one.weaker else ""
            facts.append((self.tr("May open"), f"{one.token.label} · {one.way}{weaker}"))
        if details.pairs:
            pairs = listed(f"{one} + {other}" for one, other in details.pairs)
            facts.append((self.tr("Recovery"), pairs))
        if not facts:
            rows.addWidget(label(self.tr("None before the seal is made."), "secondary"))
        rows.addLayout(_facts(*facts))
        if details.life.seal is not None and details.life.state is not SealState.DESTROYED:
            take = button(self.tr("Take the clean picture out…"), look="link")
            take.clicked.connect(self.picture_asked)
            rows.addWidget(take, 0, Qt.AlignmentFlag.AlignLeft)
        return rows


def _section(words: str) -> QWidget:
    return label(words, "section")


def _facts(*facts: tuple[str, str]) -> QGridLayout:
    """Rows of a name and its value; what has no value is left out."""
    holder = QGridLayout()
    rows = form()
    rows.setVerticalSpacing(4)
    for words, value in facts:
        if value:
            shown = label(" ".join(value.split()), wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            add_fact(rows, words, shown, names_px=_NAMES_PX)
    holder.addLayout(rows, 0, 0)
    return holder


def _at_most(pixmap: QPixmap, side_px: int, ratio: float) -> QPixmap:
    """The pixmap, at most so large on the screen, never larger than it is."""
    most = round(side_px * ratio)
    if max(pixmap.width(), pixmap.height()) > most:
        pixmap = pixmap.scaled(
            most, most, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    pixmap.setDevicePixelRatio(ratio if pixmap.width() > side_px else 1.0)
    return pixmap
