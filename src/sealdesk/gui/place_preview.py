"""A page, or a part of it, with what an assistant proposes drawn over it: seals, what was found, rule lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui import palette
from sealdesk.gui.page_images import PageImages
from sealdesk.gui.seal_painting import outline, paint_stamp
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import Seal, SealPicture
from sealdesk.service.placing_rules import RuleKind, RuleLine

_NO_INK = SealPicture(1, 1, b"\xff\xff\xff", b"\x00", 1.0, 1.0)
_LARGEST_PX = 3000.0
_MARGIN_PX = 12
_PAD_MM = 0.8
_INK_MM = 0.8
_KEPT = 8
"""Pictures of pages that are kept while a dialog is open."""

LINE_LOOKS: dict[RuleKind, tuple[Qt.PenStyle, str]] = {
    RuleKind.TYPE_AREA: (Qt.PenStyle.DashLine, "#5b6b80"),
    RuleKind.DATE_INDENT: (Qt.PenStyle.DotLine, "#1f5fa8"),
    RuleKind.TOP_LIMIT: (Qt.PenStyle.DashDotLine, "#7a4b00"),
}
"""Rule lines differ by their dashes first; the colours are those of the light theme: paper is white in both."""


@dataclass(frozen=True)
class Shown:
    """What is shown.

    Attributes:
        page: From 1.
        middle_mm: What is in the middle; None shows the whole page.
        across_mm: How much of the page is shown from left to right; at most all of it.
        seals: Boxes of seals, each with its stamp.
        found: Around words that were found, the one that matters first.
        lines: Rule lines.
    """

    page: int
    middle_mm: tuple[float, float] | None = None
    across_mm: float = 0.0
    seals: tuple[Stamp, ...] = ()
    found: tuple[Rect, ...] = ()
    lines: tuple[RuleLine, ...] = field(default=())


class PlacePreview(QWidget):
    """Draws it; pages come from the renderer when they are there."""

    def __init__(
        self, images: PageImages, frames: Sequence[PageFrame], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setMinimumSize(320, 320)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._images, self._frames = images, frames
        self._seal: Seal | None = None
        self._picture: QImage | None = None
        self._shown: Shown | None = None
        self._pages: dict[tuple[int, int], QImage] = {}
        self._asked: tuple[int, int] | None = None
        self._failed: set[int] = set()

    def sizeHint(self) -> QSize:
        return QSize(420, 520)

    def show_ink(self, seal: Seal | None, picture: QImage | None) -> None:
        """The seal that is painted: its picture while the vault is open, else its outline."""
        self._seal, self._picture = seal, picture
        self.update()

    def show_place(self, shown: Shown | None) -> None:
        """Show this from now on; None shows nothing."""
        self._shown = shown
        self._ask()
        self.update()

    @property
    def shown(self) -> Shown | None:
        return self._shown

    @property
    def has_page(self) -> bool:
        """The page is drawn."""
        return self._image() is not None

    # Pictures.

    def _part(self) -> Rect:
        """The part of the page that fills the room, kept on the page where that is large enough."""
        assert self._shown is not None
        page, middle = self._frames[self._shown.page - 1].shown_mm, self._shown.middle_mm
        if middle is None:
            return page
        room_x, room_y = self._room()
        across = min(self._shown.across_mm, page.width)
        down = min(across * room_y / room_x, page.height)
        x = min(max(middle[0], across / 2), page.width - across / 2)
        y = min(max(middle[1], down / 2), page.height - down / 2)
        return Rect(x - across / 2, y - down / 2, x + across / 2, y + down / 2)

    def _room(self) -> tuple[int, int]:
        return max(1, self.width() - 2 * _MARGIN_PX), max(1, self.height() - 2 * _MARGIN_PX)

    def _px_per_mm(self) -> float:
        part, (room_x, room_y) = self._part(), self._room()
        return min(room_x / part.width, room_y / part.height)

    def _key(self) -> tuple[int, int] | None:
        """Page and scale (hundredths of device pixels for a millimetre) of the picture that is wanted."""
        if self._shown is None:
            return None
        frame = self._frames[self._shown.page - 1]
        most = _LARGEST_PX / max(frame.width_mm, frame.height_mm)
        return self._shown.page, max(1, int(min(self._px_per_mm() * self.devicePixelRatioF(), most) * 100))

    def _ask(self) -> None:
        key = self._key()
        if key is None or key in self._pages or key == self._asked or key[0] in self._failed:
            return
        self._asked = key

        def drawn(image: QImage | None) -> None:
            if self._asked == key:
                self._asked = None
            if image is None:
                self._failed.add(key[0])
            else:
                self._pages[key] = image
                for old in list(self._pages)[:-_KEPT]:
                    del self._pages[old]
            self._ask()
            self.update()

        self._images.last_look(key[0], key[1] / 100, (_NO_INK, ()), self, drawn)

    def _image(self) -> QImage | None:
        """The picture of the page at the wanted scale, or at another until it is there."""
        key = self._key()
        if key is None:
            return None
        others = [image for (page, _), image in self._pages.items() if page == key[0]]
        return self._pages.get(key) or (others[-1] if others else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ask()

    # Painting.

    def _to_screen(self) -> QTransform:
        part, scale = self._part(), self._px_per_mm()
        left = (self.width() - part.width * scale) / 2
        top = (self.height() - part.height * scale) / 2
        return QTransform(scale, 0, 0, scale, left - part.x0 * scale, top - part.y0 * scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = palette.current()
        painter.fillRect(self.rect(), QColor(colours.desk))
        if self._shown is None:
            return
        to_screen, page = self._to_screen(), self._frames[self._shown.page - 1].shown_mm
        painter.setClipRect(to_screen.mapRect(_rectf(self._part())).toAlignedRect())
        paper = to_screen.mapRect(_rectf(page))
        painter.fillRect(paper, Qt.GlobalColor.white)
        image = self._image()
        if image is None:
            painter.setPen(QColor(palette.LIGHT.secondary))
            failed = self._shown.page in self._failed
            words = self.tr("This page cannot be drawn.") if failed else self.tr("Drawing the page…")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(paper, image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_found(painter, to_screen)
        self._paint_lines(painter, to_screen)
        for stamp in self._shown.seals:
            self._paint_seal(painter, stamp, to_screen)

    def _paint_seal(self, painter: QPainter, stamp: Stamp, to_screen: QTransform) -> None:
        if self._seal is None:
            return
        colour = QColor(palette.current().seal)
        if self._picture is not None:
            paint_stamp(painter, stamp, self._seal, self._picture, colour, to_screen)
            return
        # The outline alone: its name would hide the words that it is to lie over.
        box = stamp.box
        painter.save()
        painter.setTransform(to_screen, combine=True)
        painter.translate(box.centre_x_mm, box.centre_y_mm)
        painter.rotate(box.turned_deg)
        painter.setPen(QPen(colour, _INK_MM))
        ground = QColor(colour)
        ground.setAlpha(14)
        painter.setBrush(ground)
        half_x, half_y = (box.width_mm - _INK_MM) / 2, (box.height_mm - _INK_MM) / 2
        painter.drawPath(outline(self._seal.shape, QRectF(-half_x, -half_y, 2 * half_x, 2 * half_y)))
        painter.restore()

    def _paint_found(self, painter: QPainter, to_screen: QTransform) -> None:
        assert self._shown is not None
        for box in self._shown.found:
            around = QRectF(
                box.x0 - _PAD_MM, box.y0 - _PAD_MM, box.width + 2 * _PAD_MM, box.height + 2 * _PAD_MM
            )
            ground = QColor(palette.LIGHT.accent)
            painter.setPen(QPen(ground, 1.5))
            ground.setAlpha(28)
            painter.setBrush(ground)
            painter.drawRoundedRect(to_screen.mapRect(around), 2, 2)

    def _paint_lines(self, painter: QPainter, to_screen: QTransform) -> None:
        assert self._shown is not None
        for line in self._shown.lines:
            painter.setPen(pen_of(line.kind))
            painter.drawLine(
                to_screen.map(QPointF(line.x0, line.y0)), to_screen.map(QPointF(line.x1, line.y1))
            )


def pen_of(kind: RuleKind) -> QPen:
    """How a rule line is drawn."""
    style, colour = LINE_LOOKS[kind]
    return QPen(QColor(colour), 1.5, style)


class LineSample(QWidget):
    """A bit of a rule line, for the legend: on paper, as it is drawn there."""

    def __init__(self, kind: RuleKind) -> None:
        super().__init__()
        self._kind = kind
        self.setFixedSize(40, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.setPen(pen_of(self._kind))
        painter.drawLine(2, self.height() // 2, self.width() - 2, self.height() // 2)


def _rectf(box: Rect) -> QRectF:
    return QRectF(box.x0, box.y0, box.width, box.height)
