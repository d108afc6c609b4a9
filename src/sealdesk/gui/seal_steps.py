"""Steps of a seal's life, and acts on its custody, as the timeline tells them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject

from sealdesk.gui.language import language, listed
from sealdesk.gui.seals_reading import SealDetails
from sealdesk.gui.timeline import Happening
from sealdesk.model.custody import CustodyStep
from sealdesk.model.seal_life import Attachment, LifeStep
from sealdesk.service.seal_life import Source
from sealdesk.texts import language_of, name_of, time_text
from sealdesk.texts.life_words import STEP_TROUBLE


class SealHistory(QObject):
    """What happened to one seal, in words."""

    def __init__(self, details: SealDetails) -> None:
        super().__init__()
        self._details = details

    def life(self) -> tuple[Happening[Attachment], ...]:
        """The steps, newest first; each with its attachments."""
        return tuple(
            Happening(
                what=_what(step),
                who_when=f"{time_text(step.at)} · {listed(map(self._details.person_name, step.persons))}",
                why=tuple(self._why(step)),
                papers=tuple((_paper(one), one) for one in step.attachments),
            )
            for step in reversed(self._details.life.steps)
        )

    def _why(self, step: LifeStep) -> Iterable[str]:
        if step.reason:
            yield step.reason
        if step.trouble:
            words = STEP_TROUBLE.get(step.trouble)
            yield words.in_language(language_of(language())) if words else step.trouble
        source = step.facts.get("source")
        if source:
            drawn = source == Source.DRAWN
            yield self.tr("Picture drawn") if drawn else self.tr("Picture imported")
        number, after = step.facts.get("filing_number"), step.facts.get("replaced_by")
        if number:
            yield self.tr("Filing number {number}").format(number=number)
        if after:
            yield self.tr("Replaced by {seal}").format(seal=after)
        if step.facts.get("picture_removed") is False:
            yield self.tr("Its picture could not be removed from the vault")
        things = (
            ("token_returned", self.tr("token")),
            ("pin_returned", self.tr("PIN")),
            ("software_returned", self.tr("software")),
        )
        back = [words for fact, words in things if step.facts.get(fact)]
        if back:
            yield self.tr("Handed back: {things}").format(things=listed(back))

    def custody(self) -> tuple[Happening[str], ...]:
        """The acts on custody, newest first; each with its minutes, under the id of its entry."""
        name = self._details.person_name
        return tuple(
            Happening(
                what=f"{name_of(step.act, language())} · {name(step.giver_id)} → {name(step.keeper_id)}",
                who_when=time_text(step.at),
                why=tuple(self._custody_why(step)),
                papers=((self.tr("Minutes (PDF)…"), step.entry_id),),
            )
            for step in reversed(self._details.custody_steps)
        )

    def _custody_why(self, step: CustodyStep) -> Iterable[str]:
        yield name_of(step.way, language())
        if step.until is not None:
            yield self.tr("Until {time}").format(time=time_text(step.until))
        if step.approver_id:
            approver = self._details.person_name(step.approver_id)
            yield self.tr("Approved by {person}").format(person=approver)
        if step.reason:
            yield step.reason


def _what(step: LifeStep) -> str:
    """What was done and what came of it; once where both have one name."""
    action, state = name_of(step.action, language()), name_of(step.state, language())
    return action if action == state else f"{action} → {state}"


def _paper(attachment: Attachment) -> str:
    return f"{attachment.label} · {attachment.name}" if attachment.label else attachment.name
