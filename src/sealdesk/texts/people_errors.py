"""Troubles with people, registers, requests and approvals."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

PEOPLE_ERRORS: ErrorTexts = {
    ErrorCode.PERSON_UNKNOWN: (
        T("人员未登记", "人员名册中没有“{person}”。", "请核对编号，或请平台管理员登记。"),
        T(
            "Nobody of that name is registered",
            "The register has no “{person}”.",
            "Check the id, or have them registered.",
        ),
    ),
    ErrorCode.PERSON_PASSWORD_MISSING: (
        T(
            "没有输入密码",
            "“{person}”需要输入密码才能操作。",
            "请在终端中输入[，或用 {option} 指明密码文件]。",
        ),
        T(
            "No password was given",
            "“{person}” has to prove who acts.",
            "Type the password in a terminal[, or name its file with {option}].",
        ),
    ),
    ErrorCode.PERSON_PASSWORD_WRONG: (
        T("密码不正确", "“{person}”的个人密钥没有打开。", "请核对后重新输入。"),
        T(
            "Wrong password",
            "The personal key of “{person}” did not open.",
            "Check the password and enter it again.",
        ),
    ),
    ErrorCode.PERSON_NOT_ENTITLED: (
        T("没有相应权限", "“{person}”无权{act}。", "请由制度规定的人员办理。"),
        T(
            "Not entitled",
            "“{person}” is not entitled to {act}.",
            "It has to be done by somebody the rules name.",
        ),
    ),
    ErrorCode.PERSON_TWO_NEEDED: (
        T(
            "需要两位管理员",
            "此项操作须由两位不同的管理员共同办理。",
            "请另一位管理员也输入密码。",
        ),
        T(
            "Two administrators are needed",
            "This takes two different administrators together.",
            "Have another administrator enter their password as well.",
        ),
    ),
    ErrorCode.REGISTER_BROKEN: (
        T(
            "名册或制度文件校验未通过",
            "“{path}”没有足够的管理员签名，或不是现行版本[：{reason}]。",
            "用印已停止。请报告系统管理员，从备份恢复或重新签署。",
        ),
        T(
            "A signed register does not hold",
            "“{path}” lacks the administrators' signatures or is not the one in force[: {reason}].",
            "Sealing stops. Have the register restored or signed anew by the administrators.",
        ),
    ),
    ErrorCode.REQUEST_MISSING: (
        T("没有用印申请", "未经审批的文件不得用印。", "请经办人先提交用印申请并完成审批。"),
        T(
            "There is no use request",
            "Nothing is stamped without approval.",
            "Have a request made and approved first.",
        ),
    ),
    ErrorCode.REQUEST_UNKNOWN: (
        T("没有这份申请", "没有编号为“{request}”的用印申请。", "请核对申请编号。"),
        T("There is no such request", "There is no use request “{request}”.", "Check its id."),
    ),
    ErrorCode.REQUEST_NOT_APPROVED: (
        T("申请尚未审批完成", "申请“{request}”还缺少审批：{missing}。", "请催办审批后再用印。"),
        T(
            "The request is not approved yet",
            "Request “{request}” still lacks the approval of: {missing}.",
            "Wait for the approval.",
        ),
    ),
    ErrorCode.REQUEST_WITHDRAWN: (
        T("申请已撤回", "申请“{request}”已由申请人撤回。", "如仍需用印，请重新申请。"),
        T(
            "The request was withdrawn",
            "Request “{request}” was taken back by its applicant.",
            "Make a new request.",
        ),
    ),
    ErrorCode.REQUEST_REJECTED: (
        T("申请未获批准", "申请“{request}”已被驳回。", "请查看审批意见；修改后重新申请。"),
        T(
            "The request was rejected",
            "Request “{request}” was refused.",
            "See the comment and make a new request.",
        ),
    ),
    ErrorCode.REQUEST_OTHER_DOCUMENT: (
        T(
            "文件与申请不一致",
            "申请“{request}”批准的是“{document}”的原始内容；当前文件的内容与其不同。",
            "请从任务列表打开已批准的文件；文件有改动时须重新申请。",
        ),
        T(
            "Not the approved document",
            "Request “{request}” approves the very content of “{document}”; this file's content differs.",
            "Open the approved document from the task list; a changed document needs a new request.",
        ),
    ),
    ErrorCode.REQUEST_OTHER_SEAL: (
        T("印章与申请不一致", "申请“{request}”批准使用的是印章“{seal}”。", "请选用申请中批准的印章。"),
        T(
            "Not the approved seal",
            "Request “{request}” approves the seal “{seal}”.",
            "Use the seal that was approved.",
        ),
    ),
    ErrorCode.REQUEST_USED_UP: (
        T(
            "批准的次数不足",
            "申请“{request}”还可用印 {remaining} 次，本次需要 {asked} 次。",
            "请减少用印处数，或重新申请。",
        ),
        T(
            "Not enough approved impressions",
            "Request “{request}” has {remaining} left; this needs {asked}.",
            "Place fewer impressions, or make a new request.",
        ),
    ),
    ErrorCode.REQUEST_EXPIRED: (
        T("申请已过期", "申请“{request}”的有效期至 {until}。", "请重新申请用印。"),
        T("The request has expired", "Request “{request}” was valid until {until}.", "Make a new request."),
    ),
    ErrorCode.REQUEST_CLASS_FORBIDDEN: (
        T("该印章不得用于此类文件", "按制度，“{seal}”不得用于{class}。", "请改用规定的印章并重新申请。"),
        T(
            "The seal may not be used on such documents",
            "By the rules, “{seal}” may not be used on: {class}.",
            "Use the prescribed seal, with a new request.",
        ),
    ),
    ErrorCode.REQUEST_OWN: (
        T(
            "不能为自己的申请用印",
            "申请“{request}”由“{person}”本人提出，而印章现由其保管。",
            "请由其他人提出申请，或由另一位保管人用印。",
        ),
        T(
            "Nobody stamps their own request",
            "“{person}”, who keeps the seal now, made request “{request}”.",
            "Have somebody else ask, or another keeper stamp.",
        ),
    ),
    ErrorCode.APPROVAL_SELF: (
        T("不能审批自己的申请", "申请“{request}”由本人提出。", "请由其他有权审批的人办理。"),
        T(
            "Nobody approves their own request",
            "Request “{request}” is the person's own.",
            "Somebody else has to decide.",
        ),
    ),
    ErrorCode.APPROVAL_BROKEN: (
        T(
            "审批签名校验未通过",
            "申请“{request}”中“{person}”的审批签名不成立，可能被改动。",
            "请停止办理，并报告系统管理员。",
        ),
        T(
            "An approval's signature does not hold",
            "The approval of “{person}” on request “{request}” does not verify; it may have been changed.",
            "Stop here and tell the system administrator.",
        ),
    ),
    ErrorCode.APPROVAL_ALREADY_GIVEN: (
        T("已经审批过", "“{person}”已对申请“{request}”作出决定。", "无需重复审批。"),
        T(
            "Already decided",
            "“{person}” has decided on request “{request}” before.",
            "Nothing more is needed.",
        ),
    ),
}
