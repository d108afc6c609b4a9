"""What is hidden in the ink is in the file, whatever kind of document it is pressed on."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from sealdesk.formats.hidden_frame import frame
from sealdesk.impression import hidden_layer
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.presets import presets
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.signature import SignatureRecord
from sealdesk.pades.ink_samples import ink_samples
from sealdesk.pades.update import prepare_update

from .conftest import BOX, pdf_bytes

RECORD = frame(bytes(range(256)))


@pytest.fixture(scope="module")
def marked() -> SealPicture:
    return hidden_layer.press(draw_seal(presets()["company"].design("城南建设有限公司")), RECORD)


def pressed_on(source: Path, ink: object, record: SignatureRecord, tmp_path: Path, **options: object) -> Path:
    password = options.pop("password", None)
    update = prepare_update(source, password, ink, (Stamp(1, BOX),), record, **options).update  # type: ignore[arg-type]
    target = tmp_path / "target.pdf"
    target.write_bytes(source.read_bytes() + update)
    return target


def found(path: Path, password: str = "") -> list[bytes]:
    """Records in the colour images, read without their masks."""
    records: list[bytes] = []
    with pymupdf.open(path) as document:
        if password:
            assert document.authenticate(password)
        for xref in range(1, document.xref_length()):
            if document.xref_get_key(xref, "Subtype")[1] == "/Image":
                width, height = (int(document.xref_get_key(xref, key)[1]) for key in ("Width", "Height"))
                samples = document.xref_stream(xref)
                if len(samples) == 3 * width * height:
                    records += hidden_layer.read(width, height, samples, None)
    return records


@pytest.mark.parametrize("opaque", [False, True], ids=["transparent", "opaque"])
@pytest.mark.parametrize("ready", [False, True], ids=["picture", "samples"])
def test_with_and_without_transparency(
    marked: SealPicture, record: SignatureRecord, tmp_path: Path, opaque: bool, ready: bool
) -> None:
    source = tmp_path / "source.pdf"
    source.write_bytes(pdf_bytes())
    ink = ink_samples(marked, opaque=opaque) if ready else marked
    assert found(pressed_on(source, ink, record, tmp_path, opaque=opaque)) == [RECORD]


def test_on_an_encrypted_document(marked: SealPicture, record: SignatureRecord, tmp_path: Path) -> None:
    plain, source = tmp_path / "plain.pdf", tmp_path / "source.pdf"
    plain.write_bytes(pdf_bytes())
    with pymupdf.open(plain) as document:
        document.save(source, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o")
    assert found(pressed_on(source, marked, record, tmp_path, password="u"), "u") == [RECORD]


def test_on_a_signed_document(seal, marked: SealPicture, record: SignatureRecord, tmp_path: Path) -> None:
    once = seal(pdf_bytes())
    assert found(once) == []
    assert found(pressed_on(once, marked, record, tmp_path)) == [RECORD]


def test_on_an_archival_document(marked: SealPicture, record: SignatureRecord, tmp_path: Path) -> None:
    metadata = (
        b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        b' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="2" pdfaid:conformance="B"/></rdf:RDF>'
        b'</x:xmpmeta><?xpacket end="w"?>'
    )
    source = tmp_path / "source.pdf"
    stream = b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(metadata), metadata)
    source.write_bytes(pdf_bytes(catalog="/Metadata 20 0 R", extra={20: stream}))
    target = pressed_on(source, marked, record, tmp_path)
    assert b"/CalRGB" in target.read_bytes()
    assert found(target) == [RECORD]
