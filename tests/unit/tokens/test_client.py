"""What the client makes of unsound answers; its work with real tokens is shown by tests/contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenRef
from sealdesk.tokens.child import ModuleProcess
from sealdesk.tokens.client import TokenModule, TokenProcess

REF = TokenRef("标签", "01")
TOLD = {
    "label": REF.label,
    "serial": REF.serial,
    "manufacturer": "maker",
    "model": "model",
    "pin_min_length": 6,
    "pin_max_length": 8,
    "login_required": True,
    "pin_initialised": True,
    "pin_count_low": True,
    "pin_final_try": False,
    "pin_locked": False,
    "pin_to_be_changed": True,
    "protected_authentication_path": False,
}


class Answers:
    """Answers of a subverted process, by question."""

    def __init__(self) -> None:
        self.by_question: dict[str, Any] = {"tokens": [TOLD]}
        self.limits: list[float] = []

    def ask(self, what: str, limit_s: float, **arguments: object) -> Any:
        self.limits.append(limit_s)
        return self.by_question[what]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    answers = Answers()
    monkeypatch.setattr(ModuleProcess, "ask", answers.ask)
    return answers


@pytest.fixture
def process() -> TokenProcess:
    return TokenProcess((TokenModule(Path("/vendor.so")),))


def test_a_sound_answer_becomes_the_model(answers: Answers, process: TokenProcess) -> None:
    (info,) = process.tokens()
    assert info.ref == REF
    assert info.module == "/vendor.so"
    assert (info.pin_min_length, info.pin_max_length) == (6, 8)
    assert info.pin_count_low
    assert info.pin_to_be_changed
    assert not info.pin_locked
    assert process.troubles == ()


@pytest.mark.parametrize(
    "answer", [7, [7], [{}], [{**TOLD, "pin_locked": 1}], [{**TOLD, "label": b"x"}], None]
)
def test_an_unsound_list_of_tokens_is_a_failed_module(
    answers: Answers, process: TokenProcess, answer: object
) -> None:
    answers.by_question["tokens"] = answer
    with pytest.raises(SealDeskError) as caught:
        process.tokens()
    assert caught.value.code is ErrorCode.TOKEN_MODULE_FAILED
    assert caught.value.facts == {"module": Path("/vendor.so"), "reason": "answer"}


@pytest.mark.parametrize("answer", [None, "text", {"base": 1}, 7])
def test_an_unsound_signature_is_a_failed_module(
    answers: Answers, process: TokenProcess, answer: object
) -> None:
    answers.by_question["sign"] = answer
    with pytest.raises(SealDeskError) as caught:
        process.sign(REF, b"\x01", b"data", algorithm="rsa")
    assert caught.value.code is ErrorCode.TOKEN_MODULE_FAILED


@pytest.mark.parametrize("answer", [[{"der": "text"}], [{"der": b"", "key_id": b""}], "text", 7])
def test_unsound_certificates_are_a_failed_module(
    answers: Answers, process: TokenProcess, answer: object
) -> None:
    answers.by_question["certificates"] = answer
    with pytest.raises(SealDeskError) as caught:
        process.certificates(REF)
    assert caught.value.code is ErrorCode.TOKEN_MODULE_FAILED


@pytest.mark.parametrize("answer", [False, "yes", 1])
def test_a_login_answered_with_anything_is_none(
    answers: Answers, process: TokenProcess, answer: object
) -> None:
    answers.by_question["login"] = answer
    with pytest.raises(SealDeskError):
        process.login(REF, "123456")


def test_a_pin_pad_is_waited_for_longer(answers: Answers, process: TokenProcess) -> None:
    answers.by_question["login"] = None
    process.login(REF, "123456")
    process.login(REF, None)
    assert answers.limits[-1] > answers.limits[-2]


def test_no_modules_no_tokens() -> None:
    with TokenProcess(()) as process:
        assert process.tokens() == ()
        with pytest.raises(SealDeskError) as caught:
            process.login(REF, "123456")
        assert caught.value.code is ErrorCode.TOKEN_NONE


def test_a_kind_of_key_that_does_not_exist_is_a_bug(process: TokenProcess) -> None:
    with pytest.raises(ValueError, match="rsa1024"):
        process.generate_key_pair(REF, "rsa1024", "label", b"\x01", "sign")
    with pytest.raises(ValueError, match="wrap"):
        process.generate_key_pair(REF, "rsa2048", "label", b"\x01", "wrap")
