"""The directory of an OLE compound file (MS-CFB): which streams it has, and how they begin.

Only for processes that may be killed. Everything is bounded; a chain that runs in a circle ends.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY_BYTES = 128
_STORAGE, _STREAM = 1, 2
_MOST_SECTORS = 4096
_NO_SECTOR = 0xFFFFFFF0
"""From here on numbers of sectors mean ends and free room (MS-CFB §2.1)."""
_IN_SECTORS_FROM = 4096
"""Shorter streams lie in another stream (MS-CFB §2.2, mini stream cutoff); how those begin is not asked."""


@dataclass(frozen=True)
class _Entry:
    start: int
    length: int


class OleFile:
    """Names of storages and streams.

    Raises:
        ValueError: No compound file, or one whose directory cannot be read.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0)
        head = file.read(512)
        if len(head) < 512 or not head.startswith(MAGIC):
            raise ValueError("no compound file")
        shift = struct.unpack_from("<H", head, 30)[0]
        if shift not in (9, 12):
            raise ValueError("sector size")
        self._size = 1 << shift
        self._fat_sectors = [
            number for number in struct.unpack_from("<109I", head, 76) if number < _NO_SECTOR
        ]
        self.storages: set[str] = set()
        self._streams: dict[str, _Entry] = {}
        self._read_directory(struct.unpack_from("<I", head, 48)[0])

    @property
    def streams(self) -> frozenset[str]:
        return frozenset(self._streams)

    def beginning(self, name: str, most: int) -> bytes:
        """The first bytes of a stream, at most a sector; nothing where it is short or not there."""
        entry = self._streams.get(name)
        if entry is None or entry.length < _IN_SECTORS_FROM:
            return b""
        return self._sector(entry.start)[:most]

    def _read_directory(self, sector: int) -> None:
        for _ in range(_MOST_SECTORS):
            if sector >= _NO_SECTOR:
                return
            content = self._sector(sector)
            for at in range(0, len(content) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
                self._take(content[at : at + _ENTRY_BYTES])
            sector = self._next(sector)

    def _take(self, entry: bytes) -> None:
        length, kind = struct.unpack_from("<HB", entry, 64)
        name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if kind == _STORAGE:
            self.storages.add(name)
        elif kind == _STREAM:
            start, size = struct.unpack_from("<II", entry, 116)
            self._streams[name] = _Entry(start, size)

    def _next(self, sector: int) -> int:
        place, index = divmod(sector, self._size // 4)
        if place >= len(self._fat_sectors):
            raise ValueError("a directory beyond the first table")
        table = self._sector(self._fat_sectors[place])
        number: int = struct.unpack_from("<I", table, 4 * index)[0]
        return number

    def _sector(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._size)
        content = self._file.read(self._size)
        if len(content) < 512:
            raise ValueError("cut short")
        return content.ljust(self._size, b"\0")
