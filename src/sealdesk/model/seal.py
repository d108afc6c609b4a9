"""Electronic seals: what they are, how large, whose, and in which state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class SealKind(StrEnum):
    """印章种类. The values are stored; display names live in `sealdesk.texts`."""

    UNIT = "unit"  # 公章
    LEGAL_REPRESENTATIVE = "legal_representative"  # 法定代表人章
    FINANCE = "finance"  # 财务专用章
    CONTRACT = "contract"  # 合同专用章
    LEGAL_AFFAIRS = "legal_affairs"  # 法务专用章
    DEPARTMENT = "department"  # 部门章
    OTHER = "other"


class SealShape(StrEnum):
    ROUND = "round"
    OVAL = "oval"
    RECTANGLE = "rectangle"


class SealState(StrEnum):
    """Where a seal stands in its life; only `ACTIVE` stamps."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    FROZEN = "frozen"
    CANCELLED = "cancelled"
    DESTROYED = "destroyed"


@dataclass(frozen=True)
class Seal:
    """A seal's public record: everything but the picture, which lies encrypted in the vault.

    Attributes:
        id: Stable identifier, e.g. `SEAL-2026-0001`.
        name: Full text of the seal, e.g. `城南建设有限公司合同专用章`.
        holder: Organisation the seal belongs to.
        credit_code: 统一社会信用代码 of the holder (18 characters).
        width_mm, height_mm: True size on paper.
        certificates: SHA-256 (hex) of each certificate that may sign with this seal (GB/T 38540 certList).
        custodian_id: Person who keeps the seal.
        picture_sha256: Digest of the picture in the vault.
        version: 1 for a new seal, rising with each change.
        record_sha256: Digest of the maker-signed record this was read from; empty on a draft.
    """

    id: str
    kind: SealKind
    name: str
    holder: str
    credit_code: str
    shape: SealShape
    width_mm: float
    height_mm: float
    certificates: tuple[str, ...]
    custodian_id: str
    picture_sha256: str
    valid_from: datetime
    valid_until: datetime
    version: int = 1
    record_sha256: str = field(default="", compare=False)


@dataclass(frozen=True)
class SealPicture:
    """The seal's ink: 8-bit RGB and alpha, row by row from the top, no padding.

    Only its owner within an act holds it in memory; it never touches a disk unencrypted.
    """

    width_px: int
    height_px: int
    rgb: bytes = field(repr=False)
    alpha: bytes = field(repr=False)
    width_mm: float
    height_mm: float
