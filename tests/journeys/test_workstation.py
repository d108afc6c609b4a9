"""The dedicated workstation: a real workspace, a copy of it elsewhere, the move for good; through the command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.workstation import Machine, MachineKind, Whereabouts
from sealdesk.service import workstation
from sealdesk.service.desk import EARLIER_KEYS, WORKSTATION_KEY, open_desk
from sealdesk.service.file_lock import FileLock, Holder
from sealdesk.service.move_workspace import move_workspace
from sealdesk.service.new_workspace import NewAdministrator, NewWorkspace, make_workspace
from sealdesk.service.sign_in import SignIn
from sealdesk.settings import machine
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import (
    ModuleSetting,
    SecretsIn,
    UnblockWay,
    load_settings,
    save_settings,
)
from sealdesk.tlog import note
from sealdesk.tokens.client import TokenModule
from tests.journeys.conftest import Answer, Workspace

PEOPLE = (NewAdministrator("P1", "张三", "passwort-eins"), NewAdministrator("P2", "李四", "passwort-zwei"))
ENTERED = (SignIn("P1", "passwort-eins"), SignIn("P2", "passwort-zwei"))
CHOSEN = NewWorkspace("江城建设", PEOPLE, SecretsIn.FILES)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("real") / "home"
    make_workspace(home, CHOSEN)
    return home


@pytest.fixture
def home(pattern: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pattern, tmp_path / "home"))


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process believes that it runs on another computer."""
    other = Machine("ab" * 32, MachineKind.MACHINE_ID)
    monkeypatch.setattr(machine, "this_machine", lambda: other)
    yield


@dataclass(frozen=True)
class Machines:
    """The command line on this computer, and on one with another machine-id (a mount namespace of its own)."""

    folder: Path

    def here(self, *words: str | Path, stdin: str = "") -> Answer:
        return self._run([], words, stdin)

    def elsewhere(self, *words: str | Path, stdin: str = "") -> Answer:
        other = self.folder / "machine-id"
        other.write_text("0123456789abcdef0123456789abcdef\n", "ascii")
        script = f'mount --bind "{other}" /etc/machine-id && exec "$@"'
        return self._run(["unshare", "--mount", "sh", "-c", script, "sh"], words, stdin)

    def _run(self, before: list[str], words: tuple[str | Path, ...], stdin: str) -> Answer:
        done = subprocess.run(
            [*before, sys.executable, "-m", "sealdesk", *map(str, words)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "SEALDESK_LANG": "en"},
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)


def _can_have_another_machine_id() -> bool:
    if not (shutil.which("unshare") and Path("/etc/machine-id").is_file() and os.geteuid() == 0):
        return False
    tried = subprocess.run(
        ["unshare", "--mount", "mount", "--bind", "/etc/hosts", "/etc/machine-id"],
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


@pytest.fixture
def machines(tmp_path: Path) -> Machines:
    if not _can_have_another_machine_id():
        pytest.skip("no other machine-id without root, unshare and /etc/machine-id")
    return Machines(tmp_path)


def passwords(folder: Path) -> list[str | Path]:
    """The words that name both administrators, for `workspace move`."""
    words: list[str | Path] = []
    for number, person in zip(("", "2"), PEOPLE, strict=True):
        path = folder / f"password{number}"
        path.write_text(person.password, "utf-8")
        words += [f"--as{number}", person.id, f"--password-file{number}", path]
    return words


# A real workspace.


def test_a_workspace_made_at_the_command_line(tmp_path: Path) -> None:
    machine_line, home = Machines(tmp_path), tmp_path / "home"
    carrier = tmp_path / "carrier"
    carrier.mkdir()
    files = []
    for person in PEOPLE:
        files += ["--password-file", tmp_path / person.id]
        (tmp_path / person.id).write_text(person.password + "\n", "utf-8")
    words = ["workspace", "new", home, "--organisation", "江城建设", *files]
    words += ["--administrator", "P1:张三", "--administrator", "P2:李四", "--vault", carrier, "--json"]
    no_keyring = machine_line.here(*words)
    assert (no_keyring.status, home.exists()) == (4, False)
    assert "[secrets.no_store]" in no_keyring.err and "--secrets files" in no_keyring.err

    made = machine_line.here(*words, "--secrets", "files")
    assert made.status == 0, made.err
    assert "[doctor.secrets_in_files]" in made.err, "the weaker choice is warned of"
    assert (made.json["where"], made.json["registers"]) == ("here", {"people": 1, "policy": 1, "trust": 1})
    assert load_settings(Layout(home)).vault == carrier
    shown = machine_line.here("workspace", "show", "--home", home, "--json")
    assert shown.json == made.json
    listed = machine_line.here("ledger", "list", "--home", home, "--json")
    kinds = [json.loads(line)["kind"] for line in listed.out.splitlines()]
    assert kinds == [
        "workspace.made",
        "people.registered",
        "policy.set",
        "trust.set",
        "workstation.enrolled",
    ]
    assert machine_line.here("ledger", "check", "--home", home).status == 0
    for path in home.rglob("*"):
        assert not any(one.password.encode() in path.read_bytes() for one in PEOPLE if path.is_file())
    again = machine_line.here(*words, "--secrets", "files")
    assert (again.status, "[workspace.not_empty]" in again.err) == (2, True)


KEYRING = """
import sys
from pathlib import Path
from sealdesk.service import workstation
from sealdesk.service.desk import open_desk
from sealdesk.service.move_workspace import move_workspace
from sealdesk.service.new_workspace import NewAdministrator, NewWorkspace, make_workspace
from sealdesk.service.sign_in import SignIn
from sealdesk.settings.settings import SecretsIn, load_settings
home = Path(sys.argv[1])
people = [("P1", "passwort-eins"), ("P2", "passwort-zwei")]
make_workspace(home, NewWorkspace("x", tuple(NewAdministrator(one, one, word) for one, word in people)))
with open_desk(home) as desk:
    workstation.check_here(desk)
    enrolled = workstation.enrolment(desk.ledger)
    assert enrolled.secrets == "keyring" and enrolled.key == desk.signer.verifier
    assert not desk.layout.secrets.exists()
    print(desk.secrets.get("workstation-key"))
    desk.secrets.put("attachment-key", "ab" * 32)
    move_workspace(desk, [SignIn(*one) for one in people], SecretsIn.FILES)
with open_desk(home) as desk:
    workstation.check_here(desk)
    assert desk.settings.secrets_in is SecretsIn.FILES and len(desk.log_keys) == 2
    move_workspace(desk, [SignIn(*one) for one in people], SecretsIn.KEYRING)
    assert list(desk.layout.secrets.iterdir()) == []
with open_desk(home) as desk:
    workstation.check_here(desk)
    assert desk.secrets.get("attachment-key") == "ab" * 32
print("enrolled")
"""
SHELL = (
    'printf "\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$0" -c "$1" "$2"'
)


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="dbus-run-session and gnome-keyring-daemon are not installed",
)
def test_enrolled_in_a_real_keyring_it_is_read_elsewhere_without_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", SHELL, sys.executable, KEYRING, str(home)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    key, enrolled = done.stdout.splitlines()[-2:]
    assert (key[:12], enrolled) == ("PRIVATE+KEY+", "enrolled"), done.stderr
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(key.encode() in content for content in files)
    # Without its keyring: on this machine a missing key is told; on another one it is read all the same.
    machines = Machines(tmp_path)
    checked = machines.here("ledger", "check", "--home", home)
    assert (checked.status, "[secrets.no_store]" in checked.err) == (4, True)
    if _can_have_another_machine_id():
        for words in (["ledger", "check"], ["requests", "list"], ["seals", "list"]):
            read = machines.elsewhere(*words, "--home", home)
            assert read.status == 0, read.err
        shown = machines.elsewhere("workspace", "show", "--json", "--home", home).json
        assert (shown["where"], shown["registers"]["people"]) == ("elsewhere", 1)


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        (NewWorkspace(" ", PEOPLE, SecretsIn.FILES), ErrorCode.USAGE_WRONG),
        (NewWorkspace("x", PEOPLE[:1], SecretsIn.FILES), ErrorCode.USAGE_WRONG),
        (NewWorkspace("x", (PEOPLE[0], PEOPLE[0]), SecretsIn.FILES), ErrorCode.USAGE_WRONG),
        (
            NewWorkspace("x", (PEOPLE[0], NewAdministrator("../P2", "李四", "passwort-zwei"))),
            ErrorCode.USAGE_WRONG,
        ),
        (NewWorkspace("x", (PEOPLE[0], NewAdministrator("P2", "李四", "kurz"))), ErrorCode.USAGE_WRONG),
        (NewWorkspace("x", PEOPLE, SecretsIn.FILES, (Path("/no/x.so"),)), ErrorCode.TOKEN_MODULE_MISSING),
        (NewWorkspace("x", PEOPLE, SecretsIn.FILES, (), Path("/no/x")), ErrorCode.OUTPUT_FOLDER_MISSING),
    ],
)
def test_what_would_make_no_workspace_makes_nothing(
    tmp_path: Path, chosen: NewWorkspace, code: ErrorCode
) -> None:
    with pytest.raises(SealDeskError) as refused:
        make_workspace(tmp_path / "home", chosen)
    assert refused.value.code is code
    assert not (tmp_path / "home").exists()
    assert "kurz" not in str(refused.value) + repr(chosen)


def test_the_ledger_names_the_machine_but_not_its_id(home: Path) -> None:
    with open_desk(home) as desk:
        enrolled = workstation.enrolment(desk.ledger)
        assert enrolled is not None
        assert (enrolled.machine, enrolled.persons) == (machine.machine_identity(), ("P1", "P2"))
        assert enrolled.key == desk.signer.verifier
        assert enrolled.administrators == desk.administrators
        assert workstation.where(desk) is Whereabouts.HERE
        workstation.check_here(desk)
        own = Path("/etc/machine-id")
        if own.is_file() and own.read_text("ascii").strip():
            assert own.read_text("ascii").strip() not in json.dumps(
                [dict(entry.body) for entry in desk.ledger.entries()]
            )


def test_the_token_side_hears_how_a_module_unblocks(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout, module = Layout(home), Path("/opt/card.so")
    cards = ModuleSetting(module, {"OPENSC_CONF": "x"}, UnblockWay.PUK)
    save_settings(layout, replace(load_settings(layout), modules=(cards,)))
    monkeypatch.setattr("sealdesk.service.desk.TokenProcess", lambda modules: modules)
    with open_desk(home) as desk:
        assert desk.tokens == (TokenModule(module, {"OPENSC_CONF": "x"}, "puk"),)
        del desk.__dict__["tokens"]


# A copy elsewhere.


@pytest.mark.usefixtures("elsewhere")
def test_a_copy_elsewhere_records_and_stamps_nothing(home: Path) -> None:
    with open_desk(home) as desk:
        size = desk.ledger.size()
        assert workstation.where(desk) is Whereabouts.ELSEWHERE
        for act in (
            lambda: workstation.check_here(desk),
            lambda: desk.record(EntryKind.LEDGER_EXPORTED, {"form": "csv", "entries": 0}),
        ):
            with pytest.raises(SealDeskError) as refused:
                act()
            assert refused.value.code is ErrorCode.WORKSPACE_ELSEWHERE
        assert desk.ledger.size() == size


def test_another_key_than_the_enrolled_one_does_not_stamp(home: Path) -> None:
    with open_desk(home) as desk:
        name = desk.signer.name
        desk.secrets.put(WORKSTATION_KEY, note.Signer.generate(name).secret_text())
    with open_desk(home) as desk, pytest.raises(SealDeskError) as refused:
        workstation.check_here(desk)
    assert refused.value.code is ErrorCode.WORKSPACE_NOT_ENROLLED


def test_a_copied_workspace_on_another_machine(workspace: Workspace, machines: Machines) -> None:
    """Reading, verifying, checking, exporting work there; stamping, requesting and syncing say why they do not."""
    at, csv = ("--home", workspace.home), workspace.folder / "out.csv"
    size = len(machines.here("ledger", "list", *at).out.splitlines())
    for words in (["ledger", "list"], ["ledger", "check"], ["seals", "list"], ["requests", "list"]):
        read = machines.elsewhere(*words, *at)
        assert read.status == 0, read.err
    assert machines.elsewhere("verify", workspace.contract, *at).status == 1  # not signed: the answer is no
    exported = machines.elsewhere("ledger", "export", "--output", csv, *at)
    assert (exported.status, csv.exists()) == (0, True)
    assert "not recorded" in exported.err
    asked = machines.elsewhere(
        *("requests", "withdraw", workspace.request, "--as", workspace.person("user")),
        *("--password-file", workspace.home / "passwords" / workspace.person("user"), *at),
    )
    synced = machines.elsewhere("sync", *at)
    target = workspace.folder / "stamped.pdf"
    stamped = machines.elsewhere(
        *("stamp", workspace.contract, "--output", target, "--seal", workspace.seal()),
        *("--request", workspace.request, "--page", "1", "--at", "150,200", *at),  # no PIN: it is not asked
    )
    for refused in (asked, synced, stamped):
        assert (refused.status, "[workspace.elsewhere]" in refused.err) == (3, True), refused.err
    assert not target.exists()
    assert len(machines.here("ledger", "list", *at).out.splitlines()) == size
    assert machines.here("ledger", "check", *at).status == 0


@pytest.mark.usefixtures("elsewhere")
def test_interrupted_acts_are_settled_at_home_alone(home: Path, tmp_path: Path) -> None:
    from sealdesk.service.act_journal import ActJournal

    layout = Layout(home)
    part = tmp_path / ".sealdesk-a1.part"
    part.write_bytes(b"x")
    ActJournal.begin(layout, "a1", "R1", tmp_path / "t.pdf", part).abandon()
    with open_desk(home) as desk:
        assert desk.settlements == ()
    assert part.exists() and layout.act_journal("a1").exists()


# The move for good.


def test_moved_for_good_by_two_administrators(home: Path, machines: Machines) -> None:
    at = ("--home", home)
    moved = machines.elsewhere("workspace", "move", *passwords(machines.folder), *at, "--json")
    assert moved.status == 0, moved.err
    assert (moved.json["where"], moved.json["enrolled"]["by"]) == ("here", ["P1", "P2"])
    checked = machines.elsewhere("ledger", "check", *at)
    assert checked.status == 0, checked.out
    export = ("ledger", "export", *at, "--output")
    assert machines.elsewhere(*export, machines.folder / "1.csv").err == ""
    assert "not recorded" in machines.here(*export, machines.folder / "2.csv").err
    assert machines.here("ledger", "check", *at).status == 0
    back = machines.here("workspace", "move", *passwords(machines.folder), *at)
    assert back.status == 0, back.err
    assert machines.here("ledger", "check", *at).status == 0
    with open_desk(home) as desk:
        assert len(desk.log_keys) == len(set(workstation.enrolled_keys(desk.ledger))) == 3
        workstation.check_here(desk)


def test_the_statement_carries_both_signatures(home: Path) -> None:
    with open_desk(home, settle=False) as desk:
        before, administrators, size = desk.signer.verifier, desk.administrators, desk.ledger.size()
        move_workspace(desk, ENTERED)
        assert desk.signer.verifier != before
        desk.record(EntryKind.LEDGER_EXPORTED, {"form": "csv", "entries": 0})
        entry = next(iter(desk.ledger.entries(kind=EntryKind.WORKSTATION_ENROLLED, newest_first=True)))
        opened = note.open_note(entry.body["statement"], administrators)
        assert len({one.name for one in opened.signatures}) == 2
        assert f"key {desk.signer.verifier}\nbefore {before}\nentries {size}\n" in opened.text


@pytest.mark.parametrize(
    ("entered", "code"),
    [
        ((ENTERED[0], ENTERED[0]), ErrorCode.PERSON_TWO_NEEDED),
        ((ENTERED[0],), ErrorCode.PERSON_TWO_NEEDED),
        ((ENTERED[0], SignIn("P2", "falsch")), ErrorCode.PERSON_PASSWORD_WRONG),
        ((ENTERED[0], SignIn("P3", "falsch")), ErrorCode.PERSON_UNKNOWN),
    ],
)
def test_nobody_else_moves_it(home: Path, entered: tuple[SignIn, ...], code: ErrorCode) -> None:
    with open_desk(home, settle=False) as desk:
        key, size = desk.secrets.get(WORKSTATION_KEY), desk.ledger.size()
        with pytest.raises(SealDeskError) as refused:
            move_workspace(desk, entered)
        assert refused.value.code is code
        told = [entry.kind for entry in desk.ledger.entries(after_index=size - 1)]
        wrong_password = code is ErrorCode.PERSON_PASSWORD_WRONG
        assert told == ([EntryKind.SIGN_IN_FAILED] if wrong_password else [])
        assert desk.secrets.get(WORKSTATION_KEY) == key


def test_a_broken_ledger_does_not_move(home: Path) -> None:
    Layout(home).outside_checkpoint.unlink()
    with open_desk(home, settle=False) as desk, pytest.raises(SealDeskError) as refused:
        move_workspace(desk, ENTERED)
    assert refused.value.code is ErrorCode.LEDGER_BROKEN


def test_lost_keys_are_made_anew_on_the_same_machine(home: Path) -> None:
    shutil.rmtree(Layout(home).secrets)
    with open_desk(home) as desk, pytest.raises(SealDeskError) as refused:
        workstation.check_here(desk)
    assert refused.value.code is ErrorCode.SECRET_MISSING
    with open_desk(home, settle=False) as desk:
        move_workspace(desk, ENTERED)
    with open_desk(home) as desk:
        workstation.check_here(desk)
        assert desk.people.version == 1


def test_a_move_interrupted_before_its_entry_is_done_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with open_desk(home, settle=False) as desk:
        monkeypatch.setattr(type(desk), "succeeding", torn)
        with pytest.raises(KeyboardInterrupt):
            move_workspace(desk, ENTERED)
        monkeypatch.undo()
    with open_desk(home) as desk:
        with pytest.raises(SealDeskError) as refused:
            workstation.check_here(desk)
        assert refused.value.code is ErrorCode.WORKSPACE_NOT_ENROLLED
        move_workspace(desk, ENTERED)
        workstation.check_here(desk)
        desk.record(EntryKind.LEDGER_EXPORTED, {"form": "csv", "entries": 0})
        assert desk.secrets.get(EARLIER_KEYS)


# One window.


def test_one_window_a_workspace(home: Path) -> None:
    layout = Layout(home)
    first = workstation.claim_window(layout)
    assert isinstance(first, FileLock)
    second = workstation.claim_window(layout)
    assert isinstance(second, Holder)
    assert (second.pid, second.purpose) == (os.getpid(), "window")
    first.release()
    third = workstation.claim_window(layout)
    assert isinstance(third, FileLock)
    third.release()
    with pytest.raises(SealDeskError) as missing:
        workstation.claim_window(Layout(home / "none"))
    assert missing.value.code is ErrorCode.WORKSPACE_MISSING


@pytest.mark.skipif(not _can_have_another_machine_id(), reason="needs root and mount namespaces")
def test_a_workspace_on_a_medium_that_cannot_be_written_is_read(workspace: Workspace) -> None:
    script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    stamped = workspace.folder / "stamped.pdf"
    made = workspace.command(
        "stamp", workspace.contract, "--output", stamped, "--seal", workspace.seal(), "--request",
        workspace.request, "--page", "1", "--at", "60,120", "--pin-file", workspace.home / "pin",
    )  # fmt: skip
    assert made.status == 0, made.err

    def read_only(*words: str | Path) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-m", "sealdesk", "--home", str(workspace.home), *map(str, words)]
        return subprocess.run(
            ["unshare", "--mount", "sh", "-c", script, str(workspace.home), *program],
            capture_output=True, text=True, timeout=120, check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "SEALDESK_LANG": "en"},
        )  # fmt: skip

    for words in (
        ("ledger", "check"),
        ("ledger", "list"),
        ("seals", "list"),
        ("requests", "list"),
        ("workspace", "show"),
    ):
        done = read_only(*words)
        assert (done.returncode, done.stdout != "") == (0, True), (words, done.stderr)
    refused = read_only(
        "stamp", workspace.contract, "--output", workspace.folder / "b.pdf", "--seal", workspace.seal(),
        "--request", workspace.request, "--page", "1", "--at", "60,120", "--pin-stdin",
    )  # fmt: skip
    assert refused.returncode == 4, refused.stderr
    assert "fault" not in refused.stderr
    assert not (workspace.folder / "b.pdf").exists()
