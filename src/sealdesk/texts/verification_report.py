"""The verification report as HTML: one answer on top, its reasons below; the same content in every language.

Everything that comes from the document or its certificates is escaped: it is shown, never interpreted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from sealdesk import __version__
from sealdesk.model.hidden_record import ImageStanding
from sealdesk.model.seal import SealKind
from sealdesk.model.verification import (
    Change,
    Revocation,
    SignatureFinding,
    TimeStanding,
    Trust,
    Verdict,
    VerificationReport,
)
from sealdesk.texts import change_text, name_of, reason_text, time_text
from sealdesk.texts.image_words import IMAGES_TITLE, group_text, image_facts, image_groups
from sealdesk.texts.wording import Language, Words, language_of

_WORDS: Mapping[str, Words] = {
    "title": Words("电子印章验证报告", "Verification report"),
    "document": Words("文件", "Document"),
    "digest": Words("SHA-256", "SHA-256"),
    "length": Words("长度", "Length"),
    "bytes": Words("字节", "bytes"),
    "verdict": Words("完整性", "Integrity"),
    "trust": Words("可信性", "Trust"),
    "revocation": Words("证书状态", "Revocation"),
    "time": Words("签章时间", "Time"),
    "seal": Words("印章（签名者在签名内自述）", "The seal (as the signer states inside the signature)"),
    "signatures": Words("签名", "Signatures"),
    "none": Words("无", "None"),
    "signer": Words("签名者", "Signer"),
    "subject": Words("证书主体", "Certificate subject"),
    "certificate": Words("证书指纹", "Certificate fingerprint"),
    "signing_time": Words("声称时间", "Claimed time"),
    "reasons": Words("说明", "Reasons"),
    "changes": Words("签名之后的改动", "Changes after signing"),
    "permitted": Words("允许", "permitted"),
    "not_permitted": Words("不允许", "not permitted"),
    "unchecked": Words(
        "未检查：无法联网查询的证书状态与印章状态，请以本报告所列依据为限理解结论。",
        "Not checked: certificate and seal status that only a network could tell. The conclusion reaches as far "
        "as the evidence listed here.",
    ),
    "made_by": Words("由 SealDesk {version} 生成", "Made by SealDesk {version}"),
}

_SEAL_ROWS: tuple[tuple[str, Words], ...] = (
    ("seal_name", Words("印章名称", "Seal")),
    ("seal_kind", Words("印章种类", "Kind")),
    ("holder", Words("所属单位", "Holder")),
    ("credit_code", Words("统一社会信用代码", "Unified social credit code")),
    ("custodian", Words("保管人", "Custodian")),
    ("method", Words("签章方式", "Method")),
    ("reason", Words("用途", "Reason")),
    ("request_id", Words("用印申请", "Use request")),
    ("entry_id", Words("用印记录", "Ledger entry")),
    ("seal_id", Words("印章编号", "Seal id")),
)

_GOOD, _AMBER, _BAD, _GREY = "#1b6e3c", "#8a5a00", "#7a1230", "#555555"
_COLOURS: Mapping[object, str] = {
    Verdict.INTACT: _GOOD,
    Verdict.CHANGED: _AMBER,
    Verdict.ALTERED: _BAD,
    Verdict.INVALID: _BAD,
    Verdict.UNSIGNED: _GREY,
    Verdict.ERROR: _GREY,
    Trust.TRUSTED: _GOOD,
    Trust.UNTRUSTED: _BAD,
    Trust.UNKNOWN: _AMBER,
    Revocation.GOOD: _GOOD,
    Revocation.REVOKED: _BAD,
    Revocation.NOT_CHECKED: _AMBER,
    TimeStanding.PROVEN: _GOOD,
    TimeStanding.CLAIMED: _AMBER,
    ImageStanding.PRESSED_HERE: _GOOD,
    ImageStanding.RESAVED: _AMBER,
    ImageStanding.COPIED: _BAD,
    ImageStanding.UNPROVEN: _AMBER,
    ImageStanding.NO_RECORD: _GREY,
    ImageStanding.NOT_READ: _GREY,
}
_MARKS: Mapping[str, str] = {_GOOD: "✓", _AMBER: "!", _BAD: "✕", _GREY: "–"}

_STYLE = (
    "body{font-family:'Noto Sans CJK SC',sans-serif;color:#222;max-width:760px;margin:24px auto}"
    "h1{font-size:20px}h2{font-size:15px;margin-top:20px}td{padding:3px 12px 3px 0;vertical-align:top}"
    "td:first-child{color:#555;white-space:nowrap}p.small{font-size:12px;color:#555}"
)


def report_html(file_name: str, report: VerificationReport, language: str) -> str:
    """The report of one file as a page of HTML that stands alone.

    Args:
        file_name: Shown as it is.
        language: `zh` or `en`.
    """
    return "\n".join(_Page(file_name, report, language_of(language)).parts())


class _Page:
    def __init__(self, file_name: str, report: VerificationReport, language: Language) -> None:
        self.file_name, self.report, self.language = file_name, report, language

    def parts(self) -> Iterator[str]:
        yield f'<!DOCTYPE html>\n<html lang="{"zh-CN" if self.language is Language.ZH else "en"}"><head>'
        yield f'<meta charset="utf-8"><title>{self.word("title")}</title><style>{_STYLE}</style></head><body>'
        yield f"<h1>{self.word('title')}</h1>"
        yield _table(self.answer())
        yield from self.seals()
        yield from self.images()
        yield f"<h2>{self.word('signatures')}</h2>"
        yield from self.each(self.signature(finding) for finding in self.report.signatures)
        yield f"<h2>{self.word('changes')}</h2>"
        yield from self.each(self.change(change) for change in self.report.changes)
        if self.report.revocation is Revocation.NOT_CHECKED:
            yield f'<p class="small">{self.word("unchecked")}</p>'
        made_by = self.word("made_by").format(version=__version__)
        yield f'<p class="small">{made_by}</p></body></html>'

    def word(self, name: str) -> str:
        return escape(_WORDS[name].in_language(self.language))

    def answer(self) -> Iterator[tuple[str, str]]:
        report = self.report
        yield self.word("document"), escape(self.file_name)
        for name, standing in (
            ("verdict", report.verdict),
            ("trust", report.trust),
            ("revocation", report.revocation),
            ("time", report.time_standing),
        ):
            yield self.word(name), self.standing(standing)
        if report.error_code:
            yield self.word("reasons"), escape(reason_text(report.error_code, self.language))
        yield self.word("digest"), escape(report.file_sha256)
        yield self.word("length"), f"{report.file_length} {self.word('bytes')}"

    def standing(self, standing: Verdict | Trust | Revocation | TimeStanding) -> str:
        colour = _COLOURS[standing]
        name = escape(name_of(standing, self.language))
        return f'<b style="color:{colour}">{_MARKS[colour]} {name}</b>'

    def seals(self) -> Iterator[str]:
        """Every seal that sound signatures name."""
        for stated in self.report.seals:
            yield f"<h2>{self.word('seal')}</h2>"
            rows = ((words, stated.get(key, "")) for key, words in _SEAL_ROWS)
            yield _table(
                (escape(words.in_language(self.language)), escape(self.kind(value)))
                for words, value in rows
                if value
            )

    def images(self) -> Iterator[str]:
        groups = image_groups(self.report.images)
        if not groups:
            return
        yield f"<h2>{escape(IMAGES_TITLE.in_language(self.language))}</h2>"
        for group in groups:
            colour = _COLOURS[group.finding.standing]
            text = escape(group_text(group, self.language))
            yield f'<p><b style="color:{colour}">{_MARKS[colour]} {text}</b></p>'
            yield _table(
                (escape(name), escape(value)) for name, value in image_facts(group.finding, self.language)
            )

    def kind(self, value: str) -> str:
        return name_of(SealKind(value), self.language) if value in tuple(SealKind) else value

    def each(self, tables: Iterable[Iterable[tuple[str, str]]]) -> Iterator[str]:
        parts = [_table(rows) for rows in tables]
        yield from parts or [f"<p>{self.word('none')}</p>"]

    def signature(self, finding: SignatureFinding) -> Iterator[tuple[str, str]]:
        yield self.word("signer"), f"<b>{escape(finding.signer)}</b>"
        subject = ", ".join(f"{name}={value}" for name, value in finding.signer_subject.items())
        yield self.word("subject"), escape(subject)
        yield self.word("certificate"), escape(finding.certificate_sha256)
        if finding.signing_time is not None:
            yield self.word("signing_time"), escape(time_text(finding.signing_time))
        for name, standing in (
            ("trust", finding.trust),
            ("revocation", finding.revocation),
            ("time", finding.time_standing),
        ):
            yield self.word(name), self.standing(standing)
        if finding.reasons:
            texts = (escape(reason_text(reason, self.language)) for reason in finding.reasons)
            yield self.word("reasons"), "<br>".join(texts)

    def change(self, change: Change) -> Iterator[tuple[str, str]]:
        permitted = self.word("permitted" if change.permitted else "not_permitted")
        values = f"：{change.old} → {change.new}" if change.old or change.new else ""
        kind = escape(change_text(change.kind, self.language))
        yield kind, f"{escape(change.detail + values)} ({permitted})"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
    return f"<table>{lines}</table>"
