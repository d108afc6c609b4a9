"""Electronic seals: what they are, how large, whose, and in which state."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
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
    """Where a seal stands in its life; only `ACTIVE` stamps. Values are stored for ever: add, never rename."""

    APPLIED = "applied"  # 已申请
    REJECTED = "rejected"  # 未通过
    REVIEWED = "reviewed"  # 已审核
    PENDING = "pending"  # 图像待复核
    MADE = "made"  # 已制作
    FILED = "filed"  # 已备案
    ISSUED = "issued"  # 已发放
    ACTIVE = "active"  # 使用中
    SUSPENDED = "suspended"  # 已停用
    FROZEN = "frozen"  # 已冻结（遗失、损坏）
    REPLACED = "replaced"  # 已更换
    CANCELLED = "cancelled"  # 已注销
    DESTROYED = "destroyed"  # 已销毁


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
        custodian_id: Person who was named custodian when this version was made; who keeps it now says `Custody`.
        department: Whose seal it is, for a department's; may be empty.
        picture_sha256: Digest of the picture (PNG) inside the electronic seal in the vault.
        eseal_sha256: Digest of the maker-signed GB/T 38540 electronic seal (DER) in the vault; empty where the vault
            holds the picture alone.
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
    department: str = ""
    eseal_sha256: str = ""
    record_sha256: str = field(default="", compare=False)


_CLEAR_RUN = re.compile(rb"\x00+")
_SOFT = re.compile(rb"[^\x00\xff]")
_FULL = bytes([0]) + bytes([255]) * 255
_CLEAR = b"1" + b"0" * 255


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

    def opaque(self) -> SealPicture:
        """The same without transparency, for files that allow none: soft edges are mixed with white and cover what is
        below; what was clear stays clear.
        """
        mixed = bytearray(self.rgb)
        for run in _CLEAR_RUN.finditer(self.alpha):
            mixed[3 * run.start() : 3 * run.end()] = b"\xff" * (3 * (run.end() - run.start()))
        for soft in _SOFT.finditer(self.alpha):
            at, opacity = 3 * soft.start(), self.alpha[soft.start()]
            mixed[at : at + 3] = bytes(255 - (255 - colour) * opacity // 255 for colour in mixed[at : at + 3])
        return replace(self, rgb=bytes(mixed), alpha=self.alpha.translate(_FULL))

    def stencil(self) -> bytes:
        """One bit a pixel, rows padded to bytes: 1 where nothing is painted (ISO 32000-2 §8.9.6.3)."""
        rows = []
        for y in range(self.height_px):
            row = self.alpha[y * self.width_px : (y + 1) * self.width_px]
            bits = row.translate(_CLEAR).ljust(-(-self.width_px // 8) * 8, b"1")
            rows.append(int(bits, 2).to_bytes(len(bits) // 8, "big"))
        return b"".join(rows)
