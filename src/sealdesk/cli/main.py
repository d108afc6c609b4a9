"""The command line's frame: find the command, run it, turn trouble into one line and an exit status."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sealdesk import __version__, events
from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError

_COMMANDS = (
    "demo",
    "people",
    "policy",
    "requests",
    "delegations",
    "convert",
    "print-copy",
    "stamp",
    "batch",
    "templates",
    "verify",
    "seals",
    "tokens",
    "ledger",
    "sync",
    "workspace",
    "doctor",
)
_WINDOW = (None, "gui")
_LOG = events.Events("program")


@dataclass(frozen=True)
class OtherFaces:
    """The faces the command line only starts: it does not know them."""

    window: Callable[[Path | None, list[Path]], int]
    server: Callable[[list[str]], int]


def run(arguments: Sequence[str], others: OtherFaces) -> int:
    """Run one command; returns its exit status (DESIGN, "The command line is a contract")."""
    if arguments and arguments[0] == "server":
        return others.server(list(arguments[1:]))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # file names that are not UTF-8; good JSON, too
    parsed = _parser(arguments).parse_args(arguments)
    with _log(parsed) as log:
        log.status = _answered(parsed, others)
    return log.status


@dataclass
class _Ending:
    status: int = ExitStatus.COULD_NOT


@contextlib.contextmanager
def _log(parsed: argparse.Namespace) -> Iterator[_Ending]:
    """The workspace's log, from the start of the command to its end."""
    from sealdesk.settings.layout import Layout, default_home
    from sealdesk.settings.logs import start_log, stop_log

    face = "window" if parsed.command in _WINDOW else "command_line"
    # No HOME, the working folder gone, a home that may not be entered: the command itself tells, where it matters.
    with contextlib.suppress(RuntimeError, OSError):
        start_log(Layout((getattr(parsed, "home", None) or default_home()).absolute()), face)
    words = {"command": parsed.command, "verb": getattr(parsed, "verb", None)}
    _LOG.event("program.started", version=__version__, **words)
    watch, ending = events.Stopwatch(), _Ending()
    try:
        yield ending
    finally:
        _LOG.event("program.ended", status=int(ending.status), milliseconds=watch.total())
        stop_log()


def _answered(parsed: argparse.Namespace, others: OtherFaces) -> int:
    try:
        return _run(parsed, others)
    except SealDeskError as trouble:
        return _told(trouble)
    except KeyboardInterrupt:
        return _told(SealDeskError(ErrorCode.PROGRAM_INTERRUPTED))
    except BrokenPipeError:
        # Whoever read our output has gone: nothing more to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ErrorCode.OUTPUT_IO_ERROR.exit_status
    except Exception as bug:
        # Its exit status must not be one that means something: Python's own is 1, "the answer is no".
        _LOG.bug(bug)
        if os.environ.get("SEALDESK_TRACEBACK"):
            raise
        return _told(SealDeskError(ErrorCode.PROGRAM_FAULT, kind=type(bug).__name__, place=_place(bug)))


def _run(parsed: argparse.Namespace, others: OtherFaces) -> int:
    _check_texts(parsed)
    if parsed.command in _WINDOW:
        return others.window(parsed.home, getattr(parsed, "files", []))
    status = int(parsed.run(parsed))
    sys.stdout.flush()  # here, where trouble with it can still be told
    return status


def _check_texts(parsed: argparse.Namespace) -> None:
    """Words that are not UTF-8 can be file names; ids and texts they cannot be."""
    for name, value in vars(parsed).items():
        if isinstance(value, str) and not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise SealDeskError(ErrorCode.USAGE_WRONG, what=f"{name}: UTF-8") from None


def _told(trouble: SealDeskError) -> int:
    from sealdesk.cli.output import tell_trouble

    _LOG.refused(trouble)
    tell_trouble(trouble)
    return trouble.code.exit_status


def _place(bug: BaseException) -> str:
    """Where in the program it happened. Its message stays untold: it may quote what was typed."""
    last = traceback.extract_tb(bug.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sealdesk",
        description="电子公章用印工作台. The workbench of an electronic seal's custodian."
        " Without a command, the window opens.",
        epilog="Exit status: 0 done and good, 1 done and the answer is no, 2 wrong usage, 3 refused by policy,"
        " seal or token state, 4 could not be done. `sealdesk COMMAND --help` tells more; SEALDESK_LANG=zh or en"
        " chooses the language of answers.",
    )
    parser.add_argument("--version", action="version", version=f"SealDesk {__version__}")
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    window = commands.add_parser("gui", help="open the window")
    window.add_argument("files", type=Path, nargs="*", metavar="FILE", help="PDFs to open")
    window.add_argument(
        "--home",
        type=Path,
        default=argparse.SUPPRESS,
        help="the workspace (default: SEALDESK_HOME, or the user's own)",
    )
    # Only the command that is asked for is imported; help needs them all.
    named = [name for name in _COMMANDS if name in arguments[:1]] or list(_COMMANDS)
    for name in named:
        importlib.import_module(f"sealdesk.cli.{name.replace('-', '_')}").add(commands)
    if len(named) > 1:
        commands.add_parser("server", help="run the audit endpoint, make codes for workstations")
    return parser
