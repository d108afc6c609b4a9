"""What a check of an electronic seal (GB/T 38540) found, point by point, in the order of the standard."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sealdesk.model.seal import SealKind, SealPicture, SealShape


class EsealPoint(StrEnum):
    """What is looked at (GB/T 38540-2020 §7.2)."""

    STRUCTURE = "structure"  # 印章结构
    SIGNATURE = "signature"  # 制章者签名
    MAKER = "maker"  # 制章者证书
    VALIDITY = "validity"  # 印章有效期
    CERTIFICATES = "certificates"  # 签章者证书列表
    PICTURE = "picture"  # 印章图像


class EsealFinding(StrEnum):
    """What was found there; the values are a contract with other programs."""

    STRUCTURE_GOOD = "structure.good"
    STRUCTURE_NOT_DER = "structure.not_der"
    STRUCTURE_CRITICAL_UNKNOWN = "structure.critical_unknown"
    SIGNATURE_OVER_INFO = "signature.over_info"
    SIGNATURE_OVER_INFO_AND_MAKER = "signature.over_info_and_maker"
    SIGNATURE_WRONG = "signature.wrong"
    SIGNATURE_UNSUPPORTED = "signature.algorithm_not_supported"
    MAKER_REGISTERED = "maker.registered"
    MAKER_TRUSTED = "maker.trusted"
    MAKER_UNKNOWN = "maker.unknown"
    MAKER_NOT_VALID_THEN = "maker.not_valid_then"
    MAKER_USAGE = "maker.usage"
    MAKER_REVOKED = "maker.revoked"
    MAKER_UNREADABLE = "maker.unreadable"
    VALIDITY_GOOD = "validity.good"
    VALIDITY_NOT_YET = "validity.not_yet"
    VALIDITY_OVER = "validity.over"
    CERTIFICATES_WHOLE = "certificates.whole"
    CERTIFICATES_BY_DIGEST = "certificates.by_digest"
    CERTIFICATES_DIGEST_UNKNOWN = "certificates.digest_unknown"
    PICTURE_GOOD = "picture.good"
    PICTURE_UNREADABLE = "picture.unreadable"

    @property
    def point(self) -> EsealPoint:
        return EsealPoint(self.value.partition(".")[0])

    @property
    def good(self) -> bool:
        """Nothing about it stands against using the seal."""
        return self in _GOOD


_GOOD = frozenset(
    {
        EsealFinding.STRUCTURE_GOOD,
        EsealFinding.STRUCTURE_NOT_DER,  # told, as some makers write it so; the signature is over these very bytes
        EsealFinding.SIGNATURE_OVER_INFO,
        EsealFinding.SIGNATURE_OVER_INFO_AND_MAKER,
        EsealFinding.MAKER_REGISTERED,
        EsealFinding.MAKER_TRUSTED,
        EsealFinding.VALIDITY_GOOD,
        EsealFinding.CERTIFICATES_WHOLE,
        EsealFinding.CERTIFICATES_BY_DIGEST,
        EsealFinding.PICTURE_GOOD,
    }
)


@dataclass(frozen=True)
class ForeignSeal:
    """An electronic seal from a file, whoever made it, and what its check found.

    Attributes:
        sha256: Of the file.
        es_id, vendor, version: As its header says.
        kind_code: 1 for a unit's seal, 2 for a person's.
        kind, holder, credit_code, shape, department: Where SealDesk made it; else None or empty.
        width_mm, height_mm: True size: ours to a hundredth, others' in whole millimetres.
        maker: Subject of the maker's certificate; empty where that cannot be read.
        algorithm: Object identifier of the signature's algorithm.
        certificates: SHA-256 (hex) of those that may sign with it.
        picture: None where it cannot be read.
    """

    sha256: str
    es_id: str
    vendor: str
    version: int
    kind_code: int
    name: str
    width_mm: float
    height_mm: float
    created: datetime
    valid_from: datetime
    valid_until: datetime
    certificates: tuple[str, ...]
    maker: str
    algorithm: str
    picture_type: str
    picture: SealPicture | None
    findings: tuple[EsealFinding, ...]
    kind: SealKind | None = None
    holder: str = ""
    credit_code: str = ""
    shape: SealShape | None = None
    department: str = ""
    der: bytes = field(default=b"", repr=False)

    @property
    def sound(self) -> bool:
        """Everything that the standard asks for holds."""
        return all(one.good for one in self.findings)
