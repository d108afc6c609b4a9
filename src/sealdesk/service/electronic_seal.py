"""The electronic seal (GB/T 38540-2020) behind a record: made, and checked against it whenever the vault is opened."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.model.seal import Seal
from sealdesk.service.desk import Desk

if TYPE_CHECKING:
    from sealdesk.formats.ses_seal import SealSigner, SignedSeal


def make_eseal(seal: Seal, picture_png: bytes, maker: SealSigner) -> bytes:
    """The electronic seal of a record, signed by its maker.

    Raises:
        SealDeskError: `USAGE_WRONG` naming the field for what the standard's structure cannot hold.
    """
    from sealdesk.formats.seal_properties import seal_info
    from sealdesk.formats.ses_seal import write_seal

    try:
        return write_seal(seal_info(seal, picture_png, maker.certificate, datetime.now(UTC)), maker)
    except FormatError as wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=str(wrong)) from wrong


def checked(desk: Desk, seal: Seal, der: bytes) -> SignedSeal:
    """The electronic seal in the vault, if it is the record's and its maker's.

    Checked, in the order of GB/T 38540-2020 §7.2: the digest that the record names, structure, the maker's signature,
    the maker's certificate against the trust register, validity, and that both say the same.

    Raises:
        SealDeskError: `VAULT_BROKEN`: `reason` says which of them does not hold.
    """
    from sealdesk.formats.seal_properties import disagreements
    from sealdesk.formats.ses_seal import read_seal
    from sealdesk.formats.ses_signature import signed_over

    def broken(reason: str) -> SealDeskError:
        return SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal.name, reason=reason)

    if sha256(der).hexdigest() != seal.eseal_sha256:
        raise broken("picture")
    try:
        signed = read_seal(der)
        holds = signed.canonical and signed_over(signed) is not None
        differing = disagreements(seal, signed)
    except FormatError as wrong:
        raise broken("format") from wrong
    if not holds:
        raise broken("eseal signature")
    if not _is_registered_maker(desk, signed):
        raise broken("eseal maker")
    if differing:
        raise SealDeskError(
            ErrorCode.VAULT_BROKEN, seal=seal.name, reason="eseal record", differing=", ".join(differing)
        )
    return signed


def _is_registered_maker(desk: Desk, signed: SignedSeal) -> bool:
    """One of the trust register's makers, whose certificate was valid when the seal was made."""
    for certificate in desk.trust.maker_certificates:
        if certificate.public_bytes(Encoding.DER) == signed.maker:
            return certificate.not_valid_before_utc <= signed.info.created <= certificate.not_valid_after_utc
    return False
