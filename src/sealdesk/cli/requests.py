"""`sealdesk requests …`: ask for a seal, and decide."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from sealdesk.cli import request_decisions, request_files
from sealdesk.cli.common import add_home, add_json, add_person, desk_of, password_of
from sealdesk.cli.output import language, put_json, say, say_aside
from sealdesk.cli.request_decisions import decision_json, decision_line
from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.model.conversion import Converted
from sealdesk.model.document import DocumentClass
from sealdesk.model.request import RequestStanding, RequestState
from sealdesk.service import convert_document, requests
from sealdesk.service.desk import Desk
from sealdesk.service.requests import RequestDraft
from sealdesk.service.sign_in import SignIn
from sealdesk.texts import name_of, time_text
from sealdesk.texts.conversion_words import finding_text


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("requests", help="use requests: new, approve, reject, withdraw, list, show")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_new(verbs)
    request_decisions.add_parser(verbs, _tell)
    request_files.add_parser(verbs, _tell)
    withdraw = verbs.add_parser("withdraw", help="take back your own request")
    withdraw.add_argument("request", metavar="ID")
    add_person(withdraw)
    _add_common(withdraw, _withdraw)
    show = verbs.add_parser("show", help="one request: who, what for, until when, who decided")
    show.add_argument("request", metavar="ID")
    _add_common(show, _show)
    listing = verbs.add_parser("list", help="all requests, oldest first")
    listing.add_argument("--state", choices=[state.value for state in RequestState], help="only these")
    _add_common(listing, _list)


def _add_new(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    new = verbs.add_parser("new", help="ask for a seal on a document")
    new.add_argument(
        "--document",
        type=Path,
        required=True,
        metavar="F",
        help="what is to be stamped; of what is no PDF one is made, to be looked at first",
    )
    new.add_argument(
        "--accept-converted",
        action="store_true",
        help="you have looked at the PDF that was made of F: it is the same document",
    )
    new.add_argument("--seal", required=True, metavar="ID", help="see `sealdesk seals list`")
    new.add_argument("--reason", required=True, metavar="TEXT", help="what the seal is for")
    new.add_argument(
        "--class",
        dest="document_class",
        choices=[one.value for one in DocumentClass],
        default=DocumentClass.GENERAL.value,
        help="decides, with the seal's kind, whose approval is needed (general)",
    )
    new.add_argument("--impressions", type=int, default=1, metavar="N", help="how many impressions (1)")
    new.add_argument("--recipient", default="", metavar="TEXT", help="who will get the document")
    new.add_argument(
        "--days", type=int, metavar="N", help="how many days the request is valid (default: as policy says)"
    )
    add_person(new)
    _add_common(new, _new)


def _add_common(parser: argparse.ArgumentParser, run: object) -> None:
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def _new(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        password = password_of(arguments)
        document = _pdf_of(arguments, desk, password)
        return _tell(arguments, requests.new(desk, _draft(arguments, document), arguments.person, password))


def _pdf_of(arguments: argparse.Namespace, desk: Desk, password: str) -> Path:
    """The document, or the PDF made of it once the applicant has looked at it and accepts it."""
    path: Path = arguments.document
    if not convert_document.needs_conversion(path):
        return path
    folder, digest = desk.layout.converted, files.digest_of(path)
    accepted = convert_document.accepted(desk, digest)
    if accepted is not None:
        return accepted.pdf
    looked_at = convert_document.kept(folder, digest) if arguments.accept_converted else None
    converted = looked_at or convert_document.convert(path, folder)
    _tell_converted(converted)
    if not arguments.accept_converted:
        facts = {"path": path, "pdf": converted.pdf}
        raise SealDeskError(ErrorCode.DOCUMENT_CONVERSION_UNACCEPTED, **facts)
    convert_document.accept(desk, converted, SignIn(arguments.person, password))
    return converted.pdf


def _tell_converted(converted: Converted) -> None:
    """On stderr, beside the answer: which bytes became which, and what to look for."""
    source = converted.source
    say_aside(f"{source.name}: SHA-256 {source.document.sha256}")
    say_aside(f"{converted.pdf} ({source.converter}): SHA-256 {converted.document.sha256}")
    for finding in converted.findings:
        say_aside(f"[{finding.code}] {finding_text(finding, language())}")


def _draft(arguments: argparse.Namespace, document: Path) -> RequestDraft:
    return RequestDraft(
        document=document,
        seal_id=arguments.seal,
        reason=arguments.reason,
        document_class=DocumentClass(arguments.document_class),
        impressions=arguments.impressions,
        recipient=arguments.recipient,
        valid_days=arguments.days,
    )


def _withdraw(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        done = requests.withdraw(desk, arguments.request, arguments.person, password_of(arguments))
    return _tell(arguments, done)


def _show(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        standing = requests.standing(desk, arguments.request)
    if arguments.json:
        put_json(_as_json(standing))
    else:
        for line in _lines(standing):
            say(line)
    return 0


def _list(arguments: argparse.Namespace) -> int:
    state = RequestState(arguments.state) if arguments.state else None
    with desk_of(arguments) as desk:
        standings = requests.all_standings(desk, state)
    if arguments.json:
        put_json([_as_json(standing) for standing in standings])
    else:
        for standing in standings:
            say(_line(standing))
    return 0


def _tell(arguments: argparse.Namespace, standing: RequestStanding) -> int:
    if arguments.json:
        put_json(_as_json(standing))
    else:
        say(_line(standing))
    return 0


def _line(standing: RequestStanding) -> str:
    request = standing.request
    state = name_of(standing.state, language())
    left = f"{standing.remaining}/{request.impressions}"
    return f"{request.id}  {state}  {request.seal_id}  {left}  {request.document_name}"


def _lines(standing: RequestStanding) -> Iterator[str]:
    request, tongue = standing.request, language()
    yield _line(standing)
    purpose = (request.applicant_id, request.department, request.reason, request.recipient)
    yield "  " + " · ".join(one for one in purpose if one)
    yield f"  {time_text(request.created)} – {time_text(request.valid_until)}"
    yield from (f"  {decision_line(one, tongue)}" for one in standing.approvals)


def _as_json(standing: RequestStanding) -> dict[str, object]:
    request = standing.request
    return {
        "id": request.id,
        "state": standing.state.value,
        "applicant": request.applicant_id,
        "department": request.department,
        "seal": request.seal_id,
        "document": request.document_name,
        "class": request.document_class.value,
        "sha256": request.document.sha256,
        "length": request.document.length,
        "impressions": request.impressions,
        "remaining": standing.remaining,
        "reason": request.reason,
        "recipient": request.recipient,
        "created": moment_text(request.created),
        "valid_until": moment_text(request.valid_until),
        "approvals": [decision_json(one) for one in standing.approvals],
    }
