"""Sealing many documents in one login.

Each document is an act of its own, prepared and carried out as any other: no gate is passed by, and what is done
stays done. The batch only goes from one to the next, with one token and one certificate from the first to the last.
It answers and never asks: what needs a person (a PIN, a token to plug in again, a decision) stops it, with the
reason, and `run` goes on from there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from sealdesk.documents import page_texts
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression import image_reading
from sealdesk.model.act import SealingOrder, SealingResult, SealingStep
from sealdesk.model.token import TokenRef
from sealdesk.service import token_side
from sealdesk.service.desk import Desk
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import ReadyAct, prepare_act
from sealdesk.service.seal_document import carry_out

_OF_ONE_DOCUMENT = ("document", "output", "place", "request", "approval", "seal")
"""Families of errors that say nothing about the next document."""
_OF_EVERY_DOCUMENT = (ErrorCode.OUTPUT_DISK_FULL, ErrorCode.OUTPUT_IO_ERROR)
"""Their exceptions."""
_OF_ONE_SEAL = (ErrorCode.CERTIFICATE_FOREIGN, ErrorCode.PERSON_NOT_ENTITLED, ErrorCode.PERSON_UNKNOWN)
"""What concerns the seal of one document only, as long as the token is the right one."""


class DocumentStanding(StrEnum):
    """How a document of a batch stands."""

    WAITING = "waiting"
    SEALED = "sealed"
    FAILED = "failed"


@dataclass(frozen=True)
class BatchDocument:
    """One document of a batch.

    Attributes:
        result: Of a sealed document.
        trouble: Why a failed one failed.
        counted: The failed act had asked the token to sign: a use of the request is spent.
    """

    order: SealingOrder
    standing: DocumentStanding = DocumentStanding.WAITING
    result: SealingResult | None = None
    trouble: SealDeskError | None = None
    counted: bool = False


@dataclass(frozen=True)
class BatchState:
    """How a batch stands, as a worker reports it.

    Attributes:
        token, certificate_sha256: What the first document was bound to; every other is sealed with the same.
        stopped_by: What stopped the last `run` before its end; None where it was done or paused.
        at, step: The document being sealed now (position in `documents`), and how far its act is.
    """

    documents: tuple[BatchDocument, ...]
    token: TokenRef | None = None
    certificate_sha256: str = ""
    stopped_by: SealDeskError | None = None
    at: int | None = None
    step: SealingStep | None = None

    @property
    def done(self) -> bool:
        """Whether no document is waiting any more."""
        return self.next_waiting is None

    @property
    def next_waiting(self) -> int | None:
        """Position of the document that comes next."""
        waiting = DocumentStanding.WAITING
        return next((at for at, one in enumerate(self.documents) if one.standing is waiting), None)

    def count(self, standing: DocumentStanding) -> int:
        """How many documents stand like this."""
        return sum(1 for one in self.documents if one.standing is standing)


class Batch:
    """Documents to be sealed one after the other, and how far that is. One thread works on it by `run`."""

    def __init__(self, orders: tuple[SealingOrder, ...]) -> None:
        self.state = BatchState(tuple(BatchDocument(order) for order in orders))
        self._pause = threading.Event()

    def pause(self) -> None:
        """Let `run` end before its next document. From any thread."""
        self._pause.set()

    def try_again(self, at: int) -> None:
        """Let a failed document wait again; where its use was counted, sealing it takes another."""
        if self.state.documents[at].standing is DocumentStanding.FAILED:
            self._set(at, BatchDocument(self.state.documents[at].order))

    def _set(self, at: int, document: BatchDocument) -> None:
        documents = self.state.documents
        self.state = replace(self.state, documents=(*documents[:at], document, *documents[at + 1 :]))


BatchProgress = Callable[[BatchState], None]


def run(
    desk: Desk, batch: Batch, progress: BatchProgress = lambda state: None, *, pins_offered: int = 0
) -> BatchState:
    """Seal the waiting documents in order, until none is left or something stops it; call it again to go on.

    Stops before the next document, which then still waits:
        `TOKEN_NOT_LOGGED_IN`: the token (`state.token`) wants its PIN: at the beginning, after it was away, and
        after every act where the policy says `pin.each_use`. `TOKEN_REMOVED`: it was pulled. `TOKEN_OTHER`:
        another one is plugged in, or one of the same name with other certificates. `TOKEN_PIN_AGAIN`: its key
        wants `count` PINs for the next document, handed over by `token_side.offer_pin`. Whatever concerns the
        token, the certificate, the vault, the ledger or the workspace.
    Stops behind a document:
        Any trouble after the token was asked to sign: that use is spent, and nobody should spend more unseen.
    Does not stop: a document, place, request, seal or target that is refused; it is `FAILED`, with the trouble.

    Args:
        progress: Told of every step.
        pins_offered: How many PINs the token process was given for the next document's signatures.
    """
    page_texts.load_reader()
    image_reading.load_reader()
    _Run(desk, batch, progress, pins_offered).to_the_end()
    return batch.state


@dataclass
class _Run:
    desk: Desk
    batch: Batch
    progress: BatchProgress
    pins_offered: int

    def to_the_end(self) -> None:
        batch, reason = self.batch, None
        batch.state = replace(batch.state, stopped_by=None)
        try:
            while (at := batch.state.next_waiting) is not None and not batch._pause.is_set():
                self._reached(at, None)
                self._seal(at, batch.state.documents[at])
        except SealDeskError as stopped:
            reason = stopped
        finally:
            batch._pause.clear()
            batch.state = replace(batch.state, at=None, step=None, stopped_by=reason)
        self.progress(batch.state)

    def _seal(self, at: int, document: BatchDocument) -> None:
        self._check_token()
        try:
            ready = self._prepared(document.order)
        except SealDeskError as refusal:
            self._check_token()  # pulled or swapped meanwhile: that is the reason then
            if not self._concerns_one_document(refusal):
                raise
            self.batch._set(at, _failed(document, refusal))
            return
        self._check_pins(ready)
        self._carry_out(at, document, ready)

    def _check_token(self) -> None:
        """The batch's token is there, the same one, and unlocked. A token that was away comes back locked."""
        token = self.batch.state.token
        if token is None:
            return
        desk = self.desk
        try:
            token_side.find(desk, token)
        except SealDeskError as gone:
            others = token_side.look(desk) if gone.code is ErrorCode.TOKEN_REMOVED else ()
            if others:
                raise _other(token, others[0].ref) from gone
            raise
        if desk.tokens.logged_in(token):
            return
        certificates = {one.sha256 for one in desk.tokens.certificates(token)}
        if self.batch.state.certificate_sha256 not in certificates:
            raise _other(token, token)
        raise SealDeskError(ErrorCode.TOKEN_NOT_LOGGED_IN, token=token)

    def _prepared(self, order: SealingOrder) -> ReadyAct:
        state = self.batch.state
        order = replace(order, token=state.token or order.token)
        ready = prepare_act(self.desk, order, look(order.source, order.document_password))
        certificate = ready.binding.certificate_sha256
        if state.token is None:
            self.batch.state = replace(state, token=ready.token, certificate_sha256=certificate)
        elif (ready.token, certificate) != (state.token, state.certificate_sha256):
            raise SealDeskError(
                ErrorCode.CERTIFICATE_FOREIGN, subject=ready.binding.subject, seal=ready.seal.name
            )
        return ready

    def _check_pins(self, ready: ReadyAct) -> None:
        """The token is unlocked, and was given what its key asks for at every signature."""
        token = ready.token
        if not self.desk.tokens.logged_in(token):
            raise SealDeskError(ErrorCode.TOKEN_NOT_LOGGED_IN, token=token)
        offered, self.pins_offered = self.pins_offered, 0
        wanted = token_side.pins_for_signing(
            self.desk, token, ready.binding, ready.signatures, len(ready.uses)
        )
        if wanted > offered:
            raise SealDeskError(ErrorCode.TOKEN_PIN_AGAIN, token=token, count=wanted)

    def _carry_out(self, at: int, document: BatchDocument, ready: ReadyAct) -> None:
        asked_token = False

        def reached(step: SealingStep) -> None:
            nonlocal asked_token
            asked_token = asked_token or step is SealingStep.SIGNING_MARKED
            self._reached(at, step)

        try:
            result = carry_out(self.desk, ready, reached)
        except SealDeskError as trouble:
            if asked_token or self._concerns_one_document(trouble):
                self.batch._set(at, replace(_failed(document, trouble), counted=asked_token))
            if asked_token or not self._concerns_one_document(trouble):
                raise
        except BaseException:
            # A fault of the program, or Ctrl-C: what became of the act stands in the ledger. Not once more unasked.
            fault = SealDeskError(ErrorCode.PROGRAM_INTERRUPTED)
            self.batch._set(at, replace(_failed(document, fault), counted=asked_token))
            raise
        else:
            sealed = replace(document, standing=DocumentStanding.SEALED, result=result)
            self.batch._set(at, sealed)

    def _concerns_one_document(self, trouble: SealDeskError) -> bool:
        code = trouble.code
        if code in _OF_ONE_SEAL:
            return self.batch.state.token is not None
        return code.text.partition(".")[0] in _OF_ONE_DOCUMENT and code not in _OF_EVERY_DOCUMENT

    def _reached(self, at: int, step: SealingStep | None) -> None:
        self.batch.state = replace(self.batch.state, at=at, step=step)
        self.progress(self.batch.state)


def _failed(document: BatchDocument, trouble: SealDeskError) -> BatchDocument:
    return replace(document, standing=DocumentStanding.FAILED, trouble=trouble)


def _other(expected: TokenRef, found: TokenRef) -> SealDeskError:
    return SealDeskError(ErrorCode.TOKEN_OTHER, token=expected, found=found)
