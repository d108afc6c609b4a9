"""Steps back and forward in placing, with names: "Undo move". Only before signing; nothing is undone after."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from sealdesk.gui.placing import Placing, Step, Verb

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
        self.stack = QUndoStack(self)
        self._placing: Placing | None = None
        self.stack.indexChanged.connect(self.changed)

    def watch(self, placing: Placing | None) -> None:
        """Keep the history of these places from now on; what was kept is forgotten."""
        self.stack.clear()
        self._placing = placing
        if placing is not None:
            placing.told = self._keep

    def undo(self) -> None:
        """One step back; a drag that is under way is given up instead."""
        if self._placing is not None:
            self._placing.cancel()
            self.stack.undo()

    def redo(self) -> None:
        """One step forward again."""
        if self._placing is not None:
            self._placing.cancel()
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
        assert self._placing is not None
        self.stack.push(_StepCommand(self._placing, step, self._name(step.verb)))

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


class _StepCommand(QUndoCommand):
    """One step; the first `redo` finds it done."""

    def __init__(self, placing: Placing, step: Step, words: str) -> None:
        super().__init__(words)
        self._placing, self.step = placing, step

    def undo(self) -> None:
        self._placing.restore(self.step.before)

    def redo(self) -> None:
        self._placing.restore(self.step.after)

    def id(self) -> int:
        merges = self.step.verb in _MERGED and not self.step.whole and self.step.key is not None
        return _MERGED.index(self.step.verb) + 1 if merges else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _StepCommand) or other.step.key != self.step.key:
            return False
        self.step = replace(self.step, after=other.step.after)
        return True
