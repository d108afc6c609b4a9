"""The verdict table: from findings to one plain answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sealdesk.model.verification import (
    Change,
    Revocation,
    SignatureFinding,
    TimeStanding,
    Trust,
    Verdict,
)
from sealdesk.verification.reasons import Reason

HARMLESS_CHANGES = frozenset({"signature", "timestamp", "validation_data"})

_CONTENT_DIFFERS = frozenset({Reason.DIGEST_MISMATCH.value, Reason.REMOVED.value})


def verdict(findings: Sequence[SignatureFinding], changes: Iterable[Change]) -> Verdict:
    """Integrity of the document.

    A signature that cannot be right makes it `invalid`; one that fits other content than the file has, or
    that was taken out, `altered`.
    """
    if not findings:
        return Verdict.UNSIGNED
    broken = [finding for finding in findings if not finding.sound]
    if broken:
        return Verdict.ALTERED if all(_content_differs(finding) for finding in broken) else Verdict.INVALID
    changes = tuple(changes)
    if any(not change.permitted for change in changes):
        return Verdict.ALTERED
    if any(change.kind not in HARMLESS_CHANGES for change in changes):
        return Verdict.CHANGED
    return Verdict.INTACT


def _content_differs(finding: SignatureFinding) -> bool:
    reasons = set(finding.reasons) & _UNSOUND
    return bool(reasons) and reasons <= _CONTENT_DIFFERS


_UNSOUND = frozenset(reason.value for reason in Reason if reason.value.startswith("signature.")) - {
    Reason.ALGORITHM_WEAK.value,
    Reason.CHANGED_AFTERWARDS.value,
}


def trust(findings: Sequence[SignatureFinding]) -> Trust:
    """Trust in all signers together: one that is not trusted spoils it, document timestamps aside."""
    standings = {finding.trust for finding in _signers(findings)}
    if Trust.UNTRUSTED in standings:
        return Trust.UNTRUSTED
    return Trust.TRUSTED if standings == {Trust.TRUSTED} else Trust.UNKNOWN


def revocation(findings: Sequence[SignatureFinding]) -> Revocation:
    """The worst standing of a signer."""
    standings = {finding.revocation for finding in _signers(findings)}
    if Revocation.REVOKED in standings:
        return Revocation.REVOKED
    return Revocation.GOOD if standings == {Revocation.GOOD} else Revocation.NOT_CHECKED


def time_standing(findings: Sequence[SignatureFinding]) -> TimeStanding:
    """Proven only where the time of every signature is proven."""
    standings = {finding.time_standing for finding in _signers(findings)}
    return TimeStanding.PROVEN if standings == {TimeStanding.PROVEN} else TimeStanding.CLAIMED


def _signers(findings: Sequence[SignatureFinding]) -> Sequence[SignatureFinding]:
    signers = [finding for finding in findings if not finding.is_document_timestamp]
    return signers or findings
