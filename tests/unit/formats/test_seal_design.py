"""Seal designs as text: exact both ways, strict, and named by field where they are wrong."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.formats import seal_design
from sealdesk.formats.canonical import parse_canonical
from sealdesk.formats.fields import FormatError
from sealdesk.formats.seal_design import design_of, read_design, write_design
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_design import SealDesign

PLAIN = SealDesign(SealKind.UNIT, SealShape.ROUND, 42.0, 42.0)
EMBLEM = ("M0 0L1 0L1 1Z", "M0.5 0.25C0 1 1 1 1 0.5ZM0 0L0.1 0L0 0.1Z")

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


def measure(name: str) -> st.SearchStrategy[float | None]:
    least, greatest = seal_design.MEASURES[name]
    numbers = st.integers(round(least * 10_000), round(greatest * 10_000)).map(lambda number: number / 10_000)
    return st.none() | numbers if seal_design._is_open(name) else numbers


@st.composite
def designs(draw) -> SealDesign:
    values = {name: draw(measure(name)) for name in seal_design.MEASURES}
    values |= {
        "border_mm": draw(st.sampled_from([0.0, 0.8, 1.2])),
        "inner_border_mm": 0.3,
        "border_gap_mm": 0.2,
    }
    values |= {name: draw(texts) for name in seal_design._TEXTS}
    values |= {name: draw(st.booleans()) for name in seal_design._TRUTHS}
    values["width_mm"], values["height_mm"] = draw(
        st.sampled_from([(42.0, 42.0), (45.0, 30.0), (20.0, 10.5)])
    )
    values["kind"], values["shape"] = draw(st.sampled_from(SealKind)), draw(st.sampled_from(SealShape))
    values["colour"] = draw(st.tuples(*[st.integers(0, 255)] * 3))
    values["emblem"] = draw(st.sampled_from([(), EMBLEM]))
    return SealDesign(**values)


@given(designs())
def test_a_design_comes_back_as_it_was_written(design: SealDesign) -> None:
    text = write_design(design)
    assert read_design(text) == design
    assert parse_canonical(text.encode("utf-8"))["format"] == 1
    assert write_design(read_design(text)) == text


def test_every_field_of_a_design_is_written() -> None:
    assert set(json.loads(write_design(PLAIN))) == {field.name for field in fields(SealDesign)} | {"format"}


def test_a_file_written_by_hand_may_leave_fields_out() -> None:
    text = '{"format": 1, "kind": "unit", "shape": "round",\n "width_mm": "42", "height_mm": "42"}'
    assert read_design(text) == PLAIN


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"format": 2}, "format"),
        ({"kind": "nobody"}, "kind"),
        ({"shape": ["round"]}, "shape"),
        ({"width_mm": 42}, "width_mm"),
        ({"width_mm": None}, "width_mm"),
        ({"width_mm": "NaN"}, "width_mm"),
        ({"width_mm": "1e2"}, "width_mm"),
        ({"height_mm": "400"}, "height_mm"),
        ({"border_mm": "-1"}, "border_mm"),
        ({"border_mm": "9", "inner_border_mm": "4"}, "border_mm"),
        ({"star": "yes"}, "star"),
        ({"arc_text": 5}, "arc_text"),
        ({"arc_text": "城" * 61}, "arc_text"),
        ({"arc_text": "城\n南"}, "arc_text"),
        ({"colour": "red"}, "colour"),
        ({"colour": 5}, "colour"),
        ({"emblem": "M0 0Z"}, "emblem"),
        ({"emblem": ["M0 0L1Z"]}, "emblem"),
        ({"emblem": ["M0 0L1 1Z/Do"]}, "emblem"),
        ({"emblem": ["M0 0L1 1Z" * 60_000]}, "emblem"),
        ({"emblem": ["M0 0L99 1Z"]}, "emblem"),
        ({"colour ": "#ffffff"}, "colour "),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, object], field: str) -> None:
    table = {**json.loads(write_design(PLAIN)), **changes}
    with pytest.raises(FormatError) as caught:
        read_design(json.dumps(table))
    assert str(caught.value) == field


@pytest.mark.parametrize("text", ["", "[]", '"format"', "{", '{"format": 1, "format": 1}', "[" * 100_000])
def test_what_is_no_design_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        read_design(text)


def test_a_preset_gives_numbers_as_numbers() -> None:
    table = {"kind": "unit", "shape": "round", "width_mm": 42, "height_mm": 42.0}
    assert design_of(table) == PLAIN
    for wrong in (True, "42", float("inf"), None):
        with pytest.raises(FormatError):
            design_of({**table, "width_mm": wrong})
    with pytest.raises(FormatError, match="kind"):
        design_of({"shape": "round", "width_mm": 42, "height_mm": 42.0})


def test_squares_may_break_their_lines() -> None:
    square = SealDesign(SealKind.FINANCE, SealShape.RECTANGLE, 25.0, 25.0, centre_text="城南\n财务")
    assert read_design(write_design(square)) == square


@given(designs())
def test_a_design_comes_back_from_its_table(design: SealDesign) -> None:
    assert design_of(seal_design.fields_of(design)) == design
