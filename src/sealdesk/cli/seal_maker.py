"""`sealdesk seals maker|maker-set-up`: who makes seals here (制章者)."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sealdesk.cli.common import add_home, add_json, desk_of, read_secret
from sealdesk.cli.output import language, put_json, say
from sealdesk.cli.seal_steps import Verbs, add_common, add_people, people_of
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.service.desk import Desk
from sealdesk.texts import time_text
from sealdesk.texts.eseal_words import KEY_HERE, NO_KEY_HERE, NO_MAKER, VALID_UNTIL
from sealdesk.texts.wording import Words, language_of

if TYPE_CHECKING:
    from cryptography import x509

    from sealdesk.service.maker_setup import MakerFile


def add_parser(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """These verbs below `sealdesk seals`."""
    showing = verbs.add_parser("maker", help="who makes seals here: registered certificates of seal makers")
    add_json(showing)
    add_home(showing)
    showing.set_defaults(run=_show)
    said = "give the workspace a seal maker, or new keys to it; two administrators sign the trust register"
    setting = verbs.add_parser("maker-set-up", help=said, description=said[:1].upper() + said[1:] + ".")
    setting.add_argument(
        "--maker-password-file",
        type=Path,
        metavar="F",
        help="file with the password that opens the maker's keys",
    )
    setting.add_argument(
        "--pkcs12",
        type=Path,
        metavar="F.p12",
        help="key and certificate that an authority issued (default: both are made here)",
    )
    setting.add_argument(
        "--pkcs12-password-file", type=Path, metavar="F", help="file with the password of that file"
    )
    add_people(setting, 2)
    add_common(setting, _set_up)


def _show(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        _tell(arguments, desk)
    return 0


def _set_up(arguments: argparse.Namespace) -> int:
    from sealdesk.service.maker_setup import set_up_maker

    with desk_of(arguments) as desk:
        people = people_of(arguments)
        given = _given(arguments)
        password = _secret(arguments.maker_password_file, "--maker-password-file", "seal maker", twice=True)
        set_up_maker(desk, people, password, given)
        _tell(arguments, desk)
    return 0


def _given(arguments: argparse.Namespace) -> MakerFile | None:
    from sealdesk.service.maker_setup import MakerFile

    if arguments.pkcs12 is None:
        return None
    password = _secret(arguments.pkcs12_password_file, "--pkcs12-password-file", str(arguments.pkcs12))
    return MakerFile(arguments.pkcs12, password)


def _secret(path: Path | None, option: str, whose: str, *, twice: bool = False) -> str:
    """From the file named, or typed; a new password is typed twice."""
    if path is not None:
        return read_secret(path)
    if not sys.stdin.isatty():
        raise SealDeskError(ErrorCode.MAKER_PASSWORD_MISSING, option=option)
    try:
        typed = [
            getpass.getpass(f"{whose} {number}/2: " if twice else f"{whose}: ")
            for number in range(1, 2 + twice)
        ]
    except EOFError:
        typed = [""]
    if len(set(typed)) != 1:
        raise SealDeskError(ErrorCode.MAKER_PASSWORD_WRONG)
    return typed[0]


def _tell(arguments: argparse.Namespace, desk: Desk) -> None:
    found = desk.trust.maker_certificates
    key_here = desk.layout.maker_key.is_file()
    if arguments.json:
        put_json({"makers": [_as_json(one) for one in found], "key_here": key_here})
        return
    for one in found:
        until = _text(VALID_UNTIL).format(until=time_text(one.not_valid_after_utc))
        say(f"{one.subject.rfc4514_string()}  {until}")
    if not found:
        say(_text(NO_MAKER))
    say(_text(KEY_HERE if key_here else NO_KEY_HERE))


def _text(words: Words) -> str:
    return words.in_language(language_of(language()))


def _as_json(certificate: x509.Certificate) -> dict[str, object]:
    from cryptography.hazmat.primitives import hashes

    return {
        "subject": certificate.subject.rfc4514_string(),
        "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
        "valid_from": moment_text(certificate.not_valid_before_utc),
        "valid_until": moment_text(certificate.not_valid_after_utc),
    }
