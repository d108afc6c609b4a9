"""The seals of this workspace: records their maker signed, states the ledger knows.

Each version of a seal has a record of its own; the ledger's last word on the seal names the one in force.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
    """Every seal of the workspace that was made, by id, as the ledger knows it.

    Raises:
        SealDeskError: As `find_seal`.
    """
    known: dict[str, Mapping[str, Any]] = {}
    for entry in desk.ledger.entries(kind=EntryKind.SEAL_STATE, newest_first=True):
        known.setdefault(entry.body["seal"], entry.body)
    return tuple(
        SealStanding(_record(desk, seal_id, last), SealState(last["state"]))
        for seal_id, last in sorted(known.items())
        if last["record_sha256"]
    )


def find_seal(desk: Desk, seal_id: str) -> Seal:
    """The seal's record in force, its maker's signature verified.

    Raises:
        SealDeskError: `SEAL_UNKNOWN`, also for a seal that is not made yet; `SEAL_RECORD_BROKEN` where the record
            is gone, not the maker's, or not the one that the ledger names.
    """
    last = last_word(desk.ledger, seal_id)
    if last is None or not last["record_sha256"]:
        raise SealDeskError(ErrorCode.SEAL_UNKNOWN, seal=seal_id)
    return _record(desk, seal_id, last)


def _record(desk: Desk, seal_id: str, last: Mapping[str, Any]) -> Seal:
    return record_of(desk, seal_id, last["version"], last["record_sha256"])


def record_of(desk: Desk, seal_id: str, version: int, sha256: str) -> Seal:
    """The record of one version of a seal, an earlier one too.

    Args:
        sha256: Of the record, as the ledger has it.

    Raises:
        SealDeskError: `SEAL_RECORD_BROKEN`.
    """
    path = desk.layout.seal_record(seal_id, version)
    broken = SealDeskError(ErrorCode.SEAL_RECORD_BROKEN, seal=seal_id, path=path)
    if not _SEAL_ID.fullmatch(seal_id):
        raise broken
    try:
        text = open_register(path, desk.trust.makers, signatures=1)
        seal = read_seal(text)
    except FormatError as wrong:
        raise broken from wrong
    except SealDeskError as refusal:
        if refusal.code is not ErrorCode.REGISTER_BROKEN or refusal.facts.get("path") != path:
            raise
        raise broken from refusal
    if (seal.id, seal.version, seal.record_sha256) != (seal_id, version, sha256):
        raise broken
    return seal


def state_of(reader: EntryReader, seal_id: str) -> SealState:
    """The state the ledger's last word on this seal gives it; a seal without a word is pending."""
    known = last_word(reader, seal_id)
    return SealState.PENDING if known is None else SealState(known["state"])


def last_word(reader: EntryReader, seal_id: str) -> Mapping[str, Any] | None:
    """The body of the ledger's last entry on this seal's state; None where there is none."""
    entries = reader.entries(kind=EntryKind.SEAL_STATE, seal=seal_id, newest_first=True, limit=1)
    return next((entry.body for entry in entries), None)


def state_facts(seal: Seal, state: SealState, person_id: str, reason: str) -> dict[str, Any]:
    """What an entry says of a seal's state."""
    return {
        "seal": seal.id,
        "state": state.value,
        "person": person_id,
        "reason": reason,
        "record_sha256": seal.record_sha256,
        "name": seal.name,
        "seal_kind": seal.kind.value,
        "version": seal.version,
    }
