"""Another seal in the same act: the approved requests for this very document, and why some cannot join."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from sealdesk.gui.labels import button, fit_height, label
from sealdesk.gui.session import Session
from sealdesk.gui.session_uses import Doubt, Offer

_OFFER = Qt.ItemDataRole.UserRole
_ROW_PX = 56


class AddSealDialog(QDialog):
    """Choose a request; its seal joins the act and is placed next."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("help_topic", "several-seals")
        self.setMinimumWidth(480)
        self._session = session
        title = self.tr("Add another seal to this act")
        self.setWindowTitle(title)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Approved requests for this document"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(True)
        self.list.hide()
        self.words = label(self.tr("Looking…"), "small", wrap=True)
        self.do = button(self.tr("Add"))
        self.do.setDefault(True)
        self.do.setEnabled(False)
        self.cancel = button(self.tr("Back"))
        self._lay_out(title)
        self.list.currentItemChanged.connect(self._chosen)
        self.list.itemActivated.connect(lambda item: self.do.click())
        self.do.clicked.connect(self._add)
        self.cancel.clicked.connect(self.reject)
        session.document_changed.connect(self.reject)
        fit_height(self)
        session.act.ask_offers(session.fitting, self, self._show)

    def _lay_out(self, title: str) -> None:
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.do)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(label(title, "heading"))
        layout.addWidget(
            label(
                self.tr("All seals of an act share one signature, made with one certificate of the token."),
                "small",
                wrap=True,
            )
        )
        layout.addWidget(self.list)
        layout.addWidget(self.words)
        layout.addSpacing(8)
        layout.addLayout(foot)

    def _show(self, offers: tuple[Offer, ...]) -> None:
        for offer in offers:
            request = offer.standing.request
            item = QListWidgetItem(f"{offer.seal.seal.name}\n{request.id} · {request.reason}")
            item.setData(_OFFER, offer)
            if offer.doubt is not None:
                item.setText(f"{offer.seal.seal.name}\n{self.why_not(offer.doubt)}")
                item.setForeground(self.palette().placeholderText())
            self.list.addItem(item)
        self.list.setVisible(bool(offers))
        self.list.setFixedHeight(_ROW_PX * min(max(len(offers), 1), 5))
        possible = [row for row, offer in enumerate(offers) if offer.doubt is None]
        if possible:
            self.list.setCurrentRow(possible[0])
            self.list.setFocus()
        elif not offers:
            self.words.setText(self.tr("No other approved request names this document."))
        else:
            self.words.setText(self.tr("None of these seals can join this act."))
            self.cancel.setFocus()
        fit_height(self)

    def why_not(self, doubt: Doubt) -> str:
        """Why a seal cannot join, in words."""
        return {
            Doubt.SAME_SEAL: self.tr("This seal is in the act already, under another request."),
            Doubt.NOT_ACTIVE: self.tr("This seal is not in use now."),
            Doubt.NO_COMMON_CERTIFICATE: self.tr(
                "No certificate may sign for this seal and for those in the act: stamp it on its own."
            ),
            Doubt.NOT_ON_TOKEN: self.tr("The certificate for these seals is not on the token."),
        }[doubt]

    def _chosen(self, item: QListWidgetItem | None) -> None:
        offer: Offer | None = item.data(_OFFER) if item is not None else None
        self.do.setEnabled(offer is not None and offer.doubt is None)
        if offer is None:
            return
        if offer.doubt is not None:
            self.words.setText(self.why_not(offer.doubt))
        else:
            self.words.setText(self.tr("{count} left").format(count=offer.standing.remaining))

    def _add(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._session.add_use(item.data(_OFFER))
            self.accept()
