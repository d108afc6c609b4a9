"""Verify a PDF: one plain verdict with its reasons.

The steps, in the order of GB/T 38540's verification as far as a PDF has them:

1. open the file, decrypt it (`opening`)
2. its revisions, as the chain and the bytes have them (`revisions`)
3. every signature field, by our own enumeration (`fields`), and signatures that no field shows any more
4. byte range, digest, CMS, signature value (`byte_range`, `cms`)
5. time: document timestamps and signature timestamps, the newest first (`timestamps`)
6. certificate: chain, usage, validity, revocation at that time (`trust`, `revocation`)
7. what the signature says of seal and act (`record`)
8. later changes, and whether they are permitted (`changes`)
9. the verdict (`aggregate`)
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.verification import (
    Change,
    Revocation,
    SignatureFinding,
    TimeStanding,
    Trust,
    Verdict,
    VerificationReport,
)
from sealdesk.verification import aggregate, byte_range
from sealdesk.verification.changes import SignedState, later_changes
from sealdesk.verification.damage import BROKEN
from sealdesk.verification.digests import RangeDigests
from sealdesk.verification.evidence import SecurityStore, security_store
from sealdesk.verification.fields import form_fields
from sealdesk.verification.opening import Bytes, OpenFile, open_file, open_reader
from sealdesk.verification.reasons import Reason
from sealdesk.verification.revisions import Revisions
from sealdesk.verification.revocation import Evidence, utc_now
from sealdesk.verification.signatures import Examined, examine
from sealdesk.verification.standing import judge_signers
from sealdesk.verification.trust import TrustStore

SIGNATURES_AT_MOST = 500
_NO_READER = (ErrorCode.DOCUMENT_NOT_PDF, ErrorCode.DOCUMENT_DAMAGED)


def verify_file(
    path: Path,
    *,
    password: str | None = None,
    roots: tuple[bytes, ...] = (),
    crls: tuple[bytes, ...] = (),
    require_revocation: bool = False,
    at: datetime | None = None,
) -> VerificationReport:
    """Judge the PDF at `path`. Needs no network; run it where a hostile file may crash or hang (`confined`).

    Args:
        password: Opens an encrypted file; without one the empty password is tried.
        roots: Certificates to trust, DER.
        crls: Certificate revocation lists, DER; they count for every certificate of their issuer.
        require_revocation: A signer whose revocation could not be checked is not trusted.
        at: The moment to judge at, aware; now where it is None.

    Returns:
        The report. A file that cannot be judged has the verdict `error` and says why in `error_code`.
    """
    try:
        with open_file(path) as opened:
            return _judge(opened, path, password, _store(roots, crls, require_revocation, at))
    except SealDeskError as trouble:
        return _error_report(trouble)


def _store(
    roots: tuple[bytes, ...], crls: tuple[bytes, ...], require_revocation: bool, at: datetime | None
) -> TrustStore:
    from asn1crypto import x509

    return TrustStore(
        roots=tuple(x509.Certificate.load(der) for der in roots),
        evidence=Evidence(crls=crls),
        now=at or utc_now(),
        require_revocation=require_revocation,
    )


def _judge(opened: OpenFile, path: Path, password: str | None, store: TrustStore) -> VerificationReport:
    digests = RangeDigests(opened.data)
    try:
        reader = open_reader(opened, path, password)
        revisions = Revisions.of(reader)
        root = _root(reader, path)
    except SealDeskError as trouble:
        if trouble.code in _NO_READER and byte_range.any_traces(opened.data):
            return _report([_unreadable_signature()], (), digests, opened.data)
        raise
    fields = [field for field in form_fields(root) if field.signed]
    if len(fields) > SIGNATURES_AT_MOST:
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, path=str(path), limit="signatures")
    examined = [examine(opened.data, reader, revisions, digests, field) for field in fields]
    examined.sort(key=_by_place)
    findings = list(judge_signers(examined, _security_store(root), store))
    findings += _removed(opened.data, examined)
    states = tuple(_state(one) for one in examined if one.sound and one.coverage.closes is not None)
    after = later_changes(opened.data, reader, revisions, states)
    findings = [_with_changes(finding, after.get(finding.field_name, ())) for finding in findings]
    return _report(findings, _distinct(after), digests, opened.data)


def _root(reader: Any, path: Path) -> Any:
    from pyhanko.pdf_utils.generic import DictionaryObject

    try:
        root = reader.root
    except RecursionError as error:
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, path=str(path), limit="depth") from error
    except BROKEN as error:
        raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, path=str(path)) from error
    if not isinstance(root, DictionaryObject):
        raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, path=str(path))
    return root


def _security_store(root: Any) -> SecurityStore:
    return security_store(root) if "/DSS" in root else SecurityStore()


def _by_place(one: Examined) -> int:
    return one.coverage.signed.end if one.coverage.signed is not None else 0


def _state(one: Examined) -> SignedState:
    assert one.coverage.signed is not None and one.coverage.closes is not None
    return SignedState(
        name=one.field.name,
        closes=one.coverage.closes,
        end=one.coverage.signed.end,
        value=one.value,
        field=one.field.dictionary,
        is_timestamp=one.is_document_timestamp,
    )


def _removed(data: Bytes, examined: list[Examined]) -> list[SignatureFinding]:
    """Signatures that stand in the file, but that no field leads to, unless a later sound one covers that."""
    shown = {one.coverage.signed for one in examined}
    covered = max((_by_place(one) for one in examined if one.sound), default=0)
    lost = {signed for signed in byte_range.in_bytes(data) if signed not in shown and signed.end > covered}
    return [_lost_signature() for _ in lost]


def _lost_signature() -> SignatureFinding:
    return _bare_finding(Reason.REMOVED)


def _unreadable_signature() -> SignatureFinding:
    return _bare_finding(Reason.UNREADABLE)


def _bare_finding(reason: Reason) -> SignatureFinding:
    return SignatureFinding(
        field_name="",
        subfilter="",
        sound=False,
        covers_revision=False,
        trust=Trust.UNTRUSTED,
        revocation=Revocation.NOT_CHECKED,
        time_standing=TimeStanding.CLAIMED,
        signing_time=None,
        signer="",
        reasons=(reason.value,),
    )


def _with_changes(finding: SignatureFinding, changes: tuple[Change, ...]) -> SignatureFinding:
    from dataclasses import replace

    if all(change.permitted for change in changes):
        return finding
    return replace(finding, reasons=(*finding.reasons, Reason.CHANGED_AFTERWARDS.value))


def _distinct(after: dict[str, tuple[Change, ...]]) -> tuple[Change, ...]:
    """All changes once; what one signature permits and another forbids is told as forbidden."""
    told: dict[tuple[str, str, str, str], Change] = {}
    for changes in after.values():
        for change in changes:
            key = (change.kind, change.detail, change.old, change.new)
            if key not in told or not change.permitted:
                told[key] = change
    return tuple(told.values())


def _report(
    findings: list[SignatureFinding], changes: tuple[Change, ...], digests: RangeDigests, data: Bytes
) -> VerificationReport:
    signed = bool(findings)
    return VerificationReport(
        verdict=aggregate.verdict(findings, changes),
        trust=aggregate.trust(findings) if signed else Trust.UNKNOWN,
        revocation=aggregate.revocation(findings) if signed else Revocation.NOT_CHECKED,
        time_standing=aggregate.time_standing(findings) if signed else TimeStanding.CLAIMED,
        signatures=tuple(findings),
        changes=changes,
        file_sha256=digests.whole(),
        file_length=len(data),
    )


def _error_report(trouble: SealDeskError) -> VerificationReport:
    return VerificationReport(
        verdict=Verdict.ERROR,
        trust=Trust.UNKNOWN,
        revocation=Revocation.NOT_CHECKED,
        time_standing=TimeStanding.CLAIMED,
        error_code=trouble.code.text,
        error_facts={name: str(value) for name, value in trouble.facts.items()},
    )
