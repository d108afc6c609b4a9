"""What is asked of a batch: how many documents it may have, and which of them somebody has to look at."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from sealdesk.model.batch import PlannedDocument
from sealdesk.model.document import DocumentClass

MOST_DOCUMENTS = 1000
"""More than a policy may allow: a batch's records are signed whole."""


class Looking(StrEnum):
    """Which documents of a batch are looked at before the first is sealed."""

    EVERY = "every"
    SAMPLE = "sample"


@dataclass(frozen=True)
class BatchRules:
    """The rules in force.

    Attributes:
        look: Every document, or a sample.
        sample_percent, sample_at_least: How many of those that need not be looked at anyway a sample takes.
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

    def must_look(self, documents: Iterable[PlannedDocument], seed: str) -> frozenset[int]:
        """Numbers of the documents that have to be looked at.

        A sample is drawn by the seed and the documents' digests: the same documents, the same sample, whatever their
        order or their names. A document with a finding is always looked at.
        """
        ready = [one for one in documents if one.ready]
        if self.look is Looking.EVERY:
            return frozenset(one.number for one in ready)
        always = {
            one.number for one in ready if one.document_class in self.always_look_classes or one.findings
        }
        others = [one for one in ready if one.number not in always]
        count = max(self.sample_at_least, math.ceil(len(others) * self.sample_percent / 100))
        drawn = sorted(others, key=lambda one: _lot(one, seed))[:count]
        return frozenset(always | {one.number for one in drawn})


def _lot(document: PlannedDocument, seed: str) -> bytes:
    digest = document.document.sha256 if document.document else ""
    return sha256(f"{seed}\n{digest}".encode()).digest()
