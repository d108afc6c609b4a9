"""Enrolling a workspace anew: on another computer for good, or on its own after its keys were lost.

Two administrators sign the statement that names the new machine and the new key, and how far the ledger had come.
The old computer does not hear of it: its copy has to be removed there, and the centre names the fork if it is not.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.permission import Action
from sealdesk.service import workstation
from sealdesk.service.desk import ADMINISTRATOR_KEYS, EARLIER_KEYS, WORKSTATION_KEY, Desk
from sealdesk.service.organisation_key import ORGANISATION_KEY
from sealdesk.service.people_history import administrators_named
from sealdesk.service.seal_attachments import ATTACHMENT_KEY
from sealdesk.service.sign_in import SignIn, two_administrators
from sealdesk.service.sync_ledger import CREDENTIAL
from sealdesk.settings import machine
from sealdesk.settings.secrets import secret_store
from sealdesk.settings.settings import SecretsIn, save_settings
from sealdesk.store import outside
from sealdesk.store.check import check_ledger
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer, Verifier

_NO_SECRET = (ErrorCode.SECRET_MISSING, ErrorCode.SECRET_STORE_MISSING)
_CARRIED = (CREDENTIAL, ORGANISATION_KEY, ATTACHMENT_KEY)
"""Secrets that stay what they are."""


def move_workspace(desk: Desk, entered: Iterable[SignIn], secrets_in: SecretsIn | None = None) -> None:
    """Enrol this computer, with a new key; the ledger goes on here. The desk works with the new key afterwards.

    Args:
        entered: Two different administrators.
        secrets_in: Where the new key lies; None: as before.

    Raises:
        SealDeskError: `PERSON_…` where the two may not; `LEDGER_BROKEN` where the ledger does not hold;
            `SECRET_STORE_MISSING`.
    """
    keys, administrators = _known_keys(desk)
    desk.__dict__["administrators"] = administrators  # by which the people register is opened
    signers = two_administrators(desk, entered, "move", Action.ENROL_WORKSTATION)
    for person, signer in signers.items():
        if signer.verifier not in administrators:
            raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person, act="move")
    _check_ledger(desk, keys)
    enrolled = workstation.enrolment(desk.ledger)
    before = enrolled.key if enrolled else keys[0]
    signer = Signer.generate(before.name)
    statement = note.sign(_statement(desk, signer.verifier, before), *signers.values())
    _keep_secrets(desk, signer, administrators, keys, secrets_in or desk.settings.secrets_in)
    facts = workstation.enrolment_facts(
        signer.verifier, administrators, desk.settings.secrets_in, sorted(signers)
    )
    with desk.succeeding(before) as transaction:
        transaction.append(EntryKind.WORKSTATION_ENROLLED, {**facts, "statement": statement})


def _known_keys(desk: Desk) -> tuple[tuple[Verifier, ...], tuple[Verifier, ...]]:
    """Keys that signed the ledger so far, and the administrators'; by its own word where the secrets are lost."""
    try:
        return desk.log_keys, desk.administrators
    except SealDeskError as none:
        enrolled = workstation.enrolment(desk.ledger) if none.code in _NO_SECRET else None
        if enrolled is None:
            raise
        return workstation.enrolled_keys(desk.ledger), administrators_named(desk.ledger)


def _check_ledger(desk: Desk, keys: tuple[Verifier, ...]) -> None:
    path = desk.layout.ledger
    result = check_ledger(path, keys, outside=outside.read(desk.layout.outside_checkpoint))
    if not result.sound:
        raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=path, reason=result.findings[0].code)


def _statement(desk: Desk, key: Verifier, before: Verifier) -> str:
    """What the two administrators sign."""
    size = desk.ledger.size()
    lines = (
        "sealdesk workstation 1",
        f"machine {machine.machine_identity()}",
        f"key {key}",
        f"before {before}",
        f"entries {size}",
        f"root {base64.b64encode(desk.ledger.root(size)).decode()}",
    )
    return "".join(f"{line}\n" for line in lines)


def _keep_secrets(
    desk: Desk,
    signer: Signer,
    administrators: tuple[Verifier, ...],
    keys: tuple[Verifier, ...],
    secrets_in: SecretsIn,
) -> None:
    """The new key takes the old one's place. Interrupted before its entry, the move is simply done again."""
    old = desk.secrets
    desk.settings = replace(desk.settings, secrets_in=secrets_in)
    desk.secrets = secret_store(desk.layout, desk.settings)
    earlier = dict.fromkeys((*keys, *workstation.enrolled_keys(desk.ledger)))
    desk.secrets.put(EARLIER_KEYS, "\n".join(str(key) for key in earlier))
    desk.secrets.put(ADMINISTRATOR_KEYS, "\n".join(str(key) for key in administrators))
    for name in _CARRIED:  # there may be no centre, and on another computer none of them
        with suppress(SealDeskError):
            desk.secrets.put(name, old.get(name))
    desk.secrets.put(WORKSTATION_KEY, signer.secret_text())
    save_settings(desk.layout, desk.settings)
    if type(old) is not type(desk.secrets):
        for name in (WORKSTATION_KEY, ADMINISTRATOR_KEYS, EARLIER_KEYS, *_CARRIED):
            with suppress(SealDeskError):
                old.remove(name)
    for cached in ("signer", "administrators", "log_keys"):
        desk.__dict__.pop(cached, None)
