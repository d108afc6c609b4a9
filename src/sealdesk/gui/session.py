"""What is on the desk: the document, its request, its seal, and where the seal goes.

Widgets show this and change it; it lives on the GUI thread and outlives the window's widgets (a change of language
builds them anew). Nothing here blocks: questions go to the workers, answers come back as signals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.desk_worker import DeskWorker
from sealdesk.gui.page_images import PageImages
from sealdesk.gui.placing import Placing, TrueSize
from sealdesk.gui.seal_keeping import Keeping, keeping_of
from sealdesk.gui.seal_painting import image_of_picture
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.gui.worker import Worker
from sealdesk.model.act import SealingOrder
from sealdesk.model.certificate import RevocationStatus
from sealdesk.model.document import Preflight
from sealdesk.model.request import RequestStanding, RequestState
from sealdesk.model.seal import SealPicture
from sealdesk.model.token import TokenRef
from sealdesk.service import requests, seal_vault, seals
from sealdesk.service.attached_documents import copy_of
from sealdesk.service.desk import Desk
from sealdesk.service.look_at_document import look
from sealdesk.service.seals import SealStanding


@dataclass(frozen=True)
class OpenDocument:
    """The document on the desk.

    Attributes:
        name: What people call it: the file's name, or the name in its request.
        password: What opened it, if it is encrypted.
    """

    path: Path
    name: str
    preflight: Preflight
    password: str | None = None

    @property
    def pages(self) -> int:
        return self.preflight.pages


@dataclass(frozen=True)
class Task:
    """An approved request with the names people know it by."""

    standing: RequestStanding
    seal_name: str
    applicant: str


class Session(QObject):
    """The state of the desk.

    Signals:
        document_changed: Another document, or none.
        request_changed: Another request, seal, or what is left of it.
        places_changed: Places were added, moved, chosen or removed.
        tasks_changed: The task list was read anew.
        picture_changed: The seal's true picture came or went.
        page_changed: Another page is looked at.
        password_needed: The file is encrypted (`Path`, name, whether a password was refused).
        trouble: Something a person should know (`SealDeskError`).
    """

    document_changed = Signal()
    request_changed = Signal()
    places_changed = Signal()
    tasks_changed = Signal()
    picture_changed = Signal()
    page_changed = Signal(int)
    opening_changed = Signal(bool)
    password_needed = Signal(object, str, bool)
    trouble = Signal(object)

    def __init__(self, desk: DeskWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.documents = Worker("documents", self)
        self.images = PageImages(self)
        self.tokens = TokenWatch(desk, self)
        self.has_workspace = False
        self.home: Path | None = None
        self.document: OpenDocument | None = None
        self.fitting: tuple[RequestStanding, ...] = ()
        self.standing: RequestStanding | None = None
        self.seal: SealStanding | None = None
        self.keeping = Keeping()
        self.placing: Placing | None = None
        self.picture: SealPicture | None = None
        self.seal_image: QImage | None = None
        self.tasks: tuple[Task, ...] = ()
        self.revocation: RevocationStatus | None = None
        self.page = 1
        self.opening = False
        self._opening_number = 0
        self._wanted_request = ""
        self.tokens.unlocked.connect(self._open_picture)
        self.tokens.locked.connect(self.forget_picture)
        self.tokens.inserted.connect(lambda info: self._ask_keeping())
        self.tokens.answered.connect(self._ask_keeping)
        for worker in (desk.worker, self.documents):
            worker.crashed.connect(lambda bug: self._set_opening(False))

    # Opening.

    def open_file(
        self, path: Path, password: str | None = None, name: str = "", request_id: str = ""
    ) -> None:
        """Look at this file and put it on the desk; a request that names its very bytes is found."""
        self._opening_number += 1
        number = self._opening_number
        self._wanted_request = request_id
        self._set_opening(True)

        def done(preflight: Preflight) -> None:
            if number == self._opening_number:
                self._put_on_desk(OpenDocument(path, name or path.name, preflight, password))

        def failed(error: SealDeskError) -> None:
            if number != self._opening_number:
                return
            self._set_opening(False)
            if error.code is ErrorCode.DOCUMENT_PASSWORD_MISSING:
                self.password_needed.emit(path, name or path.name, False)
            elif error.code is ErrorCode.DOCUMENT_PASSWORD_WRONG:
                self.password_needed.emit(path, name or path.name, True)
            else:
                self.trouble.emit(error)

        self.documents.submit(lambda progress: look(path, password), owner=self, done=done, failed=failed)

    def open_task(self, task: Task) -> None:
        """Put the document of an approved request on the desk: the workspace's own copy of the approved bytes."""
        request = task.standing.request
        self._set_opening(True)
        self.desk.submit(
            lambda desk: copy_of(desk.layout, request.document),
            owner=self,
            done=lambda path: self.open_file(path, name=request.document_name, request_id=request.id),
            failed=self._opening_failed,
        )

    def close_document(self) -> None:
        """Clear the desk."""
        self._opening_number += 1
        self.images.close()
        self.document, self.fitting, self.standing, self.seal, self.placing = None, (), None, None, None
        self.forget_picture()
        self._set_opening(False)
        self.document_changed.emit()
        self.request_changed.emit()
        self.places_changed.emit()

    def _opening_failed(self, error: SealDeskError) -> None:
        self._set_opening(False)
        self.trouble.emit(error)

    def _put_on_desk(self, document: OpenDocument) -> None:
        self.document, self.page, self.revocation = document, 1, None
        self.fitting, self.standing, self.seal, self.placing = (), None, None, None
        self.forget_picture()
        self.images.open(document.path, document.password, document.preflight.frames)
        self._set_opening(False)
        self.document_changed.emit()
        self.request_changed.emit()
        self.places_changed.emit()
        self.find_requests()

    def _set_opening(self, opening: bool) -> None:
        if opening != self.opening:
            self.opening = opening
            self.opening_changed.emit(opening)

    # Requests and seals.

    def find_requests(self) -> None:
        """Read the approved requests anew: the task list, and which of them name the open document."""
        if self.has_workspace:
            self.desk.submit(_approved, owner=self, done=self._approved_read, failed=self.trouble.emit)

    def _approved_read(self, tasks: tuple[Task, ...]) -> None:
        self.tasks = tasks
        self.tasks_changed.emit()
        document = self.document
        if document is None:
            return
        self.fitting = tuple(
            task.standing for task in tasks if task.standing.request.document == document.preflight.digest
        )
        wanted = self.standing.request.id if self.standing else self._wanted_request
        chosen = next((one for one in self.fitting if one.request.id == wanted), None)
        if chosen is None and len(self.fitting) == 1:
            chosen = self.fitting[0]
        self.choose_request(chosen)

    def choose_request(self, standing: RequestStanding | None) -> None:
        """Work under this request from now on; its seal is looked up."""
        same_seal = bool(
            self.standing and standing and self.standing.request.seal_id == standing.request.seal_id
        )
        self.standing = standing
        if standing is None or not same_seal:
            self.seal, self.placing, self.keeping = None, None, Keeping()
            self.forget_picture()
            self.places_changed.emit()
        self.request_changed.emit()
        if standing is not None:
            seal_id = standing.request.seal_id
            self.desk.submit(
                lambda desk: SealStanding(
                    seals.find_seal(desk, seal_id), seals.state_of(desk.ledger, seal_id)
                ),
                owner=self,
                done=self._seal_read,
                failed=self.trouble.emit,
            )

    def _seal_read(self, seal: SealStanding) -> None:
        if self.standing is None or self.document is None or self.standing.request.seal_id != seal.seal.id:
            return
        self.seal = seal
        if self.placing is None:
            size = TrueSize(seal.seal.width_mm, seal.seal.height_mm)
            self.placing = Placing(self.document.preflight.frames, size)
        self.request_changed.emit()
        self.places_changed.emit()
        self._ask_keeping()
        if self.tokens.open_token is not None:
            self._open_picture(self.tokens.open_token)

    def _ask_keeping(self) -> None:
        """Who keeps the seal, and whether its token may stamp: told before any PIN is asked."""
        if self.standing is None or self.seal is None:
            return
        seal, request = self.seal.seal, self.standing.request

        def done(keeping: Keeping) -> None:
            if self.seal is not None and self.seal.seal == seal and keeping != self.keeping:
                self.keeping = keeping
                self.request_changed.emit()

        self.desk.submit(lambda desk: keeping_of(desk, seal, request), owner=self, done=done)

    def note_revocation(self, status: RevocationStatus) -> None:
        """What is known of the certificate's revocation, now that it was checked."""
        self.revocation = status
        self.request_changed.emit()

    # The picture.

    def _open_picture(self, ref: TokenRef) -> None:
        standing = self.seal
        if standing is None or self.picture is not None:
            return
        seal = standing.seal

        def done(picture: SealPicture) -> None:
            if self.tokens.open_token == ref and self.seal is not None and self.seal.seal == seal:
                self.picture, self.seal_image = picture, image_of_picture(picture)
                self.picture_changed.emit()

        def failed(error: SealDeskError) -> None:
            # An encryption key that asks at each use: placing goes on with the outline, the act will ask.
            if error.code is not ErrorCode.TOKEN_PIN_AGAIN:
                self.trouble.emit(error)

        self.desk.submit(
            lambda desk: seal_vault.open_picture(desk, seal, ref),
            owner=self,
            done=done,
            failed=failed,
        )

    def forget_picture(self) -> None:
        """The seal leaves screen and memory."""
        if self.picture is not None:
            self.picture, self.seal_image = None, None
            self.picture_changed.emit()

    # Looking and placing.

    def show_page(self, page: int) -> None:
        if self.document is not None and 1 <= page <= self.document.pages and page != self.page:
            self.page = page
            self.page_changed.emit(page)

    @property
    def uses_left(self) -> int:
        """Impressions that may still be placed under the request."""
        if self.standing is None:
            return 0
        placed = len(self.placing.marks) if self.placing else 0
        return self.standing.remaining - placed

    @property
    def may_place(self) -> bool:
        return self.placing is not None and self.seal is not None

    def order(self, target: Path, token: TokenRef | None = None) -> SealingOrder:
        """What the custodian asks for.

        Args:
            token: The one to use, where several would do.
        """
        assert self.document is not None and self.standing is not None and self.placing is not None
        return SealingOrder(
            source=self.document.path,
            target=target,
            seal_id=self.standing.request.seal_id,
            request_id=self.standing.request.id,
            placements=self.placing.placements,
            document_password=self.document.password,
            token=token,
        )

    def refresh_standing(self, remaining: int) -> None:
        """After an act: what is left of the request, until it is read anew."""
        if self.standing is not None:
            used = self.standing.request.impressions - remaining
            self.standing = replace(self.standing, used=used)

    def stop(self) -> None:
        """End all threads; the token is locked by the closing workspace."""
        self.tokens.stop()
        self.forget_picture()
        self.images.stop()
        self.documents.stop()
        self.desk.stop()


def fits_a_seal(desk: Desk, ref: TokenRef) -> bool:
    """Whether a certificate of this token is in the list of one of the workspace's seals."""
    there = {one.sha256 for one in desk.tokens.certificates(ref)}
    return any(there.intersection(standing.seal.certificates) for standing in seals.all_seals(desk))


def _approved(desk: Desk) -> tuple[Task, ...]:
    """The approved requests, oldest first, with names."""
    tasks = []
    for standing in requests.all_standings(desk, RequestState.APPROVED):
        request = standing.request
        person = desk.people.find(request.applicant_id)
        seal = seals.find_seal(desk, request.seal_id)
        tasks.append(Task(standing, seal.name, person.name if person else request.applicant_id))
    return tuple(tasks)
