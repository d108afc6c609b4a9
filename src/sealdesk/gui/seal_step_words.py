"""What the dialog of a step says: what will happen, in its title; what that means; the verb that does it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from sealdesk.model.seal_life import LifeAction


@dataclass(frozen=True)
class Step:
    """The words of one step's dialog.

    Attributes:
        warning: What follows from it, where that cannot be taken back lightly.
    """

    title: str
    verb: str
    words: str = ""
    warning: str = ""


class StepWords(QObject):
    """The words of every step that people decide on."""

    def of(self, action: LifeAction, seal: str) -> Step:
        """The words for this step of the seal of this name."""
        made = self._before_use() | self._in_use() | self._at_the_end()
        title, *rest = made[action]
        return Step(title.format(seal=seal), *rest)

    def _before_use(self) -> dict[LifeAction, tuple[str, ...]]:
        return {
            LifeAction.REVIEW: (
                self.tr("Approve the application for “{seal}”?"),
                self.tr("Approve"),
                self.tr("You looked at the materials and agree that this seal is made."),
            ),
            LifeAction.REJECT: (
                self.tr("Reject the application for “{seal}”?"),
                self.tr("Reject"),
                self.tr("The seal is not made. A new application stays possible."),
            ),
            LifeAction.CHECK: (
                self.tr("Is this the true picture of “{seal}”?"),
                self.tr("It is the true picture"),
                self.tr("Somebody else imported it. Compare the outline, every character and the size."),
            ),
            LifeAction.RETURN: (
                self.tr("Return the picture of “{seal}”?"),
                self.tr("Return"),
                self.tr("The picture is not taken; the seal has to be made anew."),
            ),
            LifeAction.FILE: (
                self.tr("Enter the filing of “{seal}”"),
                self.tr("Enter the filing"),
                self.tr("The seal was filed with the authority; its filing number stands in the register."),
            ),
            LifeAction.ISSUE: (
                self.tr("Issue “{seal}” to its custodian?"),
                self.tr("Issue"),
                self.tr("Both sign that the token was handed over and taken."),
            ),
            LifeAction.ACTIVATE: (
                self.tr("Put “{seal}” into use?"),
                self.tr("Put into use"),
                self.tr("From now on it stamps. Look at the test sheet first: every size, and over text."),
            ),
        }

    def _in_use(self) -> dict[LifeAction, tuple[str, ...]]:
        return {
            LifeAction.SUSPEND: (
                self.tr("Suspend “{seal}”?"),
                self.tr("Suspend"),
                self.tr("It does not stamp until two administrators resume its use."),
            ),
            LifeAction.RESUME: (
                self.tr("Resume the use of “{seal}”?"),
                self.tr("Resume"),
                self.tr("It stamps again at once."),
            ),
            LifeAction.REPORT_LOST: (
                self.tr("Report “{seal}” lost and freeze it at once?"),
                self.tr("Report the loss and freeze"),
                "",
                self.tr(
                    "It stops stamping at once. After a loss it never comes back: a new seal takes its place, or it "
                    "is cancelled."
                ),
            ),
            LifeAction.REPORT_DAMAGED: (
                self.tr("Report “{seal}” damaged and freeze it at once?"),
                self.tr("Report damage and freeze"),
                "",
                self.tr("It stops stamping at once. Two administrators decide whether it comes back."),
            ),
        }

    def _at_the_end(self) -> dict[LifeAction, tuple[str, ...]]:
        never = self.tr("This cannot be undone. Documents it stamped before stay valid.")
        return {
            LifeAction.REPLACE: (
                self.tr("Replace “{seal}” by another seal?"),
                self.tr("Replace"),
                self.tr("The new seal is made first, under its own application."),
                never,
            ),
            LifeAction.CANCEL: (
                self.tr("Cancel “{seal}” for good?"),
                self.tr("Cancel for good"),
                self.tr("The approved application belongs to it."),
                never,
            ),
            LifeAction.DESTROY: (
                self.tr("Destroy “{seal}”?"),
                self.tr("Destroy"),
                self.tr("Its picture leaves the vault for ever; the record and its history stay."),
                never,
            ),
        }
