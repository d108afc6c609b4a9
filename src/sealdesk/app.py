"""The composition root: the only module that knows every face."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sealdesk.cli.main import OtherFaces
from sealdesk.cli.main import run as run_command
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.events import watch_for_bugs
from sealdesk.secrecy import keep_memory_private


def main(arguments: Sequence[str] | None = None) -> int:
    """Start SealDesk; returns the exit status."""
    keep_memory_private()  # before there is anything to keep
    watch_for_bugs()
    words = list(sys.argv[1:] if arguments is None else arguments)
    return run_command(words, OtherFaces(window=_window, server=_server))


def _window(home: Path | None, files: list[Path]) -> int:
    # Qt gives up hard, with a core file, where it finds no display: it is looked for before.
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in displays):
        raise SealDeskError(ErrorCode.WINDOW_NO_DISPLAY)
    from sealdesk.gui.application import run

    return run(home, files, None)


def _server(arguments: list[str]) -> int:
    from sealdesk.server.__main__ import main as serve

    return serve(arguments)
