"""What a walk through the window is made of: who walks, and stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from sealdesk.service.desk import Desk

from .conftest import WAIT_MS, Opened
from .hand import dialog

SEAL = "SEAL-0004"
D = TypeVar("D", bound=QDialog)
T = TypeVar("T")


@dataclass(frozen=True)
class Walker:
    """Who walks: the tests' hand, the window."""

    qtbot: QtBot
    opened: Opened

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT_MS)

    def modal(self, kind: type[D]) -> D:
        return dialog(self.qtbot, kind)

    def at_desk(self, work: Callable[[Desk], T]) -> T:
        """What the service answers, asked on the worker that has the workspace."""
        answers: list[T] = []
        self.opened.session.desk.submit(work, owner=self.opened.window, done=answers.append)
        self.wait(lambda: answers)
        return answers[0]


Stop = Callable[[Walker], QWidget]


@dataclass(frozen=True)
class Stops:
    """The stops of one part of the way, in order."""

    of: dict[str, Stop] = field(default_factory=dict)

    def stop(self, made: Stop) -> Stop:
        """Take this function in, by its name."""
        self.of[made.__name__] = made
        return made
