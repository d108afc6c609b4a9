"""Events: what may be told is told, everything else is dropped by its name or its form."""

from __future__ import annotations

import logging
import sys
import threading
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.events import Events, Stopwatch, bug_facts, is_event, safe_facts, watch_for_bugs


class Step(Enum):
    SIGNED = "token_signed"


def facts_of(records: list[logging.LogRecord]) -> dict[str, object]:
    (record,) = records
    return record.facts  # type: ignore[attr-defined]


def test_listed_facts_of_the_right_form_are_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "sealdesk")
    Events("act").event(
        "act.sealed",
        index=12,
        milliseconds=41.5,
        step=Step.SIGNED,
        code=ErrorCode.TOKEN_PIN_WRONG,
        sha256="0123456789abcdef" * 4,
        module=Path("/opt/somewhere/libcastle.so.1.0.0"),
        version="0.1.0",
        reason="crash, SIGSEGV",
    )
    assert facts_of(caplog.records) == {
        "index": 12,
        "milliseconds": 41.5,
        "step": "token_signed",
        "code": "token.pin_wrong",
        "sha256": "0123456789abcdef",
        "module": "libcastle.so.1.0.0",
        "version": "0.1.0",
        "reason": "crash, SIGSEGV",
    }
    assert [(record.name, record.msg) for record in caplog.records] == [("sealdesk.act", "act.sealed")]


@pytest.mark.parametrize(
    "facts",
    [
        {"pin": "483920"},
        {"path": "/home/somebody/contract.pdf"},
        {"person": "li.ming"},
        {"token": "label (serial)"},
        {"reason": "/home/somebody/contract.pdf"},
        {"reason": "采购合同"},
        {"reason": "No such file: contract.pdf"},
        {"code": "two words"},
        {"count": "12"},
        {"count": True},
        {"count": float("nan")},
        {"count": 10**15},
        {"sha256": "not hex"},
        {"module": "合同.so"},
        {"module": "libx.so and more"},
        {"places": "a.py:1"},
        {"places": ["/home/somebody/a.py:1"]},
        {"version": "1 2"},
        {"kind": None},
    ],
)
def test_anything_else_is_dropped(facts: dict[str, object]) -> None:
    assert safe_facts(facts) == {}


@given(
    st.text(),
    st.sampled_from(["reason", "code", "kind", "module", "act", "version", "places", "count", "path"]),
)
def test_no_text_with_a_space_a_separator_or_beyond_ascii_gets_through(text: str, name: str) -> None:
    kept = safe_facts({name: text}).get(name, "")
    assert isinstance(kept, str)
    assert kept == "" or (kept.isascii() and not set(kept) & set("/\\@\"' \n\r\t"))


def test_of_an_error_that_was_told_only_safe_facts_remain(caplog: pytest.LogCaptureFixture) -> None:
    error = SealDeskError(
        ErrorCode.TOKEN_PIN_WRONG, token="Zhang San's key", tries_left=1, path=Path("/a/b.pdf")
    )
    Events("window").refused(error)
    assert facts_of(caplog.records) == {"code": "token.pin_wrong", "tries_left": 1}
    assert caplog.records[0].levelno == logging.WARNING


def fail(secret: str) -> None:
    raise KeyError(secret)


def test_a_bug_is_told_by_type_and_places_without_its_message(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(KeyError) as caught:
        fail("483920")
    Events("window").bug(caught.value)
    facts = facts_of(caplog.records)
    assert facts["kind"] == "KeyError"
    assert isinstance(facts["places"], list)
    assert facts["places"][0].startswith("test_events.py:")
    assert "483920" not in repr(vars(caplog.records[0]))


def test_the_cause_of_a_bug_is_named() -> None:
    error = RuntimeError("outer")
    error.__cause__ = ValueError("inner")
    assert bug_facts(error) == {"kind": "RuntimeError", "places": [], "cause": "ValueError"}


@pytest.mark.parametrize(
    ("code", "good"),
    [("act.sealed", True), ("token.pin_wrong", True), ("sealed", False), ("Act.x", False), ("a.b ", False)],
)
def test_an_event_is_named_by_area_and_case(code: str, good: bool) -> None:
    assert is_event(code) is good


def test_a_stopwatch_counts_laps_and_all() -> None:
    watch = Stopwatch()
    laps = [watch.lap(), watch.lap()]
    assert 0 <= sum(laps) <= watch.total() + 2


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The three hooks are put back at the end."""
    monkeypatch.delenv("SEALDESK_TRACEBACK", raising=False)
    for owner, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    watch_for_bugs()


class Broken:
    def __del__(self) -> None:
        fail("483920")


@pytest.mark.usefixtures("hooks")
@pytest.mark.parametrize("where", ["main", "thread", "destructor"])
def test_what_nobody_caught_is_told_without_its_message(
    where: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def raise_it() -> None:
        if where == "main":
            try:
                fail("483920")
            except KeyError as error:
                sys.excepthook(type(error), error, error.__traceback__)
        elif where == "thread":
            thread = threading.Thread(target=fail, args=("483920",))
            thread.start()
            thread.join()
        else:
            Broken()

    raise_it()
    assert [record.msg for record in caplog.records] == ["program.bug"]
    told = capsys.readouterr().err
    assert told.startswith("sealdesk: [program.bug] KeyError at test_events.py:")
    assert "483920" not in told + caplog.text

    monkeypatch.setenv("SEALDESK_TRACEBACK", "1")
    raise_it()
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.usefixtures("hooks")
def test_an_interruption_is_no_bug(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not caplog.records
    assert "KeyboardInterrupt" in capsys.readouterr().err
