"""What people write about seals: text that reads as it is kept, on one line, with nothing in it that is not seen."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories: controls, formats (as those that turn the direction), surrogates, line and paragraph ends."""

_BREAKS = re.compile(r"[\t\r\n]+")


def is_plain(text: str) -> bool:
    """Whether every character can be seen, or is a space."""
    return not any(unicodedata.category(character) in _UNSEEN for character in text)


def seen(text: str) -> str:
    """A stranger's text as it may be shown: in place of what cannot be seen stands U+FFFD."""
    return text if is_plain(text) else "".join(one if is_plain(one) else "\ufffd" for one in text)


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, however wide their characters are, and whatever spaces they have."""
    first, second = (unicodedata.normalize("NFKC", "".join(name.split())) for name in (one, other))
    return first == second


def on_one_line(text: str) -> str:
    """A text that was written over several lines, on one; nothing else is changed."""
    return _BREAKS.sub(" ", text).strip()
