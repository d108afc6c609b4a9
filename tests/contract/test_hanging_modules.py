"""Modules that hang, or leave processes behind, beside a healthy one: nobody else waits, and nothing is left."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenInfo
from sealdesk.tokens.client import TimeLimits, TokenModule, TokenProcess
from sealdesk.tokens.softhsm import make_token
from tests.contract import shim as shims
from tests.contract.shim import Shim
from tests.contract.subjects import RSA_KEY, USER_PIN

LONG = TimeLimits(look_s=120.0)
"""Whoever waits for a hanging module waits longer than a test may take."""
DATA = b"what is sealed"
OTHER_PIN = "24681357"


def build(folder: Path, source: Path) -> Path:
    try:
        return shims.build(folder, source)
    except shims.NoCompilerError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def hanging(tmp_path_factory: pytest.TempPathFactory) -> TokenModule:
    return TokenModule(build(tmp_path_factory.mktemp("hang"), shims.HANGS_AT_LOAD))


@pytest.fixture(scope="module")
def forking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("fork"), shims.FORKS_AT_LOAD)


@pytest.fixture
def both(shim: Shim, tmp_path: Path) -> Iterator[TokenProcess]:
    """The shim's token, and one of another module."""
    other = make_token(tmp_path / "other", "另一个", "87654321", OTHER_PIN)
    with TokenProcess((shim.module, other), LONG) as process:
        yield process


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def await_end(pid: int) -> None:
    while lives(pid):
        time.sleep(0.01)


def codes(process: TokenProcess) -> list[ErrorCode]:
    return [trouble.code for trouble in process.troubles]


def look_threads() -> int:
    return sum(thread.name == "token look" for thread in threading.enumerate())


@pytest.mark.timeout(60)
def test_a_module_that_hangs_at_load_delays_nobody(hanging: TokenModule, softhsm: TokenModule) -> None:
    with TokenProcess((hanging, softhsm), LONG) as process:
        (info,) = process.tokens()
        assert codes(process) == [ErrorCode.TOKEN_MODULE_SLOW]
        assert process.troubles[0].facts == {"module": hanging.path}
        pids = process.pids
        assert len(pids) == 2, "it is waited for still"
        assert process.certificates(info.ref) is not None
        process.login(info.ref, USER_PIN)
        assert process.logged_in(info.ref)
        process.sign(info.ref, RSA_KEY.key_id, DATA, algorithm="rsa")
        for _ in range(20):
            assert [info.ref for info in process.tokens()] == [info.ref]
        assert codes(process) == [ErrorCode.TOKEN_MODULE_SLOW]
        assert look_threads() <= 2, "one for each module, whoever asks how often"
        process.logout(info.ref)
        assert process.pids == pids
    assert not any(lives(pid) for pid in pids)


@pytest.mark.timeout(60)
def test_a_module_that_hangs_in_a_look_is_shown_without_its_tokens_until_it_answers(
    both: TokenProcess, shim: Shim
) -> None:
    ours, theirs = both.tokens()
    both.login(ours.ref, USER_PIN)
    both.login(theirs.ref, OTHER_PIN)
    shim.order("C_GetSlotList", "hang")
    assert both.tokens() == (theirs,)
    assert codes(both) == [ErrorCode.TOKEN_MODULE_SLOW]
    assert both.tokens() == (theirs,)
    assert both.logged_in(theirs.ref)
    assert not both.logged_in(ours.ref), "who does not answer is not trusted to be unlocked"
    both.logout(ours.ref)
    assert {info.ref for info in _seen_at_last(both, 2)} == {ours.ref, theirs.ref}
    assert codes(both) == []
    assert not both.logged_in(ours.ref)
    assert both.logged_in(theirs.ref)


def _seen_at_last(process: TokenProcess, count: int) -> tuple[TokenInfo, ...]:
    while len(infos := process.tokens()) != count:
        time.sleep(0.05)
    return infos


@pytest.mark.timeout(60)
def test_a_hanging_module_that_is_stopped_says_so_and_hides_nobody(hanging: TokenModule, shim: Shim) -> None:
    with TokenProcess((hanging, shim.module), TimeLimits(look_s=2.0)) as process:
        process.tokens()
        while codes(process) == [ErrorCode.TOKEN_MODULE_SLOW]:
            assert len(process.tokens()) == 1
            time.sleep(0.05)
        assert codes(process) == [ErrorCode.TOKEN_MODULE_TIMEOUT]
        shim.pull()
        assert process.tokens() == ()
        assert codes(process) == [ErrorCode.TOKEN_MODULE_TIMEOUT], "told until it answers"


@pytest.mark.timeout(60)
def test_a_module_at_work_is_not_taken_for_one_that_hangs(both: TokenProcess, shim: Shim) -> None:
    ours, theirs = both.tokens()
    both.login(ours.ref, USER_PIN)
    shim.order("C_Sign", "sleep:3000")
    signatures: list[bytes] = []
    signing = threading.Thread(
        target=lambda: signatures.append(both.sign(ours.ref, RSA_KEY.key_id, DATA, algorithm="rsa"))
    )
    signing.start()
    while shim.ordered:
        time.sleep(0.01)
    assert both.tokens() == (ours, theirs)
    assert signing.is_alive()
    assert codes(both) == []
    signing.join()
    assert signatures
    assert both.logged_in(ours.ref)


@pytest.mark.timeout(60)
def test_a_token_of_a_module_that_was_late_at_first_is_waited_for_where_it_is_named(
    both: TokenProcess, shim: Shim
) -> None:
    shim.order("C_GetSlotList", "sleep:5000")
    (theirs,) = both.tokens()
    assert codes(both) == [ErrorCode.TOKEN_MODULE_SLOW]
    with TokenProcess((shim.module,)) as alone:
        (ours,) = alone.tokens()
    assert ours.ref != theirs.ref
    assert both.certificates(ours.ref) is not None


@pytest.mark.timeout(60)
def test_a_module_that_forks_and_exits_is_told_at_once_and_leaves_nothing(
    forking: Path, tmp_path: Path
) -> None:
    noted = tmp_path / "pid"
    with TokenProcess((TokenModule(forking, {"FORK_PID": str(noted)}),), LONG) as process:
        with pytest.raises(SealDeskError) as caught:
            process.tokens()
        assert caught.value.code is ErrorCode.TOKEN_MODULE_FAILED
        await_end(int(noted.read_text()))


@pytest.mark.timeout(60)
def test_what_a_hanging_module_started_is_ended_with_it(forking: Path, tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    module = TokenModule(forking, {"FORK_PID": str(noted), "FORK_HANGS": "1"})
    with (
        TokenProcess((module,), TimeLimits(look_s=2.0)) as process,
        pytest.raises(SealDeskError) as caught,
    ):
        process.tokens()
    assert caught.value.code is ErrorCode.TOKEN_MODULE_TIMEOUT
    await_end(int(noted.read_text()))


_PROGRAM = """
import sys, time
from pathlib import Path
from sealdesk.tokens.client import TokenModule, TokenProcess
tokens = TokenProcess((TokenModule(Path(sys.argv[1])),))
tokens.start()
print(*tokens.pids, flush=True)
time.sleep(60)
"""


@pytest.mark.timeout(60)
def test_a_module_that_hangs_at_load_ends_with_the_program_and_with_it_what_it_started(
    forking: Path, tmp_path: Path
) -> None:
    noted = tmp_path / "pid"
    environment = {**os.environ, "FORK_PID": str(noted), "FORK_HANGS": "1"}
    command = [sys.executable, "-c", _PROGRAM, str(forking)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        pid = int(program.stdout.readline())
        while not (noted.exists() and noted.read_text().strip()):
            time.sleep(0.01)
        assert lives(pid)
        program.kill()
    await_end(pid)
    await_end(int(noted.read_text()))
