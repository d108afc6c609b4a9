"""What the standing of a seal's vault is called."""

from __future__ import annotations

from sealdesk.texts.wording import Words

VERSION = Words("第 {version} 版", "version {version}")
WEAKER = Words("较弱：每次用印都要从密钥中读出印章的解密数据", "weaker: its key leaves the token at each use")
RECOVERY = Words("可共同恢复：{people}", "can recover it together: {people}")
NO_RECOVERY = Words(
    "没有恢复份额：密钥丢失后无法恢复", "no recovery shares: if its tokens are lost, the seal is lost"
)
TEST_SHEET = Words("“{seal}”的测试盖章页：{path}", "Test sheet of “{seal}”: {path}")
