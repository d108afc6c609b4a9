"""Strips of really stamped documents join to the seal: 2 to 53 pages, every edge, sizes, turns and units mixed.

Drawn by MuPDF and poppler at 300 dpi. Prints the structural similarity of every seal that was put together.
"""

from __future__ import annotations

import pytest

from sealdesk.model.placement import Edge, StraddleCut
from tests.campaigns.straddle_joins import MIXED, RENDERERS, Case, check, check_record, stamp
from tests.journeys.conftest import Workspace, made, workspace

__all__ = ["made", "workspace"]  # the fixtures of the journeys

pytestmark = pytest.mark.prove

CASES = (
    Case(2),
    Case(2, MIXED),
    Case(3),
    Case(3, MIXED, cut=StraddleCut.RANDOM),
    Case(7),
    Case(7, MIXED),
    Case(7, MIXED, Edge.LEFT, first_wider=2.0),
    Case(7, MIXED, Edge.TOP),
    Case(7, MIXED, Edge.BOTTOM, cut=StraddleCut.RANDOM),
    Case(20),
    Case(20, MIXED, first_wider=1.5),
    Case(20, MIXED, odd_only=True),
    Case(53),
    Case(53, MIXED),
    Case(53, MIXED, Edge.LEFT, strips_at_most=10, cut=StraddleCut.RANDOM),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_strips_join_to_the_seal(case: Case, workspace: Workspace) -> None:
    stamped = stamp(workspace, case)
    check_record(stamped)
    for renderer in RENDERERS:
        for line in check(stamped, renderer):
            print(line)
