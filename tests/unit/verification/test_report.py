"""The published form of the report."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from sealdesk import resources
from sealdesk.model.verification import (
    Change,
    Revocation,
    SignatureFinding,
    TimeStanding,
    Trust,
    Verdict,
    VerificationReport,
)
from sealdesk.verification.report import SCHEMA, as_json

NAMES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "null": type(None)}


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads(resources.path(SCHEMA).read_text("utf-8"))


def violations(value: Any, schema: Any, where: str = "$") -> list[str]:
    """What of the schema's own vocabulary (type, enum, required, properties, items) `value` breaks."""
    known = {"$schema", "$id", "title", "description", "type", "enum", "required", "properties", "items"}
    assert set(schema) <= known | {"additionalProperties"}, "the check below does not know this keyword"
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} not in {schema['enum']}")
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(type(value) is NAMES[kind] for kind in kinds):
        found.append(f"{where}: {type(value).__name__} is not {kinds}")
    if isinstance(value, dict):
        properties, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        found += [f"{where}: {name} is missing" for name in schema.get("required", ()) if name not in value]
        for name, entry in value.items():
            if name in properties:
                found += violations(entry, properties[name], f"{where}.{name}")
            elif rest is False:
                found.append(f"{where}: {name} is not described")
            elif isinstance(rest, dict):
                found += violations(entry, rest, f"{where}.{name}")
    if isinstance(value, list):
        for index, entry in enumerate(value):
            found += violations(entry, schema.get("items", {}), f"{where}[{index}]")
    return found


def test_reports_of_every_kind_follow_the_schema(
    workshop: Any, plain: bytes, signed: bytes, schema: Any
) -> None:
    changed = workshop.update(signed, workshop.fill_form)
    stamped = workshop.document_timestamp(signed, dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    for document in (plain, signed, changed, stamped, signed + b"x", b"", signed.replace(b"100", b"900", 1)):
        shown = as_json(workshop.verify(document))
        assert violations(shown, schema) == []
        assert json.loads(json.dumps(shown)) == shown
        assert set(shown) - set(schema["properties"]) == set()
        assert ("error" in shown) == (shown["verdict"] == "error")


def test_the_check_of_the_schema_finds_what_is_wrong(workshop: Any, signed: bytes, schema: Any) -> None:
    shown = as_json(workshop.verify(signed))
    del shown["time"]
    shown["verdict"] = "fine"
    shown["signatures"][0]["sound"] = "yes"
    assert len(violations(shown, schema)) == 3


@pytest.mark.parametrize(
    ("name", "values"),
    [("verdict", Verdict), ("trust", Trust), ("revocation", Revocation), ("time", TimeStanding)],
)
def test_schema_lists_every_value(schema: Any, name: str, values: Any) -> None:
    assert schema["properties"][name]["enum"] == [value.value for value in values]


def _finding(**named: Any) -> SignatureFinding:
    return SignatureFinding(
        **{
            "field_name": "S",
            "subfilter": "",
            "sound": True,
            "covers_revision": True,
            "trust": Trust.TRUSTED,
            "revocation": Revocation.GOOD,
            "time_standing": TimeStanding.CLAIMED,
            "signing_time": None,
            "signer": "",
            **named,
        }
    )


def test_seal_is_told_of_the_last_sound_signature_only() -> None:
    seals = [{"seal_id": "A"}, {"seal_id": "B"}, {"seal_id": "C"}]
    findings = (
        _finding(sealdesk=seals[0]),
        _finding(sealdesk=seals[1]),
        _finding(sealdesk=seals[2], sound=False),
        _finding(),
    )
    report = VerificationReport(
        Verdict.INVALID,
        Trust.UNTRUSTED,
        Revocation.GOOD,
        TimeStanding.CLAIMED,
        findings,
        (Change("form", True, "x"),),
    )
    shown = as_json(report)
    assert shown["seal"] == {"seal_id": "B"}
    assert [finding["seal"] for finding in shown["signatures"]] == [*seals, {}]


def test_every_seal_of_sound_signatures_is_told_once() -> None:
    one, two, three = ({"seal_id": name, "entry_id": name} for name in ("A", "B", "C"))
    findings = (
        _finding(sealdesk=one, further=(two,)),
        _finding(sealdesk=three),
        _finding(sealdesk=three),  # another impression of the same use
        _finding(sealdesk={"seal_id": "D"}, further=({"seal_id": "E"},), sound=False),
    )
    report = VerificationReport(
        Verdict.INVALID, Trust.UNTRUSTED, Revocation.GOOD, TimeStanding.CLAIMED, findings
    )
    shown = as_json(report)
    assert shown["seals"] == [one, two, three]
    assert shown["signatures"][0]["seals"] == [one, two]
    assert [len(finding["seals"]) for finding in shown["signatures"]] == [2, 1, 1, 2]


def test_times_are_utc() -> None:
    eight = dt.timezone(dt.timedelta(hours=8))
    finding = _finding(signing_time=dt.datetime(2026, 1, 1, 8, tzinfo=eight))
    report = VerificationReport(
        Verdict.INTACT, Trust.TRUSTED, Revocation.GOOD, TimeStanding.CLAIMED, (finding,)
    )
    assert as_json(report)["signatures"][0]["signing_time"] == "2026-01-01T00:00:00Z"
