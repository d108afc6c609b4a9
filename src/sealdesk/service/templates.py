"""Placing templates (用印位置模板): places that were found once, kept for documents of the same kind."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.page_numbers import pages_text
from sealdesk.formats.placing_template import is_name, read_templates, write_templates
from sealdesk.geometry import PageFrame
from sealdesk.model.document import DocumentClass, Preflight
from sealdesk.model.placement import AnyPlacement, Edge, Placement, StraddlePlacement
from sealdesk.model.placing_rule import FixedRule, FromX, FromY, PlacingRule, PlacingTemplate, StraddleRule
from sealdesk.policy.place_findings import PlaceCode, PlaceFinding
from sealdesk.service.file_lock import FileLock
from sealdesk.service.placing_rules import ResolvedPlaces, resolve
from sealdesk.settings.layout import Layout

_NO_PLACE = frozenset({PlaceCode.OFFICIAL_SCANNED, PlaceCode.OFFICIAL_NO_TEXT, PlaceCode.OFFICIAL_NO_DATE})
S = TypeVar("S", FromX, FromY)
_LOCK_WAIT_S = 5.0
_CENTRED_MM = 0.5
"""What lies this near to the middle of the page is meant to be there on every page."""
_DECIMALS = 2


def list_templates(
    layout: Layout, document_class: DocumentClass | None = None
) -> tuple[PlacingTemplate, ...]:
    """All templates by name; those for `document_class` first, then those for every document.

    Raises:
        SealDeskError: `TEMPLATES_BROKEN`.
    """
    templates = sorted(_read(layout), key=lambda one: one.name)
    return tuple(sorted(templates, key=lambda one: _distance(one, document_class)))


def find_template(layout: Layout, name: str) -> PlacingTemplate:
    """The template of this name.

    Raises:
        SealDeskError: `TEMPLATE_UNKNOWN`, `TEMPLATES_BROKEN`.
    """
    found = next((one for one in _read(layout) if one.name == name), None)
    if found is None:
        raise SealDeskError(ErrorCode.TEMPLATE_UNKNOWN, name=name)
    return found


def save_template(layout: Layout, template: PlacingTemplate) -> None:
    """Keep it; one of the same name is replaced.

    Raises:
        SealDeskError: `TEMPLATE_WRONG` for a name or a measure that is none; `TEMPLATES_BROKEN`, `WORKSPACE_BROKEN`,
            `WORKSPACE_BUSY`.
    """
    if not is_name(template.name):
        raise SealDeskError(ErrorCode.TEMPLATE_WRONG, name=template.name)
    with _locked(layout):
        others = [one for one in _read(layout) if one.name != template.name]
        try:
            text = write_templates([*others, template])
        except FormatError as wrong:
            raise SealDeskError(ErrorCode.TEMPLATE_WRONG, name=template.name) from wrong
        _replace(layout.placing_templates, text)


def delete_template(layout: Layout, name: str) -> None:
    """Forget it.

    Raises:
        SealDeskError: `TEMPLATE_UNKNOWN`; as `save_template`.
    """
    with _locked(layout):
        templates = _read(layout)
        left = [one for one in templates if one.name != name]
        if len(left) == len(templates):
            raise SealDeskError(ErrorCode.TEMPLATE_UNKNOWN, name=name)
        _replace(layout.placing_templates, write_templates(left))


def apply(
    template: PlacingTemplate,
    path: Path,
    password: str | None,
    preflight: Preflight,
    size_mm: tuple[float, float],
    *,
    holder: str = "",
) -> ResolvedPlaces:
    """Where the template's places lie on this document.

    Args:
        size_mm: The seal's true width and height.
        holder: Whose seal it is, for official documents of several issuers.

    Raises:
        SealDeskError: As `placing_rules.resolve`.
    """
    return resolve(path, password, preflight, template.rules, *size_mm, holder=holder)


def leads_nowhere(finding: PlaceFinding) -> bool:
    """Whether a rule gave no place, so that the template does not fit; other findings are for a person to judge."""
    return finding.code.value.startswith("place.") or finding.code in _NO_PLACE


def rules_of(placements: Sequence[AnyPlacement], frames: Sequence[PageFrame]) -> tuple[PlacingRule, ...]:
    """The rules that put seals on these places, also on documents with other numbers and sizes of pages.

    Distances are from the nearest sides. The last page is called so; the same place on several pages is one rule.
    """
    fixed: dict[FixedRule, list[int]] = {}
    others: list[PlacingRule] = []
    for placement in placements:
        if isinstance(placement, Placement):
            rule = _fixed(placement, frames[placement.page - 1])
            fixed.setdefault(rule, []).append(placement.page)
        else:
            others.append(_straddle(placement, frames))
    rules = [
        FixedRule(
            _pages_words(pages, len(frames)), rule.x_mm, rule.y_mm, rule.from_x, rule.from_y, rule.turned_deg
        )
        for rule, pages in fixed.items()
    ]
    return (*rules, *dict.fromkeys(others))


def _fixed(placement: Placement, frame: PageFrame) -> FixedRule:
    x, from_x = _nearest(placement.centre_x_mm, frame.width_mm, (FromX.LEFT, FromX.CENTRE, FromX.RIGHT))
    y, from_y = _nearest(placement.centre_y_mm, frame.height_mm, (FromY.TOP, FromY.CENTRE, FromY.BOTTOM))
    return FixedRule("", x, y, from_x, from_y, float(placement.turned_deg))


def _nearest(at_mm: float, length_mm: float, sides: tuple[S, S, S]) -> tuple[float, S]:
    low, middle, high = sides
    if abs(at_mm - length_mm / 2) <= _CENTRED_MM:
        return 0.0, middle
    if at_mm < length_mm / 2:
        return round(float(at_mm), _DECIMALS), low
    return round(length_mm - at_mm, _DECIMALS), high


def _straddle(placement: StraddlePlacement, frames: Sequence[PageFrame]) -> StraddleRule:
    sideways = placement.edge in (Edge.RIGHT, Edge.LEFT)
    along = min(
        frame.height_mm if sideways else frame.width_mm
        for frame in (frames[page - 1] for page in placement.pages)
    )
    return StraddleRule(
        placement.edge,
        _pages_words(list(placement.pages), len(frames)),
        round(float(placement.centre_mm / along * 100), _DECIMALS),
        placement.strips_at_most,
        float(placement.first_wider),
        placement.cut,
    )


def _pages_words(pages: list[int], count: int) -> str:
    """As people would say it: the words that stay true on a document with another number of pages."""
    if count > 1:
        chosen = set(pages)
        for word, named in (
            ("all", range(1, count + 1)),
            ("last", range(count, count + 1)),
            ("odd", range(1, count + 1, 2)),
            ("even", range(2, count + 1, 2)),
        ):
            # One page of two is its number: odd and even say more than that.
            if chosen == set(named) and (len(named) > 1 or word == "last"):
                return word
    return pages_text(pages)


# The file.


def _distance(template: PlacingTemplate, document_class: DocumentClass | None) -> int:
    if document_class is None:
        return 0
    if template.document_class is document_class:
        return 0
    return 1 if template.document_class is None else 2


def _read(layout: Layout) -> tuple[PlacingTemplate, ...]:
    path = layout.placing_templates
    try:
        return read_templates(path.read_bytes())
    except FileNotFoundError:
        return ()
    except OSError as trouble:
        raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason=trouble.strerror) from trouble
    except FormatError as wrong:
        raise SealDeskError(ErrorCode.TEMPLATES_BROKEN, path=path, reason=str(wrong)) from wrong


def _replace(path: Path, text: bytes) -> None:
    """The old file or the new one is there, whole, whenever the machine stops."""
    draft = path.with_suffix(".json.new")
    try:
        with draft.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as trouble:
        raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason=trouble.strerror) from trouble


@contextmanager
def _locked(layout: Layout) -> Iterator[None]:
    """Of two that save at once neither is lost."""
    path = layout.placing_templates_lock
    try:
        lock = FileLock.take(path, wait_s=_LOCK_WAIT_S, make=True)
    except OSError as trouble:
        raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason=trouble.strerror) from trouble
    if lock is None:
        raise SealDeskError(ErrorCode.WORKSPACE_BUSY, home=layout.home)
    try:
        yield
    finally:
        lock.release()
