"""What the page of seals shows, read on the desk worker: one line for each seal, everything about the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.seals_table import SealLine
from sealdesk.model.custody import Custody, CustodyBasis, CustodyStep
from sealdesk.model.people import Person
from sealdesk.model.seal import Seal, SealState
from sealdesk.model.seal_life import LifeAction, SealLife
from sealdesk.policy.seal_life import RULES
from sealdesk.service import custody, life_standing, seal_life, seal_making, seal_register, seal_vault
from sealdesk.service.custody_standing import holder_of_certificate
from sealdesk.service.desk import Desk

T = TypeVar("T")


@dataclass(frozen=True)
class CertificateLine:
    """A certificate that may sign with the seal.

    Attributes:
        holder: Name of who holds its token; empty where nobody is registered for it.
    """

    sha256: str
    holder: str


@dataclass(frozen=True)
class SealDetails:
    """Everything about one seal.

    Attributes:
        custody: None before the seal is made.
        specimen: A small marked picture (PNG); None where there is none.
        who: For each step that is possible now, who may sign it.
        people: Everybody registered, by id.
        pairs: Names of the pairs of administrators who can recover it together.
        approvers: Who may approve a deputy.
        longest_days: No deputy keeps a seal longer.
        along: The seals that pass on with its token, this one first; empty where its token cannot pass on.
        along_refused: Why its token cannot pass on.
        troubles: What could not be read.
    """

    life: SealLife
    custody: Custody | None
    custody_steps: tuple[CustodyStep, ...]
    specimen: bytes | None
    who: Mapping[LifeAction, tuple[Person, ...]]
    people: Mapping[str, Person]
    certificates: tuple[CertificateLine, ...]
    recipients: tuple[seal_vault.VaultRecipient, ...]
    pairs: tuple[tuple[str, str], ...]
    approvers: tuple[Person, ...]
    longest_days: int
    troubles: tuple[SealDeskError, ...]
    along: tuple[Seal, ...] = ()
    along_refused: SealDeskError | None = None

    @property
    def custodian_id(self) -> str:
        """Its custodian, also while a deputy keeps it; before it is made, who shall be."""
        return self.custody.custodian_id if self.custody else self.life.application.custodian_id

    @property
    def everybody(self) -> tuple[Person, ...]:
        """Everybody registered, by name."""
        return tuple(sorted(self.people.values(), key=lambda one: one.name))

    @property
    def seal_id(self) -> str:
        return self.life.application.seal_id

    @property
    def name(self) -> str:
        return self.life.application.name

    def person_name(self, person_id: str) -> str:
        person = self.people.get(person_id)
        return person.name if person else person_id


def read_lines(desk: Desk) -> tuple[SealLine, ...]:
    """One line for each seal, by id; one that is not in order says so, and hides no other."""
    return tuple(
        SealLine(
            life=row.life,
            keeper=_name(desk, row.keeper_id if row.life.seal else row.custodian_id),
            deputy_until=row.deputy_until,
            last_use=row.last_use,
            uses=row.uses,
            trouble=row.trouble,
            counted=row.counted,
            count_result=row.count_result,
        )
        for row in seal_register.rows(desk)
    )


def _name(desk: Desk, person_id: str) -> str:
    person = desk.people_by_id.get(person_id)
    return person.name if person else person_id


def read_details(desk: Desk, seal_id: str) -> SealDetails:
    """Everything about this seal; what cannot be read is named beside the rest."""
    troubles: list[SealDeskError] = []
    life = seal_life.life(desk, seal_id)
    seal, rules = life.seal, desk.policy.custody
    standing = _unless(troubles, lambda: _vault(desk, life), None)
    along, refused = _along(desk, life)
    return SealDetails(
        life=life,
        custody=_unless(troubles, lambda: custody.custody_of(desk, seal), None) if seal else None,
        custody_steps=_unless(troubles, lambda: custody.history(desk, seal_id), ()),
        specimen=_unless(troubles, lambda: seal_making.specimen_of(desk, seal), None) if seal else None,
        who=_unless(troubles, lambda: who_may(desk, life), _reporters(desk, life)),
        people=desk.people_by_id,
        certificates=_unless(troubles, lambda: _certificates(desk, seal), ()) if seal else (),
        recipients=standing.recipients if standing else (),
        pairs=_pairs(desk, standing.pairs) if standing else (),
        approvers=tuple(one for one in desk.people.people if seal and rules.may_approve(one, seal)),
        longest_days=rules.longest_days,
        troubles=tuple(troubles),
        along=along,
        along_refused=refused,
    )


def _along(desk: Desk, life: SealLife) -> tuple[tuple[Seal, ...], SealDeskError | None]:
    if life.seal is None:
        return (), None
    try:
        return custody.going_along(desk, life.seal.id), None
    except SealDeskError as refusal:
        return (), refusal


def who_may(desk: Desk, life: SealLife) -> Mapping[LifeAction, tuple[Person, ...]]:
    """For each step that is possible now, who may sign it, by name."""
    found: dict[LifeAction, list[Person]] = {}
    for person in sorted(desk.people.people, key=lambda one: one.name):
        for action in seal_life.possible(desk, life, person):
            found.setdefault(action, []).append(person)
    return {action: tuple(people) for action, people in found.items()}


def _reporters(desk: Desk, life: SealLife) -> Mapping[LifeAction, tuple[Person, ...]]:
    """Whatever else cannot be read, a loss is reported, by anybody."""
    people = tuple(sorted(desk.people.people, key=lambda one: one.name))
    reports = [action for action in LifeAction if action in life_standing.REPORTS]
    return {action: people for action in reports if life.state in RULES[action].start}


def _unless(troubles: list[SealDeskError], read: Callable[[], T], otherwise: T) -> T:
    try:
        return read()
    except SealDeskError as trouble:
        troubles.append(trouble)
        return otherwise


def _vault(desk: Desk, life: SealLife) -> seal_vault.VaultStanding | None:
    """None where the vault file is gone with the seal."""
    if life.seal is None:
        return None
    try:
        return seal_vault.standing_of(desk, life.seal)
    except SealDeskError as missing:
        if missing.code is ErrorCode.VAULT_MISSING and life.state is SealState.DESTROYED:
            return None
        raise


def _certificates(desk: Desk, seal: Seal) -> tuple[CertificateLine, ...]:
    made = []
    for one in seal.certificates:
        holder = holder_of_certificate(desk, one)
        made.append(CertificateLine(one, holder.name if holder else ""))
    return tuple(made)


def _pairs(desk: Desk, pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((_name(desk, one), _name(desk, other)) for one, other in pairs)


def deputised(custody_now: Custody | None) -> bool:
    """Whether a deputy keeps the seal, or kept it and has not given it back."""
    return custody_now is not None and custody_now.basis is CustodyBasis.DELEGATION
