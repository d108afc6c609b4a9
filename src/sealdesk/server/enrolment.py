"""How a workstation becomes known to the centre: a one-time code, a verifier key, a credential."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError

from sealdesk.audit import wire
from sealdesk.formats.fields import moment_text
from sealdesk.server import schema
from sealdesk.server.database import Database
from sealdesk.server.identifiers import new_id
from sealdesk.server.problems import ProblemError

CODE_TERM = timedelta(hours=24)
# 32 random bytes in base64url: what a workstation makes itself must be as strong as what we would make.
_CREDENTIAL = re.compile(r"[A-Za-z0-9_-]{43,128}\Z")
_TENANT = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
DEFAULT_TENANT = "default"


@dataclass(frozen=True)
class EnrolCode:
    """A one-time code, shown once. The centre keeps its hash only."""

    code: str = field(repr=False)
    valid_until: datetime


@dataclass(frozen=True)
class Workstation:
    """A workstation the centre knows; `verifier_key` opens its checkpoints."""

    id: str
    tenant: str
    verifier_key: str


def make_code(database: Database, tenant: str = DEFAULT_TENANT, term: timedelta = CODE_TERM) -> EnrolCode:
    """A fresh code of 100 random bits, in groups that a person can type.

    Raises:
        ValueError: `tenant` is not made of 1 to 64 letters, digits, dots, dashes or underscores.
    """
    if not _TENANT.match(tenant):
        raise ValueError(f"tenant {tenant!r}")
    letters = base64.b32encode(secrets.token_bytes(13)).decode()[:20]
    code = "-".join(letters[start : start + 5] for start in range(0, 20, 5))
    now = datetime.now(UTC)
    with database.writing() as connection:
        connection.execute(
            schema.enrol_code.insert(),
            {
                "id": new_id(),
                "code_sha256": _code_sha256(code),
                "tenant": tenant,
                "made": moment_text(now),
                "valid_until": moment_text(now + term),
            },
        )
    return EnrolCode(code, now + term)


def enrol(database: Database, request: wire.EnrolmentRequest) -> tuple[Workstation, bool]:
    """The workstation of a valid code, and whether it is new.

    The same request again gets the same answer, so that a lost answer costs nothing; a used code with another
    key or credential is refused.

    Raises:
        ProblemError: 403 for the code, 409 for a code or key that has enrolled otherwise, 422 for a weak
            credential.
    """
    if not _CREDENTIAL.match(request.credential):
        raise ProblemError(422, "credential_weak")
    try:
        with database.writing() as connection:
            return _enrol(connection, request, moment_text(datetime.now(UTC)))
    except IntegrityError as conflict:
        # The key or the credential is somebody's already, or the code was used a moment ago.
        raise ProblemError(409, "enrolled_differently") from conflict


def _enrol(connection: Connection, request: wire.EnrolmentRequest, now: str) -> tuple[Workstation, bool]:
    code = connection.execute(
        select(schema.enrol_code).where(schema.enrol_code.c.code_sha256 == _code_sha256(request.code))
    ).one_or_none()
    if code is None:
        raise ProblemError(403, "code_wrong")
    credential_sha256 = hashlib.sha256(request.credential.encode()).digest()
    earlier = _earlier(connection, code.id)
    if earlier is not None:
        same = earlier.verifier_key == request.workstation_key
        if not same or earlier.credential_sha256 != credential_sha256:
            raise ProblemError(409, "enrolled_differently")
        return Workstation(earlier.id, earlier.tenant, earlier.verifier_key), False
    if code.valid_until < now:
        raise ProblemError(403, "code_wrong")
    workstation = Workstation(new_id(), code.tenant, request.workstation_key)
    _write_down(connection, workstation, code.id, credential_sha256, now)
    return workstation, True


def _earlier(connection: Connection, code_id: str) -> Row[tuple[object, ...]] | None:
    workstation, enrolment = schema.workstation, schema.enrolment
    return connection.execute(
        select(workstation, enrolment.c.credential_sha256)
        .join(enrolment, enrolment.c.workstation == workstation.c.id)
        .where(enrolment.c.code == code_id)
    ).one_or_none()


def _write_down(
    connection: Connection, workstation: Workstation, code_id: str, credential_sha256: bytes, now: str
) -> None:
    connection.execute(
        schema.workstation.insert(),
        {
            "id": workstation.id,
            "tenant": workstation.tenant,
            "verifier_key": workstation.verifier_key,
            "enrolled": now,
        },
    )
    connection.execute(
        schema.credential.insert(),
        {"sha256": credential_sha256, "workstation": workstation.id, "made": now},
    )
    connection.execute(
        schema.enrolment.insert(),
        {"code": code_id, "workstation": workstation.id, "credential_sha256": credential_sha256},
    )


def authenticate(database: Database, credential: str) -> Workstation:
    """The workstation of a bearer credential (RFC 6750).

    Raises:
        ProblemError: 401.
    """
    if not credential:
        raise ProblemError(401, "credential_missing")
    # Looked up by hash: no comparison whose time tells how much was right.
    sha256 = hashlib.sha256(credential.encode()).digest()
    with database.reading() as connection:
        row = connection.execute(
            select(schema.workstation)
            .join(schema.credential, schema.credential.c.workstation == schema.workstation.c.id)
            .where(schema.credential.c.sha256 == sha256)
        ).one_or_none()
    if row is None:
        raise ProblemError(401, "credential_wrong")
    return Workstation(row.id, row.tenant, row.verifier_key)


def _code_sha256(code: str) -> bytes:
    """Hash of a code as people type it: groups and case do not matter."""
    return hashlib.sha256(code.replace("-", "").replace(" ", "").upper().encode()).digest()
