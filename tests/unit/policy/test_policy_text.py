"""Reading a policy: strict, deny by default; and its published schema says the same."""

from __future__ import annotations

import json
import re
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from sealdesk import resources
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
from sealdesk.policy.pin_rules import PinRules
from sealdesk.policy.policy_text import PolicyError, policy_schema, read_policy
from sealdesk.policy.rules import CertificateRules, Unknown

SHIPPED = resources.path("policy.toml").read_text("utf-8")
MINIMAL = 'format = 2\nversion = 3\n[kinds.unit]\napprove = [{ positions = ["deputy"] }]\n'
FIRST_FORMAT = """format = 1
version = 3
[kinds.unit]
approve = [["general_manager", "deputy"], ["legal_counsel"]]
[classes.finance]
approve = [["finance_director"]]
[forbidden]
unit = ["contract"]
department = ["authorisation"]
"""


def faults_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(PolicyError) as wrong:
        read_policy(text)
    return [(fault.place, fault.allowed) for fault in wrong.value.faults]


def test_the_shipped_policy_has_a_rule_for_every_kind_and_class() -> None:
    policy = read_policy(SHIPPED)
    assert set(policy.kinds) == set(SealKind)
    assert set(policy.classes) == set(DocumentClass)
    assert policy.version == 1


def test_every_step_of_the_shipped_policy_cites_its_rule() -> None:
    policy = read_policy(SHIPPED)
    steps = [step for rules in (*policy.kinds.values(), *policy.classes.values()) for step in rules.steps]
    assert len(steps) == 11 and all(step.cites for step in steps)


def test_every_rule_is_read() -> None:
    text = """
        format = 2
        version = 7
        request_days = 5
        ordered = true
        delegation_days = 10
        utc_offset_minutes = 60
        [exceptions]
        "P.1" = "小单位"
        [kinds.unit]
        approve = [
            { positions = ["general_manager", "deputy"], deputies = false, cites = "7" },
            { positions = ["legal_counsel", "finance_director"], all_of = true },
        ]
        forbidden = ["contract"]
        hours = { from = "08:30", until = "18:00", days = [1, 5] }
        per_day = 9
        pin_each_use = true
        [kinds.other]
        approve = [{ positions = ["department_head"], own_department = true, if_applicant = ["general_manager"] }]
        hours = { from = "00:00", until = "24:00" }
        [classes.important]
        approve = [{ positions = ["department_head"], in_person = true }]
        in_person = true
        confirm_after = true
        confirm_days = 2
        confirm_overdue = "refuse"
        retention_years = 30
        paper = true
        [classes.general]
    """
    policy = read_policy(text)
    ahead = timedelta(hours=1)
    assert (policy.version, policy.request_days, policy.ordered) == (7, 5, True)
    assert (policy.delegation_days, policy.clock_ahead) == (10, ahead)
    assert policy.exceptions == {"P.1": "小单位"}
    assert policy.kinds[SealKind.UNIT] == KindRules(
        (
            ApprovalStep(frozenset({Position.GENERAL_MANAGER, Position.DEPUTY}), deputies=False, cites="7"),
            ApprovalStep(frozenset({Position.LEGAL_COUNSEL, Position.FINANCE_DIRECTOR}), all_of=True),
        ),
        frozenset({DocumentClass.CONTRACT}),
        Hours(time(8, 30), time(18), frozenset({1, 5}), ahead),
        9,
        True,
    )
    assert policy.kinds[SealKind.OTHER].hours == Hours(time.min, time.max, utc_offset=ahead)
    (step,) = policy.kinds[SealKind.OTHER].steps
    assert step.own_department and step.if_applicant == {Position.GENERAL_MANAGER}
    assert policy.classes[DocumentClass.IMPORTANT] == ClassRules(
        (ApprovalStep(frozenset({Position.DEPARTMENT_HEAD}), in_person=True),),
        in_person=True,
        confirm_after=True,
        confirm_days=2,
        confirm_overdue=Overdue.REFUSE,
        retention_years=30,
        paper=True,
    )
    assert policy.classes[DocumentClass.GENERAL] == ClassRules()


def test_pin_and_certificate_rules_are_read() -> None:
    tables = "[pin]\nmin_length = 8\neach_use = true\nidle_lock_s = 60\n"
    tables += "[certificates]\nrevocation_unknown = 'refuse'\nstatus_age_hours = 24\n"
    policy = read_policy(MINIMAL + tables)
    assert policy.pin == PinRules(each_use=True, idle_lock_s=60, min_length=8)
    assert policy.certificates == CertificateRules(Unknown.REFUSE, 24)


def test_the_first_format_is_still_read() -> None:
    policy = read_policy(FIRST_FORMAT + "[custody]\nlongest_days = 7\n")
    group = frozenset({Position.GENERAL_MANAGER, Position.DEPUTY})
    counsel = frozenset({Position.LEGAL_COUNSEL})
    assert policy.kinds[SealKind.UNIT] == KindRules(
        (ApprovalStep(group, deputies=False), ApprovalStep(counsel, deputies=False)),
        frozenset({DocumentClass.CONTRACT}),
    )
    assert policy.forbids(SealKind.DEPARTMENT, DocumentClass.AUTHORISATION)
    (manager,) = policy.kind_rules(SealKind.DEPARTMENT).steps
    assert manager.positions == {Position.GENERAL_MANAGER}
    (finance,) = policy.class_rules(DocumentClass.FINANCE).steps
    assert finance == ApprovalStep(frozenset({Position.FINANCE_DIRECTOR}), deputies=False)
    assert policy.custody.longest_days == 7


@pytest.mark.parametrize("document_class", DocumentClass)
@pytest.mark.parametrize("years", [-1, 0, 1, LEAST_RETENTION_YEARS - 1])
def test_no_class_is_kept_for_less_than_three_years(document_class: DocumentClass, years: int) -> None:
    text = f"{MINIMAL}[classes.{document_class}]\nretention_years = {years}\n"
    assert faults_of(text) == [(f"classes.{document_class}.retention_years", "3 … 100")]


KINDS = "unit | legal_representative | finance | contract | legal_affairs | department | other"
POSITIONS = "general_manager | finance_director | legal_counsel | department_head | deputy"


@pytest.mark.parametrize(
    ("text", "place", "allowed"),
    [
        ("kinds = [", "…", "TOML 1.0"),
        ("format = 2\nversion = = 1", "line 2, column 11", "TOML 1.0"),
        (MINIMAL.replace("version = 3", ""), "version", "1 … 1000000"),
        (MINIMAL.replace("format = 2", "format = 3"), "format", "2 … 2"),
        (MINIMAL.replace("unit", "castle"), "kinds.castle", KINDS),
        (MINIMAL.replace("deputy", "king"), "kinds.unit.approve.1.positions", POSITIONS),
        (MINIMAL.replace('["deputy"]', "[]"), "kinds.unit.approve.1.positions", f"[{POSITIONS}, …]"),
        (
            MINIMAL.replace('["deputy"]', '["deputy", "deputy"]'),
            "kinds.unit.approve.1.positions",
            f"[{POSITIONS}, …]",
        ),
        (MINIMAL + "all_of = true\n", "kinds.unit.all_of", "{approve | forbidden | hours | per_day | pin_each_use}"),
        (MINIMAL + "per_day = 0\n", "kinds.unit.per_day", "1 … 1000000"),
        (MINIMAL + 'hours = { from = "8:30", until = "18:00" }\n', "kinds.unit.hours.from", '"00:00" … "24:00"'),
        (MINIMAL + 'hours = { from = "08:30" }\n', "kinds.unit.hours.until", '"00:00" … "24:00"'),
        (MINIMAL + 'hours = { from = "18:00", until = "08:30" }\n', "kinds.unit.hours.until", "> from"),
        (MINIMAL + "[classes.legal]\nconfirm_overdue = 'ask'\n", "classes.legal.confirm_overdue", "tell | refuse"),
        (MINIMAL + "[classes.contract]\nconfirm_after = 1\n", "classes.contract.confirm_after", "true | false"),
        (MINIMAL + "[pin]\nmin_length = '6'\n", "pin.min_length", "4 … 64"),
        (MINIMAL + '[exceptions]\nP1 = ""\n', "exceptions.P1", '"…" (1 … 200)'),
        (MINIMAL + '[exceptions]\n"" = "x"\n', 'exceptions.""', '"…" (1 … 64)'),
    ],
)  # fmt: skip
def test_a_fault_names_its_place_and_what_is_allowed_there(text: str, place: str, allowed: str) -> None:
    assert faults_of(text) == [(place, allowed)]


def test_every_fault_is_told_at_once() -> None:
    text = MINIMAL.replace("deputy", "king") + "[seals]\nrenewal_months = 601\n[surprise]\n"
    places = [place for place, _ in faults_of(text)]
    assert sorted(places) == ["kinds.unit.approve.1.positions", "seals.renewal_months", "surprise"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "format = 2\nversion = 1\n",
        "format = 1\nversion = 1\n",
        "format = 1\nversion = 1\nsurprise = 1\n[kinds]\n",
        "format = 1\nversion = 1\nordered = true\n[kinds]\n",
        'format = 1\nversion = 1\n[kinds.castle]\napprove = [["deputy"]]\n',
        'format = 1\nversion = 1\n[kinds.unit]\napprove = [["king"]]\n',
        "format = 1\nversion = 1\n[kinds.unit]\napprove = []\n",
        "format = 1\nversion = 1\n[kinds.unit]\napprove = [[]]\n",
        'format = 1\nversion = 1\n[kinds.unit]\napprove = [["deputy"]]\nalso = 1\n',
        'format = 1\nversion = 1\n[kinds.unit]\napprove = [{ positions = ["deputy"] }]\n',
        'format = 1\nversion = 1\n[kinds]\n[forbidden]\nunit = ["novel"]\n',
        'format = 2\nversion = 1\n[kinds.unit]\napprove = [["deputy"]]\n',
        "format = 2\nversion = 1\n[kinds.unit]\napprove = []\n",
        "format = 2\nversion = 1\n[kinds.unit]\napprove = 1\n",
        "format = 2\nversion = 1\n[kinds.unit]\n",
        "format = 2\nversion = 1\nkinds = 1\n",
        'format = 2\nversion = 1\nkinds = ["unit"]\n',
        f"{MINIMAL}[forbidden]\nunit = []\n",
        f"{MINIMAL}[pin]\nmin_length = 3\n",
        f"{MINIMAL}[pin]\nmin_length = 6.0\n",
        f"{MINIMAL}[pin]\nidle_lock_s = 29\n",
        f"{MINIMAL}[pin]\nidle_lock_s = 3601\n",
        f"{MINIMAL}[pin]\nidle_lock_s = true\n",
        f"{MINIMAL}[pin]\neach_use = 1\n",
        f"{MINIMAL}[pin]\nmax_length = 9\n",
        "pin = 6\n" + MINIMAL,
        f"{MINIMAL}[certificates]\nrevocation_unknown = 'maybe'\n",
        f"{MINIMAL}[certificates]\nrevocation_unknown = true\n",
        f"{MINIMAL}[certificates]\nstatus_age_hours = 0\n",
        f"{MINIMAL}[certificates]\nstatus_age_hours = 99999\n",
        f"{MINIMAL}[certificates]\nstatus_age_hours = 1.5\n",
        f"{MINIMAL}[certificates]\nocsp = true\n",
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        read_policy(text)


@pytest.mark.parametrize("number", ["inf", "nan", "-5", "0", "true", "3.9", '"30"'])
@pytest.mark.parametrize("name", ["version", "request_days", "format", "delegation_days"])
def test_numbers_are_whole_and_within_reason(name: str, number: str) -> None:
    text = MINIMAL if name.endswith("days") else MINIMAL.replace(f"{name} =", f"# {name} =")
    assert name in {place for place, _ in faults_of(f"{name} = {number}\n{text}")}


def test_the_published_schema_is_the_readers_own() -> None:
    """Reader and schema come from one table: the file is what `policy_schema` gives, no more and no less."""
    published: Any = json.loads(resources.path("schemas/policy.schema.json").read_text("utf-8"))
    assert published == policy_schema()


def keys_of(schema: Any) -> set[str]:
    """Every key that the schema names, however deep."""
    found: set[str] = set(schema.get("properties", {}))
    for below in (
        *schema.get("properties", {}).values(),
        schema.get("additionalProperties"),
        schema.get("items"),
    ):
        if isinstance(below, dict):
            found |= keys_of(below)
    return found


def test_the_manual_of_the_policy_names_every_key() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "policy.md").read_text("utf-8")
    names = keys_of(policy_schema()) | {*SealKind, *DocumentClass, *Position}
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", manual)] == []
