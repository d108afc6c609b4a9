"""New files: whole or not at all, never over another one."""

from __future__ import annotations

import errno
import os
import resource
import signal
import sys
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.export.new_file import new_file


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_the_name_comes_last(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with new_file(target) as file:
        file.write(b"half")
        assert not target.exists()
    assert target.read_bytes() == b"half"
    assert target.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("kind", ["file", "folder", "dangling link"])
def test_what_is_there_is_not_replaced(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "out.csv"
    if kind == "file":
        target.write_bytes(b"theirs")
    elif kind == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(SealDeskError) as refused, new_file(target):
        pytest.fail("nothing is written")
    assert refused.value.code is ErrorCode.OUTPUT_EXISTS
    assert refused.value.facts["path"] == target
    assert names(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("links", [True, False])
def test_who_takes_the_name_meanwhile_keeps_it(
    tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.csv"
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(SealDeskError) as refused, new_file(target) as file:
        file.write(b"ours")
        target.write_bytes(b"theirs")
    assert refused.value.code is ErrorCode.OUTPUT_EXISTS
    assert target.read_bytes() == b"theirs"
    assert names(tmp_path) == ["out.csv"]


def no_links(*_: object) -> None:
    """A file system such as FAT."""
    raise PermissionError(errno.EPERM, "Operation not permitted")


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_links)
    with new_file(tmp_path / "out.csv") as file:
        file.write(b"ours")
    assert (tmp_path / "out.csv").read_bytes() == b"ours"
    assert names(tmp_path) == ["out.csv"]


def test_an_exception_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), new_file(tmp_path / "out.csv") as file:
        file.write(b"half")
        _ = 1 // 0
    assert names(tmp_path) == []


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SealDeskError) as refused, new_file(tmp_path / "no" / "out.csv"):
        pytest.fail("nothing is written")
    assert refused.value.code is ErrorCode.OUTPUT_FOLDER_MISSING


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_no_room_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
        with pytest.raises(SealDeskError) as refused, new_file(tmp_path / "out.csv") as file:
            for _ in range(100):
                file.write(bytes(10_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert refused.value.code is ErrorCode.OUTPUT_DISK_FULL
    assert names(tmp_path) == []
