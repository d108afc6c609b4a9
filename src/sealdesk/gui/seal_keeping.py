"""Who keeps the seal on the desk, and what stands against stamping with it now: known before any PIN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.custody import CustodyBasis
from sealdesk.model.request import UseRequest
from sealdesk.model.seal import Seal
from sealdesk.service import token_binding, token_side
from sealdesk.service.custody_standing import check_keeper, custody_of
from sealdesk.service.desk import Desk
from sealdesk.service.seal_vault import recipients_of

_SAID_ELSEWHERE = frozenset(
    {ErrorCode.TOKEN_NONE, ErrorCode.TOKEN_AMBIGUOUS, ErrorCode.TOKEN_WHICH, ErrorCode.TOKEN_REMOVED}
)
"""A token that is not there, or which of several: the act's own questions."""


@dataclass(frozen=True)
class Keeping:
    """How a seal is kept.

    Attributes:
        deputy: Name of the deputy who keeps it now; empty where its custodian does.
        until: When the deputy's time ends.
        against: What refuses the act as things stand; None where nothing is known.
    """

    deputy: str = ""
    until: datetime | None = None
    against: SealDeskError | None = None


def keeping_of(desk: Desk, seal: Seal, request: UseRequest) -> Keeping:
    """How this seal is kept, and whether the token that is plugged in may stamp with it under this request."""
    try:
        custody = custody_of(desk, seal)
    except SealDeskError as broken:
        return Keeping(against=broken)
    deputy = ""
    if custody.basis is CustodyBasis.DELEGATION and custody.person_id:
        person = desk.people_by_id.get(custody.person_id)
        deputy = person.name if person else custody.person_id
    return Keeping(deputy, custody.until if deputy else None, _against(desk, seal, request))


def _against(desk: Desk, seal: Seal, request: UseRequest) -> SealDeskError | None:
    """The first refusal that the act would meet before its PIN."""
    try:
        if not token_side.look(desk):
            return None
        openers = frozenset(one.certificate for one in recipients_of(desk, seal))
        _, binding = token_binding.bind(desk, seal, None, openers)
        check_keeper(desk, seal, binding.certificate_sha256, request)
    except SealDeskError as refusal:
        return None if refusal.code in _SAID_ELSEWHERE else refusal
    return None
