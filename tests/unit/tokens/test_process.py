"""The child as such: closed to others, ending with its input, silent about what it holds."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens import wire
from sealdesk.tokens.process import _answer, _reply
from sealdesk.tokens.softhsm import find_module

_ASK_KERNEL = """
import ctypes, resource
from sealdesk.tokens import process
process._keep_secrets_in()
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_it_leaves_no_core_and_cannot_be_read() -> None:
    done = subprocess.run([sys.executable, "-c", _ASK_KERNEL], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0 (0, 0)"


def test_it_ends_with_its_input(tmp_path: Path) -> None:
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tmp_path}\nobjectstore.backend = file\n")
    command = [sys.executable, "-I", "-m", "sealdesk.tokens.process", str(find_module())]
    environment = {**os.environ, "SOFTHSM2_CONF": str(configuration)}
    question = wire.pack({"do": "tokens", "with": {}}) + wire.pack({"do": "_load", "with": {}})
    child = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin
    assert child.stdout
    with child:
        child.stdin.write(question)
        child.stdin.flush()
        assert wire.read(child.stdout.fileno()) == {"result": []}
        unknown = wire.read(child.stdout.fileno())
        assert unknown == {"error": "TOKEN_MODULE_FAILED", "facts": {"reason": "request"}}
        child.stdin.close()
        assert child.wait(10) == 0


def test_a_bug_is_told_without_its_message() -> None:
    class Owner:
        def login(self, ref: tuple[str, str], pin: str) -> None:
            raise ValueError(f"cannot understand {pin}")

    request = {"do": "login", "with": {"ref": ["label", "serial"], "pin": "MARKER"}}
    answer = _answer(Owner(), request)  # type: ignore[arg-type]
    assert answer["bug"].startswith("ValueError at test_process.py:")
    assert "MARKER" not in str(answer)


def test_pins_and_keys_are_wiped_once_they_were_of_use() -> None:
    secret = bytearray(b"CONTENT KEY")

    class Owner:
        def decrypt(self, ref: tuple[str, str], pin: bytearray) -> bytearray:
            assert pin == b"135790"
            return secret

    pin = bytearray(b"135790")
    ours, theirs = os.pipe()
    request = {"do": "decrypt", "with": {"ref": ["label", "serial"], "pin": pin}}
    _reply(Owner(), request, theirs)  # type: ignore[arg-type]
    assert wire.read(ours) == {"result": bytearray(b"CONTENT KEY")}
    assert (pin, secret) == (bytes(6), bytes(11))
    for end in (ours, theirs):
        os.close(end)


_PROGRAM_WITH_A_CHILD = """
import os, subprocess, sys, time
from pathlib import Path
from sealdesk.tokens.client import TokenModule, TokenProcess
tokens = TokenProcess((TokenModule(Path(sys.argv[1])),))
tokens.tokens()
child = tokens._children[0]._process
os.set_inheritable(child.stdin.fileno(), True)
holder = subprocess.Popen(["sleep", "60"], close_fds=False, stdout=subprocess.DEVNULL)
print(child.pid, holder.pid, flush=True)
time.sleep(60)
"""


def test_it_ends_with_the_program_even_if_another_holds_its_input(tmp_path: Path) -> None:
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tmp_path}\nobjectstore.backend = file\n")
    command = [sys.executable, "-c", _PROGRAM_WITH_A_CHILD, str(find_module())]
    environment = {**os.environ, "SOFTHSM2_CONF": str(configuration)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        pid, holder = (int(part) for part in program.stdout.readline().split())
        end = os.pidfd_open(pid)
        program.kill()
    try:
        assert select.select([end], [], [], 10)[0], "the token process outlives the program"
    finally:
        os.close(end)
        os.kill(holder, signal.SIGKILL)


def test_trouble_in_loading_is_the_answer_to_every_question() -> None:
    trouble = SealDeskError(ErrorCode.TOKEN_MODULE_FAILED, reason="no module")
    answer = _answer(trouble, {"do": "tokens", "with": {}})
    assert answer == {"error": "TOKEN_MODULE_FAILED", "facts": {"reason": "no module"}}
