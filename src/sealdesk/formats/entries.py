"""What the ledger's bodies say, to and from the model. Lengths are decimal texts, times RFC 3339."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sealdesk.formats.fields import Fields, FormatError, millimetres_text, moment_text
from sealdesk.model.act import ConvertedFrom
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.placement import AnyPlacement, Placement, StraddleCut
from sealdesk.model.request import UseRequest


def request_facts(request: UseRequest) -> dict[str, Any]:
    """The body of a `request.made` entry, beside what every entry has."""
    return {
        "request": request.id,
        "person": request.applicant_id,
        "department": request.department,
        "seal": request.seal_id,
        "document": {
            "name": request.document_name,
            "class": request.document_class.value,
            "sha256": request.document.sha256,
            "length": request.document.length,
        },
        "impressions": request.impressions,
        "reason": request.reason,
        "recipient": request.recipient,
        "created": moment_text(request.created),
        "valid_until": moment_text(request.valid_until),
    }


def read_request(body: Mapping[str, Any]) -> UseRequest:
    """The request that a `request.made` entry records."""
    fields = Fields(body, "request")
    document = fields.inner("document")
    try:
        return UseRequest(
            id=fields.text("request"),
            applicant_id=fields.text("person"),
            department=fields.text("department"),
            seal_id=fields.text("seal"),
            document_name=document.text("name"),
            document_class=DocumentClass(document.text("class")),
            document=DocumentDigest(document.text("sha256"), document.number("length")),
            impressions=fields.number("impressions"),
            reason=fields.text("reason"),
            recipient=fields.text("recipient"),
            created=fields.moment("created"),
            valid_until=fields.moment("valid_until"),
        )
    except ValueError as wrong:
        raise FormatError(str(wrong)) from wrong


def placement_facts(placement: AnyPlacement) -> dict[str, Any]:
    """One impression as a ledger entry records it."""
    if isinstance(placement, Placement):
        return {
            "page": placement.page,
            "x_mm": millimetres_text(placement.centre_x_mm),
            "y_mm": millimetres_text(placement.centre_y_mm),
            "width_mm": millimetres_text(placement.width_mm),
            "height_mm": millimetres_text(placement.height_mm),
            "turned_deg": millimetres_text(placement.turned_deg),
        }
    cut: dict[str, Any] = {}
    if placement.first_wider != 1.0:
        cut["first_wider"] = millimetres_text(placement.first_wider)
    if placement.cut is StraddleCut.RANDOM:
        cut |= {"cut": placement.cut.value, "seed": placement.seed}
    return {
        "straddle": placement.edge.value,
        "pages": list(placement.pages),
        "centre_mm": millimetres_text(placement.centre_mm),
        "width_mm": millimetres_text(placement.width_mm),
        "height_mm": millimetres_text(placement.height_mm),
        "strips_at_most": placement.strips_at_most,
        **cut,
    }


def position_facts(at: int, of: int) -> dict[str, Any]:
    """Which of an act's seals an entry is about, from 1; nothing where the act has but one."""
    return {"uses": {"at": at, "of": of}} if of > 1 else {}


def converted_facts(converted: ConvertedFrom) -> dict[str, Any]:
    """The file that a document was made from, as a ledger entry records it."""
    return {
        "name": converted.name,
        "sha256": converted.document.sha256,
        "length": converted.document.length,
        "converter": converted.converter,
    }
