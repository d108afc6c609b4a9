"""What the doctor finds, and what the command line warns of."""

from __future__ import annotations

from collections.abc import Mapping

from sealdesk.texts.wording import Words

DOCTOR: Mapping[str, Words] = {
    "doctor.python": Words("Python 版本", "Python"),
    "doctor.window": Words("窗口组件", "Window components"),
    "doctor.pkcs11": Words("密码设备组件", "Token components"),
    "doctor.server": Words("审计中心组件", "Audit endpoint components"),
    "doctor.typeface": Words("印章字体（宋体）", "Typeface of the seals (Song style)"),
    "doctor.program": Words("外部程序", "Program"),
    "doctor.module_present": Words(
        "本机有此 PKCS#11 模块，可在 settings.toml 中启用",
        "This PKCS#11 module is on the machine; name it in settings.toml to use it",
    ),
    "doctor.workspace": Words("工作区", "Workspace"),
    "doctor.secrets_in_files": Words(
        "密钥按明确选择保存在文件中（仅限本人读取），未使用系统密钥环",
        "Keys lie in files only their owner can read, by explicit choice, not in the keyring",
    ),
    "doctor.keyring": Words("系统密钥环", "Keyring"),
    "doctor.registers": Words("人员、制度与信任登记", "People, policy and trust registers"),
    "doctor.module": Words("已启用的 PKCS#11 模块", "PKCS#11 module in use"),
    "doctor.tokens": Words("密码设备无法读取", "Tokens cannot be read"),
    "doctor.no_token": Words("未插入密码设备", "No token is plugged in"),
    "doctor.token": Words("密码设备", "Token"),
    "doctor.ledger": Words("用印记录条数", "Ledger entries"),
    "place.fitted_to_small_page": Words(
        "页面过小，印章已移入页面并按需缩小，不再是真实尺寸。页码：",
        "The page is too small: the seal was moved inside and, where needed, shrunk below its true size. Page:",
    ),
}
