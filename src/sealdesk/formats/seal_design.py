"""Seal designs as text: canonical JSON, checked field by field, the same for files and for presets.

Lengths and angles are decimal texts ("42", "0.6"), so that a design has one text; null leaves a measure to the
drawing. A file may leave out fields: they have the defaults of `SealDesign`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from sealdesk.formats.canonical import canonical
from sealdesk.formats.fields import FormatError, millimetres_text
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_design import SealDesign

FORMAT = 1

LONGEST_TEXT = 60
LARGEST_EMBLEM = 400_000
"""Characters of all the path data of an emblem together."""

_TEXTS = ("arc_text", "second_arc_text", "bottom_text", "centre_text", "middle_text", "code")
_TRUTHS = ("star", "negative", "columns")
MEASURES: Mapping[str, tuple[float, float]] = {
    "width_mm": (5.0, 100.0),
    "height_mm": (5.0, 100.0),
    "border_mm": (0.0, 10.0),
    "inner_border_mm": (0.0, 5.0),
    "border_gap_mm": (0.0, 10.0),
    "star_mm": (1.0, 100.0),
    "emblem_mm": (1.0, 100.0),
    "letter_mm": (0.5, 40.0),
    "second_letter_mm": (0.5, 40.0),
    "bottom_letter_mm": (0.5, 40.0),
    "middle_letter_mm": (0.5, 40.0),
    "centre_letter_mm": (0.5, 40.0),
    "code_letter_mm": (0.3, 10.0),
    "middle_width_mm": (1.0, 100.0),
    "centre_width_mm": (1.0, 100.0),
    "span_deg": (10.0, 350.0),
    "second_span_deg": (10.0, 350.0),
    "bottom_span_deg": (5.0, 350.0),
    "code_span_deg": (5.0, 350.0),
    "letter_stretch": (0.2, 3.0),
    "arc_gap_mm": (0.0, 20.0),
    "ring_gap_mm": (0.0, 20.0),
    "arc_turn_deg": (-180.0, 180.0),
    "star_drop_mm": (-40.0, 40.0),
    "centre_top_mm": (-40.0, 40.0),
    "margin_mm": (0.0, 20.0),
}
"""Least and greatest value of every measure."""

_POINT = r"-?\d(?:\.\d{1,6})? -?\d(?:\.\d{1,6})?"
_PATH = re.compile(f"(?:M{_POINT}(?:L{_POINT}|C{_POINT} {_POINT} {_POINT})*Z)+")
_NAMES = tuple(field.name for field in fields(SealDesign))
_NEEDED = tuple(field.name for field in fields(SealDesign) if field.default is MISSING)


def write_design(design: SealDesign) -> str:
    """The design's canonical JSON text, every field in it.

    Raises:
        FormatError: As `check`.
    """
    check(design)
    value: dict[str, Any] = {"format": FORMAT, **fields_of(design)}
    for name in MEASURES:
        value[name] = None if value[name] is None else millimetres_text(round(value[name], 4) + 0.0)
    return canonical(value).decode("utf-8")


def fields_of(design: SealDesign) -> dict[str, Any]:
    """The design as a table of plain values, measures as numbers: what `design_of` reads."""
    return {name: _plain(name, getattr(design, name)) for name in _NAMES}


def read_design(text: str | bytes) -> SealDesign:
    """The design a JSON text says; it need not be canonical, so that people may write one by hand.

    Raises:
        FormatError: Not JSON, an unknown or wrong field, a measure out of its range; the message names the field.
    """
    try:
        value = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as wrong:
        if isinstance(wrong, FormatError):
            raise
        raise FormatError("not JSON") from wrong
    if not isinstance(value, dict) or value.pop("format", None) != FORMAT:
        raise FormatError("format")
    return design_of(value, _decimal)


def design_of(table: Mapping[str, Any], number: Callable[[Any], float] | None = None) -> SealDesign:
    """The design of a table of fields, e.g. of a preset.

    Args:
        number: Reads a measure; by default numbers stand as such.

    Raises:
        FormatError: As `read_design`.
    """
    for name in table:
        if name not in _NAMES:
            raise FormatError(str(name))
    for name in _NEEDED:
        if name not in table:
            raise FormatError(name)
    values = {name: _value(name, value, number or _number) for name, value in table.items()}
    design = SealDesign(**values)
    check(design)
    return design


def check(design: SealDesign) -> None:
    """That a design can be drawn at all: measures in their ranges, a border that leaves room, short texts.

    Raises:
        FormatError: The message is the name of the first field that is wrong.
    """
    for name, (least, greatest) in MEASURES.items():
        at = getattr(design, name)
        if at is not None and not least <= at <= greatest:  # which is true of NaN, too
            raise FormatError(name)
    for name in _TEXTS:
        text = getattr(design, name)
        breaks = "\n" if name == "centre_text" and design.shape is SealShape.RECTANGLE else ""
        if len(text) > LONGEST_TEXT or any(ord(sign) < 32 and sign not in breaks for sign in text):
            raise FormatError(name)
    if design.border_mm + inner_edge_mm(design) > 0.3 * min(design.width_mm, design.height_mm):
        raise FormatError("border_mm")
    if not all(0 <= channel <= 255 for channel in design.colour):
        raise FormatError("colour")
    if sum(map(len, design.emblem)) > LARGEST_EMBLEM or not all(map(_PATH.fullmatch, design.emblem)):
        raise FormatError("emblem")


def inner_edge_mm(design: SealDesign) -> float:
    """How far inside the border the inner line ends; 0 without one."""
    return design.border_gap_mm + design.inner_border_mm if design.inner_border_mm > 0 else 0.0


def _plain(name: str, value: Any) -> Any:
    if name == "colour":
        return "#{:02x}{:02x}{:02x}".format(*value)
    if name == "emblem":
        return list(value)
    return value.value if name in ("kind", "shape") else value


def _value(name: str, value: Any, number: Callable[[Any], float]) -> Any:
    try:
        if name in MEASURES:
            return None if value is None and name not in _NEEDED and _is_open(name) else number(value)
        if name == "kind":
            return SealKind(value)
        if name == "shape":
            return SealShape(value)
        if name == "colour":
            return _colour(value)
    except (TypeError, ValueError) as wrong:
        raise FormatError(name) from wrong
    if name == "emblem":
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise FormatError(name)
        return tuple(value)
    if not isinstance(value, bool if name in _TRUTHS else str):
        raise FormatError(name)
    return value


def _is_open(name: str) -> bool:
    return next(field.default for field in fields(SealDesign) if field.name == name) is None


def _colour(value: Any) -> tuple[int, int, int]:
    found = re.fullmatch(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", value)
    if not found:
        raise ValueError("colour")
    return int(found[1], 16), int(found[2], 16), int(found[3], 16)


def _decimal(value: Any) -> float:
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,3}(\.\d{1,6})?", value):
        raise ValueError("no decimal")
    return float(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise FormatError("a field stands twice")
    return table
