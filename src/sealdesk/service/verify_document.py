"""The recipient's question, and the same question asked of every file before it is published."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sealdesk import confined
from sealdesk.documents.files import check_regular, digest_of
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.hidden_record import ImageStanding
from sealdesk.model.verification import (
    Revocation,
    SignatureFinding,
    TimeStanding,
    Trust,
    Verdict,
    VerificationReport,
)
from sealdesk.service.desk import Desk, open_desk
from sealdesk.service.image_evidence import (
    NO_RECORD,
    ImageReading,
    is_picture,
    knowledge_of,
    reading,
    with_images,
)

if TYPE_CHECKING:
    from sealdesk.service.prepare_act import ReadyAct


VERIFY_TIME_LIMIT_S = 60.0
VERIFY_MEMORY_LIMIT_MB = 1536
ALL_IMAGES = ImageReading()


def verify(
    path: Path,
    *,
    password: str | None = None,
    roots: tuple[bytes, ...] = (),
    crls: tuple[bytes, ...] = (),
    require_revocation: bool = False,
    desk: Desk | None = None,
    images: ImageReading | None = ALL_IMAGES,
) -> VerificationReport:
    """One plain answer about a PDF, or about a picture (PNG, JPEG, BMP); never raises for a bad document.

    A picture is `unsigned`, whatever it shows; what its ink says about a document stands in `images`.

    Args:
        roots: Trust anchors, DER. With a `desk`, its own roots and CRLs count as well.
        crls: Certificate revocation lists, DER.
        require_revocation: Trust only what was checked for revocation.
        desk: Also tells what images' records mean to this workspace.
        images: How much of the red images is read; None reads none.
    """
    if desk is not None:
        roots, crls = roots + desk_roots(desk), crls + desk_crls(desk)
    knowledge = knowledge_of(desk)
    try:
        check_regular(path)
        with ExitStack() as children:
            # First the images: their child loads its libraries while this process loads those of the verdict.
            read = None
            if images is not None:
                read = children.enter_context(reading(path, password, images, knowledge))
            verdict = None
            if not is_picture(path):
                verdict = children.enter_context(_judging(path, password, roots, crls, require_revocation))
            report = _picture_report(path) if verdict is None else verdict.answer()
            if images is None or read is None or report.verdict is Verdict.ERROR:
                return report
            return with_images(report, read, path, password, knowledge, whole=images.own_on is None)
    except SealDeskError as trouble:
        return VerificationReport(
            verdict=Verdict.ERROR,
            trust=Trust.UNKNOWN,
            revocation=Revocation.NOT_CHECKED,
            time_standing=TimeStanding.CLAIMED,
            error_code=trouble.code.text,
            error_facts={name: str(value) for name, value in trouble.facts.items()},
        )


def verify_beside(
    home: Path | None,
    path: Path,
    *,
    password: str | None = None,
    roots: tuple[bytes, ...] = (),
    crls: tuple[bytes, ...] = (),
) -> VerificationReport:
    """As `verify`, with what the workspace at `home` knows about seal images, for a thread that has no desk.

    It is opened for reading, beside whoever has it open; where it cannot be, the file is verified without it.
    """
    with ExitStack() as opened:
        with suppress(SealDeskError):
            desk = opened.enter_context(open_desk(home, settle=False)) if home is not None else None
            return verify(path, password=password, roots=roots, crls=crls, desk=desk)
        return verify(path, password=password, roots=roots, crls=crls)


def _judging(
    path: Path,
    password: str | None,
    roots: tuple[bytes, ...],
    crls: tuple[bytes, ...],
    require_revocation: bool,
) -> confined.Started[VerificationReport]:
    from sealdesk.verification.verify import verify_file

    return confined.start_limited(
        VERIFY_TIME_LIMIT_S,
        VERIFY_MEMORY_LIMIT_MB,
        verify_file,
        path,
        password=password,
        roots=roots,
        crls=crls,
        require_revocation=require_revocation,
    )


def _picture_report(path: Path) -> VerificationReport:
    digest = digest_of(path)
    return VerificationReport(
        verdict=Verdict.UNSIGNED,
        trust=Trust.UNKNOWN,
        revocation=Revocation.NOT_CHECKED,
        time_standing=TimeStanding.CLAIMED,
        file_sha256=digest.sha256,
        file_length=digest.length,
    )


def desk_roots(desk: Desk) -> tuple[bytes, ...]:
    """The workspace's trust anchors, DER."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return tuple(root.public_bytes(Encoding.DER) for root in desk.trust.roots)


def desk_crls(desk: Desk) -> tuple[bytes, ...]:
    """The workspace's CRLs, DER."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from sealdesk.service.crl_folder import load_crls

    return tuple(crl.public_bytes(Encoding.DER) for crl in load_crls(desk.layout.crls))


def verify_stamped(
    desk: Desk, part: Path, ready: ReadyAct, expected: int, pressed: Mapping[str, frozenset[int]]
) -> VerificationReport:
    """Verify a stamped file before it is published.

    Every new signature must be sound, made with the seal's certificate, and trusted; every signature that was
    there must be no worse than before; nothing but the new signatures may have been added; and each seal's image must
    tell, on every page it was pressed on, that it was pressed on this document.

    Args:
        expected: How many signatures are new.
        pressed: The pages of each seal, by the intent entry that its image names.

    Raises:
        SealDeskError: `OUTPUT_FAILED_VERIFICATION` with the verdict: the file is not published.
    """
    password = ready.order.document_password
    pages = tuple(sorted(frozenset[int]().union(*pressed.values())))
    stamped = ImageReading(marks=False, own_on=pages)
    report = verify(part, password=password, desk=desk, images=stamped)
    ours = report.signatures[-expected:]
    before: VerificationReport | None = None
    if ready.preflight.signed:
        before = verify(ready.order.source, password=password, desk=desk, images=None)
    if _new_ones_hold(ours, expected, ready) and _old_ones_hold(report, before):
        if _images_hold(report, pressed) and _seals_named(ours, pressed):
            return report
        raise SealDeskError(
            ErrorCode.OUTPUT_FAILED_VERIFICATION, verdict=report.verdict.value, reason=NO_RECORD
        )
    raise SealDeskError(
        ErrorCode.OUTPUT_FAILED_VERIFICATION,
        verdict=report.verdict.value,
        reason=", ".join(reason for finding in ours for reason in finding.reasons) or report.error_code,
    )


def _new_ones_hold(ours: tuple[SignatureFinding, ...], expected: int, ready: ReadyAct) -> bool:
    return len(ours) == expected and all(
        finding.sound
        and finding.covers_revision
        and finding.certificate_sha256 == ready.binding.certificate_sha256
        and finding.trust is Trust.TRUSTED
        for finding in ours
    )


def _images_hold(report: VerificationReport, pressed: Mapping[str, frozenset[int]]) -> bool:
    """The record of each seal's use is read from an image on each of its pages, whatever else these pages show."""
    read: dict[str, set[int]] = {}
    for image in report.images:
        if image.standing is ImageStanding.PRESSED_HERE and image.record is not None:
            read.setdefault(image.record.public.entry_id, set()).add(image.page)
    return all(read.get(entry_id, set()) >= pages for entry_id, pages in pressed.items())


def _seals_named(ours: tuple[SignatureFinding, ...], pressed: Mapping[str, frozenset[int]]) -> bool:
    """The new signatures name the use of each seal, and no other."""
    return {seal.get("entry_id") for finding in ours for seal in finding.seals} == set(pressed)


def _old_ones_hold(report: VerificationReport, before: VerificationReport | None) -> bool:
    if before is None:
        return report.verdict is Verdict.INTACT
    sound_after = {finding.field_name for finding in report.signatures if finding.sound}
    sound_before = {finding.field_name for finding in before.signatures if finding.sound}
    # A document that was altered before it came to us stays altered; we must not have made it so.
    return sound_before <= sound_after and (
        report.verdict is Verdict.INTACT or report.verdict is before.verdict
    )
