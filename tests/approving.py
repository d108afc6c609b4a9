"""Requests of an evaluation workspace, approved by everybody the policy asks for."""

from __future__ import annotations

from sealdesk.model.request import RequestStanding
from sealdesk.policy.gate import missing_steps
from sealdesk.service import approvals, requests
from sealdesk.service.desk import Desk
from sealdesk.service.seals import find_seal


def approve_by_all(desk: Desk, request_id: str) -> RequestStanding:
    """The first who may gives each approval that is missing, with the password that lies beside the workspace."""
    standing = requests.standing(desk, request_id)
    seal = find_seal(desk, standing.request.seal_id)
    while missing := missing_steps(desk.policy, standing.request, seal, standing.approvals, desk.people):
        approver = missing[0].people[0].id
        password = (desk.layout.home / "passwords" / approver).read_text("utf-8").strip()
        standing = approvals.approve(desk, request_id, approver, password, "同意")
    return standing
