"""Use requests (用印申请) and the decisions on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.people import Position
from sealdesk.model.seal import SealKind
from sealdesk.model.seal_life import Attachment


class RequestState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    USED_UP = "used_up"


class RequestOrigin(StrEnum):
    """How a request came here. Values are stored for ever."""

    WORKSTATION = "workstation"  # 本机填写
    FILE = "file"  # 文件导入
    AUTHORITY = "authority"  # OA 审批系统


class ApprovalMeans(StrEnum):
    """What a decision rests on. Values are stored for ever."""

    OWN_KEY = "own_key"  # 当面：本人口令打开本人密钥
    OWN_TOKEN = "own_token"  # noqa: S105 - 当面：本人密码设备
    FILE = "file"  # 本人在自己的电脑上签署，以文件送达
    AUTHORITY = "authority"  # OA 审批系统
    PAPER = "paper"  # 纸质审批单扫描件

    @property
    def in_person(self) -> bool:
        """Whether the decider stood at the workstation."""
        return self in (ApprovalMeans.OWN_KEY, ApprovalMeans.OWN_TOKEN)


@dataclass(frozen=True)
class UseRequest:
    """《电子印章使用申请表》: who asks, for which seal, on which very bytes, why, how often, until when.

    Attributes:
        document_number: 文号 or contract number; may be empty.
        valid_from: The seal may be used from then on; None: at once.
        planned: When the applicant means to have it stamped; binds nobody.
        attachments: What belongs to the request; encrypted in the workspace, by digest.
        external_id: What another system calls the request; empty for one made here.
        sha256: Of the statement its maker signed (hex): what approvals name. Empty for requests of the time when
            they were not signed.
    """

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
    document_number: str = ""
    valid_from: datetime | None = None
    planned: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    origin: RequestOrigin = RequestOrigin.WORKSTATION
    external_id: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Approval:
    """One person's signed decision. What it names is all it permits.

    Attributes:
        note: What was signed and verified: a signed note (C2SP), or a JWS (RFC 7515) for `AUTHORITY` and for
            whoever signs with a certificate (`OWN_TOKEN`, and `FILE` where it was one).
        request_sha256: Of the request's statement; empty for decisions on requests that have none.
        on_behalf_of: The person whose power the approver used (受权), by `delegation_id`; empty for their own.
        authority: Name of the approval authority that vouches for it, for `AUTHORITY`.
        evidence: The scanned form, for `PAPER`.
        valid_from: The term's beginning as the request names it; None where it names none.
        shown_sha256: Of the sheet that the approver was shown (hex), for `FILE`.
        registered_by: Who entered a paper form; empty for the other means.
        entry_id: Of its entry in the ledger; empty before it stands there.
        index: Of its entry; -1 before it stands there.
        revoked: When its approver took it back, if they did.
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
    request_sha256: str = ""
    means: ApprovalMeans = ApprovalMeans.OWN_KEY
    on_behalf_of: str = ""
    delegation_id: str = ""
    authority: str = ""
    evidence: Attachment | None = None
    valid_from: datetime | None = None
    shown_sha256: str = ""
    registered_by: str = ""
    entry_id: str = ""
    index: int = -1
    revoked: datetime | None = None


@dataclass(frozen=True)
class ApprovalDelegation:
    """Somebody lets another approve in their place for a time (授权审批).

    Attributes:
        id: Id of its entry in the ledger.
        positions: Which of the giver's positions are lent.
        kinds: For seals of these kinds only; empty: of every kind.
        ended: When it was taken back before its end, if it was.
    """

    id: str
    giver_id: str
    deputy_id: str
    positions: frozenset[Position]
    kinds: frozenset[SealKind]
    starts: datetime
    ends: datetime
    reason: str
    ended: datetime | None = None

    def counts(self, at: datetime) -> bool:
        """Whether it may be used at this time."""
        return self.starts <= at <= self.ends and (self.ended is None or at < self.ended)


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
