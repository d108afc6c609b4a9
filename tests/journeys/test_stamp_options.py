"""`sealdesk stamp` with several seals, prepared fields and the last seal, as another program calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pymupdf
import pytest

from tests.journeys.conftest import Answer, Workspace


def approved(workspace: Workspace, document: Path, kind: str, impressions: int = 2) -> str:
    user = workspace.person("user")
    asked = workspace.command(
        "requests", "new", "--document", document, "--seal", workspace.seal(kind), "--reason", f"试验{kind}",
        "--impressions", str(impressions), "--as", user,
        "--password-file", workspace.home / "passwords" / user, "--json",
    )  # fmt: skip
    assert asked.status == 0, asked.err
    request = str(asked.json["id"])
    granted = workspace.command(
        "requests", "approve", request, "--as", workspace.manager,
        "--password-file", workspace.home / "passwords" / workspace.manager,
    )  # fmt: skip
    assert granted.status == 0, granted.err
    return request


def stamp(
    workspace: Workspace, document: Path, request: str, *more: str | Path, output: str = "out.pdf"
) -> Answer:
    return workspace.command(
        "stamp", document, "--output", workspace.folder / output, "--seal", workspace.seal(), "--request", request,
        "--pin-file", workspace.home / "pin", "--json", *more,
    )  # fmt: skip


@pytest.fixture
def with_field(workspace: Workspace) -> Path:
    """A document with an empty signature field for the second party, 60 by 60 mm on page 2, and a small one."""
    path = workspace.folder / "form.pdf"
    with pymupdf.open() as document:
        for _ in range(2):
            document.new_page(width=595, height=842)
        for name, rect in (("PartyB", (300, 600, 470, 770)), ("Initials", (40, 40, 90, 70))):
            widget = pymupdf.Widget()
            widget.field_name, widget.rect = name, pymupdf.Rect(*rect)
            widget.field_type = pymupdf.PDF_WIDGET_TYPE_SIGNATURE
            document[1].add_widget(widget)
        document.save(path)
    return path


def test_several_seals_in_one_act(workspace: Workspace) -> None:
    unit = approved(workspace, workspace.contract, "unit")
    also = f"{workspace.seal('unit')}:{unit}"
    done = stamp(
        workspace, workspace.contract, workspace.request, "--page", "3", "--at", "60,120",
        "--also", f"{also}:3:130,120", "--also", f"{also}:1:60,60",
    )  # fmt: skip
    assert done.status == 0, done.err
    told = done.json
    assert [(use["seal"], use["request"], use["remaining"]) for use in told["uses"]] == [
        (workspace.seal(), workspace.request, 2),
        (workspace.seal("unit"), unit, 0),
    ]
    first = told["uses"][0]
    assert (told["entry"], told["index"], told["remaining"]) == (
        first["entry"],
        first["index"],
        first["remaining"],
    )
    verified = workspace.command("verify", workspace.folder / "out.pdf", "--json").json
    assert (verified["verdict"], len(verified["signatures"])) == ("intact", 1)
    assert [seal["seal_id"] for seal in verified["seals"]] == [workspace.seal(), workspace.seal("unit")]
    assert verified["seal"]["seal_id"] == workspace.seal()
    spoken = workspace.command("verify", workspace.folder / "out.pdf")
    assert all(seal["seal_name"] in spoken.out for seal in verified["seals"])


def test_places_of_one_seal_are_one_use(workspace: Workspace) -> None:
    also = f"{workspace.seal()}:{workspace.request}:1:60,60"
    done = stamp(
        workspace, workspace.contract, workspace.request, "--page", "3", "--at", "60,120", "--also", also
    )
    assert done.status == 0, done.err
    assert [use["remaining"] for use in done.json["uses"]] == [1]


def test_a_further_request_that_is_not_approved_ends_it_all(workspace: Workspace) -> None:
    user = workspace.person("user")
    asked = workspace.command(
        "requests", "new", "--document", workspace.contract, "--seal", workspace.seal("unit"), "--reason", "未批",
        "--as", user, "--password-file", workspace.home / "passwords" / user, "--json",
    )  # fmt: skip
    refused = stamp(
        workspace, workspace.contract, workspace.request, "--page", "1", "--at", "60,60",
        "--also", f"{workspace.seal('unit')}:{asked.json['id']}:1:130,60",
    )  # fmt: skip
    assert refused.status == 3
    assert "request.not_approved" in refused.err and asked.json["id"] in refused.err
    assert not (workspace.folder / "out.pdf").exists()
    assert workspace.entries("act.intended") == []
    assert [entry["uses"]["at"] for entry in workspace.entries("act.refused")] == [1, 2]


def test_a_prepared_field_is_filled_by_name(workspace: Workspace, with_field: Path) -> None:
    request = approved(workspace, with_field, "contract")
    done = stamp(workspace, with_field, request, "--field", "PartyB")
    assert done.status == 0, done.err
    verified = workspace.command("verify", workspace.folder / "out.pdf", "--json").json
    (signature,) = verified["signatures"]
    assert signature["field"] == "PartyB"
    (image,) = verified["images"]
    assert (image["standing"], image["page"]) == ("pressed_here", 2)
    x0, y0, x1, y1 = image["box_mm"]
    assert (x0 + x1) / 2 == pytest.approx(385 / 72 * 25.4, abs=0.1)
    assert (y0 + y1) / 2 == pytest.approx(685 / 72 * 25.4, abs=0.1)
    (intended,) = workspace.entries("act.intended")
    assert intended["field"] == "PartyB"
    assert float(intended["impressions"][0]["x_mm"]) == pytest.approx(135.8, abs=0.1)


@pytest.mark.parametrize(
    ("field", "code"),
    [("Initials", "document.field_too_small"), ("Nobody", "document.field_unknown")],
)
def test_a_field_that_cannot_be_filled_is_told_before_the_pin(
    workspace: Workspace, with_field: Path, field: str, code: str
) -> None:
    request = approved(workspace, with_field, "contract")
    refused = stamp(workspace, with_field, request, "--field", field)
    assert refused.status == 3
    assert code in refused.err
    if field == "Nobody":
        assert "PartyB" in refused.err
    assert not (workspace.folder / "out.pdf").exists()


def test_with_the_last_seal_the_document_is_closed(workspace: Workspace) -> None:
    done = stamp(workspace, workspace.contract, workspace.request, "--page", "3", "--at", "60,120", "--lock")
    assert done.status == 0, done.err
    closed = workspace.folder / "out.pdf"
    verified = workspace.command("verify", closed, "--json").json
    assert (verified["verdict"], verified["signatures"][0]["certification"]) == ("intact", 1)
    request = approved(workspace, closed, "contract")
    refused = stamp(workspace, closed, request, "--page", "1", "--at", "60,60", output="more.pdf")
    assert refused.status == 3
    assert "document.forbids_changes" in refused.err
    assert len(workspace.entries("pin.failed")) == 0


def test_over_an_earlier_signature_a_program_is_warned(workspace: Workspace) -> None:
    place = ("--page", "3", "--at", "60,120")
    stamp(workspace, workspace.contract, workspace.request, *place, output="once.pdf")
    once = workspace.folder / "once.pdf"
    done = stamp(workspace, once, approved(workspace, once, "contract"), *place)
    assert done.status == 0
    assert "place.over_signature" in done.err
    assert [entry.get("over_signature") for entry in workspace.entries("act.intended")][-1] is True
    assert json.loads(done.out)["verdict"] == "intact"


def test_seals_that_touch_are_told_and_stamped(workspace: Workspace) -> None:
    unit = f"{workspace.seal('unit')}:{approved(workspace, workspace.contract, 'unit')}"
    here = ("--page", "3", "--at", "60,120")
    done = stamp(
        workspace, workspace.contract, workspace.request, *here, "--also", f"{unit}:3:90,120", output="1.pdf"
    )
    assert done.status == 0, done.err
    assert "3" in done.err.partition("place.touching")[2]
    corner = ("--also", f"{unit}:3:{60 + 0.75 * 42},{120 + 0.75 * 42}")
    other = stamp(workspace, workspace.contract, workspace.request, *here, *corner, output="2.pdf")
    assert other.status == 0, other.err
    assert "place.touching" not in other.err, "round seals, corner to corner"


def test_a_seal_on_a_blank_page_is_told_and_stamped(workspace: Workspace) -> None:
    path = workspace.folder / "blank.pdf"
    with pymupdf.open() as document:
        document.new_page(width=595, height=842).insert_text((72, 72), "contract")
        document.new_page(width=595, height=842)
        document.save(path)
    request = approved(workspace, path, "contract", 3)
    done = stamp(workspace, path, request, "--page", "2", "--at", "60,120")
    assert done.status == 0, done.err
    assert "place.blank_page" in done.err
    assert "2" in done.err.partition("place.blank_page")[2]
    other = stamp(workspace, path, request, "--page", "1", "--at", "60,120", output="other.pdf")
    assert other.status == 0, other.err
    assert "place.blank_page" not in other.err
    assert not any("over_signature" in entry for entry in workspace.entries("act.intended"))
