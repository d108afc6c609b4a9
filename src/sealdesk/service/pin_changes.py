"""Another PIN for a token: changed by its holder, or set anew with the code that unblocks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.token import TokenInfo, TokenRef
from sealdesk.policy.pin_rules import pin_faults
from sealdesk.service.desk import Desk
from sealdesk.service.token_registration import registration_facts, token_facts
from sealdesk.service.token_side import (
    check_last_try,
    find,
    lock,
    pin_refusals_recorded,
)
from sealdesk.service.workstation import check_here
from sealdesk.settings.settings import UnblockWay


def change_pin(
    desk: Desk, ref: TokenRef, old: str | None, new: str | None, *, last_try_confirmed: bool = False
) -> None:
    """Change a token's PIN with one entry of the old one; afterwards the token is registered here, and locked.

    Args:
        old, new: None, None where the token takes both on its own pad; then the policy cannot look at them.

    Raises:
        SealDeskError: Without any try `TOKEN_PIN_WEAK` with `faults`, `TOKEN_PIN_LOCKED`,
            `TOKEN_PIN_LAST_TRY`, `TOKEN_PIN_MISSING`, `TOKEN_PIN_LENGTH`; then `TOKEN_PIN_WRONG` and its
            family (the old one), `TOKEN_PIN_REFUSED` (the new one); `TOKEN_PIN_UNRECORDED` where the new
            PIN is in force and the ledger does not say so.
    """
    info = check_changeable(desk, ref, last_try_confirmed=last_try_confirmed)
    _check_entered(info, old, new)
    if new is not None:
        check_new_pin(desk, info, old, new)
    lock(desk, ref)
    with desk.token_turn.during(desk.face), pin_refusals_recorded(desk, ref, "change"):
        desk.tokens.change_pin(ref, old, new)
    with _in_force_already(ref):
        facts = registration_facts(desk, ref)
        with desk.recording() as transaction:
            transaction.append(EntryKind.PIN_CHANGED, {"token": token_facts(ref), "person": facts["person"]})
            transaction.append(EntryKind.TOKEN_REGISTERED, facts)


def unblock_pin(
    desk: Desk, ref: TokenRef, code: str | None, new: str | None, *, last_try_confirmed: bool = False
) -> None:
    """Give a locked token another PIN, with the security officer's PIN or the PUK (as its module takes them).

    A PIN that a security officer set is an initial one: its holder changes it before the token signs again.

    Raises:
        SealDeskError: Without any try `TOKEN_PIN_WEAK`, `TOKEN_UNBLOCK_LOCKED`, `TOKEN_UNBLOCK_LAST_TRY`; then
            `TOKEN_UNBLOCK_WRONG`, `TOKEN_UNBLOCK_LOCKED`, `TOKEN_PIN_REFUSED`, `TOKEN_PIN_UNRECORDED`.
    """
    info = check_unblockable(desk, ref, last_try_confirmed=last_try_confirmed)
    _check_entered(info, code, new)
    if new is not None:
        check_new_pin(desk, info, None, new)
    lock(desk, ref)
    with desk.token_turn.during(desk.face), pin_refusals_recorded(desk, ref, "unblock"):
        desk.tokens.unblock_pin(ref, code, new)
    way = next(
        (setting.unblock for setting in desk.settings.modules if str(setting.path) == info.module),
        UnblockWay.SO_PIN,
    )
    with _in_force_already(ref):
        desk.record(EntryKind.PIN_UNBLOCKED, {"token": token_facts(ref), "way": way.value})


def check_changeable(desk: Desk, ref: TokenRef, *, last_try_confirmed: bool = False) -> TokenInfo:
    """What stands against changing this PIN before anybody types; raises as `change_pin` without a try."""
    _check_recordable(desk)
    info = find(desk, ref)
    if info.pin_locked:
        raise SealDeskError(ErrorCode.TOKEN_PIN_LOCKED, token=ref)
    check_last_try(info, confirmed=last_try_confirmed)
    return info


def check_unblockable(desk: Desk, ref: TokenRef, *, last_try_confirmed: bool = False) -> TokenInfo:
    """What stands against unblocking this PIN before anybody types; raises as `unblock_pin` without a try."""
    _check_recordable(desk)
    info = find(desk, ref)
    if info.so_pin_locked:
        raise SealDeskError(ErrorCode.TOKEN_UNBLOCK_LOCKED, token=ref)
    if info.so_pin_final_try and not last_try_confirmed:
        raise SealDeskError(ErrorCode.TOKEN_UNBLOCK_LAST_TRY, token=ref)
    return info


@contextmanager
def _in_force_already(ref: TokenRef) -> Iterator[None]:
    """A new PIN that could not be entered in the ledger: whoever is told "failed" would go on with the old one."""
    try:
        yield
    except SealDeskError as trouble:
        facts = {"token": ref, "reason": trouble.code.text}
        raise SealDeskError(ErrorCode.TOKEN_PIN_UNRECORDED, **facts) from trouble


def _check_recordable(desk: Desk) -> None:
    """Before a PIN changes: the ledger is sound, ours, and takes an entry now."""
    desk.check_log()
    check_here(desk)
    with desk.ledger.transaction():
        pass


def check_new_pin(desk: Desk, info: TokenInfo, old: str | None, new: str) -> None:
    """Raises `TOKEN_PIN_WEAK` with everything that the policy or the token's limits have against it."""
    rules = desk.policy.pin
    faults = pin_faults(new, old, rules, info.pin_min_length, info.pin_max_length)
    if faults:
        least = max(rules.min_length, info.pin_min_length)
        raise SealDeskError(
            ErrorCode.TOKEN_PIN_WEAK, token=info.ref, faults=", ".join(faults), **{"min": least}
        )


def _check_entered(info: TokenInfo, first: str | None, second: str | None) -> None:
    """Both are entered here, or both on the token's own pad."""
    if (first is None) != (second is None) or (first is None and not info.protected_authentication_path):
        raise SealDeskError(ErrorCode.TOKEN_PIN_MISSING, token=info.ref)
