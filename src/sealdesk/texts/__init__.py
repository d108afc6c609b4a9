"""What people read: texts of errors, names of things, reasons of a verdict, in every language.

Strangers' text (file names, certificate names) enters these texts as facts: show all of it as plain text.
"""

from __future__ import annotations

import re
import string
from enum import Enum

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.texts.approval_errors import APPROVAL_ERRORS
from sealdesk.texts.batch_errors import BATCH_ERRORS
from sealdesk.texts.conversion_errors import CONVERSION_ERRORS
from sealdesk.texts.custody_errors import CUSTODY_ERRORS
from sealdesk.texts.desk_errors import DESK_ERRORS
from sealdesk.texts.doctor import DOCTOR
from sealdesk.texts.document_errors import DOCUMENT_ERRORS
from sealdesk.texts.eseal_errors import ESEAL_ERRORS
from sealdesk.texts.facts import UNKNOWN, fact_text, member_name, time_text
from sealdesk.texts.next_steps import facts_of_refusal
from sealdesk.texts.people_errors import PEOPLE_ERRORS
from sealdesk.texts.people_words import SAID
from sealdesk.texts.picture_words import PICTURE_ERRORS
from sealdesk.texts.place_errors import PLACE_ERRORS
from sealdesk.texts.policy_errors import POLICY_ERRORS
from sealdesk.texts.reasons import CHANGES, REASONS
from sealdesk.texts.seal_errors import SEAL_ERRORS
from sealdesk.texts.token_errors import TOKEN_ERRORS
from sealdesk.texts.wording import ErrorText, ErrorTexts, Language, language_of
from sealdesk.texts.workspace_errors import WORKSPACE_ERRORS

__all__ = [
    "ERRORS",
    "ErrorText",
    "Language",
    "change_text",
    "error_text",
    "fact_text",
    "language_of",
    "name_of",
    "reason_text",
    "time_text",
]

ERRORS: ErrorTexts = {
    **DOCUMENT_ERRORS,
    **CONVERSION_ERRORS,
    **DESK_ERRORS,
    **TOKEN_ERRORS,
    **PEOPLE_ERRORS,
    **APPROVAL_ERRORS,
    **CUSTODY_ERRORS,
    **SEAL_ERRORS,
    **ESEAL_ERRORS,
    **PICTURE_ERRORS,
    **PLACE_ERRORS,
    **POLICY_ERRORS,
    **WORKSPACE_ERRORS,
    **BATCH_ERRORS,
}

_BY_TEXT = {code.text: code for code in ErrorCode}


def error_text(error: SealDeskError, language: str) -> ErrorText:
    """Heading, what happened, what to do now; a fact the error does not carry is shown as a dash."""
    chosen = language_of(language)
    zh, en = ERRORS[error.code]
    text = zh if chosen is Language.ZH else en
    known = {**facts_of_refusal(error), **error.facts}
    facts = {name: fact_text(name, value, chosen) for name, value in known.items()}
    happened = _filled(text.happened, facts) + _also(error, chosen)
    return ErrorText(_filled(text.heading, facts), happened, _filled(text.now, facts))


def _also(error: SealDeskError, language: Language) -> str:
    """Headings of what else stood against it (`also`: codes, comma-separated)."""
    codes = [_BY_TEXT[code] for code in str(error.facts.get("also", "")).split(", ") if code in _BY_TEXT]
    if not codes:
        return ""
    headings = [error_text(SealDeskError(code), language).heading for code in codes]
    if language is Language.ZH:
        return "另有：" + "、".join(headings) + "。"
    return " Also: " + "; ".join(headings) + "."


_OPTIONAL = re.compile(r"\[([^\]]*)\]")


def _filled(template: str, facts: dict[str, str]) -> str:
    """The template with its facts; a part in [brackets] is left out where a fact in it is missing."""

    def part(found: re.Match[str]) -> str:
        known = all(facts.get(name) for _, name, _, _ in string.Formatter().parse(found[1]) if name)
        return found[1] if known else ""

    # Brackets are settled on the template alone, then one pass fills it: what a fact contains stays as it is.
    parts = []
    for literal, name, _, _ in string.Formatter().parse(_OPTIONAL.sub(part, template)):
        parts.append(literal)
        if name is not None:
            parts.append(facts.get(name) or UNKNOWN)
    return "".join(parts)


def name_of(member: Enum, language: str) -> str:
    """The display name of a member of the domain's enums."""
    return member_name(member, language_of(language))


def reason_text(code: str, language: str) -> str:
    """What a reason, warning or finding code means; an unknown code is shown as it is."""
    words = REASONS.get(code) or CHANGES.get(code) or DOCTOR.get(code) or SAID.get(code)
    if words is None and code in _BY_TEXT:
        return error_text(SealDeskError(_BY_TEXT[code]), language).heading
    return words.in_language(language_of(language)) if words else code


def change_text(kind: str, language: str) -> str:
    """What kind of later change this is; an unknown kind is shown as it is."""
    words = CHANGES.get(kind)
    return words.in_language(language_of(language)) if words else kind
