"""A person's hand on the page of seals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from pytestqt.qtbot import QtBot

from sealdesk.gui.decision_dialog import DecisionDialog
from sealdesk.gui.seals_page import SealsPage
from sealdesk.gui.tabs import Tab
from sealdesk.impression.drawing import draw_seal
from sealdesk.model.seal import SealKind, SealPicture, SealShape
from sealdesk.model.seal_design import SealDesign
from sealdesk.model.seal_life import LifeAction

from .conftest import WAIT_MS, Opened
from .hand import dialog

D = TypeVar("D", bound=DecisionDialog)

DEPARTMENT_SEAL = SealDesign(
    SealKind.DEPARTMENT,
    SealShape.ROUND,
    38.0,
    38.0,
    arc_text="城南建设有限公司",
    centre_text="安全部",
    star=True,
)


def picture() -> SealPicture:
    """A department's seal, drawn."""
    return draw_seal(DEPARTMENT_SEAL)


def show(qtbot: QtBot, opened: Opened, seal_id: str = "") -> SealsPage:
    """The page of seals, with this seal (or the first) chosen and described."""
    page = opened.window.seals_page
    with qtbot.waitSignal(page.described, timeout=WAIT_MS):
        opened.window.show_tab(Tab.SEALS)
    if seal_id and page.details.details is not None and page.details.details.seal_id != seal_id:
        with qtbot.waitSignal(page.described, timeout=WAIT_MS):
            page.choose(seal_id)
    return page


def password(opened: Opened, person_id: str) -> str:
    return (opened.home / "passwords" / person_id).read_text("utf-8").strip()


def sign(opened: Opened, asked: DecisionDialog, *people: str) -> None:
    """These people sign, in the order of the rows."""
    for at, person_id in enumerate(people):
        choice = asked.sign.persons[at]
        found = choice.findData(person_id)
        assert found >= 0, f"{person_id} is not offered"
        choice.setCurrentIndex(found)
        asked.sign.passwords[at].setText(password(opened, person_id))


def step(
    qtbot: QtBot,
    opened: Opened,
    action: LifeAction,
    kind: type[D],
    people: Sequence[str],
    fill: Callable[[D], None] = lambda asked: None,
) -> None:
    """Take a step from its button on the page to the page read anew."""
    page = opened.window.seals_page
    page.details.steps[action].click()  # type: ignore[attr-defined]
    asked = dialog(qtbot, kind)
    fill(asked)
    sign(opened, asked, *people)
    decide(qtbot, opened, asked)


def decide(qtbot: QtBot, opened: Opened, asked: DecisionDialog) -> None:
    """Press the verb; the page is read anew."""
    assert asked.do.isEnabled(), asked.missing.text()
    with qtbot.waitSignal(opened.window.seals_page.described, timeout=WAIT_MS):
        asked.do.click()
