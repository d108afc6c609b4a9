"""The second person's look at an imported picture, large, on paper and without."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.labels import button, label
from sealdesk.gui.opening_dialog import SealOpening
from sealdesk.gui.seal_import_view import PictureView
from sealdesk.gui.seal_painting import image_of_picture
from sealdesk.gui.seal_step_dialog import SealStepDialog
from sealdesk.gui.seals_reading import SealDetails
from sealdesk.gui.seals_table import SealLine, size_words
from sealdesk.gui.session import Session
from sealdesk.model.seal import Seal, SealPicture
from sealdesk.model.seal_import import SourceView
from sealdesk.model.seal_life import LifeAction
from sealdesk.model.token import TokenRef
from sealdesk.service.picture_look import LookPurpose, look_at_picture

_VIEW_PX = 300


class SealCheckDialog(SealStepDialog):
    """Shows the picture from the vault; it cannot be approved unseen. It leaves the screen with the token.

    Signals:
        paper_asked: An attachment of the application is to be saved (`Attachment`, its name).
    """

    paper_asked = Signal(object, str)

    def __init__(
        self,
        session: Session,
        details: SealDetails,
        lines: Sequence[SealLine] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, details, LifeAction.CHECK, lines, parent)
        session.tokens.locked.connect(self._forget)
        self.finished.connect(self._lock_again)

    def _add_fields(self, lines: Sequence[SealLine]) -> None:
        super()._add_fields(lines)
        self._opening = SealOpening(self._session, self)
        self._unlocked_here = False
        self.on_paper, self.ink = PictureView(checkered=False), PictureView(checkered=True)
        self.opening = button(self.tr("Open the picture…"), "lock-open")
        self.opening.clicked.connect(self._ask)
        views = QHBoxLayout()
        views.setSpacing(12)
        for view, words in ((self.on_paper, self.tr("On paper")), (self.ink, self.tr("The ink alone"))):
            view.setMinimumSize(_VIEW_PX, _VIEW_PX)
            view.setMaximumHeight(_VIEW_PX)
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(label(words, "section"))
            column.addWidget(view)
            views.addLayout(column)
        asked = self._details.life.application
        below = QHBoxLayout()
        size = self.tr("True size: {size}").format(size=size_words(asked.width_mm, asked.height_mm))
        below.addWidget(label(size, "secondary"), 1)
        below.addWidget(self.opening)
        self.body.addLayout(views)
        self.body.addLayout(below)
        self.body.addWidget(label(self._whose_pin(), "small", wrap=True))
        self._add_papers()
        self.setMinimumWidth(2 * _VIEW_PX + 80)
        self._forget()

    def _whose_pin(self) -> str:
        """Who enters a PIN here, and what for."""
        keeper = self._details.person_name(self._details.custodian_id)
        return self.tr(
            "The picture lies locked in the vault. The seal's token opens it: its holder {person} enters the PIN, "
            "for this look alone. The token is locked again when this window closes."
        ).format(person=keeper)

    def _add_papers(self) -> None:
        """What the application brought along, to compare the picture with."""
        for paper in self._details.life.steps[0].attachments:
            name = f"{paper.label} · {paper.name}" if paper.label else paper.name
            shown = button(name, "paperclip", "link")
            shown.clicked.connect(lambda checked=False, paper=paper: self.paper_asked.emit(paper, paper.name))
            self.body.addWidget(shown, 0, Qt.AlignmentFlag.AlignLeft)

    def _lock_again(self) -> None:
        """The look is over."""
        if self._unlocked_here:
            self._session.tokens.lock()

    def _ask(self) -> None:
        """The token that opens the seal, unlocked, shows the picture."""
        self._unlocked_here = self._unlocked_here or self._session.tokens.open_token is None
        seal = self._details.life.seal
        if seal is not None:
            self._opening.unlock_for(seal.id, lambda ref: self._read(seal, ref), self._not_opened)

    def _read(self, seal: Seal, ref: TokenRef) -> None:
        def failed(error: SealDeskError) -> None:
            if error.code is ErrorCode.TOKEN_PIN_AGAIN:
                self._opening.once_more(ref, lambda: self._read(seal, ref), lambda: None, self._not_opened)
            else:
                self._not_opened(error)

        self._session.desk.submit(
            lambda desk: look_at_picture(desk, seal, ref, LookPurpose.CHECK),
            owner=self,
            done=self._show,
            failed=failed,
        )

    def _show(self, picture: SealPicture) -> None:
        if self._session.tokens.open_token is not None:
            self.on_paper.show_source(_on_white(picture))
            self.ink.show_picture(picture)
            self.refresh()

    def _not_opened(self, error: SealDeskError) -> None:
        self.notice.say_error(error)

    def _forget(self) -> None:
        self.on_paper.say(self.tr("Opened with the token of this seal"))
        self.ink.say("")
        self.refresh()

    def focus_first(self) -> None:
        self.opening.setFocus()

    def _missing(self) -> str:
        if not self.on_paper.shows_picture:
            return self.tr("Open the picture and look at it first")
        return super()._missing()


def _on_white(picture: SealPicture) -> SourceView:
    """The picture as it looks on white paper."""
    ink = image_of_picture(picture)
    paper = QImage(ink.size(), QImage.Format.Format_RGBX8888)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, ink)
    painter.end()
    rows = bytes(paper.constBits())
    rgb = bytearray(picture.width_px * picture.height_px * 3)
    for channel in range(3):
        rgb[channel::3] = rows[channel::4]
    return SourceView(picture.width_px, picture.height_px, bytes(rgb))
