"""Planning a batch: which documents, under which requests, with the seal where, and what stands against each.

Nothing is stamped and no PIN is asked here. A document whose bytes no approved request names, or on which the rules
come to nothing, is left out with the reason; it does not keep the others from being sealed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.batch_plan import read_plan, write_plan
from sealdesk.model.act import SealingOrder
from sealdesk.model.batch import BatchFinding, BatchPlan, PlannedDocument
from sealdesk.model.conversion import DocumentFormat
from sealdesk.model.document import DocumentDigest, Preflight
from sealdesk.model.placing_rule import PlacingRule
from sealdesk.model.request import RequestStanding, RequestState
from sealdesk.model.seal import Seal
from sealdesk.policy.place_findings import PlaceCode
from sealdesk.service import batch_journal, requests, seals
from sealdesk.service.act_checks import blank_pages_of, refusals_before_pin
from sealdesk.service.attached_documents import copy_of
from sealdesk.service.batch_places import finding_of, places_of
from sealdesk.service.convert_document import recognise
from sealdesk.service.desk import Desk
from sealdesk.service.gate_question import gate_of
from sealdesk.service.look_at_document import look

SUFFIX = "-stamped"
_LOT_PURPOSE = "sealdesk batch sample v2"
_DIGITS = re.compile(r"(\d+)")
_NOT_FOR_BATCHES = {
    DocumentFormat.UNKNOWN: ErrorCode.DOCUMENT_NOT_PDF,
    DocumentFormat.OFD: ErrorCode.DOCUMENT_OFD,
    DocumentFormat.OFFICE_ENCRYPTED: ErrorCode.DOCUMENT_OFFICE_ENCRYPTED,
}
_NO_FORMAT = (DocumentFormat.UNKNOWN, DocumentFormat.TEXT)
"""Of a file that its name calls a PDF: what was one, and is one no more."""
_BY_STATE = (
    RequestState.APPROVED,
    RequestState.WAITING,
    RequestState.USED_UP,
    RequestState.EXPIRED,
    RequestState.REJECTED,
    RequestState.WITHDRAWN,
)
"""Which of several requests for one document is meant, when none or more than one is approved."""


@dataclass(frozen=True)
class BatchWish:
    """What a custodian wants sealed in one go.

    Attributes:
        output_dir: Where the sealed documents go; it must exist, and nothing in it is overwritten.
        folder: Every file in it (not in folders below), by name; or
        requests: the documents of these requests, in this order.
        template: Name of the template the rules come from.
        width_mm: Width of every impression; None for the seal's true size.
        suffix: Goes behind the name of a sealed document.
    """

    seal_id: str
    rules: tuple[PlacingRule, ...]
    output_dir: Path
    folder: Path | None = None
    requests: tuple[str, ...] = ()
    template: str = ""
    width_mm: float | None = None
    suffix: str = SUFFIX


@dataclass(frozen=True)
class _Candidate:
    """A file that may become a document of the batch; `refusal` where already its request says no."""

    path: Path
    name: str
    request_id: str = ""
    refusal: SealDeskError | None = None


@dataclass
class Planning:
    """A plan in the making: one document after the other, so that whoever waits sees how far it is.

    Belongs to the thread of its desk. `look_at_next` until it says that nothing is left, then `plan`.
    """

    desk: Desk
    wish: BatchWish
    documents: list[PlannedDocument] = field(default_factory=list)

    def __post_init__(self) -> None:
        desk, wish = self.desk, self.wish
        if not wish.rules:
            raise SealDeskError(ErrorCode.USAGE_WRONG, what="--at, --keyword, --official, --straddle")
        if not wish.output_dir.is_dir():
            raise SealDeskError(ErrorCode.OUTPUT_FOLDER_MISSING, path=wish.output_dir, folder=wish.output_dir)
        self.seal: Seal = seals.find_seal(desk, wish.seal_id)
        self.width_mm = wish.width_mm or self.seal.width_mm
        self.height_mm = self.width_mm * self.seal.height_mm / self.seal.width_mm
        self._candidates = tuple(_candidates(desk, wish))
        limit = desk.policy.batch.most_documents
        if not self._candidates:
            raise SealDeskError(ErrorCode.BATCH_EMPTY, **({"folder": wish.folder} if wish.folder else {}))
        if len(self._candidates) > limit:
            raise SealDeskError(ErrorCode.BATCH_TOO_MANY, count=len(self._candidates), limit=limit)
        self._gate = gate_of(desk, self.seal)
        self._by_digest = _requests_by_digest(desk, self.seal.id)
        self._seen: dict[DocumentDigest, int] = {}
        self._names: set[str] = set()

    @property
    def count(self) -> int:
        """How many documents there are."""
        return len(self._candidates)

    def look_at_next(self) -> bool:
        """Look at one more document; whether there are more behind it."""
        at = len(self.documents)
        if at < self.count:
            self.documents.append(self._planned(at + 1, self._candidates[at]))
        return at + 1 < self.count

    def plan(self) -> BatchPlan:
        """The plan, written down; every document was looked at.

        Raises:
            SealDeskError: As `batch_journal.keep_plan`.
        """
        documents, now = tuple(self.documents), datetime.now(UTC)
        plan = BatchPlan(
            id=f"B{now:%Y%m%d}-{secrets.token_hex(4)}",
            made=now,
            seal_id=self.seal.id,
            seal_name=self.seal.name,
            rules=self.wish.rules,
            template=self.wish.template,
            width_mm=self.width_mm,
            height_mm=self.height_mm,
            documents=documents,
        )
        batch_journal.keep_plan(self.desk, plan)
        return read_plan(write_plan(plan))  # as everybody will read it, to the last digit

    def _lot(self, digest: DocumentDigest) -> str:
        """Decided by the workstation's key, the seal and the document's bytes: planning again draws the same."""
        lines = (_LOT_PURPOSE, self.seal.id, digest.sha256)
        return sha256(self.desk.signer.signature("".join(f"{line}\n" for line in lines))).hexdigest()

    def _planned(self, number: int, candidate: _Candidate) -> PlannedDocument:
        document = PlannedDocument(number, candidate.name, candidate.path, self._target(candidate))
        try:
            if candidate.refusal is not None:
                raise candidate.refusal
            return self._looked_at(document, candidate.request_id)
        except SealDeskError as refusal:
            return replace(document, findings=(*document.findings, finding_of(refusal)))

    def _target(self, candidate: _Candidate) -> Path:
        """A name that neither a file nor another document of the batch has."""
        stem, number = Path(candidate.name).stem or "document", 1
        while True:
            name = f"{stem}{self.wish.suffix}{'' if number == 1 else f'-{number}'}.pdf"
            target = self.wish.output_dir.absolute() / name
            if name not in self._names and not target.exists():
                self._names.add(name)
                return target
            number += 1

    def _looked_at(self, document: PlannedDocument, request_id: str) -> PlannedDocument:
        _check_no_conversion(document.source)
        preflight = look(document.source)
        digest = preflight.digest
        document = replace(document, document=digest, pages=preflight.pages, lot=self._lot(digest))
        other = self._seen.setdefault(digest, document.number)
        if other != document.number:
            return _with(document, BatchFinding(ErrorCode.BATCH_DUPLICATE.text, {"other": str(other)}))
        standing = self._request(digest, request_id)
        if standing is None:
            return _with(document, BatchFinding(ErrorCode.BATCH_NO_REQUEST.text, {"seal": self.seal.name}))
        placements, findings = places_of(
            document.source, preflight, self.wish.rules, self.width_mm, self.seal
        )
        document = replace(
            document,
            request_id=standing.request.id,
            document_class=standing.request.document_class,
            placements=placements,
            findings=findings,
        )
        return _with(document, *self._refusals(document, preflight, standing))

    def _request(self, digest: DocumentDigest, request_id: str) -> RequestStanding | None:
        found = self._by_digest.get(digest, ())
        if request_id:
            return next((one for one in found if one.request.id == request_id), None)
        return min(found, key=lambda one: _BY_STATE.index(one.state), default=None)

    def _refusals(
        self, document: PlannedDocument, preflight: Preflight, standing: RequestStanding
    ) -> Iterator[BatchFinding]:
        """What the gate and the places themselves say, as the act will; nobody sees the page when it is sealed."""
        count = len(document.placements)
        for denial in self._gate.against(standing, preflight.digest, count):
            yield finding_of(SealDeskError(denial.code, **denial.facts))
        order = SealingOrder(
            document.source,
            document.target,
            self.seal.id,
            document.request_id,
            document.placements,
        )
        yield from map(finding_of, refusals_before_pin(order, preflight))
        for page in blank_pages_of(order, preflight):
            yield BatchFinding(PlaceCode.BLANK_PAGE.value, {"page": str(page)}, stops=False)


def _with(document: PlannedDocument, *findings: BatchFinding) -> PlannedDocument:
    return replace(document, findings=(*document.findings, *findings))


def make_plan(
    desk: Desk, wish: BatchWish, progress: Callable[[int, int], None] = lambda done, count: None
) -> BatchPlan:
    """Plan a batch and write the plan down.

    Args:
        progress: Told how many documents were looked at, and how many there are.

    Raises:
        SealDeskError: `USAGE_WRONG` without a rule; `SEAL_…`; `OUTPUT_FOLDER_MISSING`; `DOCUMENT_NOT_FOUND` without the
            folder; `BATCH_EMPTY`; `BATCH_TOO_MANY`; what writing raises.
    """
    planning, more = Planning(desk, wish), True
    while more:
        more = planning.look_at_next()
        progress(len(planning.documents), planning.count)
    return planning.plan()


def _candidates(desk: Desk, wish: BatchWish) -> Iterator[_Candidate]:
    if wish.folder is not None:
        for path in files_of(wish.folder):
            yield _named(path)
    for request_id in dict.fromkeys(wish.requests):
        request = requests.standing(desk, request_id).request
        try:
            path = copy_of(desk.layout, request.document)
        except SealDeskError as missing:
            path = desk.layout.document(request.document.sha256)
            yield _Candidate(path, request.document_name, request_id, missing)
        else:
            yield _Candidate(path, request.document_name, request_id)


def files_of(folder: Path) -> tuple[Path, ...]:
    """The files of a folder, hidden ones aside, as people number them: 2 before 10.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`.
    """
    try:
        found = [one for one in folder.absolute().iterdir() if one.is_file() and not one.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError) as missing:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=folder) from missing
    except OSError as trouble:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=folder, reason=trouble.strerror) from trouble
    return tuple(sorted(found, key=lambda path: _natural(path.name)))


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    return tuple(
        (int(part), "") if part.isdecimal() and part.isascii() else (-1, part.casefold())
        for part in _DIGITS.split(name)
        if part
    )


def _named(path: Path) -> _Candidate:
    """A file of the folder; one whose name is not UTF-8 cannot stand in a signed plan."""
    shown = Path(str(path).encode("utf-8", "replace").decode())
    refusal = SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=shown, reason="UTF-8")
    return _Candidate(shown, shown.name, refusal=None if shown == path else refusal)


def _check_no_conversion(path: Path) -> None:
    """What is no PDF has to become one, and be accepted by a person, before it comes into a batch."""
    found = recognise(path)
    if found in _NO_FORMAT and path.suffix.lower() == ".pdf":
        raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, path=path)
    if found is not DocumentFormat.PDF:
        raise SealDeskError(_NOT_FOR_BATCHES.get(found, ErrorCode.BATCH_CONVERT_FIRST), path=path)


def _requests_by_digest(desk: Desk, seal_id: str) -> dict[DocumentDigest, tuple[RequestStanding, ...]]:
    """The requests for this seal, oldest first, by the bytes they name."""
    found: dict[DocumentDigest, tuple[RequestStanding, ...]] = {}
    for one in requests.all_standings(desk):
        if one.request.seal_id == seal_id:
            found[one.request.document] = (*found.get(one.request.document, ()), one)
    return found
