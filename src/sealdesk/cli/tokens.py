"""`sealdesk tokens …`: what is plugged in, and the care of its PIN."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from sealdesk.cli.common import add_home, add_json, add_last_try, desk_of, pin_of
from sealdesk.cli.output import language, put_json, say, say_aside
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.model.token import TokenInfo, TokenRef
from sealdesk.service.desk import Desk
from sealdesk.service.expiry import notices, plugged_in
from sealdesk.service.modules import use_module
from sealdesk.service.pin_changes import change_pin, check_changeable, check_unblockable, unblock_pin
from sealdesk.service.token_accounts import TokenAccount, account
from sealdesk.service.token_registration import registered
from sealdesk.service.token_side import look, token_named
from sealdesk.settings.settings import UnblockWay
from sealdesk.texts import error_text
from sealdesk.texts.expiry import expiry_text
from sealdesk.texts.token_words import (
    CHANGE_FIRST,
    NEW_PIN,
    NEW_PIN_AGAIN,
    OLD_PIN,
    PIN_CHANGED,
    PIN_UNBLOCKED,
    UNBLOCKING_CODE,
    no_token_words,
    token_words,
)
from sealdesk.texts.wording import Words, language_of


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("tokens", help="the tokens plugged in now, and their PINs")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="every token: label, serial number, state; no PIN is asked")
    add_json(listing)
    add_home(listing)
    listing.set_defaults(run=_list)
    showing = verbs.add_parser(
        "show", help="one token: its PIN's state, certificates, and which seals it may use"
    )
    _add_token(showing)
    add_json(showing)
    add_home(showing)
    showing.set_defaults(run=_show)
    changing = verbs.add_parser(
        "change-pin", help="change a token's PIN; an initial PIN must be changed here before it may seal"
    )
    _add_token(changing)
    _add_entries(changing, "the old PIN and the new one")
    add_last_try(changing)
    add_home(changing)
    changing.set_defaults(run=_change)
    unblocking = verbs.add_parser("unblock-pin", help="give a locked token another PIN, by its SO PIN or PUK")
    _add_token(unblocking)
    _add_entries(unblocking, "the SO PIN or PUK and the new PIN")
    add_last_try(unblocking)
    add_home(unblocking)
    unblocking.set_defaults(run=_unblock)
    using = verbs.add_parser(
        "use-module", help="let this workspace use a PKCS#11 module (`sealdesk doctor` proposes)"
    )
    using.add_argument("module", type=Path, metavar="PATH", help="the vendor's library")
    using.add_argument(
        "--unblock",
        choices=[way.value for way in UnblockWay],
        default=UnblockWay.SO_PIN.value,
        help="what unblocks its PINs: the security officer's PIN, or the holder's PUK",
    )
    add_home(using)
    using.set_defaults(run=_use_module)


def _add_token(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--token", metavar="SERIAL", help="serial number or label; not needed where one token is plugged in"
    )


def _add_entries(parser: argparse.ArgumentParser, lines: str) -> None:
    parser.add_argument("--pin-stdin", action="store_true", help=f"read {lines} from stdin, one a line")


def _list(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        infos = look(desk)
        standing = {info.ref: _registered(desk, info.ref) for info in infos}
        for notice in notices(desk, datetime.now(UTC), plugged_in(desk)):
            say_aside(expiry_text(notice, language()))
    if arguments.json:
        put_json([{**asdict(info), **asdict(info.ref), "registered": standing[info.ref]} for info in infos])
        return 0
    if not infos:
        say_aside(no_token_words(language()))
    for info in infos:
        made = f"{info.manufacturer} {info.model}".strip()
        words = token_words(info, language(), registered=standing[info.ref])
        say(f"{info.ref.label}  {info.ref.serial}  {made}  {words}")
    return 0


def _registered(desk: Desk, ref: TokenRef) -> bool | None:
    """None where it cannot be known: without the keyring, say, tokens are listed all the same."""
    try:
        return registered(desk, ref)
    except SealDeskError:
        return None


def _show(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        found = account(desk, _chosen(arguments, desk))
    if arguments.json:
        put_json(_as_json(found))
        return 0
    _tell(found)
    return 0


def _tell(found: TokenAccount) -> None:
    tongue = language()
    info = found.info
    unregistered = error_text(SealDeskError(ErrorCode.TOKEN_NOT_REGISTERED), tongue).heading
    say(f"{info.ref.label}  {info.ref.serial}  {info.manufacturer} {info.model}".rstrip())
    say("  " + token_words(info, tongue, registered=found.registered, holder=found.holder))
    for certificate in found.certificates:
        say(f"  {certificate.subject}  {certificate.until:%Y-%m-%d}")
        for seal_id, name in zip(certificate.seal_ids, certificate.seals, strict=True):
            say(
                f"    ✓ {seal_id}  {name}" if found.registered else f"    ✕ {seal_id}  {name}  {unregistered}"
            )
        for seal_id, (name, against) in zip(certificate.barred_ids, certificate.barred, strict=True):
            say(f"    ✕ {seal_id}  {name}  {error_text(against, tongue).heading}")


def _as_json(found: TokenAccount) -> dict[str, object]:
    return {
        **asdict(found.info),
        **asdict(found.info.ref),
        "registered": found.registered,
        "holder": found.holder,
        "certificates": [
            {
                "subject": certificate.subject,
                "sha256": certificate.sha256,
                "since": moment_text(certificate.since),
                "until": moment_text(certificate.until),
                "for_signing": certificate.for_signing,
                "seals": list(certificate.seals),
                "seal_ids": list(certificate.seal_ids),
                "barred": [
                    {"seal": name, "id": seal_id, "reason": error.code.text}
                    for seal_id, (name, error) in zip(certificate.barred_ids, certificate.barred, strict=True)
                ],
            }
            for certificate in found.certificates
        ],
    }


def _change(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        info = check_changeable(desk, _chosen(arguments, desk), last_try_confirmed=arguments.last_try)
        old, new = _two_entries(arguments, desk, info, OLD_PIN)
        change_pin(desk, info.ref, old, new, last_try_confirmed=arguments.last_try)
    say(f"{info.ref}: ✓ {PIN_CHANGED.in_language(language_of(language()))}")
    return 0


def _unblock(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        info = check_unblockable(desk, _chosen(arguments, desk), last_try_confirmed=arguments.last_try)
        code, new = _two_entries(arguments, desk, info, UNBLOCKING_CODE)
        unblock_pin(desk, info.ref, code, new, last_try_confirmed=arguments.last_try)
        fit = registered(desk, info.ref)
    tongue = language_of(language())
    say(f"{info.ref}: ✓ {PIN_UNBLOCKED.in_language(tongue)}")
    if not fit:
        say(f"  {CHANGE_FIRST.in_language(tongue)}")
    return 0


def _use_module(arguments: argparse.Namespace) -> int:
    infos = use_module(arguments.home, arguments.module, UnblockWay(arguments.unblock))
    say(f"{arguments.module.absolute()}: ✓")
    for info in infos:
        say(f"  {info.ref}")
    return 0


def _chosen(arguments: argparse.Namespace, desk: Desk) -> TokenRef:
    if arguments.token:
        return token_named(desk, arguments.token)
    refs = [info.ref for info in look(desk)]
    if not refs:
        raise SealDeskError(ErrorCode.TOKEN_NONE)
    if len(refs) > 1:
        raise SealDeskError(ErrorCode.TOKEN_WHICH, tokens=", ".join(map(str, refs)))
    return refs[0]


def _two_entries(
    arguments: argparse.Namespace, desk: Desk, info: TokenInfo, prompt: Words
) -> tuple[str | None, str | None]:
    """What is there now and what comes after it; on a terminal the new one is typed twice."""
    if info.protected_authentication_path:
        return None, None
    tongue = language_of(language())
    first = pin_of(arguments, desk, prompt.in_language(tongue))
    new = pin_of(arguments, desk, NEW_PIN.in_language(tongue))
    again = new if arguments.pin_stdin else pin_of(arguments, desk, NEW_PIN_AGAIN.in_language(tongue))
    if again != new:
        raise SealDeskError(ErrorCode.TOKEN_PIN_DIFFERS, token=info.ref)
    return first, new
