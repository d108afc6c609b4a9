"""The tokens of the contract suite: software token, shim over it, virtual card, and a real one if named."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from sealdesk.tokens.client import TokenModule, TokenProcess
from tests.contract import shim as shims
from tests.contract import virtual_card
from tests.contract.card_reader import CardReader, NoReaderError, card_reader
from tests.contract.shim import Shim
from tests.contract.subjects import (
    Key,
    Subject,
    card_subject,
    copy_softhsm,
    make_softhsm,
    shim_subject,
    softhsm_subject,
)

REAL = "SEALDESK_TEST_MODULE"
"""A real key joins the suite by SEALDESK_TEST_MODULE (path), …_PIN and …_KEY_ID (hex, an RSA signing key)."""


@pytest.fixture(scope="session")
def softhsm_original(tmp_path_factory: pytest.TempPathFactory) -> TokenModule:
    return make_softhsm(tmp_path_factory.mktemp("softhsm"))


@pytest.fixture
def softhsm(softhsm_original: TokenModule, tmp_path: Path) -> TokenModule:
    """A software token of this test's own."""
    return copy_softhsm(softhsm_original, tmp_path / "softhsm")


@pytest.fixture(scope="session")
def shim_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return shims.build(tmp_path_factory.mktemp("shim"))
    except shims.NoCompilerError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def shim(shim_library: Path, softhsm: TokenModule, tmp_path: Path) -> Shim:
    return Shim(shim_library, softhsm, tmp_path / "orders")


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardReader]:
    with ExitStack() as running:
        try:
            found = running.enter_context(card_reader(tmp_path_factory.mktemp("pcsc")))
        except NoReaderError as missing:
            pytest.skip(str(missing))
        yield found


@pytest.fixture(scope="session")
def card_process(reader: CardReader) -> Iterator[TokenProcess]:
    """One process for all card tests: OpenSC takes seconds to meet a card for the first time."""
    with TokenProcess((TokenModule(reader.module, reader.environment, "puk"),)) as process:
        yield process


@pytest.fixture(scope="session")
def card_applet() -> virtual_card.PivApplet:
    names = (virtual_card.SIGN, virtual_card.SIGN_ALWAYS_ASKING, virtual_card.DECRYPT)
    return virtual_card.PivApplet({name: rsa.generate_private_key(65537, 2048) for name in names}, "SealDesk")


@pytest.fixture
def card(reader: CardReader, card_applet: virtual_card.PivApplet) -> Iterator[virtual_card.VirtualCard]:
    """A card, inserted, with all its tries."""
    card_applet.pin, card_applet.tries_left, card_applet.verify_commands = (
        virtual_card.PIN,
        virtual_card.TRIES,
        0,
    )
    card_applet.puk_tries_left, card_applet.resets = virtual_card.TRIES, 0
    card = virtual_card.VirtualCard(card_applet, reader.port)
    card.insert()
    yield card
    card.pull()


@pytest.fixture(params=["softhsm", "shim", "card", "real"])
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """Every kind of token, one after another."""
    makers: dict[str, Callable[[], Subject]] = {
        "softhsm": lambda: softhsm_subject(request.getfixturevalue("softhsm")),
        "shim": lambda: shim_subject(request.getfixturevalue("shim")),
        "card": lambda: _inserted(request),
        "real": _real,
    }
    subject = makers[request.param]()
    yield subject
    if request.param == "card":
        request.getfixturevalue("card").pull()
        subject.await_tokens(0)
    else:
        subject.process.close()


def _inserted(request: pytest.FixtureRequest) -> Subject:
    subject = card_subject(request.getfixturevalue("card_process"), request.getfixturevalue("card"))
    subject.await_tokens(1)
    return subject


def _real() -> Subject:
    module = os.environ.get(REAL)
    if module is None:
        pytest.skip(f"no real token: {REAL} is not set")
    key = Key(bytes.fromhex(os.environ[f"{REAL}_KEY_ID"]), "rsa")
    process = TokenProcess((TokenModule(Path(module)),))
    return Subject(process, os.environ[f"{REAL}_PIN"], (key,), None, may_change_pin=False)
