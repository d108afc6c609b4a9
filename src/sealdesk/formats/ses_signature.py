"""Whether an electronic seal's signature is its maker's (GB/T 38540-2020 §6, §7.2)."""

from __future__ import annotations

from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from sealdesk.formats.fields import FormatError
from sealdesk.formats.ses_algorithms import ECDSA_SHA256, RSA_SHA256, SM2_SM3
from sealdesk.formats.ses_seal import SignedSeal


class SignedOver(StrEnum):
    """What a maker signed; the editions and products in use differ."""

    INFO = "info"  # eSealInfo alone
    INFO_AND_MAKER = "info_and_maker"  # SEQUENCE { eSealInfo, cert, signAlgID }


class UnsupportedAlgorithmError(FormatError):
    """The signature may be right: this algorithm cannot be checked here yet."""


def signed_over(seal: SignedSeal) -> SignedOver | None:
    """What the maker's signature is over; None where it is not the maker's.

    Raises:
        UnsupportedAlgorithmError: An algorithm other than RSA or ECDSA with SHA-256, e.g. SM2 with SM3.
        FormatError: A certificate that cannot be read.
    """
    if seal.algorithm not in (RSA_SHA256, ECDSA_SHA256):
        name = "SM2" if seal.algorithm == SM2_SM3 else seal.algorithm
        raise UnsupportedAlgorithmError(name)
    try:
        key = x509.load_der_x509_certificate(seal.maker).public_key()
    except Exception as wrong:
        raise FormatError("seal.cert") from wrong
    if _verifies(key, seal, seal.info_der):
        return SignedOver.INFO
    return SignedOver.INFO_AND_MAKER if _verifies(key, seal, seal.signed_with_maker) else None


def _verifies(key: object, seal: SignedSeal, data: bytes) -> bool:
    try:
        if isinstance(key, rsa.RSAPublicKey) and seal.algorithm == RSA_SHA256:
            key.verify(seal.signature, data, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey) and seal.algorithm == ECDSA_SHA256:
            key.verify(seal.signature, data, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True
