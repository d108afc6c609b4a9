"""What a person should know about a place, or why there is none: data, with words in `texts.place_words`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class PlaceCode(StrEnum):
    """Findings about places; the facts that each carries are named in its text."""

    # Where a rule leads nowhere.
    PAGE_MISSING = "place.rule_page_missing"
    PAGES_WRONG = "place.rule_pages_wrong"
    OFF_PAGE = "place.rule_off_page"
    KEYWORD_MISSING = "place.rule_keyword_missing"
    KEYWORD_FEWER = "place.rule_keyword_fewer"
    KEYWORD_SCANNED = "place.rule_keyword_scanned"
    PATTERN_WRONG = "place.rule_pattern_wrong"
    STRADDLE_TOO_FEW = "place.rule_straddle_too_few"
    # Where an official document gives no place.
    OFFICIAL_SCANNED = "official.scanned"
    OFFICIAL_NO_TEXT = "official.no_text"
    OFFICIAL_NO_DATE = "official.no_date"
    OFFICIAL_NO_ISSUER = "official.no_issuer"
    OFFICIAL_SEVERAL = "official.several"
    # Where GB/T 9704-2012 §7.3.5 is not kept.
    NOT_OVER_ISSUER = "official.not_over_issuer"
    NOT_OVER_DATE = "official.not_over_date"
    TOP_FAR_FROM_TEXT = "official.top_far_from_text"
    OVER_TEXT = "official.over_text"
    BLANK_PAGE = "official.blank_page"
    OUTSIDE_TYPE_AREA = "official.outside_type_area"
    TURNED = "official.turned"
    TOUCHING = "official.touching"
    TOO_FAR_APART = "official.too_far_apart"
    TOO_MANY_IN_A_ROW = "official.too_many_in_a_row"
    DATE_INDENT = "official.date_indent"


@dataclass(frozen=True)
class PlaceFinding:
    """One finding.

    Attributes:
        page: From 1; 0 where it is about no page.
        facts: What fills its text.
    """

    code: PlaceCode
    page: int = 0
    facts: Mapping[str, str | float | int] = field(default_factory=dict)
