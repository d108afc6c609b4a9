"""What the command line writes: JSON for programs, lines for people, one line on stderr for trouble."""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sealdesk.errors import SealDeskError
from sealdesk.texts import error_text, reason_text


def language() -> str:
    """`zh` or `en`: `SEALDESK_LANG`, or what the user's locale says, Chinese first."""
    chosen = os.environ.get("SEALDESK_LANG") or locale.setlocale(locale.LC_CTYPE, None) or ""
    for name in (chosen, os.environ.get("LC_ALL", ""), os.environ.get("LANG", "")):
        if name.lower().startswith(("zh", "en")):
            return name[:2].lower()
    return "zh"


def say(line: str = "") -> None:
    """One line for people on stdout."""
    sys.stdout.write(line + "\n")


def put_json(value: Mapping[str, Any] | list[Any], *, indent: int | None = None) -> None:
    """One JSON value on stdout, on one line unless an indent is asked for."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent, default=_plain) + "\n")


def _plain(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def tell_trouble(error: SealDeskError) -> None:
    """One line on stderr: code, what happened, what to do now."""
    tongue = language()
    text, colon = error_text(error, tongue), "：" if tongue == "zh" else ": "
    line = f"sealdesk: [{error.code}] {text.heading}{colon}{text.happened} {text.now}"
    sys.stderr.write(" ".join(line.split()) + "\n")


def say_aside(line: str) -> None:
    """One line for people on stderr, beside the answer."""
    sys.stderr.write(f"sealdesk: {line}\n")


def warn(code: str, detail: str) -> None:
    """One line on stderr that does not end the command."""
    sys.stderr.write(f"sealdesk: [{code}] {reason_text(code, language())} {detail}\n")
