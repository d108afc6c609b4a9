"""Nothing decrypted ever touches a disk: not the picture, not a row of its pixels, not the key that opens it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sealdesk.service import seal_vault, seals
from sealdesk.vault import envelope as envelopes
from tests.journeys.conftest import Workspace

SEAL = "SEAL-0004"
PIECE = 48  # bytes: enough not to occur by chance


@pytest.fixture
def surroundings(workspace: Workspace) -> Workspace:
    """The workspace, the user's home and the folder for temporary files, all below one folder."""
    for name in ("tmp", "user"):
        (workspace.folder / name).mkdir()
    return workspace


@pytest.fixture
def marks(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, ...]:
    """Pieces of the PNG, of its compressed pixels, of rows of pixels, and the content key."""
    keys: list[bytes] = []
    real = envelopes.locks.unwrap_key

    def watched(*arguments: object) -> bytes:
        keys.append(real(*arguments))  # type: ignore[arg-type]
        return keys[-1]

    monkeypatch.setattr(envelopes.locks, "unwrap_key", watched)
    with workspace.open() as desk:
        (info,) = desk.tokens.tokens()
        desk.tokens.login(info.ref, workspace.pin)
        seal = seals.find_seal(desk, SEAL)
        png = seal_vault.open_eseal(desk, seal, info.ref).info.picture
        picture = seal_vault.open_picture(desk, seal, info.ref)
    monkeypatch.undo()
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and b"\x78\x9c" in png
    found = {keys[0], png[:PIECE]}
    found |= {png[at : at + PIECE] for at in range(PIECE, len(png) - PIECE, 997)}
    row = 3 * picture.width_px
    for plane, stride in ((picture.rgb, row), (picture.alpha, picture.width_px)):
        middle = len(plane) // 2 // stride * stride
        pieces = {plane[at : at + PIECE] for at in range(middle, middle + stride, PIECE)}
        found |= {piece for piece in pieces if len(set(piece)) > 8}  # not bare paper, not full ink
    assert len(found) > 50
    return tuple(found)


def left_behind(folder: Path, marks: tuple[bytes, ...], *, but: tuple[Path, ...] = ()) -> list[Path]:
    """Files in which anything decrypted stands, or a picture of any kind that was not there for all to see."""
    wanted = re.compile(b"|".join(map(re.escape, (*marks, *(mark.hex().encode() for mark in marks)))))
    files = [path for path in folder.rglob("*") if path.is_file() and path not in but]
    assert len(files) > 20
    return [path for path in files if wanted.search(path.read_bytes())]


def run(
    workspace: Workspace, *words: str | Path, before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    folder = workspace.folder
    done = subprocess.run(
        [
            *before,
            sys.executable,
            "-m",
            "sealdesk",
            *map(str, words),
            "--pin-stdin",
            "--home",
            str(workspace.home),
        ],
        input=f"{workspace.pin}\n",
        capture_output=True,
        text=True,
        timeout=240,
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "SEALDESK_LANG": "en",
            "TMPDIR": f"{folder}/tmp",
            "HOME": f"{folder}/user",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def stamp(workspace: Workspace, before: tuple[str, ...] = ()) -> Path:
    target = workspace.folder / "out.pdf"
    run(
        workspace, "stamp", workspace.contract, "--output", target, "--seal", SEAL, "--request", workspace.request,
        "--page", "1", "--at", "60,120", before=before,
    )  # fmt: skip
    return target


def renew(workspace: Workspace) -> None:
    serial = workspace.command("tokens", "list", "--json").json[0]["serial"]
    run(workspace, "seals", "vault-renew", SEAL, "--by", serial)


def test_nothing_decrypted_is_left_in_any_file(surroundings: Workspace, marks: tuple[bytes, ...]) -> None:
    folder = surroundings.folder
    assert left_behind(folder, marks) == []
    target = stamp(surroundings)
    renew(surroundings)
    assert left_behind(folder, marks, but=(target,)) == []
    # The search finds what it is to find, wherever and however it lies.
    for number, mark in enumerate((marks[0], marks[-1])):
        planted = folder / "tmp" / f"planted-{number}"
        planted.write_bytes(os.urandom(1000) + (mark if number else mark.hex().encode()) + b"tail")
        assert left_behind(folder, marks, but=(target,)) == [planted]
        planted.unlink()


def test_no_png_is_left_where_there_was_none(surroundings: Workspace) -> None:
    def pictures() -> set[Path]:
        files = (path for path in surroundings.folder.rglob("*") if path.is_file())
        return {path for path in files if b"\x89PNG\r\n\x1a\n" in path.read_bytes()}

    before = pictures()
    stamp(surroundings)
    renew(surroundings)
    assert pictures() == before


_WRITTEN = re.compile(
    rb'\b(?:openat\([^,]*, |creat\()"([^"]*)"[^)]*(?:O_WRONLY|O_RDWR|O_CREAT)|\b(memfd_create)\("([^"]*)"'
)
_PASSING = ("-wal", "-shm", "-journal", ".part", ".jsonl", ".new", ".lock")
"""Ends of files that a run writes and takes away again: the ledger's, the act's journal, the unfinished output."""


def written(trace: Path) -> Iterator[str]:
    for line in trace.read_bytes().splitlines():
        found = _WRITTEN.search(line)
        if found and b"ENOENT" not in line:
            yield (found[1] or b"memfd:" + found[3]).decode("unicode_escape").encode("latin-1").decode()


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_files_that_came_and_went_are_known(surroundings: Workspace) -> None:
    """A file that was gone at the end is not seen by a search: every one that was opened for writing is named."""
    trace = surroundings.folder / "trace"
    calls = "trace=openat,creat,memfd_create"
    stamp(surroundings, before=("strace", "-f", "-qq", "-s", "512", "-e", calls, "-o", str(trace)))
    paths = {path for path in written(trace) if not path.startswith(("/dev/", "/proc/"))}
    assert any(path.endswith(".part") for path in paths), "the trace is to show what is known to happen"
    passing = {path for path in paths if not Path(surroundings.folder, path).exists()}
    # The prepared update is drawn before the token signs: from memory, in a limited child, on no disk.
    assert {path for path in passing if not path.endswith(_PASSING)} <= {"memfd:update"}
