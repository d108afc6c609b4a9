"""The next version of a seal's vault file: whom it is encrypted for, and how it comes into force."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import Seal
from sealdesk.model.token import TokenCertificate, TokenRef
from sealdesk.service.desk import Desk
from sealdesk.service.sign_in import is_administrator
from sealdesk.service.vault_contents import TokenForVault, last_change, vault_file
from sealdesk.service.vault_locks import encryption_locks
from sealdesk.service.vault_rights import listed
from sealdesk.store.ledger import Transaction
from sealdesk.vault import files
from sealdesk.vault.envelope import LARGEST_FILE_BYTES, Envelope, close_envelope, read_envelope
from sealdesk.vault.recipients import DataKey, Lock, LockError, Wrap
from sealdesk.vault.recovery import MOST_ADMINISTRATORS, Administrator, can_be_sealed_to

TRIAL_FAILED = (ErrorCode.TOKEN_DEVICE_ERROR, ErrorCode.VAULT_TOKEN_UNSUITED)


@contextmanager
def new_locks(desk: Desk, seal: Seal, tokens: tuple[TokenRef, ...]) -> Iterator[tuple[Lock, ...]]:
    """The keys that a new content is encrypted for; what was written on tokens goes again where it is not used."""
    with ExitStack() as stack:
        yield tuple(stack.enter_context(_lock_on(desk, seal, token)) for token in tokens)


@contextmanager
def _lock_on(desk: Desk, seal: Seal, token: TokenRef) -> Iterator[Lock]:
    unlocked = desk.tokens.logged_in(token)
    keys = desk.tokens.keys(token) if unlocked else None
    found = encryption_locks(token, desk.tokens.certificates(token), keys)
    serving = next((lock for lock in found if not unlocked or _opens(desk, seal, token, lock)), None)
    if serving is not None:
        yield serving
        return
    with data_key_on(desk, token, listed(desk, seal, token), unlocked=unlocked) as lock:
        yield lock


def _opens(desk: Desk, seal: Seal, token: TokenRef, lock: Lock) -> bool:
    """Whether the unlocked token opens what is encrypted for this key of its."""
    try:
        trial = read_envelope(close_envelope(seal.id, 1, b"trial", (lock,)), seal.id)
        trial.open_with_token(frozenset({lock.certificate_sha256}), TokenForVault(desk, token))
    except LockError:
        return False
    except SealDeskError as refusal:
        if refusal.code not in (*TRIAL_FAILED, ErrorCode.VAULT_BROKEN):
            raise
        return False
    return True


@contextmanager
def data_key_on(desk: Desk, token: TokenRef, signing: TokenCertificate, *, unlocked: bool) -> Iterator[Lock]:
    """A key kept as a private data object on a token without an encryption pair; taken back if it is not used."""
    if not unlocked:
        raise SealDeskError(ErrorCode.TOKEN_NOT_LOGGED_IN, token=token)
    key = DataKey.generate()
    try:
        desk.tokens.write_data(token, key.label, key.secret)
    except SealDeskError as refusal:
        if refusal.code is not ErrorCode.TOKEN_DEVICE_ERROR:
            raise
        facts = {"token": token, "reason": refusal.facts.get("reason", "")}
        raise SealDeskError(ErrorCode.VAULT_TOKEN_UNSUITED, **facts) from refusal
    name = key.label.encode()
    try:
        yield Lock(Wrap.TOKEN_DATA, signing.sha256, name, key.public_key, token.label, token.serial)
    except BaseException:
        with suppress(SealDeskError):
            desk.tokens.remove_data(token, key.label)
        raise


def change(
    desk: Desk,
    seal: Seal,
    old: Envelope | None,
    content: bytes,
    tokens: tuple[Lock, ...],
    facts: Mapping[str, Any],
    *,
    trial: TokenRef | None = None,
    enter: Callable[[Transaction], None] | None = None,
) -> None:
    """Write the next version, and let the ledger name it; or leave everything as it was.

    The new file lies beside the old one before the ledger names it, and takes its place afterwards: whatever is
    interrupted, the file that the ledger names is there.

    Args:
        trial: An unlocked token that must open the new version before it is put in force.
        enter: Called within the ledger's transaction, behind the vault's entry.
    """
    version = old.version + 1 if old else 1
    try:
        blob = close_envelope(seal.id, version, content, tokens, _administrators(desk))
    except LockError as unfit:
        raise SealDeskError(ErrorCode.VAULT_TOKEN_UNSUITED, token=seal.name, reason=str(unfit)) from unfit
    envelope = read_envelope(blob, seal.id)
    if trial is not None:
        held = frozenset(one.sha256 for one in desk.tokens.certificates(trial))
        try:
            envelope.open_with_token(held, TokenForVault(desk, trial))
        except SealDeskError as refusal:
            if refusal.code is not ErrorCode.VAULT_BROKEN:
                raise
            raise SealDeskError(ErrorCode.VAULT_TOKEN_UNSUITED, token=trial, reason="trial") from refusal
    path = vault_file(desk, seal.id)
    with desk.recording() as transaction:
        last = last_change(transaction, seal.id)
        if last is not None and (old is None or last["sha256"] != old.sha256):
            raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal.name, reason="not the one in force")
        try:
            files.lay_beside(path, blob)
        except OSError as trouble:
            said = {"path": path, "reason": trouble.strerror}
            raise SealDeskError(ErrorCode.VAULT_NOT_WRITABLE, **said) from trouble
        named = {"seal": seal.id, "version": version, "sha256": envelope.sha256}
        transaction.append(EntryKind.VAULT_CHANGED, {**named, **facts})
        if enter is not None:
            enter(transaction)
    files.put_in_force(path, envelope.sha256, LARGEST_FILE_BYTES)


def _administrators(desk: Desk) -> tuple[Administrator, ...]:
    """Those of the register who can recover seals; beyond ten, the first by id."""
    found = [
        Administrator(person.id, bytes.fromhex(person.recovery_key))
        for person in desk.people.people
        if is_administrator(person) and person.recovery_key
    ]
    usable = [one for one in found if can_be_sealed_to(one)]
    return tuple(sorted(usable, key=lambda one: one.person_id)[:MOST_ADMINISTRATORS])
