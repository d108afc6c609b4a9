"""Minutes of an act on a seal's custody (交接记录、代管记录), as a page that can be printed and filed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape
from pathlib import Path

from sealdesk import __version__
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.custody import KINDS
from sealdesk.model.custody import CustodyAct, CustodyStep
from sealdesk.model.ledger import LedgerEntry
from sealdesk.model.seal import Seal
from sealdesk.service.custody_standing import history
from sealdesk.service.desk import Desk
from sealdesk.service.seals import find_seal
from sealdesk.texts.facts import member_name, time_text
from sealdesk.texts.wording import Language, Words, language_of

_TITLES: Mapping[CustodyAct, Words] = {
    CustodyAct.HANDED_OVER: Words("电子印章交接记录", "Minutes of a seal's handover"),
    CustodyAct.DELEGATED: Words("电子印章代管记录", "Minutes of a seal's delegation"),
    CustodyAct.ENDED: Words("电子印章代管结束记录", "Minutes of the end of a delegation"),
}
_GIVERS: Mapping[CustodyAct, Words] = {
    CustodyAct.HANDED_OVER: Words("交出人", "Handed over by"),
    CustodyAct.DELEGATED: Words("保管人", "Custodian"),
    CustodyAct.ENDED: Words("代管人", "Deputy"),
}
_KEEPERS: Mapping[CustodyAct, Words] = {
    CustodyAct.HANDED_OVER: Words("接收人", "Received by"),
    CustodyAct.DELEGATED: Words("代管人", "Deputy"),
    CustodyAct.ENDED: Words("收回的保管人", "Taken back by"),
}
_WORDS: Mapping[str, Words] = {
    "seal": Words("印章", "Seal"),
    "certificates": Words("证书指纹（SHA-256）", "Certificates (SHA-256)"),
    "approver": Words("批准人", "Approved by"),
    "at": Words("时间", "Time"),
    "until": Words("代管至", "Until"),
    "way": Words("方式", "Way"),
    "reason": Words("事由", "Reason"),
    "organisation": Words("单位", "Organisation"),
    "entry": Words("用印记录", "Ledger entry"),
    "statement": Words("各方电子签名的声明（SHA-256）", "Statement signed by all (SHA-256)"),
    "signed": Words("电子签名", "Signed electronically"),
    "by_hand": Words("签字（纸质存档时）", "Signatures by hand (for a paper file)"),
    "pin": Words(
        "密钥已移交：接收人修改口令之前，不能用印。",
        "The token has passed on: it stamps only after its new holder changed the PIN.",
    ),
    "made_by": Words("由 SealDesk {version} 生成", "Made by SealDesk {version}"),
}
_STYLE = "h1{font-size:18px}td{padding:3px 12px 3px 0;vertical-align:top}p.small,span.small{font-size:8pt;color:#555}"
_LINE = "＿" * 12


def write_minutes(desk: Desk, entry_id: str, target: Path, language: str) -> None:
    """Write the minutes of the act that an entry records to `target`, a PDF that must not exist.

    Raises:
        SealDeskError: `ENTRY_UNKNOWN` where no act on custody has this id; `CUSTODY_BROKEN`; the output errors.
    """
    from sealdesk.documents.html_pdf import html_to_pdf

    html_to_pdf(minutes_html(desk, entry_id, language), target)


def minutes_html(desk: Desk, entry_id: str, language: str) -> str:
    """The minutes as HTML. Raises as `write_minutes`."""
    entries = list(desk.ledger.entries(kind=tuple(KINDS)))
    asked = next((entry for entry in entries if entry.entry_id == entry_id), None)
    if asked is None:
        raise SealDeskError(ErrorCode.ENTRY_UNKNOWN, entry=entry_id)
    together = [entry for entry in entries if entry.body["custody"] == asked.body["custody"]]
    step = next(one for one in history(desk, asked.body["seal"]) if one.entry_id == entry_id)
    return "\n".join(_Minutes(desk, step, together, language_of(language)).parts())


class _Minutes:
    def __init__(
        self, desk: Desk, step: CustodyStep, together: list[LedgerEntry], language: Language
    ) -> None:
        self.desk, self.step, self.together, self.language = desk, step, together, language

    def parts(self) -> Iterator[str]:
        title = escape(_TITLES[self.step.act].in_language(self.language))
        yield f'<html lang="{"zh-CN" if self.language is Language.ZH else "en"}"><head>'
        yield f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body>'
        yield f"<h1>{title}</h1>"
        yield _table(self.rows())
        yield f"<h2>{self.word('seal')}</h2>"
        yield _table(self.seal(find_seal(self.desk, entry.body["seal"]), entry) for entry in self.together)
        if self.step.certificates and self.step.act is not CustodyAct.ENDED:
            yield f"<p>{self.word('pin')}</p>" if self.step.way == "same_token" else ""
        yield f"<h2>{self.word('by_hand')}</h2>"
        yield _table((self.name(person), _LINE) for person in self.step.persons)
        made_by = self.word("made_by").format(version=__version__)
        yield f'<p class="small">{made_by}</p></body></html>'

    def word(self, name: str) -> str:
        return escape(_WORDS[name].in_language(self.language))

    def rows(self) -> Iterator[tuple[str, str]]:
        step = self.step
        yield self.word("organisation"), escape(self.desk.settings.organisation)
        yield escape(_GIVERS[step.act].in_language(self.language)), self.name(step.giver_id)
        yield escape(_KEEPERS[step.act].in_language(self.language)), self.name(step.keeper_id)
        if step.approver_id:
            yield self.word("approver"), self.name(step.approver_id)
        yield self.word("at"), escape(time_text(step.at))
        if step.until is not None:
            yield self.word("until"), escape(time_text(step.until))
        yield self.word("way"), escape(member_name(step.way, self.language))
        yield self.word("reason"), escape(step.reason)
        signed = "、" if self.language is Language.ZH else ", "
        yield self.word("signed"), signed.join(self.name(person) for person in step.persons)
        yield self.word("statement"), sha256(step.statement.encode()).hexdigest()
        if step.certificates:
            yield self.word("certificates"), "<br>".join(step.certificates)

    def seal(self, seal: Seal, entry: LedgerEntry) -> tuple[str, ...]:
        size = f"{seal.width_mm:g} × {seal.height_mm:g} mm"
        number = f'<span class="small">{self.word("entry")} {entry.index} · {escape(entry.entry_id)}</span>'
        return escape(seal.id), f"<b>{escape(seal.name)}</b>　{size}<br>{number}"

    def name(self, person_id: str) -> str:
        person = self.desk.people.find(person_id)
        return escape(f"{person.name}（{person.id}）" if person else person_id)


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{lines}</table>"
