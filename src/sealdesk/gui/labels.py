"""Labels and other small parts that every page uses. Strangers' text is always plain text here."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from sealdesk.gui import icons, palette


def label(text: str = "", look: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label; `look` as in the style sheet (`small`, `heading`, `strong`, `secondary`, `section`)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if look:
        made.setProperty("look", look)
    if wrap:
        made.setWordWrap(True)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return made


class ElidedLabel(QLabel):
    """One line that is cut in its middle where room is short; the whole text is its tooltip."""

    def __init__(self, text: str = "", look: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""
        if look:
            self.setProperty("look", look)
        self.set_whole(text)

    def set_whole(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def whole(self) -> str:
        return self._whole

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        # Line breaks and tabs in a stranger's name are shown as spaces.
        flat = " ".join(self._whole.split())
        shown = self.fontMetrics().elidedText(flat, Qt.TextElideMode.ElideMiddle, max(0, self.width()))
        self.setText(shown)
        # A tooltip guesses rich text from its content; escaped in a paragraph it stays what it is.
        self.setToolTip(plain_tooltip(flat) if shown != flat else "")


def plain_tooltip(text: str) -> str:
    """Rich text that shows exactly `text`."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p style='white-space:pre-wrap'>{escaped}</p>"


class IconLabel(QLabel):
    """A line icon in one of the palette's colours, named by its use."""

    def __init__(self, name: str = "", colour: str = "text", size_px: int = icons.SIZE_PX) -> None:
        super().__init__()
        self._size_px = size_px
        self._shown = (name, colour)
        self.setFixedSize(size_px, size_px)
        if name:
            self.show_icon(name, colour)

    def show_icon(self, name: str, colour: str) -> None:
        self._shown = (name, colour)
        self.setPixmap(icons.pixmap(name, getattr(palette.current(), colour), self._size_px))

    @property
    def shown(self) -> tuple[str, str]:
        """Name and colour of the icon, e.g. (`circle-check`, `good`)."""
        return self._shown


def frame(look: str, parent: QWidget | None = None) -> QFrame:
    """A frame of this look. Give it its parent where widgets go into it: moved later, all of them are styled anew."""
    made = QFrame(parent)
    made.setProperty("look", look)
    return made


def line() -> QFrame:
    return frame("line")


def set_look(widget: QWidget, look: str) -> None:
    """Change a widget's look after it was shown."""
    if widget.property("look") != look:
        widget.setProperty("look", look)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        for child in widget.findChildren(QLabel):
            child.style().unpolish(child)
            child.style().polish(child)


def button(text: str = "", icon_name: str = "", look: str = "") -> QPushButton:
    """A button with words, and an icon before them."""
    made = QPushButton(text)
    colours = palette.current()
    if icon_name:
        colour = colours.on_seal if look == "seal" else colours.text
        made.setIcon(icons.icon(icon_name, colour, colours.disabled, 18, gap_px=4))
        made.setIconSize(QSize(22, 18))
    if look:
        made.setProperty("look", look)
    made.setAutoDefault(False)
    return made


def tool_button(icon_name: str, words: str) -> QToolButton:
    """A button that is an icon; `words` are its tooltip and its accessible name."""
    made = QToolButton()
    colours = palette.current()
    made.setIcon(icons.icon(icon_name, colours.text, colours.disabled))
    made.setIconSize(QSize(18, 18))
    made.setToolTip(words)
    made.setAccessibleName(words)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def form() -> QFormLayout:
    """Rows of a name and its value, aligned at their first lines."""
    made = QFormLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setHorizontalSpacing(16)
    made.setVerticalSpacing(8)
    made.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return made


NAMES_PX = 176
"""Width of the names' column where several lists of facts stand one below the other."""


_FIELD_TEXT_PX = 7
"""So far below the upper edge of a field stands its text."""


def inset(field: QAbstractSpinBox) -> None:
    """Let a number stand as far from the edge of its field as other fields' text."""
    field.lineEdit().setTextMargins(6, 0, 6, 0)


def _is_field(value: QWidget | QLayout) -> bool:
    """Whether the text of this value stands within a field's frame."""
    if isinstance(value, QLayout):
        item = value.itemAt(0)
        first = item.widget() if item is not None else None
        return first is not None and _is_field(first)
    return isinstance(value, QLineEdit | QComboBox | QAbstractSpinBox)


def add_fact(rows: QFormLayout, words: str, value: QWidget | QLayout, *, names_px: int = 0) -> None:
    """A row of a name and what it names, aligned at their first lines.

    Args:
        names_px: Least width of the name.
    """
    name = label(words, "secondary")
    name.setMinimumWidth(names_px)
    name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    name.setContentsMargins(0, _FIELD_TEXT_PX if _is_field(value) else 0, 0, 0)
    name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    rows.addRow(name, value)


def fit_height(dialog: QDialog) -> None:
    """Make the dialog as high as its wrapped words need at its width."""
    layout = dialog.layout()
    if layout is not None:
        dialog.ensurePolished()
        # Layouts inside tell those around them by events: let them all be told first.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        # By itself a layout reserves what wrapped words would need at their narrowest.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.activate()
        width = max(dialog.width(), dialog.minimumWidth())
        height = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        dialog.resize(width, height)
