"""Templates of a workspace: saved, sorted, applied to other documents, and never lost by halves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame, Rect
from sealdesk.model.document import DocumentClass, DocumentDigest, Preflight
from sealdesk.model.placement import AnyPlacement, Edge, Placement, StraddlePlacement
from sealdesk.model.placing_rule import (
    FixedRule,
    FromX,
    FromY,
    OfficialRule,
    PlacingTemplate,
    StraddleRule,
)
from sealdesk.service import templates
from sealdesk.settings.layout import Layout

A4 = PageFrame(Rect(0, 0, 595.276, 841.89))
A5 = PageFrame(Rect(0, 0, 419.53, 595.276))
NOWHERE = Path("not-read.pdf")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def named(name: str, document_class: DocumentClass | None = None) -> PlacingTemplate:
    return PlacingTemplate(name, (OfficialRule(),), document_class)


def applied(rules: tuple[object, ...], frames: tuple[PageFrame, ...]) -> tuple[AnyPlacement, ...]:
    preflight = Preflight(DocumentDigest("ab" * 32, 1), frames)
    template = PlacingTemplate("t", rules)  # type: ignore[arg-type]
    return templates.apply(template, NOWHERE, None, preflight, (42.0, 42.0)).placements


def test_saved_ones_are_found_and_replaced_by_name(layout: Layout) -> None:
    assert templates.list_templates(layout) == ()
    templates.save_template(layout, named("末页"))
    templates.save_template(layout, named("骑缝"))
    changed = PlacingTemplate("末页", (FixedRule("last", 30.0, 30.0),), DocumentClass.FINANCE)
    templates.save_template(layout, changed)
    assert templates.find_template(layout, "末页") == changed
    assert [one.name for one in templates.list_templates(layout)] == ["末页", "骑缝"]
    templates.delete_template(layout, "末页")
    for ask in (templates.find_template, templates.delete_template):
        with pytest.raises(SealDeskError) as refused:
            ask(layout, "末页")
        assert refused.value.code is ErrorCode.TEMPLATE_UNKNOWN


def test_those_for_the_documents_class_come_first(layout: Layout) -> None:
    for one in (
        named("a", DocumentClass.FINANCE),
        named("b"),
        named("c", DocumentClass.CONTRACT),
    ):
        templates.save_template(layout, one)
    sorted_ones = templates.list_templates(layout, DocumentClass.CONTRACT)
    assert [one.name for one in sorted_ones] == ["c", "b", "a"]


def test_a_wrong_name_and_a_broken_file_are_told(layout: Layout) -> None:
    with pytest.raises(SealDeskError) as refused:
        templates.save_template(layout, named("two\nlines"))
    assert refused.value.code is ErrorCode.TEMPLATE_WRONG
    layout.placing_templates.write_bytes(b"{}")
    with pytest.raises(SealDeskError) as broken:
        templates.list_templates(layout)
    assert broken.value.code is ErrorCode.TEMPLATES_BROKEN
    with pytest.raises(SealDeskError):
        templates.save_template(layout, named("x"))
    assert layout.placing_templates.read_bytes() == b"{}"


def test_a_place_near_the_bottom_right_stays_there_on_a_smaller_page() -> None:
    rules = templates.rules_of((Placement(3, 150.0, 250.0, 42, 42),), (A4, A4, A4))
    (rule,) = rules
    assert isinstance(rule, FixedRule)
    assert (rule.pages, rule.from_x, rule.from_y) == ("last", FromX.RIGHT, FromY.BOTTOM)
    (placed,) = applied(rules, (A5,))
    assert isinstance(placed, Placement) and placed.page == 1
    assert A5.width_mm - placed.centre_x_mm == pytest.approx(A4.width_mm - 150, abs=0.01)
    assert A5.height_mm - placed.centre_y_mm == pytest.approx(A4.height_mm - 250, abs=0.01)


def test_the_same_place_on_several_pages_is_one_rule() -> None:
    odd = tuple(Placement(page, 40, 60, 42, 42) for page in (1, 3, 5))
    assert templates.rules_of(odd, (A4,) * 6) == (FixedRule("odd", 40, 60),)
    assert templates.rules_of(odd[:2], (A4,) * 6) == (FixedRule("1,3", 40, 60),)
    middle = Placement(2, A4.width_mm / 2 + 0.3, 60, 42, 42)
    assert templates.rules_of((middle,), (A4,) * 6) == (FixedRule("2", 0.0, 60, FromX.CENTRE),)


def test_a_straddle_seal_keeps_its_share_of_the_edge() -> None:
    placed = StraddlePlacement((1, 2, 3), Edge.RIGHT, A4.height_mm / 4, 42, 42, first_wider=1.5)
    rules = templates.rules_of((placed,), (A4,) * 3)
    assert rules == (StraddleRule(Edge.RIGHT, "all", 25.0, first_wider=1.5),)
    (again,) = applied(rules, (A5, A5))
    assert isinstance(again, StraddlePlacement)
    assert again.pages == (1, 2) and again.centre_mm == pytest.approx(A5.height_mm / 4)


@given(
    st.lists(
        st.builds(
            Placement,
            st.integers(1, 4),
            st.floats(30, A4.width_mm - 30),
            st.floats(30, A4.height_mm - 30),
            st.just(42.0),
            st.just(42.0),
            st.sampled_from((0.0, 15.0)),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_on_the_same_document_the_rules_lead_to_the_same_places(placements: list[Placement]) -> None:
    frames = (A4,) * 4
    again = applied(templates.rules_of(placements, frames), frames)
    for wanted in placements:
        assert any(
            isinstance(one, Placement)
            and one.page == wanted.page
            and one.turned_deg == wanted.turned_deg
            and abs(one.centre_x_mm - wanted.centre_x_mm) <= 0.51
            and abs(one.centre_y_mm - wanted.centre_y_mm) <= 0.51
            for one in again
        ), (wanted, again)


def test_places_in_whole_millimetres_can_be_saved(layout: Layout) -> None:
    placements = (
        Placement(1, 60, 70, 42, 42),
        StraddlePlacement((1, 2), Edge.RIGHT, 148, 42, 42, first_wider=2),
    )
    rules = templates.rules_of(placements, (A4, A4))
    templates.save_template(layout, PlacingTemplate("整毫米", rules))
    assert templates.find_template(layout, "整毫米").rules == rules
