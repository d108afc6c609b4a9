"""Taking in an existing seal's picture: file, true size, before and after, how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import ElidedLabel, IconLabel, button, label
from sealdesk.gui.language import in_brackets, language, sentences
from sealdesk.gui.notice import Notice
from sealdesk.gui.seal_import_view import PictureView
from sealdesk.gui.seal_maker_worker import import_worker
from sealdesk.gui.verify_page import dropped_file
from sealdesk.model.seal import SealPicture
from sealdesk.model.seal_import import ImportedPicture, ImportFault, ImportQuality, SizeSource
from sealdesk.service.seal_import import import_picture
from sealdesk.texts import language_of, name_of
from sealdesk.texts.picture_words import ADVICE

_SETTLE_MS = 500
_CALM = (ImportFault.OPAQUE_SOURCE,)
"""Said, but nothing to worry about."""
_FILTER = (
    "PNG, JPG, BMP, TIFF, GIF, SVG, PDF (*.png *.jpg *.jpeg *.bmp *.tif *.tiff *.gif *.svg *.pdf);;* (*)"
)


@dataclass(frozen=True)
class _Wanted:
    """What the picture is to be read from, and how."""

    path: Path
    width_mm: float | None
    height_mm: float | None
    page: int
    turn_deg: float


class SealImportDialog(QDialog):
    """Shows what an import makes of a file; accepted, `picture` and `quality` hold it.

    Attributes:
        picture: The seal at 600 dpi; None until one was read.
        quality: How good it is.
    """

    def __init__(
        self, width_mm: float | None = None, height_mm: float | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import a seal's picture"))
        self.setAcceptDrops(True)
        self.setMinimumSize(760, 560)
        self.resize(980, 660)
        self.picture: SealPicture | None = None
        self.quality: ImportQuality | None = None
        self._path: Path | None = None
        self._number = 0
        self._asked_mm = (width_mm, height_mm)
        self._make_fields(width_mm, height_mm)
        self._make_parts()
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._read)
        self._connect()
        self.choose.setFocus()

    # Making.

    def _make_fields(self, width_mm: float | None, height_mm: float | None) -> None:
        self.width_mm = self._length(width_mm, self.tr("Width"))
        self.height_mm = self._length(height_mm, self.tr("Height"))
        self.page = QSpinBox()
        self.page.setRange(1, 1)
        self.page.setAccessibleName(self.tr("Page"))
        self.turn = QDoubleSpinBox()
        self.turn.setRange(-180.0, 180.0)
        self.turn.setDecimals(1)
        self.turn.setSuffix("°")
        self.turn.lineEdit().setTextMargins(6, 0, 6, 0)
        self.turn.setAccessibleName(self.tr("Turn clockwise"))
        self.straighten = button("", "refresh-cw", "flat")
        self.straighten.hide()

    def _length(self, value_mm: float | None, words: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setRange(0.0, 100.0)
        field.setDecimals(1)
        field.setSingleStep(1.0)
        field.setSpecialValueText(self.tr("not entered"))
        field.setSuffix(" mm")
        field.setValue(value_mm or 0.0)
        field.setAccessibleName(words)
        field.lineEdit().setTextMargins(6, 0, 6, 0)
        return field

    def _make_parts(self) -> None:
        self.notice = Notice()
        self.notice.hide()
        self.name = ElidedLabel(self.tr("No file chosen yet"), "heading")
        self.choose = button(self.tr("Choose a file…"), "folder-open")
        self.before = PictureView(checkered=False)
        self.before.setAccessibleName(self.tr("Before"))
        self.after = PictureView(checkered=True)
        self.after.setAccessibleName(self.tr("After"))
        self.before.say(self.tr("Drop a scan, a photo, a drawing or a PDF here"))
        self.after.say(self.tr("The seal will be shown here"))
        self.facts = label("", "secondary", wrap=True)
        self.findings = QVBoxLayout()
        self.findings.setSpacing(4)
        self.missing = label("", "small", wrap=True)
        self.back = button(self.tr("Back"))
        self.use = button(self.tr("Use this picture"))
        self.use.setEnabled(False)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.name, 1)
        head.addWidget(self.choose)
        views = QGridLayout()
        views.setHorizontalSpacing(16)
        views.setVerticalSpacing(4)
        for column, (words, view) in enumerate(
            ((self.tr("Before"), self.before), (self.tr("After"), self.after))
        ):
            views.addWidget(label(words, "section"), 0, column)
            views.addWidget(view, 1, column)
            views.setColumnStretch(column, 1)
        views.setRowStretch(1, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.missing, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self.notice)
        layout.addLayout(views, 1)
        layout.addLayout(self._fields())
        layout.addWidget(self.facts)
        layout.addWidget(self._found())
        layout.addLayout(foot)

    def _fields(self) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, field in (
            (self.tr("Width"), self.width_mm),
            (self.tr("Height"), self.height_mm),
            (self.tr("Turn clockwise"), self.turn),
        ):
            row.addWidget(label(words, "secondary"))
            row.addWidget(field)
            row.addSpacing(8)
        row.addWidget(self.straighten)
        self._page_words = label(self.tr("Page"), "secondary")
        row.addWidget(self._page_words)
        row.addWidget(self.page)
        self._page_words.hide()
        self.page.hide()
        row.addStretch(1)
        return row

    def _found(self) -> QWidget:
        self._found_holder = QWidget()
        self._found_holder.setLayout(self.findings)
        self.findings.setContentsMargins(0, 0, 0, 0)
        self._found_holder.hide()
        return self._found_holder

    def _connect(self) -> None:
        self.choose.clicked.connect(self._choose)
        self.back.clicked.connect(self.reject)
        self.use.clicked.connect(self.accept)
        self.straighten.clicked.connect(self._stand_upright)
        for field in (self.width_mm, self.height_mm, self.turn, self.page):
            field.valueChanged.connect(self._changed)

    # Files.

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a seal's picture"), "", _FILTER)
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, path: Path) -> None:
        """Read this file; what it makes of it is shown when it comes."""
        self._path = path
        self.name.set_whole(path.name)
        self.choose.setText(self.tr("Choose another…"))
        with QSignalBlocker(self.page), QSignalBlocker(self.turn):
            self.page.setValue(1)
            self.turn.setValue(0.0)
        self._show_pages(1)
        self.before.say("")
        self._read()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.open_file(path)

    # Reading.

    def _changed(self) -> None:
        if self._path is not None:
            self.use.setEnabled(False)
            self._timer.start()

    def _read(self) -> None:
        if self._path is None:
            return
        self._timer.stop()
        self._number += 1
        number = self._number
        wanted = _Wanted(
            self._path,
            self.width_mm.value() or None,
            self.height_mm.value() or None,
            self.page.value(),
            self.turn.value(),
        )
        self.use.setEnabled(False)
        self.notice.hide()
        self.facts.setText(self.tr("Reading the picture…"))
        import_worker().submit(
            lambda progress: import_picture(
                wanted.path,
                width_mm=wanted.width_mm,
                height_mm=wanted.height_mm,
                page=wanted.page,
                turn_deg=wanted.turn_deg,
            ),
            owner=self,
            done=partial(self._show, number),
            failed=partial(self._refused, number),
            still_wanted=lambda: number == self._number,
        )

    def _refused(self, number: int, error: SealDeskError) -> None:
        if number != self._number:
            return
        self.picture = self.quality = None
        self.notice.say_error(error)
        self.after.say(self.tr("No seal can be shown"))
        self.facts.setText("")
        self._clear_findings()

    def _show(self, number: int, result: ImportedPicture) -> None:
        if number != self._number:
            return
        self.picture, self.quality = result.picture, result.quality
        self.before.show_source(result.view)
        self.after.show_picture(result.picture)
        self._show_pages(result.pages)
        self._show_quality(result)
        guessed = result.quality.size_source is SizeSource.GUESSED
        self.use.setEnabled(not guessed)
        self.missing.setText(
            self.tr("Measure the seal's outer edges and enter its width.")
            if guessed
            else self.tr("It stays a draft until a second person has checked it.")
        )

    def _show_pages(self, count: int) -> None:
        self.page.setMaximum(max(count, 1))
        self.page.setVisible(count > 1)
        self._page_words.setVisible(count > 1)

    def _show_quality(self, result: ImportedPicture) -> None:
        picture, quality = result.picture, result.quality
        size = self.tr("{width} × {height} mm").format(
            width=f"{picture.width_mm:g}", height=f"{picture.height_mm:g}"
        )
        parts = [size + in_brackets(self._source_words(quality.size_source))]
        if quality.source_dpi is not None:
            parts.append(self.tr("source {dpi} dpi").format(dpi=f"{quality.source_dpi:.0f}"))
        parts.append(self.tr("edges {width} mm wide").format(width=f"{quality.edge_mm:.2f}"))
        self.facts.setText(" · ".join(parts))
        self._clear_findings()
        for fault in sorted(quality.faults, key=_CALM.__contains__):
            self._add_finding("triangle-alert" if fault not in _CALM else "info", fault)
        if set(quality.faults) <= set(_CALM):
            self._add_row("circle-check", "good", self.tr("The picture is good enough to be made a seal."))
        tilt = quality.tilt_deg or 0.0
        self.straighten.setVisible(ImportFault.TILTED in quality.faults)
        self.straighten.setText(self.tr("Stand upright ({angle}°)").format(angle=f"{-tilt:+.1f}"))
        # Not what wrapped words would need at their narrowest.
        self._found_holder.setFixedHeight(self.findings.heightForWidth(self.width() - 48))
        self._found_holder.show()

    def _source_words(self, source: SizeSource) -> str:
        """Where the size is from; what the application said was entered by nobody here."""
        if source is SizeSource.GIVEN and self._asked_mm == (self.width_mm.value(), self.height_mm.value()):
            return self.tr("as applied for")
        return name_of(source, language())

    def _add_finding(self, icon_name: str, fault: ImportFault) -> None:
        colour = "warning" if fault not in _CALM else "secondary"
        advice = ADVICE[fault].in_language(language_of(language()))
        colon = "：" if language() == "zh" else ": "
        self._add_row(icon_name, colour, sentences(name_of(fault, language()) + colon + advice))

    def _add_row(self, icon_name: str, colour: str, words: str) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(icon_name, colour, 18), 0, Qt.AlignmentFlag.AlignTop)
        said = label(words, wrap=True)
        said.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        row.addWidget(said, 1)
        self.findings.addWidget(holder)

    def _clear_findings(self) -> None:
        while (item := self.findings.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.straighten.hide()
        self._found_holder.hide()

    def _stand_upright(self) -> None:
        if self.quality is not None and self.quality.tilt_deg is not None:
            self.turn.setValue(self.turn.value() - self.quality.tilt_deg)
            self._read()
