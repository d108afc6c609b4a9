"""LibreOffice as a stranger's documents get it: no network, no macros, no links, no time without end."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pymupdf
import pytest
from tests import foreign_files as foreign

from sealdesk.documents import conversion_office
from sealdesk.documents.conversion_contents import Contents, contents_of
from sealdesk.documents.conversion_office import LibreOffice, convert_office, find_libreoffice, missing_fonts
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.conversion import DocumentFormat as F


@pytest.fixture(scope="module")
def office() -> LibreOffice:
    found = find_libreoffice()
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server's address, and what it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(foreign.png(40, 40))

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    thread.join()
    server.server_close()


def converted(office: LibreOffice, tmp_path: Path, content: bytes, kind: F) -> pymupdf.Document:
    source, folder = tmp_path / "source", tmp_path / "work"
    source.write_bytes(content)
    folder.mkdir()
    return pymupdf.Document(convert_office(office, source, kind, folder))


def text_of(document: pymupdf.Document) -> str:
    return "".join(page.get_text() for page in document)


def test_a_contract_becomes_an_archival_pdf(office: LibreOffice, tmp_path: Path) -> None:
    document = converted(office, tmp_path, foreign.docx(["采购合同", "Article 1"]), F.DOCX)
    assert "采购合同" in text_of(document)
    metadata = document.get_xml_metadata()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    fonts = [font for page in document for font in page.get_fonts(full=True)]
    assert fonts
    assert all(font[1] != "n/a" for font in fonts), "every typeface is embedded"


def without_protection(office: LibreOffice, tmp_path: Path, content: bytes) -> pymupdf.Document:
    """What the program makes of it with its own settings, on the network."""
    folder = tmp_path / "unprotected"
    folder.mkdir()
    (folder / "document.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    export = ("--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "document.docx"))
    subprocess.run(
        [*office.command, profile, *export],
        env=conversion_office._environment(folder),
        capture_output=True,
        timeout=120,
        check=True,
    )
    return pymupdf.Document(folder / "document.pdf")


def linked_to(address: str) -> bytes:
    return foreign.docx(body=foreign.LINKED_PICTURE, relationships=foreign.external("image", address))


def test_nothing_is_fetched(office: LibreOffice, tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    """A picture that lies on the network stays there, whatever the system allows."""
    address, paths = asked
    document = converted(office, tmp_path, linked_to(f"{address}/p.png"), F.DOCX)
    assert "合同" in text_of(document)
    assert paths == []
    without_protection(office, tmp_path, linked_to(f"{address}/p.png"))
    assert paths, "this document does fetch where nothing keeps it from it"


@pytest.mark.parametrize("kept_by", ["settings", "system"])
def test_settings_and_system_each_keep_it_from_fetching(
    office: LibreOffice,
    tmp_path: Path,
    asked: tuple[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    kept_by: str,
) -> None:
    address, paths = asked
    if kept_by == "system":
        if subprocess.run(["unshare", "-Urn", "true"], capture_output=True, check=False).returncode != 0:
            pytest.skip("the system allows no network namespace")
        monkeypatch.setattr(conversion_office, "_SETTINGS", ())
    else:
        # The same supervisor, which finds no `unshare`.
        child = tmp_path / "child.py"
        child.write_text(
            "from sealdesk.documents import conversion_child as child\n"
            "child._leave_network = lambda: None\nchild.main()\n",
            "utf-8",
        )
        python = tmp_path / "python"
        python.write_text(f'#!/bin/sh\nshift 3\nexec "{sys.executable}" -I "{child}" "$@"\n', "utf-8")
        python.chmod(0o755)
        monkeypatch.setattr(conversion_office.sys, "executable", str(python))
    document = converted(office, tmp_path, linked_to(f"{address}/p.png"), F.DOCX)
    assert "合同" in text_of(document)
    assert paths == []


def red(document: pymupdf.Document) -> bool:
    drawn = document[0].get_pixmap(dpi=72)
    return (255, 0, 0) in {drawn.pixel(x, y) for x in range(0, drawn.width, 2) for y in range(0, 300, 2)}


def test_no_other_file_is_drawn_in(office: LibreOffice, tmp_path: Path) -> None:
    """A picture that is said to lie elsewhere on this computer is not shown to whoever gets the PDF."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(foreign.png(80, 80, 100))
    content = linked_to(secret.as_uri())
    assert not red(converted(office, tmp_path, content, F.DOCX))
    assert red(without_protection(office, tmp_path, content)), (
        "it would be shown where nothing keeps it from it"
    )


def test_what_cannot_be_read_is_told(office: LibreOffice, tmp_path: Path) -> None:
    with pytest.raises(SealDeskError) as caught:
        converted(office, tmp_path, foreign.compound({"WordDocument": b"nonsense"}), F.DOC)
    assert caught.value.code is ErrorCode.DOCUMENT_CONVERSION_FAILED


def processes_in(folder: Path) -> list[str]:
    """Command lines of processes that speak of this folder."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                words = (process / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if str(folder) in words:
                found.append(words)
    return found


def test_stopped_it_leaves_no_process(office: LibreOffice, tmp_path: Path) -> None:
    source, folder = tmp_path / "source", tmp_path / "work"
    source.write_bytes(foreign.docx())
    folder.mkdir()
    seen: list[list[str]] = []

    def cancelled() -> bool:
        seen.append(processes_in(folder))
        return any("soffice.bin" in one for one in seen[-1])

    with pytest.raises(SealDeskError) as caught:
        convert_office(office, source, F.DOCX, folder, cancelled)
    assert caught.value.code is ErrorCode.DOCUMENT_CONVERSION_STOPPED
    assert processes_in(folder) == []


RUNAWAY = """#!/bin/sh
(setsid sh -c 'sleep 600; true' runaway "$TMPDIR" &)
sleep 0.2
"""


@pytest.mark.parametrize("goes_on", [False, True])
def test_what_ran_off_to_a_session_of_its_own_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, goes_on: bool
) -> None:
    monkeypatch.setattr(conversion_office, "TIME_LIMIT_S", 1.0)
    program = tmp_path / "soffice"
    program.write_text(RUNAWAY + ("sleep 600\n" if goes_on else ""), "utf-8")
    program.chmod(0o755)
    source, folder = tmp_path / "source", tmp_path / "work"
    source.write_bytes(foreign.docx())
    folder.mkdir()
    seen: list[str] = []

    def cancelled() -> bool:
        seen.extend(one for one in processes_in(folder) if "runaway" in one)
        return False

    with pytest.raises(SealDeskError) as caught:
        convert_office(LibreOffice((str(program),), "it", (7, 4)), source, F.DOCX, folder, cancelled)
    expected = ErrorCode.DOCUMENT_TOO_DEMANDING if goes_on else ErrorCode.DOCUMENT_CONVERSION_FAILED
    assert caught.value.code is expected
    assert seen, "it was there"
    assert processes_in(folder) == []


def test_without_end_it_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion_office, "TIME_LIMIT_S", 0.5)
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 600 &\nsleep 600\n", "utf-8")
    program.chmod(0o755)
    source, folder = tmp_path / "source", tmp_path / "work"
    source.write_bytes(foreign.docx())
    folder.mkdir()
    with pytest.raises(SealDeskError) as caught:
        convert_office(LibreOffice((str(program),), "it", (7, 4)), source, F.DOCX, folder)
    assert caught.value.facts["limit"] == "time"
    assert processes_in(folder) == []


def test_it_is_found_where_it_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent, old = tmp_path / "a" / "soffice", tmp_path / "b" / "libreoffice"
    for path, words in ((silent, "exit 0"), (old, "echo LibreOffice 6.4.7.2 40")):
        path.parent.mkdir()
        path.write_text(f"#!/bin/sh\n{words}\n", "utf-8")
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{silent.parent}:{old.parent}")
    found = find_libreoffice()
    assert found == LibreOffice((str(old),), "LibreOffice 6.4.7.2", (6, 4))


def test_it_may_be_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(conversion_office, "_USUAL_PLACES", ())
    monkeypatch.setattr(conversion_office, "_FLATPAKS", ())
    monkeypatch.setattr(conversion_office, "_OPT", tmp_path / "opt")
    assert find_libreoffice() is None


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (foreign.docx(), F.DOCX, Contents()),
        (foreign.docx(font="仿宋_GB2312"), F.DOCX, Contents(fonts=("仿宋_GB2312",))),
        (foreign.docx(members={"word/vbaProject.bin": b""}), F.DOCX, Contents(macros=True)),
        (foreign.docx(members={"word/comments.xml": b"<w:comments/>"}), F.DOCX, Contents(comments=True)),
        (foreign.docx(body='<w:p><w:ins w:id="1"/></w:p>'), F.DOCX, Contents(tracked_changes=True)),
        (foreign.docx(body="<w:instrText> DATE \\@ x</w:instrText>"), F.DOCX, Contents(dates=True)),
        (
            foreign.docx(relationships=foreign.external("image", "http://x/y")),
            F.DOCX,
            Contents(external=True),
        ),
        (foreign.docx(relationships=foreign.external("hyperlink", "http://x/y")), F.DOCX, Contents()),
        (foreign.archive({"xl/externalLinks/externalLink1.xml": b""}), F.XLSX, Contents(external=True)),
        (foreign.archive({"xl/worksheets/sheet1.xml": b"<f>TODAY()</f>"}), F.XLSX, Contents(dates=True)),
        (foreign.fodt('<draw:image xlink:href="http://x/y"/>'), F.FODT, Contents(external=True)),
        (foreign.fodt('<text:a xlink:href="http://x/y"/>'), F.FODT, Contents()),
        (foreign.fodt("<text:date>1</text:date>"), F.FODT, Contents(dates=True)),
        (foreign.fodt('<text:date text:fixed="true">1</text:date>'), F.FODT, Contents()),
        (foreign.archive({"Basic/Standard/Module1.xml": b""}), F.ODT, Contents(macros=True)),
        (foreign.compound({"WordDocument": b""}, ["Macros"]), F.DOC, Contents(macros=True)),
        (b"PK\x03\x04 cut short", F.DOCX, Contents()),
        (b"", F.XLS, Contents()),
    ],
)
def test_what_to_know_of_a_document(tmp_path: Path, content: bytes, kind: F, expected: Contents) -> None:
    source = tmp_path / "source"
    source.write_bytes(content)
    assert contents_of(source, kind) == expected


@pytest.mark.skipif(shutil.which("fc-list") is None, reason="the system cannot be asked for its typefaces")
def test_a_typeface_that_is_not_installed_is_named() -> None:
    assert missing_fonts(["No Such Typeface 7", "DejaVu Sans"])[0] == "No Such Typeface 7"
    assert missing_fonts([]) == ()
