"""Seal images of really stamped files, before a recipient and before the organisation: pressed, copied, saved anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from sealdesk import resources
from sealdesk.formats.robust_mark import write_mark
from sealdesk.impression.png import write_png
from sealdesk.impression.robust_mark import mark
from sealdesk.model.hidden_record import ImageStanding
from sealdesk.model.verification import Trust
from sealdesk.service.evaluation.workspace import EvaluationWorkspace
from sealdesk.service.image_evidence import (
    NO_ENTRY,
    NO_RECORD,
    NOT_STAMPED,
    ImageReading,
    images_of,
    knowledge_of,
    reading,
    with_images,
)
from sealdesk.service.organisation_key import known_organisation_key
from sealdesk.service.verify_document import verify
from tests.pressed_seals import clean_seal

from .conftest import Answer, Workspace


@dataclass(frozen=True)
class Stamped:
    """A contract stamped on page 3 and across its pages' edges."""

    workspace: Workspace
    path: Path

    def verify(self, path: Path, *more: str | Path) -> Answer:
        """As a recipient who trusts the root and has no workspace."""
        words = ["verify", path, "--root", self.workspace.home / "root.pem", *more]
        done = subprocess.run(
            [sys.executable, "-m", "sealdesk", *map(str, words)],
            capture_output=True,
            text=True,
            timeout=120,
            env={
                "PATH": "/usr/bin:/bin",
                "SEALDESK_LANG": "en",
                "SEALDESK_HOME": str(self.workspace.folder / "nobody"),
            },
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def verify_inside(self, path: Path, *more: str | Path) -> Answer:
        return self.workspace.command("verify", path, *more)


@pytest.fixture(scope="module")
def stamped(made: EvaluationWorkspace, tmp_path_factory: pytest.TempPathFactory) -> Stamped:
    """Made once: these tests only read."""
    folder = tmp_path_factory.mktemp("images")
    home = folder / "home"
    shutil.copytree(made.home, home)
    token_conf = home / "token" / "softhsm2.conf"
    token_conf.write_text(token_conf.read_text("utf-8").replace(str(made.home), str(home)), "utf-8")
    workspace = Workspace(home, made, folder)
    target = folder / "stamped.pdf"
    answer = workspace.command(
        *("stamp", workspace.contract, "--output", target, "--seal", workspace.seal()),
        *("--request", workspace.request, "--page", "3", "--at", "80,200", "--straddle", "right"),
        *("--pin-file", home / "pin"),
    )
    assert answer.status == 0, answer.err
    return Stamped(workspace, target)


def standings(answer: Answer) -> set[str]:
    return {image["standing"] for image in answer.json["images"]}


def copied_seal(stamped: Path, target: Path, text: str = "A contract nobody stamped.") -> Path:
    """The seal's image, alpha and all, taken out of the file and put on another document."""
    source = pymupdf.open(stamped)
    number, mask = next((image[0], image[1]) for image in source[2].get_images(full=True) if image[1])
    picture = pymupdf.Pixmap(pymupdf.Pixmap(source, number), pymupdf.Pixmap(source, mask))
    document = pymupdf.open()
    page = document.new_page(width=595.276, height=841.89)
    page.insert_text((72, 72), text)
    page.insert_image(pymupdf.Rect(200, 500, 313.386, 613.386), stream=picture.tobytes("png"))
    document.save(target)
    return target


def test_a_stamped_file_says_that_it_was_pressed_here(stamped: Stamped) -> None:
    answer = stamped.verify(stamped.path, "--json")
    assert answer.status == 0, answer.out
    images = answer.json["images"]
    assert [(image["page"], image["standing"]) for image in images] == [
        (page, "pressed_here") for page in (1, 2, 3)
    ]
    assert images[2]["box_mm"] == pytest.approx([60, 180, 100, 220], abs=0.1)
    assert {image["vouched_by"] for image in images} == {"signature"}
    (intent,) = stamped.workspace.entries("act.intended")
    assert images[0]["record"]["entry_id"] == intent["entry_id"]
    assert images[0]["record"]["document"] == {key: intent["document"][key] for key in ("sha256", "length")}
    assert images[0]["private"] is None
    assert answer.err == ""
    told = stamped.verify(stamped.path)
    assert "Pages 1–3" in told.out
    assert "This seal was pressed on this document. Signed by " in told.out


def test_the_workspace_reads_the_private_part_and_its_ledger(stamped: Stamped) -> None:
    image = stamped.verify_inside(stamped.path, "--json").json["images"][0]
    (intent,) = stamped.workspace.entries("act.intended")
    assert (image["vouched_by"], image["facts"]["entry"]) == ("workspace", "found")
    assert image["private"]["custodian_id"] == intent["person"]
    assert image["private"]["request_id"] == intent["request"]
    assert image["facts"]["document_name"] == "contract.pdf"


def test_a_copied_seal_is_named_with_its_source(stamped: Stamped, tmp_path: Path) -> None:
    copy = copied_seal(stamped.path, tmp_path / "copy.pdf")
    (intent,) = stamped.workspace.entries("act.intended")
    answer = stamped.verify(copy, "--json")
    assert answer.status == 1
    assert answer.json["verdict"] == "unsigned"
    (image,) = answer.json["images"]
    assert image["standing"] == "copied"
    assert image["record"]["entry_id"] == intent["entry_id"]
    assert image["record"]["document"]["sha256"] == intent["document"]["sha256"]
    assert "[image.copied]" in answer.err
    told = stamped.verify(copy)
    assert told.status == 1
    assert "was copied from another document" in told.out.splitlines()[1]
    assert told.out.count("was copied from another document") == 1
    (warning,) = told.err.splitlines()
    assert warning.endswith(f"A seal image was copied {copy}"), (
        "one short line; the details stand in the answer"
    )
    assert intent["entry_id"] in told.out and intent["document"]["sha256"] in told.out
    inside = stamped.verify_inside(copy)
    assert "contract.pdf" in inside.out and intent["request"] in inside.out


@pytest.mark.parametrize("name", ["report.html", "report.pdf"])
def test_the_report_names_the_copy(stamped: Stamped, tmp_path: Path, name: str) -> None:
    copy = copied_seal(stamped.path, tmp_path / "copy.pdf")
    assert stamped.verify(copy, "--report", tmp_path / name).status == 1
    (intent,) = stamped.workspace.entries("act.intended")
    if name.endswith("pdf"):
        text = "".join(page.get_text(flags=0) for page in pymupdf.open(tmp_path / name))
    else:
        text = (tmp_path / name).read_text("utf-8")
    solid = "".join(unicodedata.normalize("NFKC", text).split())  # what is set may have ligatures
    assert "wascopiedfromanotherdocument" in solid
    assert intent["entry_id"] in solid and intent["document"]["sha256"] in solid


def test_a_copied_seal_added_to_a_stamped_file_changes_it(stamped: Stamped, tmp_path: Path) -> None:
    path = tmp_path / "more.pdf"
    shutil.copy(stamped.path, path)
    other = pymupdf.open(copied_seal(stamped.path, tmp_path / "copy.pdf"))
    document = pymupdf.open(path)
    page = document[1]
    number = other[0].get_images(full=True)[0][0]
    mask = other[0].get_images(full=True)[0][1]
    picture = pymupdf.Pixmap(pymupdf.Pixmap(other, number), pymupdf.Pixmap(other, mask))
    page.add_stamp_annot(pymupdf.Rect(100, 100, 213, 213), stamp=picture)
    document.saveIncr()
    answer = stamped.verify(path, "--json")
    assert answer.status == 1
    assert answer.json["verdict"] in ("altered", "changed")


@pytest.mark.parametrize("command", [["qpdf", "--recompress-flate"], ["mutool", "clean", "-gggz"]])
def test_saved_anew_by_another_program(stamped: Stamped, tmp_path: Path, command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    again = tmp_path / "again.pdf"
    subprocess.run([*command, stamped.path, again], check=True, capture_output=True, timeout=60)
    inside = stamped.verify_inside(again, "--json")
    assert standings(inside) == {"resaved"}
    assert inside.status == 1
    # A recipient has nothing that vouches for the workstation's key any more.
    outside = stamped.verify(again, "--json")
    assert standings(outside) == {"unproven"}
    assert {image["facts"]["text"] for image in outside.json["images"]} == {"same"}


def test_the_document_without_its_signature_is_not_called_stamped(stamped: Stamped, tmp_path: Path) -> None:
    """The stamped bytes in front, and an update that shows the copied seal on the very same page."""
    forged = tmp_path / "forged.pdf"
    shutil.copy(stamped.workspace.contract, forged)
    copy = pymupdf.open(copied_seal(stamped.path, tmp_path / "copy.pdf"))
    document = pymupdf.open(forged)
    number, mask = copy[0].get_images(full=True)[0][:2]
    picture = pymupdf.Pixmap(pymupdf.Pixmap(copy, number), pymupdf.Pixmap(copy, mask))
    document[2].insert_image(pymupdf.Rect(170, 510, 283.386, 623.386), stream=picture.tobytes("png"))
    document.saveIncr()
    inside = stamped.verify_inside(forged, "--json")
    assert standings(inside) == {"resaved"}
    assert inside.json["images"][0]["facts"]["signature"] == "missing"
    assert standings(stamped.verify(forged, "--json")) == {"unproven"}


def replaced_pages(stamped: Stamped, target: Path) -> Path:
    """The bytes that were stamped, and an update in which every page reads otherwise and shows the copied seal."""
    shutil.copy(stamped.workspace.contract, target)
    copy = pymupdf.open(copied_seal(stamped.path, target.with_name("seal.pdf")))
    number, mask = copy[0].get_images(full=True)[0][:2]
    picture = pymupdf.Pixmap(pymupdf.Pixmap(copy, number), pymupdf.Pixmap(copy, mask))
    document = pymupdf.open(target)
    for page in document:
        empty = document.get_new_xref()
        document.update_object(empty, "<<>>")
        document.update_stream(empty, b" ")
        page.set_contents(empty)
        page.insert_text((72, 100), "We owe Mallory a million.")
    document[2].insert_image(pymupdf.Rect(170, 510, 283.386, 623.386), stream=picture.tobytes("png"))
    document.saveIncr()
    assert target.read_bytes().startswith(stamped.workspace.contract.read_bytes())
    return target


def test_behind_the_stamped_bytes_other_pages_make_a_copy(stamped: Stamped, tmp_path: Path) -> None:
    forged = replaced_pages(stamped, tmp_path / "forged.pdf")
    for answer in (stamped.verify(forged, "--json"), stamped.verify_inside(forged, "--json")):
        (image,) = answer.json["images"]
        assert (image["standing"], image["facts"]["document"]) == ("copied", "fits")
        assert (image["facts"]["signature"], image["facts"]["text"]) == ("missing", "differs")
        assert "[image.copied]" in answer.err


def test_another_trusted_signature_does_not_vouch_for_a_copied_seal(stamped: Stamped, tmp_path: Path) -> None:
    """Signed by another certificate of the same trust, which names the act, the key and the seal as its own."""
    forged = replaced_pages(stamped, tmp_path / "forged.pdf")
    with stamped.workspace.open() as desk:
        genuine = verify(stamped.path, desk=desk).signatures[0]
        length = stamped.workspace.contract.stat().st_size
        foreign = replace(genuine, certificate_sha256="f0" * 32, signer="Mallory")
        late = replace(genuine, saving=(forged.stat().st_size, forged.stat().st_size + 9000))
        for at_hand in (None, desk):
            report = verify(stamped.path, desk=at_hand, images=None)
            for signature in (replace(foreign, saving=(length, forged.stat().st_size)), late):
                told = replace(report, signatures=(replace(signature, trust=Trust.TRUSTED),))
                (image,) = images_of(forged, told, desk=at_hand)
                assert (image.standing, image.facts["text"]) == (ImageStanding.COPIED, "differs")
                assert image.facts.get("signer") is None


def test_a_screenshot_names_its_document(stamped: Stamped, tmp_path: Path) -> None:
    source = pymupdf.open(stamped.path)
    number, mask = next((image[0], image[1]) for image in source[2].get_images(full=True) if image[1])
    pymupdf.Pixmap(pymupdf.Pixmap(source, number), pymupdf.Pixmap(source, mask)).save(tmp_path / "seal.png")
    answer = stamped.verify(tmp_path / "seal.png", "--json")
    assert (answer.status, answer.json["verdict"], standings(answer)) == (1, "unsigned", {"copied"})
    assert "This is a picture" in stamped.verify(tmp_path / "seal.png").out


def test_signatures_that_seal_images_do_not_bear_out(stamped: Stamped) -> None:
    with stamped.workspace.open() as desk:
        report = verify(stamped.path, desk=desk)
        assert report.signatures[0].reasons == ()

        def reasons(sealdesk: dict[str, str], path: Path = stamped.path) -> tuple[str, ...]:
            told = replace(report, signatures=(replace(report.signatures[0], sealdesk=sealdesk),))
            knowledge = knowledge_of(desk)
            with reading(path, None, ImageReading(marks=False), knowledge) as read:
                return with_images(told, read, path, None, knowledge).signatures[0].reasons

        said = dict(report.signatures[0].sealdesk)
        assert reasons({}) == (NOT_STAMPED,)
        assert reasons(said, stamped.workspace.contract) == (NO_RECORD,)
        assert reasons({**said, "entry_id": "01a20d43-194e-7978-b5e8-2511de340bf0"}) == (NO_RECORD, NO_ENTRY)


def test_without_images_nothing_is_read(stamped: Stamped) -> None:
    assert stamped.verify(stamped.path, "--json", "--no-images").json["images"] == []


def test_what_is_printed_fits_the_schema(stamped: Stamped, tmp_path: Path) -> None:
    schema = json.loads(resources.path("schemas/verification.schema.json").read_text("utf-8"))
    described: dict[str, Any] = schema["properties"]["images"]["items"]
    copy = copied_seal(stamped.path, tmp_path / "copy.pdf")
    for answer in (stamped.verify_inside(stamped.path, "--json"), stamped.verify(copy, "--json")):
        for image in answer.json["images"]:
            assert set(image) == set(described["properties"]) == set(described["required"])
            assert image["standing"] in described["properties"]["standing"]["enum"]
            record = described["properties"]["record"]
            assert set(image["record"]) == set(record["properties"])
    assert set(described["properties"]["standing"]["enum"]) == {one.value for one in ImageStanding}


def test_images_of_gives_the_findings_alone(stamped: Stamped) -> None:
    with stamped.workspace.open() as desk:
        found = images_of(stamped.path, verify(stamped.path, desk=desk, images=None), desk=desk)
    assert {finding.standing for finding in found} == {ImageStanding.PRESSED_HERE}


def marked_jpeg(stamped: Stamped, target: Path, index: int | None = None) -> Path:
    """The seal as the organisation marks it, made a JPEG: its full record is lost on the way."""
    (intent,) = stamped.workspace.entries("act.intended")
    with stamped.workspace.open() as desk:
        key = known_organisation_key(desk)
        entry = desk.ledger.entry(intent["entry_id"])
    assert key is not None and entry is not None
    payload = write_mark(entry.index if index is None else index, stamped.workspace.seal(), key)
    pixels = pymupdf.Pixmap(write_png(mark(clean_seal(), payload)))
    paper = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, pixels.width, pixels.height))
    paper.clear_with(255)
    shown = pymupdf.open()
    page = shown.new_page(width=pixels.width, height=pixels.height)
    page.insert_image(page.rect, stream=pixels.tobytes("png"))
    page.get_pixmap().save(target, jpg_quality=90)
    return target


def test_a_marked_seal_is_known_after_it_became_a_jpeg(stamped: Stamped, tmp_path: Path) -> None:
    path = marked_jpeg(stamped, tmp_path / "seal.jpg")
    (intent,) = stamped.workspace.entries("act.intended")
    inside = stamped.verify_inside(path, "--json")
    (image,) = inside.json["images"]
    assert (image["standing"], image["record"]) == ("copied", None)
    assert image["mark"] == {
        "entry_index": int(image["facts"]["entry_index"]),
        "seal_id": stamped.workspace.seal(),
        "entry_id": intent["entry_id"],
    }
    assert image["facts"]["document_sha256"] == intent["document"]["sha256"]
    assert image["facts"]["document_name"] == "contract.pdf"
    # Nobody else can read it.
    assert standings(stamped.verify(path, "--json")) == {"no_record"}


def test_a_marked_seal_on_another_document_is_a_copy(stamped: Stamped, tmp_path: Path) -> None:
    picture = marked_jpeg(stamped, tmp_path / "seal.jpg").read_bytes()
    document = pymupdf.open()
    page = document.new_page(width=595.276, height=841.89)
    page.insert_text((72, 72), "A contract nobody stamped.")
    page.insert_image(pymupdf.Rect(200, 500, 313.386, 613.386), stream=picture)
    document.save(tmp_path / "copy.pdf")
    answer = stamped.verify_inside(tmp_path / "copy.pdf", "--json")
    # The workspace kept what was stamped, and this text is not that one.
    (image,) = answer.json["images"]
    assert (image["standing"], image["facts"]["text"]) == ("copied", "differs")


def test_a_mark_of_no_entry_proves_nothing(stamped: Stamped, tmp_path: Path) -> None:
    path = marked_jpeg(stamped, tmp_path / "seal.jpg", index=4_000_000)
    assert standings(stamped.verify_inside(path, "--json")) == {"unproven"}


def test_a_screenshot_of_the_stamped_page_leads_to_its_entry(stamped: Stamped, tmp_path: Path) -> None:
    pymupdf.open(stamped.path)[2].get_pixmap(dpi=200).save(tmp_path / "page.png")
    (intent,) = stamped.workspace.entries("act.intended")
    answer = stamped.verify_inside(tmp_path / "page.png", "--json")
    assert (answer.status, standings(answer)) == (1, {"copied"})
    assert answer.json["images"][0]["mark"]["entry_id"] == intent["entry_id"]
