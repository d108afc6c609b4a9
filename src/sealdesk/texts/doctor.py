"""What the doctor finds, and what the command line warns of."""

from __future__ import annotations

from collections.abc import Mapping

from sealdesk.texts.wording import Words

DOCTOR: Mapping[str, Words] = {
    "doctor.python": Words("Python 版本", "Python"),
    "doctor.window": Words("窗口组件", "Window components"),
    "doctor.pkcs11": Words("密钥组件", "Token components"),
    "doctor.server": Words("审计中心组件", "Audit endpoint components"),
    "doctor.typeface": Words("印章字体（宋体）", "Typeface of the seals (Song style)"),
    "doctor.program": Words("外部程序", "Program"),
    "doctor.smart_card_service": Words(
        "智能卡服务（读卡器和部分密钥需要）", "Smart card service (readers and some USB keys need it)"
    ),
    "doctor.memory_private": Words(
        "崩溃转储已关闭，其他程序不能读取本程序内存",
        "No core dumps; other programs cannot read this program's memory",
    ),
    "doctor.module_present": Words(
        "本机有此 PKCS#11 模块，尚未启用", "This PKCS#11 module is on the machine and not in use yet"
    ),
    "doctor.settings_lines": Words("或在 settings.toml 中加入：", "or add to settings.toml:"),
    "doctor.fault": Words("此项检查没有完成", "This examination could not be finished"),
    "doctor.folder_open": Words(
        "工作区文件夹可被本机其他用户进入，请收紧权限",
        "Other users of this machine can enter the workspace's folder; close it",
    ),
    "doctor.folder_read_only": Words(
        "工作区文件夹只能读取，不能用印", "The workspace's folder can be read only"
    ),
    "doctor.here": Words("工作区在其登记的工作站上", "The workspace is on the machine it was enrolled on"),
    "doctor.elsewhere": Words(
        "工作区在另一台机器上登记：此处只能查看和验证，不能用印",
        "The workspace was enrolled on another machine: here it can be read and verified, not stamp",
    ),
    "doctor.not_enrolled": Words("工作区没有登记工作站", "The workspace is not enrolled on any machine"),
    "doctor.workstation_key": Words("工作站密钥", "The workstation's key"),
    "doctor.carrier": Words("印章介质文件夹", "Folder of the seal carrier"),
    "doctor.destroyed_seal": Words(
        "已销毁的印章在保险库中仍有文件，请手工删除",
        "A destroyed seal still lies in the vault; delete its file",
    ),
    "doctor.token_registered": Words(
        "口令已由持有人在本工作站修改", "Its PIN was set by its holder on this workstation"
    ),
    "doctor.token_unregistered": Words(
        "尚未在本工作站登记：请先修改口令，之后才能用印",
        "Not registered on this workstation: change its PIN before it can stamp",
    ),
    "doctor.pin_locked": Words(
        "口令已锁定，需用解锁码解锁", "Its PIN is locked; the unblocking code is needed"
    ),
    "doctor.pin_initial": Words("口令还是初始口令，请先修改", "Its PIN is the initial one; change it first"),
    "doctor.pin_tries_low": Words("口令剩余尝试次数不多", "Few tries of its PIN are left"),
    "doctor.expiry": Words("到期提醒", "Ends soon"),
    "doctor.bundle": Words("诊断包已保存", "The diagnostic bundle was saved"),
    "doctor.workspace": Words("工作区", "Workspace"),
    "doctor.secrets_in_files": Words(
        "密钥按明确选择保存在文件中（仅限本人读取），未使用系统密钥环",
        "Keys lie in files only their owner can read, by explicit choice, not in the keyring",
    ),
    "doctor.keyring": Words("系统密钥环", "Keyring"),
    "doctor.registers": Words("人员、制度与信任登记", "People, policy and trust registers"),
    "doctor.role_exception": Words(
        "按制度例外兼任不相容角色", "Has roles that keep apart, by an exception of the policy"
    ),
    "doctor.person_locked": Words(
        "密码连续输错，暂不能登录", "Cannot sign in for now: too many wrong passwords"
    ),
    "doctor.module": Words("已启用的 PKCS#11 模块", "PKCS#11 module in use"),
    "doctor.tokens": Words("密钥无法读取", "Tokens cannot be read"),
    "doctor.token_in_use": Words(
        "密钥正在使用中，未作检查；先锁定再检查可得到完整结果",
        "The token is in use and was left alone; lock it first to have it examined",
    ),
    "doctor.no_token": Words("未插入密钥", "No token is plugged in"),
    "doctor.token": Words("密钥", "Token"),
    "doctor.ledger": Words("用印记录条数", "Ledger entries"),
    "place.blank_page": Words("印章盖在空白页上。页码：", "A seal is on a blank page. Page:"),
    "place.touching": Words("印章之间相交或相切。页码：", "Seals touch one another. Pages:"),
    "place.fitted_to_small_page": Words(
        "页面过小，印章已移入页面并按需缩小，不再是真实尺寸。页码：",
        "The page is too small: the seal was moved inside and, where needed, shrunk below its true size. Page:",
    ),
}
