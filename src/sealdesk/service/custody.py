"""Passing a seal on: handover (交接) to a successor, delegation (代管) to a deputy for a period, its end.

A seal is never lent: one person keeps it at a time, everybody concerned signs with their own key, and the gate
asks the ledger who it is. Where the token itself passes on, every seal that hangs on it passes with it, and its PIN
has to be changed before it signs again, as the registration of a token ends with its holder
(`token_registration`). Where the successor has a token of their own, the maker signs a new version of the seal that
lists its certificate, and the vault is encrypted for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.custody import Custody, CustodyAct, CustodyBasis, CustodyStep, HandoverWay
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.model.seal import Seal, SealState
from sealdesk.policy.custody_rules import may_be_custodian, may_be_deputy
from sealdesk.policy.plain_text import is_plain, on_one_line
from sealdesk.service import own_token, seals
from sealdesk.service.custody_entry import enter
from sealdesk.service.custody_standing import custody_of, history
from sealdesk.service.desk import Desk
from sealdesk.service.own_token import OwnToken
from sealdesk.service.sign_in import SignIn, signed_in
from sealdesk.tlog.note import Signer

__all__ = ["OwnToken", "custody_of", "delegate", "end_delegation", "going_along", "hand_over", "history"]

_KEPT = frozenset(
    {
        SealState.PENDING,
        SealState.MADE,
        SealState.FILED,
        SealState.ISSUED,
        SealState.ACTIVE,
        SealState.SUSPENDED,
        SealState.FROZEN,
    }
)
"""States in which a seal is there to pass on: made, and its life not over."""


def hand_over(
    desk: Desk, seal_id: str, *, giving: SignIn, receiving: SignIn, reason: str, own: OwnToken | None = None
) -> str:
    """Pass a seal on to a successor, for good; both sign. Returns the entry's id.

    Args:
        own: The successor's own token takes the place of the old one. None: the token itself passes on, with
            every seal that hangs on it.

    Raises:
        SealDeskError: `PERSON_…`, `CUSTODY_SAME_PERSON`, `CUSTODY_DELEGATED`, `SEAL_NOT_ACTIVE` for a seal that
            nobody has; with a token of their own also what `seal_making.new_version` raises.
    """
    giver, giver_key = signed_in(desk, giving.person_id, giving.password, Action.KEEP_SEAL)
    keeper, keeper_key = signed_in(desk, receiving.person_id, receiving.password, Action.KEEP_SEAL)
    _check_two(giver, keeper)
    if not may_be_custodian(keeper):
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=keeper.name, act="keep")
    act = _Act(CustodyAct.HANDED_OVER, giver, keeper, None, None, _checked(reason))
    return _pass_on(desk, act, seal_id, own, (giver_key, keeper_key))


def delegate(
    desk: Desk,
    seal_id: str,
    *,
    custodian: SignIn,
    deputy: SignIn,
    approver: SignIn,
    until: datetime,
    reason: str,
    own: OwnToken | None = None,
) -> str:
    """Let a deputy keep a seal until a time; custodian, deputy and approver sign. Returns the entry's id.

    It ends by itself: the gate asks the clock. Meanwhile the custodian does not stamp with it.

    Raises:
        SealDeskError: As `hand_over`; `CUSTODY_TERM_WRONG`.
    """
    giver, giver_key = signed_in(desk, custodian.person_id, custodian.password, Action.KEEP_SEAL)
    keeper, keeper_key = signed_in(desk, deputy.person_id, deputy.password, Action.KEEP_SEAL)
    approving, approver_key = signed_in(desk, approver.person_id, approver.password, Action.APPROVE)
    _check_two(giver, keeper)
    if not may_be_deputy(keeper):
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=keeper.name, act="keep")
    rules, now = desk.policy.custody, datetime.now(UTC)
    if not rules.term_allowed(now, until):
        raise SealDeskError(ErrorCode.CUSTODY_TERM_WRONG, until=until, days=rules.longest_days)
    act = _Act(CustodyAct.DELEGATED, giver, keeper, approving, until, _checked(reason))
    return _pass_on(desk, act, seal_id, own, (giver_key, keeper_key, approver_key))


def end_delegation(desk: Desk, seal_id: str, person: SignIn, reason: str) -> str:
    """The custodian takes the seal back, early or after its time; where the token had passed, it is back.

    Returns the entry's id.

    Raises:
        SealDeskError: `CUSTODY_NOT_DELEGATED`; `PERSON_…` for anybody but the custodian.
    """
    keeper, key = signed_in(desk, person.person_id, person.password, Action.KEEP_SEAL)
    reason = _checked(reason)
    with desk.recording() as transaction:
        desk.check_log(transaction)
        step, taken = _ended(desk, seal_id, keeper, reason)
        return enter(transaction, step, taken, (key,))[seal_id]


def _ended(desk: Desk, seal_id: str, keeper: Person, reason: str) -> tuple[CustodyStep, list[str]]:
    """The end of a delegation, and the seals that come back with it."""
    seal = seals.find_seal(desk, seal_id)
    custody = custody_of(desk, seal)
    last = next(reversed(history(desk, seal.id)), None)
    if last is None or last.act is not CustodyAct.DELEGATED:
        raise SealDeskError(ErrorCode.CUSTODY_NOT_DELEGATED, seal=seal.name)
    if keeper.id != custody.custodian_id:
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=keeper.name, act="take back")
    back = last.certificates if last.way is HandoverWay.SAME_TOKEN else ()
    giver = desk.people.find(last.keeper_id) or replace(keeper, id=last.keeper_id, name=last.keeper_id)
    act = _Act(CustodyAct.ENDED, giver, keeper, None, None, reason)
    taken = [seal.id]
    if last.way is HandoverWay.SAME_TOKEN:
        taken = [one.seal.id for one in seals.all_seals(desk) if _last_act(desk, one.seal.id) == last.act_id]
    return act.step(last.way, back, (keeper.id,)), taken


def _last_act(desk: Desk, seal_id: str) -> str | None:
    steps = history(desk, seal_id)
    return steps[-1].act_id if steps else None


@dataclass(frozen=True)
class _Act:
    """Who passes what on to whom, before it is known through which certificates."""

    act: CustodyAct
    giver: Person
    keeper: Person
    approver: Person | None
    until: datetime | None
    reason: str

    def step(self, way: HandoverWay, certificates: Iterable[str], persons: tuple[str, ...]) -> CustodyStep:
        return CustodyStep(
            act=self.act,
            act_id=secrets.token_hex(8),
            entry_id="",
            seal_id="",
            way=way,
            giver_id=self.giver.id,
            keeper_id=self.keeper.id,
            approver_id=self.approver.id if self.approver else "",
            persons=persons,
            at=datetime.now(UTC),
            until=self.until,
            certificates=tuple(sorted(certificates)),
            reason=self.reason,
            statement="",
        )

    @property
    def persons(self) -> tuple[str, ...]:
        return tuple(one.id for one in (self.giver, self.keeper, self.approver) if one is not None)


def _checked(reason: str) -> str:
    """The reason on one line; raises `USAGE_WRONG` for none, or one with characters that cannot be seen."""
    reason = on_one_line(reason)
    if not reason or not is_plain(reason):
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="reason")
    return reason


def _check_two(giver: Person, keeper: Person) -> None:
    if giver.id == keeper.id:
        raise SealDeskError(ErrorCode.CUSTODY_SAME_PERSON, person=giver.name)


def _given(desk: Desk, seal_id: str, giver: Person) -> tuple[Seal, Custody]:
    """The seal, if its custodian gives it, and nobody has it for a period."""
    seal = seals.find_seal(desk, seal_id)
    state = seals.state_of(desk.ledger, seal.id)
    if state not in _KEPT:
        raise SealDeskError(ErrorCode.SEAL_NOT_ACTIVE, seal=seal.name, state=state)
    custody = custody_of(desk, seal)
    if giver.id != custody.custodian_id:
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=giver.name, act="hand over")
    if custody.basis is CustodyBasis.DELEGATION:
        raise SealDeskError(ErrorCode.CUSTODY_DELEGATED, seal=seal.name, until=custody.until)
    return seal, custody


def going_along(desk: Desk, seal_id: str) -> tuple[Seal, ...]:
    """The seals that pass on with the token of this one: all that its custodian signs with it, this one first.

    Raises:
        SealDeskError: `CUSTODY_DELEGATED` where a deputy has one of them; `CUSTODY_WITHOUT_TOKEN`.
    """
    seal = seals.find_seal(desk, seal_id)
    return _going_along(desk, seal, custody_of(desk, seal), None)


def _going_along(desk: Desk, seal: Seal, custody: Custody, own: OwnToken | None) -> tuple[Seal, ...]:
    if own is not None:
        return (seal,)
    if not custody.certificates:
        raise SealDeskError(ErrorCode.CUSTODY_WITHOUT_TOKEN, seal=seal.name)
    moved = [seal]
    for standing in seals.all_seals(desk):
        one = standing.seal
        if one.id == seal.id or standing.state not in _KEPT:
            continue
        kept = custody_of(desk, one)
        if kept.custodian_id != custody.custodian_id or set(one.certificates).isdisjoint(
            custody.certificates
        ):
            continue
        if kept.basis is CustodyBasis.DELEGATION:
            raise SealDeskError(ErrorCode.CUSTODY_DELEGATED, seal=one.name, until=kept.until)
        moved.append(one)
    return tuple(moved)


def _pass_on(desk: Desk, act: _Act, seal_id: str, own: OwnToken | None, signers: tuple[Signer, ...]) -> str:
    """Judge the act and enter it, on what the ledger says within the transaction that enters it."""
    if own is not None:
        seal, custody, _ = _judged(desk, act, seal_id, own)
        step = act.step(HandoverWay.OWN_TOKEN, (), act.persons)
        again = partial(_judged, desk, act, seal_id, own)
        return own_token.pass_on(desk, seal, custody, step, own, signers, again)
    with desk.recording() as transaction:
        desk.check_log(transaction)
        seal, custody, moved = _judged(desk, act, seal_id, None)
        step = act.step(HandoverWay.SAME_TOKEN, custody.certificates, act.persons)
        return enter(transaction, step, [one.id for one in moved], signers)[seal.id]


def _judged(
    desk: Desk, act: _Act, seal_id: str, own: OwnToken | None
) -> tuple[Seal, Custody, tuple[Seal, ...]]:
    """The seal, who keeps it, and the seals that go along, where nothing stands against the act.

    Within a transaction the desk's ledger reads what that transaction sees.
    """
    seal, custody = _given(desk, seal_id, act.giver)
    moved = _going_along(desk, seal, custody, own)
    for one in moved:
        if act.approver is not None and not desk.policy.custody.may_approve(act.approver, one):
            raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=act.approver.name, act="delegate")
    return seal, custody, moved
