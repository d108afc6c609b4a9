"""Confined children: limits of time and memory, crashes, errors, and answers that nobody should believe.

The confined functions are `eval` and `exec` with a text: a child started by the fork server could not import
this file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from pathlib import Path

import pytest

from sealdesk import confined
from sealdesk.confined import run, run_limited
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import Rect
from sealdesk.model.seal import SealKind


@pytest.fixture(autouse=True)
def _beside_another_thread() -> Iterator[None]:
    """As in the window: the child comes from the fork server, whatever runs the tests."""
    done = threading.Event()
    beside = threading.Thread(target=done.wait)
    beside.start()
    yield
    done.set()
    beside.join()


def refusal(time_limit_s: float, memory_limit_mb: int, code: str) -> tuple[ErrorCode, object]:
    with pytest.raises(SealDeskError) as caught:
        run_limited(time_limit_s, memory_limit_mb, exec, code)
    return caught.value.code, caught.value.facts.get("limit")


def test_the_answer_comes_back() -> None:
    assert run(divmod, 17, 5) == (3, 2)


def test_keywords_reach_the_function() -> None:
    assert run(int, "ff", base=16) == 255


def test_data_classes_enums_and_bytes_come_back() -> None:
    value = [Rect(0.0, 0.0, 1.0, 2.0), SealKind.CONTRACT, ErrorCode.TOKEN_NONE, bytes(3_000_000), {"页": {1}}]
    assert run(copy, value) == value


def test_the_work_is_done_in_another_process() -> None:
    assert run(os.getpid) != os.getpid()


def test_two_children_work_at_the_same_time() -> None:
    # Each writes for the other to read: one after the other, the first would wait for ever.
    first, second = os.pipe(), os.pipe()
    try:
        # Before the helper thread's fork server children know nothing of these pipes: paths of this process do.
        code = "[open('/proc/{0}/fd/{1}', 'wb', 0).write(b'x'), open('/proc/{0}/fd/{2}', 'rb', 0).read(1)][1]"
        pid = os.getpid()
        with (
            confined.start_limited(20, 512, eval, code.format(pid, first[1], second[0])) as one,
            confined.start_limited(20, 512, eval, code.format(pid, second[1], first[0])) as other,
        ):
            assert one.answer() == b"x"
            assert other.answer() == b"x"
    finally:
        for end in (*first, *second):
            os.close(end)


def test_a_child_that_nobody_asks_is_ended() -> None:
    with confined.start_limited(60, 512, eval, "__import__('time').sleep(60)") as child:
        process = child._process
    assert process.exitcode is not None


def test_a_child_that_sleeps_is_ended() -> None:
    assert refusal(0.3, 64, "import time; time.sleep(60)") == (ErrorCode.DOCUMENT_TOO_DEMANDING, "time")


def test_a_child_that_works_for_ever_is_ended() -> None:
    assert refusal(0.3, 64, "while True: pass") == (ErrorCode.DOCUMENT_TOO_DEMANDING, "time")


def test_a_child_deaf_to_polite_signals_is_ended() -> None:
    code = "import signal, time; [signal.signal(s, signal.SIG_IGN) for s in (2, 15)]; time.sleep(60)"
    assert refusal(0.3, 64, code) == (ErrorCode.DOCUMENT_TOO_DEMANDING, "time")


def test_no_child_is_left_behind() -> None:
    """Not even one that goes on after its answer."""
    code = "__import__('threading').Thread(target=__import__('time').sleep, args=(60,)).start()"
    assert not Path("/proc", str(run(eval, f"({code}, __import__('os').getpid())[1]"))).exists()


def test_a_child_that_eats_memory_is_told_no() -> None:
    assert refusal(10, 64, "bytearray(1 << 30)") == (ErrorCode.DOCUMENT_TOO_DEMANDING, "memory")


def test_memory_within_the_limit_is_allowed() -> None:
    assert len(run_limited(10, 256, bytearray, 64 << 20)) == 64 << 20


def test_endless_recursion_counts_as_memory() -> None:
    code = "def down(): down()\ndown()"
    assert refusal(10, 64, f"exec({code!r}, globals())") == (ErrorCode.DOCUMENT_TOO_DEMANDING, "memory")


@pytest.mark.parametrize(
    "code",
    ["import os; os._exit(0)", "import os; os.kill(os.getpid(), 11)", "import os; os.kill(os.getpid(), 9)"],
    ids=["ends", "segmentation fault", "killed"],
)
def test_a_child_that_crashes_is_reported(code: str) -> None:
    assert refusal(10, 64, code) == (ErrorCode.DOCUMENT_TOO_DEMANDING, "crash")


def test_an_error_with_a_code_passes_through() -> None:
    code = "from sealdesk.errors import *; raise SealDeskError(ErrorCode.DOCUMENT_NO_PAGES, path='空.pdf')"
    with pytest.raises(SealDeskError) as caught:
        run(exec, code)
    assert (caught.value.code, caught.value.facts) == (ErrorCode.DOCUMENT_NO_PAGES, {"path": "空.pdf"})


def test_any_other_exception_is_a_bug_and_says_where() -> None:
    with pytest.raises(RuntimeError, match=r"bug in a confined function(.|\n)*ZeroDivisionError"):
        run(divmod, 1, 0)


FOREIGN = "type('Foreign', (), {'__reduce__': lambda self: (__import__('os').mkdir, (PATH,))})()"
HALF_AN_ANSWER = """
import os, stat, struct, time
for name in os.listdir('/proc/self/fd'):
    try:
        if int(name) > 2 and stat.S_ISFIFO(os.fstat(int(name)).st_mode):
            os.write(int(name), struct.pack('!Q', 1000) + b'x')
    except OSError:
        pass
time.sleep(60)
"""


def test_an_answer_that_would_run_something_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SealDeskError) as caught:
        run(eval, FOREIGN.replace("PATH", repr(str(tmp_path / "done"))))
    assert caught.value.facts == {"limit": "crash"}
    assert not (tmp_path / "done").exists()


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("builtins", "eval"),
        ("os", "system"),
        ("sealdesk.confined", "run"),
        ("sealdesk.confined", "pickle.Unpickler"),
        ("sealdesk.resources", "Path"),
        ("sealdeskevil", "Anything"),
    ],
)
def test_names_that_an_answer_may_not_use(module: str, name: str) -> None:
    reference = b"\x80\x04" + b"".join(
        b"\x8c" + bytes([len(each)]) + each for each in (module.encode(), name.encode())
    )
    with pytest.raises(confined.pickle.UnpicklingError, match="may not answer"):
        confined._read(reference + b"\x93.")


def test_half_an_answer_does_not_hold_the_program() -> None:
    assert refusal(0.5, 64, HALF_AN_ANSWER) == (ErrorCode.DOCUMENT_TOO_DEMANDING, "time")


def test_an_answer_longer_than_allowed_is_not_even_read() -> None:
    assert refusal(10, 64, HALF_AN_ANSWER.replace("1000", "1 << 40")) == (
        ErrorCode.DOCUMENT_TOO_DEMANDING,
        "crash",
    )


def test_several_threads_may_ask_at_once() -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda number: run(pow, number, 2), range(12)))
    assert answers == [number**2 for number in range(12)]


def test_a_child_outlives_a_dead_parent_no_longer_than_its_time(tmp_path: Path) -> None:
    """The kernel's alarm is set, and nothing catches it."""
    code = "__import__('signal').alarm(0), __import__('signal').getsignal(14) == __import__('signal').SIG_DFL"
    remaining, default = run_limited(5, 64, eval, code)
    assert 0 < remaining <= 6
    assert default


def test_a_process_with_one_thread_forks_instead() -> None:
    """As on the command line: no fork server is started, and the limits hold alike."""
    code = """
import multiprocessing.forkserver as server, os, time
from sealdesk.confined import run, run_limited
from sealdesk.errors import SealDeskError
def limit(*call):
    try:
        return run_limited(*call)
    except SealDeskError as error:
        return error.facts["limit"]
print(run(pow, 7, 2), limit(0.2, 64, time.sleep, 60), limit(9, 64, os._exit, 1))
print(limit(9, 64, bytearray, 1 << 30), server._forkserver._forkserver_pid)
"""
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (answer.stdout, answer.stderr) == ("49 time crash\nmemory None\n", "")


def test_without_proc_there_are_limits_all_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In this process, since the fork server's children read their own /proc: nothing is raised, nothing forked."""
    monkeypatch.setattr(confined, "_PROCESS", tmp_path / "nowhere")
    assert confined._context().get_start_method() == "forkserver"
    assert confined._in_use() > 0
    assert run(divmod, 17, 5) == (3, 2)
