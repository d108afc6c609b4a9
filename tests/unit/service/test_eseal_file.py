"""Electronic seals from files: what is found, point by point, whoever made them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from tests.issuers import DAY, ISSUING, NOW, Holder, authority, holder

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.seal_properties import seal_info
from sealdesk.formats.ses_algorithms import ECDSA_SHA256, SM2_SM3
from sealdesk.formats.ses_seal import Extension, write_seal
from sealdesk.impression.png import write_png
from sealdesk.model.eseal import EsealFinding as F
from sealdesk.model.eseal import EsealPoint, ForeignSeal
from sealdesk.model.seal import Seal, SealKind, SealPicture, SealShape
from sealdesk.service.eseal_file import read_foreign

ROOT = authority("根")
MAKER = holder("制章者", ROOT)
PNG = write_png(SealPicture(8, 8, b"\xe6\x00\x12" * 64, b"\xff" * 64, 40.5, 40.5))
SEAL = Seal(
    id="SEAL-0001",
    kind=SealKind.CONTRACT,
    name="城南建设有限公司合同专用章",
    holder="城南建设有限公司",
    credit_code="91420100MA4KTEST0X",
    shape=SealShape.ROUND,
    width_mm=40.5,
    height_mm=40.5,
    certificates=("ab" * 32,),
    custodian_id="P3001",
    picture_sha256=sha256(PNG).hexdigest(),
    valid_from=NOW - DAY,
    valid_until=NOW + 365 * DAY,
    department="",
)
GOOD = (
    F.STRUCTURE_GOOD,
    F.SIGNATURE_OVER_INFO,
    F.MAKER_TRUSTED,
    F.VALIDITY_GOOD,
    F.CERTIFICATES_BY_DIGEST,
    F.PICTURE_GOOD,
)


class Signer:
    """A maker's key, as `write_seal` asks for one."""

    def __init__(self, maker: Holder, algorithm: str = ECDSA_SHA256) -> None:
        self.certificate, self.algorithm, self._key = maker.der, algorithm, maker.key

    def sign(self, data: bytes) -> bytes:
        signed: bytes = self._key.sign(data, ec.ECDSA(hashes.SHA256()))
        return signed


def written(
    folder: Path, maker: Holder = MAKER, algorithm: str = ECDSA_SHA256, created: Any = NOW, **info: Any
) -> Path:
    told = replace(seal_info(SEAL, PNG, maker.der, created), **info)
    path = folder / "seal.esl"
    path.write_bytes(write_seal(told, Signer(maker, algorithm)))
    return path


def found(path: Path, **named: Any) -> ForeignSeal:
    return read_foreign(path, roots=(ROOT.certificate,), **named)


def test_a_good_seal_says_everything(tmp_path: Path) -> None:
    seal = found(written(tmp_path))
    assert seal.findings == GOOD
    assert seal.sound
    assert (seal.kind, seal.holder, seal.credit_code) == (SEAL.kind, SEAL.holder, SEAL.credit_code)
    assert (seal.width_mm, seal.height_mm, seal.shape) == (40.5, 40.5, SealShape.ROUND)
    assert seal.certificates == SEAL.certificates
    assert seal.picture is not None
    assert (seal.picture.width_px, seal.picture.width_mm) == (8, 40.5)
    assert seal.maker == "CN=制章者,C=CN"


def test_every_point_is_told_once_and_in_order(tmp_path: Path) -> None:
    points = [one.point for one in found(written(tmp_path)).findings]
    assert points == list(EsealPoint)


LATER_MAKER = holder("制章者", ROOT, since=NOW + DAY, until=NOW + 2 * DAY)
NOT_FOR_SIGNING = holder("制章者", ROOT, usages=ISSUING)
STRANGER = holder("制章者", authority("另一根"))


@pytest.mark.parametrize(
    ("made", "finding"),
    [
        ({"maker": STRANGER}, F.MAKER_UNKNOWN),
        ({"maker": LATER_MAKER}, F.MAKER_NOT_VALID_THEN),
        ({"maker": NOT_FOR_SIGNING}, F.MAKER_USAGE),
        ({"algorithm": SM2_SM3}, F.SIGNATURE_UNSUPPORTED),
        ({"valid_from": NOW + DAY}, F.VALIDITY_NOT_YET),
        ({"valid_until": NOW - timedelta(hours=1)}, F.VALIDITY_OVER),
        ({"picture": b"no picture"}, F.PICTURE_UNREADABLE),
        ({"extensions": (Extension("1.2.156.1", b"?", critical=True),)}, F.STRUCTURE_CRITICAL_UNKNOWN),
        ({"digest_type": "MD5"}, F.CERTIFICATES_DIGEST_UNKNOWN),
        ({"digest_type": "SHA-256", "digests": ("ab" * 20,)}, F.CERTIFICATES_DIGEST_UNKNOWN),
    ],
)
def test_what_does_not_hold_is_named(tmp_path: Path, made: dict[str, Any], finding: F) -> None:
    seal = found(written(tmp_path, **made))
    assert finding in seal.findings
    assert not finding.good
    assert not seal.sound


def test_what_another_maker_adds_uncritically_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, extensions=(Extension("1.2.156.1", b"?"),), digest_type="SHA256")
    assert found(path).findings == GOOD


def test_a_makers_certificate_has_no_critical_extension_that_nobody_knows(tmp_path: Path) -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.156.1"), b"\x05\x00")
    maker = holder("制章者", ROOT, extensions=((unknown, True),))
    assert F.MAKER_UNKNOWN in found(written(tmp_path, maker)).findings


def test_a_changed_byte_is_a_wrong_signature(tmp_path: Path) -> None:
    path = written(tmp_path)
    der = bytearray(path.read_bytes())
    der[der.index("城南".encode())] ^= 0x01
    path.write_bytes(der)
    seal = found(path)
    assert F.SIGNATURE_WRONG in seal.findings
    assert not seal.sound


def test_a_seal_of_another_maker_says_what_the_standard_has_fields_for(tmp_path: Path) -> None:
    certificates = (b"certificate",)
    digests = tuple(sha256(one).hexdigest() for one in certificates)
    path = written(tmp_path, vendor="OTHER", extensions=(), certificates=certificates, digests=digests)
    seal = found(path)
    assert (seal.vendor, seal.kind, seal.holder, seal.shape) == ("OTHER", None, "", None)
    assert (seal.width_mm, seal.height_mm) == (40.0, 40.0)
    assert F.CERTIFICATES_WHOLE in seal.findings
    assert seal.sound


def test_without_any_root_no_maker_is_trusted(tmp_path: Path) -> None:
    assert F.MAKER_UNKNOWN in read_foreign(written(tmp_path)).findings


def test_a_seal_made_while_its_makers_certificate_held_stays_good(tmp_path: Path) -> None:
    once = holder("制章者", ROOT, since=NOW - 20 * DAY, until=NOW - 10 * DAY)
    root = x509.load_der_x509_certificate(authority("根", key=ROOT.key, since=NOW - 99 * DAY).der)
    path = written(tmp_path, once, created=NOW - 15 * DAY)
    assert read_foreign(path, roots=(root,)).findings == GOOD


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, ErrorCode.DOCUMENT_NOT_FOUND),
        (b"", ErrorCode.ESEAL_UNREADABLE),
        (b"%PDF", ErrorCode.ESEAL_UNREADABLE),
    ],
)
def test_what_is_no_seal_is_refused(tmp_path: Path, content: bytes | None, code: ErrorCode) -> None:
    path = tmp_path / "seal.esl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SealDeskError) as caught:
        read_foreign(path)
    assert caught.value.code is code
