"""An act's entries in the ledger: an intent and an outcome for each of its seals, all together or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sealdesk import __version__
from sealdesk.formats.entries import converted_facts, placement_facts, position_facts
from sealdesk.formats.fields import moment_text
from sealdesk.model.act import Lockdown
from sealdesk.model.certificate import RevocationStatus
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.service import requests
from sealdesk.service.act_checks import over_signature
from sealdesk.service.custody_standing import check_keeper
from sealdesk.service.desk import Desk
from sealdesk.service.gate_question import gate_of
from sealdesk.service.life_standing import check_signed
from sealdesk.service.prepare_act import ReadyAct, ReadyUse, raise_first
from sealdesk.store.ledger import Transaction


def record_intents(
    desk: Desk, ready: ReadyAct, act_id: str, entry_ids: Sequence[str]
) -> tuple[LedgerEntry, ...]:
    """Ask the gate once more, and take the uses of every request, in one ledger transaction.

    Each use is judged behind the intents of those before it: what is left is counted with them.

    Args:
        entry_ids: Reserved for the intents, in the order of the uses.

    Raises:
        SealDeskError: What stands against any of the uses now; then none is taken.
    """
    with desk.recording() as transaction:
        desk.check_log(transaction)
        return tuple(
            _record_intent(desk, transaction, ready, number, act_id, entry_id)
            for number, entry_id in zip(range(len(ready.uses)), entry_ids, strict=True)
        )


def _record_intent(
    desk: Desk, transaction: Transaction, ready: ReadyAct, number: int, act_id: str, entry_id: str
) -> LedgerEntry:
    use = ready.uses[number]
    standing = requests.standing(desk, use.request_id, within=transaction)
    gate = gate_of(desk, use.seal, transaction)
    raise_first(gate.against(standing, ready.preflight.digest, use.impressions))
    check_signed(desk, use.seal.id, transaction)
    certificate = ready.binding.certificate_sha256
    check_keeper(desk, use.seal, certificate, standing.request, within=transaction)
    facts = {**_facts(ready, use, act_id, number), **_intent_facts(desk, ready, use)}
    return transaction.append(EntryKind.ACT_INTENDED, facts, entry_id)


def record_sealed(desk: Desk, ready: ReadyAct, act_id: str, digest: str) -> tuple[LedgerEntry, ...]:
    """The outcome of an act that is done, for each of its seals.

    Args:
        digest: SHA-256 of the published file.
    """
    stamped = {"name": ready.order.target.name, "sha256": digest}
    return _record_all(desk, ready, act_id, EntryKind.ACT_SEALED, {"stamped": stamped, "result": "sealed"})


def record_failed(desk: Desk, ready: ReadyAct, act_id: str, reason: str, *, given_back: bool) -> None:
    """The outcome of an act that failed, for each of its seals: all uses are given back, or all count."""
    told = {"result": "failed", "reason": reason, "given_back": given_back}
    _record_all(desk, ready, act_id, EntryKind.ACT_FAILED, told)


def _record_all(
    desk: Desk, ready: ReadyAct, act_id: str, kind: EntryKind, told: dict[str, Any]
) -> tuple[LedgerEntry, ...]:
    with desk.recording() as transaction:
        return tuple(
            transaction.append(kind, {**_facts(ready, use, act_id, number), **told})
            for number, use in enumerate(ready.uses)
        )


def _facts(ready: ReadyAct, use: ReadyUse, act_id: str, number: int) -> dict[str, Any]:
    request = use.standing.request
    return {
        "act": act_id,
        "request": request.id,
        "seal": use.seal.id,
        "person": use.custodian.id,
        "document": {
            "name": request.document_name,
            "sha256": ready.preflight.digest.sha256,
            "length": ready.preflight.digest.length,
            "pages": ready.preflight.pages,
            "class": request.document_class.value,
        },
        **position_facts(number + 1, len(ready.uses)),
    }


def _intent_facts(desk: Desk, ready: ReadyAct, use: ReadyUse) -> dict[str, Any]:
    return {
        "count": use.impressions,
        "impressions": [placement_facts(placement) for placement in use.placements],
        "certificate": ready.binding.certificate_sha256,
        "revocation": _revocation_facts(ready.binding.revocation),
        "token": {"label": ready.token.label, "serial": ready.token.serial},
        "method": ready.method,
        "policy_version": desk.policy.version,
        "program": f"SealDesk {__version__}",
        **({"over_signature": True} if over_signature(use.placements, ready.preflight) else {}),
        **dict(_order_facts(ready)),
    }


def _order_facts(ready: ReadyAct) -> Iterator[tuple[str, Any]]:
    """What not every order says."""
    order = ready.order
    if order.field_name:
        yield "field", order.field_name
    if order.lockdown is Lockdown.LOCKED:
        yield "lockdown", order.lockdown.value
    if order.converted is not None:
        yield "converted", converted_facts(order.converted)
    if order.batch_id:
        yield "batch", order.batch_id


def _revocation_facts(status: RevocationStatus) -> dict[str, str]:
    told = {"state": status.state.value, "source": status.source.value}
    return {**told, "as_of": moment_text(status.as_of)} if status.as_of else told
