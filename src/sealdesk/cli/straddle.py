"""Straddle seals on the command line: which pages, and how the seal is cut."""

from __future__ import annotations

import argparse
import secrets
from dataclasses import replace

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.page_numbers import parse_pages
from sealdesk.impression.strip_cuts import MOST_STRIPS, SEEDS, WIDEST_FIRST, most_strips
from sealdesk.model.document import Preflight
from sealdesk.model.placement import UPRIGHT_EDGES, Edge, StraddleCut, StraddlePlacement

_USUAL_STRIPS = 20


def add_straddle_options(parser: argparse.ArgumentParser) -> None:
    """What says how a straddle seal is cut; of no effect without `--straddle`."""
    parser.add_argument(
        "--strips-at-most",
        type=_strips,
        metavar="N",
        help="one straddle seal over at most N pages (default: 20, fewer for a small seal)",
    )
    parser.add_argument(
        "--first-wider", type=_times, default=1.0, metavar="X", help="first strip X times as wide, 1 to 5"
    )
    parser.add_argument(
        "--cut",
        choices=[cut.value for cut in StraddleCut],
        default=StraddleCut.EVEN.value,
        help="strips of one width, or of widths by chance",
    )
    parser.add_argument(
        "--duplex", action="store_true", help="for printing on both sides: strips on odd pages only"
    )


def _strips(text: str) -> int:
    value = int(text)
    if not 2 <= value <= MOST_STRIPS:
        raise ValueError(text)
    return value


def _times(text: str) -> float:
    value = float(text)
    if not 1.0 <= value <= WIDEST_FIRST:
        raise ValueError(text)
    return value


def straddle_of(
    arguments: argparse.Namespace, width_mm: float, height_mm: float, preflight: Preflight
) -> StraddlePlacement:
    """The straddle seal that the arguments ask for: over all pages unless `--pages` says which, at half the first
    page's edge unless `--at` (without `--page`) says where.

    Raises:
        SealDeskError: `PLACE_PAGES_WRONG`, `PLACE_PAGE_MISSING`, `PLACE_STRADDLE_TOO_FEW_PAGES`.
    """
    edge = Edge(arguments.straddle)
    pages = parse_pages(arguments.pages or f"1-{preflight.pages}", preflight.pages)
    if arguments.duplex:
        pages = tuple(page for page in pages if page % 2)
    if not pages:
        raise SealDeskError(ErrorCode.PLACE_STRADDLE_TOO_FEW_PAGES, pages=0)
    frame = preflight.frames[pages[0] - 1]
    upright = edge in UPRIGHT_EDGES
    middle = (frame.height_mm if upright else frame.width_mm) / 2
    if arguments.at and arguments.page is None:
        middle = arguments.at[1] if upright else arguments.at[0]
    cut = StraddleCut(arguments.cut)
    seed = secrets.randbelow(SEEDS) if cut is StraddleCut.RANDOM else 0
    asked = StraddlePlacement(
        pages, edge, middle, width_mm, height_mm, _USUAL_STRIPS, arguments.first_wider, cut, seed
    )
    return replace(asked, strips_at_most=arguments.strips_at_most or min(_USUAL_STRIPS, most_strips(asked)))
