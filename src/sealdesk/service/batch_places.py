"""What a batch's rules come to on one document: places, or what stands against them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sealdesk.errors import SealDeskError
from sealdesk.model.batch import BatchFinding
from sealdesk.model.document import Preflight
from sealdesk.model.placement import AnyPlacement
from sealdesk.model.placing_rule import PlacingRule
from sealdesk.model.seal import Seal
from sealdesk.policy.place_findings import PlaceFinding
from sealdesk.service.placing_rules import resolve
from sealdesk.service.templates import leads_nowhere


def finding_of(error: SealDeskError) -> BatchFinding:
    """A refusal as a finding of a document."""
    return BatchFinding(error.code.text, {name: str(value) for name, value in error.facts.items()})


def places_of(
    path: Path, preflight: Preflight, rules: Sequence[PlacingRule], width_mm: float, seal: Seal
) -> tuple[tuple[AnyPlacement, ...], tuple[BatchFinding, ...]]:
    """Where the rules put the seal on this document, and what was found wrong with that.

    Raises:
        SealDeskError: What reading the document raises.
    """
    height_mm = width_mm * seal.height_mm / seal.width_mm
    resolved = resolve(path, None, preflight, rules, width_mm, height_mm, holder=seal.holder)
    return resolved.placements, tuple(_finding(one) for one in resolved.findings)


def _finding(found: PlaceFinding) -> BatchFinding:
    """A missing place leaves the document out; where a rule for official documents is not kept, somebody looks."""
    facts = {"page": str(found.page), **{name: str(value) for name, value in found.facts.items()}}
    return BatchFinding(found.code.value, facts, stops=leads_nowhere(found))
