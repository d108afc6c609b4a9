"""The computer a workspace is enrolled on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MachineKind(StrEnum):
    """What a machine was recognised by. Values are stored for ever: add, never rename."""

    MACHINE_ID = "machine-id"  # machine-id(5) of Linux
    MACHINE_GUID = "machine-guid"  # Windows
    PLATFORM_UUID = "platform-uuid"  # macOS
    HOST = "host"  # host name and file system: weaker, for containers and minimal systems


@dataclass(frozen=True)
class Machine:
    """A computer, as this program knows it.

    Attributes:
        identity: 64 hex digits that tell nothing but whether two of them are the same machine.
    """

    identity: str
    kind: MachineKind


class Whereabouts(StrEnum):
    """Whether a workspace is on the computer that it was enrolled on."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NOT_ENROLLED = "not enrolled"
