"""People, their roles and positions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The four separate roles of the seal rules, whoever decides on requests, and the read-only auditor."""

    PLATFORM_ADMIN = "platform_admin"  # 平台管理员
    SYSTEM_ADMIN = "system_admin"  # 系统管理员
    CUSTODIAN = "custodian"  # 公章管理员
    USER = "user"  # 公章使用人
    APPROVER = "approver"  # 审批人
    AUDITOR = "auditor"  # 审计员


class Position(StrEnum):
    """What a person may decide about follows from the position, not from the role."""

    GENERAL_MANAGER = "general_manager"  # 总经理
    FINANCE_DIRECTOR = "finance_director"  # 财务总监
    LEGAL_COUNSEL = "legal_counsel"  # 法务负责人
    DEPARTMENT_HEAD = "department_head"  # 部门负责人
    DEPUTY = "deputy"  # 受权人


@dataclass(frozen=True)
class Person:
    """An entry of the people register.

    Attributes:
        id: Stable identifier, e.g. employee number.
        public_key: The person's own Ed25519 key as a C2SP note verifier key (`name+id+base64`).
        certificates: SHA-256 (hex) of token certificates the person signs in with.
        recovery_key: An administrator's X25519 public key (RFC 7748 §5) in hex, to which halves of seals' keys
            are sealed; empty for somebody who recovers no seals.
    """

    id: str
    name: str
    department: str
    roles: frozenset[Role]
    positions: frozenset[Position]
    public_key: str
    certificates: tuple[str, ...] = ()
    recovery_key: str = ""
