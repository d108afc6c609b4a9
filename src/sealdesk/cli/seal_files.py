"""`sealdesk seals export-esl|show-esl|picture-out`: electronic seals as files, and the clean picture."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sealdesk.cli.common import add_home, add_json, add_pin, desk_of, pin_of
from sealdesk.cli.output import language, put_json, say
from sealdesk.cli.seal_steps import Verbs, add_common, add_people, people_of
from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.model.eseal import ForeignSeal
from sealdesk.model.seal import Seal
from sealdesk.model.token import TokenRef
from sealdesk.service.desk import Desk
from sealdesk.service.seals import find_seal
from sealdesk.service.sign_in import SignIn
from sealdesk.service.token_side import find, only_token, token_named, unlock
from sealdesk.texts import eseal_words as words
from sealdesk.texts import name_of, time_text
from sealdesk.texts.wording import Words, language_of

Take = Callable[[Desk, Seal, TokenRef, tuple[SignIn, ...], str], bytes]


def add_parser(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """These verbs below `sealdesk seals`."""
    said = "write the electronic seal, picture included, to a new file, by two administrators; entered in the ledger"
    _taking(verbs, "export-esl", said, "F.esl", _export)
    said = "write the seal's clean picture to a new PNG, by two administrators; entered in the ledger"
    _taking(verbs, "picture-out", said, "F.png", _picture_out)
    said = "what an electronic seal (.esl, GB/T 38540) says, and whether it is its maker's and valid"
    showing = verbs.add_parser("show-esl", help=said, description=said[:1].upper() + said[1:] + ".")
    showing.add_argument("file", type=Path, metavar="F.esl", help="of whichever maker")
    showing.add_argument(
        "--root",
        type=Path,
        action="append",
        default=[],
        metavar="PEM",
        help="certificate to trust; may be repeated, the workspace's own and its makers count too",
    )
    showing.add_argument(
        "--picture", type=Path, metavar="OUT.png", help="write its picture to a new file, to import it from"
    )
    add_json(showing)
    add_home(showing)
    showing.set_defaults(run=_show)


def _taking(verbs: Verbs[argparse.ArgumentParser], name: str, said: str, output: str, run: object) -> None:
    parser = verbs.add_parser(name, help=said, description=said[:1].upper() + said[1:] + ".")
    parser.add_argument("seal", metavar="SEAL", help="the seal, by id")
    parser.add_argument("--output", type=Path, required=True, metavar=output, help="written anew, never over")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="what for")
    parser.add_argument("--by", metavar="SERIAL", help="a token that opens the seal (default: the only one)")
    add_people(parser, 2)
    add_pin(parser, "the PIN of that token")
    add_common(parser, run)


def _export(arguments: argparse.Namespace) -> int:
    from sealdesk.service.seal_making import take_eseal_out

    return _take(arguments, take_eseal_out)


def _picture_out(arguments: argparse.Namespace) -> int:
    from sealdesk.service.seal_making import take_picture_out

    return _take(arguments, take_picture_out)


def _take(arguments: argparse.Namespace, take: Take) -> int:
    from sealdesk.export.new_file import new_file

    with desk_of(arguments) as desk, new_file(arguments.output) as file:
        seal, people = find_seal(desk, arguments.seal), people_of(arguments)
        by = token_named(desk, arguments.by) if arguments.by else only_token(desk)
        pad = find(desk, by).protected_authentication_path
        pin = None if pad else pin_of(arguments, desk, f"PIN {by}: ")
        unlock(desk, by, pin, last_try_confirmed=arguments.last_try)
        file.write(take(desk, seal, by, people, arguments.reason))
    if arguments.json:
        put_json({"seal": seal.id, "version": seal.version, "output": arguments.output})
    else:
        say(_text(words.TAKEN, path=arguments.output))
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from cryptography import x509

    from sealdesk.service.eseal_file import read_foreign
    from sealdesk.verification.loading import load_roots

    roots = tuple(x509.load_der_x509_certificate(der) for der in load_roots(arguments.root))
    with _workspace(arguments) as desk:
        seal = read_foreign(arguments.file, desk=desk, roots=roots)
    if arguments.picture is not None:
        _write_picture(arguments.picture, arguments.file, seal)
    if arguments.json:
        put_json(_as_json(seal))
    else:
        for line in _lines(seal):
            say(line)
    return ExitStatus.DONE if seal.sound else ExitStatus.ANSWER_IS_NO


@contextmanager
def _workspace(arguments: argparse.Namespace) -> Iterator[Desk | None]:
    """The workspace where there is one: its makers and roots count."""
    try:
        desk = desk_of(arguments)
    except SealDeskError as none:
        if arguments.home is not None or none.code is not ErrorCode.WORKSPACE_MISSING:
            raise
        yield None
        return
    with desk:
        yield desk


def _write_picture(target: Path, source: Path, seal: ForeignSeal) -> None:
    from sealdesk.export.new_file import new_file
    from sealdesk.impression.png import write_png

    if seal.picture is None:
        raise SealDeskError(ErrorCode.ESEAL_UNREADABLE, path=source, reason=seal.picture_type)
    with new_file(target) as file:
        file.write(write_png(seal.picture))


def _lines(seal: ForeignSeal) -> Iterator[str]:
    tongue = language()
    kind = name_of(seal.kind, tongue) if seal.kind else _text(_of_code(seal.kind_code))
    yield f"{seal.es_id}  {kind}  {seal.width_mm:g} × {seal.height_mm:g} mm  {seal.name}"
    if seal.holder:
        yield f"{seal.holder}  {seal.credit_code}"
    moments = {"created": seal.created, "since": seal.valid_from, "until": seal.valid_until}
    yield _text(words.MADE, **{name: time_text(moment) for name, moment in moments.items()})
    yield _text(words.MAKER, maker=seal.maker or "—")
    yield _text(words.LISTED, count=len(seal.certificates))
    for one in seal.findings:
        yield f"{'✓' if one.good else '✗'} {name_of(one.point, tongue)}  {name_of(one, tongue)}"
    yield _text(words.SOUND if seal.sound else words.NOT_SOUND)


def _of_code(kind_code: int) -> Words:
    return words.PERSON_SEAL if kind_code == 2 else words.UNIT_SEAL


def _text(text: Words, **facts: object) -> str:
    return text.in_language(language_of(language())).format(**facts)


def _as_json(seal: ForeignSeal) -> dict[str, object]:
    return {
        "sound": seal.sound,
        "findings": [{"point": one.point, "finding": one, "good": one.good} for one in seal.findings],
        "sha256": seal.sha256,
        "id": seal.es_id,
        "vendor": seal.vendor,
        "version": seal.version,
        "type": seal.kind_code,
        "kind": seal.kind,
        "name": seal.name,
        "holder": seal.holder,
        "credit_code": seal.credit_code,
        "department": seal.department,
        "shape": seal.shape,
        "width_mm": seal.width_mm,
        "height_mm": seal.height_mm,
        "created": moment_text(seal.created),
        "valid_from": moment_text(seal.valid_from),
        "valid_until": moment_text(seal.valid_until),
        "certificates": list(seal.certificates),
        "maker": seal.maker,
        "algorithm": seal.algorithm,
        "picture_type": seal.picture_type,
    }
