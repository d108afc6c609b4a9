"""Line icons (Lucide, ISC licence) in the colour of the text beside them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from sealdesk import resources

SIZE_PX = 20


@lru_cache(maxsize=256)
def _svg(name: str, colour: str) -> QByteArray:
    text = resources.path(f"icons/{name}.svg").read_text("utf-8")
    return QByteArray(
        text.replace("currentColor", colour).replace('stroke-width="2"', 'stroke-width="1.75"').encode()
    )


def pixmap(name: str, colour: str, size_px: int = SIZE_PX, scale: float = 2.0, *, gap_px: int = 0) -> QPixmap:
    """The icon drawn `size_px` wide for a screen of `scale` device pixels to a pixel.

    Args:
        gap_px: Empty room on its right, towards the words.
    """
    drawn = QPixmap(QSize(round((size_px + gap_px) * scale), round(size_px * scale)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(_svg(name, colour)).render(painter, QRectF(0, 0, size_px * scale, size_px * scale))
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn


def icon(name: str, colour: str, disabled: str = "", size_px: int = SIZE_PX, *, gap_px: int = 0) -> QIcon:
    """The icon for a button; with `disabled` as its colour when the button is."""
    made = QIcon()
    for scale in (1.0, 2.0):
        made.addPixmap(pixmap(name, colour, size_px, scale, gap_px=gap_px), QIcon.Mode.Normal)
        if disabled:
            made.addPixmap(pixmap(name, disabled, size_px, scale, gap_px=gap_px), QIcon.Mode.Disabled)
    return made
