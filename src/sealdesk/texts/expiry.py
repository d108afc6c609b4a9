"""What people read of a seal or certificate that ends, and of a certificate's revocation: one sentence each."""

from __future__ import annotations

from sealdesk.model.certificate import ExpiryKind, ExpiryNotice, RevocationState, RevocationStatus
from sealdesk.texts.facts import member_name, time_text
from sealdesk.texts.wording import Language, Words, language_of

_ENDED = Words(
    "{kind}“{name}”已于 {date} 到期，不能再用印；请联系系统管理员换发。",
    "The {kind} “{name}” ended on {date} and seals no more: have the system administrator renew it.",
)
_LAST_DAY = Words(
    "{kind}“{name}”将于 {date} 到期（不足 1 天），请尽快联系系统管理员换发。",
    "The {kind} “{name}” ends on {date} (less than a day left): have the system administrator renew it now.",
)
_DAYS_LEFT = Words(
    "{kind}“{name}”将于 {date} 到期（还有 {days} 天），请联系系统管理员换发。",
    "The {kind} “{name}” ends on {date} ({days} days left): have the system administrator renew it.",
)
_ONE_DAY_LEFT = Words(
    "{kind}“{name}”将于 {date} 到期（还有 1 天），请尽快联系系统管理员换发。",
    "The {kind} “{name}” ends on {date} (1 day left): have the system administrator renew it now.",
)

_RENEWAL_DUE = Words(
    "印章“{name}”应于 {date} 前定期换发（还有 {days} 天），请联系平台管理员办理。",
    "The seal “{name}” is to be renewed by {date} ({days} days left): have the platform administrator do it.",
)
_RENEWAL_OVERDUE = Words(
    "印章“{name}”已过定期换发日期 {date}，请尽快联系平台管理员办理；换发前仍可用印。",
    "The seal “{name}” was to be renewed by {date}: have the platform administrator do it; it still seals until then.",
)


def expiry_text(notice: ExpiryNotice, language: str) -> str:
    """The notice as a sentence; dates in local time."""
    chosen = language_of(language)
    kind = member_name(notice.kind, chosen)
    facts = {
        "kind": kind if chosen is Language.ZH else kind.lower(),
        "name": notice.name,
        "date": f"{notice.until.astimezone():%Y-%m-%d}",
        "days": str(notice.days_left),
    }
    return _template(notice).in_language(chosen).format(**facts)


def _template(notice: ExpiryNotice) -> Words:
    if notice.kind is ExpiryKind.RENEWAL:
        return _RENEWAL_DUE if notice.level else _RENEWAL_OVERDUE
    if not notice.level:
        return _ENDED
    return {0: _LAST_DAY, 1: _ONE_DAY_LEFT}.get(notice.days_left, _DAYS_LEFT)


def revocation_text(status: RevocationStatus, language: str) -> str:
    """A revocation status with who said so and as of when; dates in local time."""
    chosen = language_of(language)
    state = member_name(status.state, chosen)
    if status.as_of is None:
        return state
    source, as_of = member_name(status.source, chosen), time_text(status.as_of)
    if status.state is RevocationState.UNKNOWN:
        aged = Words(f"{state}（{source}截至 {as_of}，已过时）", f"{state} ({source} of {as_of} is too old)")
        return aged.in_language(chosen)
    return Words(f"{state}（{source}截至 {as_of}）", f"{state} ({source} of {as_of})").in_language(chosen)
