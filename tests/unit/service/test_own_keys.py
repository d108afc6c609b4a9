"""Own keys as files: what somebody made elsewhere, and what only looks like it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service.own_keys import OwnKey, make_key, read_key_file, write_key_file
from sealdesk.vault.personal_key import LARGEST_KEY_BYTES, Argon2Cost, unlock_key

QUICK = Argon2Cost(passes=1, lanes=1, memory_kib=64)
KEY = make_key("P1", "ein langes Kennwort", QUICK)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "P1.key"
    write_key_file(KEY, path)
    assert path.stat().st_mode & 0o077 == 0
    found = read_key_file(path, "P1")
    assert found == KEY
    assert unlock_key(found.file, "P1", "ein langes Kennwort").startswith(
        "PRIVATE+KEY+sealdesk.invalid/people/P1+"
    )
    with pytest.raises(SealDeskError) as refused:
        write_key_file(KEY, path)
    assert refused.value.code is ErrorCode.OUTPUT_EXISTS


def changed(**said: str) -> bytes:
    return json.dumps({**json.loads(KEY.file), **said}).encode()


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"{}",
        make_key("P2", "ein langes Kennwort", QUICK).file,
        changed(person="P2"),
        changed(public_key="no key"),
        changed(public_key=make_key("P2", "ein langes Kennwort", QUICK).public.signing),
        KEY.file + b" " * LARGEST_KEY_BYTES,
    ],
    ids=["empty", "nothing", "another's", "another's name", "no key", "another's key", "too large"],
)
def test_what_is_no_key_file_of_the_person(tmp_path: Path, blob: bytes) -> None:
    path = tmp_path / "P1.key"
    path.write_bytes(blob)
    with pytest.raises(SealDeskError) as refused:
        read_key_file(path, "P1")
    assert refused.value.code is ErrorCode.PERSON_KEY_WRONG


def test_a_short_password_makes_no_key() -> None:
    with pytest.raises(SealDeskError) as refused:
        make_key("P1", "kurz", QUICK)
    assert refused.value.code is ErrorCode.PERSON_PASSWORD_WEAK


def test_nothing_secret_shows() -> None:
    assert "file" not in repr(OwnKey(KEY.public, b"secret"))
