"""The life of a seal: what may be done to it, by whom, and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sealdesk.model.seal import Seal, SealKind, SealShape, SealState


class LifeAction(StrEnum):
    """A step in a seal's life. Values are stored for ever: add, never rename."""

    APPLY = "apply"  # 申请
    REVIEW = "review"  # 审核通过
    REJECT = "reject"  # 不予通过
    MAKE = "make"  # 制作
    CHECK = "check"  # 图像复核通过
    RETURN = "return"  # 图像退回
    FILE = "file"  # 备案
    ISSUE = "issue"  # 发放
    ACTIVATE = "activate"  # 启用
    SUSPEND = "suspend"  # 停用
    RESUME = "resume"  # 恢复
    CHANGE = "change"  # 变更
    RENEW = "renew"  # 换发（到期续用）
    REPORT_LOST = "report_lost"  # 挂失
    REPORT_DAMAGED = "report_damaged"  # 报损
    REPLACE = "replace"  # 补办更换
    CANCEL = "cancel"  # 注销
    DESTROY = "destroy"  # 销毁


class CountResult(StrEnum):
    """What a counting (清点) found of a seal. Values are stored for ever."""

    FOUND = "found"  # 在位
    MISSING = "missing"  # 缺失
    DAMAGED = "damaged"  # 损坏


@dataclass(frozen=True)
class Attachment:
    """A document that belongs to a step; it lies encrypted in the workspace, under its digest.

    Attributes:
        label: Which of the materials it is, e.g. `营业执照`; may be empty.
        sha256: Of its own bytes, before encryption (hex).
        length: Its bytes.
    """

    name: str
    label: str
    sha256: str
    length: int


@dataclass(frozen=True)
class SealApplication:
    """What somebody asks to have made: a new seal, or a new version of one.

    Attributes:
        holder, credit_code: The organisation and its 统一社会信用代码 (18 characters).
        department: Whose seal it is, for a department's; decides who may approve a deputy.
        years: How long it shall be valid.
        materials: Labels of the materials that were handed in with it (营业执照, 法定代表人身份证明, …).
    """

    seal_id: str
    kind: SealKind
    name: str
    holder: str
    credit_code: str
    shape: SealShape
    width_mm: float
    height_mm: float
    department: str
    custodian_id: str
    years: int
    materials: tuple[str, ...] = ()


@dataclass(frozen=True)
class LifeStep:
    """One step as the ledger has it.

    Attributes:
        persons: Who took it: one id, or two where two are needed.
        facts: What the action says beside that, e.g. `filing_number`, `replaced_by`, `token_returned`.
        trouble: Why nothing is built on it: `unsigned`, `signer_unknown`, `statement`, `previous` (it does not
            follow the entry its people named), `not_possible` (the table forbids it), `not_entitled`; else empty.
    """

    action: LifeAction
    state: SealState
    persons: tuple[str, ...]
    at: datetime
    reason: str
    version: int
    entry_id: str
    attachments: tuple[Attachment, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True)
class SealLife:
    """A seal and everything that happened to it, oldest step first.

    Attributes:
        seal: Its record in force; None until it is made.
        filing_number: 备案号; empty until this version is filed.
        trouble: Code of what is wrong with its record, which `seal` then lacks; empty where nothing is.
        foreign_holder: The organisation it names is not the one this workspace is of.
    """

    application: SealApplication
    state: SealState
    steps: tuple[LifeStep, ...]
    seal: Seal | None
    filing_number: str = ""
    trouble: str = ""
    foreign_holder: bool = False

    @property
    def picture_left(self) -> bool:
        """Whether it was destroyed while its picture could not be removed from the vault."""
        return any(step.facts.get("picture_removed") is False for step in self.steps)
