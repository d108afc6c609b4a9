"""Places on the command line: `--page`, `--at`, `--pages`, `--straddle`, and those that the text gives."""

from __future__ import annotations

import argparse
import math
from dataclasses import replace

from sealdesk.cli.straddle import add_straddle_options, straddle_of
from sealdesk.cli.text_places import add_text_options, keyword_places, keyword_rule_of, official_place
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.page_numbers import parse_pages
from sealdesk.geometry import PageFrame
from sealdesk.model.document import Preflight
from sealdesk.model.placement import AnyPlacement, Edge, Placement
from sealdesk.model.seal import Seal


def add_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--page", type=int, metavar="N", help="page number, from 1")
    parser.add_argument(
        "--at",
        type=_point,
        metavar="X,Y",
        help="centre of the seal in mm from the top left corner of the page",
    )
    parser.add_argument(
        "--size", type=_positive, metavar="MM", help="width in mm (default: the seal's true size)"
    )
    parser.add_argument("--rotate", type=_finite, default=0.0, metavar="DEG", help="turn clockwise")
    parser.add_argument(
        "--pages", metavar="1-3,7", help="the same place on these pages; or the pages to straddle"
    )
    parser.add_argument(
        "--straddle", choices=[edge.value for edge in Edge], help="straddle seal over this edge"
    )
    add_straddle_options(parser)
    add_text_options(parser)


def _point(text: str) -> tuple[float, float]:
    try:
        x, y = (_finite(part) for part in text.split(","))
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"{text!r} is not X,Y in millimetres, like 60,120") from wrong
    return x, y


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1000:
        raise ValueError(text)
    return value


def placements_of(
    arguments: argparse.Namespace, seal: Seal, preflight: Preflight
) -> tuple[AnyPlacement, ...]:
    """The placements the arguments ask for.

    Raises:
        SealDeskError: `PLACE_PAGES_WRONG`, `PLACE_PAGE_MISSING`, `DOCUMENT_KEYWORD_NOT_FOUND`, `PLACE_PATTERN_WRONG`,
            `PLACE_OFFICIAL_NOT_FOUND`; `USAGE_WRONG` when no place is named.
    """
    width_mm = arguments.size or seal.width_mm
    size_mm = width_mm, width_mm * seal.height_mm / seal.width_mm
    placements: list[AnyPlacement] = []
    if arguments.straddle:
        placements.append(straddle_of(arguments, *size_mm, preflight))
    if arguments.official:
        placements.append(official_place(arguments, seal, preflight, size_mm))
    rule = keyword_rule_of(arguments)
    if rule is not None:
        placements += keyword_places(arguments, rule, preflight, size_mm)
    elif arguments.page is not None or (arguments.at and not arguments.straddle):
        placements += [
            Placement(page, x_mm, y_mm, *size_mm, arguments.rotate)
            for page, x_mm, y_mm in _points(arguments, preflight)
        ]
    if not placements:
        raise SealDeskError(
            ErrorCode.USAGE_WRONG, what="--page, --at, --straddle, --keyword, --regex, --official, --template"
        )
    return tuple(placements)


SMALL_PAGE_MM = 100.0
"""Pages with a side below this (smaller than A6: labels, cards, strips) hold few places for a seal at all."""


def fit_small_pages(
    placements: tuple[AnyPlacement, ...], preflight: Preflight
) -> tuple[tuple[AnyPlacement, ...], tuple[int, ...]]:
    """On pages smaller than A6, places moved inside the page, the seal shrunk where the page cannot hold it.

    On any other page a place off the page is left for the place check to refuse: there it is a mistake. Returns
    the placements and the pages where something was moved or shrunk, to be told to the person.
    """
    fitted, pages = [], []
    for placement in placements:
        here = placement
        if isinstance(placement, Placement) and 1 <= placement.page <= preflight.pages:
            here = _fitted(placement, preflight.frames[placement.page - 1])
            if here != placement:
                pages.append(placement.page)
        fitted.append(here)
    return tuple(fitted), tuple(pages)


def _fitted(placement: Placement, frame: PageFrame) -> Placement:
    page, bounds = frame.shown_mm, placement.box.bounds_mm
    if min(page.width, page.height) >= SMALL_PAGE_MM or page.contains(bounds):
        return placement
    scale = min(1.0, page.width / bounds.width, page.height / bounds.height)
    half_width, half_height = bounds.width * scale / 2, bounds.height * scale / 2
    return replace(
        placement,
        centre_x_mm=min(max(placement.centre_x_mm, half_width), page.width - half_width),
        centre_y_mm=min(max(placement.centre_y_mm, half_height), page.height - half_height),
        width_mm=placement.width_mm * scale,
        height_mm=placement.height_mm * scale,
    )


def _points(arguments: argparse.Namespace, preflight: Preflight) -> list[tuple[int, float, float]]:
    if not arguments.at:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--at")
    pages: tuple[int, ...] = (1 if arguments.page is None else arguments.page,)
    if arguments.pages and not arguments.straddle:
        pages = parse_pages(arguments.pages, preflight.pages)
    return [(page, *arguments.at) for page in pages]
