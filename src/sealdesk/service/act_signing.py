"""The rounds of one act's signatures: one for all its seals, or on a signed document one for each impression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sealdesk import __version__
from sealdesk.formats.hidden_record import RECORD_FORMAT
from sealdesk.model.ink import Stamp
from sealdesk.model.ledger import LedgerEntry
from sealdesk.model.seal import SealPicture
from sealdesk.model.signature import FurtherSeal, SignatureRecord
from sealdesk.pades.ink_samples import InkSamples
from sealdesk.service.desk import Desk
from sealdesk.service.prepare_act import ReadyAct, ReadyUse
from sealdesk.service.pressing import Press


@dataclass(frozen=True)
class Round:
    """One signature.

    Attributes:
        inks: Each seal's picture, and where it goes.
        pictures: The same as the vault gave them.
        record: What the signature says of itself.
        prepared: Name of the prepared field it fills; None: it gets a field of its own.
        locked: It is the act's last one, and nothing may change after it.
    """

    inks: tuple[tuple[InkSamples, tuple[Stamp, ...]], ...]
    record: SignatureRecord
    prepared: str | None
    locked: bool
    pictures: tuple[SealPicture, ...] = ()


def rounds_of(
    desk: Desk, ready: ReadyAct, act_id: str, press: Press, intents: Sequence[LedgerEntry]
) -> tuple[Round, ...]:
    """The signatures that the token makes, in order (DESIGN decision 3).

    Args:
        intents: The ledger's intents, in the order of the act's uses: each signature names those of its seals.
    """
    ours = tuple(zip(ready.uses, press.uses, intents, strict=True))
    if not ready.preflight.signed:
        inks = tuple((pressed.samples, use.stamps) for use, pressed, _ in ours)
        named = tuple((use, intent) for use, _, intent in ours)
        record = _record(desk, ready, act_id, named)
        return (Round(inks, record, ready.order.field_name, ready.locks, press.pictures),)
    return tuple(_one_by_one(desk, ready, act_id, press, intents))


def _one_by_one(
    desk: Desk, ready: ReadyAct, act_id: str, press: Press, intents: Sequence[LedgerEntry]
) -> Iterator[Round]:
    """Each impression by itself; the one in a prepared field last, as that may lock what the others need."""
    each = [
        (_record(desk, ready, act_id, ((use, intent),)), pressed, stamp)
        for use, pressed, intent in zip(ready.uses, press.uses, intents, strict=True)
        for stamp in use.stamps
    ]
    field = ready.order.field_name
    if field:
        each.append(each.pop(0))
    for left, (record, pressed, stamp) in zip(range(len(each) - 1, -1, -1), each, strict=True):
        last = left == 0
        inks = ((pressed.samples, (stamp,)),)
        locked = ready.locks and last
        yield Round(inks, record, field if last else None, locked, (pressed.picture,))


def _record(
    desk: Desk, ready: ReadyAct, act_id: str, named: tuple[tuple[ReadyUse, LedgerEntry], ...]
) -> SignatureRecord:
    use, intent = named[0]
    seal = use.seal
    return SignatureRecord(
        signer_name=seal.holder,
        reason=use.standing.request.reason,
        contact="",
        signing_time=datetime.now(UTC),
        seal_id=seal.id,
        seal_name=seal.name,
        seal_kind=seal.kind.value,
        holder=seal.holder,
        credit_code=seal.credit_code,
        eseal_sha256=seal.eseal_sha256,
        custodian=use.custodian.name,
        method=ready.method,
        request_id=use.request_id,
        entry_id=intent.entry_id,
        leaf_index=intent.index,
        checkpoint=desk.last_checkpoint_text(),
        program=f"SealDesk {__version__}",
        workstation_key=desk.signer.verifier.public_key.hex(),
        hidden_record=str(RECORD_FORMAT),
        act_id=act_id,
        further=tuple(_further(one, entry) for one, entry in named[1:]),
    )


def _further(use: ReadyUse, intent: LedgerEntry) -> FurtherSeal:
    seal = use.seal
    return FurtherSeal(
        seal_id=seal.id,
        seal_name=seal.name,
        seal_kind=seal.kind.value,
        holder=seal.holder,
        credit_code=seal.credit_code,
        eseal_sha256=seal.eseal_sha256,
        custodian=use.custodian.name,
        request_id=use.request_id,
        entry_id=intent.entry_id,
        leaf_index=intent.index,
        reason=use.standing.request.reason,
    )
