"""A seal's vault file: the one in force, opened with a token.

The ledger's last word on a vault names the file by its digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import Seal
from sealdesk.model.token import TokenRef
from sealdesk.service import electronic_seal
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.vault import files
from sealdesk.vault.envelope import LARGEST_FILE_BYTES, Envelope, read_envelope
from sealdesk.vault.recipients import Lock

if TYPE_CHECKING:
    from sealdesk.formats.ses_seal import SignedSeal

_NOT_OUR_KEY = (ErrorCode.TOKEN_DEVICE_ERROR, ErrorCode.TOKEN_KEY_MISSING)


def vault_file(desk: Desk, seal_id: str) -> Path:
    """Where the seal's encrypted picture lies: on the seal carrier where there is one, else in the workspace."""
    name = desk.layout.vault_file(seal_id).name
    return (desk.settings.vault or desk.layout.vault) / name


def in_force(desk: Desk, seal: Seal) -> Envelope:
    """The vault file that the ledger's last word on it names. Raises `VAULT_MISSING`, `VAULT_BROKEN`."""
    desk.check_log()
    path, last = vault_file(desk, seal.id), last_change(desk.ledger, seal.id)
    blob, trouble = b"", None
    try:
        blob = files.read(path, LARGEST_FILE_BYTES)
    except OSError as missing:
        trouble = missing
    if last is not None and sha256(blob).hexdigest() != last["sha256"]:
        finished = files.put_in_force(path, last["sha256"], LARGEST_FILE_BYTES)
        blob, trouble = (blob, trouble) if finished is None else (finished, None)
    if trouble is not None:
        raise SealDeskError(ErrorCode.VAULT_MISSING, seal=seal.name, path=path) from trouble
    with named(seal):
        envelope = read_envelope(blob, seal.id)
    if last is not None and (last["sha256"], last["version"]) != (envelope.sha256, envelope.version):
        raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal.name, reason="not the one in force")
    return envelope


def last_change(reader: EntryReader, seal_id: str) -> Mapping[str, Any] | None:
    """The body of the ledger's last entry on this seal's vault; None where there is none."""
    entries = reader.entries(kind=EntryKind.VAULT_CHANGED, seal=seal_id, newest_first=True, limit=1)
    return next((entry.body for entry in entries), None)


def opened(desk: Desk, seal: Seal, envelope: Envelope, token: TokenRef) -> SignedSeal:
    """The electronic seal in it, if it is the one that the record names and its maker signed.

    Raises:
        SealDeskError: `VAULT_NOT_FOR_TOKEN`, `VAULT_BROKEN`, what the token says.
    """
    held = frozenset(one.sha256 for one in desk.tokens.certificates(token))
    try:
        with named(seal):
            content = envelope.open_with_token(held, TokenForVault(desk, token))
    except SealDeskError as refusal:
        # The token's answer to a wrapped key that was changed is not specific (PKCS#11 v2.40 §5.9). Where the
        # ledger names the file's digest nothing was changed, and the fault is the device's.
        known = last_change(desk.ledger, seal.id) is not None
        if refusal.code in _NOT_OUR_KEY and not known and desk.tokens.logged_in(token):
            raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal.name, reason="changed") from refusal
        raise
    return electronic_seal.checked(desk, seal, content)


class TokenForVault:
    """An unlocked token as the vault asks for one."""

    def __init__(self, desk: Desk, ref: TokenRef) -> None:
        self._tokens = desk.tokens
        self._ref = ref

    def decrypt(self, key_id: bytes, ciphertext: bytes, way: str) -> bytes:
        return self._tokens.decrypt(self._ref, key_id, ciphertext, way=way)

    def derive(self, key_id: bytes, peer_public_key: bytes) -> bytes:
        return self._tokens.derive(self._ref, key_id, peer_public_key)

    def read_data(self, label: str) -> bytes:
        return self._tokens.read_data(self._ref, label)


@contextmanager
def named(seal: Seal) -> Iterator[None]:
    """The vault knows seals by id; people know them by name."""
    try:
        yield
    except SealDeskError as trouble:
        if "seal" in trouble.facts:
            trouble.facts["seal"] = seal.name
        raise


# What entries and headers say of tokens.


def locks_of(envelope: Envelope) -> Iterator[Lock]:
    """The keys that the file is encrypted for."""
    return (recipient.lock for recipient in envelope.recipients)


def token_of(lock: Lock) -> TokenRef:
    """The token that a lock is opened with."""
    return TokenRef(lock.label, lock.serial)


def token_facts(token: TokenRef) -> dict[str, str]:
    """A token as entries name it."""
    return {"label": token.label, "serial": token.serial}


def lock_facts(lock: Lock) -> dict[str, Any]:
    """A lock as entries tell of it."""
    return {
        "token": token_facts(token_of(lock)),
        "certificate": lock.certificate_sha256,
        "way": lock.wrap.value,
        "weaker": lock.wrap.weaker,
    }
