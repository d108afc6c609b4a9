"""What a hidden record is worth in the file it was found in: pure judgement over what was read.

The rules, first to last (DESIGN decision 6):

- The record's document is the file's beginning, byte by byte, and a sound, trusted signature of the same act names the
  workstation's key: the seal was pressed here. On a page that the act did not press, it is a copy all the same.
- It is the beginning, but the act's signature is not in the file: genuine only where the workspace knows the key, and
  then saved anew.
- It is not. Where the pages it was pressed on read the same here, and somebody vouches for the key, the file was
  saved anew; where they read otherwise, the image is a copy. A page without text tells neither.
- What is no document at all, a picture, can only have been copied.

A record never makes a verdict better: it proves which document a seal was pressed on, the signature proves the seal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sealdesk.model.document import DocumentDigest
from sealdesk.model.hidden_record import ImageStanding, PageText
from sealdesk.model.verification import Trust, Verdict, VerificationReport

_CHANGED = (Verdict.ALTERED, Verdict.INVALID)


class TextMatch(StrEnum):
    """How a text here compares to the one that was stamped."""

    SAME = "same"
    DIFFERS = "differs"
    NONE = "none"


@dataclass(frozen=True)
class Claim:
    """What a record or a ledger entry says about an impression.

    Attributes:
        workstation_key: Who signed the record (hex); empty where the ledger itself speaks.
        pages: It was pressed on; at most eight are told.
        all_pages: They are all; else the record may have had no room for more.
        sealed: When.
    """

    entry_id: str
    document: DocumentDigest
    workstation_key: str = ""
    pages: tuple[PageText, ...] = ()
    all_pages: bool = False
    sealed: datetime | None = None


@dataclass(frozen=True)
class Place:
    """The file that the image was found in.

    Attributes:
        page: From 1; 0 where the file is a picture.
        fits: Whether the claim's document is the file's beginning.
        text: Compares the pages of the claim with those here; asked only where it matters.
    """

    page: int
    fits: Callable[[DocumentDigest], bool]
    text: Callable[[Claim], TextMatch]


@dataclass(frozen=True)
class Judgement:
    standing: ImageStanding
    vouched_by: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def judge(claim: Claim, place: Place, report: VerificationReport, known_keys: frozenset[str]) -> Judgement:
    """Where this impression stands.

    Args:
        known_keys: Public keys (hex) of the workspace's own workstation, now and before.
    """
    vouched = vouched_by(claim, report, known_keys)
    if place.page == 0:
        return Judgement(ImageStanding.COPIED, vouched)
    if place.fits(claim.document):
        return _fitting(claim, place, report, vouched)
    return _elsewhere(claim, place, vouched)


def vouched_by(claim: Claim, report: VerificationReport, known_keys: frozenset[str]) -> str:
    """How the workstation's key is known: `workspace`, `signature`, or empty."""
    if not claim.workstation_key or claim.workstation_key in known_keys:
        return "workspace"  # the ledger itself speaks, or the ledger's own key
    named = (
        finding.sealdesk.get("workstation_key") == claim.workstation_key
        for finding in report.signatures
        if finding.sound and finding.covers_revision and finding.trust is Trust.TRUSTED
    )
    return "signature" if any(named) else ""


def act_is_signed(entry_id: str, report: VerificationReport) -> bool:
    """Whether a sound signature of this act is in the file."""
    return any(
        finding.sound and finding.covers_revision and finding.sealdesk.get("entry_id") == entry_id
        for finding in report.signatures
    )


def _fitting(claim: Claim, place: Place, report: VerificationReport, vouched: str) -> Judgement:
    facts = {"document": "fits"}
    if not vouched:
        return Judgement(ImageStanding.UNPROVEN, facts=facts)
    if not act_is_signed(claim.entry_id, report):
        return Judgement(ImageStanding.RESAVED, vouched, {**facts, "signature": "missing"})
    if not _pressed_on(claim, place.page):
        return Judgement(ImageStanding.COPIED, vouched, {**facts, "pages": "other"})
    if report.verdict in _CHANGED:
        facts["changed"] = "yes"
    return Judgement(ImageStanding.PRESSED_HERE, vouched, facts)


def _pressed_on(claim: Claim, page: int) -> bool:
    return not claim.all_pages or any(page == one.page for one in claim.pages)


def _elsewhere(claim: Claim, place: Place, vouched: str) -> Judgement:
    text = place.text(claim)
    facts = {"document": "differs", "text": text.value}
    if text is TextMatch.DIFFERS:
        return Judgement(ImageStanding.COPIED, vouched, facts)
    if text is TextMatch.SAME and vouched:
        return Judgement(ImageStanding.RESAVED, vouched, facts)
    return Judgement(ImageStanding.UNPROVEN, vouched, facts)


def compared(claimed: Mapping[int, bytes], here: Mapping[int, bytes]) -> TextMatch:
    """Compare fingerprints of pages (empty: a page without text); a page that is not there has none."""
    pairs = [(text, here.get(page, b"")) for page, text in claimed.items()]
    if any(then != now for then, now in pairs):
        return TextMatch.DIFFERS
    return TextMatch.SAME if any(then for then, _ in pairs) else TextMatch.NONE
