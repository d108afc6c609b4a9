"""`sealdesk stamp`: the act of sealing, from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from sealdesk.cli.common import add_home, add_json, desk_of, pin_of
from sealdesk.cli.output import language, put_json, say, warn
from sealdesk.cli.places import add_places, fit_small_pages, placements_of
from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.model.act import SealingOrder, SealingResult
from sealdesk.service import seals
from sealdesk.service.desk import Desk
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import ReadyAct, prepare_act
from sealdesk.service.seal_document import carry_out
from sealdesk.service.token_side import unlock
from sealdesk.texts import name_of
from sealdesk.texts.ledger_columns import column_headings


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("stamp", help="stamp a document under an approved use request")
    parser.add_argument("document", type=Path, metavar="IN", help="the PDF to stamp; it stays as it is")
    parser.add_argument(
        "--output", type=Path, required=True, metavar="OUT", help="the stamped PDF; must not exist"
    )
    parser.add_argument("--seal", required=True, metavar="ID", help="see `sealdesk seals list`")
    parser.add_argument("--request", metavar="ID", help="the approved use request; needed")
    add_places(parser)
    parser.add_argument("--password", metavar="PW", help="of an encrypted document")
    pin = parser.add_mutually_exclusive_group()
    pin.add_argument("--pin-stdin", action="store_true", help="read the PIN as one line from stdin")
    pin.add_argument(
        "--pin-file", type=Path, metavar="F", help="file with the PIN; in evaluation workspaces only"
    )
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        if not arguments.request:
            raise SealDeskError(ErrorCode.REQUEST_MISSING, seal=arguments.seal)
        desk.tokens.start()  # its process starts while the document is looked at
        ready = _prepare(arguments, desk)
        unlock(desk, ready.token, None if ready.method == "PIN pad" else pin_of(arguments, desk))
        result = carry_out(desk, ready)
    if arguments.json:
        put_json(_as_json(result))
    else:
        _tell(result)
    return 0


def _tell(result: SealingResult) -> None:
    tongue = language()
    judged = result.verification
    standing = (judged.verdict, judged.trust, judged.revocation)
    say(f"{result.target}: " + " · ".join(name_of(word, tongue) for word in standing))
    headings = column_headings(tongue)
    say(f"  {headings['index']} {result.entry_index} · {headings['entry_id']} {result.entry_id}")


def _prepare(arguments: argparse.Namespace, desk: Desk) -> ReadyAct:
    files.check_target(arguments.document, arguments.output)
    preflight = look(arguments.document, arguments.password)
    seal = seals.find_seal(desk, arguments.seal)
    placements, fitted = fit_small_pages(placements_of(arguments, seal, preflight), preflight)
    if fitted:
        warn("place.fitted_to_small_page", f"{', '.join(map(str, fitted))}")
    order = SealingOrder(
        source=arguments.document,
        target=arguments.output.absolute(),
        seal_id=seal.id,
        request_id=arguments.request,
        placements=placements,
        document_password=arguments.password,
    )
    return prepare_act(desk, order, preflight)


def _as_json(result: SealingResult) -> dict[str, object]:
    return {
        "output": str(result.target),
        "sha256": result.sha256,
        "act": result.act_id,
        "entry": result.entry_id,
        "index": result.entry_index,
        "sealed": moment_text(result.sealed),
        "remaining": result.remaining,
        "verdict": result.verification.verdict.value,
        "trust": result.verification.trust.value,
        "revocation": result.verification.revocation.value,
    }
