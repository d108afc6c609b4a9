"""Before a stamped file is published its images must say what they were pressed on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression import hidden_layer
from sealdesk.model.act import SealingOrder, SealingResult
from sealdesk.model.hidden_record import ImageStanding
from sealdesk.model.placement import AnyPlacement, Edge, Placement, StraddlePlacement
from sealdesk.model.seal import SealPicture
from sealdesk.service import image_evidence
from sealdesk.service.image_evidence import NO_RECORD
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import prepare_act
from sealdesk.service.seal_document import carry_out

from .conftest import Workspace

PLACES = (Placement(2, 60, 120, 40, 40), StraddlePlacement((1, 2, 3), Edge.RIGHT, 150, 40, 40))


def stamp(workspace: Workspace, *places: AnyPlacement) -> SealingResult:
    order = SealingOrder(
        source=workspace.contract,
        target=workspace.folder / "out.pdf",
        seal_id=workspace.seal(),
        request_id=workspace.request,
        placements=places,
    )
    with workspace.open() as desk:
        (info,) = desk.tokens.tokens()
        desk.tokens.login(info.ref, workspace.pin)
        return carry_out(desk, prepare_act(desk, order, look(order.source)))


def test_the_result_says_that_each_page_was_pressed(workspace: Workspace) -> None:
    images = stamp(workspace, *PLACES).verification.images
    assert [(image.page, image.standing) for image in images] == [
        (page, ImageStanding.PRESSED_HERE) for page in (1, 2, 3)
    ]


def test_ink_without_the_acts_record_is_not_published(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hidden_layer, "press", lambda picture, record: picture)
    with pytest.raises(SealDeskError) as refused:
        stamp(workspace, *PLACES)
    assert refused.value.code is ErrorCode.OUTPUT_FAILED_VERIFICATION
    assert refused.value.facts["reason"] == NO_RECORD
    assert leftovers(workspace.folder) == []
    (failed,) = workspace.entries("act.failed")
    assert failed["given_back"] is False  # the token had signed


def test_what_was_not_read_is_not_published(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_evidence, "_SECONDS_OWN", -1.0)
    with pytest.raises(SealDeskError) as refused:
        stamp(workspace, *PLACES)
    assert refused.value.facts["reason"] == NO_RECORD
    assert leftovers(workspace.folder) == []


def test_the_record_of_another_act_does_not_do(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    press, first = hidden_layer.press, []

    def late(picture: SealPicture, record: bytes) -> SealPicture:
        first.append(record)
        return press(picture, first[0])

    monkeypatch.setattr(hidden_layer, "press", late)
    stamp(workspace, PLACES[0])
    done = replace(workspace, folder=workspace.folder / "again")
    done.folder.mkdir()
    with pytest.raises(SealDeskError) as refused:
        stamp(done, PLACES[0])
    assert refused.value.code is ErrorCode.OUTPUT_FAILED_VERIFICATION
    assert leftovers(done.folder) == []


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file()]


def test_each_impression_on_a_signed_document_follows_the_one_before(workspace: Workspace) -> None:
    first, second = workspace.folder / "first.pdf", workspace.folder / "second.pdf"
    pin = ("--pin-file", workspace.home / "pin")
    there = ("--seal", workspace.seal(), "--at", "60,120")
    done = workspace.command(
        *("stamp", workspace.contract, "--output", first, *there),
        *("--request", workspace.request, "--page", "1", *pin),
    )
    assert done.status == 0, done.err

    def signed_in(role: str) -> tuple[str | Path, ...]:
        person = workspace.person(role)
        return "--as", person, "--password-file", workspace.home / "passwords" / person

    asked = workspace.command(
        *("requests", "new", "--document", first, "--seal", workspace.seal(), "--reason", "again"),
        *("--class", "contract", "--impressions", "3", "--json", *signed_in("user")),
    )
    assert asked.status == 0, asked.err
    for person in workspace.made.people:
        if "approver" in person.person.roles:
            password = workspace.home / "passwords" / person.person.id
            words = ("--as", person.person.id, "--password-file", password)
            workspace.command("requests", "approve", asked.json["id"], *words)
    done = workspace.command(
        *("stamp", first, "--output", second, *there, "--request", asked.json["id"], "--pages", "1-3", *pin)
    )
    assert done.status == 0, done.err
    report = workspace.command("verify", second, "--json").json
    assert len(report["signatures"]) == 4
    pressed = [(image["page"], image["standing"]) for image in report["images"]]
    assert sorted(pressed) == [(page, "pressed_here") for page in (1, 1, 2, 3)]
