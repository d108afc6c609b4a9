"""The assistant for official documents (公文): finds issuer and date, shows the seal's place and the rules it keeps."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui.findings_list import FindingsList
from sealdesk.gui.keyword_dialog import KeywordDialog
from sealdesk.gui.labels import add_fact, button, form, label
from sealdesk.gui.language import language
from sealdesk.gui.place_pane import PlacePane
from sealdesk.gui.place_preview import LineSample, Shown
from sealdesk.gui.placing_dialog import PlacingDialog, column
from sealdesk.gui.session import Session
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import Placement
from sealdesk.service.placing_rules import (
    OfficialProposal,
    RuleKind,
    official_proposal,
    proposal_of,
)
from sealdesk.texts.place_words import place_text


class OfficialDialog(PlacingDialog):
    """Looks for the place on the documents worker; accepted, it puts the seal there."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.proposal: OfficialProposal | None = None
        self._make_parts()
        title = self.tr("Place as on an official document")
        self.lay_out(title, self._words(), self._shown(), before=self.keyword)
        self.text_below.toggled.connect(self._propose)
        self.issuer.activated.connect(self._propose)
        self.keyword.clicked.connect(self._by_keyword)
        self._offer()
        self.back.setFocus()
        self._look()

    def _make_parts(self) -> None:
        self.pane = PlacePane(self._session, self.tr("The page with the proposed seal and the rule lines"))
        self.preview = self.pane.preview
        self.issuer = QComboBox()
        self.issuer.setAccessibleName(self.tr("Issuer"))
        self.issuer_name = label("", "strong", wrap=True)
        self.date = label("", "strong", wrap=True)
        self.page = label("")
        self.text_below = QCheckBox(self.tr("The seal has text along its lower arc"))
        self.text_below.setToolTip(
            self.tr("Then its middle lies on the date, so that text and date stay readable")
        )
        self.findings = FindingsList()
        self.keyword = button(self.tr("Keyword…"))

    def _words(self) -> QVBoxLayout:
        self._found = QWidget()
        self._lay_out_found()
        self._found.hide()
        rows = column()
        rows.addWidget(self.waiting)
        rows.addWidget(self.notice)
        rows.addWidget(self._found, 1)
        rows.addStretch()
        return rows

    def _lay_out_found(self) -> None:
        facts = form()
        names = QVBoxLayout()
        names.addWidget(self.issuer_name)
        names.addWidget(self.issuer)
        add_fact(facts, self.tr("Issuer"), names)
        add_fact(facts, self.tr("Date"), self.date)
        add_fact(facts, self.tr("Page"), self.page)
        rows = column()
        rows.addLayout(facts)
        rows.addWidget(self.text_below)
        rows.addWidget(label(self.tr("Rules (GB/T 9704)"), "section"))
        rows.addWidget(self.findings, 1)
        self._found.setLayout(rows)

    def _shown(self) -> QVBoxLayout:
        self.legend = self._legend()
        self.legend.hide()
        rows = column(8)
        rows.addWidget(self.pane, 1)
        rows.addWidget(self.legend)
        return rows

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

    # Looking.

    def _look(self) -> None:
        document, size, standing = self._document, self._placing.size, self._session.seal
        holder = standing.seal.holder if standing else ""
        self.look_up(
            self.tr("Looking for issuer and date in the text…"),
            lambda: official_proposal(
                document.path,
                document.password,
                document.preflight,
                size.width_mm,
                size.height_mm,
                holder=holder,
            ),
            self._take,
        )

    def _take(self, proposal: OfficialProposal) -> None:
        if proposal.placement is None:
            self.proposal = proposal
            text = place_text(proposal.findings[0], language())
            self.notice.say("neutral", text.found, text.now)
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
        self._found.show()
        self._show(proposal)
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
        shown = Shown(proposal.page, middle, across, seals, found, proposal.rule_lines)
        self.preview.show_place(shown)
        self.findings.show_findings(proposal.findings, self.tr("The place keeps all rules."))
        self._offer()

    # The end.

    def placements(self) -> tuple[Placement, ...]:
        """The proposed place, once it is found."""
        place = self.proposal.placement if self.proposal else None
        return (place,) if place is not None else ()

    def _offer(self) -> None:
        self.offer(self.tr("Place as proposed"))

    def _by_keyword(self) -> None:
        session, parent = self._session, self.parentWidget()
        self.reject()
        KeywordDialog(session, parent).open()


def _is_scan(proposal: OfficialProposal) -> bool:
    return proposal.findings[0].code.value == "official.scanned"
