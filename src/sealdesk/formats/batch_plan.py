"""A batch's plan and progress as text: canonical JSON, one line for the batch, one for each document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_type_hints

from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.fields import Fields, FormatError, millimetres_text, moment_text
from sealdesk.model.batch import BatchFinding, BatchPlan, PlannedDocument
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.placement import AnyPlacement, Placement, StraddlePlacement
from sealdesk.model.placing_rule import FixedRule, KeywordRule, OfficialRule, PlacingRule, StraddleRule

_RULES: Mapping[str, type[PlacingRule]] = {
    "fixed": FixedRule,
    "keyword": KeywordRule,
    "official": OfficialRule,
    "straddle": StraddleRule,
}
_PLACEMENTS: Mapping[str, type[AnyPlacement]] = {"one": Placement, "straddle": StraddlePlacement}


def lines_text(lines: list[dict[str, Any]]) -> str:
    """Canonical JSON, a line each."""
    return "".join(canonical(line).decode() + "\n" for line in lines)


def read_lines(text: str) -> list[Any]:
    """The values of canonical JSON lines; raises `FormatError`."""
    return [parse_canonical(line.encode()) for line in text.splitlines()]


def write_plan(plan: BatchPlan) -> str:
    """The text of a plan."""
    head = {
        "format": 1,
        "batch": plan.id,
        "made": moment_text(plan.made),
        "seal": plan.seal_id,
        "seal_name": plan.seal_name,
        "rules": [rule_facts(rule) for rule in plan.rules],
        "template": plan.template,
        "width_mm": millimetres_text(plan.width_mm),
        "height_mm": millimetres_text(plan.height_mm),
        "documents": len(plan.documents),
    }
    return lines_text([head, *(_document_facts(one) for one in plan.documents)])


def read_plan(text: str) -> BatchPlan:
    """The plan of a text.

    Raises:
        FormatError: Anything else than what `write_plan` writes.
    """
    try:
        first, *rest = read_lines(text)
        head = Fields(first, "plan")
        head.format(1)
        count = head.number("documents")
        plan = BatchPlan(
            id=head.text("batch"),
            made=head.moment("made"),
            seal_id=head.text("seal"),
            seal_name=head.text("seal_name"),
            rules=tuple(read_rule(one) for one in head.objects("rules")),
            template=head.text("template"),
            width_mm=head.millimetres("width_mm"),
            height_mm=head.millimetres("height_mm"),
            documents=tuple(_read_document(one) for one in rest),
        )
        head.done()
    except FormatError:
        raise
    except (ValueError, TypeError, LookupError) as wrong:
        raise FormatError(f"plan: {wrong}") from wrong
    numbers = [one.number for one in plan.documents]
    if len(numbers) != count or numbers != list(range(1, count + 1)):
        raise FormatError("plan: documents")
    return plan


def rule_facts(rule: PlacingRule) -> dict[str, Any]:
    """A rule as JSON says it."""
    name = next(name for name, kind in _RULES.items() if isinstance(rule, kind))
    return {"rule": name, **_plain(rule)}


def read_rule(value: Any) -> PlacingRule:
    """The rule of `rule_facts`; raises `FormatError`."""
    rule: PlacingRule = _made(_RULES, "rule", value)
    return rule


def _document_facts(document: PlannedDocument) -> dict[str, Any]:
    digest = document.document
    return {
        "number": document.number,
        "name": document.name,
        "source": str(document.source),
        "target": str(document.target),
        "sha256": digest.sha256 if digest else "",
        "length": digest.length if digest else 0,
        "pages": document.pages,
        "request": document.request_id,
        "lot": document.lot,
        "class": document.document_class.value if document.document_class else "",
        "placements": [
            {"place": "one" if isinstance(one, Placement) else "straddle", **_plain(one)}
            for one in document.placements
        ],
        "findings": [
            {"code": one.code, "facts": dict(one.facts), "stops": one.stops} for one in document.findings
        ],
    }


def _read_document(value: Any) -> PlannedDocument:
    taken = Fields(value, "document")
    sha256, length, named = taken.text("sha256"), taken.number("length"), taken.text("class")
    document = PlannedDocument(
        number=taken.number("number"),
        name=taken.text("name"),
        source=Path(taken.text("source")),
        target=Path(taken.text("target")),
        document=DocumentDigest(sha256, length) if sha256 else None,
        pages=taken.number("pages"),
        request_id=taken.text("request"),
        lot=taken.text("lot"),
        document_class=DocumentClass(named) if named else None,
        placements=tuple(_made(_PLACEMENTS, "place", one) for one in taken.objects("placements")),
        findings=tuple(_read_finding(one) for one in taken.objects("findings")),
    )
    taken.done()
    return document


def _read_finding(value: Any) -> BatchFinding:
    taken = Fields(value, "finding")
    code, stops, facts = taken.text("code"), taken.truth("stops"), value["facts"]
    if set(value) != {"code", "facts", "stops"} or not isinstance(facts, Mapping):
        raise FormatError("finding: fields")
    if not all(isinstance(fact, str) for fact in facts.values()):
        raise FormatError("finding: facts")
    return BatchFinding(code, facts, stops)


def write_progress(batch_id: str, plan_sha256: str, shown: frozenset[int]) -> str:
    """Which documents of this plan were shown."""
    return lines_text([{"format": 1, "batch": batch_id, "plan_sha256": plan_sha256, "shown": sorted(shown)}])


def read_progress(text: str, batch_id: str, plan_sha256: str) -> frozenset[int]:
    """What `write_progress` wrote of this plan; raises `FormatError`."""
    lines = read_lines(text)
    if len(lines) != 1:
        raise FormatError("progress: lines")
    head = Fields(lines[0], "progress")
    head.format(1)
    shown = frozenset(head.objects("shown"))
    own = (head.text("batch"), head.text("plan_sha256")) == (batch_id, plan_sha256)
    if not own or not all(type(number) is int for number in shown):
        raise FormatError("progress: batch")
    head.done()
    return shown


def _plain(value: Any) -> dict[str, Any]:
    """A flat dataclass as JSON: lengths and degrees as exact decimal texts."""
    assert is_dataclass(value)
    return {one.name: _plain_value(getattr(value, one.name)) for one in fields(value)}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return millimetres_text(value)
    return list(value) if isinstance(value, tuple) else value


def _made(kinds: Mapping[str, type[Any]], what: str, value: Any) -> Any:
    """The dataclass that `_plain` wrote, every field there and nothing else."""
    if not isinstance(value, Mapping) or value.get(what) not in kinds:
        raise FormatError(f"{what}: unknown")
    kind = kinds[value[what]]
    hints = get_type_hints(kind)
    if set(value) != {what, *(one.name for one in fields(kind))}:
        raise FormatError(f"{what}: fields")
    try:
        return kind(**{one.name: _value(hints[one.name], value[one.name]) for one in fields(kind)})
    except (ValueError, TypeError) as wrong:
        raise FormatError(f"{what}: {wrong}") from wrong


def _value(hint: Any, value: Any) -> Any:
    if hint is float:
        return float(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if hint in (int, str, bool):
        if type(value) is not hint:
            raise FormatError(f"no {hint.__name__}")
        return value
    if not isinstance(value, list) or not all(type(one) is int for one in value):
        raise FormatError("no page numbers")
    return tuple(value)
