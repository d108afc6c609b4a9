"""What the custody of a seal is called."""

from __future__ import annotations

from sealdesk.texts.wording import Words

KEPT_BY = Words("保管：{person}（{basis}）", "kept by {person} ({basis})")
NOT_RETURNED = Words(
    "代管已到期，待 {person} 确认收回密钥", "delegation over; {person} has to confirm the token is back"
)
UNTIL = Words("，至 {until}", ", until {until}")
LIST_COMMA = Words("、", ", ")
WITH_TOKEN = Words("随密钥一并移交：{seals}", "passed on with the token: {seals}")
CHANGE_PIN = Words(
    "下一步：{person} 用 sealdesk tokens change-pin 修改口令，之后方可用印。",
    "next: {person} changes the PIN (sealdesk tokens change-pin); before that nothing is stamped.",
)
