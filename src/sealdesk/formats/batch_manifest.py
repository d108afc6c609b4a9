"""A batch's manifest: what went in, what came out, and where it stands in the ledger.

Canonical JSON lines in a C2SP signed note by the workstation's key: one line for the batch, one for each document.
It goes with the sealed documents, and says of each file what it was before and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sealdesk.formats.batch_plan import lines_text, read_lines
from sealdesk.formats.fields import Fields, FormatError, moment_text
from sealdesk.model.batch import BatchResult
from sealdesk.model.document import DocumentDigest

KIND = "sealdesk.batch-manifest"


@dataclass(frozen=True)
class ManifestLine:
    """One document.

    Attributes:
        before: Its bytes when the batch was planned; None where they could not be read.
        reason: Code of what stood against it; empty for a sealed one.
        after_name, after: The sealed file; empty and None where there is none.
        entry_id, entry_index: Of the outcome's ledger entry; empty and −1 where there is none.
        looked_by: Who looked, and signed so, before the batch was begun; empty where nobody had to.
    """

    number: int
    name: str
    result: BatchResult
    reason: str
    before: DocumentDigest | None
    after_name: str
    after: DocumentDigest | None
    request_id: str
    entry_id: str
    entry_index: int
    looked_by: str


@dataclass(frozen=True)
class BatchManifest:
    """A finished batch.

    Attributes:
        workstation: The verifier key (vkey) that signed it.
        person_id: Who kept the seal.
        rules: The placing rules, as `formats.batch_plan.rule_facts` has them.
        plan_sha256: Of the plan's text, which the ledger's entry of the batch's beginning names too.
    """

    batch_id: str
    seal_id: str
    seal_name: str
    workstation: str
    person_id: str
    started: datetime
    ended: datetime
    rules: tuple[Mapping[str, Any], ...]
    plan_sha256: str
    lines: tuple[ManifestLine, ...]

    def count(self, result: BatchResult) -> int:
        """How many documents have this result."""
        return sum(1 for one in self.lines if one.result is result)


def write_manifest(manifest: BatchManifest) -> str:
    """The text that is signed."""
    head = {
        "format": 1,
        "kind": KIND,
        "batch": manifest.batch_id,
        "seal": manifest.seal_id,
        "seal_name": manifest.seal_name,
        "workstation": manifest.workstation,
        "person": manifest.person_id,
        "started": moment_text(manifest.started),
        "ended": moment_text(manifest.ended),
        "rules": [dict(rule) for rule in manifest.rules],
        "plan_sha256": manifest.plan_sha256,
        "documents": len(manifest.lines),
    }
    return lines_text([head, *(_line_facts(line) for line in manifest.lines)])


def read_manifest(text: str) -> BatchManifest:
    """The manifest of a signed text.

    Raises:
        FormatError: Anything else than what `write_manifest` writes.
    """
    try:
        first, *rest = read_lines(text)
        head = Fields(first, "manifest")
        head.format(1)
        if head.text("kind") != KIND or head.number("documents") != len(rest):
            raise FormatError("manifest: kind")
        manifest = BatchManifest(
            batch_id=head.text("batch"),
            seal_id=head.text("seal"),
            seal_name=head.text("seal_name"),
            workstation=head.text("workstation"),
            person_id=head.text("person"),
            started=head.moment("started"),
            ended=head.moment("ended"),
            rules=tuple(head.objects("rules")),
            plan_sha256=head.text("plan_sha256"),
            lines=tuple(_read_line(value) for value in rest),
        )
        head.done()
    except FormatError:
        raise
    except (ValueError, TypeError, LookupError) as wrong:
        raise FormatError(f"manifest: {wrong}") from wrong
    return manifest


def _line_facts(line: ManifestLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "name": line.name,
        "result": line.result.value,
        "reason": line.reason,
        "before": _digest_facts(line.before),
        "after_name": line.after_name,
        "after": _digest_facts(line.after),
        "request": line.request_id,
        "entry": line.entry_id,
        "index": line.entry_index,
        "looked_by": line.looked_by,
    }


def _digest_facts(digest: DocumentDigest | None) -> dict[str, Any]:
    return {"sha256": digest.sha256, "length": digest.length} if digest else {}


def _read_line(value: Any) -> ManifestLine:
    taken = Fields(value, "line")
    line = ManifestLine(
        number=taken.number("number"),
        name=taken.text("name"),
        result=BatchResult(taken.text("result")),
        reason=taken.text("reason"),
        before=_read_digest(taken.inner("before"), value["before"]),
        after_name=taken.text("after_name"),
        after=_read_digest(taken.inner("after"), value["after"]),
        request_id=taken.text("request"),
        entry_id=taken.text("entry"),
        entry_index=taken.number("index"),
        looked_by=taken.text("looked_by"),
    )
    taken.done()
    return line


def _read_digest(taken: Fields, value: Mapping[str, Any]) -> DocumentDigest | None:
    if not value:
        return None
    digest = DocumentDigest(taken.text("sha256"), taken.number("length"))
    taken.done()
    return digest
