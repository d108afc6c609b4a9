"""People sign in: wrong passwords are entered and lock; every role tries every action through the services."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.document import DocumentDigest
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Role
from sealdesk.model.permission import Action
from sealdesk.model.printing import PrintedAs, PrintOrder
from sealdesk.policy.permissions import MATRIX
from sealdesk.service import (
    approvals,
    convert_document,
    custody,
    delegations,
    maker_setup,
    move_workspace,
    people_register,
    policy_register,
    printing,
    requests,
    seal_register,
    seal_vault,
    sign_in,
    sign_in_guard,
    token_side,
)
from sealdesk.service.delegations import Lending
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    AUDITOR,
    CUSTODIAN,
    FINANCE_DIRECTOR,
    GENERAL_MANAGER,
    PLATFORM_ADMIN,
    SUCCESSOR,
    SYSTEM_ADMIN,
)
from sealdesk.service.people_register import PeopleChange
from sealdesk.service.requests import RequestDraft
from sealdesk.service.sign_in import SignIn, admitted, proved, signed_in
from tests.journeys.conftest import Workspace

ONE_OF_EACH = {
    Role.PLATFORM_ADMIN: PLATFORM_ADMIN,
    Role.SYSTEM_ADMIN: SYSTEM_ADMIN,
    Role.CUSTODIAN: CUSTODIAN,
    Role.USER: APPLICANT,
    Role.APPROVER: GENERAL_MANAGER,
    Role.AUDITOR: AUDITOR,
}
NAMED = {role.value: role for role in Role}


def refusal(act: Callable[[], object]) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        act()
    return caught.value


def code_of(act: Callable[[], object]) -> ErrorCode | None:
    try:
        act()
    except SealDeskError as refused:
        return refused.code
    return None


# Wrong passwords.


def try_wrong(desk: Desk, times: int, person_id: str = CUSTODIAN.id) -> list[ErrorCode]:
    return [refusal(lambda: signed_in(desk, person_id, "falsch")).code for _ in range(times)]


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment

    monkeypatch.setattr(sign_in_guard, "datetime", Clock)


def test_five_wrong_passwords_lock_whoever_they_were_for(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = workspace.password(CUSTODIAN.id)
    with workspace.open() as desk:
        assert try_wrong(desk, 5) == [ErrorCode.PERSON_PASSWORD_WRONG] * 5
        locked = refusal(lambda: signed_in(desk, CUSTODIAN.id, right))
        assert locked.code is ErrorCode.PERSON_LOCKED
        (found,) = sign_in_guard.locked_people(desk)
        assert (found.person.id, found.until) == (CUSTODIAN.id, locked.facts["until_utc"])
        signed_in(desk, APPLICANT.id, workspace.password(APPLICANT.id))
        last = next(desk.ledger.entries(kind=EntryKind.SIGN_IN_FAILED, newest_first=True))
        assert found.until == last.time + timedelta(minutes=15)
        at(monkeypatch, found.until - timedelta(seconds=1))
        assert refusal(lambda: signed_in(desk, CUSTODIAN.id, right)).code is ErrorCode.PERSON_LOCKED
        at(monkeypatch, found.until)
        assert try_wrong(desk, 1) == [ErrorCode.PERSON_PASSWORD_WRONG]
        assert refusal(lambda: signed_in(desk, CUSTODIAN.id, right)).code is ErrorCode.PERSON_LOCKED
        at(monkeypatch, datetime.now(UTC) + timedelta(hours=1))
        signed_in(desk, CUSTODIAN.id, right)
        assert try_wrong(desk, 4) == [ErrorCode.PERSON_PASSWORD_WRONG] * 4  # counted from the start again
    entries = workspace.entries("person.sign_in_failed")
    assert [one["person"] for one in entries] == [CUSTODIAN.id] * 10
    assert "falsch" not in json.dumps(entries)


def test_a_clock_set_back_opens_nothing_and_files_are_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = workspace.password(CUSTODIAN.id)
    with workspace.open() as desk:
        try_wrong(desk, 5)
        (found,) = sign_in_guard.locked_people(desk)
    for path in (workspace.home / "logs").glob("*"):
        path.unlink()
    with workspace.open() as desk:
        at(monkeypatch, found.until - timedelta(days=2))
        assert refusal(lambda: signed_in(desk, CUSTODIAN.id, right)).code is ErrorCode.PERSON_LOCKED


def test_a_new_key_begins_the_count_anew(workspace: Workspace) -> None:
    from sealdesk.service.own_keys import make_key

    with workspace.open() as desk:
        try_wrong(desk, 5)
        two = tuple(SignIn(one.id, workspace.password(one.id)) for one in (PLATFORM_ADMIN, SYSTEM_ADMIN))
        key = make_key(CUSTODIAN.id, "ein langes Kennwort")
        people_register.change(desk, PeopleChange(1, keys=(key,)), two)
        signed_in(desk, CUSTODIAN.id, "ein langes Kennwort")


def test_wrong_passwords_of_commands_count(workspace: Workspace) -> None:
    wrong = workspace.folder / "wrong"
    wrong.write_text("falsch", "utf-8")
    words = ("people", "password", "--as", AUDITOR.id, "--password-file", wrong, "--new-password-file", wrong)
    codes = [workspace.command(*words).err.split("]")[0] for _ in range(6)]
    assert codes == ["sealdesk: [person.password_wrong"] * 5 + ["sealdesk: [person.locked"]
    locked = workspace.command("people", "show", AUDITOR.id, "--json").json["locked_until"]
    assert locked is not None
    doctor = workspace.command("doctor", "--json").json
    assert [one["detail"].split()[0] for one in doctor if one["code"] == "doctor.person_locked"] == [
        AUDITOR.id
    ]


# The token in place of the password.


def test_the_custodians_token_proves_them_and_nobody_else(workspace: Workspace) -> None:
    with workspace.open() as desk:
        (info,) = token_side.look(desk)
        by = SignIn(CUSTODIAN.id, token=info.ref)
        assert refusal(lambda: proved(desk, by)).code is ErrorCode.TOKEN_NOT_LOGGED_IN
        token_side.unlock(desk, info.ref, workspace.pin)
        assert proved(desk, by, Action.READ_ALL).id == CUSTODIAN.id
        assert refusal(lambda: proved(desk, by, Action.EXPORT)).code is ErrorCode.PERSON_NOT_ENTITLED
        others = refusal(lambda: proved(desk, SignIn(SUCCESSOR.id, token=info.ref)))
        assert others.code is ErrorCode.PERSON_TOKEN_FOREIGN
        admitted(desk, by, Action.READ_ALL)
    (entry,) = workspace.entries("person.signed_in")
    assert (entry["person"], entry["means"], entry["act"]) == (CUSTODIAN.id, "token", "read_all")


# Roles and actions.


@pytest.mark.parametrize("action", Action)
def test_every_role_tries_every_action(workspace: Workspace, action: Action) -> None:
    with workspace.open() as desk:
        for role, member in ONE_OF_EACH.items():
            size = desk.ledger.size()
            by = SignIn(member.id, workspace.password(member.id))
            found = code_of(lambda by=by: admitted(desk, by, action))  # type: ignore[misc]
            allowed = role in MATRIX[action]
            assert found is (None if allowed else ErrorCode.PERSON_NOT_ENTITLED), role
            assert desk.ledger.size() == size + allowed


Tried = Callable[[Workspace, Desk, SignIn], object]


def _second(workspace: Workspace, by: SignIn) -> tuple[SignIn, SignIn]:
    """The person with an administrator who is somebody else."""
    other = SYSTEM_ADMIN.id if by.person_id == PLATFORM_ADMIN.id else PLATFORM_ADMIN.id
    return by, SignIn(other, workspace.password(other))


def _ask(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    draft = RequestDraft(workspace.contract, workspace.seal(), "签订合同")
    return requests.new(desk, draft, by.person_id, by.password)


def _withdraw(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    return requests.withdraw(desk, workspace.request, by.person_id, by.password)


def _approve(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    password = workspace.password(APPLICANT.id)
    draft = RequestDraft(workspace.contract, workspace.seal("unit"), "签订合同")
    asked = requests.new(desk, draft, APPLICANT.id, password)
    return approvals.approve(desk, asked.request.id, by.person_id, by.password)


def _print(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    order = PrintOrder("a.pdf", DocumentDigest("0" * 64, 1), 1, (1,), 1, "Drucker", PrintedAs.READING_COPY)
    return printing.begin(desk, order, by)


def _convert(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    absent = SimpleNamespace(pdf=workspace.folder / "absent.pdf", document=None)
    return convert_document.accept(desk, absent, by)  # type: ignore[arg-type]


def _give_back(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    return custody.hand_over(
        desk, workspace.seal(), giving=by, receiving=SignIn(SUCCESSOR.id, "falsch"), reason="调离"
    )


def _count(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    return seal_register.count(desk, {workspace.seal(): "found"}, _second(workspace, by))


def _recover(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    from sealdesk.service import seals

    (info,) = token_side.look(desk)
    return seal_vault.recover(desk, seals.find_seal(desk, workspace.seal()), _second(workspace, by), info.ref)


def _people(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    return people_register.change(desk, PeopleChange(1, retire=(SUCCESSOR.id,)), _second(workspace, by))


def _policy(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    text = policy_register.text_at(desk, desk.policy.version)
    newer = text.replace(f"version = {desk.policy.version}", f"version = {desk.policy.version + 1}", 1)
    return policy_register.set_policy(desk, newer, _second(workspace, by))


def _trust(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    return maker_setup.set_up_maker(desk, _second(workspace, by), "ein langes Kennwort")


def _move(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    return move_workspace.move_workspace(desk, _second(workspace, by))


def _lend(workspace: Workspace, desk: Desk, by: SignIn) -> object:
    lending = Lending(FINANCE_DIRECTOR.id, datetime.now(UTC) + timedelta(days=3), "出差")
    return delegations.delegate(desk, lending, by)


SERVICES: dict[Action, Tried] = {
    Action.DELEGATE_APPROVAL: _lend,
    Action.REQUEST: _ask,
    Action.WITHDRAW: _withdraw,
    Action.APPROVE: _approve,
    Action.CONVERT: _convert,
    Action.PRINT: _print,
    Action.KEEP_SEAL: _give_back,
    Action.COUNT_SEALS: _count,
    Action.RECOVER_SEAL: _recover,
    Action.CHANGE_PEOPLE: _people,
    Action.CHANGE_POLICY: _policy,
    Action.CHANGE_TRUST: _trust,
    Action.ENROL_WORKSTATION: _move,
}
REACHES = {Action.CONVERT: ErrorCode.DOCUMENT_NOT_FOUND, Action.KEEP_SEAL: ErrorCode.PERSON_PASSWORD_WRONG}
"""Where the service goes on to something this test does not have, and refuses for that."""


@pytest.mark.parametrize("role", NAMED)
@pytest.mark.parametrize("action", SERVICES)
def test_a_service_lets_in_the_roles_that_the_matrix_names(
    workspace: Workspace, action: Action, role: str
) -> None:
    member = ONE_OF_EACH[NAMED[role]]
    with workspace.open() as desk:
        by = SignIn(member.id, workspace.password(member.id))
        found = code_of(lambda: SERVICES[action](workspace, desk, by))
        allowed = NAMED[role] in MATRIX[action]
        assert found is (REACHES.get(action) if allowed else ErrorCode.PERSON_NOT_ENTITLED)


def test_powers_are_of_the_register_in_force_now(workspace: Workspace) -> None:
    """A role that was taken away is gone with the next act, also at a desk that was open before."""
    with workspace.open() as desk, workspace.open() as other:
        password = workspace.password(AUDITOR.id)
        admitted(desk, SignIn(AUDITOR.id, password), Action.INSPECT)
        two = tuple(SignIn(one.id, workspace.password(one.id)) for one in (PLATFORM_ADMIN, SYSTEM_ADMIN))
        put = replace(other.person(AUDITOR.id), roles=frozenset({Role.USER}))
        people_register.change(other, PeopleChange(1, put=(put,)), two)
        late = refusal(lambda: admitted(desk, SignIn(AUDITOR.id, password), Action.INSPECT))
        assert late.code is ErrorCode.PERSON_NOT_ENTITLED
        assert sign_in.check_may(desk, desk.person(AUDITOR.id), Action.REQUEST) is None
