"""The recipient's answer: verdict, trust, revocation, time, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sealdesk.model.hidden_record import ImageFinding


class Verdict(StrEnum):
    """Integrity of the document. Never mixed with trust."""

    INTACT = "intact"
    CHANGED = "changed"
    ALTERED = "altered"
    INVALID = "invalid"
    UNSIGNED = "unsigned"
    ERROR = "error"


class Trust(StrEnum):
    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"
    UNKNOWN = "unknown"


class Revocation(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    NOT_CHECKED = "not_checked"


class TimeStanding(StrEnum):
    PROVEN = "proven"
    CLAIMED = "claimed"


@dataclass(frozen=True)
class SignatureFinding:
    """What was found about one signature; sound means digest, CMS and byte range hold.

    Attributes:
        reasons: Codes (`signature.digest_mismatch`, `chain.expired`, …) with a text in `sealdesk.texts`.
        covers_revision: The signed ranges are exactly the revision the signature closes.
        sealdesk: SealDesk's private dictionary of the signature (DESIGN decision 5), as read; empty if none. Where it
            names several seals, of the first.
        further: The same of every further seal.
        saving: Where the saving that the signature closes begins (behind the last end of one before) and ends, in
            bytes of the file; empty where `covers_revision` is not so.
    """

    field_name: str
    subfilter: str
    sound: bool
    covers_revision: bool
    trust: Trust
    revocation: Revocation
    time_standing: TimeStanding
    signing_time: datetime | None
    signer: str
    signer_subject: Mapping[str, str] = field(default_factory=dict)
    certificate_sha256: str = ""
    is_document_timestamp: bool = False
    certification: int | None = None
    reasons: tuple[str, ...] = ()
    sealdesk: Mapping[str, str] = field(default_factory=dict)
    saving: tuple[int, int] | tuple[()] = ()
    further: tuple[Mapping[str, str], ...] = ()

    @property
    def seals(self) -> tuple[Mapping[str, str], ...]:
        """What it says of each seal it covers; empty where it says nothing."""
        return (self.sealdesk, *self.further) if self.sealdesk else ()


@dataclass(frozen=True)
class Change:
    """A later change, in the words of the verdict table.

    Attributes:
        kind: `signature`, `validation_data`, `timestamp`, `form`, `annotation`, `content`, `structure`,
            `unexplained_bytes`.
        permitted: By the document's own rules (DocMDP, FieldMDP).
    """

    kind: str
    permitted: bool
    detail: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class VerificationReport:
    """One plain answer with its reasons. `error_code` is set exactly when the verdict is `error`.

    Attributes:
        images: What the red images say (DESIGN decision 6). They never make a verdict better.
    """

    verdict: Verdict
    trust: Trust
    revocation: Revocation
    time_standing: TimeStanding
    signatures: tuple[SignatureFinding, ...] = ()
    changes: tuple[Change, ...] = ()
    error_code: str = ""
    error_facts: Mapping[str, str] = field(default_factory=dict)
    file_sha256: str = ""
    file_length: int = 0
    images: tuple[ImageFinding, ...] = ()

    @property
    def seals(self) -> tuple[Mapping[str, str], ...]:
        """What sound signatures say of their seals, in the order of the file; several signatures of one use, once."""
        told: dict[object, Mapping[str, str]] = {}
        for finding in self.signatures:
            for number, seal in enumerate(finding.seals if finding.sound else ()):
                told.setdefault(seal.get("entry_id") or (finding.field_name, number), seal)
        return tuple(told.values())

    @property
    def good(self) -> bool:
        """Exit status 0 of the command line: intact and trusted."""
        return self.verdict is Verdict.INTACT and self.trust is Trust.TRUSTED
