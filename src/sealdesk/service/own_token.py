"""A seal that passes to somebody with a token of their own: the maker's new version lists its certificate.

Record, vault file, the seal's entry and the act's entry stand or fall together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.custody import Custody, CustodyAct, CustodyStep, HandoverWay
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import Seal
from sealdesk.model.seal_life import LifeAction
from sealdesk.model.token import TokenRef
from sealdesk.service import seal_making, seal_vault, seals
from sealdesk.service.custody_entry import enter as enter_act
from sealdesk.service.custody_standing import holder_of_certificate
from sealdesk.service.desk import Desk
from sealdesk.store.ledger import Transaction
from sealdesk.tlog.note import Signer


@dataclass(frozen=True)
class OwnToken:
    """What it takes to let a token of the successor's or deputy's own sign with a seal.

    Attributes:
        by: A token that opens the seal now; unlocked.
        new: Their own token, plugged in. It signs after they changed its PIN on this workstation.
        maker_password: Opens the seal maker's key, which signs the new version.
    """

    by: TokenRef
    new: TokenRef
    maker_password: str = field(repr=False)


def pass_on(
    desk: Desk,
    seal: Seal,
    kept: Custody,
    step: CustodyStep,
    own: OwnToken,
    signers: tuple[Signer, ...],
    judge: Callable[[], object],
) -> str:
    """Make the new version and enter the act with it. Returns the id of the act's entry.

    A successor's token takes the place of every other one; a deputy's is added to the custodian's.

    Args:
        judge: Raises where something stands against the act by now; asked within the transaction.

    Raises:
        SealDeskError: `PERSON_NOT_ENTITLED` for a token that is somebody else's; as
            `seal_making.new_version`.
    """
    theirs = _certificates(desk, seal, step, own)
    maker = seal_making.open_maker(desk, own.maker_password)
    step = replace(step, way=HandoverWay.OWN_TOKEN, certificates=tuple(sorted(theirs)))
    for_good = step.act is CustodyAct.HANDED_OVER
    others = [] if for_good else [one.token for one in seal_vault.recipients_of(desk, seal)]
    tokens = tuple(dict.fromkeys((*others, own.new)))
    left = tuple(one for one in seal.certificates if not for_good or one not in kept.certificates)
    entered: list[str] = []

    def enter(transaction: Transaction, made: Seal) -> None:
        judge()
        state = seals.state_of(transaction, seal.id)
        facts = seals.state_facts(made, state, step.keeper_id, step.reason)
        change = {"action": LifeAction.CHANGE.value, "persons": list(step.persons), "custody": step.act_id}
        transaction.append(EntryKind.SEAL_STATE, {**facts, **change})
        entered.append(enter_act(transaction, step, (seal.id,), signers)[seal.id])

    seal_making.new_version(
        desk,
        seal,
        maker,
        own.by,
        enter,
        person_id=step.giver_id,
        certificates=tuple(dict.fromkeys((*left, *theirs))),
        custodian_id=step.keeper_id if for_good else kept.custodian_id,
        tokens=tokens,
    )
    return entered[0]


def _certificates(desk: Desk, seal: Seal, step: CustodyStep, own: OwnToken) -> tuple[str, ...]:
    """The certificates through which the keeper will sign, if nobody else holds that token."""
    found = seal_making.signing_certificates(desk, (own.new,))
    for one in found:
        holder = holder_of_certificate(desk, one)
        if holder is not None and holder.id != step.keeper_id:
            raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=holder.name, act="keep")
    if not found:
        raise SealDeskError(ErrorCode.CERTIFICATE_FOREIGN, subject=str(own.new), seal=seal.name)
    return found
