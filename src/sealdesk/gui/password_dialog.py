"""The password of an encrypted document."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.labels import ElidedLabel, button, fit_height, label
from sealdesk.gui.notice import Notice


class PasswordDialog(QDialog):
    """Asks what opens the document; `password()` has the answer once it is accepted."""

    def __init__(self, name: str, *, refused: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Open an encrypted document"))
        self.setMinimumWidth(420)
        self.notice = Notice()
        if refused:
            self.notice.say_error(SealDeskError(ErrorCode.DOCUMENT_PASSWORD_WRONG, path=name))
        else:
            self.notice.hide()
        self._field = QLineEdit()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setAccessibleName(self.tr("Password"))
        self.open_button = button(self.tr("Open"))
        self.open_button.setDefault(True)
        self.open_button.setEnabled(False)
        cancel = button(self.tr("Do not open"))
        self._field.textChanged.connect(lambda text: self.open_button.setEnabled(bool(text)))
        self.open_button.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(ElidedLabel(name, "heading"))
        layout.addWidget(label(self.tr("The document is encrypted. Its password opens it."), wrap=True))
        layout.addWidget(self.notice)
        layout.addWidget(self._field)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.open_button)
        layout.addSpacing(8)
        layout.addLayout(foot)
        fit_height(self)
        self._field.setFocus()

    def password(self) -> str:
        return self._field.text()

    def enter(self, password: str) -> None:
        """Type this for the person."""
        self._field.setText(password)
