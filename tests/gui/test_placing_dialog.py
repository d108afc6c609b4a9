"""What all dialogs that lead to places do alike: offer, wait, put, and go with what they are about."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.keyword_dialog import KeywordDialog
from sealdesk.gui.official_dialog import OfficialDialog
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_dialog import PlacingDialog, column
from sealdesk.gui.straddle_dialog import StraddleDialog
from sealdesk.gui.template_dialog import TemplateDialog
from sealdesk.model.placement import AnyPlacement, Edge, Placement, StraddlePlacement

from .conftest import WAIT_MS, Opened

ALL_PAGES = StraddlePlacement((1, 2, 3), Edge.RIGHT, 150, 40, 40)


class _Given(PlacingDialog):
    """Places that the test gives."""

    def __init__(self, opened: Opened, *places: AnyPlacement) -> None:
        super().__init__(opened.session, opened.window)
        self.places = places
        self.taken: list[int] = []
        rows = column()
        rows.addWidget(self.waiting)
        rows.addWidget(self.notice)
        self.lay_out("Given", rows, column())
        self.offer()

    def placements(self) -> tuple[AnyPlacement, ...]:
        return self.places

    def ask(self, number: int, after: threading.Event) -> None:
        def work() -> int:
            assert after.wait(WAIT_MS / 1000)
            return number

        self.look_up("Looking…", work, self.taken.append)


def given(qtbot: QtBot, opened: Opened, *places: AnyPlacement) -> _Given:
    dialog = _Given(opened, *places)
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog


def placing_of(opened: Opened) -> Placing:
    assert opened.session.placing is not None
    return opened.session.placing


def whole(page: int, x: float = 60) -> Placement:
    return Placement(page, x, 100, 40, 40)


def test_the_verb_says_how_many_seals_and_is_there_for_some_only(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = given(qtbot, with_contract)
    assert dialog.do.text() == "Place the seal" and not dialog.do.isEnabled()
    dialog.accept()
    assert dialog.isVisible() and not placing_of(with_contract).marks
    dialog.places = (whole(1), whole(2))
    dialog.offer()
    assert dialog.do.text() == "Place 2 seals" and dialog.do.isEnabled()
    dialog.offer("Put them")
    assert dialog.do.text() == "Put them" and not dialog.allowance.isVisible()


@pytest.mark.parametrize(("looked_at", "shown"), [(1, 2), (2, 2), (3, 3)])
def test_who_looks_at_a_page_without_a_seal_is_led_to_the_first(
    qtbot: QtBot, with_contract: Opened, looked_at: int, shown: int
) -> None:
    session = with_contract.session
    session.show_page(looked_at)
    dialog = given(qtbot, with_contract, whole(3), StraddlePlacement((2, 3), Edge.RIGHT, 150, 40, 40))
    with qtbot.waitSignal(session.places_changed):
        dialog.accept()
    assert session.page == shown and len(placing_of(with_contract).marks) == 2
    session.undo()
    assert not placing_of(with_contract).marks, "one step"


def test_what_the_request_does_not_allow_is_said_beside_the_verb(qtbot: QtBot, with_contract: Opened) -> None:
    assert with_contract.session.uses_left == 3
    dialog = given(qtbot, with_contract, whole(1), whole(2), whole(3), whole(1, 120))
    assert dialog.allowance.isVisible() and dialog.allowance.text() == "The request allows 3 more."
    assert dialog.do.isEnabled(), "it can be put right on the desk"
    placing_of(with_contract).put((ALL_PAGES, whole(1), whole(2)))
    dialog.places = (whole(3),)
    dialog.offer()
    assert dialog.allowance.text() == "The request allows no more."
    dialog.places = (ALL_PAGES,)
    dialog.offer()
    assert not dialog.allowance.isVisible(), "it takes the place of the one that is there"


def test_only_what_was_asked_last_is_answered(qtbot: QtBot, with_contract: Opened) -> None:
    dialog, goes_on = given(qtbot, with_contract, whole(1)), threading.Event()
    dialog.ask(1, goes_on)
    dialog.ask(2, goes_on)
    dialog.offer()
    assert dialog.waiting.is_on and not dialog.do.isEnabled()
    qtbot.waitUntil(dialog.waiting.isVisible, timeout=WAIT_MS)
    goes_on.set()
    qtbot.waitUntil(lambda: bool(dialog.taken), timeout=WAIT_MS)
    assert dialog.taken == [2] and not dialog.waiting.is_on and not dialog.waiting.isVisible()
    dialog.ask(3, goes_on)
    dialog.overtake()
    qtbot.waitUntil(lambda: not with_contract.session.documents.busy, timeout=WAIT_MS)
    assert dialog.taken == [2] and not dialog.waiting.is_on


def test_what_cannot_be_found_out_is_said(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = given(qtbot, with_contract)

    def refused() -> int:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path="gone.pdf")

    dialog.look_up("Looking…", refused, dialog.taken.append)
    qtbot.waitUntil(dialog.notice.isVisible, timeout=WAIT_MS)
    assert dialog.notice.heading and not dialog.waiting.is_on and dialog.taken == []


@pytest.mark.parametrize("kind", [KeywordDialog, OfficialDialog, StraddleDialog, TemplateDialog])
@pytest.mark.parametrize("leaves", ["document", "seal"])
def test_it_goes_with_what_it_is_about(
    qtbot: QtBot, with_contract: Opened, kind: type[PlacingDialog], leaves: str
) -> None:
    session = with_contract.session
    dialog = kind(session, with_contract.window)
    dialog.open()
    qtbot.waitExposed(dialog)
    with qtbot.waitSignal(dialog.rejected, timeout=WAIT_MS):
        if leaves == "document":
            session.close_document()
        else:
            session.choose_request(None)
