"""What an approver signs with at their own computer: a key file, a certificate in a file (PKCS #12), or a token."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.own_token_jws import JwsError, compact, signing_input
from sealdesk.model.token import TokenRef
from sealdesk.service.token_side import check_last_try, check_pin_state
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer
from sealdesk.tokens.client import TokenProcess
from sealdesk.vault import files
from sealdesk.vault.personal_key import unlock_key

_LARGEST_BYTES = 1 << 20
_Key = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class SignedDecision:
    """A decision's text, signed.

    Attributes:
        decision: A signed note, or a JWS.
        certificate, chain: DER, for a JWS.
    """

    decision: str
    certificate: bytes = b""
    chain: tuple[bytes, ...] = ()


class FileSigner(Protocol):
    """Whoever decides on a request file, and what they sign with."""

    @property
    def person_id(self) -> str: ...

    def sign(self, text: str) -> SignedDecision:
        """The decision's text, signed."""
        ...


@dataclass(frozen=True)
class OwnKeyFile:
    """The own key that the people register names, out of its file."""

    person_id: str
    _signer: Signer

    @classmethod
    def open(cls, path: Path, password: str, person_id: str = "") -> OwnKeyFile:
        """The key of a file that `password` opens.

        Args:
            person_id: Whose it is; empty: whom the file names.

        Raises:
            SealDeskError: `DOCUMENT_NOT_FOUND`, `KEY_FILE_WRONG`, `PERSON_PASSWORD_WRONG`.
        """
        blob = _read(path)
        try:
            named = json.loads(blob)["person"]
        except (ValueError, KeyError, TypeError, RecursionError) as wrong:
            raise SealDeskError(ErrorCode.KEY_FILE_WRONG, path=path) from wrong
        if not isinstance(named, str) or person_id not in ("", named):
            raise SealDeskError(ErrorCode.KEY_FILE_WRONG, path=path)
        return cls(named, Signer.parse(unlock_key(blob, named, password)))

    def sign(self, text: str) -> SignedDecision:
        return SignedDecision(note.sign(text, self._signer))


@dataclass(frozen=True)
class OwnCertificate:
    """A certificate and its key out of a PKCS #12 file (RFC 7292)."""

    person_id: str
    _key: _Key = field(repr=False)
    _certificate: bytes
    _chain: tuple[bytes, ...]

    @classmethod
    def open(cls, path: Path, password: str, person_id: str) -> OwnCertificate:
        """Raises `DOCUMENT_NOT_FOUND`; `KEY_FILE_WRONG`, also for a wrong password, which cannot be told apart."""
        try:
            bundle = pkcs12.load_pkcs12(_read(path), password.encode())
        except ValueError as wrong:
            raise SealDeskError(ErrorCode.KEY_FILE_WRONG, path=path) from wrong
        if bundle.cert is None or not isinstance(bundle.key, _Key):
            raise SealDeskError(ErrorCode.KEY_FILE_WRONG, path=path)
        chain = tuple(one.certificate.public_bytes(Encoding.DER) for one in bundle.additional_certs)
        return cls(person_id, bundle.key, bundle.cert.certificate.public_bytes(Encoding.DER), chain)

    def sign(self, text: str) -> SignedDecision:
        signed = _signing_input(text, self._certificate)
        jws = compact(signed, _signature(self._key, signed), self._certificate)
        return SignedDecision(jws, self._certificate, self._chain)


@dataclass(frozen=True)
class OwnTokenHere:
    """A token plugged into the approver's own computer; unlocked by its PIN."""

    person_id: str
    _tokens: TokenProcess
    _ref: TokenRef
    _key_id: bytes
    _certificate: bytes
    _chain: tuple[bytes, ...]

    @classmethod
    def of(cls, person_id: str, tokens: TokenProcess, ref: TokenRef) -> OwnTokenHere:
        """The token's one certificate that may sign decisions; the token is unlocked.

        Raises:
            SealDeskError: `TOKEN_KEY_MISSING` where it has none, or several and nothing says which.
        """
        keys = {one.key_id for one in tokens.keys(ref) if "sign" in one.uses}
        on_token = tokens.certificates(ref)
        usable = [one for one in on_token if one.key_id in keys and _signs(one.der)]
        if len(usable) != 1:
            raise SealDeskError(ErrorCode.TOKEN_KEY_MISSING, token=ref)
        (ours,) = usable
        chain = tuple(one.der for one in on_token if one is not ours)
        return cls(person_id, tokens, ref, ours.key_id, ours.der, chain)

    def sign(self, text: str) -> SignedDecision:
        signed = _signing_input(text, self._certificate)
        public = x509.load_der_x509_certificate(self._certificate).public_key()
        algorithm = "ecdsa" if isinstance(public, ec.EllipticCurvePublicKey) else "rsa"
        signature = self._tokens.sign(self._ref, self._key_id, signed, algorithm=algorithm)
        return SignedDecision(compact(signed, signature, self._certificate), self._certificate, self._chain)


def own_token_named(tokens: TokenProcess, name: str) -> tuple[TokenRef, bool]:
    """The plugged-in token of this serial number or label, ready for its PIN; and whether it takes it on a pad.

    Raises:
        SealDeskError: `TOKEN_NONE`, `TOKEN_UNKNOWN`, `TOKEN_WHICH`; `TOKEN_PIN_LOCKED`, `TOKEN_PIN_INITIAL`,
            `TOKEN_PIN_LAST_TRY`.
    """
    infos = tokens.tokens()
    found = [one for one in infos if one.ref.serial == name] or [
        one for one in infos if one.ref.label == name
    ]
    named = ", ".join(str(one.ref) for one in infos)
    if not infos:
        raise SealDeskError(ErrorCode.TOKEN_NONE, token=name)
    if not found:
        raise SealDeskError(ErrorCode.TOKEN_UNKNOWN, token=name, tokens=named)
    if len(found) > 1:
        raise SealDeskError(ErrorCode.TOKEN_WHICH, tokens=named)
    check_pin_state(found[0])
    check_last_try(found[0], confirmed=False)
    return found[0].ref, found[0].protected_authentication_path


def _signs(der: bytes) -> bool:
    try:
        signing_input("", der)
    except JwsError:
        return False
    return True


def _signing_input(text: str, certificate: bytes) -> bytes:
    try:
        return signing_input(text, certificate)
    except JwsError as unsuited:
        raise SealDeskError(ErrorCode.CERTIFICATE_USAGE, subject="", reason="key") from unsuited


def _signature(key: _Key, data: bytes) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(hashes.SHA256()))
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _read(path: Path) -> bytes:
    try:
        blob = files.read(path, _LARGEST_BYTES)
    except FileNotFoundError as missing:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=path) from missing
    except OSError as trouble:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=trouble.strerror) from trouble
    if len(blob) > _LARGEST_BYTES:
        raise SealDeskError(ErrorCode.KEY_FILE_WRONG, path=path)
    return blob
