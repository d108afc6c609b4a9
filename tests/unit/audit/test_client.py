"""Nothing counts as received without a receipt that holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.unit.audit.conftest import GOOD, RawServer, answering

from sealdesk.audit import wire
from sealdesk.audit.client import CentreClient, ask_key, new_credential
from sealdesk.audit.cosignature import Cosigner
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tlog import note
from sealdesk.tlog.checkpoint import sign_checkpoint
from sealdesk.tlog.merkle import RootHash
from sealdesk.tlog.note import Signer

ID = "01a20bcc-4cbd-7695-a7cf-55977d559024"
ROOT = RootHash(b"\1" * 32)
LOG = Signer.generate("example.com/WS-1")
CENTRE = Cosigner.generate("centre")
SIGNED = sign_checkpoint(3, ROOT, LOG)
BATCH = wire.Batch(ID, 0, (b"{}",) * 3, SIGNED, ())
Serving = Callable[..., RawServer]


def client(server: RawServer) -> CentreClient:
    return CentreClient(server.url, new_credential(), str(CENTRE.verifier), str(LOG.verifier), workstation=ID)


def reason(action: Callable[[], object]) -> object:
    with pytest.raises(SealDeskError) as raised:
        action()
    assert raised.value.code is ErrorCode.CENTRE_ANSWER_WRONG
    return raised.value.facts["reason"]


def test_a_good_receipt_is_opened(serving: Serving) -> None:
    receipt = note.cosign(SIGNED, CENTRE)
    with client(serving(answering("200 OK", wire.write_receipt(receipt), GOOD))) as centre:
        opened = centre.send(BATCH)
    assert (opened.size, opened.root_hash, opened.note) == (3, ROOT, receipt)


@pytest.mark.parametrize(
    ("receipt", "why"),
    [
        (SIGNED, "signature"),
        ("", "signature"),
        (note.cosign(SIGNED, Cosigner.generate("centre")), "signature"),
        (note.cosign(SIGNED, CENTRE).replace("\n3\n", "\n4\n"), "signature"),
        (note.cosign(sign_checkpoint(3, ROOT, Signer.generate(LOG.name)), CENTRE), "signature"),
        (note.cosign(sign_checkpoint(3, ROOT, Signer.generate("other")), CENTRE), "signature"),
        (note.cosign(sign_checkpoint(2, ROOT, LOG), CENTRE), "receipt_of_other_entries"),
        (note.cosign(sign_checkpoint(3, RootHash(b"\2" * 32), LOG), CENTRE), "receipt_of_other_entries"),
    ],
    ids=["not cosigned", "empty", "false centre", "edited", "false key", "other log", "size", "root"],
)
def test_any_other_receipt_is_none(serving: Serving, receipt: str, why: str) -> None:
    with client(serving(answering("200 OK", wire.write_receipt(receipt), GOOD))) as centre:
        assert reason(lambda: centre.send(BATCH)) == why


def test_the_head_is_believed_under_its_receipt_only(serving: Serving) -> None:
    def head(size: int, receipt: str) -> CentreClient:
        return client(serving(answering("200 OK", wire.write_head(wire.Head(size, receipt)), GOOD)))

    good = note.cosign(SIGNED, CENTRE)
    with head(0, "") as centre:
        assert centre.status() is None
    with head(3, good) as centre:
        received = centre.status()
        assert received is not None
        assert (received.size, received.root_hash) == (3, ROOT)
    for size, receipt, why in ((3, SIGNED, "signature"), (4, good, "receipt_size"), (3, "", "format")):
        with head(size, receipt) as centre:
            assert reason(centre.status) == why


def test_enrolment_with_another_centre_is_noticed(serving: Serving) -> None:
    def enrolling(key: str) -> RawServer:
        answer = wire.write_enrolment(wire.Enrolment(ID.replace("0", "f"), key))
        return serving(answering("201 Created", answer, GOOD))

    server = enrolling(str(CENTRE.verifier))
    with client(server) as centre:
        assert centre.enrol("CODE") == centre.workstation == ID.replace("0", "f")
    assert b"authorization" not in server.requests[0].lower()
    with client(enrolling(str(Cosigner.generate("centre").verifier))) as centre:
        assert reason(lambda: centre.enrol("CODE")) == "other_centre"
        assert centre.workstation == ID


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", b'{"format":2}'])
def test_answers_that_are_no_messages(serving: Serving, body: bytes) -> None:
    server = serving(answering("200 OK", body, GOOD))
    for action in ("status", "send", "enrol"):
        with client(server) as centre:
            method = getattr(centre, action)
            arguments = {"status": (), "send": (BATCH,), "enrol": ("CODE",)}[action]
            assert reason(lambda: method(*arguments)) == "format"  # noqa: B023
    assert reason(lambda: ask_key(server.url)) == "format"


def test_the_key_a_centre_says_it_has(serving: Serving) -> None:
    key = str(CENTRE.verifier)
    assert ask_key(serving(answering("200 OK", wire.write_key(key), GOOD)).url) == key
    wrong = serving(answering("200 OK", wire.write_key(str(LOG.verifier)), GOOD))
    assert reason(lambda: ask_key(wrong.url)) == "format"


def test_keys_that_are_none_are_told_before_anything_is_sent() -> None:
    for centre_key, own_key in (("x", str(LOG.verifier)), (str(CENTRE.verifier), "x")):
        with pytest.raises(SealDeskError) as raised:
            CentreClient("https://centre.example", "c", centre_key, own_key)
        assert raised.value.code is ErrorCode.CENTRE_ADDRESS_WRONG
        assert raised.value.facts["reason"] == "key"


def test_a_batch_goes_out_as_it_is(serving: Serving) -> None:
    server = serving(answering("200 OK", wire.write_receipt(note.cosign(SIGNED, CENTRE)), GOOD))
    with client(server) as centre:
        centre.send(replace(BATCH, first_index=0))
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(f"POST /v1/workstations/{ID}/entries HTTP/1.1\r\n".encode())
    assert wire.read_batch(wire.inflated(body, 10_000)) == BATCH
