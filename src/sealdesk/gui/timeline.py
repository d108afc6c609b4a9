"""What happened, as a vertical line of steps, the newest on top."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui import palette
from sealdesk.gui.labels import button, label

T = TypeVar("T")

_RAIL_PX, _DOT_PX, _DOT_AT_PX = 16, 4.0, 11.0


@dataclass(frozen=True)
class Happening(Generic[T]):
    """One step of the line.

    Attributes:
        what: What was done, and what came of it.
        who_when: By whom and when.
        why: Reason and facts, a line each.
        papers: Documents that belong to it, by name.
    """

    what: str
    who_when: str
    why: tuple[str, ...] = ()
    papers: tuple[tuple[str, T], ...] = ()


class _Rail(QWidget):
    """The line and the step's dot on it."""

    def __init__(self, *, first: bool, last: bool) -> None:
        super().__init__()
        self._first, self._last = first, last
        self.setFixedWidth(_RAIL_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = palette.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = self.width() / 2
        top = _DOT_AT_PX if self._first else 0.0
        bottom = _DOT_AT_PX if self._last else float(self.height())
        painter.setPen(QPen(QColor(colours.edge), 1))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        painter.setPen(QPen(QColor(colours.accent if self._first else colours.edge), 1.5))
        painter.setBrush(QColor(colours.accent if self._first else colours.panel))
        painter.drawEllipse(QPointF(x, _DOT_AT_PX), _DOT_PX, _DOT_PX)
        painter.end()


class Timeline(QWidget, Generic[T]):
    """Signals:
    paper_asked: A document of a step (its handle, its name).
    """

    paper_asked = Signal(object, str)

    def __init__(self, happenings: Iterable[Happening[T]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        shown = tuple(happenings)
        for at, one in enumerate(shown):
            rows.addLayout(self._row(one, first=at == 0, last=at == len(shown) - 1))

    def _row(self, one: Happening[T], *, first: bool, last: bool) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setContentsMargins(0, 2, 0, 12)
        words.setSpacing(1)
        words.addWidget(_selectable(one.what, "strong"))
        words.addWidget(_selectable(one.who_when, "small"))
        for why in one.why:
            words.addWidget(_selectable(why, ""))
        for name, handle in one.papers:
            paper = button(name, "paperclip", "link")
            paper.clicked.connect(
                lambda checked=False, handle=handle, name=name: self.paper_asked.emit(handle, name)
            )
            words.addWidget(paper, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(_Rail(first=first, last=last))
        row.addLayout(words, 1)
        return row


def _selectable(text: str, look: str) -> QWidget:
    made = label(" ".join(text.split()), look, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
