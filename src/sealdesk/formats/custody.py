"""Acts on a seal's custody: what the people who make them sign, and what the ledger's entries say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.fields import FormatError, moment_text
from sealdesk.model.custody import CustodyAct, CustodyStep, HandoverWay
from sealdesk.model.ledger import EntryKind, LedgerEntry

KINDS: Mapping[EntryKind, CustodyAct] = {
    EntryKind.CUSTODY_HANDED_OVER: CustodyAct.HANDED_OVER,
    EntryKind.CUSTODY_DELEGATED: CustodyAct.DELEGATED,
    EntryKind.CUSTODY_ENDED: CustodyAct.ENDED,
}
_SIGNED = (
    "custody",
    "way",
    "giver",
    "keeper",
    "approver",
    "persons",
    "made",
    "until",
    "certificates",
    "reason",
)


def custody_facts(step: CustodyStep) -> dict[str, Any]:
    """What every entry of the act says, but for its seal and the statement."""
    return {
        "custody": step.act_id,
        "way": step.way.value,
        "giver": step.giver_id,
        "keeper": step.keeper_id,
        "approver": step.approver_id,
        "persons": list(step.persons),
        "person": step.keeper_id,
        "made": moment_text(step.at),
        "until": moment_text(step.until) if step.until else "",
        "certificates": sorted(step.certificates),
        "reason": step.reason,
    }


def custody_statement(act: CustodyAct, facts: Mapping[str, Any], seal_ids: Iterable[str]) -> str:
    """The text to sign: one line of canonical JSON, with its line end."""
    said = {name: facts[name] for name in _SIGNED}
    record = {"format": 1, "act": act.value, "seals": sorted(seal_ids), **said}
    return canonical(record).decode() + "\n"


def read_custody(entry: LedgerEntry) -> CustodyStep:
    """The act an entry records. Whether people signed it says `check_statement`.

    Raises:
        FormatError: Anything else.
    """
    body = entry.body
    try:
        return CustodyStep(
            act=KINDS[entry.kind],
            act_id=body["custody"],
            entry_id=entry.entry_id,
            seal_id=body["seal"],
            way=HandoverWay(body["way"]),
            giver_id=body["giver"],
            keeper_id=body["keeper"],
            approver_id=body["approver"],
            persons=tuple(body["persons"]),
            at=datetime.fromisoformat(body["made"]),
            until=datetime.fromisoformat(body["until"]) if body["until"] else None,
            certificates=tuple(body["certificates"]),
            reason=body["reason"],
            statement=body["statement"],
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise FormatError(f"custody: {wrong}") from wrong


def check_statement(step: CustodyStep, text: str) -> None:
    """Whether a text that people signed says what the entry says.

    Raises:
        FormatError: It says something else, or speaks of other seals.
    """
    record = parse_canonical(text.removesuffix("\n").encode())
    seals = record.get("seals") if isinstance(record, dict) else None
    if not isinstance(seals, list) or step.seal_id not in seals:
        raise FormatError("custody: another seal's")
    if custody_statement(step.act, custody_facts(step), seals) != text:
        raise FormatError("custody: the entry is not what was signed")
