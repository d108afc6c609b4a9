"""Vault files on their carrier: read whole or not at all, replaced whole or not at all.

A new version is written beside the one in force (`….vault.new`), made durable, and takes its place by a rename once
the ledger names it. A crash between the two leaves a new file that the ledger names: `put_in_force` ends it later.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

_MODE = 0o600


def read(path: Path, limit_bytes: int) -> bytes:
    """The file's bytes, never more than one beyond `limit_bytes`; raises `OSError`, also for what is no file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe in its place must not be waited for
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no regular file", str(path))
        return file.read(limit_bytes + 1)


def lay_beside(path: Path, blob: bytes) -> None:
    """Write the next version beside the one in force, readable by its owner alone, durable; raises `OSError`."""
    draft = _draft(path)
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(blob)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)


def replace(path: Path, blob: bytes) -> None:
    """Write a file whole, in place of what may lie there: readable by its owner alone, durable; raises `OSError`."""
    lay_beside(path, blob)
    _draft(path).replace(path)
    _sync_folder(path.parent)


def put_in_force(path: Path, digest: str, limit_bytes: int) -> bytes | None:
    """Give the version beside its name where it is the one of this SHA-256; its bytes, None where it is not.

    A carrier that cannot be written to keeps both: the bytes are good all the same.
    """
    draft = _draft(path)
    try:
        blob = read(draft, limit_bytes)
    except OSError:
        return None
    if sha256(blob).hexdigest() != digest:
        return None
    with suppress(OSError):
        draft.replace(path)
        _sync_folder(path.parent)
    return blob


def _draft(path: Path) -> Path:
    return path.with_name(path.name + ".new")


def _sync_folder(folder: Path) -> None:
    # Not every carrier's file system can do it; what it cannot, a rename has to do without.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
