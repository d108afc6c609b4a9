"""The policy as data: whose approval a seal and a document class need, and what else is asked of their use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Position
from sealdesk.model.seal import SealKind
from sealdesk.policy.approval_rules import ApprovalStep, ClassRules, KindRules
from sealdesk.policy.batch_rules import BatchRules
from sealdesk.policy.custody_rules import CustodyRules
from sealdesk.policy.pin_rules import PinRules
from sealdesk.policy.sign_in_rules import SignInRules

STRICTEST = KindRules((ApprovalStep(frozenset({Position.GENERAL_MANAGER})),))
"""What is asked of seals of a kind that a policy does not speak of: the general manager."""


class Unknown(StrEnum):
    """What is done where a certificate's revocation cannot be known."""

    ALLOW = "allow"
    REFUSE = "refuse"


@dataclass(frozen=True)
class CertificateRules:
    """What is asked of a seal's certificate beyond chain, validity and key usage.

    Attributes:
        revocation_unknown: Whether a certificate stamps whose revocation nobody could tell.
        status_age_hours: What the issuer said longer ago than this counts as unknown.
    """

    revocation_unknown: Unknown = Unknown.ALLOW
    status_age_hours: int = 24 * 7

    def counts(self, as_of: datetime, at: datetime) -> bool:
        """Whether a statement that speaks of `as_of` still counts at `at`."""
        return at - as_of <= timedelta(hours=self.status_age_hours)


@dataclass(frozen=True)
class SealRules:
    """What is asked of seals beyond their own term.

    Attributes:
        renewal_months: A seal is renewed (换发) so long after it was made; 0: only when its term ends.
    """

    renewal_months: int = 0


@dataclass(frozen=True)
class Policy:
    """Rules in force.

    Attributes:
        kinds: What is asked for seals of a kind; ask `kind_rules`, which has an answer for every kind.
        classes: What is asked for documents of a class; ask `class_rules`.
        request_days: How long a use request is valid unless it says so itself.
        ordered: Decisions are made in order: those the document's class asks for before those of the seal's kind, each
            in the order of its list. One that comes too early does not count.
        delegation_days: Nobody lends their power to decide (授权审批) for longer.
        exceptions: Reasons by the ids of people who may have roles that otherwise keep apart.
        clock_ahead: What the clock that hours and days go by is ahead of UTC.
        pin: What a PIN must be like, and how long it keeps a token open.
        certificates: What is asked of a seal's certificate beyond chain, validity and key usage.
        custody: What is asked of a deputy.
        seals: What is asked of seals beyond their own term.
        batch: What is asked of a batch.
        sign_in: What a wrong password costs.
    """

    version: int
    kinds: Mapping[SealKind, KindRules]
    classes: Mapping[DocumentClass, ClassRules]
    request_days: int = 30
    ordered: bool = False
    delegation_days: int = 90
    exceptions: Mapping[str, str] = field(default_factory=dict)
    clock_ahead: timedelta = timedelta(hours=8)
    pin: PinRules = field(default_factory=PinRules)
    certificates: CertificateRules = field(default_factory=CertificateRules)
    custody: CustodyRules = field(default_factory=CustodyRules)
    seals: SealRules = field(default_factory=SealRules)
    batch: BatchRules = field(default_factory=BatchRules)
    sign_in: SignInRules = field(default_factory=SignInRules)

    def kind_rules(self, kind: SealKind) -> KindRules:
        """What is asked for seals of this kind."""
        return self.kinds.get(kind, STRICTEST)

    def class_rules(self, document_class: DocumentClass) -> ClassRules:
        """What is asked for documents of this class."""
        return self.classes.get(document_class, _PLAIN)

    def forbids(self, kind: SealKind, document_class: DocumentClass) -> bool:
        """Whether a seal of this kind may never be used on such a document."""
        return document_class in self.kind_rules(kind).forbidden

    def pin_each_use(self, kind: SealKind) -> bool:
        """Whether a token is locked after every act with such a seal."""
        own = self.kind_rules(kind).pin_each_use
        return self.pin.each_use if own is None else own

    def day_began(self, at: datetime) -> datetime:
        """When the day that `at` lies in began, by the policy's clock."""
        local = at + self.clock_ahead
        return local.replace(hour=0, minute=0, second=0, microsecond=0) - self.clock_ahead


_PLAIN = ClassRules()
