"""Seal images of a file, judged without a workspace: every answer from a real file."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pymupdf
import pytest
from tests.pressed_seals import (
    CERTIFICATE,
    ENTRY,
    Pressing,
    as_sealdesk_names_it,
    blank,
    clean_seal,
    paint_without_end,
    pressed,
    put_on,
)

from sealdesk.documents.page_texts import page_texts
from sealdesk.impression.png import write_png
from sealdesk.model.hidden_record import ImageFinding, ImageStanding
from sealdesk.model.seal import SealPicture
from sealdesk.model.verification import (
    Revocation,
    SignatureFinding,
    TimeStanding,
    Trust,
    Verdict,
    VerificationReport,
)
from sealdesk.service import image_evidence
from sealdesk.service.image_evidence import beginnings, images_of, is_picture
from sealdesk.service.verify_document import verify

UNSIGNED = VerificationReport(Verdict.UNSIGNED, Trust.UNKNOWN, Revocation.NOT_CHECKED, TimeStanding.CLAIMED)


def signed_by(pressing: Pressing) -> VerificationReport:
    """The report on a file that a sound signature of this very act closes."""
    finding = SignatureFinding(
        field_name="Seal1",
        subfilter="ETSI.CAdES.detached",
        sound=True,
        covers_revision=True,
        trust=Trust.TRUSTED,
        revocation=Revocation.GOOD,
        time_standing=TimeStanding.CLAIMED,
        signing_time=None,
        signer="城南建设有限公司",
        certificate_sha256=CERTIFICATE,
        saving=(pressing.public.document.length, 1 << 40),
        sealdesk={
            "workstation_key": pressing.key.hex(),
            "entry_id": ENTRY,
            "seal_name": "城南建设有限公司合同专用章",
        },
    )
    return replace(UNSIGNED, verdict=Verdict.INTACT, trust=Trust.TRUSTED, signatures=(finding,))


@pytest.fixture(scope="module")
def seal() -> SealPicture:
    return clean_seal()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "contract.pdf"
    blank(2, "Sale of a crane.").save(path)
    return path


@pytest.fixture(scope="module")
def pressing(source: Path, seal: SealPicture) -> Pressing:
    return pressed(source.read_bytes(), page_texts(source, None, (1,)), seal=seal)


def stamped(source: Path, pressing: Pressing, target: Path) -> Path:
    """The document with an update that shows the seal: its bytes stay in front."""
    target.write_bytes(source.read_bytes())
    document = pymupdf.open(target)
    document[0].insert_image(pymupdf.Rect(100, 100, 213.386, 213.386), stream=write_png(pressing.picture))
    document.saveIncr()
    return target


def only(findings: tuple[ImageFinding, ...]) -> ImageFinding:
    (finding,) = findings
    return finding


def test_pressed_here(source: Path, pressing: Pressing, tmp_path: Path) -> None:
    path = stamped(source, pressing, tmp_path / "a.pdf")
    finding = only(images_of(path, signed_by(pressing)))
    assert finding.standing is ImageStanding.PRESSED_HERE
    assert finding.vouched_by == "signature"
    assert finding.seal_name == "城南建设有限公司合同专用章"
    assert finding.record is not None
    assert finding.record.public == pressing.public
    assert finding.private is None


def test_the_same_bytes_without_a_signature_prove_nothing(
    source: Path, pressing: Pressing, tmp_path: Path
) -> None:
    finding = only(images_of(stamped(source, pressing, tmp_path / "a.pdf"), UNSIGNED))
    assert finding.standing is ImageStanding.UNPROVEN
    assert finding.facts["document"] == "fits"


def test_copied_to_another_document(pressing: Pressing, tmp_path: Path) -> None:
    path = put_on(blank(2, "Sale of another crane."), pressing.picture, tmp_path / "b.pdf")
    report = verify(path)
    assert report.verdict is Verdict.UNSIGNED
    finding = only(report.images)
    assert finding.standing is ImageStanding.COPIED
    assert finding.facts["document_sha256"] == pressing.public.document.sha256
    assert finding.facts["entry_id"] == ENTRY


def test_a_copy_beside_a_sound_signature_is_a_copy(
    pressing: Pressing, tmp_path: Path, seal: SealPicture
) -> None:
    # The key is vouched for, the act is signed, and the image comes from another document all the same.
    other = pressed(b"another document", seal=seal, signer=pressing.signer)
    path = put_on(blank(1, "Text."), other.picture, tmp_path / "b.pdf")
    finding = only(images_of(path, signed_by(pressing)))
    assert (finding.standing, finding.facts["text"]) == (ImageStanding.UNPROVEN, "none")


def test_saved_anew_by_another_program(source: Path, pressing: Pressing, tmp_path: Path) -> None:
    pymupdf.open(stamped(source, pressing, tmp_path / "a.pdf")).save(
        tmp_path / "b.pdf", garbage=3, clean=True
    )
    vouched = only(images_of(tmp_path / "b.pdf", signed_by(pressing)))
    assert (vouched.standing, vouched.facts["text"]) == (ImageStanding.RESAVED, "same")
    # Anybody can write a record with the text of a page: without somebody who vouches it is not called genuine.
    assert only(images_of(tmp_path / "b.pdf", UNSIGNED)).standing is ImageStanding.UNPROVEN


def test_a_page_without_text_tells_neither(seal: SealPicture, tmp_path: Path) -> None:
    blank(1, "").save(tmp_path / "scan.pdf")
    pressing = pressed(
        (tmp_path / "scan.pdf").read_bytes(), page_texts(tmp_path / "scan.pdf", None, (1,)), seal=seal
    )
    path = put_on(blank(1, ""), pressing.picture, tmp_path / "b.pdf")
    finding = only(images_of(path, UNSIGNED))
    assert (finding.standing, finding.facts["text"]) == (ImageStanding.UNPROVEN, "none")
    path = put_on(blank(1, "Text after all."), pressing.picture, tmp_path / "c.pdf")
    assert only(images_of(path, UNSIGNED)).standing is ImageStanding.COPIED


def test_a_seal_without_a_record(seal: SealPicture, tmp_path: Path) -> None:
    report = verify(put_on(blank(), seal, tmp_path / "a.pdf"))
    assert only(report.images).standing is ImageStanding.NO_RECORD


def test_a_picture_is_unsigned_and_its_seal_a_copy(pressing: Pressing, tmp_path: Path) -> None:
    (tmp_path / "seal.png").write_bytes(write_png(pressing.picture))
    report = verify(tmp_path / "seal.png")
    assert (report.verdict, report.good) == (Verdict.UNSIGNED, False)
    assert report.file_sha256 == sha256((tmp_path / "seal.png").read_bytes()).hexdigest()
    finding = only(report.images)
    assert (finding.standing, finding.page) == (ImageStanding.COPIED, 0)
    pymupdf.Pixmap(pymupdf.Pixmap(tmp_path / "seal.png"), 0).save(tmp_path / "seal.jpg")
    assert only(verify(tmp_path / "seal.jpg").images).standing is ImageStanding.NO_RECORD


def test_a_picture_that_cannot_be_decoded_is_said_not_to_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"nonsense" * 20)
    report = verify(tmp_path / "a.png")
    assert report.verdict is Verdict.UNSIGNED
    assert only(report.images).standing is ImageStanding.NOT_READ


@pytest.mark.parametrize(
    ("head", "picture"),
    [
        (b"\x89PNG\r\n\x1a\n", True),
        (b"\xff\xd8\xff\xe0", True),
        (b"BM6\x00", True),
        (b"%PDF-1.7\n", False),
        (b"\xff\xd8\xff\xe0 %PDF-1.7\n", False),
        (b"", False),
    ],
)
def test_pictures_are_known_by_their_first_bytes(tmp_path: Path, head: bytes, picture: bool) -> None:
    (tmp_path / "file").write_bytes(head)
    assert is_picture(tmp_path / "file") is picture


def test_a_document_that_never_ends_leaves_the_verdict_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = blank()
    paint_without_end(document, 1)
    document.save(tmp_path / "a.pdf")
    monkeypatch.setattr(image_evidence, "may_have_images", lambda path: True)
    monkeypatch.setattr(image_evidence, "_SECONDS", 0.5)
    monkeypatch.setattr(image_evidence, "_GRACE_S", 0.5)
    report = verify(tmp_path / "a.pdf")
    assert report.verdict is Verdict.UNSIGNED
    finding = only(report.images)
    assert (finding.standing, finding.facts) == (ImageStanding.NOT_READ, {"reason": "time"})


def test_what_sealdesk_put_there_is_told_of_a_document_that_never_ends(
    pressing: Pressing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = blank(2, "Sale of another crane.")
    paint_without_end(document, 1)
    as_sealdesk_names_it(document, pressing.picture, page=2)
    document.save(tmp_path / "a.pdf")
    monkeypatch.setattr(image_evidence, "_SECONDS", 0.5)
    monkeypatch.setattr(image_evidence, "_GRACE_S", 1.0)
    seal, rest = verify(tmp_path / "a.pdf").images
    assert (seal.standing, seal.page, seal.box_mm) == (ImageStanding.UNPROVEN, 2, None)
    assert seal.record is not None
    assert seal.record.public == pressing.public
    assert (rest.standing, rest.facts) == (ImageStanding.NOT_READ, {"reason": "time"})


def test_without_images_none_are_read(pressing: Pressing, tmp_path: Path) -> None:
    assert verify(put_on(blank(), pressing.picture, tmp_path / "a.pdf"), images=None).images == ()


def test_beginnings_are_digested_in_one_reading(tmp_path: Path) -> None:
    data = bytes(range(256)) * 20
    (tmp_path / "file").write_bytes(data)
    found = beginnings(tmp_path / "file", [300, 7, 300, len(data), len(data) + 1])
    assert found == {length: sha256(data[:length]).hexdigest() for length in (7, 300, len(data))}
