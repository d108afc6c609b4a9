"""Which documents of a batch have to be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from sealdesk.model.batch import BatchFinding, PlannedDocument
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.policy.batch_rules import BatchRules, Looking
from sealdesk.policy.rules import PolicyError, read_policy

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
        )
        for number in range(1, count + 1)
    )


def test_without_a_rule_every_ready_document_is_looked_at() -> None:
    assert BatchRules().must_look(documents(5, left_out=2), "00") == {1, 2, 3}


@pytest.mark.parametrize(
    ("count", "percent", "at_least", "expected"),
    [(100, 10, 5, 10), (101, 10, 5, 11), (10, 10, 5, 5), (3, 10, 5, 3), (100, 100, 1, 100)],
)
def test_the_size_of_a_sample(count: int, percent: int, at_least: int, expected: int) -> None:
    rules = BatchRules(Looking.SAMPLE, percent, at_least)
    assert len(rules.must_look(documents(count), "00")) == expected


def test_classes_that_are_always_looked_at_come_on_top_of_the_sample() -> None:
    rules = BatchRules(Looking.SAMPLE, 10, 1, frozenset({DocumentClass.CONTRACT}))
    must = rules.must_look(documents(24, contracts=4), "00")
    assert {1, 2, 3, 4} < must and len(must) == 6


def test_the_seed_decides_and_the_order_does_not() -> None:
    rules = BatchRules(Looking.SAMPLE, 10, 5)
    many = documents(200)
    assert rules.must_look(many, "00") == rules.must_look(many[::-1], "00")
    assert rules.must_look(many, "00") != rules.must_look(many, "01")


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
