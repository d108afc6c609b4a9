"""C2SP checkpoints (https://c2sp.org/tlog-checkpoint): size and root of a log, as a signed note."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from sealdesk.tlog import note
from sealdesk.tlog.merkle import EMPTY_ROOT, HASH_BYTES, RootHash
from sealdesk.tlog.note import NoteError, Signer, Verifier

MAX_SIZE = 2**63 - 1


class CheckpointError(NoteError):
    """The note's text is not a checkpoint, or not this log's."""


@dataclass(frozen=True)
class Checkpoint:
    """A log's head.

    Attributes:
        origin: Names the log; its key has the same name.
        size: Number of leaves.
        root: Merkle Tree Hash over them.
        extensions: Further lines, none of them empty; we write none.
    """

    origin: str
    size: int
    root: RootHash
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.origin or "\n" in self.origin:
            raise CheckpointError("checkpoint: origin")
        if not 0 <= self.size <= MAX_SIZE:
            raise CheckpointError("checkpoint: size")
        if len(self.root) != HASH_BYTES or (self.size == 0 and self.root != EMPTY_ROOT):
            raise CheckpointError("checkpoint: root")
        if any(not line or "\n" in line for line in self.extensions):
            raise CheckpointError("checkpoint: empty extension line")


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """The text to sign: origin, size, base64 root, extensions, a line each."""
    root = base64.b64encode(checkpoint.root).decode()
    lines = (checkpoint.origin, str(checkpoint.size), root, *checkpoint.extensions)
    return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a text.

    Raises:
        CheckpointError: Anything that `format_checkpoint` would not write.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():
        raise CheckpointError("checkpoint: number of lines")
    origin, size, root, *extensions = lines
    if not (size.isascii() and size.isdecimal()) or len(size) > 19:
        raise CheckpointError("checkpoint: size")
    try:
        root_hash = RootHash(binascii.a2b_base64(root.encode("ascii"), strict_mode=True))
    except ValueError:
        raise CheckpointError("checkpoint: root") from None
    checkpoint = Checkpoint(origin, int(size), root_hash, tuple(extensions))
    if format_checkpoint(checkpoint) != text:  # leading zeros, spare bits of base64
        raise CheckpointError("checkpoint: not canonical")
    return checkpoint


def sign_checkpoint(size: int, root: RootHash, signer: Signer) -> str:
    """The signed note of a log's head; the log is named after its key."""
    return note.sign(format_checkpoint(Checkpoint(signer.name, size, root)), signer)


def open_checkpoint(signed: str, log: Verifier, *cosigners: Verifier) -> Checkpoint:
    """The checkpoint of a signed note of `log`.

    Raises:
        NoteError: Not a checkpoint, of another log, or the signature of the log or of one of the cosigners is
            missing or wrong.
    """
    needed = (log, *cosigners)
    opened = note.open_note(signed, needed)
    found = {(signature.name, signature.key_id) for signature in opened.signatures}
    if any((verifier.name, verifier.key_id) not in found for verifier in needed):
        raise CheckpointError("checkpoint: signature missing")
    checkpoint = parse_checkpoint(opened.text)
    if checkpoint.origin != log.name:
        raise CheckpointError("checkpoint: of another log")
    return checkpoint
