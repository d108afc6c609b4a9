"""Taking the clean picture of a seal out of the vault: two administrators, a reason, an entry before anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from sealdesk.export.new_file import new_file
from sealdesk.gui.decision_dialog import reason_field
from sealdesk.gui.labels import label
from sealdesk.gui.notice import Notice
from sealdesk.gui.opening_dialog import OpeningDialog
from sealdesk.gui.people_sign import Signer, with_role
from sealdesk.gui.seals_reading import SealDetails
from sealdesk.gui.session import Session
from sealdesk.gui.token_pick import TokenPick
from sealdesk.model.token import TokenRef
from sealdesk.policy.seal_life import ADMINISTRATORS
from sealdesk.service import seal_making
from sealdesk.service.desk import Desk


class SealPictureOutDialog(OpeningDialog):
    """Writes the picture to `target`; `decided` tells where it lies."""

    def __init__(
        self, session: Session, details: SealDetails, target: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent=parent)
        self._details, self._target = details, target
        administrators = with_role(details.everybody, *ADMINISTRATORS)
        self.begin(
            self.tr("Take the clean picture of “{seal}” out of the vault?").format(seal=details.name),
            self.tr("Take the picture out"),
            self.tr("It is written to {path}.").format(path=str(target)),
            (
                Signer(self.tr("First administrator"), administrators),
                Signer(self.tr("Second administrator"), administrators),
            ),
        )
        warning = Notice()
        warning.say(
            "warning",
            self.tr("Whoever has this file can copy the seal. The ledger names both of you, and the reason."),
        )
        self.by = TokenPick(session.tokens, self.tr("Token that opens the seal now"))
        self.reason = reason_field(self.tr("Reason"))
        self.body.addWidget(warning)
        self.body.addWidget(label(self.tr("Token that opens the seal now"), "secondary"))
        self.body.addWidget(self.by)
        self.body.addWidget(self.reason)
        self.by.picked.connect(self.refresh)
        self.reason.textChanged.connect(self.refresh)
        self.ready()

    def focus_first(self) -> None:
        self.reason.setFocus()

    def _missing(self) -> str:
        if self.by.ref() is None:
            return self.tr("No token is chosen")
        return "" if self.reason.toPlainText().strip() else self.tr("The reason is missing")

    def _opener(self) -> TokenRef | None:
        return self.by.ref()

    def _use_case(self) -> Callable[[Desk], Path]:
        seal, by, target = self._details.life.seal, self.by.ref(), self._target
        assert seal is not None and by is not None  # without them the button is not there
        first, second = self.sign.sign_ins()
        reason = self.reason.toPlainText().strip()

        def take_out(desk: Desk) -> Path:
            # The name is asked for first: no entry for a picture that could not be written.
            with new_file(target) as file:
                file.write(seal_making.take_picture_out(desk, seal, by, (first, second), reason))
            return target

        return take_out
