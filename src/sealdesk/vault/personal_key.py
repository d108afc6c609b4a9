"""A person's own Ed25519 key at rest, opened by their password (argon2id, AES-256-GCM).

A file that was made for registration says its public keys as well, so that administrators can register them: whoever
changes them there makes a file that no password opens.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sealdesk.errors import ErrorCode, SealDeskError

LARGEST_KEY_BYTES = 64 << 10


@dataclass(frozen=True)
class PublicKeys:
    """What a key file tells without a password.

    Attributes:
        signing: C2SP note verifier form.
        recovery: X25519 in hex: halves of seals' keys are sealed to it, where its owner administers.
    """

    person_id: str
    signing: str
    recovery: str


@dataclass(frozen=True)
class Argon2Cost:
    """RFC 9106 §4 parameters; the default is its second recommended option (64 MiB, 3 passes)."""

    passes: int = 3
    lanes: int = 4
    memory_kib: int = 64 * 1024


def lock_key(
    person_id: str,
    signing_key: str,
    password: str,
    cost: Argon2Cost = Argon2Cost(),
    public: PublicKeys | None = None,
) -> bytes:
    """The file that keeps `signing_key` (C2SP note signer form) for whoever knows `password`."""
    salt, nonce = os.urandom(16), os.urandom(12)
    told = {"public_key": public.signing, "recovery_key": public.recovery} if public else {}
    header = {
        **told,
        "format": 1,
        "person": person_id,
        "kdf": "argon2id",
        "passes": cost.passes,
        "lanes": cost.lanes,
        "memory_kib": cost.memory_kib,
        "salt": salt.hex(),
        "nonce": nonce.hex(),
    }
    sealed = AESGCM(_derive(password, salt, cost)).encrypt(nonce, signing_key.encode(), _associated(header))
    return json.dumps({**header, "key": sealed.hex()}, indent=1, sort_keys=True).encode()


def unlock_key(blob: bytes, person_id: str, password: str) -> str:
    """The signing key.

    Raises:
        SealDeskError: `PERSON_PASSWORD_WRONG`; a file that was changed cannot be told apart from it.
    """
    try:
        entry = json.loads(blob)
        header = {name: value for name, value in entry.items() if name != "key"}
        if header["person"] != person_id or header["format"] != 1:
            raise ValueError("another person's key")
        cost = Argon2Cost(int(header["passes"]), int(header["lanes"]), int(header["memory_kib"]))
        if cost.memory_kib > 1 << 20 or cost.passes > 100:
            raise ValueError("cost beyond reason")
        key = _derive(password, bytes.fromhex(header["salt"]), cost)
        nonce = bytes.fromhex(header["nonce"])
        return AESGCM(key).decrypt(nonce, bytes.fromhex(entry["key"]), _associated(header)).decode()
    except (
        InvalidTag,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        MemoryError,
    ) as wrong:
        raise SealDeskError(ErrorCode.PERSON_PASSWORD_WRONG, person=person_id) from wrong


def public_keys(blob: bytes) -> PublicKeys | None:
    """What the file says of its keys; None where it says nothing, or is none. Unverified: nothing was opened."""
    try:
        entry = json.loads(blob)
        if entry["format"] != 1 or not entry["key"]:
            return None
        return PublicKeys(str(entry["person"]), str(entry["public_key"]), str(entry["recovery_key"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _associated(header: dict[str, object]) -> bytes:
    return json.dumps(header, sort_keys=True, separators=(",", ":")).encode()


def _derive(password: str, salt: bytes, cost: Argon2Cost) -> bytes:
    kdf = Argon2id(
        salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return kdf.derive(password.encode())
