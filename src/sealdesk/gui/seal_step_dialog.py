"""A step of a seal's life that people decide on and sign: approve, file, issue, suspend, report, cancel, destroy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from sealdesk.gui.attachments_list import AttachmentsList
from sealdesk.gui.decision_dialog import DecisionDialog, reason_field
from sealdesk.gui.labels import label
from sealdesk.gui.language import in_brackets, language, listed
from sealdesk.gui.notice import Notice
from sealdesk.gui.seal_signers import signers_for
from sealdesk.gui.seal_step_words import StepWords
from sealdesk.gui.seals_reading import SealDetails
from sealdesk.gui.seals_table import SealLine
from sealdesk.gui.session import Session
from sealdesk.model.seal_life import LifeAction, SealLife
from sealdesk.policy.seal_life import LIVING, RULES, LifeStanding, StepDraft, missing_of
from sealdesk.service import seal_life
from sealdesk.service.desk import Desk
from sealdesk.texts import language_of
from sealdesk.texts.life_words import LACKING

_WITH_PAPERS = frozenset(
    {
        LifeAction.REVIEW,
        LifeAction.FILE,
        LifeAction.RESUME,
        LifeAction.REPLACE,
        LifeAction.CANCEL,
        LifeAction.DESTROY,
    }
)
_UNREASONED = frozenset({LifeAction.ISSUE, LifeAction.ACTIVATE, LifeAction.CHECK})
"""Steps that speak for themselves."""


class SealStepDialog(DecisionDialog):
    """Takes one step of the seal's life; `decided` tells the life afterwards.

    Args of the constructor:
        lines: All seals, for the one that takes another's place.
    """

    def __init__(
        self,
        session: Session,
        details: SealDetails,
        action: LifeAction,
        lines: Sequence[SealLine] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, parent=parent)
        self._details, self._action = details, action
        said = StepWords().of(action, details.name)
        self.begin(said.title, said.verb, said.words, signers_for(action, details))
        self._rule = RULES[action]
        self._lost = any(step.action is LifeAction.REPORT_LOST for step in details.life.steps)
        self.ticks: dict[str, QCheckBox] = {}
        self.number = QLineEdit()
        self.successor = QComboBox()
        self.papers = AttachmentsList()
        self.reason = reason_field(self._reason_words())
        if said.warning:
            warning = Notice()
            warning.say("warning", said.warning)
            self.body.addWidget(warning)
        self._add_fields(lines)
        self.ready()

    def _add_fields(self, lines: Sequence[SealLine]) -> None:
        needs = self._rule.needs
        if "filing_number" in needs:
            self._field(self.tr("Filing number"), self.number)
            self.number.textChanged.connect(self.refresh)
        if "replaced_by" in needs:
            self._offer_successors(lines)
            self._field(self.tr("The seal that takes its place"), self.successor)
            self.successor.currentIndexChanged.connect(self.refresh)
        for name, words in self._tick_words().items():
            if name in needs:
                self.ticks[name] = QCheckBox(words)
                self.ticks[name].toggled.connect(self.refresh)
                self.body.addWidget(self.ticks[name])
        if self._action not in _UNREASONED:
            self.body.addWidget(self.reason)
            self.reason.textChanged.connect(self.refresh)
        if self._action in _WITH_PAPERS:
            self.body.addWidget(self.papers)
            self.papers.changed.connect(self.refresh)

    def _field(self, words: str, field: QWidget) -> None:
        name = label(words, "secondary")
        name.setBuddy(field)
        field.setAccessibleName(words)
        self.body.addWidget(name)
        self.body.addWidget(field)

    def _tick_words(self) -> dict[str, str]:
        return {
            "test_sheet_checked": self.tr("I looked at the test sheet: shape, text and size are right"),
            "token_returned": self.tr("The token was handed back"),
            "pin_returned": self.tr("Its PIN was handed back"),
            "software_returned": self.tr("Software and certificates were handed back"),
        }

    def _reason_words(self) -> str:
        if self._action is LifeAction.REPORT_LOST:
            return self.tr("What happened: when, where, what was lost")
        if self._action is LifeAction.REPORT_DAMAGED:
            return self.tr("What is damaged, since when")
        if self._rule.reason or (self._action is LifeAction.DESTROY and self._lost):
            return self.tr("Reason")
        return self.tr("Remark (may stay empty)")

    def _offer_successors(self, lines: Sequence[SealLine]) -> None:
        """Living seals of the same holder and kind."""
        old = self._details.life.application
        for line in lines:
            new = line.life.application
            same = (new.holder, new.kind) == (old.holder, old.kind)
            if same and new.seal_id != old.seal_id and line.life.state in LIVING:
                self.successor.addItem(new.name + in_brackets(new.seal_id), new.seal_id)
        self.successor.setCurrentIndex(-1)
        none = self.tr("No other seal of this kind: have it applied for first")
        self.successor.setPlaceholderText(self.tr("Choose") if self.successor.count() else none)

    def focus_first(self) -> None:
        for field in (self.number, self.successor, self.reason):
            if field.isVisibleTo(self):
                field.setFocus()
                return
        super().focus_first()

    def facts(self) -> dict[str, object]:
        """What the step says beside its reason."""
        made: dict[str, object] = {name: True for name, tick in self.ticks.items() if tick.isChecked()}
        if "filing_number" in self._rule.needs and self.number.text().strip():
            made["filing_number"] = self.number.text().strip()
        if "replaced_by" in self._rule.needs and self.successor.currentIndex() >= 0:
            made["replaced_by"] = str(self.successor.currentData())
        return made

    def _missing(self) -> str:
        life = self._details.life
        standing = LifeStanding(
            seal_id=self._details.seal_id,
            kind=life.application.kind,
            state=life.state,
            keepers=frozenset(),
            lost=self._lost,
        )
        draft = StepDraft(self._action, self.reason.toPlainText(), len(self.papers.files()), self.facts())
        tongue = language_of(language())
        lacking = [
            LACKING[name].in_language(tongue) if name in LACKING else name
            for name in missing_of(standing, draft)
        ]
        return self.tr("Missing: {things}").format(things=listed(lacking)) if lacking else ""

    def _use_case(self) -> Callable[[Desk], SealLife]:
        seal_id, action, by = self._details.seal_id, self._action, self.sign.sign_ins()
        reason, facts, papers = self.reason.toPlainText().strip(), self.facts(), self.papers.files()
        return lambda desk: seal_life.take(desk, seal_id, action, by, reason, facts, papers)
