"""One act of sealing: what is ordered, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sealdesk.model.placement import AnyPlacement
from sealdesk.model.token import TokenRef
from sealdesk.model.verification import VerificationReport


@dataclass(frozen=True)
class SealingOrder:
    """What the custodian asks for: this seal, on these places of this document, under this request.

    Attributes:
        token: The token to use, where several would do.
    """

    source: Path
    target: Path
    seal_id: str
    request_id: str
    placements: tuple[AnyPlacement, ...]
    document_password: str | None = None
    token: TokenRef | None = None


@dataclass(frozen=True)
class SealingResult:
    """A published, verified and recorded document."""

    act_id: str
    target: Path
    sha256: str
    entry_id: str
    entry_index: int
    sealed: datetime
    remaining: int
    verification: VerificationReport


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
