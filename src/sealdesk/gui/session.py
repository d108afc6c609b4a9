"""What is on the desk: the document, its requests, their seals, and where they go.

Widgets show this and change it; it lives on the GUI thread and outlives the window's widgets (a change of language
builds them anew). Nothing here blocks: questions go to the workers, answers come back as signals.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.desk_worker import DeskWorker
from sealdesk.gui.page_images import PageImages
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_sizes import TrueSize
from sealdesk.gui.placing_steps import Verb
from sealdesk.gui.placing_undo import PlacingHistory
from sealdesk.gui.seal_keeping import Keeping
from sealdesk.gui.session_checks import SessionChecks
from sealdesk.gui.session_tasks import OpenDocument, Task, approved_tasks, fits_a_seal
from sealdesk.gui.session_uses import DeskUse, Offer, SessionUses
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.gui.worker import Worker
from sealdesk.model.act import ConvertedFrom, Lockdown, SealingOrder, SealUse
from sealdesk.model.certificate import RevocationStatus
from sealdesk.model.document import Preflight, SignatureBox
from sealdesk.model.placement import Placement
from sealdesk.model.request import RequestStanding
from sealdesk.model.seal import SealPicture
from sealdesk.model.token import TokenRef
from sealdesk.service.attached_documents import copy_of
from sealdesk.service.look_at_document import look
from sealdesk.service.seals import SealStanding

__all__ = ["OpenDocument", "Session", "Task", "fits_a_seal"]


class Session(QObject):
    """The state of the desk.

    Signals:
        document_changed: Another document, or none.
        request_changed: Other requests or seals, or more is known of them.
        places_changed: Places were added, moved, chosen or removed, or another seal is the current one.
        tasks_changed: The task list was read anew.
        picture_changed: A seal's true picture came, or all went.
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
        self.act = SessionUses(desk, self)
        self.history = PlacingHistory(self)
        self.checks = SessionChecks(self)
        self.has_workspace = False
        self.home: Path | None = None
        self.document: OpenDocument | None = None
        self.fitting: tuple[RequestStanding, ...] = ()
        self.placing: Placing | None = None
        self.field_name: str | None = None
        self.lockdown = Lockdown.OPEN
        self.tasks: tuple[Task, ...] = ()
        self.revocation: RevocationStatus | None = None
        self.page = 1
        self.opening = False
        self._opening_number = 0
        self._wanted_request = ""
        self._connect()

    def _connect(self) -> None:
        self.act.changed.connect(self.request_changed)
        self.act.seal_read.connect(self._seal_read)
        self.act.picture_changed.connect(self.picture_changed)
        self.act.trouble.connect(self.trouble)
        self.tokens.unlocked.connect(self._open_pictures)
        self.tokens.locked.connect(self.forget_picture)
        self.tokens.inserted.connect(lambda info: self.act.ask_keeping())
        self.tokens.answered.connect(self.act.ask_keeping)
        self.images.failed.connect(self._not_drawn)
        for worker in (self.desk.worker, self.documents):
            worker.crashed.connect(lambda bug: self._set_opening(False))

    # The current seal of the act.

    @property
    def uses(self) -> tuple[DeskUse, ...]:
        """The seals of the act, the first one first."""
        return self.act.all

    @property
    def use(self) -> DeskUse | None:
        """The current seal's part of the act: the one that is placed next."""
        current = self.act.of_seal(self.placing.current) if self.placing is not None else None
        return current or (self.uses[0] if self.uses else None)

    @property
    def standing(self) -> RequestStanding | None:
        """The current seal's request."""
        return self.use.standing if self.use else None

    @property
    def seal(self) -> SealStanding | None:
        """The current seal, once it is looked up."""
        return self.use.seal if self.use else None

    @property
    def keeping(self) -> Keeping:
        """Who keeps the current seal."""
        return self.use.keeping if self.use else Keeping()

    @property
    def picture(self) -> SealPicture | None:
        """The current seal's true picture, while the vault is open."""
        return self.use.picture if self.use else None

    @property
    def seal_image(self) -> QImage | None:
        return self.use.image if self.use else None

    # Opening.

    def open_file(
        self,
        path: Path,
        password: str | None = None,
        name: str = "",
        request_id: str = "",
        converted: ConvertedFrom | None = None,
    ) -> None:
        """Look at this file and put it on the desk; a request that names its very bytes is found."""
        self._opening_number += 1
        number = self._opening_number
        self._wanted_request = request_id
        self._set_opening(True)

        def done(preflight: Preflight) -> None:
            if number == self._opening_number:
                self._put_on_desk(OpenDocument(path, name or path.name, preflight, password, converted))

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
        self._clear(None)
        self._set_opening(False)
        self._all_changed()

    def _opening_failed(self, error: SealDeskError) -> None:
        self._set_opening(False)
        self.trouble.emit(error)

    def _put_on_desk(self, document: OpenDocument) -> None:
        self._clear(document)
        looked_at = document.preflight
        self.images.open(document.path, document.password, looked_at.frames, looked_at.digest)
        self._set_opening(False)
        self._all_changed()
        self.find_requests()

    def _not_drawn(self, error: SealDeskError) -> None:
        """A document that was exchanged after it was looked at leaves the desk; a page that cannot be drawn says so."""
        if error.code is ErrorCode.DOCUMENT_CHANGED_MEANWHILE:
            self.close_document()
            self.trouble.emit(error)

    def _clear(self, document: OpenDocument | None) -> None:
        self.document, self.page, self.revocation = document, 1, None
        self.fitting, self.field_name, self.lockdown = (), None, Lockdown.OPEN
        self._place_anew(None)
        self.forget_picture()
        self.act.start(None)

    def _all_changed(self) -> None:
        self.document_changed.emit()
        self.request_changed.emit()
        self.places_changed.emit()

    def _set_opening(self, opening: bool) -> None:
        if opening != self.opening:
            self.opening = opening
            self.opening_changed.emit(opening)

    # Requests and seals.

    def find_requests(self) -> None:
        """Read the approved requests anew: the task list, and which of them name the open document."""
        if self.has_workspace:
            self.desk.submit(approved_tasks, owner=self, done=self._approved_read, failed=self.trouble.emit)

    def _approved_read(self, tasks: tuple[Task, ...]) -> None:
        self.tasks = tasks
        self.tasks_changed.emit()
        document = self.document
        if document is None:
            return
        self.fitting = tuple(
            task.standing for task in tasks if task.standing.request.document == document.preflight.digest
        )
        before = self.uses
        self.act.read_anew(self.fitting)
        for gone in {use.seal_id for use in before} - {use.seal_id for use in self.uses}:
            self._seal_gone(gone)
        if self.uses:
            self.request_changed.emit()
            self.act.look_again()
            self.act.ask_keeping()
        elif before:
            self._choose_anew("")
        else:
            self._choose_anew(self._wanted_request)

    def _choose_anew(self, wanted: str) -> None:
        chosen = next((one for one in self.fitting if one.request.id == wanted), None)
        if chosen is None and len(self.fitting) == 1:
            chosen = self.fitting[0]
        self.choose_request(chosen)

    def choose_request(self, standing: RequestStanding | None) -> None:
        """Work under this request from now on, with its seal alone."""
        if standing is None or self.act.of_seal(standing.request.seal_id) is None:
            self._place_anew(None)
            self.forget_picture()
            self.act.start(standing)
            self.places_changed.emit()
        else:
            for use in self.uses:
                if use.seal_id != standing.request.seal_id:
                    self._seal_gone(use.seal_id)
            self.act.start(standing)

    def add_use(self, offer: Offer) -> None:
        """Another seal joins the act, and is placed next."""
        self.act.add(offer)

    def remove_use(self, seal_id: str) -> None:
        """A seal leaves the act with its places; the last one stays."""
        if len(self.uses) > 1:
            self.act.remove(seal_id)
            self._seal_gone(seal_id)
            self.request_changed.emit()

    def choose_seal(self, seal_id: str) -> None:
        """This seal of the act is placed next."""
        if self.placing is not None and seal_id in self.placing.seal_ids:
            self.placing.choose_seal(seal_id)
            self.places_changed.emit()

    def use_field(self, box: SignatureBox | None) -> None:
        """Put the act's first seal into this prepared field; None: into none."""
        placing = self.placing
        self.field_name = None
        if box is not None and box.bounds_mm is not None and placing is not None and self.uses:
            first, middle = self.uses[0].seal_id, box.bounds_mm
            placing.choose_seal(first)
            x, y = (middle.x0 + middle.x1) / 2, (middle.y0 + middle.y1) / 2
            whole = next((m for m in placing.marks_of(first) if isinstance(m.placement, Placement)), None)
            if whole is None:
                placing.place(box.page, x, y)
            else:
                with placing.gesture(Verb.MOVE):
                    placing.to_page(whole.key, box.page)
                    placing.move_to(whole.key, x, y)
                placing.select(whole.key)
            self.field_name = box.name
            self.show_page(box.page)
        self.places_changed.emit()

    def _seal_gone(self, seal_id: str) -> None:
        if self.placing is not None and seal_id in self.placing.seal_ids:
            if len(self.placing.seal_ids) > 1:
                self.placing.drop_seal(seal_id)
            else:
                self._place_anew(None)
            self.places_changed.emit()

    def _seal_read(self, use: DeskUse) -> None:
        if self.document is None or use.seal is None:
            return
        seal = use.seal.seal
        size = TrueSize(seal.width_mm, seal.height_mm)
        if self.placing is None:
            self._place_anew(Placing(self.document.preflight.frames, size, seal.id))
        elif seal.id not in self.placing.seal_ids:
            self.placing.add_seal(seal.id, size)
        self.places_changed.emit()
        self.act.ask_keeping()
        if self.tokens.open_token is not None:
            self._open_pictures(self.tokens.open_token)

    def _place_anew(self, placing: Placing | None) -> None:
        self.placing = placing
        self.history.watch(placing)

    def note_revocation(self, status: RevocationStatus) -> None:
        """What is known of the certificate's revocation, now that it was checked."""
        self.revocation = status
        self.request_changed.emit()

    # The pictures.

    def _open_pictures(self, ref: TokenRef) -> None:
        self.act.open_pictures(ref, lambda one: self.tokens.open_token == one)

    def forget_picture(self) -> None:
        """The seals leave screen and memory."""
        self.act.forget_pictures()

    # Looking and placing.

    def show_page(self, page: int) -> None:
        if self.document is not None and 1 <= page <= self.document.pages and page != self.page:
            self.page = page
            self.page_changed.emit(page)

    def left_of(self, use: DeskUse) -> int:
        """Impressions that may still be placed under this use's request; negative where too many are."""
        placed = len(self.placing.marks_of(use.seal_id)) if self.placing else 0
        return use.standing.remaining - placed

    @property
    def uses_left(self) -> int:
        """Impressions that may still be placed under the current request."""
        return self.left_of(self.use) if self.use else 0

    @property
    def may_place(self) -> bool:
        return self.placing is not None and self.seal is not None

    def undo(self) -> None:
        """Take the last step of placing back."""
        self.history.undo()
        self.places_changed.emit()

    def redo(self) -> None:
        self.history.redo()
        self.places_changed.emit()

    def order(self, target: Path, token: TokenRef | None = None) -> SealingOrder:
        """What the custodian asks for.

        Args:
            token: The one to use, where several would do.
        """
        assert self.document is not None and self.placing is not None and self.uses
        first, *further = (
            SealUse(
                use.seal_id,
                use.request_id,
                tuple(mark.placement for mark in self.placing.marks_of(use.seal_id)),
            )
            for use in self.uses
        )
        return SealingOrder(
            source=self.document.path,
            target=target,
            seal_id=first.seal_id,
            request_id=first.request_id,
            placements=first.placements,
            document_password=self.document.password,
            token=token,
            further=tuple(further),
            field_name=self.field_name,
            lockdown=self.lockdown,
            converted=self.document.converted,
        )

    def refresh_standing(self, remaining: int) -> None:
        """After an act: what is left of the first request, until all are read anew."""
        if self.uses:
            first = self.uses[0].standing
            self.act.read_anew(
                (
                    replace(first, used=first.request.impressions - remaining),
                    *(use.standing for use in self.uses[1:]),
                )
            )

    def stop(self) -> None:
        """End all threads; the token is locked by the closing workspace."""
        self.tokens.stop()
        self.forget_picture()
        self.checks.stop()
        self.images.stop()
        self.documents.stop()
        self.desk.stop()
