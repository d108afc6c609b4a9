"""The full hidden record: what the ink of an impression says of its document (docs/HIDDEN_RECORD.md).

    public part
        1       format, 2
        1+n     seal id: length, UTF-8
        2       seal version
        16      entry id (UUID)
        32      SHA-256 of the document before stamping
        6       its length in bytes
        8       time: microseconds since 1970-01-01T00:00:00Z
        1       number of pages, 0 to 8; for each of them
          4       page, from 1; the highest bit says that a fingerprint follows
          0 or 8  fingerprint of its text
        32      workstation's Ed25519 public key
        16      the first bytes of SHA-256 of the certificate that signs the act
    sealed private part
        12      nonce
        n       AES-256-GCM of the private part; additional data: the public part
        16      tag
    64      Ed25519 signature (RFC 8032)

Numbers are big-endian. The private part is custodian, request and workstation: each a length and UTF-8, or 0xFF and
the 16 bytes of a UUID. The signature covers the text `SealDesk hidden record 2`, line feed, all that comes before
it in lower-case hexadecimal, line feed.

There is one way to write a record, and what is not written that way is not read.
"""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from sealdesk.formats.fields import FormatError
from sealdesk.formats.hidden_frame import MOST_RECORD_BYTES, frame, unframe
from sealdesk.model.document import DocumentDigest
from sealdesk.model.hidden_record import HiddenRecord, PageText, PrivateRecord, PublicRecord

RECORD_FORMAT = 2
MOST_PAGES = 8
FINGERPRINT_BYTES = 8
CERTIFICATE_BYTES = 16
ORGANISATION_KEY_BYTES = 32

_KEY_BYTES, _SIGNATURE_BYTES = 32, 64
_NONCE_BYTES, _TAG_BYTES = 12, 16
_HEAD = struct.Struct(">H16s32s6sQ")
_WITH_TEXT = 1 << 31
_IS_UUID = 0xFF
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SIGNED_AS = "SealDesk hidden record 2"
_DERIVED_FOR = b"SealDesk hidden record 2\0"


class RecordSigner(Protocol):
    """The workstation's Ed25519 key."""

    def signature(self, text: str) -> bytes:
        """64 bytes over the text's UTF-8."""


def seal_key(organisation_key: bytes, seal_id: str) -> bytes:
    """The key of one seal's private parts, 32 bytes: HKDF-SHA256 (RFC 5869) without salt from the organisation's."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    if len(organisation_key) != ORGANISATION_KEY_BYTES:
        raise ValueError("an organisation key has 32 bytes")
    return HKDF(SHA256(), 32, None, _DERIVED_FOR + seal_id.encode()).derive(organisation_key)


def room_for_pages(public: PublicRecord, private: PrivateRecord) -> int:
    """How many more pages with fingerprints this record has room for; never more than eight in all."""
    rest = _NONCE_BYTES + len(_private_bytes(private)) + _TAG_BYTES + _SIGNATURE_BYTES
    room = MOST_RECORD_BYTES - len(_public_bytes(public)) - rest
    return max(0, min(MOST_PAGES - len(public.pages), room // (4 + FINGERPRINT_BYTES)))


def write_record(
    public: PublicRecord, private: PrivateRecord, signer: RecordSigner, seal_key: bytes, nonce: bytes = b""
) -> bytes:
    """The signed record in its frame, ready to be pressed.

    Args:
        signer: Of `public.workstation_key`.
        seal_key: From `seal_key`.
        nonce: 12 bytes that this key never saw; drawn where empty.

    Raises:
        ValueError: It does not fit into a frame (fewer pages may), or a value is out of its range.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = nonce or os.urandom(_NONCE_BYTES)
    told = _public_bytes(public)
    sealed = nonce + AESGCM(seal_key).encrypt(nonce, _private_bytes(private), told)
    body = told + sealed
    return frame(body + signer.signature(_signed_text(body)))


def read_record(framed: bytes) -> HiddenRecord:
    """The record in a frame. Its signature holds against the key it names itself: whose key that is, it cannot prove.

    Raises:
        FormatError: No record, or its signature does not hold.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    record = unframe(framed)
    body, signature = record[:-_SIGNATURE_BYTES], record[-_SIGNATURE_BYTES:]
    cursor = _Cursor(body)
    public = _read_public(cursor)
    sealed = cursor.rest()
    if len(sealed) < _NONCE_BYTES + _TAG_BYTES or _public_bytes(public) + sealed != body:
        raise FormatError("hidden record: not in its one form")
    try:
        Ed25519PublicKey.from_public_bytes(public.workstation_key).verify(
            signature, _signed_text(body).encode()
        )
    except (InvalidSignature, ValueError) as wrong:
        raise FormatError("hidden record: signature") from wrong
    return HiddenRecord(public, sealed)


def open_private(record: HiddenRecord, organisation_key: bytes) -> PrivateRecord:
    """The private part.

    Raises:
        FormatError: Not made with this organisation's key.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sealed = record.sealed_private
    key = seal_key(organisation_key, record.public.seal_id)
    try:
        plain = AESGCM(key).decrypt(
            sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _public_bytes(record.public)
        )
    except (InvalidTag, ValueError) as wrong:
        raise FormatError("hidden record: not this organisation's") from wrong
    cursor = _Cursor(plain)
    private = PrivateRecord(cursor.text(), cursor.text(), cursor.text())
    if cursor.rest() or _private_bytes(private) != plain:
        raise FormatError("hidden record: private part")
    return private


def _signed_text(body: bytes) -> str:
    # A line of its own: the workstation's key also signs checkpoints, whose first line is a name with a slash.
    return f"{_SIGNED_AS}\n{body.hex()}\n"


def _public_bytes(public: PublicRecord) -> bytes:
    try:
        head = _HEAD.pack(
            public.seal_version,
            UUID(public.entry_id).bytes,
            bytes.fromhex(public.document.sha256),
            public.document.length.to_bytes(6, "big"),
            (public.time - _EPOCH) // timedelta(microseconds=1),
        )
    except (OverflowError, struct.error) as wrong:
        raise ValueError("hidden record: out of range") from wrong
    if len(bytes.fromhex(public.document.sha256)) != 32 or len(public.workstation_key) != _KEY_BYTES:
        raise ValueError("hidden record: digest or key of wrong length")
    if len(public.certificate) != CERTIFICATE_BYTES:
        raise ValueError("hidden record: certificate")
    if len(public.pages) > MOST_PAGES:
        raise ValueError("hidden record: too many pages")
    pages = b"".join(_page_bytes(page) for page in public.pages)
    return b"".join(
        (
            bytes([RECORD_FORMAT]),
            _text_bytes(public.seal_id, compact=False),
            head,
            bytes([len(public.pages)]),
            pages,
            public.workstation_key,
            public.certificate,
        )
    )


def _page_bytes(page: PageText) -> bytes:
    if not 0 < page.page < _WITH_TEXT or len(page.fingerprint) not in (0, FINGERPRINT_BYTES):
        raise ValueError("hidden record: page")
    return struct.pack(">I", page.page | (_WITH_TEXT if page.fingerprint else 0)) + page.fingerprint


def _private_bytes(private: PrivateRecord) -> bytes:
    values = (private.custodian_id, private.request_id, private.workstation)
    return b"".join(_text_bytes(value, compact=True) for value in values)


def _text_bytes(text: str, *, compact: bool) -> bytes:
    if compact and _is_uuid(text):
        return bytes([_IS_UUID]) + UUID(text).bytes
    encoded = text.encode()
    if len(encoded) >= _IS_UUID:
        raise ValueError("hidden record: text too long")
    return bytes([len(encoded)]) + encoded


def _is_uuid(text: str) -> bool:
    with suppress(ValueError):
        return str(UUID(text)) == text
    return False


def _read_public(cursor: _Cursor) -> PublicRecord:
    if cursor.number(1) != RECORD_FORMAT:
        raise FormatError("hidden record: unknown format")
    seal_id = cursor.text()
    version, entry, digest, length, time = _HEAD.unpack(cursor.take(_HEAD.size))
    count = cursor.number(1)
    if count > MOST_PAGES:
        raise FormatError("hidden record: pages")
    pages = tuple(_read_page(cursor) for _ in range(count))
    try:
        public = PublicRecord(
            seal_id=seal_id,
            seal_version=version,
            entry_id=str(UUID(bytes=entry)),
            document=DocumentDigest(digest.hex(), int.from_bytes(length, "big")),
            time=_EPOCH + timedelta(microseconds=time),
            pages=pages,
            workstation_key=cursor.take(_KEY_BYTES),
            certificate=cursor.take(CERTIFICATE_BYTES),
        )
        _public_bytes(public)
    except (ValueError, OverflowError) as wrong:
        raise FormatError("hidden record: value out of range") from wrong
    return public


def _read_page(cursor: _Cursor) -> PageText:
    marked = cursor.number(4)
    fingerprint = cursor.take(FINGERPRINT_BYTES) if marked & _WITH_TEXT else b""
    return PageText(marked & ~_WITH_TEXT, fingerprint)


@dataclass
class _Cursor:
    data: bytes
    at: int = 0

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise FormatError("hidden record: ends early")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")

    def text(self) -> str:
        length = self.number(1)
        if length == _IS_UUID:
            return str(UUID(bytes=self.take(16)))
        try:
            return self.take(length).decode()
        except UnicodeDecodeError as wrong:
            raise FormatError("hidden record: no UTF-8") from wrong

    def rest(self) -> bytes:
        return self.take(len(self.data) - self.at)
