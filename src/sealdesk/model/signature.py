"""What a seal's signature says of itself, inside the signed bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SignatureRecord:
    """SealDesk's private dictionary in a PDF signature (prefix of ISO 32000-2 Annex E), and the usual keys.

    The verifier reads it and believes it only as far as signature and certificate carry.
    """

    signer_name: str
    reason: str
    contact: str
    signing_time: datetime
    seal_id: str
    seal_name: str
    seal_kind: str
    holder: str
    credit_code: str
    seal_record_sha256: str
    custodian: str
    method: str
    request_id: str
    entry_id: str
    leaf_index: int
    checkpoint: str
    program: str
