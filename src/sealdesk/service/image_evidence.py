"""The seal images of a file: read in a limited child, and judged by what the file and a workspace say.

Reading never spoils a verdict: what goes wrong becomes a finding of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sealdesk import confined
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.hidden_frame import MOST_RECORD_BYTES
from sealdesk.formats.hidden_record import FINGERPRINT_BYTES, MOST_PAGES, read_record
from sealdesk.formats.robust_mark import read_mark
from sealdesk.impression.image_reading import FoundImage, FoundImages, read_images, read_own_images
from sealdesk.impression.image_traces import may_have_images
from sealdesk.model.document import DocumentDigest
from sealdesk.model.hidden_record import HiddenRecord, ImageFinding, ImageStanding, RobustMark
from sealdesk.model.verification import SignatureFinding, VerificationReport
from sealdesk.service.desk import Desk
from sealdesk.service.image_judgement import (
    Claim,
    Judgement,
    Place,
    TextMatch,
    compared,
    judge,
)
from sealdesk.service.image_knowledge import DeskKnowledge, NoWorkspace, claim_of

NO_RECORD = "seal.no_record"
"""Reason of a signature: SealDesk's words are in it, but no seal image of the file carries the act's record."""
NOT_STAMPED = "seal.not_stamped"
"""Reason of a signature: made with the key of a seal of this workspace, and not through SealDesk."""
NO_ENTRY = "seal.no_entry"
"""Reason of a signature: it names an entry of this workspace's ledger that is not there."""

_SECONDS, _SECONDS_WITH_MARKS = 8.0, 12.0
_SECONDS_OWN = 8.0
_GRACE_S = 4.0
_MEMORY_MB = 1536
_CHUNK = 1 << 20
_PUBLIC_BYTES, _SIGNATURE_BYTES = 115, 64
"""Of a record (`formats.hidden_record`): its public part without the seal's id and pages, and its signature."""
_PAGES_COMPARED = 200
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM")
_PDF_WITHIN = 1024


def is_picture(path: Path) -> bool:
    """Whether the file is a PNG, JPEG or BMP by its first bytes, and no PDF; no, where it cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_PDF_WITHIN)
    except OSError:
        return False
    return head.startswith(_PICTURES) and b"%PDF-" not in head


def knowledge_of(desk: Desk | None) -> NoWorkspace:
    """What can be asked of this workspace, or of none."""
    return NoWorkspace() if desk is None else DeskKnowledge(desk)


@dataclass(frozen=True)
class ImageReading:
    """How much of a file's red images is read.

    Attributes:
        marks: Robust marks, too, where the organisation's key is at hand to tell what they mean: takes seconds more.
        own_on: Only the images that lie where SealDesk puts a seal's, on these pages, from 1; without their places.
    """

    marks: bool = True
    own_on: tuple[int, ...] | None = None


@contextmanager
def reading(
    path: Path, password: str | None, wanted: ImageReading, knowledge: NoWorkspace
) -> Iterator[Callable[[], FoundImages]]:
    """Read the file's red images, in a limited child, while something else is done.

    Yields:
        What gives them when they are there; it raises what `confined.run_limited` does.
    """
    picture = is_picture(path)
    if not picture and not may_have_images(path):
        yield lambda: FoundImages(())
        return
    if wanted.own_on is not None:
        with _start_own(path, password, wanted.own_on) as own:
            yield own.answer
        return
    marks = wanted.marks and knowledge.organisation_key is not None
    seconds = _SECONDS_WITH_MARKS if marks else _SECONDS
    with confined.start_limited(
        seconds + _GRACE_S,
        _MEMORY_MB,
        read_images,
        path,
        password,
        picture=picture,
        marks=marks,
        seconds=seconds,
    ) as started:
        yield lambda: _answer(started, path, password)


def _answer(started: confined.Started[FoundImages], path: Path, password: str | None) -> FoundImages:
    """What was read; where the reader had to be ended, what lies where SealDesk puts a seal's is read all the same."""
    try:
        return started.answer()
    except SealDeskError as trouble:
        if trouble.code is not ErrorCode.DOCUMENT_TOO_DEMANDING or is_picture(path):
            raise
        started.end()
        with _start_own(path, password, None) as own:
            told = tuple(image for image in own.answer().images if image.records)
        return FoundImages(told, complete=False, reason=str(trouble.facts.get("limit", "time")))


def _start_own(
    path: Path, password: str | None, pages: tuple[int, ...] | None
) -> confined.Started[FoundImages]:
    limit_s = _SECONDS_OWN + _GRACE_S
    return confined.start_limited(
        limit_s, _MEMORY_MB, read_own_images, path, password, seconds=_SECONDS_OWN, pages=pages
    )


def images_of(
    path: Path, report: VerificationReport, password: str | None = None, desk: Desk | None = None
) -> tuple[ImageFinding, ...]:
    """What the red images of this file say, page by page.

    Args:
        report: The verdict on the file: its signatures vouch for workstations' keys.
    """
    knowledge = knowledge_of(desk)
    with reading(path, password, ImageReading(), knowledge) as images:
        return _Judge(path, password, report, knowledge).findings(images)


def with_images(
    report: VerificationReport,
    images: Callable[[], FoundImages],
    path: Path,
    password: str | None,
    knowledge: NoWorkspace,
    *,
    whole: bool = True,
) -> VerificationReport:
    """The report with what the images say, and what their silence says about signatures.

    Args:
        images: From `reading`.
        whole: All pages are read.
    """
    findings = _Judge(path, password, report, knowledge).findings(images)
    read = whole and not any(image.standing is ImageStanding.NOT_READ for image in findings)
    acts = frozenset(entry for image in findings for entry in _entries(image)) if read else None
    signatures = tuple(_told(finding, acts, knowledge) for finding in report.signatures)
    return replace(report, images=findings, signatures=signatures)


def _told(
    signature: SignatureFinding, acts: frozenset[str] | None, knowledge: NoWorkspace
) -> SignatureFinding:
    """A sound signature with what images and ledger do not say about it.

    Args:
        acts: Entries that images of the file name; None where not all images were read.
    """
    if not signature.sound or signature.is_document_timestamp:
        return signature
    reasons = [*signature.reasons]
    named = [seal.get("entry_id", "") for seal in signature.seals] or [""]
    if not named[0] and knowledge.stamps_with(signature.certificate_sha256):
        reasons.append(NOT_STAMPED)
    if acts is not None and any(entry_id and entry_id not in acts for entry_id in named):
        reasons.append(NO_RECORD)
    ours = signature.sealdesk.get("workstation_key") in knowledge.keys
    if ours and any(knowledge.act(entry_id) is None for entry_id in named):
        reasons.append(NO_ENTRY)
    return replace(signature, reasons=tuple(reasons))


def _entries(image: ImageFinding) -> tuple[str, ...]:
    record = (image.record.public.entry_id,) if image.record else ()
    return (*record, image.mark_entry_id)


@dataclass(frozen=True)
class _Seen:
    """One image, its record or its mark read, and what they claim."""

    image: FoundImage
    record: HiddenRecord | None = None
    mark: RobustMark | None = None
    claim: Claim | None = None


class _Judge:
    def __init__(
        self, path: Path, password: str | None, report: VerificationReport, knowledge: NoWorkspace
    ) -> None:
        self.path, self.password, self.report, self.knowledge = path, password, report, knowledge
        self._beginnings: dict[int, str] = {}
        self._texts: dict[str, TextMatch] = {}

    def findings(self, images: Callable[[], FoundImages]) -> tuple[ImageFinding, ...]:
        try:
            found = images()
        except SealDeskError as trouble:
            return (_not_read(str(trouble.facts.get("limit", trouble.code.text))),)
        except RuntimeError:
            return (_not_read("crash"),)
        seen = [one for image in found.images for one in self._seen(image)]
        lengths = [one.claim.document.length for one in seen if one.claim]
        with suppress(OSError):
            self._beginnings = beginnings(self.path, lengths)
        findings = tuple(self._finding(one) for one in seen)
        return findings if found.complete else (*findings, _not_read(found.reason))

    def _seen(self, image: FoundImage) -> Iterable[_Seen]:
        """Each record of the image by itself; without one its mark; without that, the bare image."""
        records = [one for one in map(_record, image.records) if one is not None]
        if records:
            return [_Seen(image, record, claim=self._claim(record)) for record in records]
        marks = [one for one in map(self._mark, image.marks) if one is not None]
        return [self._marked(image, mark) for mark in marks[:1]] or [_Seen(image)]

    def _mark(self, payload: bytes) -> RobustMark | None:
        key = self.knowledge.organisation_key
        return None if key is None else read_mark(payload, key, self.knowledge.seal_ids)

    def _marked(self, image: FoundImage, mark: RobustMark) -> _Seen:
        entry = self.knowledge.act_at(mark.entry_index)
        return _Seen(image, mark=mark, claim=claim_of(entry) if entry else None)

    def _finding(self, seen: _Seen) -> ImageFinding:
        image, claim, record = seen.image, seen.claim, seen.record
        if claim is None:
            standing = ImageStanding.UNPROVEN if seen.mark else ImageStanding.NO_RECORD
            return ImageFinding(standing, image.page, image.box_mm, mark=seen.mark)
        place = Place(image.page, self._fits, self._text)
        judged = judge(claim, place, self.report, self.knowledge.keys)
        seal_id = record.public.seal_id if record else seen.mark.seal_id if seen.mark else ""
        return ImageFinding(
            judged.standing,
            image.page,
            image.box_mm,
            record=record,
            mark=seen.mark,
            mark_entry_id=claim.entry_id if seen.mark else "",
            private=self.knowledge.private_part(record) if record else None,
            vouched_by=judged.vouched_by,
            seal_name=self._seal_name(seal_id, judged),
            facts={**judged.facts, **_claimed(claim), **self.knowledge.entry_facts(claim)},
        )

    def _seal_name(self, seal_id: str, judged: Judgement) -> str:
        """From the act's own signature, or from the workspace whose key the record has."""
        if judged.vouched_by == "workspace":
            return self.knowledge.seal_name(seal_id)
        return judged.seal_name

    def _claim(self, record: HiddenRecord) -> Claim:
        return self.knowledge.completed(_claim(record))

    def _fits(self, document: DocumentDigest) -> bool:
        return self._beginnings.get(document.length) == document.sha256

    def _text(self, claim: Claim) -> TextMatch:
        key = f"{claim.document.sha256} {claim.pages}"
        if key not in self._texts:
            self._texts[key] = self._compared(claim)
        return self._texts[key]

    def _compared(self, claim: Claim) -> TextMatch:
        """By the pages that the record tells, or by all where the workspace kept what was stamped."""
        kept = self.knowledge.kept_copy(claim.document)
        try:
            if kept is not None:
                return compared(self._page_texts(kept, None), self._page_texts(self.path, None))
            told = {one.page: one.fingerprint for one in claim.pages}
            return compared(told, self._page_texts(self.path, told))
        except SealDeskError:
            return TextMatch.NONE

    def _page_texts(self, path: Path, pages: Collection[int] | None) -> dict[int, bytes]:
        from sealdesk.documents.page_texts import page_texts

        wanted = range(1, _PAGES_COMPARED + 1) if pages is None else sorted(pages)
        return {one.page: one.fingerprint for one in page_texts(path, self.password, wanted)}


def beginnings(path: Path, lengths: Iterable[int]) -> dict[int, str]:
    """SHA-256 (hex) of the first bytes of the file, for every length it has; the file is read once."""
    digest, at, found = hashlib.sha256(), 0, {}
    with path.open("rb") as file:
        for length in sorted(set(lengths)):
            while at < length and (chunk := file.read(min(_CHUNK, length - at))):
                digest.update(chunk)
                at += len(chunk)
            if at < length:
                break
            found[length] = digest.hexdigest()
    return found


def _record(framed: bytes) -> HiddenRecord | None:
    with suppress(FormatError):
        return read_record(framed)
    return None


def _claim(record: HiddenRecord) -> Claim:
    public = record.public
    return Claim(
        public.entry_id,
        public.document,
        public.workstation_key.hex(),
        public.pages,
        _all_pages(record),
        public.time,
        (public.certificate.hex(),),
    )


def _all_pages(record: HiddenRecord) -> bool:
    """Whether there was room for one page more, so that none was left out."""
    public = record.public
    fixed = _PUBLIC_BYTES + len(public.seal_id.encode()) + len(record.sealed_private) + _SIGNATURE_BYTES
    return len(public.pages) < min(MOST_PAGES, (MOST_RECORD_BYTES - fixed) // (4 + FINGERPRINT_BYTES))


def _claimed(claim: Claim) -> dict[str, str]:
    return {
        "entry_id": claim.entry_id,
        "document_sha256": claim.document.sha256,
        "document_length": str(claim.document.length),
        "sealed": claim.sealed.isoformat() if claim.sealed else "",
    }


def _not_read(reason: str) -> ImageFinding:
    return ImageFinding(ImageStanding.NOT_READ, 0, None, facts={"reason": reason})
