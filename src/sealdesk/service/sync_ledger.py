"""Sync on demand: send the audit endpoint what it lacks, keep its receipts. Works offline until somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sealdesk.audit.client import CentreClient, new_credential
from sealdesk.audit.sync import SyncResult
from sealdesk.audit.sync import sync as sync_with
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.events import Events, Stopwatch
from sealdesk.service import workstation
from sealdesk.service.desk import Desk
from sealdesk.settings.settings import CentreSetting, save_settings

CREDENTIAL = "centre-credential"
_LOG = Events("sync")


def enrol(desk: Desk, url: str, centre_key: str, code: str) -> CentreSetting:
    """Introduce this workstation to the centre with a one-time code; the credential goes to the secret store.

    Args:
        centre_key: The centre's verifier key, as its administrator handed it over.

    Raises:
        SealDeskError: `CENTRE_…`, `SECRET_STORE_MISSING`; as `workstation.check_here`.
    """
    workstation.check_here(desk)
    credential = _credential(desk)
    with CentreClient(url, credential, centre_key, str(desk.signer.verifier)) as client:
        centre = CentreSetting(url, centre_key, client.enrol(code))
    desk.settings = replace(desk.settings, centre=centre)
    save_settings(desk.layout, desk.settings)
    return centre


def _credential(desk: Desk) -> str:
    """The credential an earlier try made, so that a lost answer can be asked for again; else a new one."""
    try:
        return desk.secrets.get(CREDENTIAL)
    except SealDeskError as none:
        if none.code is not ErrorCode.SECRET_MISSING:
            raise
    credential = new_credential()
    desk.secrets.put(CREDENTIAL, credential)
    return credential


def sync(desk: Desk, progress: Callable[[int, int], None] = lambda done, all_: None) -> SyncResult:
    """Send what is missing. Nothing counts as received without a verified receipt.

    Raises:
        SealDeskError: `CENTRE_NOT_CONFIGURED`, `CENTRE_UNREACHABLE` and its family, `CENTRE_FORK`; as
            `workstation.check_here`: a copy elsewhere does not speak for the workstation.
    """
    watch = Stopwatch()
    workstation.check_here(desk)
    centre = desk.settings.centre
    if centre is None:
        raise SealDeskError(ErrorCode.CENTRE_NOT_CONFIGURED)
    with CentreClient(
        centre.url,
        desk.secrets.get(CREDENTIAL),
        centre.key,
        str(desk.signer.verifier),
        workstation=centre.workstation,
    ) as client:
        result = sync_with(desk.ledger, desk.signer, client, progress)
    _LOG.event("sync.done", sent=result.sent, size=result.size, milliseconds=watch.total())
    return result
