"""Archival documents stay what they are (ISO 19005): stamped PDF/A files as LibreOffice exports them.

What is looked at: the claim in the metadata, the output intent, embedded typefaces, filters, and for PDF/A-1
transparency and the place of the ink. The profile is not validated as a whole.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from sealdesk.documents.conversion_office import find_libreoffice
from sealdesk.service import approvals, requests
from sealdesk.service.look_at_document import look
from sealdesk.service.requests import RequestDraft
from tests import foreign_files as foreign
from tests.journeys.conftest import Workspace

pytestmark = pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")

TRANSPARENCY = re.compile(
    r"/SMask\s+\d|/SMask\s*<<|/CA\s+0?\.\d|/ca\s+0?\.\d|/BM\s*/(?!Normal|Compatible)\w+|/S\s*/Transparency"
)


@pytest.fixture(scope="module")
def archival(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """One document as PDF/A-1b, -2b and -3b."""
    office = find_libreoffice()
    assert office is not None
    folder = tmp_path_factory.mktemp("archival")
    source = folder / "contract.docx"
    source.write_bytes(foreign.docx(["采购合同", "Article 1", "第二条 甲方"]))
    made = {}
    for part in (1, 2, 3):
        out = folder / str(part)
        options = f'{{"SelectPdfVersion":{{"type":"long","value":"{part}"}}}}'
        subprocess.run(
            [
                *office.command,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *(
                    "--headless",
                    "--convert-to",
                    f"pdf:writer_pdf_Export:{options}",
                    "--outdir",
                    str(out),
                    str(source),
                ),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        made[part] = out / "contract.pdf"
    return made


def stamped(workspace: Workspace, source: Path) -> Path:
    """The document with a seal on its first page."""
    target = workspace.folder / "stamped.pdf"
    seal, applicant = workspace.seal(), workspace.person("user")
    with workspace.open() as desk:
        draft = RequestDraft(document=source, seal_id=seal, reason="签订合同")
        made = requests.new(desk, draft, applicant, workspace.password(applicant)).request.id
        approvals.approve(desk, made, workspace.manager, workspace.password(workspace.manager))
    answer = workspace.command(
        *("stamp", source, "--output", target, "--seal", seal, "--request", made),
        *("--page", "1", "--at", "60,40", "--pin-file", workspace.home / "pin"),
    )
    assert answer.status == 0, answer.err
    return target


def objects(document: pymupdf.Document) -> Iterator[str]:
    for number in range(1, document.xref_length()):
        yield document.xref_object(number, compressed=True)


@pytest.mark.parametrize("part", [1, 2, 3])
def test_an_archival_document_stays_one(part: int, archival: dict[int, Path], workspace: Workspace) -> None:
    source = archival[part]
    target = stamped(workspace, source)
    assert look(target).pdfa_part == part
    with pymupdf.Document(source) as before, pymupdf.Document(target) as after:
        check_claim_and_intent(part, before, after)
        check_typefaces_and_filters(after)
        check_annotations(after)
        transparent = [one for one in objects(after) if TRANSPARENCY.search(one)]
        if part == 1:
            # ISO 19005-1 §6.4: no soft mask, no blend mode, full opacity.
            assert transparent == []
            check_ink_below(before, after)
        else:
            assert transparent, "ink is multiplied where that is allowed"


def check_claim_and_intent(part: int, before: pymupdf.Document, after: pymupdf.Document) -> None:
    claim = f"<pdfaid:part>{part}</pdfaid:part>"
    assert claim in before.get_xml_metadata()
    assert claim in after.get_xml_metadata()
    kept = [document.xref_get_key(document.pdf_catalog(), "OutputIntents") for document in (before, after)]
    assert kept[0][0] != "null"
    assert kept[0] == kept[1]


def check_typefaces_and_filters(document: pymupdf.Document) -> None:
    """ISO 19005-1 §6.3.4, -2 §6.2.11.4.1: every typeface inside; -1 §6.1.10, -2 §6.1.7.2: no LZW."""
    fonts = [font for page in document for font in page.get_fonts(full=True)]
    assert fonts
    assert all(font[1] != "n/a" for font in fonts)
    everything = "".join(objects(document))
    assert "LZW" not in everything
    assert "/JavaScript" not in everything


def check_annotations(document: pymupdf.Document) -> None:
    """ISO 19005-2 §6.3.2, §6.3.3: printed, neither hidden nor invisible, with an appearance."""
    widgets = [document.xref_object(widget.xref) for page in document for widget in page.widgets()]
    assert widgets
    for widget in widgets:
        flags = int(found(r"/F\s+(\d+)", widget))
        assert flags & 0b100, "print"
        assert not flags & 0b100011, "neither invisible, hidden nor no view"
        rectangle = [float(one) for one in found(r"/Rect\s*\[([^\]]*)\]", widget).split()]
        assert rectangle[0] == rectangle[2] or "/AP" in widget


def check_ink_below(before: pymupdf.Document, after: pymupdf.Document) -> None:
    """Opaque ink over text would hide it."""
    text, all_of_it = before[0].read_contents().strip(), after[0].read_contents()
    assert text in all_of_it
    assert all_of_it.index(b" Do") < all_of_it.index(text), "painted before the page's own content"


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None
    return match.group(1)
