"""A decision on a use request, as the decider's own key signs it: a capability, bound to the very bytes."""

from __future__ import annotations

from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.fields import Fields, FormatError, moment_text
from sealdesk.model.document import DocumentDigest
from sealdesk.model.request import Approval


def write_approval(approval: Approval) -> str:
    """The text to sign: one line of canonical JSON, with its line end. `note` is not part of it."""
    record = {
        "format": 1,
        "request": approval.request_id,
        "approver": approval.approver_id,
        "document": {"sha256": approval.document.sha256, "length": approval.document.length},
        "seal": approval.seal_id,
        "impressions": approval.impressions,
        "decided": moment_text(approval.decided),
        "valid_until": moment_text(approval.valid_until),
        "granted": approval.granted,
        "comment": approval.comment,
    }
    return canonical(record).decode() + "\n"


def read_approval(text: str, note: str) -> Approval:
    """The decision of a text whose signature in `note` was verified.

    Raises:
        FormatError: Anything but a decision in its canonical form.
    """
    fields = Fields(parse_canonical(text.removesuffix("\n").encode()), "approval")
    fields.format(1)
    document = fields.inner("document")
    approval = Approval(
        request_id=fields.text("request"),
        approver_id=fields.text("approver"),
        document=DocumentDigest(document.text("sha256"), document.number("length")),
        seal_id=fields.text("seal"),
        impressions=fields.number("impressions"),
        decided=fields.moment("decided"),
        valid_until=fields.moment("valid_until"),
        granted=fields.truth("granted"),
        comment=fields.text("comment"),
        note=note,
    )
    document.done()
    fields.done()
    if approval.impressions < 1:
        raise FormatError("approval.impressions: less than one")
    return approval
