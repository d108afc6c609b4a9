"""Several tokens and readers at once, pulled and back, without restart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenInfo, TokenRef
from sealdesk.tokens.client import TokenModule, TokenProcess
from sealdesk.tokens.softhsm import make_token
from tests.contract import virtual_card
from tests.contract.card_reader import CardReader
from tests.contract.shim import Shim
from tests.contract.subjects import RSA_KEY, SO_PIN, USER_PIN, Subject, card_subject
from tests.contract.virtual_card import PivApplet, VirtualCard

DATA = b"to be sealed"
OTHER_LABEL = "另一枚"


def code_of_signing(process: TokenProcess, ref: TokenRef) -> ErrorCode | None:
    try:
        process.sign(ref, RSA_KEY.key_id, DATA, algorithm="rsa")
    except SealDeskError as error:
        return error.code
    return None


@pytest.fixture
def pair(shim: Shim, softhsm: TokenModule) -> Iterator[tuple[TokenProcess, TokenInfo, TokenInfo]]:
    """One module with two tokens in two readers, both unlocked, each with a key."""
    make_token(Path(softhsm.environment["SOFTHSM2_CONF"]).parent, OTHER_LABEL, SO_PIN, USER_PIN)
    with TokenProcess((shim.module,)) as process:
        one, other = sorted(process.tokens(), key=lambda info: info.ref.label == OTHER_LABEL)
        assert other.ref.label == OTHER_LABEL
        for info in (one, other):
            process.login(info.ref, USER_PIN)
        process.generate_key_pair(other.ref, "rsa2048", "sign", RSA_KEY.key_id, "sign")
        yield process, one, other


def test_one_of_two_is_pulled_and_the_other_goes_on(
    pair: tuple[TokenProcess, TokenInfo, TokenInfo], shim: Shim
) -> None:
    process, one, other = pair
    (pid,) = process.pids
    for _ in range(2):
        assert code_of_signing(process, one.ref) is code_of_signing(process, other.ref) is None
        shim.take_away(one.ref.serial)
        assert code_of_signing(process, one.ref) is ErrorCode.TOKEN_REMOVED
        assert [info.ref for info in process.tokens()] == [other.ref]
        assert code_of_signing(process, other.ref) is None, "still unlocked"
        shim.take_away()
        assert {info.ref for info in process.tokens()} == {one.ref, other.ref}
        assert (process.logged_in(one.ref), process.logged_in(other.ref)) == (False, True)
        assert code_of_signing(process, one.ref) is ErrorCode.TOKEN_NOT_LOGGED_IN
        process.login(one.ref, USER_PIN)
    assert process.pids == (pid,)


def test_another_token_in_its_place_is_never_used(
    pair: tuple[TokenProcess, TokenInfo, TokenInfo], shim: Shim
) -> None:
    process, one, other = pair
    shim.take_away(other.ref.serial)
    process.tokens()
    shim.take_away(one.ref.serial)
    before = shim.calls()["C_Login"], shim.calls()["C_Sign"]
    assert code_of_signing(process, one.ref) is ErrorCode.TOKEN_REMOVED
    with pytest.raises(SealDeskError) as caught:
        process.login(one.ref, USER_PIN)
    assert caught.value.code is ErrorCode.TOKEN_REMOVED
    assert (shim.calls()["C_Login"], shim.calls()["C_Sign"]) == before


def test_looking_costs_a_handful_of_calls(shim: Shim) -> None:
    with TokenProcess((shim.module,)) as process:
        (info,) = process.tokens()
        process.login(info.ref, USER_PIN)
        shim.forget_calls()
        for _ in range(10):
            process.tokens()
        calls = shim.calls()
    # SoftHSM keeps an empty slot beside its token: two are read.
    assert calls == {"C_GetSlotList": 20, "C_GetTokenInfo": 20, "C_GetSessionInfo": 10}


@pytest.fixture
def second_card(reader: CardReader) -> Iterator[VirtualCard]:
    """A card of another name in the daemon's second reader, which listens on the next port."""
    keys = {virtual_card.SIGN: rsa.generate_private_key(65537, 2048)}
    card = VirtualCard(PivApplet(keys, "Second"), reader.port + 1)
    try:
        card.insert()
    except OSError:
        pytest.skip("the virtual reader has one slot")
    yield card
    card.pull()


def test_two_cards_in_two_readers(
    card: VirtualCard, second_card: VirtualCard, card_process: TokenProcess
) -> None:
    subject: Subject = card_subject(card_process, card)
    one, other = sorted(
        (info.ref for info in subject.await_tokens(2)), key=lambda ref: ref.label.startswith("Second")
    )
    assert other.label.startswith("Second")
    for ref in (one, other):
        card_process.login(ref, subject.pin)
        assert code_of_signing(card_process, ref) is None
    card.pull()
    assert code_of_signing(card_process, one) is ErrorCode.TOKEN_REMOVED
    assert code_of_signing(card_process, other) is None
    subject.await_tokens(1)
    card.insert()
    subject.await_tokens(2)
    assert code_of_signing(card_process, other) is None
    card_process.login(one, subject.pin)
    assert code_of_signing(card_process, one) is None
    card.pull()
    second_card.pull()
    subject.await_tokens(0)
