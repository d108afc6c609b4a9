"""How a token stands, in words."""

from __future__ import annotations

from sealdesk.model.token import TokenInfo
from sealdesk.texts.wording import Words, language_of

_LOCKED = Words("口令已锁定", "PIN locked")
_LOCKED_FOR_GOOD = Words(
    "口令和解锁码均已锁定，不能再解锁", "PIN and unblocking code locked: it cannot be unblocked"
)
_NONE = Words("没有插入密钥", "no token is inserted")
_FINAL = Words("口令只剩最后一次尝试", "last PIN try")
_LOW = Words("曾输错口令，尝试次数不多", "few PIN tries left")
_INITIAL = Words("初始口令尚未修改", "initial PIN not changed")
_PAD = Words("口令在密钥上输入（键盘或指纹）", "PIN entered on the token itself (keys or finger)")
_GOOD = Words("口令状态正常", "PIN in order")
_NOT_REGISTERED = Words("未在本工作站登记，须先修改口令", "not registered here: change its PIN first")
_REGISTERED = Words("已在本工作站登记", "registered here")
_HOLDER = Words("持有人：{holder}", "holder: {holder}")

OLD_PIN = Words("当前口令：", "Current PIN: ")
UNBLOCKING_CODE = Words("解锁码（管理员口令或 PUK）：", "Unblocking code (SO PIN or PUK): ")
NEW_PIN = Words("新口令：", "New PIN: ")
NEW_PIN_AGAIN = Words("再次输入新口令：", "New PIN again: ")
PIN_CHANGED = Words(
    "口令已修改，密钥已在本工作站登记。", "The PIN was changed; the token is registered here."
)
PIN_UNBLOCKED = Words("口令已解锁，新口令已生效。", "The PIN is unblocked; the new one is in force.")
CHANGE_FIRST = Words(
    "用印前须由持有人再修改一次口令：sealdesk tokens change-pin",
    "Before sealing its holder has to change it once more: sealdesk tokens change-pin",
)


def token_words(info: TokenInfo, language: str, *, registered: bool | None = None, holder: str = "") -> str:
    """The state of a token's PIN, and of the token here where that is known, separated by ` · `."""
    tongue = language_of(language)
    words = [_pin_words(info)]
    if info.protected_authentication_path:
        words.append(_PAD)
    if registered is not None:
        words.append(_REGISTERED if registered else _NOT_REGISTERED)
    told = [one.in_language(tongue) for one in words]
    if holder:
        told.append(_HOLDER.in_language(tongue).format(holder=holder))
    return " · ".join(told)


def no_token_words(language: str) -> str:
    """What is said where no token is plugged in."""
    return _NONE.in_language(language_of(language))


def _pin_words(info: TokenInfo) -> Words:
    if info.pin_locked:
        return _LOCKED_FOR_GOOD if info.so_pin_locked else _LOCKED
    if info.pin_to_be_changed or not info.pin_initialised:
        return _INITIAL
    if info.pin_final_try:
        return _FINAL
    return _LOW if info.pin_count_low else _GOOD
