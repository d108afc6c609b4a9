"""The policy's versions: signed by two administrators, entered in the ledger, each kept for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.permission import Action
from sealdesk.policy.policy_text import PolicyError, policy_table, read_policy
from sealdesk.policy.rules import Policy
from sealdesk.service.desk import Desk
from sealdesk.service.sign_in import SignIn, two_administrators
from sealdesk.store.ledger import Transaction
from sealdesk.tlog import note
from sealdesk.vault import files

LARGEST_POLICY_BYTES = 1 << 20


@dataclass(frozen=True)
class PolicyVersion:
    """A version that is or was in force.

    Attributes:
        sha256: Of its signed file (hex).
        signed_by: Ids of the administrators.
        changed: Keys that differ from the version before, with dots between them; empty for the first.
        since: When it came into force.
    """

    version: int
    sha256: str
    signed_by: tuple[str, ...]
    changed: tuple[str, ...]
    since: datetime
    entry_id: str


def checked(text: str) -> Policy:
    """The policy of a text, for whoever wants to set it.

    Raises:
        SealDeskError: `POLICY_WRONG` with the first place that is wrong, and what is allowed there.
    """
    try:
        return read_policy(text)
    except PolicyError as wrong:
        first = wrong.faults[0]
        raise SealDeskError(ErrorCode.POLICY_WRONG, place=first.place, allowed=first.allowed) from wrong


def set_policy(desk: Desk, text: str, by: Iterable[SignIn]) -> PolicyVersion:
    """Put another policy in force: of a higher version, signed by two different administrators.

    Raises:
        SealDeskError: `POLICY_WRONG`, `POLICY_NOT_NEWER`, `PERSON_…`, `POLICY_CHANGED_MEANWHILE`,
            `OUTPUT_NOT_WRITABLE`; what the registers and the ledger say. Then the policy stays what it was.
    """
    desk.follow_registers()
    before = desk.policy.version
    _check_newer(checked(text), before)
    signers = two_administrators(desk, by, Action.CHANGE_POLICY.value, Action.CHANGE_POLICY)
    text = _as_note_text(text)
    signed = note.sign(text, *signers.values()).encode()
    with desk.recording() as transaction:
        desk.check_log(transaction)
        if desk.policy.version != before:
            raise SealDeskError(ErrorCode.POLICY_CHANGED_MEANWHILE, current=desk.policy.version)
        entered = _enter(desk, transaction, text, signed, sorted(signers))
    desk.forget_register(EntryKind.POLICY_SET)
    _ = desk.policy  # what was laid ready takes its place
    return _version(entered)


def _as_note_text(text: str) -> str:
    """A note has no tabs, and its lines end as they do here; in a policy neither means anything."""
    return text.replace("\r\n", "\n").expandtabs(4).rstrip("\n") + "\n"


def _check_newer(policy: Policy, before: int) -> None:
    if policy.version <= before:
        raise SealDeskError(ErrorCode.POLICY_NOT_NEWER, version=policy.version, current=before)


def _enter(
    desk: Desk, transaction: Transaction, text: str, signed: bytes, signed_by: list[str]
) -> LedgerEntry:
    present = _present(desk)
    kept = desk.layout.earlier_policy(desk.policy.version)
    try:
        files.replace(kept, present)
        files.lay_beside(desk.layout.policy, signed)
    except OSError as trouble:
        facts = {"path": desk.layout.policy, "reason": trouble.strerror}
        raise SealDeskError(ErrorCode.OUTPUT_NOT_WRITABLE, **facts) from trouble
    entered = {
        "version": read_policy(text).version,
        "sha256": sha256(signed).hexdigest(),
        "signed_by": signed_by,
        "changed": list(changed_keys(note.text_of(present.decode()), text)),
    }
    return transaction.append(EntryKind.POLICY_SET, entered)


def _present(desk: Desk) -> bytes:
    try:
        return files.read(desk.layout.policy, LARGEST_POLICY_BYTES)
    except OSError as gone:
        facts = {"path": desk.layout.policy, "reason": gone.strerror}
        raise SealDeskError(ErrorCode.REGISTER_BROKEN, **facts) from gone


def history(desk: Desk) -> tuple[PolicyVersion, ...]:
    """Every version that was in force, oldest first."""
    return tuple(_version(entry) for entry in desk.ledger.entries(kind=EntryKind.POLICY_SET))


def _version(entry: LedgerEntry) -> PolicyVersion:
    body = entry.body
    return PolicyVersion(
        version=body["version"],
        sha256=body["sha256"],
        signed_by=tuple(body["signed_by"]),
        changed=tuple(body.get("changed", ())),
        since=entry.time,
        entry_id=entry.entry_id,
    )


def policy_at(desk: Desk, version: int) -> Policy:
    """The policy of this version, in force now or before: what acts and decisions of its time were judged by.

    Raises:
        SealDeskError: `POLICY_VERSION_UNKNOWN` where it was never set here, or its file is not the one that was.
    """
    return read_policy(text_at(desk, version))


def text_at(desk: Desk, version: int) -> str:
    """The text of this version, believed by the digest that its entry in the ledger names; raises as `policy_at`."""
    named = {one.sha256 for one in history(desk) if one.version == version}
    for path in (desk.layout.policy, desk.layout.earlier_policy(version)):
        try:
            blob = files.read(path, LARGEST_POLICY_BYTES)
        except OSError:
            continue
        if sha256(blob).hexdigest() in named:
            return note.text_of(blob.decode())
    raise SealDeskError(ErrorCode.POLICY_VERSION_UNKNOWN, version=version)


def changed_keys(before: str, after: str) -> tuple[str, ...]:
    """Keys whose values differ between two policies' texts; `version` and `format` go without saying."""
    old, new = (dict(_flat(policy_table(text))) for text in (before, after))
    differ = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return tuple(sorted(differ - {"version", "format"}))


def _flat(table: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{place}{key}.")
        else:
            yield f"{place}{key}", value
