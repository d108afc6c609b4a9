"""Refusals of the centre, as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from sealdesk.audit import wire

_log = logging.getLogger(__name__)

# What each problem means, in words for the reader of the OpenAPI document.
TITLES = {
    wire.FORK: "The workstation has signed a history that differs from the one held here.",
    wire.GAP: "Entries before the first one of the batch are missing here.",
    "body_wrong": "The body is not in the format of its media type.",
    "body_too_large": "The body is larger than the centre accepts.",
    "media_type_wrong": "The media type or content encoding is not one the centre reads.",
    "checkpoint_wrong": "The checkpoint is not the workstation's, or not over exactly these entries.",
    "entries_not_signed": "The entries are not those that the checkpoint covers.",
    "proof_wrong": "The consistency proof does not lead to the checkpoint.",
    "entry_wrong": "An entry is not a ledger entry in canonical form.",
    "credential_missing": "A bearer credential is needed.",
    "credential_wrong": "The credential is not known.",
    "credential_weak": "The credential is not 32 random bytes in base64url.",
    "credential_foreign": "The credential belongs to another workstation.",
    "code_wrong": "The enrolment code is not known, used up or past its time.",
    "workstation_key_wrong": "The workstation's verifier key cannot be used.",
    "enrolled_differently": "The code or the key has enrolled a workstation otherwise.",
    "busy": "The centre is busy; try again.",
    "not_ready": "The centre cannot reach its database.",
    "not_found": "There is nothing at this address.",
    "method_wrong": "This address does not take the method.",
    "internal": "The centre failed; its log says how.",
}


class ProblemError(Exception):
    """The request is refused; becomes the answer.

    Args:
        name: One of `TITLES`; the last part of the problem's `type`.
        facts: Further members of the answer, e.g. `first_conflicting_index`.
    """

    def __init__(self, status: int, name: str, detail: str = "", **facts: int) -> None:
        super().__init__(name)
        self.status = status
        self.name = name
        self.detail = detail
        self.facts = facts

    def response(self) -> JSONResponse:
        content: dict[str, Any] = {
            "type": wire.PROBLEM_NAMESPACE + self.name,
            "title": TITLES[self.name],
            "status": self.status,
            **({"detail": self.detail} if self.detail else {}),
            **self.facts,
        }
        headers = {"www-authenticate": "Bearer"} if self.status == 401 else {}
        if self.status == 503:
            headers["retry-after"] = "5"
        return JSONResponse(content, self.status, headers, wire.PROBLEM_TYPE)


def answer_problems(app: FastAPI) -> None:
    """Make every refusal and failure of `app` a problem, its framework's own included."""

    @app.exception_handler(ProblemError)
    async def _problem(_request: Request, problem: ProblemError) -> JSONResponse:
        return problem.response()

    @app.exception_handler(HTTPException)
    async def _framework(_request: Request, error: HTTPException) -> JSONResponse:
        name = {404: "not_found", 405: "method_wrong"}.get(error.status_code, "body_wrong")
        response = ProblemError(error.status_code, name).response()
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, _error: RequestValidationError) -> JSONResponse:
        return ProblemError(422, "body_wrong").response()

    @app.exception_handler(Exception)
    async def _bug(request: Request, error: Exception) -> JSONResponse:
        # The path holds identifiers only; bodies and credentials stay out of the log.
        _log.error("failed at %s %s", request.method, request.url.path, exc_info=error)
        return ProblemError(500, "internal").response()


def documented(*refusals: tuple[int, str]) -> dict[int | str, dict[str, Any]]:
    """`responses` of a route: the problems it may answer, grouped by status."""
    answers: dict[int | str, dict[str, Any]] = {}
    for status, name in refusals:
        answer = answers.setdefault(
            status, {"description": "", "content": {wire.PROBLEM_TYPE: {"schema": _schema()}}}
        )
        answer["description"] = f"{answer['description']} {name}: {TITLES[name]}".strip()
    return answers


def _schema() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "first_conflicting_index": {"type": "integer"},
            "differs_before_index": {"type": "integer"},
            "expected_index": {"type": "integer"},
            "index": {"type": "integer"},
        },
    }
