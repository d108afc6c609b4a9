"""Facts of an error as people read them: times in local time, stored values by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum, StrEnum

from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Position
from sealdesk.model.seal import SealState
from sealdesk.model.verification import Verdict
from sealdesk.texts.names import NAMES
from sealdesk.texts.wording import Language, Words

UNKNOWN = "—"
"""Stands where a text names a fact that the error does not carry."""

_ACTS: Mapping[str, Words] = {
    "approve": Words("审批该申请", "approve this request"),
    "request": Words("申请用印", "ask for a seal"),
    "withdraw": Words("撤回该申请", "withdraw this request"),
    "seal": Words("使用该印章", "use this seal"),
    "sign in": Words("以此密钥登录", "sign in with this key"),
}

_LIMITS: Mapping[str, Words] = {
    "time": Words("超过了时限", "it exceeded the time limit"),
    "memory": Words("超过了内存限度", "it exceeded the memory limit"),
    "crash": Words("处理程序异常退出", "the process handling it crashed"),
    "size": Words("超过了大小限度", "it exceeded the size limit"),
    "depth": Words("结构嵌套过深", "its structure is nested too deep"),
}


def time_text(moment: datetime) -> str:
    """Local time on a 24-hour clock, e.g. `2026-03-05 14:07:09`."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def fact_text(name: str, value: object, language: Language) -> str:
    """One fact as it stands in a sentence."""
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, Enum):
        return member_name(value, language)
    if isinstance(value, float):
        return f"{value:g}"
    shown = _BY_NAME.get(name, _plain)
    return shown(str(value), language)


def member_name(member: Enum, language: Language) -> str:
    """The display name of an enum's member; its value where it has none."""
    words = NAMES.get(type(member), {}).get(member.name)
    return words.in_language(language) if words else str(member.value)


def _plain(value: str, language: Language) -> str:
    return value


def _of_table(table: Mapping[str, Words]) -> Callable[[str, Language], str]:
    def shown(value: str, language: Language) -> str:
        words = table.get(value)
        return words.in_language(language) if words else value

    return shown


def _of_enum(kind: type[StrEnum]) -> Callable[[str, Language], str]:
    def shown(value: str, language: Language) -> str:
        return member_name(kind(value), language) if value in tuple(kind) else value

    return shown


def _positions(value: str, language: Language) -> str:
    """`general_manager/deputy, finance_director`: of each group, one."""
    name = _of_enum(Position)
    comma, either = ("、", "或") if language is Language.ZH else (", ", " or ")
    groups = (group.split("/") for group in value.split(", "))
    return comma.join(either.join(name(position, language) for position in group) for group in groups)


_BY_NAME: Mapping[str, Callable[[str, Language], str]] = {
    "act": _of_table(_ACTS),
    "limit": _of_table(_LIMITS),
    "state": _of_enum(SealState),
    "class": _of_enum(DocumentClass),
    "verdict": _of_enum(Verdict),
    "missing": _positions,
}
