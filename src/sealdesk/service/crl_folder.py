"""The revocation lists that an administrator put into the workspace."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509

from sealdesk.errors import ErrorCode, SealDeskError


def load_crls(folder: Path) -> tuple[x509.CertificateRevocationList, ...]:
    """Every CRL of the workspace, DER or PEM. A file that is none is `WORKSPACE_BROKEN`, never ignored."""
    crls = []
    for path in sorted(folder.glob("*.crl")):
        try:
            data = path.read_bytes()
            load = x509.load_pem_x509_crl if data.startswith(b"-----") else x509.load_der_x509_crl
            crls.append(load(data))
        except (OSError, ValueError, x509.InvalidVersion) as broken:
            raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason="CRL") from broken
    return tuple(crls)
