"""The bar above the page: pages, zoom, undo, and where the mouse is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from sealdesk.gui.labels import label, tool_button
from sealdesk.gui.page_canvas import PageCanvas
from sealdesk.gui.page_layout import Fit, ViewMode
from sealdesk.gui.screen_ruler import measure_screen
from sealdesk.gui.session import Session

_PERCENTS = (50, 75, 100, 125, 150, 200, 400)


class PageBar(QFrame):
    """Signals:
    undo_asked, redo_asked: A step back or forward in placing.
    search_asked: Words on the pages are to be found.
    """

    undo_asked = Signal()
    redo_asked = Signal()
    search_asked = Signal()

    def __init__(self, session: Session, canvas: PageCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "top")
        self._session, self._canvas = session, canvas
        self.back = tool_button("chevron-left", self.tr("Previous page"))
        self.on = tool_button("chevron-right", self.tr("Next page"))
        self.number = QLineEdit()
        self.number.setFixedWidth(56)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.number.setAccessibleName(self.tr("Page number"))
        self.count = label("/ 0", "secondary")
        self.smaller = tool_button("zoom-out", self.tr("Zoom out"))
        self.larger = tool_button("zoom-in", self.tr("Zoom in"))
        self.percent = self._zoom_button()
        self.width_fit = tool_button("move-horizontal", self.tr("Fit width"))
        self.page_fit = tool_button("maximize", self.tr("Fit page"))
        self.below = tool_button("gallery-vertical", self.tr("Pages one below the other"))
        self.below.setCheckable(True)
        self.search = tool_button("search", self.tr("Find in the document (Ctrl+F)"))
        self.undo = tool_button("undo-2", self.tr("Undo"))
        self.redo = tool_button("redo-2", self.tr("Redo"))
        self.place = label("", "small")
        self._lay_out()
        self._connect()
        self._document_changed()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 12, 4)
        layout.setSpacing(4)
        for part in (self.back, self.number, self.count, self.on):
            layout.addWidget(part)
        layout.addSpacing(16)
        for part in (self.smaller, self.percent, self.larger, self.width_fit, self.page_fit, self.below):
            layout.addWidget(part)
        layout.addSpacing(16)
        layout.addWidget(self.search)
        layout.addWidget(self.undo)
        layout.addWidget(self.redo)
        layout.addStretch(1)
        layout.addWidget(self.place)

    def _connect(self) -> None:
        session, canvas = self._session, self._canvas
        self.back.clicked.connect(lambda: session.show_page(session.page - 1))
        self.on.clicked.connect(lambda: session.show_page(session.page + 1))
        self.number.returnPressed.connect(self._jump)
        self.smaller.clicked.connect(lambda: canvas.set_zoom(canvas.zoom / 1.25))
        self.larger.clicked.connect(lambda: canvas.set_zoom(canvas.zoom * 1.25))
        self.width_fit.clicked.connect(lambda: canvas.set_fit(Fit.WIDTH))
        self.page_fit.clicked.connect(lambda: canvas.set_fit(Fit.PAGE))
        self.below.clicked.connect(self._set_mode)
        self.search.clicked.connect(self.search_asked)
        self.undo.clicked.connect(self.undo_asked)
        self.redo.clicked.connect(self.redo_asked)
        canvas.zoom_changed.connect(self._zoom_changed)
        canvas.view_changed.connect(self._view_changed)
        canvas.hovered.connect(self._hovered)
        session.document_changed.connect(self._document_changed)
        session.page_changed.connect(self._page_changed)
        session.places_changed.connect(self._places_changed)

    def ask_page(self) -> None:
        """Put the hand into the field of the page's number."""
        self.number.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.number.selectAll()

    def _zoom_button(self) -> QToolButton:
        made = QToolButton()
        # The style's own arrow hangs below the words.
        made.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        made.setMinimumWidth(88)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        for percent in _PERCENTS:
            words = self.tr("100 % (true size)") if percent == 100 else f"{percent} %"
            menu.addAction(words, self._zooming(percent / 100))
        menu.addSeparator()
        menu.addAction(self.tr("Fit width"), lambda: self._canvas.set_fit(Fit.WIDTH))
        menu.addAction(self.tr("Fit page"), lambda: self._canvas.set_fit(Fit.PAGE))
        menu.addSeparator()
        menu.addAction(self.tr("Measure the screen…"), lambda: measure_screen(self._canvas))
        made.setMenu(menu)
        return made

    def _zooming(self, zoom: float) -> Callable[[], None]:
        return lambda: self._canvas.set_zoom(zoom)

    def _set_mode(self, below: bool) -> None:
        self._canvas.set_mode(ViewMode.CONTINUOUS if below else ViewMode.SINGLE)

    def _view_changed(self) -> None:
        self.below.setChecked(self._canvas.mode is ViewMode.CONTINUOUS)
        self._zoom_changed(self._canvas.zoom)

    def _jump(self) -> None:
        page = int(self.number.text() or "1")
        self._session.show_page(page)
        self._canvas.show_page(self._session.page)
        self._page_changed(self._session.page)
        self._canvas.setFocus()

    def _document_changed(self) -> None:
        document = self._session.document
        pages = document.pages if document else 0
        self.number.setValidator(QIntValidator(1, max(1, pages), self))
        self.count.setText(f"/ {pages}")
        for part in (
            self.number,
            self.smaller,
            self.percent,
            self.larger,
            self.width_fit,
            self.page_fit,
            self.below,
            self.search,
        ):
            part.setEnabled(pages > 0)
        self._view_changed()
        self._page_changed(self._session.page)
        self._places_changed()

    def _page_changed(self, page: int) -> None:
        pages = self._session.document.pages if self._session.document else 0
        self.number.setText(str(page) if pages else "")
        self.back.setEnabled(page > 1 and pages > 0)
        self.on.setEnabled(page < pages)

    def _places_changed(self) -> None:
        history = self._session.history
        for step, possible, words in (
            (self.undo, history.can_undo, history.undo_words),
            (self.redo, history.can_redo, history.redo_words),
        ):
            step.setEnabled(possible)
            step.setToolTip(words)
            step.setAccessibleName(words)

    def _zoom_changed(self, zoom: float) -> None:
        """100 % is true size; where nobody measured the screen that is only likely."""
        percent = f"{zoom * 100:.0f} %"
        if self._canvas.is_true_scale_measured:
            hint = self.tr("Zoom; 100 % is true size on this screen")
        else:
            percent = f"≈ {percent}"
            hint = self.tr("Zoom; 100 % is about true size: nobody has measured this screen yet")
        self.percent.setText(f"{percent} ▾")
        self.percent.setToolTip(hint)
        self.percent.setAccessibleName(self.tr("Zoom: {percent}").format(percent=percent))

    def _hovered(self, at: tuple[int, float, float] | None) -> None:
        self.place.setText("" if at is None else f"{at[1]:.1f}, {at[2]:.1f} mm")
