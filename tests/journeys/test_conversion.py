"""From a Word file or a scan to an approved request for its PDF: looked at, accepted, entered."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sealdesk.documents.conversion_office import find_libreoffice
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.conversion import ConversionStep
from sealdesk.service import convert_document
from sealdesk.service.conversion_origin import origin_of
from sealdesk.service.look_at_document import look
from sealdesk.service.sign_in import SignIn
from tests import foreign_files as foreign
from tests.journeys.conftest import Answer, Workspace

needs_office = pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def ask(workspace: Workspace, document: Path, *more: str) -> Answer:
    person = workspace.person("user")
    password = workspace.home / "passwords" / person
    return workspace.command(
        "requests", "new", "--document", document, "--seal", workspace.seal(), "--reason", "签订合同",
        "--as", person, "--password-file", password, "--json", *more,
    )  # fmt: skip


@needs_office
def test_a_word_file_is_looked_at_before_a_seal_is_asked_for(workspace: Workspace) -> None:
    source = workspace.folder / "采购合同.docx"
    source.write_bytes(foreign.docx(["采购合同"], font="No Such Typeface"))

    first = ask(workspace, source)
    assert first.status == 3
    assert "document.conversion_unaccepted" in first.err
    assert "conversion.fonts_missing" in first.err
    kept = workspace.home / "converted" / sha256(source) / "采购合同.pdf"
    assert str(kept) in first.err
    assert sha256(source) in first.err
    assert sha256(kept) in first.err
    assert workspace.entries("document.converted") == []
    looked_at = sha256(kept)

    second = ask(workspace, source, "--accept-converted")
    assert second.status == 0, second.err
    assert sha256(kept) == looked_at, "accepted is what was looked at, not another conversion"
    (entry,) = workspace.entries("document.converted")
    assert entry["document"]["sha256"] == looked_at
    assert entry["document"]["pages"] == 1
    assert entry["converted"]["sha256"] == sha256(source)
    assert entry["converted"]["name"] == "采购合同.docx"
    assert entry["converted"]["converter"].startswith("LibreOffice ")
    assert entry["person"] == workspace.person("user")
    (made,) = [one for one in workspace.entries("request.made") if one["document"]["sha256"] == looked_at]
    assert made["document"]["name"] == "采购合同.pdf"


def test_a_scan_becomes_a_request_at_once_where_it_is_accepted(workspace: Workspace) -> None:
    source = workspace.folder / "scan.tif"
    source.write_bytes(foreign.tiff([(827, 1169, 100), (827, 1169, 100)]))
    answer = ask(workspace, source, "--accept-converted")
    assert answer.status == 0, answer.err
    (entry,) = workspace.entries("document.converted")
    assert entry["document"]["pages"] == 2
    with workspace.open() as desk:
        kept = next((workspace.home / "converted").glob("*/scan.pdf"))
        origin = origin_of(desk, look(kept).digest)
        assert origin is not None
        assert origin.name == "scan.tif"
        assert origin_of(desk, look(workspace.contract).digest) is None


def test_the_act_names_what_its_document_was_made_from(workspace: Workspace) -> None:
    source = workspace.folder / "scan.tif"
    source.write_bytes(foreign.tiff([(827, 1169, 100)]))
    request = ask(workspace, source, "--accept-converted").json["id"]
    password = workspace.home / "passwords" / workspace.manager
    approved = workspace.command(
        "requests", "approve", request, "--as", workspace.manager, "--password-file", password
    )
    assert approved.status == 0, approved.err
    made = next((workspace.home / "converted").glob("*/scan.pdf"))
    stamped = workspace.command(
        "stamp", made, "--output", workspace.folder / "stamped.pdf", "--seal", workspace.seal(),
        "--request", request, "--page", "1", "--at", "100,100", "--pin-file", workspace.home / "pin",
    )  # fmt: skip
    assert stamped.status == 0, stamped.err
    (intent,) = [one for one in workspace.entries("act.intended") if one["request"] == request]
    assert intent["converted"]["name"] == "scan.tif"
    assert intent["converted"]["sha256"] == sha256(source)


def test_nobody_accepts_with_another_password(workspace: Workspace) -> None:
    source = workspace.folder / "scan.png"
    source.write_bytes(foreign.png(827, 1169, 100))
    with workspace.open() as desk:
        steps: list[ConversionStep] = []
        converted = convert_document.convert(source, desk.layout.converted, steps.append)
        assert steps == list(ConversionStep)
        person = workspace.person("user")
        with pytest.raises(SealDeskError) as caught:
            convert_document.accept(desk, converted, SignIn(person, "wrong"))
        assert caught.value.code is ErrorCode.PERSON_PASSWORD_WRONG
        convert_document.accept(desk, converted, SignIn(person, workspace.password(person)))
    assert len(workspace.entries("document.converted")) == 1


def test_what_was_changed_after_the_conversion_is_not_accepted(workspace: Workspace) -> None:
    source = workspace.folder / "scan.png"
    source.write_bytes(foreign.png(827, 1169, 100))
    with workspace.open() as desk:
        folder = desk.layout.converted
        converted = convert_document.convert(source, folder)
        assert convert_document.kept(folder, converted.source.document) == converted
        converted.pdf.write_bytes(converted.pdf.read_bytes() + b"\n")
        assert convert_document.kept(folder, converted.source.document) is None
        person = workspace.person("user")
        with pytest.raises(SealDeskError) as caught:
            convert_document.accept(desk, converted, SignIn(person, workspace.password(person)))
        assert caught.value.code is ErrorCode.DOCUMENT_CHANGED_MEANWHILE
        convert_document.discard(converted)
        assert not converted.pdf.parent.exists()
    assert workspace.entries("document.converted") == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", foreign.archive({"OFD.xml": b"<ofd:OFD/>"}), "document.ofd"),
        ("a.docx", foreign.compound({"EncryptedPackage": b""}), "document.office_encrypted"),
        ("a.html", b"<html></html>", "document.format_unsuited"),
        ("a.pdf", bytes(range(256)), "document.format_unknown"),
        ("a.png", foreign.png(800, 800)[:2000], "document.conversion_failed"),
    ],
)
def test_what_cannot_be_converted_is_told_by_its_name(
    workspace: Workspace, name: str, content: bytes, code: str
) -> None:
    source = workspace.folder / name
    source.write_bytes(content)
    answer = workspace.command("convert", source, "--output", workspace.folder / "out.pdf")
    assert answer.status == 4
    assert f"[{code}]" in answer.err
    assert name in answer.err
    assert not (workspace.folder / "out.pdf").exists()


def test_without_the_converter_its_name_and_source_are_told(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convert_document, "find_libreoffice", lambda: None)
    source = workspace.folder / "a.docx"
    source.write_bytes(foreign.docx())
    with pytest.raises(SealDeskError) as caught:
        convert_document.convert(source, workspace.home / "converted")
    assert caught.value.code is ErrorCode.DOCUMENT_CONVERTER_MISSING
    assert caught.value.facts["path"] == source
    assert list((workspace.home / "converted").iterdir()) == [], "nothing is left of it"


def test_a_stopped_conversion_leaves_nothing(workspace: Workspace) -> None:
    source = workspace.folder / "scan.tif"
    source.write_bytes(foreign.tiff([(1654, 2339, 200)] * 20))
    with pytest.raises(SealDeskError) as caught:
        convert_document.convert(source, workspace.home / "converted", cancelled=lambda: True)
    assert caught.value.code is ErrorCode.DOCUMENT_CONVERSION_STOPPED
    assert list((workspace.home / "converted").iterdir()) == []


def test_a_command_makes_a_pdf_to_look_at(workspace: Workspace) -> None:
    source, target = workspace.folder / "scan.png", workspace.folder / "scan.pdf"
    source.write_bytes(foreign.png(827, 1169, 100))
    answer = workspace.command("convert", source, "--output", target, "--json")
    assert answer.status == 0, answer.err
    assert answer.json["document"]["sha256"] == sha256(target)
    assert answer.json["converted"]["format"] == "png"
    again = workspace.command("convert", source, "--output", target)
    assert again.status == 4
    assert "output.exists" in again.err
