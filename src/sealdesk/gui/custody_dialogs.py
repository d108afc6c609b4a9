"""Passing a seal on: handover (交接) to a successor, a deputy (代管) for a period, the end of that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from sealdesk.gui.decision_dialog import DecisionDialog, reason_field
from sealdesk.gui.labels import label
from sealdesk.gui.language import language, listed, sentences
from sealdesk.gui.opening_dialog import OpeningDialog
from sealdesk.gui.people_sign import Signer
from sealdesk.gui.seals_reading import SealDetails
from sealdesk.gui.session import Session
from sealdesk.gui.token_pick import TokenPick
from sealdesk.model.custody import HandoverWay
from sealdesk.model.token import TokenRef
from sealdesk.policy.custody_rules import may_be_custodian, may_be_deputy
from sealdesk.service import custody
from sealdesk.service.custody import OwnToken
from sealdesk.service.desk import Desk
from sealdesk.texts import error_text, name_of

_USUAL_DAYS = 7


class _Passing(OpeningDialog):
    """What handing over and naming a deputy have in common: which way, which tokens, why."""

    def __init__(self, session: Session, details: SealDetails, parent: QWidget | None = None) -> None:
        super().__init__(session, width_px=600, parent=parent)
        self._details = details
        self.same, self.own = QRadioButton(), QRadioButton()
        self.by = TokenPick(session.tokens, self.tr("Token that opens the seal now"))
        self.new = TokenPick(session.tokens, self.tr("The receiver's own token"), by_itself=False)
        self.maker_password = QLineEdit()
        self.reason = reason_field(self.tr("Reason"))

    def _add_ways(self) -> None:
        self.same.setText(name_of(HandoverWay.SAME_TOKEN, language()))
        self.own.setText(name_of(HandoverWay.OWN_TOKEN, language()))
        details = self._details
        self.same.setChecked(bool(details.along))
        self.same.setEnabled(bool(details.along))
        self.own.setChecked(not details.along)
        self.body.addWidget(label(self.tr("What passes on"), "section"))
        ways = QVBoxLayout()
        ways.setSpacing(4)
        for choice, words in (
            (
                self.same,
                self._same_words(),
            ),
            (
                self.own,
                self.tr(
                    "The receiver's token is added to the seal, the old one removed. The maker signs this."
                ),
            ),
        ):
            ways.addWidget(choice)
            below = label(words, "small", wrap=True)
            below.setContentsMargins(26, 0, 0, 4)
            ways.addWidget(below)
        self.body.addLayout(ways)
        self._own_fields = self._make_own_fields()
        self.body.addWidget(self._own_fields)
        self.body.addWidget(self.reason)
        self._own_fields.setVisible(self.own.isChecked())
        self._say_how_many()
        self.own.toggled.connect(self._own_chosen)
        self.maker_password.textChanged.connect(self.refresh)
        self.reason.textChanged.connect(self.refresh)
        for pick in (self.by, self.new):
            pick.picked.connect(self.refresh)

    def _same_words(self) -> str:
        """What passes on with the token, or why it cannot."""
        if self._details.along_refused is not None:
            text = error_text(self._details.along_refused, language())
            return sentences(text.happened, text.now)
        seals = self.tr("The receiver gets the token, and every seal on it ({count}): {seals}.").format(
            count=len(self._details.along), seals=listed(seal.name for seal in self._details.along)
        )
        return sentences(seals, self.tr("Its PIN has to be changed before it stamps again."))

    @property
    def count(self) -> int:
        """How many seals pass on the way that is chosen."""
        return 1 if self.own.isChecked() else len(self._details.along)

    def _title(self) -> str:
        raise NotImplementedError

    def _say_how_many(self) -> None:
        self.retitle(self._title())

    def _make_own_fields(self) -> QWidget:
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(26, 0, 0, 0)
        rows.setSpacing(4)
        self.maker_password.setEchoMode(QLineEdit.EchoMode.Password)
        self.maker_password.setAccessibleName(self.tr("Password of the seal maker's key"))
        for words, field in (
            (self.tr("Token that opens the seal now"), self.by),
            (self.tr("The receiver's own token"), self.new),
            (self.tr("Password of the seal maker's key"), self.maker_password),
        ):
            rows.addWidget(label(words, "secondary"))
            rows.addWidget(field)
        return box

    def _own_chosen(self, own: bool) -> None:
        self._own_fields.setVisible(own)
        self._say_how_many()
        self._fit()
        self.refresh()

    def forget(self) -> None:
        super().forget()
        self.maker_password.clear()

    def focus_first(self) -> None:
        self.reason.setFocus()

    def _missing(self) -> str:
        if self.own.isChecked():
            if self.by.ref() is None or self.new.ref() is None:
                return self.tr("Both tokens have to be plugged in and chosen")
            if self.by.ref() == self.new.ref():
                return self.tr("Two different tokens have to be chosen")
            if not self.maker_password.text():
                return self.tr("The password of the seal maker's key is missing")
        return "" if self.reason.toPlainText().strip() else self.tr("The reason is missing")

    def _opener(self) -> TokenRef | None:
        """Where the seal is opened for another token, the present one has to be unlocked."""
        return self.by.ref() if self.own.isChecked() else None

    def _tokens(self) -> OwnToken | None:
        by, new = self.by.ref(), self.new.ref()
        if not self.own.isChecked() or by is None or new is None:
            return None
        return OwnToken(by, new, self.maker_password.text())


class HandoverDialog(_Passing):
    """Hands the seal over for good; `decided` tells the id of the entry."""

    def __init__(self, session: Session, details: SealDetails, parent: QWidget | None = None) -> None:
        super().__init__(session, details, parent)
        custodian = details.people.get(details.custodian_id)
        others = tuple(
            person
            for person in details.everybody
            if may_be_custodian(person) and person.id != details.custodian_id
        )
        self.begin(
            self.tr("Hand “{seal}” over to another custodian?").format(seal=details.name),
            self.tr("Hand over"),
            self.tr("Both sign. From then on the receiver alone stamps with it."),
            (
                Signer(self.tr("Hands over"), (custodian,) if custodian else ()),
                Signer(self.tr("Receives"), others),
            ),
        )
        self._add_ways()
        self.ready()

    def _title(self) -> str:
        if self.count > 1:
            return self.tr("Hand the token with {count} seals over to another custodian?").format(
                count=self.count
            )
        return self.tr("Hand “{seal}” over to another custodian?").format(seal=self._details.name)

    def _use_case(self) -> Callable[[Desk], str]:
        seal_id, (giving, receiving), own = self._details.seal_id, self.sign.sign_ins(), self._tokens()
        reason = self.reason.toPlainText().strip()
        return lambda desk: custody.hand_over(
            desk, seal_id, giving=giving, receiving=receiving, reason=reason, own=own
        )


class DelegationDialog(_Passing):
    """Names a deputy for a period; `decided` tells the id of the entry."""

    def __init__(self, session: Session, details: SealDetails, parent: QWidget | None = None) -> None:
        super().__init__(session, details, parent)
        custodian = details.people.get(details.custodian_id)
        deputies = tuple(
            person
            for person in details.everybody
            if may_be_deputy(person) and person.id != details.custodian_id
        )
        self.begin(
            self.tr("Let a deputy keep “{seal}” for a period?").format(seal=details.name),
            self.tr("Name the deputy"),
            self.tr(
                "Custodian, deputy and approver sign. It ends by itself; until then the custodian does not stamp "
                "with it."
            ),
            (
                Signer(self.tr("Custodian"), (custodian,) if custodian else ()),
                Signer(self.tr("Deputy"), deputies),
                Signer(self.tr("Approves"), details.approvers),
            ),
        )
        self.until = QDateEdit(QDate.currentDate().addDays(_USUAL_DAYS))
        self.until.setDisplayFormat("yyyy-MM-dd")
        self.until.setCalendarPopup(True)
        self.until.setAccessibleName(self.tr("Last day"))
        self.until.setDateRange(QDate.currentDate(), QDate.currentDate().addDays(details.longest_days - 1))
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Last day"), "secondary"))
        row.addWidget(self.until)
        most = self.tr("at most {days} days").format(days=details.longest_days)
        row.addWidget(label(most, "small"))
        row.addStretch(1)
        self.body.addLayout(row)
        self._add_ways()
        self.ready()

    def _title(self) -> str:
        if self.count > 1:
            return self.tr("Let a deputy keep the token with {count} seals for a period?").format(
                count=self.count
            )
        return self.tr("Let a deputy keep “{seal}” for a period?").format(seal=self._details.name)

    def until_when(self) -> datetime:
        """The end of the last day, here."""
        day = self.until.date().addDays(1)
        midnight = datetime(day.year(), day.month(), day.day())  # noqa: DTZ001 - made aware of this place below
        return midnight.astimezone().astimezone(UTC)

    def _use_case(self) -> Callable[[Desk], str]:
        seal_id, (custodian, deputy, approver) = self._details.seal_id, self.sign.sign_ins()
        until, reason, own = self.until_when(), self.reason.toPlainText().strip(), self._tokens()
        return lambda desk: custody.delegate(
            desk,
            seal_id,
            custodian=custodian,
            deputy=deputy,
            approver=approver,
            until=until,
            reason=reason,
            own=own,
        )


class EndDelegationDialog(DecisionDialog):
    """The custodian takes the seal back; `decided` tells the id of the entry."""

    def __init__(self, session: Session, details: SealDetails, parent: QWidget | None = None) -> None:
        super().__init__(session, parent=parent)
        self._details = details
        custodian = details.people.get(details.custodian_id)
        self.begin(
            self.tr("Take “{seal}” back from its deputy?").format(seal=details.name),
            self.tr("Take back"),
            self.tr(
                "The custodian keeps it again. Where the token had passed on, it is back in the custodian's hand."
            ),
            (Signer(self.tr("Custodian"), (custodian,) if custodian else ()),),
        )
        self.reason = reason_field(self.tr("Reason"))
        self.reason.textChanged.connect(self.refresh)
        self.body.addWidget(self.reason)
        self.ready()

    def focus_first(self) -> None:
        self.reason.setFocus()

    def _missing(self) -> str:
        return "" if self.reason.toPlainText().strip() else self.tr("The reason is missing")

    def _use_case(self) -> Callable[[Desk], str]:
        seal_id, (person,) = self._details.seal_id, self.sign.sign_ins()
        reason = self.reason.toPlainText().strip()
        return lambda desk: custody.end_delegation(desk, seal_id, person, reason)
