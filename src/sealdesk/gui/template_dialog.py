"""Placing templates at the desk: which there are, what one would place on this document, and using it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedLayout, QVBoxLayout, QWidget

from sealdesk.errors import SealDeskError
from sealdesk.gui.findings_list import FindingsList
from sealdesk.gui.labels import button, label, tool_button
from sealdesk.gui.language import in_brackets, language
from sealdesk.gui.place_pane import PlacePane
from sealdesk.gui.place_preview import Shown
from sealdesk.gui.placing_dialog import PlacingDialog, column
from sealdesk.gui.session import Session
from sealdesk.gui.template_save_dialog import SaveTemplateDialog
from sealdesk.impression.strips import placements_to_stamps
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import AnyPlacement
from sealdesk.model.placing_rule import PlacingTemplate
from sealdesk.service import templates
from sealdesk.service.placing_rules import ResolvedPlaces
from sealdesk.texts import name_of
from sealdesk.texts.placing_rules import rule_text

_TEMPLATE = Qt.ItemDataRole.UserRole
_LIST_PX = 120


class TemplateDialog(PlacingDialog):
    """Shows what a template would place before anything is placed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._sure_of = ""
        self._stamps: tuple[Stamp, ...] = ()
        self._pages: list[int] = []
        self._at = 0
        self.is_read = False
        self.resolved: ResolvedPlaces | None = None
        self._make_list()
        self._make_parts()
        self.lay_out(self.tr("Places by template"), self._words(), self._shown(), before=self.save)
        self._connect()
        self._show_found(None)
        self.read()

    def _make_list(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Templates"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.empty = label(
            self.tr("No template yet. Place seals on a document, then save these places here."),
            "secondary",
            wrap=True,
        )
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._names = QWidget()
        self._names.setMinimumHeight(_LIST_PX)
        self._stack = QStackedLayout(self._names)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)

    def _make_parts(self) -> None:
        self.on_this = label(self.tr("On this document"), "section")
        self.rules = label("", "small", wrap=True)
        self.findings = FindingsList()
        self.pane = PlacePane(self._session, self.tr("The page with the seals as the template places them"))
        self.preview = self.pane.preview
        self.page_words = label("", "small")
        self.before = tool_button("chevron-left", self.tr("Previous page with a seal"))
        self.after = tool_button("chevron-right", self.tr("Next page with a seal"))
        self.save = button(self.tr("Save these places as a template…"))
        self.save.setEnabled(False)
        self.delete = button(self.tr("Delete"), look="link")

    def _words(self) -> QVBoxLayout:
        rows = column(8)
        rows.addWidget(self._names, 2)
        rows.addWidget(self.on_this)
        rows.addWidget(self.rules)
        rows.addWidget(self.notice)
        rows.addWidget(self.waiting)
        rows.addWidget(self.findings, 1)
        rows.addWidget(self.delete, 0, Qt.AlignmentFlag.AlignLeft)
        return rows

    def _shown(self) -> QVBoxLayout:
        pages = QHBoxLayout()
        pages.addWidget(self.before)
        pages.addStretch(1)
        pages.addWidget(self.page_words)
        pages.addStretch(1)
        pages.addWidget(self.after)
        rows = column(4)
        rows.addWidget(self.pane, 1)
        rows.addLayout(pages)
        return rows

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._chosen)
        self.before.clicked.connect(lambda: self._show_page(self._at - 1))
        self.after.clicked.connect(lambda: self._show_page(self._at + 1))
        self.save.clicked.connect(self._save)
        self.delete.clicked.connect(self._delete)

    # The list.

    def read(self, name: str = "") -> None:
        """Read the templates anew, and choose the one of this name."""
        standing = self._session.standing
        document_class = standing.request.document_class if standing is not None else None

        def done(found: tuple[PlacingTemplate, ...]) -> None:
            self._fill(found, name)

        self._session.desk.submit(
            lambda desk: templates.list_templates(desk.layout, document_class),
            owner=self,
            done=done,
            failed=self._refused,
        )

    def _fill(self, found: tuple[PlacingTemplate, ...], name: str) -> None:
        self.is_read = True
        self.list.blockSignals(True)
        self.list.clear()
        for template in found:
            kind = template.document_class
            words = template.name + (in_brackets(name_of(kind, language())) if kind else "")
            item = QListWidgetItem(words)
            item.setData(_TEMPLATE, template)
            self.list.addItem(item)
        self.list.blockSignals(False)
        marks = self._placing.marks_of(self._placing.current)
        self.save.setEnabled(bool(marks))
        self.save.setToolTip("" if marks else self.tr("Place the seal first"))
        self._stack.setCurrentWidget(self.list if found else self.empty)
        names = [template.name for template in found]
        self.list.setCurrentRow(names.index(name) if name in names else 0)
        if found:
            self.list.setFocus()
        else:
            self._show_found(None)
            (self.save if marks else self.back).setFocus()

    @property
    def template(self) -> PlacingTemplate | None:
        """The chosen one."""
        item = self.list.currentItem()
        chosen: PlacingTemplate | None = item.data(_TEMPLATE) if item is not None else None
        return chosen

    def _chosen(self, item: QListWidgetItem | None) -> None:
        template, seal = self.template, self._session.seal
        self.overtake()
        self._show_found(None)
        if template is None or seal is None:
            return
        self.rules.setText("\n".join(rule_text(rule, language()) for rule in template.rules))
        document, size = self._document, self._placing.size
        self.look_up(
            self.tr("Looking for the places…"),
            lambda: templates.apply(
                template,
                document.path,
                document.password,
                document.preflight,
                (size.width_mm, size.height_mm),
                holder=seal.seal.holder,
            ),
            self._show_found,
        )

    def _refused(self, error: SealDeskError) -> None:
        self.notice.say_error(error)

    # What it would place.

    def _show_found(self, found: ResolvedPlaces | None) -> None:
        self.resolved = found
        self.notice.hide()
        self._sure_of = ""
        self.delete.setText(self.tr("Delete"))
        self.delete.setVisible(self.template is not None)
        self.on_this.setVisible(self.template is not None)
        self._stamps = placements_to_stamps(self.placements(), self._placing.frames)
        self._pages = sorted({stamp.page for stamp in self._stamps})
        self.offer()
        self.findings.setVisible(found is not None)
        if found is not None:
            self.findings.show_findings(found.findings, self.tr("Every rule of the template has its place."))
        else:
            self.rules.setText("")
        self._show_page(0)

    def placements(self) -> tuple[AnyPlacement, ...]:
        """Where the template leads on this document."""
        return self.resolved.placements if self.resolved is not None else ()

    def _show_page(self, at: int) -> None:
        self._at = at
        count = len(self._pages)
        for turn in (self.before, self.after):
            turn.setVisible(count > 1)
        self.before.setEnabled(at > 0)
        self.after.setEnabled(at + 1 < count)
        if not count:
            self.page_words.setText("")
            self.pane.show_bare()
            return
        page = self._pages[at]
        words = self.tr("Page {page}, {at} of {count} with a seal")
        self.page_words.setText(words.format(page=page, at=at + 1, count=count))
        seals = tuple(stamp for stamp in self._stamps if stamp.page == page)
        self.preview.show_place(Shown(page, seals=seals))

    # Doing.

    def _save(self) -> None:
        dialog = SaveTemplateDialog(self._session, self)
        dialog.saved.connect(self.read)
        dialog.open()

    def _delete(self) -> None:
        template = self.template
        if template is None:
            return
        name = template.name
        if self._sure_of != name:
            self._sure_of = name
            self.delete.setText(self.tr("Delete “{name}” for good").format(name=name))
            return
        self._session.desk.submit(
            lambda desk: templates.delete_template(desk.layout, name),
            owner=self,
            done=lambda answer: self.read(),
            failed=self._refused,
        )
