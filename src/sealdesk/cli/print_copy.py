"""`sealdesk print-copy`: a copy for reading, without signature, under a visible mark."""

from __future__ import annotations

import argparse
from pathlib import Path

from sealdesk.cli.common import add_home, add_json, add_person, desk_of, password_of, read_secret
from sealdesk.cli.output import put_json, say
from sealdesk.documents import files
from sealdesk.formats.page_numbers import parse_pages
from sealdesk.service import reading_copy
from sealdesk.service.look_at_document import look
from sealdesk.service.sign_in import SignIn


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "print-copy", help="save a copy for reading: no signature, a mark on every page"
    )
    parser.add_argument("document", type=Path, metavar="IN", help="the PDF")
    parser.add_argument("--output", type=Path, required=True, metavar="OUT.pdf", help="the copy, a new file")
    parser.add_argument("--pages", default="all", metavar="1-3,7", help="which pages (all)")
    parser.add_argument(
        "--document-password-file",
        type=Path,
        metavar="F",
        help="file with the password of an encrypted document",
    )
    add_person(parser)
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    files.check_target(arguments.document, arguments.output)
    secret: Path | None = arguments.document_password_file
    document_password = None if secret is None else read_secret(secret)
    with desk_of(arguments) as desk:
        pages = parse_pages(arguments.pages, look(arguments.document, document_password).pages)
        copied = reading_copy.save(
            desk,
            arguments.document,
            arguments.output,
            SignIn(arguments.person, password_of(arguments)),
            password=document_password,
            pages=pages,
        )
    if arguments.json:
        put_json({"copy": arguments.output, "pages": copied})
    else:
        say(f"{arguments.output}: {copied}")
    return 0
