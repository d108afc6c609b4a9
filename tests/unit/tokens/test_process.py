"""The child as such: closed to others, ending with its input, silent about what it holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens import wire
from sealdesk.tokens.process import _answer
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


def test_trouble_in_loading_is_the_answer_to_every_question() -> None:
    trouble = SealDeskError(ErrorCode.TOKEN_MODULE_FAILED, reason="no module")
    answer = _answer(trouble, {"do": "tokens", "with": {}})
    assert answer == {"error": "TOKEN_MODULE_FAILED", "facts": {"reason": "no module"}}
