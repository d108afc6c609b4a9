"""`sealdesk stamp`: the act of sealing, from the command line."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sealdesk.cli.common import (
    add_document_password,
    add_home,
    add_json,
    add_pin,
    desk_of,
    document_password,
    pin_of,
)
from sealdesk.cli.further_seals import also, field_placement, names_place, with_further
from sealdesk.cli.output import language, put_json, say, say_aside, warn
from sealdesk.cli.places import add_places, fit_small_pages, placements_of
from sealdesk.cli.templates import names_only_template, template_places
from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.formats.page_numbers import pages_text
from sealdesk.model.act import Lockdown, SealingOrder, SealingResult
from sealdesk.model.certificate import ExpiryKind
from sealdesk.model.document import Preflight
from sealdesk.model.placement import AnyPlacement
from sealdesk.model.seal import Seal, SealShape
from sealdesk.service import seals
from sealdesk.service.desk import Desk
from sealdesk.service.expiry import notices
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import (
    ReadyAct,
    blank_pages_of,
    prepare_act,
    refusals_before_pin,
    touching_pages,
)
from sealdesk.service.revocation_status import refresh
from sealdesk.service.seal_document import carry_out
from sealdesk.service.token_side import check_unlockable, offer_pin, pins_for_signing, token_named, unlock
from sealdesk.texts import error_text, name_of
from sealdesk.texts.expiry import expiry_text
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
    parser.add_argument("--template", metavar="NAME", help="the places of this template (`templates list`)")
    parser.add_argument(
        "--also",
        action="append",
        type=also,
        default=[],
        metavar="SEAL:REQUEST:PAGE:X,Y",
        help="another seal under a request of its own, in the same act; may be given several times",
    )
    parser.add_argument(
        "--field",
        metavar="NAME",
        help="fill this prepared empty signature field; the seal lies in its middle",
    )
    parser.add_argument(
        "--lock",
        action="store_true",
        help="with this act the document is complete: nothing may change any more",
    )
    add_document_password(parser, ", before the PIN")
    parser.add_argument("--token", metavar="SERIAL", help="the token to use, where several would do")
    add_pin(parser, "the PIN (for a key that asks at each signature, so many times)")
    parser.add_argument(
        "--wait",
        type=float,
        default=30.0,
        metavar="S",
        help="seconds to wait while another program has the token",
    )
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        if not arguments.request:
            raise SealDeskError(ErrorCode.REQUEST_MISSING, seal=arguments.seal)
        # Before anything is typed: the turn is kept until the desk is closed.
        desk.token_turn.take(desk.face, arguments.wait)
        desk.tokens.start()  # its process starts while the document is looked at
        ready = _prepare(arguments, desk)
        _unlock(arguments, desk, ready)
        result = carry_out(desk, ready)
    if arguments.json:
        put_json(_as_json(result))
    else:
        _tell(result)
    return 0


def _unlock(arguments: argparse.Namespace, desk: Desk, ready: ReadyAct) -> None:
    """The PIN, once; and once more for each signature where the key demands it."""

    def entry(prompt: str) -> str | None:
        return None if ready.method == "PIN pad" else pin_of(arguments, desk, prompt)

    check_unlockable(desk, ready.token, last_try_confirmed=arguments.last_try)  # before anybody types
    unlock(desk, ready.token, entry("PIN: "), last_try_confirmed=arguments.last_try)
    owed = pins_for_signing(desk, ready.token, ready.binding, ready.signatures, len(ready.uses))
    for number in range(1, owed + 1):
        again = entry(f"PIN ({number}/{owed}): ")
        offer_pin(desk, ready.token, again, last_try_confirmed=arguments.last_try)


def _tell(result: SealingResult) -> None:
    tongue = language()
    judged = result.verification
    standing = (judged.verdict, judged.trust, judged.revocation)
    say(f"{result.target}: " + " · ".join(name_of(word, tongue) for word in standing))
    headings = column_headings(tongue)
    for use in result.uses:
        say(f"  {headings['index']} {use.entry_index} · {headings['entry_id']} {use.entry_id}")


def _prepare(arguments: argparse.Namespace, desk: Desk) -> ReadyAct:
    files.check_target(arguments.document, arguments.output)
    password = document_password(arguments)
    preflight = look(arguments.document, password)
    seal = seals.find_seal(desk, arguments.seal)
    order = SealingOrder(
        source=arguments.document,
        target=arguments.output.absolute(),
        seal_id=seal.id,
        request_id=arguments.request,
        placements=_own_placements(desk, arguments, seal, preflight, password),
        document_password=password,
        token=token_named(desk, arguments.token) if arguments.token else None,
        field_name=arguments.field,
        lockdown=Lockdown.LOCKED if arguments.lock else Lockdown.OPEN,
    )
    order = _on_small_pages(with_further(desk, order, arguments.also), preflight)
    _warn_of_places(desk, order, preflight)
    refresh(desk)  # what is due of the certificates' revocation; offline it is quick and silent
    ready = prepare_act(desk, order, preflight)
    names = {use.seal.name for use in ready.uses}
    for notice in notices(desk, datetime.now(UTC), (ready.binding.certificate,)):
        if notice.kind is ExpiryKind.CERTIFICATE or notice.name in names:
            say_aside(expiry_text(notice, language()))
    return ready


def _warn_of_places(desk: Desk, order: SealingOrder, preflight: Preflight) -> None:
    """What only a person can judge, who sees the page: it ends no act."""
    for refusal in refusals_before_pin(order, preflight):
        if refusal.code is ErrorCode.PLACE_OVER_SIGNATURE:
            warn(refusal.code.text, error_text(refusal, language()).happened)
    ids = {use.seal_id for use in order.uses}
    rounded = {one for one in ids if seals.find_seal(desk, one).shape is not SealShape.RECTANGLE}
    for words, pages in (
        ("place.blank_page", blank_pages_of(order, preflight)),
        ("place.touching", touching_pages(order, preflight, rounded)),
    ):
        if pages:
            warn(words, pages_text(pages))


def _own_placements(
    desk: Desk, arguments: argparse.Namespace, seal: Seal, preflight: Preflight, password: str | None
) -> tuple[AnyPlacement, ...]:
    """The places of the first seal; a template or a prepared field is a place where no other is named."""
    kept = template_places(desk, arguments, seal, preflight, password) if arguments.template else ()
    if kept and names_only_template(arguments):
        return kept
    if arguments.field and not names_place(arguments):
        return (field_placement(arguments.field, seal, preflight, arguments.document),)
    return (*kept, *placements_of(arguments, seal, preflight))


def _on_small_pages(order: SealingOrder, preflight: Preflight) -> SealingOrder:
    """The order with its places within pages smaller than A6; what was moved is told."""
    own, moved = fit_small_pages(order.placements, preflight)
    further = []
    for use in order.further:
        fitted, pages = fit_small_pages(use.placements, preflight)
        further.append(replace(use, placements=fitted))
        moved += pages
    if moved:
        warn("place.fitted_to_small_page", ", ".join(map(str, dict.fromkeys(moved))))
    return replace(order, placements=own, further=tuple(further))


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
        "uses": [
            {
                "seal": use.seal_id,
                "request": use.request_id,
                "entry": use.entry_id,
                "index": use.entry_index,
                "remaining": use.remaining,
            }
            for use in result.uses
        ],
    }
