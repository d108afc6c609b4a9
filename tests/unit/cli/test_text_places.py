"""`--keyword`, `--regex`, `--occurrence`, `--offset`, `--official` on the command line."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import cast

import pytest

from sealdesk import resources
from sealdesk.cli.places import add_places, placements_of
from sealdesk.cli.text_places import keyword_rule_of
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.placement import AnyPlacement, Placement
from sealdesk.model.placing_rule import KeywordRule, Occurrence
from sealdesk.model.seal import Seal
from sealdesk.service.look_at_document import look

CONTRACT = resources.path("samples/contract.pdf")
OFFICIAL = resources.path("samples/official.pdf")


@dataclass(frozen=True)
class Sized:
    """What places ask of a seal."""

    width_mm: float = 42.0
    height_mm: float = 42.0
    holder: str = "城南建设有限公司"


def parsed(*words: str, document: object = CONTRACT) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_places(parser)
    parsed_words = parser.parse_args(words)
    parsed_words.document, parsed_words.password = document, None
    return parsed_words


def places(*words: str, document: object = CONTRACT) -> tuple[AnyPlacement, ...]:
    arguments = parsed(*words, document=document)
    return placements_of(arguments, cast(Seal, Sized()), look(arguments.document))


def whole(*words: str, document: object = CONTRACT) -> list[Placement]:
    found = places(*words, document=document)
    assert all(isinstance(one, Placement) for one in found)
    return cast(list[Placement], list(found))


def test_the_first_place_is_meant_unless_said_otherwise() -> None:
    (first,) = whole("--keyword", "（盖章）")
    assert (first.page, 28 < first.centre_x_mm < 60) == (3, True)
    (last,) = whole("--keyword", "（盖章）", "--occurrence", "last")
    assert last.centre_x_mm > 100
    assert whole("--keyword", "（盖章）", "--occurrence", "2") == [last]
    assert whole("--keyword", "（盖章）", "--occurrence", "every") == [first, last]


def test_an_offset_and_a_turn() -> None:
    (plain,) = whole("--keyword", "（盖章）")
    (moved,) = whole("--keyword", "（盖章）", "--offset=-4,7.5", "--rotate", "5")
    assert moved.centre_x_mm == pytest.approx(plain.centre_x_mm - 4)
    assert moved.centre_y_mm == pytest.approx(plain.centre_y_mm + 7.5)
    assert moved.turned_deg == 5


def test_a_pattern_and_pages() -> None:
    found = whole("--regex", "^[甲乙]方（盖章）", "--occurrence", "every")
    assert len(found) == 2
    assert {one.page for one in whole("--keyword", "甲方", "--occurrence", "every", "--pages", "2")} == {2}
    assert keyword_rule_of(parsed("--keyword", "甲方", "--page", "3", "--pages", "1-2")) == KeywordRule(
        "甲方", pages="3"
    )
    rule = keyword_rule_of(parsed("--regex", "a+", "--occurrence", "4"))
    assert rule == KeywordRule("a+", True, occurrence=Occurrence.NTH, number=4)
    assert keyword_rule_of(parsed("--official")) is None


def test_an_official_document() -> None:
    (place,) = whole("--official", document=OFFICIAL)
    assert place.page == 2
    assert (place.centre_x_mm, place.centre_y_mm) == pytest.approx((141.7, 170.9), abs=0.2)


def test_rules_that_are_not_kept_are_told_aside(capsys: pytest.CaptureFixture[str]) -> None:
    assert whole("--official", document=resources.path("samples/certificate.pdf"))
    assert "[official.date_indent]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--keyword", "没有这样的词"), ErrorCode.DOCUMENT_KEYWORD_NOT_FOUND),
        (("--keyword", "（盖章）", "--occurrence", "3"), ErrorCode.DOCUMENT_KEYWORD_NOT_FOUND),
        (("--keyword", "甲方", "--page", "9"), ErrorCode.PLACE_PAGE_MISSING),
        (("--regex", "("), ErrorCode.PLACE_PATTERN_WRONG),
        (("--official",), ErrorCode.PLACE_OFFICIAL_NOT_FOUND),
        ((), ErrorCode.USAGE_WRONG),
    ],
)
def test_what_leads_nowhere(words: tuple[str, ...], code: ErrorCode) -> None:
    with pytest.raises(SealDeskError) as caught:
        places(*words)
    assert caught.value.code is code


@pytest.mark.parametrize(
    "words",
    [
        ("--occurrence", "0"),
        ("--occurrence", "some"),
        ("--offset", "3"),
        ("--offset", "nan,1"),
        ("--keyword", "a", "--regex", "b"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(*words)
    assert capsys.readouterr().err
