"""Sealed files as others see them."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.status import SignatureCoverageLevel
from tests.unit.pades.conftest import BOX, CONTENT, Seal, SoftwareKey, pdf_bytes, reader_of, statuses

from sealdesk import confined
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import Rect, TurnedBox
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.signature import SignatureRecord
from sealdesk.pades.signature_dictionary import SEAL_KEY, read_seal_entries
from sealdesk.pades.update import fill, prepare_update


def _sound(status: Any) -> bool:
    return bool(status.intact and status.valid and status.trusted and status.bottom_line)


def test_original_bytes_stay_in_front_and_everything_else_is_signed(
    tmp_path: Path, picture: SealPicture, record: SignatureRecord
) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(pdf_bytes())
    prepared = prepare_update(source, None, picture, (Stamp(1, BOX),), record)
    whole = source.read_bytes() + prepared.update
    start, length, second, rest = prepared.byte_range
    assert (start, length) == (0, prepared.contents_offset)
    assert second == prepared.contents_offset + prepared.contents_length
    assert second + rest == len(whole)
    room = whole[length:second]
    assert room.startswith(b"<0000") and room.endswith(b"0000>")
    covered = whole[:length] + whole[second:]
    assert hashlib.sha256(covered).digest() == prepared.document_digest
    assert prepared.source_length == len(source.read_bytes())


def test_peers_accept_it(any_key: SoftwareKey, seal: Seal) -> None:
    sealed = seal(pdf_bytes(), key=any_key)
    (status,) = statuses(sealed, any_key)
    assert _sound(status)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    said = subprocess.run(["pdfsig", "-nocert", sealed], check=False, capture_output=True, text=True).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    subprocess.run(["qpdf", "--check", sealed], check=True, capture_output=True)


def test_xref_streams_are_continued(tmp_path: Path, seal: Seal, rsa_key: SoftwareKey) -> None:
    source = tmp_path / "stream.pdf"
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(pdf_bytes())
    subprocess.run(["qpdf", "--object-streams=generate", plain, source], check=True)
    sealed = seal(source)
    assert b"/XRef" in sealed.read_bytes()[len(source.read_bytes()) :]
    assert _sound(statuses(sealed, rsa_key)[0])
    subprocess.run(["qpdf", "--check", sealed], check=True, capture_output=True)


def test_private_dictionary_says_what_the_record_says(seal: Seal, record: SignatureRecord) -> None:
    (embedded,) = reader_of(seal(pdf_bytes())).embedded_signatures
    signature = embedded.sig_object
    said = read_seal_entries(signature)
    assert said == {
        **{name: str(value) for name, value in vars(record).items() if name != "further"},
        "signing_time": "2026-03-04T05:06:07+00:00",
    }
    assert signature[SEAL_KEY]["/FormatVersion"] == "1"
    assert signature["/Name"] == record.signer_name
    assert signature["/Reason"] == record.reason
    assert signature["/M"] == "D:20260304050607Z"
    assert signature["/Prop_Build"]["/App"]["/Name"] == "/SealDesk"


def test_many_stamps_share_one_picture_and_one_signature(seal: Seal, rsa_key: SoftwareKey) -> None:
    strips = [
        Stamp(page, TurnedBox(200, 100, 14, 42), Rect((page - 1) / 3, 0, page / 3, 1)) for page in (1, 2, 3)
    ]
    sealed = seal(pdf_bytes(kids=3), Stamp(2, BOX), *strips)
    added = sealed.read_bytes()[len(pdf_bytes(kids=3)) :]
    assert added.count(b"/SMask") - added.count(b"/SMask /None") == 1
    assert [_sound(status) for status in statuses(sealed, rsa_key)] == [True]
    with pymupdf.open(sealed) as document:
        images = [{image[0] for image in page.get_images()} for page in document]
        assert len(images) == 3 and len(set().union(*images)) == 1
        assert [len(list(page.widgets())) for page in document] == [0, 1, 0]


def test_earlier_signatures_stay_valid(seal: Seal, rsa_key: SoftwareKey, ec_key: SoftwareKey) -> None:
    sealed = seal(pdf_bytes(kids=2), key=rsa_key)
    for number, key in enumerate((ec_key, rsa_key, ec_key)):
        sealed = seal(sealed, Stamp(number % 2 + 1, TurnedBox(60, 150 + 45 * number, 42, 42, 20)), key=key)
    judged = statuses(sealed, rsa_key, ec_key)
    assert [_sound(status) for status in judged] == [True] * 4
    assert judged[0].modification_level is ModificationLevel.FORM_FILLING
    assert judged[-1].modification_level is ModificationLevel.NONE
    names = [embedded.field_name for embedded in reader_of(sealed).embedded_signatures]
    assert names == ["Seal1", "Seal2", "Seal3", "Seal4"]


def test_strips_are_refused_on_signed_documents(seal: Seal) -> None:
    sealed = seal(pdf_bytes())
    with pytest.raises(SealDeskError) as refusal:
        seal(sealed, Stamp(1, BOX, Rect(0, 0, 0.5, 1)))
    assert refusal.value.code is ErrorCode.PLACE_STRADDLE_ON_SIGNED
    with pytest.raises(RuntimeError, match="one stamp"):
        seal(sealed, Stamp(1, BOX), Stamp(1, BOX))


@pytest.mark.parametrize(
    "method", [pymupdf.PDF_ENCRYPT_RC4_128, pymupdf.PDF_ENCRYPT_AES_128, pymupdf.PDF_ENCRYPT_AES_256]
)
def test_encrypted_documents_stay_encrypted(
    method: int, tmp_path: Path, seal: Seal, rsa_key: SoftwareKey, record: SignatureRecord
) -> None:
    source = tmp_path / "locked.pdf"
    with pymupdf.open(stream=pdf_bytes()) as document:
        document.save(source, encryption=method, user_pw="öffnen", owner_pw="owner")
    sealed = seal(source, password="öffnen")
    added = sealed.read_bytes()[len(source.read_bytes()) :]
    assert record.request_id.encode() not in added
    assert record.request_id.encode() in seal(pdf_bytes()).read_bytes()
    with pymupdf.open(sealed) as document:
        assert document.needs_pass
        assert document.authenticate("öffnen")
        assert document[0].get_pixmap().width > 0
        assert next(document[0].widgets()).field_name == "Seal1"
    (status,) = statuses(sealed, rsa_key, password="öffnen")
    assert _sound(status)
    again = seal(sealed, Stamp(1, TurnedBox(60, 150, 42, 42)), password="owner")
    assert [_sound(status) for status in statuses(again, rsa_key, password="öffnen")] == [True, True]
    subprocess.run(["qpdf", "--check", "--password=öffnen", again], check=True, capture_output=True)


@pytest.mark.parametrize(("password", "code"), [(None, "MISSING"), ("", "MISSING"), ("falsch", "WRONG")])
def test_passwords(password: str | None, code: str, tmp_path: Path, seal: Seal) -> None:
    source = tmp_path / "locked.pdf"
    with pymupdf.open(stream=pdf_bytes()) as document:
        document.save(source, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o")
    with pytest.raises(SealDeskError) as refusal:
        seal(source, password=password)
    assert refusal.value.code is ErrorCode[f"DOCUMENT_PASSWORD_{code}"]
    assert refusal.value.facts == {"path": source}


_FORM = "/AcroForm 5 0 R"
_AWKWARD = {
    "annots null": {"page": "/Contents 4 0 R /Annots null"},
    "annots reference to null": {"page": "/Contents 4 0 R /Annots 5 0 R", "extra": {5: "null"}},
    "annots reference to nothing": {"page": "/Contents 4 0 R /Annots 99 0 R"},
    "annots a number": {"page": "/Contents 4 0 R /Annots 7"},
    "annots indirect": {"page": "/Contents 4 0 R /Annots 5 0 R", "extra": {5: "[]"}},
    "no resources": {"page": "/Contents 4 0 R"},
    "inherited resources": {
        "pages": "/MediaBox [0 0 595 842]/Resources 5 0 R",
        "page": "/Contents 4 0 R",
        "extra": {5: "<</XObject 6 0 R>>", 6: "<<>>"},
    },
    "names taken": {
        "page": "/Contents 4 0 R/Resources"
        "<</XObject<</SealDeskSeal1 4 0 R>>/ExtGState<</SealDeskInk1 <<>>>>>>"
    },
    "no contents": {"page": ""},
    "contents null": {"page": "/Contents null"},
    "contents empty array": {"page": "/Contents []"},
    "contents indirect array": {"page": "/Contents 5 0 R", "extra": {5: "[4 0 R 4 0 R null]"}},
    "contents undecodable": {
        "page": "/Contents 5 0 R",
        "extra": {5: "<</Length 3/Filter/FlateDecode>>stream\nabc\nendstream"},
    },
    "form null": {"catalog": "/AcroForm null"},
    "form direct": {"catalog": "/AcroForm<</Fields[]>>"},
    "form without fields": {"catalog": _FORM, "extra": {5: "<<>>"}},
    "fields null": {"catalog": _FORM, "extra": {5: "<</Fields null>>"}},
    "fields indirect": {"catalog": _FORM, "extra": {5: "<</Fields 6 0 R>>", 6: "[]"}},
    "size too small": {"size_lie": 2},
    "no line break at the end": {"end": b"%%EOF"},
    "junk behind the end": {"end": b"%%EOF\n" + b"\0" * 200},
    "crop off the media": {"page": "/Contents 4 0 R/CropBox[1000 1000 1200 1200]"},
    "named like ours": {"catalog": _FORM, "extra": {5: "<</Fields[6 0 R]>>", 6: "<</T(Seal1)/FT/Tx>>"}},
}


@pytest.mark.parametrize("name", sorted(_AWKWARD))
def test_awkward_documents(name: str, seal: Seal, rsa_key: SoftwareKey) -> None:
    source = pdf_bytes(**_AWKWARD[name])  # type: ignore[arg-type]
    sealed = seal(source)
    assert sealed.read_bytes().startswith(source)
    again = seal(sealed, Stamp(1, TurnedBox(60, 150, 42, 42)))
    assert [_sound(status) for status in statuses(again, rsa_key)] == [True, True]
    with pymupdf.open(again) as document:
        names = [widget.field_name for widget in document[0].widgets()]
        assert len(names) == 2 and len(set(names)) == 2
        assert len(document[0].get_images()) >= 1


@pytest.mark.parametrize("shift", [-3, -1, 1, 2])
def test_startxref_slightly_off(shift: int, seal: Seal, rsa_key: SoftwareKey) -> None:
    source = pdf_bytes()
    start = source.rindex(b"startxref\n") + 10
    offset = int(source[start:].split()[0])
    source = source[:start] + str(offset + shift).encode() + b"\n%%EOF\n"
    sealed = seal(source)
    assert _sound(statuses(sealed, rsa_key)[0])
    checked = subprocess.run(["qpdf", "--check", sealed], check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_page_missing(tmp_path: Path, seal: Seal) -> None:
    with pytest.raises(SealDeskError) as refusal:
        seal(pdf_bytes(kids=2), Stamp(3, BOX))
    assert refusal.value.code is ErrorCode.PLACE_PAGE_MISSING
    assert refusal.value.facts == {"page": 3, "pages": 2, "path": tmp_path / "source0.pdf"}


def test_widget_is_printed_clickable_and_shows_nothing_of_its_own(seal: Seal) -> None:
    (embedded,) = reader_of(seal(pdf_bytes())).embedded_signatures
    widget = embedded.sig_field
    assert widget["/F"] & 4
    assert widget["/P"].get_object()["/Type"] == "/Page"
    assert widget["/AP"]["/N"].data == b""
    x0, y0, x1, y1 = (float(value) for value in widget["/Rect"])
    assert x0 == pytest.approx((60 - 21) / 25.4 * 72, abs=0.01)
    assert y1 == pytest.approx(842 - (60 - 21) / 25.4 * 72, abs=0.01)
    assert x1 - x0 == pytest.approx(42 / 25.4 * 72, abs=0.01)
    assert y1 - y0 == pytest.approx(42 / 25.4 * 72, abs=0.01)


def test_opaque_ink_uses_no_transparency(seal: Seal) -> None:
    source = pdf_bytes()
    added = seal(source, opaque=True).read_bytes()[len(source) :]
    for forbidden in (b"/SMask", b"/BM", b"/ca", b"/CA", b"/Group"):
        assert forbidden not in added
    assert b"/ImageMask true" in added
    assert b"/Multiply" in seal(source).read_bytes()


def test_tagged_documents_take_ink_as_an_artifact(seal: Seal) -> None:
    tagged = reader_of(seal(pdf_bytes(catalog="/MarkInfo<</Marked true>>")))
    plain = reader_of(seal(pdf_bytes()))
    for reader, expected in ((tagged, True), (plain, False)):
        content = reader.root["/Pages"]["/Kids"][0]["/Contents"][-1].data
        assert (b"/Artifact" in content and b"EMC" in content) is expected


def test_archival_documents_get_device_independent_colour(seal: Seal) -> None:
    xmp = b'<rdf:Description xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="2"/>'
    stream = b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(xmp), xmp)
    source = pdf_bytes(catalog="/Metadata 5 0 R", extra={5: stream})
    added = seal(source).read_bytes()[len(source) :]
    assert b"/CalRGB" in added and b"/DeviceRGB" not in added
    page = reader_of(seal(source)).root["/Pages"]["/Kids"][0]
    assert page["/Group"]["/S"] == "/Transparency"


GREY_PROFILE = b"<</N 1/Length 0>>stream\n\nendstream"


@pytest.mark.parametrize("space", ["/DeviceGray", "[/CalGray <</WhitePoint [1 1 1]>>]", "[/ICCBased 5 0 R]"])
def test_what_blends_in_grey_goes_on_doing_so_below_a_seal_in_colour(seal: Seal, space: str) -> None:
    group = f"/Group <</S/Transparency/K false/CS {space}>>"
    source = pdf_bytes(page=f"/Contents 4 0 R /Resources <<>> {group}", extra={5: GREY_PROFILE})
    old, new = (reader_of(path).root["/Pages"]["/Kids"][0] for path in _both(source, seal))
    assert (new["/Group"]["/CS"], new["/Group"]["/S"]) == ("/DeviceRGB", "/Transparency")
    moved = new["/Resources"]["/XObject"]["/SealDeskPage1"]
    assert moved.data == CONTENT
    assert moved["/Group"]["/CS"] == old["/Group"]["/CS"]
    assert moved["/Group"]["/I"] is not None and bool(moved["/Group"]["/I"]) and not moved["/Group"]["/K"]


def _both(source: bytes, seal: Seal) -> tuple[Path, Path]:
    made = seal(source)
    return made.with_name("source0.pdf"), made


def test_the_seal_is_not_seen_through_what_a_page_calls_rgb(seal: Seal) -> None:
    own = "[/CalRGB <</WhitePoint [0.95 1 1.09]/Gamma [3 3 3]>>]"
    changed = pdf_bytes(page=f"/Contents 4 0 R /Resources <</ColorSpace<</DefaultRGB {own}>>>>")
    for source, space in ((changed, "/CalRGB"), (pdf_bytes(), "/DeviceRGB")):
        page = reader_of(seal(source)).root["/Pages"]["/Kids"][0]
        found = page["/Resources"]["/XObject"]["/SealDeskSeal1"]["/ColorSpace"]
        assert (found if isinstance(found, str) else found[0]) == space


def test_a_page_that_blends_in_a_red_of_its_own_blends_plainly_with_the_seal(seal: Seal) -> None:
    group = "/Group <</S/Transparency/CS [/CalRGB <</WhitePoint [0.95 1 1.09]>>]>>"
    source = pdf_bytes(page=f"/Contents 4 0 R /Resources <<>> {group}")
    page = reader_of(seal(source)).root["/Pages"]["/Kids"][0]
    assert page["/Group"]["/CS"] == "/DeviceRGB"
    assert page["/Resources"]["/XObject"]["/SealDeskPage1"]["/Group"]["/CS"][0] == "/CalRGB"


def test_a_page_that_blends_in_the_colours_of_print_keeps_its_group(seal: Seal) -> None:
    source = pdf_bytes(page="/Contents 4 0 R /Resources <<>> /Group <</S/Transparency/CS/DeviceCMYK>>")
    page = reader_of(seal(source)).root["/Pages"]["/Kids"][0]
    assert page["/Group"]["/CS"] == "/DeviceCMYK"
    assert "/SealDeskPage1" not in page["/Resources"]["/XObject"]


def test_answers_pass_a_limited_child(tmp_path: Path, picture: SealPicture, record: SignatureRecord) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(pdf_bytes())
    prepared = confined.run(prepare_update, source, None, picture, (Stamp(1, BOX),), record)
    assert pickle.loads(pickle.dumps(prepared)) == prepared
    with pytest.raises(SealDeskError) as refusal:
        confined.run(prepare_update, source, None, picture, (Stamp(9, BOX),), record)
    assert refusal.value.code is ErrorCode.PLACE_PAGE_MISSING


def test_a_signature_too_large_is_said(tmp_path: Path, picture: SealPicture, record: SignatureRecord) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(pdf_bytes())
    prepared = prepare_update(source, None, picture, (Stamp(1, BOX),), record, contents_bytes=100)
    assert len(fill(prepared, b"x" * 100)) == len(prepared.update)
    with pytest.raises(ValueError, match="does not fit"):
        fill(prepared, b"x" * 101)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=st.data())
def test_damage_is_an_answer_never_a_crash(
    data: st.DataObject, tmp_path: Path, picture: SealPicture, record: SignatureRecord
) -> None:
    """Whatever bytes are changed: a sealed file whose digest holds, or one of the program's errors."""
    form = "/AcroForm<</Fields[5 0 R]/SigFlags 1>>/MarkInfo<</Marked true>>"
    widget = "<</FT/Sig/T(a)/Subtype/Widget/Rect[0 0 9 9]/P 3 0 R/Lock<</P 2/Action/All>>>>"
    damaged = bytearray(pdf_bytes(catalog=form, extra={5: widget}, page="/Contents 4 0 R/Annots[5 0 R]"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(9, len(damaged) - 1))
        damaged[at] = data.draw(st.sampled_from(b" 019/<>[]()RnZ\x00\xff"))
    source = tmp_path / "damaged.pdf"
    source.write_bytes(damaged)
    try:
        prepared = prepare_update(source, None, picture, (Stamp(1, BOX),), record, contents_bytes=8)
    except SealDeskError:
        return
    whole = bytes(damaged) + prepared.update
    _, length, second, rest = prepared.byte_range
    assert second + rest == len(whole)
    assert hashlib.sha256(whole[:length] + whole[second:]).digest() == prepared.document_digest
