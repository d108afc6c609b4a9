"""A seal that passes to somebody with a token of their own, with real tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.act import SealingOrder, SealingResult
from sealdesk.model.placement import Placement
from sealdesk.service import custody, prepare_act, seal_document, seal_vault, seals
from sealdesk.service.custody import OwnToken
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.cast import CUSTODIAN, GENERAL_MANAGER, SUCCESSOR
from sealdesk.service.look_at_document import look
from sealdesk.service.pin_changes import change_pin
from sealdesk.service.sign_in import SignIn
from tests.journeys.spare_tokens import INITIAL_PIN, PIN, Made, Spares, make_with_spares

SEAL = "SEAL-0004"


@pytest.fixture(scope="module")
def made_with_spares(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_with_spares(tmp_path_factory.mktemp("own") / "home")


@pytest.fixture
def spares(made_with_spares: Made, tmp_path: Path) -> Spares:
    return Spares.copy(made_with_spares, tmp_path)


def sign_in(spares: Spares, member: object) -> SignIn:
    return SignIn(member.id, spares.password(member.id))  # type: ignore[attr-defined]


def own(spares: Spares) -> OwnToken:
    password = (spares.home / "passwords" / "seal-maker").read_text("utf-8").strip()
    return OwnToken(spares.ref("first"), spares.ref("foreign"), password)


def stamp(spares: Spares, desk: Desk, name: str, pin: str | None = None) -> SealingResult:
    target = spares.folder / f"{uuid4()}.pdf"
    place = Placement(page=1, centre_x_mm=100.0, centre_y_mm=200.0, width_mm=40.0, height_mm=40.0)
    order = SealingOrder(spares.contract, target, SEAL, spares.request, (place,), token=spares.ref(name))
    ready = prepare_act.prepare_act(desk, order, look(spares.contract))
    desk.tokens.login(ready.token, pin or spares.pin_of(name))
    return seal_document.carry_out(desk, ready)


def refused(code: ErrorCode, act: object, *arguments: object, **named: object) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        act(*arguments, **named)  # type: ignore[operator]
    assert caught.value.code is code, caught.value
    return caught.value


def hand_over(spares: Spares, desk: Desk) -> str:
    return custody.hand_over(
        desk,
        SEAL,
        giving=sign_in(spares, CUSTODIAN),
        receiving=sign_in(spares, SUCCESSOR),
        reason="调离",
        own=own(spares),
    )


def test_the_successors_token_takes_the_place_of_the_old_one(spares: Spares) -> None:
    spares.plug("first", "foreign")
    with spares.open() as desk:
        before = seals.find_seal(desk, SEAL)
        refused(ErrorCode.CERTIFICATE_FOREIGN, stamp, spares, desk, "foreign")
        spares.unlock(desk, "first")
        hand_over(spares, desk)
        after = seals.find_seal(desk, SEAL)
        assert (after.version, after.custodian_id) == (before.version + 1, SUCCESSOR.id)
        assert after.valid_until == before.valid_until
        assert set(after.certificates).isdisjoint(before.certificates)
        assert [one.token for one in seal_vault.recipients_of(desk, after)] == [spares.ref("foreign")]
        refused(ErrorCode.TOKEN_NOT_REGISTERED, stamp, spares, desk, "foreign")
        change_pin(desk, spares.ref("foreign"), INITIAL_PIN, PIN)
        assert stamp(spares, desk, "foreign", PIN).verification.good
        refused(ErrorCode.CERTIFICATE_FOREIGN, stamp, spares, desk, "first")
        # The other seals are still the old custodian's, on the old token.
        assert custody.custody_of(desk, seals.find_seal(desk, "SEAL-0001")).person_id == CUSTODIAN.id
    assert spares.entries("act.sealed")[-1]["person"] == SUCCESSOR.id


def test_a_deputy_signs_with_a_token_of_their_own_for_the_period(
    spares: Spares, monkeypatch: pytest.MonkeyPatch
) -> None:
    spares.plug("first", "foreign")
    until = datetime.now(UTC) + timedelta(days=2)
    with spares.open() as desk:
        spares.unlock(desk, "first")
        custody.delegate(
            desk,
            SEAL,
            custodian=sign_in(spares, CUSTODIAN),
            deputy=sign_in(spares, SUCCESSOR),
            approver=sign_in(spares, GENERAL_MANAGER),
            until=until,
            reason="休假",
            own=own(spares),
        )
        change_pin(desk, spares.ref("foreign"), INITIAL_PIN, PIN)
        assert stamp(spares, desk, "foreign", PIN).verification.good
        refused(ErrorCode.PERSON_NOT_ENTITLED, stamp, spares, desk, "first")
        custody.end_delegation(desk, SEAL, sign_in(spares, CUSTODIAN), "返岗")
        refused(ErrorCode.PERSON_NOT_ENTITLED, stamp, spares, desk, "foreign")
        assert stamp(spares, desk, "first").verification.good
    assert [entry["person"] for entry in spares.entries("act.sealed")] == [SUCCESSOR.id, CUSTODIAN.id]


def test_nothing_passes_without_the_makers_key_or_with_a_token_that_is_not_ready(spares: Spares) -> None:
    spares.plug("first", "foreign")
    with spares.open() as desk:
        before = seals.find_seal(desk, SEAL)
        wrong = OwnToken(spares.ref("first"), spares.ref("foreign"), "not the maker's")
        people = {"giving": sign_in(spares, CUSTODIAN), "receiving": sign_in(spares, SUCCESSOR)}
        spares.unlock(desk, "first")
        refused(
            ErrorCode.MAKER_PASSWORD_WRONG, custody.hand_over, desk, SEAL, **people, reason="调离", own=wrong
        )
        # One of the custodian's own spare tokens is nobody else's.
        spares.plug("first", "rsa")
    with spares.open() as desk:
        spares.unlock(desk, "first")
        theirs = OwnToken(spares.ref("first"), spares.ref("rsa"), own(spares).maker_password)
        refused(
            ErrorCode.PERSON_NOT_ENTITLED, custody.hand_over, desk, SEAL, **people, reason="调离", own=theirs
        )
        assert seals.find_seal(desk, SEAL) == before
    assert not spares.entries("custody.handed_over")


def test_a_token_stays_while_a_deputy_has_one_of_its_seals(spares: Spares) -> None:
    """It would leave that seal with a custodian who has no key."""
    spares.plug("first", "foreign")
    with spares.open() as desk:
        spares.unlock(desk, "first")
        custody.delegate(
            desk,
            SEAL,
            custodian=sign_in(spares, CUSTODIAN),
            deputy=sign_in(spares, SUCCESSOR),
            approver=sign_in(spares, GENERAL_MANAGER),
            until=datetime.now(UTC) + timedelta(days=2),
            reason="休假",
            own=own(spares),
        )
        people = {"giving": sign_in(spares, CUSTODIAN), "receiving": sign_in(spares, SUCCESSOR)}
        refused(ErrorCode.CUSTODY_DELEGATED, custody.hand_over, desk, "SEAL-0001", **people, reason="调离")
