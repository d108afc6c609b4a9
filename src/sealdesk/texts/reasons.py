"""What a verification, a look at a document and a check of the ledger found, by code."""

from __future__ import annotations

from collections.abc import Mapping

from sealdesk.texts.wording import Words

CHANGES: Mapping[str, Words] = {
    "signature": Words("又加了一个签名", "A further signature was added"),
    "validation_data": Words("补充了验证资料", "Validation data was added"),
    "timestamp": Words("补充了文档时间戳", "A document timestamp was added"),
    "form": Words("填写或改动了表单", "A form was filled in or changed"),
    "annotation": Words("增加或改动了批注", "An annotation was added or changed"),
    "content": Words("页面内容被改动", "Page content was changed"),
    "structure": Words("文件结构被改动", "The document's structure was changed"),
    "unexplained_bytes": Words("有来历不明的数据", "There are bytes that nothing explains"),
}

WARNINGS: Mapping[str, Words] = {
    "image.copied": Words("印章图像是复制来的", "A seal image was copied"),
    "document.restricted": Words(
        "文件作者对改动设有限制", "The document's author asks viewers to restrict changes"
    ),
    "document.javascript": Words("文件带有脚本", "The document contains scripts"),
    "document.layers": Words(
        "文件带有图层，不同阅读器的显示可能不同", "The document has layers; viewers may show it differently"
    ),
    "document.xfa": Words("文件带有 XFA 表单", "The document has an XFA form"),
    "document.attachments": Words("文件带有附件", "The document has attachments"),
    "document.external_references": Words(
        "文件引用了外部内容或链接", "The document refers to outside content or links"
    ),
    "document.certified": Words("文件已被认证", "The document is certified"),
}

SIGNATURES: Mapping[str, Words] = {
    "signature.unreadable": Words("签名数据无法读取", "The signature cannot be read"),
    "signature.removed": Words("签名在后来的版本中被移除", "A later revision removes the signature"),
    "signature.byte_range_missing": Words(
        "签名没有说明其保护范围", "The signature does not say what it covers"
    ),
    "signature.byte_range_wrong": Words("签名的保护范围有误", "The signature's byte range is wrong"),
    "signature.byte_range_gap": Words("保护范围内有未受保护的数据", "There is a gap in the bytes it covers"),
    "signature.not_whole_revision": Words(
        "签名没有覆盖其完整版本", "The signature does not cover its whole revision"
    ),
    "signature.subfilter_unsupported": Words("不支持这种签名格式", "This signature format is not supported"),
    "signature.cms_malformed": Words("签名结构有误", "The signature's structure is malformed"),
    "signature.cms_content": Words("签名内容的类型不符", "The signature holds the wrong kind of content"),
    "signature.cms_signers": Words("签名者数量不符", "The signature must have exactly one signer"),
    "signature.cms_attributes": Words("签名属性有误", "The signature's attributes are wrong"),
    "signature.certificate_malformed": Words("签署者的证书结构有误", "The signer's certificate is malformed"),
    "signature.certificate_missing": Words("签名中没有签署者的证书", "The signer's certificate is missing"),
    "signature.certificate_other": Words(
        "签名所指的证书与所附证书不符", "The signature names another certificate than it carries"
    ),
    "signature.algorithm_unsupported": Words("不支持所用的算法", "The algorithm is not supported"),
    "signature.algorithm_mismatch": Words("签名算法与证书不符", "Algorithm and certificate do not fit"),
    "signature.algorithm_weak": Words("所用算法已不安全", "The algorithm is no longer secure"),
    "signature.digest_mismatch": Words("文件内容与签名时不一致", "The content is not what was signed"),
    "signature.value_wrong": Words("签名值不正确", "The signature value is wrong"),
    "signature.changed_afterwards": Words("签名之后内容被改动", "The content was changed after signing"),
    "chain.no_roots": Words("没有可供核对的信任根", "No trust roots to check against"),
    "chain.foreign_root": Words("证书的签发机构不在信任之列", "The certificate's issuer is not trusted here"),
    "chain.self_signed": Words("证书由签署者自己签发", "The certificate is self-signed"),
    "chain.expired": Words("签署时证书已过期", "The certificate had expired"),
    "chain.not_yet_valid": Words("签署时证书尚未生效", "The certificate was not valid yet"),
    "chain.invalid": Words("证书链不成立", "The certificate chain does not hold"),
    "chain.key_usage": Words("证书的用途不含签名", "The certificate is not meant for signing"),
    "chain.extended_key_usage": Words(
        "证书的扩展用途不含文件签名", "The certificate's extended usage does not include documents"
    ),
    "chain.revoked": Words("证书已吊销", "The certificate is revoked"),
    "chain.revocation_required": Words(
        "要求查验吊销状态，但没有查到", "Revocation had to be checked and could not be"
    ),
    "time.timestamp_broken": Words("时间戳不成立", "The timestamp does not hold"),
    "time.timestamp_untrusted": Words("时间戳的签发机构不受信任", "The timestamp's issuer is not trusted"),
    "seal.no_record": Words(
        "用印章的密钥签名，但文件中没有带此次用印记录的印章图像",
        "Signed with the seal's key, but no seal image of this file carries the record of the act",
    ),
    "seal.not_stamped": Words(
        "用印章的密钥签名，但不是通过 SealDesk 加盖的",
        "Signed with the seal's key, not stamped through SealDesk",
    ),
    "seal.no_entry": Words(
        "签名所指的用印记录在本单位的用印记录中不存在",
        "The signature names an entry that this workspace's ledger does not have",
    ),
}

LEDGER: Mapping[str, Words] = {
    "ledger.database_damaged": Words("数据库文件已损坏", "The database file is damaged"),
    "ledger.schema_changed": Words(
        "数据库结构或防改动设置被改变", "The database's structure or its guards were changed"
    ),
    "ledger.entry_missing": Words("有记录缺失", "An entry is missing"),
    "ledger.entry_edited": Words("有记录被改动", "An entry was edited"),
    "ledger.entry_inserted": Words("有记录被插入", "An entry was inserted"),
    "ledger.entry_malformed": Words("有记录格式不正确", "An entry is malformed"),
    "ledger.tree_broken": Words("记录的哈希树不一致", "The tree of hashes does not fit the entries"),
    "ledger.checkpoint_forged": Words("检查点的签名不成立", "A checkpoint's signature does not hold"),
    "ledger.checkpoint_missing": Words("缺少检查点", "A checkpoint is missing"),
    "ledger.checkpoint_mismatch": Words("记录与检查点不一致", "The entries disagree with a checkpoint"),
    "ledger.cut": Words("末尾的记录被删除", "Entries at the end were cut off"),
    "ledger.outside_checkpoint_missing": Words(
        "库外保存的检查点缺失", "The checkpoint kept outside is missing"
    ),
    "ledger.rolled_back": Words("记录被回退到较早的状态", "The ledger was rolled back to an earlier state"),
    "ledger.receipt_forged": Words("审计中心回执的签名不成立", "A receipt's signature does not hold"),
    "ledger.receipt_mismatch": Words(
        "记录与审计中心的回执不一致", "The entries disagree with the centre's receipt"
    ),
    "interrupted": Words("操作中断", "Interrupted"),
}

REASONS: Mapping[str, Words] = {**WARNINGS, **SIGNATURES, **LEDGER}
