"""Display names of the domain's enums, in the words of the seal rules."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from sealdesk.model.act import Lockdown, SealingStep, SettledAs
from sealdesk.model.certificate import ExpiryKind, RevocationState, StatusSource
from sealdesk.model.custody import CustodyAct, CustodyBasis, HandoverWay
from sealdesk.model.document import DocumentClass
from sealdesk.model.hidden_record import ImageStanding
from sealdesk.model.ink import InkLayer
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Position, Role
from sealdesk.model.placement import Edge, StraddleCut
from sealdesk.model.placing_rule import FromX, FromY, Occurrence
from sealdesk.model.request import RequestState
from sealdesk.model.seal import SealKind, SealShape, SealState
from sealdesk.model.seal_design import HolderKind
from sealdesk.model.seal_life import LifeAction
from sealdesk.model.token import KeyUse
from sealdesk.model.verification import Revocation, TimeStanding, Trust, Verdict
from sealdesk.model.workstation import MachineKind, Whereabouts
from sealdesk.policy.pin_rules import PinFault
from sealdesk.texts.batch_words import BATCHES
from sealdesk.texts.conversion_words import CONVERSIONS
from sealdesk.texts.eseal_words import ESEALS
from sealdesk.texts.life_words import LIFE
from sealdesk.texts.permission_words import ACTIONS, CONDITIONS
from sealdesk.texts.picture_words import IMPORTS
from sealdesk.texts.request_words import MEANS, ORIGINS
from sealdesk.texts.wording import Words

_SEALS: Mapping[Enum, Words] = {
    SealKind.UNIT: Words("公章", "Unit seal"),
    SealKind.LEGAL_REPRESENTATIVE: Words("法定代表人章", "Legal representative's seal"),
    SealKind.FINANCE: Words("财务专用章", "Finance seal"),
    SealKind.CONTRACT: Words("合同专用章", "Contract seal"),
    SealKind.LEGAL_AFFAIRS: Words("法务专用章", "Legal affairs seal"),
    SealKind.DEPARTMENT: Words("部门章", "Department seal"),
    SealKind.OTHER: Words("其他印章", "Other seal"),
    SealShape.ROUND: Words("圆形", "Round"),
    SealShape.OVAL: Words("椭圆形", "Oval"),
    SealShape.RECTANGLE: Words("方形", "Rectangular"),
    HolderKind.COMPANY: Words("企业", "Company"),
    HolderKind.INSTITUTION: Words("事业单位、社会团体", "Institution, association"),
    HolderKind.GOVERNMENT: Words("国家机关", "Government body"),
    HolderKind.INDIVIDUAL: Words("个体工商户", "Individual business"),
    SealState.APPLIED: Words("已申请", "Applied for"),
    SealState.REJECTED: Words("未通过", "Rejected"),
    SealState.REVIEWED: Words("已审核", "Reviewed"),
    SealState.PENDING: Words("待复核", "Picture to be checked"),
    SealState.MADE: Words("已制作", "Made"),
    SealState.FILED: Words("已备案", "Filed"),
    SealState.ISSUED: Words("已发放", "Issued"),
    SealState.ACTIVE: Words("启用", "Active"),
    SealState.SUSPENDED: Words("停用", "Suspended"),
    SealState.FROZEN: Words("冻结", "Frozen"),
    SealState.REPLACED: Words("已更换", "Replaced"),
    SealState.CANCELLED: Words("已注销", "Cancelled"),
    SealState.DESTROYED: Words("已销毁", "Destroyed"),
}

_CUSTODY: Mapping[Enum, Words] = {
    CustodyBasis.RECORD: Words("印章登记", "By the seal's record"),
    CustodyBasis.HANDOVER: Words("交接", "By handover"),
    CustodyBasis.DELEGATION: Words("代管", "As a deputy"),
    CustodyAct.HANDED_OVER: Words("交接", "Handed over"),
    CustodyAct.DELEGATED: Words("代管", "Delegated"),
    CustodyAct.ENDED: Words("结束代管", "Delegation ended"),
    HandoverWay.SAME_TOKEN: Words("移交原密钥", "The token itself passes on"),
    HandoverWay.OWN_TOKEN: Words("启用接收人自己的密钥", "A token of the receiver's own"),
}

_LIFE: Mapping[Enum, Words] = {
    LifeAction.APPLY: Words("申请", "Apply"),
    LifeAction.REVIEW: Words("审核通过", "Approve the application"),
    LifeAction.REJECT: Words("不予通过", "Reject the application"),
    LifeAction.MAKE: Words("制作", "Make"),
    LifeAction.CHECK: Words("图像复核通过", "Approve the picture"),
    LifeAction.RETURN: Words("退回图像", "Return the picture"),
    LifeAction.FILE: Words("备案", "File"),
    LifeAction.ISSUE: Words("发放", "Issue"),
    LifeAction.ACTIVATE: Words("启用", "Put in use"),
    LifeAction.SUSPEND: Words("停用", "Suspend"),
    LifeAction.RESUME: Words("恢复使用", "Resume"),
    LifeAction.CHANGE: Words("变更", "Change"),
    LifeAction.RENEW: Words("换发续用", "Renew"),
    LifeAction.REPORT_LOST: Words("挂失", "Report lost"),
    LifeAction.REPORT_DAMAGED: Words("报损", "Report damaged"),
    LifeAction.REPLACE: Words("更换补办", "Replace"),
    LifeAction.CANCEL: Words("注销", "Cancel"),
    LifeAction.DESTROY: Words("销毁", "Destroy"),
}

_IMAGES: Mapping[Enum, Words] = {
    ImageStanding.PRESSED_HERE: Words("为本文件加盖", "Pressed on this document"),
    ImageStanding.RESAVED: Words("印章真实，文件经其他软件另存", "Genuine seal, file saved anew"),
    ImageStanding.COPIED: Words("从其他文件复制", "Copied from another document"),
    ImageStanding.UNPROVEN: Words("记录来源不明", "Record of an unknown workstation"),
    ImageStanding.NO_RECORD: Words("未找到记录", "No record found"),
    ImageStanding.NOT_READ: Words("印章图像未能读取", "Seal images not read"),
}

_PEOPLE: Mapping[Enum, Words] = {
    Role.PLATFORM_ADMIN: Words("平台管理员", "Platform administrator"),
    Role.SYSTEM_ADMIN: Words("系统管理员", "System administrator"),
    Role.CUSTODIAN: Words("公章管理员", "Custodian"),
    Role.USER: Words("公章使用人", "Seal user"),
    Role.APPROVER: Words("审批人", "Approver"),
    Role.AUDITOR: Words("审计员", "Auditor"),
    Position.GENERAL_MANAGER: Words("总经理", "General manager"),
    Position.FINANCE_DIRECTOR: Words("财务总监", "Finance director"),
    Position.LEGAL_COUNSEL: Words("法务负责人", "Legal counsel"),
    Position.DEPARTMENT_HEAD: Words("部门负责人", "Department head"),
    Position.DEPUTY: Words("受权人", "Authorised deputy"),
}

_REQUESTS: Mapping[Enum, Words] = {
    DocumentClass.GENERAL: Words("一般文件", "General document"),
    DocumentClass.CONTRACT: Words("合同协议", "Contract or agreement"),
    DocumentClass.FINANCE: Words("财务文件", "Financial document"),
    DocumentClass.LEGAL: Words("法律文书", "Legal document"),
    DocumentClass.OFFICIAL: Words("公文", "Official document"),
    DocumentClass.CERTIFICATE: Words("证明", "Certificate"),
    DocumentClass.AUTHORISATION: Words("授权委托书、介绍信", "Power of attorney, introduction"),
    DocumentClass.IMPORTANT: Words("重要文件", "Important document"),
    RequestState.WAITING: Words("待审批", "Waiting for approval"),
    RequestState.APPROVED: Words("已批准", "Approved"),
    RequestState.REJECTED: Words("已驳回", "Rejected"),
    RequestState.WITHDRAWN: Words("已撤回", "Withdrawn"),
    RequestState.EXPIRED: Words("已过期", "Expired"),
    RequestState.USED_UP: Words("已用完", "Used up"),
}

_ACTS: Mapping[Enum, Words] = {
    SealingStep.REQUEST_CHECKED: Words("核对申请", "Request checked"),
    SealingStep.TOKEN_CHECKED: Words("核对密钥与证书", "Token and certificate checked"),
    SealingStep.JOURNAL_WRITTEN: Words("登记本次操作", "Operation registered"),
    SealingStep.INTENT_RECORDED: Words("记入用印记录", "Intent recorded"),
    SealingStep.UPDATE_BUILT: Words("写入印迹", "Seal placed"),
    SealingStep.SIGNING_MARKED: Words("准备签名", "Ready to sign"),
    SealingStep.TOKEN_SIGNED: Words("密钥签名", "Signed by the token"),
    SealingStep.FILE_WRITTEN: Words("写入文件", "File written"),
    SealingStep.FILE_VERIFIED: Words("验证文件", "File verified"),
    SealingStep.READY_MARKED: Words("准备发布", "Ready to publish"),
    SealingStep.PUBLISHED: Words("发布文件", "File published"),
    SealingStep.OUTCOME_RECORDED: Words("记录结果", "Outcome recorded"),
    SettledAs.SEALED: Words("已完成用印", "Sealed"),
    SettledAs.GIVEN_BACK: Words("未用印，次数已退回", "Not sealed; the use was given back"),
    SettledAs.COUNTED: Words("未用印，次数已计", "Not sealed; the use counts"),
    Edge.RIGHT: Words("右边", "Right edge"),
    Edge.LEFT: Words("左边", "Left edge"),
    Edge.TOP: Words("上边", "Top edge"),
    Edge.BOTTOM: Words("下边", "Bottom edge"),
    StraddleCut.EVEN: Words("等宽", "Equal widths"),
    StraddleCut.RANDOM: Words("随机宽度", "Random widths"),
    InkLayer.BELOW: Words("正文之下", "Below the content"),
    InkLayer.CONTENT: Words("正文之上、批注之下", "Above the content, below annotations"),
    InkLayer.OVER: Words("全部内容之上", "Above everything"),
    Occurrence.FIRST: Words("第一处", "The first"),
    Occurrence.LAST: Words("最后一处", "The last"),
    Occurrence.EVERY: Words("每一处", "Every one"),
    Occurrence.NTH: Words("指定第几处", "A certain one"),
    Lockdown.OPEN: Words("允许继续签名和填写", "Later signatures stay possible"),
    Lockdown.LOCKED: Words("锁定文件，不再允许改动", "Locked: nothing may change"),
}

_ACROSS: Mapping[Enum, Words] = {
    FromX.LEFT: Words("距左边", "From the left"),
    FromX.RIGHT: Words("距右边", "From the right"),
    FromX.CENTRE: Words("距水平中心", "From the middle across"),
}

_DOWN: Mapping[Enum, Words] = {
    FromY.TOP: Words("距上边", "From the top"),
    FromY.BOTTOM: Words("距下边", "From the bottom"),
    FromY.CENTRE: Words("距垂直中心", "From the middle down"),
}

_LEDGER: Mapping[Enum, Words] = {
    EntryKind.WORKSPACE_MADE: Words("建立工作区", "Workspace made"),
    EntryKind.PEOPLE_REGISTERED: Words("登记人员", "People registered"),
    EntryKind.POLICY_SET: Words("启用用印制度", "Policy set"),
    EntryKind.TRUST_SET: Words("设置信任根", "Trust roots set"),
    EntryKind.SEAL_STATE: Words("印章状态变更", "Seal state changed"),
    EntryKind.SEAL_COUNTED: Words("清点印章", "Seals counted"),
    EntryKind.SEAL_PICTURE_TAKEN: Words("取出印章原图", "Seal picture taken out"),
    EntryKind.SEAL_PICTURE_SEEN: Words("查看印章图像", "Seal picture looked at"),
    EntryKind.SEAL_REGISTER_EXPORTED: Words("导出印章台账", "Seal register exported"),
    EntryKind.SEAL_ATTACHMENT_READ: Words("调阅印章附件", "Attachment of a seal read"),
    EntryKind.CUSTODY_HANDED_OVER: Words("印章交接", "Custody handed over"),
    EntryKind.CUSTODY_DELEGATED: Words("印章代管", "Custody delegated"),
    EntryKind.CUSTODY_ENDED: Words("结束代管", "Delegation ended"),
    EntryKind.REQUEST_MADE: Words("提交申请", "Request made"),
    EntryKind.REQUEST_DECIDED: Words("审批", "Request decided"),
    EntryKind.REQUEST_WITHDRAWN: Words("撤回申请", "Request withdrawn"),
    EntryKind.REQUEST_EXPORTED: Words("导出申请文件", "Request exported"),
    EntryKind.REQUEST_REFUSED: Words("拒收申请或审批", "Request or approval refused"),
    EntryKind.APPROVAL_REVOKED: Words("收回审批", "Approval taken back"),
    EntryKind.APPROVAL_DELEGATED: Words("授权审批", "Approval delegated"),
    EntryKind.DELEGATION_ENDED: Words("结束授权审批", "Delegated approval ended"),
    EntryKind.ACT_INTENDED: Words("开始用印", "Sealing begun"),
    EntryKind.ACT_SEALED: Words("用印完成", "Sealed"),
    EntryKind.ACT_FAILED: Words("用印未成", "Sealing failed"),
    EntryKind.ACT_REFUSED: Words("拒绝用印", "Sealing refused"),
    EntryKind.ACT_CONFIRMED: Words("用印后确认", "Confirmed after stamping"),
    EntryKind.ACT_DELIVERED: Words("交付", "Delivered"),
    EntryKind.ACT_VOIDED: Words("作废", "Declared void"),
    EntryKind.DOCUMENT_CONVERTED: Words("转换为 PDF", "Converted to PDF"),
    EntryKind.DOCUMENT_PRINTED: Words("打印文件", "Document printed"),
    EntryKind.BATCH_PLANNED: Words("建立批次", "Batch planned"),
    EntryKind.BATCH_DECIDED: Words("查看批次文件", "Batch looked at"),
    EntryKind.BATCH_DROPPED: Words("放弃批次", "Batch plan discarded"),
    EntryKind.BATCH_STARTED: Words("开始批量用印", "Batch begun"),
    EntryKind.BATCH_ENDED: Words("批量用印结束", "Batch ended"),
    EntryKind.SIGNED_IN: Words("登录", "Signed in"),
    EntryKind.SIGN_IN_FAILED: Words("登录失败", "Sign-in failed"),
    EntryKind.PASSWORD_CHANGED: Words("修改登录口令", "Password changed"),
    EntryKind.PIN_FAILED: Words("口令错误", "Wrong PIN"),
    EntryKind.PIN_CHANGED: Words("修改口令", "PIN changed"),
    EntryKind.PIN_UNBLOCKED: Words("解锁口令", "PIN unblocked"),
    EntryKind.TOKEN_REGISTERED: Words("登记密钥", "Token registered"),
    EntryKind.TOKEN_FAILED: Words("密钥故障", "Token failed"),
    EntryKind.VAULT_CHANGED: Words("印章保管变更", "Seal vault changed"),
    EntryKind.VAULT_RECOVERED: Words("恢复印章保管", "Seal vault recovered"),
    EntryKind.CERTIFICATE_REVOKED: Words("得知证书已吊销", "Certificate known revoked"),
    EntryKind.WORKSTATION_ENROLLED: Words("登记工作站", "Workstation enrolled"),
    EntryKind.LEDGER_EXPORTED: Words("导出记录", "Ledger exported"),
    EntryKind.LEDGER_SYNCED: Words("同步记录", "Ledger synced"),
}

_TOKENS: Mapping[Enum, Words] = {
    KeyUse.SIGN: Words("签名", "Signing"),
    KeyUse.DECRYPT: Words("解密", "Decryption"),
    KeyUse.DERIVE: Words("密钥协商", "Key agreement"),
    PinFault.TOO_SHORT: Words("太短", "Too short"),
    PinFault.TOO_LONG: Words("太长", "Too long"),
    PinFault.SEQUENTIAL: Words("不能是连续的数字或字母", "Not a run such as 123456 or abcdef"),
    PinFault.REPEATED: Words("不能是重复的数字或字母", "Not the same over and over"),
    PinFault.SAME_AS_OLD: Words("不能与原口令相同", "Not the old one"),
    PinFault.VENDOR_DEFAULT: Words("不能是厂商的初始口令", "Not a maker's default"),
}

_CERTIFICATES: Mapping[Enum, Words] = {
    RevocationState.GOOD: Words("未吊销", "Not revoked"),
    RevocationState.REVOKED: Words("已吊销", "Revoked"),
    RevocationState.UNKNOWN: Words("吊销状态未知", "Revocation unknown"),
    StatusSource.CRL: Words("证书吊销列表", "Revocation list"),
    StatusSource.OCSP: Words("OCSP 答复", "OCSP answer"),
    StatusSource.NONE: Words("没有依据", "No statement"),
    ExpiryKind.CERTIFICATE: Words("证书", "Certificate"),
    ExpiryKind.SEAL: Words("印章", "Seal"),
    ExpiryKind.RENEWAL: Words("印章定期换发", "Renewal of a seal"),
}

_WORKSTATION: Mapping[Enum, Words] = {
    Whereabouts.HERE: Words("在登记的本机上", "On the computer it was enrolled on"),
    Whereabouts.ELSEWHERE: Words("登记在另一台计算机上", "Enrolled on another computer"),
    Whereabouts.NOT_ENROLLED: Words("尚未登记", "Not enrolled"),
    MachineKind.MACHINE_ID: Words("系统标识", "Machine id"),
    MachineKind.MACHINE_GUID: Words("系统标识（Windows）", "Machine GUID"),
    MachineKind.PLATFORM_UUID: Words("硬件标识（macOS）", "Platform UUID"),
    MachineKind.HOST: Words("主机名与文件系统（较弱）", "Host name and file system (weaker)"),
}

_VERIFICATION: Mapping[Enum, Words] = {
    Verdict.INTACT: Words("内容完整，未被改动", "Intact"),
    Verdict.CHANGED: Words("签名后有允许的改动", "Changed as the document permits"),
    Verdict.ALTERED: Words("签名后内容被改动", "Altered after signing"),
    Verdict.INVALID: Words("签名无效", "Invalid signature"),
    Verdict.UNSIGNED: Words("没有电子签名", "Not signed"),
    Verdict.ERROR: Words("无法判定", "Cannot be judged"),
    Trust.TRUSTED: Words("签署者可信", "Signer trusted"),
    Trust.UNTRUSTED: Words("签署者不可信", "Signer not trusted"),
    Trust.UNKNOWN: Words("签署者身份未知", "Signer unknown"),
    Revocation.GOOD: Words("证书未吊销", "Not revoked"),
    Revocation.REVOKED: Words("证书已吊销", "Revoked"),
    Revocation.NOT_CHECKED: Words("未查吊销状态", "Revocation not checked"),
    TimeStanding.PROVEN: Words("时间有可信时间戳", "Time proven by a timestamp"),
    TimeStanding.CLAIMED: Words("时间由签署方自述", "Time as claimed by the signer"),
}

# Enums compare by identity and value: StrEnum members of different enums with one value are equal, so each
# enum has a table of its own.
NAMES: Mapping[type[Enum], Mapping[str, Words]] = {
    kind: {member.name: words for member, words in table.items() if type(member) is kind}
    for table in (
        _SEALS,
        BATCHES,
        LIFE,
        IMPORTS,
        CONVERSIONS,
        ESEALS,
        ACTIONS,
        CONDITIONS,
        ORIGINS,
        MEANS,
        _CUSTODY,
        _LIFE,
        _IMAGES,
        _PEOPLE,
        _REQUESTS,
        _ACTS,
        _ACROSS,
        _DOWN,
        _LEDGER,
        _TOKENS,
        _CERTIFICATES,
        _WORKSTATION,
        _VERIFICATION,
    )
    for kind in {type(member) for member in table}
}
