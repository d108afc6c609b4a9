"""Troubles with the life of seals and their attachments."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

SEAL_ERRORS: ErrorTexts = {
    ErrorCode.SEAL_STEP_IMPOSSIBLE: (
        T(
            "印章现在的状态不能办理此事",
            "印章“{seal}”的状态为“{state}”，不能{step}。",
            "[“{taken}”此前已经办理，无需再办。][现在可以办理：{possible}。]办理过程见 seals life 或印章页。",
        ),
        T(
            "This step is not possible in the seal's state",
            "Seal “{seal}” is in the state “{state}”; the step “{step}” is not possible from there.",
            "[The step “{taken}” was taken before. ][Possible now: {possible}. ]See `seals life`, or the window.",
        ),
    ),
    ErrorCode.SEAL_PICTURE_UNSEEN: (
        T(
            "尚未查看印章图像",
            "办理“{step}”的人须先看过印章“{seal}”的图像。",
            "请先用 seals test-sheet 查看图像，再加 {option} 办理；或在窗口中复核、启用。",
        ),
        T(
            "The seal's picture was not looked at",
            "Whoever signs the step “{step}” of seal “{seal}” has looked at its picture first.",
            "Look at it with `seals test-sheet`, then say {option}; or take the step in the window.",
        ),
    ),
    ErrorCode.SEAL_STEP_INCOMPLETE: (
        T("办理内容不完整", "印章“{seal}”{step}还缺少：{lacking}。", "请补齐后再办理。"),
        T(
            "Something is missing for this step",
            "For the step “{step}” of seal “{seal}” there is still missing: {lacking}.",
            "Add it and take the step again.",
        ),
    ),
    ErrorCode.SEAL_SIGNERS_WRONG: (
        T("签署人不符合规定", "{step}须由以下人员签署：{signers}。", "请由规定的人员各自输入密码签署。"),
        T(
            "Not the people who have to sign",
            "The step “{step}” is signed by: {signers}.",
            "Have these people sign, each with their own password.",
        ),
    ),
    ErrorCode.SEAL_SAME_PERSON: (
        T(
            "须由另一人办理",
            "“{person}”是申请人或图像制作人，不能再{step}。",
            "请由另一位有权限的人员办理。",
        ),
        T(
            "Somebody else has to do this",
            "“{person}” applied for the seal or made its picture, and cannot sign the step “{step}” as well.",
            "Have another entitled person do it.",
        ),
    ),
    ErrorCode.SEAL_LOST: (
        T(
            "印章已挂失",
            "印章“{seal}”已登记遗失，不能{step}。",
            "请补办新的印章并办理更换，或注销该印章。",
        ),
        T(
            "The seal was reported lost",
            "Seal “{seal}” was reported lost; the step “{step}” is not possible any more.",
            "Have a new seal made that replaces it, or cancel it.",
        ),
    ),
    ErrorCode.SEAL_ID_TAKEN: (
        T("印章编号已被使用", "编号“{seal}”已属于另一枚印章。", "请另选编号，或由程序自动编号。"),
        T(
            "This seal id is taken",
            "“{seal}” is the id of another seal already.",
            "Choose another id, or let the program choose one.",
        ),
    ),
    ErrorCode.SEAL_CUSTODIAN_UNFIT: (
        T(
            "此人不能担任保管人",
            "“{person}”不是公章管理员，或兼任管理、审批、审计职责。",
            "请指定一位不兼任这些职责的公章管理员。",
        ),
        T(
            "This person cannot be the custodian",
            "“{person}” is no custodian, or manages, decides or audits as well.",
            "Name a custodian who does none of these.",
        ),
    ),
    ErrorCode.SEAL_SUCCESSOR_WRONG: (
        T(
            "替换的印章不符",
            "“{successor}”不能替换“{seal}”：须是同一单位、同一种类的另一枚有效印章。",
            "请先申请并制作新的印章，再填写其编号。",
        ),
        T(
            "That seal cannot take its place",
            "“{successor}” cannot replace “{seal}”: it has to be another living seal of the same holder and kind.",
            "Have a new seal applied for and made first, then name its id.",
        ),
    ),
    ErrorCode.SEAL_PICTURE_SIZE: (
        T(
            "图像尺寸与申请不符",
            "图像为 {width_mm} × {height_mm} mm，“{seal}”申请的尺寸为 {asked_width_mm} × {asked_height_mm} mm。",
            "请按申请的尺寸绘制或导入图像。",
        ),
        T(
            "The picture has another size than was asked for",
            "It is {width_mm} × {height_mm} mm; for “{seal}” {asked_width_mm} × {asked_height_mm} mm was asked for.",
            "Draw or import the picture at the size that was asked for.",
        ),
    ),
    ErrorCode.SEAL_COUNTERS_WRONG: (
        T(
            "清点须由两人签署",
            "清点印章须由两位不同的人员共同签署，其中一位是管理员或审计员。",
            "请另一位人员也输入密码。",
        ),
        T(
            "Two people count the seals",
            "A count is signed by two different people, one of whom administers or audits.",
            "Have another person enter their password as well.",
        ),
    ),
    ErrorCode.SEAL_COUNT_WRONG: (
        T("不在清点范围", "“{seal}”不是应清点的印章。", "请核对编号：只清点已制作、尚未注销的印章。"),
        T(
            "This seal is not among those to count",
            "“{seal}” is none of the seals that are counted.",
            "Check its id: seals that are made and not cancelled are counted.",
        ),
    ),
    ErrorCode.SEAL_STATEMENT_BROKEN: (
        T(
            "印章办理记录的签署无效",
            "印章“{seal}”的一条记录（{entry}）没有有效签署，或与签署内容不符。",
            "请停用该印章并报告系统管理员，检查用印记录。",
        ),
        T(
            "A step of the seal is not validly signed",
            "An entry ({entry}) of seal “{seal}” lacks a valid signature, or is not what was signed.",
            "Do not use the seal; tell the system administrator and check the ledger.",
        ),
    ),
    ErrorCode.ATTACHMENT_UNKNOWN: (
        T("没有这份附件", "工作区中没有附件 {sha256}。", "请核对附件编号，或从备份恢复。"),
        T(
            "There is no such attachment",
            "The workspace has no attachment {sha256}.",
            "Check its digest, or restore it from a backup.",
        ),
    ),
    ErrorCode.ATTACHMENT_BROKEN: (
        T("附件已损坏", "附件 {sha256} 与登记的内容不符，或无法解密。", "请从备份恢复该附件。"),
        T(
            "The attachment is damaged",
            "Attachment {sha256} is not what was registered, or does not decrypt.",
            "Restore it from a backup.",
        ),
    ),
    ErrorCode.ATTACHMENT_TOO_LARGE: (
        T("附件过大", "“{path}”超过 {limit_mb} MB。", "请压缩或拆分后再添加。"),
        T(
            "The attachment is too large",
            "“{path}” is larger than {limit_mb} MB.",
            "Make it smaller or split it, then attach it again.",
        ),
    ),
    ErrorCode.ATTACHMENT_NOT_WRITABLE: (
        T("附件无法保存", "“{path}”无法写入[：{reason}]。", "请检查磁盘空间和文件夹权限。"),
        T(
            "The attachment cannot be kept",
            "“{path}” cannot be written[: {reason}].",
            "Check the disk's space and the folder's permissions.",
        ),
    ),
    ErrorCode.SEAL_PICTURE_FAINT: (
        T(
            "印章图像过淡",
            "[“{seal}”的]图像中饱满的印色太少，无法写入用印记录，因此不能加盖。",
            "请用更清晰的图像制作该印章的新版本，再行用印。",
        ),
        T(
            "The seal's picture is too faint",
            "The picture[ of “{seal}”] has too little full ink to carry the record of its use, so it is not pressed.",
            "Make a new version of the seal from a clearer picture, then stamp again.",
        ),
    ),
    ErrorCode.SEAL_DESIGN_WRONG: (
        T(
            "印章设计有误",
            "设计中的这一项无法使用[（{path}）]：{field}。它缺失、写法不对或超出范围。",
            "请改正该项后重新绘制。",
        ),
        T(
            "The design of the seal is wrong",
            "This of the design[ in “{path}”] cannot be used: {field}. It is missing, malformed or out of its range.",
            "Correct it and draw again.",
        ),
    ),
    ErrorCode.SEAL_CHARACTER_MISSING: (
        T(
            "字体中没有这个字",
            "印章字体中没有“{character}”[（{unicode}）]，或该文字需要连写，程序不能绘制。",
            "请核对用字；连写的民族文字请导入已有的印章图像。",
        ),
        T(
            "The typeface lacks a character",
            "The seal's typefaces lack “{character}”[ ({unicode})], or its script joins letters, which is not drawn.",
            "Check the text; for scripts that join letters, import a picture of the seal instead.",
        ),
    ),
    ErrorCode.SEAL_EMBLEM_WRONG: (
        T(
            "徽标无法使用",
            "“{path}”不能作为印章徽标[：{reason}]。",
            "请提供只含单色填充路径的 SVG（文字、线条先转为路径）。",
        ),
        T(
            "The emblem cannot be used",
            "“{path}” cannot be a seal's emblem[: {reason}].",
            "Give an SVG of filled paths in one colour; turn text and strokes into paths first.",
        ),
    ),
}
