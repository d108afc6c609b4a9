"""The window's language: Chinese first, English second; Qt's own words follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from sealdesk import resources
from sealdesk.texts import Language, language_of

_MISSING = {
    "&Look in:": "位置(&L)：",
    "Look in:": "位置：",
    "&File name:": "文件名(&N)：",
    "Files of &type:": "文件类型(&T)：",
    "Files of type:": "文件类型：",
    "Save": "保存",
    "&Save": "保存(&S)",
    "Cancel": "取消",
    "Go back": "后退",
    "Go forward": "前进",
    "Go to the parent directory": "上一级文件夹",
    "Create a New Folder": "新建文件夹",
    "Change to list view mode": "列表显示",
    "Change to detail view mode": "详细显示",
    "Sidebar": "侧栏",
    "Files": "文件",
    "List of places and bookmarks": "位置与书签",
}
_PROPERTY = "sealdesk_language"


def language() -> str:
    """The language in force, as `sealdesk.texts` names it."""
    application = QApplication.instance()
    chosen = application.property(_PROPERTY) if application is not None else None
    return str(chosen) if chosen else Language.ZH.value


def set_language(application: QApplication, name: str) -> None:
    """Speak this language in every widget made from now on. English is what the sources say."""
    chosen = language_of(name)
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    application.setProperty(_PROPERTY, chosen.value)
    QLocale.setDefault(QLocale("zh_CN" if chosen is Language.ZH else "en_GB"))
    if chosen is not Language.ZH:
        return
    application.installTranslator(_LateWords(application))  # asked last: what Qt's own files do not say
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for folder, file in (
        (qt_folder, "qtbase_zh_CN"),
        (str(resources.path("translations")), "sealdesk_zh_CN"),
    ):
        translator = QTranslator(application)
        if translator.load(file, folder):
            application.installTranslator(translator)


class _LateWords(QTranslator):
    """Words of Qt's own dialogs that its Chinese files miss."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return _MISSING.get(source) if context in ("QFileDialog", "QPlatformTheme") else None

    def isEmpty(self) -> bool:
        return False


def listed(parts: Iterable[str]) -> str:
    """The parts as a list in a sentence: `、` in Chinese."""
    return ("、" if language() == Language.ZH else ", ").join(parts)


def sentences(*parts: str) -> str:
    """Sentences one after the other; Chinese puts no space between them."""
    return ("" if language() == Language.ZH else " ").join(part for part in parts if part)


def dated(name: str) -> str:
    """A name for a file that says from which day it is."""
    return f"{name} {datetime.now().astimezone():%Y-%m-%d}"


def in_brackets(text: str) -> str:
    """The text in the language's own round brackets, with what belongs before them."""
    return f"（{text}）" if language() == Language.ZH else f" ({text})"
