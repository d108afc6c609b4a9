"""Facts of an error as people read them: times in local time, stored values by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum, StrEnum

from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Position, Role
from sealdesk.model.request import ApprovalMeans
from sealdesk.model.seal import SealState
from sealdesk.model.seal_life import LifeAction
from sealdesk.model.verification import Verdict
from sealdesk.policy.pin_rules import PinFault
from sealdesk.policy.seal_life import Party
from sealdesk.texts.eseal_words import CAUSES as ESEAL_CAUSES
from sealdesk.texts.eseal_words import FINDINGS
from sealdesk.texts.field_words import design_field_text, filled_in_text
from sealdesk.texts.life_words import LACKING, MAY_NOT
from sealdesk.texts.names import NAMES
from sealdesk.texts.permission_words import ACTIONS
from sealdesk.texts.place_words import WHY_NOT
from sealdesk.texts.reasons import REASONS
from sealdesk.texts.wording import Language, Words

_KINDS: Mapping[str, Words] = {
    "certificate": Words("证书", "certificate"),
    "crl": Words("证书吊销列表", "revocation list"),
}

_CAUSES: Mapping[str, Words] = {
    "plain_http": Words("须使用 HTTPS", "it must use HTTPS"),
    "no_url": Words("不是网址", "it is not a URL"),
    "credential_in_url": Words("地址中不得含有凭据", "it must not contain a credential"),
    "ca_file": Words("CA 证书文件无法读取", "the CA file cannot be read"),
    "certificate": Words("服务器证书未通过验证", "the server's certificate does not verify"),
    "key_usage": Words("密钥用法", "key usage"),
    "extended_key_usage": Words("扩展密钥用法", "extended key usage"),
    "key": Words("公钥格式不正确", "the key is malformed"),
    "format": Words("格式不正确", "its format is wrong"),
    "emblem strokes": Words("含有描边线条", "it has strokes"),
    "emblem text": Words("含有文字", "it has text"),
    "emblem pictures": Words("含有位图", "it has pictures"),
    "emblem clips": Words("含有剪裁或蒙版", "it has clips or masks"),
    "emblem shades": Words("含有渐变、图案或滤镜", "it has gradients, patterns or filters"),
    "emblem style sheet": Words("使用了样式表", "it uses a style sheet"),
    "emblem white over ink": Words("白色覆盖在其他形状之上", "white lies over other shapes"),
    "emblem empty": Words("没有可用的形状", "it has no shapes"),
    "emblem no svg": Words("不是可读的 SVG", "it is no SVG that can be read"),
    "too_large": Words("内容过大", "it is too large"),
    "not_http": Words("应答不是 HTTP", "the answer is not HTTP"),
    "broken_off": Words("连接中断", "the connection broke off"),
    "older_head": Words("其记录比已确认的更旧", "it has forgotten what it acknowledged"),
    "readable_by_others": Words("其他用户可以读取", "others can read it"),
    "signatures": Words("签名数量不足", "too few signatures"),
    "not the one in force": Words("不是现行版本", "it is not the one in force"),
    "damaged": Words("文件损坏或不完整", "the file is damaged or not whole"),
    "no PDF": Words("转换程序没有生成 PDF", "the converter made no PDF"),
    "changed": Words("内容被改动", "it was changed"),
    "sheet": Words(
        "审批人所见的不是本机导出的申请", "the approver was shown another request than was sent out"
    ),
    "another seal's": Words("是另一枚印章的文件", "it is another seal's file"),
    "trial": Words("试解未成功", "a trial did not open it"),
    "picture": Words("不是制章者签署的图像", "the picture is not the one its maker signed"),
    "checkpoint does not fit": Words("检查点不符", "a checkpoint does not fit"),
    "hash missing": Words("缺少哈希值", "a hash is missing"),
    "leaf hash": Words("记录与哈希值不符", "an entry does not fit its hash"),
    "bytes before the header": Words("文件头之前有多余数据", "bytes before the header"),
    "the page tree runs in a circle": Words("页面树成环", "the page tree runs in a circle"),
    "the form's fields run in a circle": Words("表单域成环", "the form's fields run in a circle"),
    "opened by certificates": Words("须以证书打开", "opened by certificates"),
    "integrity code of the encryption": Words("加密的完整性校验码有误", "integrity code of the encryption"),
    "integrity code (ISO/TS 32004)": Words("带完整性校验码（ISO/TS 32004）", "integrity code (ISO/TS 32004)"),
    "application_id": Words("不是用印记录数据库", "it is not a ledger"),
    "answer": Words("驱动给出的应答有误", "its answer makes no sense"),
    "request": Words("驱动拒绝了请求", "it refused the request"),
    "evaluation against the ledger": Words(
        "evaluation 一项与用印记录不符", "“evaluation” is not what the ledger says"
    ),
    "workstation against the ledger": Words(
        "workstation 一项与用印记录不符", "“workstation” is not what the ledger says"
    ),
    "modules_not_tables": Words(
        "modules 没有写成 [[modules]]，无法在末尾添加；请先改写或删去“modules = …”一行",
        "modules are not written as [[modules]], so none can be added; rewrite or remove the line “modules = …”",
    ),
    "path": Words("路径含有无法写入的字符", "the path has characters that cannot be written"),
    "no_machine_id": Words(
        "本机没有 machine-id，无法辨认是否为原计算机，请先恢复 /etc/machine-id",
        "this computer has no machine-id, so it cannot be recognised: restore /etc/machine-id first",
    ),
    "crash": Words("驱动异常退出", "it crashed"),
    "content incomplete": Words("页面内容不完整", "the page's content is incomplete"),
    "content unreadable": Words("页面内容无法读取", "the page's content cannot be read"),
    "blends in grey": Words("页面只以灰度混合颜色", "the page blends in grey alone"),
    "field on no page": Words("它不在任何页面上", "it is on no page"),
    "field invisible": Words("它在页面上没有大小", "it has no size on its page"),
    "field widgets": Words("它在页面上出现多处", "it shows in several places"),
    "field seed values": Words(
        "它规定了本系统不能满足的签名要求", "it demands of its signature what this program cannot give"
    ),
    "no whole impression": Words(
        "本次没有可放入其中的完整印迹", "no whole impression is placed that could fill it"
    ),
    **ESEAL_CAUSES,
}

_CRASH = "crash, "
_NOT_LOADED = "OS exception while loading"
_LOADING = Words(
    "驱动文件无法装入，可能已损坏或与本机不符",
    "its file cannot be loaded; it may be damaged or made for another machine",
)

UNKNOWN = "—"
"""Stands where a text names a fact that the error does not carry."""

_ACTS: Mapping[str, Words] = {
    **{
        str(one.value): Words(words.zh, words.en[:1].lower() + words.en[1:]) for one, words in ACTIONS.items()
    },
    "approve": Words("审批该申请", "approve this request"),
    "request": Words("申请用印", "ask for a seal"),
    "withdraw": Words("撤回该申请", "withdraw this request"),
    "seal": Words("使用该印章", "use this seal"),
    "batch": Words("查看确认该印章的批次", "confirm documents of a batch with this seal"),
    "sign in": Words("以此密钥登录", "sign in with this key"),
    "vault": Words("变更该印章的保管", "change who keeps this seal"),
    "recover": Words("恢复该印章", "recover this seal"),
    "keep": Words("保管该印章", "keep this seal"),
    "hand over": Words("交出该印章", "hand this seal over"),
    "delegate": Words("批准该印章的代管", "approve a deputy for this seal"),
    "take back": Words("收回该印章", "take this seal back"),
    "end delegation": Words("收回该审批授权", "take this power to approve back"),
    "maker": Words("设置制章者", "set up the seal maker"),
    "picture out": Words("取出该印章的图像", "take this seal's picture out"),
    "move": Words("登记本工作区", "enrol this workspace"),
    **MAY_NOT,
}

_HOLDERS: Mapping[str, Words] = {
    "window": Words("窗口", "window"),
    "command line": Words("命令行", "command line"),
    "": Words("另一个程序", "other program"),
}

_LIMITS: Mapping[str, Words] = {
    "time": Words("超过了时限", "it exceeded the time limit"),
    "memory": Words("超过了内存限度", "it exceeded the memory limit"),
    "crash": Words("处理程序异常退出", "the process handling it crashed"),
    "size": Words("超过了大小限度", "it exceeded the size limit"),
    "depth": Words("结构嵌套过深", "its structure is nested too deep"),
    "pages": Words("页数超过了限度", "it has too many pages"),
    "pixels": Words("图片像素超过了限度", "its pictures have too many pixels"),
}

_ASKED: Mapping[str, Words] = {
    "False": Words("本次不计入尝试次数", "this did not count as a try"),
    "True": Words(
        "密钥已收到本次口令，可能已计入尝试次数",
        "the token was given this PIN, so it may have counted as a try",
    ),
}
"""Whether a refused PIN had reached the token."""


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


def _causes(value: str, language: Language) -> str:
    """A cause by its code, or the reasons of a verdict, comma-separated; what is unknown stays as it is."""
    if value in _CAUSES:
        return _CAUSES[value].in_language(language)
    if value.startswith(_CRASH):
        signal = value.removeprefix(_CRASH)
        return f"驱动异常退出（{signal}）" if language is Language.ZH else f"it crashed ({signal})"
    if value.startswith(_NOT_LOADED):
        return _LOADING.in_language(language)
    codes = value.split(", ")
    if not all(code in REASONS for code in codes):
        return value
    comma = "、" if language is Language.ZH else ", "
    return comma.join(REASONS[code].in_language(language) for code in codes)


def _groups_of(kind: type[StrEnum]) -> Callable[[str, Language], str]:
    """`general_manager/deputy, finance_director`: of each group, one."""
    name = _of_enum(kind)

    def shown(value: str, language: Language) -> str:
        comma, either = ("、", "或") if language is Language.ZH else (", ", " or ")
        groups = (group.split("/") for group in value.split(", "))
        return comma.join(either.join(name(one, language) for one in group) for group in groups)

    return shown


def _each_of(table: Mapping[str, Words]) -> Callable[[str, Language], str]:
    """`reason, attachment`: each by its words."""
    name = _of_table(table)

    def shown(value: str, language: Language) -> str:
        comma = "、" if language is Language.ZH else ", "
        return comma.join(name(one, language) for one in value.split(", "))

    return shown


def _steps(value: str, language: Language) -> str:
    """`suspend, cancel`: steps of a seal's life."""
    name = _of_enum(LifeAction)
    comma = "、" if language is Language.ZH else ", "
    return comma.join(name(step, language) for step in value.split(", "))


def _enums_of(kind: type[StrEnum]) -> Callable[[str, Language], str]:
    """`platform_admin, auditor`: each by its name."""
    name = _of_enum(kind)

    def shown(value: str, language: Language) -> str:
        comma = "、" if language is Language.ZH else ", "
        return comma.join(name(one, language) for one in value.split(", "))

    return shown


def _faults(value: str, language: Language) -> str:
    """`too_short, sequential`: what is wrong with a new PIN."""
    name = _of_enum(PinFault)
    comma = "、" if language is Language.ZH else ", "
    return comma.join(name(fault, language) for fault in value.split(", "))


_DAYS = (
    ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)


def _hours(value: str, language: Language) -> str:
    """`08:30–18:00 (1, 5)`: the hours of a seal, and the days of the week where they are not all."""
    hours, bracket, days = value.removesuffix(")").partition(" (")
    if not bracket:
        return hours
    chinese = language is Language.ZH
    names = [_DAYS[0 if chinese else 1][int(day) - 1] for day in days.split(", ")]
    return f"{'、'.join(names)} {hours}" if chinese else f"{', '.join(names)} {hours}"


def _names(value: str, language: Language) -> str:
    """`赵立新, 李明远`: names of people."""
    return value.replace(", ", "、") if language is Language.ZH else value


_BY_NAME: Mapping[str, Callable[[str, Language], str]] = {
    "act": _of_table(_ACTS),
    "limit": _of_table(_LIMITS),
    "holder": _of_table(_HOLDERS),
    "asked": _of_table(_ASKED),
    "reason": _causes,
    "kind": _of_table(_KINDS),
    "state": _of_enum(SealState),
    "class": _of_enum(DocumentClass),
    "verdict": _of_enum(Verdict),
    "missing": _groups_of(Position),
    "personally": _groups_of(Position),
    "people": _names,
    "hours": _hours,
    "signers": _groups_of(Party),
    "lacking": _each_of(LACKING),
    "findings": _each_of(FINDINGS),
    "step": _of_enum(LifeAction),
    "means": _of_enum(ApprovalMeans),
    "roles": _enums_of(Role),
    "never": _enums_of(Role),
    "taken": _of_enum(LifeAction),
    "possible": _steps,
    "field": design_field_text,
    "what": filled_in_text,
    "faults": _faults,
    "tries_left": _of_table({"unknown": Words("", "")}),
    "why": _of_table({code.value: words for code, words in WHY_NOT.items()}),
    "index": _of_table({"-1": Words("", "")}),
}
