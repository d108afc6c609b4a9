"""Fields have names that people know, and say the range they may have."""

from __future__ import annotations

from dataclasses import fields

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.seal_design import MEASURES
from sealdesk.model.seal_design import SealDesign
from sealdesk.texts import Language, error_text
from sealdesk.texts.field_words import design_field_text, filled_in_text


@pytest.mark.parametrize("name", [field.name for field in fields(SealDesign)])
def test_every_field_of_a_design_has_a_name(name: str) -> None:
    zh, en = (design_field_text(name, language) for language in (Language.ZH, Language.EN))
    assert name not in zh
    assert any("\u4e00" <= sign <= "\u9fff" for sign in zh)
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in en)


def test_measures_say_their_range_in_their_unit() -> None:
    assert MEASURES["width_mm"] == (5, 100)
    assert design_field_text("width_mm", Language.ZH) == "宽度（5–100 mm）"
    assert design_field_text("span_deg", Language.EN) == "angle of the name (10–350°)"
    assert design_field_text("letter_stretch", Language.ZH) == "字宽比例（0.2–3）"


def test_what_is_filled_in_wrongly_is_named_and_strangers_words_stay() -> None:
    assert filled_in_text("width, years", Language.ZH) == "宽度（大于 0，至多 100 mm）、有效年限（1–30 年）"
    assert filled_in_text("SEAL-9, x", Language.ZH) == "SEAL-9, x"
    told = error_text(SealDeskError(ErrorCode.USAGE_WRONG, what="--until"), "en").happened
    assert "YYYY-MM-DD" in told


def test_a_change_of_name_asks_for_the_picture() -> None:
    told = error_text(SealDeskError(ErrorCode.USAGE_WRONG, what="picture"), "zh").happened
    assert "改名或改尺寸须同时给出新图像：--design 或 --picture" in told
