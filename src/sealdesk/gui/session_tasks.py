"""What lies on the desk and what waits for it: the open document, and the approved requests with names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sealdesk.model.act import ConvertedFrom
from sealdesk.model.document import Preflight
from sealdesk.model.request import RequestStanding, RequestState
from sealdesk.model.token import TokenRef
from sealdesk.service import requests, seals
from sealdesk.service.desk import Desk


@dataclass(frozen=True)
class OpenDocument:
    """The document on the desk.

    Attributes:
        name: What people call it: the file's name, or the name in its request.
        password: What opened it, if it is encrypted.
        converted: What it was made from, where it was no PDF.
    """

    path: Path
    name: str
    preflight: Preflight
    password: str | None = None
    converted: ConvertedFrom | None = None

    @property
    def pages(self) -> int:
        return self.preflight.pages


@dataclass(frozen=True)
class Task:
    """An approved request with the names people know it by.

    Attributes:
        seal_short: The seal's name without its holder's, which is the same for all seals of a workspace.
    """

    standing: RequestStanding
    seal_name: str
    applicant: str
    seal_short: str = ""

    @property
    def since(self) -> datetime:
        """Since when it waits: the last approval, or where there needed to be none, the request."""
        return max((one.decided for one in self.standing.approvals), default=self.standing.request.created)


def fits_a_seal(desk: Desk, ref: TokenRef) -> bool:
    """Whether a certificate of this token is in the list of one of the workspace's seals."""
    there = {one.sha256 for one in desk.tokens.certificates(ref)}
    return any(there.intersection(standing.seal.certificates) for standing in seals.all_seals(desk))


def approved_tasks(desk: Desk) -> tuple[Task, ...]:
    """The approved requests, oldest first, with names."""
    tasks = []
    for standing in requests.all_standings(desk, RequestState.APPROVED):
        request = standing.request
        person = desk.people.find(request.applicant_id)
        seal = seals.find_seal(desk, request.seal_id)
        applicant = person.name if person else request.applicant_id
        tasks.append(Task(standing, seal.name, applicant, short_name(seal.name, seal.holder)))
    return tuple(tasks)


def short_name(name: str, holder: str) -> str:
    """A seal's name without its holder's; a unit's seal bears the holder's name and keeps it, whatever follows."""
    rest = name.removeprefix(holder)
    return rest if rest and not rest.startswith(("（", "(")) else name
