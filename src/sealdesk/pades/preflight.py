"""A look at a PDF before anybody is asked for a PIN: what it is, and what stands against stamping it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame
from sealdesk.model.document import DocumentDigest, Preflight
from sealdesk.pades import objects
from sealdesk.pades.archival import archival_of
from sealdesk.pades.blank_pages import blank_pages
from sealdesk.pades.pages import all_pages
from sealdesk.pades.plain_pages import PlainPages
from sealdesk.pades.reading import OpenDocument, open_document
from sealdesk.pades.signature_boxes import signature_boxes
from sealdesk.pades.signature_field import takes_new_field
from sealdesk.pades.standing import Standing, check_changes, standing_of
from sealdesk.pades.test_sheet import is_test_page, is_test_sheet, paints_test_sheet

_OTHER_FIELDS_AT_MOST = 1000
_OUTWARD_ACTIONS = ("/Launch", "/URI", "/GoToR", "/SubmitForm", "/ImportData")


def preflight(path: Path, password: str | None) -> Preflight:
    """Facts about the document.

    A restriction that the author set for users of the password (§7.6.4.2) is a warning, no refusal: it is a
    request to viewers, programs disagree on it, and the request for the stamp was approved.

    Warnings: `document.restricted`, `document.javascript`, `document.layers`, `document.xfa`,
    `document.attachments`, `document.external_references`, `document.certified`.

    Raises:
        SealDeskError: As `reading.open_document`; `DOCUMENT_NO_PAGES`, `DOCUMENT_FORBIDS_CHANGES`,
            `DOCUMENT_XFA_DYNAMIC`, `DOCUMENT_TEST_SHEET`.
    """
    with open_document(path, password) as document:
        reader = document.reader
        plain = PlainPages(reader)
        frames, page_actions, pages = _look_at_pages(reader, path, plain)
        if not frames:
            raise SealDeskError(ErrorCode.DOCUMENT_NO_PAGES, path=path)
        if is_test_sheet(reader) or paints_test_sheet(reader, document.file):
            raise SealDeskError(ErrorCode.DOCUMENT_TEST_SHEET, path=path)
        standing = standing_of(reader)
        check_changes(standing)
        archival = archival_of(reader)
        return Preflight(
            digest=_digest(document),
            frames=frames,
            signature_fields=tuple(field.name for field in standing.filled),
            certification=standing.certification,
            pdfa_part=archival.part,
            encrypted=document.encrypted,
            warnings=tuple(_warnings(document, standing, page_actions)),
            signature_boxes=signature_boxes(
                reader, standing, frames, [objects.reference_of(reference) for reference in pages]
            ),
            tagged=archival.tagged,
            other_fields=tuple(sorted(standing.others)[:_OTHER_FIELDS_AT_MOST]),
            fields_locked=standing.signed and not takes_new_field(standing),
            level=standing.level,
            blank_pages=blank_pages(reader, pages, plain),
        )


def _look_at_pages(
    reader: Any, path: Path, plain: PlainPages
) -> tuple[tuple[PageFrame, ...], list[Any], list[Any]]:
    """Frames, what pages do by themselves, and the page objects' references."""
    frames: list[PageFrame] = []
    actions: list[Any] = []
    pages: list[Any] = []
    for page in all_pages(reader, plain):
        if is_test_page(page.dictionary):
            raise SealDeskError(ErrorCode.DOCUMENT_TEST_SHEET, path=path)
        frames.append(page.frame)
        pages.append(page.reference)
        if "/AA" in page.dictionary:
            actions.append(objects.get(page.dictionary, "/AA"))
    return tuple(frames), actions, pages


def _digest(document: OpenDocument) -> DocumentDigest:
    document.file.seek(0)
    digest = hashlib.file_digest(document.file, "sha256")  # type: ignore[arg-type]
    return DocumentDigest(digest.hexdigest(), document.length)


def _warnings(document: OpenDocument, standing: Standing, page_actions: list[Any]) -> Iterator[str]:
    root = document.reader.root
    names = objects.get_dict(root, "/Names")
    kinds = {
        objects.get_name(action, "/S") for holder in (root, *page_actions) for action in _actions(holder)
    }
    if document.restricted:
        yield "document.restricted"
    if "/JavaScript" in names or "/JavaScript" in kinds:
        yield "document.javascript"
    if objects.get_items(objects.get_dict(root, "/OCProperties"), "/OCGs"):
        yield "document.layers"
    if objects.get(objects.get_dict(root, "/AcroForm"), "/XFA") is not None:
        yield "document.xfa"
    if "/EmbeddedFiles" in names or "/Collection" in root:
        yield "document.attachments"
    if kinds.intersection(_OUTWARD_ACTIONS):
        yield "document.external_references"
    if standing.level is not None:
        yield "document.certified"


def _actions(holder: Any) -> Iterator[Any]:
    """Actions that run by themselves: on opening, and on events of the document or a page."""
    yield objects.get(holder, "/OpenAction")
    events = objects.get_dict(holder, "/AA") or holder
    if isinstance(events, objects.PdfDict) and "/Type" not in events:
        yield from (objects.get(events, key) for key in events)
