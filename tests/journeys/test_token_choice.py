"""Several certificates, several tokens: the one that may is taken, and nobody is asked for a PIN in vain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenRef
from sealdesk.service import seal_vault, seals
from sealdesk.service.evaluation.workspace import EvaluationMaker
from sealdesk.service.prepare_act import prepare_act
from sealdesk.service.token_accounts import account
from sealdesk.settings.layout import Layout
from sealdesk.tokens.client import TokenProcess
from tests.journeys.conftest import Workspace
from tests.journeys.spare_tokens import Made, Spares, make_with_spares
from tests.journeys.test_token_care import order_of

SEAL = "SEAL-0004"


class Renewed(EvaluationMaker):
    """The first certificate has expired; a new one for the same key lies beside it, and both are in the list."""

    def _key_pair(
        self, tokens: TokenProcess, ref: TokenRef, key_id: bytes, *, for_signing: bool
    ) -> x509.Certificate:
        made = super()._key_pair(tokens, ref, key_id, for_signing=for_signing)
        if not for_signing:
            return made
        self.old, public_key = made, made.public_key()
        self.new = self.authority.certificate("新证书", public_key, for_signing=True)  # type: ignore[arg-type]
        tokens.import_certificate(ref, self.new.public_bytes(Encoding.DER), key_id, "new")
        return self.new

    def certificate(self, public_key, *, for_signing: bool) -> x509.Certificate:  # type: ignore[no-untyped-def]
        if not for_signing:
            return super().certificate(public_key, for_signing=False)
        since, lifetime = datetime.now(UTC) - timedelta(days=10), timedelta(days=9)
        return self.authority.certificate(
            "旧证书", public_key, for_signing=True, since=since, lifetime=lifetime
        )

    def listed(self) -> tuple[str, ...]:
        return tuple(sha256(one.public_bytes(Encoding.DER)).hexdigest() for one in (self.old, self.new))


def test_a_renewed_certificate_takes_the_old_ones_place(tmp_path: Path) -> None:
    for number in range(3):  # SoftHSM lists objects in an order of its own
        home = tmp_path / f"home{number}"
        home.mkdir()
        made = Renewed(Layout(home), "p256").make()
        workspace = Workspace(home, made, tmp_path)
        with workspace.open() as desk:
            order, preflight = order_of(workspace, tmp_path / f"{number}.pdf")
            assert "新证书" in prepare_act(desk, order, preflight).binding.subject


@pytest.fixture(scope="session")
def made_with_spares(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_with_spares(tmp_path_factory.mktemp("choice") / "home")


@pytest.fixture
def spares(made_with_spares: Made, tmp_path: Path) -> Spares:
    return Spares.copy(made_with_spares, tmp_path)


def test_a_token_that_does_not_open_the_seal_gives_way(spares: Spares) -> None:
    spares.plug("first", "rsa", "foreign")
    with spares.open() as desk:
        order, preflight = order_of(spares, spares.folder / "a.pdf")
        assert prepare_act(desk, order, preflight).token == spares.ref("first")


def test_a_token_that_does_not_open_the_seal_is_told_before_its_pin(spares: Spares) -> None:
    spares.plug("rsa")
    with spares.open() as desk:
        order, preflight = order_of(spares, spares.folder / "a.pdf")
        with pytest.raises(SealDeskError) as caught:
            prepare_act(desk, order, preflight)
        assert caught.value.code is ErrorCode.VAULT_NOT_FOR_TOKEN
        told = account(desk, spares.ref("rsa"))
        barred = {seal: error.code for one in told.certificates for seal, error in one.barred}
        assert set(barred.values()) == {ErrorCode.VAULT_NOT_FOR_TOKEN}


def test_of_two_that_may_one_has_to_be_named(spares: Spares) -> None:
    spares.plug("first", "rsa")
    with spares.open() as desk:
        spares.unlock(desk, "first", "rsa")
        seal = seals.find_seal(desk, SEAL)
        seal_vault.add_token(desk, seal, by=spares.ref("first"), new=spares.ref("rsa"))
        order, preflight = order_of(spares, spares.folder / "a.pdf")
        with pytest.raises(SealDeskError) as caught:
            prepare_act(desk, order, preflight)
        assert caught.value.code is ErrorCode.TOKEN_AMBIGUOUS
        order, preflight = order_of(spares, spares.folder / "a.pdf", token=spares.ref("rsa"))
        assert prepare_act(desk, order, preflight).token == spares.ref("rsa")


def test_a_missing_vault_file_is_told_before_the_pin(workspace: Workspace) -> None:
    (workspace.home / "vault" / f"{SEAL}.vault").unlink()
    with workspace.open() as desk:
        order, preflight = order_of(workspace, workspace.folder / "a.pdf")
        with pytest.raises(SealDeskError) as caught:
            prepare_act(desk, order, preflight)
        assert caught.value.code is ErrorCode.VAULT_MISSING
