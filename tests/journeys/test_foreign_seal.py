"""An electronic seal that somebody else made: checked, applied for, made anew, and waiting for a second person."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.formats.seal_properties import seal_info
from sealdesk.formats.ses_algorithms import ECDSA_SHA256
from sealdesk.formats.ses_seal import write_seal
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.png import write_png
from sealdesk.model.eseal import EsealFinding
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_design import SealDesign
from sealdesk.service import seal_vault, seals, token_side
from sealdesk.service.eseal_file import read_foreign
from sealdesk.service.evaluation.cast import APPLICANT, CUSTODIAN, GENERAL_MANAGER, PLATFORM_ADMIN
from tests.issuers import DAY, NOW, Holder, authority, crl_der, holder
from tests.journeys.conftest import Answer, Workspace

ROOT = authority("制章单位根证书")
MAKER = holder("某制章单位", ROOT)


class Signer:
    def __init__(self, maker: Holder) -> None:
        self.certificate, self.algorithm, self._key = maker.der, ECDSA_SHA256, maker.key

    def sign(self, data: bytes) -> bytes:
        signed: bytes = self._key.sign(data, ec.ECDSA(hashes.SHA256()))
        return signed


@pytest.fixture
def esl(workspace: Workspace) -> Path:
    """As another program writes it: no properties of ours, whole certificates."""
    design = SealDesign(
        SealKind.CONTRACT, SealShape.ROUND, 38.0, 38.0, arc_text="城南建设有限公司", star=True
    )
    png = write_png(draw_seal(design, dpi=150))
    with workspace.open() as desk:
        template = replace(seals.find_seal(desk, workspace.seal()), width_mm=38.0, height_mm=38.0)
    info = replace(
        seal_info(template, png, MAKER.der, NOW),
        vendor="OTHER",
        name="城南建设有限公司合同专用章（外）",
        certificates=(MAKER.der,),
        digests=(sha256(MAKER.der).hexdigest(),),
        extensions=(),
    )
    path = workspace.folder / "foreign.esl"
    path.write_bytes(write_seal(info, Signer(MAKER)))
    return path


def asked(workspace: Workspace, esl: Path, *more: Any) -> Answer:
    return workspace.command(
        "seals", "apply-esl", esl, "--custodian", CUSTODIAN.id, "--reason", "换用本单位系统",
        "--credit-code", "91420100MA4KTEST0X", *as_(workspace, APPLICANT.id), "--json", *more,
    )  # fmt: skip


def as_(workspace: Workspace, person: str) -> tuple[str | Path, ...]:
    return "--as", person, "--password-file", workspace.home / "passwords" / person


def test_from_the_file_to_the_second_persons_check(workspace: Workspace, esl: Path) -> None:
    root = workspace.folder / "root.pem"
    root.write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    applied = asked(workspace, esl, "--root", root, "--kind", "contract")
    assert applied.status == 0, applied.err
    seal_id = applied.json["id"]
    reviewed = workspace.command("seals", "review", seal_id, *as_(workspace, GENERAL_MANAGER.id))
    assert reviewed.status == 0, reviewed.err
    maker = workspace.home / "passwords" / "seal-maker"
    made = workspace.command(
        "seals", "make-from-esl", seal_id, "--maker-password-file", maker, "--json",
        *as_(workspace, PLATFORM_ADMIN.id),
    )  # fmt: skip
    assert (made.status, "[eseal.not_sound]" in made.err) == (3, True), "its maker is asked about again"
    made = workspace.command(
        "seals", "make-from-esl", seal_id, "--maker-password-file", maker, "--json",
        "--root", root, *as_(workspace, PLATFORM_ADMIN.id),
    )  # fmt: skip
    assert made.status == 0, made.err
    assert made.json["state"] == "pending"
    with workspace.open() as desk:
        seal = seals.find_seal(desk, seal_id)
        (info,) = desk.tokens.tokens()
        token_side.unlock(desk, info.ref, workspace.pin)
        held = seal_vault.open_eseal(desk, seal, info.ref)
    assert (seal.name, seal.width_mm) == ("城南建设有限公司合同专用章（外）", 38.0)
    assert held.info.vendor == "SealDesk", "made anew by the workspace's own maker"
    again = workspace.command("seals", "check", seal_id, "--picture-seen", *as_(workspace, PLATFORM_ADMIN.id))
    assert again.status == 3, "who made the picture does not check it"


def test_what_was_attached_without_its_check_is_not_made(workspace: Workspace, esl: Path) -> None:
    """An application of the usual kind may attach anything under that label."""
    forged = bytearray(esl.read_bytes())
    forged[-5] ^= 1  # in its maker's signature
    esl.write_bytes(forged)
    applied = workspace.command(
        "seals", "apply", "--name", "x", "--kind", "contract", "--width", "38", "--custodian", CUSTODIAN.id,
        "--reason", "x", "--attach", f"电子印章={esl}", *as_(workspace, APPLICANT.id), "--json",
    )  # fmt: skip
    seal_id = applied.json["id"]
    workspace.command("seals", "review", seal_id, *as_(workspace, GENERAL_MANAGER.id))
    root = workspace.folder / "root.pem"
    root.write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    maker = workspace.home / "passwords" / "seal-maker"
    made = workspace.command(
        "seals", "make-from-esl", seal_id, "--maker-password-file", maker, "--root", root,
        *as_(workspace, PLATFORM_ADMIN.id),
    )  # fmt: skip
    assert (made.status, "[eseal.not_sound]" in made.err) == (3, True), made.err


def test_a_maker_nobody_trusts_is_refused_and_named(workspace: Workspace, esl: Path) -> None:
    refused = asked(workspace, esl, "--kind", "contract")
    assert (refused.status, "[eseal.not_sound]" in refused.err) == (3, True)
    assert "Maker's certificate: the maker is not trusted here" in refused.err


@pytest.mark.parametrize("registered", [False, True])
def test_a_revoked_maker_is_refused_whenever_it_was_revoked(
    workspace: Workspace, esl: Path, registered: bool
) -> None:
    """By a list that an administrator put into the workspace; registering the maker does not outweigh it."""
    root = workspace.folder / "root.pem"
    root.write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    with workspace.open() as desk:
        folder = desk.layout.crls
        if registered:
            makers = (*desk.trust.maker_certificates, MAKER.certificate)
            desk.trust = replace(desk.trust, maker_certificates=makers)
        folder.mkdir(exist_ok=True)
        (folder / "maker.crl").write_bytes(crl_der(ROOT, {MAKER.certificate.serial_number + 1: NOW - DAY}))
        assert read_foreign(esl, desk=desk, roots=(ROOT.certificate,)).sound
        (folder / "maker.crl").write_bytes(crl_der(ROOT, {MAKER.certificate.serial_number: NOW}))
        seal = read_foreign(esl, desk=desk, roots=(ROOT.certificate,))
    assert EsealFinding.MAKER_REVOKED in seal.findings
    assert not seal.sound
    refused = asked(workspace, esl, "--root", root, "--kind", "contract")
    assert refused.status == 3
    assert "it, or a certificate that issued it, is revoked" in refused.err


def test_the_kind_has_to_be_said_where_the_file_does_not(workspace: Workspace, esl: Path) -> None:
    root = workspace.folder / "root.pem"
    root.write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    assert asked(workspace, esl, "--root", root).status == 2
