"""Arguments that several commands share."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenRef
from sealdesk.service.desk import Desk, open_desk
from sealdesk.service.workstation import check_settings


def add_home(parser: argparse.ArgumentParser) -> None:
    # Without a default of its own it leaves alone what `sealdesk --home DIR COMMAND` said.
    parser.add_argument(
        "--home",
        type=Path,
        default=argparse.SUPPRESS,
        help="the workspace (default: SEALDESK_HOME, or the user's own)",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer in JSON, for programs")


def add_person(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="person", required=True, metavar="PERSON", help="who acts, by id")
    parser.add_argument("--password-file", type=Path, metavar="F", help="file with the person's password")


def desk_of(arguments: argparse.Namespace) -> Desk:
    """The workspace the arguments name; settled interruptions are told on stderr."""
    desk = open_desk(arguments.home)
    for settlement in desk.settlements:
        sys.stderr.write(
            f"sealdesk: interrupted act {settlement.act_id} settled: {settlement.settled_as.value}"
            f" ({settlement.target})\n"
        )
    return desk


def password_of(arguments: argparse.Namespace) -> str:
    """The person's password, from the file named or asked for on the terminal.

    `password_option` of the arguments says which option names that file, where it is not `--password-file`.
    """
    if arguments.password_file is not None:
        return read_secret(arguments.password_file)
    if sys.stdin.isatty():
        return _typed(f"{arguments.person}: ")
    option = getattr(arguments, "password_option", "--password-file")
    raise SealDeskError(ErrorCode.PERSON_PASSWORD_MISSING, person=arguments.person, option=option)


def new_password_of(person_id: str, option: str = "--password-file", *, file: Path | None = None) -> str:
    """A password that a person chooses: the first line of a file, or typed twice on the terminal.

    Raises:
        SealDeskError: `PERSON_PASSWORD_MISSING`; `PERSON_PASSWORD_WRONG` where the two are not the same.
    """
    if file is not None:
        return read_secret(file)
    if not sys.stdin.isatty():
        raise SealDeskError(ErrorCode.PERSON_PASSWORD_MISSING, person=person_id, option=option)
    first, again = (_typed(f"{person_id} {number}/2: ") for number in (1, 2))
    if first != again:
        raise SealDeskError(ErrorCode.PERSON_PASSWORD_WRONG, person=person_id)
    return first


def maker_password_of(arguments: argparse.Namespace) -> str:
    """The password of the seal maker's key, from `--maker-password-file` or asked for on the terminal."""
    if arguments.maker_password_file is not None:
        return read_secret(arguments.maker_password_file)
    if sys.stdin.isatty():
        return _typed("制章者 / seal maker: ")
    raise SealDeskError(ErrorCode.MAKER_PASSWORD_MISSING, option="--maker-password-file")


def read_secret(path: Path) -> str:
    """The first line of a file that holds a secret."""
    try:
        return path.read_text("utf-8").split("\n", 1)[0]
    except (OSError, UnicodeDecodeError) as trouble:
        # Not `from`: the error of a decoder carries the bytes it could not read.
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=type(trouble).__name__) from None


def add_document_password(parser: argparse.ArgumentParser, before: str = "") -> None:
    """Where the password of an encrypted document comes from; `before` says what else follows on stdin."""
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--password", metavar="PW", help="of an encrypted document; other users can see it while this runs"
    )
    ways.add_argument(
        "--password-file", type=Path, metavar="F", help="file with the password of an encrypted document"
    )
    ways.add_argument(
        "--password-stdin",
        action="store_true",
        help=f"read that password from the first line of stdin{before}",
    )


def document_password(arguments: argparse.Namespace) -> str | None:
    """The password of the document, where one is given. To be asked once: it may come from stdin."""
    if arguments.password_file is not None:
        return read_secret(arguments.password_file)
    if arguments.password_stdin:
        return _line_of_stdin("--password-stdin")
    password: str | None = arguments.password
    return password


def _typed(prompt: str) -> str:
    try:
        return getpass.getpass(prompt)
    except EOFError:
        return ""


def add_pin(parser: argparse.ArgumentParser, lines: str = "the PIN") -> None:
    """Options that say where PINs come from; `lines` says what stdin holds."""
    pin = parser.add_mutually_exclusive_group()
    pin.add_argument("--pin-stdin", action="store_true", help=f"read {lines} from stdin, one a line")
    pin.add_argument(
        "--pin-file", type=Path, metavar="F", help="file with the PIN; in evaluation workspaces only"
    )
    add_last_try(parser)


def add_last_try(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--last-try", action="store_true", help="go on although another wrong PIN locks the token"
    )


def pin_of(arguments: argparse.Namespace, desk: Desk | None, prompt: str = "PIN: ") -> str:
    """One entry of a PIN: the next line of stdin, a file (evaluation workspaces only), or the terminal.

    Args:
        desk: None for a command that needs no workspace: it takes no PIN from a file.

    Raises:
        SealDeskError: `PIN_FILE_FORBIDDEN`, `TOKEN_PIN_MISSING`; as `workstation.check_settings`.
    """
    if getattr(arguments, "pin_file", None) is not None:
        if desk is None or not desk.settings.evaluation:
            raise SealDeskError(ErrorCode.PIN_FILE_FORBIDDEN)
        check_settings(desk)
        return read_secret(arguments.pin_file)
    if arguments.pin_stdin:
        pin = _line_of_stdin("--pin-stdin")
    elif sys.stdin.isatty():
        pin = _typed(prompt)
    else:
        pin = ""
    if not pin:
        raise SealDeskError(ErrorCode.TOKEN_PIN_MISSING)
    return pin


def _line_of_stdin(option: str) -> str:
    try:
        line = sys.stdin.readline().rstrip("\r\n")
        line.encode()  # where the locale is no UTF-8, bytes that are none come as surrogates
    except UnicodeError:
        # Not `from`: the error of a codec carries the text it could not take.
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=f"{option}: UTF-8") from None
    return line


def unlock_asked(arguments: argparse.Namespace, desk: Desk, token: TokenRef) -> None:
    """Unlock a token with the PIN that the arguments lead to, or on its own pad.

    Raises:
        SealDeskError: As `pin_of` and `token_side.unlock`.
    """
    from sealdesk.service.token_side import find, unlock  # who verifies or asks for a seal needs no token

    pad = find(desk, token).protected_authentication_path
    pin = None if pad else pin_of(arguments, desk, f"PIN {token}: ")
    unlock(desk, token, pin, last_try_confirmed=arguments.last_try)


def name_of_person(desk: Desk, person_id: str) -> str:
    """The registered name; the id of somebody who is not registered."""
    person = desk.people.find(person_id)
    return person.name if person else person_id
