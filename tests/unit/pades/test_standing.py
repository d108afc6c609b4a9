"""What earlier signatures permit: certification, locks, prepared fields. The peers' word counts afterwards."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from tests.unit.pades.conftest import BOX, Seal, SoftwareKey, pdf_bytes, statuses

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import TurnedBox
from sealdesk.model.ink import Stamp
from sealdesk.pades.preflight import preflight

_AT_BOX = (105, 605, 235, 735)
"""Has room for the 42 mm seal at 60, 60 mm on an A4 page."""


def _signed_elsewhere(
    path: Path,
    key: SoftwareKey,
    *,
    certify: fields.MDPPerm | None = None,
    prepared: tuple[int, int, int, int] | None = None,
    lock: fields.FieldMDPSpec | None = None,
    lock_level: fields.MDPPerm | None = None,
) -> Path:
    """A document that another program (pyHanko) signed invisibly."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf_bytes()))
    if prepared is not None:
        fields.append_signature_field(writer, fields.SigFieldSpec("Prepared", box=prepared, on_page=0))
    first = fields.SigFieldSpec("First", field_mdp_spec=lock, doc_mdp_update_value=lock_level)
    private = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(key.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore.from_certs([asn1_x509.Certificate.load(c) for c in key.chain]),
    )
    options: dict[str, Any] = {"certify": True, "docmdp_permissions": certify} if certify else {}
    meta = signers.PdfSignatureMetadata(field_name="First", **options)
    out = io.BytesIO()
    signers.PdfSigner(meta, signer, new_field_spec=first).sign_pdf(writer, output=out)
    path.write_bytes(out.getvalue())
    return path


def _refusal(seal: Seal, source: Path, *stamps: Stamp, **options: Any) -> SealDeskError:
    with pytest.raises(SealDeskError) as refusal:
        seal(source, *stamps, **options)
    return refusal.value


def test_certified_without_changes(tmp_path: Path, seal: Seal, rsa_key: SoftwareKey) -> None:
    certified = _signed_elsewhere(
        tmp_path / "p1.pdf", rsa_key, certify=fields.MDPPerm.NO_CHANGES, prepared=_AT_BOX
    )
    assert _refusal(seal, certified).code is ErrorCode.DOCUMENT_FORBIDS_CHANGES
    with pytest.raises(SealDeskError) as refusal:
        preflight(certified, None)
    assert refusal.value.code is ErrorCode.DOCUMENT_FORBIDS_CHANGES
    assert refusal.value.facts["path"] == certified


@pytest.mark.parametrize("level", [fields.MDPPerm.FILL_FORMS, fields.MDPPerm.ANNOTATE])
def test_certified_takes_prepared_fields_only(
    level: fields.MDPPerm, tmp_path: Path, seal: Seal, rsa_key: SoftwareKey
) -> None:
    bare = _signed_elsewhere(tmp_path / "bare.pdf", rsa_key, certify=level)
    looked = preflight(bare, None)
    assert (looked.certification, looked.signature_fields) == (level.value, ("First",))
    assert "document.certified" in looked.warnings
    assert _refusal(seal, bare).code is ErrorCode.DOCUMENT_CERTIFIED_NO_NEW_FIELD

    elsewhere = _signed_elsewhere(tmp_path / "else.pdf", rsa_key, certify=level, prepared=(300, 20, 500, 220))
    refusal = _refusal(seal, elsewhere)
    assert refusal.code is ErrorCode.DOCUMENT_CERTIFIED_NO_NEW_FIELD
    assert refusal.facts["fields"] == "Prepared"

    ready = _signed_elsewhere(tmp_path / "ready.pdf", rsa_key, certify=level, prepared=_AT_BOX)
    assert _refusal(seal, ready, field_name="Other").code is ErrorCode.DOCUMENT_CERTIFIED_NO_NEW_FIELD
    sealed = seal(ready)
    judged = statuses(sealed, rsa_key)
    assert [status.bottom_line for status in judged] == [True, True]
    assert judged[0].docmdp_ok
    with pymupdf.open(sealed) as document:
        pixmap = document[0].get_pixmap()
        x, y = (round(value / 25.4 * 72) for value in (60, 60))
        red, green, _ = pixmap.pixel(x + 20, y + 20)
        assert red - green > 40


def test_lock_without_changes(tmp_path: Path, seal: Seal, rsa_key: SoftwareKey) -> None:
    everything = fields.FieldMDPSpec(fields.FieldMDPAction.ALL)
    locked = _signed_elsewhere(
        tmp_path / "l.pdf", rsa_key, lock=everything, lock_level=fields.MDPPerm.NO_CHANGES
    )
    assert _refusal(seal, locked).code is ErrorCode.DOCUMENT_FORBIDS_CHANGES


@pytest.mark.parametrize(
    ("spec", "free"),
    [
        (fields.FieldMDPSpec(fields.FieldMDPAction.ALL), False),
        (fields.FieldMDPSpec(fields.FieldMDPAction.EXCLUDE, ["Other"]), False),
        (fields.FieldMDPSpec(fields.FieldMDPAction.EXCLUDE, ["Seal1"]), True),
        (fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, ["Seal1"]), True),
    ],
)
def test_field_locks(
    spec: fields.FieldMDPSpec, free: bool, tmp_path: Path, seal: Seal, rsa_key: SoftwareKey
) -> None:
    locked = _signed_elsewhere(tmp_path / "l.pdf", rsa_key, lock=spec)
    if not free:
        assert _refusal(seal, locked).code is ErrorCode.DOCUMENT_FIELD_LOCKED
        return
    assert [status.bottom_line for status in statuses(seal(locked), rsa_key)] == [True, True]


def test_uncertified_documents_take_new_fields_beside_prepared_ones(
    tmp_path: Path, seal: Seal, rsa_key: SoftwareKey
) -> None:
    source = _signed_elsewhere(tmp_path / "a.pdf", rsa_key, prepared=_AT_BOX)
    assert preflight(source, None).certification is None
    sealed = seal(seal(source, Stamp(1, BOX)), Stamp(1, TurnedBox(140, 60, 42, 42)))
    assert [status.bottom_line for status in statuses(sealed, rsa_key)] == [True] * 3
