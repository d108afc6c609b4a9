"""What a look at a document says, and what it refuses."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pymupdf
import pytest
from tests.unit.pades.conftest import Seal, pdf_bytes

from sealdesk import confined
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame, Rect
from sealdesk.model.document import DocumentDigest, Preflight
from sealdesk.pades.preflight import preflight

_ATTACKS = Path(__file__).parents[4] / "shared" / "corpus" / "attacks"


def _look(path: Path, content: bytes, password: str | None = None) -> Preflight:
    path.write_bytes(content)
    return preflight(path, password)


def _refused(path: Path, content: bytes) -> ErrorCode:
    with pytest.raises(SealDeskError) as refusal:
        _look(path, content)
    return refusal.value.code


def test_facts_of_a_plain_document(tmp_path: Path) -> None:
    content = pdf_bytes(kids=3)
    looked = confined.run(_look, tmp_path / "a.pdf", content)
    assert looked == Preflight(
        digest=DocumentDigest(hashlib.sha256(content).hexdigest(), len(content)),
        frames=(PageFrame(Rect(0, 0, 595, 842)),) * 3,
    )


def test_facts_of_a_sealed_document(tmp_path: Path, seal: Seal) -> None:
    looked = preflight(seal(pdf_bytes()), None)
    assert looked.signed
    assert looked.signature_fields == ("Seal1",)
    assert looked.certification is None


_JS = "<</S/JavaScript/JS(app.alert)>>"
_XMP = b'<x xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>1</pdfaid:part></x>'


@pytest.mark.parametrize(
    ("catalog", "page", "warning"),
    [
        (f"/OpenAction{_JS}", "", "document.javascript"),
        (f"/AA<</WC{_JS}>>", "", "document.javascript"),
        (f"/Names<</JavaScript<</Names[(a){_JS}]>>>>", "", "document.javascript"),
        ("", f"/AA<</O{_JS}>>", "document.javascript"),
        ("/OCProperties<</OCGs[5 0 R]/D<<>>>>", "", "document.layers"),
        ("/Names<</EmbeddedFiles<</Names[]>>>>", "", "document.attachments"),
        ("/Collection<<>>", "", "document.attachments"),
        ("/OpenAction<</S/URI/URI(http://example.org)>>", "", "document.external_references"),
        ("", "/AA<</O<</S/Launch/F(x)>>>>", "document.external_references"),
        ("/AcroForm<</Fields[]/XFA[(template)6 0 R]>>", "", "document.xfa"),
    ],
)
def test_warnings(catalog: str, page: str, warning: str, tmp_path: Path) -> None:
    extra = {5: "<</Type/OCG/Name(a)>>", 6: "<</Length 0>>stream\n\nendstream"}
    assert _look(tmp_path / "a.pdf", pdf_bytes(catalog=catalog, page=page, extra=extra)).warnings == (
        warning,
    )


def test_dynamic_forms_are_refused(tmp_path: Path) -> None:
    config = b"<config><acrobat><dynamicRender>required</dynamicRender></acrobat></config>"
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(config), config)
    form = "/AcroForm<</Fields[]/XFA[(config)5 0 R]>>"
    assert (
        _refused(tmp_path / "a.pdf", pdf_bytes(catalog=form, extra={5: stream}))
        is ErrorCode.DOCUMENT_XFA_DYNAMIC
    )
    flagged = pdf_bytes(catalog="/NeedsRendering true/AcroForm<</Fields[]/XFA[]>>")
    assert _refused(tmp_path / "b.pdf", flagged) is ErrorCode.DOCUMENT_XFA_DYNAMIC


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_archival_part(encoding: str, tmp_path: Path) -> None:
    xmp = _XMP.decode().encode(encoding)
    stream = b"<</Type/Metadata/Length %d>>stream\n%s\nendstream" % (len(xmp), xmp)
    assert _look(tmp_path / "a.pdf", pdf_bytes(catalog="/Metadata 5 0 R", extra={5: stream})).pdfa_part == 1
    assert _look(tmp_path / "b.pdf", pdf_bytes(catalog="/Metadata 5 0 R")).pdfa_part is None


def test_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    permissions = pymupdf.PDF_PERM_PRINT
    with pymupdf.open(stream=pdf_bytes()) as document:
        document.save(
            path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o", permissions=permissions
        )
    assert preflight(path, "u").encrypted
    assert preflight(path, "u").warnings == ("document.restricted",)
    assert preflight(path, "o").warnings == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ErrorCode.DOCUMENT_NOT_PDF),
        (b"<html>%PDF</html>", ErrorCode.DOCUMENT_NOT_PDF),
        (b"%PDF-1.7\n", ErrorCode.DOCUMENT_DAMAGED),
        (b"junk\n" + pdf_bytes(), ErrorCode.DOCUMENT_DAMAGED),
        (pdf_bytes()[:-200], ErrorCode.DOCUMENT_DAMAGED),
        (pdf_bytes(extra={2: "<</Type/Pages/Kids[]/Count 0>>"}), ErrorCode.DOCUMENT_NO_PAGES),
        (pdf_bytes(extra={2: "null"}), ErrorCode.DOCUMENT_NO_PAGES),
        (pdf_bytes(extra={1: "7"}), ErrorCode.DOCUMENT_DAMAGED),
    ],
)
def test_refusals(content: bytes, code: ErrorCode, tmp_path: Path) -> None:
    assert _refused(tmp_path / "a.pdf", content) is code


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.pdf", "NOT_FOUND"), (tmp_path, "UNREADABLE")):
        with pytest.raises(SealDeskError) as refusal:
            preflight(path, None)
        assert refusal.value.code is ErrorCode[f"DOCUMENT_{code}"]


@pytest.mark.parametrize("name", ["page_loop", "prev_loop", "deep_array", "not_pdf"])
def test_hostile_documents_end(name: str) -> None:
    path = _ATTACKS / f"{name}.pdf"
    if not path.exists():
        pytest.skip("the corpus is not beside this repository")
    with pytest.raises(SealDeskError) as refusal:
        confined.run(preflight, path, None)
    assert refusal.value.code in (
        ErrorCode.DOCUMENT_DAMAGED,
        ErrorCode.DOCUMENT_TOO_DEMANDING,
        ErrorCode.DOCUMENT_NOT_PDF,
    )
