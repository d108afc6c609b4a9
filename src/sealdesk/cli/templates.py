"""`sealdesk templates …`: places kept for documents of the same kind."""

from __future__ import annotations

import argparse

from sealdesk.cli.columns import columns
from sealdesk.cli.common import add_home, add_json, desk_of
from sealdesk.cli.output import language, put_json, say, say_aside
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.document import Preflight
from sealdesk.model.placement import AnyPlacement
from sealdesk.model.seal import Seal
from sealdesk.service.desk import Desk


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("templates", help="placing templates: list, show, delete")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="every template: name, document class, how many rules")
    listing.set_defaults(run=_list)
    showing = verbs.add_parser("show", help="the rules of a template")
    showing.set_defaults(run=_show)
    deleting = verbs.add_parser("delete", help="forget a template")
    deleting.set_defaults(run=_delete)
    for one in (showing, deleting):
        one.add_argument("name", metavar="NAME")
    for one in (listing, showing):
        add_json(one)
    for one in (listing, showing, deleting):
        add_home(one)


def _list(arguments: argparse.Namespace) -> int:
    from sealdesk.formats.placing_template import template_facts
    from sealdesk.service.templates import list_templates
    from sealdesk.texts import name_of

    with desk_of(arguments) as desk:
        templates = list_templates(desk.layout)
    if arguments.json:
        put_json([template_facts(one) for one in templates])
        return 0
    tongue = language()
    lines = [
        (
            one.name,
            name_of(one.document_class, tongue) if one.document_class else "-",
            str(len(one.rules)),
        )
        for one in templates
    ]
    for line in columns(lines):
        say(line)
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from sealdesk.formats.placing_template import template_facts
    from sealdesk.service.templates import find_template
    from sealdesk.texts.placing_rules import rule_text

    with desk_of(arguments) as desk:
        template = find_template(desk.layout, arguments.name)
    if arguments.json:
        put_json(template_facts(template))
        return 0
    for rule in template.rules:
        say(rule_text(rule, language()))
    return 0


def _delete(arguments: argparse.Namespace) -> int:
    from sealdesk.service.templates import delete_template

    with desk_of(arguments) as desk:
        delete_template(desk.layout, arguments.name)
    return 0


def names_only_template(arguments: argparse.Namespace) -> bool:
    """Whether no other place than the template's is named."""
    others = ("page", "at", "straddle", "keyword", "regex", "official")
    return not any(getattr(arguments, name, None) for name in others)


def template_places(
    desk: Desk, arguments: argparse.Namespace, seal: Seal, preflight: Preflight, password: str | None
) -> tuple[AnyPlacement, ...]:
    """The places of `--template`; what else its rules say is told on stderr.

    Raises:
        SealDeskError: `TEMPLATE_UNKNOWN`, `TEMPLATES_BROKEN`; `TEMPLATE_UNFIT` where a rule leads nowhere on this
            document; what reading it raises.
    """
    from sealdesk.service import templates
    from sealdesk.texts.place_words import place_text

    template = templates.find_template(desk.layout, arguments.template)
    size_mm = (seal.width_mm, seal.height_mm)
    found = templates.apply(template, arguments.document, password, preflight, size_mm, holder=seal.holder)
    nowhere = [one for one in found.findings if templates.leads_nowhere(one)]
    if nowhere or not found.placements:
        reason = " ".join(place_text(one, language()).found for one in nowhere)
        raise SealDeskError(
            ErrorCode.TEMPLATE_UNFIT, name=template.name, **({"reason": reason} if reason else {})
        )
    for finding in found.findings:
        say_aside(place_text(finding, language()).found)
    return found.placements
