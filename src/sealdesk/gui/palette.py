"""Colours of the window, light and dark, in one place.

Seal red belongs to seals and to the 盖章 button alone; troubles are told by icon, words and an amber or dark
ground. Every pair of text and ground named here has a contrast of at least 4.5:1 (WCAG 2.2 §1.4.3; tested).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from sealdesk import resources


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Colours:
    """Named by their use; `…_ground` lies under the text of the same name.

    Attributes:
        desk: The neutral ground the page lies on.
        panel: Side panels and bars.
        field: Lists, tables, text fields.
        line: Separators; decorative.
        edge: Borders of controls; at least 3:1 against `panel` and `field`.
        accent: Focus, selection, links.
        seal: Seals and the 盖章 button.
    """

    desk: str
    panel: str
    field: str
    hover: str
    line: str
    edge: str
    text: str
    secondary: str
    disabled: str
    accent: str
    on_accent: str
    chosen: str
    on_chosen: str
    seal: str
    seal_hover: str
    on_seal: str
    good: str
    good_ground: str
    warning: str
    warning_ground: str
    bad: str
    bad_ground: str
    neutral: str
    neutral_ground: str


LIGHT = Colours(
    desk="#dfe2e6",
    panel="#f6f7f8",
    field="#ffffff",
    hover="#eceef1",
    line="#dcdfe3",
    edge="#868d96",
    text="#1d2126",
    secondary="#565d66",
    disabled="#8b929a",
    accent="#1f5fa8",
    on_accent="#ffffff",
    chosen="#dde8f5",
    on_chosen="#12375f",
    seal="#c8161d",
    seal_hover="#a91218",
    on_seal="#ffffff",
    good="#14632f",
    good_ground="#e3f3e7",
    warning="#7a4b00",
    warning_ground="#fdf1d7",
    bad="#ffffff",
    bad_ground="#74142b",
    neutral="#454c55",
    neutral_ground="#e9ebee",
)

DARK = Colours(
    desk="#16181b",
    panel="#212428",
    field="#191b1e",
    hover="#2c3035",
    line="#363a40",
    edge="#7d858f",
    text="#e9ebee",
    secondary="#aab1ba",
    disabled="#747b84",
    accent="#7db3ee",
    on_accent="#0b1c30",
    chosen="#24405f",
    on_chosen="#e2eefb",
    seal="#c8161d",
    seal_hover="#dd2f35",
    on_seal="#ffffff",
    good="#9fdcb0",
    good_ground="#173323",
    warning="#f3cd84",
    warning_ground="#3a2c10",
    bad="#ffffff",
    bad_ground="#8a1a36",
    neutral="#c9ced5",
    neutral_ground="#2d3137",
)

BODY_PX, SMALL_PX, LARGE_PX = 14, 12, 20
GRID_PX = 8
ROW_PX = 36


def colours_of(theme: Theme) -> Colours:
    return LIGHT if theme is Theme.LIGHT else DARK


def current() -> Colours:
    """The colours in force, set by `apply`."""
    chosen = QApplication.instance()
    name = chosen.property("sealdesk_theme") if chosen is not None else None
    return colours_of(Theme(name)) if name else LIGHT


def apply(application: QApplication, theme: Theme) -> None:
    """Give the whole application this theme, its fonts and its style."""
    application.setProperty("sealdesk_theme", theme.value)
    application.setPalette(_qt_palette(colours_of(theme)))
    application.setStyleSheet(stylesheet(colours_of(theme)))


def _qt_palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, colours.panel),
        (role.WindowText, colours.text),
        (role.Base, colours.field),
        (role.AlternateBase, colours.panel),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.secondary),
        (role.Button, colours.panel),
        (role.ButtonText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
        (role.ToolTipBase, colours.field),
        (role.ToolTipText, colours.text),
        (role.Mid, colours.line),
        (role.Dark, colours.edge),
    ):
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(colours.disabled))
    return palette


def stylesheet(colours: Colours) -> str:
    """The application's style sheet. Widgets take part by `setProperty("look", …)`, see the selectors."""
    names = {field.name: getattr(colours, field.name) for field in fields(colours)}
    tick, chevron = _DRAWN[colours is LIGHT]
    filled = _STYLE.replace("@check@", resources.path(f"icons/{tick}.svg").as_posix())
    filled = filled.replace("@chevron@", resources.path(f"icons/{chevron}.svg").as_posix())
    for name in sorted(names, key=len, reverse=True):
        filled = filled.replace(f"@{name}@", names[name])
    return filled


_DRAWN = {True: ("tick-white", "chevron-down-light"), False: ("tick-dark", "chevron-down-dark")}
"""Icons that the style sheet draws itself, in their own colour, for the light theme and the dark one."""

_STYLE = """
* { font-size: 14px; }
QToolTip { background: @field@; color: @text@; border: 1px solid @edge@; padding: 4px 6px; font-size: 12px; }
QMainWindow, QDialog { background: @panel@; }
QLabel[look="small"] { font-size: 12px; color: @secondary@; }
QLabel[look="heading"] { font-size: 20px; font-weight: 500; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="secondary"] { color: @secondary@; }
QLabel[look="warning-line"], QLabel[look="hint"] { color: @warning@; }
QLabel[look="hint"] { font-size: 12px; }
QLabel:disabled, QLabel[look="small"]:disabled { color: @disabled@; }
QLabel[look="section"] { font-size: 12px; font-weight: 600; color: @secondary@; }

QFrame[look="panel"] { background: @panel@; border: none; }
QFrame[look="left"] { background: @panel@; border: none; border-right: 1px solid @line@; }
QFrame[look="right"] { background: @panel@; border: none; border-left: 1px solid @line@; }
QFrame[look="top"] { background: @panel@; border: none; border-bottom: 1px solid @line@; }
QFrame[look="bottom"] { background: @panel@; border: none; border-top: 1px solid @line@; }
QFrame[look="line"] { background: @line@; border: none; max-height: 1px; min-height: 1px; }
QFrame[look="desk"] { background: @desk@; border: none; }
QFrame[look="good"] { background: @good_ground@; border: none; border-radius: 6px; }
QFrame[look="warning"] { background: @warning_ground@; border: none; border-radius: 6px; }
QFrame[look="bad"] { background: @bad_ground@; border: none; border-radius: 6px; }
QFrame[look="neutral"] { background: @neutral_ground@; border: none; border-radius: 6px; }
QFrame[look="guide"] { background: @field@; border: 1px solid @edge@; border-radius: 8px; }
QFrame[look="drop"] { background: @field@; border: 2px dashed @edge@; border-radius: 8px; }
QFrame[look="drop"][over="true"] { border-color: @accent@; background: @chosen@; }
QFrame[look="good"] QLabel { color: @good@; }
QFrame[look="warning"] QLabel { color: @warning@; }
QFrame[look="bad"] QLabel { color: @bad@; }
QFrame[look="neutral"] QLabel { color: @neutral@; }

QPushButton { background: @field@; color: @text@; border: 1px solid @edge@; border-radius: 4px;
    padding: 0 14px; min-height: 30px; }
QPushButton:hover { background: @hover@; }
QPushButton:pressed { background: @line@; }
QPushButton:focus { border: 2px solid @accent@; padding: 0 13px; min-height: 28px; }
QPushButton:disabled { color: @disabled@; border-color: @line@; background: @panel@; }
QPushButton[look="compact"] { padding: 0 6px; }
QPushButton[look="compact"]:focus { padding: 0 5px; }
QPushButton:checked { background: @chosen@; color: @on_chosen@; border-color: @accent@; }
QPushButton[look="seal"] { background: @seal@; color: @on_seal@; border: 1px solid @seal@; font-size: 16px;
    font-weight: 600; min-height: 38px; }
QPushButton[look="seal"]:hover { background: @seal_hover@; border-color: @seal_hover@; }
QPushButton[look="seal"]:focus { border: 2px solid @text@; min-height: 36px; }
QPushButton[look="seal"]:disabled { background: @neutral_ground@; border-color: @line@; color: @disabled@; }
QPushButton[look="flat"] { border: 1px solid transparent; background: transparent; padding: 0 8px; }
QPushButton[look="flat"]:hover { background: @hover@; }
QPushButton[look="flat"]:focus { border: 2px solid @accent@; padding: 0 7px; }
QPushButton[look="flat"]:disabled { color: @disabled@; }
QPushButton[look="link"] { border: 1px solid transparent; background: transparent; padding: 0 2px; min-height: 22px;
    color: @accent@; font-size: 12px; text-align: left; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border: 1px solid @accent@; min-height: 22px; padding: 0 2px; }
QPushButton[look="link"]:disabled { color: @disabled@; }

QPushButton[look="tab"] { border: none; border-bottom: 2px solid transparent; border-radius: 0; background: transparent;
    padding: 0 14px; min-height: 38px; color: @secondary@; }
QPushButton[look="tab"]:hover { color: @text@; background: @hover@; }
QPushButton[look="tab"]:checked { color: @text@; font-weight: 600; border-bottom: 2px solid @accent@; }
QPushButton[look="tab"]:focus { background: @chosen@; color: @on_chosen@; }

QToolButton { border: 1px solid transparent; border-radius: 4px; background: transparent; padding: 5px; }
QToolButton:hover { background: @hover@; }
QToolButton:checked { background: @chosen@; }
QToolButton:focus { border: 1px solid @accent@; }

QLineEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QComboBox, QPlainTextEdit { background: @field@; color: @text@;
    border: 1px solid @edge@; border-radius: 4px; padding: 0 8px; min-height: 30px;
    selection-background-color: @accent@; selection-color: @on_accent@; }
QPlainTextEdit { padding: 6px 8px; }
QSpinBox, QDoubleSpinBox { padding: 0; min-height: 27px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus {
    border: 2px solid @accent@; padding: 0 7px; min-height: 28px; }
QSpinBox:focus, QDoubleSpinBox:focus { padding: 0; min-height: 25px; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: @disabled@;
    border-color: @line@; background: @panel@; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
    width: 0; border: none; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 22px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("@chevron@"); width: 14px; height: 14px; margin-right: 8px; }
QComboBox QAbstractItemView { background: @field@; color: @text@; border: 1px solid @edge@;
    selection-background-color: @chosen@; selection-color: @on_chosen@; outline: none; }

QListView, QTableView, QTreeView { background: @panel@; color: @text@; border: none; outline: none; }
QTableView { background: @field@; gridline-color: transparent; alternate-background-color: @panel@; }
QListView::item { border: none; padding: 0 6px; }
QTableView, QListView, QTextBrowser, PageCanvas { border: 1px solid transparent; }
QTableView:focus, QListView:focus, QTextBrowser:focus, PageCanvas:focus { border: 1px solid @accent@; }
QTableView::item { padding: 0 8px; border: none; }
QTableView::item:selected, QListView::item:selected { background: @chosen@; color: @on_chosen@; }
QHeaderView { background: @panel@; }
QHeaderView::section { background: @panel@; color: @secondary@; border: none; border-bottom: 1px solid @line@;
    padding: 0 8px; min-height: 34px; font-size: 12px; font-weight: 600; }

QMenuBar { background: @panel@; color: @text@; border: none; }
QMenuBar::item { padding: 6px 10px; background: transparent; }
QMenuBar::item:selected { background: @hover@; }
QMenu { background: @field@; color: @text@; border: 1px solid @edge@; padding: 4px 0; }
QMenu::item { padding: 7px 28px 7px 28px; }
QMenu::item:selected { background: @chosen@; color: @on_chosen@; }
QMenu::item:disabled { color: @disabled@; }
QMenu::separator { height: 1px; background: @line@; margin: 4px 0; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @edge@; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
QScrollArea { border: 1px solid transparent; background: transparent; }
QScrollArea:focus { border: 1px solid @accent@; }
QScrollArea > QWidget > QWidget { background: transparent; }
QSplitter::handle { background: @line@; }

QProgressBar { background: @neutral_ground@; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @accent@; border-radius: 3px; }
QCheckBox { spacing: 8px; color: @text@; min-height: 28px; }
QCheckBox:disabled { color: @disabled@; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @edge@; border-radius: 3px; background: @field@; }
QCheckBox::indicator:checked { background: @accent@; border-color: @accent@; image: url("@check@"); }
QSlider { border: 1px solid transparent; border-radius: 4px; }
QSlider:focus { border: 1px solid @accent@; }
QCheckBox:focus, QRadioButton:focus { color: @accent@; }
QRadioButton { spacing: 8px; color: @text@; min-height: 28px; }
QRadioButton:disabled { color: @disabled@; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @edge@; border-radius: 8px;
    background: @field@; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid @accent@; }
QRadioButton::indicator:focus { border-color: @accent@; }
QCheckBox::indicator:focus { border-color: @accent@; }
"""
