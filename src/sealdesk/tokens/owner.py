"""The one owner of a vendor module: its tokens, their sessions and logins. Lives in the token process only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pkcs11
from pkcs11 import TokenFlag

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens import keys
from sealdesk.tokens.cryptoki import Cryptoki, SlotToken
from sealdesk.tokens.errors import code_of, may_hide_removal, reason_of

Ref = tuple[str, str]
"""Label and serial."""

_JUST_PULLED = (pkcs11.TokenNotPresent, pkcs11.DeviceRemoved, pkcs11.SlotIDInvalid)
_LISTINGS = 3

_PULL_NOTICED_S = (0.0, 0.1, 0.2, 0.3, 0.5)
"""Readers tell of a pulled card up to half a second late; until then modules answer with errors of any kind."""


_LOOK_AGAIN_S = (0.05, 0.15, 0.3)
"""A token that another process writes to just now (a login changes its flags) cannot be read for a moment."""


@dataclass
class _Opened:
    """The session on a token, whether it was unlocked here, and the private keys found through it."""

    session: pkcs11.Session
    slot: pkcs11.Slot
    unlocked: bool = False
    keys: dict[tuple[bytes, str], keys.PrivateKey] = field(default_factory=dict)
    mechanisms: frozenset[pkcs11.Mechanism] | None = None

    @property
    def handle(self) -> int:
        return _handle(self.session)


def _handle(session: Any) -> int:
    """CK_SESSION_HANDLE: the library has it, its type stubs do not."""
    return int(session.handle)


class TokenOwner:
    """Loads and initialises a module, and does with its tokens what the program asks.

    All methods belong to one thread. Tokens are named by label and serial; sessions open when first needed, one for
    each token, and are forgotten when the token is gone.

    Raises (every method that names a token):
        SealDeskError: `TOKEN_REMOVED` where it is not plugged in, `TOKEN_AMBIGUOUS` where two answer to the name,
            and what `sealdesk.tokens.errors` makes of the module's answers.
    """

    def __init__(self, module: Path) -> None:
        try:
            self._library = pkcs11.lib(str(module))
            self._cryptoki = Cryptoki(module)
        except (pkcs11.PKCS11Error, OSError, AttributeError) as error:
            raise SealDeskError(ErrorCode.TOKEN_MODULE_FAILED, reason=reason_of(error)) from error
        self._opened: dict[Ref, _Opened] = {}

    def close(self) -> None:
        """Log out everywhere and let the module go."""
        for ref in list(self._opened):
            self._forget(ref)
        with suppress(pkcs11.PKCS11Error):
            self._library.finalize()

    # What is plugged in.

    def tokens(self) -> list[dict[str, Any]]:
        """Every initialised token, as the fields of `model.TokenInfo`."""
        unreadable: list[pkcs11.PKCS11Error] = []
        try:
            seen = [token for _, token in self._look(unreadable)]
            if unreadable and not seen:
                raise unreadable[0]
        except pkcs11.PKCS11Error as error:
            raise SealDeskError(ErrorCode.TOKEN_MODULE_FAILED, reason=reason_of(error)) from error
        present = {(token.label, token.serial) for token in seen}
        for ref in [ref for ref in self._opened if ref not in present or not self._alive(ref)]:
            self._forget(ref)
        return [_told(token) for token in seen]

    def certificates(self, ref: Ref) -> list[dict[str, Any]]:
        """Every X.509 certificate that can be seen, with what is known of its private key."""
        with self._translated(ref):
            return keys.certificates(self._open(ref).session, logged_in=self.logged_in(ref))

    # PINs.

    def logged_in(self, ref: Ref) -> bool:
        """Whether the token, as plugged in now, is unlocked."""
        opened = self._opened.get(ref)
        if opened is None:
            return False
        try:
            return self._cryptoki.user_logged_in(opened.handle)
        except pkcs11.PKCS11Error:
            self._forget(ref)
            return False

    def login(self, ref: Ref, pin: str | None) -> None:
        """One C_Login; see `TokenProcess.login`."""
        with self._translated(ref):
            _, token = self._find(ref)
            _check_pin(token, pin)
            opened = self._open(ref)
            if self._cryptoki.user_logged_in(opened.handle):
                self._cryptoki.logout(opened.handle)
            opened.unlocked = False
            opened.keys.clear()
            self._cryptoki.login(opened.handle, pin)
            opened.unlocked = True

    def logout(self, ref: Ref) -> None:
        """Lock the token, if it is there."""
        self._forget(ref)

    def change_pin(self, ref: Ref, old: str | None, new: str | None) -> None:
        """One C_SetPIN; see `TokenProcess.change_pin`."""
        with self._translated(ref):
            _, token = self._find(ref)
            _check_pin(token, old)
            _check_pin(token, new)
            with self._read_write(ref) as session:
                self._cryptoki.set_pin(_handle(session), old, new)

    # Keys.

    def sign(self, ref: Ref, key_id: bytes, data: bytes, algorithm: str, pin: str | None) -> bytes:
        """See `TokenProcess.sign`."""
        return self._with_key(ref, key_id, algorithm, lambda key, offered: keys.sign(key, data, offered, pin))

    def decrypt(self, ref: Ref, key_id: bytes, ciphertext: bytes, pin: str | None) -> bytes:
        """See `TokenProcess.decrypt`."""
        return self._with_key(
            ref, key_id, "rsa", lambda key, offered: keys.decrypt(key, ciphertext, offered, pin)
        )

    def generate_key_pair(self, ref: Ref, kind: str, label: str, key_id: bytes, usage: str) -> bytes:
        """See `TokenProcess.generate_key_pair`."""
        with self._translated(ref):
            self._require_login(ref)
            with self._read_write(ref) as session:
                return keys.generate(session, kind, label, key_id, usage)

    def import_certificate(self, ref: Ref, der: bytes, key_id: bytes, label: str) -> None:
        """See `TokenProcess.import_certificate`."""
        with self._translated(ref):
            self._require_login(ref)
            with self._read_write(ref) as session:
                keys.import_certificate(session, der, key_id, label)

    def _with_key(
        self,
        ref: Ref,
        key_id: bytes,
        algorithm: str,
        use: Callable[[keys.PrivateKey, frozenset[pkcs11.Mechanism]], bytes],
    ) -> bytes:
        with self._translated(ref), self._renewed_after_error(ref):
            self._require_login(ref)
            opened = self._opened[ref]
            name = (key_id, algorithm)
            if name not in opened.keys:
                opened.keys[name] = keys.find_private_key(opened.session, key_id, algorithm)
            if opened.mechanisms is None:
                opened.mechanisms = frozenset(opened.slot.get_mechanisms())
            return use(opened.keys[name], opened.mechanisms)

    # Slots and sessions.

    def _look(
        self, unreadable: list[pkcs11.PKCS11Error] | None = None
    ) -> Iterator[tuple[pkcs11.Slot, SlotToken]]:
        """The initialised tokens. One that cannot be read is noted, and does not hide the others."""
        for slot in self._slots():
            try:
                token = self._cryptoki.token_info(slot.slot_id)
            except (*_JUST_PULLED, pkcs11.TokenNotRecognised):
                continue  # pulled between the list and the look, or no token of ours
            except pkcs11.PKCS11Error as error:
                if unreadable is not None:
                    unreadable.append(error)
                continue
            if token.flags & TokenFlag.TOKEN_INITIALIZED:
                yield slot, token

    def _slots(self) -> list[pkcs11.Slot]:
        for _ in range(_LISTINGS):
            # The library lists slots and asks after each: one may go in between, and then all is asked anew.
            with suppress(*_JUST_PULLED):
                return list(self._library.get_slots(token_present=True))
        return []

    def _find(self, ref: Ref) -> tuple[pkcs11.Slot, SlotToken]:
        for wait_s in (0.0, *_LOOK_AGAIN_S):
            time.sleep(wait_s)
            found = [(slot, token) for slot, token in self._look() if (token.label, token.serial) == ref]
            if found:
                break
        else:
            raise SealDeskError(ErrorCode.TOKEN_REMOVED)
        if len(found) > 1:
            raise SealDeskError(ErrorCode.TOKEN_AMBIGUOUS)
        return found[0]

    def _open(self, ref: Ref) -> _Opened:
        if ref in self._opened and not self._alive(ref):
            self._forget(ref)
        if ref not in self._opened:
            slot, _ = self._find(ref)
            self._opened[ref] = _Opened(slot.get_token().open(), slot)
        return self._opened[ref]

    @contextmanager
    def _read_write(self, ref: Ref) -> Iterator[pkcs11.Session]:
        """A second session, for writing: it shares the login of the first."""
        session = self._open(ref).slot.get_token().open(rw=True)
        try:
            yield session
        finally:
            with suppress(pkcs11.PKCS11Error):
                session.close()

    @contextmanager
    def _renewed_after_error(self, ref: Ref) -> Iterator[None]:
        """A failed operation that the module holds for unfinished would block its session for ever (§5.2)."""
        try:
            yield
        except pkcs11.PKCS11Error:
            opened = self._opened.get(ref)
            if opened is not None:
                # The new session before the old one is closed: with the last session the login goes.
                with suppress(pkcs11.PKCS11Error):
                    renewed = opened.slot.get_token().open()
                    opened.keys.clear()
                    old, opened.session = opened.session, renewed
                    old.close()
            raise

    def _alive(self, ref: Ref) -> bool:
        try:
            self._cryptoki.user_logged_in(self._opened[ref].handle)
        except pkcs11.PKCS11Error:
            return False
        return True

    def _forget(self, ref: Ref) -> None:
        opened = self._opened.pop(ref, None)
        if opened is None:
            return
        # The token may be gone, and its session with it: then there is nothing left to end.
        with suppress(pkcs11.PKCS11Error):
            if self._cryptoki.user_logged_in(opened.handle):
                self._cryptoki.logout(opened.handle)
        with suppress(pkcs11.PKCS11Error):
            opened.session.close()

    def _require_login(self, ref: Ref) -> None:
        was_unlocked = ref in self._opened and self._opened[ref].unlocked
        if self.logged_in(ref):
            return
        gone = self._gone(ref) if was_unlocked else self._token_now(ref) is None
        raise SealDeskError(ErrorCode.TOKEN_REMOVED if gone else ErrorCode.TOKEN_NOT_LOGGED_IN)

    # What went wrong.

    @contextmanager
    def _translated(self, ref: Ref) -> Iterator[None]:
        try:
            yield
        except pkcs11.PKCS11Error as error:
            raise self._meaning(ref, error) from error

    def _meaning(self, ref: Ref, error: pkcs11.PKCS11Error) -> SealDeskError:
        code = code_of(error)
        if may_hide_removal(code) and self._gone(ref):
            code = ErrorCode.TOKEN_REMOVED
        if code is ErrorCode.TOKEN_REMOVED:
            self._forget(ref)
        if code in (ErrorCode.TOKEN_PIN_WRONG, ErrorCode.TOKEN_PIN_LOCKED):
            return self._refused_pin(ref, code)
        if code is ErrorCode.TOKEN_PIN_LENGTH:
            token = self._token_now(ref)
            return _wrong_length(token) if token else SealDeskError(ErrorCode.TOKEN_REMOVED)
        if code is ErrorCode.TOKEN_DEVICE_ERROR:
            return SealDeskError(code, reason=reason_of(error))
        return SealDeskError(code)

    def _refused_pin(self, ref: Ref, code: ErrorCode) -> SealDeskError:
        """Tries left as far as the flags tell (§3.1): 0, 1 or unknown. The last wrong try reads as locked."""
        token = self._token_now(ref)
        flags = token.flags if token else 0
        if code is ErrorCode.TOKEN_PIN_LOCKED or flags & TokenFlag.USER_PIN_LOCKED:
            return SealDeskError(ErrorCode.TOKEN_PIN_LOCKED, tries_left=0)
        return SealDeskError(code, tries_left=1 if flags & TokenFlag.USER_PIN_FINAL_TRY else "unknown")

    def _gone(self, ref: Ref) -> bool:
        """Whether the token was pulled, given the time a reader needs to tell."""
        for wait_s in _PULL_NOTICED_S:
            time.sleep(wait_s)
            if self._token_now(ref) is None:
                return True
        return False

    def _token_now(self, ref: Ref) -> SlotToken | None:
        try:
            return next((token for _, token in self._look() if (token.label, token.serial) == ref), None)
        except pkcs11.PKCS11Error:
            return None


def _check_pin(token: SlotToken, pin: str | None) -> None:
    """Refuse what the token would refuse, before it could count as a try."""
    if token.flags & TokenFlag.USER_PIN_LOCKED:
        raise SealDeskError(ErrorCode.TOKEN_PIN_LOCKED, tries_left=0)
    if pin is None:
        if not token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH:
            raise SealDeskError(ErrorCode.TOKEN_PIN_MISSING)
        return
    length = len(pin.encode())
    if length < token.pin_min_length or length > (token.pin_max_length or length):
        raise _wrong_length(token)


def _wrong_length(token: SlotToken) -> SealDeskError:
    return SealDeskError(
        ErrorCode.TOKEN_PIN_LENGTH, **{"min": token.pin_min_length, "max": token.pin_max_length}
    )


def _told(token: SlotToken) -> dict[str, Any]:
    flags = TokenFlag(token.flags)
    return {
        "label": token.label,
        "serial": token.serial,
        "manufacturer": token.manufacturer,
        "model": token.model,
        "pin_min_length": token.pin_min_length,
        "pin_max_length": token.pin_max_length,
        "login_required": TokenFlag.LOGIN_REQUIRED in flags,
        "pin_initialised": TokenFlag.USER_PIN_INITIALIZED in flags,
        "pin_count_low": TokenFlag.USER_PIN_COUNT_LOW in flags,
        "pin_final_try": TokenFlag.USER_PIN_FINAL_TRY in flags,
        "pin_locked": TokenFlag.USER_PIN_LOCKED in flags,
        "pin_to_be_changed": TokenFlag.USER_PIN_TO_BE_CHANGED in flags,
        "protected_authentication_path": TokenFlag.PROTECTED_AUTHENTICATION_PATH in flags,
    }
