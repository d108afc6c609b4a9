"""Headings of the exported ledger, and its stored values in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

from sealdesk.model.document import DocumentClass
from sealdesk.model.ledger import EntryKind
from sealdesk.texts import name_of, reason_text
from sealdesk.texts.wording import Words, language_of

_HEADINGS: Mapping[str, Words] = {
    "index": Words("序号", "Index"),
    "time": Words("时间（UTC）", "Time (UTC)"),
    "kind": Words("事项", "Entry"),
    "seal": Words("印章编号", "Seal"),
    "request": Words("申请编号", "Request"),
    "person": Words("经办人编号", "Person"),
    "department": Words("部门", "Department"),
    "act": Words("用印编号", "Act"),
    "count": Words("印迹数", "Impressions"),
    "impressions": Words("印迹位置", "Places"),
    "result": Words("结果", "Result"),
    "reason": Words("事由", "Reason"),
    "recipient": Words("收件单位", "Recipient"),
    "method": Words("签章方式", "Method"),
    "document.name": Words("文件名称", "Document"),
    "document.class": Words("文件类别", "Document class"),
    "document.pages": Words("页数", "Pages"),
    "document.sha256": Words("原文件 SHA-256", "SHA-256 before"),
    "document.length": Words("原文件长度", "Length before"),
    "stamped.sha256": Words("盖章后 SHA-256", "SHA-256 after"),
    "stamped.name": Words("盖章后文件名称", "Stamped document"),
    "certificate": Words("证书指纹", "Certificate"),
    "token.label": Words("密钥", "Token"),
    "token.serial": Words("密钥序列号", "Token serial"),
    "policy_version": Words("制度版本", "Policy version"),
    "program": Words("程序版本", "Program"),
    "workstation": Words("工作台", "Workstation"),
    "entry_id": Words("记录编号", "Entry id"),
    "leaf_hash": Words("叶哈希", "Leaf hash"),
}

_ENUMS: Mapping[str, type[Enum]] = {"kind": EntryKind, "document.class": DocumentClass}


def column_headings(language: str) -> dict[str, str]:
    """The heading of every column that has one, by its stored name."""
    tongue = language_of(language)
    return {column: words.in_language(tongue) for column, words in _HEADINGS.items()}


def cell_wording(language: str) -> Callable[[str, str], str]:
    """Names stored values in the reader's language; what has no name stays as it is stored."""

    def word(column: str, value: str) -> str:
        kind = _ENUMS.get(column)
        if kind is not None and value in {member.value for member in kind}:
            return name_of(kind(value), language)
        return reason_text(value, language) if column == "reason" else value

    return word
