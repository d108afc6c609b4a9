"""Counting the seals (清点): each found, missing or damaged, with a remark; two people sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLineEdit, QRadioButton, QWidget

from sealdesk.gui.decision_dialog import DecisionDialog
from sealdesk.gui.labels import label
from sealdesk.gui.language import language
from sealdesk.gui.people_sign import Signer
from sealdesk.gui.seals_table import SealLine
from sealdesk.gui.session import Session
from sealdesk.model.people import Person, Role
from sealdesk.model.seal_life import CountResult
from sealdesk.policy.seal_life import ADMINISTRATORS
from sealdesk.service import seal_register
from sealdesk.service.desk import Desk
from sealdesk.service.seal_register import SealCount
from sealdesk.texts import name_of

_REMARK_LENGTH = 200


class SealCountDialog(DecisionDialog):
    """Nothing is chosen beforehand: each seal is looked for. `decided` tells the count as it was entered."""

    def __init__(
        self,
        session: Session,
        lines: Sequence[SealLine],
        people: Sequence[Person],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, width_px=760, parent=parent)
        everybody = tuple(people)
        overseers = tuple(one for one in everybody if one.roles & (ADMINISTRATORS | {Role.AUDITOR}))
        self.begin(
            self.tr("Count the seals"),
            self.tr("Enter the count"),
            self.tr(
                "Look for each seal, its token and its vault file. What is missing has to be reported as well."
            ),
            (
                Signer(self.tr("Administrator or auditor"), overseers),
                Signer(self.tr("Second person"), everybody),
            ),
        )
        self.choices: dict[str, QButtonGroup] = {}
        self.remarks: dict[str, QLineEdit] = {}
        self._results = tuple(CountResult)
        rows = QGridLayout()
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(6)
        rows.setColumnStretch(0, 2)
        rows.setColumnStretch(len(self._results) + 1, 1)
        for line in lines:
            if line.life.state in seal_register.COUNTED:
                self._add(rows, line)
        self.body.addLayout(rows)
        self.ready()

    def _add(self, rows: QGridLayout, line: SealLine) -> None:
        at, asked = rows.rowCount(), line.life.application
        group = self.choices[asked.seal_id] = QButtonGroup(self)
        words = label(f"{asked.name}\n{asked.seal_id} · {line.keeper or self.tr('nobody')}", wrap=True)
        rows.addWidget(words, at, 0)
        for number, result in enumerate(self._results):
            choice = QRadioButton(name_of(result, language()))
            choice.setAccessibleDescription(asked.name)
            group.addButton(choice, number)
            rows.addWidget(choice, at, number + 1, Qt.AlignmentFlag.AlignVCenter)
        remark = self.remarks[asked.seal_id] = QLineEdit()
        remark.setPlaceholderText(self.tr("Remark"))
        remark.setAccessibleName(self.tr("Remark on {seal}").format(seal=asked.name))
        remark.setMaxLength(_REMARK_LENGTH)
        rows.addWidget(remark, at, len(self._results) + 1)
        group.idToggled.connect(lambda *_: self.refresh())

    def found(self) -> dict[str, str]:
        """What was found so far, by seal."""
        return {
            seal_id: self._results[group.checkedId()].value
            for seal_id, group in self.choices.items()
            if group.checkedId() >= 0
        }

    def focus_first(self) -> None:
        for group in self.choices.values():
            group.button(0).setFocus()
            return

    def _missing(self) -> str:
        left = len(self.choices) - len(self.found())
        return self.tr("{count} seals not counted yet").format(count=left) if left else ""

    def _use_case(self) -> Callable[[Desk], SealCount]:
        found, by = self.found(), self.sign.sign_ins()
        remarks = {
            seal_id: remark.text().strip()
            for seal_id, remark in self.remarks.items()
            if remark.text().strip()
        }
        return lambda desk: seal_register.count(desk, found, by, remarks)
