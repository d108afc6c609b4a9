"""Timestamps of a signature (RFC 3161) and of the document (ISO 32000-2 §12.8.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sealdesk.model.verification import Trust
from sealdesk.verification import cms
from sealdesk.verification.damage import BROKEN
from sealdesk.verification.digests import digest
from sealdesk.verification.reasons import Reason
from sealdesk.verification.revocation import Evidence
from sealdesk.verification.trust import TrustFinding, TrustStore, check_timestamper


@dataclass(frozen=True)
class ProvenTime:
    """What a signature's own timestamp proves; `time` is None where it proves nothing, for the `reason`."""

    time: datetime | None
    reason: Reason | None = None


def signature_time(
    finding: cms.CmsFinding, evidence: Evidence, store: TrustStore, when: datetime
) -> ProvenTime:
    """The time proven by the timestamp in the signature's unsigned attributes, judged at `when`."""
    token = None
    if finding.signed_data is not None:
        try:
            token = cms.attribute_object(finding.signer_info, "signature_time_stamp_token", signed=False)
        except BROKEN:
            return ProvenTime(None, Reason.TIMESTAMP_BROKEN)
    if token is None:
        return ProvenTime(None)
    try:
        signed_data = token["content"]
        value = finding.signer_info["signature"].native
    except BROKEN:
        return ProvenTime(None, Reason.TIMESTAMP_BROKEN)
    stamp = cms.check_signed_data(signed_data, cms.TIMESTAMP, lambda algorithm: digest(algorithm, value))
    if not stamp.sound:
        return ProvenTime(None, Reason.TIMESTAMP_BROKEN)
    trusted = timestamp_trust(stamp, evidence, store, when)
    if trusted.trust is not Trust.TRUSTED:
        return ProvenTime(None, Reason.TIMESTAMP_UNTRUSTED)
    return ProvenTime(generation_time(signed_data))


def timestamp_trust(
    stamp: cms.CmsFinding, evidence: Evidence, store: TrustStore, when: datetime
) -> TrustFinding:
    """Trust in a sound timestamp's authority."""
    found = check_timestamper(stamp.certificate, stamp.others, evidence, store, when)
    if stamp.weak:
        reasons = (*found.reasons, Reason.ALGORITHM_WEAK)
        return TrustFinding(Trust.UNTRUSTED, found.revocation, reasons)
    return found


def generation_time(signed_data: Any) -> datetime:
    """genTime of a timestamp token's content, UTC."""
    time: datetime = signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    return time
