"""The people register changed by two administrators, on the real workspace; and everybody who would do it otherwise."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Role
from sealdesk.service import people_history, people_register, policy_register, seals
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    AUDITOR,
    CUSTODIAN,
    DEPARTMENT_HEAD,
    GENERAL_MANAGER,
    PLATFORM_ADMIN,
    SYSTEM_ADMIN,
)
from sealdesk.service.life_standing import check_signed
from sealdesk.service.people_register import PeopleChange
from sealdesk.service.sign_in import SignIn, signed_in
from sealdesk.vault import files
from tests.journeys.conftest import Workspace
from tests.journeys.people_hand import (
    ADMINISTRATORS,
    PASSWORD,
    FallenError,
    added,
    by,
    fall,
    key_for,
    newcomer,
    of,
    refusal,
    stamp,
)

# What is changed.


def test_somebody_added_signs_in_and_the_version_before_is_kept(workspace: Workspace) -> None:
    with workspace.open() as desk:
        before, file_before = desk.people, desk.layout.people.read_bytes()
        after = added(workspace, desk, newcomer())
        assert (after.version, after.find("P9001")) == (2, desk.person("P9001"))
        assert desk.layout.earlier_people(1).read_bytes() == file_before
        person, signer = signed_in(desk, "P9001", PASSWORD)
        assert str(signer.verifier) == person.public_key
        last = next(desk.ledger.entries(kind=EntryKind.PEOPLE_REGISTERED, newest_first=True, limit=1))
        assert people_history.register_at(desk, last.index) == after
        assert people_history.register_at(desk, last.index - 1) == before
        assert last.body["added"] == ["P9001"]
        assert last.body["signed_by"] == list(ADMINISTRATORS)
        assert last.body["sha256"] == sha256(desk.layout.people.read_bytes()).hexdigest()
    with workspace.open() as desk:
        assert desk.people == after


def test_a_desk_that_was_open_follows(workspace: Workspace) -> None:
    with workspace.open() as open_before, workspace.open() as other:
        assert open_before.people.version == 1
        added(workspace, other, newcomer())
        assert (
            refusal(lambda: signed_in(open_before, "P9001", "falsch")).code is ErrorCode.PERSON_PASSWORD_WRONG
        )
        assert open_before.people.version == 2
        retire = PeopleChange(2, retire=(GENERAL_MANAGER.id,))
        people_register.change(other, retire, by(workspace))
        with open_before.recording():
            assert open_before.people.find(GENERAL_MANAGER.id) is None


def test_what_somebody_signed_stays_theirs_when_they_left(workspace: Workspace) -> None:
    """The platform administrator made every seal, the system administrator filed them: both leave."""
    with workspace.open() as desk:
        key_then = desk.person(PLATFORM_ADMIN.id).public_key
        added(workspace, desk, newcomer("P9001", Role.PLATFORM_ADMIN), newcomer("P9002", Role.SYSTEM_ADMIN))
        people_register.change(desk, PeopleChange(2, retire=(APPLICANT.id, *ADMINISTRATORS)), by(workspace))
        check_signed(desk, workspace.seal())
        first = next(desk.ledger.entries(kind=EntryKind.SEAL_STATE, seal=workspace.seal()))
        assert str(people_history.key_at(desk, PLATFORM_ADMIN.id, first.index)) == key_then
        last = desk.ledger.size() - 1
        assert people_history.key_at(desk, PLATFORM_ADMIN.id, last) is None
        assert refusal(lambda: signed_in(desk, PLATFORM_ADMIN.id, "x")).code is ErrorCode.PERSON_UNKNOWN
        assert desk.policy.version
        assert desk.trust.version
    answer = stamp(workspace)
    assert answer.status == 0, answer.err


def test_what_was_decided_is_judged_by_the_policy_of_then(workspace: Workspace) -> None:
    """Who approves a kind of seal changes: the seals that were reviewed before stay what they are."""
    with workspace.open() as desk:
        text = policy_register.text_at(desk, 1).replace("version = 1", "version = 2", 1)
        stricter = text.replace('["general_manager", "deputy"]', '["legal_counsel"]')
        assert stricter != text
        policy_register.set_policy(desk, stricter, by(workspace))
        assert desk.policy.version == 2
        for one in seals.all_seals(desk):
            check_signed(desk, one.seal.id)


def test_somebody_with_a_new_key_signs_with_that_one_alone(workspace: Workspace) -> None:
    with workspace.open() as desk:
        old, key = desk.person(CUSTODIAN.id), key_for(CUSTODIAN.id)
        people_register.change(desk, PeopleChange(1, keys=(key,)), by(workspace))
        assert desk.person(CUSTODIAN.id) == replace(old, public_key=key.public.signing)
        signed_in(desk, CUSTODIAN.id, PASSWORD)
        wrong = refusal(lambda: signed_in(desk, CUSTODIAN.id, workspace.password(CUSTODIAN.id)))
        assert wrong.code is ErrorCode.PERSON_PASSWORD_WRONG
        check_signed(desk, workspace.seal())


# What is refused.


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ((PLATFORM_ADMIN.id,), ErrorCode.PERSON_TWO_NEEDED),
        ((PLATFORM_ADMIN.id, PLATFORM_ADMIN.id), ErrorCode.PERSON_TWO_NEEDED),
        ((PLATFORM_ADMIN.id, GENERAL_MANAGER.id), ErrorCode.PERSON_NOT_ENTITLED),
        ((CUSTODIAN.id, SYSTEM_ADMIN.id), ErrorCode.PERSON_NOT_ENTITLED),
        ((PLATFORM_ADMIN.id, AUDITOR.id), ErrorCode.PERSON_NOT_ENTITLED),
    ],
)
def test_two_administrators_and_nobody_else(
    workspace: Workspace, people: tuple[str, ...], code: ErrorCode
) -> None:
    with workspace.open() as desk:
        change = PeopleChange(1, retire=(AUDITOR.id,))
        assert refusal(lambda: people_register.change(desk, change, by(workspace, *people))).code is code
        assert desk.people.version == 1


def changes() -> dict[str, tuple[PeopleChange, ErrorCode]]:
    user = newcomer()
    key, other = key_for(user.id), key_for("P9002")
    return {
        "an older register": (PeopleChange(0, put=(user,), keys=(key,)), ErrorCode.PEOPLE_CHANGED_MEANWHILE),
        "nothing": (PeopleChange(1), ErrorCode.PEOPLE_NOTHING_CHANGED),
        "one administrator left": (
            PeopleChange(1, retire=(SYSTEM_ADMIN.id,)),
            ErrorCode.PEOPLE_TOO_FEW_ADMINISTRATORS,
        ),
        "somebody unknown retires": (PeopleChange(1, retire=("P0",)), ErrorCode.PERSON_UNKNOWN),
        "without a key": (PeopleChange(1, put=(user,)), ErrorCode.PERSON_KEY_WRONG),
        "another's key": (
            PeopleChange(1, put=(replace(user, public_key=other.public.signing),)),
            ErrorCode.PERSON_KEY_WRONG,
        ),
        "a key for nobody": (PeopleChange(1, keys=(other,)), ErrorCode.PERSON_UNKNOWN),
        "manages and audits": (
            PeopleChange(1, put=(newcomer("P9001", Role.SYSTEM_ADMIN, Role.AUDITOR),), keys=(key,)),
            ErrorCode.PERSON_ROLES_CONFLICT,
        ),
        "keeps and decides": (
            PeopleChange(1, put=(newcomer("P9001", Role.CUSTODIAN, Role.APPROVER),), keys=(key,)),
            ErrorCode.PERSON_ROLES_CONFLICT,
        ),
        "no role": (
            PeopleChange(1, put=(replace(user, roles=frozenset()),), keys=(key,)),
            ErrorCode.USAGE_WRONG,
        ),
        "a name that turns": (
            PeopleChange(1, put=(replace(user, name="甲\u202e乙"),), keys=(key,)),
            ErrorCode.USAGE_WRONG,
        ),
        "no name": (PeopleChange(1, put=(replace(user, name=" "),), keys=(key,)), ErrorCode.USAGE_WRONG),
        "no certificate": (
            PeopleChange(1, put=(replace(user, certificates=("ab",)),), keys=(key,)),
            ErrorCode.USAGE_WRONG,
        ),
        "a path": (
            PeopleChange(1, put=(newcomer("../P1"),), keys=(key_for("../P1"),)),
            ErrorCode.USAGE_WRONG,
        ),
    }


@pytest.mark.parametrize("what", changes())
def test_a_change_that_is_refused(workspace: Workspace, what: str) -> None:
    change, code = changes()[what]
    with workspace.open() as desk:
        size = desk.ledger.size()
        assert refusal(lambda: people_register.change(desk, change, by(workspace))).code is code
        assert (desk.people.version, desk.ledger.size()) == (1, size)


def test_nobody_has_anothers_certificate(workspace: Workspace) -> None:
    with workspace.open() as desk:
        theirs = desk.person(CUSTODIAN.id).certificates
        change = PeopleChange(1, put=(replace(newcomer(), certificates=theirs),), keys=(key_for("P9001"),))
        refused = refusal(lambda: people_register.change(desk, change, by(workspace)))
    assert refused.code is ErrorCode.PEOPLE_NOT_UNIQUE


def test_a_keeper_whose_exception_was_taken_back_does_not_stamp(workspace: Workspace) -> None:
    with workspace.open() as desk:
        vars(desk)["policy"] = replace(desk.policy, exceptions={CUSTODIAN.id: "单位仅五人"})
        both = replace(desk.person(CUSTODIAN.id), roles=frozenset({Role.CUSTODIAN, Role.USER}))
        people_register.change(desk, PeopleChange(1, put=(both,)), by(workspace))
    answer = stamp(workspace)
    assert (answer.status, "[person.roles_conflict]" in answer.err) == (3, True), answer.err


def test_an_exception_of_the_policy_lets_roles_meet_and_shows(workspace: Workspace) -> None:
    from sealdesk.service.sign_in import exceptions_in_force

    with workspace.open() as desk:
        vars(desk)["policy"] = replace(desk.policy, exceptions={"P9001": "单位仅五人"})
        added(workspace, desk, newcomer("P9001", Role.SYSTEM_ADMIN, Role.APPROVER))
        (found,) = exceptions_in_force(desk)
        assert (found.person_id, found.reason) == ("P9001", "单位仅五人")
        assert found.pairs == (frozenset({Role.SYSTEM_ADMIN, Role.APPROVER}),)
        vars(desk)["policy"] = replace(
            desk.policy, exceptions={}
        )  # taken back: the roles stand still, powerless
        assert exceptions_in_force(desk) == ()
        again = (SignIn("P9001", PASSWORD), *by(workspace, PLATFORM_ADMIN.id))
        change = PeopleChange(2, retire=(AUDITOR.id,))
        assert (
            refusal(lambda: people_register.change(desk, change, again)).code
            is ErrorCode.PERSON_ROLES_CONFLICT
        )


# Passwords.


def test_a_password_is_changed_and_the_older_file_does_not_come_back(workspace: Workspace) -> None:
    person = DEPARTMENT_HEAD.id
    old, path = workspace.password(person), workspace.home / "people" / f"{person}.key"
    kept = path.read_bytes()
    with workspace.open() as desk:
        key = desk.person(person).public_key
        people_register.change_password(desk, person, old, PASSWORD)
        assert str(signed_in(desk, person, PASSWORD)[1].verifier) == key
        assert refusal(lambda: signed_in(desk, person, old)).code is ErrorCode.PERSON_PASSWORD_WRONG
        path.write_bytes(kept)
        assert refusal(lambda: signed_in(desk, person, old)).code is ErrorCode.PERSON_KEY_WRONG
    entries = workspace.entries("person.password_changed")
    assert [one["person"] for one in entries] == [person]
    assert PASSWORD not in json.dumps(entries)


def test_a_crash_while_a_password_is_changed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    person = DEPARTMENT_HEAD.id
    with monkeypatch.context() as patched, workspace.open() as desk, pytest.raises(FallenError):
        patched.setattr(files, "put_in_force", fall)
        people_register.change_password(desk, person, workspace.password(person), PASSWORD)
    with workspace.open() as desk:
        signed_in(desk, person, PASSWORD)


def test_a_new_password_has_a_least_length(workspace: Workspace) -> None:
    with workspace.open() as desk:
        size = desk.ledger.size()
        short = refusal(
            lambda: people_register.change_password(desk, *of(workspace, AUDITOR.id), new_password="kurz")
        )
        assert (short.code, desk.ledger.size()) == (ErrorCode.PERSON_PASSWORD_WEAK, size)


# The command line.


@pytest.fixture
def signers(workspace: Workspace) -> list[str | Path]:
    words: list[str | Path] = []
    for number, one in (("", PLATFORM_ADMIN.id), ("2", SYSTEM_ADMIN.id)):
        words += [f"--as{number}", one, f"--password-file{number}", workspace.home / "passwords" / one]
    return words


def test_the_command_line(workspace: Workspace, signers: list[str | Path], tmp_path: Path) -> None:
    own = tmp_path / "password"
    own.write_text(PASSWORD, "utf-8")
    made = workspace.command(
        "people", "new-key", "P9001", "--output", tmp_path / "P9001.key", "--password-file", own
    )
    assert made.status == 0, made.err
    new = workspace.command(
        "people", "add", "P9001", "--name", "郭嘉", "--department", "工程部", "--role", "approver",
        "--position", "department_head", "--key", tmp_path / "P9001.key", *signers, "--json",
    )  # fmt: skip
    assert new.json == {"version": 2, "added": ["P9001"], "retired": [], "changed": {}}
    again = workspace.command("people", "add", "P9001", "--name", "x", "--own-password-file", own, *signers)
    assert (again.status, "[people.id_taken]" in again.err) == (3, True)
    changed = workspace.command(
        "people", "change", "P9001", "--role", "user", "--no-positions", *signers, "--json"
    )
    assert changed.json["changed"] == {"P9001": ["roles", "positions"]}
    person = workspace.command("people", "show", "P9001", "--json").json
    assert (person["roles"], person["positions"]) == (["approver", "user"], [])
    conflict = workspace.command("people", "change", "P9001", "--role", "auditor", *signers)
    assert (conflict.status, "[person.roles_conflict]" in conflict.err) == (3, True)
    other = tmp_path / "other"
    other.write_text("noch ein Kennwort", "utf-8")
    words = ("--as", "P9001", "--password-file", own, "--new-password-file", other)
    assert workspace.command("people", "password", *words).status == 0
    assert workspace.command("people", "password", *words).status == 3
    gone = workspace.command("people", "retire", CUSTODIAN.id, *signers)
    assert (gone.status, "people.seal_without_keeper" in gone.err) == (0, True)
    listed = workspace.command("people", "list", "--json").json
    assert [one["id"] for one in listed if one["id"] in ("P9001", CUSTODIAN.id)] == ["P9001"]
    past = workspace.command("people", "history", "--json").json
    assert [(one["version"], one.get("added"), one.get("retired")) for one in past] == [
        (1, None, None), (2, ["P9001"], []), (3, [], []), (4, [], [CUSTODIAN.id]),
    ]  # fmt: skip
    assert stamp(workspace).status == 3
    assert len(workspace.command("people", "matrix", "--json").json) > 20
