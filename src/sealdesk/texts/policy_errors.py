"""Troubles with the policy, and what the gate says no to."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

POLICY_ERRORS: ErrorTexts = {
    ErrorCode.POLICY_WRONG: (
        T("用印制度的内容有误", "“{place}”处不成立，允许的内容：{allowed}。", "请改正后重新检查。"),
        T(
            "The policy says what no policy says",
            "Wrong at “{place}”. Allowed there: {allowed}.",
            "Correct it, then check it again.",
        ),
    ),
    ErrorCode.POLICY_NOT_NEWER: (
        T(
            "不是新版本的用印制度",
            "现行用印制度为第 {current} 版，提交的是第 {version} 版。",
            "请把 version 改为更大的数字后重新提交。",
        ),
        T(
            "Not a newer policy",
            "Version {current} is in force; this is version {version}.",
            "Give it a higher version, then set it again.",
        ),
    ),
    ErrorCode.POLICY_VERSION_UNKNOWN: (
        T(
            "没有这一版用印制度",
            "第 {version} 版用印制度没有登记，或其文件已被改动。",
            "请用 policy history 查看各版。",
        ),
        T(
            "There is no such version of the policy",
            "Version {version} was never set here, or its file was changed.",
            "See `policy history` for the versions there are.",
        ),
    ),
    ErrorCode.POLICY_CHANGED_MEANWHILE: (
        T("用印制度刚被他人修改", "现行用印制度已是第 {current} 版。", "请核对现行版本后再提交修改。"),
        T(
            "The policy was changed meanwhile",
            "Version {current} is in force by now.",
            "Look at it before you set another.",
        ),
    ),
    ErrorCode.REQUEST_NOT_YET: (
        T("申请尚未生效", "申请“{request}”自 {since} 起方可用印。", "请到期后再用印。"),
        T(
            "The request does not count yet",
            "Request “{request}” permits uses from {since} on.",
            "Stamp after that time.",
        ),
    ),
    ErrorCode.APPROVAL_NOT_IN_PERSON: (
        T(
            "须当面审批",
            "按用印制度，申请“{request}”须由“{person}”在专用电脑上当面审批。",
            "请到专用电脑前，用本人口令或密钥审批。",
        ),
        T(
            "It has to be decided in person",
            "By the policy, “{person}” decides on request “{request}” at the workstation itself.",
            "Decide there, with one's own password or token.",
        ),
    ),
    ErrorCode.APPROVAL_OUT_OF_TURN: (
        T(
            "尚未轮到审批",
            "按用印制度，申请“{request}”须先由以下人员审批：{missing}。",
            "请待前面的审批完成后，再由“{person}”审批。",
        ),
        T(
            "Not yet this person's turn",
            "By the policy, request “{request}” is first decided on by: {missing}.",
            "Wait for that; then “{person}” decides.",
        ),
    ),
    ErrorCode.SEAL_OUT_OF_HOURS: (
        T("不在用印时间内", "按用印制度，“{seal}”的用印时间为 {hours}。", "请在规定的时间内用印。"),
        T(
            "Outside the hours of this seal",
            "By the policy, “{seal}” is used at: {hours}.",
            "Stamp within these hours.",
        ),
    ),
    ErrorCode.SEAL_DAY_LIMIT: (
        T(
            "超过当日用印次数",
            "按用印制度，“{seal}”每日最多用印 {limit} 次；今日还可用 {remaining} 次，本次需要 {asked} 次。",
            "请减少用印处数，或次日再用印。",
        ),
        T(
            "Too many impressions for one day",
            "By the policy, “{seal}” makes {limit} a day: {remaining} are left today, this needs {asked}.",
            "Place fewer impressions, or stamp tomorrow.",
        ),
    ),
    ErrorCode.CONFIRMATION_OVERDUE: (
        T(
            "有用印逾期未确认",
            "“{department}”有 {count} 次用印逾期未经部门负责人确认（最早为“{id}”），按用印制度暂停此类用印。",
            "请部门负责人先完成用印后确认。",
        ),
        T(
            "A confirmation is overdue",
            "“{department}” has {count} uses not confirmed in time, the first “{id}”: by the policy, this waits.",
            "Have the department's head confirm them first.",
        ),
    ),
}
