"""Troubles of the desk: several seals in one act, prepared signature fields, earlier signatures."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

DESK_ERRORS: ErrorTexts = {
    ErrorCode.DOCUMENT_CONTENT_UNSUITED: (
        T(
            "该页面不能用印",
            "第 {page} 页的内容会遮去或改变印迹，又不能在不改动原文的前提下与印迹分开[：{reason}]。",
            "请文件制作方重新生成该 PDF，或打印后扫描，再按新文件办理用印申请。",
        ),
        T(
            "This page cannot be sealed",
            "What page {page} holds would hide or change the seal, and cannot be kept apart from it without changing "
            "the document[: {reason}].",
            "Ask whoever made the document to make the PDF anew, or scan a print, and request a use for the new file.",
        ),
    ),
    ErrorCode.OUTPUT_SEAL_NOT_SEEN: (
        T(
            "印迹显示不出来，未用印",
            "签名前已将盖章后的页面与预览核对：第 {page} 页上看不到完整的印迹，文件内容遮去或改变了它。",
            "没有生成盖章文件。请文件制作方重新生成该 PDF，按新文件办理用印申请。",
        ),
        T(
            "The seal would not show: nothing was sealed",
            "Before signing, the sealed pages were drawn and held against the preview: on page {page} the document’s "
            "own content hides or changes the seal.",
            "No sealed file was made. Ask whoever made the document to make the PDF anew, and request a use "
            "for the new file.",
        ),
    ),
    ErrorCode.OUTPUT_PAGE_CHANGED: (
        T(
            "盖章会改变原文的显示，未用印",
            "签名前已将盖章前后的页面核对：第 {page} 页印迹以外的内容显示得与原来不同。",
            "没有生成盖章文件。请文件制作方重新生成该 PDF，按新文件办理用印申请。",
        ),
        T(
            "Sealing would change what the page shows: nothing was sealed",
            "Before signing, the pages were drawn without and with the seal: page {page} differs outside the seal.",
            "No sealed file was made. Ask whoever made the document to make the PDF anew, and request a use "
            "for the new file.",
        ),
    ),
    ErrorCode.DOCUMENT_FIELD_UNKNOWN: (
        T(
            "没有这个签章域",
            "文件中没有名为“{field}”的签章域[；空白签章域有：{fields}]。",
            "请核对名称，或不指定签章域，直接选定用印位置。",
        ),
        T(
            "No such signature field",
            "The document has no signature field “{field}”[; empty ones: {fields}].",
            "Check the name, or place the seal without naming a field.",
        ),
    ),
    ErrorCode.DOCUMENT_FIELD_NOT_SIGNATURE: (
        T(
            "这不是签章域",
            "“{field}”是表单中的其他类型的域，不能用来签章。",
            "请改选签章域，或不指定签章域，直接选定用印位置。",
        ),
        T(
            "Not a signature field",
            "“{field}” is a form field of another kind; it cannot hold a signature.",
            "Name a signature field, or place the seal without naming one.",
        ),
    ),
    ErrorCode.DOCUMENT_FIELD_FILLED: (
        T(
            "签章域已被使用",
            "“{field}”中已有签名，不能再次签章。",
            "请改选空白签章域，或不指定签章域，直接选定用印位置。",
        ),
        T(
            "The signature field is taken",
            "“{field}” already holds a signature.",
            "Name an empty field, or place the seal without naming one.",
        ),
    ),
    ErrorCode.DOCUMENT_FIELD_TOO_SMALL: (
        T(
            "签章域放不下印章",
            "签章域“{field}”为 {width_mm} × {height_mm} 毫米，印迹按原尺寸需要 {needed} 毫米。",
            "请改选够大的签章域，或由文件制作方放大该签章域。",
        ),
        T(
            "The seal does not fit into the field",
            "“{field}” measures {width_mm} × {height_mm} mm; the seal at its true size needs {needed} mm.",
            "Name a field that is large enough, or ask whoever made the document to enlarge it.",
        ),
    ),
    ErrorCode.DOCUMENT_FIELD_UNSUITED: (
        T(
            "该签章域不能用来盖章",
            "签章域“{field}”不适用：{reason}。",
            "请改选其他签章域，或不指定签章域，直接选定用印位置。",
        ),
        T(
            "The field does not take this seal",
            "“{field}” cannot be used: {reason}.",
            "Name another field, or place the seal without naming one.",
        ),
    ),
    ErrorCode.PLACE_OVER_SIGNATURE: (
        T(
            "用印位置压住了已有的签章",
            "第 {page} 页的用印位置与先前的签章“{field}”重叠，会遮住它。",
            "请将印章移开，与先前的签章不相重叠。",
        ),
        T(
            "The place lies over an earlier signature",
            "On page {page} the seal would cover the earlier signature “{field}”.",
            "Move the seal so that the two do not overlap.",
        ),
    ),
    ErrorCode.SEAL_TWICE: (
        T(
            "同一枚印章列了两次",
            "本次用印中，“{seal}”被列为两项。",
            "请将同一枚印章的各处用印合为一项，使用同一份用印申请。",
        ),
        T(
            "The same seal twice",
            "“{seal}” is listed twice in this act.",
            "Put all places of one seal together, under one request.",
        ),
    ),
    ErrorCode.TEMPLATE_UNKNOWN: (
        T(
            "没有这个位置模板",
            "工作区中没有名为“{name}”的位置模板。",
            "请核对名称；可用 sealdesk templates list 查看全部模板。",
        ),
        T(
            "No such template",
            "The workspace has no placing template “{name}”.",
            "Check the name; `sealdesk templates list` shows them all.",
        ),
    ),
    ErrorCode.TEMPLATE_WRONG: (
        T(
            "位置模板不能保存",
            "“{name}”的名称或位置不符合要求。",
            "请使用不超过 60 个字符的单行名称，并核对各处位置。",
        ),
        T(
            "The template cannot be saved",
            "The name or a place of “{name}” is not what templates can hold.",
            "Give it a name of one line and at most 60 characters, and check its places.",
        ),
    ),
    ErrorCode.TEMPLATE_UNFIT: (
        T(
            "位置模板不适用于此文件",
            "按“{name}”在此文件中找不到全部用印位置[：{reason}]。",
            "请改用其他模板，或指定页码和坐标。",
        ),
        T(
            "The template does not fit this document",
            "“{name}” does not lead to all of its places on this document[: {reason}].",
            "Use another template, or name pages and places.",
        ),
    ),
    ErrorCode.TEMPLATES_BROKEN: (
        T(
            "位置模板文件已损坏",
            "{path} 无法读取[：{reason}]。",
            "请用备份恢复该文件，或将其移走后重新保存模板；用印不受影响。",
        ),
        T(
            "The file of placing templates is broken",
            "{path} cannot be read[: {reason}].",
            "Restore it from a backup, or move it away and save the templates anew; stamping does not need it.",
        ),
    ),
}
