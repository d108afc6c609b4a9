"""Hands for tests of the people register: changes made by two administrators, and what comes of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sealdesk.errors import SealDeskError
from sealdesk.formats.people import PeopleRegister
from sealdesk.model.people import Person, Role
from sealdesk.service import people_register
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.cast import (
    PLATFORM_ADMIN,
    SYSTEM_ADMIN,
)
from sealdesk.service.own_keys import OwnKey, make_key
from sealdesk.service.people_register import PeopleChange
from sealdesk.service.sign_in import SignIn
from sealdesk.vault.personal_key import Argon2Cost
from tests.journeys.conftest import Answer, Workspace

QUICK = Argon2Cost(passes=1, lanes=1, memory_kib=64)
PASSWORD = "ein langes Kennwort"


def by(workspace: Workspace, *people: str) -> tuple[SignIn, ...]:
    return tuple(SignIn(one, workspace.password(one)) for one in people or ADMINISTRATORS)


ADMINISTRATORS = (PLATFORM_ADMIN.id, SYSTEM_ADMIN.id)


def newcomer(person_id: str = "P9001", *roles: Role, department: str = "") -> Person:
    return Person(person_id, "新人", department, frozenset(roles or {Role.USER}), frozenset(), "")


def key_for(person_id: str) -> OwnKey:
    return make_key(person_id, PASSWORD, QUICK)


def added(workspace: Workspace, desk: Desk, *people: Person) -> PeopleRegister:
    """The register with these people, each with a key that `PASSWORD` opens."""
    change = PeopleChange(desk.people.version, put=people, keys=tuple(key_for(one.id) for one in people))
    return people_register.change(desk, change, by(workspace))


def refusal(act: Callable[[], object]) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        act()
    return caught.value


def stamp(workspace: Workspace) -> Answer:
    return workspace.command(
        "stamp", workspace.contract, "--output", workspace.folder / "a.pdf", "--seal", workspace.seal(),
        "--request", workspace.request, "--page", "1", "--at", "60,120", "--pin-file", workspace.home / "pin",
    )  # fmt: skip


def of(workspace: Workspace, person_id: str) -> tuple[str, str]:
    return person_id, workspace.password(person_id)


class FallenError(BaseException):
    """The program ended here."""


def fall(*_: object, **__: object) -> Any:
    raise FallenError
