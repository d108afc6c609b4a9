"""What the client makes of unsound answers; its work with real tokens is shown by tests/contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import KeyUse, TokenKeyInfo, TokenRef
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
    "so_pin_count_low": True,
    "so_pin_final_try": False,
    "so_pin_locked": False,
}
KEY = {"key_id": b"1", "kind": "rsa", "uses": ["sign"], "always_authenticate": False, "ways": ["oaep-sha1"]}


class Answers:
    """Answers of a subverted process, by question."""

    def __init__(self) -> None:
        self.by_question: dict[str, Any] = {"tokens": [TOLD]}
        self.limits: list[float] = []
        self.kept: list[bytearray] = []
        self.secrets: list[bytearray] = []

    def ask(self, what: str, limit_s: float, **arguments: object) -> Any:
        self.limits.append(limit_s)
        self.kept += [value for value in arguments.values() if isinstance(value, bytearray)]
        self.secrets += [bytearray(value) for value in arguments.values() if isinstance(value, bytearray)]
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
    assert (info.so_pin_count_low, info.so_pin_locked) == (True, False)
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


@pytest.mark.parametrize(
    "answer",
    [
        7,
        [7],
        [{}],
        [{**KEY, "uses": ["fly"]}],
        [{**KEY, "uses": 7}],
        [{**KEY, "key_id": "1"}],
        [{**KEY, "ways": [7]}],
    ],
)
def test_unsound_keys_are_a_failed_module(answers: Answers, process: TokenProcess, answer: object) -> None:
    answers.by_question["keys"] = [KEY]
    (key,) = process.keys(REF)
    assert key == TokenKeyInfo(b"1", "rsa", frozenset({KeyUse.SIGN}), False, ("oaep-sha1",))
    answers.by_question["keys"] = answer
    with pytest.raises(SealDeskError) as caught:
        process.keys(REF)
    assert caught.value.code is ErrorCode.TOKEN_MODULE_FAILED


def test_a_decrypted_key_that_came_as_no_secret_is_a_failed_module(
    answers: Answers, process: TokenProcess
) -> None:
    answers.by_question["decrypt"] = bytearray(b"key")
    assert process.decrypt(REF, b"\x01", b"") == b"key"
    answers.by_question["decrypt"] = b"key"
    with pytest.raises(SealDeskError) as caught:
        process.decrypt(REF, b"\x01", b"")
    assert caught.value.code is ErrorCode.TOKEN_MODULE_FAILED


def test_pins_travel_as_secrets_and_are_wiped(answers: Answers, process: TokenProcess) -> None:
    for what in ("login", "change_pin", "unblock_pin", "offer_pin"):
        answers.by_question[what] = None
    process.login(REF, "123456")
    process.change_pin(REF, "123456", "654321")
    process.unblock_pin(REF, "123456", "654321")
    process.offer_pin(REF, "123456")
    assert answers.secrets == [
        bytearray(b"123456"),
        *[bytearray(b"123456"), bytearray(b"654321")] * 2,
        b"123456",
    ]
    assert answers.kept == [bytearray(6)] * 6, "wiped once the answer is there"


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
    answers.by_question.update(sign=b"", offer_pin=None, logout=None)
    process.sign(REF, b"\x01", b"", algorithm="rsa")
    process.offer_pin(REF, None)
    process.sign(REF, b"\x01", b"", algorithm="rsa")
    assert answers.limits[-1] > answers.limits[-3]


def test_a_file_taken_for_a_pin_reaches_no_token(answers: Answers, process: TokenProcess) -> None:
    process.tokens()
    pin = "1" * (20 << 20)
    uses = (
        lambda: process.login(REF, pin),
        lambda: process.offer_pin(REF, pin),
        lambda: process.change_pin(REF, "123456", pin),
        lambda: process.unblock_pin(REF, pin, "123456"),
    )
    for use in uses:
        with pytest.raises(SealDeskError) as caught:
            use()
        assert caught.value.code is ErrorCode.TOKEN_PIN_LENGTH
        assert caught.value.facts == {"token": REF, "min": 6, "max": 8, "asked": False}
    assert len(answers.limits) == 1, "nobody was asked"


def test_no_modules_no_tokens() -> None:
    with TokenProcess(()) as process:
        assert process.tokens() == ()
        with pytest.raises(SealDeskError) as caught:
            process.login(REF, "123456")
        assert caught.value.code is ErrorCode.TOKEN_NONE


def test_a_kind_of_key_that_does_not_exist_is_a_bug(process: TokenProcess) -> None:
    with pytest.raises(ValueError, match="rsa1024"):
        process.generate_key_pair(REF, "rsa1024", "label", b"\x01", "sign")
    for kind, usage in (("rsa2048", "wrap"), ("p256", "decrypt"), ("rsa3072", "derive")):
        with pytest.raises(ValueError, match=usage):
            process.generate_key_pair(REF, kind, "label", b"\x01", usage)
    with pytest.raises(ValueError, match="raw"):
        process.decrypt(REF, b"\x01", b"", way="raw")


def _off_curve() -> bytes:
    spki = bytearray(
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    spki[-1] ^= 1
    return bytes(spki)


@pytest.mark.parametrize("peer", [b"", b"0", _off_curve()], ids=["empty", "cut", "off the curve"])
def test_no_token_sees_a_point_off_the_curve(answers: Answers, process: TokenProcess, peer: bytes) -> None:
    with pytest.raises(SealDeskError) as caught:
        process.derive(REF, b"\x01", peer)
    assert (caught.value.code, caught.value.facts["reason"]) == (
        ErrorCode.TOKEN_DEVICE_ERROR,
        "PublicKeyInvalid",
    )
    assert not answers.limits, "nobody was asked"
