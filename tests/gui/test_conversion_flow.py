"""Opening what is no PDF: converted, looked at, accepted by a person, and only then on the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk.documents.conversion_office import find_libreoffice
from sealdesk.gui.conversion_dialog import ConversionDialog
from sealdesk.gui.conversion_kept_dialog import KeptDialog
from sealdesk.gui.conversion_progress import WorkDialog
from sealdesk.gui.notice import TroubleDialog
from sealdesk.model.ledger import EntryKind
from tests import foreign_files as foreign

from .conftest import WAIT_MS, Opened
from .hand import dialog


def entries(qtbot: QtBot, opened: Opened, kind: EntryKind) -> list[dict[str, object]]:
    found: list[list[dict[str, object]]] = []
    opened.session.desk.submit(
        lambda desk: [dict(entry.body) for entry in desk.ledger.entries(kind=kind)],
        owner=opened.window,
        done=found.append,
    )
    qtbot.waitUntil(lambda: bool(found), timeout=WAIT_MS)
    return found[0]


def scan(opened: Opened, pages: int = 2) -> Path:
    path = opened.out / "扫描件.tif"
    path.write_bytes(foreign.tiff([(827, 1169, 100)] * pages))
    return path


def looked_through(qtbot: QtBot, opened: Opened, path: Path) -> ConversionDialog:
    """The dialog that asks about the PDF of `path`, its first page drawn."""
    opened.window.open_files([path])
    ask = dialog(qtbot, ConversionDialog)
    qtbot.waitUntil(lambda: 1 in ask.pages.seen, timeout=WAIT_MS)
    return ask


def sign(opened: Opened, ask: ConversionDialog, person: str = "") -> None:
    combo = ask.sign.persons[0]
    chosen = combo.findData(person) if person else 0
    combo.setCurrentIndex(chosen)
    password = (opened.home / "passwords" / str(combo.currentData())).read_text("utf-8").strip()
    ask.sign.passwords[0].setText(password)


def test_a_scan_is_looked_at_signed_for_and_put_on_the_desk(qtbot: QtBot, opened: Opened) -> None:
    ask = looked_through(qtbot, opened, scan(opened))
    assert "扫描件.tif" in ask.windowTitle()
    assert not ask.do.isEnabled(), "nobody has signed yet"
    qtbot.keyClick(ask, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: ask.pages.seen == {1, 2}, timeout=WAIT_MS)
    assert "2" in ask.pages.words.text()
    assert not ask.pages.on.isEnabled()
    sign(opened, ask)
    person = ask.sign.person_id(0)
    qtbot.mouseClick(ask.do, Qt.MouseButton.LeftButton)

    kept = dialog(qtbot, KeptDialog)
    kept.save_as(opened.out / "saved.pdf")
    qtbot.waitUntil((opened.out / "saved.pdf").exists, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: opened.session.document is not None, timeout=WAIT_MS)
    document = opened.session.document
    assert document is not None
    assert document.name == "扫描件.pdf"
    assert document.converted is not None
    assert document.converted.name == "扫描件.tif"
    assert (opened.out / "saved.pdf").read_bytes() == document.path.read_bytes()
    (entry,) = entries(qtbot, opened, EntryKind.DOCUMENT_CONVERTED)
    assert entry["person"] == person


def test_opened_again_what_was_accepted_is_not_converted_anew(qtbot: QtBot, opened: Opened) -> None:
    path = scan(opened)
    ask = looked_through(qtbot, opened, path)
    sign(opened, ask)
    qtbot.mouseClick(ask.do, Qt.MouseButton.LeftButton)
    dialog(qtbot, KeptDialog).accept()
    qtbot.waitUntil(lambda: opened.session.document is not None, timeout=WAIT_MS)
    first = opened.session.document
    opened.session.close_document()
    opened.window.open_files([path])
    qtbot.waitUntil(lambda: opened.session.document is not None, timeout=WAIT_MS)
    assert opened.session.document is not None
    assert first is not None
    assert opened.session.document.preflight.digest == first.preflight.digest
    assert opened.session.document.converted == first.converted
    assert QApplication.activeModalWidget() is None


def test_rejected_nothing_is_kept(qtbot: QtBot, opened: Opened) -> None:
    ask = looked_through(qtbot, opened, scan(opened, 1))
    folder = ask.converted.pdf.parent
    assert folder.is_dir()
    qtbot.mouseClick(ask.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not folder.exists(), timeout=WAIT_MS)
    assert opened.session.document is None
    assert entries(qtbot, opened, EntryKind.DOCUMENT_CONVERTED) == []


def test_a_wrong_password_leaves_the_dialog_open(qtbot: QtBot, opened: Opened) -> None:
    ask = looked_through(qtbot, opened, scan(opened, 1))
    ask.sign.persons[0].setCurrentIndex(0)
    ask.sign.passwords[0].setText("wrong")
    qtbot.mouseClick(ask.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(ask.notice.isVisible, timeout=WAIT_MS)
    assert ask.isVisible()
    assert ask.sign.passwords[0].text() == ""
    ask.reject()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=WAIT_MS)


def test_what_there_is_to_know_is_said(qtbot: QtBot, opened: Opened) -> None:
    path = opened.out / "photo.png"
    path.write_bytes(foreign.png(800, 600))
    ask = looked_through(qtbot, opened, path)
    words = [one.text() for one in ask.findChildren(type(ask.missing))]
    assert any("does not say how large it is" in one for one in words)
    ask.reject()


def test_ofd_is_explained(qtbot: QtBot, opened: Opened) -> None:
    path = opened.out / "公文.pdf"
    path.write_bytes(foreign.archive({"OFD.xml": b"<ofd:OFD/>"}))
    opened.window.open_files([path])
    trouble = dialog(qtbot, TroubleDialog)
    assert "OFD" in trouble.windowTitle()
    trouble.accept()
    assert opened.session.document is None


@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
def test_a_conversion_can_be_stopped(qtbot: QtBot, opened: Opened) -> None:
    path = opened.out / "合同.docx"
    path.write_bytes(foreign.docx(["合同"] * 2000))
    opened.window.open_files([path])
    work = dialog(qtbot, WorkDialog)
    qtbot.keyClick(work, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=WAIT_MS)
    assert opened.session.document is None
    converted = opened.home / "converted"
    assert not converted.exists() or list(converted.iterdir()) == []
