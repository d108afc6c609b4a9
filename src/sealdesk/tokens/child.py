"""The program's end of one token process: started when needed, held to its time, started again after a fall."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.events import Events
from sealdesk.tokens import wire

_CLOSE_LIMIT_S = 2.0
_PATIENT_FALLS = 2
"""So often in a row a module may fall without a single answer before restarts are spaced out."""
_LONGEST_REST_S = 30.0
_ENDS_BY_ITSELF_S = 0.2
LOOK = "tokens"
"""The question that changes nothing, asked all the time."""
_LOG = Events("tokens")
_ASK_ERRORS = (EOFError, OSError, wire.MessageError)


@dataclass(frozen=True)
class TokenModule:
    """A vendor's PKCS#11 module.

    Attributes:
        environment: Variables its process needs beside the program's own.
        unblock: The code that sets a locked PIN anew: `so_pin` (C_InitPIN of the security officer) or `puk`
            (C_SetPIN without login: OpenSC with `user_pin_unblock_style = set_pin_in_unlogged_session`).
    """

    path: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    unblock: str = "so_pin"


class ModuleProcess:
    """One vendor module in its own process. Thread-safe: one question at a time."""

    def __init__(self, module: TokenModule) -> None:
        self.module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()
        self._cancelled = False
        self._falls = 0
        self._rest_until = 0.0
        self._last_fall: SealDeskError | None = None
        self._question: str | None = None

    @property
    def running(self) -> bool:
        """Whether the process lives now."""
        process = self._process
        return process is not None and not _ended(process)

    @property
    def busy_with(self) -> str | None:
        """The question under way."""
        return self._question

    @property
    def pid(self) -> int | None:
        """The process now serving, for whoever watches it."""
        process = self._process
        return process.pid if process else None

    def start(self) -> None:
        """Start the process early; it loads the module by itself. Nothing is waited for, no trouble raised."""
        with self._one_at_a_time:
            if self.module.path.exists():
                self._running_process()

    def ask(self, what: str, limit_s: float, **arguments: Any) -> Any:
        """The answer to one question.

        Raises:
            SealDeskError: `TOKEN_MODULE_MISSING`, `TOKEN_MODULE_FAILED` (crashed or talks nonsense),
                `TOKEN_MODULE_TIMEOUT` (stopped after `limit_s`), `TOKEN_CANCELLED` (by `cancel`), or what the
                owner says.
        """
        with self._one_at_a_time:
            self._cancelled = False
            if not self.module.path.exists():
                self._end()
                raise self._trouble(ErrorCode.TOKEN_MODULE_MISSING)
            if time.monotonic() < self._rest_until:
                raise self._resting()
            self._question = what
            try:
                answer = self._exchange({"do": what, "with": arguments}, limit_s)
            finally:
                self._question = None
            self._falls = 0
        return self._opened(answer)

    def cancel(self) -> None:
        """End the process if a question is under way: it is answered with `TOKEN_CANCELLED`. From any thread."""
        if not self._one_at_a_time.locked():
            return
        self._cancelled = True
        process = self._process
        if process is not None:
            _kill(process)

    def end_look(self) -> None:
        """`cancel`, where the question under way is but a look."""
        if self._question == LOOK:
            self.cancel()

    def close(self) -> None:
        """Log out and end the process. A later question starts it again, however often it fell before."""
        with self._one_at_a_time:
            process = self._process
            if process is not None and not _ended(process) and process.stdin is not None:
                with suppress(OSError, TimeoutError):
                    wire.write(process.stdin.fileno(), {"do": "close"}, time.monotonic() + _CLOSE_LIMIT_S)
                    _ends_within(process, _CLOSE_LIMIT_S)
            self._end()
            self._falls, self._rest_until = 0, 0.0

    def _exchange(self, question: dict[str, Any], limit_s: float) -> dict[str, Any]:
        process = self._running_process()
        assert process.stdin is not None
        assert process.stdout is not None
        deadline = time.monotonic() + limit_s
        try:
            wire.write(process.stdin.fileno(), question, deadline)
            # A child of the module's may hold the other end after the process is gone.
            return wire.read(process.stdout.fileno(), deadline, gone=lambda: _ended(process))
        except TimeoutError as error:
            self._fell()
            _LOG.trouble("token.process_timed_out", module=self.module.path, limit_s=limit_s)
            self._last_fall = self._trouble(ErrorCode.TOKEN_MODULE_TIMEOUT, limit_s=limit_s)
            raise self._last_fall from error
        except _ASK_ERRORS as error:
            if self._cancelled:
                self._end()
                raise SealDeskError(ErrorCode.TOKEN_CANCELLED) from error
            reason = self._fell()
            self._last_fall = self._trouble(ErrorCode.TOKEN_MODULE_FAILED, reason=reason)
            raise self._last_fall from error
        except BaseException:
            # Whatever interrupted us: an answer nobody took must not become that of the next question.
            self._end()
            raise

    def _opened(self, answer: dict[str, Any]) -> Any:
        if "result" in answer:
            return answer["result"]
        if "bug" in answer:
            raise RuntimeError(f"bug in the token process: {answer['bug']}")
        name, facts = answer.get("error"), answer.get("facts")
        if not isinstance(name, str) or not isinstance(facts, dict) or name not in ErrorCode.__members__:
            raise self._trouble(ErrorCode.TOKEN_MODULE_FAILED, reason="answer")
        if ErrorCode[name] is ErrorCode.TOKEN_MODULE_FAILED:
            raise self._trouble(ErrorCode.TOKEN_MODULE_FAILED, **facts)
        raise SealDeskError(ErrorCode[name], **facts)

    def _resting(self) -> SealDeskError:
        fall = self._last_fall or self._trouble(ErrorCode.TOKEN_MODULE_FAILED, reason="crash")
        return SealDeskError(fall.code, **fall.facts)

    def _trouble(self, code: ErrorCode, **facts: object) -> SealDeskError:
        return SealDeskError(code, module=self.module.path, **facts)

    def _running_process(self) -> subprocess.Popen[bytes]:
        if self._process is not None and _ended(self._process):
            self._fell()
        if self._process is None:
            # -I: no module of the folder we were started in, and no PYTHON… variable, comes before our own.
            command = [sys.executable, "-I", "-m", "sealdesk.tokens.process", str(self.module.path)]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # vendors write there what they like, and we cannot vouch for it
                env={**os.environ, **self.module.environment},
                bufsize=0,
                start_new_session=True,  # Ctrl-C in the terminal is for the program, which then ends this
            )
            assert self._process.stdin is not None
            os.set_blocking(self._process.stdin.fileno(), False)
            _LOG.event("token.process_started", module=self.module.path, pid=self._process.pid)
        return self._process

    def _fell(self) -> str:
        """Clear away a process that crashed or was given up; how it ended."""
        reason = self._how_it_ended(self._end())
        _LOG.trouble("token.process_fell", module=self.module.path, reason=reason)
        self._falls += 1
        if self._falls > _PATIENT_FALLS:
            rest_s = min(2.0 ** (self._falls - _PATIENT_FALLS - 1), _LONGEST_REST_S)
            self._rest_until = time.monotonic() + rest_s
        return reason

    def _how_it_ended(self, status: int | None) -> str:
        if status is None or status >= 0:
            return "crash"
        try:
            return f"crash, {signal.Signals(-status).name}"
        except ValueError:
            return f"crash, signal {-status}"

    def _end(self) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        # One that closed its end of the pipe is ending by itself: its own signal is the better reason.
        _ends_within(process, _ENDS_BY_ITSELF_S)
        _kill(process)
        status = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        return status


def _ended(process: subprocess.Popen[bytes]) -> bool:
    """Without taking leave of it: its number stays taken until `_kill` was meant for it and nobody else."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _ends_within(process: subprocess.Popen[bytes], wait_s: float) -> bool:
    deadline = time.monotonic() + wait_s
    while not _ended(process):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.01)
    return True


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process, and what the module started in its session."""
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
