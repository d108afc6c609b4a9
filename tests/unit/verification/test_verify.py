"""The rows of the verdict table, and files that cannot be judged."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from sealdesk import confined
from sealdesk.model.verification import Revocation, TimeStanding, Trust, Verdict
from sealdesk.verification.verify import verify_file


def test_untouched_document_is_intact_trusted_and_good(workshop: Any, signed: bytes) -> None:
    report = workshop.verify(signed, crls=workshop.crls())

    assert report.good
    assert (report.verdict, report.trust) == (Verdict.INTACT, Trust.TRUSTED)
    assert (report.revocation, report.time_standing) == (Revocation.GOOD, TimeStanding.CLAIMED)
    assert report.changes == ()
    (finding,) = report.signatures
    assert finding.sound and finding.covers_revision and finding.reasons == ()
    assert finding.signer == finding.signer_subject["organization_name"] == "城南建设有限公司"
    assert finding.field_name == "Seal1"


def test_answers_from_a_limited_child(workshop: Any, signed: bytes) -> None:
    path = workshop.file(signed)
    report = confined.run(verify_file, path, roots=(workshop.root.der,))
    assert report == pickle.loads(pickle.dumps(report))
    assert report.verdict is Verdict.INTACT


def test_two_seals_are_intact_and_both_told(workshop: Any, signed: bytes) -> None:
    second = workshop.holder("城北建设有限公司")
    report = workshop.verify(workshop.sign(signed, second, field="Seal2", box=(100, 100, 200, 200)))

    assert report.good
    assert [finding.field_name for finding in report.signatures] == ["Seal1", "Seal2"]
    assert [(change.kind, change.permitted, change.detail) for change in report.changes] == [
        ("signature", True, "Seal2")
    ]


def test_one_untrusted_signer_spoils_the_trust_of_all(workshop: Any, signed: bytes) -> None:
    stranger = workshop.holder("陌生人", self_signed=True)
    report = workshop.verify(workshop.sign(signed, stranger, field="Seal2"))
    assert (report.verdict, report.trust) == (Verdict.INTACT, Trust.UNTRUSTED)


def test_unsigned_document(workshop: Any, plain: bytes) -> None:
    report = workshop.verify(plain)
    assert (report.verdict, report.trust, report.signatures) == (Verdict.UNSIGNED, Trust.UNKNOWN, ())
    assert report.file_length == len(plain)


def test_flipped_content_is_altered(workshop: Any, signed: bytes) -> None:
    report = workshop.verify(signed.replace(b"pay 100", b"pay 900", 1))
    assert report.verdict is Verdict.ALTERED
    assert report.signatures[0].reasons == ("signature.digest_mismatch",)
    assert report.signatures[0].trust is Trust.UNTRUSTED


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document.not_pdf"),
        (b"<html>%PDF is not here</html>", "document.not_pdf"),
        (b"%PDF-1.7\nnothing follows", "document.damaged"),
    ],
)
def test_files_that_are_no_pdf_are_errors(workshop: Any, content: bytes, code: str) -> None:
    report = workshop.verify(content)
    assert (report.verdict, report.error_code) == (Verdict.ERROR, code)


def test_missing_file_is_an_error(workshop: Any, tmp_path: Any) -> None:
    report = verify_file(tmp_path / "none.pdf")
    assert (report.verdict, report.error_code) == (Verdict.ERROR, "document.not_found")
    assert report.error_facts["path"].endswith("none.pdf")


def test_broken_file_with_traces_of_a_signature_is_invalid_not_an_error(workshop: Any, signed: bytes) -> None:
    report = workshop.verify(signed.replace(b"startxref", b"startxxxx"))
    assert report.verdict is Verdict.INVALID
    assert report.signatures[0].reasons == ("signature.unreadable",)


def test_catalog_nested_beyond_reason_is_too_demanding(workshop: Any) -> None:
    objects = {1: b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * 50_000 + b"]" * 50_000 + b">>"}
    report = workshop.verify(workshop.pdf(objects))
    assert (report.verdict, report.error_code) == (Verdict.ERROR, "document.too_demanding")


def test_encrypted_document(workshop: Any, plain: bytes) -> None:
    locked = workshop.encrypted(plain, "secret")
    signed = workshop.sign(locked, prepare=lambda writer: writer.encrypt("secret"))

    assert workshop.verify(signed, password="secret").good
    assert workshop.verify(signed).error_code == "document.password_missing"
    wrong = workshop.verify(signed, password="other")
    assert wrong.error_code == "document.password_wrong"
    assert "other" not in str(wrong)
