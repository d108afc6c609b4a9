"""Reading a policy: strict, deny by default."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sealdesk import resources
from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Position
from sealdesk.model.seal import SealKind
from sealdesk.policy.pin_rules import PinRules
from sealdesk.policy.rules import CertificateRules, PolicyError, Unknown, read_policy

SHIPPED = resources.path("policy.toml").read_text("utf-8")
MINIMAL = 'format = 1\nversion = 3\n[kinds.unit]\napprove = [["deputy"]]\n'


def test_the_shipped_policy_has_a_rule_for_every_kind() -> None:
    policy = read_policy(SHIPPED)
    assert set(policy.kinds) == set(SealKind)
    assert policy.version == 1


def test_a_kind_without_a_rule_needs_the_general_manager() -> None:
    policy = read_policy(MINIMAL)
    assert policy.needed(SealKind.FINANCE, DocumentClass.GENERAL) == (frozenset({Position.GENERAL_MANAGER}),)


def test_the_shipped_policy_names_what_holds_without_it() -> None:
    shipped, minimal = read_policy(SHIPPED), read_policy(MINIMAL)
    assert (shipped.pin, shipped.certificates) == (PinRules(), CertificateRules())
    assert (minimal.pin, minimal.certificates) == (PinRules(), CertificateRules())
    assert "[pin]" in SHIPPED and "[certificates]" in SHIPPED


def test_pin_and_certificate_rules_are_read() -> None:
    tables = "[pin]\nmin_length = 8\neach_use = true\nidle_lock_s = 60\n"
    tables += "[certificates]\nrevocation_unknown = 'refuse'\nstatus_age_hours = 24\n"
    policy = read_policy(MINIMAL + tables)
    assert policy.pin == PinRules(each_use=True, idle_lock_s=60, min_length=8)
    assert policy.certificates == CertificateRules(Unknown.REFUSE, 24)


def test_a_statement_counts_for_so_many_hours() -> None:
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    rules = CertificateRules(status_age_hours=24)
    assert rules.counts(at - timedelta(hours=24), at)
    assert not rules.counts(at - timedelta(hours=24, seconds=1), at)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "format = 2\nversion = 1\n[kinds]\n",
        "format = 1\n[kinds]\n",
        "format = 1\nversion = 1\nsurprise = 1\n[kinds]\n",
        'format = 1\nversion = 1\n[kinds.castle]\napprove = [["deputy"]]\n',
        'format = 1\nversion = 1\n[kinds.unit]\napprove = [["king"]]\n',
        "format = 1\nversion = 1\n[kinds.unit]\napprove = []\n",
        "format = 1\nversion = 1\n[kinds.unit]\napprove = [[]]\n",
        'format = 1\nversion = 1\n[kinds.unit]\napprove = [["deputy"]]\nalso = 1\n',
        'format = 1\nversion = 1\n[kinds]\n[forbidden]\nunit = ["novel"]\n',
        "kinds = [",
        f"{MINIMAL}[pin]\nmin_length = 3\n",
        f"{MINIMAL}[pin]\nmin_length = 6.0\n",
        f"{MINIMAL}[pin]\nmin_length = '6'\n",
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
@pytest.mark.parametrize("name", ["version", "request_days", "format"])
def test_numbers_are_whole_and_within_reason(name: str, number: str) -> None:
    text = MINIMAL if name == "request_days" else MINIMAL.replace(f"{name} =", f"# {name} =")
    with pytest.raises(PolicyError):
        read_policy(f"{name} = {number}\n{text}")
