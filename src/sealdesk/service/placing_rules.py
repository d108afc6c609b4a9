"""From rules to places: what templates, batches and the assistants of the desk ask of a document.

Where a rule leads nowhere that is a finding, not a trouble: the other rules' places still count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sealdesk.documents.page_look import PageLook, look_at_pages
from sealdesk.documents.text import KeywordSearch, TextHit, find_keyword
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.page_numbers import pages_text, parse_pages
from sealdesk.geometry import PageFrame, TurnedBox
from sealdesk.impression.strip_cuts import most_strips
from sealdesk.model.document import Preflight
from sealdesk.model.placement import AnyPlacement, Edge, Placement, StraddleCut, StraddlePlacement
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
from sealdesk.policy import official_layout
from sealdesk.policy.official_layout import RuleKind, RuleLine, rule_lines
from sealdesk.policy.official_reading import OfficialLayout, is_of, read_official
from sealdesk.policy.place_findings import PlaceCode, PlaceFinding

__all__ = [
    "OfficialProposal",
    "PageLook",
    "PlaceFinding",
    "ResolvedPlaces",
    "RuleKind",
    "RuleLine",
    "chosen_hits",
    "keyword_hits",
    "keyword_placements",
    "official_findings",
    "official_proposal",
    "page_looks",
    "proposal_of",
    "resolve",
]
_OFF_PAGE_MM = 0.05


@dataclass(frozen=True)
class ResolvedPlaces:
    """Where a document's rules lead.

    Attributes:
        placements: In the order of the rules; each once.
        findings: What leads nowhere, and which rules for official documents are not kept.
    """

    placements: tuple[AnyPlacement, ...]
    findings: tuple[PlaceFinding, ...] = ()


@dataclass(frozen=True)
class OfficialProposal:
    """Where the seal of an official document belongs.

    Attributes:
        page: Where issuer and date stand; 0 where there are none.
        issuers: Every issuer, in order; several of a joint document.
        issuer: The one that the seal belongs to; None where none was found.
        date: The date; None where none was found.
        placement: None where no date was found.
        rule_lines: To be drawn over the page.
        findings: Why there is no place, or which rules it does not keep.
        layout: For `official_findings` about other places.
    """

    page: int = 0
    issuers: tuple[TextHit, ...] = ()
    issuer: TextHit | None = None
    date: TextHit | None = None
    placement: Placement | None = None
    rule_lines: tuple[RuleLine, ...] = ()
    findings: tuple[PlaceFinding, ...] = ()
    layout: OfficialLayout | None = None


def page_looks(path: Path, password: str | None, pages: Sequence[int] | None = None) -> tuple[PageLook, ...]:
    """Which pages are blank, scanned, or of a size that cannot be right; as `documents.page_look`."""
    return look_at_pages(path, password, pages)


# Official documents.


def official_proposal(
    path: Path,
    password: str | None,
    preflight: Preflight,
    width_mm: float,
    height_mm: float,
    *,
    holder: str = "",
    text_below: bool = False,
) -> OfficialProposal:
    """The seal's place over issuer and date (GB/T 9704-2012 §7.3.5), and what the rules say about it.

    Args:
        width_mm, height_mm: The seal's true size.
        holder: Whose seal it is: of several issuers its own is taken; otherwise the last, over the date.
        text_below: The seal has text along its lower arc.

    Raises:
        SealDeskError: What reading raises (`documents.page_lines`).
    """
    from sealdesk.documents.page_lines import read_lines

    read = read_official(read_lines(path, password), holder)
    if isinstance(read, PlaceCode):
        return OfficialProposal(findings=(PlaceFinding(read),))
    own = next((i for i, one in enumerate(read.issuers) if is_of(one.name, holder)), None)
    return proposal_of(read, preflight, width_mm, height_mm, issuer=own, text_below=text_below)


def proposal_of(
    layout: OfficialLayout,
    preflight: Preflight,
    width_mm: float,
    height_mm: float,
    *,
    issuer: int | None = None,
    text_below: bool = False,
) -> OfficialProposal:
    """The proposal for a layout that was read already; quick, and reads nothing.

    Args:
        issuer: Whose seal it is, from 0 in the order of `OfficialProposal.issuers`; None: the last, over the date.
    """
    places = official_layout.proposed(layout, width_mm, height_mm, text_below=text_below)
    index = len(places) - 1 if issuer is None else issuer
    placement = places[index]
    issuers = tuple(TextHit(layout.page, layout.turn.shown(one.box), one.name) for one in layout.issuers)
    # The other issuers' seals are judged with it: a joint document is to carry them all.
    found = list(official_layout.findings(layout, [place.box for place in places]))
    found += _off_page(placement, preflight)
    if layout.also_on:
        pages = ", ".join(str(page) for page in dict.fromkeys(layout.also_on))
        found.append(PlaceFinding(PlaceCode.OFFICIAL_SEVERAL, layout.page, {"pages": pages}))
    return OfficialProposal(
        page=layout.page,
        issuers=issuers,
        issuer=issuers[index] if issuers else None,
        date=TextHit(layout.page, layout.turn.shown(layout.date), layout.date_text),
        placement=placement,
        rule_lines=rule_lines(layout),
        findings=tuple(found),
        layout=layout,
    )


def official_findings(
    proposal: OfficialProposal, placements: Sequence[AnyPlacement]
) -> tuple[PlaceFinding, ...]:
    """Which rules these places do not keep; those on other pages than the date's are passed over."""
    if proposal.layout is None:
        return proposal.findings
    seals: list[TurnedBox] = [
        one.box for one in placements if isinstance(one, Placement) and one.page == proposal.page
    ]
    return official_layout.findings(proposal.layout, seals)


# Keywords.


def keyword_hits(path: Path, password: str | None, rule: KeywordRule) -> tuple[TextHit, ...]:
    """Every place on the rule's pages where its text stands, in reading order; `chosen_hits` says which count.

    Raises:
        SealDeskError: What reading raises; `PLACE_PAGES_WRONG`, `PLACE_PAGE_MISSING`; `PLACE_PATTERN_WRONG`,
            `PLACE_PATTERN_SLOW` (regular expressions).
    """
    return find_keyword(path, password, rule).hits


def chosen_hits(hits: Sequence[TextHit], rule: KeywordRule) -> tuple[TextHit, ...]:
    """Which of all hits the rule means: the first, the last, every one, or the one of its number."""
    if rule.occurrence is Occurrence.EVERY:
        return tuple(hits)
    index = {
        Occurrence.FIRST: 0,
        Occurrence.LAST: len(hits) - 1,
        Occurrence.NTH: rule.number - 1,
    }[rule.occurrence]
    return (hits[index],) if 0 <= index < len(hits) else ()


def keyword_placements(
    hits: Sequence[TextHit], rule: KeywordRule, width_mm: float, height_mm: float
) -> tuple[Placement, ...]:
    """A seal in the middle of each of these hits, moved by the rule's offset."""
    return tuple(
        Placement(
            hit.page,
            (hit.bounds_mm.x0 + hit.bounds_mm.x1) / 2 + rule.dx_mm,
            (hit.bounds_mm.y0 + hit.bounds_mm.y1) / 2 + rule.dy_mm,
            width_mm,
            height_mm,
        )
        for hit in hits
    )


# All rules.


def resolve(
    path: Path,
    password: str | None,
    preflight: Preflight,
    rules: Sequence[PlacingRule],
    width_mm: float,
    height_mm: float,
    *,
    holder: str = "",
) -> ResolvedPlaces:
    """Where the rules lead on this document. Places off the page are left out, with a finding.

    Args:
        width_mm, height_mm: The seal's true size.
        holder: Whose seal it is, for official documents of several issuers.

    Raises:
        SealDeskError: What reading the document raises; nothing else.
    """
    placements: dict[AnyPlacement, None] = {}
    findings: list[PlaceFinding] = []
    for rule in rules:
        found, said = _resolved(path, password, preflight, rule, (width_mm, height_mm), holder)
        for placement in found:
            off = _off_page(placement, preflight)
            findings += off
            if not off:
                placements[placement] = None
        findings += [finding for finding in said if finding not in findings]
    return ResolvedPlaces(tuple(placements), tuple(findings))


_Found = tuple[Sequence[AnyPlacement], Sequence[PlaceFinding]]
_FROM_RULE = {
    ErrorCode.PLACE_PAGES_WRONG: PlaceCode.PAGES_WRONG,
    ErrorCode.PLACE_PAGE_MISSING: PlaceCode.PAGE_MISSING,
    ErrorCode.PLACE_PATTERN_WRONG: PlaceCode.PATTERN_WRONG,
    ErrorCode.PLACE_PATTERN_SLOW: PlaceCode.PATTERN_WRONG,
}


def _resolved(
    path: Path,
    password: str | None,
    preflight: Preflight,
    rule: PlacingRule,
    size_mm: tuple[float, float],
    holder: str,
) -> _Found:
    resolvers: dict[type, Callable[[], _Found]] = {
        FixedRule: partial(_fixed, rule, preflight, size_mm),
        StraddleRule: partial(_straddle, rule, preflight, size_mm),
        KeywordRule: partial(_keyword, path, password, rule, size_mm),
        OfficialRule: partial(_official, path, password, preflight, size_mm, holder),
    }
    try:
        return resolvers[type(rule)]()
    except SealDeskError as error:
        code = _FROM_RULE.get(error.code)
        if code is None:
            raise
        facts: dict[str, str | int] = {
            "pages": getattr(rule, "pages", ""),
            "keyword": getattr(rule, "text", ""),
            "count": preflight.pages,
        }
        return (), (PlaceFinding(code, 0, facts),)


def _fixed(rule: PlacingRule, preflight: Preflight, size_mm: tuple[float, float]) -> _Found:
    assert isinstance(rule, FixedRule)
    placements = []
    for page in parse_pages(rule.pages, preflight.pages):
        x, y = fixed_point(rule, preflight.frames[page - 1])
        placements.append(Placement(page, x, y, *size_mm, rule.turned_deg))
    return placements, ()


def fixed_point(rule: FixedRule, frame: PageFrame) -> tuple[float, float]:
    """Where a fixed rule's centre lies on a page of this size."""
    x = {FromX.LEFT: 0.0, FromX.RIGHT: frame.width_mm, FromX.CENTRE: frame.width_mm / 2}[rule.from_x]
    y = {FromY.TOP: 0.0, FromY.BOTTOM: frame.height_mm, FromY.CENTRE: frame.height_mm / 2}[rule.from_y]
    return (
        x - rule.x_mm if rule.from_x is FromX.RIGHT else x + rule.x_mm,
        y - rule.y_mm if rule.from_y is FromY.BOTTOM else y + rule.y_mm,
    )


def _straddle(rule: PlacingRule, preflight: Preflight, size_mm: tuple[float, float]) -> _Found:
    assert isinstance(rule, StraddleRule)
    pages = parse_pages(rule.pages, preflight.pages)
    if len(pages) < 2:
        return (), (PlaceFinding(PlaceCode.STRADDLE_TOO_FEW, 0, {"count": len(pages)}),)
    frames = [preflight.frames[page - 1] for page in pages]
    sideways = rule.edge in (Edge.RIGHT, Edge.LEFT)
    along = min(frame.height_mm if sideways else frame.width_mm for frame in frames)
    seed = int(preflight.digest.sha256[:8], 16) & 0x7FFFFFFF if rule.cut is StraddleCut.RANDOM else 0
    placement = StraddlePlacement(
        pages=pages,
        edge=rule.edge,
        centre_mm=along * rule.middle_percent / 100,
        width_mm=size_mm[0],
        height_mm=size_mm[1],
        strips_at_most=rule.strips_at_most,
        first_wider=rule.first_wider,
        cut=rule.cut,
        seed=seed,
    )
    return (replace(placement, strips_at_most=min(rule.strips_at_most, most_strips(placement))),), ()


def _keyword(path: Path, password: str | None, rule: PlacingRule, size_mm: tuple[float, float]) -> _Found:
    assert isinstance(rule, KeywordRule)
    search = find_keyword(path, password, rule)
    hits = chosen_hits(search.hits, rule)
    said = () if hits else _no_hit(search, rule)
    return keyword_placements(hits, rule, *size_mm), said


def _no_hit(search: KeywordSearch, rule: KeywordRule) -> tuple[PlaceFinding, ...]:
    if search.hits:
        facts: dict[str, str | int] = {
            "keyword": rule.text,
            "count": len(search.hits),
            "number": rule.number,
        }
        return (PlaceFinding(PlaceCode.KEYWORD_FEWER, 0, facts),)
    found = [PlaceFinding(PlaceCode.KEYWORD_MISSING, 0, {"keyword": rule.text})]
    if search.scanned:
        found.append(PlaceFinding(PlaceCode.KEYWORD_SCANNED, 0, {"pages": pages_text(search.scanned)}))
    return tuple(found)


def _official(
    path: Path, password: str | None, preflight: Preflight, size_mm: tuple[float, float], holder: str
) -> _Found:
    proposal = official_proposal(path, password, preflight, *size_mm, holder=holder)
    off = [finding for finding in proposal.findings if finding.code is not PlaceCode.OFF_PAGE]
    return ((proposal.placement,) if proposal.placement else ()), off


def _off_page(placement: AnyPlacement, preflight: Preflight) -> list[PlaceFinding]:
    """Where ink would reach over a page's edge: whole seals on their page, a straddle seal along its edge."""
    if isinstance(placement, Placement):
        page = preflight.frames[placement.page - 1].shown_mm
        if page.contains(placement.box.bounds_mm, _OFF_PAGE_MM):
            return []
        return [PlaceFinding(PlaceCode.OFF_PAGE, placement.page)]
    sideways = placement.edge in (Edge.RIGHT, Edge.LEFT)
    half = (placement.height_mm if sideways else placement.width_mm) / 2 - _OFF_PAGE_MM
    for page_number in placement.pages:
        frame = preflight.frames[page_number - 1]
        along = frame.height_mm if sideways else frame.width_mm
        if not half <= placement.centre_mm <= along - half:
            return [PlaceFinding(PlaceCode.OFF_PAGE, page_number)]
    return []
