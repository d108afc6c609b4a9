"""Use requests (用印申请) and the decisions on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sealdesk.model.document import DocumentClass, DocumentDigest


class RequestState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    USED_UP = "used_up"


@dataclass(frozen=True)
class UseRequest:
    """《电子印章使用申请表》: who asks, for which seal, on which very bytes, why, how often, until when."""

    id: str
    applicant_id: str
    department: str
    seal_id: str
    document_name: str
    document_class: DocumentClass
    document: DocumentDigest
    impressions: int
    reason: str
    recipient: str
    created: datetime
    valid_until: datetime


@dataclass(frozen=True)
class Approval:
    """One person's signed decision. What it names is all it permits.

    Attributes:
        note: The signed note (C2SP) this was read from and whose signature was verified.
    """

    request_id: str
    approver_id: str
    document: DocumentDigest
    seal_id: str
    impressions: int
    decided: datetime
    valid_until: datetime
    granted: bool
    comment: str
    note: str


@dataclass(frozen=True)
class RequestStanding:
    """A request with its decisions and what is left of it."""

    request: UseRequest
    approvals: tuple[Approval, ...]
    state: RequestState
    used: int

    @property
    def remaining(self) -> int:
        return max(0, self.request.impressions - self.used)
