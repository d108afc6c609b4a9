"""The seal maker: the design as a form, the seal beside it as it will be, the rules below, drafts as files."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLayout,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import IconLabel, button, fit_height, frame, label, tool_button
from sealdesk.gui.language import language
from sealdesk.gui.notice import Notice
from sealdesk.gui.seal_maker_export import DraftFile, Drawn, drawn, read_draft, write_draft
from sealdesk.gui.seal_maker_form import SealMakerForm
from sealdesk.gui.seal_maker_preview import SealPreview
from sealdesk.gui.seal_maker_worker import drawing_worker, import_worker
from sealdesk.model.seal import Seal, SealKind, SealPicture
from sealdesk.model.seal_design import SealDesign
from sealdesk.policy.design_rules import DesignWarning, name_of_design
from sealdesk.texts.design_words import design_warning_text

_SETTLE_MS = 150
_FORM_PX = 372
_MOST_WARNINGS = 4
"""Most important first; more at once nobody reads."""


class SealMakerDialog(QDialog):
    """Draws a seal; accepted, `picture` holds it and `design` says how it was drawn.

    Args:
        kind: Of the seal that was applied for; None leaves it to the preset.
        name: The seal's full text to begin with.
        size_mm: Width and height that were applied for; they stay. None leaves them open.
        others: Seals the holder has already: contract and finance seals have to differ from the main one.
        draft: Whether it is drawn for its own sake; then there is nothing to use it for but files.

    Attributes:
        picture: The seal at 600 dpi as last drawn; None where it cannot be drawn.
        design: What `picture` shows.
    """

    def __init__(
        self,
        kind: SealKind | None = None,
        name: str = "",
        parent: QWidget | None = None,
        *,
        size_mm: tuple[float, float] | None = None,
        others: Iterable[Seal] = (),
        draft: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Draw a seal"))
        self.setMinimumSize(900, 560)
        self.resize(1160, 690)
        self.picture: SealPicture | None = None
        self._others, self._draft = tuple(others), draft
        self._number = 0
        self.form = SealMakerForm(kind, name, size_mm)
        self.design: SealDesign = self.form.design()
        self._make_parts()
        self._lay_out()
        self._kept = self.design
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._draw)
        self._connect()
        self._draw()
        self.form.focus_first()

    # Making.

    def _make_parts(self) -> None:
        self.preview = SealPreview()
        self.notice = Notice()
        self.notice.hide()
        self.warnings = QVBoxLayout()
        self.warnings.setContentsMargins(0, 0, 0, 0)
        self.warnings.setSpacing(4)
        self.zoom = label("", "small")
        self.zoom_out = tool_button("zoom-out", self.tr("Zoom out"))
        self.zoom_in = tool_button("zoom-in", self.tr("Zoom in"))
        self.fit = tool_button("maximize", self.tr("Show the whole seal"))
        self.true_size = button(self.tr("True size"), look="link")
        self.over_text = QCheckBox(self.tr("Over text"))
        self.load = button(self.tr("Open a design…"), "folder-open")
        self.save = button(self.tr("Save as a file"), "download")
        self.save.setMenu(self._save_menu())
        self.back = button(self.tr("Close") if self._draft else self.tr("Back"))
        self.use = button(self.tr("Use this seal"))
        self.use.setVisible(not self._draft)

    def _save_menu(self) -> QMenu:
        menu = QMenu(self)
        for words, kind in (
            (self.tr("PNG, 600 dpi…"), DraftFile.PNG_600),
            (self.tr("PNG, 300 dpi…"), DraftFile.PNG_300),
            (self.tr("SVG…"), DraftFile.SVG),
            (self.tr("PDF…"), DraftFile.PDF),
            (self.tr("Test sheet (PDF)…"), DraftFile.TEST_SHEET),
            (self.tr("Design…"), DraftFile.DESIGN),
        ):
            menu.addAction(words).triggered.connect(partial(self._choose_target, kind))
        return menu

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFixedWidth(_FORM_PX)
        scroll.setWidget(self.form)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(self._view_bar())
        ground = frame("desk")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.preview)
        right.addWidget(ground, 1)
        right.addWidget(self.notice)
        right.addLayout(self.warnings)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(scroll)
        body.addLayout(right, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.load)
        foot.addWidget(self.save)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(body, 1)
        layout.addLayout(foot)

    def _view_bar(self) -> QLayout:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        bar.addWidget(self.over_text)
        bar.addStretch(1)
        for part in (self.zoom_out, self.zoom, self.zoom_in, self.fit, self.true_size):
            bar.addWidget(part)
        return bar

    def _connect(self) -> None:
        self.form.changed.connect(self._timer.start)
        self.form.emblem_asked.connect(self.read_emblem)
        self.preview.zoom_changed.connect(lambda zoom: self.zoom.setText(f"{zoom * 100:.0f} %"))
        self.zoom_in.clicked.connect(self.preview.zoom_in)
        self.zoom_out.clicked.connect(self.preview.zoom_out)
        self.fit.clicked.connect(self.preview.fit)
        self.true_size.clicked.connect(self.preview.true_size)
        self.over_text.toggled.connect(self.preview.set_over_text)
        self.load.clicked.connect(self._choose_design)
        self.back.clicked.connect(self.reject)
        self.use.clicked.connect(self._use)

    # Drawing.

    def _draw(self) -> None:
        self._timer.stop()
        self._number += 1
        number, design = self._number, self.form.design()
        holder = self.form.holder_kind()
        self.use.setEnabled(False)
        drawing_worker().submit(
            lambda progress: drawn(design, self._others, holder),
            owner=self,
            done=partial(self._show, number, design),
            failed=partial(self._refused, number),
            still_wanted=lambda: number == self._number,
        )

    def _show(self, number: int, design: SealDesign, answer: Drawn) -> None:
        if number != self._number:
            return
        self.picture, self.design = answer.picture, design
        self.preview.show_picture(answer.picture)
        self.notice.hide()
        self._show_warnings(answer.warnings)
        self._set_usable(usable=True)

    def _refused(self, number: int, error: SealDeskError) -> None:
        if number != self._number:
            return
        self.picture = None
        self.notice.say_error(error)
        self._show_warnings(())
        self._set_usable(usable=False)

    def _set_usable(self, *, usable: bool) -> None:
        self.use.setEnabled(usable)
        self.save.setEnabled(usable)

    def _show_warnings(self, warnings: tuple[DesignWarning, ...]) -> None:
        while (item := self.warnings.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for warning in warnings[:_MOST_WARNINGS]:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            row.addWidget(IconLabel("triangle-alert", "warning", 18), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(design_warning_text(warning, language()), "warning-line", wrap=True), 1)
            self.warnings.addWidget(holder)

    def _use(self) -> None:
        if self.picture is not None and self.design == self.form.design():
            self.accept()

    # Leaving.

    def reject(self) -> None:
        """Closing asks first where something was drawn that no file has."""
        if self.form.design() == self._kept:
            super().reject()
            return
        ask = LeaveDialog(self)
        ask.accepted.connect(super().reject)
        ask.open()

    # Files.

    def read_emblem(self, path: Path) -> None:
        """Take the emblem of this SVG file."""

        def work(progress: object) -> tuple[str, ...]:
            from sealdesk.impression.emblem import read_emblem

            return read_emblem(path)

        import_worker().submit(work, owner=self, done=self.form.take_emblem, failed=self.notice.say_error)

    def _choose_target(self, kind: DraftFile) -> None:
        name = name_of_design(self.design) or self.tr("seal")
        words = self.tr("test sheet") if kind is DraftFile.TEST_SHEET else ""
        suggested = f"{name} {words}".strip() + f".{kind.ending}"
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the draft"),
            suggested,
            f"{kind.ending.upper()} (*.{kind.ending})",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            path = Path(chosen)
            self.save_as(kind, path if path.suffix else path.with_suffix(f".{kind.ending}"))

    def save_as(self, kind: DraftFile, target: Path) -> None:
        """Write what is drawn to this new file."""
        design = self.form.design()

        def done(path: Path) -> None:
            if kind is DraftFile.DESIGN:
                self._kept = design
            self.notice.say("good", self.tr("Saved"), str(path))

        drawing_worker().submit(
            lambda progress: write_draft(design, kind, target),
            owner=self,
            done=done,
            failed=self.notice.say_error,
        )

    def _choose_design(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Open a design"), "", "JSON (*.json)")
        if chosen:
            self.open_design(Path(chosen))

    def open_design(self, path: Path) -> None:
        """Go on with the design in this file."""

        def done(design: SealDesign) -> None:
            self.form.take_design(design)
            self._kept = self.form.design()

        drawing_worker().submit(
            lambda progress: read_draft(path), owner=self, done=done, failed=self.notice.say_error
        )


class LeaveDialog(QDialog):
    """Whether to leave a drawing that no design file has; accepted, it is left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        title = self.tr("Leave without saving the design?")
        self.setWindowTitle(title)
        self.leave, self.stay = button(self.tr("Leave it")), button(self.tr("Go on drawing"))
        self.leave.clicked.connect(self.accept)
        self.stay.clicked.connect(self.reject)
        words = self.tr("What was changed is lost. To keep it: Save as a file ▸ Design.")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.stay)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(title, "heading", wrap=True))
        layout.addWidget(label(words, "secondary", wrap=True))
        layout.addLayout(foot)
        fit_height(self)
        self.stay.setFocus()
