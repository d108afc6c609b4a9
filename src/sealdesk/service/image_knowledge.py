"""What a workspace knows about impressions: its own keys, its ledger, its copies of what was stamped.

Nothing here stops a verification: what the workspace cannot tell, it does not tell.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sealdesk.errors import SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.hidden_record import open_private
from sealdesk.model.document import DocumentDigest
from sealdesk.model.hidden_record import HiddenRecord, PrivateRecord
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.service import seals
from sealdesk.service.attached_documents import copy_of
from sealdesk.service.desk import Desk
from sealdesk.service.image_judgement import Claim
from sealdesk.service.organisation_key import known_organisation_key


class NoWorkspace:
    """What a recipient without a workspace knows: nothing but the file."""

    keys: frozenset[str] = frozenset()
    organisation_key: bytes | None = None
    seal_ids: frozenset[str] = frozenset()

    def act(self, entry_id: str) -> LedgerEntry | None:
        """The intent entry of an act, by id."""
        return None

    def act_at(self, index: int) -> LedgerEntry | None:
        """The intent entry of an act, by its place in the log."""
        return None

    def private_part(self, record: HiddenRecord) -> PrivateRecord | None:
        return None

    def seal_name(self, seal_id: str) -> str:
        return ""

    def kept_copy(self, document: DocumentDigest) -> Path | None:
        """The bytes that were stamped, where they were kept."""
        return None

    def entry_facts(self, claim: Claim) -> dict[str, str]:
        """What the ledger says about the act that a record names."""
        return {}

    def completed(self, claim: Claim) -> Claim:
        """The claim with the certificate that the ledger names for the act, where that should know it."""
        return claim

    def stamps_with(self, certificate_sha256: str) -> bool:
        """Whether a seal of this workspace lists the certificate."""
        return False


@dataclass
class DeskKnowledge(NoWorkspace):
    """What an open workspace knows."""

    desk: Desk
    _names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def keys(self) -> frozenset[str]:  # type: ignore[override]
        with suppress(SealDeskError):
            return frozenset(key.public_key.hex() for key in self.desk.log_keys)
        return frozenset()

    @cached_property
    def organisation_key(self) -> bytes | None:  # type: ignore[override]
        with suppress(SealDeskError):
            return known_organisation_key(self.desk)
        return None

    @cached_property
    def seal_ids(self) -> frozenset[str]:  # type: ignore[override]
        return frozenset(self._seal_names)

    @cached_property
    def _seal_names(self) -> dict[str, str]:
        with suppress(SealDeskError):
            entries = self.desk.ledger.entries(kind=EntryKind.SEAL_STATE)
            return {str(entry.body["seal"]): str(entry.body.get("name", "")) for entry in entries}
        return {}

    @cached_property
    def _certificates(self) -> frozenset[str]:
        with suppress(SealDeskError):
            known = seals.all_seals(self.desk)
            return frozenset(one for standing in known for one in standing.seal.certificates)
        return frozenset()

    def act(self, entry_id: str) -> LedgerEntry | None:
        with suppress(SealDeskError):
            return _intent(self.desk.ledger.entry(entry_id))
        return None

    def act_at(self, index: int) -> LedgerEntry | None:
        with suppress(SealDeskError):
            return _intent(self.desk.ledger.entry_at(index))
        return None

    def private_part(self, record: HiddenRecord) -> PrivateRecord | None:
        if self.organisation_key is None:
            return None
        with suppress(FormatError):
            return open_private(record, self.organisation_key)
        return None

    def seal_name(self, seal_id: str) -> str:
        return self._seal_names.get(seal_id, "")

    def kept_copy(self, document: DocumentDigest) -> Path | None:
        with suppress(SealDeskError):
            return copy_of(self.desk.layout, document)
        return None

    def entry_facts(self, claim: Claim) -> dict[str, str]:
        if claim.workstation_key and claim.workstation_key not in self.keys:
            return {}  # of another workstation: its entries are not here
        entry = self.act(claim.entry_id)
        if entry is None:
            return {"entry": "missing"}
        document = _mapping(entry.body.get("document"))
        same = (document.get("sha256"), document.get("length")) == (
            claim.document.sha256,
            claim.document.length,
        ) and all(_certificate(entry).startswith(one) for one in claim.certificates)
        person = str(entry.body.get("person", ""))
        return {
            "entry": "found" if same else "differs",
            "entry_index": str(entry.index),
            "document_name": str(document.get("name", "")),
            "request": str(entry.body.get("request", "")),
            "custodian": self._person(person),
        }

    def completed(self, claim: Claim) -> Claim:
        if claim.workstation_key not in self.keys:
            return claim
        entry = self.act(claim.entry_id)
        if entry is None:
            return replace(claim, entered=False)
        return replace(claim, certificates=(*claim.certificates, _certificate(entry)))

    def stamps_with(self, certificate_sha256: str) -> bool:
        return certificate_sha256 in self._certificates

    def _person(self, person_id: str) -> str:
        with suppress(SealDeskError):
            return self.desk.person(person_id).name
        return person_id


def claim_of(entry: LedgerEntry) -> Claim | None:
    """What an act's intent entry says, as a record would; None where it says no document."""
    document = _mapping(entry.body.get("document"))
    sha256, length = document.get("sha256"), document.get("length")
    if not isinstance(sha256, str) or not isinstance(length, int):
        return None
    signed_with = (_certificate(entry),)
    return Claim(entry.entry_id, DocumentDigest(sha256, length), sealed=entry.time, certificates=signed_with)


def _certificate(entry: LedgerEntry) -> str:
    """SHA-256 of the certificate that the act was to be signed with; what none begins with where it says none."""
    return str(entry.body.get("certificate") or "none")


def _intent(entry: LedgerEntry | None) -> LedgerEntry | None:
    return entry if entry is not None and entry.body.get("kind") == EntryKind.ACT_INTENDED.value else None


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}
