"""Opening, migrating, waiting, running out of room, being killed."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.store import database, migrations, outside
from sealdesk.store.database import ledger_errors, open_database
from sealdesk.store.ledger import Ledger
from sealdesk.store.migrations import Migration
from sealdesk.tlog.note import Signer

Facts = Callable[[int], dict[str, Any]]


def code_of(refused: pytest.ExceptionInfo[SealDeskError]) -> ErrorCode:
    return refused.value.code


def test_a_new_ledger_is_durable_private_and_ours(ledger: Ledger, path: Path) -> None:
    pragma = {
        name: ledger._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "application_id", "user_version")
    }
    assert pragma == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "application_id": database.APPLICATION_ID,
        "user_version": len(migrations.MIGRATIONS),
    }
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_a_ledger_of_a_later_version_is_refused_untouched(ledger: Ledger, path: Path) -> None:
    ledger.close()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version=99")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(SealDeskError) as refused:
        Ledger(path)
    assert code_of(refused) is ErrorCode.LEDGER_TOO_NEW
    assert refused.value.facts["found"] == 99
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database " * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_what_is_no_database_is_broken(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(SealDeskError) as refused:
        Ledger(path)
    assert code_of(refused) is ErrorCode.LEDGER_BROKEN
    assert path.read_bytes() == content


def test_another_program_s_database_is_left_alone(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE theirs (x)")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(SealDeskError) as refused:
        Ledger(path)
    assert code_of(refused) is ErrorCode.LEDGER_BROKEN
    assert path.read_bytes() == before


def test_a_missing_folder_is_an_io_error(tmp_path: Path) -> None:
    with pytest.raises(SealDeskError) as refused:
        Ledger(tmp_path / "no" / "ledger.sqlite3")
    assert code_of(refused) is ErrorCode.LEDGER_IO_ERROR


def test_a_migration_and_its_record_come_together(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger(path):
        pass
    known = migrations.MIGRATIONS
    good = Migration(
        "by department", ("ALTER TABLE body ADD COLUMN d TEXT AS (canonical ->> '$.d') VIRTUAL",)
    )
    torn = Migration("torn", ("CREATE TABLE half (x)", "CREATE TABLE leaf (x)"))

    monkeypatch.setattr(migrations, "MIGRATIONS", (*known, torn))
    with pytest.raises(SealDeskError):
        Ledger(path)
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA user_version").fetchone()[0] == len(known)
    assert raw.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").fetchone()[0] == 0

    monkeypatch.setattr(migrations, "MIGRATIONS", (*known, good))
    with Ledger(path) as ledger:
        entry = ledger.append(EntryKind.ACT_SEALED, {"d": "财务部"})
        assert ledger.check([Signer.generate("x").verifier]).sound
    assert raw.execute("PRAGMA user_version").fetchone()[0] == len(known) + 1
    assert raw.execute("SELECT name FROM migration ORDER BY version").fetchall()[-1] == ("by department",)
    assert raw.execute("SELECT idx FROM body WHERE d = '财务部'").fetchall() == [(entry.index,)]
    raw.close()


def open_and_append(path: Path, count: int) -> None:
    with Ledger(path, busy_timeout_s=60) as ledger:
        for number in range(count):
            ledger.append(EntryKind.ACT_SEALED, {"act": f"{os.getpid()}-{number}"})


def test_processes_that_come_at_once_make_one_ledger_and_wait_for_each_other(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_spawned, args=(str(path), 40)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    with Ledger(path) as ledger:
        acts = [entry.body["act"] for entry in ledger.entries()]
        assert len(acts) == len(set(acts)) == 120
        for process in {act.split("-")[0] for act in acts}:
            own = [int(act.split("-")[1]) for act in acts if act.startswith(f"{process}-")]
            assert own == list(range(40))
        assert ledger.check([Signer.generate("x").verifier]).sound


def _spawned(path: str, count: int) -> None:
    open_and_append(Path(path), count)


def append_until_killed(folder: Path, signer: Signer, acknowledged: int) -> None:
    """Append, sign, acknowledge, keep the checkpoint outside; for ever."""
    with Ledger(folder / "ledger.sqlite3") as ledger:
        while True:
            with ledger.transaction() as transaction:
                entry = transaction.append(EntryKind.ACT_SEALED, {"act": "a" * 300})
                transaction.add_checkpoint(signer)
            os.write(acknowledged, f"{entry.entry_id}\n".encode())
            ledger.keep_checkpoint_outside(folder / "checkpoint")


def killed_after(folder: Path, signer: Signer, lines: int) -> list[str]:
    """Append in another process until it has acknowledged `lines` entries; kill it; what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            append_until_killed(folder, signer, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as said:
        seen = [said.readline().strip() for _ in range(lines)]
        os.kill(child, signal.SIGKILL)
        # What it said between the last line read and its death counts as well; a torn line does not.
        seen += [line.strip() for line in said if line.endswith("\n")]
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    return seen


@pytest.mark.skipif(sys.platform == "win32", reason="killing a fork is POSIX")
def test_no_acknowledged_entry_is_lost_when_the_writer_is_killed(tmp_path: Path, signer: Signer) -> None:
    acknowledged: list[str] = []
    for kill in range(20):
        acknowledged += killed_after(tmp_path, signer, lines=kill % 6)
        with Ledger(tmp_path / "ledger.sqlite3") as ledger:
            ids = [entry.entry_id for entry in ledger.entries()]
            kept = outside.read(tmp_path / "checkpoint")
            found = ledger.check([signer.verifier], outside=kept or None)
        assert found.findings == (), kill
        assert set(acknowledged) <= set(ids)
        assert len(ids) <= len(acknowledged) + kill + 1
    assert len(acknowledged) >= 40


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own, where we may make one."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("making a small file system takes root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="making a small file system takes root"
)
def test_a_full_disk_is_told_and_leaves_nothing_half(tmp_path: Path, signer: Signer) -> None:
    with small_disk(tmp_path / "disk", "600k") as disk, Ledger(disk / "ledger.sqlite3") as ledger:
        ledger.append(EntryKind.ACT_SEALED, {"act": "first"})
        filler = disk / "filler"
        filler.write_bytes(bytes(100_000))
        written, refused = 1, None
        while refused is None:
            try:
                with ledger.transaction() as transaction:
                    transaction.append(EntryKind.ACT_SEALED, {"act": "a" * 3000})
                    transaction.append(EntryKind.ACT_SEALED, {"act": "b" * 3000})
                written += 2
            except SealDeskError as error:
                refused = error
        assert refused.code is ErrorCode.LEDGER_DISK_FULL
        assert ledger.size() == written
        for _ in range(3):
            with pytest.raises(SealDeskError) as again:
                ledger.append(EntryKind.ACT_SEALED, {"act": "c" * 9000})
            assert code_of(again) is ErrorCode.LEDGER_DISK_FULL
        with pytest.raises(SealDeskError) as new:
            Ledger(disk / "new.sqlite3")
        assert code_of(new) is ErrorCode.LEDGER_DISK_FULL
        assert len(list(ledger.entries())) == written

        filler.unlink()
        (disk / "new.sqlite3").unlink(missing_ok=True)
        assert ledger.append(EntryKind.ACT_SEALED, {"act": "c" * 9000}).index == written
        assert ledger.check([signer.verifier]).sound


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="making a small file system takes root"
)
def test_a_checkpoint_outside_that_finds_no_room_leaves_the_old_one(tmp_path: Path, signer: Signer) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk, Ledger(tmp_path / "ledger.sqlite3") as ledger:
        file = disk / "checkpoint"
        ledger.append(EntryKind.ACT_SEALED, {})
        old = ledger.add_checkpoint(signer)
        ledger.keep_checkpoint_outside(file)
        with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))
        ledger.append(EntryKind.ACT_SEALED, {})
        new = ledger.add_checkpoint(signer)
        with pytest.raises(SealDeskError) as refused:
            ledger.keep_checkpoint_outside(file)
        assert code_of(refused) is ErrorCode.LEDGER_DISK_FULL
        assert outside.read(file) == old
        (disk / "filler").unlink()
        ledger.keep_checkpoint_outside(file)
        assert outside.read(file) == new


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_a_file_size_limit_is_no_half_entry(path: Path, signer: Signer) -> None:
    """RLIMIT_FSIZE fails the n-th write, wherever it is, on any machine."""
    with Ledger(path) as ledger:
        ledger.append(EntryKind.ACT_SEALED, {"act": "first"})
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            wal = path.with_name(f"{path.name}-wal")
            resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 6000, before[1]))
            with pytest.raises(SealDeskError) as refused:
                ledger.append(EntryKind.ACT_SEALED, {"act": "x" * 50_000})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, handler)
        assert code_of(refused) in {ErrorCode.LEDGER_IO_ERROR, ErrorCode.LEDGER_DISK_FULL}
        assert ledger.size() == 1
        assert ledger.append(EntryKind.ACT_SEALED, {"act": "x" * 50_000}).index == 1
        assert ledger.check([signer.verifier]).sound


def test_only_known_errors_are_translated(path: Path) -> None:
    connection = open_database(path)
    connection.close()
    with pytest.raises(sqlite3.ProgrammingError), ledger_errors(path):
        connection.execute("SELECT 1")  # closed: a bug
    with pytest.raises(ZeroDivisionError), ledger_errors(path):
        _ = 1 // 0
    with pytest.raises(SealDeskError) as refused, ledger_errors(path):
        raise OSError(28, "No space left on device")
    assert code_of(refused) is ErrorCode.LEDGER_DISK_FULL
    with pytest.raises(SealDeskError) as busy, ledger_errors(path):
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT
        error.sqlite_errorname = "SQLITE_BUSY_SNAPSHOT"
        raise error
    assert code_of(busy) is ErrorCode.LEDGER_BUSY
    assert busy.value.facts == {"path": path, "reason": "SQLITE_BUSY_SNAPSHOT"}
    assert isinstance(busy.value.__cause__, sqlite3.OperationalError)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (sqlite3.SQLITE_IOERR_SHMSIZE, ErrorCode.LEDGER_DISK_FULL),  # no room for the wal-index
        (sqlite3.SQLITE_IOERR_WRITE, ErrorCode.LEDGER_IO_ERROR),
        (sqlite3.SQLITE_READONLY_DBMOVED, ErrorCode.LEDGER_IO_ERROR),
        (sqlite3.SQLITE_CORRUPT_INDEX, ErrorCode.LEDGER_BROKEN),
        (sqlite3.SQLITE_CONSTRAINT_TRIGGER, ErrorCode.LEDGER_BROKEN),
    ],
)
def test_extended_codes_are_told_by_what_a_person_can_do(path: Path, number: int, code: ErrorCode) -> None:
    error = sqlite3.DatabaseError()
    error.sqlite_errorcode, error.sqlite_errorname = number, "SQLITE"
    with pytest.raises(SealDeskError) as refused, ledger_errors(path):
        raise error
    assert code_of(refused) is code
