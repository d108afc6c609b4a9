"""A batch: many documents to be sealed with one seal by one rule, planned before it is looked at and carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.placement import AnyPlacement
from sealdesk.model.placing_rule import PlacingRule


class BatchStanding(StrEnum):
    """How a batch stands."""

    PLANNED = "planned"
    BEGUN = "begun"
    ENDED = "ended"


class BatchResult(StrEnum):
    """What came of one document of a batch. Values stand in manifests for ever."""

    WAITING = "waiting"
    SEALED = "sealed"
    FAILED = "failed"
    """Refused or failed before the token was asked: nothing is spent."""
    COUNTED = "counted"
    """The token was asked and there is no file: a use of the request is spent."""
    LEFT_OUT = "left_out"
    """Its findings kept it out from the beginning, or whoever looked at it set it aside."""


@dataclass(frozen=True)
class BatchFinding:
    """Something about one document that a person should know.

    Attributes:
        code: An `ErrorCode`'s text, or a code of what was found about places; both have texts.
        facts: Fill its text.
        stops: The document is not sealed for it.
    """

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    stops: bool = True


@dataclass(frozen=True)
class PlannedDocument:
    """One document of a batch.

    Attributes:
        number: From 1, in the order of the batch.
        name: What people call it: the file's name, or the name in its request.
        source, target: Where it lies, and what the sealed document will be called.
        document: Its bytes when the batch was planned; None where they could not be read.
        pages: How many; 0 where that is not known.
        request_id: The approved request that names these very bytes; empty without one.
        document_class: Of the request.
        placements: What the batch's rules come to on this document.
        lot: Hex; decides whether a sample takes it. It follows from the workstation's key, the seal and this document's
            bytes alone: nobody chooses it, and no other document of the batch changes it. Empty for one left out.
    """

    number: int
    name: str
    source: Path
    target: Path
    document: DocumentDigest | None = None
    pages: int = 0
    request_id: str = ""
    document_class: DocumentClass | None = None
    placements: tuple[AnyPlacement, ...] = ()
    findings: tuple[BatchFinding, ...] = ()
    lot: str = ""

    @property
    def ready(self) -> bool:
        """Whether nothing keeps it out of the batch."""
        return not any(finding.stops for finding in self.findings)


@dataclass(frozen=True)
class BatchPlan:
    """What a batch is: written once, signed by the workstation, never changed.

    Attributes:
        template: Name of the template its rules come from; empty for rules of its own.
        width_mm, height_mm: Size of every impression.
    """

    id: str
    made: datetime
    seal_id: str
    seal_name: str
    rules: tuple[PlacingRule, ...]
    template: str
    width_mm: float
    height_mm: float
    documents: tuple[PlannedDocument, ...]

    @property
    def ready(self) -> tuple[PlannedDocument, ...]:
        """The documents that are to be sealed."""
        return tuple(one for one in self.documents if one.ready)

    def document(self, number: int) -> PlannedDocument | None:
        """The document of this number."""
        return self.documents[number - 1] if 1 <= number <= len(self.documents) else None


@dataclass(frozen=True)
class Confirmation:
    """Who keeps the seal looked at a document with the seal on it, and signed that.

    Attributes:
        right: The seal is where it belongs; otherwise the document is set aside and not sealed.
    """

    number: int
    person_id: str
    at: datetime
    right: bool = True


@dataclass(frozen=True)
class BatchOutcome:
    """What the ledger says came of a document.

    Attributes:
        reason: Code of what stood against it.
        stamped_name, stamped_sha256: Of the sealed file.
        entry_id, entry_index: The outcome's entry; index −1 where there is none.
    """

    result: BatchResult
    reason: str = ""
    stamped_name: str = ""
    stamped_sha256: str = ""
    entry_id: str = ""
    entry_index: int = -1


@dataclass(frozen=True)
class BatchRecord:
    """A batch with everything that has happened to it.

    Attributes:
        must_look: Numbers of the documents that have to be looked at before the first is sealed.
        shown: Numbers of those whose picture with the seal was shown.
        confirmed: What people who looked said, by number.
        outcomes: By number, for every document.
        started, ended: When; None before that.
        manifest: File name of its manifest, once it has ended.
    """

    plan: BatchPlan
    standing: BatchStanding
    must_look: frozenset[int]
    shown: frozenset[int]
    confirmed: Mapping[int, Confirmation]
    outcomes: Mapping[int, BatchOutcome]
    started: datetime | None = None
    ended: datetime | None = None
    manifest: str = ""

    @property
    def unconfirmed(self) -> tuple[int, ...]:
        """Numbers of those that have to be looked at, and that nobody confirmed or set aside yet."""
        return tuple(sorted(self.must_look - self.confirmed.keys()))

    @property
    def set_aside(self) -> tuple[int, ...]:
        """Numbers of those that somebody looked at and found wrong."""
        return tuple(sorted(number for number, one in self.confirmed.items() if not one.right))

    def numbers(self, result: BatchResult) -> tuple[int, ...]:
        """Numbers of the documents with this result, in order."""
        return tuple(number for number, one in sorted(self.outcomes.items()) if one.result is result)
