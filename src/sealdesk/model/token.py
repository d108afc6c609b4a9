"""PKCS#11 tokens as people see them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class TokenRef:
    """Names a token by what is printed in it, never by slot number."""

    label: str
    serial: str

    def __str__(self) -> str:
        return f"{self.label} ({self.serial})"


@dataclass(frozen=True)
class TokenInfo:
    """What CK_TOKEN_INFO says before anybody is asked for a PIN (PKCS#11 v2.40 §3.1)."""

    ref: TokenRef
    module: str
    manufacturer: str
    model: str
    pin_min_length: int
    pin_max_length: int
    login_required: bool = True
    pin_initialised: bool = True
    pin_count_low: bool = False
    pin_final_try: bool = False
    pin_locked: bool = False
    pin_to_be_changed: bool = False
    protected_authentication_path: bool = False
    so_pin_count_low: bool = False
    so_pin_final_try: bool = False
    so_pin_locked: bool = False


@dataclass(frozen=True)
class TokenCertificate:
    """A certificate on a token.

    Attributes:
        der: X.509 certificate.
        sha256: Hex digest of `der`.
        key_id: CKA_ID that pairs it with its private key.
        label: CKA_LABEL.
        has_private_key: Whether a private key of the same CKA_ID is on the token; None while that cannot be
            seen, before login.
    """

    der: bytes
    sha256: str
    key_id: bytes
    label: str
    has_private_key: bool | None = None


class KeyUse(StrEnum):
    """What a private key on a token may do (CKA_SIGN, CKA_DECRYPT, CKA_DERIVE)."""

    SIGN = "sign"
    DECRYPT = "decrypt"
    DERIVE = "derive"


@dataclass(frozen=True)
class TokenKeyInfo:
    """A private key on an unlocked token, as its attributes tell.

    Attributes:
        key_id: CKA_ID that pairs it with its certificate.
        kind: `rsa` or `ec`.
        always_authenticate: CKA_ALWAYS_AUTHENTICATE: each use wants the PIN once more (context-specific login).
        ways: The encryption schemes that the token offers for it, best first: `oaep-sha256`, `oaep-sha1`,
            `pkcs1-v1_5` (RFC 8017 §7), `ecdh` (NIST SP 800-56A §6.2.2).
    """

    key_id: bytes
    kind: str
    uses: frozenset[KeyUse]
    always_authenticate: bool = False
    ways: tuple[str, ...] = ()
