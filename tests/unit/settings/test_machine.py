"""Which computer this is: stable, this program's own, never the machine-id itself."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path

import pytest

from sealdesk.model.workstation import MachineKind
from sealdesk.settings import machine

ID = "3d1219c7c4c5404aaa1f6d2a48adfda4"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    paths = (tmp_path / "machine-id", tmp_path / "dbus-machine-id")
    monkeypatch.setattr(machine, "_MACHINE_ID_FILES", paths)
    monkeypatch.setattr("sys.platform", "linux")
    machine.this_machine.cache_clear()
    yield paths
    machine.this_machine.cache_clear()


def test_the_machines_id_is_known_by_a_digest_of_our_own(files: tuple[Path, Path]) -> None:
    files[0].write_text(f"{ID}\n", "ascii")
    found = machine.this_machine()
    expected = hmac.new(ID.encode(), b"SealDesk workstation v1", hashlib.sha256).hexdigest()
    assert (found.identity, found.kind) == (expected, MachineKind.MACHINE_ID)
    assert machine.machine_identity() == expected
    assert ID not in repr(found)


def test_another_machine_is_another(files: tuple[Path, Path]) -> None:
    files[0].write_text(f"{ID}\n", "ascii")
    first = machine.machine_identity()
    files[0].write_text(f"{ID[::-1]}\n", "ascii")
    assert machine.machine_identity() == first, "asked once a run"
    machine.this_machine.cache_clear()
    assert machine.machine_identity() != first


@pytest.mark.parametrize("text", [b"", b"uninitialized\n", b"0" * 32, b"\xff\xfe", ID.upper().encode()])
def test_the_bus_id_stands_in_for_one_that_is_none(files: tuple[Path, Path], text: bytes) -> None:
    files[0].write_bytes(text)
    files[1].write_text(ID, "ascii")
    assert machine.this_machine().kind is MachineKind.MACHINE_ID


def test_without_an_id_the_host_stands_in_and_says_so(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = machine.this_machine()
    assert first.kind is MachineKind.HOST
    machine.this_machine.cache_clear()
    assert machine.this_machine() == first
    monkeypatch.setattr("socket.gethostname", lambda: "another")
    machine.this_machine.cache_clear()
    assert machine.machine_identity() != first.identity
