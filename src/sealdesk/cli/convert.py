"""`sealdesk convert`: a PDF of a picture or an office document, to be looked at before a seal is asked for."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from sealdesk.cli.common import add_home, add_json
from sealdesk.cli.output import language, put_json, say, say_aside
from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.conversion import conversion_facts
from sealdesk.model.conversion import Converted
from sealdesk.service.convert_document import convert, needs_conversion
from sealdesk.texts import name_of
from sealdesk.texts.conversion_words import finding_text


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("convert", help="make a PDF of a picture or an office document")
    parser.add_argument(
        "document", type=Path, metavar="IN", help="PNG, JPEG, TIFF, DOCX, XLSX, ODT … by its content"
    )
    parser.add_argument("--output", type=Path, required=True, metavar="OUT.pdf", help="the PDF, a new file")
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    files.check_target(arguments.document, arguments.output)
    if not needs_conversion(arguments.document):
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="PDF")
    with tempfile.TemporaryDirectory(prefix="sealdesk-") as folder:
        converted = convert(arguments.document, Path(folder))
        files.write_content(converted.pdf.read_bytes(), arguments.output)
    tell(arguments, converted, arguments.output)
    return 0


def tell(arguments: argparse.Namespace, converted: Converted, pdf: Path) -> None:
    """Both digests, what made it, and what a person should know; in JSON where that was asked for."""
    for finding in converted.findings:
        say_aside(f"[{finding.code}] {finding_text(finding, language())}")
    if arguments.json:
        put_json({**conversion_facts(converted), "pdf": pdf})
        return
    source = converted.source
    say(f"{source.name}  {name_of(converted.format, language())}  SHA-256 {source.document.sha256}")
    say(f"{pdf}  {source.converter}  SHA-256 {converted.document.sha256}")
