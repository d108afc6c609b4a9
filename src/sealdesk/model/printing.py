"""Documents on paper, and copies for reading."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sealdesk.model.document import DocumentDigest


class PrintedAs(StrEnum):
    """What was printed or saved."""

    STAMPED = "stamped"
    """A document with a signature, as it is."""
    PLAIN = "plain"
    """A document without one, as it is."""
    READING_COPY = "reading_copy"
    """Its pages as pictures under a visible mark, on paper."""
    READING_COPY_FILE = "reading_copy_file"
    """The same as a file."""


class PrintOutcome(StrEnum):
    """What came of a print job, as far as this computer knows."""

    SENT = "sent"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class PrintOrder:
    """What shall be printed.

    Attributes:
        document: Digest of the document, also where a copy for reading is made of it.
        pages_total: Pages that the document has.
        pages: Those that are printed, from 1.
        printer: Its name; of a copy that is saved, the name of the file.
    """

    name: str
    document: DocumentDigest
    pages_total: int
    pages: tuple[int, ...]
    copies: int
    printer: str
    what: PrintedAs


@dataclass(frozen=True)
class PrintCount:
    """How often a document was printed on this workspace.

    Attributes:
        jobs: Print jobs that were begun and did not fail at once.
        copies: Copies of all of them together.
        reading_copies: Copies for reading, on paper and as files, which the others do not contain.
    """

    jobs: int = 0
    copies: int = 0
    reading_copies: int = 0
