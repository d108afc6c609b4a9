"""Paper approvals (纸质审批单): a scanned form as evidence, where the policy lets the class of document have one.

The approver's own hand is on the paper and nowhere else: an administrator who registers it signs that it is there, and
it is marked as paper wherever it shows. The scan lies encrypted in the workspace.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.approval import write_approval
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.model.request import ApprovalMeans, RequestStanding
from sealdesk.model.seal_life import Attachment
from sealdesk.policy.permissions import may
from sealdesk.service.clock import TOLERANCE
from sealdesk.service.custody_standing import custody_of
from sealdesk.service.decision_entry import Decider, Judged, checked_comment, decision, enter, judged
from sealdesk.service.desk import Desk
from sealdesk.service.request_refusals import refusal_recorded
from sealdesk.service.requests import standing
from sealdesk.service.seal_attachments import attachment, keep_all
from sealdesk.service.sign_in import SignIn, check_may, proved, signed_in
from sealdesk.store.ledger import Transaction
from sealdesk.tlog import note
from sealdesk.vault.attachments import read_source

LABEL = "纸质审批单"
_MAGIC = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@dataclass(frozen=True)
class PaperForm:
    """What stands on a signed paper form.

    Attributes:
        approver_id: Who signed it.
        decided: The date it bears.
        scan: PDF, JPEG or PNG.
        on_behalf_of: Whose power the approver used, by a delegation in force; empty: their own.
    """

    approver_id: str
    decided: datetime
    scan: Path
    granted: bool = True
    comment: str = ""
    on_behalf_of: str = ""


def register(desk: Desk, request_id: str, form: PaperForm, by: SignIn) -> RequestStanding:
    """Enter a paper form as a decision, signed by whoever registers it.

    Raises:
        SealDeskError: `APPROVAL_PAPER_FORBIDDEN`, `APPROVAL_SCAN_WRONG`, `APPROVAL_TIME_WRONG`; as
            `approvals.approve`; `PERSON_NOT_ENTITLED` for a registrar who asks, decides or keeps the seal;
            `ATTACHMENT_…`. A refusal is entered.
    """
    what = "register paper"
    with refusal_recorded(desk, what, request=request_id, person=by.person_id):
        comment = checked_comment(form.comment, granted=form.granted)
        registrar, signer = signed_in(desk, by.person_id, by.password, Action.REGISTER_PAPER)
        approver = desk.person(form.approver_id)
        check_may(desk, approver, Action.APPROVE)
        decider = Decider(approver, ApprovalMeans.PAPER, form.on_behalf_of)
        desk.check_log()
        _check(desk, judged(desk, request_id, decider), form, registrar)
        evidence = _kept(desk, form.scan)
        with desk.recording() as transaction:
            desk.check_log(transaction)
            case = _judged(desk, transaction, request_id, decider, form, registrar)
            made = decision(
                case,
                decider,
                granted=form.granted,
                comment=comment,
                decided=form.decided,
                registered_by=registrar.id,
                evidence=evidence,
            )
            enter(desk, transaction, made, note.sign(write_approval(made), signer))
    return standing(desk, request_id)


def read_evidence(desk: Desk, request_id: str, by: SignIn) -> tuple[Attachment, bytes]:
    """The scan of a paper form, for somebody who may see it; the ledger has their name first.

    Who asked, who decided and who registered it may, and whoever reads the whole ledger.

    Raises:
        SealDeskError: `ATTACHMENT_UNKNOWN` where the request has none, `ATTACHMENT_BROKEN`; `PERSON_…`.
    """
    desk.check_log()
    found = standing(desk, request_id)
    paper = next((one for one in reversed(found.approvals) if one.evidence is not None), None)
    if paper is None or paper.evidence is None:
        raise SealDeskError(ErrorCode.ATTACHMENT_UNKNOWN, sha256="")
    person = proved(desk, by)
    concerned = {found.request.applicant_id, paper.approver_id, paper.on_behalf_of, paper.registered_by}
    if person.id not in concerned and not may(person, Action.READ_ALL):
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person.name, act="read attachment")
    content = attachment(desk, paper.evidence.sha256)
    facts = {"request": request_id, "seal": found.request.seal_id, "sha256": paper.evidence.sha256}
    desk.record(EntryKind.SEAL_ATTACHMENT_READ, {**facts, "person": person.id})
    return paper.evidence, content


def _judged(
    desk: Desk,
    transaction: Transaction,
    request_id: str,
    decider: Decider,
    form: PaperForm,
    registrar: Person,
) -> Judged:
    case = judged(desk, request_id, decider, transaction)
    _check(desk, case, form, registrar)
    return case


def _check(desk: Desk, case: Judged, form: PaperForm, registrar: Person) -> None:
    """The registrar has no part in it otherwise, and the form's date is one it can bear."""
    request = case.request
    custody = custody_of(desk, case.seal)
    parties = {request.applicant_id, form.approver_id, form.on_behalf_of}
    if registrar.id in parties | {custody.person_id, custody.custodian_id}:
        raise SealDeskError(
            ErrorCode.PERSON_NOT_ENTITLED, person=registrar.name, act=Action.REGISTER_PAPER.value
        )
    if not request.created - TOLERANCE <= form.decided <= case.at + TOLERANCE:
        raise SealDeskError(ErrorCode.APPROVAL_TIME_WRONG, decided=form.decided, request=request.id)
    if case.delegation is not None and not case.delegation.counts(form.decided):
        facts = {"person": form.approver_id, "giver": form.on_behalf_of}
        raise SealDeskError(ErrorCode.DELEGATION_NONE, **facts)


def _kept(desk: Desk, scan: Path) -> Attachment:
    if not read_source(scan).startswith(_MAGIC):
        raise SealDeskError(ErrorCode.APPROVAL_SCAN_WRONG, path=scan)
    (evidence,) = keep_all(desk, [(scan, LABEL)])
    return evidence
