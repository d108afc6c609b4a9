"""Electronic seals in files (`.esl`), whoever made them: read, and checked point by point before anybody uses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk import confined
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.model.eseal import EsealFinding, ForeignSeal
from sealdesk.model.seal import SealKind, SealPicture, SealShape
from sealdesk.service.certificate_chain import path_to_root, usage_against_signing
from sealdesk.service.desk import Desk
from sealdesk.vault import files

if TYPE_CHECKING:
    from sealdesk.formats.ses_seal import SignedSeal

_LARGEST_BYTES = 16 << 20
_READ_TIME_LIMIT_S = 20.0
_READ_MEMORY_LIMIT_MB = 1024


def read_foreign(
    path: Path,
    *,
    desk: Desk | None = None,
    roots: Iterable[x509.Certificate] = (),
    at: datetime | None = None,
) -> ForeignSeal:
    """The electronic seal of a file, and what its check found.

    Seal and picture are parsed in a limited child process: they may be anybody's.

    Args:
        desk: Its trust register counts: registered makers, roots, issuers.
        roots: Further trust anchors for the maker's certificate.
        at: When it is to be valid; None: now.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`, `ESEAL_UNREADABLE`, `DOCUMENT_TOO_DEMANDING`.
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
    known = _Known.of(desk, roots)
    findings = (*read.findings, *_of_maker(read, known), *_of_validity(read.seal, at or datetime.now(UTC)))
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

    @classmethod
    def of(cls, desk: Desk | None, roots: Iterable[x509.Certificate]) -> _Known:
        if desk is None:
            return cls(frozenset(), tuple(roots), ())
        trust = desk.trust
        makers = frozenset(one.public_bytes(Encoding.DER) for one in trust.maker_certificates)
        return cls(makers, (*trust.roots, *roots), trust.intermediates)


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
    yield EsealFinding.STRUCTURE_GOOD if seal.canonical else EsealFinding.STRUCTURE_NOT_DER
    yield _of_signature(seal)
    whole = bool(seal.info.certificates)
    yield EsealFinding.CERTIFICATES_WHOLE if whole else EsealFinding.CERTIFICATES_BY_DIGEST
    yield EsealFinding.PICTURE_UNREADABLE if picture is None else EsealFinding.PICTURE_GOOD


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


def _of_maker(read: _Read, known: _Known) -> Iterator[EsealFinding]:
    """The maker's certificate, as it stood when the seal was made."""
    certificate, then = _maker_certificate(read.seal), read.seal.info.created
    if certificate is None:
        yield EsealFinding.MAKER_UNREADABLE
        return
    if not certificate.not_valid_before_utc <= then <= certificate.not_valid_after_utc:
        yield EsealFinding.MAKER_NOT_VALID_THEN
    if read.seal.maker in known.makers:
        yield EsealFinding.MAKER_REGISTERED
        return
    if usage_against_signing(certificate):
        yield EsealFinding.MAKER_USAGE
    trusted = path_to_root(certificate, known.issuers, known.roots, then) is not None
    yield EsealFinding.MAKER_TRUSTED if trusted else EsealFinding.MAKER_UNKNOWN


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
