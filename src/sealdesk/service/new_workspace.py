"""Making a real workspace: two administrators with keys of their own, the registers they sign, the enrolled machine.

People, seals and trust roots come afterwards. See `evaluation` for a workspace to practise with.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sealdesk import resources
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.people import PeopleRegister, write_people
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person, Role
from sealdesk.policy.sign_in_rules import LEAST_PASSWORD
from sealdesk.service import workstation
from sealdesk.service.desk import ADMINISTRATOR_KEYS, WORKSTATION_KEY, open_desk
from sealdesk.service.organisation_key import ORGANISATION_KEY, make_organisation_key
from sealdesk.service.own_keys import lock_own_key, new_signer, write_key_file
from sealdesk.service.people_register import PERSON_ID
from sealdesk.service.registers import write_trust
from sealdesk.settings.layout import Layout
from sealdesk.settings.secrets import SecretStore, secret_store
from sealdesk.settings.settings import ModuleSetting, SecretsIn, Settings, save_settings
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer

_ROLES = (Role.PLATFORM_ADMIN, Role.SYSTEM_ADMIN)


@dataclass(frozen=True)
class NewAdministrator:
    """One of the two who sign the registers; their own key is opened by the password."""

    id: str
    name: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class NewWorkspace:
    """What the owner of a new workspace chooses.

    Attributes:
        administrators: Two people: the first is the platform administrator, the second the system administrator.
        modules: PKCS#11 modules of the organisation's tokens.
        vault: Folder of the seal carrier; None: the vault lies inside the workspace.
    """

    organisation: str
    administrators: tuple[NewAdministrator, ...]
    secrets_in: SecretsIn = SecretsIn.KEYRING
    modules: tuple[Path, ...] = ()
    vault: Path | None = None


def make_workspace(home: Path, chosen: NewWorkspace) -> None:
    """Make the workspace in a new or empty folder, and enrol this machine.

    Raises:
        SealDeskError: `WORKSPACE_NOT_EMPTY`, `OUTPUT_NOT_WRITABLE`; `USAGE_WRONG` naming what is wrong;
            `TOKEN_MODULE_MISSING`; `OUTPUT_FOLDER_MISSING` for the carrier; `SECRET_STORE_MISSING`. Whatever was
            made by then is removed.
    """
    home = home.absolute()
    _check(home, chosen)
    with fresh_folder(home):
        _Maker(Layout(home), chosen).make()


@contextmanager
def fresh_folder(home: Path) -> Iterator[None]:
    """A new or empty folder; emptied again, or removed, where what is done in it fails.

    Raises:
        SealDeskError: `WORKSPACE_NOT_EMPTY`, `OUTPUT_NOT_WRITABLE`.
    """
    try:
        existed = home.exists()
        if existed and (not home.is_dir() or any(home.iterdir())):
            raise SealDeskError(ErrorCode.WORKSPACE_NOT_EMPTY, home=home)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        facts = {"path": home, "folder": home.parent, "reason": trouble.strerror}
        raise SealDeskError(ErrorCode.OUTPUT_NOT_WRITABLE, **facts) from trouble
    try:
        yield
    except BaseException:
        for child in home.iterdir():
            shutil.rmtree(child) if child.is_dir() else child.unlink()
        if not existed:
            home.rmdir()
        raise


def _check(home: Path, chosen: NewWorkspace) -> None:
    """Refuse what would make no workspace, before anything is made."""
    people = chosen.administrators
    wrong = [
        what
        for what, good in (
            ("DIR", str(home).isprintable()),
            ("--organisation", _is_name(chosen.organisation)),
            ("--administrator ×2", len(people) == 2 and len({one.id for one in people}) == 2),
            ("--administrator ID:NAME", all(PERSON_ID.fullmatch(one.id) for one in people)),
            ("--administrator ID:NAME", all(_is_name(one.name) for one in people)),
            ("--module", all(str(module).isprintable() for module in chosen.modules)),
            ("--vault", str(chosen.vault).isprintable()),
            (
                f"--password-file ≥ {LEAST_PASSWORD}",
                all(len(one.password) >= LEAST_PASSWORD for one in people),
            ),
        )
        if not good
    ]
    if wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=", ".join(dict.fromkeys(wrong)))
    for module in chosen.modules:
        if not module.is_file():
            raise SealDeskError(ErrorCode.TOKEN_MODULE_MISSING, module=module)
    if chosen.vault is not None and not chosen.vault.is_dir():
        raise SealDeskError(ErrorCode.OUTPUT_FOLDER_MISSING, path=chosen.vault)


def _is_name(text: str) -> bool:
    return bool(text.strip()) and text.isprintable()


class _Maker:
    """Makes the workspace, part by part."""

    def __init__(self, layout: Layout, chosen: NewWorkspace) -> None:
        self.layout = layout
        self.chosen = chosen
        self.settings = Settings(
            organisation=chosen.organisation.strip(),
            workstation=f"workstation-{secrets.token_hex(8)}",
            secrets_in=chosen.secrets_in,
            modules=tuple(ModuleSetting(module.absolute()) for module in chosen.modules),
            vault=chosen.vault.absolute() if chosen.vault else None,
        )
        self.signers = tuple(new_signer(person.id) for person in chosen.administrators)

    def make(self) -> None:
        self._make_folders()
        save_settings(self.layout, self.settings)
        people = tuple(self._person(number) for number in range(2))
        self._sign_registers(people)
        with self._kept_secrets():
            self._record([person.id for person in people])

    def _make_folders(self) -> None:
        layout = self.layout
        for folder in (layout.people.parent, layout.seals, layout.vault, layout.person_keys, layout.crls):
            folder.mkdir(mode=0o700)

    def _person(self, number: int) -> Person:
        chosen, signer = self.chosen.administrators[number], self.signers[number]
        key = lock_own_key(chosen.id, signer, chosen.password)
        write_key_file(key, self.layout.person_key(chosen.id))
        person = Person(
            id=chosen.id,
            name=chosen.name.strip(),
            department="",
            roles=frozenset({_ROLES[number]}),
            positions=frozenset(),
            public_key="",
        )
        return key.given_to(person)

    def _sign_registers(self, people: tuple[Person, ...]) -> None:
        texts = {
            self.layout.people: write_people(PeopleRegister(1, people)),
            self.layout.policy: resources.path("policy.toml").read_text("utf-8"),
            self.layout.trust: write_trust(1, (), (), ()),
        }
        for path, text in texts.items():
            path.write_text(note.sign(text, *self.signers), "utf-8")

    @contextmanager
    def _kept_secrets(self) -> Iterator[None]:
        """The workstation's key and its administrators' public ones, kept; taken back where what follows fails."""
        store = secret_store(self.layout, self.settings)
        signer = Signer.generate(f"sealdesk.invalid/workstation/{self.settings.workstation}")
        try:
            store.put(WORKSTATION_KEY, signer.secret_text())
            store.put(ADMINISTRATOR_KEYS, "\n".join(str(one.verifier) for one in self.signers))
            make_organisation_key(store)
            yield
        except BaseException:
            _take_back(store)
            raise

    def _record(self, signed_by: list[str]) -> None:
        layout = self.layout
        with open_desk(layout.home) as desk, desk.recording() as transaction:
            made = {"organisation": self.settings.organisation, "evaluation": False}
            transaction.append(EntryKind.WORKSPACE_MADE, made)
            for kind, path in (
                (EntryKind.PEOPLE_REGISTERED, layout.people),
                (EntryKind.POLICY_SET, layout.policy),
                (EntryKind.TRUST_SET, layout.trust),
            ):
                digest = sha256(path.read_bytes()).hexdigest()
                transaction.append(kind, {"version": 1, "sha256": digest, "signed_by": signed_by})
            enrolled = workstation.enrolment_facts(
                desk.signer.verifier, desk.administrators, self.settings.secrets_in, signed_by
            )
            transaction.append(EntryKind.WORKSTATION_ENROLLED, enrolled)


def _take_back(store: SecretStore) -> None:
    for name in (WORKSTATION_KEY, ADMINISTRATOR_KEYS, ORGANISATION_KEY):
        with suppress(SealDeskError):
            store.remove(name)
