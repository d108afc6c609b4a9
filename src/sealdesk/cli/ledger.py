"""`sealdesk ledger …`: read, check and export the usage ledger."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sealdesk.cli.common import add_home, add_json, desk_of
from sealdesk.cli.output import language, put_json, say
from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.request import RequestState
from sealdesk.model.workstation import Whereabouts
from sealdesk.service import read_ledger, workstation
from sealdesk.service.desk import open_desk
from sealdesk.service.read_ledger import ExportFormat
from sealdesk.texts import name_of, reason_text, time_text
from sealdesk.texts.ledger_columns import cell_wording, column_headings
from sealdesk.texts.wording import language_of
from sealdesk.texts.workspace_words import NOT_RECORDED


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("ledger", help="the usage ledger: list, check, export")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="entries, oldest first")
    kinds = [kind.value for kind in EntryKind]
    listing.add_argument("--kind", choices=kinds, metavar="KIND", help=f"one of: {', '.join(kinds)}")
    listing.add_argument("--request", metavar="ID", help="entries of this use request")
    listing.add_argument("--seal", metavar="ID", help="entries of this seal")
    listing.add_argument("--limit", type=_count, metavar="N", help="only the newest N")
    _add_common(listing, _list)
    _add_common(verbs.add_parser("check", help="is anything edited, deleted, reordered, cut?"), _check)
    export = verbs.add_parser("export", help="write all entries to a new file")
    export.add_argument("--output", type=Path, required=True, metavar="OUT", help="must not exist")
    export.add_argument(
        "--format",
        choices=[one.value for one in ExportFormat],
        help="default: jsonl where OUT ends in .jsonl or .ndjson, otherwise csv",
    )
    export.add_argument(
        "--bom", action="store_true", help="begin CSV with the mark by which Excel knows UTF-8"
    )
    _add_common(export, _export)


def _add_common(parser: argparse.ArgumentParser, run: object) -> None:
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def _count(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return int(text)


def _list(arguments: argparse.Namespace) -> int:
    kind = EntryKind(arguments.kind) if arguments.kind else None
    with desk_of(arguments) as desk:
        entries = read_ledger.entries(
            desk, kind=kind, request=arguments.request, seal=arguments.seal, newest=arguments.limit
        )
        for entry in entries:
            if arguments.json:
                put_json({"index": entry.index, "leaf_hash": entry.leaf_hash.hex(), **entry.body})
            else:
                say(_line(entry))
    return 0


def _line(entry: LedgerEntry) -> str:
    tongue = language()
    time = time_text(entry.time)
    details = [str(entry.body.get(name, "")) for name in ("seal", "request", "person")]
    if entry.kind is EntryKind.REQUEST_DECIDED:
        decision = RequestState.APPROVED if entry.body.get("granted") else RequestState.REJECTED
        details.append(name_of(decision, tongue))
    details.append(reason_text(str(entry.body.get("reason", "")), tongue))
    return "  ".join(one for one in (f"{entry.index:>6}", time, name_of(entry.kind, tongue), *details) if one)


def _check(arguments: argparse.Namespace) -> int:
    # Nothing is settled first: a check writes nothing, and looks also at a ledger that can be written no more.
    with open_desk(arguments.home, settle=False) as desk:
        result = read_ledger.check(desk)
    if arguments.json:
        findings = [{"code": one.code, "index": one.index, "detail": one.detail} for one in result.findings]
        put_json(
            {
                "sound": result.sound,
                "size": result.size,
                "root": bytes(result.root_hash).hex(),
                "findings": findings,
            }
        )
    else:
        mark, what = "✓" if result.sound else "✕", reason_text("doctor.ledger", language())
        say(f"{mark} {what}  {result.size}  {bytes(result.root_hash).hex()}")
        for finding in result.findings:
            place = "" if finding.index is None else f"{finding.index}  "
            say(f"  {place}{reason_text(finding.code, language())}  {finding.detail}".rstrip())
    return ExitStatus.DONE if result.sound else ExitStatus.ANSWER_IS_NO


def _export(arguments: argparse.Namespace) -> int:
    endings = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
    wanted = arguments.format or endings.get(arguments.output.suffix.lower())
    if wanted is None:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--output *.csv, *.jsonl; --format")
    with desk_of(arguments) as desk:
        count = read_ledger.export(
            desk,
            arguments.output,
            ExportFormat(wanted),
            bom=arguments.bom,
            headings=column_headings(language()),
            wording=cell_wording(language()),
        )
        if workstation.where(desk) is Whereabouts.ELSEWHERE:
            sys.stderr.write(f"sealdesk: {NOT_RECORDED.in_language(language_of(language()))}\n")
    if arguments.json:
        put_json({"output": arguments.output, "entries": count})
    else:
        say(f"{arguments.output}  {reason_text('doctor.ledger', language())}  {count}")
    return 0
