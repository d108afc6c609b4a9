"""The usage ledger's entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class EntryKind(StrEnum):
    """What an entry records. Values are stored for ever: add, never rename."""

    WORKSPACE_MADE = "workspace.made"
    PEOPLE_REGISTERED = "people.registered"
    POLICY_SET = "policy.set"
    TRUST_SET = "trust.set"
    SEAL_STATE = "seal.state"
    SEAL_COUNTED = "seal.counted"
    SEAL_PICTURE_TAKEN = "seal.picture_taken"
    SEAL_PICTURE_SEEN = "seal.picture_seen"
    SEAL_REGISTER_EXPORTED = "seal.register_exported"
    SEAL_ATTACHMENT_READ = "seal.attachment_read"
    CUSTODY_HANDED_OVER = "custody.handed_over"
    CUSTODY_DELEGATED = "custody.delegated"
    CUSTODY_ENDED = "custody.ended"
    REQUEST_MADE = "request.made"
    REQUEST_DECIDED = "request.decided"
    REQUEST_WITHDRAWN = "request.withdrawn"
    REQUEST_EXPORTED = "request.exported"
    REQUEST_REFUSED = "request.refused"
    APPROVAL_REVOKED = "approval.revoked"
    APPROVAL_DELEGATED = "approval.delegated"
    DELEGATION_ENDED = "approval.delegation_ended"
    ACT_INTENDED = "act.intended"
    ACT_SEALED = "act.sealed"
    ACT_FAILED = "act.failed"
    ACT_REFUSED = "act.refused"
    ACT_CONFIRMED = "act.confirmed"
    ACT_DELIVERED = "act.delivered"
    ACT_VOIDED = "act.voided"
    DOCUMENT_CONVERTED = "document.converted"
    DOCUMENT_PRINTED = "document.printed"
    BATCH_PLANNED = "batch.planned"
    BATCH_DECIDED = "batch.decided"
    BATCH_DROPPED = "batch.dropped"
    BATCH_STARTED = "batch.started"
    BATCH_ENDED = "batch.ended"
    SIGNED_IN = "person.signed_in"
    SIGN_IN_FAILED = "person.sign_in_failed"
    PASSWORD_CHANGED = "person.password_changed"  # noqa: S105 - the name of a kind
    PIN_FAILED = "pin.failed"
    PIN_CHANGED = "pin.changed"
    PIN_UNBLOCKED = "pin.unblocked"
    TOKEN_REGISTERED = "token.registered"  # noqa: S105 - the name of a kind
    TOKEN_FAILED = "token.failed"  # noqa: S105
    VAULT_CHANGED = "vault.changed"
    VAULT_RECOVERED = "vault.recovered"
    CERTIFICATE_REVOKED = "certificate.revoked"
    WORKSTATION_ENROLLED = "workstation.enrolled"
    LEDGER_EXPORTED = "ledger.exported"
    LEDGER_SYNCED = "ledger.synced"


@dataclass(frozen=True)
class LedgerEntry:
    """One leaf of the log.

    Attributes:
        index: Position in the log, from 0.
        leaf_hash: RFC 9162 §2.1.1 hash of the canonical body: SHA-256(0x00 ‖ body).
        canonical: The body as RFC 8785 canonical JSON, UTF-8: what is hashed.
        body: The same, decoded. Always has `entry_id` (UUIDv7), `kind`, `time` (RFC 3339 UTC), `format` (1).
    """

    index: int
    leaf_hash: bytes
    canonical: bytes
    body: Mapping[str, Any]

    @property
    def kind(self) -> EntryKind:
        return EntryKind(self.body["kind"])

    @property
    def entry_id(self) -> str:
        return str(self.body["entry_id"])

    @property
    def time(self) -> datetime:
        return datetime.fromisoformat(self.body["time"])


@dataclass(frozen=True)
class LedgerFinding:
    """Something a check of the ledger found wrong; `code` has a text in `sealdesk.texts`."""

    code: str
    index: int | None
    detail: str


@dataclass(frozen=True)
class LedgerCheck:
    """Result of checking the ledger; sound when `findings` is empty."""

    size: int
    root_hash: bytes
    findings: tuple[LedgerFinding, ...]

    @property
    def sound(self) -> bool:
        return not self.findings
