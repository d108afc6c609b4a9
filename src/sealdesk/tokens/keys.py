"""Keys and certificates on an open session. Lives in the token process only."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pkcs11
from asn1crypto import core
from asn1crypto.algos import DigestInfo, DSASignature
from asn1crypto.keys import PublicKeyInfo, RSAPublicKey
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass
from pkcs11.mechanisms import MGF
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key
from pkcs11.util.x509 import decode_x509_certificate

from sealdesk.errors import ErrorCode, SealDeskError

PrivateKey = Any
"""The library builds its key classes at run time, from what the key may do."""

_KEY_TYPES = {"rsa": KeyType.RSA, "ecdsa": KeyType.EC}
_RSA_BITS = {"rsa2048": 2048, "rsa3072": 3072}
_CAPABILITIES = {
    "sign": MechanismFlag.SIGN | MechanismFlag.VERIFY,
    "decrypt": MechanismFlag.DECRYPT | MechanismFlag.ENCRYPT,
}
_OAEP_SHA1 = (Mechanism.SHA_1, MGF.SHA1, None)


def certificates(session: pkcs11.Session, *, logged_in: bool) -> list[dict[str, Any]]:
    """The X.509 certificates the session sees, as fields of `model.TokenCertificate`."""
    private = _private_key_ids(session) if logged_in else None
    told = []
    for found in list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})):
        der = _attribute(found, Attribute.VALUE, b"")
        if not der:
            continue  # CKA_URL in its place (§4.6.3), or no X.509 certificate
        key_id = _attribute(found, Attribute.ID, b"")
        told.append(
            {
                "der": der,
                "key_id": key_id,
                "label": _attribute(found, Attribute.LABEL, ""),
                "has_private_key": None if private is None else key_id in private,
            }
        )
    return told


def _private_key_ids(session: pkcs11.Session) -> frozenset[bytes]:
    found = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
    return frozenset(_attribute(key, Attribute.ID, b"") for key in found)


def _attribute(found: Any, attribute: Attribute, missing: Any) -> Any:
    try:
        return found[attribute]
    except (
        pkcs11.AttributeTypeInvalid,
        pkcs11.AttributeSensitive,
        pkcs11.FunctionFailed,
        UnicodeDecodeError,
    ):
        return missing


def find_private_key(session: pkcs11.Session, key_id: bytes, algorithm: str) -> PrivateKey:
    """The private key of this CKA_ID and type; raises `pkcs11.NoSuchKey`."""
    wanted = {
        Attribute.CLASS: ObjectClass.PRIVATE_KEY,
        Attribute.ID: key_id,
        Attribute.KEY_TYPE: _KEY_TYPES[algorithm],
    }
    found = list(session.get_objects(wanted))  # to its end: a search left open blocks the session
    if not found:
        raise pkcs11.NoSuchKey(key_id.hex())
    return found[0]


def sign(key: PrivateKey, data: bytes, offered: frozenset[Mechanism], pin: str | None) -> bytes:
    """A signature over `data` with SHA-256: PKCS#1 v1.5 value (RFC 8017 §8.2), or DER ECDSA-Sig-Value (RFC 3279)."""
    if not hasattr(key, "sign"):
        raise pkcs11.NoSuchKey("CKA_SIGN is false")
    pin = _pin_for_use(key, pin)
    if key.key_type == KeyType.EC:
        return _sign_ecdsa(key, data, offered, pin)
    if Mechanism.SHA256_RSA_PKCS in offered or Mechanism.RSA_PKCS not in offered:
        made = key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS, pin=pin)
    else:
        info = DigestInfo({"digest_algorithm": _sha256_algorithm(), "digest": sha256(data).digest()})
        made = key.sign(info.dump(), mechanism=Mechanism.RSA_PKCS, pin=pin)
    return bytes(made)


def _pin_for_use(key: PrivateKey, pin: str | None) -> str | None:
    """The PIN where the key asks for it at every use (CKA_ALWAYS_AUTHENTICATE, §4.9), and there only."""
    if not _attribute(key, Attribute.ALWAYS_AUTHENTICATE, False):
        return None
    if pin is None:
        raise SealDeskError(ErrorCode.TOKEN_PIN_MISSING)
    return pin


def _sha256_algorithm() -> dict[str, Any]:
    return {"algorithm": "sha256", "parameters": core.Null()}


def _sign_ecdsa(key: PrivateKey, data: bytes, offered: frozenset[Mechanism], pin: str | None) -> bytes:
    # CKM_ECDSA over an own digest first: SoftHSM2 and many cards know no other.
    if Mechanism.ECDSA in offered or Mechanism.ECDSA_SHA256 not in offered:
        made = key.sign(sha256(data).digest(), mechanism=Mechanism.ECDSA, pin=pin)
    else:
        made = key.sign(data, mechanism=Mechanism.ECDSA_SHA256, pin=pin)
    if not made or len(made) % 2:
        raise SealDeskError(ErrorCode.TOKEN_SIGNATURE_WRONG)
    return bytes(DSASignature.from_p1363(bytes(made)).dump())


def decrypt(key: PrivateKey, ciphertext: bytes, offered: frozenset[Mechanism], pin: str | None) -> bytes:
    """RSA-OAEP with SHA-1 and MGF1-SHA-1; PKCS#1 v1.5 only where the token has no OAEP at all."""
    if not hasattr(key, "decrypt"):
        raise pkcs11.NoSuchKey("CKA_DECRYPT is false")
    pin = _pin_for_use(key, pin)
    if Mechanism.RSA_PKCS_OAEP in offered or Mechanism.RSA_PKCS not in offered:
        made = key.decrypt(ciphertext, mechanism=Mechanism.RSA_PKCS_OAEP, mechanism_param=_OAEP_SHA1, pin=pin)
    else:
        made = key.decrypt(ciphertext, mechanism=Mechanism.RSA_PKCS, pin=pin)
    return bytes(made)


def generate(session: pkcs11.Session, kind: str, label: str, key_id: bytes, usage: str) -> bytes:
    """A key pair that cannot leave the token; the SubjectPublicKeyInfo in DER."""
    wanted: dict[str, Any] = {
        "id": key_id,
        "label": label,
        "store": True,
        "capabilities": _CAPABILITIES[usage],
        "private_template": {Attribute.EXTRACTABLE: False},
    }
    if kind in _RSA_BITS:
        public, _ = session.generate_keypair(KeyType.RSA, _RSA_BITS[kind], **wanted)
        rsa = RSAPublicKey.load(encode_rsa_public_key(public))
        return bytes(PublicKeyInfo.wrap(rsa, "rsa").dump())
    curve = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
    parameters = session.create_domain_parameters(KeyType.EC, curve, local=True)
    public, _ = parameters.generate_keypair(**wanted)
    return bytes(encode_ec_public_key(public))


def import_certificate(session: pkcs11.Session, der: bytes, key_id: bytes, label: str) -> None:
    """Store a certificate as a public object beside its key."""
    attributes = {
        **decode_x509_certificate(der),
        Attribute.TOKEN: True,
        Attribute.PRIVATE: False,
        Attribute.ID: key_id,
        Attribute.LABEL: label,
    }
    session.create_object(attributes)
