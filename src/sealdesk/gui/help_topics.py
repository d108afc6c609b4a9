"""The topics of the help, and which of them belongs to what a person is looking at.

A topic is a Markdown file in `resources/help/<language>`; its first line is its title. Words of the window stand
in quotation marks in Chinese (“盖章”) and in bold type in English, exactly as the window writes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from PySide6.QtWidgets import QWidget

from sealdesk import resources

PROPERTY = "help_topic"
"""The dynamic property by which a widget says its topic itself."""

TOPICS = (
    "first-steps",
    "stamping",
    "placing",
    "view",
    "straddle",
    "official",
    "keyword",
    "templates",
    "several-seals",
    "batch",
    "converting",
    "printing",
    "token",
    "verifying",
    "ledger",
    "seals",
    "making-seals",
    "custody",
    "troubles",
    "practice",
    "keys",
    "words",
)
"""In the order of the list: what a new custodian needs first."""

OF_CLASS = {
    "MainWindow": "first-steps",
    "StampPage": "stamping",
    "PageCanvas": "placing",
    "PlacePanel": "placing",
    "RepeatDialog": "placing",
    "StraddleDialog": "straddle",
    "ScreenRulerDialog": "view",
    "OfficialDialog": "official",
    "KeywordDialog": "keyword",
    "PlacingDialog": "placing",
    "TemplateDialog": "templates",
    "SaveTemplateDialog": "templates",
    "LastLookDialog": "stamping",
    "ProgressDialog": "stamping",
    "PasswordDialog": "stamping",
    "ResultPage": "stamping",
    "VerifyPage": "verifying",
    "LedgerPage": "ledger",
    "SealsPage": "seals",
    "SealStepDialog": "seals",
    "SealCountDialog": "seals",
    "AttachmentDialog": "seals",
    "SealPictureOutDialog": "seals",
    "SealCheckDialog": "making-seals",
    "SealApplicationDialog": "making-seals",
    "SealImportDialog": "making-seals",
    "SealMakerDialog": "making-seals",
    "LeaveDialog": "making-seals",
    "MakeSealDialog": "making-seals",
    "ChangeSealDialog": "making-seals",
    "RenewSealDialog": "making-seals",
    "HandoverDialog": "custody",
    "DelegationDialog": "custody",
    "EndDelegationDialog": "custody",
    "PinPrompt": "token",
    "TokenDialog": "token",
    "TokenChoiceDialog": "token",
    "StatusLine": "token",
    "ConversionDialog": "converting",
    "KeptDialog": "converting",
    "WorkDialog": "converting",
    "TroubleDialog": "troubles",
    "CrashDialog": "troubles",
    "DiagnosticsDialog": "troubles",
    "AboutDialog": "first-steps",
    "GuidePanel": "first-steps",
    "PracticeDialog": "practice",
    "DeletePracticeDialog": "practice",
}
"""Classes of pages and dialogs whose topic is always the same; those derived from them inherit it."""


@dataclass(frozen=True)
class Topic:
    """One page of the help.

    Attributes:
        name: Its file's name without `.md`.
        title: What the list calls it.
        text: The whole page in Markdown, its title included.
    """

    name: str
    title: str
    text: str


@cache
def topics(language: str) -> tuple[Topic, ...]:
    """All topics in this language (`zh` or `en`), in the order of the list."""
    return tuple(_read(language, name) for name in TOPICS)


def _read(language: str, name: str) -> Topic:
    text = resources.path(f"help/{language}/{name}.md").read_text("utf-8")
    return Topic(name, text.partition("\n")[0].removeprefix("#").strip(), text)


def found(all_topics: Iterable[Topic], asked: str) -> tuple[Topic, ...]:
    """The topics in which every word of `asked` occurs; those that have it in their title come first."""
    words = asked.casefold().split()
    fitting = [one for one in all_topics if all(word in one.text.casefold() for word in words)]
    return tuple(sorted(fitting, key=lambda one: not all(word in one.title.casefold() for word in words)))


def topic_of_class(kind: type) -> str:
    """The topic of a class of pages or dialogs; empty where it has none of its own."""
    return next((OF_CLASS[one.__name__] for one in kind.__mro__ if one.__name__ in OF_CLASS), "")


def topic_of(widget: QWidget | None) -> str:
    """The topic of what a person is looking at: what the widget or the nearest one around it says."""
    while widget is not None:
        said = widget.property(PROPERTY) or topic_of_class(type(widget))
        if said in TOPICS:
            return str(said)
        widget = widget.parentWidget()
    return TOPICS[0]
