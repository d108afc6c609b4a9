"""Findings about places in words: where a rule leads nowhere, and which rule for official documents is not kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sealdesk.policy.place_findings import PlaceCode, PlaceFinding
from sealdesk.texts.wording import Language, Words, language_of


@dataclass(frozen=True)
class PlaceText:
    """A finding as people read it.

    Attributes:
        found: What it is, in one sentence.
        now: What to do about it.
    """

    found: str
    now: str


def place_text(finding: PlaceFinding, language: str) -> PlaceText:
    """What was found about a place, and what to do now."""
    chosen = language_of(language)
    found, now = PLACES[finding.code]
    facts = {"page": finding.page, **finding.facts}
    return PlaceText(_filled(found, facts, chosen), _filled(now, facts, chosen))


def _filled(words: Words, facts: Mapping[str, object], language: Language) -> str:
    text = words.in_language(language)
    for name, value in facts.items():
        text = text.replace("{" + name + "}", _shown(value))
    return text


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


WHY_NOT: Mapping[PlaceCode, Words] = {
    PlaceCode.OFFICIAL_SCANNED: Words(
        "文件是扫描件，没有可查找的文字",
        "the document is a scan without text to be searched",
    ),
    PlaceCode.OFFICIAL_NO_TEXT: Words("文件中没有文字", "there is no text in the document"),
    PlaceCode.OFFICIAL_NO_DATE: Words(
        "没有找到单独成行的成文日期（如“2026年11月24日”）",
        "no date was found on a line of its own, such as 2026年11月24日",
    ),
}
"""Why an official document gives no place, as part of a sentence."""

_BY_HAND = Words("请按关键字定位，或在页面上手动放置。", "Place by keyword, or by hand on the page.")

PLACES: Mapping[PlaceCode, tuple[Words, Words]] = {
    PlaceCode.PAGE_MISSING: (
        Words(
            "规则要求的页码（{pages}）超出了文件的 {count} 页",
            "The rule names pages ({pages}) beyond the document's {count}",
        ),
        Words("请修改页码范围，或另选模板。", "Change the pages, or choose another template."),
    ),
    PlaceCode.PAGES_WRONG: (
        Words("页码范围“{pages}”在本文件中没有对应的页", "No page of this document is meant by “{pages}”"),
        Words("请按“1-3,7,末页”的形式填写。", "Write it like 1-3,7,last."),
    ),
    PlaceCode.OFF_PAGE: (
        Words("第 {page} 页放不下：印迹会超出页面", "On page {page} the seal would reach over the edge"),
        Words("请调整位置或偏移量。", "Change the place or the offset."),
    ),
    PlaceCode.KEYWORD_MISSING: (
        Words("没有找到关键字“{keyword}”", "The keyword “{keyword}” does not occur"),
        Words("请核对关键字和页码范围，或手动放置。", "Check the keyword and the pages, or place by hand."),
    ),
    PlaceCode.KEYWORD_FEWER: (
        Words(
            "关键字“{keyword}”只出现 {count} 次，没有第 {number} 处",
            "The keyword “{keyword}” occurs {count} times only; there is no number {number}",
        ),
        Words("请另选一处。", "Choose another occurrence."),
    ),
    PlaceCode.KEYWORD_SCANNED: (
        Words(
            "第 {pages} 页是扫描件，其中的文字无法查找",
            "Page {pages} is a scan; its words cannot be searched",
        ),
        Words("请在这些页面上手动放置。", "Place by hand there."),
    ),
    PlaceCode.PATTERN_WRONG: (
        Words("正则表达式“{keyword}”无法使用", "The regular expression “{keyword}” cannot be used"),
        Words("请更正表达式，或改用普通关键字。", "Correct it, or use a plain keyword."),
    ),
    PlaceCode.STRADDLE_TOO_FEW: (
        Words(
            "骑缝章至少需要两页，规则只涉及 {count} 页",
            "A straddle seal needs two pages at least; the rule names {count}",
        ),
        Words("请扩大页码范围，或不盖骑缝章。", "Name more pages, or leave the straddle seal out."),
    ),
    PlaceCode.OFFICIAL_SCANNED: (
        Words("文件是扫描件，没有可查找的文字", "The document is a scan: it has no text to be searched"),
        Words("请在页面上手动放置。", "Place by hand on the page."),
    ),
    PlaceCode.OFFICIAL_NO_TEXT: (
        Words("文件中没有文字", "There is no text in the document"),
        Words("请在页面上手动放置。", "Place by hand on the page."),
    ),
    PlaceCode.OFFICIAL_NO_DATE: (
        Words("没有找到单独成行的成文日期", "No date was found on a line of its own"),
        _BY_HAND,
    ),
    PlaceCode.OFFICIAL_NO_ISSUER: (
        Words("成文日期上方没有找到发文机关署名", "No issuer was found above the date"),
        Words("请核对位置是否正确。", "Check that the place is right."),
    ),
    PlaceCode.OFFICIAL_SEVERAL: (
        Words(
            "署名和日期不止一处，另见第 {pages} 页；印章放在最后一处",
            "There are several places with issuer and date, also on page {pages}; the seal is on the last",
        ),
        Words("请核对印章是否在该盖的署名上。", "Check that it lies over the one that is meant."),
    ),
    PlaceCode.NOT_OVER_ISSUER: (
        Words("印章没有压住发文机关署名", "The seal does not lie over the issuer's name"),
        Words("请将印章移到署名上。", "Move it over the name."),
    ),
    PlaceCode.NOT_OVER_DATE: (
        Words("印章没有压住成文日期的年、月", "The seal does not lie over year and month of the date"),
        Words("请将印章移到日期上（骑年盖月）。", "Move it over the date."),
    ),
    PlaceCode.TOP_FAR_FROM_TEXT: (
        Words(
            "印章顶端距正文 {lines} 行，超过一行",
            "The seal's top lies {lines} lines below the text; one is allowed",
        ),
        Words(
            "请上移印章，或由拟稿人调整行距。",
            "Move it up, or have the spacing changed by whoever drafts it.",
        ),
    ),
    PlaceCode.OVER_TEXT: (
        Words("印章压住了正文", "The seal lies over the body text"),
        Words(
            "请下移印章，或由拟稿人调整行距。",
            "Move it down, or have the spacing changed by whoever drafts it.",
        ),
    ),
    PlaceCode.BLANK_PAGE: (
        Words(
            "第 {page} 页没有正文，属于空白页盖章",
            "There is no body text on page {page}: the seal stands on a blank page",
        ),
        Words(
            "请拟稿人调整行距，使署名与正文同页。",
            "Have the spacing changed so that text and issuer share a page.",
        ),
    ),
    PlaceCode.OUTSIDE_TYPE_AREA: (
        Words("印章超出版心", "The seal reaches out of the type area"),
        Words("请将印章移入版心。", "Move it inside."),
    ),
    PlaceCode.TURNED: (
        Words("印章没有端正放置", "The seal is not upright"),
        Words("请将角度设为端正。", "Set it upright."),
    ),
    PlaceCode.TOUCHING: (
        Words("印章之间相交或相切", "Seals touch one another"),
        Words("请将它们分开，间距不超过 3 毫米。", "Move them apart, by no more than 3 mm."),
    ),
    PlaceCode.TOO_FAR_APART: (
        Words(
            "同排印章间距 {gap_mm} 毫米，超过 3 毫米",
            "Seals of one row are {gap_mm} mm apart; 3 mm are allowed",
        ),
        Words("请将它们靠近。", "Move them closer."),
    ),
    PlaceCode.TOO_MANY_IN_A_ROW: (
        Words("一排有 {count} 个印章，最多 3 个", "There are {count} seals in a row; three are allowed"),
        Words("请分排放置。", "Use several rows."),
    ),
    PlaceCode.DATE_INDENT: (
        Words(
            "成文日期右空 {characters} 字，规定为 4 字",
            "The date ends {characters} characters from the right; the rule is 4",
        ),
        Words(
            "不影响用印；如需更正，请退回拟稿人。",
            "It may be sealed as it is; if not, give it back to whoever drafted it.",
        ),
    ),
}
"""What is found, and what to do."""
