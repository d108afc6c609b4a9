"""Documents that belong to steps of a seal's life, encrypted under the workspace's own key (AES-256-GCM).

A file is named by the SHA-256 of what it holds: `SDATTACH1` LF, nonce (12 bytes), ciphertext with tag. The digest is
additional authenticated data, so that one file does not pass for another, and is checked again after decryption.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.vault import files

MAGIC = b"SDATTACH1\n"
LARGEST_MB = 50
LARGEST_BYTES = LARGEST_MB << 20
_NONCE_BYTES = 12
_TAG_BYTES = 16
_OVERHEAD = len(MAGIC) + _NONCE_BYTES + _TAG_BYTES
_DIGEST = re.compile("[0-9a-f]{64}")


def new_key() -> str:
    """A key for a workspace's attachments, as a secret store keeps it: 32 bytes in hex."""
    return AESGCM.generate_key(256).hex()


def read_source(path: Path) -> bytes:
    """The bytes of a document to attach.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`; `ATTACHMENT_TOO_LARGE` beyond `LARGEST_MB`.
    """
    try:
        content = files.read(path, LARGEST_BYTES)
    except FileNotFoundError as missing:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=path) from missing
    except OSError as trouble:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=trouble.strerror) from trouble
    if len(content) > LARGEST_BYTES:
        raise SealDeskError(ErrorCode.ATTACHMENT_TOO_LARGE, path=path, limit_mb=LARGEST_MB)
    return content


class AttachmentStore:
    """The attachments of one workspace.

    Args:
        folder: Made when it is first written to.
        key: As `new_key` makes it.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        try:
            self._cipher = AESGCM(bytes.fromhex(key))
        except ValueError:
            # Not `from`: the error of a decoder may carry what it could not read.
            raise SealDeskError(ErrorCode.SECRET_MISSING, name="attachment-key") from None

    def put(self, content: bytes) -> str:
        """Keep `content`, durably; gives its SHA-256 (hex). What is there already and whole is kept.

        Raises:
            SealDeskError: `ATTACHMENT_NOT_WRITABLE`.
        """
        digest = sha256(content).hexdigest()
        with suppress(SealDeskError):
            self.get(digest)
            return digest
        nonce = os.urandom(_NONCE_BYTES)
        blob = MAGIC + nonce + self._cipher.encrypt(nonce, content, _associated(digest))
        path = self._path(digest)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            files.lay_beside(path, blob)
        except OSError as trouble:
            said = {"path": path, "reason": trouble.strerror}
            raise SealDeskError(ErrorCode.ATTACHMENT_NOT_WRITABLE, **said) from trouble
        files.put_in_force(path, sha256(blob).hexdigest(), len(blob))
        return digest

    def get(self, digest: str) -> bytes:
        """The document of this SHA-256 (hex).

        Raises:
            SealDeskError: `ATTACHMENT_UNKNOWN`; `ATTACHMENT_BROKEN` where it is not what was put there.
        """
        if not _DIGEST.fullmatch(digest):
            raise SealDeskError(ErrorCode.ATTACHMENT_UNKNOWN, sha256=digest)
        try:
            blob = files.read(self._path(digest), LARGEST_BYTES + _OVERHEAD)
        except OSError as missing:
            raise SealDeskError(ErrorCode.ATTACHMENT_UNKNOWN, sha256=digest) from missing
        nonce, ciphertext = blob[len(MAGIC) :][:_NONCE_BYTES], blob[len(MAGIC) + _NONCE_BYTES :]
        try:
            if not blob.startswith(MAGIC) or len(blob) < _OVERHEAD:
                raise InvalidTag
            content = self._cipher.decrypt(nonce, ciphertext, _associated(digest))
        except InvalidTag as broken:
            raise SealDeskError(ErrorCode.ATTACHMENT_BROKEN, sha256=digest) from broken
        if sha256(content).hexdigest() != digest:
            raise SealDeskError(ErrorCode.ATTACHMENT_BROKEN, sha256=digest)
        return content

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.attachment"


def _associated(digest: str) -> bytes:
    return MAGIC + digest.encode()
