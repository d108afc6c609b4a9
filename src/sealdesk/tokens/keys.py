"""Keys and certificates on an open session. Lives in the token process only."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from hashlib import sha256
from typing import Any, NamedTuple

import pkcs11
from asn1crypto import core
from asn1crypto.algos import DigestInfo, DSASignature
from asn1crypto.keys import PublicKeyInfo, RSAPublicKey
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass
from pkcs11.mechanisms import KDF, MGF
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key
from pkcs11.util.x509 import decode_x509_certificate

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens.cryptoki import Cryptoki, Scheme, oaep
from sealdesk.tokens.errors import KeyFunctionNotPermitted

PrivateKey = Any
"""The library builds its key classes at run time, from what the key may do."""

_KEY_TYPES = {"rsa": KeyType.RSA, "ecdsa": KeyType.EC}
_RSA_BITS = {"rsa2048": 2048, "rsa3072": 3072}
_CAPABILITIES = {
    "sign": MechanismFlag.SIGN | MechanismFlag.VERIFY,
    "decrypt": MechanismFlag.DECRYPT | MechanismFlag.ENCRYPT,
    "derive": MechanismFlag.DERIVE,
}
_KINDS = {KeyType.RSA: "rsa", KeyType.EC: "ec"}
_USES = {"sign": Attribute.SIGN, "decrypt": Attribute.DECRYPT, "derive": Attribute.DERIVE}
DECRYPTION_WAYS = {
    "oaep-sha256": oaep(int(Mechanism.SHA256), int(MGF.SHA256)),
    "oaep-sha1": oaep(int(Mechanism.SHA_1), int(MGF.SHA1)),
    "pkcs1-v1_5": Scheme(int(Mechanism.RSA_PKCS)),
}
"""How RSA keys decrypt, best first."""
_NO_SUCH_WAY = (
    pkcs11.ArgumentsBad,
    pkcs11.MechanismInvalid,
    pkcs11.MechanismParamInvalid,
    pkcs11.FunctionNotSupported,
    pkcs11.FunctionFailed,
    pkcs11.KeyTypeInconsistent,
    KeyFunctionNotPermitted,
)


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
        ValueError,  # no text, or a vendor's number that the standard does not name
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


def always_asks(key: PrivateKey) -> bool:
    """CKA_ALWAYS_AUTHENTICATE (§4.9): each use wants a context-specific login."""
    return _attribute(key, Attribute.ALWAYS_AUTHENTICATE, False) is True


class Using(NamedTuple):
    """A private key in use: through which session, what its token offers, and how its login is given."""

    cryptoki: Cryptoki
    session: pkcs11.Session
    key: PrivateKey
    offered: frozenset[Mechanism]
    confirm: Callable[[], None]

    @property
    def handles(self) -> tuple[int, int]:
        """Of session and key."""
        return handle(self.session), handle(self.key)


def handle(held: Any) -> int:
    """CK_SESSION_HANDLE or CK_OBJECT_HANDLE: the library has it, its type stubs do not."""
    return int(held.handle)


def sign(using: Using, data: bytes) -> bytes:
    """A signature over `data` with SHA-256: PKCS#1 v1.5 value (RFC 8017 §8.2), or DER ECDSA-Sig-Value (RFC 3279)."""
    if not hasattr(using.key, "sign"):
        raise pkcs11.NoSuchKey("CKA_SIGN is false")
    if using.key.key_type == KeyType.EC:
        return _sign_ecdsa(using, data)
    if Mechanism.SHA256_RSA_PKCS in using.offered or Mechanism.RSA_PKCS not in using.offered:
        return _sign(using, Mechanism.SHA256_RSA_PKCS, data)
    info = DigestInfo({"digest_algorithm": _sha256_algorithm(), "digest": sha256(data).digest()})
    return _sign(using, Mechanism.RSA_PKCS, info.dump())


def _sign(using: Using, mechanism: Mechanism, data: bytes) -> bytes:
    session, key = using.handles
    return bytes(using.cryptoki.sign(session, Scheme(int(mechanism)), key, data, using.confirm))


def _sha256_algorithm() -> dict[str, Any]:
    return {"algorithm": "sha256", "parameters": core.Null()}


def _sign_ecdsa(using: Using, data: bytes) -> bytes:
    # CKM_ECDSA over an own digest first: SoftHSM2 and many cards know no other.
    if Mechanism.ECDSA in using.offered or Mechanism.ECDSA_SHA256 not in using.offered:
        made = _sign(using, Mechanism.ECDSA, sha256(data).digest())
    else:
        made = _sign(using, Mechanism.ECDSA_SHA256, data)
    if not made or len(made) % 2:
        raise SealDeskError(ErrorCode.TOKEN_SIGNATURE_WRONG)
    return bytes(DSASignature.from_p1363(made).dump())


def decrypt(using: Using, ciphertext: bytes, way: str) -> bytearray:
    """RSA decryption in one of `DECRYPTION_WAYS`; raises `pkcs11.MechanismInvalid` where the token has it not."""
    if not hasattr(using.key, "decrypt"):
        raise pkcs11.NoSuchKey("CKA_DECRYPT is false")
    scheme = DECRYPTION_WAYS[way]
    if Mechanism(scheme.mechanism) not in using.offered:
        raise pkcs11.MechanismInvalid
    session, key = using.handles
    return using.cryptoki.decrypt(session, scheme, key, ciphertext, using.confirm)


def derive(using: Using, peer_point: bytes, secret_bytes: int) -> bytearray:
    """ECDH with a peer's uncompressed point: the x-coordinate alone (CKM_ECDH1_DERIVE, CKD_NULL)."""
    if not hasattr(using.key, "derive_key"):
        raise pkcs11.NoSuchKey("CKA_DERIVE is false")
    if Mechanism.ECDH1_DERIVE not in using.offered:
        raise pkcs11.MechanismInvalid
    with suppress(pkcs11.OperationNotInitialized):
        # A derivation has no beginning of its own to wait in: modules that want one take no login for it.
        using.confirm()
    # A session object that may be read: its value is asked for at once, and it is destroyed.
    readable = {Attribute.SENSITIVE: False, Attribute.EXTRACTABLE: True, Attribute.TOKEN: False}
    secret = using.key.derive_key(
        KeyType.GENERIC_SECRET,
        secret_bytes * 8,
        capabilities=MechanismFlag(0),
        mechanism_param=(KDF.NULL, None, peer_point),
        template=readable,
    )
    try:
        return bytearray(secret[Attribute.VALUE])
    finally:
        secret.destroy()


def private_keys(
    cryptoki: Cryptoki,
    session: pkcs11.Session,
    offered: frozenset[Mechanism],
    trial_session: Callable[[], AbstractContextManager[pkcs11.Session]],
) -> list[dict[str, Any]]:
    """The RSA and EC private keys the session sees, as fields of `model.TokenKeyInfo`."""
    told = []
    for key in list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})):
        kind = _KINDS.get(_attribute(key, Attribute.KEY_TYPE, None))
        if kind is None:
            continue
        uses = [use for use, attribute in _USES.items() if _attribute(key, attribute, False) is True]
        ways: list[str] = []
        if kind == "rsa" and "decrypt" in uses:
            ways = [
                way
                for way, scheme in DECRYPTION_WAYS.items()
                if Mechanism(scheme.mechanism) in offered and _accepts(cryptoki, trial_session, scheme, key)
            ]
        if kind == "ec" and "derive" in uses and Mechanism.ECDH1_DERIVE in offered:
            ways = ["ecdh"]
        told.append(
            {
                "key_id": _attribute(key, Attribute.ID, b""),
                "kind": kind,
                "uses": uses,
                "always_authenticate": always_asks(key),
                "ways": ways,
            }
        )
    return told


def _accepts(
    cryptoki: Cryptoki,
    trial_session: Callable[[], AbstractContextManager[pkcs11.Session]],
    scheme: Scheme,
    key: PrivateKey,
) -> bool:
    """Whether the token begins a decryption like this: no list tells of its hashes. Ended with the session."""
    try:
        with trial_session() as session:
            cryptoki.begin_decryption(handle(session), scheme, handle(key))
    except _NO_SUCH_WAY:
        return False
    return True


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
