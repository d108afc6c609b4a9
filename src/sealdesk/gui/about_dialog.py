"""What program this is, under which licence."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui.labels import IconLabel, button, label


class AboutDialog(QDialog):
    """Name, version, licence."""

    def __init__(self, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About SealDesk"))
        self.setMinimumWidth(420)
        texts = QVBoxLayout()
        texts.setSpacing(8)
        texts.addWidget(label(self.tr("SealDesk {version}").format(version=version), "heading"))
        texts.addWidget(label(self.tr("Workbench for the custodian of electronic seals"), wrap=True))
        texts.addWidget(
            label(
                self.tr(
                    "Free software under the GNU Affero General Public License, version 3 or later. "
                    "Icons: Lucide, ISC licence. Qt {qt}."
                ).format(qt=qVersion()),
                "small",
                wrap=True,
            )
        )
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(IconLabel("stamp", "text", 40), 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(texts, 1)
        close = button(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(body)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
