"""`sealdesk seals vault …`: which tokens open a seal, and changing that."""

from __future__ import annotations

import argparse
from pathlib import Path

from sealdesk.cli.common import (
    add_home,
    add_json,
    add_pin,
    desk_of,
    name_of_person,
    password_of,
    unlock_asked,
)
from sealdesk.cli.output import language, put_json, say
from sealdesk.cli.seal_steps import second_person_of
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.seal import Seal
from sealdesk.model.token import TokenRef
from sealdesk.service import seal_vault
from sealdesk.service.desk import Desk
from sealdesk.service.picture_look import LookPurpose, look_at_picture
from sealdesk.service.seals import find_seal
from sealdesk.service.sign_in import SignIn
from sealdesk.service.token_side import only_token, token_named
from sealdesk.service.vault_rights import entitled
from sealdesk.texts.vault_words import NO_RECOVERY, RECOVERY, TEST_SHEET, VERSION, WEAKER
from sealdesk.texts.wording import language_of


def add_vault(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The vault's verbs below `sealdesk seals`."""
    _verb(verbs, "vault", "which tokens open a seal, how, and who can recover it; no token is needed", _show)
    adding = _verb(verbs, "vault-add", "let a further token open a seal: a spare one, a deputy's", _add)
    _add_token(adding, "--token", "the new token; its certificate must be in the seal's list")
    _add_token(adding, "--by", "a token that opens the seal now")
    adding.add_argument(
        "--untried", action="store_true", help="do not ask the new token's PIN; its key is not tried then"
    )
    _add_entries(adding, "the PIN of --by, then that of --token (but with --untried)")
    removing = _verb(
        verbs, "vault-remove", "let a token no longer open a seal; it need not be plugged in", _remove
    )
    _add_token(removing, "--token", "the token to remove: serial number or label, as `seals vault` lists it")
    _add_token(removing, "--by", "a token that opens the seal now")
    _add_entries(removing, "the PIN of --by")
    renewing = _verb(
        verbs, "vault-renew", "encrypt a seal anew for its tokens and the present administrators", _renew
    )
    _add_token(renewing, "--by", "a token that opens the seal now")
    _add_entries(renewing, "the PIN of --by")
    recovering = _verb(
        verbs,
        "vault-recover",
        "let a token open a seal by two administrators together, without another",
        _recover,
    )
    _add_token(recovering, "--token", "the token that opens the seal afterwards")
    for number, whose in (("", "one administrator"), ("2", "another administrator")):
        recovering.add_argument(
            f"--as{number}", dest=f"person{number}", required=True, metavar="PERSON", help=f"{whose}, by id"
        )
        recovering.add_argument(
            f"--password-file{number}", type=Path, metavar="F", help="file with that person's password"
        )
    recovering.add_argument(
        "--untried", action="store_true", help="do not ask the token's PIN; its key is not tried then"
    )
    add_pin(recovering)
    sheet = _verb(
        verbs,
        "test-sheet",
        "write a made seal's test sheet (测试盖章), to look at before `check` and `activate`; entered in the ledger",
        _test_sheet,
    )
    sheet.add_argument("--output", type=Path, required=True, metavar="F.pdf", help="written anew, never over")
    sheet.add_argument("--by", metavar="SERIAL", help="a token that opens the seal (default: the only one)")
    _add_entries(sheet, "the PIN of that token")


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, said: str, run: object
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=said, description=said[:1].upper() + said[1:] + ".")
    parser.add_argument("seal", metavar="SEAL", help="the seal, by id")
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)
    return parser


def _add_token(parser: argparse.ArgumentParser, name: str, said: str) -> None:
    parser.add_argument(name, required=True, metavar="SERIAL", help=said)


def _add_entries(parser: argparse.ArgumentParser, lines: str) -> None:
    parser.add_argument(
        "--as",
        dest="person",
        metavar="PERSON",
        help="who acts, by id: an administrator or the seal's custodian (default: the custodian, proven by --by)",
    )
    parser.add_argument("--password-file", type=Path, metavar="F", help="file with the person's password")
    add_pin(parser, lines)


def _show(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        _tell(arguments, desk, find_seal(desk, arguments.seal))
    return 0


def _add(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        seal, person = find_seal(desk, arguments.seal), _person(arguments)
        by, new = token_named(desk, arguments.by), token_named(desk, arguments.token)
        unlock_asked(arguments, desk, by)
        if new != by and not arguments.untried:
            unlock_asked(arguments, desk, new)
        seal_vault.add_token(desk, seal, by=by, new=new, person=person)
        _tell(arguments, desk, seal)
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        seal, person = find_seal(desk, arguments.seal), _person(arguments)
        gone = _recipient_named(desk, seal, arguments.token)
        by = token_named(desk, arguments.by)
        unlock_asked(arguments, desk, by)
        seal_vault.remove_token(desk, seal, by=by, gone=gone, person=person)
        _tell(arguments, desk, seal)
    return 0


def _renew(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        seal, person = find_seal(desk, arguments.seal), _person(arguments)
        by = token_named(desk, arguments.by)
        unlock_asked(arguments, desk, by)
        seal_vault.renew(desk, seal, by=by, person=person)
        _tell(arguments, desk, seal)
    return 0


def _recover(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        seal = find_seal(desk, arguments.seal)
        new = token_named(desk, arguments.token)
        first = SignIn(arguments.person, password_of(arguments))
        second = second_person_of(arguments)
        if not arguments.untried:
            unlock_asked(arguments, desk, new)
        seal_vault.recover(desk, seal, (first, second), new)
        _tell(arguments, desk, seal)
    return 0


def _test_sheet(arguments: argparse.Namespace) -> int:
    from sealdesk.export.new_file import new_file
    from sealdesk.impression.test_sheet import test_sheet

    with desk_of(arguments) as desk, new_file(arguments.output) as file:
        seal, person = find_seal(desk, arguments.seal), _person(arguments)
        by = token_named(desk, arguments.by) if arguments.by else only_token(desk)
        unlock_asked(arguments, desk, by)
        entitled(desk, seal, by, person)
        file.write(test_sheet(look_at_picture(desk, seal, by, LookPurpose.TEST_SHEET), seal.name))
    if arguments.json:
        put_json({"seal": seal.id, "version": seal.version, "output": arguments.output})
    else:
        say(TEST_SHEET.in_language(language_of(language())).format(seal=seal.name, path=arguments.output))
    return 0


def _person(arguments: argparse.Namespace) -> SignIn | None:
    """Who acts by password; None: the custodian, by token."""
    if arguments.person is None:
        return None
    return SignIn(arguments.person, password_of(arguments))


def _recipient_named(desk: Desk, seal: Seal, name: str) -> TokenRef:
    """A token of the seal's vault by serial number, or, where that is none's, by label."""
    tokens = sorted({one.token for one in seal_vault.recipients_of(desk, seal)}, key=str)
    found = [ref for ref in tokens if ref.serial == name] or [ref for ref in tokens if ref.label == name]
    if not found:
        raise SealDeskError(ErrorCode.VAULT_NOT_FOR_TOKEN, seal=seal.name, token=name)
    if len(found) > 1:
        raise SealDeskError(ErrorCode.TOKEN_AMBIGUOUS, tokens=", ".join(map(str, found)))
    return found[0]


def _tell(arguments: argparse.Namespace, desk: Desk, seal: Seal) -> None:
    standing = seal_vault.standing_of(desk, seal)
    if arguments.json:
        put_json(_as_json(seal, standing))
        return
    tongue = language_of(language())
    say(f"{seal.id}  {seal.name}  {VERSION.in_language(tongue).format(version=standing.version)}")
    for one in standing.recipients:
        weaker = f"  {WEAKER.in_language(tongue)}" if one.weaker else ""
        say(f"  {one.token.label}  {one.token.serial}  {one.way}{weaker}")
    comma = "、" if tongue == "zh" else ", "
    people = comma.join(
        " + ".join(name_of_person(desk, person) for person in pair) for pair in standing.pairs
    )
    words = RECOVERY if standing.pairs else NO_RECOVERY
    say("  " + words.in_language(tongue).format(people=people))


def _as_json(seal: Seal, standing: seal_vault.VaultStanding) -> dict[str, object]:
    return {
        "seal": seal.id,
        "version": standing.version,
        "sha256": standing.sha256,
        "tokens": [
            {
                "label": one.token.label,
                "serial": one.token.serial,
                "certificate": one.certificate,
                "way": one.way,
                "weaker": one.weaker,
            }
            for one in standing.recipients
        ],
        "recovery": [list(pair) for pair in standing.pairs],
    }
