"""`sealdesk seals register|count|export-register|attachment`: the seal register, counting, attached documents."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from sealdesk.cli.columns import columns
from sealdesk.cli.common import desk_of
from sealdesk.cli.output import language, put_json, say
from sealdesk.cli.seal_steps import add_common, add_people, people_of
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.model.seal_life import CountResult
from sealdesk.service import seal_attachments, seal_register
from sealdesk.service.seal_register import RegisterRow, SealCount
from sealdesk.texts import name_of
from sealdesk.texts.life_words import COUNT_TROUBLE, REPORT_IT
from sealdesk.texts.seal_register import EXPORTED, Wording
from sealdesk.texts.wording import language_of


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The register's verbs below `sealdesk seals`."""
    listing = verbs.add_parser("register", help="the seal register (印章台账)")
    add_common(listing, _register)
    counting = verbs.add_parser(
        "count",
        help="enter what a count (清点) of the seals found; two people sign, one administers or audits",
    )
    for result in CountResult:
        counting.add_argument(
            f"--{result.value}",
            nargs="*",
            default=[],
            metavar="SEAL",
            help=f"seals that are {result.value}, by id",
        )
    counting.add_argument(
        "--remark",
        action="append",
        default=[],
        metavar="SEAL=TEXT",
        help="a remark on one of them; may be repeated",
    )
    add_people(counting, 2)
    add_common(counting, _count)
    exporting = verbs.add_parser(
        "export-register",
        help="write the register as a workbook or as pages with pictures; entered in the ledger",
    )
    exporting.add_argument("output", type=Path, metavar="OUT.xlsx|OUT.pdf")
    add_common(exporting, _export)
    attached = verbs.add_parser(
        "attachment", help="write a document that was attached to a step into a file; entered in the ledger"
    )
    attached.add_argument("sha256", metavar="SHA256", help="as `seals life` lists it")
    add_people(attached, 1)
    attached.add_argument("--output", type=Path, required=True, metavar="OUT")
    add_common(attached, _attachment)


def _register(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        found = seal_register.rows(desk)
        wording = Wording(desk.people_by_id, language_of(language()))
    if arguments.json:
        put_json([_row_as_json(row) for row in found])
        return 0
    headings = [wording.heading(name) for name in _SHOWN]
    for line in columns([headings, *(_line(row, wording) for row in found)]):
        say(line)
    return 0


_SHOWN = ("id", "kind", "state", "custodian", "deputy", "uses", "last_use", "count_result", "name")


def _line(row: RegisterRow, wording: Wording) -> list[str]:
    """One seal's values, in words; its trouble stands with its state, a deputy with the end of their time."""
    told = wording.told(row)
    return [_shown(told[name]) for name in _SHOWN]


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return "—" if value is None or value == "" else str(value)


def _row_as_json(row: RegisterRow) -> dict[str, object]:
    asked, seal = row.life.application, row.life.seal
    moments = {
        "made": row.made,
        "issued": row.issued,
        "valid_until": seal.valid_until if seal else None,
        "last_use": row.last_use,
        "counted": row.counted,
        "deputy_until": row.deputy_until,
    }
    return {
        "id": row.seal_id,
        "kind": asked.kind.value,
        "name": asked.name,
        "holder": asked.holder,
        "department": asked.department,
        "width_mm": asked.width_mm,
        "height_mm": asked.height_mm,
        "state": row.life.state.value,
        "filing_number": row.life.filing_number,
        "custodian": row.custodian_id,
        "keeper": row.keeper_id,
        "tokens": [{"label": one.label, "serial": one.serial} for one in row.tokens],
        "uses": row.uses,
        "count_result": row.count_result.value if row.count_result else None,
        "count_trouble": row.count_trouble,
        "trouble": row.trouble,
        **{name: moment_text(moment) if moment else None for name, moment in moments.items()},
    }


def _count(arguments: argparse.Namespace) -> int:
    found: dict[str, str] = {}
    for result in CountResult:
        for seal_id in getattr(arguments, result.value):
            if seal_id in found:
                raise SealDeskError(ErrorCode.USAGE_WRONG, what=seal_id)
            found[seal_id] = result.value
    remarks = dict(_remark(one) for one in arguments.remark)
    with desk_of(arguments) as desk:
        done = seal_register.count(desk, found, people_of(arguments), remarks)
    if arguments.json:
        put_json(_count_as_json(done))
        return 0
    tongue = language()
    for seal_id, result in done.results.items():
        say(f"{seal_id}  {name_of(result, tongue)}  {done.remarks.get(seal_id, '')}".rstrip())
    if done.trouble:
        say(COUNT_TROUBLE[done.trouble].in_language(language_of(tongue)))
    for seal_id in done.to_report:
        say(REPORT_IT.in_language(language_of(tongue)).format(seal=seal_id))
    return 0


def _remark(given: str) -> tuple[str, str]:
    seal_id, equals, text = given.partition("=")
    if not equals:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--remark")
    return seal_id, text


def _count_as_json(done: SealCount) -> dict[str, object]:
    return {
        "entry": done.entry_id,
        "time": moment_text(done.at),
        "persons": list(done.persons),
        "results": {seal_id: result.value for seal_id, result in done.results.items()},
        "remarks": dict(done.remarks),
        "uncounted": list(done.uncounted),
        "trouble": done.trouble,
        "to_report": list(done.to_report),
    }


def _export(arguments: argparse.Namespace) -> int:
    from sealdesk.texts.seal_register import export_pdf, export_xlsx

    writers = {".xlsx": export_xlsx, ".pdf": export_pdf}
    write = writers.get(arguments.output.suffix.lower())
    if write is None:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="OUT.xlsx|OUT.pdf")
    with desk_of(arguments) as desk:
        count = write(desk, arguments.output, language())
    if arguments.json:
        put_json({"output": arguments.output, "seals": count})
    else:
        say(EXPORTED.in_language(language_of(language())).format(count=count, path=arguments.output))
    return 0


def _attachment(arguments: argparse.Namespace) -> int:
    from sealdesk.export.new_file import new_file

    with desk_of(arguments) as desk:
        (by,) = people_of(arguments)
        with new_file(arguments.output) as file:  # asked for first: no entry for what could not be written
            content = seal_attachments.read_attachment(desk, arguments.sha256, by)
            file.write(content)
    if arguments.json:
        put_json({"output": arguments.output, "length": len(content)})
    else:
        say(f"{arguments.output}")
    return 0
