"""Decisions on a request as the ledger has them, each verified; those that were taken back are marked.

A decision counts for nothing but what its signer signed: by the own key, or the certificate, that the people register
in force at its entry names for them. One that does not hold stops everything about its request.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.approval import evidence_facts, read_approval
from sealdesk.formats.fields import FormatError
from sealdesk.formats.own_token_jws import open_jws
from sealdesk.formats.statement import write_statement
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.request import Approval, ApprovalMeans, UseRequest
from sealdesk.service.desk import Desk
from sealdesk.service.people_history import key_at, person_at
from sealdesk.tlog import note
from sealdesk.tlog.note import Verifier

_SAID = (
    "request",
    "person",
    "seal",
    "granted",
    "means",
    "on_behalf_of",
    "delegation",
    "registered_by",
    "evidence",
)
"""What the entry of a decision says in the clear of what was signed, where the decision says it."""


class _BrokenError(ValueError):
    """A decision, or its taking back, that is not what its signer signed."""


def decisions_of(desk: Desk, request: UseRequest, entries: Iterable[LedgerEntry]) -> tuple[Approval, ...]:
    """The decisions on a request, oldest first.

    Args:
        entries: The request's, in their order; of other kinds than decisions and their revocations may be among them.

    Raises:
        SealDeskError: `APPROVAL_BROKEN` for a decision whose signature, signer or content does not hold, that does
            not fit the request, or that stands there twice.
    """
    found: list[Approval] = []
    revoked: dict[str, datetime] = {}
    for entry in entries:
        try:
            if entry.kind is EntryKind.REQUEST_DECIDED:
                found.append(_decision(desk, request, entry, found))
            elif entry.kind is EntryKind.APPROVAL_REVOKED:
                revoked[_revoked(desk, entry, found)] = entry.time
        except (_BrokenError, FormatError, note.NoteError, KeyError, TypeError) as broken:
            raise _stopped(desk, request, entry) from broken
    return tuple(replace(one, revoked=revoked.get(one.entry_id)) for one in found)


def _stopped(desk: Desk, request: UseRequest, entry: LedgerEntry) -> SealDeskError:
    person_id = str(entry.body.get("person", ""))
    person = desk.people.find(person_id)
    name = person.name if person else person_id
    return SealDeskError(ErrorCode.APPROVAL_BROKEN, request=request.id, person=name, entry=entry.index)


def _decision(desk: Desk, request: UseRequest, entry: LedgerEntry, before: Iterable[Approval]) -> Approval:
    body = entry.body
    if body.get("means") == ApprovalMeans.AUTHORITY:
        decision = _by_authority(desk, request, entry)
    else:
        decision = read_approval(_signed_text(desk, entry), body["note"])
        if decision_facts(decision) != {name: body[name] for name in _SAID if name in body}:
            raise _BrokenError("the entry is not what was signed")
    misfit = misfit_of(decision, request)
    if misfit is not None:
        raise _BrokenError(misfit.text)
    if any(one.note == decision.note and one.approver_id == decision.approver_id for one in before):
        raise _BrokenError("twice")
    return replace(decision, entry_id=entry.entry_id, index=entry.index)


def _by_authority(desk: Desk, request: UseRequest, entry: LedgerEntry) -> Approval:
    """A decision that an approval system vouches for."""
    raise _BrokenError("no approval system is known")


def decision_facts(decision: Approval) -> dict[str, Any]:
    """What the entry of a decision says in the clear, beside what carries the signature."""
    facts: dict[str, Any] = {
        "request": decision.request_id,
        "person": decision.approver_id,
        "seal": decision.seal_id,
        "granted": decision.granted,
    }
    if decision.means is not ApprovalMeans.OWN_KEY:
        facts["means"] = decision.means.value
    if decision.on_behalf_of:
        facts |= {"on_behalf_of": decision.on_behalf_of, "delegation": decision.delegation_id}
    if decision.means is ApprovalMeans.PAPER:
        facts |= {
            "registered_by": decision.registered_by,
            "evidence": evidence_facts(decision.evidence),
        }
    return facts


def misfit_of(decision: Approval, request: UseRequest) -> ErrorCode | None:
    """In what a decision is not about this request as it stands; None where it is about it."""
    fits: Mapping[ErrorCode, bool] = {
        ErrorCode.APPROVAL_OTHER_DOCUMENT: decision.document == request.document,
        ErrorCode.APPROVAL_OTHER_SEAL: decision.seal_id == request.seal_id,
        ErrorCode.APPROVAL_OTHER_COUNT: decision.impressions == request.impressions,
        ErrorCode.APPROVAL_OTHER_TERM: (
            decision.valid_until == request.valid_until and decision.valid_from == request.valid_from
        ),
        ErrorCode.APPROVAL_OTHER_REQUEST: (
            decision.request_id == request.id and decision.request_sha256 == request.sha256
        ),
    }
    return next((code for code, fit in fits.items() if not fit), None)


# Signatures.


def _signed_text(desk: Desk, entry: LedgerEntry) -> str:
    """The text that the entry's signer signed: for a paper form who registered it, else the approver."""
    body = entry.body
    signer_id = str(body.get("registered_by") or body["person"])
    if "certificate" in body:
        return _of_certificate(desk, entry, signer_id)
    text = _opened(str(body["note"]), _key(desk, signer_id, entry.index))
    signer = read_approval(text, "")
    if (signer.registered_by or signer.approver_id) != signer_id:
        raise _BrokenError("signed by somebody else")
    return text


def _of_certificate(desk: Desk, entry: LedgerEntry, signer_id: str) -> str:
    try:
        der = base64.b64decode(entry.body["certificate"], validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise _BrokenError("certificate") from wrong
    person = person_at(desk, signer_id, entry.index)
    if person is None or sha256(der).hexdigest() not in person.certificates:
        raise _BrokenError("a certificate that is not theirs")
    return open_jws(str(entry.body["note"]), der)


def _key(desk: Desk, person_id: str, index: int) -> str:
    key = key_at(desk, person_id, index)
    if key is None:
        raise _BrokenError("nobody's key")
    return str(key)


@lru_cache(maxsize=4096)
def _opened(signed: str, key: str) -> str:
    """The text of a note that this key signed. Asked at every act, so kept."""
    return note.open_note(signed, (Verifier.parse(key),)).text


# Taking back.


def _revoked(desk: Desk, entry: LedgerEntry, before: Iterable[Approval]) -> str:
    """Id of the entry of the decision that was taken back, if whoever may did so."""
    body = json.loads(entry.canonical)
    decision = next((one for one in before if one.entry_id == body["decision"]), None)
    if decision is None or body["person"] not in may_take_back(decision):
        raise _BrokenError("not theirs to take back")
    text = _opened(str(body["statement"]), _key(desk, body["person"], entry.index))
    if text != write_statement(body, EntryKind.APPROVAL_REVOKED.value):
        raise _BrokenError("the entry is not what was signed")
    return decision.entry_id


def may_take_back(decision: Approval) -> frozenset[str]:
    """Who may take a decision back: who made it, whose power it used, who registered its paper form."""
    people = (decision.approver_id, decision.on_behalf_of, decision.registered_by)
    return frozenset(one for one in people if one) if decision.granted else frozenset()
