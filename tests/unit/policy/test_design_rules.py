"""Warnings while a seal is drawn: each rule where it is broken, and nothing for the usual seals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sealdesk.model.seal import Seal, SealKind, SealShape
from sealdesk.model.seal_design import HolderKind, SealDesign
from sealdesk.policy.design_rules import DesignRule, design_warnings, is_seal_red

NAME = "城南建设有限公司"
UNIT = SealDesign(SealKind.UNIT, SealShape.ROUND, 42.0, 42.0, 1.2, arc_text=NAME, star=True)
CONTRACT = SealDesign(
    SealKind.CONTRACT,
    SealShape.ROUND,
    40.0,
    40.0,
    arc_text=NAME,
    centre_text="合同专用章",
    code="4201001234567",
)
REPRESENTATIVE = SealDesign(
    SealKind.LEGAL_REPRESENTATIVE, SealShape.RECTANGLE, 20.0, 20.0, 0.8, centre_text="李明远印"
)
UNIT_SEAL = Seal(
    "SEAL-0001",
    SealKind.UNIT,
    NAME,
    NAME,
    "91420100MA4K2X3Y7Z",
    SealShape.ROUND,
    42.0,
    42.0,
    (),
    "",
    "",
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2031, 1, 1, tzinfo=UTC),
)


def rules(design: SealDesign, *others: Seal, holder: HolderKind = HolderKind.COMPANY) -> list[DesignRule]:
    return [warning.rule for warning in design_warnings(design, others, holder)]


@pytest.mark.parametrize("design", [UNIT, CONTRACT, REPRESENTATIVE])
def test_the_usual_seals_are_silent(design: SealDesign) -> None:
    assert rules(design) == []


@pytest.mark.parametrize(
    ("design", "rule"),
    [
        (replace(UNIT, arc_text=""), DesignRule.NO_NAME),
        (replace(UNIT, width_mm=42.5, height_mm=42.5), DesignRule.TOO_LARGE),
        (replace(UNIT, width_mm=30.0, height_mm=30.0), DesignRule.SIZE_UNUSUAL),
        (replace(CONTRACT, width_mm=58.0, height_mm=58.0), DesignRule.SIZE_UNUSUAL),
        (replace(REPRESENTATIVE, width_mm=30.0), DesignRule.SIZE_UNUSUAL),
        (replace(REPRESENTATIVE, shape=SealShape.ROUND, border_mm=1.0), DesignRule.SHAPE_UNUSUAL),
        (replace(CONTRACT, centre_text="业务专用章"), DesignRule.NAME_WITHOUT_KIND),
        (replace(CONTRACT, kind=SealKind.LEGAL_AFFAIRS), DesignRule.NAME_WITHOUT_KIND),
        (replace(UNIT, emblem=("M0 0L1 0L1 1Z",)), DesignRule.EMBLEM_FORBIDDEN),
        (replace(UNIT, code="420100123456"), DesignRule.CODE_WRONG),
        (replace(UNIT, code="420100123456X"), DesignRule.CODE_WRONG),
        (replace(UNIT, code="４２０１００１２３４５６７"), DesignRule.CODE_WRONG),
        (replace(UNIT, arc_text="城" * 41), DesignRule.NAME_TOO_LONG),
        (replace(UNIT, letter_mm=1.2), DesignRule.LETTERS_TOO_SMALL),
        (replace(REPRESENTATIVE, centre_text="城" * 60), None),
        (
            replace(REPRESENTATIVE, width_mm=16.0, height_mm=10.0, centre_text="城" * 60),
            DesignRule.LETTERS_TOO_SMALL,
        ),
        (replace(UNIT, border_mm=0.4), DesignRule.BORDER_UNUSUAL),
        (replace(UNIT, colour=(0, 0, 255)), DesignRule.COLOUR_NOT_RED),
    ],
)
def test_each_rule_is_told(design: SealDesign, rule: DesignRule | None) -> None:
    assert rules(design) == ([rule] if rule else [])


def test_forty_characters_are_not_too_many() -> None:
    assert rules(replace(UNIT, arc_text="城" * 40)) == []


def test_limits_depend_on_the_holder() -> None:
    larger = replace(UNIT, width_mm=45.0, height_mm=45.0)
    assert rules(larger, holder=HolderKind.GOVERNMENT) == []
    assert rules(larger, holder=HolderKind.INSTITUTION) == []
    assert rules(larger, holder=HolderKind.INDIVIDUAL) == [DesignRule.TOO_LARGE]
    emblem = replace(larger, emblem=("M0 0L1 0L1 1Z",))
    assert rules(emblem, holder=HolderKind.GOVERNMENT) == []
    assert rules(emblem, holder=HolderKind.COMPANY) == [DesignRule.TOO_LARGE, DesignRule.EMBLEM_FORBIDDEN]


def test_special_seals_must_differ_from_the_unit_seal() -> None:
    """In name, and in style: with the unit seal's size and star only reading tells them apart."""
    alike = replace(CONTRACT, width_mm=42.0, height_mm=42.0, star=True)
    assert rules(alike, UNIT_SEAL) == [DesignRule.STYLE_OF_UNIT_SEAL]
    assert rules(replace(alike, star=False), UNIT_SEAL) == []
    assert rules(replace(alike, width_mm=40.0, height_mm=40.0), UNIT_SEAL) == []
    nameless = replace(CONTRACT, centre_text="")
    assert rules(nameless, UNIT_SEAL) == [DesignRule.NAME_WITHOUT_KIND, DesignRule.NAME_TAKEN]


def test_the_range_of_seal_red() -> None:
    assert all(map(is_seal_red, [(0xE6, 0, 0x12), (0xFF, 0, 0), (0xF0, 0, 0x08)]))
    assert not any(
        map(is_seal_red, [(0xFF, 0x80, 0), (0x80, 0, 0), (0xFF, 0x80, 0x80), (0, 0, 0), (0xFF, 0, 0x80)])
    )
