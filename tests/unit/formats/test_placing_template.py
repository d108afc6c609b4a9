"""Placing templates as text: what is written is read again, anything else is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.formats.canonical import canonical
from sealdesk.formats.fields import FormatError
from sealdesk.formats.placing_template import is_name, read_templates, write_templates
from sealdesk.model.document import DocumentClass
from sealdesk.model.placement import Edge, StraddleCut
from sealdesk.model.placing_rule import (
    FixedRule,
    FromX,
    FromY,
    KeywordRule,
    Occurrence,
    OfficialRule,
    PlacingTemplate,
    StraddleRule,
)

CONTRACT = PlacingTemplate(
    "合同末页",
    (
        FixedRule("last", 60.0, 75.5, FromX.RIGHT, FromY.BOTTOM, 1.5),
        KeywordRule("甲方（盖章）", occurrence=Occurrence.NTH, number=2, dx_mm=-5.0),
        OfficialRule(),
        StraddleRule(Edge.LEFT, "all", 33.25, 10, 1.5, StraddleCut.RANDOM),
    ),
    DocumentClass.CONTRACT,
)

lengths = st.integers(-500_000, 500_000).map(lambda number: number / 100)
names = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=60)
rules = st.one_of(
    st.builds(FixedRule, st.just("1-3"), lengths, lengths, st.sampled_from(FromX), st.sampled_from(FromY)),
    st.builds(KeywordRule, names, st.booleans(), dx_mm=lengths, dy_mm=lengths),
    st.builds(StraddleRule, st.sampled_from(Edge), middle_percent=st.integers(0, 100).map(float)),
    st.just(OfficialRule()),
)
templates = st.builds(
    PlacingTemplate,
    names,
    st.lists(rules, min_size=1, max_size=4).map(tuple),
    st.one_of(st.none(), st.sampled_from(DocumentClass)),
)


@given(st.lists(templates, max_size=4, unique_by=lambda one: one.name).map(tuple))
def test_what_is_written_is_read_again(kept: tuple[PlacingTemplate, ...]) -> None:
    assert read_templates(write_templates(kept)) == kept


def changed(**facts: Any) -> bytes:
    """The file with these facts of its first rule changed."""
    value = json.loads(write_templates([CONTRACT]))
    value["templates"][0]["rules"][0].update(facts)
    return canonical(value)


@pytest.mark.parametrize(
    "facts",
    [
        {"x_mm": "nan"},
        {"x_mm": "1e9"},
        {"x_mm": 60},
        {"turned_deg": "361"},
        {"from_x": "middle"},
        {"pages": "1," * 300},
        {"more": "1"},
        {"rule": "unknown"},
    ],
)
def test_measures_that_nothing_has_are_refused(facts: dict[str, Any]) -> None:
    assert read_templates(changed(x_mm="61"))
    with pytest.raises(FormatError):
        read_templates(changed(**facts))


def test_a_file_that_is_not_canonical_or_names_one_twice_is_refused() -> None:
    text = write_templates([CONTRACT])
    for wrong in (b"", b"{}", text + b" ", text.replace(b'"format":1', b'"format":2')):
        with pytest.raises(FormatError):
            read_templates(wrong)
    with pytest.raises(FormatError):
        write_templates([CONTRACT, CONTRACT])
    with pytest.raises(FormatError):
        write_templates([PlacingTemplate("空", ())])


def test_names_are_one_line() -> None:
    assert is_name("合同 末页") and is_name("x" * 60)
    for wrong in ("", " ", " a", "a\nb", "x" * 61, "a\u202eb"):
        assert not is_name(wrong)
