"""Placing rules in a line: what templates and batches do."""

from __future__ import annotations

from collections.abc import Mapping

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

_FROM: Mapping[FromX | FromY, Words] = {
    FromX.LEFT: Words("距左边 {mm} mm", "{mm} mm from the left"),
    FromX.RIGHT: Words("距右边 {mm} mm", "{mm} mm from the right"),
    FromX.CENTRE: Words("水平居中", "in the middle across"),
    FromY.TOP: Words("距上边 {mm} mm", "{mm} mm from the top"),
    FromY.BOTTOM: Words("距下边 {mm} mm", "{mm} mm from the bottom"),
    FromY.CENTRE: Words("垂直居中", "in the middle down"),
}
_OFF_CENTRE: Mapping[FromX | FromY, Words] = {
    FromX.CENTRE: Words("距页面中线向右 {mm} mm", "{mm} mm to the right of the middle"),
    FromY.CENTRE: Words("距页面中线向下 {mm} mm", "{mm} mm below the middle"),
}
_OCCURRENCES: Mapping[Occurrence, Words] = {
    Occurrence.FIRST: Words("第一处", "the first place"),
    Occurrence.LAST: Words("最后一处", "the last place"),
    Occurrence.EVERY: Words("每一处", "every place"),
    Occurrence.NTH: Words("第 {number} 处", "place {number}"),
}
_PAGES: Mapping[str, Words] = {
    "all": Words("所有页", "all pages"),
    "last": Words("末页", "the last page"),
    "odd": Words("奇数页", "odd pages"),
    "even": Words("偶数页", "even pages"),
}
_SOME_PAGES = Words("第 {pages} 页", "page {pages}")
_STRADDLE = Words("骑缝章：{edge}，{pages}", "straddle seal: {edge}, {pages}")
_OFFICIAL = Words("公文：署名与成文日期之上", "official document: over issuer and date")
_KEYWORD = Words("关键字“{text}”：{which}，{pages}", "keyword “{text}”: {which}, {pages}")
_PATTERN = Words("正则表达式“{text}”：{which}，{pages}", "pattern “{text}”: {which}, {pages}")


def rule_text(rule: PlacingRule, name: str) -> str:
    """What the rule does, in a line of the language that `name` means."""
    language = language_of(name)
    if isinstance(rule, OfficialRule):
        return _OFFICIAL.in_language(language)
    pages = _pages(rule.pages, language)
    if isinstance(rule, StraddleRule):
        return _STRADDLE.in_language(language).format(edge=name_of(rule.edge, language), pages=pages)
    if isinstance(rule, KeywordRule):
        words = _PATTERN if rule.regular_expression else _KEYWORD
        which = _OCCURRENCES[rule.occurrence].in_language(language).format(number=rule.number)
        return words.in_language(language).format(text=rule.text, which=which, pages=pages)
    return _fixed(rule, pages, language)


def _fixed(rule: FixedRule, pages: str, language: Language) -> str:
    across, down = _distance(rule.from_x, rule.x_mm, language), _distance(rule.from_y, rule.y_mm, language)
    parts = [pages, across, down]
    if rule.turned_deg:
        parts.append(f"{rule.turned_deg:g}°")
    return ("，" if language is Language.ZH else ", ").join(parts)


def _distance(side: FromX | FromY, mm: float, language: Language) -> str:
    words = _OFF_CENTRE[side] if side in _OFF_CENTRE and mm else _FROM[side]
    return words.in_language(language).format(mm=f"{round(mm, 1):g}")


def _pages(pages: str, language: Language) -> str:
    words = _PAGES.get(pages)
    return words.in_language(language) if words else _SOME_PAGES.in_language(language).format(pages=pages)
