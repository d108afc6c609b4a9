"""What is said while a seal is drawn: every warning and every preset, in every language."""

from __future__ import annotations

import re

import pytest
from tests.unit.policy.test_design_rules import CONTRACT, REPRESENTATIVE, UNIT, UNIT_SEAL

from sealdesk.impression.clearance import crowding
from sealdesk.impression.presets import presets
from sealdesk.policy.design_rules import DesignRule, design_warnings
from sealdesk.texts.design_words import DESIGN_WARNINGS, PRESET_NAMES, design_warning_text, preset_name


def test_every_rule_and_every_preset_has_words() -> None:
    assert set(DESIGN_WARNINGS) == set(DesignRule)
    assert set(PRESET_NAMES) == set(presets())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_warnings_are_filled(language: str) -> None:
    from dataclasses import replace

    from sealdesk.model.seal import SealShape

    broken = (
        replace(UNIT, width_mm=60.0, code="1", colour=(0, 0, 0), border_mm=5.0, arc_text="城" * 60),
        replace(UNIT, emblem=("M0 0L1 0L1 1Z",), letter_mm=1.0, width_mm=30.0),
        replace(CONTRACT, width_mm=42.0, height_mm=42.0, star=True, centre_text=""),
        replace(REPRESENTATIVE, shape=SealShape.OVAL, centre_text=""),
        replace(UNIT, star_mm=40.0),
    )
    said = {
        warning.rule: design_warning_text(warning, language)
        for design in broken
        for warning in (*design_warnings(design, [UNIT_SEAL]), *crowding(design))
    }
    assert set(said) == set(DesignRule)
    for text in said.values():
        assert not re.search(r"[{}]|HolderKind|\.0\b", text), text


def test_an_unknown_preset_is_shown_by_its_key() -> None:
    assert preset_name("company", "en") == "Limited company"
    assert preset_name("other", "zh") == "other"
