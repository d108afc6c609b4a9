"""Which tokens are registered on this workstation: their PIN was changed here by whoever holds them now.

An initial PIN never signs, and a token that passes to another person must change its PIN first. Neither can be
read from every token's flags, so the ledger remembers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person
from sealdesk.model.token import TokenCertificate, TokenRef
from sealdesk.service.custody_standing import holder_of_certificate
from sealdesk.service.desk import Desk
from sealdesk.settings.settings import UnblockWay

_TOLD_BY = (EntryKind.TOKEN_REGISTERED, EntryKind.PIN_UNBLOCKED, EntryKind.WORKSTATION_ENROLLED)


def token_facts(ref: TokenRef) -> dict[str, str]:
    """A token as entries name it."""
    return {"label": ref.label, "serial": ref.serial}


def holder_of(desk: Desk, certificates: Iterable[TokenCertificate]) -> Person | None:
    """Who holds a token: whom it last passed to, else the registered person whose certificate lies on it."""
    found = (holder_of_certificate(desk, one.sha256) for one in certificates)
    return next((person for person in found if person is not None), None)


def registration_facts(desk: Desk, ref: TokenRef) -> dict[str, Any]:
    """What an entry of kind `TOKEN_REGISTERED` says of the token as it is now."""
    certificates = desk.tokens.certificates(ref)
    holder = holder_of(desk, certificates)
    return {
        "token": token_facts(ref),
        "certificates": sorted(one.sha256 for one in certificates),
        "person": holder.id if holder else "",
    }


def registered(desk: Desk, ref: TokenRef) -> bool:
    """Whether the token's PIN was changed on this workstation by its present holder.

    An unblocking by the security officer ends it: that PIN is known to somebody else.
    """
    last = _last_word(desk, ref)
    if last is None or last["kind"] != EntryKind.TOKEN_REGISTERED:
        return last is not None and last.get("way") == UnblockWay.PUK and _registered_before(desk, ref)
    return _still_the_holder(desk, ref, last)


def check_registered(desk: Desk, ref: TokenRef) -> None:
    """Raises `TOKEN_NOT_REGISTERED` where the token's PIN may still be an initial or another person's one."""
    if not registered(desk, ref):
        raise SealDeskError(ErrorCode.TOKEN_NOT_REGISTERED, token=ref)


def _words(desk: Desk, ref: TokenRef) -> Iterable[Mapping[str, Any]]:
    """What the ledger says of the token, the newest first, since this computer is the workstation."""
    named = token_facts(ref)
    for entry in desk.ledger.entries(kind=_TOLD_BY, newest_first=True):
        if entry.kind is EntryKind.WORKSTATION_ENROLLED:
            return
        if entry.body.get("token") == named:
            yield entry.body


def _last_word(desk: Desk, ref: TokenRef) -> Mapping[str, Any] | None:
    return next(iter(_words(desk, ref)), None)


def _registered_before(desk: Desk, ref: TokenRef) -> bool:
    """A PUK is the holder's own: a PIN set with it stays the holder's, if it was before."""
    last = next((word for word in _words(desk, ref) if word.get("way") != UnblockWay.PUK), None)
    registered_word = last is not None and last["kind"] == EntryKind.TOKEN_REGISTERED
    return last is not None and registered_word and _still_the_holder(desk, ref, last)


def _still_the_holder(desk: Desk, ref: TokenRef, word: Mapping[str, Any]) -> bool:
    """The same person, and no certificate that was not on the token then: it was not made anew since."""
    certificates = desk.tokens.certificates(ref)
    if not {one.sha256 for one in certificates} <= set(word["certificates"]):
        return False
    holder = holder_of(desk, certificates)
    return bool(word["person"] == (holder.id if holder else ""))
