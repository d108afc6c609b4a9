"""Places on the desk become a template: a name, what it is for, and its rules, one of them by keyword if wanted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QWidget

from sealdesk.formats.placing_template import LONGEST_NAME, is_name
from sealdesk.gui.labels import add_fact, button, fit_height, form, label
from sealdesk.gui.language import language
from sealdesk.gui.notice import Notice
from sealdesk.gui.placing_dialog import foot_of, framed
from sealdesk.gui.session import Session
from sealdesk.model.document import DocumentClass
from sealdesk.model.placing_rule import KeywordRule, Occurrence, PlacingRule, PlacingTemplate
from sealdesk.service import templates
from sealdesk.texts import name_of
from sealdesk.texts.placing_rules import rule_text


class SaveTemplateDialog(QDialog):
    """Saves the current seal's places.

    Signals:
        saved: The template's name.
    """

    saved = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        assert session.placing is not None
        self._session = session
        placing = session.placing
        placements = tuple(mark.placement for mark in placing.marks_of(placing.current))
        self._rules = templates.rules_of(placements, placing.frames)
        self._make()
        self._lay_out()
        self._show()
        self.name.setFocus()

    def _make(self) -> None:
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(self.tr("Name"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("For documents of the class"))
        self.kind.addItem(self.tr("Every document"), None)
        for one in DocumentClass:
            self.kind.addItem(name_of(one, language()), one)
        standing = self._session.standing
        if standing is not None:
            self.kind.setCurrentIndex(self.kind.findData(standing.request.document_class))
        self.keyword = QLineEdit()
        self.keyword.setAccessibleName(self.tr("Keyword"))
        self.keyword.setPlaceholderText(self.tr("words that stand in the text"))
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Which place"))
        for words, value in (
            (self.tr("first place"), Occurrence.FIRST),
            (self.tr("last place"), Occurrence.LAST),
            (self.tr("every place"), Occurrence.EVERY),
        ):
            self.which.addItem(words, value)
        self.rules = label("", "small", wrap=True)
        self.notice = Notice()
        self.notice.hide()
        self.back = button(self.tr("Back"))
        self.do = button(self.tr("Save"))
        self.do.setDefault(True)
        self.name.textChanged.connect(self._show)
        self.keyword.textChanged.connect(self._show)
        self.which.currentIndexChanged.connect(self._show)
        self.do.clicked.connect(self._save)
        self.back.clicked.connect(self.reject)
        self._session.document_changed.connect(self.reject)

    def _lay_out(self) -> None:
        facts = form()
        add_fact(facts, self.tr("Name"), self.name)
        add_fact(facts, self.tr("For documents"), self.kind)
        add_fact(facts, self.tr("Places"), self.rules)
        word = QHBoxLayout()
        word.setSpacing(8)
        word.addWidget(self.keyword, 1)
        word.addWidget(self.which)
        add_fact(facts, self.tr("Also at the keyword"), word)
        layout = framed(self, self.tr("Save the places as a template"))
        layout.addWidget(
            label(
                self.tr("Distances are kept from the nearest sides, so that they fit other page sizes, too."),
                "small",
                wrap=True,
            )
        )
        layout.addLayout(facts)
        layout.addWidget(self.notice)
        layout.addSpacing(4)
        layout.addLayout(foot_of(self.back, self.do))

    @property
    def template(self) -> PlacingTemplate:
        """As it would be saved."""
        rules: tuple[PlacingRule, ...] = self._rules
        word = self.keyword.text().strip()
        if word:
            rules = (*rules, KeywordRule(word, occurrence=Occurrence(self.which.currentData())))
        kind = self.kind.currentData()
        return PlacingTemplate(self.name.text().strip(), rules, DocumentClass(kind) if kind else None)

    def _show(self) -> None:
        self.rules.setText("\n".join(rule_text(rule, language()) for rule in self.template.rules))
        self.do.setEnabled(is_name(self.name.text().strip()))
        fit_height(self)

    def _save(self) -> None:
        template = self.template

        def done(answer: None) -> None:
            self.saved.emit(template.name)
            self.accept()

        self._session.desk.submit(
            lambda desk: templates.save_template(desk.layout, template),
            owner=self,
            done=done,
            failed=self.notice.say_error,
        )
