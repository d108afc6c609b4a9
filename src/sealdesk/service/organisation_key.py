"""The organisation's key: reads the private parts of hidden records, and makes the checks of robust marks.

It lies with the workstation's secrets. Who has it reads who pressed which seal under which request; it signs nothing.
"""

from __future__ import annotations

import secrets
from binascii import Error as NoHexError

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.hidden_record import ORGANISATION_KEY_BYTES
from sealdesk.service.desk import Desk
from sealdesk.settings.secrets import SecretStore

ORGANISATION_KEY = "organisation-key"

_NO_SECRET = (ErrorCode.SECRET_MISSING, ErrorCode.SECRET_STORE_MISSING)


def make_organisation_key(store: SecretStore) -> None:
    """A new key in the store, which has none."""
    store.put(ORGANISATION_KEY, secrets.token_hex(ORGANISATION_KEY_BYTES))


def organisation_key(desk: Desk) -> bytes:
    """The key, 32 bytes; made at its first use in workspaces that were made without one.

    Raises:
        SealDeskError: `SECRET_STORE_MISSING`; `SECRET_MISSING` where what is kept is no such key.
    """
    key = known_organisation_key(desk)
    if key is None:
        # Two processes may come here at once: the one that waits finds the other's.
        with desk.ledger.transaction():
            if known_organisation_key(desk) is None:
                make_organisation_key(desk.secrets)
        key = known_organisation_key(desk)
    if key is None:
        raise SealDeskError(ErrorCode.SECRET_MISSING, name=ORGANISATION_KEY)
    return key


def known_organisation_key(desk: Desk) -> bytes | None:
    """The key where this workspace has it: None on a copy elsewhere, or before the first act. Writes nothing."""
    try:
        text = desk.secrets.get(ORGANISATION_KEY)
    except SealDeskError as none:
        if none.code is ErrorCode.SECRET_MISSING:
            return None
        raise
    try:
        key = bytes.fromhex(text)
    except (ValueError, NoHexError):
        key = b""
    if len(key) != ORGANISATION_KEY_BYTES:
        raise SealDeskError(ErrorCode.SECRET_MISSING, name=ORGANISATION_KEY)
    return key
