"""Setting up the seal maker (制章者) of a workspace: two administrators register its certificate and its key."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import NameOID

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.permission import Action
from sealdesk.policy.sign_in_rules import LEAST_PASSWORD
from sealdesk.service.certificate_chain import usage_against_signing
from sealdesk.service.desk import Desk
from sealdesk.service.registers import TrustRegister, write_trust
from sealdesk.service.sign_in import SignIn, two_administrators
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer
from sealdesk.vault import files
from sealdesk.vault.maker_key import MakerKeys, PrivateKey

_LARGEST_BYTES = 1 << 20
_LEAST_RSA_BITS = 2048
_SELF_MADE_YEARS = 10


@dataclass(frozen=True)
class MakerFile:
    """A key and certificate that an authority issued to the maker (PKCS#12).

    Attributes:
        password: Opens the file.
    """

    path: Path
    password: str = field(repr=False)


def set_up_maker(
    desk: Desk, administrators: Iterable[SignIn], password: str, given: MakerFile | None = None
) -> x509.Certificate:
    """Give the workspace a seal maker, or its maker new keys; earlier makers stay registered for what they made.

    The trust register's next version, signed by both administrators, is what makes the certificate count.

    Args:
        password: Opens the maker's keys from now on; at least eight characters.
        given: None: a key and certificate are made here; only who trusts this workspace's register trusts them.

    Raises:
        SealDeskError: `PERSON_TWO_NEEDED`, `PERSON_…`; `USAGE_WRONG` for a short password; `MAKER_FILE_WRONG`;
            `VAULT_NOT_WRITABLE`; what the registers and the ledger say.
    """
    desk.check_log()
    if len(password) < LEAST_PASSWORD:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=f"--maker-password-file ≥ {LEAST_PASSWORD}")
    signers = two_administrators(desk, administrators, "maker", Action.CHANGE_TRUST)
    key, certificate = _made(desk.settings.organisation) if given is None else _read(given)
    keys = MakerKeys(Signer.generate("sealdesk.invalid/seal-maker"), certificate, key)
    register = note.sign(_next_register(desk.trust, keys), *signers.values())
    facts = {
        "version": desk.trust.version + 1,
        "sha256": sha256(register.encode()).hexdigest(),
        "signed_by": sorted(signers),
        "maker": certificate.fingerprint(hashes.SHA256()).hex(),
    }
    _put(desk, {desk.layout.trust: register.encode(), desk.layout.maker_key: keys.locked(password)}, facts)
    return certificate


def makers(desk: Desk) -> tuple[x509.Certificate, ...]:
    """Certificates of the registered makers, the latest last."""
    return desk.trust.maker_certificates


def _next_register(trust: TrustRegister, keys: MakerKeys) -> str:
    return write_trust(
        trust.version + 1,
        map(_pem, trust.roots),
        map(_pem, trust.intermediates),
        [*map(str, trust.makers), str(keys.note.verifier)],
        [*map(_pem, trust.maker_certificates), _pem(keys.maker_certificate)],
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _put(desk: Desk, content: dict[Path, bytes], facts: dict[str, object]) -> None:
    """New files lie beside the old ones until the ledger names the register; then they take their places."""
    before = desk.trust.version
    with desk.recording() as transaction:
        desk.check_log(transaction)
        last = next(transaction.entries(kind=EntryKind.TRUST_SET, newest_first=True, limit=1))
        if last.body["version"] != before:
            raise SealDeskError(
                ErrorCode.REGISTER_BROKEN, path=desk.layout.trust, reason="not the one in force"
            )
        try:
            desk.layout.maker_key.parent.mkdir(mode=0o700, exist_ok=True)
            for path, blob in content.items():
                files.lay_beside(path, blob)
        except OSError as trouble:
            said = {"path": trouble.filename, "reason": trouble.strerror}
            raise SealDeskError(ErrorCode.VAULT_NOT_WRITABLE, **said) from trouble
        transaction.append(EntryKind.TRUST_SET, facts)
    for path, blob in content.items():
        files.put_in_force(path, sha256(blob).hexdigest(), _LARGEST_BYTES)
    with suppress(KeyError):
        del desk.__dict__["trust"]


def _made(organisation: str) -> tuple[PrivateKey, x509.Certificate]:
    """A key of its own, certified by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation[:58]}（制章）"),
        ]
    )
    since = datetime.now(UTC) - timedelta(hours=1)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=365 * _SELF_MADE_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def _read(given: MakerFile) -> tuple[PrivateKey, x509.Certificate]:
    """Key and certificate of a file, if seals can be signed with them today."""
    try:
        blob = files.read(given.path, _LARGEST_BYTES)
    except OSError as trouble:
        said = {"path": given.path, "reason": trouble.strerror}
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, **said) from trouble
    try:
        found = load_pkcs12(blob, given.password.encode())
    except ValueError:
        # Not `from`: the error of a parser may carry what it could not read.
        raise SealDeskError(ErrorCode.MAKER_FILE_WRONG, path=given.path, reason="maker password") from None
    key, certificate = found.key, found.cert.certificate if found.cert else None
    reason = _against(key, certificate)
    if reason or certificate is None or not isinstance(key, PrivateKey):
        raise SealDeskError(ErrorCode.MAKER_FILE_WRONG, path=given.path, reason=reason)
    return key, certificate


def _against(key: object, certificate: x509.Certificate | None) -> str:
    """Why no seals can be signed with them; empty where they can."""
    if certificate is None or not isinstance(key, PrivateKey):
        return "maker key"
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < _LEAST_RSA_BITS:
        return "maker key"
    if key.public_key() != certificate.public_key():
        return "maker key"
    if not certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc:
        return "maker validity"
    return usage_against_signing(certificate)
