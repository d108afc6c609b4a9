"""The tab 批量用印: from a folder to the manifest, with keys alone; stopped, gone on with, closed on."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode
from sealdesk.gui.batch_closing import BatchClosingDialog
from sealdesk.gui.batch_desk import BatchDesk, Doing
from sealdesk.gui.batch_keeper_dialog import BatchKeeperDialog
from sealdesk.gui.batch_page import BatchPage
from sealdesk.gui.batch_table import Column, Shown
from sealdesk.gui.language import set_language
from sealdesk.gui.palette import Theme
from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.gui.tabs import Tab
from sealdesk.model.batch import BatchResult, BatchStanding
from sealdesk.model.ledger import EntryKind
from sealdesk.model.placing_rule import FixedRule, FromX, FromY, KeywordRule, OfficialRule, StraddleRule
from sealdesk.service.batch_manifest import verify_manifest
from sealdesk.service.batch_plan import BatchWish, make_plan
from sealdesk.service.desk import open_desk
from sealdesk.texts import Language
from tests.batches import BROKEN, ask_for, make_documents
from tests.contract.shim import Shim

from .conftest import WAIT_MS, Opened, open_window
from .hand import dialog, enter_pin

COUNT = 3


@dataclass
class Bench:
    opened: Opened
    page: BatchPage
    folder: Path

    @property
    def desk(self) -> BatchDesk:
        return self.page.desk

    def shown(self) -> int | None:
        drawn = self.page.work.looking.preview.drawn
        return drawn.number if drawn is not None else None


def prepared(home: Path, folder: Path) -> None:
    """So many documents with a request, one broken, one that nobody asked for."""
    paths = make_documents(folder, COUNT)
    people = [(one, (home / "passwords" / one).read_text("utf-8").strip()) for one in ("P2001", "P1001")]
    with open_desk(home) as desk:
        ask_for(desk, paths, "SEAL-0004", (people[0], people[1]))
    make_documents(folder, 1, first=9)
    (folder / "broken.pdf").write_bytes(BROKEN)


def on_the_page(opened: Opened, folder: Path) -> Bench:
    opened.window.show_tab(Tab.BATCH)
    return Bench(opened, opened.window.batch_page, folder)


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path) -> Iterator[Bench]:
    out, folder = tmp_path / "out", tmp_path / "in"
    out.mkdir()
    prepared(home, folder)
    for one in open_window(qtbot, qapp, home, out, "en"):
        qtbot.waitUntil(one.is_ready, timeout=WAIT_MS)
        yield on_the_page(one, folder)


@pytest.fixture
def shimmed(shim: Shim, bench: Bench) -> Bench:
    """The bench over a token that obeys orders."""
    return bench


def plan(qtbot: QtBot, bench: Bench) -> None:
    """Fill in, and have the documents looked through."""
    setup = bench.page.setup
    qtbot.waitUntil(lambda: setup.seal.count() > 0, timeout=WAIT_MS)
    setup.seal.setCurrentIndex(setup.seal.findData("SEAL-0004"))
    assert not setup.look.isEnabled() and "folder with the documents" in setup.missing.text()
    setup.folder.setText(str(bench.folder))
    setup.output.setText(str(bench.opened.out))
    assert setup.look.isEnabled() and not setup.missing.text()
    qtbot.mouseClick(setup.look, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bench.desk.batch is not None, timeout=WAIT_MS)


def sign_in(qtbot: QtBot, bench: Bench) -> None:
    """Who keeps the seal enters the password that the window asks for."""
    asked = dialog(qtbot, BatchKeeperDialog)
    person_id = asked.sign.person_id(0)
    password = (bench.opened.home / "passwords" / person_id).read_text("utf-8").strip()
    asked.sign.passwords[0].setText(password)
    qtbot.mouseClick(asked.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bench.desk.keeper.signed_in is not None, timeout=WAIT_MS)
    bench.opened.window.activateWindow()
    qtbot.waitUntil(bench.opened.window.isActiveWindow, timeout=WAIT_MS)


def confirm_all(qtbot: QtBot, bench: Bench) -> None:
    """Enter on each document that is to be looked at, once it stands on the screen."""
    looking, desk = bench.page.work.looking, bench.desk
    assert desk.batch is not None
    for number in desk.batch.record.unconfirmed:
        qtbot.waitUntil(lambda number=number: bench.shown() == number, timeout=WAIT_MS)
        qtbot.waitUntil(looking.confirm.isEnabled, timeout=WAIT_MS)
        bench.page.work.table.setFocus()
        qtbot.keyClick(bench.page.work.table, Qt.Key.Key_Return)
        if desk.keeper.signed_in is None:
            sign_in(qtbot, bench)
        qtbot.waitUntil(lambda number=number: number in desk.batch.record.confirmed, timeout=WAIT_MS)


def start(qtbot: QtBot, bench: Bench) -> None:
    qtbot.mouseClick(bench.page.work.foot.start, Qt.MouseButton.LeftButton)


def rest(qtbot: QtBot, bench: Bench) -> None:
    """Wait until nothing goes on any more."""
    qtbot.waitUntil(lambda: bench.desk.doing is Doing.NOTHING, timeout=WAIT_MS)


def ended(qtbot: QtBot, bench: Bench) -> None:
    def is_over() -> bool:
        batch = bench.desk.batch
        assert bench.desk.stopped_by is None, bench.desk.stopped_by
        return batch is not None and batch.record.standing is BatchStanding.ENDED

    qtbot.waitUntil(is_over, timeout=WAIT_MS)


def test_from_a_folder_to_the_manifest(qtbot: QtBot, bench: Bench) -> None:
    opened, work, desk = bench.opened, bench.page.work, bench.desk
    plan(qtbot, bench)
    assert desk.batch is not None
    states = [work.model.state(row)[2] for row in range(COUNT + 2)]
    assert states.count("To be looked at") == COUNT and states.count("Left out") == 2
    assert not work.foot.start.isEnabled() and str(COUNT) in work.foot.words.text()
    confirm_all(qtbot, bench)
    qtbot.waitUntil(work.foot.start.isEnabled, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: opened.window.focusWidget() is work.foot.start, timeout=WAIT_MS)
    assert not work.drop.isHidden()
    start(qtbot, bench)
    enter_pin(qtbot, opened, opened.pin)
    ended(qtbot, bench)
    record = desk.batch.record
    assert desk.count(BatchResult.SEALED) == COUNT == len(record.numbers(BatchResult.SEALED))
    assert "3 documents are sealed" in work.foot.notice.heading and record.manifest in work.foot.notice.words
    assert work.foot.start.isHidden() and not work.foot.folder.isHidden() and work.drop.isHidden()
    assert {path.name for path in opened.out.iterdir()} == {
        record.manifest,
        *(f"notice-{number}-stamped.pdf" for number in range(1, COUNT + 1)),
    }
    with open_desk(opened.home, settle=False) as reader:
        assert verify_manifest(opened.out / record.manifest, desk=reader).good
        assert sum(1 for _ in reader.ledger.entries(kind=EntryKind.ACT_SEALED)) == COUNT
    qtbot.mouseClick(work.back, Qt.MouseButton.LeftButton)
    batches = bench.page.setup.so_far.batches
    qtbot.waitUntil(lambda: batches.count() == 1, timeout=WAIT_MS)
    assert "Ended" in batches.item(0).text() and "3/5" in batches.item(0).text()


def test_who_does_not_sign_in_confirms_nothing(qtbot: QtBot, bench: Bench) -> None:
    """Asked once for a batch; who gives up, or leaves the desk, is asked again."""
    desk, looking = bench.desk, bench.page.work.looking
    plan(qtbot, bench)
    assert desk.batch is not None
    first, second, _ = desk.batch.record.unconfirmed
    qtbot.waitUntil(looking.confirm.isEnabled, timeout=WAIT_MS)
    qtbot.mouseClick(looking.confirm, Qt.MouseButton.LeftButton)
    asked = dialog(qtbot, BatchKeeperDialog)
    asked.sign.passwords[0].setText("not this one")
    qtbot.mouseClick(asked.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked.notice.heading), timeout=WAIT_MS)
    assert not asked.sign.passwords[0].text() and desk.keeper.signed_in is None
    qtbot.mouseClick(asked.back, Qt.MouseButton.LeftButton)
    assert not desk.batch.record.confirmed and bench.shown() == first
    qtbot.mouseClick(looking.confirm, Qt.MouseButton.LeftButton)
    sign_in(qtbot, bench)
    qtbot.waitUntil(lambda: first in desk.batch.record.confirmed, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: bench.shown() == second and looking.confirm.isEnabled(), timeout=WAIT_MS)
    bench.opened.session.tokens.left.emit()
    qtbot.mouseClick(looking.confirm, Qt.MouseButton.LeftButton)
    dialog(qtbot, BatchKeeperDialog).reject()
    assert desk.batch.record.unconfirmed[0] == second


def test_a_key_held_down_confirms_one_document_alone(qtbot: QtBot, bench: Bench) -> None:
    plan(qtbot, bench)
    desk, looking, table = bench.desk, bench.page.work.looking, bench.page.work.table
    assert desk.batch is not None
    first, second = desk.batch.record.unconfirmed[:2]
    qtbot.waitUntil(lambda: bench.shown() == first and looking.confirm.isEnabled(), timeout=WAIT_MS)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    sign_in(qtbot, bench)
    qtbot.waitUntil(lambda: first in desk.batch.record.confirmed, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: bench.shown() == second and looking.confirm.isEnabled(), timeout=WAIT_MS)
    table.setFocus()
    for _ in range(10):
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            held = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)
            shortcut = kind is QEvent.Type.ShortcutOverride
            QApplication.sendEvent(table if shortcut else bench.opened.window.windowHandle(), held)
        qtbot.wait(30)
    rest(qtbot, bench)
    assert set(desk.batch.record.confirmed) == {first}
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: second in desk.batch.record.confirmed, timeout=WAIT_MS)


def test_every_page_with_the_seal_is_turned_to(qtbot: QtBot, bench: Bench) -> None:
    """A straddle seal over five pages: its first and its last; a whole seal on the third: that too."""
    path = bench.folder / "long.pdf"
    with pymupdf.open() as document:
        for _ in range(5):
            document.new_page(width=595, height=842).insert_text((72, 90), "terms")
        document.save(path)
    home = bench.opened.home
    people = [(one, (home / "passwords" / one).read_text("utf-8").strip()) for one in ("P2001", "P1001")]
    with open_desk(home) as desk:
        ask_for(desk, (path,), "SEAL-0004", (people[0], people[1]), impressions=9)
        rules = (FixedRule("3", 140.0, 240.0), StraddleRule())
        wish = BatchWish("SEAL-0004", rules, bench.opened.out, bench.folder)
        batch_id = make_plan(desk, wish).id
    looking = bench.page.work.looking
    bench.desk.open(batch_id)
    qtbot.waitUntil(lambda: bench.desk.batch is not None, timeout=WAIT_MS)
    assert bench.desk.batch is not None
    (number,) = bench.desk.batch.record.must_look
    bench.page.work.choose(number)
    qtbot.waitUntil(lambda: bench.shown() == number, timeout=WAIT_MS)
    turned = []
    while looking.unseen:
        assert not looking.confirm.isEnabled() and looking.set_aside.isEnabled()
        looking._say(right=True)
        assert bench.desk.keeper._waiting is None
        turned.append(looking.unseen[0])
        before = looking.unseen
        looking.enter()
        qtbot.waitUntil(lambda before=before: looking.unseen != before, timeout=WAIT_MS)
    assert turned == [3, 5] and looking.confirm.isEnabled()


def test_an_exchanged_file_is_not_shown(qtbot: QtBot, bench: Bench) -> None:
    """What is drawn are the planned bytes; another file in their place cannot be confirmed."""
    batch_desk, looking = bench.desk, bench.page.work.looking
    plan(qtbot, bench)
    assert batch_desk.batch is not None
    first, second, _ = batch_desk.batch.record.unconfirmed
    other = batch_desk.batch.record.plan.documents[second - 1]
    qtbot.waitUntil(looking.confirm.isEnabled, timeout=WAIT_MS)
    content = other.source.read_bytes()
    make_documents(bench.folder / "harmless", 1, first=77)[0].replace(other.source)
    bench.page.work.choose(second)
    qtbot.waitUntil(lambda: bool(looking.notice.heading) and looking.notice.isVisible(), timeout=WAIT_MS)
    assert bench.shown() is None and not looking.confirm.isEnabled()
    looking.enter()
    assert batch_desk.keeper._waiting is None
    other.source.write_bytes(content)
    bench.page.work.choose(first)
    qtbot.waitUntil(lambda: bench.shown() == first, timeout=WAIT_MS)
    bench.page.work.choose(second)
    qtbot.waitUntil(lambda: bench.shown() == second and looking.confirm.isEnabled(), timeout=WAIT_MS)


def test_what_is_set_aside_is_not_sealed(qtbot: QtBot, bench: Bench) -> None:
    work, desk = bench.page.work, bench.desk
    plan(qtbot, bench)
    assert desk.batch is not None
    first = desk.batch.record.unconfirmed[0]
    qtbot.waitUntil(work.looking.set_aside.isEnabled, timeout=WAIT_MS)
    qtbot.mouseClick(work.looking.set_aside, Qt.MouseButton.LeftButton)
    sign_in(qtbot, bench)
    qtbot.waitUntil(lambda: first in desk.batch.record.set_aside, timeout=WAIT_MS)
    assert desk.outcomes[first].result is BatchResult.LEFT_OUT
    assert "Set aside" in work.model.remarks(first - 1)
    confirm_all(qtbot, bench)
    qtbot.waitUntil(work.foot.start.isEnabled, timeout=WAIT_MS)
    assert str(COUNT - 1) in work.foot.words.text()


def test_the_table_filters_sorts_and_copies(qtbot: QtBot, bench: Bench) -> None:
    work = bench.page.work
    plan(qtbot, bench)
    assert work.sorted.rowCount() == COUNT + 2
    work.filter.setCurrentIndex(work.filter.findData(Shown.FOUND))
    assert work.sorted.rowCount() == 2 and work.count.text() == "2 of 5 documents"
    names = {work.sorted.index(row, Column.NAME).data() for row in range(2)}
    assert names == {"broken.pdf", "notice-9.pdf"}
    work.table.selectRow(0)
    qtbot.waitUntil(lambda: bool(work.looking.notice.heading), timeout=WAIT_MS)
    work._copy()
    copied = QGuiApplication.clipboard().text()
    assert "broken.pdf" in copied and "Left out" in copied and "\n" not in copied
    work.filter.setCurrentIndex(work.filter.findData(Shown.TO_LOOK_AT))
    assert work.sorted.rowCount() == COUNT
    work.table.sortByColumn(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert work.sorted.index(0, Column.NAME).data() == "notice-3.pdf"


def test_a_confirmation_changes_its_own_line_alone(qtbot: QtBot, bench: Bench) -> None:
    """Five hundred lines are not sorted and filtered anew at each step."""
    plan(qtbot, bench)
    told: list[int] = []
    bench.page.work.model.dataChanged.connect(lambda first, last, roles: told.append(first.row()))
    assert bench.desk.batch is not None
    first = bench.desk.batch.record.unconfirmed[0]
    bench.desk.confirm(first, right=True)
    sign_in(qtbot, bench)
    assert bench.desk.batch is not None
    qtbot.waitUntil(lambda: first in bench.desk.batch.record.confirmed, timeout=WAIT_MS)
    assert told == [first - 1] and bench.page.work.model.state(first - 1)[2] == "Confirmed"


def test_a_pulled_token_stops_and_it_goes_on(qtbot: QtBot, shim: Shim, shimmed: Bench) -> None:
    bench = shimmed
    plan(qtbot, bench)
    confirm_all(qtbot, bench)
    qtbot.waitUntil(bench.page.work.foot.start.isEnabled, timeout=WAIT_MS)
    pulled: list[int] = []

    def pull() -> None:
        if bench.desk.count(BatchResult.SEALED) == 1 and not pulled:
            pulled.append(1)
            shim.pull()

    bench.desk.changed.connect(pull)
    start(qtbot, bench)
    enter_pin(qtbot, bench.opened, bench.opened.pin)
    qtbot.waitUntil(lambda: bench.desk.stopped_by is not None, timeout=WAIT_MS)
    assert bench.desk.stopped_by is not None and bench.desk.stopped_by.code is ErrorCode.TOKEN_REMOVED
    foot = bench.page.work.foot
    assert foot.notice.heading and foot.start.text() == "Go on" and not foot.end.isHidden()
    bench.desk.changed.disconnect(pull)
    tokens = bench.opened.session.tokens
    qtbot.waitUntil(lambda: not tokens.tokens, timeout=WAIT_MS)
    shim.insert()
    enter_pin(qtbot, bench.opened, bench.opened.pin)  # the window asks by itself
    qtbot.waitUntil(lambda: tokens.open_token is not None, timeout=WAIT_MS)
    start(qtbot, bench)
    ended(qtbot, bench)
    assert bench.desk.count(BatchResult.SEALED) + bench.desk.count(BatchResult.COUNTED) == COUNT


def test_paused_locked_and_gone_on_with(qtbot: QtBot, bench: Bench) -> None:
    """Locked meanwhile, "Go on" asks for the PIN."""
    opened, foot = bench.opened, bench.page.work.foot
    plan(qtbot, bench)
    confirm_all(qtbot, bench)
    qtbot.waitUntil(foot.start.isEnabled, timeout=WAIT_MS)
    start(qtbot, bench)
    enter_pin(qtbot, opened, opened.pin)
    qtbot.waitUntil(lambda: bench.desk.at is not None, timeout=WAIT_MS)
    qtbot.mouseClick(foot.pause, Qt.MouseButton.LeftButton)
    rest(qtbot, bench)
    sealed = bench.desk.count(BatchResult.SEALED)
    assert 1 <= sealed < COUNT and bench.desk.stopped_by is None and foot.start.text() == "Go on"
    opened.session.tokens.lock()
    start(qtbot, bench)
    enter_pin(qtbot, opened, opened.pin)
    ended(qtbot, bench)
    assert bench.desk.count(BatchResult.SEALED) == COUNT


def test_without_a_pin_nothing_is_sealed(qtbot: QtBot, bench: Bench) -> None:
    plan(qtbot, bench)
    confirm_all(qtbot, bench)
    qtbot.waitUntil(bench.page.work.foot.start.isEnabled, timeout=WAIT_MS)
    start(qtbot, bench)
    qtbot.mouseClick(dialog(qtbot, PinDialog).later, Qt.MouseButton.LeftButton)
    rest(qtbot, bench)
    assert not list(bench.opened.out.iterdir()) and bench.desk.stopped_by is None
    assert bench.page.work.foot.start.isEnabled()


def test_closing_the_window_on_a_batch_is_asked_about(qtbot: QtBot, bench: Bench) -> None:
    """It stops behind the document at work; the window built anew meanwhile still shows it."""
    opened = bench.opened
    plan(qtbot, bench)
    confirm_all(qtbot, bench)
    qtbot.waitUntil(bench.page.work.foot.start.isEnabled, timeout=WAIT_MS)
    start(qtbot, bench)
    enter_pin(qtbot, opened, opened.pin)
    qtbot.waitUntil(lambda: bench.desk.at is not None, timeout=WAIT_MS)
    assert not opened.window.close()
    asked = dialog(qtbot, BatchClosingDialog)
    assert asked.focusWidget() is asked.back
    with qtbot.waitSignal(opened.window.closed, timeout=WAIT_MS):
        qtbot.mouseClick(asked.stop, Qt.MouseButton.LeftButton)
    sealed = bench.desk.count(BatchResult.SEALED)
    assert len(list(opened.out.glob("*.pdf"))) == sealed >= 1


def test_a_batch_outlives_a_change_of_language_and_theme(
    qtbot: QtBot, bench: Bench, qapp: QApplication
) -> None:
    opened = bench.opened
    plan(qtbot, bench)
    opened.window.look_chosen.emit(Language.ZH)
    opened.window.look_chosen.emit(Theme.DARK)
    page = bench.page = opened.window.batch_page  # the old one goes with its window
    assert page.desk is BatchDesk.of(opened.session) and page.work.model.rowCount() == COUNT + 2
    assert opened.window.tabs.button(Tab.BATCH).text() == "批量用印"
    assert page.work.model.state(0)[2] == "未列入用印"
    qtbot.mouseClick(page.work.drop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.desk.batch is None, timeout=WAIT_MS)
    set_language(qapp, "en")
    qtbot.addWidget(opened.window)
    gc.unfreeze()
    gc.collect()  # the windows before are gone, and pytest-qt is not to close them


def test_the_rules_that_the_fields_say(qtbot: QtBot, bench: Bench) -> None:
    fields = bench.page.setup.rules
    assert fields.rules() == (FixedRule("1", 60.0, 60.0, FromX.RIGHT, FromY.BOTTOM),)
    fields.straddle_too.setChecked(True)
    assert fields.rules()[1:] == (StraddleRule(),)
    fields.kind.setCurrentIndex(1)
    assert fields.rules() == ()
    fields.text.setText("Seal here")
    fields.dy_mm.setValue(-5.0)
    assert fields.rules() == (KeywordRule("Seal here", dy_mm=-5.0), StraddleRule())
    fields.kind.setCurrentIndex(2)
    assert fields.rules() == (OfficialRule(), StraddleRule())
    fields.kind.setCurrentIndex(3)
    assert fields.straddle_too.isHidden() and fields.rules() == (StraddleRule(),)


def test_requests_of_the_seal_are_offered(qtbot: QtBot, bench: Bench) -> None:
    setup = bench.page.setup
    qtbot.waitUntil(lambda: setup.seal.count() > 0, timeout=WAIT_MS)
    setup.seal.setCurrentIndex(setup.seal.findData("SEAL-0004"))
    setup.by_requests.setChecked(True)
    setup.output.setText(str(bench.opened.out))
    assert setup.requests.count() == COUNT + 1 and "request" in setup.missing.text()
    names = [setup.requests.item(at).text() for at in range(COUNT + 1)]
    at = next(at for at, name in enumerate(names) if "notice-2" in name)
    setup.requests.item(at).setCheckState(Qt.CheckState.Checked)
    assert setup.look.isEnabled() and len(setup.wish().requests) == 1
    qtbot.mouseClick(setup.look, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bench.desk.batch is not None, timeout=WAIT_MS)
    assert bench.desk.batch is not None
    assert [one.name for one in bench.desk.batch.record.plan.documents] == ["notice-2.pdf"]
