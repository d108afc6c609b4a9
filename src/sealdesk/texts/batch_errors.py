"""Troubles with batches (批量用印)."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

BATCH_ERRORS: ErrorTexts = {
    ErrorCode.BATCH_UNKNOWN: (
        T("没有这个批次", "本工作区没有编号为“{batch}”的批次。", "请核对编号，可先列出全部批次。"),
        T("No such batch", "This workspace has no batch “{batch}”.", "Check the id; list all batches first."),
    ),
    ErrorCode.BATCH_BROKEN: (
        T(
            "批次的存档不可信",
            "“{path}”缺失、损坏，或不是本工作站写下的[：{reason}]。",
            "请勿继续此批次，重新建立一个批次；已加盖的文件不受影响。",
        ),
        T(
            "The batch's records cannot be trusted",
            "“{path}” is missing, damaged, or not what this workstation wrote[: {reason}].",
            "Do not go on with this batch; plan a new one. Documents already sealed are not affected.",
        ),
    ),
    ErrorCode.BATCH_EMPTY: (
        T(
            "没有可列入批次的文件",
            "[“{folder}”中]没有找到文件或申请。",
            "请选择存有 PDF 文件的文件夹，或勾选用印申请。",
        ),
        T(
            "Nothing to make a batch of",
            "There are no documents or requests[ in “{folder}”].",
            "Choose a folder with PDF files, or tick use requests.",
        ),
    ),
    ErrorCode.BATCH_TOO_MANY: (
        T(
            "文件太多",
            "共有 {count} 份文件，制度规定每批最多 {limit} 份。",
            "请分成几个批次办理。",
        ),
        T(
            "Too many documents",
            "There are {count}; the policy allows {limit} in a batch.",
            "Make several batches of them.",
        ),
    ),
    ErrorCode.BATCH_NO_REQUEST: (
        T(
            "没有对应的用印申请",
            "没有已批准的申请以“{seal}”用于这份文件的原始内容。",
            "请先为这份文件提交用印申请并获批准，再列入批次。",
        ),
        T(
            "No request names this document",
            "There is no approved request for “{seal}” on these very bytes.",
            "Ask for the seal on this document and have it approved, then plan a batch again.",
        ),
    ),
    ErrorCode.BATCH_DUPLICATE: (
        T(
            "与批次中的另一份文件相同",
            "内容与第 {other} 份文件完全一致。",
            "同一份文件在一个批次中只加盖一次；请移除多余的副本。",
        ),
        T(
            "The same as another document of the batch",
            "Its bytes are those of document {other}.",
            "A document is sealed once in a batch; take the copy away.",
        ),
    ),
    ErrorCode.BATCH_CONVERT_FIRST: (
        T(
            "需要先转换为 PDF",
            "这份文件不是 PDF，转换后的内容须先经人确认。",
            "请先打开它转换为 PDF，为转换后的文件申请用印，再列入批次。",
        ),
        T(
            "To be converted to PDF first",
            "It is no PDF, and what it becomes has to be accepted by a person.",
            "Open and convert it, ask for the seal on the PDF, then plan a batch again.",
        ),
    ),
    ErrorCode.BATCH_NOTHING_READY: (
        T(
            "批次中没有可用印的文件",
            "批次中的每一份文件都有不能用印的原因。",
            "请查看各份文件的原因，处理后重新建立批次。",
        ),
        T(
            "No document of the batch can be sealed",
            "Something stands against every one of them.",
            "See what stands against each, mend it, and plan a new batch.",
        ),
    ),
    ErrorCode.BATCH_NOT_SHOWN: (
        T(
            "尚未查看，不能确认",
            "第 {numbers} 份文件加盖后的样子还没有显示过。",
            "请先查看这些文件，再确认。",
        ),
        T(
            "Not shown yet, so not confirmed",
            "Documents {numbers} were not shown with the seal on them yet.",
            "Look at them first, then confirm.",
        ),
    ),
    ErrorCode.BATCH_NOT_LOOKED_AT: (
        T(
            "还有文件未经查看确认",
            "按制度须查看的文件中，还有 {count} 份未确认（第 {numbers} 份）。",
            "请逐份查看并确认，再开始用印。",
        ),
        T(
            "Documents are still to be looked at",
            "Of those the policy wants looked at, {count} are not confirmed yet ({numbers}).",
            "Look at each and confirm it, then begin.",
        ),
    ),
    ErrorCode.BATCH_SET_ASIDE: (
        T(
            "查看时被搁置",
            "查看的人认为印章的位置或文件内容不对，没有列入用印。",
            "请单独为这份文件用印，或改用其他规则重新建立批次。",
        ),
        T(
            "Set aside by whoever looked",
            "The place or the document was found wrong, so it was not sealed.",
            "Seal it by itself, or plan a batch with another rule.",
        ),
    ),
    ErrorCode.BATCH_BUSY: (
        T("批次正在进行", "批次“{batch}”正由另一个程序办理。", "请等它结束或停止后再试。"),
        T(
            "The batch is being worked on",
            "Another program has the batch “{batch}”.",
            "Wait until it ends or is stopped.",
        ),
    ),
    ErrorCode.BATCH_OVER: (
        T(
            "批次已经开始或结束",
            "批次“{batch}”已经开始用印或已经结束，其内容不能再改变。",
            "如还有文件要用印，请建立新的批次。",
        ),
        T(
            "The batch has begun, or ended",
            "The batch “{batch}” has begun or ended: what it is stays as it is.",
            "Plan a new batch for further documents.",
        ),
    ),
    ErrorCode.BATCH_DROPPED: (
        T(
            "批次已经放弃",
            "用印记录中记有：批次“{batch}”已被放弃。",
            "如还要用印，请重新建立批次。",
        ),
        T(
            "The batch's plan was discarded",
            "The ledger says that the plan of the batch “{batch}” was discarded.",
            "Plan a new batch where documents are still to be sealed.",
        ),
    ),
    ErrorCode.BATCH_MANIFEST_WRONG: (
        T(
            "不是批次清单",
            "“{path}”不是可读的批次清单[：{reason}]。",
            "请核对文件，须是用印时生成的 .manifest 文件。",
        ),
        T(
            "Not a batch's manifest",
            "“{path}” is no manifest that can be read[: {reason}].",
            "Check the file: it has to be the .manifest written when the batch ended.",
        ),
    ),
}
