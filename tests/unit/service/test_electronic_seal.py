"""The electronic seal in the vault against its record: every way in which it may not be the maker's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
from tests.issuers import DAY, NOW, Holder, holder

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.seal import Seal, SealKind, SealShape
from sealdesk.service.electronic_seal import checked, make_eseal
from sealdesk.tlog.note import Signer
from sealdesk.vault.maker_key import MakerKeys

MAKER, OTHER = holder("制章者"), holder("另一制章者")
ENDED = holder("制章者", since=NOW - 2 * DAY, until=NOW - DAY)
PNG = b"\x89PNG picture"
SEAL = Seal(
    id="SEAL-0001",
    kind=SealKind.UNIT,
    name="城南建设有限公司",
    holder="城南建设有限公司",
    credit_code="91420100MA4KTEST0X",
    shape=SealShape.ROUND,
    width_mm=42.0,
    height_mm=42.0,
    certificates=("ab" * 32,),
    custodian_id="P3001",
    picture_sha256=sha256(PNG).hexdigest(),
    valid_from=NOW,
    valid_until=NOW + timedelta(days=365),
)


def desk(*makers: Holder) -> Any:
    return SimpleNamespace(trust=SimpleNamespace(maker_certificates=tuple(one.certificate for one in makers)))


def keys(one: Holder) -> MakerKeys:
    return MakerKeys(Signer.generate("sealdesk.invalid/seal-maker"), one.certificate, one.key)


def made(one: Holder = MAKER, **said: Any) -> tuple[Seal, bytes]:
    """A record, and an electronic seal that says something else where `said` is given."""
    der = make_eseal(replace(SEAL, **said), PNG, keys(one))
    return replace(SEAL, eseal_sha256=sha256(der).hexdigest()), der


def test_a_registered_makers_seal_that_says_what_the_record_says_holds() -> None:
    seal, der = made()
    assert checked(desk(OTHER, MAKER), seal, der).info.picture == PNG


@pytest.mark.parametrize(
    ("said", "differing"),
    [
        ({"name": "城北建设有限公司"}, "name"),
        ({"certificates": ("cd" * 32,)}, "certificates"),
        ({"valid_until": NOW + timedelta(days=3650)}, "validity"),
        ({"width_mm": 45.0}, "size, properties"),
        ({"department": "工程部"}, "properties"),
        ({"version": 2}, "properties"),
    ],
)
def test_a_makers_seal_that_says_otherwise_is_refused(said: dict[str, Any], differing: str) -> None:
    seal, der = made(**said)
    with pytest.raises(SealDeskError) as caught:
        checked(desk(MAKER), seal, der)
    facts = caught.value.facts
    assert caught.value.code is ErrorCode.VAULT_BROKEN
    assert (facts["reason"], facts["differing"]) == ("eseal record", differing)


def test_each_reason_is_told() -> None:
    seal, der = made()
    broken = der[:-1] + bytes([der[-1] ^ 1])
    ended, ended_der = made(ENDED)
    for given, content, makers, reason in (
        (seal, broken, (MAKER,), "picture"),
        (replace(seal, eseal_sha256=""), der, (MAKER,), "picture"),
        (replace(seal, eseal_sha256=sha256(broken).hexdigest()), broken, (MAKER,), "eseal signature"),
        (replace(seal, eseal_sha256=sha256(PNG).hexdigest()), PNG, (MAKER,), "format"),
        (seal, der, (OTHER,), "eseal maker"),
        (seal, der, (), "eseal maker"),
        (ended, ended_der, (ENDED,), "eseal maker"),
    ):
        with pytest.raises(SealDeskError) as caught:
            checked(desk(*makers), given, content)
        assert (caught.value.code, caught.value.facts["reason"]) == (ErrorCode.VAULT_BROKEN, reason)


def test_what_the_standard_cannot_hold_is_wrong_usage() -> None:
    with pytest.raises(SealDeskError) as caught:
        make_eseal(replace(SEAL, id="公章"), PNG, keys(MAKER))
    assert (caught.value.code, caught.value.facts["what"]) == (ErrorCode.USAGE_WRONG, "seal.esID")
