"""Which documents of a batch have to be looked at."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from sealdesk.model.batch import BatchFinding, PlannedDocument
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.policy.batch_rules import BatchRules, Looking
from sealdesk.policy.policy_text import PolicyError, read_policy

MINIMAL = 'format = 1\nversion = 3\n[kinds.unit]\napprove = [["deputy"]]\n'


def documents(count: int, contracts: int = 0, left_out: int = 0) -> tuple[PlannedDocument, ...]:
    return tuple(
        PlannedDocument(
            number,
            f"{number}.pdf",
            Path(f"/in/{number}.pdf"),
            Path(f"/out/{number}.pdf"),
            DocumentDigest(f"{number:064x}", 1),
            1,
            document_class=DocumentClass.CONTRACT if number <= contracts else DocumentClass.CERTIFICATE,
            findings=(BatchFinding("document.damaged"),) if number > count - left_out else (),
            lot=sha256(str(number).encode()).hexdigest(),
        )
        for number in range(1, count + 1)
    )


def test_without_a_rule_every_ready_document_is_looked_at() -> None:
    assert BatchRules().must_look(documents(5, left_out=2)) == {1, 2, 3}


@pytest.mark.parametrize(("percent", "at_least", "least", "most"), [(10, 5, 60, 140), (50, 1, 430, 570)])
def test_the_size_of_a_sample(percent: int, at_least: int, least: int, most: int) -> None:
    rules = BatchRules(Looking.SAMPLE, percent, at_least)
    assert least < len(rules.must_look(documents(1000))) < most


@pytest.mark.parametrize(("count", "at_least", "expected"), [(10, 5, 5), (3, 5, 3)])
def test_a_sample_has_its_least(count: int, at_least: int, expected: int) -> None:
    many = tuple(replace(one, lot="f" * 64) for one in documents(count))
    assert len(BatchRules(Looking.SAMPLE, 10, at_least).must_look(many)) == expected


def test_all_hundred_percent_are_looked_at() -> None:
    assert len(BatchRules(Looking.SAMPLE, 100, 1).must_look(documents(100))) == 100


def test_classes_that_are_always_looked_at_come_on_top_of_the_sample() -> None:
    rules = BatchRules(Looking.SAMPLE, 1, 2, frozenset({DocumentClass.CONTRACT}))
    must = rules.must_look(documents(24, contracts=4))
    assert {1, 2, 3, 4} < must and len(must) == 6


def test_a_documents_own_lot_decides() -> None:
    """Whatever else is planned with it, and in whatever order: one that was drawn stays drawn."""
    rules, many = BatchRules(Looking.SAMPLE, 10, 1), documents(200)
    drawn = rules.must_look(many)
    assert rules.must_look(many[::-1]) == drawn
    for fewer in (many[:100], many[100:], many[::3]):
        assert rules.must_look(fewer) == drawn & {one.number for one in fewer}
    other = tuple(replace(one, lot=sha256(one.lot.encode()).hexdigest()) for one in many)
    assert rules.must_look(other) != drawn


def test_a_document_without_a_lot_is_looked_at() -> None:
    many = tuple(replace(one, lot="" if one.number == 7 else "f" * 64) for one in documents(9))
    assert BatchRules(Looking.SAMPLE, 10, 1).must_look(many) == {7}


def test_rules_are_read_and_strange_ones_refused() -> None:
    table = "[batch]\nlook = 'sample'\nsample_percent = 20\nsample_at_least = 3\nmost_documents = 50\n"
    table += "always_look_classes = ['finance']\n"
    rules = read_policy(MINIMAL + table).batch
    assert rules == BatchRules(Looking.SAMPLE, 20, 3, frozenset({DocumentClass.FINANCE}), 50)
    assert read_policy(MINIMAL).batch == BatchRules()
    for wrong in (
        "look = 'never'",
        "sample_percent = 0",
        "most_documents = 1001",
        "sample_at_least = true",
        "always_look_classes = ['novel']",
        "surprise = 1",
    ):
        with pytest.raises(PolicyError):
            read_policy(f"{MINIMAL}[batch]\n{wrong}\n")
