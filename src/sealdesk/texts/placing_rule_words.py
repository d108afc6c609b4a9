"""Placing rules as people read them."""

from __future__ import annotations

from collections.abc import Iterable

from sealdesk.model.placement import StraddleCut
from sealdesk.model.placing_rule import (
    FixedRule,
    FromX,
    FromY,
    KeywordRule,
    Occurrence,
    OfficialRule,
    PlacingRule,
    StraddleRule,
)
from sealdesk.texts import name_of
from sealdesk.texts.wording import Language, Words, language_of

_OFFICIAL = Words("公文：骑年盖月，居中压署名和日期", "Official document: over issuer and date")
_ALL_PAGES = Words("全部", "all")


def rules_text(rules: Iterable[PlacingRule], language: str) -> str:
    """All the rules in one line."""
    semicolon = "；" if language_of(language) is Language.ZH else "; "
    return semicolon.join(rule_text(rule, language) for rule in rules)


def rule_text(rule: PlacingRule, language: str) -> str:
    """One rule, in a few words."""
    chosen = language_of(language)
    if isinstance(rule, FixedRule):
        return _fixed(rule, chosen)
    if isinstance(rule, KeywordRule):
        return _keyword(rule, chosen)
    if isinstance(rule, StraddleRule):
        return _straddle(rule, chosen)
    assert isinstance(rule, OfficialRule)
    return _OFFICIAL.in_language(chosen)


def _pages(text: str, language: Language) -> str:
    return _ALL_PAGES.in_language(language) if text == "all" else text


def _fixed(rule: FixedRule, language: Language) -> str:
    x, y = f"{rule.x_mm:g}", f"{rule.y_mm:g}"
    pages = _pages(rule.pages, language)
    if language is Language.ZH:
        across = {FromX.LEFT: "距左边", FromX.RIGHT: "距右边", FromX.CENTRE: "中线偏右"}[rule.from_x]
        down = {FromY.TOP: "距上边", FromY.BOTTOM: "距下边", FromY.CENTRE: "中线偏下"}[rule.from_y]
        return f"固定位置（页：{pages}）：{across} {x} mm，{down} {y} mm"
    across = {
        FromX.LEFT: "from the left",
        FromX.RIGHT: "from the right",
        FromX.CENTRE: "right of the middle",
    }[rule.from_x]
    down = {
        FromY.TOP: "from the top",
        FromY.BOTTOM: "from the bottom",
        FromY.CENTRE: "below the middle",
    }[rule.from_y]
    return f"Fixed place (pages: {pages}): {x} mm {across}, {y} mm {down}"


def _keyword(rule: KeywordRule, language: Language) -> str:
    which = name_of(rule.occurrence, language)
    if rule.occurrence is Occurrence.NTH:
        which = f"第 {rule.number} 处" if language is Language.ZH else f"number {rule.number}"
    if language is Language.ZH:
        return f"关键字“{rule.text}”（{which}）"
    return f"Keyword “{rule.text}” ({which})"


def _straddle(rule: StraddleRule, language: Language) -> str:
    edge, pages = name_of(rule.edge, language), _pages(rule.pages, language)
    cut = f"，{name_of(rule.cut, language)}" if rule.cut is StraddleCut.RANDOM else ""
    if language is Language.ZH:
        return f"骑缝章（{edge}，页：{pages}{cut}）"
    return f"Straddle seal ({edge}, pages: {pages}{cut.replace('，', ', ')})"
