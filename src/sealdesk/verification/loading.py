"""Roots and CRLs from files, PEM or DER, several in one PEM file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError

_LARGEST_BYTES = 256 << 20


def load_roots(paths: Iterable[Path]) -> tuple[bytes, ...]:
    """Certificates as DER, in the order of the files.

    Raises:
        SealDeskError: `TRUST_FILE_UNREADABLE` or `TRUST_FILE_WRONG`, with the facts `path` and `kind`
            (`certificate`).
    """
    from cryptography import x509

    def check(der: bytes) -> None:
        x509.load_der_x509_certificate(der)

    return _load(paths, "certificate", {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"}, check)


def load_crls(paths: Iterable[Path]) -> tuple[bytes, ...]:
    """Certificate revocation lists as DER, in the order of the files.

    Raises:
        SealDeskError: `TRUST_FILE_UNREADABLE` or `TRUST_FILE_WRONG`, with the facts `path` and `kind` (`crl`).
    """
    from cryptography import x509

    def check(der: bytes) -> None:
        x509.load_der_x509_crl(der)

    return _load(paths, "crl", {"X509 CRL", "CRL"}, check)


def _load(
    paths: Iterable[Path], kind: str, labels: set[str], check: Callable[[bytes], None]
) -> tuple[bytes, ...]:
    from cryptography.x509 import InvalidVersion

    found: list[bytes] = []
    for path in paths:
        ders = _ders(_content(path, kind), path, kind, labels)
        for der in ders:
            try:
                check(der)
            except (ValueError, InvalidVersion) as error:
                raise SealDeskError(ErrorCode.TRUST_FILE_WRONG, path=str(path), kind=kind) from error
        found += ders
    return tuple(found)


def _content(path: Path, kind: str) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_BYTES + 1)
    except OSError as error:
        raise SealDeskError(ErrorCode.TRUST_FILE_UNREADABLE, path=str(path), kind=kind) from error
    if len(content) > _LARGEST_BYTES:
        raise SealDeskError(ErrorCode.TRUST_FILE_WRONG, path=str(path), kind=kind)
    return content


def _ders(content: bytes, path: Path, kind: str, labels: set[str]) -> list[bytes]:
    from asn1crypto import pem

    if not pem.detect(content):
        return [content]
    try:
        blocks = list(pem.unarmor(content, multiple=True))
    except ValueError as error:
        raise SealDeskError(ErrorCode.TRUST_FILE_WRONG, path=str(path), kind=kind) from error
    ders = [der for label, _, der in blocks if label in labels]
    if not ders:
        raise SealDeskError(ErrorCode.TRUST_FILE_WRONG, path=str(path), kind=kind)
    return ders
