"""Words of taking in a seal's picture: troubles with the file, how good the result is, what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from sealdesk.errors import ErrorCode
from sealdesk.model.seal_import import ImportFault, SizeSource
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts, Words

PICTURE_ERRORS: ErrorTexts = {
    ErrorCode.PICTURE_KIND: (
        T(
            "不支持这种图像文件",
            "“{path}”的内容不是 PNG、JPG、BMP、TIFF、GIF、SVG 或 PDF。",
            "请将印模另存为 PNG 或重新扫描后再导入。",
        ),
        T(
            "Not a kind of picture that can be imported",
            "The content of “{path}” is none of PNG, JPEG, BMP, TIFF, GIF, SVG, PDF.",
            "Save the seal's picture as PNG, or scan it anew.",
        ),
    ),
    ErrorCode.PICTURE_DAMAGED: (
        T("图像已损坏", "“{path}”无法解码，文件可能不完整。", "请重新获取或重新扫描印模。"),
        T(
            "The picture is damaged",
            "“{path}” cannot be decoded; it may not be whole.",
            "Get the file again, or scan the seal anew.",
        ),
    ),
    ErrorCode.PICTURE_TOO_LARGE: (
        T(
            "图像过大",
            "“{path}”的大小为 {size}，上限为 {limit}。",
            "请裁剪到印章附近，或以 600 dpi 重新扫描。",
        ),
        T(
            "The picture is too large",
            "“{path}” measures {size}; the limit is {limit}.",
            "Cut it down to the seal, or scan it anew at 600 dpi.",
        ),
    ),
    ErrorCode.PICTURE_PAGE_MISSING: (
        T("没有这一页", "文件共 {pages} 页，没有第 {page} 页。", "请选择印章所在的页码。"),
        T(
            "There is no such page",
            "The file has {pages} pages; there is no page {page}.",
            "Choose the page that shows the seal.",
        ),
    ),
    ErrorCode.PICTURE_EMPTY: (
        T(
            "没有找到印章",
            "“{path}”中没有彩色印迹；黑白扫描件无法与文字区分。",
            "请用彩色模式重新扫描印模后再导入。",
        ),
        T(
            "No seal was found",
            "“{path}” shows no coloured ink; in black and white a seal cannot be told from text.",
            "Scan the seal in colour and import it again.",
        ),
    ),
}

IMPORTS: Mapping[Enum, Words] = {
    ImportFault.LOW_RESOLUTION: Words("分辨率偏低", "Low resolution"),
    ImportFault.BLURRED: Words("边缘模糊", "Blurred edges"),
    ImportFault.NOT_RED: Words("印迹不是红色", "The ink is not red"),
    ImportFault.TEXT_LEFT: Words("印迹下有文字", "Text under the ink"),
    ImportFault.CUT_OFF: Words("印迹不完整", "The seal is cut off"),
    ImportFault.FAINT: Words("印迹较淡", "Faint ink"),
    ImportFault.TILTED: Words("印章歪斜", "The seal is tilted"),
    ImportFault.STRETCHED: Words("尺寸与图像比例不符", "The size does not fit the picture's proportions"),
    ImportFault.OPAQUE_SOURCE: Words("原图没有透明底", "The source has no transparency"),
    ImportFault.SIZE_GUESSED: Words("尺寸待确认", "The size is a guess"),
    SizeSource.GIVEN: Words("已填写", "As entered"),
    SizeSource.STATED: Words("取自文件", "As the file says"),
    SizeSource.GUESSED: Words("按常用尺寸估计", "The usual size of such a seal"),
}

ADVICE: Mapping[ImportFault, Words] = {
    ImportFault.LOW_RESOLUTION: Words(
        "建议以 600 dpi 重新扫描；低于 300 dpi 印出后边缘不清。",
        "Scan it at 600 dpi; below 300 dpi its edges will not be clear in print.",
    ),
    ImportFault.BLURRED: Words("请对焦或重新扫描。", "Focus, or scan it anew."),
    ImportFault.NOT_RED: Words(
        "导入后统一为印章红；请核对所选文件。", "It becomes seal red; check that it is the right file."
    ),
    ImportFault.TEXT_LEFT: Words(
        "文字处的印迹已补全，可能留有痕迹；最好用盖在白纸上的印模。",
        "The ink was filled in there and may show traces; an impression on blank paper is best.",
    ),
    ImportFault.CUT_OFF: Words(
        "印迹碰到图像边缘；请使用四周留白的完整印模。",
        "The ink runs into the picture's edge; use one with paper all around it.",
    ),
    ImportFault.FAINT: Words("已加深；细节可能缺失。", "It was made stronger; details may be missing."),
    ImportFault.TILTED: Words("请将印章转正。", "Turn it upright."),
    ImportFault.STRETCHED: Words("请核对宽度和高度。", "Check width and height."),
    ImportFault.OPAQUE_SOURCE: Words("底色已去除。", "The ground was taken away."),
    ImportFault.SIZE_GUESSED: Words(
        "文件没有写明尺寸；请量印章外缘后填写。",
        "The file does not say; measure the seal's outer edges and enter them.",
    ),
}
