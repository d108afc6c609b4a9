"""Plans, progress and manifests come back from their text as they were, and strange texts are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sealdesk.formats.batch_manifest import BatchManifest, ManifestLine, read_manifest, write_manifest
from sealdesk.formats.batch_plan import read_plan, read_progress, rule_facts, write_plan, write_progress
from sealdesk.formats.fields import FormatError
from sealdesk.model.batch import BatchFinding, BatchPlan, BatchResult, PlannedDocument
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.placement import Edge, Placement, StraddleCut, StraddlePlacement
from sealdesk.model.placing_rule import FixedRule, FromX, KeywordRule, Occurrence, OfficialRule, StraddleRule

AT = datetime(2026, 11, 24, 6, 0, 0, 125, tzinfo=UTC)
DOCUMENT = PlannedDocument(
    1,
    "通知 1.pdf",
    Path("/in/通知 1.pdf"),
    Path("/out/通知 1-已盖章.pdf"),
    DocumentDigest("ab" * 32, 1234),
    3,
    "R20261124-00000001",
    DocumentClass.CERTIFICATE,
    (
        Placement(3, 140.25, 240.5, 42.0, 42.0, 7.5),
        StraddlePlacement((1, 2, 3), Edge.TOP, 105.0, 42.0, 42.0, 20, 1.5, StraddleCut.RANDOM, 7),
    ),
    (BatchFinding("official.far", {"line": "2"}, stops=False),),
    "00ff",
)
LEFT_OUT = PlannedDocument(
    2, "x", Path("/in/x"), Path("/out/x.pdf"), findings=(BatchFinding("document.not_pdf"),)
)
PLAN = BatchPlan(
    "B20261124-00000001",
    AT,
    "SEAL-0004",
    "城南建设有限公司合同专用章",
    (
        FixedRule("1,last", 30.0, 40.0, FromX.RIGHT),
        KeywordRule(r"盖\s*章", regular_expression=True, occurrence=Occurrence.NTH, number=2, dx_mm=-3.5),
        OfficialRule(),
        StraddleRule(Edge.LEFT, "odd", 40.0, first_wider=2.0),
    ),
    "证明",
    42.0,
    42.0,
    (DOCUMENT, LEFT_OUT),
)
MANIFEST = BatchManifest(
    PLAN.id,
    PLAN.seal_id,
    PLAN.seal_name,
    "key",
    "P3001",
    AT,
    AT,
    tuple(rule_facts(rule) for rule in PLAN.rules),
    "cd" * 32,
    (
        ManifestLine(
            1,
            "a.pdf",
            BatchResult.SEALED,
            "",
            DocumentDigest("ab" * 32, 5),
            "a-stamped.pdf",
            DocumentDigest("cd" * 32, 9),
            "R1",
            "E1",
            7,
            "P3001",
        ),
        ManifestLine(2, "b", BatchResult.LEFT_OUT, "document.not_pdf", None, "", None, "", "", -1, ""),
    ),
)


def test_a_plan_comes_back() -> None:
    assert read_plan(write_plan(PLAN)) == PLAN


def test_progress_comes_back_for_its_own_batch() -> None:
    text = write_progress(PLAN.id, "ab", frozenset({4, 5, 11}))
    assert read_progress(text, PLAN.id, "ab") == {4, 5, 11}
    for batch_id, plan_sha256 in (("B20261124-00000002", "ab"), (PLAN.id, "cd")):
        with pytest.raises(FormatError):
            read_progress(text, batch_id, plan_sha256)
    with pytest.raises(FormatError):
        read_progress(text + text, PLAN.id, "ab")


def test_a_manifest_comes_back() -> None:
    assert read_manifest(write_manifest(MANIFEST)) == MANIFEST
    assert MANIFEST.count(BatchResult.SEALED) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text.replace('"format":1', '"format":2'),
        lambda text: text.splitlines()[0] + "\n",
        lambda text: text.replace('"number":2', '"number":3'),
        lambda text: text.replace('"number":2', '"surprise":1,"number":2'),
        lambda text: text.replace('"page":3', '"page":"3"'),
        lambda text: text.replace('"rule":"official"', '"rule":"guess"'),
        lambda text: text.replace('"stops":true', '"stops":1'),
        lambda text: text.replace("/in/x", "/in/\\u0078"),
    ],
)
def test_other_plans_are_refused(change) -> None:
    text = write_plan(PLAN)
    assert change(text) != text
    with pytest.raises(FormatError):
        read_plan(change(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [("sealdesk.batch-manifest", "other"), ('"result":"sealed"', '"result":"fine"'), ('"index":7,', "")],
)
def test_other_manifests_are_refused(old: str, new: str) -> None:
    text = write_manifest(MANIFEST)
    assert old in text
    with pytest.raises(FormatError):
        read_manifest(text.replace(old, new))


def test_a_document_that_something_stands_against_is_not_ready() -> None:
    assert DOCUMENT.ready and not LEFT_OUT.ready
    assert PLAN.ready == (DOCUMENT,) and replace(PLAN, documents=()).document(1) is None
