"""Words of batches (批量用印): how they stand, what came of each document, what a check of a manifest found."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from sealdesk.model.batch import BatchResult, BatchStanding
from sealdesk.texts.wording import Language, Words, language_of

BATCHES: Mapping[Enum, Words] = {
    BatchStanding.PLANNED: Words("待用印", "Planned"),
    BatchStanding.BEGUN: Words("用印中", "Begun"),
    BatchStanding.ENDED: Words("已结束", "Ended"),
    BatchResult.WAITING: Words("等待用印", "Waiting"),
    BatchResult.SEALED: Words("已用印", "Sealed"),
    BatchResult.FAILED: Words("未用印", "Not sealed"),
    BatchResult.COUNTED: Words("已计次，未生成文件", "Counted, no file"),
    BatchResult.LEFT_OUT: Words("未列入用印", "Left out"),
}

MANIFEST_FINDINGS: Mapping[str, Words] = {
    "manifest.key_unknown": Words(
        "签署清单的不是已知的工作站", "The manifest was not signed by a workstation known here"
    ),
    "manifest.signature_wrong": Words(
        "清单的签名不成立，内容被改动", "The manifest was altered after signing"
    ),
    "manifest.file_missing": Words("找不到已用印的文件", "The sealed file is missing"),
    "manifest.file_changed": Words("文件与清单所记不一致", "The file is not the one the manifest names"),
    "manifest.file_not_grown": Words(
        "已用印的文件不是由原文件加盖而成", "The sealed file does not begin with the original's bytes"
    ),
    "manifest.entry_missing": Words("用印记录中没有这一条", "The ledger does not have this entry"),
    "manifest.entry_differs": Words("用印记录与清单所记不一致", "The ledger's entry says otherwise"),
    "manifest.not_recorded": Words("用印记录中没有这份清单", "The ledger does not know this manifest"),
}


def manifest_finding_text(code: str, language: str) -> str:
    """What a finding of a manifest's check means; an unknown code is shown as it is."""
    words = MANIFEST_FINDINGS.get(code)
    return words.in_language(language_of(language)) if words else code


def numbers_text(numbers: tuple[int, ...], language: str) -> str:
    """Numbers in short, e.g. `1–3、7`."""
    from sealdesk.formats.page_numbers import pages_text

    shown = pages_text(numbers).replace("-", "–")
    return shown.replace(",", "、" if language_of(language) is Language.ZH else ", ")
