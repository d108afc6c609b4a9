"""The recipient's question, and the same question asked of every file before it is published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sealdesk import confined
from sealdesk.documents.files import check_regular
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.verification import (
    Revocation,
    SignatureFinding,
    TimeStanding,
    Trust,
    Verdict,
    VerificationReport,
)
from sealdesk.service.desk import Desk

if TYPE_CHECKING:
    from sealdesk.service.prepare_act import ReadyAct

VERIFY_TIME_LIMIT_S = 60.0
VERIFY_MEMORY_LIMIT_MB = 1536


def verify(
    path: Path,
    *,
    password: str | None = None,
    roots: tuple[bytes, ...] = (),
    crls: tuple[bytes, ...] = (),
    require_revocation: bool = False,
    desk: Desk | None = None,
) -> VerificationReport:
    """One plain answer about a PDF; never raises for a bad document.

    Args:
        roots: Trust anchors, DER. With a `desk`, its own roots and CRLs count as well.
        crls: Certificate revocation lists, DER.
        require_revocation: Trust only what was checked for revocation.
    """
    from sealdesk.verification.verify import verify_file

    if desk is not None:
        roots, crls = roots + desk_roots(desk), crls + desk_crls(desk)
    try:
        check_regular(path)
        return confined.run_limited(
            VERIFY_TIME_LIMIT_S,
            VERIFY_MEMORY_LIMIT_MB,
            verify_file,
            path,
            password=password,
            roots=roots,
            crls=crls,
            require_revocation=require_revocation,
        )
    except SealDeskError as trouble:
        return VerificationReport(
            verdict=Verdict.ERROR,
            trust=Trust.UNKNOWN,
            revocation=Revocation.NOT_CHECKED,
            time_standing=TimeStanding.CLAIMED,
            error_code=trouble.code.text,
            error_facts={name: str(value) for name, value in trouble.facts.items()},
        )


def desk_roots(desk: Desk) -> tuple[bytes, ...]:
    """The workspace's trust anchors, DER."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return tuple(root.public_bytes(Encoding.DER) for root in desk.trust.roots)


def desk_crls(desk: Desk) -> tuple[bytes, ...]:
    """The workspace's CRLs, DER."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from sealdesk.service.crl_folder import load_crls

    return tuple(crl.public_bytes(Encoding.DER) for crl in load_crls(desk.layout.crls))


def verify_stamped(desk: Desk, part: Path, ready: ReadyAct, expected: int) -> VerificationReport:
    """Verify a stamped file before it is published.

    Every new signature must be sound, made with the seal's certificate, and trusted; every signature that was
    there must be no worse than before; nothing but the new signatures may have been added.

    Raises:
        SealDeskError: `OUTPUT_FAILED_VERIFICATION` with the verdict: the file is not published.
    """
    password = ready.order.document_password
    report = verify(part, password=password, desk=desk)
    ours = report.signatures[-expected:]
    before: VerificationReport | None = None
    if ready.preflight.signed:
        before = verify(ready.order.source, password=password, desk=desk)
    if _new_ones_hold(ours, expected, ready) and _old_ones_hold(report, before):
        return report
    raise SealDeskError(
        ErrorCode.OUTPUT_FAILED_VERIFICATION,
        verdict=report.verdict.value,
        reason=", ".join(reason for finding in ours for reason in finding.reasons) or report.error_code,
    )


def _new_ones_hold(ours: tuple[SignatureFinding, ...], expected: int, ready: ReadyAct) -> bool:
    return len(ours) == expected and all(
        finding.sound
        and finding.covers_revision
        and finding.certificate_sha256 == ready.binding.certificate_sha256
        and finding.trust is Trust.TRUSTED
        for finding in ours
    )


def _old_ones_hold(report: VerificationReport, before: VerificationReport | None) -> bool:
    if before is None:
        return report.verdict is Verdict.INTACT
    sound_after = {finding.field_name for finding in report.signatures if finding.sound}
    sound_before = {finding.field_name for finding in before.signatures if finding.sound}
    # A document that was altered before it came to us stays altered; we must not have made it so.
    return sound_before <= sound_after and (
        report.verdict is Verdict.INTACT or report.verdict is before.verdict
    )
