"""Several seals under one signature; the last signature of a document."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from tests.unit.pades.conftest import BOX, Seal, SoftwareKey, pdf_bytes, reader_of, signed_update, statuses

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import TurnedBox
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.signature import FurtherSeal, SignatureRecord
from sealdesk.model.verification import Verdict
from sealdesk.pades.preflight import preflight
from sealdesk.pades.signature_dictionary import SEAL_KEY
from sealdesk.pades.update import Terms, prepare_seals
from sealdesk.verification.verify import verify_file

BESIDE = TurnedBox(140.0, 60.0, 30.0, 30.0)
FURTHER = FurtherSeal(
    seal_id="SEAL-2026-0002",
    seal_name="城南建设有限公司财务专用章",
    seal_kind="finance",
    holder="城南建设有限公司",
    credit_code="91350200MA31234567",
    eseal_sha256="cd" * 32,
    custodian="李四",
    request_id="REQUEST8",
    entry_id="0197aaaa-bbbb-7ccc-8ddd-ffffffffffff",
    leaf_index=1235,
    reason="付款",
)


@pytest.fixture
def both(picture: SealPicture, blue_picture: SealPicture) -> Any:
    return (picture, (Stamp(1, BOX),)), (blue_picture, (Stamp(1, BESIDE), Stamp(2, BESIDE)))


def _pixel(path: Path, page: int, x_mm: float, y_mm: float) -> tuple[int, int, int]:
    with pymupdf.open(path) as document:
        pixmap = document[page].get_pixmap(dpi=72, annots=False)  # page content alone
        return pixmap.pixel(round(x_mm / 25.4 * 72), round(y_mm / 25.4 * 72))


def test_each_seals_ink_is_page_content_under_one_signature(
    seal_all: Seal, both: Any, rsa_key: SoftwareKey
) -> None:
    sealed = seal_all(pdf_bytes(kids=2), *both)
    (status,) = statuses(sealed, rsa_key)
    assert status.bottom_line
    said = subprocess.run(["pdfsig", "-nocert", sealed], check=False, capture_output=True, text=True).stdout
    assert said.count("Signature is Valid") == 1
    subprocess.run(["qpdf", "--check", sealed], check=True, capture_output=True)
    red, green, blue = _pixel(sealed, 0, 67, 67)
    assert red > green + 40
    for page in (0, 1):
        red, green, blue = _pixel(sealed, page, 140, 60)
        assert blue > red + 100
    assert _pixel(sealed, 1, 60, 60) == (255, 255, 255)
    (embedded,) = reader_of(sealed).embedded_signatures
    x0, *_ = (float(value) for value in embedded.sig_field["/Rect"])
    assert x0 == pytest.approx((60 - 21) / 25.4 * 72, abs=0.01), "the widget lies over the first seal"


def test_a_signature_names_all_its_seals(seal_all: Seal, both: Any, record: SignatureRecord) -> None:
    sealed = seal_all(pdf_bytes(kids=2), *both, record=replace(record, act_id="ab" * 16, further=(FURTHER,)))
    (embedded,) = reader_of(sealed).embedded_signatures
    assert embedded.sig_object[SEAL_KEY]["/FormatVersion"] == "2"
    assert embedded.sig_field["/TU"] == f"{record.seal_name}、{FURTHER.seal_name}"
    assert embedded.sig_object["/Reason"] == f"{record.reason}；付款"
    (finding,) = verify_file(sealed).signatures
    first, second = finding.seals
    assert first["seal_id"] == record.seal_id and first["entry_id"] == record.entry_id
    assert second == {
        **first,
        **{name: str(value) for name, value in vars(FURTHER).items()},
    }
    assert second["workstation_key"] == record.workstation_key and second["act_id"] == "ab" * 16


def test_what_it_says_of_them_is_encrypted_with_the_document(
    both: Any, record: SignatureRecord, rsa_key: SoftwareKey, tmp_path: Path
) -> None:
    plain, secret = tmp_path / "plain.pdf", tmp_path / "secret.pdf"
    plain.write_bytes(pdf_bytes(kids=2))
    subprocess.run(["qpdf", "--encrypt", "open", "own", "256", "--", plain, secret], check=True)
    said = replace(record, further=(FURTHER,))
    update = prepare_seals(secret, "open", both, said, Terms())
    sealed = tmp_path / "sealed.pdf"
    sealed.write_bytes(secret.read_bytes() + signed_update(update, rsa_key))
    assert FURTHER.request_id.encode() not in sealed.read_bytes()
    (finding,) = verify_file(sealed, password="open").signatures
    assert finding.sound and finding.seals[1]["request_id"] == FURTHER.request_id


def test_a_signed_document_takes_one_seal_with_one_signature(seal_all: Seal, both: Any) -> None:
    sealed = seal_all(pdf_bytes(kids=2), *both)
    with pytest.raises(RuntimeError, match="one stamp"):
        seal_all(sealed, *both)


def test_archival_documents_take_both_without_device_colours(seal_all: Seal, both: Any) -> None:
    xmp = b'<rdf:Description xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="1"/>'
    stream = b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(xmp), xmp)
    source = pdf_bytes(kids=2, catalog="/Metadata 5 0 R", extra={5: stream})
    added = seal_all(source, *both, opaque=True).read_bytes()[len(source) :]
    assert added.count(b"/CalRGB") == 2 and b"/DeviceRGB" not in added
    for transparency in (b"/SMask", b"/BM", b"/ca", b"/CA", b"/Group"):
        assert transparency not in added


# The last signature.


def test_a_first_signature_that_locks_certifies_with_level_1(
    seal_all: Seal, both: Any, rsa_key: SoftwareKey
) -> None:
    sealed = seal_all(pdf_bytes(kids=2), *both, locked=True)
    (status,) = statuses(sealed, rsa_key)
    assert status.bottom_line
    (embedded,) = reader_of(sealed).embedded_signatures
    assert embedded.docmdp_level.value == 1
    perms = reader_of(sealed).root["/Perms"]
    assert perms.raw_get("/DocMDP").reference == embedded.sig_field.raw_get("/V").reference
    (finding,) = verify_file(sealed, roots=(rsa_key.root,)).signatures
    assert finding.certification == 1
    with pytest.raises(SealDeskError) as refusal:
        preflight(sealed, None)
    assert refusal.value.code is ErrorCode.DOCUMENT_FORBIDS_CHANGES
    said = subprocess.run(["pdfsig", "-nocert", sealed], check=False, capture_output=True, text=True).stdout
    assert "Signature is Valid" in said


def test_other_permissions_of_the_catalog_stay(seal_all: Seal, both: Any) -> None:
    for catalog, extra in (("/Perms 9 0 R", {9: "<</Other 4 0 R>>"}), ("/Perms<</Other 4 0 R>>", {})):
        sealed = seal_all(pdf_bytes(kids=2, catalog=catalog, extra=extra), *both, locked=True)
        assert set(reader_of(sealed).root["/Perms"].keys()) == {"/Other", "/DocMDP"}


def test_a_later_signature_that_locks_locks_every_field(
    seal: Seal, seal_all: Seal, picture: SealPicture, rsa_key: SoftwareKey
) -> None:
    once = seal(pdf_bytes())
    twice = seal_all(once, (picture, (Stamp(1, BESIDE),)), locked=True)
    judged = statuses(twice, rsa_key)
    assert [status.bottom_line for status in judged] == [True, True]
    _, last = reader_of(twice).embedded_signatures
    assert last.sig_field["/Lock"]["/Action"] == "/All" and last.sig_field["/Lock"]["/P"] == 1
    assert last.fieldmdp.is_locked("Whatever")
    assert "/Perms" not in reader_of(twice).root
    report = verify_file(twice, roots=(rsa_key.root,))
    assert report.verdict is Verdict.INTACT
    with pytest.raises(SealDeskError) as refusal:
        preflight(twice, None)
    assert refusal.value.code is ErrorCode.DOCUMENT_FORBIDS_CHANGES


@pytest.mark.parametrize("times", [1, 2])
def test_what_is_added_behind_the_last_signature_is_an_alteration(
    times: int, seal: Seal, seal_all: Seal, picture: SealPicture, rsa_key: SoftwareKey, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A program that does not care adds another signature; the verifier tells."""
    sealed: Path | bytes = pdf_bytes() if times == 1 else seal(pdf_bytes())
    locked = seal_all(sealed, (picture, (Stamp(1, BESIDE),)), locked=True)
    from sealdesk.pades import signature_field, update

    monkeypatch.setattr(update, "check_changes", lambda standing: None)
    monkeypatch.setattr(signature_field, "usable_field", lambda *arguments: None)
    monkeypatch.setattr(signature_field, "new_name", lambda standing, wanted=None: "Late")
    late = seal_all(locked, (picture, (Stamp(1, TurnedBox(60, 200, 30, 30)),)))
    assert verify_file(late, roots=(rsa_key.root,)).verdict is Verdict.ALTERED
