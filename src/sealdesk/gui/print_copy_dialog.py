"""Saving a copy for reading: by somebody who signs for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from sealdesk.gui.decision_dialog import DecisionDialog
from sealdesk.gui.help_topics import PROPERTY
from sealdesk.gui.labels import ElidedLabel
from sealdesk.gui.people_sign import Signer
from sealdesk.gui.session import Session
from sealdesk.model.people import Person
from sealdesk.service import reading_copy
from sealdesk.service.desk import Desk

Source = tuple[Path, str, str | None]
"""The document, what people call it, and its password."""


class CopyDialog(DecisionDialog):
    """Writes the copy to `target`; `decided` tells where it lies."""

    def __init__(
        self,
        session: Session,
        source: Source,
        target: Path,
        people: Sequence[Person],
        chosen_id: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, parent=parent)
        self.setProperty(PROPERTY, "printing")
        self._source, self._target = source, target
        self.begin(
            self.tr("Save a copy for reading of “{name}”?").format(name=" ".join(source[1].split())),
            self.tr("Save the copy"),
            self.tr(
                "Every page becomes a picture with your name and the date across it. The copy has no signature; "
                "it proves nothing. The ledger has your name."
            ),
            (Signer(self.tr("Who makes it"), tuple(people), chosen_id),),
        )
        self.body.addWidget(ElidedLabel(str(target), "secondary"))
        self.ready()

    def _use_case(self) -> Callable[[Desk], Path]:
        (path, name, password), target, (by,) = self._source, self._target, self.sign.sign_ins()

        def save(desk: Desk) -> Path:
            reading_copy.save(desk, path, target, by, name=name, password=password)
            return target

        return save


def copy_target(window: QWidget, path: Path, name: str) -> Path | None:
    """Where a person wants the copy; None where they do not any more."""
    words = QCoreApplication.translate("CopyDialog", "Save a copy for reading")
    mark = QCoreApplication.translate("CopyDialog", "{name} - for reading.pdf").format(name=Path(name).stem)
    chosen, _ = QFileDialog.getSaveFileName(
        window,
        words,
        str(path.parent / mark),
        "PDF (*.pdf)",
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    return Path(chosen) if chosen else None
