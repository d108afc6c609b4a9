"""The vault of seals: which tokens open a seal's picture, and who may change that.

The electronic seal (GB/T 38540-2020), which contains the picture, lies encrypted on the seal carrier (a folder of the
workspace, a USB stick, a share). Stamping needs that file, a token it was encrypted for, and the token's PIN. Each
change makes a new version under a new content key; the ledger names the version in force, so that an older file does
not come back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.permission import Action
from sealdesk.model.seal import Seal, SealPicture
from sealdesk.model.token import TokenCertificate, TokenRef
from sealdesk.service import electronic_seal
from sealdesk.service.desk import Desk
from sealdesk.service.sign_in import SignIn, two_administrators
from sealdesk.service.vault_contents import (
    in_force,
    last_change,
    lock_facts,
    locks_of,
    named,
    opened,
    token_facts,
    token_of,
    vault_file,
)
from sealdesk.service.vault_locks import encryption_locks
from sealdesk.service.vault_rights import check_living, entitled, listed
from sealdesk.service.vault_versions import TRIAL_FAILED, change, data_key_on, new_locks
from sealdesk.store.ledger import Transaction
from sealdesk.vault.envelope import Envelope
from sealdesk.vault.recipients import Wrap

if TYPE_CHECKING:
    from sealdesk.formats.ses_seal import SignedSeal

__all__ = [
    "VaultRecipient",
    "VaultStanding",
    "add_token",
    "open_eseal",
    "open_picture",
    "put_eseal",
    "put_version",
    "recipients_of",
    "recover",
    "remove_token",
    "renew",
    "standing_of",
    "vault_file",
]


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


# Looking and opening.


def standing_of(desk: Desk, seal: Seal) -> VaultStanding:
    """Who opens this seal. Raises `VAULT_MISSING`, `VAULT_BROKEN`."""
    envelope = in_force(desk, seal)
    return VaultStanding(
        version=envelope.version,
        sha256=envelope.sha256,
        recipients=tuple(
            VaultRecipient(token_of(lock), lock.certificate_sha256, lock.wrap.value, lock.wrap.weaker)
            for lock in locks_of(envelope)
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
    return opened(desk, seal, in_force(desk, seal), token)


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
    electronic_seal.checked(desk, seal, content)
    old = None if last_change(desk.ledger, seal.id) is None else in_force(desk, seal)
    facts = {"change": "made", "person": person_id}
    with new_locks(desk, seal, tokens) as locks:
        change(desk, seal, old, content, locks, facts, enter=enter)


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
    electronic_seal.checked(desk, seal, content)
    old = in_force(desk, seal)
    kept = tuple(lock for lock in locks_of(old) if tokens is None or token_of(lock) in tokens)
    known = {token_of(lock) for lock in kept}
    facts = {"change": "new_version", "person": person_id, "by": token_facts(by)}
    with new_locks(desk, seal, tuple(one for one in tokens or () if one not in known)) as locks:
        change(desk, seal, old, content, (*kept, *locks), facts, enter=enter)


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
    envelope = in_force(desk, seal)
    content = opened(desk, seal, envelope, by).der
    facts = {"change": "token_added", "person": acting.id, "by": token_facts(by)}
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
    envelope = in_force(desk, seal)
    left = tuple(lock for lock in locks_of(envelope) if token_of(lock) != gone)
    taken = tuple(lock for lock in locks_of(envelope) if token_of(lock) == gone)
    if not taken:
        raise SealDeskError(ErrorCode.VAULT_NOT_FOR_TOKEN, seal=seal.name, token=gone)
    if not left:
        raise SealDeskError(ErrorCode.VAULT_LAST_TOKEN, seal=seal.name, token=gone)
    content = opened(desk, seal, envelope, by).der
    facts = {"change": "token_removed", "person": acting.id, "by": token_facts(by), **lock_facts(taken[0])}
    change(desk, seal, envelope, content, left, facts)
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
    envelope = in_force(desk, seal)
    content = opened(desk, seal, envelope, by).der
    facts = {"change": "renewed", "person": acting.id, "by": token_facts(by)}
    change(desk, seal, envelope, content, tuple(locks_of(envelope)), facts)


def recover(desk: Desk, seal: Seal, administrators: tuple[SignIn, ...], new: TokenRef) -> Wrap:
    """Open the seal for a further token without any that opens it now, by two administrators together.

    The ledger has the entry with both names before anything is opened; without it nothing is.

    Raises:
        SealDeskError: `PERSON_TWO_NEEDED`, `PERSON_…`, `VAULT_NO_RECOVERY`; as `add_token`.
    """
    signers = two_administrators(desk, administrators, "recover", Action.RECOVER_SEAL)
    check_living(desk, seal)
    signing = listed(desk, seal, new)
    envelope = in_force(desk, seal)
    first, second = sorted(signers)
    if envelope.pair_of(first, second) is None:
        raise SealDeskError(ErrorCode.VAULT_NO_RECOVERY, seal=seal.name)
    people = {"person": first, "persons": [first, second]}
    opened = {
        "seal": seal.id,
        "version": envelope.version,
        "sha256": envelope.sha256,
        "token": token_facts(new),
    }
    desk.record(EntryKind.VAULT_RECOVERED, {**opened, **people})
    with named(seal):
        keys = {person_id: signer.secret_text() for person_id, signer in signers.items()}
        content = envelope.open_with_administrators(keys)
    electronic_seal.checked(desk, seal, content)
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
    others = tuple(lock for lock in locks_of(envelope) if token_of(lock) != new)
    found = encryption_locks(new, desk.tokens.certificates(new), keys)
    for number, lock in enumerate(found, 1):
        said = {**facts, **lock_facts(lock)}
        try:
            change(desk, seal, envelope, content, (*others, lock), said, trial=new if unlocked else None)
        except SealDeskError as refusal:
            if refusal.code not in TRIAL_FAILED or number == len(found):
                raise
            continue
        return lock.wrap
    with data_key_on(desk, new, signing, unlocked=unlocked) as lock:
        said = {**facts, **lock_facts(lock)}
        change(desk, seal, envelope, content, (*others, lock), said, trial=new)
    return lock.wrap
