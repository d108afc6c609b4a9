"""A decision on a use request, as whoever makes it signs it: a capability, bound to the very bytes.

One line of canonical JSON with its line end. Format 2 names the request's own statement, what the decision rests on,
and whose power was used; format 1, of the time before, is read and no longer written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.fields import Fields, FormatError, moment_text
from sealdesk.model.document import DocumentDigest
from sealdesk.model.request import Approval, ApprovalMeans
from sealdesk.model.seal_life import Attachment

FORMAT = 2
_SHA256 = re.compile("[0-9a-f]{64}")


def write_approval(approval: Approval) -> str:
    """The text to sign. `note` and what the ledger says of the decision are no part of it."""
    record = {
        "format": FORMAT,
        "request": approval.request_id,
        "request_sha256": approval.request_sha256,
        "approver": approval.approver_id,
        "document": {"sha256": approval.document.sha256, "length": approval.document.length},
        "seal": approval.seal_id,
        "impressions": approval.impressions,
        "decided": moment_text(approval.decided),
        "valid_until": moment_text(approval.valid_until),
        "granted": approval.granted,
        "comment": approval.comment,
        "means": approval.means.value,
        "on_behalf_of": approval.on_behalf_of,
        "delegation": approval.delegation_id,
        **dict(_where_given(approval)),
    }
    return canonical(record).decode() + "\n"


def _where_given(approval: Approval) -> Iterator[tuple[str, Any]]:
    if approval.valid_from is not None:
        yield "valid_from", moment_text(approval.valid_from)
    if approval.means is ApprovalMeans.FILE:
        yield "shown", approval.shown_sha256
    if approval.means is ApprovalMeans.PAPER:
        yield "registered_by", approval.registered_by
        yield "evidence", evidence_facts(approval.evidence)


def read_approval(text: str, note: str) -> Approval:
    """The decision of a text whose signature in `note` was verified.

    Raises:
        FormatError: Anything but a decision in its canonical form.
    """
    value = parse_canonical(text.removesuffix("\n").encode())
    fields = Fields(value, "approval")
    version = fields.number("format")
    if version not in (1, FORMAT):
        raise FormatError("approval: unknown format")
    named = _named(fields) if version == FORMAT else {}
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
        **named,
        **_as_given(fields, value, named.get("means")),
    )
    document.done()
    fields.done()
    _check(approval)
    if version == FORMAT and write_approval(approval) != text:
        raise FormatError("approval: not in its form")
    return approval


def _named(fields: Fields) -> dict[str, Any]:
    """What every decision of format 2 says beside those of format 1."""
    means = fields.text("means")
    if means not in tuple(ApprovalMeans) or means == ApprovalMeans.AUTHORITY:
        raise FormatError("approval.means: none that people sign for")
    return {
        "request_sha256": fields.text("request_sha256"),
        "means": ApprovalMeans(means),
        "on_behalf_of": fields.text("on_behalf_of"),
        "delegation_id": fields.text("delegation"),
    }


def _as_given(fields: Fields, value: Any, means: ApprovalMeans | None) -> dict[str, Any]:
    """What only some decisions say."""
    found: dict[str, Any] = {}
    if means is not None and "valid_from" in value:
        found["valid_from"] = fields.moment("valid_from")
    if means is ApprovalMeans.FILE:
        found["shown_sha256"] = fields.text("shown")
    if means is ApprovalMeans.PAPER:
        found["registered_by"] = fields.text("registered_by")
        found["evidence"] = read_evidence(fields.inner("evidence"))
    return found


def _check(approval: Approval) -> None:
    if approval.impressions < 1:
        raise FormatError("approval.impressions: less than one")
    if bool(approval.on_behalf_of) != bool(approval.delegation_id):
        raise FormatError("approval.delegation: a power without its delegation, or the reverse")
    if approval.means is ApprovalMeans.PAPER and not approval.registered_by:
        raise FormatError("approval.registered_by: nobody")
    digests = [one for one in (approval.request_sha256, approval.shown_sha256) if one]
    if approval.means is ApprovalMeans.FILE and not approval.shown_sha256:
        raise FormatError("approval.shown: nothing")
    if not all(_SHA256.fullmatch(one) for one in digests):
        raise FormatError("approval: no SHA-256")


def evidence_facts(evidence: Attachment | None) -> dict[str, Any]:
    """A scanned form, by name and digest."""
    if evidence is None:
        raise ValueError("a paper form without its scan")
    return {
        "name": evidence.name,
        "label": evidence.label,
        "sha256": evidence.sha256,
        "length": evidence.length,
    }


def read_evidence(fields: Fields) -> Attachment:
    """The scanned form of `evidence_facts`; raises `FormatError`."""
    evidence = Attachment(
        fields.text("name"), fields.text("label"), fields.text("sha256"), fields.number("length")
    )
    fields.done()
    if not _SHA256.fullmatch(evidence.sha256):
        raise FormatError("evidence.sha256: no SHA-256")
    return evidence
