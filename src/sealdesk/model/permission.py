"""What people do with SealDesk, as the permission matrix names it."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """A power that roles have or lack. Values appear in `PERSON_NOT_ENTITLED` and in entries."""

    # Requests and decisions.
    REQUEST = "request"  # 提出用印申请
    WITHDRAW = "withdraw"  # 撤回本人申请
    APPROVE = "approve"  # 审批
    DELEGATE_APPROVAL = "delegate_approval"  # 授权他人审批
    REGISTER_PAPER = "register_paper"  # 登记纸质审批单
    CONVERT = "convert"  # 转换文件
    PRINT = "print"  # 打印
    # The act and what follows it.
    STAMP = "stamp"  # 盖章
    CONFIRM = "confirm"  # 用印后确认
    DELIVER = "deliver"  # 登记交付
    VOID = "void"  # 作废
    # Seals.
    APPLY_FOR_SEAL = "apply_for_seal"  # 申请制作、变更、注销印章
    REVIEW_SEAL = "review_seal"  # 审核印章申请
    MAKE_SEAL = "make_seal"  # 制作印章
    DISPOSE_OF_SEAL = "dispose_of_seal"  # 恢复使用、更换、注销、销毁印章
    KEEP_SEAL = "keep_seal"  # 保管印章
    COUNT_SEALS = "count_seals"  # 清点印章
    FREEZE_SEAL = "freeze_seal"  # 冻结印章
    RECOVER_SEAL = "recover_seal"  # 恢复印章密钥
    # What everything rests on.
    CHANGE_PEOPLE = "change_people"  # 登记人员
    CHANGE_POLICY = "change_policy"  # 修改用印制度
    CHANGE_TRUST = "change_trust"  # 修改信任根、审批系统
    ENROL_WORKSTATION = "enrol_workstation"  # 登记专用电脑
    # Reading.
    READ_OWN = "read_own"  # 查看本人的申请
    READ_ALL = "read_all"  # 查看全部用印记录
    EXPORT = "export"  # 导出用印记录
    INSPECT = "inspect"  # 检查
