"""The vault of seals with real tokens: who opens a seal, who changes that, and what is refused."""

from __future__ import annotations

import hashlib
import random
import shutil
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import Seal, SealState
from sealdesk.service import seal_vault, seals, token_binding, vault_contents
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.cast import APPLICANT, CUSTODIAN, PLATFORM_ADMIN, SYSTEM_ADMIN
from sealdesk.service.sign_in import SignIn
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import load_settings, save_settings
from sealdesk.vault.envelope import read_envelope
from sealdesk.vault.recipients import Wrap
from tests.journeys.conftest import Workspace
from tests.journeys.spare_tokens import INITIAL_PIN, PIN, Made, Spares, make_with_spares

SEAL = "SEAL-0004"


@pytest.fixture(scope="session")
def made_with_spares(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_with_spares(tmp_path_factory.mktemp("spares") / "home")


@pytest.fixture
def spares(made_with_spares: Made, tmp_path: Path) -> Spares:
    return Spares.copy(made_with_spares, tmp_path)


def refused(code: ErrorCode, act: object, *arguments: object, **named: object) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        act(*arguments, **named)  # type: ignore[operator]
    assert caught.value.code is code, caught.value
    return caught.value


def contract_seal(desk: Desk) -> Seal:
    return seals.find_seal(desk, SEAL)


def opens(spares: Spares, name: str) -> bool:
    """Whether this token alone, plugged in and unlocked, opens the seal."""
    spares.plug(name)
    with spares.open() as desk:
        spares.unlock(desk, name)
        try:
            picture = seal_vault.open_picture(desk, contract_seal(desk), spares.ref(name))
        except SealDeskError as refusal:
            assert refusal.code is ErrorCode.VAULT_NOT_FOR_TOKEN, refusal
            return False
    assert picture.width_px > 100
    return True


# What a new workspace has.


def test_every_seal_of_a_new_workspace_is_in_the_ledger(workspace: Workspace) -> None:
    entries = {entry["seal"]: entry for entry in workspace.entries("vault.changed")}
    assert set(entries) == {seal.id for seal in workspace.made.seals}
    for seal_id, entry in entries.items():
        blob = (workspace.home / "vault" / f"{seal_id}.vault").read_bytes()
        assert entry["sha256"] == hashlib.sha256(blob).hexdigest()
        assert (entry["version"], entry["change"]) == (1, "made")


def test_the_list_needs_no_token(workspace: Workspace) -> None:
    shutil.rmtree(workspace.home / "token" / "tokens")
    told = workspace.command("seals", "vault", SEAL, "--json").json
    assert (told["seal"], told["version"]) == (SEAL, 1)
    (token,) = told["tokens"]
    assert (token["label"], token["way"], token["weaker"]) == ("城南建设-01", "RSA-OAEP-SHA1", False)
    assert told["recovery"] == [[PLATFORM_ADMIN.id, SYSTEM_ADMIN.id]]
    plain = workspace.command("seals", "vault", SEAL)
    assert "RSA-OAEP-SHA1" in plain.out and PLATFORM_ADMIN.name in plain.out
    assert workspace.command("seals", "vault", "NONE").status == 3


# Adding and removing.


@pytest.mark.parametrize(
    ("name", "wrap"), [("rsa", Wrap.RSA_OAEP_SHA1), ("p256", Wrap.ECDH), ("signing only", Wrap.TOKEN_DATA)]
)
def test_a_spare_token_is_added_and_removed(spares: Spares, name: str, wrap: Wrap) -> None:
    assert not opens(spares, name)
    spares.plug("first", name)
    with spares.open() as desk:
        seal = contract_seal(desk)
        spares.unlock(desk, "first", name)
        assert seal_vault.add_token(desk, seal, by=spares.ref("first"), new=spares.ref(name)) is wrap
        told = {one.token: one for one in seal_vault.recipients_of(desk, seal)}
        assert told[spares.ref(name)].weaker is (wrap is Wrap.TOKEN_DATA)
        assert seal_vault.standing_of(desk, seal).version == 2
    entry = spares.entries("vault.changed")[-1]
    assert (entry["change"], entry["version"], entry["way"]) == ("token_added", 2, wrap.value)
    assert (entry["token"]["serial"], entry["person"]) == (spares.ref(name).serial, CUSTODIAN.id)
    assert opens(spares, name) and opens(spares, "first")

    spares.plug("first")
    with spares.open() as desk:
        seal = contract_seal(desk)
        spares.unlock(desk, "first")
        seal_vault.remove_token(desk, seal, by=spares.ref("first"), gone=spares.ref(name))
    assert not opens(spares, name) and opens(spares, "first")
    entry = spares.entries("vault.changed")[-1]
    assert (entry["change"], entry["version"]) == ("token_removed", 3)


def test_a_key_kept_as_data_is_taken_off_the_token_again(spares: Spares) -> None:
    name = "signing only"
    spares.plug("first", name)
    with spares.open() as desk:
        seal, first, spare = contract_seal(desk), spares.ref("first"), spares.ref(name)
        spares.unlock(desk, "first", name)
        seal_vault.add_token(desk, seal, by=first, new=spare)
        path = seal_vault.vault_file(desk, SEAL)
        locks = [one.lock for one in read_envelope(path.read_bytes(), SEAL).recipients]
        (key_name,) = [lock.key_id.decode() for lock in locks if lock.wrap is Wrap.TOKEN_DATA]
        assert len(desk.tokens.read_data(spare, key_name)) == 32
        seal_vault.remove_token(desk, seal, by=first, gone=spare)
        refused(ErrorCode.TOKEN_KEY_MISSING, desk.tokens.read_data, spare, key_name)


def test_a_locked_token_is_added_by_its_certificate(spares: Spares) -> None:
    spares.plug("first", "p256")
    with spares.open() as desk:
        spares.unlock(desk, "first")
        by, new = spares.ref("first"), spares.ref("p256")
        assert seal_vault.add_token(desk, contract_seal(desk), by=by, new=new) is Wrap.ECDH
    assert opens(spares, "p256")


def test_a_token_without_an_encryption_key_has_to_be_unlocked(spares: Spares) -> None:
    spares.plug("first", "signing only")
    with spares.open() as desk:
        spares.unlock(desk, "first")
        by, new = spares.ref("first"), spares.ref("signing only")
        refused(
            ErrorCode.TOKEN_NOT_LOGGED_IN, seal_vault.add_token, desk, contract_seal(desk), by=by, new=new
        )


def test_a_token_outside_the_seals_list_is_refused(spares: Spares) -> None:
    spares.plug("first", "foreign")
    with spares.open() as desk:
        spares.unlock(desk, "first", "foreign")
        by, new = spares.ref("first"), spares.ref("foreign")
        refused(
            ErrorCode.CERTIFICATE_FOREIGN, seal_vault.add_token, desk, contract_seal(desk), by=by, new=new
        )
    assert len(spares.entries("vault.changed")) == len(spares.made.seals)


def test_a_token_that_opens_nothing_lets_nobody_in(spares: Spares) -> None:
    spares.plug("rsa", "p256")
    with spares.open() as desk:
        spares.unlock(desk, "rsa", "p256")
        by, new = spares.ref("rsa"), spares.ref("p256")
        refused(
            ErrorCode.VAULT_NOT_FOR_TOKEN, seal_vault.add_token, desk, contract_seal(desk), by=by, new=new
        )


def test_the_last_token_stays(spares: Spares) -> None:
    spares.plug("first", "rsa")
    with spares.open() as desk:
        seal, first, spare = contract_seal(desk), spares.ref("first"), spares.ref("rsa")
        spares.unlock(desk, "first")
        refused(ErrorCode.VAULT_LAST_TOKEN, seal_vault.remove_token, desk, seal, by=first, gone=first)
        refused(ErrorCode.VAULT_NOT_FOR_TOKEN, seal_vault.remove_token, desk, seal, by=first, gone=spare)
        # With another one it may go, even by its own hand.
        seal_vault.add_token(desk, seal, by=first, new=spare)
        seal_vault.remove_token(desk, seal, by=first, gone=first)
    assert opens(spares, "rsa") and not opens(spares, "first")


def test_adding_twice_keeps_one(spares: Spares) -> None:
    spares.plug("first", "signing only")
    with spares.open() as desk:
        seal = contract_seal(desk)
        spares.unlock(desk, "first", "signing only")
        for _ in range(2):
            seal_vault.add_token(desk, seal, by=spares.ref("first"), new=spares.ref("signing only"))
        assert len(seal_vault.recipients_of(desk, seal)) == 2
    assert opens(spares, "signing only")


# Who may.


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (PLATFORM_ADMIN.id, None),
        (SYSTEM_ADMIN.id, None),
        (CUSTODIAN.id, None),
        (APPLICANT.id, ErrorCode.PERSON_NOT_ENTITLED),
        ("P9999", ErrorCode.PERSON_UNKNOWN),
    ],
)
def test_who_may_change_the_vault(workspace: Workspace, person: str, code: ErrorCode | None) -> None:
    with workspace.open() as desk:
        (info,) = desk.tokens.tokens()
        desk.tokens.login(info.ref, workspace.pin)
        password = workspace.password(person) if person != "P9999" else ""
        entered = SignIn(person, password)
        if code is None:
            seal_vault.renew(desk, contract_seal(desk), by=info.ref, person=entered)
            wrong = SignIn(person, password + "x")
            code = ErrorCode.PERSON_PASSWORD_WRONG
        else:
            wrong = entered
        refused(code, seal_vault.renew, desk, contract_seal(desk), by=info.ref, person=wrong)


def test_a_locked_token_proves_nobody(workspace: Workspace) -> None:
    with workspace.open() as desk:
        (info,) = desk.tokens.tokens()
        refused(ErrorCode.TOKEN_NOT_LOGGED_IN, seal_vault.renew, desk, contract_seal(desk), by=info.ref)


def test_a_copied_certificate_proves_nobody(spares: Spares) -> None:
    """The custodian's certificate is public: on another token it has no key to sign the challenge with."""
    spares.plug("first", "foreign")
    with spares.open() as desk:
        spares.unlock(desk, "first", "foreign")
        first, foreign = spares.ref("first"), spares.ref("foreign")
        seal = contract_seal(desk)
        signing = next(one for one in desk.tokens.certificates(first) if one.sha256 in seal.certificates)
        desk.tokens.import_certificate(foreign, signing.der, b"\x01", "copy")
        # Only RSA keys would be asked for here: the foreign token's own is P-256.
        with pytest.raises(SealDeskError) as caught:
            seal_vault.renew(desk, seal, by=foreign)
        assert caught.value.code in (ErrorCode.CERTIFICATE_KEY_MISMATCH, ErrorCode.TOKEN_KEY_MISSING)


@pytest.mark.parametrize("state", [SealState.CANCELLED, SealState.DESTROYED, SealState.REPLACED])
def test_nobody_is_let_into_a_seal_whose_life_is_over(spares: Spares, state: SealState) -> None:
    spares.plug("first", "rsa")
    with spares.open() as desk:
        seal = contract_seal(desk)
        desk.record(EntryKind.SEAL_STATE, seals.state_facts(seal, state, PLATFORM_ADMIN.id, "注销"))
        spares.unlock(desk, "first")
        by, new = spares.ref("first"), spares.ref("rsa")
        refused(ErrorCode.SEAL_NOT_ACTIVE, seal_vault.add_token, desk, seal, by=by, new=new)
        refused(ErrorCode.SEAL_NOT_ACTIVE, seal_vault.recover, desk, seal, two(spares), new)


# Recovery.


def two(workspace: Workspace, *people: str) -> tuple[SignIn, ...]:
    chosen = people or (PLATFORM_ADMIN.id, SYSTEM_ADMIN.id)
    return tuple(SignIn(person, workspace.password(person)) for person in chosen)


@pytest.mark.parametrize("name", ["rsa", "p256", "signing only"])
def test_two_administrators_recover_a_seal_whose_token_is_lost(spares: Spares, name: str) -> None:
    spares.plug(name)
    with spares.open() as desk:
        spares.unlock(desk, name)
        seal_vault.recover(desk, contract_seal(desk), two(spares), spares.ref(name))
    (entry,) = spares.entries("vault.recovered")
    assert entry["persons"] == [PLATFORM_ADMIN.id, SYSTEM_ADMIN.id]
    changed = spares.entries("vault.changed")[-1]
    assert (changed["change"], changed["version"]) == ("recovered", 2)
    assert opens(spares, name)


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ((PLATFORM_ADMIN.id,), ErrorCode.PERSON_TWO_NEEDED),
        ((PLATFORM_ADMIN.id, PLATFORM_ADMIN.id), ErrorCode.PERSON_TWO_NEEDED),
        ((PLATFORM_ADMIN.id, CUSTODIAN.id), ErrorCode.PERSON_NOT_ENTITLED),
        ((PLATFORM_ADMIN.id, SYSTEM_ADMIN.id, CUSTODIAN.id), ErrorCode.PERSON_TWO_NEEDED),
    ],
)
def test_others_do_not_recover(spares: Spares, people: tuple[str, ...], code: ErrorCode) -> None:
    spares.plug("rsa")
    with spares.open() as desk:
        refused(code, seal_vault.recover, desk, contract_seal(desk), two(spares, *people), spares.ref("rsa"))
    assert not spares.entries("vault.recovered")


def test_a_wrong_password_of_one_of_them_opens_nothing(spares: Spares) -> None:
    spares.plug("rsa")
    first, second = two(spares)
    for wrong in ((first, SignIn(second.person_id, "x")), (SignIn(first.person_id, "x"), second)):
        with spares.open() as desk:
            code = ErrorCode.PERSON_PASSWORD_WRONG
            refused(code, seal_vault.recover, desk, contract_seal(desk), wrong, spares.ref("rsa"))
    assert not spares.entries("vault.recovered")


def test_recovery_for_a_foreign_token_is_refused(spares: Spares) -> None:
    spares.plug("foreign")
    with spares.open() as desk:
        code = ErrorCode.CERTIFICATE_FOREIGN
        refused(code, seal_vault.recover, desk, contract_seal(desk), two(spares), spares.ref("foreign"))


def test_nothing_is_opened_where_the_entry_cannot_be_written(
    spares: Spares, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sealdesk.vault.envelope import Envelope

    spares.plug("rsa")

    def full(desk: Desk, *arguments: object) -> None:
        raise SealDeskError(ErrorCode.LEDGER_DISK_FULL)

    def never(envelope: Envelope, keys: dict[str, str]) -> bytes:
        raise AssertionError("opened without its entry")

    with spares.open() as desk:
        spares.unlock(desk, "rsa")
        monkeypatch.setattr(Desk, "record", full)
        monkeypatch.setattr(Envelope, "open_with_administrators", never)
        code = ErrorCode.LEDGER_DISK_FULL
        refused(code, seal_vault.recover, desk, contract_seal(desk), two(spares), spares.ref("rsa"))


# The file.


def vault_of(workspace: Workspace) -> Path:
    return workspace.home / "vault" / f"{SEAL}.vault"


def renewed(workspace: Workspace) -> None:
    with workspace.open() as desk:
        (info,) = desk.tokens.tokens()
        desk.tokens.login(info.ref, workspace.pin)
        seal_vault.renew(desk, contract_seal(desk), by=info.ref)


def open_refused(workspace: Workspace, code: ErrorCode) -> SealDeskError:
    """Refused, and no key of the token was asked for: it is not even unlocked."""
    with workspace.open() as desk:
        (info,) = desk.tokens.tokens()
        return refused(code, seal_vault.open_picture, desk, contract_seal(desk), info.ref)


def test_an_older_vault_file_does_not_come_back(workspace: Workspace) -> None:
    old = vault_of(workspace).read_bytes()
    renewed(workspace)
    assert vault_of(workspace).read_bytes() != old
    assert vault_of(workspace).stat().st_mode & 0o777 == 0o600
    vault_of(workspace).write_bytes(old)
    assert open_refused(workspace, ErrorCode.VAULT_BROKEN).facts["reason"] == "not the one in force"


def test_a_damaged_file_is_told_before_the_token_is_asked(workspace: Workspace) -> None:
    blob = bytearray(vault_of(workspace).read_bytes())
    blob[len(blob) // 2] ^= 4
    vault_of(workspace).write_bytes(bytes(blob))
    assert open_refused(workspace, ErrorCode.VAULT_BROKEN).facts["reason"] == "damaged"


def test_flips_under_a_new_digest_are_refused_by_the_ledger(workspace: Workspace) -> None:
    blob = bytearray(vault_of(workspace).read_bytes()[:-32])
    blob[-1] ^= 1
    vault_of(workspace).write_bytes(bytes(blob) + hashlib.sha256(blob).digest())
    assert open_refused(workspace, ErrorCode.VAULT_BROKEN).facts["reason"] == "not the one in force"


@pytest.mark.parametrize("name", ["first", "p256", "signing only"])
def test_flips_under_a_new_digest_are_refused_without_an_entry_too(
    spares: Spares, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real token's answer to a wrapped key that was changed is not specific; the person reads what it means."""
    if name != "first":
        spares.plug("first", name)
        with spares.open() as desk:
            spares.unlock(desk, "first", name)
            seal_vault.add_token(desk, contract_seal(desk), by=spares.ref("first"), new=spares.ref(name))
    spares.plug(name)
    body = vault_of(spares).read_bytes()[:-32]
    head = body.index(b"}]") + 200  # header, and the ciphertext's first bytes
    chance = random.Random(name)
    monkeypatch.setattr(vault_contents, "last_change", lambda reader, seal_id: None)
    with spares.open() as desk:
        spares.unlock(desk, name)
        seal = contract_seal(desk)
        seal_vault.open_picture(desk, seal, spares.ref(name))
        for bit in [8 * body.rindex(b'"key_id"') + 85, *chance.sample(range(8 * head), 60)]:
            flipped = bytearray(body)
            flipped[bit // 8] ^= 1 << bit % 8
            vault_of(spares).write_bytes(bytes(flipped) + hashlib.sha256(flipped).digest())
            with pytest.raises(SealDeskError) as caught:
                seal_vault.open_picture(desk, seal, spares.ref(name))
            # The certificate that was flipped is another's: nothing here for this token.
            assert caught.value.code in (ErrorCode.VAULT_BROKEN, ErrorCode.VAULT_NOT_FOR_TOKEN), bit


def test_a_faulty_device_is_not_taken_for_a_broken_vault(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger names the file's digest: nothing was changed in it."""
    from sealdesk.tokens.client import TokenProcess

    def faulty(*arguments: object, **named: object) -> bytes:
        raise SealDeskError(ErrorCode.TOKEN_DEVICE_ERROR, reason="DeviceError")

    monkeypatch.setattr(TokenProcess, "decrypt", faulty)
    with workspace.open() as desk:
        (info,) = desk.tokens.tokens()
        desk.tokens.login(info.ref, workspace.pin)
        refused(ErrorCode.TOKEN_DEVICE_ERROR, seal_vault.open_picture, desk, contract_seal(desk), info.ref)


def test_a_change_that_was_interrupted_is_ended(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger names the new version, and the crash came before it had its name."""
    from sealdesk.vault import files

    with monkeypatch.context() as patched:
        patched.setattr(files, "put_in_force", lambda path, digest, limit_bytes: None)
        renewed(workspace)
    beside = vault_of(workspace).with_name(f"{SEAL}.vault.new")
    new = beside.read_bytes()
    with workspace.open() as desk:
        assert seal_vault.standing_of(desk, contract_seal(desk)).version == 2
    assert vault_of(workspace).read_bytes() == new
    assert not beside.exists()


def test_a_change_that_was_never_entered_is_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sealdesk.store.ledger import Transaction

    def full(transaction: Transaction, kind: object, facts: object) -> None:
        raise SealDeskError(ErrorCode.LEDGER_DISK_FULL)

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "append", full)
        with pytest.raises(SealDeskError):
            renewed(workspace)
    with workspace.open() as desk:
        assert seal_vault.standing_of(desk, contract_seal(desk)).version == 1
    renewed(workspace)


def test_two_changes_at_once_do_not_undo_each_other(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process changes the vault between our reading and our writing."""
    real = seal_vault.opened

    def slowly(*arguments: object) -> bytes:
        monkeypatch.setattr(seal_vault, "opened", real)
        renewed(workspace)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(seal_vault, "opened", slowly)
    with pytest.raises(SealDeskError) as caught:
        renewed(workspace)
    assert caught.value.code is ErrorCode.VAULT_BROKEN
    with workspace.open() as desk:
        assert seal_vault.standing_of(desk, contract_seal(desk)).version == 2


def test_another_picture_under_the_right_key_is_refused(workspace: Workspace) -> None:
    """Whoever can encrypt for the token still needs the picture that the seal's maker signed."""
    with workspace.open() as desk:
        seal = contract_seal(desk)
        given = (desk, seal, b"another", (), PLATFORM_ADMIN.id, lambda _: None)
        refused(ErrorCode.VAULT_BROKEN, seal_vault.put_eseal, *given)


# The seal carrier.


def move_to_carrier(workspace: Workspace) -> Path:
    from dataclasses import replace

    carrier = workspace.folder / "stick"
    shutil.copytree(workspace.home / "vault", carrier)
    shutil.rmtree(workspace.home / "vault")
    layout = Layout(workspace.home)
    save_settings(layout, replace(load_settings(layout), vault=carrier))
    return carrier


def stamp(workspace: Workspace) -> object:
    return workspace.command(
        "stamp", workspace.contract, "--output", workspace.folder / "out.pdf", "--seal", SEAL,
        "--request", workspace.request, "--page", "1", "--at", "60,120", "--pin-stdin",
        stdin=workspace.pin + "\n",
    )  # fmt: skip


def test_seals_on_a_carrier_of_their_own(workspace: Workspace) -> None:
    carrier = move_to_carrier(workspace)
    away = carrier.with_name("pulled")
    carrier.rename(away)
    answer = stamp(workspace)
    assert "[vault.missing]" in answer.err and "insert the seal carrier" in answer.err
    assert str(carrier) in answer.err and answer.status == 4
    assert not (workspace.folder / "out.pdf").exists()
    away.rename(carrier)
    assert stamp(workspace).status == 0
    renewed(workspace)
    assert sorted(path.name for path in carrier.iterdir()) == [
        f"{seal.id}.vault" for seal in workspace.made.seals
    ]


def test_a_change_with_the_carrier_pulled_leaves_everything_as_it_was(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = move_to_carrier(workspace)
    real = seal_vault.opened

    def pulled(*arguments: object) -> bytes:
        content = real(*arguments)  # type: ignore[arg-type]
        carrier.rename(carrier.with_name("pulled"))
        return content

    before = len(workspace.entries("vault.changed"))
    with monkeypatch.context() as patched:
        patched.setattr(seal_vault, "opened", pulled)
        with pytest.raises(SealDeskError) as caught:
            renewed(workspace)
    assert caught.value.code is ErrorCode.VAULT_NOT_WRITABLE
    assert len(workspace.entries("vault.changed")) == before
    carrier.with_name("pulled").rename(carrier)
    renewed(workspace)


# The command line.


def test_a_spare_token_from_the_command_line(spares: Spares) -> None:
    """Added, used to stamp alone, and the lost one removed by it."""
    spares.plug("first", "rsa")
    first, spare = spares.ref("first").serial, spares.ref("rsa").serial
    added = spares.command(
        "seals", "vault-add", SEAL, "--token", spare, "--by", first, "--pin-stdin", "--json",
        stdin=f"{spares.pin}\n{PIN}\n",
    )  # fmt: skip
    assert added.status == 0, added.err
    assert [token["serial"] for token in added.json["tokens"]] == [first, spare]
    spares.plug("rsa")
    stamped = spares.command(
        "stamp", spares.contract, "--output", spares.folder / "out.pdf", "--seal", SEAL, "--request",
        spares.request, "--page", "1", "--at", "60,120", "--pin-stdin", stdin=f"{PIN}\n",
    )  # fmt: skip
    assert stamped.status == 0, stamped.err
    removed = spares.command(
        "seals", "vault-remove", SEAL, "--token", first, "--by", spare, "--pin-stdin", stdin=f"{PIN}\n"
    )
    assert removed.status == 0, removed.err
    assert first not in removed.out and spare in removed.out
    last = spares.command(
        "seals", "vault-remove", SEAL, "--token", spare, "--by", spare, "--pin-stdin", stdin=f"{PIN}\n"
    )
    assert last.status == 3 and "[vault.last_token]" in last.err


def test_recovery_from_the_command_line(spares: Spares) -> None:
    spares.plug("signing only")
    serial = spares.ref("signing only").serial
    files = {person: spares.home / "passwords" / person for person in (PLATFORM_ADMIN.id, SYSTEM_ADMIN.id)}
    words = (
        "seals", "vault-recover", SEAL, "--token", serial, "--pin-stdin",
        "--as", PLATFORM_ADMIN.id, "--password-file", files[PLATFORM_ADMIN.id], "--as2",
    )  # fmt: skip
    alone = spares.command(
        *words, PLATFORM_ADMIN.id, "--password-file2", files[PLATFORM_ADMIN.id], stdin=f"{PIN}\n"
    )
    assert alone.status == 3 and "[person.two_needed]" in alone.err
    both = spares.command(
        *words, SYSTEM_ADMIN.id, "--password-file2", files[SYSTEM_ADMIN.id], stdin=f"{PIN}\n"
    )
    assert both.status == 0, both.err
    assert "TOKEN-DATA" in both.out and "weaker" in both.out


def test_a_token_with_its_initial_pin_is_not_let_in(spares: Spares) -> None:
    spares.plug("first", "foreign")
    answer = spares.command(
        "seals", "vault-add", SEAL, "--token", spares.ref("foreign").serial, "--by", spares.ref("first").serial,
        "--pin-stdin", stdin=f"{spares.pin}\n{INITIAL_PIN}\n",
    )  # fmt: skip
    assert answer.status == 3 and "[token.not_registered]" in answer.err
    assert not spares.entries("pin.failed")


def revoke(spares: Spares, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on a revocation list names this token's signing certificate."""
    told = SealDeskError(ErrorCode.CERTIFICATE_REVOKED, subject=name)
    honest = token_binding.binding_of

    def binding_of(desk, seal, ours, certificates):  # type: ignore[no-untyped-def]
        if desk.tokens.certificates(spares.ref(name)) == certificates:
            raise told
        return honest(desk, seal, ours, certificates)

    monkeypatch.setattr(token_binding, "binding_of", binding_of)


def test_a_revoked_token_neither_comes_in_nor_lets_others_in(
    spares: Spares, monkeypatch: pytest.MonkeyPatch
) -> None:
    spares.plug("first", "rsa")
    with spares.open() as desk:
        spares.unlock(desk, "first", "rsa")
        seal, first, spare = contract_seal(desk), spares.ref("first"), spares.ref("rsa")
        admin = SignIn(PLATFORM_ADMIN.id, spares.password(PLATFORM_ADMIN.id))
        with monkeypatch.context() as revoking:
            revoke(spares, "rsa", revoking)
            refused(ErrorCode.CERTIFICATE_REVOKED, seal_vault.add_token, desk, seal, by=first, new=spare)
            refused(ErrorCode.CERTIFICATE_REVOKED, seal_vault.recover, desk, seal, two(spares), spare)
        with monkeypatch.context() as revoking:
            revoke(spares, "first", revoking)
            for person in (None, admin):
                refused(
                    ErrorCode.CERTIFICATE_REVOKED,
                    seal_vault.add_token, desk, seal, by=first, new=spare, person=person,
                )  # fmt: skip
    assert not opens(spares, "rsa")
