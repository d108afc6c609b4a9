"""Words of decisions and of the powers that are lent: what an approver sees before they sign."""

from __future__ import annotations

from collections.abc import Mapping

from sealdesk.texts.wording import Words

COLON = Words("{}：{}", "{}: {}")
KIND = Words("{}（{}）", "{} ({})")

SHEET: Mapping[str, Words] = {
    "organisation": Words("单位", "Organisation"),
    "request": Words("申请编号", "Request"),
    "applicant": Words("申请人", "Applicant"),
    "seal": Words("印章", "Seal"),
    "document": Words("文件", "Document"),
    "digest": Words("文件摘要", "Digest"),
    "reason": Words("用印事由", "Reason"),
    "recipient": Words("送往", "Recipient"),
    "term": Words("有效期", "Term"),
    "decided": Words("已有审批", "Decided before"),
}

WORDS: Mapping[str, Words] = {
    "registered_by": Words("登记人", "registered by"),
    "taken_back": Words("已撤回", "taken back"),
}

DELEGATIONS: Mapping[str, Words] = {
    "none": Words("没有审批授权", "No power to approve is lent"),
    "in_force": Words("有效", "in force"),
    "to_come": Words("未开始", "to come"),
    "over": Words("已到期", "over"),
    "ended": Words("已收回", "taken back"),
    "every_kind": Words("各种印章", "seals of every kind"),
}
