"""Keys outside any token that answer as one: what the envelope is tested with, call by call."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.vault.recipients import DataKey, Lock, Wrap

_PADDINGS = {
    "oaep-sha256": padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None),
    "oaep-sha1": padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None),
    "pkcs1-v1_5": padding.PKCS1v15(),
}
_numbers = count(1)
_RSA = [rsa.generate_private_key(65537, 2048) for _ in range(3)]


@dataclass
class KeyHolder:
    """Private keys by CKA_ID, data objects by label; answers a wrong ciphertext as unspecifically as tokens do."""

    keys: dict[bytes, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    calls: int = 0

    def decrypt(self, key_id: bytes, ciphertext: bytes, way: str) -> bytes:
        self.calls += 1
        key = self.keys.get(key_id)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise SealDeskError(ErrorCode.TOKEN_KEY_MISSING)
        try:
            return key.decrypt(ciphertext, _PADDINGS[way])
        except ValueError as wrong:
            raise SealDeskError(ErrorCode.TOKEN_DEVICE_ERROR, reason="GeneralError") from wrong

    def derive(self, key_id: bytes, peer_public_key: bytes) -> bytes:
        self.calls += 1
        key, peer = self.keys.get(key_id), load_der_public_key(peer_public_key)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise SealDeskError(ErrorCode.TOKEN_KEY_MISSING)
        assert isinstance(peer, ec.EllipticCurvePublicKey)
        return key.exchange(ec.ECDH(), peer)

    def read_data(self, label: str) -> bytes:
        self.calls += 1
        if label not in self.data:
            raise SealDeskError(ErrorCode.TOKEN_KEY_MISSING)
        return self.data[label]


def token_for(wrap: Wrap) -> tuple[Lock, KeyHolder]:
    """A lock opened by this way, and the token that opens it."""
    number = next(_numbers)
    name = f"token {number}"
    certificate, key_id = sha256(name.encode()).hexdigest(), bytes([number % 256, 1])
    if wrap is Wrap.TOKEN_DATA:
        made = DataKey.generate()
        lock = Lock(wrap, certificate, made.label.encode(), made.public_key, name, str(number))
        return lock, KeyHolder(data={made.label: made.secret})
    key = ec.generate_private_key(ec.SECP256R1()) if wrap is Wrap.ECDH else _RSA[number % len(_RSA)]
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Lock(wrap, certificate, key_id, spki, name, str(number)), KeyHolder({key_id: key})
