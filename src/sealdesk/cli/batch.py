"""`sealdesk batch …`: many documents, one seal, one rule, one PIN (批量用印)."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from sealdesk.cli import batch_seal
from sealdesk.cli.batch_output import (
    answer,
    check_json,
    numbers_of,
    record_json,
    tell_check,
    tell_must_look,
)
from sealdesk.cli.batch_rules import add_rules, rules_of
from sealdesk.cli.common import add_home, add_json, add_pin, desk_of, password_of
from sealdesk.cli.output import language, put_json, say
from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError
from sealdesk.model.batch import BatchResult
from sealdesk.service import batch_decisions, batch_journal, batch_look, batch_run
from sealdesk.service.batch_manifest import verify_manifest
from sealdesk.service.batch_plan import BatchWish, make_plan
from sealdesk.service.sign_in import SignIn
from sealdesk.texts import name_of
from sealdesk.tlog.note import NoteError, Verifier


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("batch", help="batches: plan, look, confirm, run, resume, show, list")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_plan(verbs)
    look = _of_a_batch(verbs, "look", "write pages with the seal where it will be, as PNG", _look)
    look.add_argument(
        "numbers", nargs="*", metavar="N", help="these documents, as 1-3,7 (default: all that must)"
    )
    look.add_argument("--folder", type=Path, metavar="DIR", help="where to (default: <ID>-look)")
    confirm = _of_a_batch(verbs, "confirm", "say that you looked, and the seal is where it belongs", _confirm)
    confirm.add_argument("numbers", nargs="*", metavar="N", help="these documents, as 1-3,7")
    confirm.add_argument("--set-aside", action="store_true", help="they are not right: seal the others only")
    confirm.add_argument("--all-looked-at", action="store_true", help="every document that was shown")
    confirm.add_argument(
        "--as", dest="person", metavar="PERSON", help="who looked: who keeps the seal (default), by id"
    )
    confirm.add_argument("--password-file", type=Path, metavar="F", help="file with that person's password")
    for verb, help_text in (
        ("run", "seal the documents, with one PIN"),
        ("resume", "go on with a batch that was interrupted"),
    ):
        running = _of_a_batch(verbs, verb, help_text, batch_seal.run)
        running.add_argument(
            "--again", metavar="N", help="try these counted documents again: takes another use"
        )
        running.add_argument("--token", metavar="SERIAL", help="the token to use, where several would do")
        running.add_argument(
            "--wait", type=float, default=30.0, metavar="S", help="seconds to wait for the token"
        )
        add_pin(running, "the PIN (for a key that asks at each signature, so many times)")
    _of_a_batch(verbs, "end", "end a batch as it stands, and write its manifest", batch_seal.end)
    _of_a_batch(verbs, "drop", "throw away a plan that was not begun", _drop)
    _of_a_batch(verbs, "show", "one batch, document by document", _show)
    listing = verbs.add_parser("list", help="all batches, newest first")
    _add_common(listing, _list)
    _add_verify(verbs)


def _add_plan(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    plan = verbs.add_parser("plan", help="look at the documents, and say what stands against each")
    plan.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="the PDFs of this folder")
    plan.add_argument("--requests", metavar="ID,ID", help="the documents of these approved requests instead")
    plan.add_argument("--seal", required=True, metavar="ID", help="see `sealdesk seals list`")
    plan.add_argument(
        "--output-dir", type=Path, required=True, metavar="DIR", help="for the sealed documents"
    )
    plan.add_argument("--suffix", default="-stamped", metavar="TEXT", help="goes behind each name (-stamped)")
    add_rules(plan)
    _add_common(plan, _plan)


def _add_verify(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verify = verbs.add_parser("verify-manifest", help="check a batch's manifest, its files, its entries")
    verify.add_argument("manifest", type=Path, metavar="FILE", help="the .manifest file")
    verify.add_argument(
        "--folder", type=Path, metavar="DIR", help="the sealed documents (default: beside it)"
    )
    verify.add_argument("--key", metavar="VKEY", help="the workstation's key, where there is no workspace")
    _add_common(verify, _verify)


def _of_a_batch(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    verb: str,
    help_text: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(verb, help=help_text)
    parser.add_argument("batch", metavar="ID", help="see `sealdesk batch list`")
    _add_common(parser, run)
    return parser


def _add_common(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


# Planning and looking.


def _plan(arguments: argparse.Namespace) -> int:
    if (arguments.folder is None) == (arguments.requests is None):
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="FOLDER, --requests")
    with desk_of(arguments) as desk:
        rules = rules_of(arguments, desk.layout)
        wish = BatchWish(
            seal_id=arguments.seal,
            rules=rules,
            output_dir=arguments.output_dir,
            folder=arguments.folder,
            requests=tuple(one for one in (arguments.requests or "").split(",") if one),
            template=arguments.template or "",
            width_mm=arguments.size,
            suffix=arguments.suffix,
        )
        record = batch_journal.record_of(desk, make_plan(desk, wish).id)
    answer(arguments, record)
    left_out = len(record.plan.documents) - len(record.plan.ready)
    if not record.plan.ready:
        return ExitStatus.REFUSED
    return ExitStatus.ANSWER_IS_NO if left_out else ExitStatus.DONE


def _look(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        record = batch_journal.record_of(desk, arguments.batch)
        numbers = numbers_of(arguments.numbers, record) or tuple(sorted(record.must_look))
        folder = arguments.folder or Path(f"{record.plan.id}-look")
        folder.mkdir(parents=True, exist_ok=True)
        shown = batch_look.seal_shown(desk, record.plan.seal_id)
        written: list[Path] = []
        for number in numbers:
            document = record.plan.documents[number - 1]
            if not document.ready:
                continue
            for preview in batch_look.previews(document, shown):
                path = folder / batch_look.preview_name(document, preview.page)
                path.write_bytes(preview.png)
                written.append(path)
            batch_journal.mark_shown(desk, record.plan.id, (number,))
        record = batch_journal.record_of(desk, arguments.batch)
    if arguments.json:
        put_json({**record_json(record), "pictures": [str(path) for path in written]})
        return ExitStatus.DONE
    for path in written:
        say(str(path))
    tell_must_look(record)
    return ExitStatus.DONE


def _confirm(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        record = batch_journal.record_of(desk, arguments.batch)
        numbers = set(numbers_of(arguments.numbers, record))
        if arguments.all_looked_at:
            numbers |= record.shown - set(record.set_aside)
        if not numbers:
            raise SealDeskError(ErrorCode.USAGE_WRONG, what="N, --all-looked-at")
        arguments.person = arguments.person or batch_run.keeper_of(desk, record.plan)
        by = SignIn(arguments.person, password_of(arguments))
        keeper = batch_decisions.sign_in(desk, record.plan, by)
        batch_journal.confirm(desk, record.plan.id, numbers, keeper, right=not arguments.set_aside)
        record = batch_journal.record_of(desk, arguments.batch)
    answer(arguments, record)
    return ExitStatus.DONE


def _drop(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        batch_journal.drop(desk, arguments.batch)
    if arguments.json:
        put_json({"batch": arguments.batch, "dropped": True})
    return ExitStatus.DONE


# Reading.


def _show(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        record = batch_journal.record_of(desk, arguments.batch)
    answer(arguments, record)
    return ExitStatus.DONE


def _list(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        records = [batch_journal.record_of(desk, one) for one in batch_journal.batch_ids(desk)]
    if arguments.json:
        put_json([record_json(record, documents=False) for record in records])
        return ExitStatus.DONE
    for record in records:
        sealed = len(record.numbers(BatchResult.SEALED))
        standing = name_of(record.standing, language())
        say(f"{record.plan.id}  {standing}  {sealed}/{len(record.plan.documents)}  {record.plan.seal_name}")
    return ExitStatus.DONE


def _verify(arguments: argparse.Namespace) -> int:
    keys: tuple[Verifier, ...] = ()
    if arguments.key:
        try:
            keys = (Verifier.parse(arguments.key),)
        except NoteError as wrong:
            raise SealDeskError(ErrorCode.USAGE_WRONG, what="--key") from wrong
    try:
        with desk_of(arguments) as desk:
            check = verify_manifest(arguments.manifest, arguments.folder, desk, keys)
    except SealDeskError as none:
        if none.code is not ErrorCode.WORKSPACE_MISSING:
            raise
        check = verify_manifest(arguments.manifest, arguments.folder, None, keys)
    if arguments.json:
        put_json(check_json(check))
    else:
        tell_check(check)
    return ExitStatus.DONE if check.good else ExitStatus.ANSWER_IS_NO
