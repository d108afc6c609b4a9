"""What is said about places at once: on the page and in the checks, before any PIN."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sealdesk import resources
from sealdesk.errors import ErrorCode
from sealdesk.geometry import A4_UNITS, PageFrame
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_checks import PlaceDoubt, said_of
from sealdesk.gui.placing_sizes import TrueSize
from sealdesk.model.act import SealingOrder, SealUse
from sealdesk.model.document import DocumentClass, DocumentDigest, Preflight
from sealdesk.model.placement import Edge, Placement, StraddlePlacement
from sealdesk.service import placing_rules

from .approved import approve
from .conftest import WAIT_MS, Opened

UNIT = "SEAL-0001"
ROUND_MM = 42.0


def on_desk(
    qtbot: QtBot, opened: Opened, path: Path, document_class: DocumentClass = DocumentClass.GENERAL
) -> Placing:
    """An approved request for this document, and the document on the desk."""
    approve(opened.home, path, UNIT, 8, document_class)
    opened.session.open_file(path)
    qtbot.waitUntil(lambda: opened.session.placing is not None, timeout=WAIT_MS)
    assert opened.session.placing is not None
    return opened.session.placing


def written(path: Path, pages: int = 2, *, blank: tuple[int, ...] = ()) -> Path:
    with pymupdf.open() as document:
        for number in range(1, pages + 1):
            page = document.new_page(width=595.276, height=841.89)
            if number not in blank:
                for line in range(20):
                    page.insert_text((80, 100 + 30 * line), "Text that a seal may stand upon, line by line.")
        document.save(path)
    return path


def with_field(path: Path) -> Path:
    """Two prepared fields: one has room for a seal, one has not."""
    with pymupdf.open() as document:
        document.new_page(width=595.276, height=841.89)
        document[0].insert_text((80, 100), "Agreement")
        for name, rect in (("PartyA", (300, 600, 470, 770)), ("Initials", (40, 40, 90, 70))):
            widget = pymupdf.Widget()
            widget.field_name, widget.rect = name, pymupdf.Rect(*rect)
            widget.field_type = pymupdf.PDF_WIDGET_TYPE_SIGNATURE
            document[0].add_widget(widget)
        document.save(path)
    return path


def scanned(path: Path) -> Path:
    """A scan of A4 at 300 dpi whose pages are a point for a pixel: 875 × 1237 mm."""
    width, height = 2480, 3508
    grey = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, width // 4, height // 4))
    grey.set_rect(grey.irect, (200,))
    with pymupdf.open() as document:
        page = document.new_page(width=width, height=height)
        page.insert_image(page.rect, pixmap=grey)
        document.save(path)
    return path


def test_a_blank_page_and_touching_seals_are_doubted_and_stop_nothing(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    model = on_desk(qtbot, opened, written(tmp_path / "blank.pdf", blank=(2,)))
    session, panel = opened.session, opened.window.stamp_page.panel
    first = model.place(2, 80, 100)
    session.places_changed.emit()
    assert session.document is not None
    at_once = said_of(model, session.order(tmp_path / "out.pdf"), session.document.preflight, {}, ())
    assert [(one.key, one.doubt) for one in at_once] == [(first.key, PlaceDoubt.BLANK_PAGE)]
    qtbot.waitUntil(lambda: 2 in session.checks.looks, timeout=WAIT_MS)
    assert [one.doubt for one in session.checks.of_mark(first.key)] == [PlaceDoubt.BLANK_PAGE]
    assert "On a blank page (page 2)" in panel.checks.words
    second = model.place(1, 80, 100)
    third = model.place(1, 80 + ROUND_MM * 0.8, 100)
    session.places_changed.emit()
    assert [one.doubt for one in session.checks.of_mark(third.key)] == [PlaceDoubt.TOUCHING]
    assert "Two seals touch (page 1)" in panel.checks.words and not session.checks.stopping
    assert panel.what_is_missing() == [] and panel.stamp.isEnabled()
    # Round seals corner to corner: their boxes overlap, they do not touch.
    model.move_to(third.key, 80 + ROUND_MM * 0.75, 100 + ROUND_MM * 0.75)
    session.places_changed.emit()
    assert session.checks.of_mark(third.key) == ()
    model.select(None)
    opened.window.stamp_page.canvas.setFocus()
    panel.checks.mark_asked.emit(first.key)
    assert session.page == 2 and model.selected == first and second in model.marks


def test_straddle_seals_that_touch_are_told_on_the_first_page_that_shows_it() -> None:
    frames = (PageFrame(A4_UNITS),) * 400
    model, digest = Placing(frames, TrueSize(ROUND_MM, ROUND_MM), "one"), DocumentDigest("ab" * 32, 1)
    model.add_seal("two", TrueSize(ROUND_MM, ROUND_MM))

    def told(pages: tuple[int, ...], edge: Edge, middle_mm: float) -> list[tuple[int | None, int]]:
        model.clear()
        model.put((StraddlePlacement(tuple(range(1, 401)), Edge.RIGHT, 100, ROUND_MM, ROUND_MM),), "one")
        model.put((StraddlePlacement(pages, edge, middle_mm, ROUND_MM, ROUND_MM),), "two")
        first, second = (
            SealUse(one, f"R-{one}", (mark.placement,))
            for one in model.seal_ids
            for mark in model.marks_of(one)
        )
        order = SealingOrder(
            Path("a"), Path("b"), first.seal_id, "R-one", first.placements, further=(second,)
        )
        said = said_of(model, order, Preflight(digest, frames), {}, {"one", "two"})
        assert {one.doubt for one in said} <= {PlaceDoubt.TOUCHING}, said
        return [(model.marks.index(mark), one.page) for one in said if (mark := model.find(one.key))]

    assert told(tuple(range(31, 301)), Edge.RIGHT, 120) == [(1, 31)]
    assert told(tuple(range(31, 301)), Edge.RIGHT, 143) == []
    assert told(tuple(range(31, 301)), Edge.LEFT, 100) == []
    assert told((398, 399), Edge.BOTTOM, 190) == []


def test_a_document_that_is_only_read_is_not_looked_through(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    for name in ("page_looks", "keyword_hits", "official_proposal"):
        real = getattr(placing_rules, name)

        def noted(
            *args: object, _name: str = name, _real: Callable[..., object] = real, **more: object
        ) -> object:
            looked.append(_name)
            return _real(*args, **more)

        monkeypatch.setattr(placing_rules, name, noted)
    model, session = on_desk(qtbot, opened, written(tmp_path / "read.pdf", 3)), opened.session
    for page in (2, 3, 1):
        session.show_page(page)
        assert not session.checks.is_looking
    assert looked == []
    opened.window.stamp_page.canvas.set_following(True)
    qtbot.waitUntil(lambda: 1 in session.checks.text, timeout=WAIT_MS)
    assert not model.marks and "page_looks" in looked, "the first seal has something to snap to"
    session.close_document()
    looked.clear()
    model = on_desk(qtbot, opened, written(tmp_path / "placed.pdf", 3))
    assert not session.checks.is_looking and looked == []
    model.place(3, 80, 100)
    session.places_changed.emit()
    qtbot.waitUntil(lambda: {1, 3} <= set(session.checks.looks), timeout=WAIT_MS)


@pytest.mark.parametrize("document_class", [DocumentClass.OFFICIAL, DocumentClass.GENERAL])
def test_rules_for_official_documents_are_told_where_the_request_is_for_one(
    qtbot: QtBot, opened: Opened, document_class: DocumentClass
) -> None:
    sample = resources.path("samples/official.pdf")
    model = on_desk(qtbot, opened, sample, document_class)
    session, panel = opened.session, opened.window.stamp_page.panel
    beside = model.place(2, 50, 150)
    session.places_changed.emit()
    qtbot.waitUntil(lambda: session.checks.official is not None, timeout=WAIT_MS)
    proposal = session.checks.official
    assert proposal is not None and proposal.placement is not None and proposal.page == 2
    model.move_to(beside.key, 50, proposal.placement.centre_y_mm)
    session.places_changed.emit()
    official = document_class is DocumentClass.OFFICIAL
    assert ("does not lie over the issuer's name" in panel.checks.words) is official
    assert ("does not lie over year and month of the date" in panel.checks.words) is official
    assert not session.checks.stopping
    model.move_to(beside.key, proposal.placement.centre_x_mm, proposal.placement.centre_y_mm)
    session.places_changed.emit()
    assert "does not lie over" not in panel.checks.words


def test_a_place_off_the_page_stops_the_act_and_is_signed_on_the_page(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    small = tmp_path / "small.pdf"
    with pymupdf.open() as document:
        document.new_page(width=100, height=100).insert_text((20, 20), "A")
        document.save(small)
    model = on_desk(qtbot, opened, small)
    mark = model.place(1, 15, 15)
    opened.session.places_changed.emit()
    (said,) = opened.session.checks.stopping
    assert said.error is not None and said.error.code is ErrorCode.PLACE_OFF_PAGE and said.key == mark.key
    panel = opened.window.stamp_page.panel
    assert panel.what_is_missing() == ["places"] and not panel.stamp.isEnabled()
    image = opened.window.stamp_page.canvas.viewport().grab().toImage()
    model.delete(mark.key)
    opened.session.places_changed.emit()
    assert image != opened.window.stamp_page.canvas.viewport().grab().toImage()
    assert not opened.session.checks.stopping


def test_a_prepared_field_is_offered_and_filled(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    model = on_desk(qtbot, opened, with_field(tmp_path / "form.pdf"))
    session, checks = opened.session, opened.window.stamp_page.panel.checks
    assert "Prepared signature field: PartyA" in checks.words
    offer = next(line for line in checks.lines if "PartyA" in line.words)
    assert offer.action == "Use it"
    offer.do()
    (placed,) = model.placements
    assert isinstance(placed, Placement)
    assert placed.centre_x_mm == pytest.approx((300 + 470) / 2 / 72 * 25.4, abs=0.1)
    assert placed.centre_y_mm == pytest.approx((600 + 770) / 2 / 72 * 25.4, abs=0.1)
    assert session.order(tmp_path / "x.pdf").field_name == "PartyA"
    assert "The seal goes into the prepared field “PartyA”" in checks.words
    checks.act("Do not use")
    assert session.field_name is None
    next(line for line in checks.lines if "Initials" in line.words).do()
    codes = {one.error.code for one in session.checks.stopping if one.error}
    assert ErrorCode.DOCUMENT_FIELD_TOO_SMALL in codes


def test_a_page_of_a_wrong_size_is_asked_about_once(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    model = on_desk(qtbot, opened, scanned(tmp_path / "scan.pdf"))
    session, bar = opened.session, opened.window.stamp_page.sizes
    mark = model.place(1, 300, 300)
    session.places_changed.emit()
    opened.window.show()
    qtbot.waitUntil(bar.isVisible, timeout=WAIT_MS)
    assert "875 × 1238 mm" in bar.words.text() and bar.paper.text() == "As on A4"
    qtbot.mouseClick(bar.paper, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    sized = model.find(mark.key)
    assert sized is not None and sized.placement.width_mm == pytest.approx(ROUND_MM * 875 / 210, rel=0.01)
    assert model.is_true_size(sized) and not session.checks.stopping
    assert model.place(1, 600, 600).placement.width_mm == pytest.approx(sized.placement.width_mm)
    assert "Sized for the paper" in opened.window.stamp_page.panel.checks.words
    session.checks.decide_sizes(False)
    unsized = model.find(mark.key)
    assert unsized is not None and unsized.placement.width_mm == ROUND_MM


def test_more_places_than_the_request_has_left_are_said(qtbot: QtBot, with_contract: Opened) -> None:
    opened, model = with_contract, with_contract.session.placing
    assert model is not None
    for x in (40, 90, 140, 190):
        model.place(1, x, 100)
    opened.session.places_changed.emit()
    panel = opened.window.stamp_page.panel
    assert "More places than the request has left" in panel.checks.words
    assert panel.what_is_missing() == ["request"]
