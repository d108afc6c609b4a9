"""Refusals of decisions are entered before they are told, and never hide themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.service.desk import Desk
from sealdesk.service.request_refusals import refusal_recorded


@dataclass
class Book:
    """A desk that keeps what is recorded, or cannot."""

    full: bool = False
    kept: list[tuple[EntryKind, Mapping[str, Any]]] = field(default_factory=list)

    def record(self, kind: EntryKind, facts: Mapping[str, Any]) -> None:
        if self.full:
            raise SealDeskError(ErrorCode.LEDGER_DISK_FULL)
        self.kept.append((kind, facts))


def refuse(book: Book, code: ErrorCode, request: str = "R1", **facts: object) -> None:
    with (
        pytest.raises(SealDeskError) as caught,
        refusal_recorded(cast(Desk, book), "approve", request=request, person="P1"),
    ):
        raise SealDeskError(code, **facts)
    assert caught.value.code is code


def test_what_is_refused_is_entered() -> None:
    book = Book()
    refuse(book, ErrorCode.APPROVAL_FILE_EDITED, reason="sheet")
    facts = {
        "request": "R1",
        "person": "P1",
        "what": "approve",
        "code": "approval.file_edited",
        "reason": "sheet",
    }
    assert book.kept == [(EntryKind.REQUEST_REFUSED, facts)]


@pytest.mark.parametrize(
    "code",
    [ErrorCode.PERSON_PASSWORD_WRONG, ErrorCode.PERSON_LOCKED, ErrorCode.USAGE_WRONG, ErrorCode.LEDGER_BUSY],
)
def test_what_is_no_refusal_or_has_an_entry_of_its_own(code: ErrorCode) -> None:
    book = Book()
    refuse(book, code)
    assert book.kept == []


def test_a_full_disk_hides_no_refusal() -> None:
    refuse(Book(full=True), ErrorCode.APPROVAL_SELF)


def test_a_strangers_words_are_short_and_seen() -> None:
    book = Book()
    refuse(book, ErrorCode.REQUEST_UNKNOWN, request="R\u202e1\n" + "x" * 500)
    request = book.kept[0][1]["request"]
    assert request.startswith("R\ufffd1\ufffdx") and len(request) == 120
