"""The trust register: written, signed by two, read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.issuers import Holder, authority, holder

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service.registers import TrustRegister, open_trust, write_trust
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer

ADMINISTRATORS = tuple(Signer.generate(f"sealdesk.invalid/people/{one}") for one in ("A1", "A2"))
VERIFIERS = tuple(one.verifier for one in ADMINISTRATORS)
MAKERS = tuple(Signer.generate("sealdesk.invalid/seal-maker").verifier for _ in range(2))
ROOT, ISSUER = authority("根"), authority("签发")
FIRST, SECOND = holder("制章者"), holder("制章者")


def pem(*holders: Holder) -> list[str]:
    return [one.certificate.public_bytes(Encoding.PEM).decode() for one in holders]


def signed(folder: Path, text: str, *signers: Signer) -> Path:
    path = folder / "trust.note"
    path.write_text(note.sign(text, *(signers or ADMINISTRATORS)), "utf-8")
    return path


TEXT = write_trust(7, pem(ROOT), pem(ISSUER), map(str, MAKERS), pem(FIRST, SECOND))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert open_trust(signed(tmp_path, TEXT), VERIFIERS) == TrustRegister(
        7, (ROOT.certificate,), (ISSUER.certificate,), MAKERS, (FIRST.certificate, SECOND.certificate)
    )


def test_a_register_without_makers_has_none(tmp_path: Path) -> None:
    text = write_trust(1, (), (), ())
    assert open_trust(signed(tmp_path, text), VERIFIERS).maker_certificates == ()
    before = text.replace(
        "maker_certificates = [\n]\n", ""
    )  # as it was written before makers had certificates
    assert before != text
    assert open_trust(signed(tmp_path, before), VERIFIERS).maker_certificates == ()


@pytest.mark.parametrize("text", ["format = 1\n", TEXT.replace("BEGIN CERTIFICATE", "BEGIN NOTHING"), "[\n"])
def test_anything_else_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SealDeskError) as caught:
        open_trust(signed(tmp_path, text), VERIFIERS)
    assert caught.value.code is ErrorCode.REGISTER_BROKEN


def test_one_administrator_alone_registers_no_maker(tmp_path: Path) -> None:
    with pytest.raises(SealDeskError) as caught:
        open_trust(signed(tmp_path, TEXT, ADMINISTRATORS[0]), VERIFIERS)
    assert caught.value.facts["reason"] == "signatures"
