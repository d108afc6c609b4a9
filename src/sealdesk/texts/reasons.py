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
    "document.javascript": Words("文件带有脚本", "The document contains scripts"),
    "document.layers": Words(
        "文件带有图层，不同阅读器显示可能不同", "The document has layers; viewers may show it differently"
    ),
    "document.attachments": Words("文件带有附件", "The document has attachments"),
    "document.form": Words(
        "文件带有表单，盖章后仍可填写", "The document has a form that can be filled in later"
    ),
    "document.xfa": Words("文件带有 XFA 表单", "The document has an XFA form"),
    "document.pdfa": Words("PDF/A 存档文件", "PDF/A archive document"),
    "document.tagged": Words("文件带有无障碍结构", "The document is tagged"),
    "document.signed": Words("文件已有签名", "The document carries signatures"),
    "document.certified": Words("文件已被认证", "The document is certified"),
    "document.encrypted": Words("文件已加密", "The document is encrypted"),
    "document.repaired": Words(
        "文件结构有轻微错误，已按阅读器的方式理解", "Small structural errors were read as viewers read them"
    ),
    "document.multimedia": Words("文件带有多媒体内容", "The document contains multimedia"),
    "document.external": Words("文件引用了外部内容", "The document refers to outside content"),
}

REASONS: Mapping[str, Words] = {**WARNINGS}
