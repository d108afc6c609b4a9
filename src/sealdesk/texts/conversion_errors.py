"""Troubles with documents that are no PDF yet, and with printers."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

CONVERSION_ERRORS: ErrorTexts = {
    ErrorCode.DOCUMENT_FORMAT_UNKNOWN: (
        T(
            "无法识别的文件格式",
            "“{path}”不是 PDF，也不是可以转换为 PDF 的图片或办公文档。",
            "请向经办人索取 PDF 文件，或用制作该文件的程序将其导出为 PDF。",
        ),
        T(
            "This kind of file is not known",
            "“{path}” is neither a PDF nor a picture or office document that can be made into one.",
            "Ask the applicant for a PDF, or export one from the program the file was made with.",
        ),
    ),
    ErrorCode.DOCUMENT_FORMAT_UNSUITED: (
        T(
            "这类文件不能直接用印",
            "“{path}”是{format}，没有固定的版式，或无法可靠地转换为 PDF。",
            "请用制作该文件的程序将其打印或导出为 PDF，再打开该 PDF。",
        ),
        T(
            "This kind of file cannot be stamped as it is",
            "“{path}” is {format}: it has no fixed layout, or cannot be made into a PDF reliably.",
            "Print or export it as PDF with the program it was made with, and open that PDF.",
        ),
    ),
    ErrorCode.DOCUMENT_OFD: (
        T(
            "暂不支持 OFD 文件",
            "“{path}”是 OFD 版式文件（GB/T 33190）。本版本只在 PDF 上用印，转换 OFD 会使其中已有的签章失效。",
            "请向经办人索取同一文件的 PDF 版本，或用 OFD 阅读软件导出 PDF 后重新申请用印。",
        ),
        T(
            "OFD documents are not supported yet",
            "“{path}” is an OFD document (GB/T 33190). This version stamps PDF only; converting an OFD would lose "
            "the signatures it may carry.",
            "Ask the applicant for the PDF of the same document, or export one with an OFD reader and make a new "
            "request.",
        ),
    ),
    ErrorCode.DOCUMENT_OFFICE_ENCRYPTED: (
        T(
            "办公文档已加密",
            "“{path}”设有打开密码，无法转换为 PDF。",
            "请经办人取消文档的密码，或直接提供 PDF。",
        ),
        T(
            "The office document is encrypted",
            "“{path}” needs a password to open and cannot be made into a PDF.",
            "Ask the applicant to remove the password, or for a PDF.",
        ),
    ),
    ErrorCode.DOCUMENT_CONVERTER_MISSING: (
        T(
            "未安装文档转换程序",
            "“{path}”是{format}，转换为 PDF 需要 LibreOffice，本机上没有找到。",
            "请由系统管理员安装 LibreOffice 7.4 以上版本（Debian、统信、麒麟：软件包 libreoffice；Windows、macOS："
            "www.libreoffice.org），或向经办人索取 PDF。",
        ),
        T(
            "The program that converts documents is missing",
            "“{path}” is {format}; making a PDF of it takes LibreOffice, which was not found on this computer.",
            "Have LibreOffice 7.4 or newer installed (Debian: the package libreoffice; Windows, macOS: "
            "www.libreoffice.org), or ask the applicant for a PDF.",
        ),
    ),
    ErrorCode.DOCUMENT_CONVERSION_FAILED: (
        T(
            "无法转换为 PDF",
            "“{path}”没能转换为 PDF[：{reason}]。文件可能不完整，或受密码保护。",
            "请核对文件能否正常打开；也可用制作该文件的程序导出 PDF，再打开该 PDF。",
        ),
        T(
            "No PDF could be made of it",
            "“{path}” could not be made into a PDF[: {reason}]. It may be incomplete or protected by a password.",
            "Check that the file opens; or export a PDF with the program it was made with, and open that.",
        ),
    ),
    ErrorCode.DOCUMENT_CONVERSION_STOPPED: (
        T("转换已停止", "“{path}”的转换已按要求停止，没有留下文件。", "需要时请重新打开该文件。"),
        T(
            "The conversion was stopped",
            "Converting “{path}” was stopped as asked; nothing is left of it.",
            "Open the file again when it is needed.",
        ),
    ),
    ErrorCode.DOCUMENT_CONVERSION_UNACCEPTED: (
        T(
            "转换结果尚未确认",
            "“{path}”已转换为 PDF，须由本人核对与原文件一致后才能申请用印。",
            "请打开“{pdf}”逐页核对；一致的，加上 --accept-converted 重新执行。",
        ),
        T(
            "The converted document is not accepted yet",
            "“{path}” was made into a PDF; somebody has to look at it before a seal is asked for.",
            "Open “{pdf}” and compare every page; if it is the same, run the command again with --accept-converted.",
        ),
    ),
    ErrorCode.PRINTER_NONE: (
        T(
            "没有可用的打印机",
            "系统中没有安装打印机，或打印服务没有运行。",
            "请在系统设置中添加打印机，或联系系统管理员。",
        ),
        T(
            "There is no printer",
            "No printer is installed, or the printing service is not running.",
            "Add a printer in the system's settings, or ask the administrator.",
        ),
    ),
    ErrorCode.PRINTER_FAILED: (
        T(
            "打印没有完成",
            "打印机“{printer}”没有接受打印任务。已记入用印记录。",
            "请检查打印机的电源、纸张和连接，处理后重新打印。",
        ),
        T(
            "It was not printed",
            "The printer “{printer}” did not take the job. The ledger says so.",
            "Check that it is on, has paper and is connected, then print again.",
        ),
    ),
    ErrorCode.PRINTER_STOPPED: (
        T(
            "打印已停止",
            "已发送到打印机“{printer}”的页面可能仍会印出。已记入用印记录。",
            "请取走并核对印出的纸张。",
        ),
        T(
            "Printing was stopped",
            "Pages that the printer “{printer}” has already got may still come out. The ledger says so.",
            "Take and check the sheets that were printed.",
        ),
    ),
}
