"""The help: a window of its own beside the work, with all topics, a search over them, and the page that fits."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QColor, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from sealdesk import resources
from sealdesk.gui import help_topics, palette
from sealdesk.gui.help_page import lay_out_page
from sealdesk.gui.help_topics import Topic, topic_of
from sealdesk.gui.labels import frame, label
from sealdesk.gui.language import language
from sealdesk.gui.practice_mark import practice_pin

_LIST_PX = 232
_SIZE = QSize(880, 640)
_NAME = Qt.ItemDataRole.UserRole
_PIN_LINE = "{practice_pin}"


class HelpWindow(QWidget):
    """Stays open beside the work and never stands in its way."""

    def __init__(self) -> None:
        super().__init__(None)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setTabChangesFocus(True)
        self.page.setSearchPaths([str(resources.path("help/pictures"))])
        self._none = label("", "secondary", wrap=True)
        self._topic = ""
        self._lay_out()
        self._name_everything()
        self._show_list()
        self.search.textChanged.connect(self._searched)
        self.list.currentItemChanged.connect(self._chosen)
        self.page.anchorClicked.connect(self._followed)
        for keys, do in (
            (QKeySequence("Esc"), self.close),
            (QKeySequence(QKeySequence.StandardKey.Find), self.search.setFocus),
        ):
            QShortcut(keys, self).activated.connect(do)
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))

    def _lay_out(self) -> None:
        left = frame("left")
        left.setFixedWidth(_LIST_PX)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 0, 0)
        column.setSpacing(8)
        field = QHBoxLayout()
        field.setContentsMargins(0, 0, 12, 0)
        field.addWidget(self.search)
        column.addLayout(field)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(left)
        layout.addWidget(self.page, 1)

    def _name_everything(self) -> None:
        self.setWindowTitle(self.tr("SealDesk help"))
        self.search.setPlaceholderText(self.tr("Search the help"))
        self.search.setAccessibleName(self.tr("Search the help"))
        self.list.setAccessibleName(self.tr("Topics"))
        self.page.setAccessibleName(self.tr("Help page"))
        self._none.setText(self.tr("No topic has these words."))

    @property
    def topic(self) -> str:
        """The name of the topic that is shown."""
        return self._topic

    def show_topic(self, name: str) -> None:
        """Show this topic, wherever the list is."""
        if not any(self.list.item(row).data(_NAME) == name for row in range(self.list.count())):
            self.search.clear()
        for row in range(self.list.count()):
            if self.list.item(row).data(_NAME) == name:
                self.list.setCurrentRow(row)

    def _show_list(self) -> None:
        asked = self.search.text()
        shown = help_topics.found(help_topics.topics(language()), asked)
        self.list.blockSignals(True)
        self.list.clear()
        for one in shown:
            item = QListWidgetItem(one.title)
            item.setData(_NAME, one.name)
            item.setSizeHint(QSize(0, palette.ROW_PX))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._none.setVisible(not shown)

    def _searched(self) -> None:
        here = self._topic
        self._show_list()
        names = [self.list.item(row).data(_NAME) for row in range(self.list.count())]
        if names:
            self.list.setCurrentRow(names.index(here) if here in names and not self.search.text() else 0)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            name = item.data(_NAME)
            self._show(next(one for one in help_topics.topics(language()) if one.name == name))

    def _show(self, topic: Topic) -> None:
        self._topic = topic.name
        pin = practice_pin()
        lines = [line for line in topic.text.splitlines() if _PIN_LINE not in line or pin]
        self.page.setMarkdown("\n".join(lines).replace(_PIN_LINE, pin))
        lay_out_page(self.page.document())
        self._mark_found()
        self.page.verticalScrollBar().setValue(0)

    def _mark_found(self) -> None:
        marked = []
        ground, text = (QColor(each) for each in (palette.current().chosen, palette.current().on_chosen))
        for word in self.search.text().split():
            cursor = QTextCursor(self.page.document())
            while not (cursor := self.page.document().find(word, cursor)).isNull():
                one = QTextEdit.ExtraSelection()
                one.cursor = cursor
                one.format.setBackground(ground)
                one.format.setForeground(text)
                marked.append(one)
        self.page.setExtraSelections(marked)

    def _followed(self, link: QUrl) -> None:
        self.show_topic(link.path().removesuffix(".md"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and self._topic:
            here = self._topic
            self._name_everything()
            self._show_list()
            self.show_topic(here)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self in _OPEN:
            _OPEN.remove(self)
        super().closeEvent(event)


_OPEN: list[HelpWindow] = []
"""The help that is open, if any: nothing else holds a window without parent."""


def open_help(window: QWidget, topic: str) -> HelpWindow:
    """Show this topic in the help's window; one that is open already comes to the front.

    Args:
        window: Where the help was asked for.
    """
    if not _OPEN:
        _OPEN.append(HelpWindow())
    shown = _OPEN[0]
    shown.setWindowIcon(window.window().windowIcon())
    shown.show_topic(topic)
    shown.show()
    shown.raise_()
    shown.activateWindow()
    shown.list.setFocus()
    return shown


def close_help() -> None:
    """Close the help's window, if it is open."""
    while _OPEN:
        _OPEN[-1].close()


class HelpKey(QObject):
    """Has F1 open the help in every window and dialog of the application, at the topic of what has the focus."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        application.focusChanged.connect(self._focus_changed)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        # A shortcut of the main window is deaf below a dialog: each window gets its own when it is first entered.
        window = new.window() if new is not None else None
        if window is None or window.property(_HAS_KEY) or isinstance(window, HelpWindow):
            return
        window.setProperty(_HAS_KEY, True)
        key = QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), window)
        key.activated.connect(self.open_for_focus)

    def open_for_focus(self) -> None:
        """Open the topic of what has the focus."""
        at = self._application.focusWidget() or self._application.activeWindow()
        if at is not None:
            open_help(at, topic_of(at))


_HAS_KEY = "help_key"
