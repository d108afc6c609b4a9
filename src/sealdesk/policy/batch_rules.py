"""What is asked of a batch: how many documents it may have, and which of them somebody has to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from sealdesk.model.batch import PlannedDocument
from sealdesk.model.document import DocumentClass

MOST_DOCUMENTS = 1000
"""More than a policy may allow: a batch's records are signed whole."""

_LOT_BITS = 256


class Looking(StrEnum):
    """Which documents of a batch are looked at before the first is sealed."""

    EVERY = "every"
    SAMPLE = "sample"


@dataclass(frozen=True)
class BatchRules:
    """The rules in force.

    Attributes:
        look: Every document, or a sample.
        sample_percent: The chance of each document, of those that need not be looked at anyway, to be in the sample.
        sample_at_least: So many of them are in it whatever their lots say.
        always_look_classes: Documents of these classes are looked at, sample or not.
        most_documents: A batch has so many at most.
    """

    look: Looking = Looking.EVERY
    sample_percent: int = 10
    sample_at_least: int = 5
    always_look_classes: frozenset[DocumentClass] = field(
        default_factory=lambda: frozenset(
            {
                DocumentClass.CONTRACT,
                DocumentClass.LEGAL,
                DocumentClass.OFFICIAL,
                DocumentClass.AUTHORISATION,
                DocumentClass.IMPORTANT,
            }
        )
    )
    most_documents: int = 500

    def must_look(self, documents: Iterable[PlannedDocument]) -> frozenset[int]:
        """Numbers of the documents that have to be looked at.

        Each document's own lot says whether a sample takes it: one that was drawn is drawn again whatever else is
        planned with it. Where they are too few, those with the next lots come on top. A document with a finding is
        always looked at.
        """
        ready = [one for one in documents if one.ready]
        if self.look is Looking.EVERY:
            return frozenset(one.number for one in ready)
        always = {
            one.number for one in ready if one.document_class in self.always_look_classes or one.findings
        }
        others = [one for one in ready if one.number not in always]
        drawn = sum(1 for one in others if self._draws(one))
        sample = sorted(others, key=lambda one: one.lot)[: max(self.sample_at_least, drawn)]
        return frozenset(always | {one.number for one in sample})

    def _draws(self, document: PlannedDocument) -> bool:
        """Whether its lot, of 256 bits, lies within the sample's part; one without a lot is looked at."""
        return int(document.lot or "0", 16) * 100 < self.sample_percent << _LOT_BITS
