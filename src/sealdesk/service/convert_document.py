"""Documents that are no PDF become one, are looked at by a person, and are accepted or not.

A converted document is another document: a use request names the bytes of the PDF. So the PDF is kept until and after
it is accepted, and the ledger says which file it was made from, by what, and who found it to be the same.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sealdesk.documents import conversion_formats, files
from sealdesk.documents.conversion_contents import Contents, contents_of
from sealdesk.documents.conversion_office import convert_office, find_libreoffice, missing_fonts
from sealdesk.documents.conversion_pictures import pictures_to_pdf
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.conversion import conversion_facts, read_conversion
from sealdesk.formats.fields import Fields, FormatError
from sealdesk.model.act import ConvertedFrom
from sealdesk.model.conversion import (
    CONVERTIBLE,
    PICTURES,
    ConversionFinding,
    ConversionStep,
    Converted,
    DocumentFormat,
)
from sealdesk.model.document import DocumentDigest
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.permission import Action
from sealdesk.service.conversion_origin import origin_of
from sealdesk.service.desk import Desk
from sealdesk.service.look_at_document import look
from sealdesk.service.sign_in import SignIn, proved

_RECORD = "conversion.json"
_LONGEST_STEM_BYTES = 200
_MOST_FONTS_NAMED = 6
_PICTURE_CONVERTER = "SealDesk / MuPDF"
_POLL_S = 0.1
_REFUSALS = {
    DocumentFormat.OFD: ErrorCode.DOCUMENT_OFD,
    DocumentFormat.OFFICE_ENCRYPTED: ErrorCode.DOCUMENT_OFFICE_ENCRYPTED,
    DocumentFormat.UNKNOWN: ErrorCode.DOCUMENT_FORMAT_UNKNOWN,
}


def recognise(path: Path) -> DocumentFormat:
    """What the file is, by its content.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`, `DOCUMENT_TOO_DEMANDING`.
    """
    return conversion_formats.recognise(path)


def needs_conversion(path: Path) -> bool:
    """Whether the file is no PDF; `convert` makes one of it, or says why it cannot.

    Raises:
        SealDeskError: As `recognise`.
    """
    return recognise(path) is not DocumentFormat.PDF


def convert(
    path: Path,
    folder: Path,
    progress: Callable[[ConversionStep], None] = lambda step: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Converted:
    """The PDF made of `path`; nobody has accepted it yet.

    Args:
        folder: Where PDFs are kept (`Layout.converted`); it lies in a folder of its own there, by the digest of `path`.
        cancelled: Asked now and then; True ends the conversion.

    Raises:
        SealDeskError: `DOCUMENT_FORMAT_UNKNOWN`, `DOCUMENT_FORMAT_UNSUITED`, `DOCUMENT_OFD`,
            `DOCUMENT_OFFICE_ENCRYPTED`, `DOCUMENT_CONVERTER_MISSING`, `DOCUMENT_CONVERSION_FAILED`,
            `DOCUMENT_CONVERSION_STOPPED`, `DOCUMENT_TOO_DEMANDING`; what a look at a document raises; output errors.
    """
    kind = recognise(path)
    check_convertible(path, kind)
    with _working_folder(folder) as work:
        copy = work / "source"
        shutil.copyfile(path, copy)
        source = files.digest_of(copy)
        progress(ConversionStep.COPIED)
        try:
            made, converter, findings = _made(copy, kind, work, cancelled)
        except SealDeskError as error:
            if "path" in error.facts:
                error.facts["path"] = path  # people know their own file, not our copy
            raise
        progress(ConversionStep.CONVERTED)
        preflight = look(made)
        kept = _kept_at(made, folder / source.sha256, path)
    converted = Converted(
        kept, preflight.digest, preflight.pages, ConvertedFrom(path.name, source, converter), kind, findings
    )
    _write_record(converted)
    progress(ConversionStep.CHECKED)
    return converted


def check_convertible(path: Path, kind: DocumentFormat) -> None:
    """Refuse what no PDF is made of, with the reason.

    Raises:
        SealDeskError: `DOCUMENT_FORMAT_UNKNOWN`, `DOCUMENT_FORMAT_UNSUITED`, `DOCUMENT_OFD`,
            `DOCUMENT_OFFICE_ENCRYPTED`.
    """
    if kind not in CONVERTIBLE:
        raise SealDeskError(_REFUSALS.get(kind, ErrorCode.DOCUMENT_FORMAT_UNSUITED), path=path, format=kind)


def _made(
    copy: Path, kind: DocumentFormat, work: Path, cancelled: Callable[[], bool]
) -> tuple[Path, str, tuple[ConversionFinding, ...]]:
    """The PDF, what made it, and what to know of it."""
    if kind in PICTURES:
        made = work / "made.pdf"
        with pictures_to_pdf(copy, made) as child:
            while not child.answered(_POLL_S):
                if cancelled():
                    raise SealDeskError(ErrorCode.DOCUMENT_CONVERSION_STOPPED, path=copy)
            pages = child.answer()
        return made, _PICTURE_CONVERTER, pages.findings
    office = find_libreoffice()
    if office is None:
        raise SealDeskError(ErrorCode.DOCUMENT_CONVERTER_MISSING, path=copy, format=kind)
    made = convert_office(office, copy, kind, work, cancelled)
    return made, office.name, _findings(contents_of(copy, kind))


def _findings(contents: Contents) -> tuple[ConversionFinding, ...]:
    found = [
        ConversionFinding(f"conversion.{name}")
        for name in ("tracked_changes", "dates", "external", "macros", "comments")
        if getattr(contents, name)
    ]
    missing = missing_fonts(contents.fonts)
    if missing:
        named = ", ".join(missing[:_MOST_FONTS_NAMED]) + (" …" if len(missing) > _MOST_FONTS_NAMED else "")
        found.append(ConversionFinding("conversion.fonts_missing", named))
    return tuple(found)


@contextmanager
def _working_folder(folder: Path) -> Iterator[Path]:
    """A private folder that is gone afterwards; trouble with the disk is told as what it is."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="work-", dir=folder, ignore_cleanup_errors=True) as made:
            yield Path(made)
    except OSError as trouble:
        full = trouble.errno in (errno.ENOSPC, errno.EDQUOT)
        code = ErrorCode.OUTPUT_DISK_FULL if full else ErrorCode.OUTPUT_IO_ERROR
        raise SealDeskError(code, path=folder, folder=folder, reason=trouble.strerror or "") from trouble


def _kept_at(made: Path, folder: Path, source: Path) -> Path:
    """The PDF under its source's name; one that was made before gives way."""
    folder.mkdir(mode=0o700, exist_ok=True)
    stem = os.fsencode(source.stem)[:_LONGEST_STEM_BYTES].decode(errors="ignore") or "document"
    kept = folder / f"{stem}.pdf"
    for old in folder.glob("*.pdf"):
        old.unlink()
    made.chmod(0o600)
    made.replace(kept)
    return kept


# What was converted before: the command line asks for it when the person has looked.


def _write_record(converted: Converted) -> None:
    facts = {**conversion_facts(converted), "pdf": converted.pdf.name}
    record = converted.pdf.parent / _RECORD
    draft = record.with_suffix(f".{os.getpid()}.new")
    draft.write_text(json.dumps(facts, ensure_ascii=True), "utf-8")
    draft.replace(record)


def kept(folder: Path, source: DocumentDigest) -> Converted | None:
    """The PDF that was made of these very bytes before and is still what it was; None where there is none.

    Args:
        folder: As of `convert`.
    """
    own = folder / source.sha256
    try:
        facts: dict[str, Any] = json.loads((own / _RECORD).read_text("utf-8"))
        converted = read_conversion(facts, own / Fields(facts, "conversion").text("pdf"))
    except (OSError, ValueError, FormatError):
        return None
    try:
        unchanged = files.digest_of(converted.pdf) == converted.document
    except SealDeskError:
        return None
    return converted if unchanged and converted.source.document == source else None


def accepted(desk: Desk, source: DocumentDigest) -> Converted | None:
    """The PDF that was made of these very bytes and accepted before: a request may be waiting for it."""
    found = kept(desk.layout.converted, source)
    return found if found is not None and origin_of(desk, found.document) is not None else None


def accept(desk: Desk, converted: Converted, by: SignIn) -> LedgerEntry:
    """A person found the PDF to be the same as the file it was made from: enter that.

    Raises:
        SealDeskError: `PERSON_UNKNOWN`, `PERSON_PASSWORD_WRONG`; `DOCUMENT_CHANGED_MEANWHILE` where the PDF is not what
            was converted any more; what the ledger raises.
    """
    person = proved(desk, by, Action.CONVERT)
    if files.digest_of(converted.pdf) != converted.document:
        raise SealDeskError(ErrorCode.DOCUMENT_CHANGED_MEANWHILE, path=converted.pdf)
    facts = {"person": person.id, "department": person.department, **conversion_facts(converted)}
    return desk.record(EntryKind.DOCUMENT_CONVERTED, facts)


def discard(converted: Converted) -> None:
    """Nobody accepts it: nothing of it is kept."""
    with suppress(OSError):
        shutil.rmtree(converted.pdf.parent)
