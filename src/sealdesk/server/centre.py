"""The centre's parts, put together from its data folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from sealdesk.audit.cosignature import Cosigner, CosignerKey
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.server.centre_key import centre_key
from sealdesk.server.database import Database
from sealdesk.server.intake import Intake


@dataclass(frozen=True)
class CentreSettings:
    """Where the centre keeps what.

    Attributes:
        data: Folder of its key pair, and of its database unless that lies elsewhere; made when missing.
        database_url: In SQLAlchemy's form; empty for SQLite in `data`. It may hold a password: never logged.
    """

    data: Path
    database_url: str = ""


@dataclass(frozen=True)
class Centre:
    """An open centre."""

    database: Database
    intake: Intake
    key: CosignerKey

    def close(self) -> None:
        self.database.close()


def open_centre(settings: CentreSettings) -> Centre:
    """The centre of a data folder; at its first start key pair and tables are made.

    Raises:
        SealDeskError: `WORKSPACE_BROKEN` with `path` and `reason`.
    """
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        raise SealDeskError(
            ErrorCode.WORKSPACE_BROKEN, path=settings.data, reason=trouble.strerror
        ) from trouble
    cosigner: Cosigner = centre_key(settings.data / "centre.key")
    url = settings.database_url or f"sqlite:///{settings.data / 'centre.sqlite3'}"
    try:
        database = Database(url)
    except (SQLAlchemyError, ImportError) as trouble:
        reason = type(trouble).__name__
        raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=settings.data, reason=reason) from trouble
    return Centre(database, Intake(database, cosigner), cosigner.verifier)
