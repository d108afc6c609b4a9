"""Tokens the one contract suite runs over, each with what a test may do to it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from sealdesk.model.token import TokenCertificate, TokenInfo, TokenRef
from sealdesk.tokens.client import TokenModule, TokenProcess
from sealdesk.tokens.softhsm import make_token
from tests.contract.shim import Shim
from tests.contract.virtual_card import PIN as CARD_PIN
from tests.contract.virtual_card import PUK as CARD_PUK
from tests.contract.virtual_card import SIGN, PivApplet, VirtualCard

LABEL, SO_PIN, USER_PIN = "合同测试", "87654321", "246813"
SOFTHSM_WAYS = ("oaep-sha1", "pkcs1-v1_5")
"""SoftHSM2 2.6 begins RSA-OAEP with SHA-1 alone."""
OAEP = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), label=None)
NOTICE_LIMIT_S = 10.0


@dataclass(frozen=True)
class Key:
    """A private key on the token: its CKA_ID, and how `sign` is told of it."""

    key_id: bytes
    algorithm: str


RSA_KEY, EC_KEY, DECRYPTION_KEY = Key(b"\x01", "rsa"), Key(b"\x02", "ecdsa"), Key(b"\x03", "rsa")
DERIVATION_KEY = Key(b"\x04", "ecdsa")


@dataclass
class Subject:
    """A token under contract. What is None here, it cannot do.

    Attributes:
        code: What unblocks its PIN, in the way of its module.
        code_attempts: How often a code was tried so far.
        ways: How its decryption key decrypts, best first.
    """

    process: TokenProcess
    pin: str
    signing: tuple[Key, ...]
    decryption: Key | None
    pull: Callable[[], None] | None = None
    insert: Callable[[], None] | None = None
    pull_while_signing: Callable[[], None] | None = None
    login_attempts: Callable[[], int] | None = None
    counts_tries: bool = False
    may_change_pin: bool = True
    code: str | None = None
    code_attempts: Callable[[], int] | None = None
    counts_code_tries: bool = False
    derivation: Key | None = None
    ways: tuple[str, ...] | None = None
    stores_data: bool = False

    @property
    def info(self) -> TokenInfo:
        (info,) = self.process.tokens()
        return info

    @property
    def ref(self) -> TokenRef:
        return self.info.ref

    def log_in(self) -> TokenRef:
        ref = self.ref
        self.process.login(ref, self.pin)
        return ref

    def certificate_of(self, key: Key) -> TokenCertificate:
        return next(one for one in self.process.certificates(self.ref) if one.key_id == key.key_id)

    def public_key_of(self, key: Key) -> Any:
        return x509.load_der_x509_certificate(self.certificate_of(key).der).public_key()

    def await_tokens(self, count: int) -> tuple[TokenInfo, ...]:
        """Poll as the window does, until the reader has noticed."""
        deadline = time.monotonic() + NOTICE_LIMIT_S
        while len(infos := self.process.tokens()) != count:
            assert time.monotonic() < deadline, f"{infos} where {count} were to be seen"
            time.sleep(0.05)
        return infos


PADDINGS = {
    "oaep-sha256": padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label=None),
    "oaep-sha1": OAEP,
    "pkcs1-v1_5": padding.PKCS1v15(),
}


def verify(public_key: Any, signature: bytes, data: bytes) -> None:
    """Raises InvalidSignature."""
    if isinstance(public_key, ec.EllipticCurvePublicKey):
        public_key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    else:
        public_key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())


def make_softhsm(folder: Path) -> TokenModule:
    """A SoftHSM2 token with two signing keys, one for decryption, and their certificates."""
    module = make_token(folder, LABEL, SO_PIN, USER_PIN)
    issuer_key = ec.generate_private_key(ec.SECP256R1())
    with TokenProcess((module,)) as process:
        (info,) = process.tokens()
        process.login(info.ref, USER_PIN)
        for key, kind, usage in (
            (RSA_KEY, "rsa2048", "sign"),
            (EC_KEY, "p256", "sign"),
            (DECRYPTION_KEY, "rsa2048", "decrypt"),
            (DERIVATION_KEY, "p256", "derive"),
        ):
            label = f"{usage} {kind}"
            spki = process.generate_key_pair(info.ref, kind, label, key.key_id, usage)
            certificate = _certificate(label, load_der_public_key(spki), issuer_key)
            process.import_certificate(info.ref, certificate, key.key_id, label)
    return module


def _certificate(name: str, public_key: Any, issuer_key: ec.EllipticCurvePrivateKey) -> bytes:
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "合同测试 CA")]))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(issuer_key, hashes.SHA256())
    )
    return built.public_bytes(Encoding.DER)


def copy_softhsm(original: TokenModule, folder: Path) -> TokenModule:
    """A copy of a software token: the same keys, quicker than making them again."""
    source = Path(original.environment["SOFTHSM2_CONF"]).parent
    shutil.copytree(source, folder)
    configuration = folder / "softhsm2.conf"
    configuration.write_text(configuration.read_text().replace(str(source), str(folder)))
    return replace(original, environment={"SOFTHSM2_CONF": str(configuration)})


def softhsm_subject(module: TokenModule) -> Subject:
    return Subject(
        TokenProcess((module,)),
        USER_PIN,
        (RSA_KEY, EC_KEY),
        DECRYPTION_KEY,
        code=SO_PIN,
        derivation=DERIVATION_KEY,
        ways=SOFTHSM_WAYS,
        stores_data=True,
    )


def shim_subject(shim: Shim) -> Subject:
    shim.count_tries()
    shim.count_so_tries()
    return Subject(
        TokenProcess((shim.module,)),
        USER_PIN,
        (RSA_KEY, EC_KEY),
        DECRYPTION_KEY,
        pull=shim.pull,
        insert=shim.insert,
        pull_while_signing=lambda: shim.order("C_Sign", "pull"),
        login_attempts=lambda: shim.calls()["C_Login"],
        counts_tries=True,
        code=SO_PIN,
        code_attempts=lambda: shim.calls()["C_Login:so"],
        counts_code_tries=True,
        derivation=DERIVATION_KEY,
        ways=SOFTHSM_WAYS,
        stores_data=True,
    )


def card_subject(process: TokenProcess, card: VirtualCard) -> Subject:
    applet = card.applet

    def pull_while_signing() -> None:
        card.pull_at = 0x87

    return Subject(
        process,
        CARD_PIN,
        (Key(b"\x01", "rsa"),),
        Key(b"\x03", "rsa"),
        pull=card.pull,
        insert=card.insert,
        pull_while_signing=pull_while_signing,
        login_attempts=lambda: applet.verify_commands,
        counts_tries=True,
        code=CARD_PUK,
        code_attempts=lambda: applet.resets,
        counts_code_tries=True,
    )


def card_key(applet: PivApplet) -> rsa.RSAPublicKey:
    return applet.keys[SIGN].public_key()
