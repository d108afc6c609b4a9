"""Placing templates at the desk: which there are, what one would place on this document, and using it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import button, frame, label, tool_button
from sealdesk.gui.language import in_brackets, language
from sealdesk.gui.notice import Notice
from sealdesk.gui.official_dialog import OfficialFindings
from sealdesk.gui.place_preview import PlacePreview, Shown
from sealdesk.gui.session import Session
from sealdesk.gui.template_save_dialog import SaveTemplateDialog
from sealdesk.impression.strips import placements_to_stamps
from sealdesk.model.ink import Stamp
from sealdesk.model.placing_rule import PlacingTemplate
from sealdesk.service import templates
from sealdesk.service.placing_rules import ResolvedPlaces
from sealdesk.texts import name_of
from sealdesk.texts.placing_rules import rule_text

_TEMPLATE = Qt.ItemDataRole.UserRole
_WIDTH_PX, _HEIGHT_PX, _SIDE_PX = 1000, 640, 360


class TemplateDialog(QDialog):
    """Shows what a template would place before anything is placed.

    Accepted, its places are on the desk, as one step to undo.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("help_topic", "templates")
        assert session.document is not None and session.placing is not None
        self._session, self._document, self._placing = session, session.document, session.placing
        self._number = 0
        self._sure_of = ""
        self._stamps: tuple[Stamp, ...] = ()
        self._pages: list[int] = []
        self._at = 0
        self.is_read = False
        self.resolved: ResolvedPlaces | None = None
        self._make()
        self._lay_out()
        self._connect()
        self._show_ink()
        self._show_found(None)
        self.read()

    def _make(self) -> None:
        title = self.tr("Places by template")
        self.setWindowTitle(title)
        self._title = label(title, "heading")
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
        self.rules = label("", "small", wrap=True)
        self.notice = Notice()
        self.notice.hide()
        self.findings = OfficialFindings()
        self.preview = PlacePreview(self._session.images, self._placing.frames)
        self.preview.setAccessibleName(self.tr("The page with the seals as the template places them"))
        self.page_words = label("", "small")
        self.before = tool_button("chevron-left", self.tr("Previous page with a seal"))
        self.after = tool_button("chevron-right", self.tr("Next page with a seal"))
        self.save = button(self.tr("Save these places as a template…"))
        self.save.setEnabled(False)
        self.delete = button(self.tr("Delete"), look="link")
        self.back = button(self.tr("Back"))
        self.do = button(self.tr("Place"))
        self.do.setDefault(True)

    def _lay_out(self) -> None:
        ground = frame("desk")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.preview)
        pages = QHBoxLayout()
        pages.addWidget(self.before)
        pages.addStretch(1)
        pages.addWidget(self.page_words)
        pages.addStretch(1)
        pages.addWidget(self.after)
        shown = QVBoxLayout()
        shown.setSpacing(4)
        shown.addWidget(ground, 1)
        shown.addLayout(pages)
        names = QWidget()
        self._stack = QStackedLayout(names)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        names.setMinimumHeight(120)
        side = QWidget()
        side.setFixedWidth(_SIDE_PX)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(names, 2)
        column.addWidget(label(self.tr("On this document"), "section"))
        column.addWidget(self.rules)
        column.addWidget(self.notice)
        column.addWidget(self.findings, 1)
        column.addWidget(self.delete, 0, Qt.AlignmentFlag.AlignLeft)
        both = QHBoxLayout()
        both.setSpacing(24)
        both.addWidget(side)
        both.addLayout(shown, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.save)
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

    def _connect(self) -> None:
        session = self._session
        self.list.currentItemChanged.connect(self._chosen)
        self.before.clicked.connect(lambda: self._show_page(self._at - 1))
        self.after.clicked.connect(lambda: self._show_page(self._at + 1))
        self.save.clicked.connect(self._save)
        self.delete.clicked.connect(self._delete)
        self.back.clicked.connect(self.reject)
        self.do.clicked.connect(self.accept)
        session.picture_changed.connect(self._show_ink)
        session.document_changed.connect(self.reject)

    def _show_ink(self) -> None:
        standing = self._session.seal
        self.preview.show_ink(standing.seal if standing else None, self._session.seal_image)

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
        self._show_found(None)
        if template is None or seal is None:
            return
        self.rules.setText("\n".join(rule_text(rule, language()) for rule in template.rules))
        self._number += 1
        number, document, size = self._number, self._document, self._placing.size

        def done(found: ResolvedPlaces) -> None:
            if number == self._number:
                self._show_found(found)

        self._session.documents.submit(
            lambda progress: templates.apply(
                template,
                document.path,
                document.password,
                document.preflight,
                (size.width_mm, size.height_mm),
                holder=seal.seal.holder,
            ),
            owner=self,
            done=done,
            failed=self._refused,
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
        placements = found.placements if found is not None else ()
        self._stamps = placements_to_stamps(placements, self._placing.frames)
        self._pages = sorted({stamp.page for stamp in self._stamps})
        self.do.setEnabled(bool(placements))
        one, several = self.tr("Place one seal"), self.tr("Place {count} seals")
        count = len(placements)
        self.do.setText(several.format(count=count) if count != 1 else one)
        if not placements:
            self.do.setText(self.tr("Place"))
        left = self._session.uses_left - len(placements)
        if found is not None and left < 0:
            self.notice.say("warning", self.tr("More places than the request has left"))
        self.findings.setVisible(found is not None)
        if found is not None:
            self.findings.show_findings(found.findings, self.tr("Every rule of the template has its place."))
        else:
            self.rules.setText("")
        self._show_page(0)

    def _show_page(self, at: int) -> None:
        self._at = at
        count = len(self._pages)
        self.before.setEnabled(at > 0)
        self.after.setEnabled(at + 1 < count)
        if not count:
            self.page_words.setText("")
            self.preview.show_place(Shown(self._session.page))
            return
        page = self._pages[at]
        words = self.tr("Page {page}, {at} of {count} with a seal")
        self.page_words.setText(words.format(page=page, at=at + 1, count=count))
        seals = tuple(stamp for stamp in self._stamps if stamp.page == page)
        self.preview.show_place(Shown(page, seals=seals))

    # Doing.

    def accept(self) -> None:
        """Put the places on the desk."""
        if self.resolved is None or not self.resolved.placements:
            return
        self._placing.put(self.resolved.placements)
        if self._pages:
            self._session.show_page(self._pages[0])
        self._session.places_changed.emit()
        super().accept()

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
