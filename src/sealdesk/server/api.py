"""The centre's HTTP interface; `/openapi.json` documents every answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from sealdesk import __version__
from sealdesk.audit import wire
from sealdesk.formats.fields import FormatError
from sealdesk.server import enrolment
from sealdesk.server.bodies import read_body
from sealdesk.server.centre import Centre, CentreSettings, open_centre
from sealdesk.server.enrolment import Workstation
from sealdesk.server.problems import ProblemError, answer_problems, documented
from sealdesk.tlog.note import NoteError, Verifier

_BODY_PROBLEMS = ((400, "body_wrong"), (413, "body_too_large"), (415, "media_type_wrong"))
_CREDENTIAL_PROBLEMS = (
    (401, "credential_missing"),
    (401, "credential_wrong"),
    (403, "credential_foreign"),
)

router = APIRouter()
_bearer = HTTPBearer(auto_error=False, description="The workstation's credential, from its enrolment.")


class Answer(Response):
    """A message in the centre's format; answers about ledgers are nobody's to cache."""

    media_type = wire.MEDIA_TYPE

    def __init__(self, content: bytes, status_code: int = 200) -> None:
        super().__init__(content, status_code, {"cache-control": "no-store"})


def create_app(settings: CentreSettings) -> FastAPI:
    """The centre's web application over the data folder of `settings`.

    Raises:
        SealDeskError: `WORKSPACE_BROKEN`.
    """
    centre = open_centre(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        centre.close()

    app = FastAPI(
        title="SealDesk audit endpoint",
        version=__version__,
        description="Takes in the ledgers of workstations and answers with cosigned checkpoints.",
        docs_url=None,  # would fetch scripts from a stranger
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.centre = centre
    app.include_router(router)
    answer_problems(app)
    _document_only_what_happens(app)
    return app


def _centre(request: Request) -> Centre:
    return cast(Centre, request.app.state.centre)


def _authenticated(
    request: Request,
    workstation: str,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Workstation:
    """The workstation of the credential, which must be the one that the address names."""
    known = enrolment.authenticate(_centre(request).database, bearer.credentials if bearer else "")
    if known.id != workstation:
        raise ProblemError(403, "credential_foreign")
    return known


def _format(*names: str) -> dict[str, Any]:
    """An answer in the centre's format with these members, for the OpenAPI document."""
    members: dict[str, Any] = {
        name: {"type": "integer" if name in {"format", "size"} else "string"} for name in ("format", *names)
    }
    schema = {"type": "object", "required": list(members), "properties": members}
    return {"description": "Done.", "content": {wire.MEDIA_TYPE: {"schema": schema}}}


def _takes(**members: dict[str, Any]) -> dict[str, Any]:
    """A request body in the centre's format, for the OpenAPI document."""
    members = {"format": {"const": 1}, **members}
    schema = {
        "type": "object",
        "required": list(members),
        "properties": members,
        "additionalProperties": False,
    }
    return {"requestBody": {"required": True, "content": {wire.MEDIA_TYPE: {"schema": schema}}}}


_TEXT = {"type": "string"}
_BASE64 = {"type": "array", "items": {"type": "string", "contentEncoding": "base64"}}


@router.post(
    "/v1/workstations",
    summary="Enrol a workstation by a one-time code",
    response_class=Answer,
    responses={
        200: _format("workstation", "centre_key") | {"description": "Enrolled before, by this very request."},
        201: _format("workstation", "centre_key") | {"description": "Enrolled."},
        **documented(
            *_BODY_PROBLEMS,
            (403, "code_wrong"),
            (409, "enrolled_differently"),
            (422, "workstation_key_wrong"),
            (422, "credential_weak"),
        ),
    },
    openapi_extra=_takes(code=_TEXT, workstation_key=_TEXT, credential=_TEXT),
)
async def enrol(request: Request) -> Response:
    body = await read_body(request)
    return await run_in_threadpool(_enrol, _centre(request), body)


def _enrol(centre: Centre, body: bytes) -> Response:
    try:
        wanted = wire.read_enrolment_request(body)
    except FormatError as wrong:
        raise ProblemError(400, "body_wrong", str(wrong)) from wrong
    try:
        Verifier.parse(wanted.workstation_key)
    except NoteError as wrong:
        raise ProblemError(422, "workstation_key_wrong", str(wrong)) from wrong
    workstation, new = enrolment.enrol(centre.database, wanted)
    answer = wire.Enrolment(workstation.id, str(centre.key))
    return Answer(wire.write_enrolment(answer), 201 if new else 200)


@router.get(
    "/v1/workstations/{workstation}/head",
    summary="What the centre holds of a workstation's log",
    response_class=Answer,
    responses={200: _format("size", "receipt"), **documented(*_CREDENTIAL_PROBLEMS)},
)
def head(request: Request, known: Annotated[Workstation, Depends(_authenticated)]) -> Response:
    return Answer(wire.write_head(_centre(request).intake.head(known)))


@router.post(
    "/v1/workstations/{workstation}/entries",
    summary="Take in a batch of entries; the answer is a receipt",
    response_class=Answer,
    responses={
        200: _format("receipt"),
        **documented(
            *_BODY_PROBLEMS,
            *_CREDENTIAL_PROBLEMS,
            (409, wire.FORK),
            (409, wire.GAP),
            (422, "checkpoint_wrong"),
            (422, "entry_wrong"),
            (422, "entries_not_signed"),
            (422, "proof_wrong"),
            (503, "busy"),
        ),
    },
    openapi_extra=_takes(
        workstation=_TEXT,
        first_index={"type": "integer", "minimum": 0},
        entries=_BASE64 | {"minItems": 1, "maxItems": wire.MAX_ENTRIES},
        checkpoint=_TEXT,
        consistency_proof=_BASE64 | {"maxItems": wire.MAX_PROOF_HASHES},
    ),
)
async def take_entries(request: Request, known: Annotated[Workstation, Depends(_authenticated)]) -> Response:
    # The credential was checked before the first byte of the body is read.
    body = await read_body(request)
    return await run_in_threadpool(_take, _centre(request), known, body)


def _take(centre: Centre, known: Workstation, body: bytes) -> Response:
    try:
        batch = wire.read_batch(body)
    except wire.TooLargeError as large:
        raise ProblemError(413, "body_too_large", str(large)) from large
    except FormatError as wrong:
        raise ProblemError(400, "body_wrong", str(wrong)) from wrong
    return Answer(wire.write_receipt(centre.intake.take(known, batch)))


@router.get(
    "/v1/key",
    summary="The verifier key of the centre's receipts",
    response_class=Answer,
    responses={200: _format("key")},
)
def key(request: Request) -> Response:
    return Answer(wire.write_key(str(_centre(request).key)))


@router.get("/healthz", summary="The process is alive")
def healthz() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz", summary="The database answers", responses=documented((503, "not_ready")))
def readyz(request: Request) -> dict[str, str]:
    try:
        _centre(request).database.probe()
    except SQLAlchemyError as trouble:
        raise ProblemError(503, "not_ready") from trouble
    return {"status": "ready"}


def _document_only_what_happens(app: FastAPI) -> None:
    """Take out the framework's own 422, which no route of ours answers."""
    full = app.openapi

    def openapi() -> dict[str, Any]:
        document = full()
        for path in document["paths"].values():
            for operation in path.values():
                answer = operation["responses"].get("422", {})
                if "HTTPValidationError" in str(answer):
                    del operation["responses"]["422"]
        for name in ("HTTPValidationError", "ValidationError"):
            document.get("components", {}).get("schemas", {}).pop(name, None)
        return document

    app.openapi = openapi  # type: ignore[method-assign]
