"""What is plugged into a module's slots now. Lives in the token process only."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import pkcs11
from pkcs11 import TokenFlag

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens.cryptoki import Cryptoki, SlotToken

Ref = tuple[str, str]
"""Label and serial."""

_JUST_PULLED = (pkcs11.TokenNotPresent, pkcs11.DeviceRemoved, pkcs11.SlotIDInvalid)
_LISTINGS = 3

_LOOK_AGAIN_S = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
"""Between looks at a slot in doubt. Readers tell of a pulled card up to a second late on a busy computer;
a token that another process writes to just now (a login changes its flags) cannot be read for a moment."""
_PATIENCE_S = 1.1
"""For all such waiting of one request together: a person wants to know at once."""


class Slots:
    """The tokens of one module, named by label and serial, never by slot number."""

    def __init__(self, library: Any, cryptoki: Cryptoki) -> None:
        self._library = library
        self._cryptoki = cryptoki
        self._patient_until = 0.0

    def begin(self) -> None:
        """A new request is worked on: its patience is whole again."""
        self._patient_until = time.monotonic() + _PATIENCE_S

    def look(self, unreadable: list[pkcs11.PKCS11Error] | None = None) -> list[SlotToken]:
        """The initialised tokens. One that cannot be read is noted, and does not hide the others."""
        return self._read(self._cryptoki.slots_with_token(), unreadable)

    def _read(self, slots: list[int], unreadable: list[pkcs11.PKCS11Error] | None = None) -> list[SlotToken]:
        found = []
        for slot_id in slots:
            try:
                token = self._cryptoki.token_info(slot_id)
            except (*_JUST_PULLED, pkcs11.TokenNotRecognised):
                continue  # pulled between the list and the look, or no token of ours
            except pkcs11.PKCS11Error as error:
                if unreadable is not None:
                    unreadable.append(error)
                continue
            if token.flags & TokenFlag.TOKEN_INITIALIZED:
                found.append(token)
        return found

    def find(self, ref: Ref) -> SlotToken:
        """The token of this name.

        Raises:
            SealDeskError: `TOKEN_REMOVED`, `TOKEN_AMBIGUOUS`.
        """
        found, in_doubt = self._survey(ref)
        for wait_s in _LOOK_AGAIN_S:
            # An empty reader is no doubt: only a slot with a token that is not to be read is looked at again.
            if found or not in_doubt or not self._patient(wait_s):
                break
            found, in_doubt = self._survey(ref)
        if not found:
            raise SealDeskError(ErrorCode.TOKEN_REMOVED)
        if len(found) > 1:
            raise SealDeskError(ErrorCode.TOKEN_AMBIGUOUS)
        return found[0]

    def now(self, ref: Ref) -> SlotToken | None:
        """The token as it is now; None where it is not to be seen."""
        with suppress(pkcs11.PKCS11Error):
            return next(iter(self._survey(ref)[0]), None)
        return None

    def gone(self, ref: Ref) -> bool:
        """Whether the token was pulled, given the time a reader needs to tell."""
        token = self.now(ref)
        if token is None:
            return True
        if not self._removable(token):
            return False
        return any(self.now(ref) is None for wait_s in _LOOK_AGAIN_S if self._patient(wait_s))

    def slot(self, token: SlotToken) -> pkcs11.Slot:
        """The library's slot of a token just found, to open sessions on."""
        for _ in range(_LISTINGS):
            # The library lists slots and asks after each: one may go in between, and then all is asked anew.
            with suppress(*_JUST_PULLED, StopIteration):
                slots: list[pkcs11.Slot] = self._library.get_slots(token_present=True)
                return next(slot for slot in slots if slot.slot_id == token.slot_id)
        raise SealDeskError(ErrorCode.TOKEN_REMOVED)

    def _survey(self, ref: Ref) -> tuple[list[SlotToken], bool]:
        """The tokens of this name, and whether there are more tokens than can be read."""
        slots = self._cryptoki.slots_with_token()
        seen = self._read(slots)
        return [token for token in seen if (token.label, token.serial) == ref], len(seen) < len(slots)

    def _removable(self, token: SlotToken) -> bool:
        try:
            return self._cryptoki.removable(token.slot_id)
        except pkcs11.PKCS11Error:
            return True

    def _patient(self, wait_s: float) -> bool:
        """Wait, if this request's patience allows it."""
        if time.monotonic() + wait_s > self._patient_until:
            return False
        time.sleep(wait_s)
        return True
