"""What can be seen of a page or dialog: its words, its names for those who do not see it, its keys, its room."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTableView,
    QTextBrowser,
    QWidget,
)

from sealdesk.gui.labels import ElidedLabel

_ROWS = 40
_MNEMONIC = re.compile(r"&([^&\s])")
_RICH = re.compile(r"<[^>]+>")


@dataclass
class Survey:
    """One page or dialog.

    Attributes:
        words: Everything it says, with the class that says it.
        nameless: Focusable widgets without a name for a screen reader.
        unreached: Focusable widgets that Tab does not reach, or reaches twice before the round is done.
        ringless: Focusable widgets that look the same with and without the focus.
        doubled: Mnemonics that two things share.
        clipped: Texts that have less room than they need.
        size: Width and height, in logical pixels.
        least: What it can be made smaller to.
    """

    words: list[tuple[str, str]] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)
    ringless: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    clipped: list[str] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)
    least: tuple[int, int] = (0, 0)


def survey(root: QWidget) -> Survey:
    """Look at everything that is shown."""
    least = root.minimumSizeHint().expandedTo(root.minimumSize())
    made = Survey(size=(root.width(), root.height()), least=(least.width(), least.height()))
    made.words = [(type(widget).__name__, word) for widget, word in words(root) if word.strip()]
    made.clipped = [f"{_tell(widget)}: {why}" for widget, why in clipped(root)]
    made.doubled = doubled(root)
    targets = focusable(root)
    made.nameless = [_tell(one) for one in targets if not name_of(one)]
    made.unreached = unreached(root, targets)
    made.ringless = [_tell(one) for one in targets if not has_ring(one)]
    return made


def shown(root: QWidget) -> list[QWidget]:
    return [root, *(one for one in root.findChildren(QWidget) if one.isVisibleTo(root))]


def _tell(widget: QWidget) -> str:
    said = getattr(widget, "text", None)
    words = said() if callable(said) else ""
    owner = widget.parentWidget()
    inside = type(owner).__name__ if owner is not None else ""
    return f"{inside}/{type(widget).__name__}({words or widget.accessibleName() or widget.objectName()})"


# Words.


def words(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    yield root, root.windowTitle()
    for widget in shown(root):
        for said in (*_own(widget), widget.accessibleName(), widget.accessibleDescription()):
            yield widget, said
        yield widget, _RICH.sub("", widget.toolTip())


def _own(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        yield widget.whole()
    elif isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QAbstractSpinBox):
        yield widget.specialValueText()
    elif isinstance(widget, QMenuBar):
        yield from _of_actions(widget.actions())
    elif isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
        yield from _of_model(widget)


def _of_actions(actions: list[QAction]) -> Iterator[str]:
    for action in actions:
        yield action.text()
        menu = action.menu()
        if menu is not None:
            yield from _of_actions(menu.actions())  # type: ignore[attr-defined]


def _of_model(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None:
        return
    # Models of lists keep their only column to themselves.
    columns = range(model.columnCount()) if isinstance(view, QTableView) else range(1)
    if isinstance(view, QTableView):
        for column in columns:
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    for row in range(min(model.rowCount(), _ROWS)):
        for column in columns:
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(model.index(row, column).data(role) or "")


# Names and keys.


def focusable(root: QWidget) -> list[QWidget]:
    """What Tab should reach, in no order."""
    return [
        one
        for one in shown(root)
        if one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and not (isinstance(one, QLineEdit) and isinstance(one.parentWidget(), QAbstractSpinBox))
        and not _left_to_its_group(one)
        and one is not root
    ]


def _left_to_its_group(widget: QWidget) -> bool:
    """Of buttons that exclude one another Tab reaches the checked one; arrows reach the others."""
    if not isinstance(widget, QAbstractButton) or widget.isChecked():
        return False
    group = widget.group()
    if group is not None:
        return group.exclusive() and (group.checkedButton() is not None or widget is not group.buttons()[0])
    if not widget.autoExclusive():
        return False
    around = widget.parentWidget()
    together = [one for one in around.findChildren(type(widget)) if one.autoExclusive()] if around else []
    return any(one.isChecked() for one in together) or widget is not next(iter(together), widget)


def name_of(widget: QWidget) -> str:
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name) if face is not None else widget.accessibleName()


def unreached(root: QWidget, targets: list[QWidget]) -> list[str]:
    """Press Tab once around: what is missed, and what is met twice."""
    if not targets:
        return []
    root.window().activateWindow()
    QTest.qWaitForWindowActive(root.window(), 1000)
    first = targets[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    met: list[QWidget] = []
    for _ in range(2 * len(targets) + 10):
        at = QApplication.focusWidget()
        if at is None or (met and at is met[0] and len(met) >= min(2, len(targets))):
            break
        met.append(at)
        QTest.keyClick(at, Qt.Key.Key_Tab)
    counted = Counter(id(one) for one in met)
    missed = [f"never: {_tell(one)}" for one in targets if not counted[id(one)]]
    # A date has a stop for each of its parts, a text one for each of its links.
    once = [one for one in targets if not isinstance(one, QDateTimeEdit | QTextBrowser)]
    return missed + [f"twice: {_tell(one)}" for one in once if counted[id(one)] > 1]


def has_ring(widget: QWidget) -> bool:
    """Whether the focus can be seen."""
    around = widget.window()
    around.setFocus()
    widget.clearFocus()
    QApplication.processEvents()
    without = _picture(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    return _picture(widget) != without


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def doubled(root: QWidget) -> list[str]:
    """Mnemonics of one dialog, or of one menu bar and of each menu, that two things share."""
    found: list[str] = []
    buttons = [
        one.text()
        for one in shown(root)
        if isinstance(one, QPushButton | QCheckBox | QRadioButton | QLabel) and one.isEnabled()
    ]
    bars = [one for one in shown(root) if isinstance(one, QMenuBar)]
    letters = Counter(
        match[1].casefold()
        for text in [*buttons, *(action.text() for bar in bars for action in bar.actions())]
        if (match := _MNEMONIC.search(text.replace("&&", "")))
    )
    found += [letter for letter, count in letters.items() if count > 1]
    return found


# Room.


def clipped(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    for widget in shown(root):
        if isinstance(widget, ElidedLabel) or not widget.isVisible():
            continue
        if isinstance(widget, QLabel) and widget.text() and widget.pixmap().isNull():
            yield from _clipped_label(widget)
        elif isinstance(widget, QPushButton | QCheckBox | QRadioButton) and widget.text():
            wanted = widget.sizeHint().width()
            if wanted > widget.width() + 1:
                yield widget, f"{widget.width()} of {wanted} px wide"
        elif isinstance(widget, QLineEdit) and widget.placeholderText() and not widget.text():
            wanted = widget.fontMetrics().horizontalAdvance(widget.placeholderText()) + 8
            if wanted > widget.width():
                yield widget, f"placeholder: {widget.width()} of {wanted} px"
        elif isinstance(widget, QComboBox):
            wanted = widget.fontMetrics().horizontalAdvance(widget.currentText()) + 30
            if wanted > widget.width() and widget.toolTip() != widget.currentText():
                yield widget, f"{widget.currentText()}: {widget.width()} of {wanted} px"


def _clipped_label(widget: QLabel) -> Iterator[tuple[QWidget, str]]:
    if widget.wordWrap():
        wanted = widget.heightForWidth(widget.width())
        if wanted > widget.height() + 2:
            yield widget, f"{widget.height()} of {wanted} px high"
    elif widget.sizeHint().width() > widget.width() + 1:
        yield widget, f"{widget.width()} of {widget.sizeHint().width()} px wide"
