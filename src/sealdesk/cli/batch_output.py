"""What `sealdesk batch` answers: lines for people, JSON for programs."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sealdesk.cli.output import language, put_json, say
from sealdesk.errors import SealDeskError
from sealdesk.formats.batch_plan import rule_facts
from sealdesk.formats.fields import moment_text
from sealdesk.formats.page_numbers import parse_pages
from sealdesk.model.batch import BatchPlan, BatchRecord, BatchResult, PlannedDocument
from sealdesk.service.batch_manifest import ManifestCheck
from sealdesk.service.seal_batch import BatchDocument
from sealdesk.texts import name_of
from sealdesk.texts.batch_findings import finding_line, outcome_line
from sealdesk.texts.batch_words import manifest_finding_text, numbers_text


def numbers_of(words: Iterable[str], record: BatchRecord) -> tuple[int, ...]:
    """Numbers of documents, written like page numbers; raises `PLACE_PAGES_WRONG`, `PLACE_PAGE_MISSING`."""
    text = ",".join(words)
    return parse_pages(text, len(record.plan.documents)) if text else ()


def answer(
    arguments: argparse.Namespace, record: BatchRecord, *, stopped: SealDeskError | None = None
) -> None:
    """How the batch stands."""
    if arguments.json:
        put_json(record_json(record, stopped=stopped))
    else:
        tell_record(record)


def tell_record(record: BatchRecord) -> None:
    """A line for the batch, one for each document, and what is still to be looked at."""
    plan, tongue = record.plan, language()
    counts = "  ".join(
        f"{name_of(result, tongue)} {len(record.numbers(result))}"
        for result in BatchResult
        if record.numbers(result)
    )
    say(f"{plan.id}  {name_of(record.standing, tongue)}  {plan.seal_name}  {counts}")
    for document in plan.documents:
        say(_document_line(record, document))
        for finding in document.findings:
            say(f"        {finding_line(finding, tongue)}")
    if record.manifest:
        say(str(plan.documents[0].target.with_name(record.manifest)))
    else:
        tell_must_look(record)


def _document_line(record: BatchRecord, document: PlannedDocument) -> str:
    outcome, tongue = record.outcomes[document.number], language()
    result = name_of(outcome.result, tongue)
    parts = [f"{document.number:>5}  {result}  {document.name}"]
    if outcome.result is BatchResult.SEALED:
        parts.append(f"→ {outcome.stamped_name}")
    elif outcome.reason and outcome.result is not BatchResult.LEFT_OUT:
        parts.append(outcome_line(outcome, tongue))
    return "  ".join(parts)


def tell_must_look(record: BatchRecord) -> None:
    """Which documents must be looked at, and which of them still wait for it."""
    tongue, left = language(), record.unconfirmed
    must = numbers_text(tuple(sorted(record.must_look)), tongue) or "—"
    still = numbers_text(left, tongue) or "—"
    if tongue == "zh":
        say(f"须查看：{must}；尚未确认：{still}")
    else:
        say(f"To be looked at: {must}; not confirmed yet: {still}")


def tell_document(plan: BatchPlan, number: int, done: BatchDocument) -> None:
    """A document that was sealed just now."""
    document = plan.documents[number - 1]
    say(f"{number}/{len(plan.documents)}  {document.name} → {done.order.target.name}")


def record_json(
    record: BatchRecord, *, documents: bool = True, stopped: SealDeskError | None = None
) -> dict[str, Any]:
    """A batch for programs."""
    plan = record.plan
    told: dict[str, Any] = {
        "batch": plan.id,
        "state": record.standing.value,
        "seal": plan.seal_id,
        "seal_name": plan.seal_name,
        "rules": [rule_facts(rule) for rule in plan.rules],
        "template": plan.template,
        "made": moment_text(plan.made),
        "started": _moment(record.started),
        "ended": _moment(record.ended),
        "manifest": str(plan.documents[0].target.with_name(record.manifest)) if record.manifest else None,
        "counts": {result.value: len(record.numbers(result)) for result in BatchResult},
        "must_look": sorted(record.must_look),
        "not_confirmed": list(record.unconfirmed),
        "stopped_by": stopped.code.text if stopped else None,
    }
    if documents:
        told["documents"] = [_document_json(record, one) for one in plan.documents]
    return told


def _moment(moment: datetime | None) -> str | None:
    return moment_text(moment) if moment else None


def _document_json(record: BatchRecord, document: PlannedDocument) -> dict[str, Any]:
    outcome, confirmed = record.outcomes[document.number], record.confirmed.get(document.number)
    return {
        "number": document.number,
        "name": document.name,
        "source": str(document.source),
        "output": str(document.target),
        "sha256": document.document.sha256 if document.document else None,
        "request": document.request_id or None,
        "class": document.document_class.value if document.document_class else None,
        "impressions": len(document.placements),
        "findings": [
            {"code": one.code, "stops": one.stops, **({"facts": dict(one.facts)} if one.facts else {})}
            for one in document.findings
        ],
        "shown": document.number in record.shown,
        "confirmed_by": confirmed.person_id if confirmed and confirmed.right else None,
        "set_aside_by": confirmed.person_id if confirmed and not confirmed.right else None,
        "result": outcome.result.value,
        "reason": outcome.reason or None,
        "sealed_sha256": outcome.stamped_sha256 or None,
        "entry": outcome.entry_id or None,
    }


def check_json(check: ManifestCheck) -> dict[str, Any]:
    """A check of a manifest for programs."""
    manifest = check.manifest
    return {
        "good": check.good,
        "batch": manifest.batch_id,
        "seal": manifest.seal_id,
        "workstation": manifest.workstation,
        "started": moment_text(manifest.started),
        "ended": moment_text(manifest.ended),
        "counts": {result.value: manifest.count(result) for result in BatchResult},
        "files_checked": check.files_checked,
        "entries_checked": check.entries_checked,
        "findings": [
            {"code": one.code, "number": one.number or None, "name": one.name or None}
            for one in check.findings
        ],
    }


def tell_check(check: ManifestCheck) -> None:
    """What a check of a manifest came to, a line for each finding."""
    manifest, tongue = check.manifest, language()
    counts = "  ".join(
        f"{name_of(result, tongue)} {manifest.count(result)}"
        for result in BatchResult
        if manifest.count(result)
    )
    say(f"{manifest.batch_id}  {manifest.seal_name}  {counts}")
    for finding in check.findings:
        where = f"{finding.number}  {finding.name}  " if finding.number else ""
        say(f"  {where}{manifest_finding_text(finding.code, tongue)}")
    if check.good:
        files, entries = check.files_checked, check.entries_checked
        if tongue == "zh":
            say(f"清单可信：签名成立，{files} 份文件与所记一致，{entries} 条用印记录相符")
        else:
            say(f"Good: the signature holds, {files} files and {entries} ledger entries are as it says")
