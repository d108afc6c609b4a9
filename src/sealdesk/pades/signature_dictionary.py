"""The signature dictionary (ISO 32000-2 §12.8.1, ETSI EN 319 142-1 §6.3) and SealDesk's own part of it.

SealDesk's part is a dictionary under a second-class name (ISO 32000-2 Annex E), `/SDSK_Seal`. It changes
nothing that a reader of the standard must know, so the catalog gets no /Extensions entry, and earlier
signatures see no change there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils import generic

from sealdesk.model.signature import FurtherSeal, SignatureRecord
from sealdesk.pades import objects
from sealdesk.pades.objects import Text, dictionary

SEAL_KEY = "/SDSK_Seal"
FORMAT_VERSION, FORMAT_OF_SEVERAL = "1", "2"
"""Version 2 adds /Further, an array with a dictionary for each further seal; what version 1 has stays the first's."""
_DIGITS = 12


class Place(generic.PdfObject):
    """Room kept in the file for what is known only when everything else is written.

    Attributes:
        room: What is written meanwhile.
        offset: Where it was written; -1 before.
    """

    def __init__(self, room: bytes) -> None:
        self.room = room
        self.offset = -1

    def write_to_stream(self, stream: Any, handler: Any = None, container_ref: Any = None) -> None:
        # Never encrypted: /ByteRange is numbers, /Contents is exempt (§7.6.2).
        self.offset = stream.tell()
        stream.write(self.room)


def byte_range_place() -> Place:
    return Place(byte_range_text((0, 0, 0, 0)))


def byte_range_text(byte_range: tuple[int, int, int, int]) -> bytes:
    """The array, always equally long."""
    numbers = " ".join(str(value) for value in byte_range)
    return f"[{numbers}".encode("ascii").ljust(4 * _DIGITS + 4) + b"]"


def contents_place(contents_bytes: int) -> Place:
    return Place(b"<" + b"0" * (2 * contents_bytes) + b">")


def signature_dictionary(
    record: SignatureRecord, byte_range: Place, contents: Place, references: Sequence[Any] = ()
) -> Any:
    """A PAdES signature dictionary that says of itself what `record` holds.

    Args:
        references: Signature references (table 255): what the signature forbids from then on.
    """
    entries: dict[str, Any] = {
        "/Type": "/Sig",
        "/Filter": "/Adobe.PPKLite",
        "/SubFilter": "/ETSI.CAdES.detached",
        "/ByteRange": byte_range,
        "/Contents": contents,
        "/M": record.signing_time,
        "/Prop_Build": {"/App": {"/Name": "/SealDesk", "/REx": Text(record.program)}},
        SEAL_KEY: _seal_part(record),
    }
    if references:
        entries["/Reference"] = list(references)
    # For readers that know nothing of several seals: what each was asked for, once.
    reasons = dict.fromkeys((record.reason, *(one.reason for one in record.further)))
    reason = "；".join(text for text in reasons if text)
    named = {"/Name": record.signer_name, "/Reason": reason, "/ContactInfo": record.contact}
    entries.update((key, Text(value)) for key, value in named.items() if value)
    return dictionary(entries)


def _seal_part(record: SignatureRecord) -> dict[str, Any]:
    part: dict[str, Any] = {key: Text(value) for key, value in seal_entries(record).items()}
    if record.further:
        part["/Further"] = [
            {key: Text(value) for key, value in _entries(one).items()} for one in record.further
        ]
    return part


def seal_entries(record: SignatureRecord) -> dict[str, str]:
    """SealDesk's part: format version and every field of the record as text; further seals aside."""
    version = FORMAT_OF_SEVERAL if record.further else FORMAT_VERSION
    return {"/FormatVersion": version, **_entries(record)}


def _entries(record: SignatureRecord | FurtherSeal) -> dict[str, str]:
    names = [field.name for field in fields(record) if field.name != "further"]
    return {_key(name): _text(getattr(record, name)) for name in names}


def read_seal_entries(signature: Any) -> Mapping[str, str]:
    """SealDesk's part of a signature dictionary by the record's field names; empty where there is none."""
    own = objects.get_dict(signature, SEAL_KEY)
    names = {_key(field.name): field.name for field in fields(SignatureRecord)}
    return {
        name: objects.get_text(own, key) for key, name in names.items() if key in own and name != "further"
    }


def _key(name: str) -> str:
    return "/" + "".join(part.capitalize() for part in name.split("_"))


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return str(value)
