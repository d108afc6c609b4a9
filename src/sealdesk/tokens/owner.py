"""The one owner of a vendor module: its tokens, their sessions and logins. Lives in the token process only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pkcs11
from pkcs11 import TokenFlag

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens import data_objects, keys, pins
from sealdesk.tokens.cryptoki import Cryptoki, SlotToken, User, load
from sealdesk.tokens.errors import code_of, may_hide_removal, reason_of
from sealdesk.tokens.keys import Using, handle
from sealdesk.tokens.slots import Ref, Slots
from sealdesk.tokens.wire import wipe

T = TypeVar("T")


@dataclass
class _Opened:
    """The session on a token, whether it was unlocked here, and the private keys found through it."""

    session: pkcs11.Session
    slot: pkcs11.Slot
    unlocked: bool = False
    keys: dict[tuple[bytes, str], tuple[keys.PrivateKey, bool]] = field(default_factory=dict)
    """By CKA_ID and type: the key, and whether it asks for the PIN at each use."""
    mechanisms: frozenset[pkcs11.Mechanism] | None = None

    def offered(self) -> frozenset[pkcs11.Mechanism]:
        """The mechanisms of the token."""
        if self.mechanisms is None:
            self.mechanisms = frozenset(self.slot.get_mechanisms())
        return self.mechanisms


class TokenOwner:
    """Loads and initialises a module, and does with its tokens what the program asks.

    All methods belong to one thread. Tokens are named by label and serial; sessions open when first needed, one for
    each token, and are forgotten when the token is gone. PINs come as `bytearray`; who calls wipes them.

    Raises (every method that names a token):
        SealDeskError: `TOKEN_REMOVED` where it is not plugged in, `TOKEN_AMBIGUOUS` where two answer to the name,
            and what `sealdesk.tokens.errors` makes of the module's answers.
    """

    def __init__(self, module: Path) -> None:
        load(module)
        try:
            library = pkcs11.lib(str(module))
            self._cryptoki = Cryptoki(module)
        except (pkcs11.PKCS11Error, OSError, AttributeError) as error:
            raise SealDeskError(ErrorCode.TOKEN_MODULE_FAILED, reason=reason_of(error)) from error
        self._library = library
        self._slots = Slots(library, self._cryptoki)
        self._opened: dict[Ref, _Opened] = {}
        self.offers = pins.OfferedPins()

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
            seen = self._slots.look(unreadable)
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

    def keys(self, ref: Ref) -> list[dict[str, Any]]:
        """See `TokenProcess.keys`."""

        def look() -> list[dict[str, Any]]:
            opened = self._opened[ref]
            trial = self._second_session
            return keys.private_keys(self._cryptoki, opened.session, opened.offered(), lambda: trial(ref))

        return self._unlocked(ref, look)

    # PINs.

    def logged_in(self, ref: Ref) -> bool:
        """Whether the token, as plugged in now, is unlocked."""
        opened = self._opened.get(ref)
        if opened is None:
            return False
        try:
            return self._cryptoki.user_logged_in(handle(opened.session))
        except pkcs11.PKCS11Error:
            self._forget(ref)
            return False

    def login(self, ref: Ref, pin: bytearray | None) -> None:
        """One C_Login; see `TokenProcess.login`."""
        with self._translated(ref):
            pins.check_entry(self._slots.find(ref), pin)
            opened = self._open(ref)
            session = handle(opened.session)
            self.offers.forget(ref)
            if self._cryptoki.user_logged_in(session):
                self._cryptoki.logout(session)
            opened.unlocked = False
            opened.keys.clear()
            self._cryptoki.login(session, pin)
            opened.unlocked = True

    def logout(self, ref: Ref) -> None:
        """Lock the token, if it is there."""
        self._forget(ref)

    def change_pin(self, ref: Ref, old: bytearray | None, new: bytearray | None, unblock: str) -> None:
        """One entry of the old PIN; see `TokenProcess.change_pin`."""
        with self._translated(ref):
            token = self._slots.find(ref)
            pins.check_entry(token, old)
            pins.check_new(token, new)
            self._open(ref)
            with self._second_session(ref, rw=True) as session, ExitStack() as afterwards:
                if unblock == "puk" and not self._cryptoki.user_logged_in(handle(session)):
                    # Without a login this module would take the old PIN for the PUK, and count that down.
                    self._cryptoki.login(handle(session), old)
                    afterwards.callback(self._forget, ref)
                with _new_pin():
                    self._cryptoki.set_pin(handle(session), old, new)

    def unblock_pin(self, ref: Ref, code: bytearray | None, new: bytearray | None, unblock: str) -> None:
        """One try of the code; see `TokenProcess.unblock_pin`."""
        so_pin = unblock != "puk"
        with self._translated(ref):
            token = self._slots.find(ref)
            pins.check_code(token, code, so_pin=so_pin)
            pins.check_new(token, new)
            # The holder's session keeps the security officer out, and makes a PUK an old PIN.
            self._forget(ref)
            session = self._slots.slot(token).get_token().open(rw=True)
            try:
                if so_pin:
                    self._set_by_officer(ref, handle(session), code, new)
                else:
                    with self._unblocking_code(ref, so_pin=False), _new_pin():
                        self._cryptoki.set_pin(handle(session), code, new)
            finally:
                with suppress(pkcs11.PKCS11Error):
                    session.close()

    def _set_by_officer(self, ref: Ref, session: int, code: bytearray | None, new: bytearray | None) -> None:
        with self._unblocking_code(ref, so_pin=True):
            self._cryptoki.login(session, code, User.SECURITY_OFFICER)
        try:
            with _new_pin():
                self._cryptoki.init_pin(session, new)
        finally:
            with suppress(pkcs11.PKCS11Error):
                self._cryptoki.logout(session)

    def offer_pin(self, ref: Ref, pin: bytearray | None) -> None:
        """Keep a PIN for the next use of a key that asks each time; see `TokenProcess.offer_pin`."""
        with self._translated(ref):
            pins.check_entry(self._slots.find(ref), pin)
            self._require_login(ref)
            self.offers.offer(ref, pin)

    # Keys.

    def sign(self, ref: Ref, key_id: bytes, data: bytes, algorithm: str) -> bytes:
        """See `TokenProcess.sign`."""
        return self._with_key(ref, key_id, algorithm, lambda using: keys.sign(using, data))

    def decrypt(self, ref: Ref, key_id: bytes, ciphertext: bytes, way: str) -> bytearray:
        """See `TokenProcess.decrypt`."""
        return self._with_key(ref, key_id, "rsa", lambda using: keys.decrypt(using, ciphertext, way))

    def derive(self, ref: Ref, key_id: bytes, peer_point: bytes, secret_bytes: int) -> bytearray:
        """See `TokenProcess.derive`."""
        return self._with_key(
            ref, key_id, "ecdsa", lambda using: keys.derive(using, peer_point, secret_bytes)
        )

    def _with_key(self, ref: Ref, key_id: bytes, algorithm: str, use: Callable[[Using], T]) -> T:
        def act() -> T:
            opened = self._opened[ref]
            name = (key_id, algorithm)
            if name not in opened.keys:
                key = keys.find_private_key(opened.session, key_id, algorithm)
                opened.keys[name] = key, keys.always_asks(key)
            key, asks = opened.keys[name]
            if asks and not self.offers.any_for(ref):
                raise SealDeskError(ErrorCode.TOKEN_PIN_AGAIN)
            confirm = (lambda: self._confirm(ref)) if asks else _nothing_to_confirm
            return use(Using(self._cryptoki, opened.session, key, opened.offered(), confirm))

        with self._renewed_after_error(ref):
            return self._unlocked(ref, act)

    def _confirm(self, ref: Ref) -> None:
        """The context-specific login of the operation just begun: one C_Login, with the next PIN offered."""
        pin = self.offers.take(ref)
        try:
            self._cryptoki.login(handle(self._opened[ref].session), pin, User.CONTEXT)
        except pkcs11.PKCS11Error:
            # Those that follow came from the same hand, for an act that ends here.
            self.offers.forget(ref)
            raise
        finally:
            wipe(pin)

    # What is stored.

    def generate_key_pair(self, ref: Ref, kind: str, label: str, key_id: bytes, usage: str) -> bytes:
        """See `TokenProcess.generate_key_pair`."""
        return self._writing(ref, lambda session: keys.generate(session, kind, label, key_id, usage))

    def import_certificate(self, ref: Ref, der: bytes, key_id: bytes, label: str) -> None:
        """See `TokenProcess.import_certificate`."""
        self._writing(ref, lambda session: keys.import_certificate(session, der, key_id, label))

    def read_data(self, ref: Ref, label: str) -> bytearray:
        """See `TokenProcess.read_data`."""
        return self._unlocked(ref, lambda: data_objects.read(self._opened[ref].session, label))

    def write_data(self, ref: Ref, label: str, content: bytearray) -> None:
        """See `TokenProcess.write_data`."""
        self._writing(ref, lambda session: data_objects.write(session, label, bytes(content)))

    def remove_data(self, ref: Ref, label: str) -> None:
        """See `TokenProcess.remove_data`."""
        self._writing(ref, lambda session: data_objects.remove(session, label))

    # Sessions.

    def _unlocked(self, ref: Ref, act: Callable[[], T]) -> T:
        with self._translated(ref):
            self._require_login(ref)
            return act()

    def _writing(self, ref: Ref, act: Callable[[pkcs11.Session], T]) -> T:
        def write() -> T:
            with self._second_session(ref, rw=True) as session:
                return act(session)

        return self._unlocked(ref, write)

    def _open(self, ref: Ref) -> _Opened:
        if ref in self._opened and not self._alive(ref):
            self._forget(ref)
        if ref not in self._opened:
            slot = self._slots.slot(self._slots.find(ref))
            self._opened[ref] = _Opened(slot.get_token().open(), slot)
        return self._opened[ref]

    @contextmanager
    def _second_session(self, ref: Ref, *, rw: bool = False) -> Iterator[pkcs11.Session]:
        """A session beside the first, for writing or a trial: it shares the login of the first."""
        session = self._opened[ref].slot.get_token().open(rw=rw)
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
        except SealDeskError as error:
            opened = self._opened.get(ref)
            if opened is not None and isinstance(error.__cause__, pkcs11.PKCS11Error):
                # The new session before the old one is closed: with the last session the login goes.
                with suppress(pkcs11.PKCS11Error):
                    renewed = opened.slot.get_token().open()
                    opened.keys.clear()
                    old, opened.session = opened.session, renewed
                    old.close()
            raise

    def _alive(self, ref: Ref) -> bool:
        try:
            self._cryptoki.user_logged_in(handle(self._opened[ref].session))
        except pkcs11.PKCS11Error:
            return False
        return True

    def _forget(self, ref: Ref) -> None:
        self.offers.forget(ref)
        opened = self._opened.pop(ref, None)
        if opened is None:
            return
        # The token may be gone, and its session with it: then there is nothing left to end.
        with suppress(pkcs11.PKCS11Error):
            if self._cryptoki.user_logged_in(handle(opened.session)):
                self._cryptoki.logout(handle(opened.session))
        with suppress(pkcs11.PKCS11Error):
            opened.session.close()

    def _require_login(self, ref: Ref) -> None:
        was_unlocked = ref in self._opened and self._opened[ref].unlocked
        if self.logged_in(ref):
            return
        gone = self._slots.gone(ref) if was_unlocked else self._slots.now(ref) is None
        raise SealDeskError(ErrorCode.TOKEN_REMOVED if gone else ErrorCode.TOKEN_NOT_LOGGED_IN)

    # What went wrong.

    @contextmanager
    def _translated(self, ref: Ref) -> Iterator[None]:
        self._slots.begin()
        try:
            yield
        except pkcs11.PKCS11Error as error:
            raise self._meaning(ref, error) from error

    @contextmanager
    def _unblocking_code(self, ref: Ref, *, so_pin: bool) -> Iterator[None]:
        """What is entered is the code: refused or locked, it is not the holder's PIN."""
        try:
            yield
        except (pkcs11.PinIncorrect, pkcs11.PinLocked, pkcs11.PinLenRange, pkcs11.PinInvalid) as error:
            locked = isinstance(error, pkcs11.PinLocked)
            raise pins.refused_code(self._slots.now(ref), so_pin=so_pin, locked=locked) from error

    def _meaning(self, ref: Ref, error: pkcs11.PKCS11Error) -> SealDeskError:
        code = code_of(error)
        if may_hide_removal(code) and self._slots.gone(ref):
            code = ErrorCode.TOKEN_REMOVED
        if code is ErrorCode.TOKEN_REMOVED:
            self._forget(ref)
        if code in (ErrorCode.TOKEN_PIN_WRONG, ErrorCode.TOKEN_PIN_LOCKED):
            return pins.refused_pin(self._slots.now(ref), locked=code is ErrorCode.TOKEN_PIN_LOCKED)
        if code is ErrorCode.TOKEN_PIN_LENGTH:
            token = self._slots.now(ref)
            return pins.wrong_length(token, asked=True) if token else SealDeskError(ErrorCode.TOKEN_REMOVED)
        if code is ErrorCode.TOKEN_DEVICE_ERROR:
            return SealDeskError(code, reason=reason_of(error))
        return SealDeskError(code)


def _nothing_to_confirm() -> None:
    """The key asks for no login of its own."""


@contextmanager
def _new_pin() -> Iterator[None]:
    """The old PIN was checked before: what is refused for its form is the new one (§5.5 C_SetPIN, C_InitPIN)."""
    try:
        yield
    except (pkcs11.PinInvalid, pkcs11.PinTooWeak, pkcs11.PinLenRange) as error:
        raise SealDeskError(ErrorCode.TOKEN_PIN_REFUSED, reason=reason_of(error)) from error


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
        "so_pin_count_low": TokenFlag.SO_PIN_COUNT_LOW in flags,
        "so_pin_final_try": TokenFlag.SO_PIN_FINAL_TRY in flags,
        "so_pin_locked": TokenFlag.SO_PIN_LOCKED in flags,
    }
