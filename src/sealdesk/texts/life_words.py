"""Words of a seal's life: its steps, who signs them, what they still lack."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from sealdesk.model.seal_life import CountResult, LifeAction
from sealdesk.policy.seal_life import Party
from sealdesk.texts.wording import Words

LIFE: Mapping[Enum, Words] = {
    LifeAction.APPLY: Words("申请", "Application"),
    LifeAction.REVIEW: Words("审核通过", "Review"),
    LifeAction.REJECT: Words("不予通过", "Rejection"),
    LifeAction.MAKE: Words("制作", "Making"),
    LifeAction.CHECK: Words("图像复核", "Check of the picture"),
    LifeAction.RETURN: Words("退回图像", "Return of the picture"),
    LifeAction.FILE: Words("备案", "Filing"),
    LifeAction.ISSUE: Words("发放", "Issue"),
    LifeAction.ACTIVATE: Words("启用", "Activation"),
    LifeAction.SUSPEND: Words("停用", "Suspension"),
    LifeAction.RESUME: Words("恢复使用", "Resumption"),
    LifeAction.CHANGE: Words("变更", "Change"),
    LifeAction.RENEW: Words("换发", "Renewal"),
    LifeAction.REPORT_LOST: Words("挂失", "Report of loss"),
    LifeAction.REPORT_DAMAGED: Words("报损", "Report of damage"),
    LifeAction.REPLACE: Words("补办更换", "Replacement"),
    LifeAction.CANCEL: Words("注销", "Cancellation"),
    LifeAction.DESTROY: Words("销毁", "Destruction"),
    CountResult.FOUND: Words("在位", "Found"),
    CountResult.MISSING: Words("缺失", "Missing"),
    CountResult.DAMAGED: Words("损坏", "Damaged"),
    Party.ANYBODY: Words("任何已登记人员", "Anybody registered"),
    Party.PERSON: Words("审计员以外的人员", "Anybody but auditors"),
    Party.PLATFORM_ADMIN: Words("平台管理员", "A platform administrator"),
    Party.SYSTEM_ADMIN: Words("系统管理员", "A system administrator"),
    Party.ADMINISTRATOR: Words("平台或系统管理员", "An administrator"),
    Party.APPROVER: Words("该类印章的审批人", "An approver for this kind of seal"),
    Party.CUSTODIAN: Words("该印章的保管人", "The seal's custodian"),
}

MAY_NOT: Mapping[str, Words] = {
    "apply": Words("申请制作印章", "apply for a seal"),
    "review": Words("审核该印章的申请", "review the application for this seal"),
    "reject": Words("审核该印章的申请", "review the application for this seal"),
    "make": Words("制作印章", "make seals"),
    "check": Words("复核该印章的图像", "check this seal's picture"),
    "return": Words("复核该印章的图像", "check this seal's picture"),
    "file": Words("办理印章备案", "file seals"),
    "issue": Words("发放或领取该印章", "issue or receive this seal"),
    "activate": Words("启用该印章", "activate this seal"),
    "suspend": Words("停用该印章", "suspend this seal"),
    "resume": Words("恢复该印章的使用", "resume this seal's use"),
    "change": Words("变更该印章", "change this seal"),
    "renew": Words("换发该印章", "renew this seal"),
    "report_lost": Words("挂失该印章", "report this seal lost"),
    "report_damaged": Words("报损该印章", "report this seal damaged"),
    "replace": Words("更换该印章", "replace this seal"),
    "cancel": Words("注销该印章", "cancel this seal"),
    "destroy": Words("销毁该印章", "destroy this seal"),
    "count": Words("清点印章", "count the seals"),
    "read attachment": Words("调阅该附件", "read this attachment"),
}
"""What somebody is not entitled to, after “is not entitled to”."""

LACKING: Mapping[str, Words] = {
    "reason": Words("事由", "a reason"),
    "attachment": Words("批准的申请（附件）", "the approved application, attached"),
    "filing_number": Words("备案号", "the filing number"),
    "test_sheet_checked": Words("确认已查看测试盖章", "confirmation that the test sheet was looked at"),
    "replaced_by": Words("新印章的编号", "the new seal's id"),
    "token_returned": Words("确认密钥已交回", "confirmation that the token was handed back"),
    "pin_returned": Words("确认口令已交回", "confirmation that the PIN was handed back"),
    "software_returned": Words("确认软件已交回", "confirmation that the software was handed back"),
}

STEP_TROUBLE: Mapping[str, Words] = {
    "unsigned": Words("没有个人签署（早期记录）", "Not signed by a person (early entry)"),
    "signer_unknown": Words("签署人已不在名册中", "A signer is not registered any more"),
    "statement": Words("签署无效或与记录不符", "The signature is not valid, or not of this entry"),
    "previous": Words(
        "签署的不是这一步（不接上一条记录，可能是重复登记）",
        "Not signed for this place in the seal's life; perhaps entered again",
    ),
    "not_possible": Words("此时不允许这样办理", "The rules do not allow this step there"),
    "not_entitled": Words("签署人无权办理（按现行名册）", "A signer is not entitled, by today's register"),
}
"""What is wrong with a step of a seal's life (`LifeStep.trouble`)."""

FOREIGN_HOLDER = Words(
    "注意：所属单位“{holder}”不是本工作区的单位“{organisation}”。",
    "Note: its holder “{holder}” is not this workspace's organisation “{organisation}”.",
)
PICTURE_LEFT = Words(
    "注意：保险库中的印章图像未能删除，尚未真正销毁。请接入印章介质，手工删除“{path}”。",
    "Note: its picture could not be removed from the vault, so it is not destroyed yet. "
    "Attach the carrier and delete “{path}” by hand.",
)

COUNT_TROUBLE: Mapping[str, Words] = {
    "unsigned": Words("清点无人签署", "The count is not signed"),
    "signer_unknown": Words("清点签署人已不在名册中", "A signer of the count is not registered any more"),
    "statement": Words(
        "清点签署无效或与记录不符", "The count's signature is not valid, or not of this entry"
    ),
    "previous": Words("清点可能是重复登记", "The count was perhaps entered again"),
    "not_entitled": Words("清点签署人不符合规定", "Not the people who count"),
}
"""What is wrong with a count (`SealCount.trouble`)."""

REPORT_IT = Words(
    "{seal}：请立即挂失或报损（冻结后不能再用印）。",
    "{seal}: report it lost or damaged now; once frozen it stamps no more.",
)
