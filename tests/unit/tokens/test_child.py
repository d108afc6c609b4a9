"""Falls, restarts and unsound answers, with vendor modules that are none."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens import child as child_module
from sealdesk.tokens.child import ModuleProcess, TokenModule
from sealdesk.tokens.softhsm import find_module


@pytest.fixture
def child(tmp_path: Path) -> ModuleProcess:
    return ModuleProcess(TokenModule(tmp_path / "module.so"))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"error": 7, "facts": {}},
        {"error": "NO_SUCH_CODE", "facts": {}},
        {"error": "TOKEN_REMOVED", "facts": "none"},
        {"error": "__class__", "facts": {}},
    ],
)
def test_an_unsound_answer_is_a_failed_module(
    child: ModuleProcess, monkeypatch: pytest.MonkeyPatch, answer: dict[str, object]
) -> None:
    child.module.path.touch()
    monkeypatch.setattr(child, "_exchange", lambda question, limit_s: answer)
    with pytest.raises(SealDeskError) as caught:
        child.ask("tokens", 1)
    assert caught.value.code is ErrorCode.TOKEN_MODULE_FAILED
    assert caught.value.facts == {"module": child.module.path, "reason": "answer"}


def test_a_bug_in_the_process_is_no_trouble_of_the_token(
    child: ModuleProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    child.module.path.touch()
    monkeypatch.setattr(child, "_exchange", lambda question, limit_s: {"bug": "KeyError at owner.py:1"})
    with pytest.raises(RuntimeError, match=r"owner\.py:1"):
        child.ask("tokens", 1)


def test_restarts_are_spaced_out_after_several_falls(
    child: ModuleProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(child_module.time, "monotonic", lambda: now[0])
    child.module.path.touch()
    started: list[float] = []

    def fall(question: object, limit_s: float) -> dict[str, object]:
        started.append(now[0])
        raise child._trouble(ErrorCode.TOKEN_MODULE_FAILED, reason=child._fell())

    monkeypatch.setattr(child, "_exchange", fall)
    for _ in range(600):
        with pytest.raises(SealDeskError):
            child.ask("tokens", 1)
        now[0] += 0.5
    pauses = [later - earlier for earlier, later in pairwise(started)]
    assert pauses[:2] == [0.5, 0.5], "a first fall is got up from at once"
    assert pauses[2] >= 1
    assert pauses == sorted(pauses)
    assert max(pauses) <= 30.5
    monkeypatch.setattr(child, "_exchange", lambda question, limit_s: {"result": []})
    now[0] += 31
    assert child.ask("tokens", 1) == []
    monkeypatch.setattr(child, "_exchange", fall)
    for _ in range(2):
        count = len(started)
        with pytest.raises(SealDeskError):
            child.ask("tokens", 1)
        assert len(started) == count + 1, "an answer makes up for earlier falls"


def test_closing_ends_the_rest_after_falls(child: ModuleProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    child.module.path.write_text("no module")
    started: list[object] = []

    def crash(*arguments: object, **options: object) -> None:
        started.append(arguments)
        raise EOFError

    monkeypatch.setattr(child_module.wire, "write", crash)

    def asks() -> int:
        """How often the process was asked in several tries."""
        started.clear()
        for _ in range(6):
            with pytest.raises(SealDeskError) as caught:
                child.ask("tokens", 1)
            assert caught.value.code is ErrorCode.TOKEN_MODULE_FAILED
        return len(started)

    assert asks() == 3
    assert asks() == 0, "it rests"
    child.close()
    assert asks() == 3, "a person ended it: it is started anew at once"


def test_a_cancelled_question_is_no_fall(child: ModuleProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    child.module.path.write_text("no module")

    def cancelled(*arguments: object, **options: object) -> None:
        child.cancel()
        raise EOFError

    monkeypatch.setattr(child_module.wire, "write", cancelled)
    for _ in range(6):
        with pytest.raises(SealDeskError) as caught:
            child.ask("tokens", 1)
        assert caught.value.code is ErrorCode.TOKEN_CANCELLED


def test_a_library_that_is_no_module_says_so(tmp_path: Path) -> None:
    text = tmp_path / "text.so"
    text.write_text("text")
    child = ModuleProcess(TokenModule(text))
    try:
        for _ in range(2):
            with pytest.raises(SealDeskError) as caught:
                child.ask("tokens", 10)
            assert caught.value.code is ErrorCode.TOKEN_MODULE_FAILED
            assert "text.so" in str(caught.value.facts["reason"])
    finally:
        child.close()


def test_starting_early_and_closing_twice_do_no_harm(tmp_path: Path) -> None:
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tmp_path}\nobjectstore.backend = file\n")
    child = ModuleProcess(TokenModule(find_module(), {"SOFTHSM2_CONF": str(configuration)}))
    child.start()
    pid = child.pid
    assert child.running
    assert child.ask("tokens", 10) == []
    assert child.pid == pid
    child.close()
    child.close()
    assert not child.running
    assert child.pid is None


def test_a_missing_module_starts_nothing(child: ModuleProcess) -> None:
    child.start()
    assert not child.running
    with pytest.raises(SealDeskError) as caught:
        child.ask("tokens", 1)
    assert caught.value.facts == {"module": child.module.path}
    assert caught.value.code is ErrorCode.TOKEN_MODULE_MISSING
