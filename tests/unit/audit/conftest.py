"""Raw servers on loopback that say whatever a test wants a centre to say."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

import pytest

from sealdesk.audit import wire

Behaviour = Callable[[socket.socket], None]
GOOD = f"Content-Type: {wire.MEDIA_TYPE}"


class RawServer:
    """Answers every connection with `behaviour`; what it was sent is kept."""

    def __init__(self, behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self._behaviour = behaviour
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True)
        with connection:
            self.requests.append(_request(connection))
            self._behaviour(connection)

    def close(self) -> None:
        # Closing alone does not wake a thread that accepts.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(20)
        assert not self._thread.is_alive()


def _request(connection: socket.socket) -> bytes:
    """A request with its body, as far as Content-Length says."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            while len(body) < int(line.split(b":")[1]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answering(status: str, body: bytes, *headers: str) -> Behaviour:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return lambda connection: connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)


def problem(status: int, name: str, **members: object) -> Behaviour:
    body = json.dumps({"type": wire.PROBLEM_NAMESPACE + name, "status": status, **members}).encode()
    return answering(f"{status} No", body, f"Content-Type: {wire.PROBLEM_TYPE}")


@pytest.fixture
def serving() -> Iterator[Callable[..., RawServer]]:
    servers: list[RawServer] = []

    def start(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> RawServer:
        servers.append(RawServer(behaviour, tls))
        return servers[-1]

    yield start
    for server in servers:
        server.close()
