"""A step in a seal's life: what the people who take it sign, and what the ledger's entry says of it.

The statement is the entry itself but for what the ledger adds (id, index, time, workstation): one line of canonical
JSON, which each of them signs with their own key (C2SP signed note).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sealdesk.formats.canonical import canonical
from sealdesk.formats.fields import Fields, FormatError, millimetres_text, moment_text
from sealdesk.model.ledger import LedgerEntry
from sealdesk.model.seal import Seal, SealKind, SealShape, SealState
from sealdesk.model.seal_life import Attachment, LifeAction, LifeStep, SealApplication

PURPOSE = "seal.state"
_OF_THE_LEDGER = frozenset({"format", "entry_id", "kind", "time", "workstation", "statement"})
_OF_EVERY_STEP = frozenset(
    {
        "seal",
        "action",
        "state",
        "version",
        "record_sha256",
        "name",
        "seal_kind",
        "person",
        "persons",
        "reason",
        "attachments",
        "said",
        "previous",
    }
)


def step_facts(
    step: LifeStep, seal_id: str, name: str, kind: str, record_sha256: str, previous: str
) -> dict[str, Any]:
    """The body of the step's entry, beside what the ledger adds and the statement.

    Args:
        name, kind: The seal's, for readers of the ledger.
        record_sha256: Of the record in force after the step; empty before the seal is made.
        previous: Id of the seal's entry before this one, so that a step signed once is taken once; empty for the
            first.
    """
    return {
        **step.facts,
        "seal": seal_id,
        "action": step.action.value,
        "state": step.state.value,
        "version": step.version,
        "record_sha256": record_sha256,
        "name": name,
        "seal_kind": kind,
        "person": step.persons[0],
        "persons": list(step.persons),
        "reason": step.reason,
        "attachments": [_attachment_facts(one) for one in step.attachments],
        "said": moment_text(step.at),
        "previous": previous,
    }


def write_statement(body: Mapping[str, Any], purpose: str = PURPOSE) -> str:
    """The text that people sign, from an entry's facts or from its body: one line of canonical JSON.

    Args:
        purpose: The kind of entry, so that a statement for one is none for another.
    """
    said = {name: value for name, value in body.items() if name not in _OF_THE_LEDGER}
    return canonical({"format": 1, "statement": purpose, **said}).decode() + "\n"


def read_step(entry: LedgerEntry) -> LifeStep:
    """The step an entry records. Whether people signed it is not looked at.

    An entry without an action, of a ledger kept before steps had names, is read by its state.

    Raises:
        FormatError: Anything else.
    """
    body = entry.body
    try:
        state = SealState(body["state"])
        return LifeStep(
            action=LifeAction(body["action"]) if "action" in body else _LEADS_TO[state],
            state=state,
            persons=tuple(body.get("persons", (body["person"],))),
            at=entry.time,
            reason=body["reason"],
            version=body["version"],
            entry_id=entry.entry_id,
            attachments=tuple(_attachment(one) for one in body.get("attachments", ())),
            facts={
                name: value
                for name, value in body.items()
                if name not in _OF_THE_LEDGER and name not in _OF_EVERY_STEP
            },
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise FormatError(f"seal.state: {wrong}") from wrong


_LEADS_TO: Mapping[SealState, LifeAction] = {
    SealState.APPLIED: LifeAction.APPLY,
    SealState.REJECTED: LifeAction.REJECT,
    SealState.REVIEWED: LifeAction.REVIEW,
    SealState.PENDING: LifeAction.MAKE,
    SealState.MADE: LifeAction.MAKE,
    SealState.FILED: LifeAction.FILE,
    SealState.ISSUED: LifeAction.ISSUE,
    SealState.ACTIVE: LifeAction.ACTIVATE,
    SealState.SUSPENDED: LifeAction.SUSPEND,
    SealState.FROZEN: LifeAction.REPORT_LOST,
    SealState.REPLACED: LifeAction.REPLACE,
    SealState.CANCELLED: LifeAction.CANCEL,
    SealState.DESTROYED: LifeAction.DESTROY,
}


def _attachment_facts(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "label": attachment.label,
        "sha256": attachment.sha256,
        "length": attachment.length,
    }


def _attachment(facts: Mapping[str, Any]) -> Attachment:
    fields = Fields(facts, "attachment")
    return Attachment(
        name=fields.text("name"),
        label=fields.text("label"),
        sha256=fields.text("sha256"),
        length=fields.number("length"),
    )


def application_facts(application: SealApplication) -> dict[str, Any]:
    """The `application` of a step that asks for a seal, or for another form of it."""
    return {
        "name": application.name,
        "kind": application.kind.value,
        "holder": application.holder,
        "credit_code": application.credit_code,
        "shape": application.shape.value,
        "width_mm": millimetres_text(application.width_mm),
        "height_mm": millimetres_text(application.height_mm),
        "department": application.department,
        "custodian": application.custodian_id,
        "years": application.years,
        "materials": list(application.materials),
    }


def read_application(seal_id: str, facts: Any) -> SealApplication:
    """The application of a step.

    Raises:
        FormatError: Anything else.
    """
    fields = Fields(facts, "application")
    try:
        application = SealApplication(
            seal_id=seal_id,
            kind=SealKind(fields.text("kind")),
            name=fields.text("name"),
            holder=fields.text("holder"),
            credit_code=fields.text("credit_code"),
            shape=SealShape(fields.text("shape")),
            width_mm=fields.millimetres("width_mm"),
            height_mm=fields.millimetres("height_mm"),
            department=fields.text("department"),
            custodian_id=fields.text("custodian"),
            years=fields.number("years"),
            materials=fields.texts("materials"),
        )
    except ValueError as wrong:
        raise FormatError(str(wrong)) from wrong
    fields.done()
    return application


def application_of(seal: Seal, years: int) -> SealApplication:
    """What a record says, as if it had been asked for: where nobody's application stands in the ledger."""
    return SealApplication(
        seal_id=seal.id,
        kind=seal.kind,
        name=seal.name,
        holder=seal.holder,
        credit_code=seal.credit_code,
        shape=seal.shape,
        width_mm=seal.width_mm,
        height_mm=seal.height_mm,
        department=seal.department,
        custodian_id=seal.custodian_id,
        years=years,
    )
