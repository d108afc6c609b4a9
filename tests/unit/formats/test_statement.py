"""What people sign at a step of a seal's life, and what an entry says of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sealdesk.formats.approval import read_approval
from sealdesk.formats.canonical import canonical
from sealdesk.formats.fields import FormatError
from sealdesk.formats.statement import (
    application_facts,
    read_application,
    read_step,
    step_facts,
    write_statement,
)
from sealdesk.model.ledger import LedgerEntry
from sealdesk.model.seal import SealKind, SealShape, SealState
from sealdesk.model.seal_life import Attachment, LifeAction, LifeStep, SealApplication
from sealdesk.tlog.merkle import leaf_hash

AT = datetime(2026, 11, 24, 3, 44, 21, tzinfo=UTC)
APPLICATION = SealApplication(
    seal_id="SEAL-0007",
    kind=SealKind.UNIT,
    name="城南建设有限公司",
    holder="城南建设有限公司",
    credit_code="91420100MA4KTEST0X",
    shape=SealShape.OVAL,
    width_mm=45.0,
    height_mm=30.1,
    department="",
    custodian_id="P3001",
    years=5,
    materials=("营业执照",),
)
STEP = LifeStep(
    action=LifeAction.APPLY,
    state=SealState.APPLIED,
    persons=("P2001", "P3001"),
    at=AT,
    reason="新设\n部门",
    version=0,
    entry_id="",
    attachments=(Attachment("a.pdf", "营业执照", "ab" * 32, 7),),
    facts={"application": application_facts(APPLICATION)},
)


def facts(**others: Any) -> dict[str, Any]:
    return {**step_facts(STEP, "SEAL-0007", APPLICATION.name, "unit", "", ""), **others}


def entry(body: dict[str, Any]) -> LedgerEntry:
    added = {"format": 1, "entry_id": "e", "kind": "seal.state", "workstation": "w"}
    text = canonical({**body, **added, "time": "2026-11-24T03:44:22.000000Z"})
    return LedgerEntry(3, leaf_hash(text), text, json.loads(text))


def test_a_step_comes_back_from_its_entry() -> None:
    read = read_step(entry(facts()))
    at = datetime(2026, 11, 24, 3, 44, 22, tzinfo=UTC)
    assert read == replace(STEP, at=at, entry_id="e")
    assert read_application("SEAL-0007", read.facts["application"]) == APPLICATION


def test_what_is_signed_is_the_entry_without_what_the_ledger_adds() -> None:
    text = write_statement(facts())
    assert write_statement(entry({**facts(), "statement": "a note"}).body) == text
    assert json.loads(text) == {"format": 1, "statement": "seal.state", **facts()}
    assert text.endswith("\n") and text.count("\n") == 1, "a line break in a reason is escaped"


@pytest.mark.parametrize("name", sorted(facts()))
def test_nothing_an_entry_says_is_left_out_of_what_is_signed(name: str) -> None:
    assert write_statement(facts(**{name: "other"})) != write_statement(facts())


def test_a_statement_is_nothing_else_that_people_sign() -> None:
    with pytest.raises(FormatError):
        read_approval(write_statement(facts()), "")
    assert write_statement(facts(), "seal.counted") != write_statement(facts())


@pytest.mark.parametrize("state", SealState)
def test_an_entry_of_a_ledger_without_actions_is_read_by_its_state(state: SealState) -> None:
    body = {"seal": "S", "state": state.value, "person": "P", "reason": "r", "version": 1}
    read = read_step(entry(body))
    assert (read.state, read.persons) == (state, ("P",))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "unknown"},
        {"action": "unknown"},
        {"attachments": [{"name": "a"}]},
        {"attachments": "x"},
        {"persons": 5},
    ],
    ids=str,
)
def test_an_entry_that_is_no_step(wrong: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        read_step(entry(facts(**wrong)))


@pytest.mark.parametrize("name", sorted(application_facts(APPLICATION)))
def test_an_application_without_or_with_a_field_too_many_is_none(name: str) -> None:
    said = application_facts(APPLICATION)
    del said[name]
    with pytest.raises(FormatError):
        read_application("SEAL-0007", said)
    with pytest.raises(FormatError):
        read_application("SEAL-0007", {**application_facts(APPLICATION), "extra": 1})
    with pytest.raises(FormatError):
        read_application("SEAL-0007", {**application_facts(APPLICATION), name: None})
