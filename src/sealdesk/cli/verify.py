"""`sealdesk verify`: the recipient's question, from the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from sealdesk.cli.common import add_document_password, add_home, add_json, desk_of, document_password
from sealdesk.cli.output import language, put_json, say, tell_trouble, warn
from sealdesk.documents import files
from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError
from sealdesk.model.verification import Verdict, VerificationReport
from sealdesk.service.desk import Desk
from sealdesk.service.verify_document import ALL_IMAGES, verify
from sealdesk.texts import change_text, name_of, reason_text, time_text
from sealdesk.texts.image_words import ImageGroup, any_copied, group_text, image_groups

_NO_WORKSPACE = (ErrorCode.WORKSPACE_MISSING, ErrorCode.WORKSPACE_BROKEN)
"""Where nobody named a workspace, documents are verified without one."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("verify", help="who sealed this document, and was it changed?")
    parser.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="PDFs or pictures of seals; the worst one decides the exit status",
    )
    parser.add_argument(
        "--root",
        type=Path,
        action="append",
        default=[],
        metavar="PEM",
        help="certificate to trust; may be repeated, the workspace's own count too",
    )
    parser.add_argument(
        "--crl",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="revocation list; may be repeated, the workspace's own count too",
    )
    parser.add_argument(
        "--require-revocation",
        action="store_true",
        help="trust no signer whose revocation could not be checked",
    )
    parser.add_argument(
        "--no-images", action="store_true", help="do not read what seal images say; quicker for scans"
    )
    add_document_password(parser)
    parser.add_argument(
        "--report",
        type=Path,
        metavar="OUT.html|OUT.pdf",
        help="write the report of the one FILE to a new file",
    )
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if arguments.report and len(arguments.files) > 1:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--report")
    roots, crls = _anchors(arguments)
    password = document_password(arguments)
    worst = ExitStatus.DONE
    with _workspace(arguments) as desk:
        for path in arguments.files:
            report = verify(
                path,
                password=password,
                roots=roots,
                crls=crls,
                require_revocation=arguments.require_revocation,
                desk=desk,
                images=None if arguments.no_images else ALL_IMAGES,
            )
            _tell(arguments, path, report)
            if arguments.report:
                _write_report(arguments.report, path, report)
            worst = max(worst, _status(report))
    return worst


def _anchors(arguments: argparse.Namespace) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Roots and CRLs named on the command line."""
    from sealdesk.verification.loading import load_crls, load_roots

    return load_roots(arguments.root), load_crls(arguments.crl)


@contextmanager
def _workspace(arguments: argparse.Namespace) -> Iterator[Desk | None]:
    """The workspace where there is one: its roots and CRLs count, and its ledger says more about seals."""
    try:
        desk = desk_of(arguments)
    except SealDeskError as none:
        if arguments.home is not None or none.code not in _NO_WORKSPACE:
            raise
        if none.code is not ErrorCode.WORKSPACE_MISSING:
            tell_trouble(none)  # its roots would have counted
        yield None
        return
    with desk:
        yield desk


def _status(report: VerificationReport) -> ExitStatus:
    if report.good:
        return ExitStatus.DONE
    return ExitStatus.COULD_NOT if report.verdict is Verdict.ERROR else ExitStatus.ANSWER_IS_NO


def _tell(arguments: argparse.Namespace, path: Path, report: VerificationReport) -> None:
    groups = image_groups(report.images)
    if arguments.json:
        from sealdesk.verification.report import as_json

        put_json({**as_json(report), "file": str(path)})
    else:
        _say_report(path, report, groups)
    if any_copied(report.images):
        warn("image.copied", str(path))  # which, and from where, stands in the answer


def _say_report(path: Path, report: VerificationReport, groups: tuple[ImageGroup, ...]) -> None:
    tongue = language()
    standing: tuple[Enum, ...] = (report.verdict,)
    if report.signatures:
        standing += (report.trust, report.revocation, report.time_standing)
    say(f"{path}: " + " · ".join(name_of(word, tongue) for word in standing))
    for group in groups:
        if group.loud:
            say(f"  ! {_group_text(group)}")
    for finding in report.signatures:
        signed = "" if finding.signing_time is None else time_text(finding.signing_time)
        seals = "、".join(name for seal in finding.seals if (name := seal.get("seal_name", "")))
        facts = (finding.signer, signed, seals)
        say(f"  {finding.field_name}: " + " · ".join(fact for fact in facts if fact))
        for reason in finding.reasons:
            say(f"    {reason_text(reason, tongue)}")
    for group in groups:
        if not group.loud:
            say(f"  {_group_text(group)}")
    for change in report.changes:
        say(f"  {change_text(change.kind, tongue)}: {' '.join(change.detail.split())}")
    if report.error_code:
        say(f"  {reason_text(report.error_code, tongue)}")


def _group_text(group: ImageGroup) -> str:
    return " ".join(group_text(group, language()).split())


def _write_report(target: Path, path: Path, report: VerificationReport) -> None:
    from sealdesk.texts.verification_report import report_html

    html = report_html(path.name, report, language())
    if target.suffix == ".pdf":
        from sealdesk.documents.html_pdf import html_to_pdf

        html_to_pdf(html, target)
    else:
        files.write_content(html.encode("utf-8", "backslashreplace"), target)
