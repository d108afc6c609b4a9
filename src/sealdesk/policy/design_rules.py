"""What the rules and practice say about a seal's design, told while it is drawn: warnings, never refusals.

国发〔1999〕25号 sets sizes, emblem and star; local seal rules want contract and finance seals to differ from the
unit's seal in name and style; the 13-digit code is public security practice (GA 241). Whoever files a seal decides.
"""

from __future__ import annotations

import colorsys
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sealdesk.model.seal import Seal, SealKind, SealShape
from sealdesk.model.seal_design import Colour, HolderKind, SealDesign


class DesignRule(StrEnum):
    """A rule a design may not follow; texts in `sealdesk.texts.design_words`.

    `CROWDED` is told by `sealdesk.impression.clearance.crowding`, which has to draw the seal for it.
    """

    NO_NAME = "design.no_name"
    TOO_LARGE = "design.too_large"
    SIZE_UNUSUAL = "design.size_unusual"
    SHAPE_UNUSUAL = "design.shape_unusual"
    NAME_WITHOUT_KIND = "design.name_without_kind"
    NAME_TAKEN = "design.name_taken"
    STYLE_OF_UNIT_SEAL = "design.style_of_unit_seal"
    EMBLEM_FORBIDDEN = "design.emblem_forbidden"
    CODE_WRONG = "design.code_wrong"
    NAME_TOO_LONG = "design.name_too_long"
    LETTERS_TOO_SMALL = "design.letters_too_small"
    CROWDED = "design.crowded"
    BORDER_UNUSUAL = "design.border_unusual"
    COLOUR_NOT_RED = "design.colour_not_red"


@dataclass(frozen=True)
class DesignWarning:
    """A rule and what it was broken by; the facts fill its text."""

    rule: DesignRule
    facts: Mapping[str, object] = field(default_factory=dict)


CODE_DIGITS = 13
LONGEST_NAME = 40
SMALLEST_LETTER_MM = 1.5
"""Characters lower than this, or closer than this along the arc, do not read on paper."""
BORDER_MM = (0.6, 1.6)
"""Borders of round and oval seals as made in practice."""

_LARGEST_UNIT_MM = {
    HolderKind.COMPANY: 42.0,
    HolderKind.INSTITUTION: 45.0,
    HolderKind.GOVERNMENT: 45.0,
    HolderKind.INDIVIDUAL: 38.0,
}
"""Diameter of a unit's round seal at most (国发〔1999〕25号 and practice after it)."""
_USUAL_MM: Mapping[tuple[SealKind, SealShape], tuple[tuple[float, float], tuple[float, float]]] = {
    (SealKind.UNIT, SealShape.ROUND): ((38.0, 38.0), (45.0, 45.0)),
    (SealKind.UNIT, SealShape.OVAL): ((45.0, 30.0), (45.0, 30.0)),
    (SealKind.CONTRACT, SealShape.ROUND): ((38.0, 38.0), (42.0, 42.0)),
    (SealKind.FINANCE, SealShape.ROUND): ((38.0, 38.0), (38.0, 38.0)),
    (SealKind.FINANCE, SealShape.RECTANGLE): ((22.0, 22.0), (25.0, 25.0)),
    (SealKind.LEGAL_AFFAIRS, SealShape.ROUND): ((38.0, 38.0), (42.0, 42.0)),
    (SealKind.DEPARTMENT, SealShape.ROUND): ((38.0, 38.0), (42.0, 42.0)),
    (SealKind.LEGAL_REPRESENTATIVE, SealShape.RECTANGLE): ((16.0, 10.0), (25.0, 25.0)),
}
"""Least and greatest width and height in practice; a kind's shapes that stand here are its usual ones."""
_KIND_WORDS: Mapping[SealKind, str] = {
    SealKind.CONTRACT: "合同",
    SealKind.FINANCE: "财务",
    SealKind.LEGAL_AFFAIRS: "法务",
}
_TOLERANCE_MM = 0.05


def design_warnings(
    design: SealDesign,
    others: Iterable[Seal] = (),
    holder_kind: HolderKind = HolderKind.COMPANY,
) -> tuple[DesignWarning, ...]:
    """What speaks against a design, most important first.

    Args:
        others: The other seals of the same holder that are in use, to compare name and style with.
        holder_kind: Whose seal it is; sizes and emblems depend on it.
    """
    seals = tuple(others)
    found: list[DesignWarning] = list(_against_others(design, seals))
    found.extend(_on_size(design, holder_kind))
    for check in _CHECKS:
        found.extend(check(design))
    if design.emblem and holder_kind in (HolderKind.COMPANY, HolderKind.INDIVIDUAL):
        found.append(DesignWarning(DesignRule.EMBLEM_FORBIDDEN, {"holder_kind": holder_kind}))
    order = tuple(DesignRule)
    return tuple(sorted(found, key=lambda warning: order.index(warning.rule)))


def name_of_design(design: SealDesign) -> str:
    """The seal's full text, as its name is registered: the arcs, then the line."""
    parts = (design.arc_text, design.second_arc_text, design.centre_text)
    return "".join(part.replace("\n", "") for part in parts)


def _against_others(design: SealDesign, others: tuple[Seal, ...]) -> Iterator[DesignWarning]:
    name = _plain(name_of_design(design))
    for other in others:
        if name and _plain(other.name) == name:
            yield DesignWarning(DesignRule.NAME_TAKEN, {"seal": other.id, "kind": other.kind})
        if design.kind in _KIND_WORDS and other.kind is SealKind.UNIT and _alike(design, other):
            yield DesignWarning(DesignRule.STYLE_OF_UNIT_SEAL, {"seal": other.id})


def _alike(design: SealDesign, other: Seal) -> bool:
    """Shape and size of the unit's seal, and its star: to be told apart by reading only."""
    same_size = abs(design.width_mm - other.width_mm) < 0.5 and abs(design.height_mm - other.height_mm) < 0.5
    return design.shape is other.shape and same_size and (design.star or bool(design.emblem))


def _on_size(design: SealDesign, holder_kind: HolderKind) -> Iterator[DesignWarning]:
    largest = _LARGEST_UNIT_MM[holder_kind]
    if design.kind is SealKind.UNIT and max(design.width_mm, design.height_mm) > _limit(design, largest):
        yield DesignWarning(
            DesignRule.TOO_LARGE, {"limit_mm": _limit(design, largest), "holder_kind": holder_kind}
        )
        return
    usual = _USUAL_MM.get((design.kind, design.shape))
    if usual is None:
        if any(kind is design.kind for kind, _ in _USUAL_MM):
            yield DesignWarning(DesignRule.SHAPE_UNUSUAL, {"kind": design.kind, "shape": design.shape})
        return
    (least_width, least_height), (most_width, most_height) = usual
    fits = least_width - _TOLERANCE_MM <= design.width_mm <= most_width + _TOLERANCE_MM
    fits = fits and least_height - _TOLERANCE_MM <= design.height_mm <= most_height + _TOLERANCE_MM
    if not fits:
        facts = {"kind": design.kind, "least": _size(usual[0]), "most": _size(usual[1])}
        yield DesignWarning(DesignRule.SIZE_UNUSUAL, facts)


def _limit(design: SealDesign, largest: float) -> float:
    return 45.0 if design.shape is SealShape.OVAL else largest


def _on_name(design: SealDesign) -> Iterator[DesignWarning]:
    name = name_of_design(design)
    if not name:
        yield DesignWarning(DesignRule.NO_NAME)
        return
    word = _KIND_WORDS.get(design.kind)
    if word and word not in name:
        yield DesignWarning(DesignRule.NAME_WITHOUT_KIND, {"kind": design.kind, "word": word})
    longest = max(len(design.arc_text), len(design.second_arc_text))
    if longest > LONGEST_NAME:
        yield DesignWarning(DesignRule.NAME_TOO_LONG, {"count": longest, "limit": LONGEST_NAME})


def _on_letters(design: SealDesign) -> Iterator[DesignWarning]:
    given = (design.letter_mm, design.second_letter_mm, design.centre_letter_mm, design.middle_letter_mm)
    sizes = [size for size in given if size is not None]
    if design.shape is not SealShape.RECTANGLE:
        sizes += [_pitch_mm(design, text) for text in (design.arc_text, design.second_arc_text) if text]
    elif design.centre_text:
        # Characters share the ground evenly: their size follows from how many there are.
        count = len(design.centre_text.replace("\n", ""))
        sizes.append(0.8 * math.sqrt(design.width_mm * design.height_mm / count))
    if sizes and min(sizes) < SMALLEST_LETTER_MM:
        facts = {"size_mm": round(min(sizes), 1), "limit_mm": SMALLEST_LETTER_MM}
        yield DesignWarning(DesignRule.LETTERS_TOO_SMALL, facts)


def _pitch_mm(design: SealDesign, text: str) -> float:
    """Room of one character along the widest arc there is, for Chinese; Latin letters need about half."""
    around = math.pi * (math.sqrt(design.width_mm * design.height_mm) - 2 * design.border_mm - 5.0)
    weight = sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in text)
    return around * 0.8 / max(1.0, weight)


def _on_code(design: SealDesign) -> Iterator[DesignWarning]:
    code = design.code
    if code and not (len(code) == CODE_DIGITS and code.isascii() and code.isdigit()):
        yield DesignWarning(DesignRule.CODE_WRONG, {"count": len(code), "digits": CODE_DIGITS})


def _on_border(design: SealDesign) -> Iterator[DesignWarning]:
    least, most = BORDER_MM
    if (
        design.shape is not SealShape.RECTANGLE
        and not design.negative
        and not least <= design.border_mm <= most
    ):
        yield DesignWarning(DesignRule.BORDER_UNUSUAL, {"least_mm": least, "most_mm": most})


def _on_colour(design: SealDesign) -> Iterator[DesignWarning]:
    if not is_seal_red(design.colour):
        yield DesignWarning(DesignRule.COLOUR_NOT_RED)


def is_seal_red(colour: Colour) -> bool:
    """Whether a colour lies in the range of seal red, #E60012 to #FF0000 with some tolerance."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(channel / 255 for channel in colour))
    degrees = (hue * 360 + 180) % 360 - 180
    return -12.0 <= degrees <= 6.0 and saturation >= 0.85 and value >= 0.78


def _plain(name: str) -> str:
    return "".join(character for character in name if character.isalnum())


def _size(size: tuple[float, float]) -> str:
    return f"{size[0]:g} × {size[1]:g}"


_CHECKS: tuple[Callable[[SealDesign], Iterator[DesignWarning]], ...] = (
    _on_name,
    _on_letters,
    _on_code,
    _on_border,
    _on_colour,
)
