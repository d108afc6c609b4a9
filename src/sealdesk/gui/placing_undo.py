"""Steps back and forward in placing, with names: "Undo move". Only before signing; nothing is undone after."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_steps import Step, Verb

_MERGED = (Verb.NUDGE, Verb.TURN, Verb.RESIZE)
"""What is done in many small steps of one key or one number is taken back as one."""


class PlacingHistory(QObject):
    """The history of the places of one act.

    Signals:
        changed: What can be taken back or done again is another now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # The stack knows order and names; what a step is stays here. A command that Python made is deleted twice, by
        # Python's collection of garbage and by the stack: so the stack makes its own, empty macros.
        self.stack = QUndoStack(self)
        self._steps: list[Step] = []
        self._placing: Placing | None = None
        self.stack.indexChanged.connect(self.changed)

    def watch(self, placing: Placing | None) -> None:
        """Keep the history of these places from now on; what was kept is forgotten."""
        self.stack.clear()
        self._steps.clear()
        self._placing = placing
        if placing is not None:
            placing.told = self._keep

    def undo(self) -> None:
        """One step back; a drag that is under way is given up instead."""
        if self._placing is None:
            return
        self._placing.cancel()
        if self.stack.canUndo():
            self._placing.restore(self._steps[self.stack.index() - 1].before)
            self.stack.undo()

    def redo(self) -> None:
        """One step forward again."""
        if self._placing is None:
            return
        self._placing.cancel()
        if self.stack.canRedo():
            self._placing.restore(self._steps[self.stack.index()].after)
            self.stack.redo()

    @property
    def can_undo(self) -> bool:
        return self.stack.canUndo()

    @property
    def can_redo(self) -> bool:
        return self.stack.canRedo()

    @property
    def undo_words(self) -> str:
        """What the next step back takes back, as a menu says it."""
        words = self.stack.undoText()
        return self.tr("Undo: {step}").format(step=words) if words else self.tr("Undo")

    @property
    def redo_words(self) -> str:
        words = self.stack.redoText()
        return self.tr("Redo: {step}").format(step=words) if words else self.tr("Redo")

    def _keep(self, step: Step) -> None:
        done = self.stack.index()
        del self._steps[done:]
        if self._steps and _merges(self._steps[-1], step) and not self.stack.canRedo():
            self._steps[-1] = replace(self._steps[-1], after=step.after)
            return
        self._steps.append(step)
        self.stack.beginMacro(self._name(step.verb))
        self.stack.endMacro()

    def _name(self, verb: Verb) -> str:
        return {
            Verb.PLACE: self.tr("place seal"),
            Verb.STRADDLE: self.tr("place straddle seal"),
            Verb.MOVE: self.tr("move"),
            Verb.NUDGE: self.tr("nudge"),
            Verb.RESIZE: self.tr("change size"),
            Verb.TRUE_SIZE: self.tr("return to true size"),
            Verb.TURN: self.tr("turn"),
            Verb.REPEAT: self.tr("repeat on other pages"),
            Verb.DUPLICATE: self.tr("duplicate"),
            Verb.PASTE: self.tr("paste"),
            Verb.DELETE: self.tr("remove"),
            Verb.SCALE: self.tr("correct the page size"),
            Verb.DROP_SEAL: self.tr("remove a seal from the act"),
        }[verb]


def _merges(before: Step, step: Step) -> bool:
    """Whether both are small steps of one kind with one mark."""
    if step.verb not in _MERGED or step.verb is not before.verb or step.key is None:
        return False
    return step.key == before.key and not step.whole and not before.whole
