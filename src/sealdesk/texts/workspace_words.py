"""What is said about a workspace, line by line."""

from __future__ import annotations

from collections.abc import Mapping

from sealdesk.texts.wording import Language, Words

WORKSPACE: Mapping[str, Words] = {
    "home": Words("位置", "Folder"),
    "organisation": Words("单位", "Organisation"),
    "workstation": Words("工作站", "Workstation"),
    "evaluation": Words("用途", "Purpose"),
    "where": Words("本机", "This computer"),
    "machine": Words("识别依据", "Recognised by"),
    "enrolled": Words("登记", "Enrolled"),
    "secrets": Words("密钥存放", "Keys lie in"),
    "vault": Words("印章载体", "Seal carrier"),
    "registers": Words("登记版本", "Registers"),
    "ledger": Words("用印记录条数", "Ledger entries"),
    "modules": Words("密钥驱动", "PKCS#11 modules"),
    "centre": Words("审计中心", "Audit centre"),
}

PRACTICE = Words("评估、练习", "Practice")
REAL = Words("正式使用", "Real use")
KEYRING = Words("系统密钥环", "The system keyring")
FILES = Words(
    "文件（仅限本人读取，按明确选择；安全性低于密钥环）",
    "Files only their owner can read, by explicit choice; less safe than the keyring",
)
INSIDE = Words("工作区文件夹内", "Inside the workspace")
NOT_RECORDED = Words(
    "工作区登记在另一台计算机上，本次导出未写入用印记录",
    "This workspace belongs to another computer: the export was not recorded in its ledger",
)
OLD_COPY = Words(
    "工作区已登记到本机。请删除原计算机上的副本，并重新向审计中心登记（sealdesk sync --enrol）。",
    "The workspace is enrolled here. Remove its copy on the old computer, and enrol anew with the audit centre, if"
    " there is one (sealdesk sync --enrol).",
)


def label(name: str, language: Language) -> str:
    """What a line of the account is about."""
    return WORKSPACE[name].in_language(language)
