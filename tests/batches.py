"""Many small documents, each with an approved request of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pymupdf
import pytest

from sealdesk.model.batch import BatchPlan
from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.service import approvals, batch_decisions, batch_run, requests, sign_in
from sealdesk.service.batch_decisions import SealKeeper
from sealdesk.service.desk import Desk
from sealdesk.service.requests import RequestDraft
from sealdesk.service.sign_in import SignIn
from sealdesk.tlog.note import Signer
from tests.approving import approve_by_all

BROKEN = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer"


def make_documents(folder: Path, count: int, first: int = 1) -> list[Path]:
    """One page each, and no two the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(first, first + count):
        path = folder / f"notice-{number}.pdf"
        with pymupdf.open() as document:
            page = document.new_page(width=595, height=842)
            page.insert_text((72, 90), f"Certificate of employment no. {number}", fontsize=14)
            page.insert_text((330, 700), "Seal here", fontsize=12)
            document.save(path)
        paths.append(path)
    return paths


def keeper_of(desk: Desk, plan: BatchPlan) -> SealKeeper:
    """Who keeps the batch's seal, signed in with the password that lies beside the evaluation workspace."""
    person_id = batch_run.keeper_of(desk, plan)
    password = (desk.layout.home / "passwords" / person_id).read_text("utf-8").strip()
    return batch_decisions.sign_in(desk, plan, SignIn(person_id, password))


def ask_for(
    desk: Desk,
    paths: Iterable[Path],
    seal_id: str,
    people: tuple[tuple[str, str], tuple[str, str]],
    document_class: DocumentClass = DocumentClass.CERTIFICATE,
    impressions: int = 1,
) -> list[str]:
    """An approved request for each document; the ids.

    Args:
        people: Applicant and first approver, with their passwords; whom else the policy asks for follows.
    """
    applicant, approver = people
    ids = []
    with pytest.MonkeyPatch.context() as patched:
        # Opening a person's key takes long, on purpose: each is opened once here.
        opened: dict[str, tuple[Person, Signer]] = {}

        def once(desk: Desk, person_id: str, password: str, *action: Action) -> tuple[Person, Signer]:
            if person_id not in opened:
                opened[person_id] = sign_in.signed_in(desk, person_id, password, *action)
            return opened[person_id]

        patched.setattr(requests, "signed_in", once)
        for path in paths:
            draft = RequestDraft(path, seal_id, "批量用印试验", document_class, impressions)
            asked = requests.new(desk, draft, *applicant)
            approvals.approve(desk, asked.request.id, *approver)
            approve_by_all(desk, asked.request.id)
            ids.append(asked.request.id)
    return ids
