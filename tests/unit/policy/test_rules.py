"""Reading a policy: strict, deny by default."""

from __future__ import annotations

import pytest

from sealdesk import resources
from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Position
from sealdesk.model.seal import SealKind
from sealdesk.policy.rules import PolicyError, read_policy

SHIPPED = resources.path("policy.toml").read_text("utf-8")


def test_the_shipped_policy_has_a_rule_for_every_kind() -> None:
    policy = read_policy(SHIPPED)
    assert set(policy.kinds) == set(SealKind)
    assert policy.version == 1


def test_a_kind_without_a_rule_needs_the_general_manager() -> None:
    policy = read_policy('format = 1\nversion = 3\n[kinds.unit]\napprove = [["deputy"]]\n')
    assert policy.needed(SealKind.FINANCE, DocumentClass.GENERAL) == (frozenset({Position.GENERAL_MANAGER}),)


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
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        read_policy(text)
