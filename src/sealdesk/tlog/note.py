"""C2SP signed notes (https://c2sp.org/signed-note): text with Ed25519 signatures, strict both ways.

A note is UTF-8 text that ends with a newline, an empty line, and one signature line for each signer:
`— <key name> <base64(key id ‖ signature)>`. The signatures cover the text with its last newline. A signature
of an unknown key is ignored; a wrong signature of a known key fails the whole note.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NoReturn, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100  # the limit of golang.org/x/mod/sumdb/note

_ED25519 = b"\x01"  # C2SP signed-note: signature type
_PRIVATE = "PRIVATE+KEY+"
_LINE_START = "\u2014 "  # em dash, space
_KEY_BYTES = 32
_ID_BYTES = 4


class NoteError(ValueError):
    """Not a note, not a key, or not signed as it should be; the message says which, and holds no key."""


@dataclass(frozen=True)
class Signature:
    """A signature that was verified: which key made it."""

    name: str
    key_id: int


@dataclass(frozen=True)
class Note:
    """An opened note.

    Attributes:
        text: What is signed, with its last newline.
        signatures: One for each known key that signed; never empty. Others' signatures are not listed.
    """

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Verifier:
    """A named public key. `str()` gives the verifier key (vkey): `<name>+<key id>+<base64>`."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public_key) != _KEY_BYTES:
            raise NoteError("verifier key: wrong length")

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Raises `NoteError` for anything but the vkey of an Ed25519 key."""
        name, public_key = _parse_key(vkey, "verifier key")
        verifier = cls(name, public_key)
        if str(verifier) != vkey:
            raise NoteError("verifier key: key id does not fit")
        return verifier

    @property
    def key_id(self) -> int:
        """The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), big-endian."""
        digest = sha256(self.name.encode() + b"\n" + _ED25519 + self.public_key).digest()
        return int.from_bytes(digest[:_ID_BYTES], "big")

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether `signature` (64 bytes, RFC 8032) is this key's over `text`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id:08x}+{_base64(_ED25519 + self.public_key)}"


@dataclass(frozen=True)
class Signer:
    """A named private key. Shown by name only; the key itself leaves by `secret_text()` and no other way."""

    name: str
    _key: Ed25519PrivateKey = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_name(self.name)

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new key. `name` is non-empty and has neither spaces nor `+`."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, secret_text: str) -> Self:
        """The key of `PRIVATE+KEY+<name>+<key id>+<base64>`; raises `NoteError` for anything else."""
        if not secret_text.startswith(_PRIVATE):
            raise NoteError("signer key: not in its form")
        name, seed = _parse_key(secret_text.removeprefix(_PRIVATE), "signer key")
        signer = cls(name, Ed25519PrivateKey.from_private_bytes(seed))
        if signer.secret_text() != secret_text:
            raise NoteError("signer key: key id does not fit")
        return signer

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    def secret_text(self) -> str:
        """The private key as text, for a key store and for nothing else."""
        secret = _base64(_ED25519 + self._key.private_bytes_raw())
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id:08x}+{secret}"

    def signature(self, text: str) -> bytes:
        """64 bytes over `text` (RFC 8032)."""
        return self._key.sign(text.encode())

    def __str__(self) -> NoReturn:
        # A key must not reach a log or a file because somebody formatted it.
        raise TypeError(
            "a signer has no text form: secret_text() gives the private key, verifier the public one"
        )


def sign(text: str, *signers: Signer) -> str:
    """The note of `text`, signed by each of `signers`.

    Raises:
        NoteError: The text is empty, does not end with a newline, or holds control characters.
    """
    if not signers:
        raise NoteError("note: no signer")
    _check_text(text)
    return f"{text}\n" + "".join(_signature_line(text, signer) for signer in signers)


def cosign(note: str, *signers: Signer) -> str:
    """`note` with the signatures of `signers` behind those it has.

    Nothing is verified: open the note first. Raises `NoteError` where it is not in the form of a note.
    """
    text, lines = _split(note)
    if len(lines) + len(signers) > MAX_SIGNATURES:
        raise NoteError("note: too many signatures")
    return note + "".join(_signature_line(text, signer) for signer in signers)


def open_note(note: str, verifiers: Iterable[Verifier]) -> Note:
    """The text of `note`, and which of the known keys signed it.

    Raises:
        NoteError: Not a note, no signature of any of `verifiers`, or a wrong one.
    """
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    text, lines = _split(note)
    verified: dict[tuple[str, int], Signature] = {}
    for name, key_id, signature in lines:
        verifier = known.get((name, key_id))
        if verifier is None:
            continue
        if not verifier.verifies(text, signature):
            raise NoteError(f"note: wrong signature of {name}")
        verified[name, key_id] = Signature(name, key_id)
    if not verified:
        raise NoteError("note: no signature of a known key")
    return Note(text, tuple(verified.values()))


def text_of(note: str) -> str:
    """The text of `note`. Nothing is verified: for a note that is believed for another reason than its signatures.

    Raises:
        NoteError: Not in the form of a note.
    """
    return _split(note)[0]


def _signature_line(text: str, signer: Signer) -> str:
    key_id = signer.verifier.key_id.to_bytes(_ID_BYTES, "big")
    return f"{_LINE_START}{signer.name} {_base64(key_id + signer.signature(text))}\n"


def _split(note: str) -> tuple[str, list[tuple[str, int, bytes]]]:
    """Text and signature lines, unverified."""
    if len(note) > MAX_NOTE_BYTES:
        raise NoteError("note: too long")
    end = note.rfind("\n\n")
    if end < 0 or not note.endswith("\n"):
        raise NoteError("note: no signatures")
    text, signed = note[: end + 1], note[end + 2 :]
    _check_text(text)
    lines = signed.split("\n")[:-1]
    if not 1 <= len(lines) <= MAX_SIGNATURES:
        raise NoteError("note: number of signatures")
    return text, [_parse_signature_line(line) for line in lines]


def _parse_signature_line(line: str) -> tuple[str, int, bytes]:
    name, _, encoded = line.removeprefix(_LINE_START).partition(" ")
    if not line.startswith(_LINE_START):
        raise NoteError("note: no signature line")
    _check_name(name)
    data = _unbase64(encoded, "signature")
    if len(data) <= _ID_BYTES:
        raise NoteError("note: signature too short")
    return name, int.from_bytes(data[:_ID_BYTES], "big"), data[_ID_BYTES:]


def _parse_key(text: str, what: str) -> tuple[str, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise NoteError(f"{what}: not in its form")
    data = _unbase64(parts[2], what)
    if data[:1] != _ED25519 or len(data) != 1 + _KEY_BYTES:
        raise NoteError(f"{what}: not an Ed25519 key")
    return parts[0], data[1:]


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise NoteError("note: text does not end with a newline")
    if any(character < " " and character != "\n" for character in text):
        raise NoteError("note: control character")
    try:
        length = len(text.encode())
    except UnicodeEncodeError:
        raise NoteError("note: not UTF-8") from None
    if length > MAX_NOTE_BYTES:
        raise NoteError("note: too long")


def _check_name(name: str) -> None:
    # C2SP: non-empty, neither Unicode spaces nor plus.
    if not name or "+" in name or any(character.isspace() or character < " " for character in name):
        raise NoteError("key name: empty, or with space, control character or plus")
    try:
        name.encode()
    except UnicodeEncodeError:
        raise NoteError("key name: not UTF-8") from None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(text: str, what: str) -> bytes:
    try:
        data = binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except ValueError:
        raise NoteError(f"{what}: no base64") from None
    if _base64(data) != text:
        raise NoteError(f"{what}: base64 is not canonical")
    return data
