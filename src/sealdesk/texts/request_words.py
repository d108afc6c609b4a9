"""Words of use requests: where they come from, what a decision on them rests on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from sealdesk.model.request import ApprovalMeans, RequestOrigin
from sealdesk.texts.wording import Words

ORIGINS: Mapping[Enum, Words] = {
    RequestOrigin.WORKSTATION: Words("本机填写", "Made on this workstation"),
    RequestOrigin.FILE: Words("文件导入", "Imported from a file"),
    RequestOrigin.AUTHORITY: Words("审批系统送来", "From an approval system"),
}

MEANS: Mapping[Enum, Words] = {
    ApprovalMeans.OWN_KEY: Words("当面审批（本人口令）", "In person (own password)"),
    ApprovalMeans.OWN_TOKEN: Words("当面审批（本人密钥）", "In person (own token)"),
    ApprovalMeans.FILE: Words("本人电脑签署，文件送达", "Signed elsewhere, brought as a file"),
    ApprovalMeans.AUTHORITY: Words("审批系统", "Approval system"),
    ApprovalMeans.PAPER: Words("纸质审批单（扫描件）", "Paper form (scanned)"),
}
