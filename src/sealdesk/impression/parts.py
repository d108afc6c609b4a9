"""The parts of a drawn seal: what each outline is, so that they can be measured against one another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sealdesk.impression.outline import Outline, joined


class Role(StrEnum):
    """What a part of a seal is."""

    GROUND = "ground"
    BORDER = "border"
    INNER_BORDER = "inner_border"
    CODE = "code"
    BOTTOM = "bottom"
    ARC = "arc"
    SECOND_ARC = "second_arc"
    STAR = "star"
    EMBLEM = "emblem"
    MIDDLE = "middle"
    LINE = "line"
    CHARACTERS = "characters"


@dataclass(frozen=True)
class Part:
    """A part of a seal, in mm from its top left corner.

    Attributes:
        pieces: Its outlines: letter by letter where it is text; a star, a border are one.
    """

    role: Role
    pieces: tuple[Outline, ...]

    @property
    def whole(self) -> Outline:
        return joined(self.pieces)
