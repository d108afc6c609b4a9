"""Official documents as an office writes them: text documents for LibreOffice, made into PDF by it.

Where issuer, date and text lie is read from the PDF by MuPDF's plain text extraction, by the strings that stand in the
source; the seal's right place follows by the rule (`Measured.seal_centre`).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pymupdf

MM = 25.4 / 72
SEAL_MM = 42.0
Box = tuple[float, float, float, float]

_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls>
 <style:font-face style:name="Song" svg:font-family="'Noto Serif CJK SC'"/>
</office:font-face-decls>
<office:styles>
 <style:default-style style:family="paragraph">
  <style:paragraph-properties fo:line-height="{line}" style:tab-stop-distance="11.14mm"/>
  <style:text-properties style:font-name="Song" style:font-name-asian="Song" fo:font-size="15.79pt"
   style:font-size-asian="15.79pt" fo:language="zh" fo:country="CN" style:language-asian="zh"
   style:country-asian="CN"/>
 </style:default-style>
</office:styles>
<office:automatic-styles>
 <style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="{width}" fo:page-height="{height}"
  fo:margin-top="37mm" fo:margin-bottom="35mm" fo:margin-left="28mm" fo:margin-right="26mm"
  style:writing-mode="{mode}"/></style:page-layout>
 <style:style style:name="Head" style:family="paragraph"><style:paragraph-properties fo:text-align="center"
  fo:margin-top="8mm" fo:margin-bottom="8mm" fo:line-height="100%"/><style:text-properties fo:color="#d81e06"
  fo:font-size="36pt" style:font-size-asian="36pt"/></style:style>
 <style:style style:name="Title" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>
  <style:text-properties fo:font-size="21.5pt" style:font-size-asian="21.5pt"/></style:style>
 <style:style style:name="Text" style:family="paragraph"><style:paragraph-properties fo:text-align="justify"
  fo:text-indent="11.14mm"/></style:style>
 <style:style style:name="Flush" style:family="paragraph"/>
 <style:style style:name="Right" style:family="paragraph"><style:paragraph-properties fo:text-align="end"
  fo:margin-right="22.28mm"/></style:style>
 <style:style style:name="Issuer" style:family="paragraph"><style:paragraph-properties fo:text-align="center"
  fo:margin-left="{left}" fo:margin-right="14.28mm"/></style:style>
 <style:style style:name="Wide" style:family="paragraph"><style:paragraph-properties fo:text-align="center"
  fo:margin-left="{left}" fo:margin-right="14.28mm"/><style:text-properties fo:letter-spacing="1.5mm"/></style:style>
 <style:style style:name="Next" style:family="paragraph"><style:paragraph-properties
  fo:break-before="page"/></style:style>
 <style:style style:name="Small" style:family="paragraph"><style:paragraph-properties fo:margin-left="5mm"/>
  <style:text-properties fo:font-size="14pt" style:font-size-asian="14pt"/></style:style>
 <style:style style:name="Bold" style:family="text"><style:text-properties fo:font-weight="bold"
  style:font-weight-asian="bold"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles>
<office:body><office:text>
{body}
</office:text></office:body></office:document>
"""

TEXT = (
    "为规范公司电子印章的使用和管理，防范用印风险，自2026年12月1日起，使用电子印章实行一事一申请。经办人填写申请表，"
    "写明用途、文件、份数和期限。",
    "工作会议定于2026年11月30日召开，请各部门派员参加，会后由办公室清点印章。",
)


@dataclass(frozen=True)
class Office:
    """A source for LibreOffice.

    Attributes:
        last_text: The end of the body text.
        issuer, date: As they stand there, without spaces.
        page: Where they stand.
        vertical: Written in columns.
    """

    name: str
    source: str
    last_text: str
    issuer: str
    date: str
    page: int = 1
    vertical: bool = False
    holder: str = ""
    line_mm: float = 28.99 * MM


def _source(
    body: Sequence[str],
    *,
    width: str = "210mm",
    height: str = "297mm",
    mode: str = "lr-tb",
    line: str = "28.99pt",
    left: str = "83.7mm",
) -> str:
    made = _DOCUMENT
    for name, value in {
        "width": width,
        "height": height,
        "mode": mode,
        "line": line,
        "left": left,
        "body": "\n".join(body),
    }.items():
        made = made.replace("{" + name + "}", value)
    return made


def _p(style: str, words: str = "") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def _imprint(spaces: str = "") -> list[str]:
    printed = spaces.join("2026年11月25日印发")
    return [
        _p("Small"),
        _p("Small", "抄送：董事会，监事会。"),
        _p("Small", f"城南建设有限公司办公室<text:tab/><text:tab/>{printed}"),
    ]


_BEGIN = [
    _p("Head", "城南建设有限公司文件"),
    _p("Title", "关于加强电子印章管理的通知"),
    _p("Flush", "各部门："),
]


def office_documents() -> tuple[Office, ...]:
    """Five documents."""
    return (_letter(), _spans(), _attached(), _landscape(), _columns())


def _letter() -> Office:
    body = [*_BEGIN, _p("Text", TEXT[0]), _p("Text", TEXT[1]), _p("Flush"), _p("Flush"), _p("Flush")]
    body += [_p("Issuer", "城南建设有限公司"), _p("Right", "2026年11月24日"), *_imprint()]
    return Office("letter", _source(body), "会后由办公室清点印章。", "城南建设有限公司", "2026年11月24日")


def _spans() -> Office:
    """Issuer and date in several spans, widely spaced; single line spacing."""
    bold = '<text:span text:style-name="Bold">{}</text:span>'
    issuer = "江城" + bold.format("市") + "教" + bold.format("育局")
    date = "20" + bold.format("26") + " 年 " + bold.format("1") + " 月" + bold.format(" 5 ") + "日"
    body = [*_BEGIN, _p("Text", TEXT[0]), _p("Flush"), _p("Flush"), _p("Flush"), _p("Flush")]
    body += [_p("Wide", issuer), _p("Right", date), *_imprint(" ")]
    source = _source(body, line="120%")
    return Office(
        "spans", source, "份数和期限。", "江城市教育局", "2026年1月5日", holder="江城市教育局", line_mm=9.6
    )


def _attached() -> Office:
    """The date by a right indent, a note on attachments, and attachments that carry names and dates."""
    note = "附件：1. 电子印章使用申请表"
    body = [*_BEGIN, _p("Text", TEXT[1]), _p("Flush"), _p("Text", note), _p("Flush"), _p("Flush")]
    body += [_p("Right", "城南建设有限公司"), _p("Right", "二〇二六年十一月二十四日")]
    body += [_p("Next", "附件1"), _p("Title", "电子印章使用申请表"), _p("Text", TEXT[0]), _p("Flush")]
    body += [_p("Issuer", "江城市公安局"), _p("Issuer", "2025年3月2日"), *_imprint()]
    return Office(
        "attached", _source(body), "电子印章使用申请表", "城南建设有限公司", "二〇二六年十一月二十四日"
    )


def _landscape() -> Office:
    body = [
        _p("Title", "关于加强电子印章管理的通知"),
        _p("Text", TEXT[0]),
        _p("Flush"),
        _p("Flush"),
        _p("Flush"),
    ]
    body += [_p("Issuer", "城南建设有限公司"), _p("Right", "2026年11月24日")]
    source = _source(body, width="297mm", height="210mm", left="170.7mm")
    return Office("landscape", source, "份数和期限。", "城南建设有限公司", "2026年11月24日")


def _columns() -> Office:
    body = [
        _p("Title", "关于加强电子印章管理的通知"),
        _p("Flush", "各部门："),
        _p("Text", TEXT[1]),
        _p("Flush"),
    ]
    body += [
        _p("Flush"),
        _p("Flush"),
        _p("Right", "城南建设有限公司"),
        _p("Right", "二〇二六年十一月二十四日"),
    ]
    source = _source(body, mode="tb-rl")
    return Office(
        "columns", source, "清点印章。", "城南建设有限公司", "二〇二六年十一月二十四日", vertical=True
    )


def convert(documents: Sequence[Office], folder: Path) -> dict[str, Path]:
    """Their PDFs, by name.

    Raises:
        RuntimeError: LibreOffice is not there, or did not do it.
    """
    soffice = shutil.which("soffice")
    if soffice is None:
        raise RuntimeError("LibreOffice is not installed")
    sources = []
    for one in documents:
        path = folder / f"{one.name}.fodt"
        path.write_text(one.source, "utf-8")
        sources.append(str(path))
    profile = (folder / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    done = subprocess.run([*command, str(folder), *sources], capture_output=True, timeout=240, check=False)
    made = {one.name: folder / f"{one.name}.pdf" for one in documents}
    if not all(path.exists() for path in made.values()):
        raise RuntimeError(done.stderr.decode("utf-8", "replace"))
    return made


@dataclass(frozen=True)
class Measured:
    """Where things lie on the page as shown, in mm; read off the PDF by their strings."""

    page: int
    issuer: Box
    date: Box
    text: Box
    vertical: bool
    line_mm: float

    def seal_centre(self) -> tuple[float, float]:
        """The rule: over issuer and date, lower edge on the date's; 2 mm to one line below the text, if may be."""
        if self.vertical:  # lines run downwards, one left of the other
            along = (self.issuer[1] + self.issuer[3] + self.date[1] + self.date[3]) / 4
            return min(self.date[0] + SEAL_MM / 2, self.text[0] - 2.0 - SEAL_MM / 2), along
        across = (self.issuer[0] + self.issuer[2] + self.date[0] + self.date[2]) / 4
        top = self.date[3] - SEAL_MM
        if top > self.text[3] + self.line_mm:
            top = max(self.text[3] + self.line_mm, top - (self.date[3] - self.date[1]) / 2)
        return across, max(top, self.text[3] + 2.0) + SEAL_MM / 2


def measure(path: Path, office: Office) -> Measured:
    """Read where issuer, date and the end of the text lie.

    Raises:
        AssertionError: LibreOffice did not write these words in one piece: the document says something else.
    """
    with pymupdf.open(path) as pdf:
        page = pdf[office.page - 1]
        characters = [
            character
            for block in page.get_text("rawdict")["blocks"]
            for line in block.get("lines", [])
            for span in line["spans"]
            for character in ({**one, "size": span["size"]} for one in span["chars"])
            if not character["c"].isspace()
        ]
    text = "".join(character["c"] for character in characters)
    boxes = [_square(character, vertical=office.vertical) for character in characters]
    signed, ended = text.find(office.issuer + office.date), text.find(office.last_text)
    assert min(signed, ended) >= 0, f"{office.name} says something else: {text}"
    dated = signed + len(office.issuer)
    return Measured(
        office.page,
        _around(boxes[signed:dated]),
        _around(boxes[dated : dated + len(office.date)]),
        _around(boxes[ended : ended + len(office.last_text)]),
        office.vertical,
        office.line_mm,
    )


def _square(character: dict[str, object], *, vertical: bool) -> Box:
    x0, y0, x1, y1 = character["bbox"]  # type: ignore[misc]
    size, base = float(character["size"]), character["origin"][1]  # type: ignore[arg-type,index]
    if vertical:
        middle = (x0 + x1) / 2
        return ((middle - size / 2) * MM, y0 * MM, (middle + size / 2) * MM, y1 * MM)
    return (x0 * MM, (base - 0.88 * size) * MM, x1 * MM, (base + 0.12 * size) * MM)


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
