"""What is to be kept in mind about the open workspace: whose it is, practice, where its keys lie, whose machine."""

from __future__ import annotations

from dataclasses import dataclass, field

from sealdesk.model.workstation import Whereabouts
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.practice import practice_pin
from sealdesk.service.workstation import where
from sealdesk.settings.settings import SecretsIn


@dataclass(frozen=True)
class Standing:
    """Said as long as the workspace is open.

    Attributes:
        keys_in_files: The workstation's keys lie in files, not in the desktop's keyring.
        elsewhere: The workspace was enrolled on another machine.
        practice_pin: PIN of a practice token, for the help to tell.
    """

    organisation: str
    practice: bool
    keys_in_files: bool
    elsewhere: bool
    practice_pin: str = field(default="", repr=False)


def standing_of(desk: Desk) -> Standing:
    """How the open workspace stands."""
    return Standing(
        organisation=desk.settings.organisation,
        practice=desk.settings.evaluation,
        keys_in_files=desk.settings.secrets_in is SecretsIn.FILES,
        elsewhere=where(desk) is Whereabouts.ELSEWHERE,
        practice_pin=practice_pin(desk.layout.home) if desk.settings.evaluation else "",
    )
