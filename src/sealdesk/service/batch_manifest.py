"""A batch's manifest: written when the batch ends, and checked by whoever was given it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.batch_manifest import BatchManifest, ManifestLine, read_manifest, write_manifest
from sealdesk.formats.batch_plan import rule_facts
from sealdesk.formats.fields import FormatError
from sealdesk.model.batch import BatchOutcome, BatchPlan, BatchRecord, BatchResult, PlannedDocument
from sealdesk.model.document import DocumentDigest
from sealdesk.model.ledger import EntryKind
from sealdesk.service import batch_journal, seals
from sealdesk.service.custody_standing import custody_of
from sealdesk.service.desk import Desk
from sealdesk.tlog import note
from sealdesk.tlog.note import Verifier
from sealdesk.vault.files import read

SUFFIX = ".manifest"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class WrittenManifest:
    """A manifest beside the documents it names.

    Attributes:
        sha256: Of the file.
        person_id: Who kept the seal.
    """

    path: Path
    sha256: str
    person_id: str


def write(
    desk: Desk, plan: BatchPlan, record: BatchRecord, outcomes: Mapping[int, BatchOutcome]
) -> WrittenManifest:
    """Write the manifest beside the sealed documents, never over another file, and keep a copy.

    Raises:
        SealDeskError: `OUTPUT_…`.
    """
    person_id = custody_of(desk, seals.find_seal(desk, plan.seal_id)).person_id
    manifest = BatchManifest(
        batch_id=plan.id,
        seal_id=plan.seal_id,
        seal_name=plan.seal_name,
        workstation=str(desk.signer.verifier),
        person_id=person_id,
        started=record.started or plan.made,
        ended=datetime.now(UTC),
        rules=tuple(rule_facts(rule) for rule in plan.rules),
        plan_sha256=batch_journal.plan_of(desk, plan.id).sha256,
        lines=tuple(_line(record, one, outcomes[one.number]) for one in plan.documents),
    )
    signed = note.sign(write_manifest(manifest), desk.signer)
    batch_journal.keep_manifest_copy(desk, plan.id, signed)
    path = _free_path(plan)
    files.write_content(signed.encode(), path)
    return WrittenManifest(path, sha256(signed.encode()).hexdigest(), person_id)


def _free_path(plan: BatchPlan) -> Path:
    """A name that no file has: a crash behind the last document may have left a manifest that nobody recorded."""
    folder, number = plan.documents[0].target.parent, 1
    while True:
        path = folder / f"{plan.id}{'' if number == 1 else f'-{number}'}{SUFFIX}"
        if not path.exists():
            return path
        number += 1


def _line(record: BatchRecord, document: PlannedDocument, outcome: BatchOutcome) -> ManifestLine:
    looked = record.confirmed.get(document.number)
    return ManifestLine(
        number=document.number,
        name=document.name,
        result=outcome.result,
        reason=outcome.reason,
        before=document.document,
        after_name=outcome.stamped_name,
        after=_sealed_file(document, outcome),
        request_id=document.request_id,
        entry_id=outcome.entry_id,
        entry_index=outcome.entry_index,
        looked_by=looked.person_id if looked else "",
    )


def _sealed_file(document: PlannedDocument, outcome: BatchOutcome) -> DocumentDigest | None:
    """The sealed file as the ledger has it; its length 0 where somebody took it away already."""
    if outcome.result is not BatchResult.SEALED:
        return None
    try:
        length = document.target.with_name(outcome.stamped_name).stat().st_size
    except OSError:
        length = 0
    return DocumentDigest(outcome.stamped_sha256, length)


@dataclass(frozen=True)
class ManifestFinding:
    """Something a check of a manifest found wrong; `code` has a text in `sealdesk.texts.batch_words`.

    Attributes:
        number: Of the document; 0 where the whole manifest is meant.
    """

    code: str
    number: int = 0
    name: str = ""


@dataclass(frozen=True)
class ManifestCheck:
    """What a check of a manifest came to.

    Attributes:
        files_checked, entries_checked: How many files and ledger entries were looked at.
    """

    manifest: BatchManifest
    findings: tuple[ManifestFinding, ...]
    files_checked: int
    entries_checked: int

    @property
    def good(self) -> bool:
        return not self.findings


def verify_manifest(
    path: Path, folder: Path | None = None, desk: Desk | None = None, keys: Collection[Verifier] = ()
) -> ManifestCheck:
    """Check a manifest: its signature, the files it names, and its entries in the ledger.

    Args:
        folder: Where the sealed documents are; the manifest's own folder where it is not given.
        desk: The workspace whose ledger is asked; None asks none.
        keys: Workstations' keys known from elsewhere; the workspace's own count too.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`; `BATCH_MANIFEST_WRONG` for what is no manifest.
    """
    signed = _text_of(path)
    manifest, unsigned = _opened(path, signed, (*keys, *(desk.log_keys if desk else ())))
    sealed = [line for line in manifest.lines if line.result is BatchResult.SEALED]
    findings = [*unsigned]
    for line in sealed:
        findings += _check_file(line, folder or path.absolute().parent)
    if desk is not None:
        findings += _check_entries(desk, manifest, sealed)
        findings += _check_recorded(desk, manifest, signed)
    return ManifestCheck(manifest, tuple(findings), len(sealed), len(sealed) if desk else 0)


def _text_of(path: Path) -> str:
    files.check_regular(path)
    try:
        return read(path, 2 * note.MAX_NOTE_BYTES).decode()
    except OSError as trouble:
        raise SealDeskError(
            ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=trouble.strerror or ""
        ) from trouble
    except UnicodeDecodeError as wrong:
        raise SealDeskError(ErrorCode.BATCH_MANIFEST_WRONG, path=path) from wrong


def _opened(
    path: Path, signed: str, keys: Collection[Verifier]
) -> tuple[BatchManifest, tuple[ManifestFinding, ...]]:
    """The manifest, and what is wrong with its signature; by its own key where no known one signed it."""
    text, end, _ = signed.rpartition("\n\n")
    try:
        manifest = read_manifest(f"{text}\n" if end else signed)
        own = Verifier.parse(manifest.workstation)
    except (FormatError, note.NoteError) as wrong:
        raise SealDeskError(ErrorCode.BATCH_MANIFEST_WRONG, path=path) from wrong
    try:
        note.open_note(signed, (own,))
    except note.NoteError:
        return manifest, (ManifestFinding("manifest.signature_wrong"),)
    known = own in keys
    return manifest, () if known else (ManifestFinding("manifest.key_unknown"),)


def _check_file(line: ManifestLine, folder: Path) -> Iterator[ManifestFinding]:
    """The sealed file is there, it is the one that was sealed, and it begins with the bytes that went in."""
    path = folder / Path(line.after_name).name
    found = ManifestFinding("manifest.file_missing", line.number, line.after_name)
    before, after = line.before, line.after
    if before is None or after is None or not path.is_file():
        yield found
        return
    original, whole, left = sha256(), sha256(), before.length
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                original.update(chunk[:left])
                left -= min(left, len(chunk))
                whole.update(chunk)
    except OSError:
        yield found
        return
    if _differs(whole, after):
        yield ManifestFinding("manifest.file_changed", line.number, line.after_name)
    elif _differs(original, before):
        yield ManifestFinding("manifest.file_not_grown", line.number, line.after_name)


def _differs(found: hashlib._Hash, wanted: DocumentDigest) -> bool:
    return found.hexdigest() != wanted.sha256


def _check_entries(
    desk: Desk, manifest: BatchManifest, sealed: Collection[ManifestLine]
) -> Iterator[ManifestFinding]:
    for line in sealed:
        entry = desk.ledger.entry(line.entry_id)
        if entry is None or entry.kind is not EntryKind.ACT_SEALED:
            yield ManifestFinding("manifest.entry_missing", line.number, line.name)
            continue
        body = entry.body
        said = (body["document"]["sha256"], body["stamped"]["sha256"], body["request"], body["seal"])
        wanted = (
            line.before.sha256 if line.before else "",
            line.after.sha256 if line.after else "",
            line.request_id,
            manifest.seal_id,
        )
        if said != wanted or entry.index != line.entry_index:
            yield ManifestFinding("manifest.entry_differs", line.number, line.name)


def _check_recorded(desk: Desk, manifest: BatchManifest, signed: str) -> Iterator[ManifestFinding]:
    ended = batch_journal.ended_entry(desk, manifest.batch_id)
    if ended is None or ended.body["manifest"]["sha256"] != sha256(signed.encode()).hexdigest():
        yield ManifestFinding("manifest.not_recorded")
