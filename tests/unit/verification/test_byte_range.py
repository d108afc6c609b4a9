"""Attacks on what a signature covers: universal forgery, wrapping, tails, gaps."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sealdesk.model.verification import Verdict


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (b"[0 0 0 0]", "signature.byte_range_wrong"),
        (b"[]", "signature.byte_range_wrong"),
        (b"null", "signature.byte_range_wrong"),
        (b"[0 10]", "signature.byte_range_wrong"),
        (b"[0 -1 5 9]", "signature.byte_range_wrong"),
        (b"[0 1.5 5 9]", "signature.byte_range_wrong"),
        (b"[0 10 20 99999999]", "signature.byte_range_wrong"),
        (b"[1 10 20 30]", "signature.byte_range_wrong"),
        (b"[0 10 20 30]", "signature.byte_range_gap"),
    ],
)
def test_bent_ranges_are_invalid(workshop: Any, signed: bytes, array: bytes, reason: str) -> None:
    report = workshop.verify(workshop.with_byte_range(signed, array))
    assert report.verdict is Verdict.INVALID
    assert reason in report.signatures[0].reasons


def test_missing_range_and_missing_contents_are_invalid(workshop: Any, signed: bytes) -> None:
    without_range = workshop.verify(signed.replace(b"/ByteRange", b"/ByteRongs"))
    without_contents = workshop.verify(signed.replace(b"/Contents <", b"/Cuntents <"))
    assert without_range.verdict is without_contents.verdict is Verdict.INVALID
    assert without_range.signatures[0].reasons == ("signature.byte_range_missing",)
    assert without_contents.signatures[0].reasons == ("signature.unreadable",)


def _resigned(workshop: Any, signed: bytes, numbers: tuple[int, int, int, int]) -> bytes:
    """By the signer himself, over other ranges: the digest fits, the ranges do not."""
    bent = workshop.with_byte_range(signed, b"[%d %d %d %d]" % numbers)
    _, first, second, last = numbers
    gap = workshop.byte_range(signed)

    def make(_: bytes) -> bytes:
        import hashlib

        digest = hashlib.sha256(bent[:first] + bent[second : second + last]).digest()
        return bytes(workshop.cms(digest))

    value = make(b"").hex().encode()
    room = gap[2] - gap[1] - 2
    return bent[: gap[1] + 1] + value.ljust(room, b"0") + bent[gap[2] - 1 :]


@pytest.mark.parametrize(
    ("shift", "reason"),
    [
        ((0, 0, 0, -40), "signature.not_whole_revision"),
        ((0, 0, 100, -100), "signature.byte_range_gap"),
        ((0, -1, 0, 0), "signature.byte_range_gap"),
        ((0, 0, -1, 1), "signature.byte_range_gap"),
    ],
)
def test_ranges_the_signer_chose_too_small_or_too_large(
    workshop: Any, signed: bytes, shift: tuple[int, int, int, int], reason: str
) -> None:
    numbers = tuple(a + b for a, b in zip(workshop.byte_range(signed), shift, strict=True))
    report = workshop.verify(_resigned(workshop, signed, numbers))  # type: ignore[arg-type]
    assert report.verdict is Verdict.INVALID
    assert reason in report.signatures[0].reasons


def test_the_helper_signs_rightly_when_nothing_is_bent(workshop: Any, signed: bytes) -> None:
    assert workshop.verify(_resigned(workshop, signed, workshop.byte_range(signed))).good


def test_signature_wrapping_is_not_believed(workshop: Any, signed: bytes) -> None:
    # The second signed part moves to the end; the hole takes other objects and a table of their own.
    _, gap_start, gap_end, last = workshop.byte_range(signed)
    hole = signed[gap_end : gap_end + last].replace(b"Seal1", b"Seal2")
    moved = signed[:gap_end] + hole + signed[gap_end : gap_end + last]
    wrapped = workshop.with_byte_range(moved, b"[0 %d %d %d]" % (gap_start, gap_end + len(hole), last))
    assert workshop.verify(wrapped).verdict in (Verdict.INVALID, Verdict.ALTERED)


@pytest.mark.parametrize("tail", [b"x", b"\n9 0 obj\n<<>>\nendobj\n", b"\n%%EOF\n", b"startxref\n0\n%%EOF\n"])
def test_bytes_behind_the_end_alter_the_document(workshop: Any, signed: bytes, tail: bytes) -> None:
    report = workshop.verify(signed + tail)
    assert report.verdict is not Verdict.INTACT
    if report.verdict is Verdict.ALTERED and report.changes:
        assert report.changes[0].kind == "unexplained_bytes"


def test_white_space_behind_the_end_is_nothing(workshop: Any, signed: bytes) -> None:
    assert workshop.verify(signed + b"\r\n\n  \x00").verdict is Verdict.INTACT


def test_objects_without_a_table_between_two_savings(workshop: Any, signed: bytes) -> None:
    smuggled = b"4 0 obj\n<</Length 3>>stream\nq Q\nendstream\nendobj\n"
    report = workshop.verify(workshop.update(signed + smuggled, workshop.fill_form))
    assert report.verdict is Verdict.ALTERED
    assert report.changes[0].kind == "unexplained_bytes"


@pytest.mark.parametrize("place", ["behind an object", "in front of the table", "behind the trailer"])
def test_objects_smuggled_into_a_later_saving(workshop: Any, signed: bytes, place: str) -> None:
    smuggled = b"4 0 obj\n<</Length 3>>stream\nq Q\nendstream\nendobj\n"
    filled = workshop.update(signed, workshop.fill_form)
    assert workshop.verify(filled).verdict is Verdict.CHANGED
    later = filled[len(signed) :]
    table = later.rindex(b"xref\n", 0, later.rindex(b"startxref"))
    if place == "behind the trailer":
        bent = later.replace(b"startxref", smuggled + b"startxref")
    else:
        at = table if place == "in front of the table" else later.index(b"endobj\n") + len(b"endobj\n")
        moved = later[:at] + smuggled + later[at:]
        bent = _with_moved_places(moved, len(signed) + at, len(smuggled))
    report = workshop.verify(signed + bent)
    assert report.verdict is Verdict.ALTERED
    assert report.changes[0].kind == "unexplained_bytes"


def _with_moved_places(later: bytes, behind: int, by: int) -> bytes:
    """The table and `startxref` of a saving into which `by` bytes were put at `behind`."""

    def moved(number: bytes) -> int:
        return int(number) + (by if int(number) >= behind else 0)

    later = re.sub(rb"(\d{10}) 00000 n", lambda match: b"%010d 00000 n" % moved(match[1]), later)
    return re.sub(rb"startxref\n(\d+)", lambda match: b"startxref\n%d" % moved(match[1]), later)


def test_a_value_copied_to_another_place_does_not_sign_it(workshop: Any, signed: bytes) -> None:
    # The field leads to a copy of the signature dictionary, outside of what is signed.
    def move(writer: Any) -> None:
        from pyhanko.pdf_utils import generic

        field = writer.root["/AcroForm"]["/Fields"][1]
        copy = generic.DictionaryObject({key: field["/V"].raw_get(key) for key in field["/V"]})
        field["/V"] = writer.add_object(copy)
        writer.update_container(field)

    report = workshop.verify(workshop.update(signed, move))
    assert report.verdict is Verdict.INVALID
    assert "signature.byte_range_gap" in report.signatures[0].reasons
