"""Electronic seals and clean pictures as files, from the command line."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from sealdesk.formats.ses_seal import read_seal
from sealdesk.service import seals
from sealdesk.service.evaluation.cast import CUSTODIAN, PLATFORM_ADMIN, SYSTEM_ADMIN
from tests.journeys.conftest import Answer, Workspace


def take(
    workspace: Workspace, verb: str, target: Path, second: str = SYSTEM_ADMIN.id, pin: str = ""
) -> Answer:
    passwords = workspace.home / "passwords"
    return workspace.command(
        "seals", verb, workspace.seal(), "--output", target, "--reason", "存档", "--pin-stdin",
        "--as", PLATFORM_ADMIN.id, "--password-file", passwords / PLATFORM_ADMIN.id,
        "--as2", second, "--password-file2", passwords / second, stdin=(pin or workspace.pin) + "\n",
    )  # fmt: skip


def test_a_seal_goes_out_and_is_looked_at(workspace: Workspace) -> None:
    esl, png = workspace.folder / "seal.esl", workspace.folder / "seal.png"
    assert take(workspace, "export-esl", esl).status == 0
    with workspace.open() as desk:
        seal = seals.find_seal(desk, workspace.seal())
    assert sha256(esl.read_bytes()).hexdigest() == seal.eseal_sha256
    shown = workspace.command("seals", "show-esl", esl, "--picture", png, "--json")
    assert shown.status == 0, shown.err
    assert (shown.json["id"], shown.json["name"], shown.json["sound"]) == (seal.id, seal.name, True)
    assert {one["finding"]: one["good"] for one in shown.json["findings"]}["maker.registered"]
    assert png.read_bytes() == read_seal(esl.read_bytes()).info.picture
    again = take(workspace, "export-esl", esl)
    assert (again.status, "[output.exists]" in again.err) == (4, True)
    clean = workspace.folder / "clean.png"
    assert take(workspace, "picture-out", clean).status == 0
    assert sha256(clean.read_bytes()).hexdigest() == seal.picture_sha256
    entries = workspace.entries("seal.picture_taken")
    assert [one["what"] for one in entries] == ["eseal", "picture"], "a name that was taken costs no entry"


def test_a_changed_seal_is_told_and_ends_with_no(workspace: Workspace) -> None:
    esl = workspace.folder / "seal.esl"
    assert take(workspace, "export-esl", esl).status == 0
    der = bytearray(esl.read_bytes())
    der[der.index(b"SEAL-") + 5] ^= 0x01
    esl.write_bytes(der)
    shown = workspace.command("seals", "show-esl", esl)
    assert shown.status == 1
    assert "✗ Maker's signature" in shown.out


def test_refused_takings_leave_no_file(workspace: Workspace) -> None:
    target = workspace.folder / "seal.png"
    for answer in (
        take(workspace, "picture-out", target, CUSTODIAN.id),
        take(workspace, "picture-out", target, PLATFORM_ADMIN.id),
        take(workspace, "picture-out", target, pin="00000000"),
    ):
        assert answer.status == 3, answer.err
    assert not target.exists()
    assert not workspace.entries("seal.picture_taken")
