"""How dates and issuers of official documents are written: GB/T 9704-2012 §7.3.5.4 and what people make of it."""

from __future__ import annotations

import re
import unicodedata

_YEAR_CN = "[〇○零O一二三四五六七八九]{4}"
_NUMBER_CN = "[一二三四五六七八九十元正]"
DATE = re.compile(
    r"(?:[12]\d{3}年\d{0,2}月\d{0,2}日)"
    rf"|(?:{_YEAR_CN}年{_NUMBER_CN}{{0,3}}月{_NUMBER_CN}{{0,4}}日)"
    r"|(?:(?:20\d?|二[〇○零O][〇○零O一二三四五六七八九]?)?年\d{0,2}月\d{0,2}日)"
)
"""A date among characters without spaces; year, month and day may be left blank: `2026年月日`, `年月日`."""

_NUMERIC = re.compile(r"20\d\d[-./]\d{1,2}[-./]\d{1,2}")
"""No date of the standard, but one that people write: taken where it stands alone."""

_LABEL = re.compile(r"(?:成文|签署|签发|发文|落款|制定|盖章|签订|出具|开具)?(?:日期|时间)[:]?")
_SEAL_HERE = re.compile(r"\(?(?:盖章处?|公章|印章|加盖公章|章|印)\)?[:]?$")
_ISSUER_LABEL = re.compile(
    r"^(?:发文机关|发文单位|单位名称|单位|落款|署名|出具单位|申请人)(?:\(\w{1,4}\))?[:]"
)
_PUNCTUATION = re.compile('[。；;！!？?，,、:：《》“”"…|_]')
_NO_ISSUER = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\d+[.、)]|\(|第[一二三四五六七八九十\d]+[条章节页]|附件|附:|特此|此致|敬礼|以上|妥否|抄送|抄报|"
    r"主题词|联系|电话|地址|—|-)"
)
_IMPRINT = re.compile(r"^(?:抄送|抄报|抄发|分送|主题词)[:]")
_ATTACHMENT = re.compile(r"^附(?:件|表|录)(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[:]?(?P<rest>.*)$")
_PAGE_NUMBER = re.compile(r"^(?:第?\d{1,4}页?(?:[/,]?共?\d{1,4}页?)?|[-—–·‐\s]*\d{1,4}[-—–·‐\s]*)$")
_LONGEST_ISSUER = 40


def solid(text: str) -> tuple[str, list[int]]:
    """The text without spaces and blanks to fill in, in one width, and where each of its characters came from."""
    plain, origins = [], []
    for index, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character):
            if not (one.isspace() or one in "_\u200b\ufeff"):
                plain.append(one)
                origins.append(index)
    return "".join(plain), origins


def find_date(plain: str) -> tuple[int, int] | None:
    """Where the one date of a line lies; None where the line is no line of a date.

    Before it may stand its label, or an issuer; behind it nothing but where the seal goes. Dates in sentences, in
    brackets, of meetings and of printing (印发) are none.
    """
    found = list(DATE.finditer(plain))
    if not found:
        alone = _NUMERIC.fullmatch(_LABEL.sub("", plain, count=1) if plain else "")
        return (len(plain) - len(alone[0]), len(plain)) if alone else None
    if len(found) > 1:
        return None
    start, end = found[0].span()
    before, behind = plain[:start], plain[end:]
    if behind and not _SEAL_HERE.fullmatch(behind):
        return None
    if before and not _LABEL.fullmatch(before) and not is_issuer(before):
        return None
    return start, end


def beside_date(plain: str, start: int) -> bool:
    """Whether what stands before the date in its line is an issuer."""
    before = plain[:start]
    return bool(before) and not _LABEL.fullmatch(before) and is_issuer(before)


def is_issuer(plain: str) -> bool:
    """Whether a line could be an organisation's name, and is no sentence, heading or list."""
    name = issuer_name(plain)
    if not 2 <= len(name) <= _LONGEST_ISSUER or _NO_ISSUER.match(name) or _PUNCTUATION.search(name):
        return False
    letters = sum(character.isalpha() for character in name)
    return letters >= 2 and letters >= len(name) / 2 and not DATE.search(name)


def issuer_name(plain: str) -> str:
    """The name alone: without its label and `（盖章）`."""
    name = _ISSUER_LABEL.sub("", plain)
    bare = _SEAL_HERE.sub("", name) if name.endswith((")", "(章)", ":")) else name
    return bare or name


def is_imprint(plain: str) -> bool:
    """Whether the line belongs to the imprint (版记) at the foot: copies to, printed by."""
    if _IMPRINT.match(plain):
        return True
    dated = DATE.search(plain) or _NUMERIC.search(plain)
    return dated is not None and plain[dated.end() :].startswith("印发")


def is_attachment_head(plain: str) -> bool:
    """Whether a page that begins with this line is an attachment (§7.3.7): 附件, 附件1."""
    head = _ATTACHMENT.match(plain)
    return head is not None and len(head["rest"]) <= _LONGEST_ISSUER and "。" not in head["rest"]


def is_bare_attachment_head(plain: str) -> bool:
    """Whether the line is 附件, 附件1 or 附表2 and nothing else."""
    head = _ATTACHMENT.match(plain)
    return head is not None and not head["rest"] and not plain.endswith(":")


def is_page_number(plain: str) -> bool:
    return _PAGE_NUMBER.match(plain) is not None
