"""Scrolling on while something is dragged beyond the edge of the view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer

_EVERY_MS = 30
_FASTEST_PX = 60.0
_SHARE = 0.25
"""Of the way beyond the edge, in each step."""


class EdgeScroll(QObject):
    """Scrolls the faster the further out the hand is, until it comes back or lets go.

    Args:
        scroll: Scrolls by so many pixels across and down.
    """

    def __init__(self, scroll: Callable[[float, float], None], parent: QObject) -> None:
        super().__init__(parent)
        self._scroll = scroll
        self._step_px = (0.0, 0.0)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(lambda: self._scroll(*self._step_px))

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def follow(self, hand: QPointF, room: QRectF) -> None:
        """The hand is here; `room` is what is seen."""
        self._step_px = (
            _step(hand.x(), room.left(), room.right()),
            _step(hand.y(), room.top(), room.bottom()),
        )
        if self._step_px == (0.0, 0.0):
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """The hand let go."""
        self._timer.stop()


def _step(at: float, low: float, high: float) -> float:
    beyond = min(0.0, at - low) + max(0.0, at - high)
    return max(-_FASTEST_PX, min(_FASTEST_PX, beyond * _SHARE))
