"""Run a function on hostile input in a child process with limits of time and memory.

Parsers of foreign files hang, crash and eat memory; the program must not. The child answers over a pipe, and
its answer is read by an unpickler that builds nothing but the program's own data classes, so that a
subverted child gains nothing by answering.
"""

from __future__ import annotations

import io
import math
import multiprocessing
import os
import pickle
import resource
import signal
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from enum import Enum
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, ParamSpec, Self, TypeVar, cast

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.events import bug_text
from sealdesk.secrecy import keep_memory_private

P = ParamSpec("P")
T = TypeVar("T")

TIME_LIMIT_S = 15.0
MEMORY_LIMIT_MB = 1024
ANSWER_LIMIT_BYTES = 512 << 20

_PAUSES_S = (0.02, 0.1, 0.5)
_PROCESS = Path("/proc/self")
_LIKELY_USE = 2 << 30

_PLAIN = {
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("builtins", "complex"),
    ("datetime", "datetime"),
    ("datetime", "timezone"),
    ("datetime", "timedelta"),
    ("pathlib", "PosixPath"),
    ("collections", "OrderedDict"),
}


def run(
    function: Callable[P, T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """`function(*args, **kwargs)` in a child with the default limits; see `run_limited`."""
    return run_limited(TIME_LIMIT_S, MEMORY_LIMIT_MB, function, *args, **kwargs)


def run_limited(
    time_limit_s: float,
    memory_limit_mb: int,
    function: Callable[P, T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """`function(*args, **kwargs)`, computed in a child process that is killed beyond its limits.

    Args:
        time_limit_s: Wall time from start to answer.
        memory_limit_mb: Address space beyond what the child starts with.
        function: A module-level function; its result is made of the program's frozen dataclasses, enums and
            plain Python values.

    Raises:
        SealDeskError: What the function raised; or `DOCUMENT_TOO_DEMANDING` with the fact `limit`
            (`time`, `memory` or `crash`).
    """
    with start_limited(time_limit_s, memory_limit_mb, function, *args, **kwargs) as child:
        return child.answer()


def start_limited(
    time_limit_s: float,
    memory_limit_mb: int,
    function: Callable[P, T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> Started[T]:
    """As `run_limited`, but the answer is asked for later: two children can work at the same time.

    To be used as a context: leaving it ends the child, whether it was asked or not.
    """
    context = _context()
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=_answer, args=(theirs, time_limit_s, memory_limit_mb, function, args, kwargs), daemon=True
    )
    started: Started[T] = Started(process, ours, time.monotonic() + time_limit_s)
    try:
        _start(process)
    except BaseException:
        started.end()
        raise
    finally:
        theirs.close()
    return started


def _start(process: Any) -> None:
    """Start the child; again where the fork server is just ending: any child can end it, by a pipe it inherits."""
    for pause_s in _PAUSES_S:
        try:
            process.start()
            return
        except (ConnectionError, EOFError):
            time.sleep(pause_s)
    process.start()


@dataclass(frozen=True)
class Started(Generic[T]):
    """A child at work."""

    _process: Any
    _ours: Connection
    _deadline: float

    def answer(self) -> T:
        """What the function returned, when it does; to be asked once. Raises as `run_limited`."""
        return cast(T, _await_answer(self._ours, self._deadline))

    def answered(self, wait_s: float) -> bool:
        """Whether `answer` has something to tell: waits for it so long at most, and not beyond the time limit."""
        return self._ours.poll(max(0.0, min(wait_s, self._deadline - time.monotonic()))) or (
            time.monotonic() >= self._deadline
        )

    def end(self) -> None:
        """End the child, whatever it is doing."""
        self._ours.close()
        if self._process.pid is not None:
            self._process.kill()
            self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


def _context() -> Any:
    # Forking is cheapest, but unsafe once other threads may hold locks: then a fork server, clean of threads.
    # The kernel is asked, because `threading` does not know the threads of Qt and of PKCS#11 modules.
    return multiprocessing.get_context("fork" if _alone() else "forkserver")


def _alone() -> bool:
    """Whether this process has one thread; no, where the kernel does not say."""
    try:
        return sum(1 for _ in (_PROCESS / "task").iterdir()) == 1
    except OSError:
        return False


def warm(*modules: str) -> None:
    """Let the fork server import `modules` once, so that later children start with them loaded."""
    multiprocessing.set_forkserver_preload(list(modules))


def _await_answer(ours: Connection, deadline: float) -> Any:
    try:
        answer = _read(_receive(ours, deadline))
    except TimeoutError as late:
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="time") from late
    except Exception as end:  # whatever a subverted child sent: it is no answer
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="crash") from end
    kind, value = answer
    if kind == "result":
        return value
    if isinstance(value, SealDeskError):
        raise value
    if value == "MemoryError":
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="memory")
    raise RuntimeError(f"bug in a confined function: {value}")


# Answers do not go through `Connection.recv_bytes`: once an answer has begun, that waits for its end without limit.


def _receive(ours: Connection, deadline: float) -> bytes:
    (length,) = struct.unpack("!Q", _receive_exactly(ours, 8, deadline))
    if length > ANSWER_LIMIT_BYTES:
        raise ValueError(f"an answer of {length} bytes")
    return _receive_exactly(ours, length, deadline)


def _receive_exactly(ours: Connection, count: int, deadline: float) -> bytes:
    received = bytearray()
    while len(received) < count:
        if not ours.poll(max(0.0, deadline - time.monotonic())):
            raise TimeoutError
        part = os.read(ours.fileno(), min(count - len(received), 1 << 20))
        if not part:
            raise EOFError
        received += part
    return bytes(received)


def _send(theirs: Connection, answer: tuple[str, Any]) -> None:
    written = _written(answer)
    rest = memoryview(struct.pack("!Q", len(written)) + written)
    while rest:
        rest = rest[os.write(theirs.fileno(), rest) :]


def _answer(
    theirs: Connection,
    time_limit_s: float,
    memory_limit_mb: int,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> None:
    keep_memory_private()  # pictures of seals come here; what the fork server forks has lost it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_even_without_parent(time_limit_s)
    _limit_this_process(time_limit_s, memory_limit_mb)
    answer: tuple[str, Any]
    try:
        answer = ("result", function(*args, **kwargs))
    except SealDeskError as error:
        answer = ("error", error)
    except (MemoryError, RecursionError):
        answer = ("error", "MemoryError")
    except BaseException as bug:  # noqa: BLE001 - whatever it was, the parent must hear of it
        answer = ("bug", bug_text(bug))  # not its message, which may quote the document
    try:
        _send(theirs, answer)
    except MemoryError:
        _send(theirs, ("error", "MemoryError"))
    theirs.close()


def _end_even_without_parent(time_limit_s: float) -> None:
    # The parent kills us in time; where it died first, the kernel's alarm does, in whatever code we are.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(math.ceil(time_limit_s) + 1)


def _limit_this_process(time_limit_s: float, memory_limit_mb: int) -> None:
    _lower(resource.RLIMIT_AS, _in_use() + (memory_limit_mb << 20))
    _lower(resource.RLIMIT_CPU, int(time_limit_s) + 1)


def _in_use() -> int:
    """Bytes of address space that this process has; a generous guess where /proc does not say."""
    try:
        return int((_PROCESS / "statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return _LIKELY_USE


def _lower(which: int, limit: int) -> None:
    hard = resource.getrlimit(which)[1]
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(which, (limit, hard))


class _AnswerWriter(pickle.Pickler):
    """Writes enum members by value: Python 3.11.0 to 3.11.3 would ask the reader for `getattr`."""

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, Enum):
            return type(obj), (obj.value,)
        return NotImplemented


def _written(answer: tuple[str, Any]) -> bytes:
    written = io.BytesIO()
    _AnswerWriter(written, protocol=5).dump(answer)
    return written.getvalue()


class _Answers(pickle.Unpickler):
    """Builds plain values, and the program's own data classes, enums and errors: nothing else."""

    def find_class(self, module_name: str, name: str) -> Any:
        if (module_name, name) in _PLAIN:
            return super().find_class(module_name, name)
        if module_name == "sealdesk.errors" and name == "_rebuild":
            return super().find_class(module_name, name)
        if module_name.startswith("sealdesk."):
            found = super().find_class(module_name, name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum)):
                return found
        raise pickle.UnpicklingError(f"a child may not answer with {module_name}.{name}")


def _read(answer: bytes) -> tuple[str, Any]:
    kind, value = _Answers(io.BytesIO(answer)).load()
    return kind, value
