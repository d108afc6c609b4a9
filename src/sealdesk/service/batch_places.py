"""What a batch's rules come to on one document: places, or what stands against them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.page_numbers import parse_pages
from sealdesk.geometry import PageFrame
from sealdesk.model.batch import BatchFinding
from sealdesk.model.document import Preflight
from sealdesk.model.placement import AnyPlacement, Edge, Placement, StraddlePlacement
from sealdesk.model.placing_rule import FixedRule, FromX, FromY, PlacingRule, StraddleRule


def finding_of(error: SealDeskError) -> BatchFinding:
    """A refusal as a finding of a document."""
    return BatchFinding(error.code.text, {name: str(value) for name, value in error.facts.items()})


def places_of(
    path: Path, preflight: Preflight, rules: Sequence[PlacingRule], width_mm: float, height_mm: float
) -> tuple[tuple[AnyPlacement, ...], tuple[BatchFinding, ...]]:
    """Where the rules put the seal on this document, and what was found wrong with that."""
    placements: list[AnyPlacement] = []
    findings: list[BatchFinding] = []
    for rule in rules:
        try:
            placements.extend(_places(preflight, rule, width_mm, height_mm))
        except SealDeskError as refusal:
            findings.append(finding_of(refusal))
    return tuple(placements), tuple(findings)


def _places(
    preflight: Preflight, rule: PlacingRule, width_mm: float, height_mm: float
) -> Iterator[AnyPlacement]:
    if isinstance(rule, FixedRule):
        for page in parse_pages(rule.pages, preflight.pages):
            x_mm, y_mm = _point(rule, preflight.frames[page - 1])
            yield Placement(page, x_mm, y_mm, width_mm, height_mm, rule.turned_deg)
    elif isinstance(rule, StraddleRule):
        pages = parse_pages(rule.pages, preflight.pages)
        frame = preflight.frames[pages[0] - 1]
        edge_mm = frame.height_mm if rule.edge in (Edge.LEFT, Edge.RIGHT) else frame.width_mm
        yield StraddlePlacement(
            pages,
            rule.edge,
            edge_mm * rule.middle_percent / 100,
            width_mm,
            height_mm,
            rule.strips_at_most,
            rule.first_wider,
            rule.cut,
        )
    else:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="rule")


def _point(rule: FixedRule, frame: PageFrame) -> tuple[float, float]:
    x_mm = {
        FromX.LEFT: rule.x_mm,
        FromX.RIGHT: frame.width_mm - rule.x_mm,
        FromX.CENTRE: frame.width_mm / 2 + rule.x_mm,
    }[rule.from_x]
    y_mm = {
        FromY.TOP: rule.y_mm,
        FromY.BOTTOM: frame.height_mm - rule.y_mm,
        FromY.CENTRE: frame.height_mm / 2 + rule.y_mm,
    }[rule.from_y]
    return x_mm, y_mm
