"""A sample of the straddle campaign: mixed pages, a wider first strip, two groups; joined, they are the seal."""

from __future__ import annotations

import numpy as np
import pytest

from sealdesk.model.ledger import EntryKind
from sealdesk.model.placement import Edge, StraddleCut
from tests.campaigns.straddle_joins import MIXED, RENDERERS, Case, check, check_record, ssim, stamp
from tests.journeys.conftest import Workspace


@pytest.mark.parametrize(
    ("case", "renderer"),
    [
        (Case(5, MIXED, first_wider=1.5), "MuPDF"),
        (Case(4, MIXED, Edge.LEFT, strips_at_most=2, cut=StraddleCut.RANDOM), "poppler"),
    ],
    ids=["right", "left"],
)
def test_strips_join_to_the_seal(case: Case, renderer: str, workspace: Workspace) -> None:
    assert set(RENDERERS) == {"MuPDF", "poppler"}
    stamped = stamp(workspace, case)
    check_record(stamped)
    assert len(check(stamped, renderer)) == (2 if case.strips_at_most == 2 else 1)


def test_the_command_line_cuts_and_the_ledger_says_how(workspace: Workspace) -> None:
    target = workspace.folder / "stamped.pdf"
    done = workspace.command(
        *("stamp", workspace.contract, "--output", target, "--seal", workspace.seal()),
        *("--request", workspace.request, "--pin-file", workspace.home / "pin", "--straddle", "left"),
        *("--first-wider", "2", "--cut", "random", "--duplex", "--json"),
    )
    assert done.status == 0, done.err
    (entry,) = workspace.entries(EntryKind.ACT_INTENDED)
    (impression,) = entry["impressions"]
    assert (impression["straddle"], impression["pages"]) == ("left", [1, 3])
    assert (impression["first_wider"], impression["cut"]) == ("2", "random")
    assert isinstance(impression["seed"], int)


def test_the_measure_sees_strips_in_the_wrong_order() -> None:
    ring = np.hypot(*np.mgrid[-50:50, -50:50])
    seal = np.where((ring > 35) & (ring < 45), 30.0, 255.0)[:, :, None].repeat(3, axis=2)
    assert ssim(seal, seal) == pytest.approx(1.0)
    assert ssim(np.hstack([seal[:, 50:], seal[:, :50]]), seal) < 0.8
