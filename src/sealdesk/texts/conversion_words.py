"""Names of formats and prints, and what a person should know about a converted document."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from sealdesk.model.conversion import ConversionFinding, ConversionStep
from sealdesk.model.conversion import DocumentFormat as F
from sealdesk.model.printing import PrintedAs, PrintOutcome
from sealdesk.texts.wording import Words, language_of

CONVERSIONS: Mapping[Enum, Words] = {
    F.PDF: Words("PDF 文件", "a PDF document"),
    F.PNG: Words("PNG 图片", "a PNG picture"),
    F.JPEG: Words("JPEG 图片", "a JPEG picture"),
    F.TIFF: Words("TIFF 图片", "a TIFF picture"),
    F.BMP: Words("BMP 图片", "a BMP picture"),
    F.GIF: Words("GIF 图片", "a GIF picture"),
    F.WEBP: Words("WebP 图片", "a WebP picture"),
    F.HEIF: Words("HEIC 照片", "a HEIC photograph"),
    F.DOCX: Words("Word 文档（DOCX）", "a Word document (DOCX)"),
    F.XLSX: Words("Excel 工作簿（XLSX）", "an Excel workbook (XLSX)"),
    F.PPTX: Words("PowerPoint 演示文稿（PPTX）", "a PowerPoint presentation (PPTX)"),
    F.DOC: Words("Word 97–2003 文档（DOC、WPS）", "a Word 97–2003 document (DOC, WPS)"),
    F.XLS: Words("Excel 97–2003 工作簿（XLS、ET）", "an Excel 97–2003 workbook (XLS, ET)"),
    F.PPT: Words("PowerPoint 97–2003 演示文稿（PPT、DPS）", "a PowerPoint 97–2003 presentation (PPT, DPS)"),
    F.ODT: Words("OpenDocument 文本（ODT）", "an OpenDocument text (ODT)"),
    F.ODS: Words("OpenDocument 电子表格（ODS）", "an OpenDocument spreadsheet (ODS)"),
    F.ODP: Words("OpenDocument 演示文稿（ODP）", "an OpenDocument presentation (ODP)"),
    F.ODG: Words("OpenDocument 绘图（ODG）", "an OpenDocument drawing (ODG)"),
    F.FODT: Words("OpenDocument 文本（FODT）", "a flat OpenDocument text (FODT)"),
    F.FODS: Words("OpenDocument 电子表格（FODS）", "a flat OpenDocument spreadsheet (FODS)"),
    F.FODP: Words("OpenDocument 演示文稿（FODP）", "a flat OpenDocument presentation (FODP)"),
    F.RTF: Words("RTF 文档", "an RTF document"),
    F.OFFICE_ENCRYPTED: Words("加密的办公文档", "an encrypted office document"),
    F.OFD: Words("OFD 版式文件", "an OFD document"),
    F.HTML: Words("网页（HTML）", "a web page (HTML)"),
    F.TEXT: Words("纯文本", "plain text"),
    F.ARCHIVE: Words("压缩包", "an archive"),
    F.UNKNOWN: Words("无法识别的文件", "an unknown kind of file"),
    PrintedAs.STAMPED: Words("盖章文件", "stamped document"),
    PrintedAs.PLAIN: Words("未盖章文件", "document without a seal"),
    PrintedAs.READING_COPY: Words("供阅览副本", "copy for reading"),
    PrintedAs.READING_COPY_FILE: Words("供阅览副本（文件）", "copy for reading (file)"),
    PrintOutcome.SENT: Words("已发送", "Sent to the printer"),
    PrintOutcome.FAILED: Words("未完成", "Not printed"),
    PrintOutcome.STOPPED: Words("已停止", "Stopped by a person"),
    ConversionStep.COPIED: Words("正在转换", "Converting"),
    ConversionStep.CONVERTED: Words("正在检查 PDF", "Checking the PDF"),
    ConversionStep.CHECKED: Words("转换完成", "Converted"),
}

FINDINGS: Mapping[str, Words] = {
    "conversion.size_assumed": Words(
        "第 {detail} 页的图片没有注明尺寸，已按 A4 排版；印章大小以 A4 为准，请核对。",
        "The picture on page {detail} does not say how large it is; it was set on A4. Check that this is right: "
        "the seal's size follows.",
    ),
    "conversion.size_implausible": Words(
        "第 {detail} 页的图片注明的尺寸不合常理，已按 A4 排版；印章大小以 A4 为准，请核对。",
        "The size that the picture on page {detail} states cannot be right; it was set on A4. Check that this is "
        "right: the seal's size follows.",
    ),
    "conversion.first_picture_only": Words(
        "这是动画图片，只取了第一幅。", "It is an animation; only its first picture was taken."
    ),
    "conversion.macros": Words(
        "文档带有宏。转换时没有运行任何宏，由宏生成的内容不会出现。",
        "The document contains macros. None was run, so what they would make is not there.",
    ),
    "conversion.external": Words(
        "文档引用了外部文件或网络内容。转换时没有读取，请核对是否缺少图片或数据。",
        "The document refers to other files or to the network. Nothing was fetched: see whether pictures or data are "
        "missing.",
    ),
    "conversion.tracked_changes": Words(
        "文档中有未接受的修订，PDF 中可能显示修订痕迹。建议退回经办人定稿。",
        "The document has tracked changes, which the PDF may show. Better have it finished first.",
    ),
    "conversion.comments": Words(
        "文档中有批注，未印入 PDF。", "The document has comments; they are not in the PDF."
    ),
    "conversion.dates": Words(
        "文档中有自动更新的日期，PDF 中显示的是转换当天的日期。请核对落款日期。",
        "The document has dates that update themselves; the PDF shows today's. Check its date.",
    ),
    "conversion.fonts_missing": Words(
        "本机没有安装字体：{detail}。已用其他字体代替，换行和分页可能与原文件不同。",
        "These typefaces are not installed: {detail}. Others took their place, so lines and pages may break "
        "differently.",
    ),
}


def finding_text(finding: ConversionFinding, language: str) -> str:
    """What the finding says; an unknown code is shown as it is."""
    words = FINDINGS.get(finding.code)
    if words is None:
        return finding.code
    before, _, after = words.in_language(language_of(language)).partition("{detail}")
    return f"{before}{finding.detail if '{detail}' in words.zh else ''}{after}"
