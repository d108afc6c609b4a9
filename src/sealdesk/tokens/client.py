"""The program's side of its tokens.

Every vendor module runs in a process of its own, so that one that crashes or hangs takes neither the program nor
the tokens of other modules with it. Calls block, each with a limit of time; a process that fell is started again
by the next call, with its tokens locked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self, TypeVar, get_args

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenCertificate, TokenInfo, TokenKeyInfo, TokenRef
from sealdesk.tokens import answers, wire
from sealdesk.tokens.child import ModuleProcess, TokenModule
from sealdesk.tokens.looks import Looks

__all__ = ["TimeLimits", "TokenModule", "TokenProcess"]

T = TypeVar("T")

Algorithm = Literal["rsa", "ecdsa"]
DecryptionWay = Literal["oaep-sha256", "oaep-sha1", "pkcs1-v1_5"]
_MOST_PIN_CHARACTERS = 255
"""More than any token takes; below it the token's own limits hold."""
_USAGES = {"rsa2048": ("sign", "decrypt"), "rsa3072": ("sign", "decrypt"), "p256": ("sign", "derive")}


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
        self._looks = Looks(self._children, limits.look_s)
        self._seen: dict[TokenRef, tuple[ModuleProcess, ...]] = {}
        self._noting = threading.Lock()
        self._troubles: tuple[SealDeskError, ...] = ()
        self._pin_lengths: dict[TokenRef, tuple[int, int]] = {}
        self._on_pad: set[TokenRef] = set()
        """Tokens on whose pad a person was asked to confirm uses: these take a person's time."""

    def start(self) -> None:
        """Start the processes without waiting: they load their modules while the program does other work."""
        for child in self._children:
            child.start()

    def close(self) -> None:
        """Log out of every token and end the processes. Safe to call twice; a later call starts them again.

        A call under way is waited for, up to its limit; `cancel` first where that is too long. A look that hangs
        is not waited for. What fell often and rests (`ModuleProcess`) is started anew by the next call.
        """
        self._looks.end()
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

        A module in trouble does not hide the tokens of others: its trouble is kept in `troubles`. One that keeps
        others waiting is `TOKEN_MODULE_SLOW` there after a second or two, its tokens not told as present, until
        it answers; see `Looks.everywhere`.

        Raises:
            SealDeskError: The first module's trouble, where no module at all answered.
        """
        return self._look()

    def _look(self, *, to_the_end: bool = False) -> tuple[TokenInfo, ...]:
        looks = self._looks.everywhere(to_the_end=to_the_end)
        troubles = tuple(look for look in looks if isinstance(look, SealDeskError))
        infos: list[TokenInfo] = []
        seen: dict[TokenRef, tuple[ModuleProcess, ...]] = {}
        for child, look in zip(self._children, looks, strict=True):
            for info in () if isinstance(look, SealDeskError) else look:
                infos.append(info)
                self._pin_lengths[info.ref] = info.pin_min_length, info.pin_max_length
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
        return self._ask(ref, "certificates", self._limits.look_s, answers.certificates)

    def keys(self, ref: TokenRef) -> tuple[TokenKeyInfo, ...]:
        """The private keys of an unlocked token, and what each may do.

        `ways` are what the token begins without complaint; the proof is a decryption.

        Raises:
            SealDeskError: `TOKEN_NOT_LOGGED_IN`.
        """
        return self._ask(ref, "keys", self._limits.use_key_s, answers.keys)

    # PINs. None: the PIN is entered on the token's own pad.

    def login(self, ref: TokenRef, pin: str | None) -> None:
        """Unlock a token with one C_Login, never repeated.

        A PIN that the token's own limits exclude is refused without C_Login, so that it costs no try; so is
        any PIN for a locked token.

        Raises:
            SealDeskError: `TOKEN_PIN_WRONG` with `tries_left` (1 or `"unknown"`: the standard has flags, no
                counter), `TOKEN_PIN_LOCKED` (also where this try was the last), `TOKEN_PIN_LENGTH` with `min`,
                `max` and `asked` (whether the token was: then it may have cost a try), `TOKEN_PIN_INITIAL`
                (the token demands another PIN first), `TOKEN_PIN_MISSING` (None, and no pad).
        """
        self._on_pad.discard(ref)
        limit_s = self._limits.login_s if pin is not None else self._limits.pin_pad_s
        self._ask(ref, "login", limit_s, answers.nothing, pin=self._entered(ref, pin))

    def logout(self, ref: TokenRef) -> None:
        """Lock a token, and forget what was offered for it. One that is gone is locked already."""
        self._on_pad.discard(ref)
        for child in self._seen.get(ref, ()):
            if self._looks.silent(child):
                child.end_look()  # and with its process the login
            elif child.running:
                child.ask("logout", self._limits.look_s, ref=_named(ref))

    def logged_in(self, ref: TokenRef) -> bool:
        """Whether the token is plugged in and unlocked now; not, where its module keeps silent."""
        seen = self._seen.get(ref, ())
        holders = [child for child in seen if child.running and not self._looks.silent(child)]
        return any(child.ask("logged_in", self._limits.look_s, ref=_named(ref)) is True for child in holders)

    def change_pin(self, ref: TokenRef, old: str | None, new: str | None) -> None:
        """Change the user's PIN; one entry of a wrong old PIN is one try. None, None: both on the pad.

        One C_SetPIN; where the module unblocks by PUK, a C_Login before it, of a token that is not unlocked.

        Raises:
            SealDeskError: As `login`; `TOKEN_PIN_LENGTH` also for the new PIN; `TOKEN_PIN_REFUSED` with
                `reason`: the token does not take the new one.
        """
        self._set_pin(ref, "change_pin", old=old, new=new)

    def unblock_pin(self, ref: TokenRef, code: str | None, new: str | None) -> None:
        """Set the user's PIN anew with the code that unblocks it, as the module's `unblock` says. One try.

        `so_pin`: C_Login of the security officer and C_InitPIN (§5.5, §5.6). `puk`: C_SetPIN without login, as
        OpenSC takes a card's PUK. The token is locked by it, and stays so.

        Raises:
            SealDeskError: `TOKEN_UNBLOCK_WRONG` with `tries_left` as `login`'s, `TOKEN_UNBLOCK_LOCKED` (also
                where this try was the last), `TOKEN_PIN_REFUSED`, `TOKEN_PIN_LENGTH` (of the new PIN),
                `TOKEN_PIN_MISSING`; `TOKEN_DEVICE_ERROR` where the module cannot do it this way.
        """
        self._set_pin(ref, "unblock_pin", code=code, new=new)

    def _set_pin(self, ref: TokenRef, what: str, **entered: str | None) -> None:
        self._on_pad.discard(ref)
        limit_s = self._limits.pin_pad_s if None in entered.values() else self._limits.write_s
        way = self._holder(ref).module.unblock
        secrets = {name: self._entered(ref, pin) for name, pin in entered.items()}
        self._ask(ref, what, limit_s, answers.nothing, unblock=way, **secrets)

    def offer_pin(self, ref: TokenRef, pin: str | None) -> None:
        """Hand over a PIN for one coming use of a key with CKA_ALWAYS_AUTHENTICATE (context-specific login).

        The token must be unlocked. PINs are used in their order, each once; forgotten after two minutes, at
        `login`, `logout` and removal, and all together when one of them is wrong.

        Raises:
            SealDeskError: `TOKEN_NOT_LOGGED_IN`, `TOKEN_PIN_LOCKED`, `TOKEN_PIN_LENGTH`, `TOKEN_PIN_MISSING`.
        """
        self._ask(ref, "offer_pin", self._limits.look_s, answers.nothing, pin=self._entered(ref, pin))
        if pin is None:
            self._on_pad.add(ref)

    # Keys.

    def sign(self, ref: TokenRef, key_id: bytes, data: bytes, *, algorithm: Algorithm | str) -> bytes:
        """Sign `data` with SHA-256 and the private key of this CKA_ID.

        Args:
            algorithm: `rsa`: the PKCS#1 v1.5 value (RFC 8017 §8.2). `ecdsa`: a DER ECDSA-Sig-Value (RFC 3279).

        The signature is not checked here: who knows the certificate does it before anything is published.

        Raises:
            SealDeskError: `TOKEN_NOT_LOGGED_IN`, `TOKEN_KEY_MISSING`, `TOKEN_SIGNATURE_WRONG` (no signature by
                its form); of a key that asks each time `TOKEN_PIN_AGAIN` (no PIN was offered; nothing was
                tried), `TOKEN_PIN_WRONG` and its family.
        """
        arguments = {"key_id": key_id, "data": data, "algorithm": algorithm}
        return self._ask(ref, "sign", self._use_limit_s(ref), answers.octets, **arguments)

    def decrypt(
        self, ref: TokenRef, key_id: bytes, ciphertext: bytes, *, way: DecryptionWay | str = "oaep-sha1"
    ) -> bytes:
        """Decrypt with the RSA private key of this CKA_ID.

        Args:
            way: `oaep-sha256`, `oaep-sha1` (hash and MGF1 alike, no label) or `pkcs1-v1_5` (RFC 8017 §7).
                SoftHSM2 2.6 and many tokens know `oaep-sha1` alone of the first two: `keys` tells.

        Raises:
            SealDeskError: As `sign`; `TOKEN_DEVICE_ERROR` where the token has no such way, or the ciphertext
                is not for this key.
        """
        if way not in get_args(DecryptionWay):
            raise ValueError(f"no way to decrypt: {way}")
        arguments = {"key_id": key_id, "ciphertext": ciphertext, "way": way}
        return self._ask(ref, "decrypt", self._use_limit_s(ref), answers.secret, **arguments)

    def derive(self, ref: TokenRef, key_id: bytes, peer_spki_der: bytes) -> bytes:
        """The shared secret of the EC private key of this CKA_ID and a peer's public key.

        ECDH (NIST SP 800-56A §5.7.1.2) without a key derivation function: the x-coordinate, 32 bytes for P-256.
        Feed it to one. The peer's point is checked to lie on its curve before the token sees it.

        Args:
            peer_spki_der: SubjectPublicKeyInfo (RFC 5480).

        Raises:
            SealDeskError: As `sign`; `TOKEN_DEVICE_ERROR` where the token cannot, or the peer's key is none.
        """
        point, secret_bytes = _point_on_curve(ref, peer_spki_der)
        arguments = {"key_id": key_id, "peer_point": point, "secret_bytes": secret_bytes}
        return self._ask(ref, "derive", self._use_limit_s(ref), answers.secret, **arguments)

    def _use_limit_s(self, ref: TokenRef) -> float:
        return max(self._limits.use_key_s, self._limits.pin_pad_s if ref in self._on_pad else 0.0)

    def generate_key_pair(self, ref: TokenRef, kind: str, label: str, key_id: bytes, usage: str) -> bytes:
        """Make a key pair whose private key cannot leave the token. Log in first.

        Args:
            kind: `rsa2048`, `rsa3072` or `p256`.
            usage: `sign`, `decrypt` (RSA only) or `derive` (P-256 only).

        Returns:
            The public key: SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7).
        """
        if usage not in _USAGES.get(kind, ()):
            raise ValueError(f"no key pair {kind}, {usage}")
        arguments = {"kind": kind, "label": label, "key_id": key_id, "usage": usage}
        return self._ask(ref, "generate_key_pair", self._limits.generate_s, answers.octets, **arguments)

    def import_certificate(self, ref: TokenRef, der: bytes, key_id: bytes, label: str) -> None:
        """Store a certificate beside the key of the same CKA_ID. Log in first."""
        arguments = {"der": der, "key_id": key_id, "label": label}
        self._ask(ref, "import_certificate", self._limits.write_s, answers.nothing, **arguments)

    # Private data objects (CKO_DATA of the application "SealDesk"): to be seen after login only.

    def read_data(self, ref: TokenRef, label: str) -> bytes:
        """The content under this label.

        Raises:
            SealDeskError: `TOKEN_NOT_LOGGED_IN`, `TOKEN_KEY_MISSING` (there is none).
        """
        return self._ask(ref, "read_data", self._limits.look_s, answers.secret, label=label)

    def write_data(self, ref: TokenRef, label: str, content: bytes) -> None:
        """Store content under a label, in place of what was there.

        Raises:
            SealDeskError: `TOKEN_NOT_LOGGED_IN`; `TOKEN_DEVICE_ERROR` where the token is full or takes none.
        """
        arguments = {"label": label, "content": bytearray(content)}
        self._ask(ref, "write_data", self._limits.write_s, answers.nothing, **arguments)

    def remove_data(self, ref: TokenRef, label: str) -> None:
        """Remove what is under this label; raises as `read_data`."""
        self._ask(ref, "remove_data", self._limits.write_s, answers.nothing, label=label)

    # Whom to ask.

    def _ask(self, ref: TokenRef, what: str, limit_s: float, read: Callable[[Any], T], **arguments: Any) -> T:
        child = self._holder(ref)
        try:
            with answers.sound(child.module.path):
                return read(child.ask(what, limit_s, ref=_named(ref), **arguments))
        except SealDeskError as error:
            if "module" in error.facts:
                raise
            tokens = {"tokens": str(ref)} if error.code is ErrorCode.TOKEN_AMBIGUOUS else {}
            raise SealDeskError(error.code, token=ref, **tokens, **error.facts) from error
        finally:
            wire.wipe_values(arguments)

    def _entered(self, ref: TokenRef, pin: str | None) -> bytearray | None:
        """What is sent of a PIN. A file that somebody took for one is none, whatever the token's limits."""
        if pin is not None and len(pin) > _MOST_PIN_CHARACTERS:
            least, most = self._pin_lengths.get(ref, (0, 0))
            facts = {"min": least, "max": most or _MOST_PIN_CHARACTERS, "asked": False}
            raise SealDeskError(ErrorCode.TOKEN_PIN_LENGTH, token=ref, **facts)
        return None if pin is None else bytearray(pin.encode())

    def _holder(self, ref: TokenRef) -> ModuleProcess:
        if ref not in self._seen:
            self.tokens()
        if ref not in self._seen and self._troubles:
            self._look(to_the_end=True)
        holders = self._seen.get(ref, ())
        if not holders:
            raise SealDeskError(ErrorCode.TOKEN_NONE, token=ref)
        if len(holders) > 1:
            raise SealDeskError(ErrorCode.TOKEN_AMBIGUOUS, token=ref, tokens=str(ref))
        return holders[0]


def _named(ref: TokenRef) -> list[str]:
    return [ref.label, ref.serial]


def _point_on_curve(ref: TokenRef, spki_der: bytes) -> tuple[bytes, int]:
    """A peer's uncompressed point, and the bytes of a coordinate.

    A point off the curve would tell of the private key bit by bit, on a token that does not check it itself.
    """
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

    try:
        peer = load_der_public_key(spki_der)
    except Exception as broken:
        raise SealDeskError(ErrorCode.TOKEN_DEVICE_ERROR, token=ref, reason="PublicKeyInvalid") from broken
    if not isinstance(peer, ec.EllipticCurvePublicKey):
        raise SealDeskError(ErrorCode.TOKEN_DEVICE_ERROR, token=ref, reason="PublicKeyInvalid")
    point = peer.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return point, (peer.curve.key_size + 7) // 8
