"""The policy as data: whose approval a seal and a document class need."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Position
from sealdesk.model.seal import SealKind
from sealdesk.policy.batch_rules import MOST_DOCUMENTS, BatchRules, Looking
from sealdesk.policy.custody_rules import CustodyRules
from sealdesk.policy.pin_rules import PinRules

AnyOf = frozenset[Position]
_YEAR_HOURS = 366 * 24


class PolicyError(ValueError):
    """The text is no policy; the message names the place."""


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


_MOST_VERSIONS, _MOST_DAYS = 1_000_000, 3660


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
        kinds: For each seal kind, groups of positions: of each group somebody must approve.
        classes: Further groups for documents of a class, e.g. the finance department for finance documents.
        forbidden: Document classes that a seal kind may never be used on.
        request_days: How long a use request is valid unless it says so itself.
        pin: What a PIN must be like, and how long it keeps a token open.
        certificates: What is asked of a seal's certificate beyond chain, validity and key usage.
        custody: What is asked of a deputy.
        seals: What is asked of seals beyond their own term.
        batch: What is asked of a batch.
    """

    version: int
    kinds: Mapping[SealKind, tuple[AnyOf, ...]]
    classes: Mapping[DocumentClass, tuple[AnyOf, ...]]
    forbidden: Mapping[SealKind, frozenset[DocumentClass]]
    request_days: int = 30
    pin: PinRules = field(default_factory=PinRules)
    certificates: CertificateRules = field(default_factory=CertificateRules)
    custody: CustodyRules = field(default_factory=CustodyRules)
    seals: SealRules = field(default_factory=SealRules)
    batch: BatchRules = field(default_factory=BatchRules)

    def needed(self, kind: SealKind, document_class: DocumentClass) -> tuple[AnyOf, ...]:
        """Groups of which each needs an approval. A kind without a rule needs the general manager."""
        own = self.kinds.get(kind, (frozenset({Position.GENERAL_MANAGER}),))
        return own + self.classes.get(document_class, ())


def read_policy(text: str) -> Policy:
    """The policy of a TOML text.

    Raises:
        PolicyError: Unknown kinds, classes, positions or keys: deny by default, never guess.
    """
    try:
        table = tomllib.loads(text)
        unknown = set(table) - {"format", "version", "request_days", "kinds", "classes", "forbidden"}
        unknown -= {"pin", "certificates", "custody", "seals", "batch"}
        if unknown or type(table["format"]) is not int or table["format"] != 1:
            raise PolicyError(f"unknown: {sorted(unknown) or 'format'}")
        return Policy(
            version=_whole(table["version"], 1, _MOST_VERSIONS, "version"),
            kinds={SealKind(kind): _groups(rule) for kind, rule in table["kinds"].items()},
            classes={DocumentClass(name): _groups(rule) for name, rule in table.get("classes", {}).items()},
            forbidden={
                SealKind(kind): frozenset(DocumentClass(name) for name in names)
                for kind, names in table.get("forbidden", {}).items()
            },
            request_days=_whole(table.get("request_days", 30), 1, _MOST_DAYS, "request_days"),
            pin=_pin_rules(table.get("pin", {})),
            certificates=_certificate_rules(table.get("certificates", {})),
            custody=_custody_rules(table.get("custody", {})),
            seals=_seal_rules(table.get("seals", {})),
            batch=_batch_rules(table.get("batch", {})),
        )
    except PolicyError:
        raise
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise PolicyError(str(wrong)) from wrong


def _pin_rules(table: Mapping[str, Any]) -> PinRules:
    _only(table, "each_use", "idle_lock_s", "min_length")
    each_use = table.get("each_use", PinRules.each_use)
    if not isinstance(each_use, bool):
        raise PolicyError("pin.each_use is neither true nor false")
    idle_lock_s = _whole(table.get("idle_lock_s", PinRules.idle_lock_s), 30, 3600, "pin.idle_lock_s")
    min_length = _whole(table.get("min_length", PinRules.min_length), 4, 64, "pin.min_length")
    return PinRules(each_use, idle_lock_s, min_length)


def _certificate_rules(table: Mapping[str, Any]) -> CertificateRules:
    _only(table, "revocation_unknown", "status_age_hours")
    hours = table.get("status_age_hours", CertificateRules.status_age_hours)
    return CertificateRules(
        Unknown(table.get("revocation_unknown", CertificateRules.revocation_unknown)),
        _whole(hours, 1, _YEAR_HOURS, "certificates.status_age_hours"),
    )


def _custody_rules(table: Mapping[str, Any]) -> CustodyRules:
    _only(table, "longest_days", "approve")
    given = {
        SealKind(kind): frozenset(Position(name) for name in names)
        for kind, names in table.get("approve", {}).items()
    }
    if not all(given.values()):
        raise PolicyError("an empty group would let nobody approve a deputy")
    longest_days = _whole(
        table.get("longest_days", CustodyRules.longest_days), 1, _MOST_DAYS, "custody.longest_days"
    )
    return CustodyRules({**CustodyRules().approve, **given}, longest_days)


def _seal_rules(table: Mapping[str, Any]) -> SealRules:
    _only(table, "renewal_months")
    return SealRules(_whole(table.get("renewal_months", 0), 0, 600, "seals.renewal_months"))


def _batch_rules(table: Mapping[str, Any]) -> BatchRules:
    names = ("look", "sample_percent", "sample_at_least", "always_look_classes", "most_documents")
    _only(table, *names)
    rules, classes = BatchRules(), table.get("always_look_classes")
    percent = table.get("sample_percent", rules.sample_percent)
    at_least = table.get("sample_at_least", rules.sample_at_least)
    most = table.get("most_documents", rules.most_documents)
    return BatchRules(
        look=Looking(table.get("look", rules.look)),
        sample_percent=_whole(percent, 1, 100, "batch.sample_percent"),
        sample_at_least=_whole(at_least, 1, MOST_DOCUMENTS, "batch.sample_at_least"),
        always_look_classes=(
            rules.always_look_classes
            if classes is None
            else frozenset(DocumentClass(name) for name in classes)
        ),
        most_documents=_whole(most, 1, MOST_DOCUMENTS, "batch.most_documents"),
    )


def _whole(value: object, least: int, most: int, name: str) -> int:
    if type(value) is not int or not least <= value <= most:
        raise PolicyError(f"{name} is no whole number from {least} to {most}")
    return value


def _only(table: Mapping[str, Any], *names: str) -> None:
    if set(table) - set(names):
        raise PolicyError(f"unknown: {sorted(set(table) - set(names))}")


def _groups(rule: Mapping[str, Any]) -> tuple[AnyOf, ...]:
    if set(rule) != {"approve"}:
        raise PolicyError(f"unknown: {sorted(rule)}")
    groups = tuple(frozenset(Position(name) for name in group) for group in rule["approve"])
    if not groups or not all(groups):
        raise PolicyError("an empty group would let anybody approve")
    return groups
