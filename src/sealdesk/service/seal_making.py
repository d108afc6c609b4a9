"""Making a seal: its record, its electronic seal in the vault, its specimen; and new versions of it.

What lies in files lies there before the ledger names it: whatever is interrupted, the version that the ledger names
is whole, and the one before it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.seal_record import read_seal, write_seal
from sealdesk.model.ledger import EntryKind
from sealdesk.model.permission import Action
from sealdesk.model.seal import Seal, SealPicture
from sealdesk.model.seal_life import SealApplication
from sealdesk.model.token import TokenRef
from sealdesk.service import electronic_seal, seal_vault
from sealdesk.service.certificate_chain import usage_against_signing
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.sign_in import SignIn, two_administrators
from sealdesk.service.vault_rights import listed
from sealdesk.store.ledger import Transaction
from sealdesk.tlog import note
from sealdesk.vault import files
from sealdesk.vault.maker_key import MakerKeys, unlock_maker

Enter = Callable[[Transaction, Seal], None]
"""Appends what names the new version (`SEAL_STATE`), within the transaction that names its vault file."""


@dataclass(frozen=True)
class Maker:
    """The seal maker (制章者) with opened keys, known to the trust register."""

    keys: MakerKeys

    @property
    def certificate(self) -> x509.Certificate:
        return self.keys.maker_certificate


def open_maker(desk: Desk, password: str) -> Maker:
    """The workspace's seal maker.

    Raises:
        SealDeskError: `MAKER_KEY_MISSING`, `MAKER_PASSWORD_WRONG`, `MAKER_UNTRUSTED`; `CERTIFICATE_EXPIRED` or
            `CERTIFICATE_NOT_YET_VALID` for the maker's own certificate.
    """
    path = desk.layout.maker_key
    try:
        blob = path.read_bytes()
    except OSError as missing:
        raise SealDeskError(ErrorCode.MAKER_KEY_MISSING, path=path) from missing
    keys = unlock_maker(blob, password)
    subject = keys.maker_certificate.subject.rfc4514_string()
    if keys.note.verifier not in desk.trust.makers or keys.certificate not in _registered(desk):
        raise SealDeskError(ErrorCode.MAKER_UNTRUSTED, maker=subject)
    now, since = datetime.now(UTC), keys.maker_certificate.not_valid_before_utc
    until = keys.maker_certificate.not_valid_after_utc
    if now > until:
        raise SealDeskError(ErrorCode.CERTIFICATE_EXPIRED, subject=subject, until=until)
    if now < since:
        raise SealDeskError(ErrorCode.CERTIFICATE_NOT_YET_VALID, subject=subject, since=since)
    return Maker(keys)


def _registered(desk: Desk) -> Iterable[bytes]:
    return (one.public_bytes(Encoding.DER) for one in desk.trust.maker_certificates)


def make_seal(
    desk: Desk,
    application: SealApplication,
    picture_png: bytes,
    maker: Maker,
    tokens: tuple[TokenRef, ...],
    enter: Enter,
    *,
    person_id: str,
    certificates: tuple[str, ...] | None = None,
) -> Seal:
    """Make the seal that was applied for; made again after its picture was returned, its version rises.

    Args:
        picture_png: Its picture, with alpha, at the application's size.
        tokens: Plugged-in tokens that the vault is encrypted for. Where one is unlocked its encryption key is tried.
        certificates: SHA-256 (hex) of those that may sign with it. None: the tokens' own, each of which has to have
            one that may sign today.
        enter: See `Enter`; without a `SEAL_STATE` entry that names the record, nothing knows the seal.

    Raises:
        SealDeskError: `CERTIFICATE_…` for a token that may not sign; `USAGE_WRONG`, `DOCUMENT_DAMAGED` for what is
            no picture; `SEAL_PICTURE_FAINT`; as `seal_vault.put_eseal`.
    """
    valid_from = _now()
    draft = Seal(
        id=application.seal_id,
        kind=application.kind,
        name=application.name,
        holder=application.holder,
        credit_code=application.credit_code,
        shape=application.shape,
        width_mm=application.width_mm,
        height_mm=application.height_mm,
        certificates=signing_certificates(desk, tokens) if certificates is None else certificates,
        custodian_id=application.custodian_id,
        picture_sha256=sha256(picture_png).hexdigest(),
        valid_from=valid_from,
        valid_until=years_later(valid_from, application.years),
        version=_next_version(desk.ledger, application.seal_id),
        department=application.department,
    )
    for token in tokens if certificates is None else ():
        listed(desk, draft, token)
    made = _made(draft, picture_png, maker)
    seal_vault.put_eseal(desk, made.seal, made.content, tokens, person_id, _entering(desk, made, enter))
    return made.seal


def new_version(  # noqa: PLR0913
    desk: Desk,
    seal: Seal,
    maker: Maker,
    by: TokenRef,
    enter: Enter,
    *,
    person_id: str,
    certificates: tuple[str, ...] | None = None,
    custodian_id: str | None = None,
    valid_until: datetime | None = None,
    application: SealApplication | None = None,
    picture_png: bytes | None = None,
    tokens: tuple[TokenRef, ...] | None = None,
) -> Seal:
    """A new version of a seal: what is not given stays. The version before it is kept.

    Args:
        by: A token that opens the seal now; unlocked.
        certificates: SHA-256 (hex) of those that may sign with it.
        tokens: Those that open it afterwards, e.g. a successor's instead of the present one; None: the same. Theirs
            is a certificate of the list.

    Raises:
        SealDeskError: As `make_seal`; what stands against opening it.
    """
    held = seal_vault.open_eseal(desk, seal, by)
    picture = picture_png or held.info.picture
    draft = replace(
        _applied(seal, application), version=seal.version + 1, picture_sha256=sha256(picture).hexdigest()
    )
    draft = replace(
        draft,
        certificates=seal.certificates if certificates is None else tuple(certificates),
        custodian_id=custodian_id or draft.custodian_id,
        valid_until=(valid_until or draft.valid_until).astimezone(UTC).replace(microsecond=0),
    )
    made = _made(draft, picture, maker)
    entering = _entering(desk, made, enter)
    seal_vault.put_version(
        desk, made.seal, made.content, by=by, tokens=tokens, person_id=person_id, enter=entering
    )
    return made.seal


def _applied(seal: Seal, application: SealApplication | None) -> Seal:
    """The record with what an application for a change asks for."""
    if application is None:
        return seal
    valid_from = _now()
    return replace(
        seal,
        kind=application.kind,
        name=application.name,
        holder=application.holder,
        credit_code=application.credit_code,
        shape=application.shape,
        width_mm=application.width_mm,
        height_mm=application.height_mm,
        department=application.department,
        custodian_id=application.custodian_id,
        valid_from=valid_from,
        valid_until=years_later(valid_from, application.years),
    )


def take_picture_out(
    desk: Desk, seal: Seal, by: TokenRef, administrators: tuple[SignIn, ...], reason: str
) -> bytes:
    """The clean picture (PNG), by two administrators and a token that opens the seal; unlocked.

    The ledger has the entry before anything is opened; without it nothing is.

    Raises:
        SealDeskError: `PERSON_TWO_NEEDED`, `PERSON_…`, `CERTIFICATE_…`, `USAGE_WRONG` without a reason; what stands
            against opening the vault.
    """
    _record_taking(desk, seal, by, administrators, reason, "picture")
    return seal_vault.open_eseal(desk, seal, by).info.picture


def take_eseal_out(
    desk: Desk, seal: Seal, by: TokenRef, administrators: tuple[SignIn, ...], reason: str
) -> bytes:
    """The electronic seal (DER, `.esl`); as `take_picture_out`, as it contains the clean picture."""
    _record_taking(desk, seal, by, administrators, reason, "eseal")
    return seal_vault.open_eseal(desk, seal, by).der


def _record_taking(
    desk: Desk, seal: Seal, by: TokenRef, administrators: tuple[SignIn, ...], reason: str, what: str
) -> None:
    if not reason.strip():
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="reason")
    first, second = sorted(two_administrators(desk, administrators, "picture out", Action.RECOVER_SEAL))
    listed(desk, seal, by)
    facts = {
        "seal": seal.id,
        "version": seal.version,
        "what": what,
        "sha256": seal.picture_sha256 if what == "picture" else seal.eseal_sha256,
        "token": {"label": by.label, "serial": by.serial},
        "person": first,
        "persons": [first, second],
        "reason": reason,
    }
    desk.record(EntryKind.SEAL_PICTURE_TAKEN, facts)


def specimen_of(desk: Desk, seal: Seal) -> bytes | None:
    """The seal's small marked picture (PNG), for lists and registers; None where it is not there any more."""
    try:
        return desk.layout.specimen(seal.id, seal.version).read_bytes()
    except OSError:
        return None


def years_later(moment: datetime, years: int) -> datetime:
    """The same day so many years on; 29 February becomes 28 February."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=28)


def _now() -> datetime:
    """In whole seconds, as electronic seals keep time."""
    return datetime.now(UTC).replace(microsecond=0)


def _next_version(reader: EntryReader, seal_id: str) -> int:
    entries = reader.entries(kind=EntryKind.SEAL_STATE, seal=seal_id)
    return 1 + max((entry.body["version"] for entry in entries if entry.body["record_sha256"]), default=0)


def signing_certificates(desk: Desk, tokens: Iterable[TokenRef]) -> tuple[str, ...]:
    """SHA-256 of the certificates on these tokens that permit signatures; `listed` tells what stands against them."""
    found: list[str] = []
    for token in tokens:
        for one in desk.tokens.certificates(token):
            try:
                certificate = x509.load_der_x509_certificate(one.der)
            except (ValueError, x509.InvalidVersion):
                continue
            if _may_sign(certificate) and one.sha256 not in found:
                found.append(one.sha256)
    return tuple(found)


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return not usage_against_signing(certificate)
    except ValueError:  # extensions nobody can read
        return False
    return not constraints.ca and not usage_against_signing(certificate)


@dataclass(frozen=True)
class _Made:
    """What was made of a seal and lies nowhere yet: its record as its maker signed it, its electronic seal."""

    seal: Seal
    record: str
    content: bytes = field(repr=False)
    specimen: bytes = field(repr=False)


def _made(draft: Seal, picture_png: bytes, maker: Maker) -> _Made:
    from sealdesk.impression.png import read_png

    picture = read_png(picture_png, draft.width_mm, draft.height_mm)
    _check_carries(draft, picture)
    content = electronic_seal.make_eseal(draft, picture_png, maker.keys)
    text = write_seal(replace(draft, eseal_sha256=sha256(content).hexdigest()))
    return _Made(read_seal(text), note.sign(text, maker.keys.note), content, _specimen(picture))


def _entering(desk: Desk, made: _Made, enter: Enter) -> Callable[[Transaction], None]:
    """Lays record and specimen in their files before the entry that names them; no other process makes them now."""

    def entering(transaction: Transaction) -> None:
        seal = made.seal
        if seal.version != _next_version(transaction, seal.id):
            raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal.name, reason="not the one in force")
        path = desk.layout.seal_record(seal.id, seal.version)
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            files.replace(path, made.record.encode())
            files.replace(desk.layout.specimen(seal.id, seal.version), made.specimen)
        except OSError as trouble:
            facts = {"path": path, "reason": trouble.strerror}
            raise SealDeskError(ErrorCode.VAULT_NOT_WRITABLE, **facts) from trouble
        enter(transaction, seal)

    return entering


def _check_carries(seal: Seal, picture: SealPicture) -> None:
    """A picture that cannot carry the record of its use would be refused at every act."""
    from sealdesk.impression.hidden_layer import LEAST_COPIES, copies
    from sealdesk.impression.resample import at_least
    from sealdesk.service.pressing import PRESS_DPI

    if copies(at_least(picture, PRESS_DPI)) < LEAST_COPIES:
        raise SealDeskError(ErrorCode.SEAL_PICTURE_FAINT, seal=seal.name)


def _specimen(picture: SealPicture) -> bytes:
    from sealdesk.impression.specimen import specimen

    return specimen(picture)
