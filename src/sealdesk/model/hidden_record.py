"""What an impression's picture says about its document, hidden in its ink."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sealdesk.geometry import Rect
from sealdesk.model.document import DocumentDigest


@dataclass(frozen=True)
class PageText:
    """A page the seal was pressed on, and a fingerprint of its text (so that a re-saved file is told from a copy).

    Attributes:
        page: From 1.
        fingerprint: The first 8 bytes of SHA-256 over the page's text without white space; empty where it had none.
    """

    page: int
    fingerprint: bytes


@dataclass(frozen=True)
class PublicRecord:
    """The part every verifier reads; signed by the workstation's Ed25519 key.

    Attributes:
        seal_id, seal_version: The seal that was pressed.
        entry_id: The intent entry of the act (UUIDv7).
        document: The document's bytes before stamping.
        pages: Up to eight pages it was pressed on.
        workstation_key: The Ed25519 public key that signed, 32 bytes. Whoever reads it must know it from elsewhere
            before believing more than "somebody wrote this".
        certificate: The first 16 bytes of SHA-256 of the certificate that signs the act.
    """

    seal_id: str
    seal_version: int
    entry_id: str
    document: DocumentDigest
    time: datetime
    pages: tuple[PageText, ...]
    workstation_key: bytes
    certificate: bytes


@dataclass(frozen=True)
class PrivateRecord:
    """The part only the organisation reads."""

    custodian_id: str
    request_id: str
    workstation: str


@dataclass(frozen=True)
class HiddenRecord:
    """A record read from a picture. Its signature held, else there is none.

    Attributes:
        sealed_private: The private part, encrypted for the organisation.
    """

    public: PublicRecord
    sealed_private: bytes = field(repr=False)


@dataclass(frozen=True)
class RobustMark:
    """The short mark that survives re-encoding.

    Attributes:
        entry_index: Leaf index of the act's intent entry in the workstation's ledger.
    """

    entry_index: int
    seal_id: str


class ImageStanding(StrEnum):
    """What a red image says about the document it is found in."""

    PRESSED_HERE = "pressed_here"  # this seal was pressed on this document
    RESAVED = "resaved"  # genuine seal, but the file was saved anew by another program
    COPIED = "copied"  # copied from another document, which the record names
    UNPROVEN = "unproven"  # a record of a workstation that nothing at hand vouches for
    NO_RECORD = "no_record"  # no record found
    NOT_READ = "not_read"  # the file's images could not be read, or not all of them


@dataclass(frozen=True)
class ImageFinding:
    """One red image of a PDF, or the picture somebody dropped on the verifier.

    Attributes:
        page: From 1; 0 for a picture that is no PDF's.
        box_mm: Where it lies on the page as shown; None for a picture that is no PDF's, and before publishing.
        record: What its full record says; None where none was found.
        mark: What its robust mark says; None where none was found or nobody here can read it.
        mark_entry_id: The ledger entry the mark names, where the ledger at hand has it.
        private: The private part, where the organisation's key is at hand.
        vouched_by: How the workstation's key is known: `signature` (a trusted signature of this file names it),
            `workspace` (this workspace knows it), or empty.
        seal_name: Where a sound signature of this file, or this workspace, names the seal.
        facts: What the standing rests on, and what the ledger at hand says:
            `document`: `fits` (the record's document is this file's beginning) or `differs`;
            `text`: of the pages it was pressed on, here: `same`, `differs` or `none`;
            `pages`: `other`, where it is on a page that the seal was not pressed on;
            `signature`: `missing`, where the act's signature is not in this file; `behind`, where something lies
            between the document that was stamped and the act's own saving;
            `signer`: who made the act's signature, by the certificate;
            `changed`: `yes`, where the document was altered after it was signed;
            `entry`: `found`, `missing` or `differs`, in the ledger at hand;
            `document_name`, `document_sha256`, `request`, `custodian`, `sealed`: what that entry says;
            `reason`: why images were not read.
    """

    standing: ImageStanding
    page: int
    box_mm: Rect | None
    record: HiddenRecord | None = None
    mark: RobustMark | None = None
    mark_entry_id: str = ""
    private: PrivateRecord | None = None
    vouched_by: str = ""
    seal_name: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
