"""Making a seal, changing it, renewing it: what the seal maker's key signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from sealdesk.gui.attachments_list import AttachmentsList
from sealdesk.gui.decision_dialog import reason_field
from sealdesk.gui.labels import inset, label
from sealdesk.gui.opening_dialog import OpeningDialog
from sealdesk.gui.seal_picture_part import SealPicturePart
from sealdesk.gui.seal_signers import signers_for
from sealdesk.gui.seals_reading import SealDetails
from sealdesk.gui.session import Session
from sealdesk.gui.token_pick import TokenChecks, TokenPick
from sealdesk.model.seal import Seal, SealShape
from sealdesk.model.seal_life import LifeAction, SealApplication, SealLife
from sealdesk.model.token import TokenRef
from sealdesk.service import seal_life
from sealdesk.service.desk import Desk
from sealdesk.service.seal_life import NewPicture, Opening

_LARGEST_MM, _MOST_YEARS = 100.0, 30


class _Making(OpeningDialog):
    """What all three have in common: the maker's password, a token that is unlocked, a reason."""

    def __init__(self, session: Session, details: SealDetails, parent: QWidget | None = None) -> None:
        super().__init__(session, width_px=620, parent=parent)
        self._details = details
        self.maker_password = QLineEdit()
        self.maker_password.setEchoMode(QLineEdit.EchoMode.Password)
        self.maker_password.textChanged.connect(self.refresh)
        self.reason = reason_field(self.tr("Remark (may stay empty)"))
        self.reason.textChanged.connect(self.refresh)
        self.papers = AttachmentsList()

    def _field(self, words: str, field: QWidget) -> None:
        name = label(words, "secondary")
        name.setBuddy(field)
        field.setAccessibleName(words)
        self.body.addWidget(name)
        self.body.addWidget(field)

    def forget(self) -> None:
        super().forget()
        self.maker_password.clear()


class MakeSealDialog(_Making):
    """Makes the seal that was applied for; `decided` tells its life afterwards."""

    def __init__(
        self,
        session: Session,
        details: SealDetails,
        others: Iterable[Seal] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, details, parent)
        asked = details.life.application
        self.begin(
            self.tr("Make “{seal}”").format(seal=details.name),
            self.tr("Make the seal"),
            self.tr(
                "The seal maker's key signs the electronic seal; it is locked into the vault for the tokens."
            ),
            signers_for(LifeAction.MAKE, details),
        )
        size_mm = (asked.width_mm, asked.height_mm)
        self.picture = SealPicturePart(asked.kind, asked.name, size_mm, others)
        self.picture.changed.connect(self.refresh)
        words = self.tr("Tokens that may stamp with it")
        self.tokens = TokenChecks(session.tokens, words)
        self.tokens.picked.connect(self.refresh)
        self.body.addWidget(label(self.tr("Picture"), "section"))
        self.body.addWidget(self.picture)
        self._field(words, self.tokens)
        self._field(self.tr("Password of the seal maker's key"), self.maker_password)
        self.body.addWidget(self.reason)
        self.ready()

    def focus_first(self) -> None:
        self.picture.draw.setFocus()

    def _opener(self) -> TokenRef | None:
        """Made again after its picture was returned, the vault is opened first."""
        made_before = self._details.life.seal is not None
        return next(iter(self.tokens.refs()), None) if made_before else None

    def _missing(self) -> str:
        if self.picture.picture is None:
            return self.tr("The picture is missing")
        if not self.tokens.refs():
            return self.tr("No token is chosen")
        return (
            "" if self.maker_password.text() else self.tr("The password of the seal maker's key is missing")
        )

    def _use_case(self) -> Callable[[Desk], SealLife]:
        picture, source = self.picture.picture, self.picture.source
        assert picture is not None  # missing, it is said
        seal_id, password, tokens = self._details.seal_id, self.maker_password.text(), self.tokens.refs()
        (by,), reason = self.sign.sign_ins(), self.reason.toPlainText().strip()
        return lambda desk: seal_life.make(desk, seal_id, picture, source, password, tokens, by, reason)


class _NewVersion(_Making):
    """Another version of a seal that exists: opened with a token, signed by the maker."""

    def _add_keys(self) -> None:
        self.by = TokenPick(self._session.tokens, self.tr("Token that opens the seal now"))
        self.by.picked.connect(self.refresh)
        self._field(self.tr("Token that opens the seal now"), self.by)
        self._field(self.tr("Password of the seal maker's key"), self.maker_password)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.papers)

    def _opener(self) -> TokenRef | None:
        return self.by.ref()

    def _missing(self) -> str:
        if self.by.ref() is None:
            return self.tr("No token is chosen")
        return (
            "" if self.maker_password.text() else self.tr("The password of the seal maker's key is missing")
        )

    def _opening(self) -> Opening:
        ref = self.by.ref()
        assert ref is not None  # missing, it is said
        return Opening(self.maker_password.text(), ref)


class ChangeSealDialog(_NewVersion):
    """Changes name, size, department or picture; `decided` tells its life afterwards."""

    def __init__(
        self,
        session: Session,
        details: SealDetails,
        others: Iterable[Seal] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, details, parent)
        self._asked = asked = details.life.application
        self.begin(
            self.tr("Change “{seal}”").format(seal=details.name),
            self.tr("Make the new version"),
            self.tr(
                "Nothing stamps until the new version was filed, issued and put into use. The old one is kept."
            ),
            signers_for(LifeAction.CHANGE, details),
        )
        self.name, self.department = QLineEdit(asked.name), QLineEdit(asked.department)
        self.width_mm, self.height_mm = QDoubleSpinBox(), QDoubleSpinBox()
        for field in (self.width_mm, self.height_mm):
            inset(field)
        self.reason.setPlaceholderText(self.tr("Reason"))
        self._field(self.tr("Name"), self.name)
        self._field(self.tr("Department"), self.department)
        self._add_size(asked)
        size_mm = (asked.width_mm, asked.height_mm)
        self.picture = SealPicturePart(asked.kind, asked.name, size_mm, others)
        self.picture.changed.connect(self.refresh)
        self.body.addWidget(label(self.tr("New picture"), "section"))
        self.body.addWidget(self.picture)
        self._add_keys()
        for text in (self.name, self.department):
            text.textChanged.connect(self._changed)
        for size in (self.width_mm, self.height_mm):
            size.valueChanged.connect(self._changed)
        self.ready()

    def _add_size(self, asked: SealApplication) -> None:
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Size"), "secondary"))
        for field, value, words in (
            (self.width_mm, asked.width_mm, self.tr("Width")),
            (self.height_mm, asked.height_mm, self.tr("Height")),
        ):
            field.setDecimals(1)
            field.setRange(2, _LARGEST_MM)
            field.setValue(value)
            field.setSuffix(" mm")
            field.setAccessibleName(words)
            row.addWidget(field)
        row.addStretch(1)
        self.height_mm.setEnabled(asked.shape is not SealShape.ROUND)
        self.body.addLayout(row)

    def _changed(self) -> None:
        if self._asked.shape is SealShape.ROUND:
            self.height_mm.setValue(self.width_mm.value())
        self.picture.ask_for(self.name.text().strip(), (self.width_mm.value(), self.height_mm.value()))
        self.refresh()

    def focus_first(self) -> None:
        self.name.setFocus()

    def application(self) -> SealApplication:
        """What it shall be."""
        return replace(
            self._asked,
            name=self.name.text().strip(),
            department=self.department.text().strip(),
            width_mm=self.width_mm.value(),
            height_mm=self.height_mm.value(),
        )

    def _missing(self) -> str:
        asked, now = self._asked, self.application()
        shown = (asked.name, asked.width_mm, asked.height_mm) != (now.name, now.width_mm, now.height_mm)
        if now == asked and self.picture.picture is None:
            return self.tr("Nothing is changed yet")
        if shown and self.picture.picture is None:
            return self.tr("The changed seal needs its new picture")
        if not self.reason.toPlainText().strip():
            return self.tr("The reason is missing")
        return super()._missing()

    def _use_case(self) -> Callable[[Desk], SealLife]:
        asked = self.application() if self.application() != self._asked else None
        picture = self.picture.picture
        new = NewPicture(picture, self.picture.source) if picture is not None else None
        seal_id, opening, by = self._details.seal_id, self._opening(), self.sign.sign_ins()
        reason, papers = self.reason.toPlainText().strip(), self.papers.files()
        return lambda desk: seal_life.change(desk, seal_id, opening, by, reason, asked, new, papers)


class RenewSealDialog(_NewVersion):
    """Makes it valid for a further term; `decided` tells its life afterwards."""

    def __init__(self, session: Session, details: SealDetails, parent: QWidget | None = None) -> None:
        super().__init__(session, details, parent)
        self.begin(
            self.tr("Renew “{seal}” for a further term").format(seal=details.name),
            self.tr("Renew"),
            self.tr(
                "Its picture stays. Nothing stamps until the new version was filed, issued and put into use."
            ),
            signers_for(LifeAction.RENEW, details),
        )
        self.years = QSpinBox()
        inset(self.years)
        self.years.setRange(1, _MOST_YEARS)
        self.years.setValue(details.life.application.years)
        self.years.setMaximumWidth(120)
        self._field(self.tr("Years from today"), self.years)
        self._add_keys()
        self.ready()

    def focus_first(self) -> None:
        self.years.setFocus()

    def _use_case(self) -> Callable[[Desk], SealLife]:
        seal_id, opening, by = self._details.seal_id, self._opening(), self.sign.sign_ins()
        years, reason, papers = self.years.value(), self.reason.toPlainText().strip(), self.papers.files()
        return lambda desk: seal_life.renew(
            desk, seal_id, opening, by, years=years, reason=reason, attachments=papers
        )
