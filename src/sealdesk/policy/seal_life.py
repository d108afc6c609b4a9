"""The life of a seal as a table: which step leads from which state to which, and who has to sign it.

| step | from | to | who signs |
|---|---|---|---|
| apply | no seal yet | applied | anybody registered but auditors |
| review, reject | applied | reviewed, rejected | an approver for the seal's kind |
| make | reviewed | made, pending (1) | a platform administrator, with the maker's key |
| check, return | pending | made, reviewed | a system administrator or an approver for the kind |
| file | made | filed | a system administrator |
| issue | filed | issued | a system administrator and the custodian |
| activate | issued | active | the custodian, who looked at the test sheet |
| suspend | active | suspended | an administrator or the custodian |
| resume | suspended, frozen | active (2) | two administrators; never after a loss |
| change, renew | active, suspended | made, pending (1) | a platform administrator and an approver for the kind |
| report a loss | made to suspended; frozen by damage | frozen | anybody registered, alone |
| report damage | made to suspended | frozen | anybody registered, alone |
| replace | frozen | replaced | two administrators; names the new seal |
| cancel | any living state | cancelled | two administrators; the approved application attached |
| destroy | cancelled, replaced | destroyed | two administrators; everything handed back |

(1) pending where the picture was imported. (2) Frozen before its first use, it goes back to where it stood.
An approver for the kind is of a position that decides on it; of a department's seal, the head of that department.
The applicant neither reviews nor checks; who made a picture does not check it.

Auditors report losses and damage, as anybody does, and take no other step. Whoever manages does not use: an
administrator is no custodian. While a new version waits for filing, issue and activation nothing stamps: for a
change software, token and PIN are handed back, so there is never more than one version in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import permutations

from sealdesk.errors import ErrorCode
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.seal import SealKind, SealState
from sealdesk.model.seal_life import LifeAction
from sealdesk.policy.gate import Denial
from sealdesk.policy.rules import Policy

ADMINISTRATORS = frozenset({Role.PLATFORM_ADMIN, Role.SYSTEM_ADMIN})

MATERIALS = ("营业执照", "法定代表人或代理人身份证明", "申请表", "印章管理制度")
"""What an application is handed in with (labels of attachments)."""


class Party(StrEnum):
    """As what somebody signs a step."""

    ANYBODY = "anybody"
    PERSON = "person"  # anybody but auditors
    PLATFORM_ADMIN = "platform_admin"
    SYSTEM_ADMIN = "system_admin"
    ADMINISTRATOR = "administrator"
    APPROVER = "approver"  # of a position that decides on the seal's kind
    CUSTODIAN = "custodian"  # of this seal


AnyParty = frozenset[Party]

_PERSON, _ANYBODY = frozenset({Party.PERSON}), frozenset({Party.ANYBODY})
_PLATFORM, _SYSTEM = frozenset({Party.PLATFORM_ADMIN}), frozenset({Party.SYSTEM_ADMIN})
_ADMINISTRATOR, _APPROVER = frozenset({Party.ADMINISTRATOR}), frozenset({Party.APPROVER})
_CUSTODIAN = frozenset({Party.CUSTODIAN})

_USABLE = frozenset(
    {SealState.MADE, SealState.FILED, SealState.ISSUED, SealState.ACTIVE, SealState.SUSPENDED}
)
_NOT_YET_USED = frozenset({SealState.MADE, SealState.FILED, SealState.ISSUED})
_OVER = frozenset({SealState.REJECTED, SealState.REPLACED, SealState.CANCELLED, SealState.DESTROYED})

LIVING = frozenset(SealState) - _OVER
"""States from which a seal can still come into use, or back into it."""


class Barred(StrEnum):
    """Who may not sign a step, whatever else they are."""

    APPLICANT = "applicant"
    PICTURE_MAKER = "picture_maker"


@dataclass(frozen=True)
class Rule:
    """One line of the table.

    Attributes:
        start: States the step is possible in; None among them: before the seal has any.
        target: The state it leads to.
        signers: Of each group somebody signs, each group somebody else.
        needs: Facts the step has to state.
    """

    start: frozenset[SealState | None]
    target: SealState
    signers: tuple[AnyParty, ...]
    barred: frozenset[Barred] = frozenset()
    reason: bool = False
    attachment: bool = False
    needs: tuple[str, ...] = ()


_TWO_ADMINISTRATORS = (_ADMINISTRATOR, _ADMINISTRATOR)
_NOT_APPLICANT = frozenset({Barred.APPLICANT})
_SECOND_PERSON = frozenset({Barred.APPLICANT, Barred.PICTURE_MAKER})
_CHECKERS = _SYSTEM | _APPROVER
_KEPT = frozenset({SealState.ACTIVE, SealState.SUSPENDED})
_HANDED_BACK = ("token_returned", "pin_returned", "software_returned")


def _from(*states: SealState | None) -> frozenset[SealState | None]:
    return frozenset(states)


RULES: Mapping[LifeAction, Rule] = {
    LifeAction.APPLY: Rule(_from(None), SealState.APPLIED, (_PERSON,)),
    LifeAction.REVIEW: Rule(
        _from(SealState.APPLIED), SealState.REVIEWED, (_APPROVER,), barred=_NOT_APPLICANT
    ),
    LifeAction.REJECT: Rule(
        _from(SealState.APPLIED), SealState.REJECTED, (_APPROVER,), barred=_NOT_APPLICANT, reason=True
    ),
    LifeAction.MAKE: Rule(_from(SealState.REVIEWED), SealState.MADE, (_PLATFORM,)),
    LifeAction.CHECK: Rule(_from(SealState.PENDING), SealState.MADE, (_CHECKERS,), barred=_SECOND_PERSON),
    LifeAction.RETURN: Rule(
        _from(SealState.PENDING), SealState.REVIEWED, (_CHECKERS,), barred=_SECOND_PERSON, reason=True
    ),
    LifeAction.FILE: Rule(_from(SealState.MADE), SealState.FILED, (_SYSTEM,), needs=("filing_number",)),
    LifeAction.ISSUE: Rule(_from(SealState.FILED), SealState.ISSUED, (_SYSTEM, _CUSTODIAN)),
    LifeAction.ACTIVATE: Rule(
        _from(SealState.ISSUED), SealState.ACTIVE, (_CUSTODIAN,), needs=("test_sheet_checked",)
    ),
    LifeAction.SUSPEND: Rule(
        _from(SealState.ACTIVE), SealState.SUSPENDED, (_ADMINISTRATOR | _CUSTODIAN,), reason=True
    ),
    LifeAction.RESUME: Rule(
        _from(SealState.SUSPENDED, SealState.FROZEN), SealState.ACTIVE, _TWO_ADMINISTRATORS, reason=True
    ),
    LifeAction.CHANGE: Rule(_from(*_KEPT), SealState.MADE, (_PLATFORM, _APPROVER), reason=True),
    LifeAction.RENEW: Rule(_from(*_KEPT), SealState.MADE, (_PLATFORM, _APPROVER)),
    LifeAction.REPORT_LOST: Rule(
        _from(*_USABLE, SealState.FROZEN), SealState.FROZEN, (_ANYBODY,), reason=True
    ),
    LifeAction.REPORT_DAMAGED: Rule(_from(*_USABLE), SealState.FROZEN, (_ANYBODY,), reason=True),
    LifeAction.REPLACE: Rule(
        _from(SealState.FROZEN), SealState.REPLACED, _TWO_ADMINISTRATORS, reason=True, needs=("replaced_by",)
    ),
    LifeAction.CANCEL: Rule(
        _from(*LIVING), SealState.CANCELLED, _TWO_ADMINISTRATORS, reason=True, attachment=True
    ),
    LifeAction.DESTROY: Rule(
        _from(SealState.CANCELLED, SealState.REPLACED),
        SealState.DESTROYED,
        _TWO_ADMINISTRATORS,
        needs=_HANDED_BACK,
    ),
}


@dataclass(frozen=True)
class LifeStanding:
    """What of a life decides on its next step.

    Attributes:
        state: None before the application.
        keepers: Who keeps the seal, or shall keep it: its custodian, and a deputy in their time.
        picture_makers: Who signed that the picture at hand was made.
        lost: It was reported lost.
        before_freeze: The state it was frozen in.
        department: Whose seal it is, for a department's.
    """

    seal_id: str
    kind: SealKind
    state: SealState | None
    keepers: frozenset[str]
    applicant_id: str = ""
    picture_makers: frozenset[str] = frozenset()
    lost: bool = False
    before_freeze: SealState | None = None
    department: str = ""


@dataclass(frozen=True)
class StepDraft:
    """What is said of a step before it is taken."""

    action: LifeAction
    reason: str = ""
    attachments: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)


def next_state(standing: LifeStanding, action: LifeAction, *, imported: bool = False) -> SealState | None:
    """The state the step leads to; None where it is not possible now, whoever wants it."""
    rule = RULES[action]
    if standing.state not in rule.start:
        return None
    if standing.lost and action in (LifeAction.RESUME, LifeAction.REPORT_LOST):
        return None
    if imported and rule.target is SealState.MADE and action is not LifeAction.CHECK:
        return SealState.PENDING
    if action is LifeAction.RESUME and standing.before_freeze in _NOT_YET_USED:
        return standing.before_freeze
    return rule.target


def judge_step(
    policy: Policy, standing: LifeStanding, draft: StepDraft, persons: Sequence[Person]
) -> tuple[Denial, ...]:
    """Everything that stands against these people taking this step now; empty means yes."""
    against = [*_of_state(standing, draft.action), *_of_persons(policy, standing, draft.action, persons)]
    missing = missing_of(standing, draft)
    if missing and not against:
        facts = {"seal": standing.seal_id, "step": draft.action.value, "lacking": ", ".join(missing)}
        against.append(Denial(ErrorCode.SEAL_STEP_INCOMPLETE, facts))
    return tuple(against)


def may_take_part(policy: Policy, standing: LifeStanding, action: LifeAction, person: Person) -> bool:
    """Whether the step is possible now and this person may sign it, alone or with others."""
    if next_state(standing, action) is None or not _free(standing, RULES[action], person):
        return False
    return any(_is_one_of(policy, standing, person, group) for group in RULES[action].signers)


def missing_of(standing: LifeStanding, draft: StepDraft) -> tuple[str, ...]:
    """What the step still has to state: names of facts, `reason`, `attachment`.

    The token of a lost seal cannot be handed back: for its destruction a reason takes the place of that.
    """
    rule = RULES[draft.action]
    missing = [name for name in rule.needs if not draft.facts.get(name)]
    if standing.lost and draft.reason.strip() and "token_returned" in missing:
        missing.remove("token_returned")
    if rule.reason and not draft.reason.strip():
        missing.append("reason")
    if rule.attachment and not draft.attachments:
        missing.append("attachment")
    return tuple(missing)


def _of_state(standing: LifeStanding, action: LifeAction) -> Iterable[Denial]:
    if next_state(standing, action) is not None:
        return
    facts: dict[str, object] = {"seal": standing.seal_id, "step": action.value}
    if standing.lost and standing.state in RULES[action].start:
        yield Denial(ErrorCode.SEAL_LOST, facts)
    elif standing.state is None:
        yield Denial(ErrorCode.SEAL_UNKNOWN, facts)
    else:
        yield Denial(ErrorCode.SEAL_STEP_IMPOSSIBLE, {**facts, "state": standing.state.value})


def _of_persons(
    policy: Policy, standing: LifeStanding, action: LifeAction, persons: Sequence[Person]
) -> Iterable[Denial]:
    rule = RULES[action]
    if len({person.id for person in persons}) != len(rule.signers) or len(persons) != len(rule.signers):
        yield Denial(ErrorCode.SEAL_SIGNERS_WRONG, {"step": action.value, "signers": signers_text(action)})
        return
    denials = [denial for person in persons for denial in _of_person(policy, standing, action, person)]
    together = any(
        all(
            _is_one_of(policy, standing, person, group)
            for person, group in zip(order, rule.signers, strict=True)
        )
        for order in permutations(persons)
    )
    if not together and not denials:
        signers = {"step": action.value, "signers": signers_text(action)}
        denials.append(Denial(ErrorCode.SEAL_SIGNERS_WRONG, signers))
    yield from denials


def _of_person(
    policy: Policy, standing: LifeStanding, action: LifeAction, person: Person
) -> Iterable[Denial]:
    rule = RULES[action]
    if not _free(standing, rule, person):
        yield Denial(ErrorCode.SEAL_SAME_PERSON, {"person": person.name, "step": action.value})
    elif not any(_is_one_of(policy, standing, person, group) for group in rule.signers):
        yield Denial(ErrorCode.PERSON_NOT_ENTITLED, {"person": person.name, "act": action.value})


def judge_count(persons: Sequence[Person]) -> tuple[Denial, ...]:
    """What stands against these people counting the seals together.

    Two different people, of whom one administers or audits: a custodian does not count what they keep alone.
    """
    if len(persons) != 2 or persons[0].id == persons[1].id:
        return (Denial(ErrorCode.SEAL_COUNTERS_WRONG),)
    if not any(person.roles & (ADMINISTRATORS | {Role.AUDITOR}) for person in persons):
        return (Denial(ErrorCode.SEAL_COUNTERS_WRONG),)
    return ()


def may_read_attachment(person: Person, concerned: frozenset[str]) -> bool:
    """Whether a person may read what is attached to a step.

    Args:
        concerned: Who applied for the seal, and who signed the step.
    """
    overseers = ADMINISTRATORS | {Role.APPROVER, Role.AUDITOR}
    return person.id in concerned or bool(person.roles & overseers)


def signers_text(action: LifeAction) -> str:
    """Who signs, as errors carry it: `system_admin/approver, custodian`."""
    return ", ".join("/".join(sorted(group)) for group in RULES[action].signers)


def _free(standing: LifeStanding, rule: Rule, person: Person) -> bool:
    """Whether nothing this person did before bars them from the step."""
    if Barred.APPLICANT in rule.barred and person.id == standing.applicant_id:
        return False
    return not (Barred.PICTURE_MAKER in rule.barred and person.id in standing.picture_makers)


def _is_one_of(policy: Policy, standing: LifeStanding, person: Person, group: AnyParty) -> bool:
    return any(_is(policy, standing, person, party) for party in group)


def _is(policy: Policy, standing: LifeStanding, person: Person, party: Party) -> bool:
    if party is Party.ANYBODY:
        return True
    if Role.AUDITOR in person.roles:
        return False
    return {
        Party.PERSON: True,
        Party.PLATFORM_ADMIN: Role.PLATFORM_ADMIN in person.roles,
        Party.SYSTEM_ADMIN: Role.SYSTEM_ADMIN in person.roles,
        Party.ADMINISTRATOR: bool(person.roles & ADMINISTRATORS),
        Party.APPROVER: _approves(policy, standing, person),
        Party.CUSTODIAN: person.id in standing.keepers and not person.roles & ADMINISTRATORS,
    }[party]


def _approves(policy: Policy, standing: LifeStanding, person: Person) -> bool:
    """By a position that decides on the kind; the head of another department than the seal's does not."""
    held = person.positions
    if standing.department and person.department != standing.department:
        held -= {Position.DEPARTMENT_HEAD}
    steps = policy.kind_rules(standing.kind).steps
    return Role.APPROVER in person.roles and any(held & step.positions for step in steps)
