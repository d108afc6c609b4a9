"""Taking an electronic seal that somebody else made into use here.

It is checked first. Its picture and properties become the material of an application, which goes the way of every
seal: reviewed, made by this workspace's own maker, its picture looked at by a second person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.eseal import ForeignSeal
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_life import Attachment, LifeAction, SealApplication, SealLife
from sealdesk.model.token import TokenRef
from sealdesk.service import seal_life
from sealdesk.service.desk import Desk
from sealdesk.service.eseal_file import check_foreign, read_foreign
from sealdesk.service.sign_in import SignIn

LABEL = "电子印章"
"""The attachment of an application that holds the electronic seal."""


@dataclass(frozen=True)
class ForeignWanted:
    """What an application has to say beside what the electronic seal says itself; empty or None: as it says.

    Attributes:
        custodian_id: Who shall keep it.
        kind: Needed where another program made a unit's seal: the standard knows no kinds.
    """

    custodian_id: str
    years: int
    kind: SealKind | None = None
    shape: SealShape | None = None
    holder: str = ""
    credit_code: str = ""
    department: str = ""
    seal_id: str = ""


def apply_with_eseal(
    desk: Desk,
    path: Path,
    wanted: ForeignWanted,
    by: SignIn,
    reason: str,
    roots: Iterable[x509.Certificate] = (),
) -> SealLife:
    """Ask for a seal to be made from an electronic seal (`.esl`); the file is attached.

    Args:
        roots: Further trust anchors for its maker's certificate.

    Raises:
        SealDeskError: As `eseal_file.read_foreign`; `ESEAL_NOT_SOUND` where its check found something;
            `USAGE_WRONG` without a kind; as `seal_life.apply`.
    """
    foreign = read_foreign(path, desk=desk, roots=roots)
    _check_sound(foreign, path)
    application = _application(desk, foreign, wanted)
    return seal_life.apply(desk, application, by, reason, [(path, LABEL)])


def make_from_eseal(
    desk: Desk,
    seal_id: str,
    maker_password: str,
    tokens: tuple[TokenRef, ...],
    by: SignIn,
    reason: str = "",
    roots: Iterable[x509.Certificate] = (),
) -> SealLife:
    """Make the seal with the picture of the electronic seal that was attached to its application.

    It is checked again: what was attached by other means, or is not valid any more, is not made.

    Args:
        roots: Further trust anchors for its maker's certificate, as at the application.

    Raises:
        SealDeskError: `ATTACHMENT_UNKNOWN` where none was; `ESEAL_UNREADABLE`; `ESEAL_NOT_SOUND`; as
            `seal_life.make`.
    """
    kept = _attached(seal_life.life(desk, seal_id))
    foreign = check_foreign(seal_life.attachment(desk, kept.sha256), kept.name, desk=desk, roots=roots)
    _check_sound(foreign, kept.name)
    if foreign.picture is None:
        raise SealDeskError(ErrorCode.ESEAL_UNREADABLE, path=kept.name, reason=foreign.picture_type)
    source = seal_life.Source.IMPORTED
    return seal_life.make(desk, seal_id, foreign.picture, source, maker_password, tokens, by, reason)


def _check_sound(foreign: ForeignSeal, path: Path | str) -> None:
    wrong = [one.value for one in foreign.findings if not one.good]
    if wrong:
        raise SealDeskError(ErrorCode.ESEAL_NOT_SOUND, path=path, findings=", ".join(wrong))


def _application(desk: Desk, foreign: ForeignSeal, wanted: ForeignWanted) -> SealApplication:
    kind = wanted.kind or foreign.kind
    if kind is None and foreign.kind_code == 2:
        kind = SealKind.LEGAL_REPRESENTATIVE
    if kind is None:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--kind")
    return SealApplication(
        seal_id=wanted.seal_id,
        kind=kind,
        name=foreign.name,
        holder=wanted.holder or foreign.holder or desk.settings.organisation,
        credit_code=wanted.credit_code or foreign.credit_code,
        shape=wanted.shape or foreign.shape or _likely_shape(foreign, kind),
        width_mm=foreign.width_mm,
        height_mm=foreign.height_mm,
        department=wanted.department or foreign.department,
        custodian_id=wanted.custodian_id,
        years=wanted.years,
    )


def _likely_shape(foreign: ForeignSeal, kind: SealKind) -> SealShape:
    """The standard does not say: the form such seals have."""
    if kind is SealKind.LEGAL_REPRESENTATIVE:
        return SealShape.RECTANGLE
    return SealShape.ROUND if foreign.width_mm == foreign.height_mm else SealShape.OVAL


def _attached(life: SealLife) -> Attachment:
    applied = (step for step in life.steps if step.action is LifeAction.APPLY)
    found = (one for step in applied for one in step.attachments if one.label == LABEL)
    kept = next(found, None)
    if kept is None:
        raise SealDeskError(ErrorCode.ATTACHMENT_UNKNOWN, sha256=LABEL)
    return kept
