"""Batches in words: findings, manifests, rules."""

from __future__ import annotations

import pytest

from sealdesk.errors import ErrorCode
from sealdesk.model.batch import BatchFinding, BatchOutcome, BatchResult
from sealdesk.model.placement import Edge, StraddleCut
from sealdesk.model.placing_rule import (
    FixedRule,
    FromX,
    FromY,
    KeywordRule,
    Occurrence,
    OfficialRule,
    StraddleRule,
)
from sealdesk.policy.place_findings import PlaceCode
from sealdesk.texts.batch_findings import finding_line, finding_parts, outcome_line
from sealdesk.texts.batch_words import MANIFEST_FINDINGS, manifest_finding_text, numbers_text
from sealdesk.texts.placing_rule_words import rules_text


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def test_a_finding_of_an_error_has_three_parts() -> None:
    finding = BatchFinding(ErrorCode.BATCH_DUPLICATE.text, {"other": "3"})
    assert "3" in finding_parts(finding, "zh").happened and finding_parts(finding, "zh").now
    assert finding_line(finding, "en") == (
        "The same as another document of the batch: Its bytes are those of document 3."
    )
    assert "：" in finding_line(finding, "zh")


@pytest.mark.parametrize("code", PlaceCode)
def test_a_finding_of_a_place_has_words(code: PlaceCode) -> None:
    finding = BatchFinding(code.value, {"page": "2", "keyword": "盖章处", "pages": "7", "count": "3"})
    assert is_chinese(finding_parts(finding, "zh").heading)
    assert finding_line(finding, "en") and finding_line(finding, "en") != code.value


def test_why_a_document_was_not_sealed() -> None:
    assert is_chinese(outcome_line(BatchOutcome(BatchResult.COUNTED, "interrupted"), "zh"))
    assert outcome_line(BatchOutcome(BatchResult.WAITING), "zh") == ""


@pytest.mark.parametrize("code", MANIFEST_FINDINGS)
def test_findings_of_a_manifest_have_words(code: str) -> None:
    assert is_chinese(manifest_finding_text(code, "zh")) and not is_chinese(manifest_finding_text(code, "en"))


def test_numbers_in_short() -> None:
    assert numbers_text((1, 2, 3, 7), "zh") == "1–3、7"
    assert numbers_text((1, 2, 3, 7), "en") == "1–3, 7"


def test_rules_in_words() -> None:
    rules = (
        FixedRule("1,last", 30.0, 40.5, FromX.RIGHT, FromY.BOTTOM),
        KeywordRule("盖章处", occurrence=Occurrence.NTH, number=2),
        OfficialRule(),
        StraddleRule(Edge.LEFT, cut=StraddleCut.RANDOM),
    )
    english, chinese = rules_text(rules, "en"), rules_text(rules, "zh")
    assert "30 mm from the right, 40.5 mm from the bottom" in english and "(number 2)" in english
    assert "距右边 30 mm，距下边 40.5 mm" in chinese and "第 2 处" in chinese and "随机宽度" in chinese
    assert english.count("; ") == chinese.count("；") == 3
