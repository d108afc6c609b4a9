"""The steps that make a seal, or a version of it: made, changed, renewed. The maker's key signs what they make.

Record, vault file and the step's entry stand or fall together (`seal_making`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.formats.statement import application_facts, application_of
from sealdesk.model.seal import Seal, SealPicture
from sealdesk.model.seal_life import LifeAction, SealApplication, SealLife
from sealdesk.model.token import TokenRef
from sealdesk.policy.plain_text import is_plain
from sealdesk.service import seal_making, seals
from sealdesk.service.custody_standing import custody_of
from sealdesk.service.desk import Desk
from sealdesk.service.life_standing import Past, life, read_past, years_between
from sealdesk.service.life_step import Step, enter, judged, prepared
from sealdesk.service.seal_attachments import Given
from sealdesk.service.seal_making import Maker
from sealdesk.service.sign_in import SignIn
from sealdesk.store.ledger import Transaction

MOST_CHARACTERS = 200
SIZE_TOLERANCE_MM = 0.5
"""How far a picture's size may be from what was asked for: what a scan at 300 dpi and a ruler come to."""


class Source(StrEnum):
    """Where a picture comes from. Values are stored for ever."""

    DRAWN = "drawn"
    IMPORTED = "imported"


@dataclass(frozen=True)
class Opening:
    """What it takes to make another version of a seal.

    Attributes:
        maker_password: Opens the seal maker's key, which signs it.
        token: Opens the seal now; unlocked.
    """

    maker_password: str = field(repr=False)
    token: TokenRef


@dataclass(frozen=True)
class NewPicture:
    """A picture a seal shall have, and where it comes from."""

    picture: SealPicture
    source: Source = Source.DRAWN


def make(
    desk: Desk,
    seal_id: str,
    picture: SealPicture,
    source: str,
    maker_password: str,
    tokens: tuple[TokenRef, ...],
    by: SignIn,
    reason: str = "",
) -> SealLife:
    """Make the seal that was reviewed; an imported picture waits for a second person's check.

    Args:
        source: `drawn` or `imported`.
        tokens: Plugged in; their certificates may sign with the seal. Where one is unlocked, its key is tried.

    Raises:
        SealDeskError: As `seal_life.take`; `SEAL_PICTURE_SIZE`; what `seal_making` raises.
    """
    desk.check_log()
    past = read_past(desk, seal_id)
    step = Step(
        LifeAction.MAKE,
        (desk.person(by.person_id),),
        reason=reason,
        facts={"source": Source(source).value},
        imported=Source(source) is Source.IMPORTED,
    )
    step = prepared(desk, past, step, (by,), ())
    application = _asked(past)
    _check_size(application, picture)
    maker = seal_making.open_maker(desk, maker_password)
    entering = _entering(desk, seal_id, step)
    content = _png(picture)
    seal_making.make_seal(desk, application, content, maker, tokens, entering, person_id=by.person_id)
    return life(desk, seal_id)


def change(
    desk: Desk,
    seal_id: str,
    opening: Opening,
    by: Sequence[SignIn],
    reason: str,
    application: SealApplication | None = None,
    new: NewPicture | None = None,
    attachments: Given = (),
) -> SealLife:
    """Make another version of a seal: another name, size or picture. The version before it is kept.

    Nothing stamps until the new version was filed, issued and activated. Its custodian stays (see `custody`).

    Args:
        by: A platform administrator and an approver for the seal's kind.
        application: What it shall be; None: as it is. Holder and kind stay.
        new: Its new picture; needed where name, shape or size change.

    Raises:
        SealDeskError: As `make`; `USAGE_WRONG` for a change of nothing, or without the picture that it takes.
    """
    past, seal = read_past(desk, seal_id), seals.find_seal(desk, seal_id)
    asked = _changed(desk, seal, past, application, new)
    step = Step(
        LifeAction.CHANGE,
        tuple(desk.person(one.person_id) for one in by),
        reason=reason,
        facts={"application": application_facts(asked), "source": new.source.value if new else ""},
        imported=new is not None and new.source is Source.IMPORTED,
    )
    step, maker = _opened(desk, past, step, by, attachments, opening)
    seal_making.new_version(
        desk,
        seal,
        maker,
        opening.token,
        _entering(desk, seal_id, step),
        person_id=by[0].person_id,
        application=asked,
        picture_png=_png(new.picture) if new else None,
    )
    return life(desk, seal_id)


def renew(
    desk: Desk,
    seal_id: str,
    opening: Opening,
    by: Sequence[SignIn],
    years: int | None = None,
    certificates: tuple[str, ...] | None = None,
    reason: str = "",
    attachments: Given = (),
) -> SealLife:
    """Make a seal valid for a further term, counted from now; its picture stays. Otherwise as `change`.

    Args:
        years: None: as many as it was made for.
        certificates: SHA-256 (hex) of those that may sign with it from now on; None: the same.

    Raises:
        SealDeskError: As `change`.
    """
    past, seal = read_past(desk, seal_id), seals.find_seal(desk, seal_id)
    term = years_between(seal) if years is None else years
    _check_term(term)
    until = seal_making.years_later(datetime.now(UTC).replace(microsecond=0), term)
    step = Step(
        LifeAction.RENEW,
        tuple(desk.person(one.person_id) for one in by),
        reason=reason,
        facts={"valid_until": moment_text(until)},
    )
    step, maker = _opened(desk, past, step, by, attachments, opening)
    seal_making.new_version(
        desk,
        seal,
        maker,
        opening.token,
        _entering(desk, seal_id, step),
        person_id=by[0].person_id,
        certificates=certificates,
        valid_until=until,
    )
    return life(desk, seal_id)


def _opened(
    desk: Desk, past: Past, step: Step, by: Sequence[SignIn], attachments: Given, opening: Opening
) -> tuple[Step, Maker]:
    desk.check_log()
    step = prepared(desk, past, step, by, attachments)
    return step, seal_making.open_maker(desk, opening.maker_password)


def _entering(desk: Desk, seal_id: str, step: Step) -> Callable[[Transaction, Seal], None]:
    """Appends the step's entry in the transaction that names what it made, judged on what the ledger says then."""

    def entering(transaction: Transaction, seal: Seal) -> None:
        past = read_past(desk, seal_id, transaction)
        enter(transaction, past, step, judged(desk, past, step, transaction), seal)

    return entering


def _asked(past: Past) -> SealApplication:
    if past.application is None:
        raise SealDeskError(ErrorCode.SEAL_UNKNOWN, seal=past.seal_id)
    return past.application


def _changed(
    desk: Desk,
    seal: Seal,
    past: Past,
    application: SealApplication | None,
    new: NewPicture | None,
) -> SealApplication:
    """What the new version shall be: holder, kind, id and custodian stay."""
    present = application_of(seal, past.application.years if past.application else years_between(seal))
    wanted = application or present
    asked = replace(
        wanted,
        seal_id=seal.id,
        kind=seal.kind,
        holder=seal.holder,
        custodian_id=custody_of(desk, seal).custodian_id,
    )
    _check_term(asked.years)
    unfit = unfit_texts(asked)
    if unfit:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=", ".join(unfit))
    drawn_anew = (asked.name, asked.shape, asked.width_mm, asked.height_mm) != (
        seal.name,
        seal.shape,
        seal.width_mm,
        seal.height_mm,
    )
    if new is None and drawn_anew:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="picture")
    if new is None and asked == replace(present, custodian_id=asked.custodian_id):
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="change")
    if new is not None:
        _check_size(asked, new.picture)
    return asked


def unfit_texts(asked: SealApplication) -> list[str]:
    """Names of an application's texts that are missing, too long, or do not read as they are."""
    texts = {"name": asked.name, "holder": asked.holder, "department": asked.department}
    texts |= {"materials": "".join(asked.materials)}
    needed = ("name", "holder")
    return [
        name
        for name, text in texts.items()
        if not is_plain(text)
        or (name != "materials" and len(text) > MOST_CHARACTERS)
        or (name in needed and not text.strip())
    ]


def _check_term(years: int) -> None:
    if not 1 <= years <= 30:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="years")


def _check_size(application: SealApplication, picture: SealPicture) -> None:
    off_mm = max(abs(picture.width_mm - application.width_mm), abs(picture.height_mm - application.height_mm))
    if off_mm > SIZE_TOLERANCE_MM:
        raise SealDeskError(
            ErrorCode.SEAL_PICTURE_SIZE,
            seal=application.seal_id,
            width_mm=picture.width_mm,
            height_mm=picture.height_mm,
            asked_width_mm=application.width_mm,
            asked_height_mm=application.height_mm,
        )


def _png(picture: SealPicture) -> bytes:
    from sealdesk.impression.png import write_png

    return write_png(picture)
