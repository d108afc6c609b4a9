"""One act of sealing: what is ordered, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sealdesk.model.document import DocumentDigest
from sealdesk.model.placement import AnyPlacement
from sealdesk.model.token import TokenRef
from sealdesk.model.verification import VerificationReport


@dataclass(frozen=True)
class SealUse:
    """One seal's part of an act: on these places, under this request."""

    seal_id: str
    request_id: str
    placements: tuple[AnyPlacement, ...]


class Lockdown(StrEnum):
    """What may be done to a document once it is sealed (ISO 32000-2 §12.8.2)."""

    OPEN = "open"
    """Later signatures and form values stay possible."""
    LOCKED = "locked"
    """Nothing may change any more: DocMDP P=1 with a first signature, FieldMDP over all fields with a later one."""


@dataclass(frozen=True)
class ConvertedFrom:
    """The file that a document was made from, before it was a PDF.

    Attributes:
        converter: Program and version that made the PDF.
    """

    name: str
    document: DocumentDigest
    converter: str


@dataclass(frozen=True)
class SealingOrder:
    """What the custodian asks for: this seal, on these places of this document, under this request.

    Attributes:
        token: The token to use, where several would do.
        further: Other seals that share the act and, on an unsigned document, its signature; each is another seal
            under a request of its own, and its certificate list holds the one certificate that signs.
        field_name: A prepared empty signature field to fill; None makes a new one.
        lockdown: What may be done to the document afterwards.
        converted: What the document was made from, where it was no PDF; taken from the ledger when the act is prepared.
        batch_id: The batch this act belongs to; empty outside a batch.
    """

    source: Path
    target: Path
    seal_id: str
    request_id: str
    placements: tuple[AnyPlacement, ...]
    document_password: str | None = None
    token: TokenRef | None = None
    further: tuple[SealUse, ...] = ()
    field_name: str | None = None
    lockdown: Lockdown = Lockdown.OPEN
    converted: ConvertedFrom | None = None
    batch_id: str = ""

    @property
    def uses(self) -> tuple[SealUse, ...]:
        """Every seal's part, the first one first."""
        return (SealUse(self.seal_id, self.request_id, self.placements), *self.further)


@dataclass(frozen=True)
class SealingUse:
    """What came of one seal's part of an act.

    Attributes:
        entry_id, entry_index: Of its outcome in the ledger.
        remaining: Uses left of its request.
    """

    seal_id: str
    request_id: str
    entry_id: str
    entry_index: int
    remaining: int


@dataclass(frozen=True)
class SealingResult:
    """A published, verified and recorded document.

    Attributes:
        entry_id, entry_index, remaining: Of the first seal.
        uses: Of every seal, the first one first.
    """

    act_id: str
    target: Path
    sha256: str
    entry_id: str
    entry_index: int
    sealed: datetime
    remaining: int
    verification: VerificationReport
    uses: tuple[SealingUse, ...] = ()


class SealingStep(StrEnum):
    """Steps of an act, in order, as progress and as points where an interruption is tested."""

    REQUEST_CHECKED = "request_checked"
    TOKEN_CHECKED = "token_checked"  # noqa: S105 - a step, no password
    JOURNAL_WRITTEN = "journal_written"
    INTENT_RECORDED = "intent_recorded"
    UPDATE_BUILT = "update_built"
    SIGNING_MARKED = "signing_marked"
    TOKEN_SIGNED = "token_signed"  # noqa: S105 - a step, no password
    FILE_WRITTEN = "file_written"
    FILE_VERIFIED = "file_verified"
    READY_MARKED = "ready_marked"
    PUBLISHED = "published"
    OUTCOME_RECORDED = "outcome_recorded"


class SettledAs(StrEnum):
    """How an interrupted act was settled at the next start."""

    SEALED = "sealed"
    GIVEN_BACK = "given_back"
    COUNTED = "counted"


@dataclass(frozen=True)
class Settlement:
    act_id: str
    request_id: str
    target: str
    settled_as: SettledAs
