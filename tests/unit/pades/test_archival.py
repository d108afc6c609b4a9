"""PDF/A-1, -2, -3 and PDF/UA-1 of an office program: what they promise still holds when they are sealed.

No validator is at hand; the facts that a seal could break are asserted one by one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.generic import Reference
from tests.unit.pades.conftest import BOX, Seal, SoftwareKey, pdf_bytes, reader_of, statuses

from sealdesk.geometry import TurnedBox
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.verification import Verdict
from sealdesk.pades.preflight import preflight
from sealdesk.verification.verify import verify_file

TRANSPARENCY = (b"/SMask", b"/BM", b"/ca ", b"/CA ", b"/Group")
_LETTER = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:meta><dc:title>合同</dc:title></office:meta>
<office:body><office:text><text:h text:outline-level="1">合同</text:h><text:p>甲方（盖章）</text:p></office:text>
</office:body></office:document>"""


@pytest.fixture(scope="session")
def archival(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A tagged letter by part of ISO 19005, each PDF/UA as well."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("archival")
    (folder / "letter.fodt").write_text(_LETTER, "utf-8")
    made = {}
    for part in (1, 2, 3):
        options = {
            "SelectPdfVersion": {"type": "long", "value": str(part)},
            "PDFUACompliance": {"type": "boolean", "value": "true"},
        }
        subprocess.run(
            [
                soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
                f"pdf:writer_pdf_Export:{json.dumps(options)}", "--outdir", folder / str(part),
                folder / "letter.fodt",
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        made[part] = folder / str(part) / "letter.pdf"
    return made


def sealed(seal_all: Seal, source: Path, picture: SealPicture, blue: SealPicture) -> Path:
    beside = Stamp(1, TurnedBox(140, 60, 30, 30))
    opaque = preflight(source, None).pdfa_part == 1
    return seal_all(source, (picture, (Stamp(1, BOX),)), (blue, (beside,)), opaque=opaque)


def _reference(reader: Any, number: int, generation: int) -> Any:
    return Reference(number, generation, reader)


@pytest.mark.parametrize("part", [1, 2, 3])
def test_what_an_archival_document_promises_stays_true(
    part: int, archival: dict[int, Path], seal_all: Seal, picture: SealPicture, blue_picture: SealPicture,
    rsa_key: SoftwareKey,
) -> None:  # fmt: skip
    source = archival[part]
    looked = preflight(source, None)
    assert (looked.pdfa_part, looked.tagged) == (part, True)
    made = sealed(seal_all, source, picture, blue_picture)
    assert statuses(made, rsa_key)[0].bottom_line
    assert verify_file(made, roots=(rsa_key.root,)).verdict is Verdict.INTACT
    before, after = source.read_bytes(), made.read_bytes()
    added = after[len(before) :]
    assert b"/DeviceRGB" not in added and b"/DeviceCMYK" not in added
    assert b"/JavaScript" not in added and b"/Encrypt" not in added and b"/AA" not in added
    if part == 1:
        assert not [word for word in TRANSPARENCY if word in added]
    else:
        assert b"/Multiply" in added
    old, new = reader_of(source), reader_of(made)
    for key in ("/OutputIntents", "/Metadata", "/Lang", "/MarkInfo", "/ViewerPreferences"):
        assert old.root.raw_get(key) == new.root.raw_get(key), key
    assert old.trailer.raw_get("/Info") == new.trailer.raw_get("/Info")
    assert old.trailer["/ID"][0] == new.trailer["/ID"][0]
    assert written_anew(source, made) <= {
        "/Catalog",
        "/Page",
        "/StructTreeRoot",
        "/StructElem",
        "/Document",
        "?",
    }
    widget = new.embedded_signatures[0].sig_field
    flags = int(widget["/F"])
    assert flags & 4 and not flags & (1 | 2 | 32), "printed, and never hidden (ISO 19005-1 §6.5.3)"
    assert list(widget["/AP"].keys()) == ["/N"]
    subprocess.run(["qpdf", "--check", made], check=True, capture_output=True)


def written_anew(source: Path, made: Path) -> set[str]:
    """Fonts, colour profiles and metadata are never written anew: kinds of the objects that are."""
    before, after = reader_of(source), reader_of(made)
    numbers = {ref.idnum for ref in after.xrefs.explicit_refs_in_revision(after.xrefs.total_revisions - 1)}
    kinds = set()
    for number in numbers:
        reference = _reference(before, number, 0)
        if before.xrefs.get_historical_ref(reference, 0) is not None:
            old = before.get_object(reference)
            kinds.add(str(old.get("/Type", old.get("/S", "?"))) if hasattr(old, "keys") else "?")
    return kinds


@pytest.mark.parametrize("part", [1, 2])
def test_the_widget_of_a_tagged_document_is_an_element_of_its_structure(
    part: int, archival: dict[int, Path], seal_all: Seal, picture: SealPicture, blue_picture: SealPicture
) -> None:
    made = sealed(seal_all, archival[part], picture, blue_picture)
    root = reader_of(made).root
    widget = reader_of(made).embedded_signatures[0].sig_field
    check_element(root, int(widget["/StructParent"]), str(widget["/TU"]))
    page = root["/Pages"]["/Kids"][0]
    assert page["/Tabs"] == "/S"
    content = page["/Contents"]
    ink = b"\n".join(
        content[index].data for index in range(len(content)) if b"SealDeskSeal" in content[index].data
    )
    assert ink.count(b"/Artifact BMC") == 1 and ink.count(b"EMC") == 1
    assert ink.index(b"/Artifact BMC") < ink.index(b"/SealDeskSeal1 Do") < ink.index(b"/SealDeskSeal2 Do")


def check_element(root: Any, key: int, title: str) -> None:
    """The key leads to a Form element with the widget, which hangs in the tree."""
    tree = root["/StructTreeRoot"]
    numbers = tree["/ParentTree"]
    while "/Kids" in numbers:
        numbers = numbers["/Kids"][-1]
    flat = list(numbers["/Nums"])
    assert flat[-2] == key == max(flat[0::2]) and tree["/ParentTreeNextKey"] == key + 1
    element = numbers["/Nums"][-1]
    assert (element["/S"], element["/Alt"]) == ("/Form", title)
    assert element["/K"]["/Type"] == "/OBJR"
    assert element["/K"]["/Obj"]["/FT"] == "/Sig"
    parent = element["/P"]
    kids = parent["/K"]
    assert kids.raw_get(len(kids) - 1).idnum == numbers["/Nums"].raw_get(len(flat) - 1).idnum


_TREES = {
    "flat": {9: "<</Type/StructTreeRoot/K[]/ParentTree 8 0 R>>", 8: "<</Nums[0 [4 0 R]]>>"},
    "kids": {
        9: "<</Type/StructTreeRoot/ParentTree 8 0 R/ParentTreeNextKey 3>>",
        8: "<</Kids[7 0 R]>>",
        7: "<</Limits[0 2]/Nums[0 [4 0 R] 2 [4 0 R]]>>",
    },
    "empty": {9: "<</Type/StructTreeRoot/K 6 0 R/ParentTree<<>>>>", 6: "<</S/Document/P 9 0 R>>"},
}


@pytest.mark.parametrize("name", _TREES)
def test_trees_of_every_form_take_the_element(name: str, seal: Seal, rsa_key: SoftwareKey) -> None:
    made = seal(pdf_bytes(catalog="/MarkInfo<</Marked true>>/StructTreeRoot 9 0 R", extra=_TREES[name]))
    assert statuses(made, rsa_key)[0].bottom_line
    widget = reader_of(made).embedded_signatures[0].sig_field
    check_element(reader_of(made).root, int(widget["/StructParent"]), str(widget["/TU"]))


@pytest.mark.parametrize(
    "tree",
    [
        {9: "<</Type/StructTreeRoot>>"},
        {9: "<</Type/StructTreeRoot/ParentTree 8 0 R>>", 8: "<</Nums[(x)]>>"},
        {9: "<</Type/StructTreeRoot/ParentTree 8 0 R>>", 8: "<</Kids[8 0 R]>>"},
        {9: "<</Type/StructTreeRoot/ParentTree 8 0 R/ParentTreeNextKey 9999999999>>", 8: "<<>>"},
    ],
)
def test_a_tree_that_cannot_be_followed_stays_as_it_is(
    tree: dict[int, str], seal: Seal, rsa_key: SoftwareKey
) -> None:
    made = seal(pdf_bytes(catalog="/MarkInfo<</Marked true>>/StructTreeRoot 9 0 R", extra=tree))
    assert statuses(made, rsa_key)[0].bottom_line
    assert "/StructParent" not in reader_of(made).embedded_signatures[0].sig_field


def test_behind_a_signature_the_structure_stays_as_it_is(
    archival: dict[int, Path], seal: Seal, seal_all: Seal, picture: SealPicture, blue_picture: SealPicture,
    rsa_key: SoftwareKey,
) -> None:  # fmt: skip
    once = sealed(seal_all, archival[2], picture, blue_picture)
    twice = seal(once, Stamp(1, TurnedBox(60, 200, 42, 42)))
    assert [status.bottom_line for status in statuses(twice, rsa_key)] == [True, True]
    assert verify_file(twice, roots=(rsa_key.root,)).verdict is Verdict.INTACT
    assert "/StructParent" not in reader_of(twice).embedded_signatures[1].sig_field
