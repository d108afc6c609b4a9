"""Troubles with electronic seals (GB/T 38540) and with their maker."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

ESEAL_ERRORS: ErrorTexts = {
    ErrorCode.MAKER_KEY_MISSING: (
        T(
            "本工作区没有制章密钥",
            "没有找到制章者的密钥文件“{path}”。",
            "请由两名管理员先设置制章者，或从备份恢复该文件。",
        ),
        T(
            "This workspace has no seal maker's key",
            "The file of the seal maker's keys, “{path}”, is not there.",
            "Have two administrators set up the seal maker, or restore the file from a backup.",
        ),
    ),
    ErrorCode.MAKER_PASSWORD_MISSING: (
        T(
            "没有输入制章者口令",
            "制作印章要用制章者的密钥，须输入制章者口令。",
            "请在终端中输入，或用 {option} 指明口令文件。",
        ),
        T(
            "No password of the seal maker was given",
            "Seals are made with the seal maker's key, which its password opens.",
            "Type it in a terminal, or name its file with {option}.",
        ),
    ),
    ErrorCode.MAKER_PASSWORD_WRONG: (
        T("制章者口令不正确", "该口令打不开制章者的密钥，或密钥文件已损坏。", "请重新输入制章者口令。"),
        T(
            "The seal maker's password is wrong",
            "This password does not open the seal maker's keys, or their file is damaged.",
            "Enter the seal maker's password again.",
        ),
    ),
    ErrorCode.MAKER_UNTRUSTED: (
        T(
            "制章者不在信任登记中",
            "“{maker}”的制章证书没有登记，所制印章不被认可。",
            "请由两名管理员登记该制章者，或使用已登记的制章密钥。",
        ),
        T(
            "The seal maker is not registered",
            "The maker's certificate of “{maker}” is not in the trust register; its seals do not count here.",
            "Have two administrators register this maker, or use the keys of a registered one.",
        ),
    ),
    ErrorCode.MAKER_FILE_WRONG: (
        T(
            "制章证书文件不能使用",
            "“{path}”打不开，或其中的密钥和证书不能用于制章[：{reason}]。",
            "请核对该文件及其口令，或向发证机构申请可用于签名的证书。",
        ),
        T(
            "This file holds no maker's key that can be used",
            "“{path}” does not open, or its key and certificate cannot sign seals[: {reason}].",
            "Check the file and its password, or ask an authority for a certificate that permits signatures.",
        ),
    ),
    ErrorCode.ESEAL_NOT_SOUND: (
        T(
            "该电子印章未通过检查",
            "“{path}”存在以下问题：{findings}。",
            "请向制章单位核实，或先由两名管理员登记其证书，再重新办理。",
        ),
        T(
            "This electronic seal does not pass its check",
            "What stands against “{path}”: {findings}.",
            "Ask its maker, or have two administrators register the maker's certificate first.",
        ),
    ),
    ErrorCode.ESEAL_UNREADABLE: (
        T(
            "不是可读取的电子印章文件",
            "“{path}”不是电子印章文件（.esl，GB/T 38540 第 4 版），或已损坏[：{reason}]。",
            "请核对所选文件，或向制章单位重新索取电子印章文件。",
        ),
        T(
            "This is no electronic seal that can be read",
            "“{path}” is no electronic seal file (.esl, GB/T 38540 version 4), or it is damaged[: {reason}].",
            "Check that it is the right file, or ask its maker for it again.",
        ),
    ),
}
