"""Cases no module at hand shows; the rest of the owner is shown by tests/contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens.cryptoki import SlotToken
from sealdesk.tokens.owner import TokenOwner


def token(slot_id: int, serial: str = "01") -> SlotToken:
    return SlotToken(slot_id, "标签", serial, "maker", "model", 0, 4, 8)


class OwnerOf(TokenOwner):
    """An owner that sees these tokens, without any module."""

    def __init__(self, *seen: SlotToken) -> None:
        self._opened = {}
        self._seen = seen

    def _look(self, unreadable: list[Any] | None = None) -> Iterator[tuple[Any, SlotToken]]:
        return iter([(None, token) for token in self._seen])


def test_two_tokens_of_one_name_in_one_module_are_ambiguous() -> None:
    with pytest.raises(SealDeskError) as caught:
        OwnerOf(token(1), token(2)).login(("标签", "01"), "123456")
    assert caught.value.code is ErrorCode.TOKEN_AMBIGUOUS


def test_a_token_of_another_serial_is_another_token() -> None:
    with pytest.raises(SealDeskError) as caught:
        OwnerOf(token(1, "02")).login(("标签", "01"), "123456")
    assert caught.value.code is ErrorCode.TOKEN_REMOVED


def test_a_token_that_names_no_longest_pin_takes_any() -> None:
    unlimited = SlotToken(1, "标签", "01", "maker", "model", 0, 4, 0)
    with pytest.raises(AttributeError):  # past the check: there is no module to ask
        OwnerOf(unlimited).login(("标签", "01"), "1" * 40)
    with pytest.raises(SealDeskError) as caught:
        OwnerOf(token(1)).login(("标签", "01"), "1" * 40)
    assert caught.value.code is ErrorCode.TOKEN_PIN_LENGTH
