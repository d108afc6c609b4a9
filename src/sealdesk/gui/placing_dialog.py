"""What the dialogs that lead to places have in common: words on the left, the page on the right, one verb below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import IconLabel, button, label
from sealdesk.gui.notice import Notice
from sealdesk.gui.session import Session
from sealdesk.gui.waiting import Waiting
from sealdesk.model.placement import AnyPlacement, Placement, StraddlePlacement

T = TypeVar("T")

SIDE_PX = 360
_WIDTH_PX, _HEIGHT_PX = 1080, 660
_AROUND_PX = (40, 60)
"""What of the screen is left to the window's frame and the desktop's bars."""


class PlacingDialog(QDialog):
    """Accepted, it puts its places on the desk as one step to undo; without any it stays.

    Subclasses make their parts, call `lay_out`, answer `placements`, and call `offer` whenever the answer changed.
    It closes when the document or the seals that it is about leave the desk.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        assert session.document is not None and session.placing is not None
        self._session, self._document, self._placing = session, session.document, session.placing
        self._asked = 0
        self.notice = Notice()
        self.notice.hide()
        self.waiting = Waiting()
        self.allowance = label("", "small")
        self._allowance_icon = IconLabel("triangle-alert", "warning", 18)
        self.back = button(self.tr("Back"))
        self.do = button()
        self.do.setDefault(True)
        self.back.clicked.connect(self.reject)
        self.do.clicked.connect(self.accept)
        session.document_changed.connect(self.reject)
        session.places_changed.connect(self._close_without_desk)

    def lay_out(
        self,
        title: str,
        words: QLayout,
        shown: QLayout,
        *,
        before: QWidget | None = None,
        side_px: int = SIDE_PX,
    ) -> None:
        """Put it together.

        Args:
            words: What stands on the left, `side_px` wide.
            shown: What the words lead to.
            before: Another way out, at the far end of the verbs.
        """
        side = QWidget()
        side.setFixedWidth(side_px)
        words.setContentsMargins(0, 0, 0, 0)
        side.setLayout(words)
        both = QHBoxLayout()
        both.setSpacing(24)
        both.addWidget(side)
        both.addLayout(shown, 1)
        foot = foot_of(self._allowance_icon, self.allowance, self.back, self.do, before=before)
        foot.setSpacing(8)
        layout = framed(self, title)
        layout.addLayout(both, 1)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(
            min(_WIDTH_PX, room.width() - _AROUND_PX[0]), min(_HEIGHT_PX, room.height() - _AROUND_PX[1])
        )

    # What it would do.

    def placements(self) -> tuple[AnyPlacement, ...]:
        """What would be placed now; nothing while it is not known or not possible."""
        raise NotImplementedError

    def offer(self, verb: str = "") -> None:
        """Say what the verb would do now, and whether the request allows it; without places it can do nothing.

        Args:
            verb: Other words than the number of seals.
        """
        places = self.placements()
        count = len(places)
        several = self.tr("Place {count} seals").format(count=count)
        self.do.setText(verb or (several if count > 1 else self.tr("Place the seal")))
        self.do.setEnabled(bool(places) and not self.waiting.is_on)
        left = self._allowed(places)
        more = self.tr("The request allows {left} more.").format(left=left)
        self.allowance.setText(more if left > 0 else self.tr("The request allows no more."))
        for part in (self._allowance_icon, self.allowance):
            part.setVisible(count > left)

    def _allowed(self, places: tuple[AnyPlacement, ...]) -> int:
        """How many seals may be placed; a straddle seal takes the place of the seal's own that is there."""
        there = [mark.placement for mark in self._placing.marks_of(self._placing.current)]
        replaced = any(_straddles(one) for one in places) and any(_straddles(one) for one in there)
        return max(0, self._session.uses_left + replaced)

    # Finding out.

    def look_up(
        self,
        words: str,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[SealDeskError], None] | None = None,
    ) -> None:
        """Find something out in the background; only what was asked for last is answered.

        Args:
            words: What is being done, where it takes long enough to be read.
            failed: Told why it was not found out; without, the notice says it.
        """
        self.overtake()
        number = self._asked
        self.waiting.start(words)

        def answer(take: Callable[[T], None], found: T) -> None:
            if number == self._asked:
                self.waiting.stop()
                take(found)

        def refuse(error: SealDeskError) -> None:
            if number == self._asked:
                self.waiting.stop()
                (failed or self.notice.say_error)(error)

        self._session.documents.submit(
            lambda progress: work(),
            owner=self,
            done=lambda found: answer(done, found),
            failed=refuse,
            still_wanted=lambda: number == self._asked,
        )

    def overtake(self) -> None:
        """What was asked for before is not wanted any more."""
        self._asked += 1
        self.waiting.stop()

    # The end.

    def accept(self) -> None:
        """Put the places on the desk; who looks at a page without any of them is led to the first."""
        places = self.placements()
        if not places:
            return
        self._placing.put(places)
        pages = {page for place in places for page in _pages_of(place)}
        if self._session.page not in pages:
            self._session.show_page(min(pages))
        self._session.places_changed.emit()
        super().accept()

    def _close_without_desk(self) -> None:
        if self._session.placing is not self._placing:
            self.reject()


def framed(dialog: QDialog, title: str) -> QVBoxLayout:
    """The dialog's layout, with its title on top."""
    dialog.setWindowTitle(title)
    made = QVBoxLayout(dialog)
    made.setContentsMargins(24, 20, 24, 16)
    made.setSpacing(12)
    made.addWidget(label(title, "heading"))
    return made


def foot_of(*verbs: QWidget, before: QWidget | None = None) -> QHBoxLayout:
    """A dialog's last row: verbs at the right, the one that does it last."""
    made = QHBoxLayout()
    if before is not None:
        made.addWidget(before)
    made.addStretch(1)
    for verb in verbs:
        made.addWidget(verb)
    return made


def column(spacing_px: int = 12) -> QVBoxLayout:
    """Rows one below the other."""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing_px)
    return made


def _straddles(place: AnyPlacement) -> bool:
    return isinstance(place, StraddlePlacement)


def _pages_of(place: AnyPlacement) -> tuple[int, ...]:
    return (place.page,) if isinstance(place, Placement) else place.pages
