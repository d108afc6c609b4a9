"""An open workspace: its settings, registers, ledger and token side, checked as far as a start allows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.people import PeopleRegister
from sealdesk.model.act import Settlement
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.people import Person
from sealdesk.model.request import ApprovalDelegation
from sealdesk.model.token import TokenRef
from sealdesk.model.workstation import Whereabouts
from sealdesk.policy.rules import Policy
from sealdesk.service import people_history, registers, workstation
from sealdesk.service.people_history import RegisterVersion
from sealdesk.service.registers import TrustRegister
from sealdesk.service.token_turn import TokenTurn
from sealdesk.settings.layout import Layout, default_home
from sealdesk.settings.secrets import SecretStore, secret_store
from sealdesk.settings.settings import Settings, load_settings
from sealdesk.store import outside
from sealdesk.store.ledger import Ledger, Transaction
from sealdesk.store.reading import LedgerReader
from sealdesk.tlog.checkpoint import Checkpoint, open_checkpoint
from sealdesk.tlog.note import NoteError, Signer, Verifier
from sealdesk.tokens.client import TokenModule, TokenProcess
from sealdesk.vault import files

if TYPE_CHECKING:
    from sealdesk.service.pressing import Press

WORKSTATION_KEY = "workstation-key"
ADMINISTRATOR_KEYS = "administrator-keys"
EARLIER_KEYS = "workstation-keys-before"
"""Verifier keys that the workstation had before it moved: its older checkpoints are signed with them."""

Face = Literal["window", "command line"]

_REGISTERS: Mapping[EntryKind, tuple[str, ...]] = {
    EntryKind.PEOPLE_REGISTERED: ("people", "people_by_id"),
    EntryKind.POLICY_SET: ("policy",),
    EntryKind.TRUST_SET: ("trust",),
}
"""What is kept of each register once it was opened."""
_NO_SECRET = (ErrorCode.SECRET_MISSING, ErrorCode.SECRET_STORE_MISSING)


class EntryReader(Protocol):
    """The ledger, or a transaction on it: whoever can be asked for entries."""

    def entries(
        self,
        *,
        kind: EntryKind | Collection[EntryKind] | None = None,
        request: str | None = None,
        act: str | None = None,
        seal: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[LedgerEntry]: ...


@dataclass
class Desk:
    """An open workspace. Belongs to the thread that opened it, as its ledger's connection does.

    Attributes:
        face: Who opened it, for others who wait for the token.
        settlements: Interrupted acts that were settled since it was opened.
    """

    layout: Layout
    settings: Settings
    ledger: Ledger
    secrets: SecretStore
    settlements: tuple[Settlement, ...] = field(default=())
    face: Face = "command line"
    proven: set[tuple[TokenRef, str]] = field(default_factory=set)
    """Tokens that proved, in their present login, to hold the key of a certificate (its SHA-256)."""
    offered: set[TokenRef] = field(default_factory=set)
    """Tokens whose process was handed PIN entries for the act to come."""
    press: Press | None = field(default=None, repr=False)
    """Ink made ahead for the act to come, while its last look is open."""
    lent: tuple[bytes, tuple[ApprovalDelegation, ...]] | None = field(default=None, repr=False)
    """The powers to approve that were ever lent, with the hash of the last entry about them (`delegations`)."""
    people_versions: tuple[int, tuple[RegisterVersion, ...]] = (0, ())
    """Versions of the people register among the first so many entries (`people_history`)."""
    people_before: dict[str, PeopleRegister] = field(default_factory=dict, repr=False)
    """Earlier people registers, by the digest of their files."""
    _in_force: dict[EntryKind, str] = field(default_factory=dict, repr=False)
    """Digests of the registers that were opened."""

    @cached_property
    def tokens(self) -> TokenProcess:
        """The token side, in its own process, started when it is first needed."""
        modules = tuple(
            TokenModule(module.path, module.environment, module.unblock.value)
            for module in self.settings.modules
        )
        return TokenProcess(modules)

    @cached_property
    def token_turn(self) -> TokenTurn:
        """Its turn with the token, among the processes that have this workspace open."""
        return TokenTurn(self.layout)

    @cached_property
    def signer(self) -> Signer:
        """The workstation's own key: signs checkpoints."""
        try:
            return Signer.parse(self.secrets.get(WORKSTATION_KEY))
        except NoteError as broken:
            raise SealDeskError(ErrorCode.SECRET_MISSING, name=WORKSTATION_KEY) from broken

    @cached_property
    def administrators(self) -> tuple[Verifier, ...]:
        """Verifier keys of everybody who is or was an administrator: no other key signs a register.

        Which of them could sign one, the people register in force before it says. They lie with the workstation's
        secrets. A copy of the workspace on another computer does not have those: it is read by the keys its ledger
        names, and nothing comes of it but reading.
        """
        try:
            return self._kept_keys(ADMINISTRATOR_KEYS)
        except SealDeskError as none:
            self._enrolled_elsewhere(none)
            return people_history.administrators_named(self.ledger)

    @cached_property
    def log_keys(self) -> tuple[Verifier, ...]:
        """The workstation's key and those it had before: who may have signed the ledger's checkpoints.

        On another computer, where the secrets are not, the keys that the ledger names itself.
        """
        try:
            present = self.signer.verifier
        except SealDeskError as none:
            self._enrolled_elsewhere(none)
            return workstation.enrolled_keys(self.ledger)
        try:
            return (present, *self._kept_keys(EARLIER_KEYS))
        except SealDeskError as none:
            if none.code is not ErrorCode.SECRET_MISSING:
                raise
            return (present,)

    def _kept_keys(self, name: str) -> tuple[Verifier, ...]:
        try:
            return tuple(Verifier.parse(key) for key in self.secrets.get(name).split())
        except NoteError as broken:
            raise SealDeskError(ErrorCode.SECRET_MISSING, name=name) from broken

    def _enrolled_elsewhere(self, none: SealDeskError) -> workstation.Enrolment:
        """The enrolment on another computer; raises `none`, the lack of a secret, where it is this one."""
        enrolled = workstation.enrolment(self.ledger) if none.code in _NO_SECRET else None
        if enrolled is None or workstation.where(self) is not Whereabouts.ELSEWHERE:
            raise none
        return enrolled

    @cached_property
    def people(self) -> PeopleRegister:
        path = self.layout.people
        return registers.open_people(path, self._signers_of(path, EntryKind.PEOPLE_REGISTERED))

    @cached_property
    def people_by_id(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people.people}

    @cached_property
    def policy(self) -> Policy:
        path = self.layout.policy
        return registers.open_policy(path, self._signers_of(path, EntryKind.POLICY_SET))

    @cached_property
    def trust(self) -> TrustRegister:
        path = self.layout.trust
        return registers.open_trust(path, self._signers_of(path, EntryKind.TRUST_SET))

    def follow_registers(self, reader: EntryReader | None = None) -> None:
        """Registers that others replaced meanwhile are read anew when they are asked for next."""
        for kind in _REGISTERS:
            opened = self._in_force.get(kind)
            if opened is None:
                continue
            last = next((reader or self.ledger).entries(kind=kind, newest_first=True, limit=1), None)
            if last is not None and last.body["sha256"] != opened:
                self.forget_register(kind)

    def forget_register(self, kind: EntryKind) -> None:
        """Read a register anew when it is asked for next: another version is in force."""
        for name in _REGISTERS[kind]:
            self.__dict__.pop(name, None)
        self._in_force.pop(kind, None)

    def _signers_of(self, path: Path, kind: EntryKind) -> tuple[Verifier, ...]:
        """Whose signatures count on the register in force: who administered when it was entered.

        An older register, however well signed, does not come back: the ledger names the one in force.
        """
        current = next(self.ledger.entries(kind=kind, newest_first=True, limit=1), None)
        try:
            found = sha256(path.read_bytes()).hexdigest()
        except OSError as missing:
            raise SealDeskError(ErrorCode.REGISTER_BROKEN, path=path, reason=missing.strerror) from missing
        if current is not None and current.body["sha256"] != found:
            # A crash may have left the version that the ledger names beside the one before it.
            named = files.put_in_force(path, current.body["sha256"], people_history.LARGEST_REGISTER_BYTES)
            found = sha256(named).hexdigest() if named is not None else found
        if current is None or current.body["sha256"] != found:
            raise SealDeskError(ErrorCode.REGISTER_BROKEN, path=path, reason="not the one in force")
        before = people_history.administrators_before(self, current.index)
        self._in_force[kind] = found
        return tuple(one for one in self.administrators if before is None or one in before)

    def person(self, person_id: str) -> Person:
        """The registered person; raises `PERSON_UNKNOWN`."""
        person = self.people.find(person_id)
        if person is None:
            raise SealDeskError(ErrorCode.PERSON_UNKNOWN, person=person_id)
        return person

    def record(self, kind: EntryKind, facts: Mapping[str, Any]) -> LedgerEntry:
        """Append an entry and sign the log's new head, as one; the checkpoint is kept outside as well."""
        with self.recording() as transaction:
            return transaction.append(kind, facts)

    @contextmanager
    def recording(self) -> Iterator[Transaction]:
        """A ledger transaction that ends with a signed checkpoint, kept outside the database too.

        Raises:
            SealDeskError: `LEDGER_BROKEN` where the database is not the one the outside checkpoint speaks of:
                to write on would replace the only evidence that it was rolled back. Also where entries stand
                behind the last checkpoint: every transaction of ours ends with one, so they are not ours.
                `WORKSPACE_ELSEWHERE` on a computer that the workspace is not enrolled on.
        """
        with self._writing(None) as transaction:
            workstation.check_may_record(self, transaction, transaction.size())
            yield transaction

    @contextmanager
    def succeeding(self, before: Verifier) -> Iterator[Transaction]:
        """As `recording`, from whichever computer: `signer` takes the place of the key that signed so far.

        For the entry that enrols a workstation anew, and for nothing else.
        """
        with self._writing(before) as transaction:
            yield transaction

    @contextmanager
    def _writing(self, before: Verifier | None) -> Iterator[Transaction]:
        with self.ledger.transaction() as transaction:
            self._check_continues(transaction, *([before] if before else []))
            self.follow_registers(transaction)
            yield transaction
            transaction.add_checkpoint(self.signer, before=before)
        # The entries are durable; a checkpoint that could not be written outside is written by the next one.
        with suppress(SealDeskError):
            self.ledger.keep_checkpoint_outside(self.layout.outside_checkpoint)

    def _check_continues(self, transaction: Transaction, *before: Verifier) -> None:
        """The log must go on from the checkpoint kept outside; that one may lag behind, it is never ahead."""
        path, size = self.layout.ledger, transaction.size()
        last = transaction.last_checkpoint()
        if (last.size if last else 0) != size:
            raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=path, reason="entries without checkpoint")
        try:
            kept = outside.read(self.layout.outside_checkpoint)
            if not kept:
                return  # none yet: `ledger check` says so where there was one
            head = _opened_by_one(kept, before or self.log_keys)
        except (OSError, NoteError) as broken:
            raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=path, reason=str(broken)) from broken
        if head.size > size:
            reason = f"rolled back: {size} < {head.size}"
            raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=path, reason=reason)
        if head.root != transaction.root(head.size):
            raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=path, reason="outside checkpoint does not fit")

    def check_log(self, reader: LedgerReader | None = None) -> None:
        """Every entry is the one that was logged, none edited, none taken out: the bodies make the signed head.

        Asked before anything that entries decide: which seal is active, which token registered, which vault file
        in force, which computer the workstation. O(entries): hashes each body once.

        Raises:
            SealDeskError: `LEDGER_BROKEN`.
        """
        reader = reader or self.ledger
        last = reader.last_checkpoint()
        try:
            head = _opened_by_one(last.note, self.log_keys) if last else None
        except NoteError as broken:
            reason = "checkpoint does not fit"
            raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=self.layout.ledger, reason=reason) from broken
        size, root = reader.head_of_bodies()
        if head is None or (head.size, head.root) != (size, root):
            reason = f"entry {size}" if head and size < head.size else "checkpoint does not fit"
            raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=self.layout.ledger, reason=reason)

    def last_checkpoint_text(self) -> str:
        """The ledger's last signed checkpoint; empty before the first."""
        head = self.ledger.last_checkpoint()
        return "" if head is None else head.note

    def close(self) -> None:
        """Close ledger and token side. Safe to call twice."""
        try:
            if "tokens" in self.__dict__:
                self.tokens.close()
                del self.__dict__["tokens"]
        finally:
            self.token_turn.release()  # the token is locked by now
            self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _opened_by_one(signed: str, keys: Collection[Verifier]) -> Checkpoint:
    """The checkpoint that one of the keys signed; raises `NoteError`."""
    for key in keys:
        with suppress(NoteError):
            return open_checkpoint(signed, key)
    raise NoteError("checkpoint: signature missing")


def open_desk(home: Path | None = None, *, settle: bool = True, face: Face = "command line") -> Desk:
    """Open the workspace at `home` (default: `SEALDESK_HOME`, or the user's data directory).

    Acts that a crash interrupted are settled first and reported in `settlements`; away from the computer that
    the workspace is enrolled on nothing is.

    Raises:
        SealDeskError: `WORKSPACE_MISSING`, `SETTINGS_WRONG`, or what the ledger says.
    """
    try:
        layout = Layout((home or default_home()).absolute())
    except RuntimeError as homeless:  # neither HOME nor an entry of this user
        raise SealDeskError(ErrorCode.WORKSPACE_MISSING, home="~") from homeless
    except OSError as gone:  # a relative name, and no working folder any more
        raise SealDeskError(ErrorCode.WORKSPACE_MISSING, home=home or default_home()) from gone
    settings = load_settings(layout)
    ledger = Ledger(layout.ledger, workstation=settings.workstation)
    desk = Desk(layout, settings, ledger, secret_store(layout, settings), face=face)
    if settle:
        from sealdesk.service.settle_acts import settle_acts

        desk.settlements = settle_acts(desk)
    return desk
