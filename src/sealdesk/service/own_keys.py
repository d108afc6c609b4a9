"""People's own keys: made on any computer, kept in a file that a password opens, registered by two administrators."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person
from sealdesk.policy.sign_in_rules import LEAST_PASSWORD
from sealdesk.service.desk import Desk
from sealdesk.service.people_history import versions
from sealdesk.tlog.note import NoteError, Signer, Verifier
from sealdesk.vault import files
from sealdesk.vault.personal_key import (
    LARGEST_KEY_BYTES,
    Argon2Cost,
    PublicKeys,
    lock_key,
    public_keys,
    unlock_key,
)
from sealdesk.vault.recovery import recovery_key

_KEY_NAME = "sealdesk.invalid/people/{}"
_COST = Argon2Cost()


@dataclass(frozen=True)
class OwnKey:
    """Somebody's own key as it is registered.

    Attributes:
        file: The key itself, which its owner's password opens.
    """

    public: PublicKeys
    file: bytes = field(repr=False)

    @property
    def person_id(self) -> str:
        return self.public.person_id

    @property
    def sha256(self) -> str:
        """Of the file, hex."""
        return sha256(self.file).hexdigest()

    def given_to(self, person: Person) -> Person:
        """The person with this key in place of the one before."""
        return replace(person, public_key=self.public.signing, recovery_key=self.public.recovery)


def make_key(person_id: str, password: str, cost: Argon2Cost = _COST) -> OwnKey:
    """A new key of a person's own.

    Raises:
        SealDeskError: `PERSON_PASSWORD_WEAK`.
    """
    return lock_own_key(person_id, new_signer(person_id), password, cost)


def new_signer(person_id: str) -> Signer:
    """A new key by the name of a person."""
    return Signer.generate(_KEY_NAME.format(person_id))


def lock_own_key(person_id: str, signer: Signer, password: str, cost: Argon2Cost = _COST) -> OwnKey:
    """A person's key with the password that opens it.

    Raises:
        SealDeskError: `PERSON_PASSWORD_WEAK`.
    """
    check_password(password)
    secret = signer.secret_text()
    public = PublicKeys(person_id, str(signer.verifier), recovery_key(secret).hex())
    return OwnKey(public, lock_key(person_id, secret, password, cost, public))


def check_password(password: str) -> None:
    """Raises `PERSON_PASSWORD_WEAK` for one that is too short."""
    if len(password) < LEAST_PASSWORD:
        raise SealDeskError(ErrorCode.PERSON_PASSWORD_WEAK, least=LEAST_PASSWORD)


def write_key_file(key: OwnKey, path: Path) -> None:
    """Keep the key in a new file that its owner alone can read.

    Raises:
        SealDeskError: `OUTPUT_EXISTS`, `OUTPUT_NOT_WRITABLE`.
    """
    try:
        if path.exists():
            raise SealDeskError(ErrorCode.OUTPUT_EXISTS, path=path)
        files.replace(path, key.file)
    except OSError as trouble:
        facts = {"path": path, "reason": trouble.strerror}
        raise SealDeskError(ErrorCode.OUTPUT_NOT_WRITABLE, **facts) from trouble


def read_key_file(path: Path, person_id: str) -> OwnKey:
    """A key that somebody made elsewhere. That its owner's password opens it is seen when they sign in.

    Raises:
        SealDeskError: `DOCUMENT_UNREADABLE`; `PERSON_KEY_WRONG` for what is no key file of this person.
    """
    try:
        blob = files.read(path, LARGEST_KEY_BYTES)
    except OSError as trouble:
        said = {"path": path, "reason": trouble.strerror}
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, **said) from trouble
    public = public_keys(blob) if len(blob) <= LARGEST_KEY_BYTES else None
    if public is None or public.person_id != person_id or not is_key_of(person_id, public.signing):
        raise SealDeskError(ErrorCode.PERSON_KEY_WRONG, path=path, person=person_id)
    return OwnKey(public, blob)


def is_key_of(person_id: str, public_key: str) -> bool:
    """Whether a text is a verifier key, and by its name this person's."""
    try:
        return Verifier.parse(public_key).name == _KEY_NAME.format(person_id)
    except NoteError:
        return False


def own_key(desk: Desk, person: Person, password: str) -> Signer:
    """The key that the register names, opened.

    Raises:
        SealDeskError: `PERSON_PASSWORD_WRONG`; `PERSON_KEY_WRONG` where the file is not the one the ledger names;
            `PERSON_NOT_ENTITLED` where the key is not the one the people register names.
    """
    blob = _key_file(desk, person)
    signer = Signer.parse(unlock_key(blob, person.id, password))
    if str(signer.verifier) != person.public_key:
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person.name, act="sign in")
    return signer


def _key_file(desk: Desk, person: Person) -> bytes:
    """The file in force: an older one, which an older password opens, does not come back."""
    path = desk.layout.person_key(person.id)
    named = _named(desk, person.id)
    try:
        blob = files.read(path, LARGEST_KEY_BYTES)
    except OSError as missing:
        blob = b""
        if not named:
            raise SealDeskError(ErrorCode.PERSON_PASSWORD_WRONG, person=person.id) from missing
    if named and sha256(blob).hexdigest() != named:
        # A crash may have left the file that the ledger names beside the one before it.
        put = files.put_in_force(path, named, LARGEST_KEY_BYTES)
        if put is None:
            raise SealDeskError(ErrorCode.PERSON_KEY_WRONG, path=path, person=person.id)
        blob = put
    return blob


def _named(desk: Desk, person_id: str) -> str:
    """The digest of the person's key file, as the ledger names it; empty where it does not."""
    registered = next((one for one in reversed(versions(desk)) if person_id in one.keys), None)
    since = registered.index if registered else -1
    changes = desk.ledger.entries(
        kind=EntryKind.PASSWORD_CHANGED, person=person_id, after_index=since, newest_first=True, limit=1
    )
    changed = next(changes, None)
    if changed is not None:
        return str(changed.body["key_sha256"])
    return registered.keys[person_id] if registered else ""


def put_password(desk: Desk, person: Person, signer: Signer, password: str) -> None:
    """Another password opens the person's key from now on; entered. The key stays the same.

    Raises:
        SealDeskError: `PERSON_PASSWORD_WEAK`, `OUTPUT_NOT_WRITABLE`; what the ledger raises.
    """
    key = lock_own_key(person.id, signer, password)
    path = desk.layout.person_key(person.id)
    with desk.recording() as transaction:
        lay_key(path, key)
        transaction.append(EntryKind.PASSWORD_CHANGED, {"person": person.id, "key_sha256": key.sha256})
    files.put_in_force(path, key.sha256, LARGEST_KEY_BYTES)


def lay_key(path: Path, key: OwnKey) -> None:
    """Lay a key file beside the one in force, until the ledger names it; raises `OUTPUT_NOT_WRITABLE`."""
    try:
        files.lay_beside(path, key.file)
    except OSError as trouble:
        facts = {"path": path, "reason": trouble.strerror}
        raise SealDeskError(ErrorCode.OUTPUT_NOT_WRITABLE, **facts) from trouble
