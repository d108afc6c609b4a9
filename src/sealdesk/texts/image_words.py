"""What seal images say about a document, one plain sentence each.

What a record states is the word of whoever pressed the seal; the sentences say how far it is borne out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sealdesk.model.hidden_record import ImageFinding, ImageStanding
from sealdesk.texts.facts import UNKNOWN, time_text
from sealdesk.texts.wording import Language, Words, language_of

_SENTENCES: Mapping[str, Words] = {
    "pressed_here": Words("此印章是为本文件加盖的。", "This seal was pressed on this document."),
    "pressed_here.changed": Words(
        "此印章是为本文件加盖的，但文件在签名之后又被改动。",
        "This seal was pressed on this document, but the document was altered after it was signed.",
    ),
    "resaved": Words(
        "印章真实，但文件经其他软件另存，已不是盖章时的文件；盖章页文字与当时一致，其余内容无从核对。",
        "Genuine seal, but the file was saved anew by another program: it is not the file that was stamped. The text "
        "of the stamped pages is the same; nothing tells whether the rest is.",
    ),
    "resaved.signature": Words(
        "印章真实，文件开头的原文与盖章时一致，但盖章时的签名已不在文件中，后来的改动无从核对。",
        "Genuine seal, and the file begins with the document that was stamped, but the signature made with it is not "
        "in the file any more: nothing tells what was changed since.",
    ),
    "resaved.behind": Words(
        "印章真实，文件开头的原文与盖章时一致，但盖章的签名之前又加入了别的内容，无从核对。",
        "Genuine seal, and the file begins with the document that was stamped, but something was added before the "
        "signature made with it: nothing tells what was changed.",
    ),
    "copied": Words(
        "此印章图像是从另一份文件复制来的，不是为本文件加盖的。",
        "This seal image was copied from another document; it was not pressed on this one.",
    ),
    "copied.picture": Words(
        "这是一张图片，不是文件；图片中的印章图像来自下述文件。",
        "This is a picture, not a document; the seal image in it is of the document named here.",
    ),
    "copied.pages": Words(
        "此印章图像是从本文件的其他页复制来的，没有在本页加盖。",
        "This seal image was copied from another page of this document; it was not pressed on this page.",
    ),
    "unproven": Words(
        "印章图像带有加盖记录，但写入记录的工作站身份不明，不能作为凭据。",
        "The seal image has a record, but nothing at hand vouches for the workstation that wrote it.",
    ),
    "unproven.fits": Words(
        "印章图像的加盖记录与本文件相符，但写入记录的工作站身份不明，不能作为凭据。",
        "The seal image has a record that fits this document, but nothing at hand vouches for the workstation that "
        "wrote it.",
    ),
    "unproven.entry": Words(
        "印章图像的加盖记录是用本工作站的密钥写的，但用印记录中没有这次用印，不能作为凭据。",
        "The record in the seal image was written with this workstation's key, but the ledger knows no such act.",
    ),
    "unproven.behind": Words(
        "印章图像的加盖记录与文件开头的原文相符，但盖章的签名之前又加入了别的内容，不能作为凭据。",
        "The record in the seal image fits the beginning of this file, but something was added before the signature "
        "made with it.",
    ),
    "unproven.differs": Words(
        "此印章图像是从另一份文件复制来的，或者本文件经其他软件另存：盖章页没有文字，无从区分。",
        "This seal image was copied from another document, or this file was saved anew by another program: the "
        "stamped page has no text to tell which.",
    ),
    "unproven.mark": Words(
        "印章图像带有本单位的防伪标记，但没有查到对应的用印记录。",
        "The seal image has this organisation's mark, but no ledger entry fits it.",
    ),
    "no_record": Words(
        "未找到加盖记录：红色图像本身不能证明任何事情。",
        "No record found: a red picture proves nothing by itself.",
    ),
    "not_read": Words("印章图像没有读取。", "The seal images were not read."),
    "not_read.limits": Words(
        "文件中的图像过多或过大，没有全部读取。",
        "The file has too many or too large images; not all were read.",
    ),
    "not_read.time": Words("读取印章图像超时。", "Reading the seal images took too long."),
}

_ENTRY: Mapping[str, Words] = {
    "missing": Words("本单位的用印记录中没有这一条。", "This workspace's ledger has no such entry."),
    "differs": Words(
        "本单位的用印记录中，这一条说的是另一份文件。",
        "This workspace's ledger names another document there.",
    ),
}

IMAGES_TITLE = Words("印章图像", "Seal images")
UNSIGNED_COPY = Words(
    "没有电子签名，其中的印章图像是复制来的", "Not signed, and the seal image in it was copied"
)
"""The one plain answer where a copied image is all there is."""

PICTURE = Words(
    "这是盖章文件的图片，不是原件", "This is a picture of a stamped document, not the document itself"
)
"""The one plain answer on a picture with a seal's record in it."""

ASK_FOR_ORIGINAL = Words("请索取原 PDF 文件验证。", "Ask for the original PDF file, and verify that.")

_SOURCE = Words(
    "来源：SHA-256 {document_sha256}（{document_length} 字节），加盖于 {sealed}，用印记录 {entry_id}。",
    "Source: SHA-256 {document_sha256} ({document_length} bytes), stamped at {sealed}, ledger entry {entry_id}.",
)
_SIGNER = Words("签名人：{signer}。", "Signed by {signer}.")
_NAMED = Words(
    "本单位用印记录：“{document_name}”，申请 {request}，保管人 {custodian}。",
    "This workspace's ledger: “{document_name}”, request {request}, custodian {custodian}.",
)
_PAGE, _PAGES = Words("第 {pages} 页", "Page {pages}"), Words("第 {pages} 页", "Pages {pages}")
_PAGES_JOINED = Words("、", ", ")
_FACT_NAMES: Mapping[str, Words] = {
    "seal_name": Words("印章名称", "Seal"),
    "seal_id": Words("印章编号", "Seal id"),
    "document_sha256": Words("加盖的文件 SHA-256", "Pressed on the document with SHA-256"),
    "document_length": Words("加盖的文件长度（字节）", "Its length in bytes"),
    "sealed": Words("加盖时间", "Pressed at"),
    "entry_id": Words("用印记录", "Ledger entry"),
    "document_name": Words("文件名称", "Document"),
    "request": Words("用印申请", "Use request"),
    "custodian": Words("保管人", "Custodian"),
    "workstation": Words("工作站", "Workstation"),
}
_LOUD = (ImageStanding.COPIED, ImageStanding.RESAVED, ImageStanding.UNPROVEN, ImageStanding.NOT_READ)
_ORDER = (*_LOUD, ImageStanding.NO_RECORD, ImageStanding.PRESSED_HERE)


@dataclass(frozen=True)
class ImageGroup:
    """Findings that say the same on several pages; `pages` is empty for what is on none."""

    finding: ImageFinding
    pages: tuple[int, ...]

    @property
    def loud(self) -> bool:
        """Something that nobody must miss."""
        return self.finding.standing in _LOUD or self.finding.facts.get("entry") in _ENTRY


def any_copied(findings: Iterable[ImageFinding]) -> bool:
    """Whether a seal image was copied into the file: told loudly, whatever the verdict."""
    return any(finding.standing is ImageStanding.COPIED for finding in findings)


def is_picture_of_seal(findings: Iterable[ImageFinding]) -> bool:
    """Whether what is copied is a picture as a whole: nobody claims that it is the document."""
    copied = [finding for finding in findings if finding.standing is ImageStanding.COPIED]
    return bool(copied) and all(finding.page == 0 for finding in copied)


def image_groups(findings: Sequence[ImageFinding]) -> tuple[ImageGroup, ...]:
    """The findings, those that say the same together, the loudest first."""
    grouped: dict[tuple[object, ...], list[ImageFinding]] = {}
    for finding in findings:
        grouped.setdefault(_said(finding), []).append(finding)
    groups = [
        ImageGroup(same[0], tuple(sorted({one.page for one in same if one.page})))
        for same in grouped.values()
    ]
    return tuple(sorted(groups, key=lambda group: (_ORDER.index(group.finding.standing), group.pages)))


def _said(finding: ImageFinding) -> tuple[object, ...]:
    facts = tuple(sorted(finding.facts.items()))
    return finding.standing, finding.page > 0, finding.record, finding.mark, finding.seal_name, facts


def group_text(group: ImageGroup, language: str) -> str:
    """Which pages, which seal, and what its image says."""
    head = " · ".join(part for part in (pages_text(group.pages, language), group.finding.seal_name) if part)
    text = image_text(group.finding, language)
    colon = "：" if language_of(language) is Language.ZH else ": "
    return f"{head}{colon}{text}" if head else text


def image_text(finding: ImageFinding, language: str) -> str:
    """What this image says, with its source where it is not this document."""
    chosen = language_of(language)
    words = _SENTENCES.get(_sentence(finding)) or _SENTENCES[finding.standing.value]
    facts = defaultdict(lambda: UNKNOWN, {name: fact for name, fact in _facts(finding).items() if fact})
    told = [words.in_language(chosen)]
    if finding.standing is ImageStanding.PRESSED_HERE and facts.get("signer"):
        told.append(_SIGNER.in_language(chosen).format_map(facts))
    other = facts.get("document") != "fits" or facts.get("pages") or facts.get("text")
    if facts.get("document_sha256") and other:
        told.append(_SOURCE.in_language(chosen).format_map(facts))
        if facts.get("document_name"):
            told.append(_NAMED.in_language(chosen).format_map(facts))
    if entry := _ENTRY.get(finding.facts.get("entry", "")):
        told.append(entry.in_language(chosen))
    return ("" if chosen is Language.ZH else " ").join(told)


def _sentence(finding: ImageFinding) -> str:
    """The sentence that fits best; where there is none, its standing's own is told."""
    facts, base = finding.facts, finding.standing.value
    if finding.standing is ImageStanding.COPIED:
        kind = "pages" if facts.get("pages") else "" if finding.page else "picture"
    elif finding.standing is ImageStanding.UNPROVEN:
        kind = "mark" if not facts.get("document_sha256") else _unproven(facts)
    elif finding.standing is ImageStanding.RESAVED:
        kind = {"missing": "signature"}.get(facts.get("signature", ""), facts.get("signature", ""))
    elif finding.standing is ImageStanding.PRESSED_HERE:
        kind = "changed" if facts.get("changed") else ""
    else:
        kind = facts.get("reason", "")
    return f"{base}.{kind}" if kind else base


def _unproven(facts: Mapping[str, str]) -> str:
    if facts.get("signature") == "behind":
        return "behind"
    if facts.get("document") == "fits" or facts.get("text") == "same":
        return "entry" if facts.get("signer") and facts.get("entry") == "missing" else "fits"
    return "differs"


def pages_text(pages: Sequence[int], language: str) -> str:
    """Which pages, in ranges: `第 1–3、7 页`; empty for none."""
    if not pages:
        return ""
    chosen = language_of(language)
    ranges = _PAGES_JOINED.in_language(chosen).join(
        str(first) if first == last else f"{first}–{last}" for first, last in _ranges(pages)
    )
    words = _PAGE if len(pages) == 1 else _PAGES
    return words.in_language(chosen).format(pages=ranges)


def _ranges(pages: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = pages[0]
    for page in pages[1:]:
        if page != last + 1:
            yield first, last
            first = page
        last = page
    yield first, last


def image_facts(finding: ImageFinding, language: str) -> tuple[tuple[str, str], ...]:
    """Name and value of everything the record says, for whoever wants it all."""
    chosen, facts = language_of(language), _facts(finding)
    return tuple(
        (name.in_language(chosen), facts[key]) for key, name in _FACT_NAMES.items() if facts.get(key)
    )


def _facts(finding: ImageFinding) -> dict[str, str]:
    """Everything by name: what the record says, and what a ledger adds."""
    facts = dict(finding.facts)
    if finding.private is not None:
        facts.setdefault("custodian", finding.private.custodian_id)
        facts.setdefault("request", finding.private.request_id)
        facts["workstation"] = finding.private.workstation
    if finding.record is not None:
        public = finding.record.public
        facts["seal_id"] = public.seal_id
        facts["sealed"] = time_text(public.time)
    elif finding.mark is not None:
        facts["seal_id"] = finding.mark.seal_id
        if facts.get("sealed"):
            facts["sealed"] = time_text(datetime.fromisoformat(facts["sealed"]))
    facts["seal_name"] = finding.seal_name
    return facts
