"""The first-run guide: five cards, each beside the part of the window that it speaks of. Nothing waits for it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui import palette
from sealdesk.gui.labels import button, label

if TYPE_CHECKING:
    from sealdesk.gui.main_window import MainWindow

_WIDTH_PX = 320
_GAP_PX = 12
_RING_PX = 3


class GuideMemory:
    """On which workspaces this person has seen the guide."""

    def __init__(self) -> None:
        self._kept = QSettings("SealDesk", "SealDesk")

    def has_seen(self, home: Path | None) -> bool:
        return bool(self._kept.value(_key(home), defaultValue=False, type=bool))

    def note_seen(self, home: Path | None) -> None:
        self._kept.setValue(_key(home), True)


def _key(home: Path | None) -> str:
    place = str(home.absolute()) if home is not None else "default"
    return f"guide/{sha256(place.encode()).hexdigest()[:16]}"


class GuidePanel(QFrame):
    """One card at a time, with its target framed.

    Signals:
        ended: It was read to its end, or skipped.
    """

    ended = Signal()

    def __init__(self, window: MainWindow) -> None:
        around = window.centralWidget()
        assert around is not None  # the window has laid itself out
        super().__init__(around)
        self._around = around
        self.setProperty("look", "guide")
        self.setFixedWidth(_WIDTH_PX)
        self._window = window
        self._steps = self._make_steps()
        self._at = 0
        self._ring = _Ring(around)
        self.heading = label("", "heading", wrap=True)
        self.words = label("", wrap=True)
        self.count = label("", "small")
        self.skip = button(self.tr("Skip"), look="flat")
        self.next = button(self.tr("Next"))
        self._lay_out()
        self.next.clicked.connect(self.go_on)
        self.skip.clicked.connect(self.end)
        around.installEventFilter(self)

    def _make_steps(self) -> tuple[tuple[QWidget, str, str], ...]:
        page, status = self._window.stamp_page, self._window.status
        return (
            (
                page.tasks,
                self.tr("Approved requests wait here"),
                self.tr("Choose one: its document opens. The oldest comes first."),
            ),
            (
                page.canvas,
                self.tr("The page is what will be stamped"),
                self.tr("Seals are shown to the page's scale, exactly where they will be."),
            ),
            (
                page.panel,
                self.tr("From top to bottom: what a stamp needs"),
                self.tr(
                    "Document, request, seal, places, checks. What is missing is named above the button."
                ),
            ),
            (
                status,
                self.tr("The token's state is always here"),
                self.tr("Insert the USB key. Its PIN is asked for when you stamp; lock it when you leave."),
            ),
            (
                page.panel.stamp,
                self.tr("Stamp, after one last look"),
                self.tr("You see everything once more before it is done. F1 helps at any time."),
            ),
        )

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.count)
        foot.addStretch(1)
        foot.addWidget(self.skip)
        foot.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.words)
        layout.addSpacing(4)
        layout.addLayout(foot)

    @property
    def at(self) -> int:
        """The card that is shown, counted from 0."""
        return self._at

    def start(self) -> None:
        """Show the first card."""
        self._window.show_tab(0)
        self._show(0)
        self.show()
        self.raise_()
        self.next.setFocus()

    def go_on(self) -> None:
        if self._at + 1 < len(self._steps):
            self._show(self._at + 1)
            self.next.setFocus()  # whatever the window has taken in the meantime
        else:
            self.end()

    def end(self) -> None:
        self.hide()
        self._ring.hide()
        self.ended.emit()
        self.deleteLater()
        self._ring.deleteLater()

    def _show(self, at: int) -> None:
        self._at = at
        _, heading, words = self._steps[at]
        self.heading.setText(heading)
        self.words.setText(words)
        self.count.setText(f"{at + 1} / {len(self._steps)}")
        last = at + 1 == len(self._steps)
        self.next.setText(self.tr("Done") if last else self.tr("Next"))
        self.skip.setVisible(not last)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(words)
        self._place()

    def _place(self) -> None:
        target, parent = self._steps[self._at][0], self._around
        framed = QRect(target.mapTo(parent, QPoint(0, 0)), target.size()).intersected(parent.rect())
        layout = self.layout()
        assert layout is not None
        for part in (self.heading, self.words, self.count, self.skip, self.next):
            part.ensurePolished()  # what the style sheet says of sizes counts before it is shown, too
        layout.invalidate()
        self.resize(_WIDTH_PX, max(layout.heightForWidth(_WIDTH_PX), layout.minimumSize().height()) + 2)
        self.move(beside(framed, self.size(), parent.rect()))
        self._ring.setGeometry(framed.adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX) & parent.rect())
        self._ring.show()
        self._ring.raise_()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.end() if self.skip.hasFocus() else self.go_on()
        else:
            super().keyPressEvent(event)


def beside(target: QRect, size: QSize, inside: QRect) -> QPoint:
    """Where a card of this size stands beside its target, wholly inside; over its middle where there is no room."""
    room = inside.adjusted(_GAP_PX, _GAP_PX, -_GAP_PX, -_GAP_PX)
    top = min(max(target.top(), room.top()), room.bottom() - size.height())
    left = min(max(target.left(), room.left()), room.right() - size.width())
    choices = (
        QPoint(target.right() + _GAP_PX, top),
        QPoint(target.left() - _GAP_PX - size.width(), top),
        QPoint(left, target.top() - _GAP_PX - size.height()),
        QPoint(left, target.bottom() + _GAP_PX),
    )
    fits = next((one for one in choices if room.contains(QRect(one, size))), None)
    return fits if fits is not None else target.center() - QPoint(size.width() // 2, size.height() // 2)


class _Ring(QWidget):
    """A frame around what is spoken of; clicks go through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(palette.current().accent), _RING_PX))
        half = _RING_PX // 2 + 1
        painter.drawRoundedRect(self.rect().adjusted(half, half, -half, -half), 6, 6)
