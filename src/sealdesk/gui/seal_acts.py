"""What the page of seals does: opens the dialog of an act, saves the papers that belong to it, says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.export.new_file import new_file
from sealdesk.gui.attachment_dialog import AttachmentDialog
from sealdesk.gui.custody_dialogs import DelegationDialog, EndDelegationDialog, HandoverDialog
from sealdesk.gui.decision_dialog import DecisionDialog
from sealdesk.gui.language import dated, language, listed, sentences
from sealdesk.gui.opening_dialog import SealOpening
from sealdesk.gui.seal_application_dialog import (
    ApplicationStart,
    SealApplicationDialog,
    start_of_application,
)
from sealdesk.gui.seal_check_dialog import SealCheckDialog
from sealdesk.gui.seal_count_dialog import SealCountDialog
from sealdesk.gui.seal_making_dialogs import ChangeSealDialog, MakeSealDialog, RenewSealDialog
from sealdesk.gui.seal_picture_out_dialog import SealPictureOutDialog
from sealdesk.gui.seal_step_dialog import SealStepDialog
from sealdesk.gui.seals_reading import SealDetails
from sealdesk.gui.seals_table import SealLine
from sealdesk.gui.session import Session
from sealdesk.model.people import Person
from sealdesk.model.seal_life import Attachment, LifeAction, SealLife
from sealdesk.model.token import TokenRef
from sealdesk.service import seal_attachments
from sealdesk.service.desk import Desk
from sealdesk.service.picture_look import LookPurpose, look_at_picture
from sealdesk.service.seal_register import SealCount
from sealdesk.texts import name_of

_PDF = "PDF (*.pdf)"


class SealActs(QObject):
    """Signals:
    done: Something is entered in the ledger (id of the seal; empty where it concerns many).
    said: What came of it (look, heading, words), as a `Notice` shows it.
    trouble: What could not be done (`SealDeskError`).
    """

    done = Signal(str)
    said = Signal(str, str, str)
    trouble = Signal(object)

    def __init__(self, session: Session, parent: QObject, window: QWidget) -> None:
        super().__init__(parent)
        self._session, self._window = session, window
        self._opening = SealOpening(session, window)

    # Steps of a life.

    def apply(self) -> None:
        """An application for a seal."""

        def ask(start: ApplicationStart) -> None:
            self._open_step(SealApplicationDialog(self._session, start, self._window))

        self._session.desk.submit(start_of_application, owner=self, done=ask, failed=self.trouble.emit)

    def step(self, details: SealDetails, action: LifeAction, lines: Sequence[SealLine]) -> None:
        """A step of this seal's life."""
        others = [line.life.seal for line in lines if line.life.seal and line.seal_id != details.seal_id]
        session, window = self._session, self._window
        dialog: DecisionDialog
        if action is LifeAction.MAKE:
            dialog = MakeSealDialog(session, details, others, window)
        elif action is LifeAction.CHANGE:
            dialog = ChangeSealDialog(session, details, others, window)
        elif action is LifeAction.RENEW:
            dialog = RenewSealDialog(session, details, window)
        elif action is LifeAction.CHECK:
            dialog = SealCheckDialog(session, details, lines, window)
            dialog.paper_asked.connect(self.save_attachment)
        else:
            dialog = SealStepDialog(session, details, action, lines, window)
        self._open_step(dialog)

    def _open_step(self, dialog: DecisionDialog) -> None:
        dialog.decided.connect(self._taken)
        dialog.open()

    def _taken(self, life: SealLife) -> None:
        action, state = (name_of(one, language()) for one in (life.steps[-1].action, life.state))
        heading = self.tr("{step}: done").format(step=action)
        words = self.tr("“{seal}” ({id}): {state}.").format(
            seal=life.application.name, id=life.application.seal_id, state=state
        )
        frozen = life.steps[-1].action in (LifeAction.REPORT_LOST, LifeAction.REPORT_DAMAGED)
        if frozen:
            words += " " + self.tr("It does not stamp any more. Tell the administrators now.")
        if life.picture_left:
            words += " " + self.tr(
                "Its picture could not be removed from the vault: delete its file by hand."
            )
        self.said.emit("warning" if frozen or life.picture_left else "good", heading, words)
        self.done.emit(life.application.seal_id)

    # Custody.

    def hand_over(self, details: SealDetails) -> None:
        self._open_custody(HandoverDialog(self._session, details, self._window), details)

    def delegate(self, details: SealDetails) -> None:
        self._open_custody(DelegationDialog(self._session, details, self._window), details)

    def end_delegation(self, details: SealDetails) -> None:
        self._open_custody(EndDelegationDialog(self._session, details, self._window), details)

    def _open_custody(self, dialog: DecisionDialog, details: SealDetails) -> None:
        def entered(entry_id: str) -> None:
            words = self.tr("The minutes can be saved again from the custody so far, at any time.")
            look, first = "good", ""
            if isinstance(dialog, HandoverDialog | DelegationDialog) and dialog.same.isChecked():
                # Nothing stamps until then: whoever has the token now does it first.
                first = self.tr(
                    "Next: the receiver changes the token's PIN (menu Token ▸ Tokens…); then it stamps."
                )
                look, words = "warning", sentences(first, words)
            self.said.emit(look, self.tr("Custody of “{seal}” is entered").format(seal=details.name), words)
            self.done.emit(details.seal_id)
            self.save_minutes(details, entry_id, first)

        dialog.decided.connect(entered)
        dialog.open()

    def save_minutes(self, details: SealDetails, entry_id: str, first: str = "") -> None:
        """Ask where the minutes of an act of custody shall lie, and write them.

        Args:
            first: What somebody has to do now; it is not to be covered by where the minutes lie.
        """
        name = self.tr("custody minutes {seal}").format(seal=details.seal_id)
        target = self._ask_target(self.tr("Save the minutes"), f"{name}.pdf", _PDF)
        if target is not None:
            self.write_minutes(entry_id, target, first)

    def write_minutes(self, entry_id: str, target: Path, first: str = "") -> None:
        """Write the minutes of the act that this entry records."""

        def write(desk: Desk) -> None:
            from sealdesk.texts.custody_minutes import write_minutes

            write_minutes(desk, entry_id, target, language())

        self._save(write, target, self.tr("The minutes are saved"), first)

    # Counting and exports.

    def count(self, lines: Sequence[SealLine]) -> None:
        """Count the seals."""

        def ask(people: tuple[Person, ...]) -> None:
            dialog = SealCountDialog(self._session, lines, people, self._window)
            dialog.decided.connect(lambda count: self._counted(count, lines))
            dialog.open()

        self._session.desk.submit(_everybody, owner=self, done=ask, failed=self.trouble.emit)

    def _counted(self, count: SealCount, lines: Sequence[SealLine]) -> None:
        names = {line.seal_id: line.life.application.name for line in lines}
        if count.to_report:
            words = self.tr("Report now: {seals}").format(seals=listed(names[one] for one in count.to_report))
            self.said.emit("warning", self.tr("The count is entered; seals are missing or damaged"), words)
        else:
            words = self.tr("{count} seals looked for").format(count=len(count.results))
            self.said.emit("good", self.tr("The count is entered"), words)
        self.done.emit("")

    def export(self) -> None:
        """Ask where the register shall lie, and write it."""
        book = self.tr("Workbook") + " (*.xlsx)"
        title = self.tr("Export the seal register")
        name = dated(self.tr("Seal register"))
        chosen, form = QFileDialog.getSaveFileName(self._window, title, f"{name}.xlsx", f"{book};;{_PDF}")
        if not chosen:
            return
        path, suffix = Path(chosen), ".pdf" if form == _PDF else ".xlsx"
        if path.name == f"{name}.xlsx":  # as it was proposed, in the form that was chosen
            path = path.with_suffix(suffix)
        known = path.suffix.lower() in (".pdf", ".xlsx")
        self.export_to(path if known else path.with_name(path.name + suffix))

    def export_to(self, target: Path) -> None:
        """Write the register to this file: pages where it is a PDF, else a workbook."""

        def write(desk: Desk) -> None:
            from sealdesk.texts import seal_register

            as_pages = target.suffix.lower() == ".pdf"
            (seal_register.export_pdf if as_pages else seal_register.export_xlsx)(desk, target, language())

        self._save(write, target, self.tr("The register is written"))

    # Papers and pictures.

    def save_attachment(self, attachment: Attachment, name: str) -> None:
        """Ask where a paper of a step shall lie, then who reads it."""
        target = self._ask_target(self.tr("Save the attachment"), attachment.name, "* (*)")
        if target is None:
            return

        def ask(people: tuple[Person, ...]) -> None:
            dialog = AttachmentDialog(self._session, attachment, target, people, self._window)
            dialog.decided.connect(
                lambda path: self.said.emit("good", self.tr("The attachment is saved"), str(path))
            )
            dialog.open()

        self._session.desk.submit(
            lambda desk: seal_attachments.readers(desk, attachment.sha256),
            owner=self,
            done=ask,
            failed=self.trouble.emit,
        )

    def test_sheet(self, details: SealDetails) -> None:
        """Ask where the test sheet shall lie, open the seal with its token, and write it."""
        name = self.tr("test sheet {seal}").format(seal=details.seal_id)
        target = self._ask_target(self.tr("Save the test sheet"), f"{name}.pdf", _PDF)
        if target is not None:
            self.write_test_sheet(details, target)

    def write_test_sheet(self, details: SealDetails, target: Path) -> None:
        """Open the seal with its token, and write the test sheet."""
        seal = details.life.seal
        if seal is None:
            return

        def write(desk: Desk, ref: TokenRef) -> None:
            from sealdesk.impression.test_sheet import test_sheet

            with new_file(target) as file:
                picture = look_at_picture(desk, seal, ref, LookPurpose.TEST_SHEET)
                file.write(test_sheet(picture, seal.name))

        def opened(ref: TokenRef) -> None:
            self._session.desk.submit(
                lambda desk: write(desk, ref),
                owner=self,
                done=lambda answer: done(),
                failed=lambda error: failed(error, ref),
            )

        def done() -> None:
            self._opening.lock_if_each_use()
            self.said.emit("good", self.tr("The test sheet is saved"), str(target))

        def failed(error: SealDeskError, ref: TokenRef) -> None:
            if error.code is ErrorCode.TOKEN_PIN_AGAIN:
                self._opening.once_more(ref, lambda: opened(ref), lambda: None, self.trouble.emit)
            else:
                self.trouble.emit(error)

        self._opening.unlock_for(seal.id, opened, self.trouble.emit)

    def take_picture(self, details: SealDetails) -> None:
        """Ask where the clean picture shall lie, then who takes it out."""
        title = self.tr("Save the clean picture")
        target = self._ask_target(title, f"{details.seal_id}.png", "PNG (*.png)")
        if target is None:
            return
        dialog = SealPictureOutDialog(self._session, details, target, self._window)
        dialog.decided.connect(lambda path: self._picture_taken(details, path))
        dialog.open()

    def _picture_taken(self, details: SealDetails, path: Path) -> None:
        self.said.emit("warning", self.tr("The clean picture was taken out"), str(path))
        self.done.emit(details.seal_id)

    # Saving.

    def _ask_target(self, title: str, name: str, form: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, name, form)
        if not chosen:
            return None
        path, suffix = Path(chosen), Path(name).suffix
        return path if path.suffix or not suffix else path.with_name(path.name + suffix)

    def _save(self, write: Callable[[Desk], object], target: Path, heading: str, first: str = "") -> None:
        words, look = (f"{first}\n{target}", "warning") if first else (str(target), "good")
        self._session.desk.submit(
            write,
            owner=self,
            done=lambda answer: self.said.emit(look, heading, words),
            failed=self.trouble.emit,
        )


def _everybody(desk: Desk) -> tuple[Person, ...]:
    return tuple(sorted(desk.people.people, key=lambda one: one.name))
