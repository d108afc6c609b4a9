"""PINs in the token process's memory: there while they are needed, and no longer."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from sealdesk.tokens.client import TokenModule, TokenProcess
from tests.contract.subjects import DECRYPTION_KEY, OAEP, USER_PIN, softhsm_subject

MARKER = "MARKERPIN4711"
_WRITABLE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")


def copies(pid: int, secret: bytes) -> int:
    """How often the secret stands in the writable memory of a process, in any usual form of text."""
    text = secret.decode("latin-1")
    forms = {secret, text.encode("utf-16-le"), text.encode("utf-32-le"), secret.hex().encode()}
    count = 0
    try:
        memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    except PermissionError:
        pytest.skip("only root may read the memory of the token process")
    try:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            found = _WRITABLE.match(line)
            if not found:
                continue
            start, end = (int(edge, 16) for edge in found.groups())
            try:
                part = os.pread(memory, end - start, start)
            except OSError:
                continue
            count += sum(part.count(form) for form in forms)
    finally:
        os.close(memory)
    return count


def test_a_pin_does_not_stay(softhsm: TokenModule) -> None:
    with TokenProcess((softhsm,)) as process:
        (info,) = process.tokens()
        process.change_pin(info.ref, USER_PIN, MARKER)
        (pid,) = process.pids
        process.login(info.ref, MARKER)
        assert copies(pid, MARKER.encode()) == 0
        process.offer_pin(info.ref, MARKER)
        assert copies(pid, MARKER.encode()) == 1, "kept for the next use, and found by this search"
        process.logout(info.ref)
        assert copies(pid, MARKER.encode()) == 0


def test_a_decrypted_key_does_not_stay(softhsm: TokenModule) -> None:
    subject, secret = softhsm_subject(softhsm), b"CONTENT-KEY-OF-A-SEAL-4711-4711!"
    with subject.process as process:
        ref = subject.log_in()
        wrapped = subject.public_key_of(DECRYPTION_KEY).encrypt(secret, OAEP)
        assert process.decrypt(ref, DECRYPTION_KEY.key_id, wrapped) == secret
        assert process.logged_in(ref)  # answered once the answer before it was wiped
        (pid,) = process.pids
        assert copies(pid, secret) <= 1, "SoftHSM2 itself keeps one"
