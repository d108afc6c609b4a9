"""Cosignatures, against one that a public witness gave a public log."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from sealdesk.audit.cosignature import Cosigner, CosignerKey, cosigned_at
from sealdesk.audit.receipt import open_receipt
from sealdesk.tlog import note
from sealdesk.tlog.checkpoint import sign_checkpoint
from sealdesk.tlog.merkle import RootHash
from sealdesk.tlog.note import NoteError, Signer, Verifier

# A checkpoint of the Certificate Transparency log "Arche" (staging), cosigned by the witness "remora".
LOG = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
NOTE = """\
arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
"""  # noqa: E501


@pytest.fixture(scope="module")
def log() -> Signer:
    return Signer.generate("example.com/WS-1")


@pytest.fixture(scope="module")
def centre() -> Cosigner:
    return Cosigner.generate("centre")


def test_a_witness_of_the_world_is_verified() -> None:
    receipt = open_receipt(NOTE, Verifier.parse(LOG), CosignerKey.parse(WITNESS))
    assert receipt.size == 1432088532
    assert receipt.given == datetime.fromtimestamp(0x6A122120, UTC)
    assert str(CosignerKey.parse(WITNESS)) == WITNESS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1432088532", "1432088533"),
        ("U7WM", "U7WN"),
        ("2net5wAAAABqEiEg", "2net5wAAAABqEiEh"),  # the time
        ("PlfF3V06", "PlfF3V07"),
        ("— remora.n621.de", "— remora.n622.de"),
    ],
)
def test_any_change_breaks_it(old: str, new: str) -> None:
    assert NOTE.count(old) == 1
    with pytest.raises(NoteError):
        open_receipt(NOTE.replace(old, new), Verifier.parse(LOG), CosignerKey.parse(WITNESS))


def test_our_own_cosignature(log: Signer, centre: Cosigner) -> None:
    signed = sign_checkpoint(3, RootHash(bytes(32)), log)
    before = datetime.now(UTC)
    receipt = open_receipt(note.cosign(signed, centre), log.verifier, centre.verifier)
    assert (receipt.size, receipt.root_hash) == (3, bytes(32))
    assert before - timedelta(seconds=1) < receipt.given <= datetime.now(UTC)


def test_a_log_signature_of_the_same_key_is_no_cosignature(log: Signer) -> None:
    plain = Signer.generate("centre")
    centre = Cosigner("centre", plain._key)
    signed = note.cosign(sign_checkpoint(3, RootHash(bytes(32)), log), plain)
    assert centre.verifier.public_key == plain.verifier.public_key
    with pytest.raises(NoteError):
        open_receipt(signed, log.verifier, centre.verifier)


def test_a_receipt_needs_both_signatures(log: Signer, centre: Cosigner) -> None:
    signed = sign_checkpoint(3, RootHash(bytes(32)), log)
    with pytest.raises(NoteError):
        open_receipt(signed, log.verifier, centre.verifier)
    text, _, _ = signed.rpartition("\n\n")
    by_the_centre_alone = note.sign(text + "\n", centre)
    with pytest.raises(NoteError):
        open_receipt(by_the_centre_alone, log.verifier, centre.verifier)


def test_a_receipt_of_another_log_is_refused(log: Signer, centre: Cosigner) -> None:
    other = Signer.generate("example.com/WS-2")
    receipt = note.cosign(sign_checkpoint(3, RootHash(bytes(32)), other), centre)
    with pytest.raises(NoteError):
        open_receipt(receipt, log.verifier, centre.verifier)


def test_a_receipt_cosigned_twice_has_no_one_time(log: Signer, centre: Cosigner) -> None:
    twice = note.cosign(note.cosign(sign_checkpoint(3, RootHash(bytes(32)), log), centre), centre)
    with pytest.raises(NoteError):
        cosigned_at(twice, centre.verifier)


@pytest.mark.parametrize(
    ("seconds", "good"), [(0, False), (1, True), (253402300799, True), (253402300800, False)]
)
def test_a_cosignature_has_a_time_that_can_be_told(
    log: Signer, centre: Cosigner, seconds: int, good: bool
) -> None:
    signed = sign_checkpoint(3, RootHash(bytes(32)), log)
    text = signed.rpartition("\n\n")[0] + "\n"
    signature = centre._key.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
    data = centre.verifier.key_id.to_bytes(4, "big") + seconds.to_bytes(8, "big") + signature
    receipt = f"{signed}— centre {base64.b64encode(data).decode()}\n"
    if good:
        assert open_receipt(receipt, log.verifier, centre.verifier).given.timestamp() == seconds
    else:
        with pytest.raises(NoteError):
            open_receipt(receipt, log.verifier, centre.verifier)


def test_keys_are_read_as_they_are_written_and_shown_by_name_only(centre: Cosigner) -> None:
    assert Cosigner.parse(centre.secret_text()).verifier == centre.verifier
    assert CosignerKey.parse(str(centre.verifier)) == centre.verifier
    assert repr(centre) == "Cosigner(name='centre')"
    with pytest.raises(TypeError):
        str(centre)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "centre",
        WITNESS + "=",
        WITNESS.replace("da77ade7", "da77ade8"),
        WITNESS.replace("remora", "remore"),
        WITNESS.replace("da77ade7", "DA77ADE7"),
        LOG,
        "a b+00000000+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    ],
)
def test_anything_else_is_no_key(key: str) -> None:
    with pytest.raises(NoteError):
        CosignerKey.parse(key)
    with pytest.raises(NoteError):
        Cosigner.parse("PRIVATE+KEY+" + key)
