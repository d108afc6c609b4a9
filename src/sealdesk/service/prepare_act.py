"""Everything that can be known before the PIN is asked: is this act possible, permitted, and with which token?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain

from sealdesk.documents import files
from sealdesk.errors import SealDeskError
from sealdesk.formats.entries import position_facts
from sealdesk.model.act import Lockdown, SealingOrder, SealUse
from sealdesk.model.document import DocumentClass, Preflight
from sealdesk.model.ink import Stamp
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person
from sealdesk.model.placement import AnyPlacement
from sealdesk.model.request import RequestStanding
from sealdesk.model.seal import Seal
from sealdesk.model.token import TokenInfo, TokenRef
from sealdesk.policy.gate import Denial
from sealdesk.service import requests, seals, workstation
from sealdesk.service.act_checks import (
    blank_pages_of,
    hindrances,
    into_field,
    refusals_before_pin,
    stamps_of,
    touching_pages,
)
from sealdesk.service.conversion_origin import origin_of
from sealdesk.service.custody_standing import check_keeper
from sealdesk.service.desk import Desk
from sealdesk.service.gate_question import gate_of
from sealdesk.service.ink_way import check_pages
from sealdesk.service.life_standing import check_signed
from sealdesk.service.seal_vault import recipients_of
from sealdesk.service.settle_acts import settle_acts
from sealdesk.service.token_binding import Binding, bind

__all__ = [
    "ReadyAct",
    "ReadyUse",
    "blank_pages_of",
    "prepare_act",
    "raise_first",
    "record_refusal",
    "refusal_recorded",
    "refusals_before_pin",
    "touching_pages",
]


@dataclass(frozen=True)
class ReadyUse:
    """One seal's part of an act that nothing stands against.

    Attributes:
        custodian: Who keeps the seal now: its custodian, or a deputy.
        stamps: Where its ink goes, page by page.
    """

    seal: Seal
    standing: RequestStanding
    custodian: Person
    placements: tuple[AnyPlacement, ...]
    stamps: tuple[Stamp, ...]

    @property
    def request_id(self) -> str:
        return self.standing.request.id

    @property
    def impressions(self) -> int:
        """How many uses of the request it takes; a straddle seal is one."""
        return len(self.placements)


@dataclass(frozen=True)
class ReadyAct:
    """An act that nothing stands against, before the PIN.

    Attributes:
        order: As it is carried out: where it names a prepared field, with the impression in it.
        uses: Each seal's part, in the order's order; `seal`, `standing`, `custodian`, `stamps`, `request_id` and
            `impressions` are those of the first.
        token: The one token that may sign with these seals.
        binding: Its certificate, chain and keys.
        method: How the custodian proves presence: `PIN` or `PIN pad`.
    """

    order: SealingOrder
    preflight: Preflight
    uses: tuple[ReadyUse, ...]
    token: TokenRef
    binding: Binding
    method: str

    @property
    def seal(self) -> Seal:
        return self.uses[0].seal

    @property
    def standing(self) -> RequestStanding:
        return self.uses[0].standing

    @property
    def custodian(self) -> Person:
        return self.uses[0].custodian

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        return self.uses[0].stamps

    @property
    def all_stamps(self) -> tuple[Stamp, ...]:
        """The ink of every seal, seal by seal."""
        return tuple(chain.from_iterable(use.stamps for use in self.uses))

    @property
    def request_id(self) -> str:
        return self.uses[0].request_id

    @property
    def reason(self) -> str:
        """What the requests give as their reasons, each once."""
        return "；".join(dict.fromkeys(use.standing.request.reason for use in self.uses))

    @property
    def document_class(self) -> DocumentClass:
        return self.standing.request.document_class

    @property
    def locks(self) -> bool:
        """Nothing may change any more once this act is done."""
        return self.order.lockdown is Lockdown.LOCKED

    @property
    def signatures(self) -> int:
        """How many signatures the token makes: one, or one for each impression on a signed document."""
        return len(self.all_stamps) if self.preflight.signed else 1

    @property
    def impressions(self) -> int:
        """How many uses of the first request the act takes; a straddle seal is one."""
        return self.uses[0].impressions


def prepare_act(desk: Desk, order: SealingOrder, preflight: Preflight) -> ReadyAct:
    """Check files, places, gate and token; nothing is written but a refusal's ledger entries.

    Args:
        preflight: From `look_at_document.look` at the source. Should the source change after it, the act fails
            before publication.

    Raises:
        SealDeskError: The first thing that stands against the act; of several seals, it names the one.
    """
    desk.check_log()
    workstation.check_here(desk)
    desk.settlements += settle_acts(desk)  # of an act that failed in this very session
    files.check_target(order.source, order.target)
    with refusal_recorded(desk, order, preflight):
        return _ready(desk, order, preflight)


def _ready(desk: Desk, order: SealingOrder, preflight: Preflight) -> ReadyAct:
    asked = [(use, *_permitted(desk, use, preflight)) for use in order.uses]
    against = hindrances(order, preflight)
    if against:
        raise _named(against[0], [seal for _, seal, _ in asked])
    order = into_field(replace(order, converted=origin_of(desk, preflight.digest)), preflight)
    info, binding = _bound(desk, [seal for _, seal, _ in asked], order.token)
    uses = tuple(
        ReadyUse(
            seal=seal,
            standing=standing,
            custodian=check_keeper(desk, seal, binding.certificate_sha256, standing.request),
            placements=use.placements,
            stamps=stamps_of(use.placements, preflight),
        )
        for use, (_, seal, standing) in zip(order.uses, asked, strict=True)
    )
    stamps = tuple(chain.from_iterable(use.stamps for use in uses))
    check_pages(order.source, order.document_password, preflight, stamps)
    method = "PIN pad" if info.protected_authentication_path else "PIN"
    return ReadyAct(order, preflight, uses, info.ref, binding, method)


def _named(refusal: SealDeskError, used: list[Seal]) -> SealDeskError:
    """The refusal with the seal's name, as people know it, in place of its id."""
    names = {seal.id: seal.name for seal in used}
    told = refusal.facts.get("seal")
    return SealDeskError(refusal.code, **{**refusal.facts, "seal": names[told]}) if told in names else refusal


def _permitted(desk: Desk, use: SealUse, preflight: Preflight) -> tuple[Seal, RequestStanding]:
    """The seal and its request, if the gate lets this use through."""
    seal = seals.find_seal(desk, use.seal_id)
    standing = requests.standing(desk, use.request_id)
    raise_first(gate_of(desk, seal).against(standing, preflight.digest, len(use.placements)))
    check_signed(desk, seal.id)
    return seal, standing


def _bound(desk: Desk, used: list[Seal], token: TokenRef | None) -> tuple[TokenInfo, Binding]:
    """The token whose one certificate signs for all the seals, and that opens each of them."""
    openers = [frozenset(one.certificate for one in recipients_of(desk, seal)) for seal in used]
    further = tuple(zip(used[1:], openers[1:], strict=True))
    return bind(desk, used[0], token, openers[0], further)


def raise_first(denials: Iterable[Denial]) -> None:
    """Raise the first denial as an error, the others in its facts."""
    denials = tuple(denials)
    if denials:
        first, others = denials[0], [str(denial.code) for denial in denials[1:]]
        raise SealDeskError(first.code, **first.facts, **({"also": ", ".join(others)} if others else {}))


@contextmanager
def refusal_recorded(desk: Desk, order: SealingOrder, preflight: Preflight) -> Iterator[None]:
    """What ends an act before its intent is recorded is entered in the ledger as a refusal."""
    try:
        yield
    except SealDeskError as refusal:
        record_refusal(desk, order, preflight, refusal)
        raise


def record_refusal(desk: Desk, order: SealingOrder, preflight: Preflight, refusal: SealDeskError) -> None:
    """Enter in the ledger that this was asked for, and why it was not done: an entry for each seal."""
    with desk.recording() as transaction:
        for at, use in enumerate(order.uses, start=1):
            facts = {
                "request": use.request_id,
                "seal": use.seal_id,
                "document": {
                    "name": _document_name(desk, use.request_id, order),
                    "sha256": preflight.digest.sha256,
                    "length": preflight.digest.length,
                    "pages": preflight.pages,
                },
                "reason": refusal.code.text,
                **_judged_by(desk),
                **position_facts(at, len(order.uses)),
            }
            transaction.append(EntryKind.ACT_REFUSED, facts)


def _judged_by(desk: Desk) -> dict[str, int]:
    """The policy's version; nothing where it is the policy itself that does not hold."""
    try:
        return {"policy_version": desk.policy.version}
    except SealDeskError:
        return {}


def _document_name(desk: Desk, request_id: str, order: SealingOrder) -> str:
    """The name people know: the request's, as the kept copy is named by its digest; else the file's own."""
    try:
        return requests.standing(desk, request_id).request.document_name
    except SealDeskError:
        return order.source.name
