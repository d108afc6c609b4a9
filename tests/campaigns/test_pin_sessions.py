"""A hundred sessions with a PIN: the token is asked once for each entry by a person, and never without one.

The shim counts C_Login and C_SetPIN by kind while the real token side, and the real prompt, are driven by a script.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.desk_worker import DeskWorker
from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.model.token import TokenInfo
from sealdesk.policy.pin_rules import PinRules, pin_faults
from sealdesk.service import pin_changes, token_side
from sealdesk.service.desk import Desk, open_desk
from sealdesk.service.evaluation.workspace import SIGNING_KEY_ID
from sealdesk.tokens.client import TokenModule
from tests.campaigns.token_bench import behind, token_module, use_modules
from tests.contract.shim import NoCompilerError, Shim, build
from tests.gui.conftest import WAIT_MS
from tests.journeys.conftest import Workspace, made, workspace

__all__ = ["made", "workspace"]  # fixtures of the journeys

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

SESSIONS, IN_THE_WINDOW = 100, 30
WRONG, TOO_SHORT, TOO_LONG = "135790", "1", "7" * 300


@dataclass
class Custodian:
    """Who types, and how many entries the token has to be asked about.

    Attributes:
        pin: Right at the moment.
        owed: Calls that the entries so far stand for, by what the shim calls them.
    """

    pin: str
    chance: random.Random
    owed: Counter[str] = field(default_factory=Counter)

    def another_pin(self) -> str:
        while True:
            new = f"{self.chance.randrange(10**8):08d}"
            if not pin_faults(new, self.pin, PinRules()):
                return new


@dataclass
class Sitting:
    """One session at the service: a fresh shim over the one token, with all its tries."""

    desk: Desk
    shim: Shim
    custodian: Custodian

    @property
    def info(self) -> TokenInfo:
        (info,) = token_side.look(self.desk)
        return info

    def enter(
        self, pin: str | None, answer: ErrorCode | None = None, *, asked: bool = True, confirmed: bool = False
    ) -> None:
        """A person enters a PIN at the prompt; `answer` is what the program says, None for yes."""
        self.custodian.owed["C_Login:user"] += asked
        assert refusal(lambda: self._unlock(pin, confirmed=confirmed)) is answer

    def _unlock(self, pin: str | None, *, confirmed: bool) -> None:
        token_side.unlock(self.desk, self.info.ref, pin, last_try_confirmed=confirmed)

    def wear_down(self) -> None:
        """Two wrong entries: the next one is the last try."""
        self.enter(WRONG, ErrorCode.TOKEN_PIN_WRONG)
        self.enter(WRONG, ErrorCode.TOKEN_PIN_WRONG)
        assert self.info.pin_final_try


def refusal(act: Callable[[], object]) -> ErrorCode | None:
    try:
        act()
    except SealDeskError as error:
        return error.code
    return None


# What happens in a session at the service.


def right(at: Sitting) -> None:
    at.enter(at.custodian.pin)


def wrong(at: Sitting) -> None:
    at.enter(WRONG, ErrorCode.TOKEN_PIN_WRONG)
    assert at.info.pin_count_low


def wrong_then_right(at: Sitting) -> None:
    wrong(at)
    right(at)
    assert not at.info.pin_count_low


def wrong_until_locked(at: Sitting) -> None:
    at.wear_down()
    at.enter(WRONG, ErrorCode.TOKEN_PIN_LOCKED, confirmed=True)
    at.enter(at.custodian.pin, ErrorCode.TOKEN_PIN_LOCKED, asked=False, confirmed=True)


def last_try_not_confirmed(at: Sitting) -> None:
    at.wear_down()
    for pin in (at.custodian.pin, WRONG):
        at.enter(pin, ErrorCode.TOKEN_PIN_LAST_TRY, asked=False)
    assert at.info.pin_final_try and not at.info.pin_locked


def last_try_right(at: Sitting) -> None:
    last_try_not_confirmed(at)
    at.enter(at.custodian.pin, confirmed=True)


def locked(at: Sitting) -> None:
    at.shim.count_tries(0)
    for pin in (at.custodian.pin, WRONG, None):
        at.enter(pin, ErrorCode.TOKEN_PIN_LOCKED, asked=False, confirmed=True)


def impossible_length(at: Sitting) -> None:
    for pin in (TOO_SHORT, TOO_LONG, ""):
        at.enter(pin, ErrorCode.TOKEN_PIN_LENGTH, asked=False)
    at.enter(None, ErrorCode.TOKEN_PIN_MISSING, asked=False)  # it has no pad
    assert not at.info.pin_count_low


def pad(at: Sitting) -> None:
    at.shim.become_pin_pad(WRONG)
    at.enter(None, ErrorCode.TOKEN_PIN_WRONG)
    at.shim.become_pin_pad(at.custodian.pin)
    at.enter(None)


def change(at: Sitting) -> None:
    """Weak ones and a missing confirmation cost nothing, a wrong old one costs a try."""
    desk, ref, new = at.desk, at.info.ref, at.custodian.another_pin()
    for weak in ("123456", "1234567", at.custodian.pin, "111111", "1"):
        assert (
            refusal(lambda weak=weak: pin_changes.change_pin(desk, ref, at.custodian.pin, weak))
            is ErrorCode.TOKEN_PIN_WEAK
        )
    at.custodian.owed["C_SetPIN"] += 1
    assert refusal(lambda: pin_changes.change_pin(desk, ref, WRONG, new)) is ErrorCode.TOKEN_PIN_WRONG
    at.custodian.owed["C_SetPIN"] += 1
    pin_changes.change_pin(desk, ref, at.custodian.pin, new)
    at.enter(at.custodian.pin, ErrorCode.TOKEN_PIN_WRONG)
    at.custodian.pin = new
    at.enter(new)


def change_at_the_last_try(at: Sitting) -> None:
    at.wear_down()
    desk, ref, new = at.desk, at.info.ref, at.custodian.another_pin()
    old = at.custodian.pin
    assert refusal(lambda: pin_changes.change_pin(desk, ref, old, new)) is ErrorCode.TOKEN_PIN_LAST_TRY
    at.custodian.owed["C_SetPIN"] += 1
    pin_changes.change_pin(desk, ref, old, new, last_try_confirmed=True)
    at.custodian.pin = new


def asked_at_each_signature(at: Sitting) -> None:
    at.shim.always_authenticate(SIGNING_KEY_ID)
    right(at)
    desk, ref, owed = at.desk, at.info.ref, at.custodian.owed

    def sign() -> object:
        return desk.tokens.sign(ref, SIGNING_KEY_ID, b"to be sealed", algorithm="rsa")

    assert refusal(sign) is ErrorCode.TOKEN_PIN_AGAIN
    for _ in range(2):
        token_side.offer_pin(desk, ref, at.custodian.pin)
    for _ in range(2):
        owed["C_Login:context"] += 1
        assert refusal(sign) is None
    assert refusal(sign) is ErrorCode.TOKEN_PIN_AGAIN, "each is used once"
    token_side.offer_pin(desk, ref, WRONG)
    owed["C_Login:context"] += 1
    assert refusal(sign) is ErrorCode.TOKEN_PIN_WRONG
    assert refusal(sign) is ErrorCode.TOKEN_PIN_AGAIN, "a wrong one is not tried again"


def fault_at_login(at: Sitting) -> None:
    """A fault is no wrong PIN, and no reason to try again unasked."""
    at.shim.order("C_Login", at.custodian.chance.choice(["device", "failed", "general"]))
    at.enter(at.custodian.pin, ErrorCode.TOKEN_DEVICE_ERROR)
    assert not at.info.pin_count_low
    right(at)


AT_THE_SERVICE = (
    right,
    wrong,
    wrong_then_right,
    wrong_until_locked,
    last_try_not_confirmed,
    last_try_right,
    locked,
    impossible_length,
    pad,
    change,
    change_at_the_last_try,
    asked_at_each_signature,
    fault_at_login,
)


# What happens in a session at the prompt in the window.


@dataclass
class Prompt:
    """The PIN prompt of the one token that is there."""

    qtbot: QtBot
    tokens: TokenWatch
    shim: Shim
    custodian: Custodian
    dialog: PinDialog

    @property
    def open(self) -> bool:
        return self.dialog.isVisible()

    def type(self, pin: str) -> None:
        self.dialog.pin.setText(pin)
        self.qtbot.keyClick(self.dialog.pin, Qt.Key.Key_Return)

    def enter(self, pin: str, *, confirm: bool = False) -> None:
        """Type, confirm the last try where it is one, press Return, and wait for the token's answer."""
        self.custodian.owed["C_Login:user"] += 1
        if confirm:
            self.dialog.last_try.setChecked(True)
        answers: list[object] = []
        self.tokens.unlocked.connect(answers.append)
        self.tokens.refused.connect(answers.append)
        self.type(pin)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
        self.tokens.unlocked.disconnect(answers.append)
        self.tokens.refused.disconnect(answers.append)


def typed_right(at: Prompt) -> None:
    at.enter(at.custodian.pin)
    assert at.dialog.result() == QDialog.DialogCode.Accepted


def typed_wrong(at: Prompt) -> None:
    at.enter(WRONG)
    assert at.open and at.dialog.pin.text() == ""


def typed_wrong_then_right(at: Prompt) -> None:
    typed_wrong(at)
    typed_right(at)


def typed_until_locked(at: Prompt) -> None:
    at.enter(WRONG)
    at.enter(WRONG)
    at.type(WRONG)  # the last try: Return without the confirmation does nothing
    assert not at.dialog.unlock.isEnabled() and at.dialog.last_try.isVisible()
    at.enter(WRONG, confirm=True)
    assert not at.dialog.pin.isVisible() and not at.dialog.unlock.isVisible()


def typed_last_try_right(at: Prompt) -> None:
    at.enter(WRONG)
    at.enter(WRONG)
    at.type(at.custodian.pin)
    at.enter(at.custodian.pin, confirm=True)
    assert at.dialog.result() == QDialog.DialogCode.Accepted


def cancelled(at: Prompt) -> None:
    at.dialog.pin.setText(at.custodian.pin)
    at.dialog.later.click()
    assert not at.open


def typed_too_short(at: Prompt) -> None:
    at.type(TOO_SHORT)
    assert not at.dialog.unlock.isEnabled() and at.open


def double_press(at: Prompt) -> None:
    """Return held down, and the button pressed on top of it, are one entry."""
    at.dialog.pin.setText(WRONG)
    at.custodian.owed["C_Login:user"] += 1
    with at.qtbot.waitSignal(at.tokens.refused, timeout=WAIT_MS):
        for _ in range(3):
            at.qtbot.keyClick(at.dialog.pin, Qt.Key.Key_Return)
        at.dialog.unlock.click()


IN_THE_PROMPT = (
    typed_right,
    typed_wrong,
    typed_wrong_then_right,
    typed_until_locked,
    typed_last_try_right,
    cancelled,
    typed_too_short,
    double_press,
)


# The campaign.


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return build(tmp_path_factory.mktemp("shim"))
    except NoCompilerError as missing:
        pytest.skip(str(missing))


@dataclass
class Campaign:
    workspace: Workspace
    library: Path
    real: TokenModule
    custodian: Custodian
    sessions: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)

    def fresh_shim(self) -> Shim:
        shim = Shim(self.library, self.real, self.workspace.folder / f"session-{self.sessions.total()}")
        shim.count_tries()
        use_modules(self.workspace.home, behind(shim))
        self.custodian.owed.clear()
        return shim

    def settle(self, name: str, shim: Shim) -> None:
        """The session is over: the token was asked as often as the person entered something, no more, no less."""
        asked = shim.calls()
        kinds = ("C_Login:user", "C_Login:context", "C_Login:so", "C_SetPIN")
        found = {kind: asked[kind] for kind in kinds}
        assert found == {kind: self.custodian.owed[kind] for kind in kinds}, name
        assert asked["C_Login"] == sum(found[kind] for kind in kinds[:3]), name
        self.sessions[name] += 1
        self.calls.update(found)

    def at_the_service(self, scenario: Callable[[Sitting], None]) -> None:
        shim = self.fresh_shim()
        with open_desk(self.workspace.home) as desk:
            scenario(Sitting(desk, shim, self.custodian))
        self.settle(scenario.__name__, shim)

    def in_the_prompt(self, qtbot: QtBot, scenario: Callable[[Prompt], None]) -> None:
        shim = self.fresh_shim()
        with prompt(qtbot, self.workspace.home) as (tokens, dialog):
            scenario(Prompt(qtbot, tokens, shim, self.custodian, dialog))
        self.settle(scenario.__name__, shim)


@contextmanager
def prompt(qtbot: QtBot, home: Path) -> Iterator[tuple[TokenWatch, PinDialog]]:
    worker = DeskWorker()
    tokens = TokenWatch(worker)
    bugs: list[BaseException] = []
    worker.worker.crashed.connect(bugs.append)
    opened: list[object] = []
    worker.open(home, owner=tokens, done=opened.append, failed=opened.append)
    tokens.start()
    qtbot.waitUntil(lambda: bool(tokens.tokens), timeout=WAIT_MS)
    dialog = PinDialog(tokens, tokens.tokens[0])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    yield tokens, dialog
    dialog.reject()
    tokens.stop()
    worker.stop()
    assert not bugs, bugs


@pytest.fixture
def campaign(workspace: Workspace, library: Path) -> Campaign:
    custodian = Custodian(workspace.pin, random.Random(2119))
    return Campaign(workspace, library, token_module(workspace.home), custodian)


def test_one_session_of_each_kind(campaign: Campaign, qtbot: QtBot) -> None:
    """The quick form of the campaign, in every test run."""
    for at_the_service in AT_THE_SERVICE:
        campaign.at_the_service(at_the_service)
    for in_the_prompt in IN_THE_PROMPT:
        campaign.in_the_prompt(qtbot, in_the_prompt)


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_a_hundred_sessions(campaign: Campaign, qtbot: QtBot) -> None:
    chance = campaign.custodian.chance
    for number in range(SESSIONS - IN_THE_WINDOW):
        every = number < len(AT_THE_SERVICE)
        campaign.at_the_service(AT_THE_SERVICE[number] if every else chance.choice(AT_THE_SERVICE))
    for number in range(IN_THE_WINDOW):
        every = number < len(IN_THE_PROMPT)
        campaign.in_the_prompt(qtbot, IN_THE_PROMPT[number] if every else chance.choice(IN_THE_PROMPT))
    assert campaign.sessions.total() == SESSIONS
    print(f"\n{SESSIONS} sessions: {dict(campaign.sessions)}")
    print(f"calls, each for one entry by a person: {dict(campaign.calls)}")
    print("0 logins at a last try without confirmation, 0 at a locked token")
