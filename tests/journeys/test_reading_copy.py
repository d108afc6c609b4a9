"""Copies for reading: no signature, no text to copy, a mark that cannot be taken off, and an entry for each."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pymupdf
import pytest

from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.printing import PrintCount, PrintedAs, PrintOrder, PrintOutcome
from sealdesk.service import printing, reading_copy
from sealdesk.service.look_at_document import look
from sealdesk.service.sign_in import SignIn
from tests.journeys.conftest import Workspace

POINTS_PER_MM = 72 / 25.4
X_MM, Y_MM, RADIUS_MM = 120, 220, 20


@pytest.fixture
def stamped(workspace: Workspace) -> Path:
    target = workspace.folder / "stamped.pdf"
    answer = workspace.command(
        *("stamp", workspace.contract, "--output", target, "--seal", workspace.seal()),
        *("--request", workspace.request, "--page", "1", "--at", f"{X_MM},{Y_MM}"),
        *("--pin-file", workspace.home / "pin"),
    )
    assert answer.status == 0, answer.err
    return target


def by(workspace: Workspace) -> SignIn:
    person = workspace.person("user")
    return SignIn(person, workspace.password(person))


def sizes(document: pymupdf.Document) -> list[float]:
    return [side for page in document for side in (page.rect.width, page.rect.height)]


def red_points(path: Path) -> set[tuple[int, int]]:
    """Where the seal's ink is, in pixels of 150 dpi."""
    clip = (
        pymupdf.Rect(X_MM - RADIUS_MM, Y_MM - RADIUS_MM, X_MM + RADIUS_MM, Y_MM + RADIUS_MM) * POINTS_PER_MM
    )
    with pymupdf.Document(path) as document:
        drawn = document[0].get_pixmap(dpi=150, clip=clip)
    pixels = io.BytesIO(drawn.samples)
    return {
        (x, y)
        for y in range(drawn.height)
        for x in range(drawn.width)
        if (one := pixels.read(3))[0] > 150 and one[1] < 90 and one[2] < 90
    }


def test_a_copy_is_pictures_under_a_mark(workspace: Workspace, stamped: Path) -> None:
    target = workspace.folder / "copy.pdf"
    person = workspace.person("user")
    answer = workspace.command(
        *("print-copy", stamped, "--output", target, "--as", person, "--json"),
        *("--password-file", workspace.home / "passwords" / person),
    )
    assert answer.status == 0, answer.err
    assert answer.json["pages"] == 3
    with pymupdf.Document(target) as copy, pymupdf.Document(stamped) as original:
        assert sizes(copy) == pytest.approx(sizes(original), abs=0.01)
        assert "".join(page.get_text() for page in copy).strip() == ""
        assert [len(page.get_images()) for page in copy] == [1, 1, 1]
        assert not any(list(page.widgets()) or list(page.annots()) for page in copy)
        assert copy.get_sigflags() == -1
    assert b"/Sig" not in target.read_bytes()

    seal, left = red_points(stamped), red_points(target)
    assert len(seal) > 1000
    assert len(seal & left) < 0.75 * len(seal), "the mark took a quarter of the seal's ink with it"
    assert len(seal & left) > 0.3 * len(seal), "it can still be seen what was sealed"

    begun, sent = workspace.entries("document.printed")
    assert (begun["state"], sent["state"]) == ("begun", "sent")
    assert begun["what"] == "reading_copy_file"
    assert begun["person"] == person
    assert begun["pages"] == "1-3"
    assert begun["document"]["sha256"] == look(stamped).digest.sha256
    assert sent["print"] == begun["print"]


def test_some_pages_and_never_over_another_file(workspace: Workspace) -> None:
    target = workspace.folder / "copy.pdf"
    with workspace.open() as desk:
        assert reading_copy.save(desk, workspace.contract, target, by(workspace), pages=(2,)) == 1
        before = target.read_bytes()
        with pytest.raises(SealDeskError) as caught:
            reading_copy.save(desk, workspace.contract, target, by(workspace))
        assert caught.value.code is ErrorCode.OUTPUT_EXISTS
    assert target.read_bytes() == before
    assert len(workspace.entries("document.printed")) == 2


@pytest.mark.parametrize("at", [(x, y) for x in (32, 105, 178) for y in (32, 148, 265)])
def test_a_quarter_of_a_seal_is_covered_wherever_it_lies(tmp_path: Path, at: tuple[int, int]) -> None:
    source, target = tmp_path / "source.pdf", tmp_path / "copy.pdf"
    centre = pymupdf.Point(at) * POINTS_PER_MM
    with pymupdf.Document() as drawn:
        page = drawn.new_page(width=595, height=842)
        shape = page.new_shape()
        for radius, width in ((58, 4), (22, 9), (38, 5)):
            shape.draw_circle(centre, radius)
            shape.finish(color=(0.86, 0.08, 0.1), width=width)
        shape.commit()
        page.insert_text((60, 400), "\n".join(["Whoever reads it can read this."] * 9), fontsize=10.5)
        drawn.save(source)
    mark = reading_copy.mark_for("王慧", datetime(2026, 1, 11, tzinfo=UTC))
    reading_copy.make(source, None, (1,), mark, target)
    before, after = pixels(source), pixels(target)
    ink = [at for at, (red, green, _) in before.items() if red - green > 60]
    covered = [at for at in ink if max(abs(a - b) for a, b in zip(before[at], after[at], strict=True)) > 60]
    assert len(ink) > 1000
    assert 0.25 * len(ink) < len(covered) < 0.7 * len(ink)
    text = [at for at, colour in before.items() if max(colour) < 60]
    dark = [at for at in text if max(after[at]) < 150]
    assert len(text) > 1000
    assert len(dark) > 0.6 * len(text), "most of what is written stays darker than any letter of the mark"


def pixels(path: Path) -> dict[int, tuple[int, int, int]]:
    with pymupdf.Document(path) as document:
        flat = document[0].get_pixmap(dpi=100).samples
    return {at: (flat[at], flat[at + 1], flat[at + 2]) for at in range(0, len(flat), 3)}


@pytest.mark.parametrize("interrupted", [KeyboardInterrupt(), OSError(5, "I/O error")])
def test_a_copy_that_is_out_counts_however_it_was_interrupted(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, interrupted: BaseException
) -> None:
    target = workspace.folder / "copy.pdf"
    publish = files.publish

    def published(part: Path, to: Path) -> None:
        publish(part, to)
        raise interrupted

    monkeypatch.setattr(files, "publish", published)
    with workspace.open() as desk:
        with pytest.raises(type(interrupted)):
            reading_copy.save(desk, workspace.contract, target, by(workspace), pages=(1,))
        assert target.exists()
        assert printing.printed(desk, look(workspace.contract).digest).reading_copies == 1
    assert [one["state"] for one in workspace.entries("document.printed")] == ["begun", "sent"]


def test_what_lay_there_before_is_no_copy(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    target = workspace.folder / "copy.pdf"

    def overtaken(part: Path, to: Path) -> None:
        to.write_bytes(b"another's")
        raise SealDeskError(ErrorCode.OUTPUT_EXISTS, path=to)

    monkeypatch.setattr(files, "publish", overtaken)
    with workspace.open() as desk, pytest.raises(SealDeskError):
        reading_copy.save(desk, workspace.contract, target, by(workspace), pages=(1,))
    assert [one["state"] for one in workspace.entries("document.printed")] == ["begun", "failed"]


def test_without_the_right_password_there_is_neither_copy_nor_entry(workspace: Workspace) -> None:
    target = workspace.folder / "copy.pdf"
    with workspace.open() as desk, pytest.raises(SealDeskError) as caught:
        reading_copy.save(desk, workspace.contract, target, SignIn(workspace.person("user"), "wrong"))
    assert caught.value.code is ErrorCode.PERSON_PASSWORD_WRONG
    assert not target.exists()
    assert workspace.entries("document.printed") == []


def test_prints_are_counted_whatever_became_of_them(workspace: Workspace) -> None:
    digest = look(workspace.contract).digest

    def order(copies: int, what: PrintedAs = PrintedAs.STAMPED) -> PrintOrder:
        return PrintOrder("contract.pdf", digest, 3, (1, 2, 3), copies, "printer", what)

    with workspace.open() as desk:
        assert printing.printed(desk, digest) == PrintCount()
        printing.end(desk, printing.begin(desk, order(2), by(workspace)), PrintOutcome.SENT, 3)
        printing.end(desk, printing.begin(desk, order(5), by(workspace)), PrintOutcome.FAILED, 0)
        printing.end(desk, printing.begin(desk, order(1), by(workspace)), PrintOutcome.STOPPED, 2)
        printing.begin(desk, order(1), by(workspace))  # and then the program fell
        reading = printing.begin(desk, order(3, PrintedAs.READING_COPY), by(workspace))
        printing.end(desk, reading, PrintOutcome.SENT, 3)
        assert printing.printed(desk, digest) == PrintCount(jobs=3, copies=4, reading_copies=3)
    last = [one for one in workspace.entries("document.printed") if one["state"] == "begun"][-1]
    assert last["before"] == 4
