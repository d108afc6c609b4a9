"""What a hidden record is worth in the file it was found in: pure judgement over what was read.

The rules, first to last (DESIGN decision 6):

- The record's document is the file's beginning, byte by byte, and the act's own signature closes the very saving that
  follows it: the seal was pressed here. The act's signature is one that is sound, trusted, made with the certificate
  that the record names, and names the act and the workstation's key itself. On a page that the act did not press, the
  image is a copy all the same.
- It is the beginning, but the act's signature does not follow: where the pages read otherwise, a copy; else genuine
  only where somebody vouches for the key, and then saved anew.
- It is not. Where the pages it was pressed on read the same here, and somebody vouches for the key, the file was
  saved anew; where they read otherwise, the image is a copy. A page without text tells neither.
- What is no document at all, a picture, can only have been copied.

A record never makes a verdict better: it proves which document a seal was pressed on, the signature proves the seal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sealdesk.model.document import DocumentDigest
from sealdesk.model.hidden_record import ImageStanding, PageText
from sealdesk.model.verification import SignatureFinding, Trust, Verdict, VerificationReport

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
        certificates: SHA-256 (hex) of the certificate that signed the act, or the beginning of it, by each who says so:
            the record, the ledger. Where nobody does, no signature is the act's.
        entered: False where the ledger that should have the act's entry has none.
    """

    entry_id: str
    document: DocumentDigest
    workstation_key: str = ""
    pages: tuple[PageText, ...] = ()
    all_pages: bool = False
    sealed: datetime | None = None
    certificates: tuple[str, ...] = ()
    entered: bool = True


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
    """Where it stands.

    Attributes:
        seal_name: As the act's own signature names the seal; empty where that is not in the file.
    """

    standing: ImageStanding
    vouched_by: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    seal_name: str = ""


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
    return "signature" if any(_vouches(finding, claim) for finding in report.signatures) else ""


def signatures_of(claim: Claim, report: VerificationReport) -> tuple[SignatureFinding, ...]:
    """The act's own signatures in this file, in the order of their savings: one, or one for each impression."""
    own = (
        finding for finding in report.signatures if _vouches(finding, claim) and _named_seal(finding, claim)
    )
    return tuple(sorted(own, key=lambda finding: finding.saving))


def _named_seal(finding: SignatureFinding, claim: Claim) -> Mapping[str, str]:
    """What the signature says of the seal of this claim; empty where it names none of its entry."""
    return next((seal for seal in finding.seals if seal.get("entry_id") == claim.entry_id), {})


def _act_of(
    own: tuple[SignatureFinding, ...], claim: Claim, report: VerificationReport
) -> tuple[SignatureFinding, ...]:
    """All signatures of the act: on a signed document, the other seals of the act have signatures of their own.

    They count only if they hold as the seal's own do: trusted, by the same certificate, for the same workstation.
    """
    acts = {finding.sealdesk.get("act_id", "") for finding in own} - {""}
    others = (
        finding
        for finding in report.signatures
        if finding not in own and finding.sealdesk.get("act_id") in acts and _vouches(finding, claim)
    )
    return tuple(sorted((*own, *others), key=lambda finding: finding.saving))


def _vouches(finding: SignatureFinding, claim: Claim) -> bool:
    """Whether it is trusted, and by the certificate that is said to have signed the act, for this key."""
    named = finding.sealdesk.get("workstation_key", "")
    return (
        finding.sound
        and finding.covers_revision
        and finding.trust is Trust.TRUSTED
        and (named == claim.workstation_key or not claim.workstation_key)
        and bool(claim.certificates)
        and all(finding.certificate_sha256.startswith(one) for one in claim.certificates)
    )


def follow(document: DocumentDigest, signatures: Iterable[SignatureFinding]) -> bool:
    """Whether the savings of these signatures follow the document, one behind the other, with nothing between."""
    at = document.length
    for finding in signatures:
        if not finding.saving or not finding.saving[0] <= at < finding.saving[1]:
            return False
        at = finding.saving[1]
    return True


def _fitting(claim: Claim, place: Place, report: VerificationReport, vouched: str) -> Judgement:
    facts = {"document": "fits"}
    own = signatures_of(claim, report)
    name = _named_seal(own[0], claim).get("seal_name", "") if own else ""
    if not own or not follow(claim.document, _act_of(own, claim, report)):
        facts["signature"] = "behind" if own else "missing"
        return Judgement(*_unsigned(claim, place, vouched, facts), name)
    facts["signer"] = own[0].signer
    if not claim.entered:
        return Judgement(ImageStanding.UNPROVEN, vouched, facts, name)
    if not _pressed_on(claim, place.page):
        return Judgement(ImageStanding.COPIED, vouched, {**facts, "pages": "other"}, name)
    if report.verdict in _CHANGED:
        facts["changed"] = "yes"
    return Judgement(ImageStanding.PRESSED_HERE, vouched, facts, name)


def _unsigned(
    claim: Claim, place: Place, vouched: str, facts: dict[str, str]
) -> tuple[ImageStanding, str, dict[str, str]]:
    """The document is there, and its signature is not where it belongs: whoever wrote behind it wrote what is shown."""
    if place.text(claim) is TextMatch.DIFFERS:
        return ImageStanding.COPIED, vouched, {**facts, "text": TextMatch.DIFFERS.value}
    return ImageStanding.RESAVED if vouched else ImageStanding.UNPROVEN, vouched, facts


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
