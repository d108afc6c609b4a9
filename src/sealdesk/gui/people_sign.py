"""“People sign here”: one or two people of the register, each with the password that opens their own key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from sealdesk.gui.labels import label
from sealdesk.gui.language import in_brackets, language, listed
from sealdesk.model.people import Person, Role
from sealdesk.service.sign_in import SignIn
from sealdesk.texts import name_of


@dataclass(frozen=True)
class Signer:
    """Somebody whose signature is wanted.

    Attributes:
        words: As what they sign, e.g. `移交人`.
        people: Who may; where there is one only, that one is chosen already.
        chosen_id: Who is chosen to begin with; empty for nobody.
    """

    words: str
    people: tuple[Person, ...]
    chosen_id: str = ""


def person_words(person: Person) -> str:
    """Name, and as what the register has this person: `周敏（公章管理员、部门负责人）`."""
    parts = [name_of(one, language()) for one in (*sorted(person.positions), *sorted(person.roles))]
    return person.name + (in_brackets(listed(parts)) if parts else "")


def with_role(people: Iterable[Person], *roles: Role) -> tuple[Person, ...]:
    """Those who have one of the roles."""
    return tuple(person for person in people if person.roles.intersection(roles))


class PeopleSign(QWidget):
    """A row for each signer: as what, who, password. No person signs twice.

    Signals:
        changed: Somebody else was chosen, or something was entered.
    """

    changed = Signal()

    def __init__(self, signers: Sequence[Signer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._signers = tuple(signers)
        self.persons: list[QComboBox] = []
        self.passwords: list[QLineEdit] = []
        self._two = label("", "hint", wrap=True)
        self._two.hide()
        rows = QGridLayout()
        rows.setHorizontalSpacing(8)
        rows.setVerticalSpacing(4)
        rows.setColumnStretch(0, 3)
        rows.setColumnStretch(1, 2)
        for signer in self._signers:
            self._add(rows, signer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(rows)
        layout.addWidget(self._two)

    def _add(self, rows: QGridLayout, signer: Signer) -> None:
        person, password = QComboBox(), QLineEdit()
        person.setAccessibleName(signer.words)
        person.setMinimumContentsLength(12)
        person.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        # A person of many offices is longer than the row.
        person.currentTextChanged.connect(person.setToolTip)
        for one in signer.people:
            person.addItem(person_words(one), one.id)
        wanted = person.findData(signer.chosen_id) if signer.chosen_id else -1
        person.setCurrentIndex(wanted if wanted >= 0 else 0 if len(signer.people) == 1 else -1)
        person.setPlaceholderText(self.tr("Choose") if signer.people else self.tr("Nobody may do this"))
        person.setEnabled(bool(signer.people))
        password.setEchoMode(QLineEdit.EchoMode.Password)
        password.setPlaceholderText(self.tr("Own password"))
        password.setAccessibleName(self.tr("Password of: {signer}").format(signer=signer.words))
        password.setEnabled(bool(signer.people))
        person.currentIndexChanged.connect(lambda _: self._person_changed(password))
        password.textChanged.connect(lambda _: self._tell())
        at = rows.rowCount()
        name = label(signer.words, "secondary")
        name.setBuddy(person)
        rows.addWidget(name, at, 0, 1, 2)
        rows.addWidget(person, at + 1, 0)
        rows.addWidget(password, at + 1, 1)
        self.persons.append(person)
        self.passwords.append(password)

    def _person_changed(self, password: QLineEdit) -> None:
        """A password belongs to whom it was entered for."""
        password.clear()
        self._tell()

    def _tell(self) -> None:
        twice = self.same_person
        self._two.setText(self.tr("Two different people have to sign.") if twice else "")
        self._two.setVisible(twice)
        self.changed.emit()

    def person_id(self, at: int) -> str:
        """Who is chosen in row `at`; empty for nobody."""
        return str(self.persons[at].currentData() or "")

    @property
    def same_person(self) -> bool:
        """Whether somebody is chosen twice."""
        chosen = [one for one in (self.person_id(at) for at in range(len(self.persons))) if one]
        return len(chosen) != len(set(chosen))

    @property
    def complete(self) -> bool:
        """Whether everybody is chosen, different, and has entered something."""
        chosen = all(self.person_id(at) for at in range(len(self.persons)))
        return chosen and not self.same_person and all(one.text() for one in self.passwords)

    def sign_ins(self) -> tuple[SignIn, ...]:
        """Who signs, in the order of the rows."""
        return tuple(
            SignIn(self.person_id(at), password.text()) for at, password in enumerate(self.passwords)
        )

    def forget(self) -> None:
        """Keep nothing of what was entered."""
        for password in self.passwords:
            password.clear()

    def focus_first_missing(self) -> None:
        """Where the hand goes next."""
        for person, password in zip(self.persons, self.passwords, strict=True):
            if person.currentIndex() < 0:
                person.setFocus()
                return
            if not password.text():
                password.setFocus()
                return
