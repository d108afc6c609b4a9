"""The straddle seal (骑缝章): how it is cut over which pages, with the seal put together and every page's strip."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.page_numbers import pages_text
from sealdesk.gui.labels import button, frame, label, tool_button
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_dialog import PlacingDialog, column
from sealdesk.gui.session import Session
from sealdesk.gui.straddle_form import StraddleForm
from sealdesk.gui.straddle_views import FanView, Inked, StripPages
from sealdesk.impression.strip_cuts import most_strips
from sealdesk.model.placement import Edge, StraddlePlacement
from sealdesk.service.straddle_preview import AssembledSeal, assembled, edge_mm, strip_width_mm

_USUAL_STRIPS = 20
_SOON_MS = 30
"""Fields that change together are worked out once."""
_AT_ONCE = 1000
"""Pages whose strips are worked out within a few milliseconds."""


class StraddleDialog(PlacingDialog):
    """Shows what the fields mean while they change; troubles are said here, and nothing impossible can be placed.

    Accepted, it puts the straddle seal on the desk; one of the same seal that is there is replaced.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._preflight = self._document.preflight
        self._seals: tuple[AssembledSeal, ...] = ()
        self._placement: StraddlePlacement | None = None
        self._page = 0
        self._most = 0
        present = _present(self._placing)
        replace, place = self.tr("Replace the straddle seal"), self.tr("Place the straddle seal")
        self._verb = replace if present is not None else place
        self._make_parts()
        self.lay_out(self.tr("Straddle seal over several pages"), self._words(), self._shown())
        self._connect()
        self.form.show_placement(present or _usual(self._placing))
        self._show_ink()
        self.refresh()
        self.form.pages.setFocus()
        self.form.pages.selectAll()

    def _make_parts(self) -> None:
        self.form = StraddleForm(self._placing.frames)
        self.use_most = button()
        self.summary = label("", "small", wrap=True)
        self.fan = FanView()
        self.group_words = label("", "small")
        self.back_group = tool_button("chevron-left", self.tr("Seal before"))
        self.next_group = tool_button("chevron-right", self.tr("Next seal"))
        self.strips = StripPages(self._session)

    def _words(self) -> QVBoxLayout:
        rows = column()
        rows.addWidget(self.form)
        rows.addWidget(self.waiting)
        rows.addWidget(self.summary)
        rows.addStretch(1)
        return rows

    def _shown(self) -> QVBoxLayout:
        heading = QHBoxLayout()
        heading.addWidget(label(self.tr("Put together, first page on top"), "section"))
        heading.addStretch(1)
        heading.addWidget(self.group_words)
        heading.addWidget(self.back_group)
        heading.addWidget(self.next_group)
        rows = column(8)
        rows.addLayout(heading)
        rows.addWidget(self._shown_or_refused(), 1)
        rows.addWidget(label(self.tr("Each page with its strip"), "section"))
        rows.addWidget(self.strips)
        return rows

    def _shown_or_refused(self) -> QWidget:
        """The pile, or in its place why there is none."""
        refused = frame("desk")
        rows = QVBoxLayout(refused)
        rows.setContentsMargins(24, 24, 24, 24)
        rows.setSpacing(12)
        rows.addStretch(1)
        rows.addWidget(self.notice)
        rows.addWidget(self.use_most, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(2)
        made = QWidget()
        self._stack = QStackedLayout(made)
        self._stack.addWidget(self.fan)
        self._stack.addWidget(refused)
        return made

    def _connect(self) -> None:
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._refresh_soon)
        self.form.changed.connect(self._soon.start)
        self.use_most.clicked.connect(lambda: self.form.at_most.setValue(self._most))
        self.back_group.clicked.connect(lambda: self._step_group(-1))
        self.next_group.clicked.connect(lambda: self._step_group(1))
        self.strips.page_chosen.connect(self._point_out)
        self._session.picture_changed.connect(self._show_ink)

    def _show_ink(self) -> None:
        """The seal's picture while the vault is open, else its outline and name."""
        standing = self._session.seal
        if standing is not None:
            inked = Inked(standing.seal, self._session.seal_image)
            self.fan.show_ink(inked)
            self.strips.show_ink(inked)

    # What the fields mean.

    def refresh(self) -> None:
        """Work out the strips now; say what is impossible."""
        self._soon.stop()
        self.overtake()
        try:
            placement = self._wanted()
            self._show(placement, assembled(placement, self._placing.frames))
        except SealDeskError as error:
            self._refused(error)

    def _refresh_soon(self) -> None:
        """The same; of a document with thousands of pages, while the window goes on answering."""
        if len(self._placing.frames) <= _AT_ONCE:
            self.refresh()
            return
        self.overtake()
        try:
            placement = self._wanted()
        except SealDeskError as error:
            self._refused(error)
            return
        frames = self._placing.frames
        self.look_up(
            self.tr("Cutting the seal…"),
            lambda: assembled(placement, frames),
            lambda seals: self._show(placement, seals),
            self._refused,
        )

    def _wanted(self) -> StraddlePlacement:
        if self._preflight.signed:
            raise SealDeskError(ErrorCode.PLACE_STRADDLE_ON_SIGNED)
        placement = self.form.fit(self.form.placement())
        self._most = most_strips(placement)
        return placement

    def _show(self, placement: StraddlePlacement, seals: tuple[AssembledSeal, ...]) -> None:
        self._stack.setCurrentIndex(0)
        self._placement, self._seals = placement, seals
        self.offer(self._verb)
        self.summary.setText(self._summary(placement))
        self.strips.show_seals(placement, seals)
        if self._page not in placement.pages:
            self._page = placement.pages[0]
        self._point_out(self._page)

    def _refused(self, error: SealDeskError) -> None:
        self._placement, self._seals = None, ()
        self.offer(self._verb)
        self.summary.setText("")
        self.notice.say_error(error)
        thin = error.code is ErrorCode.PLACE_STRADDLE_TOO_THIN and self._most < self.form.at_most.value()
        self.use_most.setText(self.tr("One seal for {count} pages").format(count=self._most))
        self.use_most.setVisible(thin)
        self._stack.setCurrentIndex(1)
        self.fan.show_pile(None, Edge.RIGHT, 0)
        self.strips.show_seals(None, ())
        self.group_words.setText("")
        self.back_group.setEnabled(False)
        self.next_group.setEnabled(False)

    def _summary(self, placement: StraddlePlacement) -> str:
        widths = [strip_width_mm(placement, sheet.stamp) for seal in self._seals for sheet in seal.sheets]
        thin, wide = f"{min(widths):.1f}", f"{max(widths):.1f}"
        pages = len(placement.pages)
        strips = self.tr("strips of {thin} mm") if thin == wide else self.tr("strips of {thin} to {wide} mm")
        whole = (
            self.tr("{pages} pages, {seals} whole seals")
            if len(self._seals) > 1
            else self.tr("{pages} pages, one whole seal")
        )
        return self.tr("{whole}; {strips}").format(
            whole=whole.format(pages=pages, seals=len(self._seals)),
            strips=strips.format(thin=thin, wide=wide),
        )

    # Looking around.

    def _group_of(self, page: int) -> int:
        return next((number for number, seal in enumerate(self._seals) if page in seal.pages), 0)

    def _point_out(self, page: int) -> None:
        if not self._seals or self._placement is None:
            return
        self._page = page
        at = self._group_of(page)
        seal, count = self._seals[at], len(self._seals)
        self.fan.show_pile(seal, self._placement.edge, page)
        pages = self.tr("pages {pages}").format(pages=pages_text(seal.pages))
        words = self.tr("Seal {number} of {count}: {pages}")
        self.group_words.setText(words.format(number=at + 1, count=count, pages=pages) if count > 1 else "")
        self.fan.setAccessibleDescription(pages)
        for control in (self.back_group, self.next_group):
            control.setVisible(count > 1)
        self.back_group.setEnabled(at > 0)
        self.next_group.setEnabled(at + 1 < count)
        self.strips.choose(page)

    def _step_group(self, step: int) -> None:
        at = self._group_of(self._page) + step
        if 0 <= at < len(self._seals):
            self._point_out(self._seals[at].pages[0])

    # The end.

    def placements(self) -> tuple[StraddlePlacement, ...]:
        """The straddle seal, unless it is impossible."""
        return (self._placement,) if self._placement is not None else ()

    def accept(self) -> None:
        """Put the seal on the desk; what was entered last counts."""
        self.refresh()
        super().accept()


def _present(placing: Placing) -> StraddlePlacement | None:
    """The straddle seal that the current seal has on the desk."""
    for mark in placing.marks_of(placing.current):
        if isinstance(mark.placement, StraddlePlacement):
            return mark.placement
    return None


def _usual(placing: Placing) -> StraddlePlacement:
    """All pages, right edge, in the middle of the first page."""
    pages = tuple(range(1, len(placing.frames) + 1))
    middle = edge_mm(Edge.RIGHT, placing.frames[0]) / 2
    size = placing.size
    asked = StraddlePlacement(pages, Edge.RIGHT, middle, size.width_mm, size.height_mm)
    return StraddlePlacement(
        pages, Edge.RIGHT, middle, size.width_mm, size.height_mm, min(_USUAL_STRIPS, most_strips(asked))
    )
