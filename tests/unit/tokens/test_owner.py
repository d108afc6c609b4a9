"""Cases no module at hand shows; the rest of the owner is shown by tests/contract."""

from __future__ import annotations

from typing import Any

import pytest
from pkcs11 import TokenFlag

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens.cryptoki import SlotToken
from sealdesk.tokens.owner import TokenOwner
from sealdesk.tokens.pins import OfferedPins
from sealdesk.tokens.slots import Slots

INITIALISED = int(TokenFlag.TOKEN_INITIALIZED)


def token(slot_id: int, serial: str = "01") -> SlotToken:
    return SlotToken(slot_id, "标签", serial, "maker", "model", INITIALISED, 4, 8)


class Readers:
    """These tokens plugged in, without any module."""

    def __init__(self, *seen: SlotToken) -> None:
        self._seen = {token.slot_id: token for token in seen}

    def slots_with_token(self) -> list[int]:
        return list(self._seen)

    def token_info(self, slot_id: int) -> SlotToken:
        return self._seen[slot_id]


class OwnerOf(TokenOwner):
    def __init__(self, *seen: SlotToken) -> None:
        readers: Any = Readers(*seen)
        self._slots = Slots(None, readers)
        self._opened = {}
        self.offers = OfferedPins()


def test_two_tokens_of_one_name_in_one_module_are_ambiguous() -> None:
    with pytest.raises(SealDeskError) as caught:
        OwnerOf(token(1), token(2)).login(("标签", "01"), bytearray(b"123456"))
    assert caught.value.code is ErrorCode.TOKEN_AMBIGUOUS


def test_a_token_of_another_serial_is_another_token() -> None:
    with pytest.raises(SealDeskError) as caught:
        OwnerOf(token(1, "02")).login(("标签", "01"), bytearray(b"123456"))
    assert caught.value.code is ErrorCode.TOKEN_REMOVED


def test_a_token_that_names_no_longest_pin_takes_any() -> None:
    unlimited = SlotToken(1, "标签", "01", "maker", "model", INITIALISED, 4, 0)
    with pytest.raises(AttributeError):  # past the check: there is no module to ask
        OwnerOf(unlimited).login(("标签", "01"), bytearray(b"1" * 40))
    with pytest.raises(SealDeskError) as caught:
        OwnerOf(token(1)).login(("标签", "01"), bytearray(b"1" * 40))
    assert caught.value.code is ErrorCode.TOKEN_PIN_LENGTH
