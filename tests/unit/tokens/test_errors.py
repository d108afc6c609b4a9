from __future__ import annotations

import pkcs11
import pytest

from sealdesk.errors import ErrorCode
from sealdesk.tokens.errors import code_of, error_of_return_value, may_hide_removal, reason_of


@pytest.mark.parametrize(
    ("return_value", "code"),
    [
        (0x32, ErrorCode.TOKEN_REMOVED),
        (0xE0, ErrorCode.TOKEN_REMOVED),
        (0xB3, ErrorCode.TOKEN_REMOVED),
        (0xA0, ErrorCode.TOKEN_PIN_WRONG),
        (0xA2, ErrorCode.TOKEN_PIN_LENGTH),
        (0xA3, ErrorCode.TOKEN_PIN_INITIAL),
        (0x102, ErrorCode.TOKEN_PIN_INITIAL),
        (0xA4, ErrorCode.TOKEN_PIN_LOCKED),
        (0x101, ErrorCode.TOKEN_NOT_LOGGED_IN),
        (0x50, ErrorCode.TOKEN_CANCELLED),
        (0x30, ErrorCode.TOKEN_DEVICE_ERROR),
        (0x5, ErrorCode.TOKEN_DEVICE_ERROR),
        (0x80000001, ErrorCode.TOKEN_DEVICE_ERROR),
    ],
)
def test_every_return_value_has_a_meaning(return_value: int, code: ErrorCode) -> None:
    assert code_of(error_of_return_value(return_value)) is code


def test_reasons_are_names_or_numbers() -> None:
    assert reason_of(error_of_return_value(0x30)) == "DeviceError"
    assert reason_of(error_of_return_value(0x80000001)) == "CKR 0x80000001"


def test_only_unspecific_answers_may_come_from_a_pulled_token() -> None:
    assert may_hide_removal(code_of(pkcs11.GeneralError()))
    assert may_hide_removal(code_of(pkcs11.NoSuchKey()))
    assert not may_hide_removal(code_of(pkcs11.PinIncorrect()))
    assert not may_hide_removal(code_of(pkcs11.FunctionCancelled()))
