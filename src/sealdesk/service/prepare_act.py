"""Everything that can be known before the PIN is asked: is this act possible, permitted, and with which token?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.act import SealingOrder
from sealdesk.model.document import DocumentClass, Preflight
from sealdesk.model.ink import Stamp
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person
from sealdesk.model.placement import StraddlePlacement
from sealdesk.model.request import RequestStanding
from sealdesk.model.seal import Seal
from sealdesk.model.token import TokenRef
from sealdesk.policy.gate import Denial, IntendedUse, judge_use
from sealdesk.service import requests, seals, workstation
from sealdesk.service.custody_standing import check_keeper
from sealdesk.service.desk import Desk
from sealdesk.service.life_standing import check_signed
from sealdesk.service.seal_vault import recipients_of
from sealdesk.service.settle_acts import settle_acts
from sealdesk.service.token_side import Binding, bind


@dataclass(frozen=True)
class ReadyAct:
    """An act that nothing stands against, before the PIN.

    Attributes:
        custodian: Who keeps the seal now: its custodian, or a deputy.
        stamps: Where the ink goes, page by page.
        token: The one token that may sign with this seal.
        binding: Its certificate, chain and keys.
        method: How the custodian proves presence: `PIN` or `PIN pad`.
        sound_before: Names of signature fields that were sound before the act and must be sound after it.
    """

    order: SealingOrder
    preflight: Preflight
    seal: Seal
    standing: RequestStanding
    custodian: Person
    token: TokenRef
    binding: Binding
    stamps: tuple[Stamp, ...]
    method: str

    @property
    def request_id(self) -> str:
        return self.standing.request.id

    @property
    def reason(self) -> str:
        return self.standing.request.reason

    @property
    def document_class(self) -> DocumentClass:
        return self.standing.request.document_class

    @property
    def signatures(self) -> int:
        """How many signatures the token makes: one, or one for each impression on a signed document."""
        return len(self.stamps) if self.preflight.signed else 1

    @property
    def impressions(self) -> int:
        """How many uses of the request the act takes; a straddle seal is one."""
        return len(self.order.placements)


def prepare_act(desk: Desk, order: SealingOrder, preflight: Preflight) -> ReadyAct:
    """Check files, places, gate and token; nothing is written but a refusal's ledger entry.

    Args:
        preflight: From `look_at_document.look` at the source. Should the source change after it, the act fails
            before publication.

    Raises:
        SealDeskError: The first thing that stands against the act.
    """
    desk.check_log()
    workstation.check_here(desk)
    desk.settlements += settle_acts(desk)  # of an act that failed in this very session
    files.check_target(order.source, order.target)
    with refusal_recorded(desk, order, preflight):
        return _ready(desk, order, preflight)


def _ready(desk: Desk, order: SealingOrder, preflight: Preflight) -> ReadyAct:
    seal = seals.find_seal(desk, order.seal_id)
    standing = requests.standing(desk, order.request_id)
    state = seals.state_of(desk.ledger, seal.id)
    use = IntendedUse(seal, state, preflight.digest, len(order.placements), datetime.now(UTC))
    raise_first(judge_use(desk.policy, use, standing, desk.people_by_id))
    check_signed(desk, seal.id)
    stamps = _stamps(order, preflight)
    openers = frozenset(one.certificate for one in recipients_of(desk, seal))
    info, binding = bind(desk, seal, order.token, openers)
    return ReadyAct(
        order=order,
        preflight=preflight,
        seal=seal,
        standing=standing,
        custodian=check_keeper(desk, seal, binding.certificate_sha256, standing.request),
        token=info.ref,
        binding=binding,
        stamps=stamps,
        method="PIN pad" if info.protected_authentication_path else "PIN",
    )


def _stamps(order: SealingOrder, preflight: Preflight) -> tuple[Stamp, ...]:
    from sealdesk.impression.strips import placements_to_stamps

    if preflight.signed and any(isinstance(place, StraddlePlacement) for place in order.placements):
        raise SealDeskError(ErrorCode.PLACE_STRADDLE_ON_SIGNED)
    return placements_to_stamps(order.placements, preflight.frames)


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
    """Enter in the ledger that this was asked for, and why it was not done."""
    facts = {
        "request": order.request_id,
        "seal": order.seal_id,
        "document": {
            "name": _document_name(desk, order),
            "sha256": preflight.digest.sha256,
            "length": preflight.digest.length,
            "pages": preflight.pages,
        },
        "reason": refusal.code.text,
    }
    desk.record(EntryKind.ACT_REFUSED, facts)


def _document_name(desk: Desk, order: SealingOrder) -> str:
    """The name people know: the request's, as the kept copy is named by its digest; else the file's own."""
    try:
        return requests.standing(desk, order.request_id).request.document_name
    except SealDeskError:
        return order.source.name
