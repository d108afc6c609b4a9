"""The seals of one act: each under a request of its own, all on the same document.

The first is the act's own; others may join it where one certificate may sign for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.desk_worker import DeskWorker
from sealdesk.gui.seal_keeping import Keeping, keeping_of
from sealdesk.gui.seal_painting import image_of_picture
from sealdesk.model.request import RequestStanding
from sealdesk.model.seal import Seal, SealPicture, SealState
from sealdesk.model.token import TokenRef
from sealdesk.service import seal_vault, seals, token_side
from sealdesk.service.desk import Desk
from sealdesk.service.seals import SealStanding


@dataclass(frozen=True)
class DeskUse:
    """One seal of the act.

    Attributes:
        seal: None until it is looked up.
        picture: The true picture, while the vault is open; `image` is the same as Qt draws it.
    """

    standing: RequestStanding
    seal: SealStanding | None = None
    keeping: Keeping = field(default_factory=Keeping)
    picture: SealPicture | None = field(default=None, repr=False)
    image: QImage | None = field(default=None, repr=False, compare=False)

    @property
    def seal_id(self) -> str:
        return self.standing.request.seal_id

    @property
    def request_id(self) -> str:
        return self.standing.request.id


class Doubt(Enum):
    """Why a request's seal cannot join the act."""

    SAME_SEAL = auto()
    NOT_ACTIVE = auto()
    NO_COMMON_CERTIFICATE = auto()
    NOT_ON_TOKEN = auto()


@dataclass(frozen=True)
class Offer:
    """Another approved request for the open document; with `doubt`, why its seal cannot join."""

    standing: RequestStanding
    seal: SealStanding
    doubt: Doubt | None = None


class SessionUses(QObject):
    """The uses, and what is asked of the workspace about them.

    Signals:
        changed: A use came or went, or more is known of one.
        seal_read: A seal was looked up (`DeskUse`).
        picture_changed: A true picture came, or all went.
        trouble: Something a person should know (`SealDeskError`).
    """

    changed = Signal()
    seal_read = Signal(object)
    picture_changed = Signal()
    trouble = Signal(object)

    def __init__(self, desk: DeskWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.all: tuple[DeskUse, ...] = ()

    def of_seal(self, seal_id: str) -> DeskUse | None:
        """The seal's part of the act."""
        return next((use for use in self.all if use.seal_id == seal_id), None)

    # Which.

    def start(self, standing: RequestStanding | None) -> None:
        """An act under this request alone; what is known of its seal is kept."""
        known = self.of_seal(standing.request.seal_id) if standing else None
        if standing is None:
            self.all = ()
        elif known is None:
            self.all = (DeskUse(standing),)
        else:
            self.all = (replace(known, standing=standing),)
        self.changed.emit()
        if standing is not None:
            self._look_up(standing.request.seal_id)

    def add(self, offer: Offer) -> None:
        """Another seal joins the act."""
        if offer.doubt is None and self.of_seal(offer.seal.seal.id) is None:
            use = DeskUse(offer.standing, offer.seal)
            self.all = (*self.all, use)
            self.seal_read.emit(use)
            self.changed.emit()

    def remove(self, seal_id: str) -> None:
        """A seal leaves the act; the last one stays."""
        left = tuple(use for use in self.all if use.seal_id != seal_id)
        if left and left != self.all:
            self.all = left
            self.changed.emit()

    def read_anew(self, standings: Sequence[RequestStanding]) -> None:
        """What is left of the requests now; uses whose request is none of these any more go."""
        by_id = {one.request.id: one for one in standings}
        self.all = tuple(
            replace(use, standing=by_id[use.request_id]) for use in self.all if use.request_id in by_id
        )

    def _put(self, seal_id: str, change: Callable[[DeskUse], DeskUse]) -> DeskUse | None:
        """Change what is known of a use; None where nothing changes or it is gone."""
        known = self.of_seal(seal_id)
        if known is None or (changed := change(known)) == known:
            return None
        self.all = tuple(changed if use is known else use for use in self.all)
        return changed

    # What is known of them.

    def _look_up(self, seal_id: str) -> None:
        def done(seal: SealStanding) -> None:
            self._put(seal_id, lambda use: replace(use, seal=seal))
            use = self.of_seal(seal_id)
            if use is not None:
                self.seal_read.emit(use)
                self.changed.emit()

        self._desk.submit(
            lambda desk: _seal_standing(desk, seal_id), owner=self, done=done, failed=self.trouble.emit
        )

    def look_again(self) -> None:
        """Read the seals' states anew: one may have been frozen or put in use meanwhile."""
        for use in self.all:
            self._look_up(use.seal_id)

    def ask_keeping(self) -> None:
        """Who keeps the seals, and whether their token may stamp: told before any PIN is asked."""
        for use in self.all:
            if use.seal is not None:
                self._ask_keeping(use, use.seal.seal)

    def _ask_keeping(self, use: DeskUse, seal: Seal) -> None:
        request = use.standing.request

        def done(keeping: Keeping) -> None:
            if self._put(use.seal_id, lambda known: replace(known, keeping=keeping)) is not None:
                self.changed.emit()

        self._desk.submit(lambda desk: keeping_of(desk, seal, request), owner=self, done=done)

    # Pictures.

    def open_pictures(self, ref: TokenRef, is_open: Callable[[TokenRef], bool]) -> None:
        """Ask the vault for the pictures that are not here yet.

        Args:
            ref: The unlocked token.
            is_open: Whether it still is when an answer comes.
        """
        for use in self.all:
            if use.seal is not None and use.picture is None:
                self._open_picture(use.seal.seal, ref, is_open)

    def _open_picture(self, seal: Seal, ref: TokenRef, is_open: Callable[[TokenRef], bool]) -> None:
        def done(picture: SealPicture) -> None:
            known = self.of_seal(seal.id)
            if is_open(ref) and known is not None and known.seal is not None and known.seal.seal == seal:
                image = image_of_picture(picture)
                self._put(seal.id, lambda use: replace(use, picture=picture, image=image))
                self.picture_changed.emit()

        def failed(error: SealDeskError) -> None:
            # An encryption key that asks at each use: placing goes on with the outline, the act will ask.
            if error.code is not ErrorCode.TOKEN_PIN_AGAIN:
                self.trouble.emit(error)

        self._desk.submit(
            lambda desk: seal_vault.open_picture(desk, seal, ref),
            owner=self,
            done=done,
            failed=failed,
            still_wanted=lambda: is_open(ref),
        )

    def forget_pictures(self) -> None:
        """The seals leave screen and memory."""
        if any(use.picture is not None for use in self.all):
            self.all = tuple(replace(use, picture=None, image=None) for use in self.all)
            self.picture_changed.emit()

    # Others that could join.

    def ask_offers(
        self, standings: Iterable[RequestStanding], owner: QObject, done: Callable[[tuple[Offer, ...]], None]
    ) -> None:
        """Which of these requests could join the act, and why others could not."""
        taken = {use.request_id for use in self.all}
        others = tuple(one for one in standings if one.request.id not in taken)
        here = tuple(use.seal.seal for use in self.all if use.seal is not None)
        self._desk.submit(
            lambda desk: _offers(desk, others, here), owner=owner, done=done, failed=self.trouble.emit
        )


def _seal_standing(desk: Desk, seal_id: str) -> SealStanding:
    return SealStanding(seals.find_seal(desk, seal_id), seals.state_of(desk.ledger, seal_id))


def _offers(desk: Desk, others: Sequence[RequestStanding], here: Sequence[Seal]) -> tuple[Offer, ...]:
    on_tokens = {one.sha256 for info in token_side.look(desk) for one in desk.tokens.certificates(info.ref)}
    offers = []
    for standing in others:
        seal = _seal_standing(desk, standing.request.seal_id)
        offers.append(Offer(standing, seal, doubt_of(seal, here, on_tokens)))
    return tuple(offers)


def doubt_of(seal: SealStanding, here: Sequence[Seal], on_tokens: set[str]) -> Doubt | None:
    """Why this seal cannot join those that are here; None where it can.

    Args:
        on_tokens: SHA-256 of the certificates on the tokens that are plugged in; empty where there is none.
    """
    if any(one.id == seal.seal.id for one in here):
        return Doubt.SAME_SEAL
    if seal.state is not SealState.ACTIVE:
        return Doubt.NOT_ACTIVE
    common = set(seal.seal.certificates).intersection(*(one.certificates for one in here))
    if not common:
        return Doubt.NO_COMMON_CERTIFICATE
    if on_tokens and not common & on_tokens:
        return Doubt.NOT_ON_TOKEN
    return None
