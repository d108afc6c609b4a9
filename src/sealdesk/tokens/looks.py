"""Looks at what is plugged in: each module in a thread of its own, so that one that hangs delays no other."""

from __future__ import annotations

import threading
import time
from typing import TypeAlias

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenInfo
from sealdesk.tokens import answers
from sealdesk.tokens.child import LOOK, ModuleProcess

Infos: TypeAlias = tuple[TokenInfo, ...]
Outcome: TypeAlias = Infos | SealDeskError

_PATIENCE_S = 1.5
"""So long a module is waited for once another has answered: reading a card takes a part of it."""
_MOST_PATIENCE_S = 3.0
"""For one that is known to take longer, and for the first look, which waits for the module to be loaded."""


class Looks:
    """What is plugged into every module. Thread-safe.

    Args:
        limit_s: How long a module may take before its process is stopped.
    """

    def __init__(self, children: tuple[ModuleProcess, ...], limit_s: float) -> None:
        self._told = threading.Condition()
        self._modules = tuple(_ModuleLook(child, limit_s, self._told) for child in children)

    def everywhere(self, *, to_the_end: bool = False) -> list[Outcome]:
        """A look at each module that begins now: its tokens, or what kept it from answering.

        Once a module has answered, the others are waited for no longer than a second or two; one that was late
        already not at all, until it answers again. `TOKEN_MODULE_SLOW` stands for an answer that is awaited; the
        look goes on. Of a module that is at work for somebody its last answer stands: who works learns of a pull.

        Args:
            to_the_end: Wait for every module, up to its limit.
        """
        with self._told:
            numbers = [module.begin() for module in self._modules]
            begun = time.monotonic()
            while True:
                late = [m for m, number in zip(self._modules, numbers, strict=True) if not m.answered(number)]
                if not late:
                    break
                until = None if to_the_end or not self._any_sound(numbers) else _patience_ends(late, begun)
                left_s = None if until is None else until - time.monotonic()
                if left_s is not None and left_s <= 0:
                    break
                self._told.wait(left_s)
            return [module.outcome(number) for module, number in zip(self._modules, numbers, strict=True)]

    def silent(self, child: ModuleProcess) -> bool:
        """Whether the module's last look was given up, and it has not answered since."""
        return any(module.late for module in self._modules if module.child is child)

    def end(self) -> None:
        """Begin no look that was asked for, and end those that hang. Later looks start anew."""
        with self._told:
            for module in self._modules:
                module.drop()
            until = time.monotonic() + _PATIENCE_S
            while any(module.looking and not module.late for module in self._modules):
                left_s = until - time.monotonic()
                if left_s <= 0:
                    break
                self._told.wait(left_s)
            hanging = [module for module in self._modules if module.looking]
            for module in self._modules:
                module.late, module.took_s = False, _MOST_PATIENCE_S
        for module in hanging:
            module.child.end_look()

    def _any_sound(self, numbers: list[int]) -> bool:
        looks = zip(self._modules, numbers, strict=True)
        return any(module.answered(number) and module.sound for module, number in looks)


class _ModuleLook:
    """The looks at one module, numbered, one at a time; its thread ends with the last one asked for.

    Everything but `_look` is done under the common condition.
    """

    def __init__(self, child: ModuleProcess, limit_s: float, told: threading.Condition) -> None:
        self.child = child
        self.looking = False
        self.late = False
        self.took_s = _MOST_PATIENCE_S
        self._limit_s = limit_s
        self._told = told
        self._asked = self._begun = self._done = self._dropped = 0
        self._last: Outcome | Exception = ()
        self._last_infos: Infos = ()

    def begin(self) -> int:
        """Ask for a look that begins after this; its number."""
        self._asked += 1
        if not self.looking:
            self.looking = True
            threading.Thread(target=self._work, name="token look", daemon=True).start()
        return self._asked

    def answered(self, number: int) -> bool:
        return number <= max(self._done, self._dropped)

    @property
    def sound(self) -> bool:
        """Whether the last answer was one."""
        return isinstance(self._last, tuple)

    @property
    def patience_s(self) -> float:
        if self.late:
            return 0.0
        return min(max(_PATIENCE_S, 2 * self.took_s), _MOST_PATIENCE_S)

    def outcome(self, number: int) -> Outcome:
        """What look `number` gave; where it is awaited still, what stands for it."""
        if self.answered(number):
            if isinstance(self._last, tuple | SealDeskError):
                return self._last
            raise self._last
        if self.child.busy_with not in (None, LOOK):
            return self._last_infos
        was_late, self.late = self.late, True
        if was_late and isinstance(self._last, SealDeskError):
            return self._last
        return SealDeskError(ErrorCode.TOKEN_MODULE_SLOW, module=self.child.module.path)

    def drop(self) -> None:
        """Looks that have not begun do not begin: whoever waits for them is answered with the last one."""
        self._dropped = self._asked

    def _work(self) -> None:
        while True:
            with self._told:
                if self.answered(self._asked):
                    self.looking = False
                    self._told.notify_all()
                    return
                self._begun = self._asked
            since = time.monotonic()
            outcome = self._look()
            with self._told:
                self._take(outcome, time.monotonic() - since)
                self._told.notify_all()

    def _look(self) -> Outcome | Exception:
        try:
            with answers.sound(self.child.module.path):
                told = self.child.ask(LOOK, self._limit_s)
                return answers.infos(str(self.child.module.path), told)
        except Exception as trouble:  # noqa: BLE001 - raised where the answer is taken
            return trouble

    def _take(self, outcome: Outcome | Exception, took_s: float) -> None:
        self._done, self._last = self._begun, outcome
        if isinstance(outcome, tuple):
            self._last_infos, self.late, self.took_s = outcome, False, took_s


def _patience_ends(late: list[_ModuleLook], begun: float) -> float:
    return begun + max(module.patience_s for module in late)
