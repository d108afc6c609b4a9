"""`sealdesk requests export|decide|import`: decisions that are made elsewhere and travel as files."""

from __future__ import annotations

import argparse
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from sealdesk.cli.common import add_home, add_json, desk_of, password_of, pin_of
from sealdesk.cli.output import language, put_json, say, say_aside
from sealdesk.cli.request_decisions import Tell, Verbs, add_lent
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.model.request import Approval, RequestState
from sealdesk.policy.plain_text import seen
from sealdesk.service import approval_files
from sealdesk.texts import name_of, time_text
from sealdesk.texts.approval_words import COLON, KIND, SHEET
from sealdesk.texts.wording import language_of

if TYPE_CHECKING:
    from sealdesk.service.approval_files import OpenedRequest
    from sealdesk.service.file_signers import FileSigner


def add_parser(verbs: Verbs[argparse.ArgumentParser], tell: Tell) -> None:
    """The verbs of files below `sealdesk requests`."""
    export = _verb(verbs, "export", "write a request to a file, for an approver elsewhere", _export)
    export.add_argument("request", metavar="ID")
    export.add_argument("--output", type=Path, required=True, metavar="F.sdrequest")
    add_home(export)
    _add_decide(verbs)

    def take(arguments: argparse.Namespace) -> int:
        with desk_of(arguments) as desk:
            return tell(arguments, approval_files.import_file(desk, arguments.file))

    parser = _verb(verbs, "import", "take a decision that came as a file", take)
    parser.add_argument("file", type=Path, metavar="F.sdapproval")
    add_home(parser)


def _export(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        sheet = approval_files.export_request(desk, arguments.request, arguments.output)
    if arguments.json:
        put_json({"file": arguments.output, "request": sheet.request.id})
    else:
        say(str(arguments.output))
    return 0


def _add_decide(verbs: Verbs[argparse.ArgumentParser]) -> None:
    decide = _verb(
        verbs,
        "decide",
        "show a request file; with --approve or --reject, sign the decision to a file. Needs no workspace",
        _decide,
    )
    decide.add_argument("file", type=Path, metavar="F.sdrequest")
    decision = decide.add_mutually_exclusive_group()
    decision.add_argument("--approve", dest="granted", action="store_const", const=True)
    decision.add_argument("--reject", dest="granted", action="store_const", const=False)
    decide.add_argument("--comment", default="", metavar="TEXT", help="who rejects says why")
    decide.add_argument("--output", type=Path, metavar="F.sdapproval", help="the signed decision, a new file")
    decide.add_argument("--as", dest="person", default="", metavar="PERSON", help="who decides, by id")
    add_lent(decide)
    key = decide.add_mutually_exclusive_group()
    key.add_argument("--key", type=Path, metavar="F.key", help="file with your own key")
    key.add_argument("--certificate", type=Path, metavar="F.p12", help="your own certificate (PKCS #12)")
    key.add_argument("--token", metavar="NAME", help="your own token, by label or serial number")
    decide.add_argument("--module", type=Path, metavar="F.so", help="PKCS#11 module of the token")
    decide.add_argument("--password-file", type=Path, metavar="F", help="file with the key's password")
    pin = decide.add_mutually_exclusive_group()
    pin.add_argument("--pin-stdin", action="store_true", help="read the token's PIN from stdin")
    decide.add_argument(
        "--save-document", type=Path, metavar="F.pdf", help="write the document to a new file"
    )
    decide.add_argument("--open", action="store_true", help="open the document in this computer's viewer")


def _decide(arguments: argparse.Namespace) -> int:
    opened = approval_files.open_request(arguments.file)
    shown = say_aside if arguments.json else say
    for line in _sheet_lines(opened):
        shown(line)
    _show_document(arguments, opened)
    if arguments.granted is None:
        if arguments.json:
            put_json(_sheet_json(opened))
        return 0
    if arguments.output is None:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--output")
    with _signer(arguments) as signer:
        made = approval_files.decide_with(
            arguments.file,
            signer,
            granted=arguments.granted,
            comment=arguments.comment,
            output=arguments.output,
            on_behalf_of=arguments.on_behalf_of,
        )
    _tell_made(arguments, made)
    return 0


@contextmanager
def _signer(arguments: argparse.Namespace) -> Iterator[FileSigner]:
    """What the approver signs with, as long as it is needed."""
    from sealdesk.service.file_signers import OwnCertificate, OwnKeyFile

    if arguments.key is not None:
        yield OwnKeyFile.open(arguments.key, password_of(arguments), arguments.person)
    elif not arguments.person:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--as")
    elif arguments.certificate is not None:
        yield OwnCertificate.open(arguments.certificate, password_of(arguments), arguments.person)
    elif arguments.token is not None and arguments.module is not None:
        yield from _token_signer(arguments)
    else:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--key, --certificate, --token --module")


def _token_signer(arguments: argparse.Namespace) -> Iterator[FileSigner]:
    from sealdesk.service.file_signers import OwnTokenHere, own_token_named
    from sealdesk.tokens.client import TokenModule, TokenProcess

    with TokenProcess((TokenModule(arguments.module, {}),)) as tokens:
        ref, pad = own_token_named(tokens, arguments.token)
        tokens.login(ref, None if pad else pin_of(arguments, None, f"PIN {ref}: "))
        yield OwnTokenHere.of(arguments.person, tokens, ref)


def _show_document(arguments: argparse.Namespace, opened: OpenedRequest) -> None:
    from sealdesk.documents import files

    path: Path | None = arguments.save_document
    if path is None and arguments.open:
        path = Path(mkdtemp(prefix="sealdesk-")) / "document.pdf"
    if path is None:
        return
    files.write_content(opened.document, path)
    say_aside(str(path))
    if arguments.open:
        webbrowser.open(path.absolute().as_uri())


def _sheet_lines(opened: OpenedRequest) -> Iterator[str]:
    """What an approver has to see before they sign: on lines, every word of it as it is in the file."""
    chosen = language_of(language())
    words = {name: text.in_language(chosen) for name, text in SHEET.items()}
    within = KIND.in_language(chosen)
    sheet, request = opened.sheet, opened.sheet.request
    told = {
        "organisation": sheet.organisation,
        "request": request.id,
        "applicant": " · ".join(one for one in (sheet.applicant, request.department) if one),
        "seal": within.format(sheet.seal, name_of(sheet.seal_kind, language())) + f" × {request.impressions}",
        "document": within.format(request.document_name, name_of(request.document_class, language())),
        "digest": f"SHA-256 {request.document.sha256}",
        "reason": request.reason,
        "recipient": request.recipient,
        "term": f"{time_text(request.valid_from or request.created)} – {time_text(request.valid_until)}",
    }
    for name, value in told.items():
        if value:
            yield COLON.in_language(chosen).format(words[name], seen(value))
    for name, granted, comment in sheet.decided:
        state = RequestState.APPROVED if granted else RequestState.REJECTED
        said = f"{name} {name_of(state, language())} {comment}".rstrip()
        yield COLON.in_language(chosen).format(words["decided"], seen(said))


def _sheet_json(opened: OpenedRequest) -> dict[str, Any]:
    sheet, request = opened.sheet, opened.sheet.request
    return {
        "organisation": sheet.organisation,
        "request": request.id,
        "applicant": {"id": request.applicant_id, "name": sheet.applicant, "department": request.department},
        "seal": {"id": request.seal_id, "name": sheet.seal, "kind": sheet.seal_kind.value},
        "document": request.document_name,
        "class": request.document_class.value,
        "sha256": request.document.sha256,
        "length": request.document.length,
        "impressions": request.impressions,
        "reason": request.reason,
        "recipient": request.recipient,
        "valid_until": moment_text(request.valid_until),
        "exported": moment_text(sheet.exported),
    }


def _tell_made(arguments: argparse.Namespace, made: Approval) -> None:
    if arguments.json:
        told = {"request": made.request_id, "approver": made.approver_id, "granted": made.granted}
        put_json({**told, "decided": moment_text(made.decided), "file": arguments.output})
    else:
        say(str(arguments.output))


def _verb(
    verbs: Verbs[argparse.ArgumentParser], name: str, said: str, run: object
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=said)
    add_json(parser)
    parser.set_defaults(run=run)
    return parser
