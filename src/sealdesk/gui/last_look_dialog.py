"""The last look before the seal is pressed: document, request, seal, pages, places, and the pages themselves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sealdesk.formats.page_numbers import pages_text
from sealdesk.gui.labels import ElidedLabel, add_fact, button, form, frame, label, tool_button
from sealdesk.gui.language import in_brackets, language, listed
from sealdesk.gui.page_images import PageImages
from sealdesk.model.placement import StraddlePlacement
from sealdesk.model.seal import SealPicture
from sealdesk.service.prepare_act import ReadyAct
from sealdesk.texts import name_of
from sealdesk.texts.expiry import revocation_text

_PREVIEW_W, _PREVIEW_H = 420, 520
CHANGE_TARGET = 2
"""Result code: another name or folder is wanted for the stamped file."""


class LastLookDialog(QDialog):
    """Shows what will be written, drawn by the code that previews what is written.

    Enter never stamps by accident: the focus is on going back, and no button answers to Enter from elsewhere.
    """

    def __init__(
        self,
        ready: ReadyAct,
        name: str,
        picture: SealPicture,
        images: PageImages,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._ready, self._picture, self._images = ready, picture, images
        self._pages = sorted({stamp.page for stamp in ready.stamps})
        self._at = 0
        self._number = 0
        count = len(ready.order.placements)
        one, several = self.tr("Stamp “{seal}” on one place?"), self.tr("Stamp “{seal}” on {count} places?")
        title = (one if count == 1 else several).format(seal=ready.seal.name, count=count)
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
        self._lay_out(title, name)
        self.back.clicked.connect(lambda: self._show(self._at - 1))
        self.on.clicked.connect(lambda: self._show(self._at + 1))
        self.stamp.clicked.connect(self.accept)
        self.edit.clicked.connect(self.reject)
        self.change_target.clicked.connect(lambda: self.done(CHANGE_TARGET))
        self._show(0)
        self.edit.setFocus()

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
        right.addWidget(label(title, "heading", wrap=True))
        right.addLayout(self._facts(name))
        right.addStretch(1)
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
        self.setMinimumWidth(_PREVIEW_W + 440)

    def _facts(self, name: str) -> QFormLayout:
        ready = self._ready
        facts = form()
        kind = name_of(ready.seal.kind, language())
        request, left = ready.standing.request, ready.standing.remaining - ready.impressions
        for words, value in (
            (self.tr("Document"), name),
            (self.tr("Request"), request.reason + in_brackets(request.id)),
            (self.tr("Seal"), ready.seal.name + in_brackets(kind)),
            (self.tr("Places"), self._places()),
            (self.tr("Custodian"), ready.custodian.name),
            (self.tr("Uses left afterwards"), self.tr("{count}").format(count=left)),
            (self.tr("Token"), str(ready.token)),
            (self.tr("Certificate"), revocation_text(ready.binding.revocation, language())),
        ):
            add_fact(facts, words, label(" ".join(value.split()), wrap=True))
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

    def _places(self) -> str:
        placements = self._ready.order.placements
        straddles = [one for one in placements if isinstance(one, StraddlePlacement)]
        pages = sorted({one.page for one in placements if not isinstance(one, StraddlePlacement)})
        parts = []
        if pages:
            parts.append(
                self.tr("{count} on page {pages}").format(
                    count=len(placements) - len(straddles), pages=pages_text(pages)
                )
            )
        parts += [
            self.tr("straddle seal over page {pages}").format(pages=pages_text(one.pages))
            for one in straddles
        ]
        return listed(parts)

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

        ink = (self._picture, self._ready.stamps)
        self._images.last_look(page, fitting * ratio, ink, self, drawn)
