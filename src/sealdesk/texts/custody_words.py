"""What the custody of a seal is called."""

from __future__ import annotations

from sealdesk.texts.wording import Words

KEPT_BY = Words("保管：{person}（{basis}）", "kept by {person} ({basis})")
NOT_RETURNED = Words(
    "代管已到期，待 {person} 确认收回密钥", "delegation over; {person} has to confirm the token is back"
)
UNTIL = Words("，至 {until}", ", until {until}")
