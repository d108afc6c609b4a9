"""Places that the document's text gives, on the command line: `--keyword`, `--regex`, `--official`."""

from __future__ import annotations

import argparse
import math
from dataclasses import replace

from sealdesk.cli.output import language, say_aside
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.document import Preflight
from sealdesk.model.placement import Placement
from sealdesk.model.placing_rule import KeywordRule, Occurrence
from sealdesk.model.seal import Seal


def add_text_options(parser: argparse.ArgumentParser) -> None:
    wanted = parser.add_mutually_exclusive_group()
    wanted.add_argument(
        "--keyword", metavar="TEXT", help="centre of a place where this text stands, whatever its spacing"
    )
    wanted.add_argument("--regex", metavar="TEXT", help="centre of a place that this pattern matches")
    parser.add_argument(
        "--occurrence",
        type=_occurrence,
        default=(Occurrence.FIRST, 1),
        metavar="first|last|every|N",
        help="which of the places of keyword or pattern (default: first)",
    )
    parser.add_argument(
        "--offset",
        type=_offset,
        default=(0.0, 0.0),
        metavar="DX,DY",
        help="from the middle of the text to the seal's centre, in mm to the right and down; negative: --offset=-5,0",
    )
    parser.add_argument(
        "--official",
        action="store_true",
        help="official documents: over issuer and date (GB/T 9704-2012)",
    )


def _occurrence(text: str) -> tuple[Occurrence, int]:
    words = {one.value: one for one in (Occurrence.FIRST, Occurrence.LAST, Occurrence.EVERY)}
    if text in words:
        return words[text], 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 10_000):
        raise argparse.ArgumentTypeError(f"{text!r} is none of first, last, every, 1, 2, …")
    return Occurrence.NTH, int(text)


def _offset(text: str) -> tuple[float, float]:
    try:
        dx, dy = (float(part) for part in text.split(","))
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"{text!r} is not DX,DY in millimetres, like 0,-5") from wrong
    if not (math.isfinite(dx) and math.isfinite(dy)):
        raise argparse.ArgumentTypeError(f"{text!r} is not DX,DY in millimetres, like 0,-5")
    return dx, dy


def keyword_rule_of(arguments: argparse.Namespace) -> KeywordRule | None:
    """The rule of `--keyword` or `--regex`; None where neither was given."""
    text = arguments.keyword or arguments.regex
    if not text:
        return None
    pages = "all"
    if arguments.page is not None:
        pages = str(arguments.page)
    elif arguments.pages and not arguments.straddle:
        pages = arguments.pages
    occurrence, number = arguments.occurrence
    dx_mm, dy_mm = arguments.offset
    return KeywordRule(text, bool(arguments.regex), pages, occurrence, number, dx_mm, dy_mm)


def keyword_places(
    arguments: argparse.Namespace, rule: KeywordRule, preflight: Preflight, size_mm: tuple[float, float]
) -> list[Placement]:
    """The seal in the middle of each place that the rule means.

    Raises:
        SealDeskError: `DOCUMENT_KEYWORD_NOT_FOUND`, `PLACE_PAGE_MISSING`, `PLACE_PAGES_WRONG`,
            `PLACE_PATTERN_WRONG`, `PLACE_PATTERN_SLOW`.
    """
    from sealdesk.service.placing_rules import chosen_hits, keyword_hits, keyword_placements

    if arguments.page is not None and not 1 <= arguments.page <= preflight.pages:
        raise SealDeskError(ErrorCode.PLACE_PAGE_MISSING, page=arguments.page, pages=preflight.pages)
    hits = chosen_hits(keyword_hits(arguments.document, arguments.password, rule), rule)
    if not hits:
        raise SealDeskError(ErrorCode.DOCUMENT_KEYWORD_NOT_FOUND, keyword=rule.text)
    return [replace(one, turned_deg=arguments.rotate) for one in keyword_placements(hits, rule, *size_mm)]


def official_place(
    arguments: argparse.Namespace, seal: Seal, preflight: Preflight, size_mm: tuple[float, float]
) -> Placement:
    """The seal over issuer and date; rules that the document does not let it keep are told aside.

    Raises:
        SealDeskError: `PLACE_OFFICIAL_NOT_FOUND`.
    """
    from sealdesk.service.placing_rules import official_proposal
    from sealdesk.texts.place_words import place_text

    proposal = official_proposal(
        arguments.document, arguments.password, preflight, *size_mm, holder=seal.holder
    )
    if proposal.placement is None:
        why = proposal.findings[0].code.value
        raise SealDeskError(ErrorCode.PLACE_OFFICIAL_NOT_FOUND, why=why)
    for finding in proposal.findings:
        text = place_text(finding, language())
        end = "。" if language() == "zh" else ". "
        say_aside(f"[{finding.code.value}] {text.found}{end}{text.now}")
    return proposal.placement
