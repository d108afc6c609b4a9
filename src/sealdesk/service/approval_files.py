"""Approving away from the workstation: the request goes out as a file, the signed decision comes back as one.

At the approver's own computer no workspace is needed (`decide_file` and its like). What comes back is held against
what was sent out, against the people register, and against the request as it stands; whatever is refused is entered.
"""

from __future__ import annotations

import base64
import errno
import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats import approval_file
from sealdesk.formats.approval import read_approval, write_approval
from sealdesk.formats.approval_file import ApprovalFile, Lent, RequestSheet
from sealdesk.formats.fields import FormatError
from sealdesk.formats.own_token_jws import JwsError, is_jws, open_jws, read_certificate
from sealdesk.model.document import DocumentDigest
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.model.request import Approval, ApprovalMeans, RequestStanding
from sealdesk.service.attached_documents import copy_of
from sealdesk.service.certificate_check import check_for_person
from sealdesk.service.clock import TOLERANCE, judged_now
from sealdesk.service.decision_entry import Decider, Judged, checked_comment, enter, judged
from sealdesk.service.decision_reading import misfit_of
from sealdesk.service.delegations import in_force
from sealdesk.service.desk import Desk
from sealdesk.service.file_signers import FileSigner, OwnKeyFile
from sealdesk.service.person_token import readable
from sealdesk.service.request_refusals import refusal_recorded
from sealdesk.service.requests import check_open, standing
from sealdesk.service.seals import find_seal
from sealdesk.service.sign_in import check_may
from sealdesk.store.ledger import Transaction
from sealdesk.tlog import note
from sealdesk.tlog.note import Verifier


@dataclass(frozen=True)
class OpenedRequest:
    """A request file, as far as it can be believed by itself: the document in it is the one the sheet speaks of.

    Attributes:
        sheet_note: What the workstation signed; who did is known at the workstation.
    """

    sheet: RequestSheet
    sheet_note: str
    document: bytes

    @property
    def sheet_sha256(self) -> str:
        return sha256(note.text_of(self.sheet_note).encode()).hexdigest()


# Out.


def export_request(desk: Desk, request_id: str, path: Path) -> RequestSheet:
    """Write a request, with its document, to a file for an approver; it is entered.

    Raises:
        SealDeskError: `REQUEST_…` where nothing is to be decided; `DOCUMENT_…` of the kept copy; `OUTPUT_…`.
    """
    desk.check_log()
    now = judged_now(desk)
    before = standing(desk, request_id)
    check_open(before)
    request, seal = before.request, find_seal(desk, before.request.seal_id)
    document = copy_of(desk.layout, request.document).read_bytes()
    if len(document) > approval_file.LARGEST_DOCUMENT_BYTES:
        raise SealDeskError(ErrorCode.REQUEST_FILE_WRONG, path=path, reason="too_large")
    sheet = RequestSheet(
        organisation=desk.settings.organisation,
        exported=now,
        request=request,
        applicant=_name(desk, request.applicant_id),
        seal=seal.name,
        seal_kind=seal.kind,
        decided=tuple((_name(desk, one.approver_id), one.granted, one.comment) for one in before.approvals),
        lent=tuple(
            Lent(one.id, one.giver_id, _name(desk, one.giver_id), one.deputy_id, one.ends)
            for one in in_force(desk)
            if not one.kinds or seal.kind in one.kinds
        ),
    )
    signed = note.sign(approval_file.write_sheet(sheet), desk.signer)
    files.write_content(approval_file.pack_request(signed, document), path)
    desk.record(EntryKind.REQUEST_EXPORTED, {"request": request.id, "seal": seal.id, "name": path.name})
    return sheet


def _name(desk: Desk, person_id: str) -> str:
    person = desk.people.find(person_id)
    return person.name if person else person_id


# At the approver's own computer.


def open_request(path: Path) -> OpenedRequest:
    """A request file, read and checked in itself.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`; `REQUEST_FILE_WRONG`;
            `REQUEST_FILE_OTHER_DOCUMENT` where the document in it is another one than the sheet names.
    """
    try:
        signed, document = approval_file.unpack_request(_read(path, approval_file.LARGEST_REQUEST_BYTES))
        sheet = approval_file.read_sheet(note.text_of(signed))
    except (FormatError, note.NoteError) as wrong:
        raise SealDeskError(ErrorCode.REQUEST_FILE_WRONG, path=path, reason="format") from wrong
    if DocumentDigest(sha256(document).hexdigest(), len(document)) != sheet.request.document:
        raise SealDeskError(ErrorCode.REQUEST_FILE_OTHER_DOCUMENT, path=path)
    return OpenedRequest(sheet, signed, document)


def decide_file(
    path: Path,
    key_file: Path,
    password: str,
    granted: bool,
    comment: str,
    output: Path,
    *,
    person_id: str = "",
    on_behalf_of: str = "",
) -> Approval:
    """Decide on a request file with one's own key file, at one's own computer; the decision is written to a file.

    Args:
        person_id: Whose key it is; empty: whom the key file names.
        on_behalf_of: Id of the person whose power is used; the request file has to name the delegation.

    Raises:
        SealDeskError: As `open_request` and `decide_with`; `KEY_FILE_WRONG`, `PERSON_PASSWORD_WRONG`.
    """
    signer = OwnKeyFile.open(key_file, password, person_id)
    return decide_with(
        path, signer, granted=granted, comment=comment, output=output, on_behalf_of=on_behalf_of
    )


def decide_with(
    path: Path, signer: FileSigner, *, granted: bool, comment: str, output: Path, on_behalf_of: str = ""
) -> Approval:
    """Decide on a request file with whatever one signs with; raises as `decide_file`."""
    comment = checked_comment(comment, granted=granted)
    opened = open_request(path)
    now = datetime.now(UTC)
    made = _made(opened, signer.person_id, on_behalf_of, now, granted=granted, comment=comment)
    files.check_target(path, output)
    signed = signer.sign(write_approval(made))
    carried = ApprovalFile(signed.decision, opened.sheet_note, signed.certificate, signed.chain)
    files.write_content(approval_file.write_approval_file(carried), output)
    return made


def _made(
    opened: OpenedRequest, person_id: str, on_behalf_of: str, now: datetime, *, granted: bool, comment: str
) -> Approval:
    request = opened.sheet.request
    if person_id == request.applicant_id:
        raise SealDeskError(ErrorCode.APPROVAL_SELF, request=request.id)
    if now > request.valid_until:
        raise SealDeskError(ErrorCode.REQUEST_EXPIRED, request=request.id, until=request.valid_until)
    return Approval(
        request_id=request.id,
        approver_id=person_id,
        document=request.document,
        seal_id=request.seal_id,
        impressions=request.impressions,
        decided=now,
        valid_until=request.valid_until,
        granted=granted,
        comment=comment,
        note="",
        request_sha256=request.sha256,
        means=ApprovalMeans.FILE,
        on_behalf_of=on_behalf_of,
        delegation_id=_lent(opened.sheet, person_id, on_behalf_of, now),
        valid_from=request.valid_from,
        shown_sha256=opened.sheet_sha256,
    )


def _lent(sheet: RequestSheet, person_id: str, on_behalf_of: str, now: datetime) -> str:
    if not on_behalf_of:
        return ""
    fitting = [
        one
        for one in sheet.lent
        if (one.giver_id, one.deputy_id) == (on_behalf_of, person_id) and now <= one.ends
    ]
    if not fitting:
        raise SealDeskError(ErrorCode.DELEGATION_NONE, person=person_id, giver=on_behalf_of)
    return fitting[-1].id


# Back.


@dataclass(frozen=True)
class _Arrived:
    """A decision whose signature is that of the registered person it names."""

    made: Approval
    person: Person
    certificate: bytes


def import_file(desk: Desk, path: Path) -> RequestStanding:
    """Take a decision that came as a file.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`; `APPROVAL_FILE_WRONG`, `APPROVAL_FILE_EDITED`,
            `APPROVAL_KEY_UNKNOWN`, `APPROVAL_MEANS_WRONG`, `APPROVAL_OTHER_…`, `APPROVAL_TIME_WRONG`,
            `APPROVAL_ALREADY_GIVEN`; `CERTIFICATE_…`; what `decision_entry.judged` says. A refusal is entered.
    """
    with refusal_recorded(desk, "import"):
        carried, claimed = _claimed(path)
    with refusal_recorded(desk, "import", request=claimed.request_id, person=claimed.approver_id):
        arrived = _arrived(desk, path, carried, claimed)
        with desk.recording() as transaction:
            desk.check_log(transaction)
            _check_new(desk, transaction, arrived)
            case = _judged(desk, transaction, arrived)
            enter(desk, transaction, arrived.made, carried.decision, arrived.certificate)
    return standing(desk, case.request.id)


def _claimed(path: Path) -> tuple[ApprovalFile, Approval]:
    """The file and what it says, before anything of it is believed."""
    try:
        carried = approval_file.read_approval_file(_read(path, approval_file.LARGEST_APPROVAL_BYTES))
        if is_jws(carried.decision):
            text = open_jws(carried.decision, carried.certificate)
        else:
            text = note.text_of(carried.decision)
        return carried, read_approval(text, carried.decision)
    except JwsError as edited:
        raise SealDeskError(ErrorCode.APPROVAL_FILE_EDITED, path=path) from edited
    except (FormatError, note.NoteError) as wrong:
        raise SealDeskError(ErrorCode.APPROVAL_FILE_WRONG, path=path, reason="format") from wrong


def _arrived(desk: Desk, path: Path, carried: ApprovalFile, claimed: Approval) -> _Arrived:
    desk.follow_registers()
    person = desk.person(claimed.approver_id)
    if claimed.means is not ApprovalMeans.FILE:
        raise SealDeskError(ErrorCode.APPROVAL_MEANS_WRONG, means=claimed.means)
    if is_jws(carried.decision):
        _check_certificate(desk, person, carried)
    else:
        _check_note(path, person, carried)
    _check_sheet(desk, path, carried, claimed)
    check_may(desk, person, Action.APPROVE)
    certificate = carried.certificate if is_jws(carried.decision) else b""
    return _Arrived(claimed, person, certificate)


def _check_note(path: Path, person: Person, carried: ApprovalFile) -> None:
    key = Verifier.parse(person.public_key)
    try:
        note.open_note(carried.decision, (key,))
    except note.NoteError as wrong:
        if f"\u2014 {key.name} " in carried.decision and _is_of(carried.decision, key):
            raise SealDeskError(ErrorCode.APPROVAL_FILE_EDITED, path=path) from wrong
        raise SealDeskError(ErrorCode.APPROVAL_KEY_UNKNOWN, person=person.name) from wrong


def _is_of(signed: str, key: Verifier) -> bool:
    """Whether a note bears a signature line of this key, right or wrong."""
    lines = signed.rpartition("\n\n")[2].splitlines()
    data = [base64.b64decode(line.rpartition(" ")[2]) for line in lines]  # its form was looked at
    return any(one[:4] == key.key_id.to_bytes(4, "big") for one in data)


def _check_certificate(desk: Desk, person: Person, carried: ApprovalFile) -> None:
    """The signature itself was verified; whose certificate is it, and does it hold now?"""
    if sha256(carried.certificate).hexdigest() not in person.certificates:
        raise SealDeskError(ErrorCode.APPROVAL_KEY_UNKNOWN, person=person.name)
    certificate = read_certificate(carried.certificate)
    check_for_person(desk, certificate, readable(carried.chain), judged_now(desk))


def _check_sheet(desk: Desk, path: Path, carried: ApprovalFile, claimed: Approval) -> None:
    """The approver was shown what this workstation sent out, and nothing else."""
    try:
        text = note.open_note(carried.sheet, desk.log_keys).text
    except note.NoteError as wrong:
        raise SealDeskError(ErrorCode.APPROVAL_FILE_EDITED, path=path, reason="sheet") from wrong
    if sha256(text.encode()).hexdigest() != claimed.shown_sha256:
        raise SealDeskError(ErrorCode.APPROVAL_FILE_EDITED, path=path, reason="sheet")


def _check_new(desk: Desk, transaction: Transaction, arrived: _Arrived) -> None:
    """A file is taken once, whatever became of its decision since."""
    made = arrived.made
    for entry in transaction.entries(kind=EntryKind.REQUEST_DECIDED, request=made.request_id):
        if entry.body.get("note") == made.note:
            facts = {"person": arrived.person.name, "request": made.request_id}
            raise SealDeskError(ErrorCode.APPROVAL_ALREADY_GIVEN, **facts)


def _judged(desk: Desk, transaction: Transaction, arrived: _Arrived) -> Judged:
    made, person = arrived.made, arrived.person
    request = standing(desk, made.request_id, within=transaction).request
    misfit = misfit_of(made, request)
    if misfit is not None:
        raise SealDeskError(misfit, request=request.id, person=person.name)
    decider = Decider(person, ApprovalMeans.FILE, made.on_behalf_of, made.delegation_id)
    case = judged(desk, request.id, decider, transaction)
    if not request.created - TOLERANCE <= made.decided <= case.at + TOLERANCE:
        raise SealDeskError(ErrorCode.APPROVAL_TIME_WRONG, decided=made.decided, request=request.id)
    if case.delegation is not None and not case.delegation.counts(made.decided):
        raise SealDeskError(
            ErrorCode.DELEGATION_NONE, person=person.name, giver=_name(desk, made.on_behalf_of)
        )
    return case


# Files that strangers had in hand.


def _read(path: Path, limit: int) -> bytes:
    """The bytes of a plain file, no link, no pipe, and no more than `limit`.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`.
        FormatError: It is larger.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, "no regular file")
            content = file.read(limit + 1)
    except FileNotFoundError as missing:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=path) from missing
    except (OSError, ValueError) as trouble:
        reason = getattr(trouble, "strerror", None) or "path"
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=reason) from trouble
    if len(content) > limit:
        raise FormatError("too large")
    return content
