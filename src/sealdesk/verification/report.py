"""The report as JSON: names that other programs read. Add to them; never rename.

`resources/schemas/verification.schema.json` describes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sealdesk.model.hidden_record import ImageFinding, PublicRecord, RobustMark
from sealdesk.model.verification import Change, SignatureFinding, VerificationReport

SCHEMA = "schemas/verification.schema.json"
"""The published schema, below `resources/`."""


def as_json(report: VerificationReport) -> dict[str, Any]:
    """The report as plain values.

    Keys: `verdict`, `trust`, `revocation`, `time`, `signatures`, `changes`, `seal` (SealDesk's entries of the
    last signature that has them; empty where none has), `seals` (of every seal that sound signatures name, each use
    once), `images` (what seal images say of the document they were
    pressed on), `file` (`sha256`, `length`), and `error` (`code`, `facts`) exactly where the verdict is `error`.
    """
    shown: dict[str, Any] = {
        "verdict": report.verdict.value,
        "trust": report.trust.value,
        "revocation": report.revocation.value,
        "time": report.time_standing.value,
        "signatures": [_signature(finding) for finding in report.signatures],
        "changes": [_change(change) for change in report.changes],
        "seal": _seal(report),
        "seals": [dict(seal) for seal in report.seals],
        "images": [_image(finding) for finding in report.images],
        "file": {"sha256": report.file_sha256, "length": report.file_length},
    }
    if report.error_code:
        shown["error"] = {"code": report.error_code, "facts": dict(report.error_facts)}
    return shown


def _signature(finding: SignatureFinding) -> dict[str, Any]:
    return {
        "field": finding.field_name,
        "subfilter": finding.subfilter,
        "sound": finding.sound,
        "covers_revision": finding.covers_revision,
        "trust": finding.trust.value,
        "revocation": finding.revocation.value,
        "time": finding.time_standing.value,
        "signing_time": _time(finding.signing_time),
        "signer": finding.signer,
        "subject": dict(finding.signer_subject),
        "certificate_sha256": finding.certificate_sha256,
        "document_timestamp": finding.is_document_timestamp,
        "certification": finding.certification,
        "reasons": list(finding.reasons),
        "seal": dict(finding.sealdesk),
        "seals": [dict(seal) for seal in finding.seals],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "permitted": change.permitted,
        "detail": change.detail,
        "old": change.old,
        "new": change.new,
    }


def _image(finding: ImageFinding) -> dict[str, Any]:
    box = finding.box_mm
    return {
        "standing": finding.standing.value,
        "page": finding.page,
        "box_mm": None if box is None else [round(value, 2) for value in (box.x0, box.y0, box.x1, box.y1)],
        "vouched_by": finding.vouched_by,
        "seal_name": finding.seal_name,
        "record": None if finding.record is None else _record(finding.record.public),
        "mark": None if finding.mark is None else _mark(finding.mark, finding.mark_entry_id),
        "private": None if finding.private is None else asdict(finding.private),
        "facts": dict(finding.facts),
    }


def _record(public: PublicRecord) -> dict[str, Any]:
    return {
        "seal_id": public.seal_id,
        "seal_version": public.seal_version,
        "entry_id": public.entry_id,
        "document": {"sha256": public.document.sha256, "length": public.document.length},
        "time": _time(public.time),
        "pages": [page.page for page in public.pages],
        "workstation_key": public.workstation_key.hex(),
        "certificate": public.certificate.hex(),
    }


def _mark(mark: RobustMark, entry_id: str) -> dict[str, Any]:
    return {"entry_index": mark.entry_index, "seal_id": mark.seal_id, "entry_id": entry_id}


def _seal(report: VerificationReport) -> dict[str, str]:
    # Only what a sound signature carries is told as the document's seal.
    carried: list[Mapping[str, str]] = [
        finding.sealdesk for finding in report.signatures if finding.sound and finding.sealdesk
    ]
    return dict(carried[-1]) if carried else {}


def _time(time: datetime | None) -> str | None:
    return None if time is None else time.astimezone(UTC).isoformat().replace("+00:00", "Z")
