"""The window's language: Chinese first, English second; Qt's own words follow."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from sealdesk import resources
from sealdesk.texts import Language, language_of

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
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for folder, file in (
        (qt_folder, "qtbase_zh_CN"),
        (str(resources.path("translations")), "sealdesk_zh_CN"),
    ):
        translator = QTranslator(application)
        if translator.load(file, folder):
            application.installTranslator(translator)


def listed(parts: Iterable[str]) -> str:
    """The parts as a list in a sentence: `、` in Chinese."""
    return ("、" if language() == Language.ZH else ", ").join(parts)


def sentences(*parts: str) -> str:
    """Sentences one after the other; Chinese puts no space between them."""
    return ("" if language() == Language.ZH else " ").join(part for part in parts if part)


def in_brackets(text: str) -> str:
    """The text in the language's own round brackets, with what belongs before them."""
    return f"（{text}）" if language() == Language.ZH else f" ({text})"
