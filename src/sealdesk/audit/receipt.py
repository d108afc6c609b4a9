"""What the centre's answer is worth: its cosignature over the very checkpoint that we signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sealdesk.audit.cosignature import CosignerKey, cosigned_at
from sealdesk.tlog.checkpoint import open_checkpoint
from sealdesk.tlog.merkle import RootHash
from sealdesk.tlog.note import Verifier


@dataclass(frozen=True)
class Receipt:
    """A verified receipt: the centre holds this log up to `size`, and no other history of it.

    Attributes:
        size: Number of entries received.
        root_hash: RFC 9162 root over them.
        note: The workstation's checkpoint, cosigned by the centre (C2SP); to be kept.
        given: When the centre signed, by its clock; to the second.
    """

    size: int
    root_hash: RootHash
    note: str
    given: datetime


def open_receipt(note: str, workstation: Verifier, centre: CosignerKey) -> Receipt:
    """The receipt of a note that both have signed.

    Raises:
        NoteError: No checkpoint of this workstation, or a signature is missing or wrong.
    """
    checkpoint = open_checkpoint(note, workstation, centre)
    return Receipt(checkpoint.size, checkpoint.root, note, cosigned_at(note, centre))
