"""A seal's picture at rest: AES-256-GCM, its content key wrapped for each permitted token (format 2).

File: `SDVAULT2` LF, header length (4 bytes, big endian), header (RFC 8785 canonical JSON), ciphertext with tag,
SHA-256 over everything before it. Everything before the ciphertext is additional authenticated data: no part can
be changed, swapped or cut unnoticed. The digest lets damage be told before a token is asked; it is no protection
against somebody who means it, the tag is.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.fields import Fields, FormatError
from sealdesk.vault import recipients as locks
from sealdesk.vault.recipients import Lock, NotOurKeyError, OpenToken, Recipient
from sealdesk.vault.recovery import Administrator, Pair, join_halves, pair_table, read_pair, split_for_pairs
from sealdesk.vault.recovery import recovery_private_key as _private_key_of

MAGIC = b"SDVAULT2\n"
FORMAT = 2
CIPHER = "AES-256-GCM"
MOST_RECIPIENTS = 64
LARGEST_FILE_BYTES = 64 << 20
_LARGEST_HEADER_BYTES = 1 << 20
_LARGEST_VERSION = (1 << 53) - 1  # what JSON numbers carry exactly (RFC 8785 §3.2.2.3)
_NONCE_BYTES = 12
_TAG_BYTES = 16
_DIGEST_BYTES = 32
_LENGTH_BYTES = 4


@dataclass(frozen=True)
class Envelope:
    """A vault file that is whole and well formed; whether it is genuine is told when it is opened.

    Attributes:
        version: 1 for a new seal, rising with each change of its recipients.
        pairs: For recovery by two administrators; empty where there are not two.
        sha256: Hex digest of the whole file, as the ledger names it.
    """

    seal_id: str
    version: int
    recipients: tuple[Recipient, ...]
    pairs: tuple[Pair, ...]
    sha256: str
    _nonce: bytes = field(repr=False)
    _head: bytes = field(repr=False)
    _ciphertext: bytes = field(repr=False)

    def recipient_of(self, certificates: frozenset[str]) -> Recipient | None:
        """The best way for a token that holds these certificates (SHA-256, hex)."""
        ours = [one for one in self.recipients if one.lock.certificate_sha256 in certificates]
        return min(ours, key=lambda one: list(locks.Wrap).index(one.lock.wrap), default=None)

    def open_with_token(self, certificates: frozenset[str], token: OpenToken) -> bytes:
        """The content, opened with an unlocked token that holds these certificates (SHA-256, hex).

        Raises:
            SealDeskError: `VAULT_NOT_FOR_TOKEN`, `VAULT_BROKEN`, what the token says.
        """
        recipient = self.recipient_of(certificates)
        if recipient is None:
            raise SealDeskError(ErrorCode.VAULT_NOT_FOR_TOKEN, seal=self.seal_id)
        try:
            content_key = locks.unwrap_key(recipient, self._binding, token)
        except NotOurKeyError as wrong:
            self._broken(wrong)
        return self._content(content_key)

    def pair_of(self, first: str, second: str) -> Pair | None:
        """The halves sealed to these two people."""
        wanted = {first, second}
        return next(
            (pair for pair in self.pairs if {one.administrator.person_id for one in pair} == wanted), None
        )

    def open_with_administrators(self, signing_keys: dict[str, str]) -> bytes:
        """The content, opened with the own keys of two people (C2SP note signer form, by person id).

        Raises:
            SealDeskError: `VAULT_NO_RECOVERY` where nothing is sealed to these two, or to other keys of
                theirs; `VAULT_BROKEN`.
        """
        pair = self.pair_of(*signing_keys) if len(signing_keys) == 2 else None
        private_keys = {person: _private_key_of(key) for person, key in signing_keys.items()}
        sealed_to = {half.administrator.person_id: half.administrator.recovery_key for half in pair or ()}
        held = {person: key.public_key().public_bytes_raw() for person, key in private_keys.items()}
        if pair is None or sealed_to != held:
            raise SealDeskError(ErrorCode.VAULT_NO_RECOVERY, seal=self.seal_id)
        try:
            content_key = join_halves(pair, private_keys, self._binding)
        except NotOurKeyError as wrong:
            self._broken(wrong)
        return self._content(content_key)

    @property
    def _binding(self) -> bytes:
        return locks.context(self.seal_id, self.version)

    def _content(self, content_key: bytes) -> bytes:
        try:
            return AESGCM(content_key).decrypt(self._nonce, self._ciphertext, self._head)
        except InvalidTag as broken:
            self._broken(broken)

    def _broken(self, cause: Exception) -> NoReturn:
        raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=self.seal_id, reason="changed") from cause


def close_envelope(
    seal_id: str,
    version: int,
    content: bytes,
    tokens: tuple[Lock, ...],
    administrators: tuple[Administrator, ...] = (),
) -> bytes:
    """Encrypt `content` under a new key for these tokens, and for every two of the administrators.

    Raises:
        LockError: For a key that a content key cannot be wrapped for.
        ValueError: No token, too many of something, or a content beyond the file's limit.
    """
    if not 0 < len(tokens) <= MOST_RECIPIENTS or not 0 < version <= _LARGEST_VERSION:
        raise ValueError("recipients or version")
    content_key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE_BYTES)
    binding = locks.context(seal_id, version)
    header = {
        "format": FORMAT,
        "seal": seal_id,
        "version": version,
        "cipher": CIPHER,
        "nonce": nonce.hex(),
        "recipients": [locks.recipient_table(locks.wrap_key(lock, content_key, binding)) for lock in tokens],
        "recovery": [pair_table(pair) for pair in split_for_pairs(content_key, administrators, binding)],
    }
    text = canonical(header)
    if len(text) > _LARGEST_HEADER_BYTES or len(content) > LARGEST_FILE_BYTES - 2 * _LARGEST_HEADER_BYTES:
        raise ValueError("size")
    head = MAGIC + struct.pack(">I", len(text)) + text
    body = head + AESGCM(content_key).encrypt(nonce, content, head)
    return body + sha256(body).digest()


def read_envelope(blob: bytes, seal_id: str) -> Envelope:
    """The envelope of a seal, readable without a token.

    Raises:
        SealDeskError: `VAULT_BROKEN`: `reason` says whether it is `damaged` (cut, a bit flipped), in an unknown
            `format`, or `another seal's`.
    """
    body, digest = blob[:-_DIGEST_BYTES], blob[-_DIGEST_BYTES:]
    if sha256(body).digest() != digest:
        raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal_id, reason="damaged")
    try:
        header, start = _header(body)
        envelope = _envelope(header, body, start, sha256(blob).hexdigest())
    except (FormatError, ValueError, RecursionError) as wrong:
        raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal_id, reason="format") from wrong
    if envelope.seal_id != seal_id:
        raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal_id, reason="another seal's")
    return envelope


def _header(body: bytes) -> tuple[Any, int]:
    start = len(MAGIC) + _LENGTH_BYTES
    if not body.startswith(MAGIC) or len(body) < start or len(body) > LARGEST_FILE_BYTES:
        raise FormatError("no envelope")
    (length,) = struct.unpack_from(">I", body, len(MAGIC))
    if not 0 < length <= _LARGEST_HEADER_BYTES or start + length + _TAG_BYTES > len(body):
        raise FormatError("header length")
    return parse_canonical(body[start : start + length]), start + length


def _envelope(header: Any, body: bytes, start: int, digest: str) -> Envelope:
    fields = Fields(header, "vault")
    fields.format(FORMAT)
    if fields.text("cipher") != CIPHER:
        raise FormatError("vault.cipher: unknown")
    envelope = Envelope(
        seal_id=fields.text("seal"),
        version=fields.number("version"),
        recipients=tuple(locks.read_recipient(table) for table in fields.objects("recipients")),
        pairs=tuple(read_pair(table) for table in fields.objects("recovery")),
        sha256=digest,
        _nonce=locks.hex_field(fields, "nonce", _NONCE_BYTES),
        _head=body[:start],
        _ciphertext=body[start:],
    )
    fields.done()
    if not 0 < len(envelope.recipients) <= MOST_RECIPIENTS or not 0 < envelope.version <= _LARGEST_VERSION:
        raise FormatError("vault: recipients or version")
    return envelope
