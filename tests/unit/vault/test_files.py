"""Vault files replaced whole or not at all."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from sealdesk.vault import files

LIMIT = 1000


def digest(blob: bytes) -> str:
    return sha256(blob).hexdigest()


def test_a_new_version_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "S.vault"
    files.lay_beside(path, b"one")
    assert not path.exists()
    assert files.put_in_force(path, digest(b"one"), LIMIT) == b"one"
    files.lay_beside(path, b"two")
    assert path.read_bytes() == b"one"
    assert files.put_in_force(path, digest(b"two"), LIMIT) == b"two"
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_only_the_version_named_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "S.vault"
    path.write_bytes(b"one")
    files.lay_beside(path, b"stranger")
    assert files.put_in_force(path, digest(b"two"), LIMIT) is None
    assert path.read_bytes() == b"one"


def test_nothing_beside_it(tmp_path: Path) -> None:
    assert files.put_in_force(tmp_path / "S.vault", digest(b""), LIMIT) is None


def test_what_an_interrupted_writing_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "S.vault"
    (tmp_path / "S.vault.new").write_bytes(b"half")
    (tmp_path / "S.vault.new").chmod(0o400)
    files.lay_beside(path, b"whole")
    assert files.put_in_force(path, digest(b"whole"), LIMIT) == b"whole"


def test_a_link_laid_in_the_way_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_bytes(b"theirs")
    (tmp_path / "S.vault.new").symlink_to(target)
    files.lay_beside(tmp_path / "S.vault", b"ours")
    assert target.read_bytes() == b"theirs"
    assert not (tmp_path / "S.vault.new").is_symlink()


def test_a_carrier_that_keeps_the_old_name_still_gives_the_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "S.vault"
    files.lay_beside(path, b"one")

    def full(self: Path, target: Path) -> Path:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "replace", full)
    assert files.put_in_force(path, digest(b"one"), LIMIT) == b"one"
    assert not path.exists()


def test_no_more_is_read_than_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "S.vault"
    path.touch()
    os.truncate(path, 1 << 40)  # a sparse file of a terabyte
    assert len(files.read(path, LIMIT)) == LIMIT + 1


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        files.lay_beside(tmp_path / "carrier" / "S.vault", b"x")


def test_a_pipe_in_a_files_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "seal.vault")
    with pytest.raises(OSError, match="no regular file"):
        files.read(tmp_path / "seal.vault", 100)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "S.1.note"
    for blob in (b"one", b"two"):
        files.replace(path, blob)
        assert path.read_bytes() == blob
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "S.1.note"
    files.replace(path, b"one")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        files.replace(path, b"two")
    assert path.read_bytes() == b"one"
