"""Timestamped cosignatures of checkpoints (C2SP tlog-cosignature, `cosignature/v1`): the centre's receipts.

A cosignature is one more line under the workstation's signed note. Its message is the checkpoint behind a
header with the time of signing, so that it cannot be taken for a log's own signature, and says since when the
centre has held these entries. Both keys fit wherever `sealdesk.tlog` takes a signer or a verifier.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealdesk.tlog.note import NoteError, Signer, Verifier

_ALGORITHM = b"\x04"  # C2SP signed-note: timestamped Ed25519 cosignature
_PRIVATE = "PRIVATE+KEY+"
_TIME_BYTES = 8
_LAST_SECOND = 253402300799  # year 9999


@dataclass(frozen=True)
class CosignerKey(Verifier):
    """Public key of a cosigner. `str()` gives its vkey."""

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Raises `NoteError` for anything but the vkey of a cosigner."""
        name, material = _material(vkey)
        key = cls(name, material)
        if str(key) != vkey:
            raise NoteError("cosigner key: not in its form")
        return key

    @property
    def key_id(self) -> int:
        """The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x04 ‖ public key), big-endian."""
        digest = sha256(self.name.encode() + b"\n" + _ALGORITHM + self.public_key).digest()
        return int.from_bytes(digest[:4], "big")

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether `signature` (8 bytes of time, 64 of RFC 8032) is this cosigner's over the checkpoint `text`."""
        seconds = int.from_bytes(signature[:_TIME_BYTES], "big")
        return 0 < seconds <= _LAST_SECOND and super().verifies(
            _message(text, seconds), signature[_TIME_BYTES:]
        )

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id:08x}+{_base64(_ALGORITHM + self.public_key)}"


@dataclass(frozen=True)
class Cosigner(Signer):
    """Private key of a cosigner: signs the checkpoint together with the time of signing."""

    @classmethod
    def parse(cls, secret_text: str) -> Self:
        """The key of `secret_text()`; raises `NoteError` for anything else, never quoting it."""
        name, seed = _material(secret_text.removeprefix(_PRIVATE))
        cosigner = cls(name, Ed25519PrivateKey.from_private_bytes(seed))
        if cosigner.secret_text() != secret_text:
            raise NoteError("cosigner key: not in its form")
        return cosigner

    @property
    def verifier(self) -> CosignerKey:
        return CosignerKey(self.name, self._key.public_key().public_bytes_raw())

    def secret_text(self) -> str:
        secret = _base64(_ALGORITHM + self._key.private_bytes_raw())
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id:08x}+{secret}"

    def signature(self, text: str) -> bytes:
        """8 bytes of time (seconds, big-endian), then 64 (RFC 8032)."""
        seconds = int(datetime.now(UTC).timestamp())
        return seconds.to_bytes(_TIME_BYTES, "big") + super().signature(_message(text, seconds))


def cosigned_at(note: str, cosigner: CosignerKey) -> datetime:
    """When a cosigner signed a note that was opened and verified with its key; to the second.

    Raises:
        NoteError: It has not signed this note, or more than once.
    """
    start = f"\u2014 {cosigner.name} "
    key_id = cosigner.key_id.to_bytes(4, "big")
    lines = [
        line.removeprefix(start)
        for line in note.rsplit("\n\n", maxsplit=1)[-1].split("\n")
        if line.startswith(start)
    ]
    found = [data for data in map(_unbase64, lines) if data[:4] == key_id]
    if len(found) != 1:
        raise NoteError("cosignature: missing, or more than one")
    return datetime.fromtimestamp(int.from_bytes(found[0][4 : 4 + _TIME_BYTES], "big"), UTC)


def _message(text: str, seconds: int) -> str:
    return f"cosignature/v1\ntime {seconds}\n{text}"


def _material(key: str) -> tuple[str, bytes]:
    """Name and 32 bytes of a key's text; its key id is left to the caller."""
    name, _, rest = key.partition("+")
    data = _unbase64(rest.partition("+")[2])
    if data[:1] != _ALGORITHM or len(data) != 33:
        raise NoteError("cosigner key: not in its form")
    return name, data[1:]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(text: str) -> bytes:
    try:
        return binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except ValueError:
        raise NoteError("cosignature: no base64") from None
