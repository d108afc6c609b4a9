"""Troubles with documents, files and places."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

DOCUMENT_ERRORS: ErrorTexts = {
    ErrorCode.DOCUMENT_NOT_FOUND: (
        T("找不到文件", "“{path}”不存在，或已被移走。", "请核对存放位置后重新打开。"),
        T(
            "File not found",
            "“{path}” does not exist or has been moved.",
            "Check where it is and open it again.",
        ),
    ),
    ErrorCode.DOCUMENT_UNREADABLE: (
        T(
            "文件无法读取",
            "系统不允许读取“{path}”[：{reason}]。",
            "请检查文件权限，或将文件复制到本机后再打开。",
        ),
        T(
            "The file cannot be read",
            "The system does not let “{path}” be read[: {reason}].",
            "Check its permissions, or copy it to this computer and open the copy.",
        ),
    ),
    ErrorCode.DOCUMENT_NOT_PDF: (
        T("不是 PDF 文件", "“{path}”的内容不是 PDF。", "请将文件转换为 PDF 后再办理用印。"),
        T("Not a PDF", "The content of “{path}” is not PDF.", "Convert the document to PDF first."),
    ),
    ErrorCode.DOCUMENT_DAMAGED: (
        T(
            "文件已损坏",
            "文件的内部结构有误，无法可靠地在其上用印[：{reason}]。",
            "请向经办人索取完好的文件；另存后的文件须重新申请用印。",
        ),
        T(
            "The document is damaged",
            "The document's structure is wrong, so it cannot be stamped reliably[: {reason}].",
            "Ask the applicant for a sound copy; a file saved anew needs a new request.",
        ),
    ),
    ErrorCode.DOCUMENT_NO_PAGES: (
        T("文件没有页面", "“{path}”中没有可以用印的页面。", "请核对是否选错了文件。"),
        T(
            "The document has no pages",
            "There is no page to stamp in “{path}”.",
            "Check that it is the right file.",
        ),
    ),
    ErrorCode.DOCUMENT_PASSWORD_MISSING: (
        T("文件已加密", "“{path}”需要打开密码。", "请输入文件的打开密码。"),
        T("The document is encrypted", "“{path}” needs a password.", "Enter the document's password."),
    ),
    ErrorCode.DOCUMENT_PASSWORD_WRONG: (
        T("文件密码不正确", "“{path}”不接受这个密码。", "请向经办人核对文件的打开密码后重试。"),
        T(
            "The document password is wrong",
            "“{path}” does not open with this password.",
            "Ask the applicant for the document's password and try again.",
        ),
    ),
    ErrorCode.DOCUMENT_ENCRYPTION_UNSUPPORTED: (
        T(
            "不支持该加密方式",
            "“{path}”使用的加密方式无法处理[：{reason}]。",
            "请经办人提供未加密的文件，或改用密码加密后重新申请。",
        ),
        T(
            "This kind of encryption is not supported",
            "“{path}” is encrypted in a way that cannot be handled[: {reason}].",
            "Ask for an unencrypted document, or one encrypted with a password, and a new request.",
        ),
    ),
    ErrorCode.DOCUMENT_TOO_DEMANDING: (
        T(
            "文件超出处理限度",
            "处理该文件时{limit}，已安全停止。文件可能已损坏，或带有恶意内容。",
            "请勿用印。请向经办人核实文件来源，索取正常的文件。",
        ),
        T(
            "The document asks for too much",
            "Processing was stopped safely: {limit}. The document may be damaged or hostile.",
            "Do not stamp it. Ask the applicant where it comes from and for a sound one.",
        ),
    ),
    ErrorCode.DOCUMENT_CHANGED_MEANWHILE: (
        T(
            "文件内容已变动",
            "“{path}”与先前读取的内容不一致，可能正被其他程序修改。",
            "请关闭正在编辑该文件的程序，重新打开并核对内容。",
        ),
        T(
            "The document has changed meanwhile",
            "“{path}” is not what was read before; another program may be changing it.",
            "Close the program that edits it, open it again and check its content.",
        ),
    ),
    ErrorCode.DOCUMENT_FORBIDS_CHANGES: (
        T(
            "文件已锁定，不得再改动",
            "先前的签章已将“{path}”锁定，任何改动（包括盖章）都会使其失效。",
            "请由锁定该文件的一方提供可继续签章的文件。",
        ),
        T(
            "The document forbids every change",
            "An earlier signature closed “{path}” to every change; a seal would break it.",
            "Ask whoever closed it for a document that may still be signed.",
        ),
    ),
    ErrorCode.DOCUMENT_CERTIFIED_NO_NEW_FIELD: (
        T(
            "文件不允许新增签章域",
            "“{path}”已被认证，只允许在预留的签章域内签章，而用印位置没有放得下印章的空白签章域[；文件中有：{fields}]。",
            "请由认证该文件的一方预留签章域，或提供未认证的文件。",
        ),
        T(
            "The document permits no new signature field",
            "“{path}” is certified and permits signing in prepared fields only; where the seal goes there is no empty "
            "one with room for it[; it has: {fields}].",
            "Ask whoever certified it to prepare a field, or for an uncertified document.",
        ),
    ),
    ErrorCode.DOCUMENT_FIELD_LOCKED: (
        T(
            "签章域已锁定",
            "“{path}”中先前的签名锁定了所需的签章域。",
            "请与先前的签署方联系，取得可继续签章的文件。",
        ),
        T(
            "The signature field is locked",
            "An earlier signature in “{path}” locks the field that is needed.",
            "Ask the earlier signer for a document that may still be signed.",
        ),
    ),
    ErrorCode.DOCUMENT_XFA_DYNAMIC: (
        T(
            "动态表单文件",
            "“{path}”是动态表单（XFA），其页面随阅读器变化，无法确定印章落在何处。",
            "请经办人将其打印为普通 PDF 后重新申请用印。",
        ),
        T(
            "A dynamic form",
            "“{path}” is a dynamic form (XFA): its pages depend on the viewer, so no place is certain.",
            "Ask for it as an ordinary PDF, with a new request.",
        ),
    ),
    ErrorCode.DOCUMENT_TEST_SHEET: (
        T(
            "这是测试盖章页",
            "文件是查看印章效果用的测试页，不能用印。",
            "请打开需要用印的正式文件。",
        ),
        T(
            "This is a test sheet",
            "The document shows how a seal looks and can never be sealed.",
            "Open the document that is to be sealed.",
        ),
    ),
    ErrorCode.DOCUMENT_KEYWORD_NOT_FOUND: (
        T(
            "未找到关键字",
            "文件中没有找到“{keyword}”。",
            "请核对关键字，或用鼠标指定位置；扫描件中没有可查找的文字。",
        ),
        T(
            "The keyword was not found",
            "“{keyword}” does not occur in the document.",
            "Check the keyword or place the seal by hand; scanned pages have no text to search.",
        ),
    ),
    ErrorCode.OUTPUT_EXISTS: (
        T("同名文件已存在", "“{path}”已存在，不会被覆盖。", "请另选文件名或文件夹。"),
        T(
            "A file of that name exists",
            "“{path}” exists and is never replaced.",
            "Choose another name or folder.",
        ),
    ),
    ErrorCode.OUTPUT_IS_INPUT: (
        T("不能写入原文件", "保存位置“{path}”就是原文件本身；原文件须保持不变。", "请另选文件名。"),
        T(
            "The result cannot replace the original",
            "“{path}” is the original document, which stays as it is.",
            "Choose another name.",
        ),
    ),
    ErrorCode.OUTPUT_FOLDER_MISSING: (
        T("文件夹不存在", "保存位置“{path}”所在的文件夹不存在。", "请先建立该文件夹，或另选位置。"),
        T(
            "The folder does not exist",
            "There is no folder for “{path}”.",
            "Make the folder or choose another place.",
        ),
    ),
    ErrorCode.OUTPUT_NOT_WRITABLE: (
        T("无法写入该文件夹", "没有在“{path}”处写入文件的权限。", "请另选文件夹，或请系统管理员开通权限。"),
        T(
            "The folder is not writable",
            "No permission to write at “{path}”.",
            "Choose another folder, or ask the system administrator for access.",
        ),
    ),
    ErrorCode.OUTPUT_DISK_FULL: (
        T("磁盘空间不足", "写入“{path}”时磁盘已满；未完成的文件已删除。", "请清理磁盘空间后重试。"),
        T(
            "The disk is full",
            "The disk filled up while writing “{path}”; the unfinished file was removed.",
            "Make room on the disk and try again.",
        ),
    ),
    ErrorCode.OUTPUT_IO_ERROR: (
        T(
            "写入文件失败",
            "写入“{path}”时设备报错[：{reason}]；未完成的文件已删除。",
            "请检查磁盘或网络存储后重试。",
        ),
        T(
            "The file could not be written",
            "The device reported an error at “{path}”[: {reason}]; the unfinished file was removed.",
            "Check the disk or network storage and try again.",
        ),
    ),
    ErrorCode.OUTPUT_FAILED_VERIFICATION: (
        T(
            "盖章后的验证未通过",
            "写出的文件未通过验证（{verdict}[：{reason}]），因此没有发布，并已删除。",
            "本次用印已计入记录。请勿重复尝试，并将此情况报告系统管理员。",
        ),
        T(
            "The stamped file failed verification",
            "The written file did not verify ({verdict}[: {reason}]); it was not published and was removed.",
            "This use is recorded and counted. Do not repeat it; report this to the system administrator.",
        ),
    ),
    ErrorCode.PLACE_PAGE_MISSING: (
        T("页码不存在", "文件共 {pages} 页，没有第 {page} 页。", "请核对页码。"),
        T(
            "There is no such page",
            "The document has {pages} pages; there is no page {page}.",
            "Check the page number.",
        ),
    ),
    ErrorCode.PLACE_OFF_PAGE: (
        T("印章超出页面", "第 {page} 页上的印章有一部分落在页面之外。", "请将印章移入页面，或减小偏移。"),
        T(
            "The seal leaves the page",
            "On page {page} a part of the seal lies outside the page.",
            "Move the seal into the page.",
        ),
    ),
    ErrorCode.PLACE_SIZE_WRONG: (
        T(
            "印章尺寸不合要求",
            "所给尺寸 {width_mm} × {height_mm} 毫米不可用。",
            "请恢复实际尺寸，或在允许范围内调整。",
        ),
        T(
            "The seal's size is not possible",
            "A size of {width_mm} × {height_mm} mm cannot be used.",
            "Return to the true size, or stay within the permitted range.",
        ),
    ),
    ErrorCode.PLACE_STRADDLE_ON_SIGNED: (
        T(
            "已签名的文件不能加盖骑缝章",
            "骑缝章会改动先前签名所保护的页面，使其失效。",
            "请改用单页盖章；需要骑缝章时，应在首次签章时加盖。",
        ),
        T(
            "No straddle seal on a signed document",
            "A straddle seal would change pages that an earlier signature protects, and break it.",
            "Stamp single pages; a straddle seal belongs to the first signing.",
        ),
    ),
    ErrorCode.PLACE_STRADDLE_TOO_FEW_PAGES: (
        T(
            "页数不足以加盖骑缝章",
            "骑缝章至少需要两页，目前只有 {pages} 页。",
            "请改用单页盖章，或扩大页码范围。",
        ),
        T(
            "Too few pages for a straddle seal",
            "A straddle seal needs at least two pages; there are {pages}.",
            "Stamp a single page, or name more pages.",
        ),
    ),
    ErrorCode.PLACE_STRADDLE_TOO_THIN: (
        T(
            "骑缝章每页的印迹过窄",
            "一枚印章分到 {strips} 页，最窄处仅 {strip_mm} 毫米，不足 {least_mm} 毫米，打印后难以辨认。",
            "请将每枚骑缝章的页数减至 {most} 页以内，或减小首页宽度。",
        ),
        T(
            "The strips of the straddle seal are too thin",
            "One seal over {strips} pages leaves strips of {strip_mm} mm; below {least_mm} mm they get lost in print.",
            "Let one seal cover {most} pages at most, or make the first strip less wide.",
        ),
    ),
    ErrorCode.PLACE_STRADDLE_CUT_WRONG: (
        T(
            "骑缝章的分割方式不可用",
            "首页宽度须为 1 至 5 倍，每枚骑缝章至多 200 页，随机数不得为负。",
            "请更正后重试。",
        ),
        T(
            "A straddle seal cannot be cut like this",
            "The first strip is 1 to 5 times as wide, one seal covers 200 pages at most, the seed is not negative.",
            "Correct it and try again.",
        ),
    ),
    ErrorCode.PLACE_PAGES_WRONG: (
        T("页码范围写法有误", "无法理解页码范围“{pages}”。", "请按“1-3,7”的形式填写。"),
        T("The page range is not understood", "“{pages}” is not a page range.", "Write it like “1-3,7”."),
    ),
}
