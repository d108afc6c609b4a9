"""The program's side of its tokens.

Every vendor module runs in a process of its own, so that one that crashes or hangs takes neither the program nor
the tokens of other modules with it. Calls block, each with a limit of time; a process that fell is started again
by the next call, with its tokens locked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenCertificate, TokenInfo, TokenRef
from sealdesk.tokens.child import ModuleProcess, TokenModule

__all__ = ["TimeLimits", "TokenModule", "TokenProcess"]

T = TypeVar("T")

Algorithm = Literal["rsa", "ecdsa"]


@dataclass(frozen=True)
class TimeLimits:
    """How long a vendor module may take, in seconds, before its process is stopped."""

    look_s: float = 15.0
    login_s: float = 30.0
    pin_pad_s: float = 120.0
    use_key_s: float = 30.0
    write_s: float = 60.0
    generate_s: float = 240.0


class TokenProcess:
    """The tokens of all configured modules, named by label and serial. Thread-safe: calls to a module queue up.

    Every method may raise, beside its own:
        SealDeskError: `TOKEN_MODULE_FAILED`, `TOKEN_MODULE_TIMEOUT`, `TOKEN_MODULE_MISSING`, `TOKEN_CANCELLED`;
            where it names a token `TOKEN_NONE` (never seen), `TOKEN_REMOVED`, `TOKEN_AMBIGUOUS` (two answer to
            the name), `TOKEN_DEVICE_ERROR` with the module's answer as `reason`.
    """

    def __init__(self, modules: tuple[TokenModule, ...], limits: TimeLimits = TimeLimits()) -> None:
        self._children = tuple(ModuleProcess(module) for module in modules)
        self._limits = limits
        self._seen: dict[TokenRef, tuple[ModuleProcess, ...]] = {}
        self._noting = threading.Lock()
        self._troubles: tuple[SealDeskError, ...] = ()

    def start(self) -> None:
        """Start the processes without waiting: they load their modules while the program does other work."""
        for child in self._children:
            child.start()

    def close(self) -> None:
        """Log out of every token and end the processes. Safe to call twice; a later call starts them again.

        A call under way is waited for, up to its limit; `cancel` first where that is too long.
        """
        for child in self._children:
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def cancel(self) -> None:
        """End the processes that are busy; the waiting calls raise `TOKEN_CANCELLED`. From any thread."""
        for child in self._children:
            child.cancel()

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes now running."""
        return tuple(child.pid for child in self._children if child.running and child.pid is not None)

    # What is plugged in.

    def tokens(self) -> tuple[TokenInfo, ...]:
        """A fresh look at every module: what is plugged in now, with the state of its PIN.

        A module in trouble does not hide the tokens of others: its trouble is kept in `troubles`.

        Raises:
            SealDeskError: The first module's trouble, where no module at all answered.
        """
        looks = self._look_everywhere()
        troubles = tuple(look for look in looks if isinstance(look, SealDeskError))
        infos: list[TokenInfo] = []
        seen: dict[TokenRef, tuple[ModuleProcess, ...]] = {}
        for child, look in zip(self._children, looks, strict=True):
            for info in () if isinstance(look, SealDeskError) else look:
                infos.append(info)
                seen[info.ref] = (*seen.get(info.ref, ()), child)
        with self._noting:
            self._troubles = troubles
            # A token that was pulled is still asked for at its module, which tells it from one never seen.
            gone = {ref: holders[:1] for ref, holders in self._seen.items()}
            self._seen = {**gone, **seen}
        if troubles and len(troubles) == len(self._children):
            raise troubles[0]
        return tuple(infos)

    @property
    def troubles(self) -> tuple[SealDeskError, ...]:
        """What kept modules from answering at the last `tokens()`."""
        return self._troubles

    def certificates(self, ref: TokenRef) -> tuple[TokenCertificate, ...]:
        """The token's X.509 certificates, without login as far as they are public.

        `has_private_key` is None before login: private keys are not to be seen then.
        """
        return self._ask(ref, "certificates", self._limits.look_s, _certificates)

    # PINs.

    def login(self, ref: TokenRef, pin: str | None) -> None:
        """Unlock a token with one C_Login, never repeated. None: the PIN is entered on the token's own pad.

        A PIN that the token's own limits exclude is refused without C_Login, so that it costs no try; so is
        any PIN for a locked token.

        Raises:
            SealDeskError: `TOKEN_PIN_WRONG` with `tries_left` (1 or `"unknown"`: the standard has flags, no
                counter), `TOKEN_PIN_LOCKED` (also where this try was the last), `TOKEN_PIN_LENGTH` with `min`
                and `max`, `TOKEN_PIN_INITIAL` (the token demands another PIN first), `TOKEN_PIN_MISSING`
                (None, and no pad).
        """
        limit_s = self._limits.login_s if pin is not None else self._limits.pin_pad_s
        self._ask(ref, "login", limit_s, _nothing, pin=pin)

    def logout(self, ref: TokenRef) -> None:
        """Lock a token. One that is gone, or was never unlocked, is locked already."""
        for child in self._seen.get(ref, ()):
            if child.running:
                child.ask("logout", self._limits.look_s, ref=_named(ref))

    def logged_in(self, ref: TokenRef) -> bool:
        """Whether the token is plugged in and unlocked now."""
        holders = [child for child in self._seen.get(ref, ()) if child.running]
        return any(child.ask("logged_in", self._limits.look_s, ref=_named(ref)) is True for child in holders)

    def change_pin(self, ref: TokenRef, old: str | None, new: str | None) -> None:
        """Change the user's PIN with one C_SetPIN; a wrong old PIN counts as a try. None, None: on the pad.

        Raises:
            SealDeskError: As `login`; `TOKEN_PIN_LENGTH` also for the new PIN.
        """
        limit_s = self._limits.write_s if old is not None else self._limits.pin_pad_s
        self._ask(ref, "change_pin", limit_s, _nothing, old=old, new=new)

    # Keys.

    def sign(
        self, ref: TokenRef, key_id: bytes, data: bytes, *, algorithm: Algorithm | str, pin: str | None = None
    ) -> bytes:
        """Sign `data` with SHA-256 and the private key of this CKA_ID.

        Args:
            algorithm: `rsa`: the PKCS#1 v1.5 value (RFC 8017 §8.2). `ecdsa`: a DER ECDSA-Sig-Value (RFC 3279).
            pin: For a key with CKA_ALWAYS_AUTHENTICATE only: its context-specific login, once.

        The signature is not checked here: who knows the certificate does it before anything is published.

        Raises:
            SealDeskError: `TOKEN_NOT_LOGGED_IN`, `TOKEN_KEY_MISSING`, `TOKEN_SIGNATURE_WRONG` (no signature by
                its form).
        """
        arguments = {"key_id": key_id, "data": data, "algorithm": algorithm, "pin": pin}
        return self._ask(ref, "sign", self._limits.use_key_s, _bytes, **arguments)

    def decrypt(self, ref: TokenRef, key_id: bytes, ciphertext: bytes, *, pin: str | None = None) -> bytes:
        """Decrypt with the RSA private key of this CKA_ID.

        CKM_RSA_PKCS_OAEP with SHA-1 and MGF1-SHA-1, no label: all that SoftHSM2 2.6 and common tokens offer. Its
        counterpart in Python is `OAEP(MGF1(SHA1()), SHA1(), None)`. A token without OAEP decrypts PKCS#1 v1.5.

        Raises:
            SealDeskError: `TOKEN_NOT_LOGGED_IN`, `TOKEN_KEY_MISSING`; `TOKEN_DEVICE_ERROR` where the ciphertext
                is not for this key.
        """
        arguments = {"key_id": key_id, "ciphertext": ciphertext, "pin": pin}
        return self._ask(ref, "decrypt", self._limits.use_key_s, _bytes, **arguments)

    def generate_key_pair(self, ref: TokenRef, kind: str, label: str, key_id: bytes, usage: str) -> bytes:
        """Make a key pair whose private key cannot leave the token. Log in first.

        Args:
            kind: `rsa2048`, `rsa3072` or `p256`.
            usage: `sign` or `decrypt` (RSA only).

        Returns:
            The public key: SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7).
        """
        if kind not in ("rsa2048", "rsa3072", "p256") or usage not in ("sign", "decrypt"):
            raise ValueError(f"no key pair {kind}, {usage}")
        arguments = {"kind": kind, "label": label, "key_id": key_id, "usage": usage}
        return self._ask(ref, "generate_key_pair", self._limits.generate_s, _bytes, **arguments)

    def import_certificate(self, ref: TokenRef, der: bytes, key_id: bytes, label: str) -> None:
        """Store a certificate beside the key of the same CKA_ID. Log in first."""
        arguments = {"der": der, "key_id": key_id, "label": label}
        self._ask(ref, "import_certificate", self._limits.write_s, _nothing, **arguments)

    # Whom to ask.

    def _look_everywhere(self) -> list[tuple[TokenInfo, ...] | SealDeskError]:
        if len(self._children) <= 1:
            return [self._look_at(child) for child in self._children]
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(len(self._children), "token look") as pool:
            return list(pool.map(self._look_at, self._children))

    def _look_at(self, child: ModuleProcess) -> tuple[TokenInfo, ...] | SealDeskError:
        try:
            with _sound_answer(child):
                return _infos(child, child.ask("tokens", self._limits.look_s))
        except SealDeskError as trouble:
            return trouble

    def _ask(self, ref: TokenRef, what: str, limit_s: float, read: Callable[[Any], T], **arguments: Any) -> T:
        child = self._holder(ref)
        try:
            with _sound_answer(child):
                return read(child.ask(what, limit_s, ref=_named(ref), **arguments))
        except SealDeskError as error:
            if "module" in error.facts:
                raise
            tokens = {"tokens": str(ref)} if error.code is ErrorCode.TOKEN_AMBIGUOUS else {}
            raise SealDeskError(error.code, token=ref, **tokens, **error.facts) from error

    def _holder(self, ref: TokenRef) -> ModuleProcess:
        if ref not in self._seen:
            self.tokens()
        holders = self._seen.get(ref, ())
        if not holders:
            raise SealDeskError(ErrorCode.TOKEN_NONE, token=ref)
        if len(holders) > 1:
            raise SealDeskError(ErrorCode.TOKEN_AMBIGUOUS, token=ref, tokens=str(ref))
        return holders[0]


def _named(ref: TokenRef) -> list[str]:
    return [ref.label, ref.serial]


@contextmanager
def _sound_answer(child: ModuleProcess) -> Iterator[None]:
    """An answer of the wrong shape comes from a module that writes into its process's memory."""
    try:
        yield
    except (KeyError, TypeError) as broken:
        raise SealDeskError(
            ErrorCode.TOKEN_MODULE_FAILED, module=child.module.path, reason="answer"
        ) from broken


def _nothing(answer: Any) -> None:
    if answer is not None:
        raise TypeError


def _bytes(answer: Any) -> bytes:
    return _of_type(answer, bytes)


def _of_type(value: Any, wanted: type[T]) -> T:
    if type(value) is not wanted:
        raise TypeError(f"{type(value).__name__} where {wanted.__name__} was due")
    return value


def _infos(child: ModuleProcess, answer: Iterable[dict[str, Any]]) -> tuple[TokenInfo, ...]:
    return tuple(_info(child, told) for told in answer)


def _info(child: ModuleProcess, told: dict[str, Any]) -> TokenInfo:
    flags = (
        "login_required",
        "pin_initialised",
        "pin_count_low",
        "pin_final_try",
        "pin_locked",
        "pin_to_be_changed",
        "protected_authentication_path",
    )
    return TokenInfo(
        ref=TokenRef(_of_type(told["label"], str), _of_type(told["serial"], str)),
        module=str(child.module.path),
        manufacturer=_of_type(told["manufacturer"], str),
        model=_of_type(told["model"], str),
        pin_min_length=_of_type(told["pin_min_length"], int),
        pin_max_length=_of_type(told["pin_max_length"], int),
        **{flag: _of_type(told[flag], bool) for flag in flags},
    )


def _certificates(answer: Iterable[dict[str, Any]]) -> tuple[TokenCertificate, ...]:
    return tuple(
        TokenCertificate(
            der=_of_type(told["der"], bytes),
            sha256=sha256(told["der"]).hexdigest(),
            key_id=_of_type(told["key_id"], bytes),
            label=_of_type(told["label"], str),
            has_private_key=None if told["has_private_key"] is None else told["has_private_key"] is True,
        )
        for told in answer
    )
