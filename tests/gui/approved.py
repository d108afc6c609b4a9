"""Approved requests for tests: asked for and granted by the people of the evaluation workspace."""

from __future__ import annotations

from pathlib import Path

from sealdesk.model.document import DocumentClass
from sealdesk.service import requests
from sealdesk.service.desk import open_desk
from sealdesk.service.evaluation.cast import APPLICANT
from tests.approving import approve_by_all


def approve(
    home: Path,
    document: Path,
    seal_id: str,
    impressions: int = 3,
    document_class: DocumentClass = DocumentClass.GENERAL,
) -> str:
    """A request for this seal on this document, approved; its id."""

    def password(person_id: str) -> str:
        return (home / "passwords" / person_id).read_text("utf-8").strip()

    draft = requests.RequestDraft(
        document=document,
        seal_id=seal_id,
        reason=f"试验 {seal_id}",
        document_class=document_class,
        impressions=impressions,
        recipient="江海机械设备租赁有限公司",
    )
    with open_desk(home) as desk:
        made = requests.new(desk, draft, APPLICANT.id, password(APPLICANT.id))
        approve_by_all(desk, made.request.id)
    return made.request.id
