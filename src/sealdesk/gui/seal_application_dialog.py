"""The application for a seal: what it shall be, whose, who keeps it, which materials belong to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from sealdesk.gui.attachments_list import AttachmentsList
from sealdesk.gui.decision_dialog import DecisionDialog, reason_field
from sealdesk.gui.labels import form, inset, label
from sealdesk.gui.language import language, listed
from sealdesk.gui.notice import Notice
from sealdesk.gui.people_sign import Signer, person_words
from sealdesk.gui.session import Session
from sealdesk.model.people import Person, Role
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_life import SealApplication, SealLife
from sealdesk.policy.custody_rules import may_be_custodian
from sealdesk.policy.plain_text import same_name
from sealdesk.policy.seal_life import MATERIALS
from sealdesk.service import seal_life
from sealdesk.service.desk import Desk
from sealdesk.texts import name_of

LARGEST_MM, MOST_YEARS, USUAL_YEARS = 100.0, 30, 5
_CREDIT_CODE_LENGTH = 18


@dataclass(frozen=True)
class UsualSize:
    """What a kind of seal usually looks like."""

    shape: SealShape
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class ApplicationStart:
    """What an application begins with.

    Attributes:
        holder, credit_code: The organisation, as its seals name it so far; empty before the first.
        organisation: Whose workspace this is.
        sizes: The usual size of each kind.
    """

    people: tuple[Person, ...]
    holder: str
    credit_code: str
    sizes: Mapping[SealKind, UsualSize]
    organisation: str


def start_of_application(desk: Desk) -> ApplicationStart:
    """What the workspace knows that an application needs."""
    from sealdesk.impression.presets import presets

    sizes: dict[SealKind, UsualSize] = {}
    for preset in presets().values():
        sizes.setdefault(preset.kind, UsualSize(preset.shape, preset.width_mm, preset.height_mm))
    known = next(iter(seal_life.lives(desk)), None)
    return ApplicationStart(
        people=tuple(sorted(desk.people.people, key=lambda one: one.name)),
        holder=known.application.holder if known else desk.settings.organisation,
        credit_code=known.application.credit_code if known else "",
        sizes=sizes,
        organisation=desk.settings.organisation,
    )


class SealApplicationDialog(DecisionDialog):
    """Hands an application in; `decided` tells the life it begins."""

    def __init__(self, session: Session, start: ApplicationStart, parent: QWidget | None = None) -> None:
        super().__init__(session, width_px=640, parent=parent)
        self._start = start
        applicants = tuple(one for one in start.people if Role.AUDITOR not in one.roles)
        self.begin(
            self.tr("Apply for a seal"),
            self.tr("Hand in the application"),
            self.tr("It is reviewed before the seal is made. A number is given by itself."),
            (Signer(self.tr("Applicant"), applicants),),
        )
        self.kind, self.shape, self.custodian = QComboBox(), QComboBox(), QComboBox()
        self.name, self.holder = QLineEdit(), QLineEdit(start.holder)
        self.credit_code, self.department = QLineEdit(start.credit_code), QLineEdit()
        self.width_mm, self.height_mm, self.years = QDoubleSpinBox(), QDoubleSpinBox(), QSpinBox()
        for field in (self.width_mm, self.height_mm, self.years):
            inset(field)
        self.papers = AttachmentsList(MATERIALS)
        self.foreign = Notice()
        self.foreign.hide()
        self.reason = reason_field(self.tr("Why this seal is needed"))
        self._fill()
        self._lay_out_fields()
        self._connect()
        self.kind.setCurrentIndex(-1)
        self.ready()

    def _fill(self) -> None:
        for kind in SealKind:
            self.kind.addItem(name_of(kind, language()), kind.value)
        self.kind.setPlaceholderText(self.tr("Choose"))
        for shape in SealShape:
            self.shape.addItem(name_of(shape, language()), shape.value)
        for person in self._start.people:
            if may_be_custodian(person):
                self.custodian.addItem(person_words(person), person.id)
        self.custodian.setPlaceholderText(self.tr("Choose"))
        if self.custodian.count() > 1:
            self.custodian.setCurrentIndex(-1)
        for size in (self.width_mm, self.height_mm):
            size.setDecimals(1)
            size.setRange(2, LARGEST_MM)
            size.setValue(40)
            size.setSuffix(" mm")
            size.setMaximumWidth(120)
        self.years.setRange(1, MOST_YEARS)
        self.years.setValue(USUAL_YEARS)
        self.years.setMaximumWidth(120)
        self.credit_code.setMaxLength(_CREDIT_CODE_LENGTH)
        self.department.setPlaceholderText(self.tr("Only where the seal belongs to a department"))
        self.name.setPlaceholderText(self.tr("Full text of the seal"))

    def _lay_out_fields(self) -> None:
        rows = form()
        size = QHBoxLayout()
        size.setSpacing(8)
        size.addWidget(self.shape)
        size.addWidget(self.width_mm)
        size.addWidget(label("×", "secondary"))
        size.addWidget(self.height_mm)
        size.addStretch(1)
        for words, field in (
            (self.tr("Kind"), self.kind),
            (self.tr("Name"), self.name),
            (self.tr("Holder"), self.holder),
            (self.tr("Credit code"), self.credit_code),
            (self.tr("Department"), self.department),
        ):
            _row(rows, words, field)
        rows.addRow(label(self.tr("Shape and size"), "secondary"), size)
        self.shape.setAccessibleName(self.tr("Shape"))
        self.width_mm.setAccessibleName(self.tr("Width"))
        self.height_mm.setAccessibleName(self.tr("Height"))
        _row(rows, self.tr("Custodian"), self.custodian)
        _row(rows, self.tr("Years of validity"), self.years)
        self.body.addLayout(rows)
        self.body.addWidget(self.foreign)
        self.body.addWidget(self.reason)
        self.body.addWidget(label(self.tr("Materials"), "section"))
        self.body.addWidget(label(listed(MATERIALS), "small", wrap=True))
        self.body.addWidget(self.papers)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.shape.currentIndexChanged.connect(self._shape_chosen)
        self.width_mm.valueChanged.connect(self._width_changed)
        for field in (self.name, self.holder, self.credit_code):
            field.textChanged.connect(self.refresh)
        self.holder.textChanged.connect(self._holder_changed)
        self.custodian.currentIndexChanged.connect(self.refresh)
        self.reason.textChanged.connect(self.refresh)
        self.papers.changed.connect(self.refresh)

    def _kind_chosen(self) -> None:
        usual = self._start.sizes.get(SealKind(self.kind.currentData())) if self.kind.currentData() else None
        if usual is not None:
            self.shape.setCurrentIndex(self.shape.findData(usual.shape.value))
            self.width_mm.setValue(usual.width_mm)
            self.height_mm.setValue(usual.height_mm)
        self.refresh()

    def _holder_changed(self) -> None:
        """A seal of another organisation is not forbidden, but nobody should apply for one unawares."""
        holder = self.holder.text().strip()
        if not holder or same_name(holder, self._start.organisation):
            self.foreign.hide()
            return
        words = self.tr("This workspace is the one of “{organisation}”.")
        self.foreign.say(
            "warning",
            self.tr("The holder is another organisation"),
            words.format(organisation=self._start.organisation),
        )

    def _shape_chosen(self) -> None:
        self._width_changed()
        self.height_mm.setEnabled(self.shape.currentData() != SealShape.ROUND)

    def _width_changed(self) -> None:
        """What is round is as high as wide."""
        if self.shape.currentData() == SealShape.ROUND:
            self.height_mm.setValue(self.width_mm.value())

    def focus_first(self) -> None:
        self.kind.setFocus()

    def _missing(self) -> str:
        code = self.credit_code.text().strip()
        lacking = [
            words
            for there, words in (
                (self.kind.currentIndex() >= 0, self.tr("kind")),
                (self.name.text().strip(), self.tr("name")),
                (self.holder.text().strip(), self.tr("holder")),
                (len(code) == _CREDIT_CODE_LENGTH, self.tr("credit code (18 characters)")),
                (self.custodian.currentIndex() >= 0, self.tr("custodian")),
                (self.reason.toPlainText().strip(), self.tr("reason")),
            )
            if not there
        ]
        return self.tr("Missing: {things}").format(things=listed(lacking)) if lacking else ""

    def application(self) -> SealApplication:
        """What is asked for, as it stands in the fields."""
        return SealApplication(
            seal_id="",
            kind=SealKind(self.kind.currentData()),
            name=self.name.text().strip(),
            holder=self.holder.text().strip(),
            credit_code=self.credit_code.text().strip().upper(),
            shape=SealShape(self.shape.currentData()),
            width_mm=self.width_mm.value(),
            height_mm=self.height_mm.value(),
            department=self.department.text().strip(),
            custodian_id=str(self.custodian.currentData()),
            years=self.years.value(),
        )

    def _use_case(self) -> Callable[[Desk], SealLife]:
        asked, (by,), papers = self.application(), self.sign.sign_ins(), self.papers.files()
        reason = self.reason.toPlainText().strip()
        return lambda desk: seal_life.apply(desk, asked, by, reason, papers)


def _row(rows: QFormLayout, words: str, field: QWidget) -> None:
    field.setAccessibleName(words)
    name = label(words, "secondary")
    name.setBuddy(field)
    rows.addRow(name, field)
