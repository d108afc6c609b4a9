"""A new file that has its name only when it is whole, and never takes another's."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sealdesk.errors import ErrorCode, SealDeskError

_CODES = {
    errno.EEXIST: ErrorCode.OUTPUT_EXISTS,
    errno.ENOENT: ErrorCode.OUTPUT_FOLDER_MISSING,
    errno.ENOTDIR: ErrorCode.OUTPUT_FOLDER_MISSING,
    errno.EACCES: ErrorCode.OUTPUT_NOT_WRITABLE,
    errno.EPERM: ErrorCode.OUTPUT_NOT_WRITABLE,
    errno.EROFS: ErrorCode.OUTPUT_NOT_WRITABLE,
    errno.ENOSPC: ErrorCode.OUTPUT_DISK_FULL,
    errno.EDQUOT: ErrorCode.OUTPUT_DISK_FULL,
    errno.EFBIG: ErrorCode.OUTPUT_DISK_FULL,
}
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EMLINK)


@contextlib.contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """What is written inside gets the name `target` at the end, synced; on any exception nothing is left.

    Readable by its owner only: a ledger names people.

    Raises:
        SealDeskError: `OUTPUT_EXISTS` (asked before anything is written, too), `OUTPUT_FOLDER_MISSING`,
            `OUTPUT_NOT_WRITABLE`, `OUTPUT_DISK_FULL`, `OUTPUT_IO_ERROR`; facts `path`, `folder`, `reason`.
    """
    part = target.parent / f".export-{secrets.token_hex(8)}.part"
    with _output_errors(target):
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb", buffering=1 << 16) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _give_name(part, target)
            _sync_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def _output_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = _CODES.get(error.errno or 0, ErrorCode.OUTPUT_IO_ERROR)
        raise SealDeskError(code, path=target, folder=target.parent, reason=error.strerror or "") from error


def _give_name(part: Path, target: Path) -> None:
    if os.name == "nt":
        part.rename(target)  # refuses there when the name is taken
        return
    try:
        os.link(part, target)
    except OSError as refusal:
        if refusal.errno not in _NO_LINKS:
            raise
        # USB sticks know no second names: take the name first, then put the file there.
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            part.replace(target)
        except OSError:
            target.unlink(missing_ok=True)
            raise


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as refusal:
        if refusal.errno not in (errno.EINVAL, errno.EOPNOTSUPP):  # some file systems sync no folders
            raise
    finally:
        os.close(descriptor)
