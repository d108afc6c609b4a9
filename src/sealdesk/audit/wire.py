"""What workstation and centre say to each other: one module for the format, strict both ways.

Every message is a JSON object with `format` 1, under one versioned media type. Bytes are standard base64,
hashes and proofs as in RFC 9162, checkpoints and receipts as C2SP signed notes. A batch names its place by
(workstation, first index); the centre's answer is its cosignature over the very checkpoint that closes it.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealdesk.formats.fields import Fields, FormatError

MEDIA_TYPE = "application/vnd.sealdesk.audit.v1+json"
PROBLEM_TYPE = "application/problem+json"  # RFC 9457

# A batch as senders make it, and the most a centre accepts: room for a later, larger habit.
BATCH_ENTRIES = 500
BATCH_BYTES = 1_000_000
MAX_ENTRIES = 5_000
MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_INFLATED_BYTES = 16 * 1024 * 1024
MAX_ANSWER_BYTES = 256 * 1024
# 64 levels are enough for 2^64 entries; a consistency proof has at most one more.
MAX_PROOF_HASHES = 65
HASH_BYTES = 32
MAX_INDEX = 2**53 - 1  # the largest integer every JSON reader keeps exact (RFC 8259 §6)

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")

PROBLEM_NAMESPACE = "urn:sealdesk:problem:"
# Last parts of a problem's `type` that the workstation acts upon.
FORK = "fork"
GAP = "gap"


class TooLargeError(FormatError):
    """Beyond a limit of the format."""


@dataclass(frozen=True)
class Batch:
    """Entries of one workstation, with what proves their place in its log.

    Attributes:
        workstation: Identifier the centre gave at enrolment.
        first_index: Index of the first entry.
        entries: Canonical bodies (RFC 8785), in order.
        checkpoint: The workstation's signed checkpoint over exactly the log up to the last entry here.
        consistency_proof: RFC 9162 §2.1.4, from tree size `first_index` to the checkpoint's.
    """

    workstation: str
    first_index: int
    entries: tuple[bytes, ...]
    checkpoint: str
    consistency_proof: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Tree size after the last entry."""
        return self.first_index + len(self.entries)


@dataclass(frozen=True)
class EnrolmentRequest:
    """A workstation asks to be known.

    Attributes:
        code: The one-time code that the centre's administrator handed over.
        workstation_key: Verifier key (C2SP vkey) of the workstation's checkpoints.
        credential: Bearer credential of the workstation's own making; the centre keeps its hash only.
    """

    code: str = field(repr=False)
    workstation_key: str
    credential: str = field(repr=False)


@dataclass(frozen=True)
class Enrolment:
    """The centre's answer: the workstation's identifier there, and the centre's verifier key."""

    workstation: str
    centre_key: str


@dataclass(frozen=True)
class Head:
    """What the centre holds of a workstation's log.

    Attributes:
        size: Number of entries.
        receipt: Its receipt over exactly that size (a signed note); empty for an empty log.
    """

    size: int
    receipt: str


def write_batch(batch: Batch) -> bytes:
    return _write(
        {
            "format": 1,
            "workstation": batch.workstation,
            "first_index": batch.first_index,
            "entries": _encoded(batch.entries),
            "checkpoint": batch.checkpoint,
            "consistency_proof": _encoded(batch.consistency_proof),
        }
    )


def read_batch(text: bytes) -> Batch:
    """A batch of at least one entry.

    Raises:
        TooLargeError: More than `MAX_ENTRIES` entries.
        FormatError: Anything else that `write_batch` would not write.
    """
    fields = _read(text, "batch")
    batch = Batch(
        workstation=fields.text("workstation"),
        first_index=_index(fields.number("first_index")),
        entries=_decoded(fields.texts("entries"), "entries"),
        checkpoint=fields.text("checkpoint"),
        consistency_proof=_hashes(fields.texts("consistency_proof"), "consistency_proof"),
    )
    fields.done()
    if not batch.entries:
        raise FormatError("batch.entries: none")
    if len(batch.entries) > MAX_ENTRIES:
        raise TooLargeError(f"batch.entries: more than {MAX_ENTRIES}")
    return batch


def write_enrolment_request(request: EnrolmentRequest) -> bytes:
    return _write(
        {
            "format": 1,
            "code": request.code,
            "workstation_key": request.workstation_key,
            "credential": request.credential,
        }
    )


def read_enrolment_request(text: bytes) -> EnrolmentRequest:
    """Raises `FormatError` where the text is no enrolment request."""
    fields = _read(text, "enrolment")
    request = EnrolmentRequest(fields.text("code"), fields.text("workstation_key"), fields.text("credential"))
    fields.done()
    return request


def write_enrolment(enrolment: Enrolment) -> bytes:
    return _write({"format": 1, "workstation": enrolment.workstation, "centre_key": enrolment.centre_key})


def read_enrolment(text: bytes) -> Enrolment:
    """Raises `FormatError` where the text is no enrolment."""
    fields = _read(text, "enrolment")
    enrolment = Enrolment(fields.text("workstation"), fields.text("centre_key"))
    fields.done()
    if not _ID.match(enrolment.workstation):
        raise FormatError("enrolment.workstation: no UUID")
    return enrolment


def write_head(head: Head) -> bytes:
    return _write({"format": 1, "size": head.size, "receipt": head.receipt})


def read_head(text: bytes) -> Head:
    """Raises `FormatError` where the text is no head."""
    fields = _read(text, "head")
    head = Head(_index(fields.number("size")), fields.text("receipt"))
    fields.done()
    if (head.size == 0) != (head.receipt == ""):
        raise FormatError("head.receipt: exactly a log with entries has one")
    return head


def write_receipt(receipt: str) -> bytes:
    return _write({"format": 1, "receipt": receipt})


def read_receipt(text: bytes) -> str:
    """The receipt's signed note, unverified. Raises `FormatError` where the text is no receipt."""
    fields = _read(text, "receipt")
    receipt = fields.text("receipt")
    fields.done()
    return receipt


def write_key(key: str) -> bytes:
    return _write({"format": 1, "key": key})


def read_key(text: bytes) -> str:
    """A verifier key (C2SP vkey), unverified. Raises `FormatError` where the text is none."""
    fields = _read(text, "key")
    key = fields.text("key")
    fields.done()
    return key


def deflated(body: bytes) -> bytes:
    """`body` as content encoding `gzip`."""
    return gzip.compress(body, compresslevel=6, mtime=0)


def inflated(body: bytes, limit: int) -> bytes:
    """What a `gzip` body holds; memory never exceeds `limit` by much, whatever the body claims.

    Raises:
        TooLargeError: More than `limit` bytes.
        FormatError: Not one whole gzip member.
    """
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(body, limit + 1)
    except zlib.error as wrong:
        raise FormatError("body: no gzip") from wrong
    if len(plain) > limit:
        raise TooLargeError(f"body: more than {limit} bytes")
    if not inflater.eof or inflater.unused_data:
        raise FormatError("body: not one gzip member")
    return plain


def _write(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _read(text: bytes, what: str) -> Fields:
    try:
        value = json.loads(text.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
        if b"\\u" in text:
            json.dumps(
                value, ensure_ascii=False
            ).encode()  # refuses half surrogate pairs, which no text holds
    except (ValueError, RecursionError) as wrong:
        raise FormatError(f"{what}: no JSON") from wrong
    fields = Fields(value, what)
    fields.format(1)
    return fields


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise FormatError("a name given twice")
    return value


def _no_constant(name: str) -> Any:
    raise FormatError(f"{name} is no JSON")


def _encoded(values: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(value).decode() for value in values]


def _decoded(values: Sequence[str], what: str) -> tuple[bytes, ...]:
    try:
        return tuple(binascii.a2b_base64(value.encode("ascii"), strict_mode=True) for value in values)
    except ValueError as wrong:
        raise FormatError(f"{what}: no base64") from wrong


def _hashes(values: Sequence[str], what: str) -> tuple[bytes, ...]:
    if len(values) > MAX_PROOF_HASHES:
        raise FormatError(f"{what}: too many hashes")
    hashes = _decoded(values, what)
    if any(len(value) != HASH_BYTES for value in hashes):
        raise FormatError(f"{what}: no hashes")
    return hashes


def _index(number: int) -> int:
    if not 0 <= number <= MAX_INDEX:
        raise FormatError("index out of range")
    return number
