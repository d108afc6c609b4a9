"""A power to approve that is lent (授权审批), and its end: what people sign, and what the entries say."""

from __future__ import annotations

from typing import Any

from sealdesk.formats.fields import Fields, FormatError, moment_text
from sealdesk.model.ledger import LedgerEntry
from sealdesk.model.people import Position
from sealdesk.model.request import ApprovalDelegation
from sealdesk.model.seal import SealKind

_OF_THE_LEDGER = ("format", "entry_id", "kind", "time", "workstation", "statement")


def delegation_facts(delegation: ApprovalDelegation) -> dict[str, Any]:
    """The body of an `approval.delegated` entry, beside what the ledger adds and the statement.

    It names its entry's own id, so that what was signed once is entered once.
    """
    return {
        "delegation": delegation.id,
        "person": delegation.giver_id,
        "deputy": delegation.deputy_id,
        "positions": sorted(position.value for position in delegation.positions),
        "seal_kinds": sorted(kind.value for kind in delegation.kinds),
        "starts": moment_text(delegation.starts),
        "ends": moment_text(delegation.ends),
        "reason": delegation.reason,
    }


def read_delegation(entry: LedgerEntry) -> ApprovalDelegation:
    """The delegation that an entry records. Whether its giver signed it is not looked at.

    Raises:
        FormatError: Anything else, also one that names another entry.
    """
    said = {name: value for name, value in entry.body.items() if name not in _OF_THE_LEDGER}
    fields = Fields(said, "delegation")
    try:
        delegation = ApprovalDelegation(
            id=fields.text("delegation"),
            giver_id=fields.text("person"),
            deputy_id=fields.text("deputy"),
            positions=frozenset(Position(one) for one in fields.texts("positions")),
            kinds=frozenset(SealKind(one) for one in fields.texts("seal_kinds")),
            starts=fields.moment("starts"),
            ends=fields.moment("ends"),
            reason=fields.text("reason"),
        )
    except ValueError as wrong:
        raise FormatError(f"delegation: {wrong}") from wrong
    fields.done()
    if delegation.id != entry.entry_id or not delegation.positions:
        raise FormatError("delegation: another entry's, or of nothing")
    return delegation
