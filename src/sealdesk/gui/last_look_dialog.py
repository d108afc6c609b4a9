"""The last look before the seal is pressed: document, request, seal, pages, places, and the pages themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sealdesk.gui import last_look_words as words
from sealdesk.gui.labels import ElidedLabel, add_fact, button, form, frame, label, tool_button
from sealdesk.gui.language import language, listed
from sealdesk.gui.notice import Notice
from sealdesk.gui.page_images import PageImages
from sealdesk.gui.placing_checks import Said
from sealdesk.gui.practice_mark import is_practice
from sealdesk.gui.tall_scroll import TallScroll
from sealdesk.model.act import Lockdown
from sealdesk.model.ink import InkWay
from sealdesk.model.seal import SealPicture
from sealdesk.service.ink_way import ink_ways
from sealdesk.service.prepare_act import ReadyAct
from sealdesk.texts.expiry import revocation_text

_PREVIEW_W, _PREVIEW_H = 420, 520
CHANGE_TARGET = 2
"""Result code: another name or folder is wanted for the stamped file."""


class LastLookDialog(QDialog):
    """Shows what will be written, drawn by the code that previews what is written.

    Enter never stamps by accident: the focus is on going back, and no button answers to Enter from elsewhere.

    Signals:
        lockdown_changed: The document is to be locked, or not (see `ready`).
    """

    lockdown_changed = Signal()

    def __init__(
        self,
        ready: ReadyAct,
        name: str,
        pictures: Sequence[SealPicture],
        images: PageImages,
        remarks: Sequence[Said] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._ready, self._images = ready, images
        self._inks = [(picture, use.stamps) for picture, use in zip(pictures, ready.uses, strict=True)]
        self._pages = sorted({stamp.page for stamp in ready.all_stamps})
        self._known_ways: Mapping[int, InkWay] | None = None
        self._at = 0
        self._number = 0
        title = words.title_of(ready)
        self.setWindowTitle(title)
        self.preview = QLabel()
        self.preview.setFixedSize(_PREVIEW_W, _PREVIEW_H)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self.page_words = label("", "small")
        self.back = tool_button("chevron-left", self.tr("Previous stamped page"))
        self.on = tool_button("chevron-right", self.tr("Next stamped page"))
        self.stamp = button(self.tr("Stamp"), "stamp", "seal")
        self.stamp.setMinimumWidth(120)
        self.edit = button(self.tr("Back to editing"))
        self.change_target = button(self.tr("Change…"), look="link")
        self.lock = QCheckBox(self.tr("Lock the document"))
        self.lock.setChecked(ready.locks)
        self.remarks = Notice()
        self.remarks.setVisible(bool(remarks))
        if remarks:
            self.remarks.say("warning", self.tr("Please look again"), words.remarks_of(remarks))
        self.practice = Notice()
        self.practice.setVisible(is_practice())
        if is_practice():
            self.practice.say("neutral", self.tr("Practice: nothing of this counts outside this workspace"))
        self._lay_out(title, name)
        self.back.clicked.connect(lambda: self._show(self._at - 1))
        self.on.clicked.connect(lambda: self._show(self._at + 1))
        self.stamp.clicked.connect(self.accept)
        self.edit.clicked.connect(self.reject)
        self.change_target.clicked.connect(lambda: self.done(CHANGE_TARGET))
        self.lock.toggled.connect(self._lock_toggled)
        self._show(0)
        self._scroll.fit(self)
        self.edit.setFocus()

    @property
    def ready(self) -> ReadyAct:
        """The act as it was agreed to here."""
        return self._ready

    def _lock_toggled(self, locked: bool) -> None:
        lockdown = Lockdown.LOCKED if locked else Lockdown.OPEN
        self._ready = replace(self._ready, order=replace(self._ready.order, lockdown=lockdown))
        self.lockdown_changed.emit()

    def _lay_out(self, title: str, name: str) -> None:
        pages = QHBoxLayout()
        pages.addWidget(self.back)
        pages.addStretch(1)
        pages.addWidget(self.page_words)
        pages.addStretch(1)
        pages.addWidget(self.on)
        ground = frame("desk")
        shown = QVBoxLayout(ground)
        shown.setContentsMargins(8, 8, 8, 8)
        shown.addWidget(self.preview)
        left = QVBoxLayout()
        left.addWidget(ground)
        left.addLayout(pages)
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(self.practice)
        right.addWidget(label(title, "heading", wrap=True))
        right.addWidget(self._told(title, name), 1)
        right.addLayout(self._lock_row())
        right.addWidget(
            label(
                self.tr("After stamping nothing can be undone; the use is recorded and counted."),
                "small",
                wrap=True,
            )
        )
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.edit)
        foot.addWidget(self.stamp)
        right.addLayout(foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(24)
        layout.addLayout(left)
        layout.addLayout(right, 1)
        self.setMinimumWidth(_PREVIEW_W + 456)

    def _told(self, title: str, name: str) -> TallScroll:
        """The facts and what to look at again; where the screen is too low for all of it they scroll."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(self._facts(name))
        column.addWidget(self.remarks)
        column.addStretch(1)
        self._scroll = TallScroll(inside)
        self._scroll.setAccessibleName(title)
        return self._scroll

    def _lock_row(self) -> QVBoxLayout:
        row = QVBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.lock)
        meaning = label(
            self.tr("Then nothing can be added any more: no seal, no signature, no entry in a form."),
            "small",
            wrap=True,
        )
        meaning.setContentsMargins(22, 0, 0, 0)
        self.lock.setAccessibleDescription(meaning.text())
        row.addWidget(meaning)
        return row

    def _facts(self, name: str) -> QFormLayout:
        ready = self._ready
        facts = form()
        custodians = listed(dict.fromkeys(use.custodian.name for use in ready.uses))
        add_fact(facts, self.tr("Document"), label(words.flat(name), wrap=True))
        self._add_seals(facts)
        for told, value in (
            (self.tr("Custodian"), custodians),
            (self.tr("Token"), str(ready.token)),
            (self.tr("Certificate"), revocation_text(ready.binding.revocation, language())),
        ):
            add_fact(facts, told, label(words.flat(value), wrap=True))
        target = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(2)
        self.target = label(ready.order.target.name, wrap=True)
        names.addWidget(self.target)
        names.addWidget(ElidedLabel(str(ready.order.target.parent), "small"))
        target.addLayout(names, 1)
        target.addWidget(self.change_target, 0, Qt.AlignmentFlag.AlignTop)
        add_fact(facts, self.tr("Saved as"), target)
        return facts

    def _add_seals(self, facts: QFormLayout) -> None:
        """One seal with all there is to know; of several, each in three lines."""
        uses = self._ready.uses
        if len(uses) == 1:
            for told, value in (
                (self.tr("Request"), words.request_of(uses[0])),
                (self.tr("Seal"), words.seal_of(uses[0])),
                (self.tr("Places"), words.places_of(uses[0].placements)),
                (self.tr("Uses left afterwards"), words.left_of(uses[0])),
            ):
                add_fact(facts, told, label(value, wrap=True))
            return
        for use in uses:
            part = QVBoxLayout()
            part.setSpacing(1)
            part.addWidget(ElidedLabel(words.flat(use.seal.name)))
            part.addWidget(ElidedLabel(words.request_of(use), "small"))
            part.addWidget(ElidedLabel(words.part_of(use), "small"))
            add_fact(facts, self.tr("Seal"), part)

    def _show(self, at: int) -> None:
        self._at = at
        self._number += 1
        number, page = self._number, self._pages[at]
        self.back.setEnabled(at > 0)
        self.on.setEnabled(at + 1 < len(self._pages))
        self.page_words.setText(
            self.tr("Page {page}, stamped page {at} of {count}").format(
                page=page, at=at + 1, count=len(self._pages)
            )
        )
        self.preview.setText(self.tr("Drawing the page…"))
        frame_of_page = self._ready.preflight.frames[page - 1]
        fitting = min(_PREVIEW_W / frame_of_page.width_mm, _PREVIEW_H / frame_of_page.height_mm)
        ratio = self.devicePixelRatioF()

        def drawn(image: QImage | None) -> None:
            if number != self._number:
                return
            if image is None:
                self.preview.setText(self.tr("This page cannot be drawn."))
                return
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(ratio)
            self.preview.setPixmap(pixmap)

        first, *further = self._inks
        self._images.last_look(page, fitting * ratio, first, self, drawn, further, self._ways)

    def _ways(self) -> Mapping[int, InkWay]:
        """How the ink will get onto each page; looked up once, on the drawing thread."""
        if self._known_ways is None:
            ready = self._ready
            order = ready.order
            self._known_ways = ink_ways(
                order.source, order.document_password, ready.preflight, ready.all_stamps
            )
        return self._known_ways
