"""The verdict on a document: one plain answer by colour, shape and words; the reasons below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.labels import NAMES_PX, IconLabel, add_fact, button, form, label, line, set_look
from sealdesk.gui.language import in_brackets, language, listed, sentences
from sealdesk.model.hidden_record import ImageFinding, ImageStanding
from sealdesk.model.verification import (
    Change,
    Revocation,
    SignatureFinding,
    Trust,
    Verdict,
    VerificationReport,
)
from sealdesk.texts import change_text, error_text, language_of, name_of, reason_text, time_text
from sealdesk.texts.image_words import (
    ASK_FOR_ORIGINAL,
    IMAGES_TITLE,
    PICTURE,
    UNSIGNED_COPY,
    any_copied,
    group_text,
    image_groups,
    is_picture_of_seal,
)

_IMAGES = {
    ImageStanding.PRESSED_HERE: ("shield-check", "good"),
    ImageStanding.RESAVED: ("shield-alert", "warning"),
    ImageStanding.COPIED: ("shield-x", "text"),
    ImageStanding.UNPROVEN: ("shield-alert", "warning"),
    ImageStanding.NO_RECORD: ("shield-question-mark", "neutral"),
    ImageStanding.NOT_READ: ("shield-question-mark", "neutral"),
}
_CODES = {code.text: code for code in ErrorCode}


def look_of(report: VerificationReport) -> tuple[str, str]:
    """Ground (`good`, `warning`, `bad`, `neutral`) and icon of a report: colour is never alone."""
    verdict, copied = report.verdict, any_copied(report.images)
    if verdict is Verdict.UNSIGNED and copied:
        return ("warning", "shield-alert") if is_picture_of_seal(report.images) else ("bad", "shield-x")
    if verdict in (Verdict.UNSIGNED, Verdict.ERROR):
        return "neutral", "shield-question-mark"
    if verdict in (Verdict.ALTERED, Verdict.INVALID) or report.trust is Trust.UNTRUSTED:
        return "bad", "shield-x"
    if verdict is Verdict.CHANGED or report.trust is Trust.UNKNOWN:
        return "warning", "shield-alert"
    if report.revocation is not Revocation.GOOD or copied:
        return "warning", "shield-alert"
    return "good", "shield-check"


class VerdictView(QWidget):
    """Shows one report.

    Signals:
        entry_asked: The ledger's entry of an impression is to be shown (its id).
    """

    entry_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = QFrame()
        self.icon = IconLabel("shield-question-mark", "neutral", 40)
        self.verdict = label("", "heading", wrap=True)
        self.standing = label("", wrap=True)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self.verdict)
        texts.addWidget(self.standing)
        inside = QHBoxLayout(self.banner)
        inside.setContentsMargins(20, 16, 20, 16)
        inside.setSpacing(16)
        inside.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignVCenter)
        inside.addLayout(texts, 1)
        self._details = QVBoxLayout()
        self._details.setSpacing(12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(self.banner)
        layout.addLayout(self._details)

    def show_report(self, report: VerificationReport) -> None:
        """Show this report; what was there is gone."""
        look, icon = look_of(report)
        set_look(self.banner, look)
        self.icon.show_icon(icon, look)
        self.verdict.setText(self._headline(report))
        self.standing.setText(self._standing(report))
        self.banner.setAccessibleName(f"{self.verdict.text()}. {self.standing.text()}")
        _empty(self._details)
        if report.images:
            self._details.addWidget(self._images(report.images))
        if report.changes:
            self._details.addWidget(self._changes(report.changes))
        for number, finding in enumerate(report.signatures, 1):
            self._details.addWidget(self._signature(finding, number))

    def _headline(self, report: VerificationReport) -> str:
        """The one plain answer: never good news alone where the signer is not trusted."""
        if report.verdict is Verdict.INTACT and report.trust is Trust.UNTRUSTED:
            return self.tr("Unchanged, but the signer is not to be trusted")
        if report.verdict is Verdict.INTACT and report.trust is Trust.UNKNOWN:
            return self.tr("Unchanged; whether the signer is to be trusted is unknown")
        if report.verdict is Verdict.UNSIGNED and is_picture_of_seal(report.images):
            return PICTURE.in_language(language_of(language()))
        if report.verdict is Verdict.UNSIGNED and any_copied(report.images):
            return UNSIGNED_COPY.in_language(language_of(language()))
        return name_of(report.verdict, language())

    def _standing(self, report: VerificationReport) -> str:
        if report.verdict is Verdict.ERROR:
            return self._trouble(report)
        if report.verdict is Verdict.UNSIGNED and is_picture_of_seal(report.images):
            return ASK_FOR_ORIGINAL.in_language(language_of(language()))
        if report.verdict is Verdict.UNSIGNED:
            return self.tr("A picture of a seal proves nothing by itself.")
        parts = (report.trust, report.revocation, report.time_standing)
        return " · ".join(name_of(part, language()) for part in parts)

    def _trouble(self, report: VerificationReport) -> str:
        code = _CODES.get(report.error_code)
        if code is None:
            return report.error_code
        text = error_text(SealDeskError(code, **report.error_facts), language())
        return sentences(text.happened, text.now)

    def _images(self, images: tuple[ImageFinding, ...]) -> QWidget:
        box, rows = _section(self, IMAGES_TITLE.in_language(language_of(language())))
        for group in image_groups(images):
            of_picture = group.finding.standing is ImageStanding.COPIED and group.finding.page == 0
            icon, look = ("shield-alert", "warning") if of_picture else _IMAGES[group.finding.standing]
            said = _value(group_text(group, language()))
            if group.finding.standing is ImageStanding.COPIED and not of_picture:
                set_look(said, "strong")
            rows.addRow(IconLabel(icon, look, 18), said)
            if group.finding.facts.get("entry") == "found":
                rows.addRow("", self._to_entry(group.finding))
        return box

    def _to_entry(self, finding: ImageFinding) -> QWidget:
        """This workspace's ledger has the impression: the way there."""
        entry_id = finding.facts.get("entry_id", "")
        made = button(self.tr("Show the ledger entry"), "book-open-text", "link")
        made.clicked.connect(lambda: self.entry_asked.emit(entry_id))
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(made)
        row.addStretch(1)
        return holder

    def _changes(self, changes: tuple[Change, ...]) -> QWidget:
        box, rows = _section(self, self.tr("Changes after signing"))
        for change in changes:
            allowed = self.tr("permitted") if change.permitted else self.tr("not permitted")
            what = change.detail
            if change.old or change.new:
                what += f" {change.old or '—'} → {change.new or '—'}"
            add_fact(
                rows,
                change_text(change.kind, language()) + in_brackets(allowed),
                _value(what),
                names_px=NAMES_PX,
            )
        return box

    def _signature(self, finding: SignatureFinding, number: int) -> QWidget:
        if finding.is_document_timestamp:
            title = self.tr("Document timestamp {number}").format(number=number)
        else:
            title = self.tr("Signature {number}").format(number=number)
        box, rows = _section(self, title)
        for words, value in self._facts(finding):
            if value:
                add_fact(rows, words, _value(value), names_px=NAMES_PX)
        for reason in finding.reasons:
            rows.addRow(
                IconLabel("triangle-alert", "warning", 18), label(reason_text(reason, language()), wrap=True)
            )
        return box

    def _facts(self, finding: SignatureFinding) -> list[tuple[str, str]]:
        def told(name: str) -> str:
            """What it says of each of its seals, the same once."""
            return listed(dict.fromkeys(text for seal in finding.seals if (text := seal.get(name, ""))))

        sound = self.tr("sound") if finding.sound else self.tr("not sound")
        covered = (
            self.tr("covers its whole revision")
            if finding.covers_revision
            else self.tr("does not cover it all")
        )
        time = time_text(finding.signing_time) if finding.signing_time else ""
        if time:
            time += in_brackets(name_of(finding.time_standing, language()))
        return [
            (self.tr("Signer"), finding.signer),
            (self.tr("Time"), time),
            (self.tr("Signature"), listed((sound, covered))),
            (
                self.tr("Trust"),
                f"{name_of(finding.trust, language())} · {name_of(finding.revocation, language())}",
            ),
            (self.tr("Seal"), told("seal_name")),
            (self.tr("Holder"), told("holder")),
            (self.tr("Credit code"), told("credit_code")),
            (self.tr("Custodian"), told("custodian")),
            (self.tr("Request"), told("request_id")),
            (self.tr("Ledger entry"), told("entry_id")),
        ]


def _section(parent: QWidget, title: str) -> tuple[QWidget, QFormLayout]:
    box = QWidget(parent)
    rows = form()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(label(title, "strong"))
    layout.addWidget(line())
    layout.addLayout(rows)
    return box, rows


def _value(text: str) -> QLabel:
    made = label(" ".join(text.split()), wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()
