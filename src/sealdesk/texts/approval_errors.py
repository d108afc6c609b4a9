"""Troubles with decisions on requests: files that carry them, powers that are lent, paper forms, the clock."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

APPROVAL_ERRORS: ErrorTexts = {
    ErrorCode.CLOCK_SET_BACK: (
        T(
            "电脑时间被调回",
            "电脑时间为 {now}，早于用印记录中最近一条的时间 {newest}。",
            "请校准电脑时间后重试；时间确实无误的，请报告系统管理员。",
        ),
        T(
            "The clock was set back",
            "The computer says {now}; the newest entry of the ledger is of {newest}.",
            "Set the clock right and try again; if it is right, tell the system administrator.",
        ),
    ),
    ErrorCode.APPROVAL_CUSTODIAN: (
        T(
            "保管人不得审批",
            "“{person}”现保管申请“{request}”所用的印章，不得审批该申请。",
            "请由其他有权审批的人办理。",
        ),
        T(
            "Who keeps the seal does not approve",
            "“{person}” keeps the seal that request “{request}” asks for.",
            "Somebody else who may has to decide.",
        ),
    ),
    ErrorCode.APPROVAL_NOT_GIVEN: (
        T(
            "没有可撤回的批准",
            "“{person}”对申请“{request}”没有尚有效的批准。",
            "请核对申请编号；驳回的决定不能撤回，可请经办人重新申请。",
        ),
        T(
            "There is no approval to take back",
            "“{person}” has no approval on request “{request}” that still counts.",
            "Check the request's id; a rejection is not taken back, a new request is made.",
        ),
    ),
    ErrorCode.APPROVAL_USED: (
        T(
            "批准已用完",
            "申请“{request}”批准的次数已全部用完，不能再撤回。",
            "如用印有误，请办理作废。",
        ),
        T(
            "The approval is used up",
            "All that was approved on request “{request}” has been used.",
            "Where the use was wrong, have the act declared void.",
        ),
    ),
    ErrorCode.APPROVAL_FILE_WRONG: (
        T(
            "不是可用的审批文件",
            "“{path}”无法作为审批文件读取[：{reason}]。",
            "请让审批人重新生成并送来。",
        ),
        T(
            "Not an approval file",
            "“{path}” cannot be read as an approval[: {reason}].",
            "Have the approver make and send it anew.",
        ),
    ),
    ErrorCode.APPROVAL_FILE_EDITED: (
        T(
            "审批文件被改动",
            "“{path}”的签名与内容不符[：{reason}]。",
            "请勿使用此文件；请与审批人核对，并报告系统管理员。",
        ),
        T(
            "The approval file was changed",
            "The signatures of “{path}” do not fit what it says[: {reason}].",
            "Do not use it; ask the approver, and tell the system administrator.",
        ),
    ),
    ErrorCode.APPROVAL_KEY_UNKNOWN: (
        T(
            "签署所用的密钥未登记",
            "这份审批称由“{person}”作出，但签署所用的密钥不是其登记的密钥。",
            "请审批人用本人登记的密钥或证书重新签署；密钥已更换的，请先由管理员登记。",
        ),
        T(
            "Signed with a key that is not registered",
            "The decision says it is “{person}”'s; it was signed with a key that is not theirs in the register.",
            "Have it signed with their own registered key or certificate, or have the new key registered first.",
        ),
    ),
    ErrorCode.APPROVAL_MEANS_WRONG: (
        T(
            "审批方式不符",
            "文件中的审批称以其他方式作出（{means}），不能以文件导入。",
            "请审批人以“文件审批”方式重新签署，或当面审批。",
        ),
        T(
            "Made another way than it came",
            "The decision says it was made another way ({means}) than as a file.",
            "Have it signed as a file anew, or given at the workstation.",
        ),
    ),
    ErrorCode.APPROVAL_OTHER_REQUEST: (
        T(
            "申请内容与审批不符",
            "审批针对的不是现在这份申请“{request}”的内容。",
            "请导出申请，由审批人重新审批。",
        ),
        T(
            "Not the request that was approved",
            "The decision is not about request “{request}” as it stands.",
            "Export the request and have it decided anew.",
        ),
    ),
    ErrorCode.APPROVAL_OTHER_DOCUMENT: (
        T(
            "文件与审批不符",
            "审批针对的不是申请“{request}”所附的文件。",
            "请导出申请，由审批人重新审批。",
        ),
        T(
            "Not the document that was approved",
            "The decision names other bytes than those of request “{request}”.",
            "Export the request and have it decided anew.",
        ),
    ),
    ErrorCode.APPROVAL_OTHER_SEAL: (
        T("印章与审批不符", "审批针对的印章不是申请“{request}”中的印章。", "请导出申请，由审批人重新审批。"),
        T(
            "Not the seal that was approved",
            "The decision names another seal than request “{request}”.",
            "Export the request and have it decided anew.",
        ),
    ),
    ErrorCode.APPROVAL_OTHER_COUNT: (
        T(
            "次数与审批不符",
            "审批的用印次数与申请“{request}”不同。",
            "请导出申请，由审批人重新审批。",
        ),
        T(
            "Not the count that was approved",
            "The decision names another number of impressions than request “{request}”.",
            "Export the request and have it decided anew.",
        ),
    ),
    ErrorCode.APPROVAL_OTHER_TERM: (
        T("期限与审批不符", "审批的期限与申请“{request}”不同。", "请导出申请，由审批人重新审批。"),
        T(
            "Not the term that was approved",
            "The decision names another term than request “{request}”.",
            "Export the request and have it decided anew.",
        ),
    ),
    ErrorCode.APPROVAL_TIME_WRONG: (
        T(
            "审批时间不合理",
            "审批时间为 {decided}，早于申请提出或晚于现在。",
            "请校准作出审批的电脑的时间，重新审批。",
        ),
        T(
            "The time of the decision cannot be",
            "It says {decided}: before the request was made, or later than now.",
            "Set the clock of the approver's computer right and decide anew.",
        ),
    ),
    ErrorCode.APPROVAL_PAPER_FORBIDDEN: (
        T(
            "此类文件不得用纸质审批",
            "按用印制度，{class}的用印申请不接受纸质审批单。",
            "请审批人当面审批，或以文件审批。",
        ),
        T(
            "Paper does not count for such documents",
            "By the policy, requests for documents of this class take no paper form: {class}.",
            "Have it decided at the workstation, or by file.",
        ),
    ),
    ErrorCode.APPROVAL_SCAN_WRONG: (
        T(
            "不是可用的扫描件",
            "“{path}”不是 PDF、JPEG 或 PNG 文件。",
            "请将纸质审批单扫描为 PDF、JPEG 或 PNG 后再登记。",
        ),
        T(
            "Not a scan",
            "“{path}” is no PDF, JPEG or PNG.",
            "Scan the paper form to one of these and register it again.",
        ),
    ),
    ErrorCode.REQUEST_FILE_WRONG: (
        T(
            "不是可用的申请文件",
            "“{path}”无法作为用印申请文件读取[：{reason}]。",
            "请在用印工作台上重新导出。",
        ),
        T(
            "Not a request file",
            "“{path}” cannot be read as an exported request[: {reason}].",
            "Export it from the workstation again.",
        ),
    ),
    ErrorCode.REQUEST_FILE_OTHER_DOCUMENT: (
        T(
            "申请文件内容不一致",
            "“{path}”中的文件不是申请所说的文件。",
            "请勿审批；请在用印工作台上重新导出，并报告系统管理员。",
        ),
        T(
            "The request file holds another document",
            "The document in “{path}” is not the one that is asked for.",
            "Do not approve it; export the request again, and tell the system administrator.",
        ),
    ),
    ErrorCode.KEY_FILE_WRONG: (
        T("密钥文件不可用", "“{path}”不是可用的密钥或证书文件。", "请核对文件；也可使用其他密钥文件。"),
        T(
            "Not a key file",
            "“{path}” is no key or certificate that can be used here.",
            "Check the file, or use another.",
        ),
    ),
    ErrorCode.DELEGATION_UNKNOWN: (
        T(
            "没有这项授权",
            "没有编号为“{delegation}”的审批授权。",
            "请用“delegations list”查看现有授权。",
        ),
        T(
            "There is no such delegation",
            "No approval power was lent under “{delegation}”.",
            "See the delegations with `delegations list`.",
        ),
    ),
    ErrorCode.DELEGATION_NONE: (
        T(
            "没有有效的授权",
            "“{person}”现在没有代“{giver}”审批的有效授权。",
            "请由“{giver}”本人审批，或由其重新授权。",
        ),
        T(
            "No power lent",
            "“{person}” has no delegation in force from “{giver}”.",
            "“{giver}” has to decide, or to lend the power.",
        ),
    ),
    ErrorCode.DELEGATION_ENDED: (
        T("授权已结束", "审批授权“{delegation}”已被收回或已到期。", "无需再次收回。"),
        T(
            "The delegation is over",
            "Delegation “{delegation}” was taken back, or its time is over.",
            "Nothing more is needed.",
        ),
    ),
    ErrorCode.DELEGATION_TERM_WRONG: (
        T(
            "授权期限不合规定",
            "授权须在今后开始，且不超过 {days} 天。",
            "请改用较短的期限；确需更长的，期满后重新授权。",
        ),
        T(
            "The term is not allowed",
            "A delegation begins in the future and lasts {days} days at most.",
            "Choose a shorter term; lend the power again when it is over.",
        ),
    ),
    ErrorCode.DELEGATION_POSITION: (
        T(
            "不能授出此项职权",
            "“{person}”没有可授出的相应职务；受权人不得转授。",
            "请由担任该职务的人授权。",
        ),
        T(
            "Not theirs to lend",
            "“{person}” does not hold the position; power that was lent is not lent on.",
            "Whoever holds the position has to lend it.",
        ),
    ),
    ErrorCode.DELEGATION_DEPUTY: (
        T(
            "不能作为受权人",
            "“{person}”不是审批人，或与授权人为同一人。",
            "请授权给另一位审批人。",
        ),
        T(
            "Cannot be the deputy",
            "“{person}” is no approver, or is who lends the power.",
            "Name another approver.",
        ),
    ),
    ErrorCode.DELEGATION_BROKEN: (
        T(
            "授权记录校验未通过",
            "第 {entry} 条用印记录中的审批授权签名不成立，可能被改动。",
            "请停止办理，并报告系统管理员。",
        ),
        T(
            "A delegation does not hold",
            "The delegation of entry {entry} is not what its people signed; it may have been changed.",
            "Stop here and tell the system administrator.",
        ),
    ),
}
