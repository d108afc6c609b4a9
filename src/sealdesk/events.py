"""What happens inside the program, for whoever mends it: event codes with a few safe facts.

Every layer may tell: `Events("tokens").event("token.process_started", milliseconds=41)`. The records go through
`logging`, under the logger `sealdesk.tokens`, with the code as message and the facts in `extra`; whether anything is
written, and where, is the business of `settings.logs`.

What is told is safe by its form, not by the care of whoever tells it: a fact whose name is not listed here, or whose
value has not the form of its name, is dropped. So no path, no name of a document or a person, no message of an
exception and no secret gets into a log.
"""

from __future__ import annotations

import logging
import math
import os
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError

ROOT = "sealdesk"
Plain = int | float | str | list[str]

# Compiled when they are first used: most starts of the command line need three of them.
_CODE = r"[A-Za-z_][A-Za-z0-9_.-]{0,47}|crash, SIG[A-Z]{2,8}|crash, signal [0-9]{1,3}|CKR 0x[0-9a-f]{1,16}"
_DIGEST = r"[0-9a-f]{16,}"
_DIGEST_SHOWN = 16
_EVENT = r"[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)+"
_MODULE_FILE = r"[A-Za-z0-9_.+-]{1,64}\.(so|dll|dylib)(\.[0-9]{1,4}){0,4}"
_PLACE = r"[A-Za-z0-9_]{1,64}\.py:[0-9]{1,6}"
_MOST_PLACES = 16
_STEP = r"[a-z_]{1,32}:[0-9]{1,9}"
_MOST_STEPS = 64
_VERSION = r"[0-9]{1,5}(\.[0-9a-z]{1,8}){0,4}"

# Nothing is printed where nobody listens: `logging` would write warnings to stderr.
logging.getLogger(ROOT).addHandler(logging.NullHandler())


class Events:
    """Tells the events of one area of the program, e.g. `tokens`, `act`, `sync`."""

    def __init__(self, area: str) -> None:
        self._logger = logging.getLogger(f"{ROOT}.{area}")

    def event(self, code: str, /, **facts: object) -> None:
        """Something happened as it should."""
        self._tell(logging.INFO, code, facts)

    def trouble(self, code: str, /, **facts: object) -> None:
        """Something failed in a way the program is made for."""
        self._tell(logging.WARNING, code, facts)

    def refused(self, error: SealDeskError, /, **facts: object) -> None:
        """A person was told this error. Of its facts only the safe ones are kept."""
        self._tell(logging.WARNING, "error.told", {**error.facts, **facts, "code": error.code})

    def bug(self, error: BaseException) -> None:
        """An exception nobody expected: its type and places. Its message stays untold: it may quote a secret."""
        self._tell(logging.ERROR, "program.bug", bug_facts(error))

    def _tell(self, level: int, code: str, facts: Mapping[str, object]) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, code, extra={"facts": safe_facts(facts)})


class Stopwatch:
    """Milliseconds since it was made, and since it was last read."""

    def __init__(self) -> None:
        self._made = self._read = time.monotonic()

    def lap(self) -> int:
        """Since the last `lap`."""
        before, self._read = self._read, time.monotonic()
        return round((self._read - before) * 1000)

    def total(self) -> int:
        """Since it was made."""
        return round((time.monotonic() - self._made) * 1000)


def safe_facts(facts: Mapping[str, object]) -> dict[str, Plain]:
    """Those of `facts` that are on the list and have the form of their name."""
    formed = {name: _FORMS[name](value) for name, value in facts.items() if name in _FORMS}
    return {name: value for name, value in formed.items() if value is not None}


def is_event(code: str) -> bool:
    """Whether this is the form of an event's code: `area.what_happened`."""
    return len(code) <= 64 and re.fullmatch(_EVENT, code) is not None


def bug_facts(error: BaseException) -> dict[str, Any]:
    """Type and places of an exception, the innermost first, and the type of its cause."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]
    cause = error.__cause__ or error.__context__
    return {
        "kind": type(error).__name__,
        "places": places,
        **({"cause": type(cause).__name__} if cause is not None else {}),
    }


def bug_text(error: BaseException) -> str:
    """Type and places of an exception on one line."""
    facts = bug_facts(error)
    return f"{facts['kind']} at {' < '.join(facts['places'])}"


def _number(value: object) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    # Longer ones are no counts: a card's number, a PIN pasted into the wrong place.
    return value if math.isfinite(value) and abs(value) < 10**15 else None


def _matching(form: str, value: object) -> str | None:
    return value if isinstance(value, str) and re.fullmatch(form, value) else None


def _code(value: object) -> str | None:
    if isinstance(value, ErrorCode):
        return value.text
    return _matching(_CODE, value.value if isinstance(value, Enum) else value)


def _digest(value: object) -> str | None:
    digest = _matching(_DIGEST, value)
    return digest[:_DIGEST_SHOWN] if digest else None


def _module(value: object) -> str | None:
    """A PKCS#11 module's file, without its folder."""
    return _matching(_MODULE_FILE, value.name if isinstance(value, Path) else value)


def _steps(value: object) -> list[str] | None:
    """`name:milliseconds`, a step each."""
    steps = value[:_MOST_STEPS] if isinstance(value, list) else []
    return [step for step in steps if _matching(_STEP, step)] or None


def _version(value: object) -> str | None:
    return _matching(_VERSION, str(value))


def _places(value: object) -> list[str] | None:
    places = value[:_MOST_PLACES] if isinstance(value, list) else []
    return [place for place in places if _matching(_PLACE, place)] or None


_NUMBERS = """
    count impressions index limit_s line milliseconds pages pid received seconds sent signal signatures size status
    tokens tries_left waited_s
"""
_CODES = "area category cause code command face kind limit method policy reason result state step verb way"
_DIGESTS = "act certificate entry root sha256"
_FORMS: Mapping[str, Callable[[object], Plain | None]] = {
    **dict.fromkeys(_NUMBERS.split(), _number),
    **dict.fromkeys(_CODES.split(), _code),
    **dict.fromkeys(_DIGESTS.split(), _digest),
    "module": _module,
    "places": _places,
    "steps": _steps,
    "version": _version,
}
"""Every fact that may be told, and the form its value must have."""


# Bugs that nobody catches.


def watch_for_bugs() -> None:
    """Log exceptions that reach the end of the program or of a thread, or that a destructor raised.

    On stderr they are told by type and places too, as that may be a file of the desktop's: the message might quote a
    secret. With `SEALDESK_TRACEBACK` in the environment Python's own words are printed.
    """
    sys.excepthook = _on_main_thread
    threading.excepthook = _on_other_thread
    sys.unraisablehook = _unraisable


def _on_main_thread(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _tell_bug(error, lambda: sys.__excepthook__(kind, error, trace))


def _on_other_thread(hook: threading.ExceptHookArgs) -> None:
    if hook.exc_value is not None and hook.exc_type is not SystemExit:
        _tell_bug(hook.exc_value, lambda: threading.__excepthook__(hook))


def _unraisable(hook: Any) -> None:  # sys.UnraisableHookArgs is a name for type checkers only
    if hook.exc_value is not None:
        _tell_bug(hook.exc_value, lambda: sys.__unraisablehook__(hook))


def _tell_bug(error: BaseException, in_full: Callable[[], object]) -> None:
    if isinstance(error, KeyboardInterrupt):
        in_full()
        return
    Events("program").bug(error)
    if os.environ.get("SEALDESK_TRACEBACK"):
        in_full()
    elif sys.stderr is not None:
        sys.stderr.write(f"sealdesk: [program.bug] {bug_text(error)}\n")
