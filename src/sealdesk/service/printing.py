"""Printing is entered in the ledger: before the job is sent, and what came of it.

A job whose outcome is not known (the program fell) counts as printed.
"""

from __future__ import annotations

import secrets
from typing import Any

from sealdesk.formats.page_numbers import pages_text
from sealdesk.model.document import DocumentDigest
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.model.printing import PrintCount, PrintedAs, PrintOrder, PrintOutcome
from sealdesk.service.desk import Desk
from sealdesk.service.sign_in import SignIn, proved

_BEGUN = "begun"
_READING = (PrintedAs.READING_COPY.value, PrintedAs.READING_COPY_FILE.value)


def begin(desk: Desk, order: PrintOrder, by: SignIn) -> str:
    """Enter that a person is going to print this. Returns the job's id, for `end`.

    Raises:
        SealDeskError: `PERSON_UNKNOWN`, `PERSON_PASSWORD_WRONG`; what the ledger raises. Then nothing may be printed.
    """
    person = proved(desk, by, Action.PRINT)
    job = f"P-{secrets.token_hex(6)}"
    before = printed(desk, order.document)
    facts = {
        **_of_order(order, person),
        "print": job,
        "state": _BEGUN,
        "pages": pages_text(order.pages),
        "copies": order.copies,
        "before": before.copies + before.reading_copies,
    }
    desk.record(EntryKind.DOCUMENT_PRINTED, facts)
    return job


def end(desk: Desk, job: str, outcome: PrintOutcome, pages_sent: int) -> None:
    """Enter what came of a job that was begun.

    Args:
        pages_sent: Pages, copies not counted, that went to the printer before it ended.
    """
    begun = next(
        (entry for entry in _entries(desk) if entry["print"] == job and entry["state"] == _BEGUN), None
    )
    kept = {name: begun[name] for name in ("person", "document", "printer", "what")} if begun else {}
    facts = {**kept, "print": job, "state": outcome.value, "pages_sent": pages_sent}
    desk.record(EntryKind.DOCUMENT_PRINTED, facts)


def printed(desk: Desk, document: DocumentDigest) -> PrintCount:
    """How often this document was printed."""
    entries = [entry for entry in _entries(desk) if _is_of(entry, document)]
    nothing_sent = {
        entry["print"] for entry in entries if entry["state"] != _BEGUN and not entry.get("pages_sent")
    }
    begun = [entry for entry in entries if entry["state"] == _BEGUN and entry["print"] not in nothing_sent]
    on_paper = [entry for entry in begun if entry["what"] not in _READING]
    return PrintCount(
        jobs=len(on_paper),
        copies=sum(entry["copies"] for entry in on_paper),
        reading_copies=sum(entry["copies"] for entry in begun if entry["what"] in _READING),
    )


def _entries(desk: Desk) -> list[dict[str, Any]]:
    return [dict(entry.body) for entry in desk.ledger.entries(kind=EntryKind.DOCUMENT_PRINTED)]


def _is_of(entry: dict[str, Any], document: DocumentDigest) -> bool:
    return bool(entry.get("document", {}).get("sha256") == document.sha256)


def _of_order(order: PrintOrder, person: Person) -> dict[str, Any]:
    return {
        "person": person.id,
        "department": person.department,
        "document": {
            "name": order.name,
            "sha256": order.document.sha256,
            "length": order.document.length,
            "pages": order.pages_total,
        },
        "printer": order.printer,
        "what": order.what.value,
    }
