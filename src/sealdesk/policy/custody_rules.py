"""Who may keep a seal, for how long a deputy may, and who approves that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sealdesk.model.people import Person, Position, Role
from sealdesk.model.seal import Seal, SealKind

_NEVER_KEEP = frozenset({Role.PLATFORM_ADMIN, Role.SYSTEM_ADMIN, Role.APPROVER, Role.AUDITOR})
"""Whoever manages or decides does not use; whoever audits neither manages nor uses."""

_MANAGER = frozenset({Position.GENERAL_MANAGER})
_HEAD = frozenset({Position.DEPARTMENT_HEAD, Position.GENERAL_MANAGER})


def _approvers() -> Mapping[SealKind, frozenset[Position]]:
    heads = {SealKind.DEPARTMENT, SealKind.LEGAL_AFFAIRS, SealKind.OTHER}
    return {kind: _HEAD if kind in heads else _MANAGER for kind in SealKind}


@dataclass(frozen=True)
class CustodyRules:
    """What is asked of a delegation (代管).

    Attributes:
        approve: For each kind of seal the positions of which one approves a deputy.
        longest_days: No deputy keeps a seal longer.
    """

    approve: Mapping[SealKind, frozenset[Position]] = field(default_factory=_approvers)
    longest_days: int = 90

    def term_allowed(self, start: datetime, until: datetime) -> bool:
        """Whether a deputy may keep a seal from `start` until then."""
        return start < until <= start + timedelta(days=self.longest_days)

    def may_approve(self, person: Person, seal: Seal) -> bool:
        """Whether this person's word makes somebody the seal's deputy.

        The head of another department than the seal's does not decide about it.
        """
        held = person.positions & self.approve.get(seal.kind, _MANAGER)
        if seal.department and person.department != seal.department:
            held -= {Position.DEPARTMENT_HEAD}
        return Role.APPROVER in person.roles and bool(held)


def may_be_custodian(person: Person) -> bool:
    """Whether this person may be a seal's custodian: has the role, and none that must stay apart from it."""
    return Role.CUSTODIAN in person.roles and not person.roles & _NEVER_KEEP


def may_be_deputy(person: Person) -> bool:
    """Whether this person may keep a seal for a period: does not manage, decide or audit."""
    return bool(person.roles) and not person.roles & _NEVER_KEEP
