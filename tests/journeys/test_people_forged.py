"""Editing files or secrets gives nobody a right, nor does a crash in the middle of a change."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from sealdesk.errors import ErrorCode
from sealdesk.formats.people import PeopleRegister, write_people
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Role
from sealdesk.service import people_history, people_register
from sealdesk.service.desk import ADMINISTRATOR_KEYS, Desk
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    AUDITOR,
    CUSTODIAN,
    PLATFORM_ADMIN,
    SYSTEM_ADMIN,
)
from sealdesk.service.life_standing import check_signed
from sealdesk.service.people_register import PeopleChange
from sealdesk.service.sign_in import SignIn, signed_in
from sealdesk.store.ledger import Ledger, Transaction
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer
from sealdesk.vault import files
from tests.journeys.conftest import Workspace
from tests.journeys.people_hand import (
    ADMINISTRATORS,
    PASSWORD,
    FallenError,
    added,
    by,
    key_for,
    newcomer,
    of,
    refusal,
    stamp,
)


def test_new_administrators_sign_the_next_version_and_old_ones_nothing(workspace: Workspace) -> None:
    with workspace.open() as desk:
        old = [signed_in(desk, one.person_id, one.password)[1] for one in by(workspace)]
        added(workspace, desk, newcomer("P9001", Role.PLATFORM_ADMIN), newcomer("P9002", Role.SYSTEM_ADMIN))
        people_register.change(desk, PeopleChange(2, retire=ADMINISTRATORS), by(workspace))
        new = (SignIn("P9001", PASSWORD), SignIn("P9002", PASSWORD))
        moved = replace(desk.person(AUDITOR.id), department="审计处")
        people_register.change(desk, PeopleChange(3, put=(moved,)), new)
    with workspace.open() as desk:
        assert desk.person(AUDITOR.id).department == "审计处"
        assert desk.person("P9001").recovery_key
        forged_register(desk, old)
        desk.follow_registers()
        assert refusal(lambda: desk.people).code is ErrorCode.REGISTER_BROKEN


def forged_register(desk: Desk, signers: Iterable[Signer]) -> None:
    """A further version, with its entry in the ledger: all that holding the workstation's key can do."""
    people = desk.people
    mine = replace(people.people[0], roles=frozenset({Role.PLATFORM_ADMIN}))
    text = write_people(PeopleRegister(people.version + 1, (mine, *people.people[1:])))
    signed = note.sign(text, *signers).encode()
    desk.layout.earlier_people(people.version).write_bytes(desk.layout.people.read_bytes())
    desk.layout.people.write_bytes(signed)
    facts = {
        "version": people.version + 1,
        "sha256": sha256(signed).hexdigest(),
        "signed_by": list(ADMINISTRATORS),
    }
    desk.record(EntryKind.PEOPLE_REGISTERED, facts)


# Editing files gives nobody a right.


def test_an_edited_register_and_an_older_one_are_refused(workspace: Workspace) -> None:
    path = workspace.home / "register" / "people.note"
    original = path.read_bytes()
    path.write_bytes(original.replace(b'"user"', b'"approver"'))
    with workspace.open() as desk:
        assert refusal(lambda: desk.people).code is ErrorCode.REGISTER_BROKEN
    path.write_bytes(original)
    with workspace.open() as desk:
        people_register.change(desk, PeopleChange(1, retire=(AUDITOR.id,)), by(workspace))
    path.write_bytes(original)
    with workspace.open() as desk:
        assert refusal(lambda: desk.people).code is ErrorCode.REGISTER_BROKEN
    assert stamp(workspace).status == 3


@pytest.mark.parametrize("damage", ["edited", "removed", "exchanged"])
def test_an_edited_earlier_register_vouches_for_nothing(workspace: Workspace, damage: str) -> None:
    with workspace.open() as desk:
        people_register.change(desk, PeopleChange(1, retire=(APPLICANT.id,)), by(workspace))
        path = desk.layout.earlier_people(1)
    if damage == "edited":
        path.write_bytes(path.read_bytes().replace(b'"user"', b'"approver"'))
    elif damage == "removed":
        path.unlink()
    else:
        shutil.copy(workspace.home / "register" / "people.note", path)
    with workspace.open() as desk:
        assert refusal(lambda: check_signed(desk, workspace.seal())).code is ErrorCode.REGISTER_BROKEN
    assert stamp(workspace).status == 3


@pytest.mark.parametrize("signers", [1, 2])
def test_one_administrator_with_the_workstations_key_makes_no_register(
    workspace: Workspace, signers: int
) -> None:
    with workspace.open() as desk:
        _, mine = signed_in(desk, *of(workspace, PLATFORM_ADMIN.id))
        stranger = Signer.generate(f"sealdesk.invalid/people/{SYSTEM_ADMIN.id}")
        forged_register(desk, (mine, stranger)[:signers])
        desk.follow_registers()
        assert refusal(lambda: desk.people).code is ErrorCode.REGISTER_BROKEN


def test_an_administrator_in_the_secrets_whom_no_register_names_signs_nothing(workspace: Workspace) -> None:
    """What a crash leaves, or somebody who can write the secrets: the registers say who administers."""
    with workspace.open() as desk:
        _, mine = signed_in(desk, *of(workspace, PLATFORM_ADMIN.id))
        stranger = Signer.generate("sealdesk.invalid/people/P9001")
        desk.secrets.put(ADMINISTRATOR_KEYS, f"{desk.secrets.get(ADMINISTRATOR_KEYS)}\n{stranger.verifier}")
        forged_register(desk, (mine, stranger))
    with workspace.open() as desk:
        assert refusal(lambda: desk.people).code is ErrorCode.REGISTER_BROKEN


# Crashes.


def behind(patched: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """The program ends when this was done."""
    done = getattr(owner, name)

    def last(*args: Any, **options: Any) -> Any:
        done(*args, **options)
        raise FallenError

    patched.setattr(owner, name, last)


POINTS = {
    "the administrators' keys": (people_register, "_keep_administrators", False),
    "the version before": (people_history, "keep_present", False),
    "the register laid beside": (files, "lay_beside", False),
    "key files": (people_register, "lay_key", False),
    "the entry": (Transaction, "append", False),
    "the checkpoint": (Transaction, "add_checkpoint", False),
    "the transaction": (Ledger, "keep_checkpoint_outside", True),
    "the register in force": (people_register, "_put_in_force", True),
}


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_leaves_the_old_register_or_the_new_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    """Whoever was known signs in as before, or everybody new does: never one of two."""
    owner, name, entered = POINTS[point]
    change = PeopleChange(
        1, put=(newcomer("P9001", Role.PLATFORM_ADMIN),), keys=(key_for("P9001"), key_for(CUSTODIAN.id))
    )
    with monkeypatch.context() as patched, workspace.open() as desk, pytest.raises(FallenError):
        behind(patched, owner, name)
        people_register.change(desk, change, by(workspace))
    with workspace.open() as desk:
        assert desk.people.version == (2 if entered else 1)
        signed_in(desk, CUSTODIAN.id, PASSWORD if entered else workspace.password(CUSTODIAN.id))
        if not entered:
            assert refusal(lambda: signed_in(desk, "P9001", PASSWORD)).code is ErrorCode.PERSON_UNKNOWN
            people_register.change(desk, change, by(workspace))
        check_signed(desk, workspace.seal())
        new = (SignIn("P9001", PASSWORD), *by(workspace, PLATFORM_ADMIN.id))
        people_register.change(desk, PeopleChange(2, retire=(SYSTEM_ADMIN.id,)), new)
    with workspace.open() as desk:
        assert (desk.people.version, desk.policy.version, desk.trust.version) == (3, 1, 1)
