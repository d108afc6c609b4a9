"""The assistant for official documents (公文): finds issuer and date, shows the seal's place and the rules it keeps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from sealdesk.errors import SealDeskError
from sealdesk.gui.keyword_dialog import KeywordDialog
from sealdesk.gui.labels import IconLabel, add_fact, button, form, frame, label
from sealdesk.gui.language import language
from sealdesk.gui.notice import Notice
from sealdesk.gui.place_preview import LineSample, PlacePreview, Shown
from sealdesk.gui.session import Session
from sealdesk.model.ink import Stamp
from sealdesk.service.placing_rules import (
    OfficialProposal,
    PlaceFinding,
    RuleKind,
    official_proposal,
    proposal_of,
)
from sealdesk.texts.place_words import place_text

_WIDTH_PX, _HEIGHT_PX, _SIDE_PX = 1020, 660, 360


class OfficialDialog(QDialog):
    """Looks for the place on the documents worker; accepted, it puts the seal there (one step to undo)."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        assert session.document is not None and session.placing is not None
        self._session, self._placing, self._document = session, session.placing, session.document
        self.proposal: OfficialProposal | None = None
        self._make_parts()
        self._lay_out()
        self._connect()
        self._show_ink()
        self._look()

    def _make_parts(self) -> None:
        title = self.tr("Place as on an official document")
        self.setWindowTitle(title)
        self._title = label(title, "heading")
        self.preview = PlacePreview(self._session.images, self._placing.frames)
        self.preview.setAccessibleName(self.tr("The page with the proposed seal and the rule lines"))
        self.notice = Notice()
        self.notice.hide()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Looking for issuer and date"))
        self.issuer = QComboBox()
        self.issuer.setAccessibleName(self.tr("Issuer"))
        self.issuer_name = label("", "strong", wrap=True)
        self.date = label("", "strong", wrap=True)
        self.page = label("")
        self.text_below = QCheckBox(self.tr("The seal has text along its lower arc"))
        self.text_below.setToolTip(
            self.tr("Then its middle lies on the date, so that text and date stay readable")
        )
        self.findings = OfficialFindings()
        self.keyword = button(self.tr("Keyword…"))
        self.back = button(self.tr("Place by hand"))
        self.do = button(self.tr("Place as proposed"))
        self.do.setDefault(True)
        self.do.setEnabled(False)

    def _lay_out(self) -> None:
        ground = frame("desk")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.preview)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(ground, 1)
        self.legend = self._legend()
        self.legend.hide()
        left.addWidget(self.legend)
        self._sides = QStackedLayout()
        self._sides.addWidget(self._waiting())
        self._sides.addWidget(self._found())
        self._sides.addWidget(self._missing())
        side = QWidget()
        side.setFixedWidth(_SIDE_PX)
        side.setLayout(self._sides)
        both = QHBoxLayout()
        both.setSpacing(24)
        both.addLayout(left, 1)
        both.addWidget(side)
        foot = QHBoxLayout()
        foot.addWidget(self.keyword)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.do)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addLayout(both, 1)
        layout.addLayout(foot)
        screen = self.screen().availableGeometry()
        self.resize(min(_WIDTH_PX, screen.width() - 40), min(_HEIGHT_PX, screen.height() - 60))

    def _legend(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for kind, words in (
            (RuleKind.TYPE_AREA, self.tr("Type area")),
            (RuleKind.DATE_INDENT, self.tr("Four characters from the right")),
            (RuleKind.TOP_LIMIT, self.tr("The seal's top, at the lowest")),
        ):
            row.addWidget(LineSample(kind))
            row.addWidget(label(words, "small"))
            row.addSpacing(12)
        row.addStretch(1)
        return made

    def _waiting(self) -> QWidget:
        words = label(self.tr("Looking for issuer and date in the text…"), "secondary", wrap=True)
        return _column(words, self.progress)

    def _missing(self) -> QWidget:
        return _column(self.notice)

    def _found(self) -> QWidget:
        facts = form()
        names = QVBoxLayout()
        names.addWidget(self.issuer_name)
        names.addWidget(self.issuer)
        add_fact(facts, self.tr("Issuer"), names)
        add_fact(facts, self.tr("Date"), self.date)
        add_fact(facts, self.tr("Page"), self.page)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(facts)
        column.addWidget(self.text_below)
        column.addWidget(label(self.tr("Rules (GB/T 9704)"), "section"))
        column.addWidget(self.findings, 1)
        return made

    def _connect(self) -> None:
        self.text_below.toggled.connect(self._propose)
        self.issuer.activated.connect(self._propose)
        self._session.picture_changed.connect(self._show_ink)
        self._session.document_changed.connect(self.reject)
        self.keyword.clicked.connect(self._by_keyword)
        self.back.clicked.connect(self.reject)
        self.do.clicked.connect(self.accept)

    def _show_ink(self) -> None:
        standing = self._session.seal
        self.preview.show_ink(standing.seal if standing else None, self._session.seal_image)

    # Looking.

    def _look(self) -> None:
        document, size = self._document, self._placing.size
        standing = self._session.seal
        holder = standing.seal.holder if standing else ""
        self.preview.show_place(Shown(self._session.page))
        self.back.setFocus()

        self._session.documents.submit(
            lambda progress: official_proposal(
                document.path,
                document.password,
                document.preflight,
                size.width_mm,
                size.height_mm,
                holder=holder,
            ),
            owner=self,
            done=self._take,
            failed=self._refused,
        )

    def _refused(self, error: SealDeskError) -> None:
        self.notice.say_error(error)
        self._sides.setCurrentIndex(2)

    def _take(self, proposal: OfficialProposal) -> None:
        if proposal.placement is None:
            self.proposal = proposal
            text = place_text(proposal.findings[0], language())
            self.notice.say("neutral", text.found, text.now)
            self._sides.setCurrentIndex(2)
            (self.back if _is_scan(proposal) else self.keyword).setFocus()
            return
        self.issuer.clear()
        for one in proposal.issuers:
            self.issuer.addItem(one.text)
        if proposal.issuer is not None:
            self.issuer.setCurrentIndex(proposal.issuers.index(proposal.issuer))
        self.issuer_name.setText(proposal.issuer.text if proposal.issuer else self.tr("not found"))
        several = len(proposal.issuers) > 1
        self.issuer.setVisible(several)
        self.issuer_name.setVisible(not several)
        self.date.setText(proposal.date.text if proposal.date else "")
        self.page.setText(self.tr("page {page}").format(page=proposal.page))
        self.legend.show()
        self._sides.setCurrentIndex(1)
        self._show(proposal)
        self.do.setEnabled(True)
        self.do.setFocus()

    def _propose(self) -> None:
        """Another issuer, or another kind of seal: reckoned anew from what was read."""
        proposal = self.proposal
        if proposal is None or proposal.layout is None:
            return
        size = self._placing.size
        issuer = self.issuer.currentIndex() if proposal.issuers else None
        self._show(
            proposal_of(
                proposal.layout,
                self._document.preflight,
                size.width_mm,
                size.height_mm,
                issuer=issuer,
                text_below=self.text_below.isChecked(),
            )
        )

    def _show(self, proposal: OfficialProposal) -> None:
        self.proposal = proposal
        place = proposal.placement
        assert place is not None
        found = tuple(one.bounds_mm for one in (proposal.issuer, proposal.date) if one is not None)
        seals = (Stamp(place.page, place.box),)
        middle = (place.centre_x_mm, place.centre_y_mm)
        across = self._placing.frames[place.page - 1].width_mm
        self.preview.show_place(Shown(proposal.page, middle, across, seals, found, proposal.rule_lines))
        self.findings.show_findings(proposal.findings, self.tr("The place keeps all rules."))

    # The end.

    def _by_keyword(self) -> None:
        session, parent = self._session, self.parentWidget()
        self.reject()
        KeywordDialog(session, parent).open()

    def accept(self) -> None:
        """Put the seal there, and show the page."""
        place = self.proposal.placement if self.proposal else None
        if place is None:
            return
        self._placing.put((place,))
        self._session.show_page(place.page)
        self._session.places_changed.emit()
        super().accept()


def _is_scan(proposal: OfficialProposal) -> bool:
    return proposal.findings[0].code.value == "official.scanned"


def _column(*widgets: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return made


class OfficialFindings(QScrollArea):
    """Findings one below the other, each with an icon, what it is, and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Rules that are not kept"))
        self.texts: tuple[str, ...] = ()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE_PX, 160)

    def show_findings(self, findings: Sequence[PlaceFinding], all_kept: str) -> None:
        """Show these; without any, `all_kept`."""
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self.texts = ()
        if not findings:
            grid.addWidget(IconLabel("circle-check", "good"), 0, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(all_kept, wrap=True), 0, 1)
            self.texts = (all_kept,)
        for row, finding in enumerate(findings):
            text = place_text(finding, language())
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(label(text.found, wrap=True))
            words.addWidget(label(text.now, "small", wrap=True))
            grid.addWidget(IconLabel("triangle-alert", "warning"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(words, row, 1)
            self.texts = (*self.texts, text.found)
        grid.setRowStretch(max(1, len(findings)), 1)
        self.setAccessibleDescription("\n".join(self.texts))
        self.setWidget(inside)
