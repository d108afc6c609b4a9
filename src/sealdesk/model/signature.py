"""What a seal's signature says of itself, inside the signed bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class FurtherSeal:
    """Another seal under the same signature, in the words of `SignatureRecord`."""

    seal_id: str
    seal_name: str
    seal_kind: str
    holder: str
    credit_code: str
    eseal_sha256: str
    custodian: str
    request_id: str
    entry_id: str
    leaf_index: int
    reason: str = ""


@dataclass(frozen=True)
class SignatureRecord:
    """SealDesk's private dictionary in a PDF signature (prefix of ISO 32000-2 Annex E), and the usual keys.

    The verifier reads it and believes it only as far as signature and certificate carry.

    Attributes:
        eseal_sha256: Digest of the maker-signed electronic seal (GB/T 38540, DER), which lies in the vault.
        workstation_key: Public key (hex) that signed the record hidden in the seal's ink; empty where there is none.
        hidden_record: Format of that record; empty where there is none.
        act_id: The act of sealing. On a signed document its impressions are several signatures; this joins them.
        further: Other seals whose ink this signature covers.
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
    eseal_sha256: str
    custodian: str
    method: str
    request_id: str
    entry_id: str
    leaf_index: int
    checkpoint: str
    program: str
    workstation_key: str = ""
    hidden_record: str = ""
    act_id: str = ""
    further: tuple[FurtherSeal, ...] = ()
