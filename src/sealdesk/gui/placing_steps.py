"""What placing did, step by step: the words in which it is told, undone and done again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from sealdesk.gui.placing_resolved import Mark


class Verb(Enum):
    """What a step did."""

    PLACE = auto()
    STRADDLE = auto()
    MOVE = auto()
    NUDGE = auto()
    RESIZE = auto()
    TRUE_SIZE = auto()
    TURN = auto()
    REPEAT = auto()
    DUPLICATE = auto()
    PASTE = auto()
    DELETE = auto()
    SCALE = auto()
    DROP_SEAL = auto()


@dataclass(frozen=True)
class PlacingState:
    """All marks, and the chosen one."""

    marks: tuple[Mark, ...] = ()
    selected: int | None = None


@dataclass(frozen=True)
class Step:
    """A change that can be taken back.

    Attributes:
        key: The one mark it concerns; None where it concerns several, or none any more.
        whole: A gesture, complete in itself; others may be one of many small steps, as an arrow key makes them.
    """

    verb: Verb
    before: PlacingState
    after: PlacingState
    key: int | None = None
    whole: bool = False
