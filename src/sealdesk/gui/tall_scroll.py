"""What scrolls only where the screen is too low for it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from sealdesk.gui.labels import fit_height

_MOST_OF_SCREEN = 0.9
_LEAST_PX = 80
_BAR_PX = 12
_NO_LIMIT = (1 << 24) - 1
"""Qt's own name for it is not exported by PySide6."""


class TallScroll(QScrollArea):
    """Part of a dialog that is as high as its words need, and scrolls where the screen has no room for that.

    Tab reaches it only where it scrolls, so that the arrow keys do.
    """

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = inside
        self.setWidget(inside)
        self.verticalScrollBar().rangeChanged.connect(self._ranged)

    def fit(self, dialog: QDialog) -> None:
        """Make the dialog as high as all of it needs; call it when everything is laid out."""
        inside, around = self._inside.layout(), dialog.layout()
        assert inside is not None and around is not None
        dialog.ensurePolished()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        dialog.resize(max(dialog.width(), dialog.minimumWidth()), dialog.height())
        around.activate()
        width = self.width() - _BAR_PX
        inside.invalidate()
        inside.activate()
        wanted = max(inside.heightForWidth(width), inside.minimumSize().height())
        self.setFixedHeight(wanted + 2 * self.frameWidth() + 2)
        fit_height(dialog)
        most = round(dialog.screen().availableGeometry().height() * _MOST_OF_SCREEN)
        self.setMinimumHeight(min(_LEAST_PX, wanted))
        self.setMaximumHeight(_NO_LIMIT)
        dialog.resize(dialog.width(), min(dialog.height(), most))

    def _ranged(self, least: int, most: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if most > least else Qt.FocusPolicy.NoFocus)
