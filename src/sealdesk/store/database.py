"""Opening the ledger's SQLite database, and the one table from SQLite's errors to ours."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.store import migrations

APPLICATION_ID = 0x53444C47  # "SDLG"
BUSY_TIMEOUT_S = 5.0

# By primary result code (https://www.sqlite.org/rescode.html). Anything else of SQLite's is a bug of ours.
_CODES = {
    sqlite3.SQLITE_BUSY: ErrorCode.LEDGER_BUSY,
    sqlite3.SQLITE_LOCKED: ErrorCode.LEDGER_BUSY,
    sqlite3.SQLITE_PROTOCOL: ErrorCode.LEDGER_BUSY,
    sqlite3.SQLITE_FULL: ErrorCode.LEDGER_DISK_FULL,
    sqlite3.SQLITE_IOERR: ErrorCode.LEDGER_IO_ERROR,
    sqlite3.SQLITE_CANTOPEN: ErrorCode.LEDGER_IO_ERROR,
    sqlite3.SQLITE_READONLY: ErrorCode.LEDGER_IO_ERROR,
    sqlite3.SQLITE_PERM: ErrorCode.LEDGER_IO_ERROR,
    sqlite3.SQLITE_NOLFS: ErrorCode.LEDGER_IO_ERROR,
    sqlite3.SQLITE_CORRUPT: ErrorCode.LEDGER_BROKEN,
    sqlite3.SQLITE_NOTADB: ErrorCode.LEDGER_BROKEN,
    sqlite3.SQLITE_FORMAT: ErrorCode.LEDGER_BROKEN,
    sqlite3.SQLITE_TOOBIG: ErrorCode.LEDGER_BROKEN,
    # Our statements are fixed and tested: what they cannot find, or what a trigger refuses, was tampered with.
    sqlite3.SQLITE_ERROR: ErrorCode.LEDGER_BROKEN,
    sqlite3.SQLITE_CONSTRAINT: ErrorCode.LEDGER_BROKEN,
    sqlite3.SQLITE_MISMATCH: ErrorCode.LEDGER_BROKEN,
}
# Extended codes that say more than their primary code: no room to grow the wal-index.
_EXTENDED_CODES = {sqlite3.SQLITE_IOERR_SHMSIZE: ErrorCode.LEDGER_DISK_FULL}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextlib.contextmanager
def ledger_errors(path: Path) -> Iterator[None]:
    """Translate SQLite's errors and the file system's; facts `path` and `reason` (a name, no sentence)."""
    try:
        yield
    except sqlite3.Error as error:
        # Errors of the Python module itself (closed connection, wrong thread) have no code: bugs.
        extended = getattr(error, "sqlite_errorcode", None)
        if extended is None:
            raise
        code = _EXTENDED_CODES.get(extended) or _CODES.get(extended & 0xFF)
        if code is None:
            raise
        raise SealDeskError(code, path=path, reason=error.sqlite_errorname) from error
    except OSError as error:
        code = ErrorCode.LEDGER_DISK_FULL if error.errno in _FULL else ErrorCode.LEDGER_IO_ERROR
        raise SealDeskError(code, path=path, reason=error.strerror or "") from error


def open_database(path: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """A connection to the ledger at `path`, made or migrated to the newest schema if need be.

    The connection belongs to the thread that opened it; sqlite3 raises ProgrammingError in any other.

    Raises:
        SealDeskError: `LEDGER_TOO_NEW` (written by a later version; facts `found`, `known`), `LEDGER_BROKEN`,
            `LEDGER_BUSY`, `LEDGER_DISK_FULL`, `LEDGER_IO_ERROR`.
    """
    with ledger_errors(path):
        _create(path)
        connection = connect(path, busy_timeout_s)
        try:
            _check_ours(connection, path)
            if _writable(path):
                _use_wal(connection, busy_timeout_s)
                migrations.apply(connection, APPLICATION_ID)
        except BaseException:
            connection.close()
            raise
    return connection


def connect(path: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """A connection with the ledger's settings and nothing else done; transactions are begun by hand."""
    connection = sqlite3.connect(_address(path), timeout=busy_timeout_s, isolation_level=None, uri=True)
    # trusted_schema=OFF would be right, but SQLite 3.40 then refuses its own JSON functions in our columns.
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "cell_size_check=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _address(path: Path) -> str:
    """The database as SQLite is to open it: to be read alone, where nothing can be written beside it.

    WAL needs its companions (https://www.sqlite.org/wal.html#readonly): where they are not there and cannot be made,
    and no frames wait in them, the file is all there is, and nobody can change it.
    """
    address = path.absolute().as_uri()
    if _writable(path):
        return address
    waiting = path.with_name(f"{path.name}-wal")
    return f"{address}?mode=ro" if waiting.exists() else f"{address}?mode=ro&immutable=1"


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def schema_version(connection: sqlite3.Connection) -> int:
    """The database's `user_version`; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _create(path: Path) -> None:
    """An empty file that nobody else may read; SQLite gives its companions the same mode."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    os.close(descriptor)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    found = schema_version(connection)
    known = len(migrations.MIGRATIONS)
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    empty = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if application_id != APPLICATION_ID and not (empty and application_id == 0 and found == 0):
        raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=path, reason="application_id")
    if found > known:
        raise SealDeskError(ErrorCode.LEDGER_TOO_NEW, path=path, found=found, known=known)


def _use_wal(connection: sqlite3.Connection, busy_timeout_s: float) -> None:
    """Switch to WAL once for ever. SQLite does not wait for others here, so we do."""
    deadline = time.monotonic() + busy_timeout_s
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
