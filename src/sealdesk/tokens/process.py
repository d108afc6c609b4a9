"""The token process: `python -m sealdesk.tokens.process MODULE`, spoken to over standard input and output.

It loads the vendor's module at once, then answers one request after another (`wire`) from one thread. PINs come
here from the program that they were typed into, and go to the module alone. It leaves no core dump, cannot be read
by other processes of the user, and ends when its input does, even while the module hangs.
"""

from __future__ import annotations

import os
import queue
import select
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.secrecy import keep_memory_private
from sealdesk.tokens import wire

if TYPE_CHECKING:
    from sealdesk.tokens.owner import TokenOwner

METHODS = frozenset(
    {
        "tokens",
        "certificates",
        "keys",
        "logged_in",
        "login",
        "logout",
        "change_pin",
        "unblock_pin",
        "offer_pin",
        "sign",
        "decrypt",
        "derive",
        "generate_key_pair",
        "import_certificate",
        "read_data",
        "write_data",
        "remove_data",
    }
)

Answer = dict[str, Any]


def main() -> None:
    """Serve the module named by the first argument until the input ends or `close` is asked."""
    _keep_secrets_in()
    requests_from, answers_to = _take_over_streams()
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    receiving = (requests_from, _program(), requests)
    threading.Thread(target=_receive, args=receiving, daemon=True).start()
    _serve(Path(sys.argv[1]), requests, answers_to)


def _keep_secrets_in() -> None:
    keep_memory_private()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _take_over_streams() -> tuple[int, int]:
    """The two descriptors of the conversation, out of the module's reach: vendors print where they like."""
    ours = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    os.close(nothing)
    return ours


def _program() -> int | None:
    """A descriptor that tells of the program's end; None where the system has none.

    The input's end tells of it too, unless a child of the program's has inherited the other end. (PR_SET_PDEATHSIG
    will not do: it is sent when the thread that started this process ends.)
    """
    try:
        return os.pidfd_open(os.getppid())
    except OSError:
        return None


def _receive(requests_from: int, program: int | None, requests: queue.SimpleQueue[dict[str, Any]]) -> None:
    waiting = select.poll()
    for descriptor in (requests_from, program):
        if descriptor is not None:
            waiting.register(descriptor, select.POLLIN)
    try:
        while program not in {descriptor for descriptor, _ in waiting.poll()}:
            requests.put(wire.read(requests_from))
    except (EOFError, OSError, wire.MessageError):
        pass
    # The program is gone. The owner may hang inside the module; this thread does not.
    if os.getpgrp() == os.getpid():
        # With what the module started.
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _serve(module: Path, requests: queue.SimpleQueue[dict[str, Any]], answers_to: int) -> None:
    owner: TokenOwner | SealDeskError = _load(module)
    while True:
        request = _next(requests, owner)
        if request.get("do") == "close":
            break
        _reply(owner, request, answers_to)
        del request
    if not isinstance(owner, SealDeskError):
        owner.close()
    # A vendor's destructors have crashed more than one program at its exit.
    os._exit(0)


def _reply(owner: TokenOwner | SealDeskError, request: dict[str, Any], answers_to: int) -> None:
    """Do what is asked and answer. The request may hold a PIN, the answer a key: both are wiped."""
    answer = _answer(owner, request)
    wire.wipe_values(request.get("with") or {})
    wire.write(answers_to, answer)
    wire.wipe_values(answer)


def _next(requests: queue.SimpleQueue[dict[str, Any]], owner: TokenOwner | SealDeskError) -> dict[str, Any]:
    """The next request; meanwhile PINs that nobody used in time are wiped."""
    while True:
        offers = None if isinstance(owner, SealDeskError) else owner.offers
        try:
            return requests.get(timeout=offers.oldest_ends_in_s() if offers else None)
        except queue.Empty:
            if offers:
                offers.forget_old()


def _load(module: Path) -> TokenOwner | SealDeskError:
    from sealdesk.tokens.owner import TokenOwner

    try:
        return TokenOwner(module)
    except SealDeskError as error:
        return error


def _answer(owner: TokenOwner | SealDeskError, request: dict[str, Any]) -> Answer:
    try:
        if isinstance(owner, SealDeskError):
            raise owner
        return {"result": _do(owner, request)}
    except SealDeskError as error:
        return {"error": error.code.name, "facts": error.facts}
    except Exception as error:  # noqa: BLE001 - the program must hear of it, whatever it was
        return {"bug": _place(error)}


def _do(owner: TokenOwner, request: dict[str, Any]) -> Any:
    name, arguments = request["do"], request["with"]
    if name not in METHODS:
        raise SealDeskError(ErrorCode.TOKEN_MODULE_FAILED, reason="request")
    if "ref" in arguments:
        arguments["ref"] = tuple(arguments["ref"])
    return getattr(owner, name)(**arguments)


def _place(error: Exception) -> str:
    """Type and place of a bug, without its message: that might quote a PIN."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {where}"


if __name__ == "__main__":
    main()
