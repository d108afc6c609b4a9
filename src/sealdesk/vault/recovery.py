"""Opening a seal without a token: any two administrators together, neither alone.

For each pair of administrators the content key is split in two (a random share, and the key XOR that share), and
each share is sealed to one of them by HPKE (RFC 9180). An administrator's X25519 key is derived from their own
Ed25519 key, so that there is no second secret to keep.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sealdesk.formats.canonical import canonical
from sealdesk.formats.fields import Fields, FormatError
from sealdesk.tlog.note import Signer
from sealdesk.vault.recipients import CONTENT_KEY_BYTES, HPKE, NotOurKeyError, hex_field

MOST_ADMINISTRATORS = 10
_DERIVATION = b"SealDesk vault recovery, X25519, v1"
_KEY_BYTES = 32


@dataclass(frozen=True)
class Administrator:
    """Somebody who may recover seals together with another.

    Attributes:
        recovery_key: X25519 public key (RFC 7748 §5), 32 bytes.
    """

    person_id: str
    recovery_key: bytes


@dataclass(frozen=True)
class Share:
    """One half of a content key, sealed to an administrator."""

    administrator: Administrator
    sealed: bytes


Pair = tuple[Share, Share]


def recovery_private_key(signing_key: str) -> X25519PrivateKey:
    """The X25519 key derived from a person's own signing key (C2SP note signer form)."""
    Signer.parse(signing_key)  # nothing but a whole key of this form
    seed = base64.b64decode(signing_key.split("+", 4)[4])[1:]
    derived = HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=_DERIVATION).derive(seed)
    return X25519PrivateKey.from_private_bytes(derived)


def recovery_key(signing_key: str) -> bytes:
    """Its public half, as the people register carries it (`Person.recovery_key`, in hex)."""
    return recovery_private_key(signing_key).public_key().public_bytes_raw()


def can_be_sealed_to(administrator: Administrator) -> bool:
    """Whether the register's key is one that something can be sealed to (not a point of small order)."""
    try:
        _sealed(bytes(_KEY_BYTES), administrator, b"")
    except ValueError:
        return False
    return True


def split_for_pairs(
    content_key: bytes, administrators: tuple[Administrator, ...], binding: bytes
) -> tuple[Pair, ...]:
    """Both halves of the content key for every two of the administrators; none where there are not two."""
    known = sorted(administrators, key=lambda one: one.person_id)
    if len({one.person_id for one in known}) != len(known) or len(known) > MOST_ADMINISTRATORS:
        raise ValueError("administrators: twice the same, or too many")
    return tuple(_split(content_key, first, second, binding) for first, second in combinations(known, 2))


def _split(content_key: bytes, first: Administrator, second: Administrator, binding: bytes) -> Pair:
    share = os.urandom(len(content_key))
    info = _pair_context(binding, first, second)
    return (
        _sealed(share, first, info),
        _sealed(_xor(share, content_key), second, info),
    )


def _sealed(share: bytes, to: Administrator, info: bytes) -> Share:
    return Share(to, HPKE.encrypt(share, X25519PublicKey.from_public_bytes(to.recovery_key), info=info))


def join_halves(pair: Pair, private_keys: Mapping[str, X25519PrivateKey], binding: bytes) -> bytes:
    """The content key from a pair whose both private keys are given, by person id.

    Raises:
        NotOurKeyError: A half was changed, or belongs to another seal or version.
    """
    info = _pair_context(binding, pair[0].administrator, pair[1].administrator)
    try:
        halves = [
            HPKE.decrypt(half.sealed, private_keys[half.administrator.person_id], info=info) for half in pair
        ]
    except (InvalidTag, ValueError) as wrong:
        raise NotOurKeyError("half") from wrong
    if any(len(half) != CONTENT_KEY_BYTES for half in halves):
        raise NotOurKeyError("length")
    return _xor(*halves)


def _pair_context(binding: bytes, first: Administrator, second: Administrator) -> bytes:
    return binding + canonical({"recovery": [_administrator_table(first), _administrator_table(second)]})


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


# In the header of the file.


def _administrator_table(administrator: Administrator) -> dict[str, str]:
    return {"person": administrator.person_id, "public": administrator.recovery_key.hex()}


def pair_table(pair: Pair) -> list[dict[str, str]]:
    """The pair as JSON."""
    return [{**_administrator_table(half.administrator), "share": half.sealed.hex()} for half in pair]


def read_pair(table: object) -> Pair:
    """Raises `FormatError` for anything that `pair_table` would not write."""
    if not isinstance(table, list) or len(table) != 2:
        raise FormatError("recovery: no pair")
    first, second = (_read_share(half) for half in table)
    if not first.administrator.person_id < second.administrator.person_id:
        raise FormatError("recovery: order")
    return first, second


def _read_share(table: object) -> Share:
    fields = Fields(table, "recovery")
    administrator = Administrator(fields.text("person"), hex_field(fields, "public", _KEY_BYTES))
    share = Share(administrator, hex_field(fields, "share"))
    fields.done()
    return share
