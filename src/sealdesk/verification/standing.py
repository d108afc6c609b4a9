"""Who signed, when, and whether to trust it: from examined signatures to findings.

Judged from the newest to the oldest: a trusted document timestamp proves that everything it covers existed at
its time, so older certificates are judged at that time (ETSI EN 319 102-1 §5.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sealdesk.model.verification import Revocation, SignatureFinding, TimeStanding, Trust
from sealdesk.verification import record
from sealdesk.verification.damage import BROKEN
from sealdesk.verification.evidence import SecurityStore, carried_by
from sealdesk.verification.permissions import certification_level
from sealdesk.verification.reasons import Reason
from sealdesk.verification.signatures import Examined
from sealdesk.verification.timestamps import generation_time, signature_time, timestamp_trust
from sealdesk.verification.trust import TrustFinding, TrustStore, check_signer

_NOT_ASKED = TrustFinding(Trust.UNTRUSTED, Revocation.NOT_CHECKED)


def judge_signers(
    examined: list[Examined], in_document: SecurityStore, store: TrustStore
) -> Iterable[SignatureFinding]:
    """A finding for each signature, in the given order, which is that of the file."""
    findings = []
    proven: datetime | None = None
    for one in reversed(examined):
        finding = _judge_one(one, in_document, store, proven)
        findings.append(finding)
        if one.is_document_timestamp and finding.trust is Trust.TRUSTED:
            proven = finding.signing_time
    return reversed(findings)


def _judge_one(
    one: Examined, in_document: SecurityStore, store: TrustStore, proven: datetime | None
) -> SignatureFinding:
    if not one.sound:
        return _finding(one, _NOT_ASKED, None, one.reasons)
    if one.is_document_timestamp:
        return _judge_timestamp(one, in_document, store, proven)
    evidence = in_document.evidence + carried_by(one.finding)
    others = one.finding.others + in_document.certificates
    own = signature_time(one.finding, evidence, store, proven or store.now)
    time = own.time or proven
    found = check_signer(one.finding.certificate, others, evidence, store, time or store.now)
    reasons = [*found.reasons]
    if one.finding.weak:
        reasons.append(Reason.ALGORITHM_WEAK)
        found = TrustFinding(Trust.UNTRUSTED, found.revocation)
    if own.reason is not None:
        reasons.append(own.reason)
    return _finding(one, found, time, tuple(reasons))


def _judge_timestamp(
    one: Examined, in_document: SecurityStore, store: TrustStore, proven: datetime | None
) -> SignatureFinding:
    evidence = in_document.evidence + carried_by(one.finding)
    found = timestamp_trust(one.finding, evidence, store, proven or store.now)
    trusted = found.trust is Trust.TRUSTED
    reasons = found.reasons if trusted else (*found.reasons, Reason.TIMESTAMP_UNTRUSTED)
    time = generation_time(one.finding.signed_data) if trusted else None
    return _finding(one, found, time, reasons)


def _finding(
    one: Examined, found: TrustFinding, proven: datetime | None, reasons: tuple[Reason, ...]
) -> SignatureFinding:
    certificate = one.finding.certificate
    return SignatureFinding(
        field_name=one.field.name,
        subfilter=one.subfilter,
        sound=one.sound,
        covers_revision=one.coverage.closes is not None,
        trust=found.trust,
        revocation=found.revocation,
        time_standing=TimeStanding.PROVEN if proven is not None else TimeStanding.CLAIMED,
        signing_time=proven or _claimed_time(one),
        signer=_signer(certificate),
        signer_subject=_subject(certificate),
        certificate_sha256=sha256(certificate.dump()).hexdigest() if certificate is not None else "",
        is_document_timestamp=one.is_document_timestamp,
        certification=_certification(one),
        reasons=tuple(dict.fromkeys(reason.value for reason in reasons)),
        sealdesk=record.seal_entries(one.value) if one.value is not None else {},
        saving=_saving(one),
        further=record.further_entries(one.value) if one.value is not None else (),
    )


def _saving(one: Examined) -> tuple[int, int] | tuple[()]:
    coverage = one.coverage
    if coverage.closes is None or coverage.signed is None:
        return ()
    return coverage.begins, coverage.signed.end


def _claimed_time(one: Examined) -> datetime | None:
    if one.is_document_timestamp and one.finding.signed_data is not None:
        try:
            return generation_time(one.finding.signed_data)
        except BROKEN:
            return None
    time = one.finding.signing_time
    if time is None and one.value is not None:
        time = record.claimed_time(one.value)
    return time.astimezone(UTC) if time is not None and time.tzinfo is not None else None


def _certification(one: Examined) -> int | None:
    return certification_level(one.value) if one.value is not None else None


def _signer(certificate: Any) -> str:
    subject = _subject(certificate)
    return subject.get("common_name") or subject.get("organization_name") or ", ".join(subject.values())


def _subject(certificate: Any) -> Mapping[str, str]:
    if certificate is None:
        return {}
    try:
        native = certificate.subject.native
    except BROKEN:
        return {}
    return {name: _joined(value) for name, value in native.items()}


def _joined(value: Any) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
