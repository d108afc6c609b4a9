"""People's own keys: their password opens them, nothing else."""

from __future__ import annotations

import json

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.vault.personal_key import Argon2Cost, PublicKeys, lock_key, public_keys, unlock_key

QUICK = Argon2Cost(passes=1, lanes=1, memory_kib=64)
BLOB = lock_key("P1", "PRIVATE+KEY+of+p1", "口令 correct horse", QUICK)


def test_the_password_opens_the_key() -> None:
    assert unlock_key(BLOB, "P1", "口令 correct horse") == "PRIVATE+KEY+of+p1"
    assert b"PRIVATE" not in BLOB


def changed(**fields: object) -> bytes:
    return json.dumps({**json.loads(BLOB), **fields}).encode()


@pytest.mark.parametrize(
    ("blob", "person", "password"),
    [
        (BLOB, "P1", "wrong"),
        (BLOB, "P1", ""),
        (BLOB, "P2", "口令 correct horse"),
        (changed(person="P2"), "P2", "口令 correct horse"),
        (changed(passes=2), "P1", "口令 correct horse"),
        (changed(memory_kib=1 << 30), "P1", "口令 correct horse"),
        (changed(key="00"), "P1", "口令 correct horse"),
        (b"{}", "P1", "口令 correct horse"),
        (b"", "P1", "口令 correct horse"),
        (b"[]", "P1", "口令 correct horse"),
    ],
)
def test_anything_else_does_not(blob: bytes, person: str, password: str) -> None:
    with pytest.raises(SealDeskError) as refused:
        unlock_key(blob, person, password)
    assert refused.value.code is ErrorCode.PERSON_PASSWORD_WRONG
    assert "correct horse" not in str(refused.value)


PUBLIC = PublicKeys("P1", "sealdesk.invalid/people/P1+00000000+AA", "ab" * 32)


def test_a_file_for_registration_tells_its_public_keys_and_opens_as_any() -> None:
    blob = lock_key("P1", "PRIVATE+KEY+of+p1", "口令 correct horse", QUICK, PUBLIC)
    assert public_keys(blob) == PUBLIC
    assert unlock_key(blob, "P1", "口令 correct horse") == "PRIVATE+KEY+of+p1"
    other = json.dumps({**json.loads(blob), "public_key": "sealdesk.invalid/people/P1+1+B"}).encode()
    with pytest.raises(SealDeskError) as refused:
        unlock_key(other, "P1", "口令 correct horse")
    assert refused.value.code is ErrorCode.PERSON_PASSWORD_WRONG


@pytest.mark.parametrize(
    "blob", [BLOB, b"", b"{}", b"[]", b'{"format": 1, "key": ""}', b"\xff", b"[" * 100_000]
)
def test_other_files_tell_none(blob: bytes) -> None:
    assert public_keys(blob) is None
