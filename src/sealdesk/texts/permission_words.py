"""Words of the permission matrix: what people do with SealDesk."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from sealdesk.model.permission import Action
from sealdesk.policy.permissions import Condition
from sealdesk.texts.wording import Words

ACTIONS: Mapping[Enum, Words] = {
    Action.REQUEST: Words("提出用印申请", "Ask for a seal"),
    Action.WITHDRAW: Words("撤回本人申请", "Take back one's own request"),
    Action.APPROVE: Words("审批用印申请", "Decide on requests"),
    Action.DELEGATE_APPROVAL: Words("授权他人审批", "Let another decide in one's place"),
    Action.REGISTER_PAPER: Words("登记纸质审批单", "Register a paper approval"),
    Action.CONVERT: Words("转换文件为 PDF", "Convert files to PDF"),
    Action.PRINT: Words("打印文件", "Print documents"),
    Action.STAMP: Words("盖章", "Stamp"),
    Action.CONFIRM: Words("用印后确认", "Confirm after stamping"),
    Action.DELIVER: Words("登记交付", "Note the delivery"),
    Action.VOID: Words("作废用印", "Declare a use void"),
    Action.APPLY_FOR_SEAL: Words("申请制作、变更、注销印章", "Apply for a seal, its change or cancellation"),
    Action.REVIEW_SEAL: Words("审核印章申请", "Review seal applications"),
    Action.MAKE_SEAL: Words("制作、发放印章", "Make and issue seals"),
    Action.DISPOSE_OF_SEAL: Words("恢复、更换、注销、销毁印章", "Resume, replace, cancel, destroy seals"),
    Action.KEEP_SEAL: Words("保管印章", "Keep seals"),
    Action.COUNT_SEALS: Words("清点印章", "Count the seals"),
    Action.FREEZE_SEAL: Words("挂失、冻结印章", "Report a seal lost, freeze it"),
    Action.RECOVER_SEAL: Words("恢复印章密钥", "Recover a seal's key"),
    Action.CHANGE_PEOPLE: Words("登记人员", "Register people"),
    Action.CHANGE_POLICY: Words("修改用印制度", "Change the policy"),
    Action.CHANGE_TRUST: Words("设置信任根与审批系统", "Set trust roots and approval systems"),
    Action.ENROL_WORKSTATION: Words("登记专用电脑", "Enrol the workstation"),
    Action.READ_OWN: Words("查看本人的申请", "Read one's own requests"),
    Action.READ_ALL: Words("查看全部用印记录", "Read the whole ledger"),
    Action.EXPORT: Words("导出用印记录", "Export the ledger"),
    Action.INSPECT: Words("检查用印", "Inspect"),
}

CONDITIONS: Mapping[Enum, Words] = {
    Condition.AS_DEPUTY: Words("仅在代管期间", "only while deputy keeper"),
    Condition.TOGETHER: Words("须两人共同办理", "two people together"),
    Condition.BY_POSITION: Words("按职务", "by position"),
    Condition.OWN: Words("仅限本人", "their own only"),
}
