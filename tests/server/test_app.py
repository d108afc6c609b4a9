"""What every answer of the centre has in common, and what it says of itself."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
from tests.server.conftest import Http, Station, problem

from sealdesk.audit import wire
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.server.api import create_app
from sealdesk.server.centre import CentreSettings, open_centre
from sealdesk.server.identifiers import new_id
from sealdesk.server.problems import TITLES, ProblemError


def test_key_health_and_readiness(http: Http) -> None:
    assert wire.read_key(http.get("/v1/key").content) == str(http.centre.key)
    assert http.get("/healthz").json() == {"status": "alive"}
    assert http.get("/readyz").json() == {"status": "ready"}


def test_not_ready_without_a_database(http: Http) -> None:
    with http.centre.database.writing() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("ALTER TABLE workstation RENAME TO gone")
    assert problem(http.get("/readyz")) == (503, "not_ready")


def test_unknown_addresses_and_methods_are_problems(http: Http) -> None:
    assert problem(http.get("/v2/anything")) == (404, "not_found")
    wrong = http.request("DELETE", "/v1/key")
    assert problem(wrong) == (405, "method_wrong")
    assert wrong.headers["allow"] == "GET"


def test_a_bug_is_answered_without_its_reasons(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError("secret circumstances")

    monkeypatch.setattr("sealdesk.server.intake.Intake.head", failing)
    monkeypatch.setattr("sealdesk.server.enrolment.authenticate", lambda *_: type("W", (), {"id": "x"})())
    response = http.get("/v1/workstations/x/head", "x")
    assert problem(response) == (500, "internal")
    assert "secret" not in response.text


def test_every_problem_that_a_route_answers_is_documented(http: Http) -> None:
    document = http.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    statuses = {
        f"{method} {path}": set(operation["responses"])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    credential = {"401", "403"}
    body = {"400", "413", "415"}
    assert statuses == {
        "post /v1/workstations": {"200", "201", "403", "409", "422"} | body,
        "get /v1/workstations/{workstation}/head": {"200"} | credential,
        "post /v1/workstations/{workstation}/entries": {"200", "409", "422", "503"} | credential | body,
        "get /v1/key": {"200"},
        "get /healthz": {"200"},
        "get /readyz": {"200", "503"},
    }
    assert "HTTPValidationError" not in json.dumps(document)


def test_a_problem_without_a_title_cannot_be_answered() -> None:
    with pytest.raises(KeyError):
        ProblemError(400, "unheard_of").response()
    assert all(title.endswith(".") for title in TITLES.values())


def test_the_centre_is_itself_again_after_a_restart(station: Station, tmp_path: Path) -> None:
    station.append(3)
    receipt = station.receipt(station.send(station.batch(0, 3)))
    station.http.centre.close()
    station.http.app = create_app(CentreSettings(tmp_path / "centre"))
    assert station.head() == wire.Head(3, receipt.note)
    station.append(2)
    assert station.receipt(station.send(station.batch(3, 5))).root_hash == station.ledger.root()


def test_the_key_is_its_owners_alone(http: Http, tmp_path: Path) -> None:
    path = tmp_path / "centre" / "centre.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(entry.name for entry in path.parent.iterdir() if "sqlite" not in entry.name) == [
        "centre.key"
    ]
    path.chmod(0o640)
    with pytest.raises(SealDeskError) as refusal:
        open_centre(CentreSettings(path.parent))
    assert refusal.value.code is ErrorCode.WORKSPACE_BROKEN
    assert refusal.value.facts["reason"] == "readable_by_others"


@pytest.mark.parametrize("content", [b"", b"PRIVATE+KEY+x+00000000+BAAA", b"\xff\xfe", b"SECRET"])
def test_a_damaged_key_stops_the_centre_and_is_not_quoted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "centre.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SealDeskError) as refusal:
        open_centre(CentreSettings(tmp_path))
    assert refusal.value.code is ErrorCode.WORKSPACE_BROKEN
    assert "SECRET" not in str(refusal.value)
    assert path.read_bytes() == content


def test_a_folder_or_database_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SealDeskError) as refusal:
        open_centre(CentreSettings(tmp_path / "file" / "centre"))
    assert refusal.value.code is ErrorCode.WORKSPACE_BROKEN
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "centre.sqlite3").write_bytes(b"no database at all" * 100)
    for url in ("", "nonsense:", "postgresql+nodriver://host/name"):
        with pytest.raises(SealDeskError) as refusal:
            open_centre(CentreSettings(broken, url))
        assert refusal.value.code is ErrorCode.WORKSPACE_BROKEN


def test_identifiers_sort_by_time_and_are_uuids_of_version_7() -> None:
    made = [uuid.UUID(new_id()) for _ in range(200)]
    assert len(set(made)) == 200
    assert {(one.version, one.variant) for one in made} == {(7, uuid.RFC_4122)}
    milliseconds = [one.int >> 80 for one in made]
    assert milliseconds == sorted(milliseconds)
