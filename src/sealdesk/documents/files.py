"""The rules of publishing a file: never over another one, never half, never without saying why.

A stamped document comes to be in this order: `check_target`, `write_new` (a part file beside the target,
synced), `publish` (renamed without replacing, folder synced). A crash in between leaves at most a part file,
which `stray_parts` finds again.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import re
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.document import DocumentDigest

_CHUNK = 1 << 20
_AT_FDCWD = -100
_RENAME_NOREPLACE = 1
_PART = re.compile(r"\.sealdesk-([0-9A-Za-z-]+)\.part")

_OUTPUT_ERRORS = {
    errno.ENOSPC: ErrorCode.OUTPUT_DISK_FULL,
    errno.EDQUOT: ErrorCode.OUTPUT_DISK_FULL,
    errno.EACCES: ErrorCode.OUTPUT_NOT_WRITABLE,
    errno.EPERM: ErrorCode.OUTPUT_NOT_WRITABLE,
    errno.EROFS: ErrorCode.OUTPUT_NOT_WRITABLE,
    errno.EEXIST: ErrorCode.OUTPUT_EXISTS,
    errno.ENOENT: ErrorCode.OUTPUT_FOLDER_MISSING,
    errno.ENOTDIR: ErrorCode.OUTPUT_FOLDER_MISSING,
}
_COPY_ELSEWISE = {errno.EXDEV, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EBADF, errno.EPERM}
_LINK_INSTEAD = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}


def digest_of(path: Path) -> DocumentDigest:
    """SHA-256 and length of the file as it is now, read once, in pieces.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND` or `DOCUMENT_UNREADABLE`, with the fact `path`.
    """
    check_regular(path)
    with _reading(path), path.open("rb", buffering=0) as file:
        digest = hashlib.file_digest(file, "sha256")
        return DocumentDigest(digest.hexdigest(), file.tell())


def check_regular(path: Path) -> None:
    """Refuse a pipe, a device or a folder: reading one may never end.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND` or `DOCUMENT_UNREADABLE`, with the fact `path`.
    """
    with _reading(path):
        regular = stat.S_ISREG(path.stat().st_mode)
    if not regular:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason="no regular file")


def check_target(source: Path, target: Path) -> None:
    """Refuse a place that a stamped copy of `source` must not or cannot take, before anything is begun.

    `target` may not exist in any form, not even as a dangling link; `publish` holds to the same rule when the
    time comes.

    Raises:
        SealDeskError: `OUTPUT_IS_INPUT` (also by another name, hard link or symbolic link), `OUTPUT_EXISTS`,
            `OUTPUT_FOLDER_MISSING`, `OUTPUT_NOT_WRITABLE`; facts `path` and, for the folder, `folder`.
    """
    with _writing(target, target):  # an over-long or unreachable path says so now, not after the token signed
        _check_name(target)
    if _same_file(source, target):
        raise SealDeskError(ErrorCode.OUTPUT_IS_INPUT, path=target)
    if os.path.lexists(target):
        raise SealDeskError(ErrorCode.OUTPUT_EXISTS, path=target)
    folder = target.parent
    if not folder.is_dir():
        raise SealDeskError(ErrorCode.OUTPUT_FOLDER_MISSING, path=target, folder=folder)
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        raise SealDeskError(ErrorCode.OUTPUT_NOT_WRITABLE, path=target, folder=folder)


def _check_name(target: Path) -> None:
    folder = target.parent
    if folder.is_dir() and len(os.fsencode(target.name)) > os.pathconf(folder, "PC_NAME_MAX"):
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), target)


def write_new(source: Path, source_length: int, update: bytes, target: Path, act_id: str) -> Path:
    """A part file beside `target`: the first `source_length` bytes of `source`, then `update`; on the disk.

    Where the file system can share blocks between files, the copied part takes neither time nor room.

    Returns:
        The part file, `.sealdesk-<act id>.part`. Nothing is left of it when an error is raised.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`; `DOCUMENT_CHANGED_MEANWHILE` where the
            source is shorter or longer than `source_length`; `OUTPUT_DISK_FULL`, `OUTPUT_IO_ERROR`,
            `OUTPUT_NOT_WRITABLE`, `OUTPUT_FOLDER_MISSING`, `OUTPUT_EXISTS` (a part file of the same act).
    """
    part = part_path(target, act_id)
    with _reading(source):
        source_fd = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if os.fstat(source_fd).st_size != source_length:
            raise SealDeskError(ErrorCode.DOCUMENT_CHANGED_MEANWHILE, path=source)
        with _writing(part, target):
            part_fd = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        try:
            with _writing(part, target):
                if _copy(source_fd, part_fd, source_length) != source_length:
                    raise SealDeskError(ErrorCode.DOCUMENT_CHANGED_MEANWHILE, path=source)
                _write_all(part_fd, update)
                os.fsync(part_fd)
        except BaseException:
            remove_quietly(part)
            raise
        finally:
            os.close(part_fd)
    finally:
        os.close(source_fd)
    return part


def publish(part: Path, target: Path) -> None:
    """Give the part file its name, in one step, if nothing has that name; the folder is synced.

    `part` stays where it is when an error is raised.

    Raises:
        SealDeskError: `OUTPUT_EXISTS` when something took the name meanwhile, and the other output errors.
    """
    with _writing(target, target):
        _rename_without_replacing(part, target)
        try:
            _sync_folder(target.parent)
        except OSError:
            take_back(target, part)  # a name that may not outlast a crash is no publication
            raise


def write_content(content: bytes, target: Path) -> None:
    """Write a file of our own making (a report, an export), in one step, if nothing has its name.

    Raises:
        SealDeskError: As `write_new` and `publish`.
    """
    part = part_path(target, f"{os.getpid()}-{threading.get_ident()}")
    with _writing(part, target):
        fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        try:
            with _writing(part, target):
                _write_all(fd, content)
                os.fsync(fd)
        finally:
            os.close(fd)
        publish(part, target)
    except BaseException:
        remove_quietly(part)
        raise


def part_path(target: Path, act_id: str) -> Path:
    """The part file's path of an act that writes `target`."""
    return target.parent / f".sealdesk-{act_id}.part"


def stray_parts(folder: Path) -> dict[str, Path]:
    """Part files left in `folder` by interrupted acts, by act id. A missing folder has none."""
    found: dict[str, Path] = {}
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if match := _PART.fullmatch(entry.name):
                found[match[1]] = Path(entry.path)
    return found


def take_back(target: Path, part: Path) -> None:
    """Give a published file its part name again; what cannot be renamed is removed."""
    try:
        target.rename(part)
    except OSError:
        remove_quietly(target)


def remove_quietly(path: Path) -> None:
    """Remove a file that may be gone already; what cannot be removed stays for `stray_parts`."""
    with contextlib.suppress(OSError):
        path.unlink()


def _same_file(source: Path, target: Path) -> bool:
    try:
        return source.samefile(target)
    except OSError:
        # One of them is missing, or a link leads nowhere or in a circle.
        return os.path.realpath(source) == os.path.realpath(target)


def _copy(source_fd: int, part_fd: int, length: int) -> int:
    done = 0
    for step in (_copy_in_kernel, _copy_by_hand):
        while done < length:
            copied = step(source_fd, part_fd, length - done, done)
            if copied is None:
                break
            if copied == 0:
                return done
            done += copied
    return done


def _copy_in_kernel(source_fd: int, part_fd: int, count: int, offset: int) -> int | None:
    try:
        return os.copy_file_range(source_fd, part_fd, min(count, 1 << 30), offset, offset)
    except OSError as refusal:
        if refusal.errno in _COPY_ELSEWISE:
            return None
        raise


def _copy_by_hand(source_fd: int, part_fd: int, count: int, offset: int) -> int | None:
    piece = os.pread(source_fd, min(count, _CHUNK), offset)
    os.lseek(part_fd, offset, os.SEEK_SET)
    _write_all(part_fd, piece, append=False)
    return len(piece)


def _write_all(fd: int, content: bytes, *, append: bool = True) -> None:
    if append:
        os.lseek(fd, 0, os.SEEK_END)
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _rename_without_replacing(part: Path, target: Path) -> None:
    try:
        _renameat2(part, target)
    except OSError as refusal:
        if refusal.errno not in _LINK_INSTEAD:
            raise
        # Network file systems that do not know the flag: a second name is refused when it exists, too.
        os.link(part, target, follow_symlinks=False)
        part.unlink()


def _renameat2(part: Path, target: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        rename = libc.renameat2
    except AttributeError as missing:
        raise OSError(errno.ENOSYS, "renameat2") from missing
    if rename(_AT_FDCWD, os.fsencode(part), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(part), None, str(target))


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    except OSError as refusal:
        if refusal.errno not in (errno.EINVAL, errno.EOPNOTSUPP):  # some file systems sync no folders
            raise
    finally:
        os.close(fd)


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as missing:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=path) from missing
    except OSError as error:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=error.strerror or "") from error


@contextlib.contextmanager
def _writing(path: Path, target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = _OUTPUT_ERRORS.get(error.errno or 0, ErrorCode.OUTPUT_IO_ERROR)
        # A part file that exists is no reason to doubt the target's name.
        shown = path if code is ErrorCode.OUTPUT_EXISTS else target
        raise SealDeskError(code, path=shown, folder=target.parent, reason=error.strerror or "") from error
