"""Lending one's power to approve to somebody for a time (授权审批), and taking it back.

The giver signs; the deputy has to be an approver. A power that was lent is not lent on. It ends by itself, or early: by
the giver's word, or by two administrators'. Whether a decision that rests on it counts, the gate says.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.delegation import delegation_facts, read_delegation
from sealdesk.formats.fields import FormatError
from sealdesk.formats.statement import write_statement
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.people import Person, Position
from sealdesk.model.permission import Action
from sealdesk.model.request import ApprovalDelegation
from sealdesk.model.seal import SealKind
from sealdesk.policy.permissions import ADMINISTRATORS, may
from sealdesk.policy.plain_text import is_plain, on_one_line
from sealdesk.service.clock import TOLERANCE, judged_now
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.people_history import key_at, person_at
from sealdesk.service.request_refusals import refusal_recorded
from sealdesk.service.sign_in import SignIn, signed_in, two_administrators
from sealdesk.store.entry_body import reserved_id
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer

_KINDS = (EntryKind.APPROVAL_DELEGATED, EntryKind.DELEGATION_ENDED)
_LONGEST_REASON = 500


@dataclass(frozen=True)
class Lending:
    """What somebody lends.

    Attributes:
        positions: Which of the giver's; empty: all of them.
        kinds: For seals of these kinds only; empty: of every kind.
        starts: None: at once.
    """

    deputy_id: str
    ends: datetime
    reason: str
    positions: frozenset[Position] = field(default_factory=frozenset)
    kinds: frozenset[SealKind] = field(default_factory=frozenset)
    starts: datetime | None = None


def delegate(desk: Desk, lending: Lending, by: SignIn) -> ApprovalDelegation:
    """Lend one's power to approve.

    Raises:
        SealDeskError: `PERSON_…`; `DELEGATION_DEPUTY`, `DELEGATION_POSITION`, `DELEGATION_TERM_WRONG`;
            `USAGE_WRONG` for a reason that says nothing; `CLOCK_SET_BACK`. A refusal is entered.
    """
    with refusal_recorded(desk, "delegate", person=by.person_id):
        giver, signer = signed_in(desk, by.person_id, by.password, Action.DELEGATE_APPROVAL)
        reason = _checked(lending.reason)
        with desk.recording() as transaction:
            desk.check_log(transaction)
            now = judged_now(desk, transaction)
            positions = _lent(giver, lending.positions)
            _check_deputy(desk, giver, lending.deputy_id)
            starts = lending.starts or now
            days = desk.policy.delegation_days
            term = lending.ends - starts
            if not (now - TOLERANCE <= starts < lending.ends and term <= timedelta(days=days)):
                raise SealDeskError(ErrorCode.DELEGATION_TERM_WRONG, days=days, until=lending.ends)
            delegation = ApprovalDelegation(
                id=reserved_id(now),
                giver_id=giver.id,
                deputy_id=lending.deputy_id,
                positions=positions,
                kinds=lending.kinds,
                starts=starts,
                ends=lending.ends,
                reason=reason,
            )
            facts = delegation_facts(delegation)
            statement = note.sign(write_statement(facts, EntryKind.APPROVAL_DELEGATED.value), signer)
            told = {**facts, "statement": statement}
            transaction.append(EntryKind.APPROVAL_DELEGATED, told, delegation.id)
    return delegation


def _lent(giver: Person, asked: frozenset[Position]) -> frozenset[Position]:
    """The positions to lend. `DEPUTY` is itself a power that was given to somebody: it is not given on."""
    own = giver.positions - {Position.DEPUTY}
    positions = asked or own
    if not positions or positions - own:
        raise SealDeskError(ErrorCode.DELEGATION_POSITION, person=giver.name)
    return positions


def _check_deputy(desk: Desk, giver: Person, deputy_id: str) -> None:
    deputy = desk.person(deputy_id)
    if deputy.id == giver.id or not may(deputy, Action.APPROVE):
        raise SealDeskError(ErrorCode.DELEGATION_DEPUTY, person=deputy.name)


def _checked(reason: str) -> str:
    reason = on_one_line(reason)
    if not reason or not is_plain(reason) or len(reason) > _LONGEST_REASON:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="reason")
    return reason


def end(desk: Desk, delegation_id: str, by: Collection[SignIn], reason: str) -> ApprovalDelegation:
    """Take a lent power back before its time. What was decided by it and not used yet no longer counts.

    Args:
        by: The giver, or two administrators.

    Raises:
        SealDeskError: `DELEGATION_UNKNOWN`, `DELEGATION_ENDED`; `PERSON_…` for anybody else; `USAGE_WRONG`.
    """
    who = next(iter(by)).person_id if by else ""
    with refusal_recorded(desk, "end delegation", person=who):
        reason = _checked(reason)
        with_keys = _ending(desk, _found(desk, delegation_id, None), by)
        with desk.recording() as transaction:
            desk.check_log(transaction)
            now = judged_now(desk, transaction)
            delegation = _found(desk, delegation_id, transaction)
            if delegation.ended is not None or now > delegation.ends:
                raise SealDeskError(ErrorCode.DELEGATION_ENDED, delegation=delegation_id)
            persons = list(with_keys)
            facts = {
                "delegation": delegation.id,
                "person": persons[0],
                "persons": persons,
                "reason": reason,
            }
            text = write_statement(facts, EntryKind.DELEGATION_ENDED.value)
            statement = note.sign(text, *with_keys.values())
            entry = transaction.append(EntryKind.DELEGATION_ENDED, {**facts, "statement": statement})
    return replace(delegation, ended=entry.time)


def _ending(desk: Desk, delegation: ApprovalDelegation, by: Collection[SignIn]) -> dict[str, Signer]:
    """The keys of those who end it."""
    if len(by) != 1:
        return two_administrators(desk, by, "end delegation", Action.CHANGE_PEOPLE)
    (one,) = by
    if one.person_id != delegation.giver_id:
        person = desk.person(one.person_id)
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person.name, act="end delegation")
    return {one.person_id: signed_in(desk, one.person_id, one.password)[1]}


def _found(desk: Desk, delegation_id: str, within: EntryReader | None) -> ApprovalDelegation:
    found = next((one for one in all_delegations(desk, within) if one.id == delegation_id), None)
    if found is None:
        raise SealDeskError(ErrorCode.DELEGATION_UNKNOWN, delegation=delegation_id)
    return found


# What the ledger says.


def all_delegations(desk: Desk, reader: EntryReader | None = None) -> tuple[ApprovalDelegation, ...]:
    """Every power that was ever lent, oldest first, each signed by its giver: what the gate asks for.

    Raises:
        SealDeskError: `DELEGATION_BROKEN` where one, or the end of one, is not what its people signed.
    """
    entries = (reader or desk.ledger).entries
    newest = next(entries(kind=_KINDS, newest_first=True, limit=1), None)
    if newest is None:
        return ()
    if desk.lent is None or desk.lent[0] != newest.leaf_hash:  # it names its own id: no two are the same
        desk.lent = (newest.leaf_hash, _read(desk, entries(kind=_KINDS)))
    return desk.lent[1]


def _read(desk: Desk, entries: Iterable[LedgerEntry]) -> tuple[ApprovalDelegation, ...]:
    found: dict[str, ApprovalDelegation] = {}
    for entry in entries:
        try:
            if entry.kind is EntryKind.APPROVAL_DELEGATED:
                _check_signed(desk, entry, (str(entry.body["person"]),))
                found[entry.entry_id] = read_delegation(entry)
            else:
                ended = found[str(entry.body["delegation"])]
                _check_ended(desk, entry, ended)
                found[ended.id] = replace(ended, ended=ended.ended or entry.time)
        except (FormatError, note.NoteError, KeyError, TypeError, ValueError) as broken:
            raise SealDeskError(ErrorCode.DELEGATION_BROKEN, entry=entry.index) from broken
    return tuple(found.values())


def in_force(
    desk: Desk, reader: EntryReader | None = None, at: datetime | None = None
) -> tuple[ApprovalDelegation, ...]:
    """The powers that are lent at a time (default: now), oldest first; raises as `all_delegations`."""
    at = at or judged_now(desk, reader)
    return tuple(one for one in all_delegations(desk, reader) if one.counts(at))


def lent_to(
    delegations: Iterable[ApprovalDelegation], giver: Person, deputy: Person, kind: SealKind, at: datetime
) -> ApprovalDelegation:
    """The delegation by which a deputy decides in a giver's place on a seal of this kind; the newest of several.

    Raises:
        SealDeskError: `DELEGATION_NONE`.
    """
    fitting = [
        one
        for one in delegations
        if (one.giver_id, one.deputy_id) == (giver.id, deputy.id)
        and one.counts(at)
        and (not one.kinds or kind in one.kinds)
    ]
    if not fitting:
        raise SealDeskError(ErrorCode.DELEGATION_NONE, person=deputy.name, giver=giver.name)
    return fitting[-1]


def _check_ended(desk: Desk, entry: LedgerEntry, delegation: ApprovalDelegation) -> None:
    """By the giver, or by two who were administrators then; raises `ValueError`."""
    persons = tuple(entry.body["persons"])
    _check_signed(desk, entry, persons)
    if persons == (delegation.giver_id,):
        return
    people = [person_at(desk, one, entry.index) for one in persons]
    if len(set(persons)) != len(persons) or len(persons) < _ADMINISTRATORS_NEEDED:
        raise ValueError("too few people")
    if not all(one is not None and one.roles & ADMINISTRATORS for one in people):
        raise ValueError("not administrators")


_ADMINISTRATORS_NEEDED = 2


def _check_signed(desk: Desk, entry: LedgerEntry, persons: Collection[str]) -> None:
    """Whether each of these signed what the entry says; raises `NoteError`, `ValueError`."""
    body = json.loads(entry.canonical)
    keys = [key_at(desk, one, entry.index) for one in persons]
    known = [key for key in keys if key is not None]
    opened = note.open_note(body["statement"], known)
    signed = {(signature.name, signature.key_id) for signature in opened.signatures}
    if len(known) != len(keys) or any((key.name, key.key_id) not in signed for key in known):
        raise ValueError("not signed by all")
    if opened.text != write_statement(body, entry.kind.value):
        raise ValueError("the entry is not what was signed")
