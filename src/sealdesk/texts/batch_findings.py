"""Findings about documents of a batch, as people read them."""

from __future__ import annotations

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.batch import BatchFinding, BatchOutcome
from sealdesk.policy.place_findings import PlaceCode, PlaceFinding
from sealdesk.texts import ErrorText, Language, error_text, reason_text
from sealdesk.texts.place_words import place_text

_CODES = {code.text: code for code in ErrorCode}


def finding_parts(finding: BatchFinding, language: str) -> ErrorText:
    """Heading, what happened, what to do now; of what is no error, the heading alone."""
    code = _CODES.get(finding.code)
    if code is None and finding.code in tuple(PlaceCode):
        page, facts = finding.facts.get("page", "0"), dict(finding.facts)
        text = place_text(PlaceFinding(PlaceCode(finding.code), int(page), facts), language)
        return ErrorText(text.found, "", text.now)
    if code is None:
        return ErrorText(reason_text(finding.code, language), "", "")
    return error_text(SealDeskError(code, **finding.facts), language)


def finding_line(finding: BatchFinding, language: str) -> str:
    """One line: what it is, and the facts of it."""
    parts = finding_parts(finding, language)
    if not parts.happened:
        return parts.heading
    return (
        f"{parts.heading}：{parts.happened}"
        if language == Language.ZH
        else f"{parts.heading}: {parts.happened}"
    )


def outcome_line(outcome: BatchOutcome, language: str) -> str:
    """Why a document was not sealed, in one line; empty without a reason."""
    return reason_text(outcome.reason, language) if outcome.reason else ""
