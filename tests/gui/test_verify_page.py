"""The recipient's page, with and without a workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from sealdesk.gui.tabs import Tab
from sealdesk.gui.verdict_view import VerdictView, look_of
from sealdesk.impression.png import write_png
from sealdesk.model.hidden_record import ImageFinding, ImageStanding, PageText
from sealdesk.model.verification import (
    Change,
    Revocation,
    SignatureFinding,
    TimeStanding,
    Trust,
    Verdict,
    VerificationReport,
)
from tests.pressed_seals import ENTRY, blank, pressed, put_on

from .conftest import WAIT_MS, Opened

GOOD = VerificationReport(Verdict.INTACT, Trust.TRUSTED, Revocation.GOOD, TimeStanding.PROVEN)
FINDING = SignatureFinding(
    field_name="S1",
    subfilter="ETSI.CAdES.detached",
    sound=True,
    covers_revision=True,
    trust=Trust.TRUSTED,
    revocation=Revocation.GOOD,
    time_standing=TimeStanding.CLAIMED,
    signing_time=None,
    signer="<img src=x>",
    reasons=("chain.expired", "signature.of_tomorrow"),
)


@pytest.mark.parametrize(
    ("report", "look"),
    [
        (GOOD, "good"),
        (replace(GOOD, revocation=Revocation.NOT_CHECKED), "warning"),
        (replace(GOOD, trust=Trust.UNKNOWN), "warning"),
        (replace(GOOD, trust=Trust.UNTRUSTED, revocation=Revocation.REVOKED), "bad"),
        (replace(GOOD, verdict=Verdict.CHANGED), "warning"),
        (replace(GOOD, verdict=Verdict.ALTERED), "bad"),
        (replace(GOOD, verdict=Verdict.INVALID), "bad"),
        (replace(GOOD, verdict=Verdict.UNSIGNED, trust=Trust.UNKNOWN), "neutral"),
        (replace(GOOD, verdict=Verdict.ERROR, error_code="document.not_pdf"), "neutral"),
    ],
)
def test_green_is_for_intact_trusted_and_checked_alone(report: VerificationReport, look: str) -> None:
    assert look_of(report)[0] == look


def test_every_ground_has_a_shape_of_its_own() -> None:
    reports = (
        GOOD,
        replace(GOOD, trust=Trust.UNKNOWN),
        replace(GOOD, verdict=Verdict.ALTERED),
        replace(GOOD, verdict=Verdict.UNSIGNED),
    )
    assert len({look_of(report)[1] for report in reports}) == 4


@pytest.mark.parametrize("trust", [Trust.UNTRUSTED, Trust.UNKNOWN])
def test_the_headline_is_no_good_news_without_trust(qtbot: QtBot, trust: Trust) -> None:
    view = VerdictView()
    qtbot.addWidget(view)
    view.show_report(GOOD)
    good = view.verdict.text()
    view.show_report(replace(GOOD, trust=trust))
    assert view.verdict.text() != good and "trusted" in view.verdict.text()


def test_reasons_changes_and_strangers_names_are_plain_text(qtbot: QtBot) -> None:
    view = VerdictView()
    qtbot.addWidget(view)
    change = Change("form", permitted=True, detail="amount", old="1", new="2")
    view.show_report(replace(GOOD, verdict=Verdict.CHANGED, signatures=(FINDING,), changes=(change,)))
    labels = view.findChildren(QLabel)
    texts = [label.text() for label in labels]
    assert "<img src=x>" in texts and "signature.of_tomorrow" in texts
    assert any("1 → 2" in text for text in texts) or any(
        "1 → 2" in label.accessibleName() for label in labels
    )
    assert all(label.textFormat() == label.textFormat().PlainText for label in labels if label.text())


def test_the_verifier_works_without_a_workspace(
    qtbot: QtBot, without_workspace: Opened, tmp_path: Path
) -> None:
    window = without_workspace.window
    assert window.pages.currentWidget() is window.verify_page
    assert "Practise…" in window.verify_page.no_workspace.words
    assert not window.tabs.button(Tab.LEDGER).isEnabled()
    assert window.status.token.text() == "No workspace"
    path = tmp_path / "nonsense.pdf"
    path.write_bytes(b"nonsense")
    with qtbot.waitSignal(window.verify_page.verified, timeout=WAIT_MS) as verified:
        window.open_files([path])
    assert verified.args[0].verdict is Verdict.ERROR
    assert window.verify_page.view.standing.text()


def test_an_unsigned_document_is_said_to_be_unsigned(qtbot: QtBot, opened: Opened) -> None:
    page = opened.window.verify_page
    with qtbot.waitSignal(page.verified, timeout=WAIT_MS) as verified:
        opened.window.verify(opened.home / "samples" / "certificate.pdf")
    assert verified.args[0].verdict is Verdict.UNSIGNED
    assert page.view.icon.shown == ("shield-question-mark", "neutral")


COPIED = ImageFinding(
    ImageStanding.COPIED,
    3,
    None,
    seal_name="<b>城南</b>",
    facts={"document": "differs", "document_sha256": "ab" * 32, "document_length": "7", "entry_id": "E1"},
)
PRESSED = ImageFinding(ImageStanding.PRESSED_HERE, 1, None, facts={"document": "fits"})


def test_a_copied_image_takes_the_green_and_the_calm_away() -> None:
    assert look_of(replace(GOOD, images=(PRESSED,)))[0] == "good"
    assert look_of(replace(GOOD, images=(PRESSED, COPIED)))[0] == "warning"
    unsigned = replace(GOOD, verdict=Verdict.UNSIGNED, trust=Trust.UNKNOWN)
    assert look_of(replace(unsigned, images=(COPIED,))) == ("bad", "shield-x")
    assert look_of(replace(GOOD, verdict=Verdict.ALTERED, images=(PRESSED,)))[0] == "bad"


def test_what_images_say_is_shown_the_copy_first(qtbot: QtBot) -> None:
    view = VerdictView()
    qtbot.addWidget(view)
    view.show_report(replace(GOOD, verdict=Verdict.UNSIGNED, images=(PRESSED, COPIED)))
    texts = [label.text() for label in view.findChildren(QLabel)]
    (copied,) = (place for place, text in enumerate(texts) if "ab" * 32 in text)
    (here,) = (place for place, text in enumerate(texts) if "pressed on this document" in text)
    assert copied < here
    assert texts[copied].startswith("Page 3 · <b>城南</b>: ") and "E1" in texts[copied]
    assert "copied" in view.verdict.text()


def test_a_picture_dropped_on_the_window_is_named_as_copied(
    qtbot: QtBot, without_workspace: Opened, tmp_path: Path
) -> None:
    page = without_workspace.window.verify_page
    pressing = pressed(b"a document that was stamped")
    path = tmp_path / "seal.png"
    path.write_bytes(write_png(pressing.picture))
    with qtbot.waitSignal(page.verified, timeout=WAIT_MS):
        page.drop.chosen.emit(path)
    texts = [label.text() for label in page.view.findChildren(QLabel)]
    assert any(pressing.public.document.sha256 in text and ENTRY in text for text in texts)
    # Nobody claims that a picture is the document: it says what to do, and accuses nobody.
    assert page.view.icon.shown == ("shield-alert", "warning")
    assert "picture" in page.view.verdict.text() and "original PDF" in page.view.standing.text()


def test_an_impression_in_the_ledger_shows_its_entry(qtbot: QtBot, opened: Opened) -> None:
    entries = opened.window.ledger_page
    with qtbot.waitSignal(entries.shown, timeout=WAIT_MS):
        entries.want("")
        opened.window.show_tab(Tab.LEDGER)
    entry_id = entries.model.line(3).entry.entry_id
    view = opened.window.verify_page.view
    known = replace(COPIED, facts={**COPIED.facts, "entry": "found", "entry_id": entry_id})
    view.show_report(replace(GOOD, verdict=Verdict.UNSIGNED, images=(known,)))
    (way,) = (one for one in view.findChildren(QPushButton) if "ledger entry" in one.text())
    with qtbot.waitSignal(entries.shown, timeout=WAIT_MS):
        way.click()
    assert opened.window.pages.currentWidget() is entries
    (chosen,) = entries.table.selectionModel().selectedRows()
    assert entries.table.model().index(chosen.row(), 0).data() == str(entries.model.line(3).entry.index)


def test_a_seal_copied_onto_another_document_is_named_in_the_window(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    pressing = pressed(b"a document that was stamped", [PageText(1, b"12345678")])
    path = put_on(blank(), pressing.picture, tmp_path / "copy.pdf")
    page = opened.window.verify_page
    with qtbot.waitSignal(page.verified, timeout=WAIT_MS) as verified:
        opened.window.verify(path)
    assert [image.standing for image in verified.args[0].images] == [ImageStanding.COPIED]
    texts = [label.text() for label in page.view.findChildren(QLabel)]
    assert any(pressing.public.document.sha256 in text and ENTRY in text for text in texts)
