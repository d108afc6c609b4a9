"""The picture a seal shall have: drawn with the seal maker or imported, as a part of a form."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sealdesk.gui import palette
from sealdesk.gui.labels import button, label
from sealdesk.gui.seal_painting import image_of_picture
from sealdesk.gui.seals_table import size_words
from sealdesk.model.seal import Seal, SealKind, SealPicture
from sealdesk.service.seal_life import Source

_SHOWN_PX = 120


class SealPicturePart(QWidget):
    """Signals:
    changed: Another picture.
    """

    changed = Signal()

    def __init__(
        self,
        kind: SealKind,
        name: str,
        size_mm: tuple[float, float],
        others: Iterable[Seal] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.picture: SealPicture | None = None
        self.source = Source.DRAWN
        self._kind, self._name, self._size_mm, self._others = kind, name, size_mm, tuple(others)
        self.shown = QLabel()
        self.shown.setStyleSheet(f"border: 1px dashed {palette.current().edge}; border-radius: 4px;")
        self.shown.setFixedSize(_SHOWN_PX + 8, _SHOWN_PX + 8)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words = label(self.tr("No picture yet"), "secondary", wrap=True)
        self.draw = button(self.tr("Draw it…"))
        self.take_in = button(self.tr("Import it…"))
        self.draw.clicked.connect(self._draw)
        self.take_in.clicked.connect(self._import)
        ways = QHBoxLayout()
        ways.addWidget(self.draw)
        ways.addWidget(self.take_in)
        ways.addStretch(1)
        column = QVBoxLayout()
        column.addLayout(ways)
        column.addWidget(self.words)
        column.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.shown)
        layout.addLayout(column, 1)

    def ask_for(self, name: str, size_mm: tuple[float, float]) -> None:
        """Draw or import it under this name and at this size from now on."""
        self._name, self._size_mm = name, size_mm

    def _draw(self) -> None:
        from sealdesk.gui.seal_maker_dialog import SealMakerDialog

        dialog = SealMakerDialog(self._kind, self._name, self, size_mm=self._size_mm, others=self._others)
        dialog.accepted.connect(lambda: self.take(dialog.picture, Source.DRAWN))
        self._open(dialog)

    def _import(self) -> None:
        from sealdesk.gui.seal_import_dialog import SealImportDialog

        dialog = SealImportDialog(*self._size_mm, self)
        dialog.accepted.connect(lambda: self.take(dialog.picture, Source.IMPORTED))
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, picture: SealPicture | None, source: Source) -> None:
        """Use this picture."""
        if picture is None:
            return
        self.picture, self.source = picture, source
        self.shown.setStyleSheet("background: #ffffff; border-radius: 4px;")
        ratio = self.devicePixelRatioF()
        side = round(_SHOWN_PX * ratio)
        image = image_of_picture(picture).scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        image.setDevicePixelRatio(ratio)
        self.shown.setPixmap(QPixmap.fromImage(image))
        size = size_words(round(picture.width_mm, 2), round(picture.height_mm, 2))
        if source is Source.IMPORTED:
            self.words.setText(
                self.tr("Imported, {size}. A second person checks it before it is filed.").format(size=size)
            )
        else:
            self.words.setText(self.tr("Drawn, {size}.").format(size=size))
        self.changed.emit()
