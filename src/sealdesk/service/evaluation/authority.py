"""A test certification authority of three levels, with a CRL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

ORGANISATION = "城南建设有限公司"
CREDIT_CODE = "91420100MA4KTEST0X"
"""统一社会信用代码 of an organisation that does not exist."""

_CA_USAGE = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True)
class _Issuer:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


class TestAuthority:
    """Root, policy and issuing authority; their keys live as long as this object."""

    __test__ = False

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now or datetime.now(UTC)
        self._root = self._issuer("SealDesk 评估根证书", None, path_length=2)
        self._middle = self._issuer("SealDesk 评估中级证书", self._root, path_length=1)
        self._issuing = self._issuer("SealDesk 评估签发证书", self._middle, path_length=0)

    @property
    def root(self) -> x509.Certificate:
        return self._root.certificate

    @property
    def intermediates(self) -> tuple[x509.Certificate, ...]:
        """Issuing authority first."""
        return self._issuing.certificate, self._middle.certificate

    def crls(self, revoked: tuple[x509.Certificate, ...] = ()) -> tuple[x509.CertificateRevocationList, ...]:
        """One current CRL of each authority; `revoked` are certificates of the issuing one."""
        return tuple(
            self._crl(issuer, revoked if issuer is self._issuing else ())
            for issuer in (self._issuing, self._middle, self._root)
        )

    def certificate(
        self,
        common_name: str,
        public_key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
        *,
        for_signing: bool,
        lifetime: timedelta = timedelta(days=730),
        since: datetime | None = None,
    ) -> x509.Certificate:
        """A certificate of the organisation, for signing or for encryption (双证书)."""
        start = since or self._now - timedelta(hours=1)
        agrees = not for_signing and isinstance(public_key, ec.EllipticCurvePublicKey)
        enciphers = not for_signing and not agrees
        usage = x509.KeyUsage(
            digital_signature=for_signing,
            content_commitment=for_signing,
            key_encipherment=enciphers,
            data_encipherment=enciphers,
            key_agreement=agrees,
            key_cert_sign=False,
            crl_sign=False,
            encipher_only=False,
            decipher_only=False,
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(_organisation_name(common_name))
            .issuer_name(self._issuing.certificate.subject)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + lifetime)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(_authority_key(self._issuing), critical=False)
        )
        return builder.sign(self._issuing.key, hashes.SHA256())

    def _issuer(self, common_name: str, above: _Issuer | None, path_length: int) -> _Issuer:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "SealDesk 评估"),
                x509.NameAttribute(NameOID.COMMON_NAME, common_name),
            ]
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(above.certificate.subject if above else name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - timedelta(days=1))
            .not_valid_after(self._now + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
            .add_extension(_CA_USAGE, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        if above:
            builder = builder.add_extension(_authority_key(above), critical=False)
        return _Issuer(builder.sign(above.key if above else key, hashes.SHA256()), key)

    def _crl(self, issuer: _Issuer, revoked: tuple[x509.Certificate, ...]) -> x509.CertificateRevocationList:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(self._now - timedelta(hours=1))
            .next_update(self._now + timedelta(days=3650))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(_authority_key(issuer), critical=False)
        )
        for certificate in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(certificate.serial_number)
                .revocation_date(self._now)
                .build()
            )
        return builder.sign(issuer.key, hashes.SHA256())


def _authority_key(issuer: _Issuer) -> x509.AuthorityKeyIdentifier:
    identifier = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _organisation_name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.STATE_OR_PROVINCE_NAME, "湖北省"),
            x509.NameAttribute(NameOID.LOCALITY_NAME, "武汉市"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"NTRCN-{CREDIT_CODE}"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, CREDIT_CODE),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
