"""Seals pressed by hand: a picture with a hidden record in its ink, and documents that show it.

The documents are made with PyMuPDF, as any program may make them: nothing here is SealDesk's own way of writing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np
import pymupdf

from sealdesk.formats.hidden_record import seal_key, write_record
from sealdesk.impression.hidden_layer import press
from sealdesk.impression.png import write_png
from sealdesk.model.document import DocumentDigest
from sealdesk.model.hidden_record import PageText, PrivateRecord, PublicRecord
from sealdesk.model.seal import SealPicture
from sealdesk.tlog.note import Signer

ENTRY = "01a20d43-194e-7978-b5e8-2511de340bf0"
ORGANISATION_KEY = bytes(range(32))
CERTIFICATE = "c5" * 32
"""SHA-256 of the certificate that signs what is pressed by hand."""
PRESSED_AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
MM = 72 / 25.4


def clean_seal(width_mm: float = 40.0, dpi: int = 600) -> SealPicture:
    """A ring and a disc in one red, their edges half transparent."""
    size = round(width_mm / 25.4 * dpi)
    y, x = np.mgrid[:size, :size]
    middle = (size - 1) / 2
    far = np.hypot(x - middle, y - middle) / middle
    depth = np.minimum(0.98 - far, far - 0.86)
    inner = 0.42 - far
    alpha = np.clip(np.maximum(depth, inner) * middle + 0.5, 0, 1) * 255
    rgb = np.tile(np.array([230, 0, 18], np.uint8), (size, size, 1))
    return SealPicture(size, size, rgb.tobytes(), alpha.astype(np.uint8).tobytes(), width_mm, width_mm)


@dataclass(frozen=True)
class Pressing:
    """What a workstation pressed: its key, the record, the picture."""

    signer: Signer
    public: PublicRecord
    picture: SealPicture

    @property
    def key(self) -> bytes:
        return self.signer.verifier.public_key


def pressed(
    document: bytes,
    pages: Iterable[PageText] = (),
    *,
    seal: SealPicture | None = None,
    signer: Signer | None = None,
    entry_id: str = ENTRY,
    seal_id: str = "SEAL-0004",
    organisation_key: bytes = ORGANISATION_KEY,
) -> Pressing:
    """The seal as it is pressed on these bytes."""
    signer = signer or Signer.generate("workstation")
    public = PublicRecord(
        seal_id,
        1,
        entry_id,
        DocumentDigest(sha256(document).hexdigest(), len(document)),
        PRESSED_AT,
        tuple(pages),
        signer.verifier.public_key,
        bytes.fromhex(CERTIFICATE)[:16],
    )
    private = PrivateRecord("P1001", "R20260304-0011aabb", "ws-1")
    framed = write_record(public, private, signer, seal_key(organisation_key, seal_id))
    return Pressing(signer, public, press(seal or clean_seal(), framed))


def put_on(
    source: Path | pymupdf.Document, picture: SealPicture, target: Path, page: int = 1, at_mm=(100.0, 200.0)
) -> Path:
    """The picture on a page of the document (a pixel on a pixel, no ink that mixes), saved anew."""
    document = pymupdf.open(source) if isinstance(source, Path) else source
    half_x, half_y = picture.width_mm / 2 * MM, picture.height_mm / 2 * MM
    x, y = at_mm[0] * MM, at_mm[1] * MM
    box = pymupdf.Rect(x - half_x, y - half_y, x + half_x, y + half_y)
    document[page - 1].insert_image(box, stream=write_png(picture))
    document.save(target)
    return target


def as_sealdesk_names_it(document: pymupdf.Document, picture: SealPicture, page: int = 1) -> None:
    """The picture on a page under the name that SealDesk gives its own."""
    shown = document[page - 1]
    number = shown.insert_image(pymupdf.Rect(200, 500, 313.386, 613.386), stream=write_png(picture))
    document.xref_set_key(shown.xref, "Resources", f"<</XObject<</SealDeskSeal1 {number} 0 R>>>>")
    document.update_stream(shown.get_contents()[-1], b"q 113 0 0 113 200 300 cm /SealDeskSeal1 Do Q")


def paint_without_end(document: pymupdf.Document, page: int) -> None:
    """Forms within forms, 20 to the power of 11 in all."""
    forms = [document.get_new_xref() for _ in range(12)]
    for form, inner in pairwise(forms):
        named = f"/Resources<</XObject<</F {inner} 0 R>>>>"
        document.update_object(form, f"<</Type/XObject/Subtype/Form/BBox[0 0 500 500]{named}>>")
        document.update_stream(form, b"/F Do " * 20)
    document.update_object(forms[-1], "<</Type/XObject/Subtype/Form/BBox[0 0 500 500]>>")
    document.update_stream(forms[-1], b"q Q")
    document.xref_set_key(document[page - 1].xref, "Resources", f"<</XObject<</F {forms[0]} 0 R>>>>")
    document.update_stream(document[page - 1].get_contents()[0], b"/F Do")


def cut(picture: SealPicture, x0: int, y0: int, x1: int, y1: int) -> SealPicture:
    """A part of the picture, in pixels."""
    shape = (picture.height_px, picture.width_px)
    rgb = np.frombuffer(picture.rgb, np.uint8).reshape(*shape, 3)[y0:y1, x0:x1]
    alpha = np.frombuffer(picture.alpha, np.uint8).reshape(shape)[y0:y1, x0:x1]
    mm = picture.width_mm / picture.width_px
    return SealPicture(x1 - x0, y1 - y0, rgb.tobytes(), alpha.tobytes(), (x1 - x0) * mm, (y1 - y0) * mm)


def blank(pages: int = 1, text: str = "The parties agree.") -> pymupdf.Document:
    """A document of A4 pages with a line of text each."""
    document = pymupdf.open()
    for number in range(1, pages + 1):
        page = document.new_page(width=595.276, height=841.89)
        if text:
            page.insert_text((72, 72), f"{text} Page {number}.")
    return document
