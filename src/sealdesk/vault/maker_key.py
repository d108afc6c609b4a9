"""The seal maker's (制章者) keys at rest, opened by one password (argon2id, AES-256-GCM).

Two keys lie together: the X.509 key that signs electronic seals (GB/T 38540-2020), and the Ed25519 key that signs their
records (C2SP signed note).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.fields import Fields
from sealdesk.formats.ses_algorithms import ECDSA_SHA256, RSA_SHA256
from sealdesk.tlog.note import Signer
from sealdesk.vault.personal_key import Argon2Cost, lock_key, unlock_key

MAKER = "seal-maker"
_COST = Argon2Cost()
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class MakerKeys:
    """The maker's opened keys. Shown by certificate only.

    Attributes:
        note: Signs records.
        maker_certificate: Of the key that signs electronic seals.
    """

    note: Signer = field(repr=False)
    maker_certificate: x509.Certificate
    _key: PrivateKey = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._key.public_key() != self.maker_certificate.public_key():
            raise ValueError("maker: the certificate is another key's")

    @property
    def certificate(self) -> bytes:
        """DER."""
        return self.maker_certificate.public_bytes(Encoding.DER)

    @property
    def algorithm(self) -> str:
        """Object identifier of what `sign` makes."""
        return RSA_SHA256 if isinstance(self._key, rsa.RSAPrivateKey) else ECDSA_SHA256

    def sign(self, data: bytes) -> bytes:
        """A signature with SHA-256 over `data`."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))

    def locked(self, password: str, cost: Argon2Cost = _COST) -> bytes:
        """The file that keeps the keys for whoever knows `password`."""
        pem = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        content = {
            "format": 1,
            "note": self.note.secret_text(),
            "certificate": self.maker_certificate.public_bytes(Encoding.PEM).decode(),
            "key": pem.decode(),
        }
        return lock_key(MAKER, canonical(content).decode(), password, cost)


def unlock_maker(blob: bytes, password: str) -> MakerKeys:
    """The keys of a maker's file.

    Raises:
        SealDeskError: `MAKER_PASSWORD_WRONG`; a file that was changed cannot be told apart from it.
    """
    try:
        content = unlock_key(blob, MAKER, password)
    except SealDeskError as wrong:
        raise SealDeskError(ErrorCode.MAKER_PASSWORD_WRONG) from wrong.__cause__
    try:
        fields = Fields(parse_canonical(content.encode()), "maker")
        fields.format(1)
        note = Signer.parse(fields.text("note"))
        certificate = x509.load_pem_x509_certificate(fields.text("certificate").encode())
        key = load_pem_private_key(fields.text("key").encode(), None)
        fields.done()
        if not isinstance(key, PrivateKey):
            raise ValueError("maker: key of another kind")
        return MakerKeys(note, certificate, key)
    except ValueError:
        # Not `from`: the error of a parser may carry what it could not read.
        raise SealDeskError(ErrorCode.MAKER_PASSWORD_WRONG) from None
