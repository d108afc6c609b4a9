"""The forms a text takes: three parts for a trouble, one line for a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sealdesk.errors import ErrorCode


class Language(StrEnum):
    """Languages every text exists in; the first is the default."""

    ZH = "zh"
    EN = "en"


def language_of(name: str) -> Language:
    """The language meant by `zh`, `zh_CN`, `en-GB` …; what is unknown is read as Chinese."""
    start = name[:2].lower()
    return Language(start) if start in tuple(Language) else Language.ZH


@dataclass(frozen=True)
class ErrorText:
    """What a person reads about a trouble.

    Attributes:
        heading: What went wrong, in one short line without a full stop.
        happened: What happened and why, with the facts.
        now: What to do now.
    """

    heading: str
    happened: str
    now: str


@dataclass(frozen=True)
class Words:
    """One short text in every language."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en


ErrorTexts = Mapping[ErrorCode, tuple[ErrorText, ErrorText]]
"""Chinese and English, with the error's facts as `{placeholders}`."""
