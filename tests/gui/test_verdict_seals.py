"""A signature of several seals, as the recipient's page tells it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sealdesk.gui.verdict_view import VerdictView
from tests.gui.test_verify_page import FINDING, GOOD


def test_every_seal_of_a_signature_is_told_and_what_they_share_once(qtbot: QtBot) -> None:
    first = {"seal_name": "合同专用章", "holder": "城南建设", "request_id": "R1", "entry_id": "0197a"}
    second = {"seal_name": "财务专用章", "holder": "城南建设", "request_id": "R2", "entry_id": "0197b"}
    finding = replace(FINDING, reasons=(), sealdesk=first, further=(second,))
    view = VerdictView()
    qtbot.addWidget(view)
    view.show_report(replace(GOOD, signatures=(finding,)))
    told = [label.text() for label in view.findChildren(QLabel)]
    for shown in ("合同专用章", "财务专用章", "R1", "R2", "0197a", "0197b"):
        assert any(shown in text for text in told), shown
    assert sum(text.count("城南建设") for text in told) == 1
