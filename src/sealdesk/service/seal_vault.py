"""The vault of seals: which tokens open a seal's picture, and who may change that.

The electronic seal (GB/T 38540-2020), which contains the picture, lies encrypted on the seal carrier (a folder of the
workspace, a USB stick, a share). Stamping needs that file, a token it was encrypted for, and the token's PIN. Each
change makes a new version under a new content key; the ledger names the version in force, so that an older file does
not come back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import Seal, SealPicture
from sealdesk.model.token import TokenCertificate, TokenRef
from sealdesk.service import electronic_seal
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.sign_in import SignIn, is_administrator, two_administrators
from sealdesk.service.vault_locks import encryption_locks
from sealdesk.service.vault_rights import check_living, entitled, listed
from sealdesk.store.ledger import Transaction
from sealdesk.vault import files
from sealdesk.vault.envelope import LARGEST_FILE_BYTES, Envelope, close_envelope, read_envelope
from sealdesk.vault.recipients import DataKey, Lock, LockError, Wrap
from sealdesk.vault.recovery import MOST_ADMINISTRATORS, Administrator, can_be_sealed_to

if TYPE_CHECKING:
    from sealdesk.formats.ses_seal import SignedSeal

_NOT_OUR_KEY = (ErrorCode.TOKEN_DEVICE_ERROR, ErrorCode.TOKEN_KEY_MISSING)
_TRIAL_FAILED = (ErrorCode.TOKEN_DEVICE_ERROR, ErrorCode.VAULT_TOKEN_UNSUITED)


@dataclass(frozen=True)
class VaultRecipient:
    """A token that opens a seal's picture.

    Attributes:
        certificate: SHA-256 (hex) of its encryption certificate, or of its signing certificate where the key
            is a data object.
        way: How the content key is wrapped for it, e.g. `RSA-OAEP-SHA256`.
        weaker: The key leaves the token at each use.
    """

    token: TokenRef
    certificate: str
    way: str
    weaker: bool


@dataclass(frozen=True)
class VaultStanding:
    """A seal's vault file as it stands, told without any token.

    Attributes:
        pairs: Ids of any two administrators who can recover the seal together.
    """

    version: int
    sha256: str
    recipients: tuple[VaultRecipient, ...]
    pairs: tuple[tuple[str, str], ...]


def vault_file(desk: Desk, seal_id: str) -> Path:
    """Where the seal's encrypted picture lies: on the seal carrier where there is one, else in the workspace."""
    name = desk.layout.vault_file(seal_id).name
    return (desk.settings.vault or desk.layout.vault) / name


# Looking and opening.


def standing_of(desk: Desk, seal: Seal) -> VaultStanding:
    """Who opens this seal. Raises `VAULT_MISSING`, `VAULT_BROKEN`."""
    envelope = _in_force(desk, seal)
    return VaultStanding(
        version=envelope.version,
        sha256=envelope.sha256,
        recipients=tuple(
            VaultRecipient(_token_of(lock), lock.certificate_sha256, lock.wrap.value, lock.wrap.weaker)
            for lock in _locks(envelope)
        ),
        pairs=tuple(
            (one.administrator.person_id, two.administrator.person_id) for one, two in envelope.pairs
        ),
    )


def recipients_of(desk: Desk, seal: Seal) -> tuple[VaultRecipient, ...]:
    """The tokens that open this seal. Raises `VAULT_MISSING`, `VAULT_BROKEN`."""
    return standing_of(desk, seal).recipients


def open_picture(desk: Desk, seal: Seal, token: TokenRef) -> SealPicture:
    """The seal's true picture, opened with the token, which is logged in. It stays in memory.

    Raises:
        SealDeskError: `VAULT_MISSING`, `VAULT_NOT_FOR_TOKEN`, `VAULT_BROKEN`, what the token says.
    """
    from sealdesk.impression.png import read_png

    content = open_eseal(desk, seal, token)
    return read_png(content.info.picture, seal.width_mm, seal.height_mm)


def open_eseal(desk: Desk, seal: Seal, token: TokenRef) -> SignedSeal:
    """The seal's electronic seal, opened and checked as `open_picture` does it."""
    return _makers(desk, seal, _opened(desk, seal, _in_force(desk, seal), token))


def _in_force(desk: Desk, seal: Seal) -> Envelope:
    """The vault file that the ledger's last word on it names."""
    desk.check_log()
    path, last = vault_file(desk, seal.id), _last_change(desk.ledger, seal.id)
    blob, trouble = b"", None
    try:
        blob = files.read(path, LARGEST_FILE_BYTES)
    except OSError as missing:
        trouble = missing
    if last is not None and sha256(blob).hexdigest() != last["sha256"]:
        finished = files.put_in_force(path, last["sha256"], LARGEST_FILE_BYTES)
        blob, trouble = (blob, trouble) if finished is None else (finished, None)
    if trouble is not None:
        raise SealDeskError(ErrorCode.VAULT_MISSING, seal=seal.name, path=path) from trouble
    with _named(seal):
        envelope = read_envelope(blob, seal.id)
    if last is not None and (last["sha256"], last["version"]) != (envelope.sha256, envelope.version):
        raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal.name, reason="not the one in force")
    return envelope


def _last_change(reader: EntryReader, seal_id: str) -> Mapping[str, Any] | None:
    entries = reader.entries(kind=EntryKind.VAULT_CHANGED, seal=seal_id, newest_first=True, limit=1)
    return next((entry.body for entry in entries), None)


def _opened(desk: Desk, seal: Seal, envelope: Envelope, token: TokenRef) -> bytes:
    held = frozenset(one.sha256 for one in desk.tokens.certificates(token))
    try:
        with _named(seal):
            content = envelope.open_with_token(held, _TokenForVault(desk, token))
    except SealDeskError as refusal:
        # The token's answer to a wrapped key that was changed is not specific (PKCS#11 v2.40 §5.9). Where the
        # ledger names the file's digest nothing was changed, and the fault is the device's.
        known = _last_change(desk.ledger, seal.id) is not None
        if refusal.code in _NOT_OUR_KEY and not known and desk.tokens.logged_in(token):
            raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal.name, reason="changed") from refusal
        raise
    _makers(desk, seal, content)
    return content


def _makers(desk: Desk, seal: Seal, content: bytes) -> SignedSeal:
    """The content, if it is the electronic seal that the seal's maker signed."""
    return electronic_seal.checked(desk, seal, content)


class _TokenForVault:
    """An unlocked token as the vault asks for one."""

    def __init__(self, desk: Desk, ref: TokenRef) -> None:
        self._tokens = desk.tokens
        self._ref = ref

    def decrypt(self, key_id: bytes, ciphertext: bytes, way: str) -> bytes:
        return self._tokens.decrypt(self._ref, key_id, ciphertext, way=way)

    def derive(self, key_id: bytes, peer_public_key: bytes) -> bytes:
        return self._tokens.derive(self._ref, key_id, peer_public_key)

    def read_data(self, label: str) -> bytes:
        return self._tokens.read_data(self._ref, label)


@contextmanager
def _named(seal: Seal) -> Iterator[None]:
    """The vault knows seals by id; people know them by name."""
    try:
        yield
    except SealDeskError as trouble:
        if "seal" in trouble.facts:
            trouble.facts["seal"] = seal.name
        raise


# Changing.


def put_eseal(
    desk: Desk,
    seal: Seal,
    content: bytes,
    tokens: tuple[TokenRef, ...],
    person_id: str,
    enter: Callable[[Transaction], None],
) -> None:
    """Put a seal that was made into the vault, encrypted for these tokens, in place of a picture that was returned.

    Args:
        content: Its electronic seal.
        tokens: Where one is unlocked its encryption key is tried; it has to be where it has none.
        enter: Called within the ledger's transaction: its entries stand or fall with the vault's.

    Raises:
        SealDeskError: `VAULT_BROKEN` for another electronic seal than the record's; `VAULT_NOT_WRITABLE`;
            `VAULT_TOKEN_UNSUITED`, `TOKEN_NOT_LOGGED_IN`; what the tokens say.
    """
    _makers(desk, seal, content)
    old = None if _last_change(desk.ledger, seal.id) is None else _in_force(desk, seal)
    facts = {"change": "made", "person": person_id}
    with new_locks(desk, seal, tokens) as locks:
        _change(desk, seal, old, content, locks, facts, enter=enter)


def put_version(
    desk: Desk,
    seal: Seal,
    content: bytes,
    *,
    by: TokenRef,
    tokens: tuple[TokenRef, ...] | None,
    person_id: str,
    enter: Callable[[Transaction], None],
) -> None:
    """Put a new version of a seal into the vault, in place of the one in force.

    Args:
        by: A token that opened the one in force.
        tokens: Those that open the new one; None: the same as now.

    Raises:
        SealDeskError: As `put_eseal`.
    """
    _makers(desk, seal, content)
    old = _in_force(desk, seal)
    kept = tuple(lock for lock in _locks(old) if tokens is None or _token_of(lock) in tokens)
    known = {_token_of(lock) for lock in kept}
    facts = {"change": "new_version", "person": person_id, "by": _token_facts(by)}
    with new_locks(desk, seal, tuple(one for one in tokens or () if one not in known)) as locks:
        _change(desk, seal, old, content, (*kept, *locks), facts, enter=enter)


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
    with _data_key_on(desk, token, listed(desk, seal, token), unlocked=unlocked) as lock:
        yield lock


def _opens(desk: Desk, seal: Seal, token: TokenRef, lock: Lock) -> bool:
    """Whether the unlocked token opens what is encrypted for this key of its."""
    try:
        trial = read_envelope(close_envelope(seal.id, 1, b"trial", (lock,)), seal.id)
        trial.open_with_token(frozenset({lock.certificate_sha256}), _TokenForVault(desk, token))
    except LockError:
        return False
    except SealDeskError as refusal:
        if refusal.code not in (*_TRIAL_FAILED, ErrorCode.VAULT_BROKEN):
            raise
        return False
    return True


def add_token(desk: Desk, seal: Seal, *, by: TokenRef, new: TokenRef, person: SignIn | None = None) -> Wrap:
    """Let a further token open the seal: a spare one, or a deputy's.

    Args:
        by: A token that opens the seal; unlocked.
        new: Its signing certificate stands in the seal's list. Where it is unlocked its encryption key is tried;
            it has to be where it has none, as a key is then kept on it as a private data object.
        person: An administrator, or the seal's custodian. None: the custodian, proven by `by`.

    Returns:
        How the seal's key is wrapped for the new token.

    Raises:
        SealDeskError: `PERSON_…`, `CERTIFICATE_…`, `SEAL_NOT_ACTIVE` for a cancelled or destroyed seal,
            `VAULT_…`, what the tokens say.
    """
    acting = entitled(desk, seal, by, person)
    check_living(desk, seal)
    signing = listed(desk, seal, new)
    envelope = _in_force(desk, seal)
    content = _opened(desk, seal, envelope, by)
    facts = {"change": "token_added", "person": acting.id, "by": _token_facts(by)}
    return _add(desk, seal, envelope, content, new, signing, facts)


def remove_token(
    desk: Desk, seal: Seal, *, by: TokenRef, gone: TokenRef, person: SignIn | None = None
) -> None:
    """Let a token no longer open the seal; it need not be at hand. The others get a new key.

    Who kept a copy of the older vault file could still open that copy with the token: its certificate should be
    revoked, or taken out of the seal's list, as well.

    Raises:
        SealDeskError: As `add_token`; `VAULT_LAST_TOKEN`; `VAULT_NOT_FOR_TOKEN` where `gone` opens nothing here.
    """
    acting = entitled(desk, seal, by, person)
    envelope = _in_force(desk, seal)
    left = tuple(lock for lock in _locks(envelope) if _token_of(lock) != gone)
    taken = tuple(lock for lock in _locks(envelope) if _token_of(lock) == gone)
    if not taken:
        raise SealDeskError(ErrorCode.VAULT_NOT_FOR_TOKEN, seal=seal.name, token=gone)
    if not left:
        raise SealDeskError(ErrorCode.VAULT_LAST_TOKEN, seal=seal.name, token=gone)
    content = _opened(desk, seal, envelope, by)
    facts = {"change": "token_removed", "person": acting.id, "by": _token_facts(by), **_lock_facts(taken[0])}
    _change(desk, seal, envelope, content, left, facts)
    for lock in taken:
        if lock.wrap is Wrap.TOKEN_DATA:
            with suppress(SealDeskError):  # the key opens nothing any more; it only takes room
                desk.tokens.remove_data(gone, lock.key_id.decode())


def renew(desk: Desk, seal: Seal, *, by: TokenRef, person: SignIn | None = None) -> None:
    """Encrypt anew for the same tokens and the present administrators, after these have changed.

    Raises:
        SealDeskError: As `add_token`.
    """
    acting = entitled(desk, seal, by, person)
    envelope = _in_force(desk, seal)
    content = _opened(desk, seal, envelope, by)
    facts = {"change": "renewed", "person": acting.id, "by": _token_facts(by)}
    _change(desk, seal, envelope, content, tuple(_locks(envelope)), facts)


def recover(desk: Desk, seal: Seal, administrators: tuple[SignIn, ...], new: TokenRef) -> Wrap:
    """Open the seal for a further token without any that opens it now, by two administrators together.

    The ledger has the entry with both names before anything is opened; without it nothing is.

    Raises:
        SealDeskError: `PERSON_TWO_NEEDED`, `PERSON_…`, `VAULT_NO_RECOVERY`; as `add_token`.
    """
    signers = two_administrators(desk, administrators, "recover")
    check_living(desk, seal)
    signing = listed(desk, seal, new)
    envelope = _in_force(desk, seal)
    first, second = sorted(signers)
    if envelope.pair_of(first, second) is None:
        raise SealDeskError(ErrorCode.VAULT_NO_RECOVERY, seal=seal.name)
    people = {"person": first, "persons": [first, second]}
    opened = {
        "seal": seal.id,
        "version": envelope.version,
        "sha256": envelope.sha256,
        "token": _token_facts(new),
    }
    desk.record(EntryKind.VAULT_RECOVERED, {**opened, **people})
    with _named(seal):
        keys = {person_id: signer.secret_text() for person_id, signer in signers.items()}
        content = envelope.open_with_administrators(keys)
    _makers(desk, seal, content)
    return _add(desk, seal, envelope, content, new, signing, {"change": "recovered", **people})


def _add(
    desk: Desk,
    seal: Seal,
    envelope: Envelope,
    content: bytes,
    new: TokenRef,
    signing: TokenCertificate,
    facts: Mapping[str, Any],
) -> Wrap:
    """The next version, with one more token; what it offers is tried, the best way first, where it is unlocked."""
    unlocked = desk.tokens.logged_in(new)
    keys = desk.tokens.keys(new) if unlocked else None
    others = tuple(lock for lock in _locks(envelope) if _token_of(lock) != new)
    found = encryption_locks(new, desk.tokens.certificates(new), keys)
    for number, lock in enumerate(found, 1):
        said = {**facts, **_lock_facts(lock)}
        try:
            _change(desk, seal, envelope, content, (*others, lock), said, trial=new if unlocked else None)
        except SealDeskError as refusal:
            if refusal.code not in _TRIAL_FAILED or number == len(found):
                raise
            continue
        return lock.wrap
    with _data_key_on(desk, new, signing, unlocked=unlocked) as lock:
        said = {**facts, **_lock_facts(lock)}
        _change(desk, seal, envelope, content, (*others, lock), said, trial=new)
    return lock.wrap


@contextmanager
def _data_key_on(desk: Desk, token: TokenRef, signing: TokenCertificate, *, unlocked: bool) -> Iterator[Lock]:
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


def _change(
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
            envelope.open_with_token(held, _TokenForVault(desk, trial))
        except SealDeskError as refusal:
            if refusal.code is not ErrorCode.VAULT_BROKEN:
                raise
            raise SealDeskError(ErrorCode.VAULT_TOKEN_UNSUITED, token=trial, reason="trial") from refusal
    path = vault_file(desk, seal.id)
    with desk.recording() as transaction:
        last = _last_change(transaction, seal.id)
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


# What entries and headers say of tokens.


def _locks(envelope: Envelope) -> Iterator[Lock]:
    return (recipient.lock for recipient in envelope.recipients)


def _token_of(lock: Lock) -> TokenRef:
    return TokenRef(lock.label, lock.serial)


def _token_facts(token: TokenRef) -> dict[str, str]:
    return {"label": token.label, "serial": token.serial}


def _lock_facts(lock: Lock) -> dict[str, Any]:
    return {
        "token": _token_facts(_token_of(lock)),
        "certificate": lock.certificate_sha256,
        "way": lock.wrap.value,
        "weaker": lock.wrap.weaker,
    }
