"""Troubles with finding places in a document's text."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

PLACE_ERRORS: ErrorTexts = {
    ErrorCode.PLACE_PATTERN_WRONG: (
        T(
            "正则表达式有误",
            "“{pattern}”不是有效的正则表达式[，问题在第 {position} 个字符附近]。",
            "请更正后重试；如只需查找普通文字，请改用关键字。",
        ),
        T(
            "The regular expression is wrong",
            "“{pattern}” is no regular expression[; the trouble is near character {position}].",
            "Correct it; to look for plain words, use a keyword.",
        ),
    ),
    ErrorCode.PLACE_PATTERN_SLOW: (
        T(
            "查找没有在限定时间内完成",
            "用“{pattern}”查找耗时过长，已停止。",
            "请简化正则表达式或缩小页码范围，或改用关键字。",
        ),
        T(
            "The search took too long",
            "Searching with “{pattern}” did not come to an end and was stopped.",
            "Use a simpler expression, fewer pages, or a keyword.",
        ),
    ),
    ErrorCode.PLACE_OFFICIAL_NOT_FOUND: (
        T(
            "没有找到署名和成文日期",
            "无法按公文格式确定用印位置：{why}。",
            "请按关键字定位，或指定页码和坐标。",
        ),
        T(
            "Issuer and date were not found",
            "No place can be told by the rules for official documents: {why}.",
            "Place by keyword, or name page and place.",
        ),
    ),
}
