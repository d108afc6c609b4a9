"""The command line's frame: find the command, run it, turn trouble into one line and an exit status."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sealdesk import __version__
from sealdesk.errors import ErrorCode, SealDeskError

_COMMANDS = ("demo", "requests", "stamp", "verify", "seals", "tokens", "ledger", "sync", "doctor")


@dataclass(frozen=True)
class OtherFaces:
    """The faces the command line only starts: it does not know them."""

    window: Callable[[Path | None, list[Path]], int]
    server: Callable[[list[str]], int]


def run(arguments: Sequence[str], others: OtherFaces) -> int:
    """Run one command; returns its exit status (DESIGN, "The command line is a contract")."""
    if arguments and arguments[0] == "server":
        return others.server(list(arguments[1:]))
    parsed = _parser(arguments).parse_args(arguments)
    try:
        if parsed.command in (None, "gui"):
            return others.window(parsed.home, getattr(parsed, "files", []))
        return int(parsed.run(parsed))
    except SealDeskError as trouble:
        from sealdesk.cli.output import tell_trouble

        tell_trouble(trouble)
        return trouble.code.exit_status
    except BrokenPipeError:
        # Whoever read our output has gone: nothing more to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ErrorCode.OUTPUT_IO_ERROR.exit_status


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sealdesk", description="电子公章用印工作台. Without a command, the window opens."
    )
    parser.add_argument("--version", action="version", version=f"SealDesk {__version__}")
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    window = commands.add_parser("gui", help="open the window")
    window.add_argument("files", type=Path, nargs="*", metavar="FILE")
    window.add_argument("--home", type=Path)
    # Only the command that is asked for is imported; help needs them all.
    named = [name for name in _COMMANDS if name in arguments[:1]] or list(_COMMANDS)
    for name in named:
        importlib.import_module(f"sealdesk.cli.{name}").add(commands)
    if len(named) > 1:
        commands.add_parser("server", help="run the audit endpoint")
    return parser
