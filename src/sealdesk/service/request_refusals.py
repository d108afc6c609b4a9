"""What is refused of requests and decisions on them is an entry, written before the refusal is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.policy.plain_text import seen
from sealdesk.service.desk import Desk

_LONGEST = 120
_RECORDED_ELSEWHERE = frozenset(
    {ErrorCode.PERSON_PASSWORD_WRONG, ErrorCode.PERSON_PASSWORD_MISSING, ErrorCode.PERSON_LOCKED}
)
"""Refusals of a sign-in, which has entries of its own."""


@contextmanager
def refusal_recorded(desk: Desk, what: str, *, request: str = "", person: str = "") -> Iterator[None]:
    """A refusal inside is entered as `REQUEST_REFUSED`. Not to be entered within a transaction.

    Args:
        what: What was to be done: `approve`, `reject`, `revoke`, `import`, `delegate` …
        request, person: Whom it concerns, as far as that is known. They may be a stranger's words.
    """
    try:
        yield
    except SealDeskError as refusal:
        if refusal.code.exit_status is ExitStatus.REFUSED and refusal.code not in _RECORDED_ELSEWHERE:
            # A ledger that cannot be written must not hide what is refused.
            with suppress(SealDeskError):
                record_refusal(desk, what, refusal, request=request, person=person)
        raise


def record_refusal(
    desk: Desk, what: str, refusal: SealDeskError, *, request: str = "", person: str = ""
) -> None:
    """Enter a refusal; see `refusal_recorded`."""
    facts = {
        "request": _shown(request),
        "person": _shown(person),
        "what": what,
        "code": refusal.code.text,
        "reason": _shown(str(refusal.facts.get("reason", ""))),
    }
    desk.record(EntryKind.REQUEST_REFUSED, facts)


def _shown(word: str) -> str:
    """A word that may be a stranger's, as an entry can carry it: short, and nothing in it that is not seen."""
    return seen(word[:_LONGEST])
