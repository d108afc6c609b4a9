"""What stands against an act on a document, told before any PIN: places, fields, certification, earlier seals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame, Rect
from sealdesk.model.act import SealingOrder, SealUse
from sealdesk.model.document import DocumentDigest, Preflight, SignatureBox
from sealdesk.model.placement import AnyPlacement, Edge, Placement, StraddlePlacement
from sealdesk.service.act_checks import (
    blank_pages_of,
    hindrances,
    into_field,
    refusals_before_pin,
    touching_pages,
)

A4 = PageFrame(Rect(0, 0, 595.276, 841.89))
PLAIN = Preflight(DocumentDigest("ab" * 32, 1000), (A4, A4, A4))
EARLIER = SignatureBox("First", 1, Rect(30, 100, 70, 140), filled=True)
SIGNED = replace(PLAIN, signature_fields=("First",), signature_boxes=(EARLIER,))
WAITING = SignatureBox("Here", 2, Rect(100, 100, 150, 150), filled=False)
SMALL = SignatureBox("Small", 2, Rect(10, 10, 40, 40), filled=False)
HERE = Placement(1, 120, 200, 42, 42)
STRADDLE = StraddlePlacement((1, 2, 3), Edge.RIGHT, 150, 42, 42)


def order(
    *placements: AnyPlacement, further: tuple[SealUse, ...] = (), field: str | None = None
) -> SealingOrder:
    return SealingOrder(
        Path("a.pdf"), Path("b.pdf"), "S1", "R1", placements or (HERE,), further=further, field_name=field
    )


def codes(wanted: SealingOrder, preflight: Preflight = PLAIN) -> list[ErrorCode]:
    return [error.code for error in refusals_before_pin(wanted, preflight)]


def with_boxes(preflight: Preflight, *boxes: SignatureBox, **more: Any) -> Preflight:
    return replace(preflight, signature_boxes=(*preflight.signature_boxes, *boxes), **more)


def test_nothing_stands_against_a_plain_act() -> None:
    assert codes(order(HERE, STRADDLE)) == []
    assert codes(order(HERE), SIGNED) == []


def test_everything_is_told_and_each_once() -> None:
    off = Placement(1, 5, 5, 42, 42)
    assert codes(order(off, off, Placement(9, 50, 50, 42, 42), STRADDLE), SIGNED) == [
        ErrorCode.PLACE_OFF_PAGE,
        ErrorCode.PLACE_PAGE_MISSING,
        ErrorCode.PLACE_STRADDLE_ON_SIGNED,
    ]


def test_every_seal_is_asked() -> None:
    further = (SealUse("S2", "R2", (STRADDLE,)), SealUse("S3", "R3", (Placement(1, 5, 5, 42, 42),)))
    assert codes(order(further=further), SIGNED) == [
        ErrorCode.PLACE_STRADDLE_ON_SIGNED,
        ErrorCode.PLACE_OFF_PAGE,
    ]


@pytest.mark.parametrize(("seal", "request_id"), [("S1", "R2"), ("S2", "R1"), ("S1", "R1")])
def test_a_seal_or_a_request_is_used_once(seal: str, request_id: str) -> None:
    assert codes(order(further=(SealUse(seal, request_id, (HERE,)),))) == [ErrorCode.SEAL_TWICE]


@pytest.mark.parametrize(
    ("x_mm", "page", "covered"),
    [(50, 1, True), (80, 1, True), (88, 1, False), (92, 1, False), (50, 2, False)],
)
def test_over_an_earlier_signature(x_mm: float, page: int, covered: bool) -> None:
    """Corners of boxes may meet: seals are round."""
    wanted = order(Placement(page, x_mm, 120, 42, 42))
    assert (codes(wanted, SIGNED) == [ErrorCode.PLACE_OVER_SIGNATURE]) is covered
    assert hindrances(wanted, SIGNED) == (), "that is for a person to mend"


def test_a_widget_over_the_whole_page_is_no_mark() -> None:
    whole = replace(SIGNED, signature_boxes=(replace(EARLIER, bounds_mm=Rect(0, 0, 210, 297)),))
    assert codes(order(), whole) == []


def test_an_empty_field_is_not_in_the_way() -> None:
    assert codes(order(Placement(2, 125, 125, 42, 42)), with_boxes(SIGNED, WAITING)) == []


# Certified and locked documents.


def test_certified_documents_take_prepared_fields_where_the_seal_lies() -> None:
    certified = with_boxes(SIGNED, WAITING, certification=2, level=2)
    assert codes(order(Placement(2, 125, 125, 42, 42)), certified) == []
    (refusal,) = refusals_before_pin(order(HERE), certified)
    assert refusal.code is ErrorCode.DOCUMENT_CERTIFIED_NO_NEW_FIELD
    assert refusal.facts["fields"] == "Here"
    assert codes(order(HERE, field="Here"), certified) == []
    assert codes(order(HERE, HERE, field="Here"), certified) == [ErrorCode.DOCUMENT_CERTIFIED_NO_NEW_FIELD]


def test_each_impression_on_a_certified_document_needs_a_field_of_its_own() -> None:
    there = Placement(2, 125, 125, 42, 42)
    certified = with_boxes(SIGNED, WAITING, certification=2, level=2)
    assert codes(order(there, there), certified) == [ErrorCode.DOCUMENT_CERTIFIED_NO_NEW_FIELD]
    other = replace(WAITING, name="Other", page=3)
    both = with_boxes(certified, other)
    assert codes(order(there, replace(there, page=3)), both) == []
    locking = with_boxes(SIGNED, replace(WAITING, locks=True), other, certification=2, level=2)
    assert codes(order(there, replace(there, page=3)), locking) == [ErrorCode.DOCUMENT_FIELD_LOCKED]
    assert codes(order(there), locking) == []


def test_documents_whose_fields_are_all_locked() -> None:
    locked = with_boxes(SIGNED, WAITING, fields_locked=True)
    assert codes(order(HERE), locked) == [ErrorCode.DOCUMENT_FIELD_LOCKED]
    assert codes(order(HERE, field="Here"), locked) == []


# Prepared fields.


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Nowhere", ErrorCode.DOCUMENT_FIELD_UNKNOWN),
        ("Text", ErrorCode.DOCUMENT_FIELD_NOT_SIGNATURE),
        ("First", ErrorCode.DOCUMENT_FIELD_FILLED),
        ("Small", ErrorCode.DOCUMENT_FIELD_TOO_SMALL),
        ("Shut", ErrorCode.DOCUMENT_FIELD_LOCKED),
        ("Odd", ErrorCode.DOCUMENT_FIELD_UNSUITED),
    ],
)
def test_fields_that_cannot_be_filled(name: str, code: ErrorCode) -> None:
    more = (
        WAITING,
        SMALL,
        replace(WAITING, name="Shut", unsuited="locked"),
        replace(WAITING, name="Odd", unsuited="field widgets"),
    )
    looked = with_boxes(SIGNED, *more, other_fields=("Text",))
    (refusal,) = refusals_before_pin(order(field=name), looked)
    assert refusal.code is code
    assert refusal.facts["field"] == name


def test_a_turned_seal_needs_more_room() -> None:
    looked = with_boxes(PLAIN, replace(WAITING, bounds_mm=Rect(100, 100, 143, 143)))
    assert codes(order(HERE, field="Here"), looked) == []
    turned = replace(HERE, turned_deg=45.0)
    assert codes(order(turned, field="Here"), looked) == [ErrorCode.DOCUMENT_FIELD_TOO_SMALL]


def test_a_straddle_seal_alone_fills_no_field() -> None:
    (refusal,) = refusals_before_pin(order(STRADDLE, field="Here"), with_boxes(PLAIN, WAITING))
    assert refusal.facts["reason"] == "no whole impression"


def test_the_first_whole_impression_moves_into_the_middle_of_the_field() -> None:
    turned = replace(HERE, turned_deg=3.0)
    moved = into_field(order(STRADDLE, turned, HERE, field="Here"), with_boxes(PLAIN, WAITING))
    assert moved.placements == (replace(turned, page=2, centre_x_mm=125, centre_y_mm=125), STRADDLE, HERE)
    same = order(HERE, field="Nowhere")
    assert into_field(same, PLAIN) == same
    assert into_field(order(HERE), with_boxes(PLAIN, WAITING)) == order(HERE)


def test_a_place_off_the_page_does_not_matter_where_a_field_is_filled() -> None:
    assert codes(order(Placement(1, 5, 5, 42, 42), field="Here"), with_boxes(PLAIN, WAITING)) == []


# Seals of one act.


def test_pages_where_seals_of_the_act_touch() -> None:
    near = SealUse("S2", "R2", (Placement(1, 150, 200, 42, 42), Placement(2, 60, 60, 42, 42)))
    assert touching_pages(order(HERE, further=(near,)), PLAIN) == (1,)
    apart = SealUse("S2", "R2", (Placement(1, 162, 200, 42, 42),))
    assert touching_pages(order(HERE, further=(apart,)), PLAIN) == ()
    assert codes(order(HERE, further=(near,))) == [], "it is no refusal"


def test_pages_where_straddle_seals_of_the_act_touch() -> None:
    below = StraddlePlacement((2, 3), Edge.RIGHT, 170, 42, 42)
    assert touching_pages(order(STRADDLE, further=(SealUse("S2", "R2", (below,)),)), PLAIN) == (2, 3)
    apart = replace(below, centre_mm=195)
    assert touching_pages(order(STRADDLE, further=(SealUse("S2", "R2", (apart,)),)), PLAIN) == ()
    across = StraddlePlacement((1, 2), Edge.BOTTOM, 189, 42, 42)
    low = replace(STRADDLE, centre_mm=262)
    both = order(low, further=(SealUse("S2", "R2", (across,)),))
    assert touching_pages(both, PLAIN) == (1, 2)
    assert touching_pages(both, PLAIN, {"S1", "S2"}) == (2,), "of round seals, the first strips stay clear"


def test_pages_on_which_nothing_is_written() -> None:
    looked = with_boxes(PLAIN, WAITING, blank_pages=(1, 2))
    there = replace(HERE, page=3)
    also = SealUse("S2", "R2", (replace(HERE, page=2),))
    assert blank_pages_of(order(HERE, there, further=(also,)), looked) == (1, 2)
    assert blank_pages_of(order(there, STRADDLE), looked) == ()
    assert blank_pages_of(order(there, field="Here"), looked) == (2,), "where the seal really goes"
    assert codes(order(HERE), looked) == []


def test_impossible_places_touch_nothing() -> None:
    assert touching_pages(order(Placement(9, 50, 50, 42, 42), HERE), PLAIN) == ()


def test_refusals_are_errors_that_can_be_raised() -> None:
    with pytest.raises(SealDeskError):
        raise refusals_before_pin(order(STRADDLE), SIGNED)[0]
