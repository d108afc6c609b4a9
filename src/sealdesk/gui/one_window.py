"""One window for a workspace: a second start hands its files to the first, which comes to the front.

The workspace's lock says who is the first; this is only how the two talk. The socket lies where this user alone may
reach it, and its owner is looked at before anything is told.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 3000
_LONGEST = 1 << 20
_ANSWER = b"ok\n"


def socket_name(home: Path) -> str:
    """Where the first window of the workspace listens."""
    name = f"sealdesk-{sha256(str(home.absolute()).encode()).hexdigest()[:24]}"
    if sys.platform == "win32":
        return name
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = runtime if runtime and Path(runtime).is_dir() else tempfile.gettempdir()
    return str(Path(folder, f"{name}-{os.getuid()}"))


class FirstWindow(QObject):
    """The first window's ear.

    Signals:
        asked: Another start was made with these files (list of `Path`, perhaps empty).
    """

    asked = Signal(object)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        name = socket_name(home)
        # The lock says that nobody else listens: what lies here is left from a crash.
        QLocalServer.removeServer(name)
        self.listening = self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            heard = bytearray()
            socket.readyRead.connect(lambda socket=socket, heard=heard: self._hear(socket, heard))
            socket.disconnected.connect(socket.deleteLater)

    def _hear(self, socket: QLocalSocket, heard: bytearray) -> None:
        heard += socket.readAll().data()
        if len(heard) > _LONGEST:
            socket.abort()
        elif heard.endswith(b"\n"):
            files = files_of(bytes(heard))
            if files is not None:
                socket.write(_ANSWER)
                self.asked.emit(files)
            socket.disconnectFromServer()


def files_of(message: bytes) -> list[Path] | None:
    """The absolute paths of a message; None where it is none of ours."""
    try:
        named = json.loads(message)
    except ValueError:
        return None
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        return None
    paths = [Path(one) for one in named]
    return paths if all(path.is_absolute() for path in paths) else None


def hand_over(home: Path, files: list[Path]) -> bool:
    """Ask the first window to open these files; whether it heard. Waits a few seconds at most."""
    name = socket_name(home)
    if sys.platform != "win32" and not _is_ours(name):
        return False
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(json.dumps([str(path.absolute()) for path in files]).encode() + b"\n")
    heard = b""
    while not heard.endswith(_ANSWER) and socket.waitForReadyRead(_WAIT_MS):
        heard += socket.readAll().data()
    return heard == _ANSWER


def _is_ours(name: str) -> bool:
    try:
        return Path(name).lstat().st_uid == os.getuid()
    except OSError:
        return False
