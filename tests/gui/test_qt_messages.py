"""Qt's complaints in the log: their kind and category, not their words."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLoggingCategory, qCWarning, qInstallMessageHandler, qWarning

from sealdesk.gui.qt_messages import log_qt_messages

pytestmark = pytest.mark.qt_no_exception_capture


@pytest.fixture(autouse=True)
def handled() -> Iterator[None]:
    before = qInstallMessageHandler(None)
    log_qt_messages()
    yield
    qInstallMessageHandler(before)


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, object]]:
    return [(record.msg, record.facts) for record in caplog.records]  # type: ignore[attr-defined]


def test_a_warning_is_logged_without_its_words(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEALDESK_TRACEBACK", raising=False)
    qWarning("cannot open /home/somebody/合同.pdf")
    qCWarning(QLoggingCategory("qt.seal.test"), "PIN 271828")
    assert told(caplog) == [
        ("qt.message", {"kind": "warning", "category": "default"}),
        ("qt.message", {"kind": "warning", "category": "qt.seal.test"}),
    ]
    assert capsys.readouterr().err == ""
    assert caplog.records[0].levelno == logging.WARNING


def test_it_is_printed_for_whoever_looks_for_a_fault(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEALDESK_TRACEBACK", "1")
    qWarning("what is the matter")
    assert capsys.readouterr().err == "qt: what is the matter\n"
