"""Batches at the HTTP interface: what is taken, what is refused, and with which answer."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from tests.server.conftest import Http, Station, problem

from sealdesk.audit import wire
from sealdesk.server import schema
from sealdesk.server.enrolment import authenticate
from sealdesk.tlog import note
from sealdesk.tlog.checkpoint import Checkpoint, format_checkpoint
from sealdesk.tlog.note import Signer


def test_a_batch_is_taken_and_cosigned(station: Station) -> None:
    station.append(5)
    receipt = station.receipt(station.send(station.batch(0, 5)))
    assert (receipt.size, receipt.root_hash) == (5, station.ledger.root())
    assert station.head() == wire.Head(5, receipt.note)


def test_batches_continue_one_another(station: Station) -> None:
    station.append(20)
    for first, size in ((0, 1), (1, 7), (7, 8), (8, 20)):
        receipt = station.receipt(station.send(station.batch(first, size)))
        assert (receipt.size, receipt.root_hash) == (size, station.ledger.root(size))


def test_the_same_batch_again_gets_the_same_receipt(station: Station) -> None:
    station.append(6)
    first = station.send(station.batch(0, 6))
    again = station.send(station.batch(0, 6))
    assert (again.status_code, again.content) == (200, first.content)
    assert station.head().size == 6


def test_batches_cut_otherwise_are_the_same_entries(station: Station) -> None:
    station.append(9)
    station.receipt(station.send(station.batch(0, 6)))
    assert station.receipt(station.send(station.batch(2, 4))).size == 4
    assert station.receipt(station.send(station.batch(3, 9))).root_hash == station.ledger.root()
    assert station.head().size == 9


def test_a_gap_names_the_index_that_is_expected(station: Station) -> None:
    station.append(8)
    station.send(station.batch(0, 3))
    response = station.send(station.batch(5, 8))
    assert problem(response) == (409, "gap")
    assert response.json()["expected_index"] == 3
    assert station.head().size == 3


@pytest.mark.parametrize(("shared", "mine", "yours", "first"), [(4, 3, 2, 4), (4, 3, 9, 2), (0, 2, 2, 0)])
def test_a_fork_is_named_by_its_first_index_and_remembered(
    station: Station, clone: Callable[[], Station], shared: int, mine: int, yours: int, first: int
) -> None:
    station.append(shared)
    twin = clone()
    station.append(mine, "mine")
    station.receipt(station.send(station.batch(0, shared + mine)))
    twin.append(yours, "yours")
    forked = twin.batch(first, shared + yours)
    for _ in range(2):
        response = twin.send(forked)
        assert problem(response) == (409, "fork")
        assert response.json()["first_conflicting_index"] == shared
    with station.http.centre.database.reading() as connection:
        alarms = connection.execute(schema.alarm.select()).all()
    assert [(alarm.kind, alarm.idx, alarm.checkpoint) for alarm in alarms] == [
        ("fork", shared, forked.checkpoint)
    ]
    assert station.head().size == shared + mine


def test_a_fork_before_the_batch_is_said_to_lie_before_it(
    station: Station, clone: Callable[[], Station]
) -> None:
    twin = clone()
    station.append(4, "mine")
    twin.append(9, "yours")
    station.send(station.batch(0, 4))
    response = twin.send(twin.batch(4, 9))
    assert problem(response) == (409, "fork")
    assert response.json()["differs_before_index"] == 4
    assert "first_conflicting_index" not in response.json()


@pytest.fixture
def clone(http: Http, station: Station, tmp_path: Path) -> Callable[[], Station]:
    """Copies the workstation as it is: ledger, key, credential."""

    def copied() -> Station:
        with sqlite3.connect(tmp_path / "clone.sqlite3") as target:
            source = sqlite3.connect(tmp_path / "ledger.sqlite3")
            source.backup(target)
            source.close()
        target.close()
        ledger = type(station.ledger)(tmp_path / "clone.sqlite3", workstation="WS-1")
        opened.append(ledger)
        return Station(http, ledger, station.signer, station.credential, station.id)

    opened: list[object] = []
    yield copied
    for ledger in opened:
        ledger.close()


def _edited_body(batch: wire.Batch) -> wire.Batch:
    edited = batch.entries[1].replace(b"R4", b"R9")
    assert edited != batch.entries[1]
    return replace(batch, entries=(batch.entries[0], edited, *batch.entries[2:]))


def _swapped_bodies(batch: wire.Batch) -> wire.Batch:
    return replace(batch, entries=(batch.entries[1], batch.entries[0], *batch.entries[2:]))


def _proof_flipped(batch: wire.Batch) -> wire.Batch:
    wrong = bytes(value ^ 1 for value in batch.consistency_proof[0])
    return replace(batch, consistency_proof=(wrong, *batch.consistency_proof[1:]))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (_edited_body, "entries_not_signed"),
        (_swapped_bodies, "entries_not_signed"),
        (_proof_flipped, "proof_wrong"),
        (lambda batch: replace(batch, consistency_proof=()), "proof_wrong"),
        (lambda batch: replace(batch, entries=batch.entries[:-1]), "checkpoint_wrong"),
        (lambda batch: replace(batch, first_index=2), "checkpoint_wrong"),
        (lambda batch: replace(batch, checkpoint="no note"), "checkpoint_wrong"),
        (lambda batch: replace(batch, workstation="0" * 36), "checkpoint_wrong"),
        (lambda batch: replace(batch, entries=(b"[1]", *batch.entries[1:])), "entry_wrong"),
        (lambda batch: replace(batch, entries=(b"{}", *batch.entries[1:])), "entry_wrong"),
        (lambda batch: replace(batch, entries=(b" " + batch.entries[0], *batch.entries[1:])), "entry_wrong"),
        (lambda batch: replace(batch, entries=(b"[" * 900 + b"]" * 900, *batch.entries[1:])), "entry_wrong"),
        (lambda batch: replace(batch, entries=(b'{"format":NaN}', *batch.entries[1:])), "entry_wrong"),
        (lambda batch: replace(batch, entries=(b'{"format":1' + b"0" * 5000 + b"}",) * 5), "entry_wrong"),
    ],
)
def test_what_was_not_signed_so_is_refused(
    station: Station, change: Callable[[wire.Batch], wire.Batch], name: str
) -> None:
    station.append(8)
    station.receipt(station.send(station.batch(0, 3)))
    batch = station.batch(3, 8)
    assert problem(station.send(change(batch))) == (422, name)
    assert station.head().size == 3
    assert station.receipt(station.send(batch)).size == 8


def test_a_checkpoint_of_another_key_is_refused(station: Station) -> None:
    station.append(2)
    batch = replace(
        station.batch(0, 2),
        checkpoint=station.ledger.signed_head(2, Signer.generate(station.signer.name)),
    )
    assert problem(station.send(batch)) == (422, "checkpoint_wrong")


def test_a_checkpoint_with_strange_lines_is_not_cosigned(station: Station) -> None:
    station.append(2)
    batch = station.batch(0, 2)
    two = note.cosign(batch.checkpoint, Signer.generate("stranger"))
    assert problem(station.send(replace(batch, checkpoint=two))) == (422, "checkpoint_wrong")
    said = Checkpoint(station.signer.name, 2, station.ledger.root(), ("the centre owes me money",))
    extended = note.sign(format_checkpoint(said), station.signer)
    assert problem(station.send(replace(batch, checkpoint=extended))) == (422, "checkpoint_wrong")


def test_credentials(station: Station, other: Station) -> None:
    station.append(1)
    path = f"/v1/workstations/{station.id}/entries"
    body = wire.write_batch(station.batch(0, 1))
    assert problem(station.http.post(path, body)) == (401, "credential_missing")
    assert problem(station.http.post(path, body, "x" * 43)) == (401, "credential_wrong")
    assert problem(station.http.post(path, body, other.credential)) == (403, "credential_foreign")
    assert problem(station.http.get(f"/v1/workstations/{station.id}/head")) == (401, "credential_missing")
    foreign = station.http.get(f"/v1/workstations/{station.id}/head", other.credential)
    assert problem(foreign) == (403, "credential_foreign")
    basic = station.http.request("POST", path, body, {"authorization": "Basic eDp5"})
    assert problem(basic) == (401, "credential_missing")
    assert basic.headers["www-authenticate"] == "Bearer"
    assert station.head().size == 0


def test_workstations_do_not_mix(station: Station, other: Station) -> None:
    station.append(3)
    other.append(3)
    station.receipt(station.send(station.batch(0, 3)))
    assert other.head().size == 0
    assert other.receipt(other.send(other.batch(0, 3))).root_hash == other.ledger.root()


def test_bodies_beyond_the_limits(station: Station) -> None:
    path = f"/v1/workstations/{station.id}/entries"

    def post(body: bytes, **headers: str) -> httpx.Response:
        return station.http.post(path, body, station.credential, **headers)

    bomb = gzip.compress(b" " * (wire.MAX_INFLATED_BYTES + 1))
    assert len(bomb) < 20_000
    assert problem(post(bomb, content_encoding="gzip")) == (413, "body_too_large")
    assert problem(post(b" " * (wire.MAX_BODY_BYTES + 1))) == (413, "body_too_large")
    assert problem(post(b"{}", content_encoding="gzip")) == (400, "body_wrong")
    assert problem(post(gzip.compress(b"{}") + b"more", content_encoding="gzip")) == (400, "body_wrong")
    assert problem(post(gzip.compress(b"{}")[:-3], content_encoding="gzip")) == (400, "body_wrong")
    assert problem(post(b"{}", content_encoding="br")) == (415, "media_type_wrong")
    assert problem(post(b"{}", content_type="application/json")) == (415, "media_type_wrong")
    assert problem(post(b"[" * 100_000)) == (400, "body_wrong")
    many = json.dumps(
        {
            "format": 1,
            "workstation": station.id,
            "first_index": 0,
            "entries": [""] * (wire.MAX_ENTRIES + 1),
            "checkpoint": "",
            "consistency_proof": [],
        }
    ).encode()
    assert problem(post(many)) == (413, "body_too_large")


def test_a_body_without_length_is_limited_while_it_comes(station: Station) -> None:
    sent = 0

    async def endless():
        nonlocal sent
        while sent < 10 * wire.MAX_BODY_BYTES:
            sent += 65536
            yield b" " * 65536

    headers = {"content-type": wire.MEDIA_TYPE, "authorization": f"Bearer {station.credential}"}
    path = f"/v1/workstations/{station.id}/entries"
    response = station.http.request("POST", path, endless(), headers)
    assert problem(response) == (413, "body_too_large")


def test_a_compressed_batch_is_taken(station: Station) -> None:
    station.append(50)
    body = wire.deflated(wire.write_batch(station.batch(0, 50)))
    response = station.http.post(
        f"/v1/workstations/{station.id}/entries", body, station.credential, content_encoding="gzip"
    )
    assert station.receipt(response).size == 50


def test_when_nothing_can_be_written_the_answer_is_busy(station: Station, tmp_path: Path) -> None:
    station.append(2)
    with sqlite3.connect(tmp_path / "centre" / "centre.sqlite3") as blocker:
        with station.http.centre.database.writing() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")  # kept by the pool's only connection
        blocker.execute("BEGIN IMMEDIATE")
        response = station.send(station.batch(0, 2))
        blocker.execute("ROLLBACK")
    blocker.close()
    assert problem(response) == (503, "busy")
    assert response.headers["retry-after"]
    assert station.receipt(station.send(station.batch(0, 2))).size == 2


def test_one_batch_from_many_hands_at_once_is_taken_once(station: Station) -> None:
    station.append(40)
    known = authenticate(station.http.centre.database, station.credential)
    batch = station.batch(0, 40)
    with ThreadPoolExecutor(6) as hands:
        receipts = list(hands.map(lambda _: station.http.centre.intake.take(known, batch), range(24)))
    assert len(set(receipts)) == 1
    assert station.head() == wire.Head(40, receipts[0])
