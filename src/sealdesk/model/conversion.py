"""Documents that are no PDF yet: what they are, and what came of making PDFs of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sealdesk.model.act import ConvertedFrom
from sealdesk.model.document import DocumentDigest


class DocumentFormat(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    BMP = "bmp"
    GIF = "gif"
    WEBP = "webp"
    HEIF = "heif"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    ODG = "odg"
    FODT = "fodt"
    FODS = "fods"
    FODP = "fodp"
    RTF = "rtf"
    OFFICE_ENCRYPTED = "office_encrypted"
    OFD = "ofd"
    HTML = "html"
    TEXT = "text"
    ARCHIVE = "archive"
    UNKNOWN = "unknown"


PICTURES = frozenset(
    {DocumentFormat.PNG, DocumentFormat.JPEG, DocumentFormat.TIFF, DocumentFormat.BMP, DocumentFormat.GIF}
)
"""Pictures of pages: scans and photographs."""

WRITER = frozenset(
    {DocumentFormat.DOCX, DocumentFormat.DOC, DocumentFormat.ODT, DocumentFormat.FODT, DocumentFormat.RTF}
)
SHEETS = frozenset({DocumentFormat.XLSX, DocumentFormat.XLS, DocumentFormat.ODS, DocumentFormat.FODS})
SLIDES = frozenset({DocumentFormat.PPTX, DocumentFormat.PPT, DocumentFormat.ODP, DocumentFormat.FODP})
OFFICE = WRITER | SHEETS | SLIDES | {DocumentFormat.ODG}
"""What an office suite lays out."""

CONVERTIBLE = PICTURES | OFFICE

SUFFIXES = (
    *("pdf", "png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif"),
    *("docx", "docm", "doc", "wps", "odt", "fodt", "rtf", "xlsx", "xlsm", "xls", "et", "ods", "fods"),
    *("pptx", "ppt", "dps", "odp", "fodp", "odg"),
)
"""Endings of names that file dialogs offer. What a file is, its content says."""


class ConversionStep(StrEnum):
    """Steps of a conversion, in order."""

    COPIED = "copied"
    CONVERTED = "converted"
    CHECKED = "checked"


@dataclass(frozen=True)
class ConversionFinding:
    """Something a person should know before accepting a converted document.

    Attributes:
        code: Has a text in `sealdesk.texts` (`conversion.size_assumed`, `conversion.macros`, …).
        detail: Page numbers, names of fonts: what the text speaks of; may be empty.
    """

    code: str
    detail: str = ""


@dataclass(frozen=True)
class Converted:
    """A PDF made from another file; nobody has accepted it yet.

    Attributes:
        pdf: Where it lies.
        document: Its digest.
        source: The file it was made from, and by what.
    """

    pdf: Path
    document: DocumentDigest
    pages: int
    source: ConvertedFrom
    format: DocumentFormat
    findings: tuple[ConversionFinding, ...] = ()
