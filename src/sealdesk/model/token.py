"""PKCS#11 tokens as people see them."""

from __future__ import annotations

from dataclasses import dataclass


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
