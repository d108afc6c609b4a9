"""Who may do what: every action with the roles that may take it, as data.

Whoever manages does not use; whoever audits neither manages nor uses. What an action takes beside the role (the
position that decides on a seal's kind, custody of the very seal, a second person) is said by `policy.gate`,
`policy.custody_rules` and `policy.seal_life`; none of them gives an action to a role that has no power of it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sealdesk.model.people import Person, Role
from sealdesk.model.permission import Action
from sealdesk.model.seal_life import LifeAction

ADMINISTRATORS = frozenset({Role.PLATFORM_ADMIN, Role.SYSTEM_ADMIN})


class Condition(StrEnum):
    """What limits a power that a role has."""

    AS_DEPUTY = "as_deputy"  # 仅在受托代管期间
    TOGETHER = "together"  # 须两人共同办理
    BY_POSITION = "by_position"  # 按职务
    OWN = "own"  # 仅限本人的


def _all_but(*roles: Role) -> frozenset[Role]:
    return frozenset(Role) - frozenset(roles)


def _of(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


MATRIX: Mapping[Action, frozenset[Role]] = {
    Action.REQUEST: _of(Role.USER),
    Action.WITHDRAW: _of(Role.USER),
    Action.APPROVE: _of(Role.APPROVER),
    Action.DELEGATE_APPROVAL: _of(Role.APPROVER),
    Action.REGISTER_PAPER: _of(Role.SYSTEM_ADMIN),
    Action.CONVERT: _of(Role.USER, Role.APPROVER, Role.CUSTODIAN),
    Action.PRINT: frozenset(Role),
    Action.STAMP: _of(Role.CUSTODIAN, Role.USER),
    Action.CONFIRM: _of(Role.APPROVER),
    Action.DELIVER: _of(Role.CUSTODIAN, Role.USER),
    Action.VOID: _of(Role.APPROVER) | ADMINISTRATORS,
    Action.APPLY_FOR_SEAL: _all_but(Role.AUDITOR),
    Action.REVIEW_SEAL: _of(Role.APPROVER, Role.SYSTEM_ADMIN),
    Action.MAKE_SEAL: ADMINISTRATORS,
    Action.DISPOSE_OF_SEAL: ADMINISTRATORS,
    Action.KEEP_SEAL: _of(Role.CUSTODIAN, Role.USER),
    Action.COUNT_SEALS: _of(Role.CUSTODIAN, Role.AUDITOR) | ADMINISTRATORS,
    Action.FREEZE_SEAL: frozenset(Role),
    Action.RECOVER_SEAL: ADMINISTRATORS,
    Action.CHANGE_PEOPLE: ADMINISTRATORS,
    Action.CHANGE_POLICY: ADMINISTRATORS,
    Action.CHANGE_TRUST: ADMINISTRATORS,
    Action.ENROL_WORKSTATION: ADMINISTRATORS,
    Action.READ_OWN: _of(Role.USER, Role.APPROVER),
    Action.READ_ALL: _of(Role.CUSTODIAN, Role.SYSTEM_ADMIN, Role.AUDITOR),
    Action.EXPORT: _of(Role.SYSTEM_ADMIN, Role.AUDITOR),
    Action.INSPECT: _of(Role.AUDITOR),
}
"""A role that an action does not name may not take it."""

_PAIRS = (
    Action.VOID,
    Action.DISPOSE_OF_SEAL,
    Action.RECOVER_SEAL,
    Action.COUNT_SEALS,
    Action.CHANGE_PEOPLE,
    Action.CHANGE_POLICY,
    Action.CHANGE_TRUST,
    Action.ENROL_WORKSTATION,
)

CONDITIONS: Mapping[tuple[Action, Role], Condition] = {
    (Action.WITHDRAW, Role.USER): Condition.OWN,
    (Action.APPROVE, Role.APPROVER): Condition.BY_POSITION,
    (Action.DELEGATE_APPROVAL, Role.APPROVER): Condition.BY_POSITION,
    (Action.CONFIRM, Role.APPROVER): Condition.BY_POSITION,
    (Action.REVIEW_SEAL, Role.APPROVER): Condition.BY_POSITION,
    (Action.READ_OWN, Role.USER): Condition.OWN,
    (Action.READ_OWN, Role.APPROVER): Condition.OWN,
    (Action.STAMP, Role.USER): Condition.AS_DEPUTY,
    (Action.KEEP_SEAL, Role.USER): Condition.AS_DEPUTY,
    **{(action, role): Condition.TOGETHER for action in _PAIRS for role in MATRIX[action]},
}
"""What limits a power, where something does: shown beside the cell of the matrix."""

OF_STEP: Mapping[LifeAction, tuple[Action, ...]] = {
    LifeAction.APPLY: (Action.APPLY_FOR_SEAL,),
    LifeAction.REVIEW: (Action.REVIEW_SEAL,),
    LifeAction.REJECT: (Action.REVIEW_SEAL,),
    LifeAction.MAKE: (Action.MAKE_SEAL,),
    LifeAction.CHECK: (Action.REVIEW_SEAL,),
    LifeAction.RETURN: (Action.REVIEW_SEAL,),
    LifeAction.FILE: (Action.MAKE_SEAL,),
    LifeAction.ISSUE: (Action.MAKE_SEAL, Action.KEEP_SEAL),
    LifeAction.ACTIVATE: (Action.KEEP_SEAL,),
    LifeAction.SUSPEND: (Action.FREEZE_SEAL,),
    LifeAction.RESUME: (Action.DISPOSE_OF_SEAL, Action.DISPOSE_OF_SEAL),
    LifeAction.CHANGE: (Action.MAKE_SEAL, Action.REVIEW_SEAL),
    LifeAction.RENEW: (Action.MAKE_SEAL, Action.REVIEW_SEAL),
    LifeAction.REPORT_LOST: (Action.FREEZE_SEAL,),
    LifeAction.REPORT_DAMAGED: (Action.FREEZE_SEAL,),
    LifeAction.REPLACE: (Action.DISPOSE_OF_SEAL, Action.DISPOSE_OF_SEAL),
    LifeAction.CANCEL: (Action.DISPOSE_OF_SEAL, Action.DISPOSE_OF_SEAL),
    LifeAction.DESTROY: (Action.DISPOSE_OF_SEAL, Action.DISPOSE_OF_SEAL),
}
"""For each signer of a step of a seal's life (`policy.seal_life.RULES`), in their order, the power they use."""


def may(person: Person, action: Action) -> bool:
    """Whether one of the person's roles has this power. What else it takes is not looked at."""
    return bool(person.roles & MATRIX[action])


def powers_of(person: Person) -> frozenset[Action]:
    """Every action that the person's roles may take."""
    return frozenset(action for action in Action if may(person, action))
