"""The seals of this workspace: records their maker signed, states the ledger knows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.seal_record import read_seal
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import Seal, SealState
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.registers import open_register

_SEAL_ID = re.compile(r"[\w.-]{1,64}")


@dataclass(frozen=True)
class SealStanding:
    """A seal and the state it is in."""

    seal: Seal
    state: SealState


def all_seals(desk: Desk) -> tuple[SealStanding, ...]:
    """Every seal of the workspace, by id."""
    ids = sorted(path.stem for path in desk.layout.seals.glob("*.note"))
    return tuple(SealStanding(find_seal(desk, seal_id), state_of(desk.ledger, seal_id)) for seal_id in ids)


def find_seal(desk: Desk, seal_id: str) -> Seal:
    """The seal's record, its maker's signature verified, as the ledger knows it.

    Raises:
        SealDeskError: `SEAL_UNKNOWN`; `SEAL_RECORD_BROKEN` where the record is not the maker's, or not the one
            that was made active.
    """
    path = desk.layout.seal_record(seal_id)
    if not _SEAL_ID.fullmatch(seal_id) or not path.is_file():
        raise SealDeskError(ErrorCode.SEAL_UNKNOWN, seal=seal_id)
    try:
        seal = read_seal(open_register(path, desk.trust.makers, signatures=1))
    except FormatError as broken:
        raise SealDeskError(ErrorCode.SEAL_RECORD_BROKEN, seal=seal_id, path=path) from broken
    known = _last_state(desk.ledger, seal_id)
    if seal.id != seal_id or (known is not None and known["record_sha256"] != seal.record_sha256):
        raise SealDeskError(ErrorCode.SEAL_RECORD_BROKEN, seal=seal_id, path=path)
    return seal


def state_of(reader: EntryReader, seal_id: str) -> SealState:
    """The state the ledger's last word on this seal gives it; a seal without a word is pending."""
    known = _last_state(reader, seal_id)
    return SealState.PENDING if known is None else SealState(known["state"])


def _last_state(reader: EntryReader, seal_id: str) -> dict[str, str] | None:
    entries = reader.entries(kind=EntryKind.SEAL_STATE, seal=seal_id, newest_first=True, limit=1)
    return next((dict(entry.body) for entry in entries), None)


def set_state(desk: Desk, seal: Seal, state: SealState, person_id: str, reason: str) -> None:
    """Record a new state of the seal."""
    facts = {
        "seal": seal.id,
        "state": state.value,
        "person": person_id,
        "reason": reason,
        "record_sha256": seal.record_sha256,
        "name": seal.name,
        "seal_kind": seal.kind.value,
        "version": seal.version,
    }
    desk.record(EntryKind.SEAL_STATE, facts)
