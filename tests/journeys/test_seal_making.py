"""Making seals and their new versions on a real token: what the ledger names is whole, what came before is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.png import read_png, write_png
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import Seal, SealKind, SealShape, SealState
from sealdesk.model.seal_design import SealDesign
from sealdesk.model.seal_life import SealApplication
from sealdesk.model.token import TokenRef
from sealdesk.service import seal_making, seal_vault, seals
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.cast import AUDITOR, CUSTODIAN, PLATFORM_ADMIN, SYSTEM_ADMIN
from sealdesk.service.sign_in import SignIn
from sealdesk.service.token_side import unlock
from sealdesk.store.ledger import Transaction
from tests.journeys.conftest import Workspace

NEW = "SEAL-0100"


@pytest.fixture
def desk(workspace: Workspace) -> Iterator[Desk]:
    with workspace.open() as opened:
        yield opened


@pytest.fixture(scope="module")
def picture() -> bytes:
    design = SealDesign(
        SealKind.CONTRACT, SealShape.ROUND, 40.0, 40.0, arc_text="城南建设有限公司", centre_text="合同专用章"
    )
    return write_png(draw_seal(design, dpi=150))


def application(**changes: object) -> SealApplication:
    asked = SealApplication(
        seal_id=NEW,
        kind=SealKind.CONTRACT,
        name="城南建设有限公司合同专用章（二）",
        holder="城南建设有限公司",
        credit_code="91420100MA4KTEST0X",
        shape=SealShape.ROUND,
        width_mm=40.0,
        height_mm=40.0,
        department="",
        custodian_id=CUSTODIAN.id,
        years=3,
    )
    return replace(asked, **changes)  # type: ignore[arg-type]


def enter(state: SealState) -> seal_making.Enter:
    def append(transaction: Transaction, seal: Seal) -> None:
        facts = seals.state_facts(seal, state, PLATFORM_ADMIN.id, "制作")
        transaction.append(EntryKind.SEAL_STATE, facts)

    return append


def token_of(desk: Desk) -> TokenRef:
    (info,) = desk.tokens.tokens()
    return info.ref


def maker_of(workspace: Workspace, desk: Desk) -> seal_making.Maker:
    return seal_making.open_maker(desk, workspace.password("seal-maker"))


def made(workspace: Workspace, desk: Desk, picture: bytes, **changes: object) -> Seal:
    return seal_making.make_seal(
        desk,
        application(**changes),
        picture,
        maker_of(workspace, desk),
        (token_of(desk),),
        enter(SealState.MADE),
        person_id=PLATFORM_ADMIN.id,
    )


def two(workspace: Workspace, *people: str) -> tuple[SignIn, ...]:
    chosen = people or (PLATFORM_ADMIN.id, SYSTEM_ADMIN.id)
    return tuple(SignIn(person, workspace.password(person)) for person in chosen)


def refused(code: ErrorCode) -> pytest.RaisesExc[SealDeskError]:
    return pytest.RaisesExc(SealDeskError, check=lambda error: error.code is code)


# Making.


def test_a_made_seal_is_an_electronic_seal_that_its_record_names(
    workspace: Workspace, desk: Desk, picture: bytes
) -> None:
    seal = made(workspace, desk, picture)
    assert seals.find_seal(desk, NEW) == seal
    assert seals.state_of(desk.ledger, NEW) is SealState.MADE
    assert (seal.version, seal.valid_until.year) == (1, seal.valid_from.year + 3)
    token = token_of(desk)
    unlock(desk, token, workspace.pin)
    held = seal_vault.open_eseal(desk, seal, token)
    assert held.sha256 == seal.eseal_sha256
    assert held.info.picture == picture
    assert (held.info.es_id, held.info.name) == (NEW, seal.name)
    assert held.info.digests == seal.certificates
    (signing,) = seal.certificates
    assert signing in {one.sha256 for one in desk.tokens.certificates(token)}
    shown = seal_vault.open_picture(desk, seal, token)
    assert shown == read_png(picture, 40.0, 40.0)
    changed = [one.body for one in desk.ledger.entries(kind=EntryKind.VAULT_CHANGED, seal=NEW)]
    assert [(one["change"], one["version"]) for one in changed] == [("made", 1)]


def test_a_seal_that_was_only_applied_for_is_not_known(workspace: Workspace, desk: Desk) -> None:
    draft = replace(seals.find_seal(desk, workspace.seal()), id=NEW, record_sha256="")
    desk.record(EntryKind.SEAL_STATE, seals.state_facts(draft, SealState.APPLIED, PLATFORM_ADMIN.id, "申请"))
    with refused(ErrorCode.SEAL_UNKNOWN):
        seals.find_seal(desk, NEW)
    assert NEW not in {standing.seal.id for standing in seals.all_seals(desk)}


def test_a_returned_picture_is_made_again_and_the_first_is_kept(
    workspace: Workspace, desk: Desk, picture: bytes
) -> None:
    first = made(workspace, desk, picture)
    again = made(workspace, desk, picture, name="城南建设有限公司合同专用章（三）")
    assert (again.version, seals.find_seal(desk, NEW)) == (2, again)
    assert seals.record_of(desk, NEW, 1, first.record_sha256) == first
    token = token_of(desk)
    unlock(desk, token, workspace.pin)
    assert seal_vault.open_eseal(desk, again, token).info.name == again.name
    with refused(ErrorCode.VAULT_BROKEN):  # the vault holds the version in force, no other
        seal_vault.open_eseal(desk, first, token)


def test_what_cannot_be_entered_leaves_the_seal_as_it_was(
    workspace: Workspace, desk: Desk, picture: bytes
) -> None:
    """The entry of the life cycle and the vault's stand or fall together."""
    before, size = seals.find_seal(desk, workspace.seal()), desk.ledger.size()

    def refuse(_: Transaction, __: Seal) -> None:
        raise SealDeskError(ErrorCode.SEAL_STEP_IMPOSSIBLE)

    token, maker = token_of(desk), maker_of(workspace, desk)
    unlock(desk, token, workspace.pin)
    with refused(ErrorCode.SEAL_STEP_IMPOSSIBLE):
        seal_making.new_version(desk, before, maker, token, refuse, person_id=PLATFORM_ADMIN.id)
    with refused(ErrorCode.SEAL_STEP_IMPOSSIBLE):
        asked = application()
        seal_making.make_seal(desk, asked, picture, maker, (token,), refuse, person_id=PLATFORM_ADMIN.id)
    assert desk.ledger.size() == size
    assert seals.find_seal(desk, before.id) == before
    assert seal_vault.open_picture(desk, before, token)
    with refused(ErrorCode.SEAL_UNKNOWN):
        seals.find_seal(desk, NEW)
    assert made(workspace, desk, picture).version == 1  # what was left lying is no obstacle


def test_two_who_make_it_at_once_do_not_break_each_other(
    workspace: Workspace, desk: Desk, picture: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process makes the seal between our looking and our entering."""
    real = seal_vault.put_eseal

    def slowly(*arguments: object) -> None:
        monkeypatch.setattr(seal_vault, "put_eseal", real)
        made(workspace, desk, picture)
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(seal_vault, "put_eseal", slowly)
    with refused(ErrorCode.VAULT_BROKEN):
        made(workspace, desk, picture, name="另一枚")
    assert seals.find_seal(desk, NEW).name == application().name


def test_a_crash_before_the_vault_file_got_its_name_is_mended(
    workspace: Workspace, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sealdesk.vault import files

    seal, token = seals.find_seal(desk, workspace.seal()), token_of(desk)
    unlock(desk, token, workspace.pin)

    class PowerCutError(Exception):
        pass

    def cut(*_: object) -> None:
        raise PowerCutError

    with monkeypatch.context() as patched, pytest.raises(PowerCutError):
        patched.setattr(files, "put_in_force", cut)
        seal_making.new_version(
            desk,
            seal,
            maker_of(workspace, desk),
            token,
            enter(SealState.MADE),
            person_id=PLATFORM_ADMIN.id,
        )
    now = seals.find_seal(desk, seal.id)
    assert now.version == 2
    assert seal_vault.open_eseal(desk, now, token).sha256 == now.eseal_sha256


def test_a_token_that_may_not_sign_gets_no_seal(workspace: Workspace, desk: Desk, picture: bytes) -> None:
    """Its certificate has to lead to a root of the trust register, today."""
    token = token_of(desk)
    certificates = desk.tokens.certificates(token)
    signing = next(one for one in certificates if one.label == "签名证书")
    others = tuple(one for one in certificates if one is not signing)
    with pytest.MonkeyPatch.context() as patched, refused(ErrorCode.CERTIFICATE_FOREIGN):
        patched.setattr(desk.tokens, "certificates", lambda _: others)
        made(workspace, desk, picture)


def test_an_id_that_the_standard_cannot_hold_is_refused(
    workspace: Workspace, desk: Desk, picture: bytes
) -> None:
    with refused(ErrorCode.USAGE_WRONG):
        made(workspace, desk, picture, seal_id="合同章")


# The maker.


def test_a_picture_too_faint_for_records_makes_no_seal(
    workspace: Workspace, desk: Desk, picture: bytes
) -> None:
    """It would be refused at every act, when the document waits."""
    ink = read_png(picture, 40.0, 40.0)
    faint = write_png(replace(ink, alpha=bytes(value // 2 for value in ink.alpha)))
    with refused(ErrorCode.SEAL_PICTURE_FAINT):
        made(workspace, desk, faint)
    with refused(ErrorCode.SEAL_UNKNOWN):
        seals.find_seal(desk, application().seal_id)


def test_the_makers_password_is_asked(desk: Desk) -> None:
    with refused(ErrorCode.MAKER_PASSWORD_WRONG):
        seal_making.open_maker(desk, "another")


def test_a_workspace_without_a_maker_says_so(desk: Desk) -> None:
    desk.layout.maker_key.unlink()
    with refused(ErrorCode.MAKER_KEY_MISSING):
        seal_making.open_maker(desk, "any")


def test_a_maker_that_is_not_registered_makes_nothing(workspace: Workspace, desk: Desk) -> None:
    desk.__dict__["trust"] = replace(desk.trust, maker_certificates=())
    with refused(ErrorCode.MAKER_UNTRUSTED):
        maker_of(workspace, desk)


def test_seals_of_a_maker_that_is_registered_no_more_do_not_open(workspace: Workspace, desk: Desk) -> None:
    seal, token = seals.find_seal(desk, workspace.seal()), token_of(desk)
    unlock(desk, token, workspace.pin)
    assert seal_vault.open_picture(desk, seal, token)
    desk.__dict__["trust"] = replace(desk.trust, maker_certificates=())
    with pytest.raises(SealDeskError) as caught:
        seal_vault.open_picture(desk, seal, token)
    assert (caught.value.code, caught.value.facts["reason"]) == (ErrorCode.VAULT_BROKEN, "eseal maker")


# New versions.


def test_a_new_version_keeps_what_is_not_changed(workspace: Workspace, desk: Desk) -> None:
    seal, token = seals.find_seal(desk, workspace.seal()), token_of(desk)
    unlock(desk, token, workspace.pin)
    until = seal_making.years_later(seal.valid_until, 1)
    longer = seal_making.new_version(
        desk,
        seal,
        maker_of(workspace, desk),
        token,
        enter(SealState.ACTIVE),
        person_id=PLATFORM_ADMIN.id,
        valid_until=until,
    )
    changed = replace(seal, version=2, valid_until=until, eseal_sha256=longer.eseal_sha256)
    assert longer == changed
    assert seals.find_seal(desk, seal.id) == longer
    assert seal_vault.standing_of(desk, longer).version == 2
    assert seals.record_of(desk, seal.id, 1, seal.record_sha256) == seal
    assert seal_vault.open_picture(desk, longer, token)


def test_a_new_picture_and_certificates_make_a_new_version(
    workspace: Workspace, desk: Desk, picture: bytes
) -> None:
    seal, token = seals.find_seal(desk, workspace.seal()), token_of(desk)
    unlock(desk, token, workspace.pin)
    listed = (*seal.certificates, "ab" * 32)
    other = seal_making.new_version(
        desk,
        seal,
        maker_of(workspace, desk),
        token,
        enter(SealState.ACTIVE),
        person_id=PLATFORM_ADMIN.id,
        application=application(seal_id=seal.id, name="新名称", years=1),
        picture_png=picture,
        certificates=listed,
    )
    assert (other.name, other.certificates) == ("新名称", listed)
    assert other.picture_sha256 == sha256(picture).hexdigest()
    assert seal_vault.open_eseal(desk, other, token).info.digests == listed


def test_a_record_put_back_is_not_the_one_in_force(workspace: Workspace, desk: Desk) -> None:
    seal, token = seals.find_seal(desk, workspace.seal()), token_of(desk)
    unlock(desk, token, workspace.pin)
    maker = maker_of(workspace, desk)
    seal_making.new_version(desk, seal, maker, token, enter(SealState.ACTIVE), person_id=PLATFORM_ADMIN.id)
    old, new = (desk.layout.seal_record(seal.id, number) for number in (1, 2))
    new.write_bytes(old.read_bytes())
    with refused(ErrorCode.SEAL_RECORD_BROKEN):
        seals.find_seal(desk, seal.id)
    new.unlink()
    with refused(ErrorCode.SEAL_RECORD_BROKEN):
        seals.all_seals(desk)


# The clean picture.


def test_two_administrators_take_the_picture_out_and_the_ledger_says_so(
    workspace: Workspace, desk: Desk
) -> None:
    seal, token = seals.find_seal(desk, workspace.seal()), token_of(desk)
    unlock(desk, token, workspace.pin)
    png = seal_making.take_picture_out(desk, seal, token, two(workspace), "制作印模卡")
    assert sha256(png).hexdigest() == seal.picture_sha256
    der = seal_making.take_eseal_out(desk, seal, token, two(workspace), "移交电子印章")
    assert sha256(der).hexdigest() == seal.eseal_sha256
    taken = [one.body for one in desk.ledger.entries(kind=EntryKind.SEAL_PICTURE_TAKEN)]
    assert [(one["what"], one["reason"], one["persons"]) for one in taken] == [
        ("picture", "制作印模卡", [PLATFORM_ADMIN.id, SYSTEM_ADMIN.id]),
        ("eseal", "移交电子印章", [PLATFORM_ADMIN.id, SYSTEM_ADMIN.id]),
    ]


@pytest.mark.parametrize(
    ("people", "reason", "code"),
    [
        ((PLATFORM_ADMIN.id,), "印模", ErrorCode.PERSON_TWO_NEEDED),
        ((PLATFORM_ADMIN.id, PLATFORM_ADMIN.id), "印模", ErrorCode.PERSON_TWO_NEEDED),
        ((PLATFORM_ADMIN.id, CUSTODIAN.id), "印模", ErrorCode.PERSON_NOT_ENTITLED),
        ((PLATFORM_ADMIN.id, AUDITOR.id), "印模", ErrorCode.PERSON_NOT_ENTITLED),
        ((PLATFORM_ADMIN.id, SYSTEM_ADMIN.id), " ", ErrorCode.USAGE_WRONG),
    ],
)
def test_nobody_else_takes_the_picture_out(
    workspace: Workspace, desk: Desk, people: tuple[str, ...], reason: str, code: ErrorCode
) -> None:
    seal, token = seals.find_seal(desk, workspace.seal()), token_of(desk)
    unlock(desk, token, workspace.pin)
    with refused(code):
        seal_making.take_picture_out(desk, seal, token, two(workspace, *people), reason)
    assert not list(desk.ledger.entries(kind=EntryKind.SEAL_PICTURE_TAKEN))


def test_without_its_entry_no_picture_leaves(
    workspace: Workspace, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal, token = seals.find_seal(desk, workspace.seal()), token_of(desk)
    unlock(desk, token, workspace.pin)
    opened: list[object] = []
    monkeypatch.setattr(seal_vault, "open_eseal", lambda *_: opened.append(1))

    def full(*_: object) -> None:
        raise SealDeskError(ErrorCode.LEDGER_DISK_FULL)

    monkeypatch.setattr(desk, "record", full)
    with refused(ErrorCode.LEDGER_DISK_FULL):
        seal_making.take_picture_out(desk, seal, token, two(workspace), "印模")
    assert not opened


def test_the_vault_and_its_keys_are_for_their_owner_alone(
    workspace: Workspace, desk: Desk, picture: bytes
) -> None:
    seal = made(workspace, desk, picture)
    paths: tuple[Path, ...] = (
        desk.layout.maker_key,
        desk.layout.vault_file(seal.id),
        desk.layout.seal_record(seal.id, 1),
    )
    assert {path.stat().st_mode & 0o077 for path in paths} == {0}
