"""Troubles with the custody of seals."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

CUSTODY_ERRORS: ErrorTexts = {
    ErrorCode.CUSTODY_NOT_RETURNED: (
        T(
            "代管已到期，密钥尚未交回",
            "“{seal}”的代管已于 {until} 到期，保管人还没有确认收回密钥。",
            "请由保管人收回密钥并确认（结束代管），修改口令后再用印。",
        ),
        T(
            "The deputy's time is over, the token is not back",
            "The delegation of “{seal}” ended on {until}, and its custodian has not confirmed that the token is back.",
            "Have the custodian take the token back (end the delegation) and change its PIN, then stamp.",
        ),
    ),
    ErrorCode.CUSTODY_WITHOUT_TOKEN: (
        T(
            "保管人没有此印章的密钥",
            "“{seal}”的保管人手中没有能使用它的密钥，无法随密钥移交。",
            "请先由持有密钥的人交回密钥，或启用接收人自己的密钥。",
        ),
        T(
            "Its custodian has no token of this seal",
            "No token that signs with “{seal}” is with its custodian, so none can pass on.",
            "Have whoever holds the token give it back first, or use a token of the receiver's own.",
        ),
    ),
    ErrorCode.CUSTODY_SAME_PERSON: (
        T("交出人与接收人相同", "“{person}”不能把印章交给自己。", "请另选接收人。"),
        T(
            "Giver and receiver are the same person",
            "“{person}” cannot pass a seal to themselves.",
            "Choose somebody else to receive it.",
        ),
    ),
    ErrorCode.CUSTODY_DELEGATED: (
        T(
            "印章正在代管",
            "“{seal}”正由代管人保管，至 {until}。",
            "请先结束代管，再办理交接或新的代管。",
        ),
        T(
            "A deputy keeps this seal",
            "“{seal}” is with a deputy until {until}.",
            "End the delegation first, then hand it over or delegate it anew.",
        ),
    ),
    ErrorCode.CUSTODY_NOT_DELEGATED: (
        T("该印章没有代管", "“{seal}”现在由保管人自己保管。", "无需结束代管。"),
        T(
            "No deputy keeps this seal",
            "“{seal}” is with its custodian.",
            "There is no delegation to end.",
        ),
    ),
    ErrorCode.CUSTODY_TERM_WRONG: (
        T(
            "代管期限不合规定",
            "代管不能至 {until}：须晚于现在，且最长 {days} 天。",
            "请改正到期时间。",
        ),
        T(
            "This term is not allowed",
            "A delegation cannot last until {until}: it must end in the future, and within {days} days.",
            "Choose another end.",
        ),
    ),
    ErrorCode.CUSTODY_BROKEN: (
        T(
            "交接记录校验未通过",
            "第 {entry} 条记录的签名与其内容或人员名册不符。",
            "请停止用印，联系审计员检查用印记录。",
        ),
        T(
            "A record of custody does not verify",
            "The signatures of entry {entry} do not fit what it says, or the people register.",
            "Stop stamping and have an auditor check the ledger.",
        ),
    ),
    ErrorCode.ENTRY_UNKNOWN: (
        T(
            "没有这条记录",
            "用印记录中没有编号为“{entry}”的保管变更。",
            "请用 sealdesk seals custody 查看编号。",
        ),
        T(
            "There is no such entry",
            "The ledger has no act on custody with the id “{entry}”.",
            "See `sealdesk seals custody` for the ids.",
        ),
    ),
}
