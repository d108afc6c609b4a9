"""Prepared empty fields, filled by name: on unsigned and signed documents, and what cannot be filled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymupdf
import pytest
from tests.unit.pades.conftest import BOX, Seal, SoftwareKey, pdf_bytes, reader_of, statuses

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import Rect, TurnedBox
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.verification import Verdict
from sealdesk.pades.preflight import preflight
from sealdesk.verification.verify import verify_file

RECT = (300.0, 400.0, 440.0, 540.0)
MIDDLE = TurnedBox(370 / 72 * 25.4, (842 - 470) / 72 * 25.4, 42.0, 42.0)


def prepared(
    entries: str = "", *, merged: bool = True, rect: tuple[float, ...] = RECT, more: str = ""
) -> bytes:
    """One page with an empty signature field `Prepared`, and a text field `Name`."""
    place = f"/Rect[{' '.join(map(str, rect))}]"
    widget = f"/Type/Annot/Subtype/Widget{place}/P 3 0 R/F 4"
    field = f"/FT/Sig/T(Prepared){entries}"
    objects: dict[int, str] = {
        20: f"<<{field}{widget}>>" if merged else f"<<{field}/Kids[21 0 R]>>",
        22: "<</FT/Tx/T(Name)/V(x)>>",
    }
    if not merged:
        objects[21] = f"<<{widget}/Parent 20 0 R>>"
    number = 20 if merged else 21
    return pdf_bytes(
        page=f"/Contents 4 0 R /Resources <<>> /Annots [{number} 0 R] {more}",
        catalog="/AcroForm<</Fields[20 0 R 22 0 R]>>",
        extra=objects,
    )


def _refusal(act: Any) -> SealDeskError:
    with pytest.raises(SealDeskError) as refused:
        act()
    return refused.value


@pytest.mark.parametrize("merged", [True, False])
def test_an_unsigned_documents_field_is_filled(
    merged: bool, seal_all: Seal, picture: SealPicture, rsa_key: SoftwareKey
) -> None:
    sealed = seal_all(prepared(merged=merged), (picture, (Stamp(1, MIDDLE),)), prepared="Prepared")
    (status,) = statuses(sealed, rsa_key)
    assert status.bottom_line
    (embedded,) = reader_of(sealed).embedded_signatures
    assert embedded.field_name == "Prepared"
    with pymupdf.open(sealed) as document:
        (widget,) = [one for one in document[0].widgets() if one.field_name == "Prepared"]
        assert tuple(widget.rect) == pytest.approx((300, 302, 440, 442), abs=0.1), (
            "the widget keeps its place"
        )
        red, green, _ = document[0].get_pixmap(annots=False).pixel(370 + 30, 372 + 30)
        assert red - green > 40, "the ink is page content"


def test_a_signed_documents_field_is_filled(
    seal_all: Seal, picture: SealPicture, rsa_key: SoftwareKey
) -> None:
    once = seal_all(prepared(), (picture, (Stamp(1, BOX),)))
    twice = seal_all(once, (picture, (Stamp(1, MIDDLE),)), prepared="Prepared")
    assert [status.bottom_line for status in statuses(twice, rsa_key)] == [True, True]
    assert [one.field_name for one in reader_of(twice).embedded_signatures] == ["Seal1", "Prepared"]
    with pymupdf.open(twice) as document:
        red, green, _ = document[0].get_pixmap().pixel(370 + 30, 372 + 30)
        assert red - green > 40
    assert verify_file(twice, roots=(rsa_key.root,)).verdict is Verdict.INTACT


def test_what_a_field_locks_its_signature_locks(
    seal_all: Seal, picture: SealPicture, rsa_key: SoftwareKey
) -> None:
    source = prepared("/Lock<</Type/SigFieldLock/Action/Include/Fields[(Name)]>>")
    sealed = seal_all(source, (picture, (Stamp(1, MIDDLE),)), prepared="Prepared")
    (embedded,) = reader_of(sealed).embedded_signatures
    assert embedded.fieldmdp.is_locked("Name") and not embedded.fieldmdp.is_locked("Other")
    assert statuses(sealed, rsa_key)[0].bottom_line


@pytest.mark.parametrize("signed", [False, True])
def test_a_prepared_field_may_be_the_last(
    signed: bool, seal_all: Seal, picture: SealPicture, rsa_key: SoftwareKey
) -> None:
    source: Any = prepared()
    if signed:
        source = seal_all(source, (picture, (Stamp(1, BOX),)))
    sealed = seal_all(source, (picture, (Stamp(1, MIDDLE),)), prepared="Prepared", locked=True)
    assert all(status.bottom_line for status in statuses(sealed, rsa_key))
    assert verify_file(sealed, roots=(rsa_key.root,)).verdict is Verdict.INTACT
    last = _refusal(lambda: seal_all(sealed, (picture, (Stamp(1, BOX),))))
    assert last.code in (ErrorCode.DOCUMENT_FORBIDS_CHANGES, ErrorCode.DOCUMENT_FIELD_LOCKED)
    if signed:
        assert preflight(sealed, None).fields_locked


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Other", ErrorCode.DOCUMENT_FIELD_UNKNOWN),
        ("Name", ErrorCode.DOCUMENT_FIELD_NOT_SIGNATURE),
        ("Seal1", ErrorCode.DOCUMENT_FIELD_FILLED),
    ],
)
def test_names_that_cannot_be_filled(
    name: str, code: ErrorCode, seal_all: Seal, picture: SealPicture
) -> None:
    once = seal_all(prepared(), (picture, (Stamp(1, BOX),)))
    assert _refusal(lambda: seal_all(once, (picture, (Stamp(1, MIDDLE),)), prepared=name)).code is code


_SEEDS = [
    ("/Ff 1/Filter/Adobe.PPKLite", ""),
    ("/Ff 1/Filter/Other.Handler", "field seed values"),
    ("/Filter/Other.Handler", ""),  # a wish, no demand
    ("/Ff 2/SubFilter[/adbe.pkcs7.detached/ETSI.CAdES.detached]", ""),
    ("/Ff 2/SubFilter[/adbe.pkcs7.detached]", "field seed values"),
    ("/Ff 64/DigestMethod[(SHA256)(SHA512)]", ""),
    ("/Ff 64/DigestMethod[(SHA512)]", "field seed values"),
    ("/Ff 8/Reasons[(Approved)]", "field seed values"),
    ("/Ff 128/LockDocument/true", "field seed values"),
    ("/Ff 4/V 3", ""),
    ("/Ff 4/V 4", "field seed values"),
    ("/Ff 1024", "field seed values"),
    ("/MDP<</P 0>>", ""),
    ("/MDP<</P 2>>", "field seed values"),
    ("/Cert<</Ff 0>>", ""),
    ("/Cert<</Ff 1>>", "field seed values"),
    ("/TimeStamp<</URL(https://tsa.invalid)/Ff 1>>", "field seed values"),
]


@pytest.mark.parametrize(("seed", "reason"), _SEEDS)
def test_demands_of_a_field_are_met_or_told(
    seed: str, reason: str, seal_all: Seal, picture: SealPicture, tmp_path: Path
) -> None:
    source = prepared(f"/SV<<{seed}>>")
    path = tmp_path / "seeds.pdf"
    path.write_bytes(source)
    (box,) = preflight(path, None).signature_boxes
    assert box.unsuited == reason

    def act() -> Path:
        return seal_all(source, (picture, (Stamp(1, MIDDLE),)), prepared="Prepared")

    if reason:
        refusal = _refusal(act)
        assert (refusal.code, refusal.facts["reason"]) == (ErrorCode.DOCUMENT_FIELD_UNSUITED, reason)
    else:
        assert reader_of(act()).embedded_signatures


@pytest.mark.parametrize(
    ("lock", "locks"),
    [
        ("", False),
        ("/Lock<</Action/All>>", True),
        ("/Lock<</Action/Include/Fields[(Name)]>>", False),
        ("/Lock<</Action/Include/Fields[(Name)]/P 1>>", True),
        ("/Lock<</Action/Exclude/Fields[(Name)]>>", True),
    ],
)
def test_a_look_tells_which_field_leaves_no_other(lock: str, locks: bool, tmp_path: Path) -> None:
    path = tmp_path / "lock.pdf"
    path.write_bytes(prepared(lock))
    assert preflight(path, None).signature_boxes[0].locks is locks


# Where fields show.


def _boxes(path: Path, content: bytes) -> Any:
    path.write_bytes(content)
    return preflight(path, None)


@pytest.mark.parametrize("merged", [True, False])
def test_a_look_tells_where_fields_show(merged: bool, tmp_path: Path) -> None:
    looked = _boxes(tmp_path / "a.pdf", prepared(merged=merged))
    (box,) = looked.signature_boxes
    assert (box.name, box.page, box.filled, box.unsuited) == ("Prepared", 1, False, "")
    assert box.bounds_mm is not None
    assert _corners(box.bounds_mm) == pytest.approx([v / 72 * 25.4 for v in (300, 302, 440, 442)], abs=0.01)
    assert looked.other_fields == ("Name",)


def _corners(rect: Rect) -> list[float]:
    return [rect.x0, rect.y0, rect.x1, rect.y1]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_bounds_are_those_of_the_page_as_shown(rotate: int, tmp_path: Path) -> None:
    path = tmp_path / "turned.pdf"
    looked = _boxes(path, prepared(more=f"/Rotate {rotate} /CropBox [20 30 580 800]"))
    (box,) = looked.signature_boxes
    with pymupdf.open(path) as document:
        (widget,) = [one for one in document[0].widgets() if one.field_name == "Prepared"]
        shown = widget.rect * document[0].rotation_matrix
    assert _corners(box.bounds_mm) == pytest.approx([v / 72 * 25.4 for v in shown.normalize()], abs=0.02)


def test_filled_fields_show_too(seal_all: Seal, picture: SealPicture) -> None:
    looked = preflight(seal_all(prepared(), (picture, (Stamp(1, BOX),))), None)
    filled = {box.name: box.filled for box in looked.signature_boxes}
    assert filled == {"Prepared": False, "Seal1": True}
    (seal1,) = [box for box in looked.signature_boxes if box.filled]
    assert _corners(seal1.bounds_mm) == pytest.approx([39, 39, 81, 81], abs=0.02)


def test_widgets_that_do_not_say_their_page_are_found_in_the_pages(tmp_path: Path) -> None:
    content = prepared().replace(b"/P 3 0 R/F 4", b"         /F 4")
    (box,) = _boxes(tmp_path / "a.pdf", content).signature_boxes
    assert box.page == 1


def test_fields_that_cannot_show_say_why(tmp_path: Path) -> None:
    flat = _boxes(tmp_path / "flat.pdf", prepared(rect=(0, 0, 0, 0)))
    lost = _boxes(
        tmp_path / "lost.pdf",
        prepared()
        .replace(b"/P 3 0 R/F 4", b"         /F 4")
        .replace(b"/Annots [20 0 R]", b"/Annots [22 0 R]"),
    )
    bare = _boxes(
        tmp_path / "bare.pdf",
        pdf_bytes(catalog="/AcroForm<</Fields[20 0 R]>>", extra={20: "<</FT/Sig/T(Bare)>>"}),
    )
    assert [looked.signature_boxes[0].unsuited for looked in (flat, lost, bare)] == [
        "field invisible", "field on no page", "field widgets",
    ]  # fmt: skip


def test_tagged_documents_are_told(tmp_path: Path) -> None:
    tagged = [
        _boxes(tmp_path / "t.pdf", pdf_bytes(catalog=catalog, extra={9: "<</Type/StructTreeRoot>>"})).tagged
        for catalog in (
            "/StructTreeRoot 9 0 R",
            "/MarkInfo<</Marked true>>",
            "/MarkInfo<</Marked false>>",
            "",
        )
    ]
    assert tagged == [True, True, False, False]
