"""The care of a PIN, by command line and use cases: honest flags, no initial PIN, one login for one entry."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from unittest.mock import Mock

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.act import SealingOrder
from sealdesk.model.document import Preflight
from sealdesk.model.ledger import EntryKind
from sealdesk.model.placement import Placement
from sealdesk.model.token import TokenRef
from sealdesk.service import look_at_document, token_binding, token_side
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.authority import TestAuthority
from sealdesk.service.pin_changes import change_pin, unblock_pin
from sealdesk.service.prepare_act import ReadyAct, prepare_act
from sealdesk.service.seal_document import carry_out
from sealdesk.service.token_registration import registered
from tests.contract.shim import Shim
from tests.journeys.conftest import Answer, Workspace

NEW = "739154"
WRONG = "975318"


def ref_of(desk: Desk) -> TokenRef:
    (info,) = token_side.look(desk)
    return info.ref


def stamp(workspace: Workspace, output: str, *words: str | Path, stdin: str = "") -> Answer:
    return workspace.command(
        "stamp", workspace.contract, "--output", workspace.folder / output, "--seal", workspace.seal(),
        "--request", workspace.request, "--page", "1", "--at", "60,120", "--json", *words, stdin=stdin,
    )  # fmt: skip


def refusal(call: object, *arguments: object, **named: object) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        call(*arguments, **named)  # type: ignore[operator]
    return caught.value


def order_of(
    workspace: Workspace, target: Path, token: TokenRef | None = None
) -> tuple[SealingOrder, Preflight]:
    order = SealingOrder(
        source=workspace.contract,
        target=target,
        seal_id=workspace.seal(),
        request_id=workspace.request,
        placements=(Placement(page=1, centre_x_mm=60, centre_y_mm=120, width_mm=40, height_mm=40),),
        token=token,
    )
    return order, look_at_document.look(workspace.contract)


def ready_act(workspace: Workspace, desk: Desk) -> ReadyAct:
    return prepare_act(desk, *order_of(workspace, workspace.folder / "out.pdf"))


def forget_registration(workspace: Workspace) -> None:
    """As if the security officer had unblocked the PIN: somebody else knows it."""
    with workspace.open() as desk:
        ref = ref_of(desk)
        facts = {"token": {"label": ref.label, "serial": ref.serial}, "way": "so_pin"}
        desk.record(EntryKind.PIN_UNBLOCKED, facts)


def test_a_token_that_is_not_registered_here_does_not_sign_before_its_pin_is_changed(
    workspace: Workspace,
) -> None:
    forget_registration(workspace)
    answer = stamp(workspace, "a.pdf", "--pin-stdin", stdin=workspace.pin + "\n")
    assert (answer.status, "[token.not_registered]" in answer.err) == (3, True), answer.err
    assert not (workspace.folder / "a.pdf").exists()
    changed = workspace.command("tokens", "change-pin", "--pin-stdin", stdin=f"{workspace.pin}\n{NEW}\n")
    assert changed.status == 0, changed.err
    assert stamp(workspace, "b.pdf", "--pin-stdin", stdin=NEW + "\n").status == 0
    (first, second) = workspace.entries("token.registered")
    assert first["person"] == second["person"] == workspace.person("custodian")
    assert NEW not in str(workspace.entries("pin.changed"))


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        ("12345", "too_short"),
        ("345678", "sequential"),
        ("cbazyx", "sequential"),
        ("121212", "repeated"),
        ("00000000", "vendor_default"),
    ],
)
def test_a_weak_new_pin_is_refused_without_a_try(workspace: Workspace, new: str, fault: str) -> None:
    with workspace.open() as desk:
        ref = ref_of(desk)
        error = refusal(change_pin, desk, ref, workspace.pin, new)
        assert error.code is ErrorCode.TOKEN_PIN_WEAK
        assert fault in str(error.facts["faults"])
        assert refusal(change_pin, desk, ref, workspace.pin, workspace.pin).facts["faults"] == "same_as_old"
        token_side.unlock(desk, ref, workspace.pin)


def test_a_makers_default_does_not_sign_even_where_it_is_the_pin(workspace: Workspace, shim: Shim) -> None:
    with workspace.open() as desk:
        ref = ref_of(desk)
        assert refusal(token_side.unlock, desk, ref, "12345678").code is ErrorCode.TOKEN_PIN_WRONG
        desk.tokens.change_pin(ref, workspace.pin, "12345678")  # as by a vendor's own program
        assert refusal(token_side.unlock, desk, ref, "12345678").code is ErrorCode.TOKEN_PIN_INITIAL
        assert not desk.tokens.logged_in(ref)
    assert shim.calls()["C_Login:user"] == 2


def test_a_pin_marked_to_be_changed_never_signs(workspace: Workspace, shim: Shim) -> None:
    shim.mark_to_be_changed()
    answer = stamp(workspace, "a.pdf", "--pin-stdin", stdin=workspace.pin + "\n")
    assert (answer.status, "[token.pin_initial]" in answer.err) == (3, True), answer.err
    with workspace.open() as desk:
        assert (
            refusal(token_side.unlock, desk, ref_of(desk), workspace.pin).code is ErrorCode.TOKEN_PIN_INITIAL
        )
    assert shim.calls()["C_Login"] == 0


def test_the_last_try_is_not_spent_without_a_confirmation(workspace: Workspace, shim: Shim) -> None:
    shim.count_tries(1)
    answer = stamp(workspace, "a.pdf", "--pin-stdin", stdin=workspace.pin + "\n")
    assert (answer.status, "[token.pin_last_try]" in answer.err) == (3, True), answer.err
    assert shim.calls()["C_Login"] == 0
    wrong = workspace.command("tokens", "change-pin", "--pin-stdin", stdin=f"{WRONG}\n{NEW}\n")
    assert "[token.pin_last_try]" in wrong.err
    confirmed = stamp(workspace, "a.pdf", "--pin-stdin", "--last-try", stdin=workspace.pin + "\n")
    assert confirmed.status == 0, confirmed.err
    assert shim.calls()["C_Login"] == 1


def test_a_locked_pin_is_not_asked_for(workspace: Workspace, shim: Shim) -> None:
    shim.count_tries(1)
    locked = stamp(workspace, "a.pdf", "--pin-stdin", "--last-try", stdin=WRONG + "\n")
    assert "[token.pin_locked]" in locked.err
    for act in ("stamp", "change"):
        if act == "stamp":
            answer = stamp(workspace, "a.pdf", "--pin-stdin", "--last-try", stdin=workspace.pin + "\n")
        else:
            answer = workspace.command(
                "tokens", "change-pin", "--pin-stdin", stdin=f"{workspace.pin}\n{NEW}\n"
            )
        assert "[token.pin_locked]" in answer.err
    assert shim.calls()["C_Login"] == 1
    assert [entry["reason"] for entry in workspace.entries("pin.failed")] == ["token.pin_locked"]


def test_a_key_that_does_not_fit_its_certificate_is_found_before_the_intent(
    workspace: Workspace, shim: Shim
) -> None:
    shim.order("C_Sign", "wrong")  # the challenge's answer
    answer = stamp(workspace, "a.pdf", "--pin-stdin", stdin=workspace.pin + "\n")
    assert (answer.status, "[certificate.key_mismatch]" in answer.err) == (3, True), answer.err
    assert workspace.entries("act.intended") == []
    assert [entry["reason"] for entry in workspace.entries("act.refused")] == ["certificate.key_mismatch"]


def test_one_challenge_for_one_login(workspace: Workspace, shim: Shim) -> None:
    with workspace.open() as desk:
        ref = ref_of(desk)
        token_side.unlock(desk, ref, workspace.pin)
        seal = next(one for one in workspace.made.seals if one.id == workspace.seal())
        _, binding = token_binding.bind(desk, seal)
        for _ in range(3):
            token_side.prove_key(desk, ref, binding)
        assert shim.calls()["C_Sign"] == 1
        token_side.unlock(desk, ref, workspace.pin)
        token_side.prove_key(desk, ref, binding)
        assert shim.calls()["C_Sign"] == 2


def test_what_the_officer_unblocked_must_be_changed_by_its_holder(workspace: Workspace) -> None:
    officers_pin = (workspace.home / "so-pin").read_text("utf-8").strip()
    with workspace.open() as desk:
        ref = ref_of(desk)
        assert refusal(unblock_pin, desk, ref, WRONG + "11", NEW).code is ErrorCode.TOKEN_UNBLOCK_WRONG
        unblock_pin(desk, ref, officers_pin, NEW)
        assert not registered(desk, ref)
        assert refusal(token_side.unlock, desk, ref, NEW).code is ErrorCode.TOKEN_NOT_REGISTERED
        change_pin(desk, ref, NEW, "482916")
        assert registered(desk, ref)
        token_side.unlock(desk, ref, "482916")


def test_tokens_are_shown_with_what_they_may_do(workspace: Workspace) -> None:
    shown = workspace.command("tokens", "show", "--json").json
    assert shown["registered"] is True
    assert shown["holder"] == "王慧"
    signing = next(one for one in shown["certificates"] if one["for_signing"])
    assert len(signing["seals"]) == 6
    assert signing["barred"] == []
    listed = workspace.command("tokens", "list")
    assert "PIN in order" in listed.out


def test_a_key_that_asks_each_time_gets_one_entry_for_each_signature(
    workspace: Workspace, shim: Shim
) -> None:
    shim.always_authenticate()
    too_few = stamp(workspace, "a.pdf", "--pin-stdin", stdin=workspace.pin + "\n")
    assert (too_few.status, "[token.pin_missing]" in too_few.err) == (3, True), too_few.err
    assert not (workspace.folder / "a.pdf").exists()
    pins = f"{workspace.pin}\n" * 3  # the login, the vault's key, the signature
    answer = stamp(workspace, "b.pdf", "--pin-stdin", stdin=pins)
    assert answer.status == 0, answer.err
    calls = shim.calls()
    assert (calls["C_Login:user"], calls["C_Login:context"]) == (2, 2)


def test_a_pin_pad_is_asked_on_the_token_itself(workspace: Workspace, shim: Shim) -> None:
    shim.become_pin_pad(workspace.pin)
    answer = stamp(workspace, "a.pdf")
    assert answer.status == 0, answer.err
    assert shim.calls()["C_Login"] == 1
    assert workspace.entries("act.intended")[0]["method"] == "PIN pad"


def test_another_process_waits_for_the_token_and_says_whose_it_is(workspace: Workspace) -> None:
    with workspace.open() as desk:
        token_side.unlock(desk, ref_of(desk), workspace.pin)
        busy = stamp(workspace, "a.pdf", "--pin-stdin", "--wait", "0.2", stdin=workspace.pin + "\n")
        assert (busy.status, "[token.busy]" in busy.err) == (4, True), busy.err
        assert "command line" in busy.err
        token_side.lock(desk, ref_of(desk))
        assert stamp(workspace, "a.pdf", "--pin-stdin", stdin=workspace.pin + "\n").status == 0


def test_a_module_is_added_once_it_has_answered(workspace: Workspace, shim: Shim) -> None:
    before = (workspace.home / "settings.toml").read_text("utf-8")
    missing = workspace.command("tokens", "use-module", "/nowhere/module.so")
    assert (missing.status, "[token.module_missing]" in missing.err) == (4, True)
    not_one = workspace.command("tokens", "use-module", workspace.contract)
    assert (not_one.status, "[token.module_failed]" in not_one.err) == (4, True), not_one.err
    assert (workspace.home / "settings.toml").read_text("utf-8") == before
    (softhsm,) = {Path(str(shim.module.environment["SHIM_MODULE"]))}
    for _ in range(2):
        assert workspace.command("tokens", "use-module", softhsm, "--unblock", "puk").status == 0
    after = (workspace.home / "settings.toml").read_text("utf-8")
    assert after.startswith(before.rstrip())
    assert after.count(str(softhsm)) == before.count(str(softhsm)) + 1
    with workspace.open() as desk:
        assert [module.unblock.value for module in desk.settings.modules] == ["so_pin", "puk"]


def test_a_pin_handed_over_for_an_act_that_fails_serves_no_other(workspace: Workspace, shim: Shim) -> None:
    shim.always_authenticate()
    with workspace.open() as desk:
        ready = ready_act(workspace, desk)
        token_side.unlock(desk, ready.token, workspace.pin)
        for _ in range(token_side.pins_for_signing(desk, ready.token, ready.binding, ready.signatures)):
            token_side.offer_pin(desk, ready.token, workspace.pin)
        shim.order("C_DecryptInit", "device")
        assert refusal(carry_out, desk, ready).code is ErrorCode.TOKEN_DEVICE_ERROR
        assert not desk.tokens.logged_in(ready.token)
        token_side.unlock(desk, ready.token, workspace.pin)
        assert refusal(carry_out, desk, ready).code is ErrorCode.TOKEN_PIN_AGAIN
    assert not ready.order.target.exists()


def test_a_token_registered_before_the_workspace_moved_is_registered_anew(workspace: Workspace) -> None:
    with workspace.open() as desk:
        ref = ref_of(desk)
        assert registered(desk, ref)
        last = next(desk.ledger.entries(kind=EntryKind.WORKSTATION_ENROLLED, newest_first=True, limit=1))
        kept = ("machine", "machine_kind", "key", "administrators", "secrets", "persons")
        desk.record(EntryKind.WORKSTATION_ENROLLED, {name: last.body[name] for name in kept})
        assert not registered(desk, ref)


def test_the_last_try_of_a_further_entry_is_confirmed_too(workspace: Workspace, shim: Shim) -> None:
    shim.always_authenticate()
    with workspace.open() as desk:
        ready = ready_act(workspace, desk)
        token_side.unlock(desk, ready.token, workspace.pin)
        shim.count_tries(1)
        calls = shim.calls()
        error = refusal(token_side.offer_pin, desk, ready.token, WRONG)
        assert error.code is ErrorCode.TOKEN_PIN_LAST_TRY
        assert shim.calls()["C_Login"] == calls["C_Login"]
        token_side.offer_pin(desk, ready.token, workspace.pin, last_try_confirmed=True)


def test_a_pin_is_not_changed_where_the_ledger_cannot_be_written(workspace: Workspace) -> None:
    with workspace.open() as desk:
        ref = ref_of(desk)
        other = sqlite3.connect(workspace.home / "ledger.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert refusal(change_pin, desk, ref, workspace.pin, NEW).code is ErrorCode.LEDGER_BUSY
        other.execute("ROLLBACK")
        token_side.unlock(desk, ref, workspace.pin)


def test_a_changed_pin_that_is_not_entered_is_told_as_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace.open() as desk:
        ref = ref_of(desk)
        full = SealDeskError(ErrorCode.LEDGER_DISK_FULL)
        monkeypatch.setattr(desk, "recording", Mock(side_effect=full))
        assert refusal(change_pin, desk, ref, workspace.pin, NEW).code is ErrorCode.TOKEN_PIN_UNRECORDED
        assert refusal(token_side.unlock, desk, ref, WRONG).code is ErrorCode.TOKEN_PIN_WRONG
        token_side.unlock(desk, ref, NEW)


def test_a_token_with_another_certificate_is_registered_anew(workspace: Workspace) -> None:
    with workspace.open() as desk:
        ref = ref_of(desk)
        (signing, *_) = (
            one for one in desk.tokens.certificates(ref) if one.sha256 in workspace.made.seals[0].certificates
        )
        made = x509.load_der_x509_certificate(signing.der)
        desk.tokens.login(ref, workspace.pin)
        other = TestAuthority().certificate("别的证书", made.public_key(), for_signing=True)  # type: ignore[arg-type]
        desk.tokens.import_certificate(ref, other.public_bytes(Encoding.DER), b"\x09", "other")
        assert not registered(desk, ref)


def test_nobody_is_asked_for_a_pin_that_would_not_be_tried(workspace: Workspace, shim: Shim) -> None:
    """Without any entry at all: the refusal comes first."""
    shim.count_tries(1)
    assert "[token.pin_last_try]" in stamp(workspace, "a.pdf").err
    assert "[token.pin_last_try]" in workspace.command("tokens", "change-pin").err
    shim.count_tries(0)
    assert "[token.pin_locked]" in workspace.command("tokens", "change-pin").err
    shim.count_so_tries(1)
    last = workspace.command("tokens", "unblock-pin")
    assert "[token.unblock_last_try]" in last.err and "--last-try" in last.err
    shim.count_so_tries(0)
    assert "[token.unblock_locked]" in workspace.command("tokens", "unblock-pin").err
    assert "cannot be unblocked" in workspace.command("tokens", "list").out
    assert shim.calls()["C_Login"] == 0


def test_a_wrong_unblocking_code_is_no_fault_of_the_token(workspace: Workspace, shim: Shim) -> None:
    shim.count_so_tries(3)
    wrong = workspace.command("tokens", "unblock-pin", "--pin-stdin", stdin=f"{WRONG}11\n{NEW}\n")
    assert "[token.unblock_wrong]" in wrong.err
    assert [entry["reason"] for entry in workspace.entries("pin.failed")] == ["token.unblock_wrong"]
    assert workspace.entries("token.failed") == []


def test_a_line_end_of_windows_is_no_part_of_a_pin(workspace: Workspace) -> None:
    answer = stamp(workspace, "a.pdf", "--pin-stdin", stdin=f"{workspace.pin}\r\n")
    assert answer.status == 0, answer.err


def test_words_of_the_care_of_a_pin(workspace: Workspace) -> None:
    changed = workspace.command("tokens", "change-pin", "--pin-stdin", stdin=f"{workspace.pin}\n{NEW}\n")
    assert "The PIN was changed" in changed.out, changed.err
    unknown = workspace.command("tokens", "show", "--token", "NOPE")
    assert (unknown.status, "[token.unknown]" in unknown.err) == (3, True)
    assert "NOPE" in unknown.err


def test_an_officers_unblocking_says_what_comes_next(workspace: Workspace) -> None:
    officers = (workspace.home / "so-pin").read_text("utf-8").strip()
    done = workspace.command("tokens", "unblock-pin", "--pin-stdin", stdin=f"{officers}\n{NEW}\n")
    assert "is unblocked" in done.out, done.err
    assert "sealdesk tokens change-pin" in done.out
