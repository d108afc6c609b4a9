"""Reading a policy: strict, deny by default. Format 2 is written; format 1, of before, is still read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Position
from sealdesk.model.seal import SealKind
from sealdesk.policy.approval_rules import (
    LEAST_RETENTION_YEARS,
    ApprovalStep,
    ClassRules,
    Hours,
    KindRules,
    Overdue,
)
from sealdesk.policy.batch_rules import MOST_DOCUMENTS, BatchRules, Looking
from sealdesk.policy.custody_rules import CustodyRules
from sealdesk.policy.pin_rules import PinRules
from sealdesk.policy.rules import STRICTEST, CertificateRules, Policy, SealRules, Unknown
from sealdesk.policy.sign_in_rules import SignInRules
from sealdesk.policy.text_fields import (
    ByName,
    Clock,
    Fault,
    Faults,
    Field,
    Flag,
    Line,
    OneOf,
    Several,
    Some,
    Table,
    Whole,
)

FORMAT = 2
_MOST_VERSIONS, _MOST_DAYS = 1_000_000, 3660
_WORDS = 200

_SHARED: Mapping[str, Field] = {
    "version": Whole(1, _MOST_VERSIONS),
    "request_days": Whole(1, _MOST_DAYS),
    "pin": Table({"each_use": Flag(), "idle_lock_s": Whole(30, 3600), "min_length": Whole(4, 64)}),
    "certificates": Table({"revocation_unknown": OneOf(Unknown), "status_age_hours": Whole(1, 366 * 24)}),
    "custody": Table(
        {"longest_days": Whole(1, _MOST_DAYS), "approve": ByName(SealKind, Some(OneOf(Position)))}
    ),
    "seals": Table({"renewal_months": Whole(0, 600)}),
    "batch": Table(
        {
            "look": OneOf(Looking),
            "sample_percent": Whole(1, 100),
            "sample_at_least": Whole(1, MOST_DOCUMENTS),
            "always_look_classes": Some(OneOf(DocumentClass), least=0),
            "most_documents": Whole(1, MOST_DOCUMENTS),
        }
    ),
}
"""What both formats say alike."""

_STEP = Table(
    {
        "positions": Some(OneOf(Position)),
        "all_of": Flag(),
        "deputies": Flag(),
        "own_department": Flag(),
        "in_person": Flag(),
        "if_applicant": Some(OneOf(Position)),
        "cites": Line(_WORDS),
    },
    needed=("positions",),
)
_HOURS = Table({"from": Clock(), "until": Clock(), "days": Some(Whole(1, 7))}, needed=("from", "until"))
_KIND = Table(
    {
        "approve": Several(_STEP),
        "forbidden": Some(OneOf(DocumentClass), least=0),
        "hours": _HOURS,
        "per_day": Whole(1, 1_000_000),
        "pin_each_use": Flag(),
    },
    needed=("approve",),
)
_CLASS = Table(
    {
        "approve": Several(_STEP),
        "in_person": Flag(),
        "confirm_after": Flag(),
        "confirm_days": Whole(1, 366),
        "confirm_overdue": OneOf(Overdue),
        "retention_years": Whole(LEAST_RETENTION_YEARS, 100),
        "paper": Flag(),
    }
)
POLICY_TABLE = Table(
    {
        "format": Whole(FORMAT, FORMAT),
        **_SHARED,
        "ordered": Flag(),
        "delegation_days": Whole(1, 366),
        "utc_offset_minutes": Whole(-720, 840),
        "sign_in": Table({"tries": Whole(3, 20), "locked_minutes": Whole(5, 1440)}),
        "exceptions": ByName(None, Line(_WORDS)),
        "kinds": ByName(SealKind, _KIND),
        "classes": ByName(DocumentClass, _CLASS),
    },
    needed=("format", "version", "kinds"),
)
"""Format 2."""

_GROUPS = Table({"approve": Several(Some(OneOf(Position)))}, needed=("approve",))
_FORMAT_1 = Table(
    {
        "format": Whole(1, 1),
        **_SHARED,
        "kinds": ByName(SealKind, _GROUPS),
        "classes": ByName(DocumentClass, _GROUPS),
        "forbidden": ByName(SealKind, Some(OneOf(DocumentClass), least=0)),
    },
    needed=("format", "version", "kinds"),
)


class PolicyError(ValueError):
    """The text is no policy.

    Attributes:
        faults: Everything that is wrong with it: the place, and what is allowed there.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


def read_policy(text: str) -> Policy:
    """The policy of a TOML text.

    Raises:
        PolicyError: Unknown kinds, classes, positions or keys: deny by default, never guess.
    """
    table = policy_table(text)
    faults: Faults = []
    if type(table.get("format")) is int and table["format"] == 1:
        policy = _of_format_1(_FORMAT_1.read(table, "", faults))
    else:
        policy = _of_format_2(POLICY_TABLE.read(table, "", faults), faults)
    if faults:
        raise PolicyError(faults)
    return policy


def policy_table(text: str) -> dict[str, Any]:
    """The table of a TOML text, whatever it says; raises `PolicyError` with the place where it is no TOML."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        place = re.search(r"line \d+, column \d+", str(wrong))
        raise PolicyError([Fault(place[0] if place else "…", "TOML 1.0")]) from wrong


def policy_schema() -> dict[str, Any]:
    """Format 2 as JSON Schema 2020-12 of the TOML text's table."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "SealDesk policy (policy.toml), format 2",
        "description": "Of each rule `docs/policy.md` says what it means. What is not named here is refused.",
        **POLICY_TABLE.schema(),
    }


def _of_format_2(found: Mapping[str, Any], faults: Faults) -> Policy:
    ahead = timedelta(minutes=found.get("utc_offset_minutes", 480))
    return Policy(
        kinds={
            kind: _kind_rules(one, f"kinds.{kind}", ahead, faults)
            for kind, one in found.get("kinds", {}).items()
        },
        classes={name: _class_rules(one) for name, one in found.get("classes", {}).items()},
        ordered=found.get("ordered", False),
        delegation_days=found.get("delegation_days", Policy.delegation_days),
        exceptions=found.get("exceptions", {}),
        clock_ahead=ahead,
        sign_in=SignInRules(**found.get("sign_in", {})),
        **_shared(found),
    )


def _of_format_1(found: Mapping[str, Any]) -> Policy:
    """Groups were all there was: of each, somebody. There was no lending of powers, so nobody's counts."""
    forbidden = found.get("forbidden", {})
    return Policy(
        kinds={
            kind: KindRules(_groups(one), forbidden.get(kind, frozenset()))
            for kind, one in found.get("kinds", {}).items()
        }
        | {
            kind: KindRules(STRICTEST.steps, classes)
            for kind, classes in forbidden.items()
            if kind not in found.get("kinds", {})
        },
        classes={name: ClassRules(_groups(one)) for name, one in found.get("classes", {}).items()},
        **_shared(found),
    )


def _groups(found: Mapping[str, Any]) -> tuple[ApprovalStep, ...]:
    return tuple(ApprovalStep(group, deputies=False) for group in found.get("approve", ()))


def _kind_rules(found: Mapping[str, Any], place: str, ahead: timedelta, faults: Faults) -> KindRules:
    hours = found.get("hours")
    return KindRules(
        steps=_steps(found),
        forbidden=found.get("forbidden", frozenset()),
        hours=None if hours is None else _hours(hours, f"{place}.hours", ahead, faults),
        per_day=found.get("per_day"),
        pin_each_use=found.get("pin_each_use"),
    )


def _hours(found: Mapping[str, Any], place: str, ahead: timedelta, faults: Faults) -> Hours | None:
    if "from" not in found or "until" not in found:
        return None  # told already
    if found["from"] >= found["until"]:
        faults.append(Fault(f"{place}.until", "> from"))
    days = {"days": found["days"]} if "days" in found else {}
    return Hours(found["from"], found["until"], utc_offset=ahead, **days)


def _class_rules(found: Mapping[str, Any]) -> ClassRules:
    return ClassRules(
        **{**{key: one for key, one in found.items() if key != "approve"}, "steps": _steps(found)}
    )


def _steps(found: Mapping[str, Any]) -> tuple[ApprovalStep, ...]:
    return tuple(ApprovalStep(**step) for step in found.get("approve", ()) if "positions" in step)


def _shared(found: Mapping[str, Any]) -> dict[str, Any]:
    custody = found.get("custody", {})
    rules = CustodyRules()
    return {
        "version": found.get("version", 1),
        "request_days": found.get("request_days", Policy.request_days),
        "pin": PinRules(**found.get("pin", {})),
        "certificates": CertificateRules(**found.get("certificates", {})),
        "custody": CustodyRules(
            {**rules.approve, **custody.get("approve", {})}, custody.get("longest_days", rules.longest_days)
        ),
        "seals": SealRules(**found.get("seals", {})),
        "batch": BatchRules(**found.get("batch", {})),
    }
