"""Reading what is attached to a step of a seal's life: by somebody who may, with their password."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from sealdesk.export.new_file import new_file
from sealdesk.gui.decision_dialog import DecisionDialog
from sealdesk.gui.people_sign import Signer
from sealdesk.gui.session import Session
from sealdesk.model.people import Person
from sealdesk.model.seal_life import Attachment
from sealdesk.service import seal_life
from sealdesk.service.desk import Desk


class AttachmentDialog(DecisionDialog):
    """Writes the attachment to `target`; `decided` tells where it lies."""

    def __init__(
        self,
        session: Session,
        attachment: Attachment,
        target: Path,
        readers: Sequence[Person],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, parent=parent)
        self._attachment, self._target = attachment, target
        self.begin(
            self.tr("Read the attachment “{name}”?").format(name=attachment.name),
            self.tr("Save the attachment"),
            self.tr("It is written to {path}. The ledger has your name.").format(path=str(target)),
            (Signer(self.tr("Who reads it"), tuple(readers)),),
        )
        self.ready()

    def _missing(self) -> str:
        return ""

    def _use_case(self) -> Callable[[Desk], Path]:
        sha256, target, (by,) = self._attachment.sha256, self._target, self.sign.sign_ins()

        def save(desk: Desk) -> Path:
            # The name is asked for first: no entry for what could not be written.
            with new_file(target) as file:
                file.write(seal_life.read_attachment(desk, sha256, by))
            return target

        return save
