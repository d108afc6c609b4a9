"""A person's own token: the certificate on it that the people register names for them, and its signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.people import Person
from sealdesk.model.token import TokenCertificate, TokenRef
from sealdesk.service.certificate_check import check_for_person
from sealdesk.service.custody_standing import holder_of_certificate
from sealdesk.service.desk import Desk
from sealdesk.service.token_binding import Binding
from sealdesk.service.token_registration import check_registered


def binding_of_person(desk: Desk, person: Person, token: TokenRef, at: datetime) -> Binding:
    """The certificate through which a person signs with their own token, and nobody else.

    Raises:
        SealDeskError: `PERSON_TOKEN_FOREIGN` where none on it is theirs (also one whose token passed to another
            keeper); `TOKEN_NOT_REGISTERED`; what stands against the certificate: `CERTIFICATE_…`.
    """
    on_token = desk.tokens.certificates(token)
    theirs = [one for one in on_token if one.sha256 in person.certificates and _holds(desk, person, one)]
    if not theirs:
        raise SealDeskError(ErrorCode.PERSON_TOKEN_FOREIGN, person=person.name, token=token)
    check_registered(desk, token)
    against: list[SealDeskError] = []
    for one in theirs:
        try:
            return _bound(desk, one, on_token, at)
        except SealDeskError as refusal:
            against.append(refusal)
    raise against[0]


def _holds(desk: Desk, person: Person, certificate: TokenCertificate) -> bool:
    holder = holder_of_certificate(desk, certificate.sha256)
    return holder is not None and holder.id == person.id


def _bound(desk: Desk, ours: TokenCertificate, on_token: Iterable[TokenCertificate], at: datetime) -> Binding:
    try:
        certificate = x509.load_der_x509_certificate(ours.der)
    except (ValueError, x509.InvalidVersion) as bent:
        raise SealDeskError(ErrorCode.CERTIFICATE_USAGE, subject=ours.label, reason="malformed") from bent
    checked = check_for_person(desk, certificate, readable(one.der for one in on_token), at)
    return Binding(
        certificate=ours.der,
        certificate_sha256=ours.sha256,
        subject=certificate.subject.rfc4514_string(),
        chain=tuple(issuer.public_bytes(Encoding.DER) for issuer in checked.chain),
        key_id=ours.key_id,
        algorithm="ecdsa" if isinstance(certificate.public_key(), ec.EllipticCurvePublicKey) else "rsa",
        until=certificate.not_valid_after_utc,
        revocation=checked.revocation,
    )


def readable(ders: Iterable[bytes]) -> Iterator[x509.Certificate]:
    """Those that are X.509 by their form."""
    for der in ders:
        with suppress(ValueError, x509.InvalidVersion):
            yield x509.load_der_x509_certificate(der)
