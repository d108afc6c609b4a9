"""The seal register (印章台账) in the reader's words: as a workbook, and as pages with small pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from sealdesk import __version__
from sealdesk.model.people import Person
from sealdesk.model.seal import SealState
from sealdesk.service import seal_register
from sealdesk.service.desk import Desk
from sealdesk.service.seal_register import RegisterRow
from sealdesk.service.sign_in import exceptions_in_force
from sealdesk.texts import name_of, reason_text, time_text
from sealdesk.texts.life_words import COUNT_TROUBLE
from sealdesk.texts.people_words import exception_lines
from sealdesk.texts.wording import Language, Words, language_of

Value = str | int | datetime | bytes | None

TITLE = Words("印章台账", "Seal register")
EXPORTED = Words("印章台账已导出，共 {count} 枚：{path}", "The register of {count} seals is written: {path}")
_MADE_BY = Words(
    "{organisation} · 共 {count} 枚 · {at} 由 SealDesk {version} 生成",
    "{organisation} · {count} seals · made {at} by SealDesk {version}",
)
_SPECIMEN = Words("图样为样章，不得用于用印。", "The pictures are specimens and not for use.")
_HEADINGS: Mapping[str, Words] = {
    "specimen": Words("图样", "Specimen"),
    "id": Words("印章编号", "Id"),
    "name": Words("印章名称", "Name"),
    "kind": Words("种类", "Kind"),
    "size": Words("尺寸（mm）", "Size (mm)"),
    "holder": Words("所属单位", "Holder"),
    "department": Words("部门", "Department"),
    "custodian": Words("保管人", "Custodian"),
    "deputy": Words("代管人", "Deputy"),
    "tokens": Words("密钥", "Tokens"),
    "state": Words("状态", "State"),
    "filing_number": Words("备案号", "Filing number"),
    "made": Words("制作日期", "Made"),
    "issued": Words("发放日期", "Issued"),
    "valid_until": Words("有效期至", "Valid until"),
    "ended": Words("终止日期", "Ended"),
    "last_use": Words("最近用印", "Last use"),
    "uses": Words("用印次数", "Uses"),
    "counted": Words("最近清点", "Last count"),
    "count_result": Words("清点结果", "Result of the count"),
}
_WIDTHS: Mapping[str, float] = {"specimen": 10, "name": 30, "holder": 26, "tokens": 18, "last_use": 17}
_DAYS = frozenset({"made", "issued", "valid_until", "ended", "counted"})
_OVER = frozenset({SealState.REJECTED, SealState.REPLACED, SealState.CANCELLED, SealState.DESTROYED})
_GROUPS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (_HEADINGS["specimen"], ("specimen",)),
    (Words("印章", "Seal"), ("id", "name", "kind", "size")),
    (_HEADINGS["holder"], ("holder", "department")),
    (Words("保管", "Custody"), ("custodian", "deputy", "tokens")),
    (_HEADINGS["state"], ("state", "filing_number")),
    (Words("制作、发放、有效期", "Made, issued, valid"), ("made", "issued", "valid_until", "ended")),
    (Words("用印", "Use"), ("uses", "last_use")),
    (Words("清点", "Count"), ("counted", "count_result")),
)
"""On paper several values share a column; those that do not speak for themselves carry their heading."""

_TOLD: Mapping[str, Words] = {
    "size": Words("尺寸", "Size"),
    "deputy": Words("代管", "Deputy"),
    "filing_number": Words("备案", "Filed as"),
    "made": Words("制作", "Made"),
    "issued": Words("发放", "Issued"),
    "valid_until": Words("至", "Until"),
    "uses": Words("次数", "Times"),
    "last_use": Words("最近", "Last"),
}
_UNTIL = Words("{person}（至 {until}）", "{person} (until {until})")
_STYLE = (
    "h1{font-size:16px}body{font-size:8pt;line-height:1.3}"
    "td,th{padding:3px 8px 3px 0;vertical-align:top;text-align:left}p.small,th{font-size:8pt;color:#555}"
    ".whole{white-space:nowrap}"
)
_UNITS = {"size": " mm"}
_LONGEST_PT = 34


class Wording:
    """Puts a row's values into the reader's words."""

    def __init__(self, people: Mapping[str, Person], language: Language) -> None:
        self._people, self._language = people, language

    def headings(self) -> tuple[str, ...]:
        return tuple(words.in_language(self._language) for words in _HEADINGS.values())

    def heading(self, name: str) -> str:
        return _HEADINGS[name].in_language(self._language)

    def values(self, row: RegisterRow) -> tuple[Value, ...]:
        """One value for each heading."""
        found = self.told(row)
        return tuple(found[name] for name in _HEADINGS)

    def told(self, row: RegisterRow) -> Mapping[str, Value]:
        """The values by the names of their headings."""
        asked, seal = row.life.application, row.life.seal
        over = row.life.state in _OVER
        return {
            "specimen": row.specimen,
            "id": row.seal_id,
            "name": asked.name,
            "kind": name_of(asked.kind, self._language),
            "size": size_text(asked.width_mm, asked.height_mm),
            "holder": asked.holder,
            "department": asked.department,
            "custodian": self.person(row.custodian_id),
            "deputy": self._deputy(row),
            "tokens": "、".join(str(token) for token in row.tokens),
            "state": self._state(row),
            "filing_number": row.life.filing_number,
            "made": row.made,
            "issued": row.issued,
            "valid_until": seal.valid_until if seal and not over else None,
            "ended": row.life.steps[-1].at if over else None,
            "last_use": row.last_use,
            "uses": row.uses,
            "counted": row.counted,
            "count_result": self._counted(row),
        }

    def _deputy(self, row: RegisterRow) -> str:
        """Who keeps it in its custodian's place, and until when."""
        if row.deputy_until is None:
            return ""
        until = row.deputy_until.astimezone().strftime("%Y-%m-%d %H:%M")
        return _UNTIL.in_language(self._language).format(person=self.person(row.keeper_id), until=until)

    def _state(self, row: RegisterRow) -> str:
        """Its state, and what is not in order with it."""
        state = name_of(row.life.state, self._language)
        return f"{state} · {reason_text(row.trouble, self._language)}" if row.trouble else state

    def _counted(self, row: RegisterRow) -> str:
        result = name_of(row.count_result, self._language) if row.count_result else ""
        trouble = COUNT_TROUBLE.get(row.count_trouble)
        return f"{result} · {trouble.in_language(self._language)}" if trouble else result

    def person(self, person_id: str) -> str:
        """A person's name; the id of somebody who is not registered any more."""
        person = self._people.get(person_id)
        return person.name if person else person_id


def size_text(width_mm: float, height_mm: float) -> str:
    """`40` for what is as wide as high, else `45 × 30`."""
    return f"{width_mm:g}" if width_mm == height_mm else f"{width_mm:g} × {height_mm:g}"


def export_xlsx(desk: Desk, target: Path, language: str) -> int:
    """Write the register as a workbook; the export is entered in the ledger. Returns how many seals it has.

    Raises:
        SealDeskError: As `seal_register.export`; `OUTPUT_…`.
    """
    from sealdesk.export.xlsx_file import Column, write_workbook

    tongue = language_of(language)
    wording = Wording(desk.people_by_id, tongue)
    columns = [
        Column(heading, _WIDTHS.get(name, 13), dates_only=name in _DAYS)
        for name, heading in zip(_HEADINGS, wording.headings(), strict=True)
    ]

    def write(rows: tuple[RegisterRow, ...], path: Path) -> None:
        write_workbook(TITLE.in_language(tongue), columns, (wording.values(row) for row in rows), path)

    return seal_register.export(desk, target, "xlsx", write)


def export_pdf(desk: Desk, target: Path, language: str) -> int:
    """Write the register as pages with small pictures, A4 landscape; otherwise as `export_xlsx`."""
    from sealdesk.documents.html_pdf import fits_a_page, html_to_pdf

    tongue = language_of(language)
    wording = Wording(desk.people_by_id, tongue)

    def write(rows: tuple[RegisterRow, ...], path: Path) -> None:
        pictures = {f"{number}.png": row.specimen for number, row in enumerate(rows) if row.specimen}
        head = _head(desk, len(rows), tongue)
        lines = [_line(row, number, wording, tongue) for number, row in enumerate(rows)]

        def fits(first: int, last: int) -> bool:
            sheet = _sheet(head if first == 0 else "", lines[first:last], tongue)
            return fits_a_page(sheet, landscape=True, pictures=pictures)

        cuts = list(_cuts(len(lines), fits))
        sheets = [
            _sheet(head if first == 0 else "", lines[first:last], tongue)
            for first, last in zip([0, *cuts], [*cuts, len(lines)], strict=True)
        ]
        html_to_pdf(sheets, path, landscape=True, pictures=pictures)

    return seal_register.export(desk, target, "pdf", write)


def _head(desk: Desk, count: int, language: Language) -> str:
    title = TITLE.in_language(language)
    made = _MADE_BY.in_language(language).format(
        organisation=desk.settings.organisation,
        count=count,
        at=time_text(datetime.now(UTC)),
        version=__version__,
    )
    lines = (made, *exception_lines(exceptions_in_force(desk), language))
    return f"<h1>{title}</h1>" + "".join(f'<p class="small">{escape(line)}</p>' for line in lines)


def _line(row: RegisterRow, number: int, wording: Wording, language: Language) -> str:
    told = wording.told(row)
    cells = (_cell(told, names, f"{number}.png", language) for _, names in _GROUPS)
    return "<tr>" + "".join(f"<td>{one}</td>" for one in cells) + "</tr>"


def _sheet(head: str, lines: Sequence[str], language: Language) -> str:
    """One page: each has the headings, and says that its pictures are specimens."""
    title = TITLE.in_language(language)
    headings = "".join(f"<th>{escape(words.in_language(language))}</th>" for words, _ in _GROUPS)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body>{head}<table><tr>{headings}</tr>{''.join(lines)}</table>"
        f'<p class="small">{_SPECIMEN.in_language(language)}</p></body></html>'
    )


def _cuts(count: int, fits: Callable[[int, int], bool]) -> Iterator[int]:
    """Where a new page begins: as many lines on each as fit, one at least."""
    first = 0
    for last in range(2, count + 1):
        if last - first > 1 and not fits(first, last):
            first = last - 1
            yield first


def _cell(values: Mapping[str, Value], names: tuple[str, ...], picture: str, language: Language) -> str:
    lines = []
    for name in names:
        value = values[name]
        if value is None or value == "":
            continue
        told = _label(name, values, language)
        if isinstance(value, bytes):
            lines.append(_img(value, picture))
        else:
            line = escape(told + _text(value) + _UNITS.get(name, ""))
            lines.append(f'<span class="whole">{line}</span>' if told else line)
    return "<br/>".join(lines)


def _label(name: str, values: Mapping[str, Value], language: Language) -> str:
    """What stands before a value that does not speak for itself; a seal that is over says how it ended."""
    if name == "ended":
        return f"{str(values['state']).split(' · ')[0]}\u00a0"
    return f"{_TOLD[name].in_language(language)}\u00a0" if name in _TOLD else ""


def _text(value: str | int | datetime) -> str:
    return value.astimezone().strftime("%Y-%m-%d") if isinstance(value, datetime) else str(value)


def _img(png: bytes, name: str) -> str:
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))  # PNG: IHDR
    scale = _LONGEST_PT / max(width, height, 1)
    return f'<img src="{name}" width="{width * scale:.0f}" height="{height * scale:.0f}"/>'
