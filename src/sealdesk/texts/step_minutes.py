"""Minutes of a step in a seal's life (发放、更换、注销、销毁记录), as a page that can be printed and filed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape
from pathlib import Path

from sealdesk import __version__
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import LedgerEntry
from sealdesk.model.seal_life import LifeStep, SealLife
from sealdesk.service.desk import Desk
from sealdesk.service.life_standing import life
from sealdesk.texts.facts import member_name, time_text
from sealdesk.texts.life_words import STEP_TROUBLE
from sealdesk.texts.wording import Language, Words, language_of

_TITLE = Words("电子印章{step}记录", "Minutes: {step} of a seal")
_WORDS: Mapping[str, Words] = {
    "organisation": Words("单位", "Organisation"),
    "seal": Words("印章", "Seal"),
    "kind": Words("种类", "Kind"),
    "size": Words("尺寸", "Size"),
    "step": Words("事项", "Step"),
    "state": Words("办理后状态", "State afterwards"),
    "at": Words("时间", "Time"),
    "reason": Words("事由", "Reason"),
    "attachments": Words("附件（SHA-256）", "Attachments (SHA-256)"),
    "signed": Words("电子签名", "Signed electronically"),
    "statement": Words("各方电子签名的声明（SHA-256）", "Statement signed by all (SHA-256)"),
    "entry": Words("用印记录", "Ledger entry"),
    "by_hand": Words("签字（纸质存档时）", "Signatures by hand (for a paper file)"),
    "yes": Words("☑ 是", "☑ yes"),
    "no": Words("☐ 否", "☐ no"),
    "made_by": Words("由 SealDesk {version} 生成", "Made by SealDesk {version}"),
}
STEP_FACTS: Mapping[str, Words] = {
    "filing_number": Words("备案号", "Filing number"),
    "test_sheet_checked": Words("已查看测试盖章", "Test sheet looked at"),
    "replaced_by": Words("新印章编号", "Replaced by"),
    "token_returned": Words("密钥已交回", "Token handed back"),
    "pin_returned": Words("口令已交回", "PIN handed back"),
    "software_returned": Words("软件已交回", "Software handed back"),
    "picture_removed": Words("保险库中的印章图像已删除", "Picture removed from the vault"),
}
_STYLE = "h1{font-size:18px}td{padding:3px 12px 3px 0;vertical-align:top}p.small{font-size:8pt;color:#555}"
_LINE = "＿" * 12


def write_step_minutes(desk: Desk, seal_id: str, entry_id: str, target: Path, language: str) -> None:
    """Write the minutes of a step to `target`, a PDF that must not exist.

    Args:
        entry_id: The step's, as `seals life` lists it; empty: of the last one.

    Raises:
        SealDeskError: `ENTRY_UNKNOWN` where the seal has no such step; `SEAL_UNKNOWN`; the output errors.
    """
    from sealdesk.documents.html_pdf import html_to_pdf

    html_to_pdf(step_minutes_html(desk, seal_id, entry_id, language), target)


def step_minutes_html(desk: Desk, seal_id: str, entry_id: str, language: str) -> str:
    """The minutes as HTML. Raises as `write_step_minutes`."""
    one = life(desk, seal_id)
    step = next((step for step in reversed(one.steps) if entry_id in ("", step.entry_id)), None)
    entry = desk.ledger.entry(step.entry_id) if step else None
    if step is None or entry is None:
        raise SealDeskError(ErrorCode.ENTRY_UNKNOWN, entry=entry_id)
    return "\n".join(_Minutes(desk, one, step, entry, language_of(language)).parts())


class _Minutes:
    def __init__(
        self, desk: Desk, one: SealLife, step: LifeStep, entry: LedgerEntry, language: Language
    ) -> None:
        self.desk, self.life, self.step, self.entry, self.language = desk, one, step, entry, language

    def parts(self) -> Iterator[str]:
        title = _TITLE.in_language(self.language).format(step=member_name(self.step.action, self.language))
        yield f'<html lang="{"zh-CN" if self.language is Language.ZH else "en"}"><head>'
        yield f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style></head><body>'
        yield f"<h1>{escape(title)}</h1>"
        yield _table((self.word(name), escape(value)) for name, value in self.rows())
        yield f"<h2>{self.word('by_hand')}</h2>"
        yield _table((escape(self.name(person)), _LINE) for person in self.step.persons)
        made_by = self.word("made_by").format(version=__version__)
        yield f'<p class="small">{made_by}</p></body></html>'

    def rows(self) -> Iterator[tuple[str, str]]:
        step, asked = self.step, self.life.application
        comma = "、" if self.language is Language.ZH else ", "
        yield "organisation", asked.holder
        yield "seal", f"{asked.seal_id}　{asked.name}"
        yield "kind", member_name(asked.kind, self.language)
        yield "size", f"{asked.width_mm:g} × {asked.height_mm:g} mm"
        yield "step", member_name(step.action, self.language)
        yield "state", member_name(step.state, self.language)
        yield "at", time_text(step.at)
        yield "reason", step.reason
        for name in STEP_FACTS:
            if name in step.facts:
                yield name, self.fact(step.facts[name])
        for attached in step.attachments:
            yield "attachments", f"{attached.label} {attached.name} {attached.sha256}".strip()
        trouble = STEP_TROUBLE.get(step.trouble)
        doubt = f"（{trouble.in_language(self.language)}）" if trouble else ""
        yield "signed", comma.join(self.name(person) for person in step.persons) + doubt
        statement = str(self.entry.body.get("statement", ""))
        yield "statement", sha256(statement.encode()).hexdigest() if statement else "—"
        yield "entry", f"{self.entry.index} · {self.entry.entry_id}"

    def fact(self, value: object) -> str:
        if isinstance(value, bool):
            return _WORDS["yes" if value else "no"].in_language(self.language)
        return str(value)

    def word(self, name: str) -> str:
        return escape((_WORDS.get(name) or STEP_FACTS[name]).in_language(self.language))

    def name(self, person_id: str) -> str:
        person = self.desk.people.find(person_id)
        return f"{person.name}（{person.id}）" if person else person_id


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
    return f"<table>{lines}</table>"
