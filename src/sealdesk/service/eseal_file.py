"""Electronic seals in files (`.esl`), whoever made them: read, and checked point by point before anybody uses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk import confined
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.model.certificate import RevocationState
from sealdesk.model.eseal import EsealFinding, ForeignSeal
from sealdesk.model.seal import SealKind, SealPicture, SealShape
from sealdesk.service.certificate_chain import path_to_root, usage_against_signing
from sealdesk.service.desk import Desk
from sealdesk.service.revocation_status import book_of
from sealdesk.service.status_book import StatusBook
from sealdesk.vault import files

if TYPE_CHECKING:
    from sealdesk.formats.ses_seal import SignedSeal

_LARGEST_BYTES = 16 << 20
_READ_TIME_LIMIT_S = 20.0
_READ_MEMORY_LIMIT_MB = 1024
_DIGEST_LENGTH = 64
"""Of SHA-256, in hexadecimal digits."""


def read_foreign(
    path: Path,
    *,
    desk: Desk | None = None,
    roots: Iterable[x509.Certificate] = (),
    at: datetime | None = None,
) -> ForeignSeal:
    """The electronic seal of a file, and what its check found.

    Seal and picture are parsed in a limited child process: they may be anybody's.

    Revocation of the maker's certificate, and of those above it, is looked for in what the workspace has: lists
    that an administrator put there, answers that were kept. Nobody is asked. When it was revoked does not matter:
    the time at which a seal was made is its maker's own word.

    Args:
        desk: Its trust register counts: registered makers, roots, issuers; and what it knows of revocations.
        roots: Further trust anchors for the maker's certificate.
        at: When it is to be valid; None: now.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`, `ESEAL_UNREADABLE`, `DOCUMENT_TOO_DEMANDING`,
            `WORKSPACE_BROKEN` for a revocation list that is none.
    """
    try:
        der = files.read(path, _LARGEST_BYTES)
    except FileNotFoundError as missing:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=path) from missing
    except OSError as trouble:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=trouble.strerror) from trouble
    return check_foreign(der, path, desk=desk, roots=roots, at=at)


def check_foreign(
    der: bytes,
    name: Path | str,
    *,
    desk: Desk | None = None,
    roots: Iterable[x509.Certificate] = (),
    at: datetime | None = None,
) -> ForeignSeal:
    """As `read_foreign`, of a file's content that is at hand; `name` is what errors call it."""
    read = confined.run_limited(_READ_TIME_LIMIT_S, _READ_MEMORY_LIMIT_MB, _read, der, name)
    known, now = _Known.of(desk, roots), at or datetime.now(UTC)
    findings = (*read.findings, *_of_maker(read, known, now), *_of_validity(read.seal, now))
    ordered = sorted(findings, key=list(EsealFinding).index)
    return _told(read, tuple(ordered))


@dataclass(frozen=True)
class _Read:
    """What the child read and found by itself."""

    seal: SignedSeal
    said: dict[str, object] | None
    picture: SealPicture | None
    findings: tuple[EsealFinding, ...]


@dataclass(frozen=True)
class _Known:
    """Whom a maker's certificate is looked for among."""

    makers: frozenset[bytes]
    roots: tuple[x509.Certificate, ...]
    issuers: tuple[x509.Certificate, ...]
    book: StatusBook | None = None

    @classmethod
    def of(cls, desk: Desk | None, roots: Iterable[x509.Certificate]) -> _Known:
        if desk is None:
            return cls(frozenset(), tuple(roots), ())
        trust = desk.trust
        makers = frozenset(one.public_bytes(Encoding.DER) for one in trust.maker_certificates)
        return cls(makers, (*trust.roots, *roots), trust.intermediates, book_of(desk))


def _read(der: bytes, name: Path | str) -> _Read:
    """In the child: structure, signature and picture."""
    from sealdesk.formats.ses_seal import read_seal

    try:
        seal = read_seal(der)
    except FormatError as wrong:
        raise SealDeskError(ErrorCode.ESEAL_UNREADABLE, path=name, reason=str(wrong)) from wrong
    said = _properties(seal)
    picture = _picture(seal, said)
    return _Read(seal, said, picture, tuple(_of_itself(seal, picture)))


def _properties(seal: SignedSeal) -> dict[str, object] | None:
    from sealdesk.formats.seal_properties import properties

    try:
        return properties(seal)
    except FormatError:
        return None


def _picture(seal: SignedSeal, said: dict[str, object] | None) -> SealPicture | None:
    from sealdesk.impression.png import read_png

    width_mm, height_mm = _true_size(seal, said)
    try:
        return read_png(seal.info.picture, width_mm, height_mm)
    except SealDeskError:
        return None


def _true_size(seal: SignedSeal, said: dict[str, object] | None) -> tuple[float, float]:
    from sealdesk.formats.seal_properties import said_length

    if said is None:
        return float(seal.info.width_mm), float(seal.info.height_mm)
    try:
        return said_length(said, "width_mm"), said_length(said, "height_mm")
    except FormatError:
        return float(seal.info.width_mm), float(seal.info.height_mm)


def _of_itself(seal: SignedSeal, picture: SealPicture | None) -> Iterator[EsealFinding]:
    yield _of_structure(seal)
    yield _of_signature(seal)
    yield _of_list(seal)
    yield EsealFinding.PICTURE_UNREADABLE if picture is None else EsealFinding.PICTURE_GOOD


def _of_structure(seal: SignedSeal) -> EsealFinding:
    from sealdesk.formats.seal_properties import PROPERTIES_OID

    if any(one.critical and one.oid != PROPERTIES_OID for one in seal.info.extensions):
        return EsealFinding.STRUCTURE_CRITICAL_UNKNOWN
    return EsealFinding.STRUCTURE_GOOD if seal.canonical else EsealFinding.STRUCTURE_NOT_DER


def _of_list(seal: SignedSeal) -> EsealFinding:
    """Digests count where it is known what they are of: SHA-256, whole."""
    info = seal.info
    if info.certificates:
        return EsealFinding.CERTIFICATES_WHOLE
    known = info.digest_type.upper().replace("-", "") == "SHA256"
    if not known or any(len(one) != _DIGEST_LENGTH for one in info.digests):
        return EsealFinding.CERTIFICATES_DIGEST_UNKNOWN
    return EsealFinding.CERTIFICATES_BY_DIGEST


def _of_signature(seal: SignedSeal) -> EsealFinding:
    from sealdesk.formats.ses_signature import SignedOver, UnsupportedAlgorithmError, signed_over

    try:
        over = signed_over(seal)
    except UnsupportedAlgorithmError:
        return EsealFinding.SIGNATURE_UNSUPPORTED
    except FormatError:
        return EsealFinding.SIGNATURE_WRONG
    return {
        SignedOver.INFO: EsealFinding.SIGNATURE_OVER_INFO,
        SignedOver.INFO_AND_MAKER: EsealFinding.SIGNATURE_OVER_INFO_AND_MAKER,
        None: EsealFinding.SIGNATURE_WRONG,
    }[over]


def _of_maker(read: _Read, known: _Known, now: datetime) -> Iterator[EsealFinding]:
    """The maker's certificate, as it stood when the seal was made; revoked, as is known now."""
    certificate, then = _maker_certificate(read.seal), read.seal.info.created
    if certificate is None:
        yield EsealFinding.MAKER_UNREADABLE
        return
    if not certificate.not_valid_before_utc <= then <= certificate.not_valid_after_utc:
        yield EsealFinding.MAKER_NOT_VALID_THEN
    path = path_to_root(certificate, known.issuers, known.roots, then)
    if _revoked(path or (certificate,), known.book, now):
        yield EsealFinding.MAKER_REVOKED
    if read.seal.maker in known.makers:
        yield EsealFinding.MAKER_REGISTERED
        return
    if usage_against_signing(certificate):
        yield EsealFinding.MAKER_USAGE
    yield EsealFinding.MAKER_TRUSTED if path is not None else EsealFinding.MAKER_UNKNOWN


def _revoked(path: tuple[x509.Certificate, ...], book: StatusBook | None, now: datetime) -> bool:
    """Whether one of the path's certificates is; of the root nobody speaks."""
    if book is None:
        return False
    return any(
        book.status_of(certificate, issuer, now).state is RevocationState.REVOKED
        for certificate, issuer in pairwise(path)
    )


def _maker_certificate(seal: SignedSeal) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(seal.maker)
    except (ValueError, x509.InvalidVersion):
        return None


def _of_validity(seal: SignedSeal, at: datetime) -> Iterator[EsealFinding]:
    if at < seal.info.valid_from:
        yield EsealFinding.VALIDITY_NOT_YET
    elif at > seal.info.valid_until:
        yield EsealFinding.VALIDITY_OVER
    else:
        yield EsealFinding.VALIDITY_GOOD


def _told(read: _Read, findings: tuple[EsealFinding, ...]) -> ForeignSeal:
    seal, info, said = read.seal, read.seal.info, read.said or {}
    certificate = _maker_certificate(seal)
    width_mm, height_mm = _true_size(seal, read.said)
    return ForeignSeal(
        sha256=seal.sha256,
        es_id=info.es_id,
        vendor=info.vendor,
        version=info.version,
        kind_code=info.kind_code,
        name=info.name,
        width_mm=width_mm,
        height_mm=height_mm,
        created=info.created,
        valid_from=info.valid_from,
        valid_until=info.valid_until,
        certificates=info.digests,
        maker=certificate.subject.rfc4514_string() if certificate else "",
        algorithm=seal.algorithm,
        picture_type=info.picture_type,
        picture=read.picture,
        findings=findings,
        kind=next((one for one in SealKind if one == said.get("kind")), None),
        holder=str(said.get("holder", "")),
        credit_code=str(said.get("credit_code", "")),
        shape=next((one for one in SealShape if one == said.get("shape")), None),
        department=str(said.get("department", "")),
        der=seal.der,
    )
