"""Placing rules on the command line: for documents that nobody has seen yet."""

from __future__ import annotations

import argparse

from sealdesk.cli.places import add_places
from sealdesk.cli.text_places import keyword_rule_of
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.placement import Edge, StraddleCut
from sealdesk.model.placing_rule import FixedRule, OfficialRule, PlacingRule, StraddleRule
from sealdesk.service.templates import find_template
from sealdesk.settings.layout import Layout


def add_rules(parser: argparse.ArgumentParser) -> None:
    """As `stamp` has places, and templates."""
    add_places(parser)
    parser.add_argument("--template", metavar="NAME", help="the rules of a template")


def rules_of(arguments: argparse.Namespace, layout: Layout) -> tuple[PlacingRule, ...]:
    """The rules that the arguments ask for.

    Raises:
        SealDeskError: `USAGE_WRONG` where they name no place; `TEMPLATE_UNKNOWN`, `TEMPLATES_BROKEN`.
    """
    if arguments.template:
        return find_template(layout, arguments.template).rules
    rules: list[PlacingRule] = []
    if arguments.straddle:
        rules.append(_straddle(arguments))
    if arguments.official:
        rules.append(OfficialRule())
    keyword = keyword_rule_of(arguments)
    if keyword is not None:
        rules.append(keyword)
    elif arguments.at and (arguments.page is not None or not arguments.straddle):
        rules.append(_fixed(arguments))
    if not rules:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--at, --keyword, --official, --straddle, --template")
    return tuple(rules)


def _fixed(arguments: argparse.Namespace) -> FixedRule:
    x_mm, y_mm = arguments.at
    pages = None if arguments.straddle else arguments.pages
    return FixedRule(pages or str(arguments.page or 1), x_mm, y_mm, turned_deg=arguments.rotate)


def _straddle(arguments: argparse.Namespace) -> StraddleRule:
    pages = arguments.pages or "all"
    return StraddleRule(
        Edge(arguments.straddle),
        "odd" if arguments.duplex else pages,
        strips_at_most=arguments.strips_at_most or StraddleRule.strips_at_most,
        first_wider=arguments.first_wider,
        cut=StraddleCut(arguments.cut),
    )
