"""Stamping where the text says: over issuer and date of an official document, and at each place of a pattern."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from tests.journeys.conftest import Workspace

MM = 25.4 / 72


def requested(workspace: Workspace, document: Path, seal: str, impressions: int = 1) -> str:
    """A request for the document, approved."""
    applicant, manager = workspace.person("user"), workspace.manager
    new = workspace.command(
        "requests", "new", "--document", document, "--seal", workspace.seal(seal), "--reason", "印发",
        "--impressions", str(impressions), "--as", applicant,
        "--password-file", workspace.home / "passwords" / applicant, "--json",
    )  # fmt: skip
    assert new.status == 0, new.err
    approved = workspace.command(
        "requests", "approve", new.json["id"], "--as", manager,
        "--password-file", workspace.home / "passwords" / manager,
    )  # fmt: skip
    assert approved.status == 0, approved.err
    return str(new.json["id"])


def stamp(
    workspace: Workspace, document: Path, request: str, seal: str, *places: str
) -> tuple[int, Path, str]:
    out = workspace.folder / "out.pdf"
    answer = workspace.command(
        "stamp", document, "--output", out, "--seal", workspace.seal(seal), "--request", request, *places,
        "--pin-stdin", "--json", stdin=workspace.pin + "\n",
    )  # fmt: skip
    return answer.status, out, answer.err


def widget_mm(path: Path) -> tuple[int, tuple[float, float]]:
    """Page and centre of the signature's widget."""
    with pymupdf.open(path) as pdf:
        for page in pdf:
            for widget in page.widgets():
                box = widget.rect
                return page.number + 1, ((box.x0 + box.x1) / 2 * MM, (box.y0 + box.y1) / 2 * MM)
    raise AssertionError("no widget")


def test_an_official_document_is_stamped_over_issuer_and_date(workspace: Workspace) -> None:
    document = workspace.home / "samples" / "official.pdf"
    request = requested(workspace, document, "unit")
    status, out, err = stamp(workspace, document, request, "unit", "--official")
    assert status == 0, err
    page, centre = widget_mm(out)
    assert page == 2
    assert centre == pytest.approx((141.7, 170.9), abs=0.3)


def test_every_place_of_a_pattern_takes_an_impression(workspace: Workspace) -> None:
    places = ("--regex", "^[甲乙]方（盖章）", "--occurrence", "every")
    status, out, err = stamp(workspace, workspace.contract, workspace.request, "contract", *places)
    assert status == 0, err
    assert out.exists()
    (intent,) = [entry for entry in workspace.entries("act.intended") if entry["count"] == 2]
    assert {one["page"] for one in intent["impressions"]} == {3}


def test_no_place_leaves_no_file_and_no_entry(workspace: Workspace) -> None:
    status, out, err = stamp(workspace, workspace.contract, workspace.request, "contract", "--official")
    assert status == 4
    assert "place.official_not_found" in err
    assert not out.exists()
    assert not workspace.entries("act.intended")
