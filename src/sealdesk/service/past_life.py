"""The life of a seal up to its first use, entered at once: for a workspace that is made with its seals in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sealdesk.formats.statement import application_facts
from sealdesk.model.seal import Seal
from sealdesk.model.seal_life import LifeAction, SealApplication
from sealdesk.service.desk import Desk
from sealdesk.service.life_standing import Past, read_past
from sealdesk.service.life_step import Step, enter, judged
from sealdesk.store.ledger import Transaction
from sealdesk.tlog.note import Signer


@dataclass(frozen=True)
class PastPeople:
    """Who took the steps, by id; the application names the custodian."""

    applicant: str
    approver: str
    platform_admin: str
    system_admin: str


def enter_past_life(
    desk: Desk,
    transaction: Transaction,
    application: SealApplication,
    seal: Seal,
    signers: Mapping[str, Signer],
    people: PastPeople,
    *,
    filing_number: str,
    reason: str,
) -> None:
    """Enter application, review, making, filing, issue and activation, each signed by its people and judged.

    To be called by the `enter` of `seal_making.make_seal`.

    Args:
        signers: The own keys of everybody concerned, by id.

    Raises:
        SealDeskError: Where these people may not take these steps.
    """
    custodian = application.custodian_id
    steps: tuple[tuple[LifeAction, tuple[str, ...], Mapping[str, Any]], ...] = (
        (LifeAction.APPLY, (people.applicant,), {"application": application_facts(application)}),
        (LifeAction.REVIEW, (people.approver,), {}),
        (LifeAction.MAKE, (people.platform_admin,), {"source": "drawn"}),
        (LifeAction.FILE, (people.system_admin,), {"filing_number": filing_number}),
        (LifeAction.ISSUE, (people.system_admin, custodian), {}),
        (LifeAction.ACTIVATE, (custodian,), {"test_sheet_checked": True}),
    )
    for action, person_ids, facts in steps:
        persons = tuple(desk.person(one) for one in person_ids)
        step = Step(action, persons, tuple(signers[one] for one in person_ids), reason, facts)
        past = read_past(desk, seal.id, transaction)
        if action is LifeAction.APPLY:
            past = Past(seal.id, (), {}, application)
        state = judged(desk, past, step, transaction)
        enter(transaction, past, step, state, seal if action is LifeAction.MAKE else None)
