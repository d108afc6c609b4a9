"""Troubles with the ledger, the centre, the workspace and the machine."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

WORKSPACE_ERRORS: ErrorTexts = {
    ErrorCode.LEDGER_BROKEN: (
        T(
            "用印记录校验未通过",
            "用印记录与检查点不一致，可能被改动、删除或回退[：{reason}]。",
            "请立即停止用印，保留现状，并报告审计人员。",
        ),
        T(
            "The ledger does not hold",
            "The ledger disagrees with its checkpoint; perhaps edited, cut or rolled back[: {reason}].",
            "Stop sealing, leave everything as it is, and tell the auditor at once.",
        ),
    ),
    ErrorCode.LEDGER_BUSY: (
        T("用印记录正被占用", "另一个程序正在写入用印记录。", "请稍候再试。"),
        T("The ledger is busy", "Another program is writing to the ledger.", "Try again in a moment."),
    ),
    ErrorCode.LEDGER_DISK_FULL: (
        T("磁盘已满，无法写入用印记录", "没有记录就不能用印；本次操作已停止。", "请清理磁盘空间后重试。"),
        T(
            "The disk is full; the ledger cannot be written",
            "Nothing is stamped without its entry; the operation was stopped.",
            "Make room on the disk and try again.",
        ),
    ),
    ErrorCode.LEDGER_IO_ERROR: (
        T(
            "用印记录读写失败",
            "读写用印记录时设备报错[：{reason}]。",
            "请检查磁盘；仍不能恢复时，请联系系统管理员。",
        ),
        T(
            "The ledger could not be read or written",
            "The device reported an error[: {reason}].",
            "Check the disk; if it persists, tell the system administrator.",
        ),
    ),
    ErrorCode.LEDGER_TOO_NEW: (
        T("用印记录由更新的版本写成", "当前程序版本不能读写这份用印记录。", "请升级程序。"),
        T(
            "The ledger is from a newer version",
            "This version cannot read or write it.",
            "Update the program.",
        ),
    ),
    ErrorCode.CENTRE_NOT_CONFIGURED: (
        T(
            "尚未设置审计中心",
            "本工作区没有设置审计中心的地址。",
            "用印不受影响；需要同步时请系统管理员设置。",
        ),
        T(
            "No audit centre is configured",
            "This workspace names no audit centre.",
            "Sealing is not affected; have the centre configured to sync.",
        ),
    ),
    ErrorCode.CENTRE_ADDRESS_WRONG: (
        T("审计中心的地址有误", "“{url}”不能作为审计中心的地址[：{reason}]。", "请系统管理员更正设置。"),
        T(
            "The centre's address is wrong",
            "“{url}” cannot be an audit centre's address[: {reason}].",
            "Have the setting corrected.",
        ),
    ),
    ErrorCode.CENTRE_UNREACHABLE: (
        T("无法连接审计中心", "“{url}”没有应答[：{reason}]。", "用印记录已保存在本机；网络恢复后会补送。"),
        T(
            "The audit centre cannot be reached",
            "“{url}” does not answer[: {reason}].",
            "The entries are safe here and will be sent when the network is back.",
        ),
    ),
    ErrorCode.CENTRE_REFUSED: (
        T("审计中心拒绝接收", "审计中心拒绝了请求[：{reason}]。", "请系统管理员核对工作站的登记和凭据。"),
        T(
            "The audit centre refused",
            "The centre refused the request[: {reason}].",
            "Have this workstation's registration and credential checked.",
        ),
    ),
    ErrorCode.CENTRE_ANSWER_WRONG: (
        T(
            "审计中心的应答不可信",
            "应答的签名或内容校验未通过[：{reason}]。",
            "请勿采信，并报告系统管理员；记录仍视为未送达。",
        ),
        T(
            "The centre's answer does not hold",
            "Its signature or content does not verify[: {reason}].",
            "Tell the system administrator; the entries count as not delivered.",
        ),
    ),
    ErrorCode.CENTRE_FORK: (
        T(
            "本机记录与审计中心不一致",
            "审计中心保存的记录与本机不同[，自第 {index} 条起]。",
            "请立即停止用印，保留现状，并报告审计人员。",
        ),
        T(
            "This ledger and the centre's disagree",
            "The centre holds other entries than this workstation[, from entry {index} on].",
            "Stop sealing, leave everything as it is, and tell the auditor at once.",
        ),
    ),
    ErrorCode.WINDOW_NO_DISPLAY: (
        T(
            "没有可用的显示器",
            "窗口需要图形桌面，这里没有。",
            "请在图形桌面中打开，或使用命令行（sealdesk --help）。",
        ),
        T(
            "There is no display",
            "The window needs a graphical desktop, and there is none here.",
            "Open it on a desktop, or use the command line (sealdesk --help).",
        ),
    ),
    ErrorCode.WORKSPACE_MISSING: (
        T(
            "尚未建立工作区",
            "“{home}”中没有工作区资料。",
            "试用请执行：sealdesk demo <文件夹>；正式使用请系统管理员建立。",
        ),
        T(
            "There is no workspace",
            "There is no workspace at “{home}”.",
            "To try it out, run: sealdesk demo <folder>; for real use, have one set up.",
        ),
    ),
    ErrorCode.WORKSPACE_NOT_EMPTY: (
        T("文件夹不是空的", "“{home}”中已有文件，不会被覆盖。", "请另选一个空文件夹。"),
        T(
            "The folder is not empty",
            "“{home}” has files, which are never replaced.",
            "Choose an empty folder.",
        ),
    ),
    ErrorCode.WORKSPACE_BROKEN: (
        T("工作区资料有误", "“{path}”无法使用[：{reason}]。", "请系统管理员从备份恢复。"),
        T(
            "The workspace is damaged",
            "“{path}” cannot be used[: {reason}].",
            "Have it restored from the backup.",
        ),
    ),
    ErrorCode.WORKSPACE_NOT_PRACTICE: (
        T(
            "该文件夹不是本程序建立的练习工作区",
            "“{path}”中没有本程序建立练习工作区时写入的标记，未删除任何内容。",
            "请查看其中的内容；确认不再需要的，请自行移走或删除，再开始练习。",
        ),
        T(
            "This folder is no practice workspace of this program",
            "“{path}” lacks the mark that this program writes when it begins one. Nothing was deleted.",
            "Look at what is in it; move it away or delete it yourself if nobody needs it, then practise again.",
        ),
    ),
    ErrorCode.WORKSPACE_BUSY: (
        T("工作区已在另一处打开", "同一工作区同一时间只能打开一次。", "请切换到已打开的窗口，或先将其关闭。"),
        T(
            "The workspace is open elsewhere",
            "A workspace is open once at a time.",
            "Use the window that is open, or close it first.",
        ),
    ),
    ErrorCode.WORKSPACE_ELSEWHERE: (
        T(
            "工作区登记在另一台计算机上",
            "“{home}”不是在本机登记的[（{reason}）]。为免出现两份用印记录，在本机只能查阅和验证，不能用印或登记。",
            "请在原计算机上用印；确需换机的，请两位管理员执行 sealdesk workspace move。",
        ),
        T(
            "This workspace belongs to another computer",
            "“{home}” was not enrolled on this one[ ({reason})]. It can be read and verified here, but nothing"
            " is stamped or recorded, so that no second history of it begins.",
            "Stamp on its own computer; to move it here for good, two administrators run: sealdesk workspace move.",
        ),
    ),
    ErrorCode.WORKSPACE_NOT_ENROLLED: (
        T(
            "工作区尚未在本机登记",
            "“{home}”没有与本机及其密钥相符的登记，不能确认可以在此用印。",
            "请两位管理员执行 sealdesk workspace move 完成登记。",
        ),
        T(
            "This workspace is not enrolled",
            "“{home}” has no enrolment that fits this computer and its key.",
            "Have two administrators enrol it: sealdesk workspace move.",
        ),
    ),
    ErrorCode.SETTINGS_WRONG: (
        T("设置有误", "“{path}”中的设置无法使用[：{reason}]。", "请系统管理员更正该设置。"),
        T(
            "A setting is wrong",
            "The settings in “{path}” cannot be used[: {reason}].",
            "Have the setting corrected.",
        ),
    ),
    ErrorCode.SECRET_STORE_MISSING: (
        T(
            "没有可用的系统密钥环",
            "本机密钥保存在系统密钥环中，而它不可用[：{reason}]。",
            "请登录桌面会话并解锁密钥环；新建工作区时也可用 --secrets files 明确选择以文件保存，安全性较低。",
        ),
        T(
            "No keyring is available",
            "This workstation's keys lie in the system keyring, which is not available[: {reason}].",
            "Sign in to a desktop session with an unlocked keyring; a new workspace may also keep them in files,"
            " which is less safe and an explicit choice: --secrets files.",
        ),
    ),
    ErrorCode.SECRET_MISSING: (
        T("缺少本机密钥", "没有找到名为“{name}”的密钥或凭据。", "请系统管理员重新登记本工作站。"),
        T(
            "A key of this workstation is missing",
            "There is no secret “{name}”.",
            "Have the workstation enrolled anew.",
        ),
    ),
    ErrorCode.TOOL_MISSING: (
        T("缺少所需组件", "没有找到“{tool}”。", "请安装后重试；执行 sealdesk doctor 可查看缺少什么。"),
        T(
            "A component is missing",
            "“{tool}” was not found.",
            "Install it; `sealdesk doctor` lists what is missing.",
        ),
    ),
    ErrorCode.PIN_FILE_FORBIDDEN: (
        T("不得从文件读取口令", "只有试用工作区可以从文件读取口令。", "请在窗口或终端中输入口令。"),
        T(
            "No PIN from a file here",
            "Only an evaluation workspace reads a PIN from a file.",
            "Enter the PIN in the window or the terminal.",
        ),
    ),
    ErrorCode.USAGE_WRONG: (
        T("填写有误", "请检查：{what}。", "请更正后重试。"),
        T("Something is filled in wrongly", "Please check: {what}.", "Correct it and try again."),
    ),
    ErrorCode.PROGRAM_INTERRUPTED: (
        T("操作已中断", "操作在完成之前被中断。", "请核对用印记录后再重新办理。"),
        T(
            "Interrupted",
            "The operation was stopped before its end.",
            "Look at the ledger before you start again.",
        ),
    ),
    ErrorCode.PROGRAM_FAULT: (
        T("程序出错", "发生了程序没有预料到的错误：{kind}（{place}）。", "请将这一行告知技术支持。"),
        T(
            "A fault in the program",
            "Something happened that the program does not know: {kind} ({place}).",
            "Tell support this line.",
        ),
    ),
}
