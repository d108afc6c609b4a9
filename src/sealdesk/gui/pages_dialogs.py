"""Which pages: for repeating an impression."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sealdesk.errors import SealDeskError
from sealdesk.formats.page_numbers import parse_pages
from sealdesk.gui.labels import button, label
from sealdesk.gui.language import language
from sealdesk.texts import error_text


class _PagesDialog(QDialog):
    """A page range with its own check, and a verb."""

    def __init__(self, count: int, fewest: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._count, self._fewest = count, fewest
        self.field = QLineEdit()
        self.field.setPlaceholderText("1-3,7")
        self.field.setAccessibleName(self.tr("Pages"))
        self.trouble = label("", "small", wrap=True)
        self.do = button()
        self.do.setDefault(True)
        self.cancel = button(self.tr("Back"))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(8)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.form.addRow(self.tr("Pages"), self.field)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.do)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(self.form)
        layout.addWidget(self.trouble)
        layout.addSpacing(8)
        layout.addLayout(foot)
        self.field.textChanged.connect(self._check)
        self.do.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self._check()

    def pages(self) -> tuple[int, ...]:
        """The pages that were named."""
        return parse_pages(self.field.text(), self._count)

    def _check(self) -> None:
        try:
            pages = self.pages()
        except SealDeskError as error:
            empty = not self.field.text().strip()
            self.trouble.setText(self._hint() if empty else error_text(error, language()).happened)
            self.do.setEnabled(False)
            return
        self.trouble.setText(self.tr("{count} pages").format(count=len(pages)))
        self.do.setEnabled(len(pages) >= self._fewest)

    def _hint(self) -> str:
        return self.tr("Such as 1-3,7; also: all, odd, even, last")


class RepeatDialog(_PagesDialog):
    """The chosen impression on further pages."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(count, 1, parent)
        self.do.setText(self.tr("Repeat"))
        self.setWindowTitle(self.tr("Repeat the impression on other pages"))
