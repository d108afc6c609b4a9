"""A converted document as ledger entries and the workspace's own records tell it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sealdesk.formats.entries import converted_facts
from sealdesk.formats.fields import Fields, FormatError
from sealdesk.model.act import ConvertedFrom
from sealdesk.model.conversion import ConversionFinding, Converted, DocumentFormat
from sealdesk.model.document import DocumentDigest


def conversion_facts(converted: Converted) -> dict[str, Any]:
    """The PDF, the file it was made from, and what there was to know of it."""
    return {
        "document": {
            "name": converted.pdf.name,
            "sha256": converted.document.sha256,
            "length": converted.document.length,
            "pages": converted.pages,
        },
        "converted": {**converted_facts(converted.source), "format": converted.format.value},
        "findings": [{"code": one.code, "detail": one.detail} for one in converted.findings],
    }


def read_conversion(body: Mapping[str, Any], pdf: Path) -> Converted:
    """What `conversion_facts` wrote.

    Args:
        pdf: Where the PDF lies.

    Raises:
        FormatError: Something is missing or of another kind.
    """
    fields = Fields(body, "conversion")
    document, source = fields.inner("document"), fields.inner("converted")
    findings = tuple(_finding(Fields(one, "finding")) for one in fields.objects("findings"))
    try:
        kind = DocumentFormat(source.text("format"))
    except ValueError as wrong:
        raise FormatError(str(wrong)) from wrong
    return Converted(
        pdf=pdf,
        document=DocumentDigest(document.text("sha256"), document.number("length")),
        pages=document.number("pages"),
        source=ConvertedFrom(
            source.text("name"),
            DocumentDigest(source.text("sha256"), source.number("length")),
            source.text("converter"),
        ),
        format=kind,
        findings=findings,
    )


def _finding(fields: Fields) -> ConversionFinding:
    return ConversionFinding(fields.text("code"), fields.text("detail"))
