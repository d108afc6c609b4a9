"""Findings about documents of a batch, as people read them."""

from __future__ import annotations

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.batch import BatchFinding, BatchOutcome
from sealdesk.texts import ErrorText, error_text, reason_text

_CODES = {code.text: code for code in ErrorCode}


def finding_parts(finding: BatchFinding, language: str) -> ErrorText:
    """Heading, what happened, what to do now; of what is no error, the heading alone."""
    code = _CODES.get(finding.code)
    if code is None:
        return ErrorText(reason_text(finding.code, language), "", "")
    return error_text(SealDeskError(code, **finding.facts), language)


def finding_line(finding: BatchFinding, language: str) -> str:
    """One line: what it is, and the facts of it."""
    parts = finding_parts(finding, language)
    return " ".join(
        part for part in (f"{parts.heading}{'：' if language == 'zh' else ': '}", parts.happened) if part
    )


def outcome_line(outcome: BatchOutcome, language: str) -> str:
    """Why a document was not sealed, in one line; empty without a reason."""
    return reason_text(outcome.reason, language) if outcome.reason else ""
