"""A centre, its HTTP interface in this process, and a workstation with a real ledger."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from sealdesk.audit import wire
from sealdesk.audit.client import new_credential
from sealdesk.audit.cosignature import CosignerKey
from sealdesk.audit.receipt import Receipt, open_receipt
from sealdesk.model.ledger import EntryKind
from sealdesk.server.api import create_app
from sealdesk.server.centre import Centre, CentreSettings
from sealdesk.server.enrolment import make_code
from sealdesk.store.ledger import Ledger
from sealdesk.tlog.note import Signer


@dataclass
class Http:
    """Requests to the application in this process."""

    app: FastAPI

    @property
    def centre(self) -> Centre:
        centre = self.app.state.centre
        assert isinstance(centre, Centre)
        return centre

    def request(
        self, method: str, path: str, content: Any = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        async def exchange() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://centre") as client:
                return await client.request(method, path, content=content, headers=headers or {})

        return asyncio.run(exchange())

    def post(self, path: str, body: bytes, credential: str = "", **headers: str) -> httpx.Response:
        sent = {
            "content-type": wire.MEDIA_TYPE,
            **{name.replace("_", "-"): headers[name] for name in headers},
        }
        if credential:
            sent["authorization"] = f"Bearer {credential}"
        return self.request("POST", path, body, sent)

    def get(self, path: str, credential: str = "") -> httpx.Response:
        headers = {"authorization": f"Bearer {credential}"} if credential else {}
        return self.request("GET", path, headers=headers)


def problem(response: httpx.Response) -> tuple[int, str]:
    """Status and name of a refusal, which must be a problem by RFC 9457."""
    assert response.headers["content-type"] == wire.PROBLEM_TYPE
    members = json.loads(response.content)
    assert members["status"] == response.status_code
    assert members["title"]
    return response.status_code, members["type"].removeprefix(wire.PROBLEM_NAMESPACE)


@dataclass
class Station:
    """An enrolled workstation: its ledger, its key, its credential."""

    http: Http
    ledger: Ledger
    signer: Signer
    credential: str = field(default_factory=new_credential)
    id: str = ""

    def enrol(self) -> httpx.Response:
        code = make_code(self.http.centre.database).code
        request = wire.EnrolmentRequest(code, str(self.signer.verifier), self.credential)
        response = self.http.post("/v1/workstations", wire.write_enrolment_request(request))
        self.id = wire.read_enrolment(response.content).workstation
        return response

    def append(self, count: int, what: str = "R") -> None:
        with self.ledger.transaction() as transaction:
            for number in range(count):
                transaction.append(EntryKind.REQUEST_MADE, {"request": f"{what}{number}"})

    def batch(self, first: int, size: int) -> wire.Batch:
        entries = [entry.canonical for entry in self.ledger.unsynced_since(first)][: size - first]
        return wire.Batch(
            self.id,
            first,
            tuple(entries),
            self.ledger.signed_head(size, self.signer),
            tuple(self.ledger.consistency_proof(first, size)),
        )

    def send(self, batch: wire.Batch) -> httpx.Response:
        return self.http.post(f"/v1/workstations/{self.id}/entries", wire.write_batch(batch), self.credential)

    def receipt(self, response: httpx.Response) -> Receipt:
        """The verified receipt of an answer that must be one."""
        assert response.status_code == 200, response.text
        return open_receipt(wire.read_receipt(response.content), self.signer.verifier, self.centre_key)

    def head(self) -> wire.Head:
        return wire.read_head(self.http.get(f"/v1/workstations/{self.id}/head", self.credential).content)

    @property
    def centre_key(self) -> CosignerKey:
        return self.http.centre.key


@pytest.fixture
def http(tmp_path: Path) -> Iterator[Http]:
    client = Http(create_app(CentreSettings(tmp_path / "centre")))
    yield client
    client.centre.close()


@pytest.fixture
def station(http: Http, tmp_path: Path) -> Iterator[Station]:
    with Ledger(tmp_path / "ledger.sqlite3", workstation="WS-1") as ledger:
        workstation = Station(http, ledger, Signer.generate("example.com/WS-1"))
        workstation.enrol()
        yield workstation


@pytest.fixture
def other(http: Http, tmp_path: Path) -> Iterator[Station]:
    """Another workstation at the same centre."""
    with Ledger(tmp_path / "other.sqlite3", workstation="WS-2") as ledger:
        workstation = Station(http, ledger, Signer.generate("example.com/WS-2"))
        workstation.enrol()
        yield workstation
