"""Modules that fail, hang, crash, lie or talk: the program hears of it in its own words, and goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenRef
from sealdesk.texts import error_text
from sealdesk.tokens.client import TimeLimits, TokenModule, TokenProcess
from tests.contract.shim import Shim
from tests.contract.subjects import (
    DECRYPTION_KEY,
    OAEP,
    RSA_KEY,
    USER_PIN,
    Subject,
    copy_softhsm,
    shim_subject,
    verify,
)
from tests.contract.virtual_card import PIN as CARD_PIN
from tests.contract.virtual_card import SIGN_ALWAYS_ASKING, VirtualCard

DATA = b"to be sealed"
QUICK = TimeLimits(look_s=5, login_s=2, pin_pad_s=2, use_key_s=2, write_s=5, generate_s=30)


@pytest.fixture
def subject(shim: Shim) -> Iterator[Subject]:
    subject = shim_subject(shim)
    subject.process = TokenProcess((shim.module,), QUICK)
    with subject.process:
        yield subject


def sign(subject: Subject, ref: TokenRef) -> bytes:
    return subject.process.sign(ref, RSA_KEY.key_id, DATA, algorithm="rsa")


def works_again(subject: Subject) -> None:
    ref = subject.log_in()
    verify(subject.public_key_of(RSA_KEY), sign(subject, ref), DATA)


@pytest.mark.parametrize(
    ("function", "action", "code"),
    [
        ("C_Sign", "removed", ErrorCode.TOKEN_REMOVED),
        ("C_SignInit", "removed", ErrorCode.TOKEN_REMOVED),
        ("C_FindObjectsInit", "removed", ErrorCode.TOKEN_REMOVED),
        ("C_SignInit", "object_handle", ErrorCode.TOKEN_REMOVED),
        ("C_Sign", "device", ErrorCode.TOKEN_DEVICE_ERROR),
        ("C_Sign", "failed", ErrorCode.TOKEN_DEVICE_ERROR),
        ("C_SignInit", "general", ErrorCode.TOKEN_DEVICE_ERROR),
        ("C_Sign", "cancelled", ErrorCode.TOKEN_CANCELLED),
        ("C_Sign", "abort", ErrorCode.TOKEN_MODULE_FAILED),
        ("C_SignInit", "segfault", ErrorCode.TOKEN_MODULE_FAILED),
        ("C_Sign", "exit", ErrorCode.TOKEN_MODULE_FAILED),
        ("C_Sign", "hang", ErrorCode.TOKEN_MODULE_TIMEOUT),
    ],
)
def test_trouble_at_signing(
    subject: Subject, shim: Shim, function: str, action: str, code: ErrorCode
) -> None:
    ref = subject.log_in()
    shim.order(function, action)
    with pytest.raises(SealDeskError) as caught:
        sign(subject, ref)
    assert caught.value.code is code
    if code in (ErrorCode.TOKEN_DEVICE_ERROR, ErrorCode.TOKEN_CANCELLED):
        verify(subject.public_key_of(RSA_KEY), sign(subject, ref), DATA)  # a fault does not ask for the PIN
    works_again(subject)


@pytest.mark.parametrize("function", ["C_FindObjectsInit", "C_SignInit", "C_Sign"])
def test_an_unspecific_error_of_a_token_that_is_gone_is_its_removal(
    subject: Subject, shim: Shim, function: str
) -> None:
    ref = subject.log_in()
    shim.order(function, "vanish")
    with pytest.raises(SealDeskError) as caught:
        sign(subject, ref)
    assert caught.value.code is ErrorCode.TOKEN_REMOVED
    shim.insert()
    works_again(subject)


@pytest.mark.parametrize(
    ("function", "action", "code"),
    [
        ("C_Login", "removed", ErrorCode.TOKEN_REMOVED),
        ("C_Login", "device", ErrorCode.TOKEN_DEVICE_ERROR),
        ("C_OpenSession", "failed", ErrorCode.TOKEN_DEVICE_ERROR),
        ("C_Login", "abort", ErrorCode.TOKEN_MODULE_FAILED),
        ("C_Login", "hang", ErrorCode.TOKEN_MODULE_TIMEOUT),
    ],
)
def test_trouble_at_login_is_no_wrong_pin(
    subject: Subject, shim: Shim, function: str, action: str, code: ErrorCode
) -> None:
    ref = subject.ref
    shim.order(function, action)
    with pytest.raises(SealDeskError) as caught:
        subject.process.login(ref, USER_PIN)
    assert caught.value.code is code
    assert shim.calls()["C_Login"] == (0 if function == "C_OpenSession" else 1), "never tried a second time"
    works_again(subject)


def test_a_length_that_the_token_itself_refuses_may_have_cost_a_try(subject: Subject, shim: Shim) -> None:
    ref = subject.ref
    facts = {"token": ref, "min": subject.info.pin_min_length, "max": subject.info.pin_max_length}
    with pytest.raises(SealDeskError) as caught:
        subject.process.login(ref, "1")
    assert caught.value.code is ErrorCode.TOKEN_PIN_LENGTH
    assert caught.value.facts == {**facts, "asked": False}
    assert not shim.calls()["C_Login:user"]
    assert "did not count" in error_text(caught.value, "en").now
    shim.order("C_Login", "pin_length")
    with pytest.raises(SealDeskError) as caught:
        subject.process.login(ref, USER_PIN)
    assert caught.value.code is ErrorCode.TOKEN_PIN_LENGTH
    assert caught.value.facts == {**facts, "asked": True}
    assert shim.calls()["C_Login:user"] == 1
    assert "may have counted" in error_text(caught.value, "en").now
    assert "可能已计入" in error_text(caught.value, "zh").now


def test_a_crash_is_named_and_leaves_the_token_locked(subject: Subject, shim: Shim) -> None:
    ref = subject.log_in()
    shim.order("C_Sign", "abort")
    with pytest.raises(SealDeskError) as caught:
        sign(subject, ref)
    assert caught.value.facts == {"module": shim.module.path, "reason": "crash, SIGABRT"}
    assert not subject.process.logged_in(ref)
    with pytest.raises(SealDeskError) as locked:
        sign(subject, ref)
    assert locked.value.code is ErrorCode.TOKEN_NOT_LOGGED_IN


def test_a_module_that_hangs_is_stopped(subject: Subject, shim: Shim) -> None:
    ref = subject.log_in()
    (pid,) = subject.process.pids
    shim.order("C_Sign", "hang")
    with pytest.raises(SealDeskError) as caught:
        sign(subject, ref)
    assert caught.value.facts == {"module": shim.module.path, "limit_s": QUICK.use_key_s}
    assert not Path(f"/proc/{pid}").exists()


def test_waiting_for_a_module_can_be_cancelled(subject: Subject, shim: Shim) -> None:
    ref = subject.log_in()
    shim.order("C_Sign", "hang")
    # Cancelled once the module has been reached: the order is taken when it begins to hang.
    threading.Thread(target=lambda: (_await_gone(shim), subject.process.cancel()), daemon=True).start()
    with pytest.raises(SealDeskError) as caught:
        sign(subject, ref)
    assert caught.value.code is ErrorCode.TOKEN_CANCELLED
    works_again(subject)


def _await_gone(shim: Shim) -> None:
    while shim.ordered:
        time.sleep(0.01)


def test_cancelling_without_a_call_disturbs_nothing(subject: Subject) -> None:
    ref = subject.log_in()
    subject.process.cancel()
    assert subject.process.logged_in(ref)


def test_what_a_module_prints_is_not_taken_for_an_answer(subject: Subject, shim: Shim) -> None:
    ref = subject.log_in()
    shim.order("C_Sign", "print")
    verify(subject.public_key_of(RSA_KEY), sign(subject, ref), DATA)


def test_a_wrong_signature_is_handed_on_as_it_came(subject: Subject, shim: Shim) -> None:
    """Whoever knows the certificate checks it; this only shows that the shim can lie."""
    ref = subject.log_in()
    shim.order("C_Sign", "wrong")
    with pytest.raises(InvalidSignature):
        verify(subject.public_key_of(RSA_KEY), sign(subject, ref), DATA)


def test_a_ciphertext_for_another_key_is_a_device_error(subject: Subject) -> None:
    ref = subject.log_in()
    wrapped = subject.public_key_of(DECRYPTION_KEY).encrypt(b"key", OAEP)
    broken = bytes([wrapped[0] ^ 1]) + wrapped[1:]
    with pytest.raises(SealDeskError) as caught:
        subject.process.decrypt(ref, DECRYPTION_KEY.key_id, broken)
    assert caught.value.code is ErrorCode.TOKEN_DEVICE_ERROR
    assert subject.process.decrypt(ref, DECRYPTION_KEY.key_id, wrapped) == b"key"


def test_stored_data_is_replaced_whole_or_not_at_all(subject: Subject, shim: Shim) -> None:
    ref = subject.log_in()
    subject.process.write_data(ref, "seal", b"old")
    shim.order("C_CreateObject", "0x31")
    with pytest.raises(SealDeskError) as caught:
        subject.process.write_data(ref, "seal", b"new")
    assert (caught.value.code, caught.value.facts["reason"]) == (ErrorCode.TOKEN_DEVICE_ERROR, "DeviceMemory")
    assert subject.process.read_data(ref, "seal") == b"old"
    assert shim.calls()["C_DestroyObject"] == 0
    subject.process.write_data(ref, "seal", b"new")
    assert shim.calls()["C_DestroyObject"] == 1, "the old one does not stay beside it"


@pytest.mark.parametrize(
    ("function", "action", "code"),
    [
        ("C_DecryptInit", "removed", ErrorCode.TOKEN_REMOVED),
        ("C_Decrypt", "vanish", ErrorCode.TOKEN_REMOVED),
        ("C_Decrypt", "device", ErrorCode.TOKEN_DEVICE_ERROR),
        ("C_DecryptInit", "failed", ErrorCode.TOKEN_DEVICE_ERROR),
        ("C_Decrypt", "abort", ErrorCode.TOKEN_MODULE_FAILED),
        ("C_Decrypt", "hang", ErrorCode.TOKEN_MODULE_TIMEOUT),
    ],
)
def test_trouble_at_decryption(
    subject: Subject, shim: Shim, function: str, action: str, code: ErrorCode
) -> None:
    wrapped = subject.public_key_of(DECRYPTION_KEY).encrypt(b"key", OAEP)
    ref = subject.log_in()
    shim.order(function, action)
    with pytest.raises(SealDeskError) as caught:
        subject.process.decrypt(ref, DECRYPTION_KEY.key_id, wrapped)
    assert caught.value.code is code
    if code is ErrorCode.TOKEN_DEVICE_ERROR:
        assert subject.process.decrypt(ref, DECRYPTION_KEY.key_id, wrapped) == b"key"
    shim.insert()
    ref = subject.log_in()
    assert subject.process.decrypt(ref, DECRYPTION_KEY.key_id, wrapped) == b"key"


def test_one_unreadable_slot_is_told_where_nothing_else_is_there(subject: Subject, shim: Shim) -> None:
    assert subject.info
    shim.order("C_GetTokenInfo", "device")
    with pytest.raises(SealDeskError) as caught:
        subject.process.tokens()
    assert (caught.value.code, caught.value.facts["reason"]) == (ErrorCode.TOKEN_MODULE_FAILED, "DeviceError")
    works_again(subject)


def test_pin_sessions_count_as_many_logins_as_entries_by_a_person(subject: Subject, shim: Shim) -> None:
    ref = subject.ref
    entries = 0
    for session in range(20):
        pins = (USER_PIN,) if session % 2 else ("000000", USER_PIN)
        for pin in pins:
            entries += 1
            try:
                subject.process.login(ref, pin)
            except SealDeskError as error:
                assert error.code is ErrorCode.TOKEN_PIN_WRONG
        sign(subject, ref)
        subject.process.logout(ref)
    assert shim.calls()["C_Login"] == entries == 30


def test_a_pin_pad_takes_no_pin_from_us(subject: Subject, shim: Shim) -> None:
    shim.become_pin_pad(USER_PIN)
    info = subject.info
    assert info.protected_authentication_path
    subject.process.login(info.ref, None)
    verify(subject.public_key_of(RSA_KEY), sign(subject, info.ref), DATA)


def test_a_pin_to_be_changed_is_seen_before_the_prompt(subject: Subject, shim: Shim) -> None:
    assert not subject.info.pin_to_be_changed
    shim.mark_to_be_changed()
    assert subject.info.pin_to_be_changed


def test_two_tokens_of_one_name_are_ambiguous(subject: Subject, shim: Shim, softhsm: TokenModule) -> None:
    with TokenProcess((shim.module, softhsm)) as both:
        first, second = both.tokens()
        assert first.ref == second.ref
        for call in (lambda: both.certificates(first.ref), lambda: both.login(first.ref, USER_PIN)):
            with pytest.raises(SealDeskError) as caught:
                call()
            assert caught.value.code is ErrorCode.TOKEN_AMBIGUOUS
    assert shim.calls()["C_Login"] == 0


def test_two_modules_with_two_tokens(shim: Shim, tmp_path: Path) -> None:
    from sealdesk.tokens.softhsm import make_token

    other = make_token(tmp_path / "other", "另一个", "87654321", USER_PIN)
    with TokenProcess((shim.module, other)) as both:
        ours, theirs = both.tokens()
        both.login(ours.ref, USER_PIN)
        both.login(theirs.ref, USER_PIN)
        shim.order("C_Sign", "abort")
        with pytest.raises(SealDeskError):
            both.sign(ours.ref, RSA_KEY.key_id, DATA, algorithm="rsa")
        assert both.logged_in(theirs.ref), "a module's crash is no matter of other modules"
        assert not both.logged_in(ours.ref)


def test_bad_modules_hide_nobody_and_are_reported(softhsm: TokenModule, tmp_path: Path) -> None:
    missing = TokenModule(tmp_path / "nowhere.so")
    text = TokenModule(tmp_path / "text.so")
    text.path.write_text("no module")
    with TokenProcess((missing, text, softhsm)) as process:
        assert len(process.tokens()) == 1
        codes = [trouble.code for trouble in process.troubles]
        assert codes == [ErrorCode.TOKEN_MODULE_MISSING, ErrorCode.TOKEN_MODULE_FAILED]
        assert process.troubles[1].facts["module"] == text.path
    with TokenProcess((missing,)) as process, pytest.raises(SealDeskError) as caught:
        process.tokens()
    assert caught.value.code is ErrorCode.TOKEN_MODULE_MISSING


def test_a_driver_installed_meanwhile_is_found(shim: Shim, tmp_path: Path) -> None:
    link = tmp_path / "later.so"
    with TokenProcess((TokenModule(link, shim.module.environment),)) as process:
        with pytest.raises(SealDeskError):
            process.tokens()
        link.symlink_to(shim.module.path)
        assert len(process.tokens()) == 1


def test_threads_share_a_token_without_harm(subject: Subject) -> None:
    ref = subject.log_in()
    public_key = subject.public_key_of(RSA_KEY)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):
                verify(public_key, sign(subject, ref), DATA)
                assert len(subject.process.tokens()) == 1
        except BaseException as error:  # noqa: BLE001 - told in the main thread
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_closing_logs_out_and_a_later_call_starts_anew(subject: Subject) -> None:
    ref = subject.log_in()
    subject.process.close()
    assert subject.process.pids == ()
    assert not subject.process.logged_in(ref)
    works_again(subject)


_HANGING_PARENT = """
import os, sys
from pathlib import Path
from sealdesk.tokens.client import TokenModule, TokenProcess
module = TokenModule(Path(sys.argv[1]))  # its variables come with our own environment
process = TokenProcess((module,))
(info,) = process.tokens()
process.login(info.ref, sys.stdin.readline().strip())
print(process.pids[0], flush=True)
process.sign(info.ref, b"\\1", b"", algorithm="rsa")
"""


def test_the_token_process_ends_with_the_program_even_while_the_module_hangs(shim: Shim) -> None:
    shim.order("C_Sign", "hang")
    environment = {**os.environ, **shim.module.environment}
    command = [sys.executable, "-c", _HANGING_PARENT, str(shim.module.path)]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdin
        assert parent.stdout
        parent.stdin.write(f"{USER_PIN}\n")
        parent.stdin.flush()
        pid = int(parent.stdout.readline())
        _await_gone(shim)
        assert _lives(pid)
        parent.kill()
    for _ in range(500):
        if not _lives(pid):
            return
        time.sleep(0.01)
    pytest.fail("the token process outlives the program")


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_marker_pin_is_in_no_argument_environment_file_or_error(
    subject: Subject, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    marker, wrong = "MARKERPIN4711", "MARKERPIN9999"
    ref = subject.ref
    subject.process.change_pin(ref, USER_PIN, marker)
    with pytest.raises(SealDeskError) as caught:
        subject.process.login(ref, wrong)
    subject.process.login(ref, marker)
    sign(subject, ref)
    seen = [repr(caught.value), repr(caught.value.__cause__), caplog.text]
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            try:
                seen.append((process / name).read_bytes().decode("utf-8", "replace"))
            except OSError:
                continue
    # SoftHSM keeps the PIN encrypted; whatever else was written in the test's folder is searched as well.
    seen += [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    assert len(seen) > 20
    assert not [text for text in seen if "MARKERPIN" in text]


def test_a_card_key_that_always_asks_gets_its_pin_for_each_use(
    card: VirtualCard, card_process: TokenProcess
) -> None:
    subject = Subject(card_process, CARD_PIN, (), None)
    subject.await_tokens(1)
    ref = subject.log_in()
    always = {key.key_id: key.always_authenticate for key in card_process.keys(ref)}
    assert always == {b"\x01": False, b"\x02": True, b"\x03": False}
    before = card.applet.verify_commands
    with pytest.raises(SealDeskError) as caught:
        card_process.sign(ref, b"\x02", DATA, algorithm="rsa")
    assert caught.value.code is ErrorCode.TOKEN_PIN_AGAIN
    assert card.applet.verify_commands == before
    for _ in range(2):
        card_process.offer_pin(ref, CARD_PIN)
    for _ in range(2):
        signature = card_process.sign(ref, b"\x02", DATA, algorithm="rsa")
        verify(card.applet.keys[SIGN_ALWAYS_ASKING].public_key(), signature, DATA)
    assert card.applet.verify_commands == before + 2
    for pin in ("999999", CARD_PIN):
        card_process.offer_pin(ref, pin)
    with pytest.raises(SealDeskError) as caught:
        card_process.sign(ref, b"\x02", DATA, algorithm="rsa")
    assert caught.value.code is ErrorCode.TOKEN_PIN_WRONG
    assert card.applet.verify_commands == before + 3
    with pytest.raises(SealDeskError) as caught:
        card_process.sign(ref, b"\x02", DATA, algorithm="rsa")
    assert caught.value.code is ErrorCode.TOKEN_NOT_LOGGED_IN, "a PIV card locks itself at a wrong PIN"
    assert card.applet.verify_commands == before + 3, "the second one went with the first"
    card.pull()
    subject.await_tokens(0)


def test_a_copied_token_is_the_same_token(softhsm: TokenModule, tmp_path: Path) -> None:
    with TokenProcess((softhsm,)) as one, TokenProcess((copy_softhsm(softhsm, tmp_path / "copy"),)) as other:
        assert one.tokens()[0].ref == other.tokens()[0].ref
