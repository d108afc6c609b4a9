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
    ErrorCode.PERSON_LOCKED: (
        T(
            "输错次数过多，暂不能登录",
            "“{person}”的密码连续输错，{until_utc} 之前不能再试。",
            "请稍候再试；忘记密码的，请两位管理员登记新的个人密钥。",
        ),
        T(
            "Too many wrong passwords",
            "The password of “{person}” was wrong too often; it is not tried again before {until_utc}.",
            "Wait until then. Who forgot the password needs a new key, registered by two administrators.",
        ),
    ),
    ErrorCode.PERSON_PASSWORD_WEAK: (
        T("密码过短", "密码至少需要 {least} 个字符。", "请换一个更长的密码。"),
        T("The password is too short", "It needs at least {least} characters.", "Choose a longer one."),
    ),
    ErrorCode.PERSON_TOKEN_FOREIGN: (
        T(
            "密钥不是本人的",
            "密钥“{token}”中没有登记在“{person}”名下的证书。",
            "请插入本人的密钥，或请两位管理员在人员名册中登记其证书。",
        ),
        T(
            "Not this person's token",
            "Token “{token}” holds no certificate that is registered for “{person}”.",
            "Plug in their own token, or have its certificate registered by two administrators.",
        ),
    ),
    ErrorCode.PERSON_ROLES_CONFLICT: (
        T(
            "角色不相容",
            "“{person}”不能同时担任：{roles}。",
            "请分由不同人员担任；单位规模小、确需兼任的，先在用印制度中写明例外及理由[（{never}不得例外）]。",
        ),
        T(
            "Roles that keep apart",
            "“{person}” cannot be all of: {roles}.",
            "Give the roles to different people. A small organisation writes the exception and its reason into the"
            " policy first[ (for {never} there is none)].",
        ),
    ),
    ErrorCode.PERSON_KEY_WRONG: (
        T(
            "个人密钥文件不能使用",
            "“{path}”不是“{person}”的个人密钥文件，或内容不完整。",
            "请本人用 sealdesk people new-key 重新生成。",
        ),
        T(
            "The key file cannot be used",
            "“{path}” is no key file of “{person}”, or not whole.",
            "Have them make one anew with: sealdesk people new-key.",
        ),
    ),
    ErrorCode.PEOPLE_ID_TAKEN: (
        T("编号已被使用", "人员名册中已有编号“{person}”。", "请换一个编号，或变更已登记的人员。"),
        T(
            "The id is taken",
            "The register has a person “{person}”.",
            "Choose another id, or change that person.",
        ),
    ),
    ErrorCode.PEOPLE_NOT_UNIQUE: (
        T(
            "密钥或证书已登记在他人名下",
            "“{person}”与“{other}”不能共用同一把个人密钥或同一张证书。",
            "请为每个人登记各自的密钥和证书。",
        ),
        T(
            "Somebody else's key or certificate",
            "“{person}” and “{other}” cannot share an own key or a certificate.",
            "Register a key and a certificate of their own for each.",
        ),
    ),
    ErrorCode.PEOPLE_TOO_FEW_ADMINISTRATORS: (
        T(
            "至少保留两位管理员",
            "变更后只剩 {left} 位管理员，名册、制度将无人能够签署。",
            "请先登记另一位管理员。",
        ),
        T(
            "Two administrators have to stay",
            "With this change {left} would be left, and nobody could sign the registers.",
            "Register another administrator first.",
        ),
    ),
    ErrorCode.PEOPLE_CHANGED_MEANWHILE: (
        T(
            "人员名册已有新版本",
            "名册现行版本为 {now}，本次变更依据的是版本 {based_on}。",
            "请重新查看名册后再变更。",
        ),
        T(
            "The register has changed meanwhile",
            "Version {now} is in force; the change was made on version {based_on}.",
            "Look at the register again, then change it.",
        ),
    ),
    ErrorCode.PEOPLE_NOTHING_CHANGED: (
        T("没有变更", "所填内容与名册现有内容相同。", "请填写要变更的内容。"),
        T("Nothing would change", "The register says this already.", "Say what is to be different."),
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
        T(
            "申请尚未审批完成",
            "申请“{request}”还缺少审批：{missing}[；其中须当面审批：{personally}]。",
            "请催办审批后再用印[，可由以下人员审批：{people}]。",
        ),
        T(
            "The request is not approved yet",
            "Request “{request}” still lacks the approval of: {missing}[; in person: {personally}].",
            "Wait for the approval[; it can be given by: {people}].",
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
