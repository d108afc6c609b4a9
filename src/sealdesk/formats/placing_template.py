"""Placing templates as text: canonical JSON, checked field by field; measures within what paper and seals have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sealdesk.formats.batch_plan import read_rule, rule_facts
from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.fields import Fields, FormatError
from sealdesk.model.document import DocumentClass
from sealdesk.model.placing_rule import FixedRule, KeywordRule, PlacingRule, PlacingTemplate, StraddleRule

FORMAT = 1
LONGEST_NAME = 60
MOST_RULES, MOST_TEMPLATES = 50, 500
_LONGEST_TEXT = 400
_FARTHEST_MM = 5000.0


def write_templates(templates: Sequence[PlacingTemplate]) -> bytes:
    """The file's bytes.

    Raises:
        FormatError: A template that could not be read again.
    """
    text = _text(templates)
    read_templates(text)
    return text


def _text(templates: Sequence[PlacingTemplate]) -> bytes:
    return canonical({"format": FORMAT, "templates": [_facts(one) for one in templates]})


def read_templates(text: bytes) -> tuple[PlacingTemplate, ...]:
    """The templates of a file.

    Raises:
        FormatError: Anything that `write_templates` would not write.
    """
    taken = Fields(parse_canonical(text), "templates")
    taken.format(FORMAT)
    templates = tuple(_read(one) for one in taken.objects("templates"))
    taken.done()
    if len(templates) > MOST_TEMPLATES:
        raise FormatError("templates: too many")
    if len({one.name for one in templates}) != len(templates):
        raise FormatError("templates: a name twice")
    if _text(templates) != text:
        raise FormatError("templates: a number is written otherwise")
    return templates


def template_facts(template: PlacingTemplate) -> dict[str, Any]:
    """One template as JSON says it."""
    return _facts(template)


def is_name(name: str) -> bool:
    """Whether a template may be called so: one line of at most 60 characters, not blank."""
    return bool(name.strip()) and len(name) <= LONGEST_NAME and name.isprintable() and name == name.strip()


def _facts(template: PlacingTemplate) -> dict[str, Any]:
    return {
        "name": template.name,
        "class": template.document_class.value if template.document_class else "",
        "rules": [rule_facts(rule) for rule in template.rules],
    }


def _read(value: Any) -> PlacingTemplate:
    taken = Fields(value, "template")
    name, named = taken.text("name"), taken.text("class")
    rules = tuple(read_rule(one) for one in taken.objects("rules"))
    taken.done()
    if not is_name(name):
        raise FormatError("template.name: no name")
    if not 1 <= len(rules) <= MOST_RULES:
        raise FormatError("template.rules: none, or too many")
    for rule in rules:
        _check(rule)
    try:
        document_class = DocumentClass(named) if named else None
    except ValueError as wrong:
        raise FormatError("template.class: unknown") from wrong
    return PlacingTemplate(name, rules, document_class)


def _check(rule: PlacingRule) -> None:
    """Raises `FormatError` for a measure that nothing has."""
    if isinstance(rule, FixedRule):
        _within(
            rule.pages, (rule.x_mm, -_FARTHEST_MM, _FARTHEST_MM), (rule.y_mm, -_FARTHEST_MM, _FARTHEST_MM)
        )
        _within("", (rule.turned_deg, -360.0, 360.0))
    elif isinstance(rule, KeywordRule):
        offsets = ((rule.dx_mm, -_FARTHEST_MM, _FARTHEST_MM), (rule.dy_mm, -_FARTHEST_MM, _FARTHEST_MM))
        _within(rule.pages, *offsets, (rule.number, 1, 100_000))
        if not rule.text or len(rule.text) > _LONGEST_TEXT:
            raise FormatError("rule.text: none, or too long")
    elif isinstance(rule, StraddleRule):
        wider = (rule.first_wider, 1.0, 5.0)
        _within(rule.pages, (rule.middle_percent, 0.0, 100.0), (rule.strips_at_most, 2, 10_000), wider)


def _within(pages: str, *measures: tuple[float, float, float]) -> None:
    if len(pages) > _LONGEST_TEXT:
        raise FormatError("rule.pages: too long")
    for value, low, high in measures:
        if not (math.isfinite(value) and low <= value <= high):
            raise FormatError(f"rule: {value} is out of range")
