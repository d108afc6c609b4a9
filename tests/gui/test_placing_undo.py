"""Steps back and forward: whatever was done, undoing it all leads back, and doing it again leads forth."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from sealdesk.geometry import A4_UNITS, PageFrame
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_sizes import TrueSize
from sealdesk.gui.placing_steps import Verb
from sealdesk.gui.placing_undo import PlacingHistory
from sealdesk.model.placement import Placement, StraddlePlacement

A4 = PageFrame(A4_UNITS)
lengths = st.floats(-50, 350)


def a_placing() -> tuple[Placing, PlacingHistory]:
    model = Placing((A4,) * 4, TrueSize(42.0, 42.0), "A")
    model.add_seal("B", TrueSize(45.0, 30.0))
    history = PlacingHistory()
    history.watch(model)
    return model, history


def a_step(data: st.DataObject, model: Placing) -> Callable[[], object]:
    """Some step, on some mark."""
    x, y, page = data.draw(lengths), data.draw(lengths), data.draw(st.integers(1, 4))
    if not model.marks:
        return lambda: model.place(page, x, y)
    mark = data.draw(st.sampled_from(model.marks))
    return data.draw(
        st.sampled_from(
            (
                lambda: model.place(page, x, y),
                lambda: model.choose_seal("A" if model.current == "B" else "B"),
                lambda: model.move_to(mark.key, x, y),
                lambda: model.move_by(mark.key, x / 100, y / 100),
                lambda: model.turn(mark.key, x),
                lambda: model.resize(mark.key, abs(y) + 1),
                lambda: model.true_size(mark.key),
                lambda: model.to_page(mark.key, page),
                lambda: model.repeat(mark.key, (1, page)),
                lambda: model.duplicate(mark.key),
                lambda: model.paste(mark, page),
                lambda: model.straddle((1, 2, 3)),
                lambda: model.delete(mark.key),
                lambda: model.set_scales({page: 4.0}),
            )
        )
    )


@given(st.data())
def test_all_steps_lead_back_and_forth_again(data: st.DataObject) -> None:
    model, history = a_placing()
    states = [model.marks]
    for _ in range(data.draw(st.integers(1, 12))):
        a_step(data, model)()
        if model.marks != states[-1]:
            states.append(model.marks)
    end = model.marks
    seen = []
    while history.can_undo:
        history.undo()
        seen.append(model.marks)
    assert model.marks == ()
    assert all(marks in states for marks in seen)
    while history.can_redo:
        history.redo()
    assert model.marks == end


@given(st.data())
def test_seals_stay_on_their_pages_and_straddle_seals_are_alone(data: st.DataObject) -> None:
    model, _ = a_placing()
    for _ in range(data.draw(st.integers(1, 12))):
        a_step(data, model)()
    for mark in model.marks:
        if isinstance(mark.placement, Placement) and mark.placement.box.bounds_mm.width <= A4.width_mm:
            assert A4.shown_mm.contains(mark.placement.box.bounds_mm, 1e-6) or mark.placement.width_mm > 100
    for seal_id in model.seal_ids:
        straddles = [one for one in model.marks_of(seal_id) if isinstance(one.placement, StraddlePlacement)]
        assert len(straddles) <= 1
    assert len({mark.key for mark in model.marks}) == len(model.marks)


def test_small_steps_of_one_mark_are_one_and_gestures_are_not() -> None:
    model, history = a_placing()
    one, other = model.place(1, 60, 60), model.place(1, 150, 60)
    for _ in range(3):
        model.move_by(one.key, 0.1, 0)
    model.move_by(other.key, 0.1, 0)
    model.move_by(one.key, 0.1, 0)
    assert history.stack.count() == 5
    for angle in (10, 20):
        with model.gesture(Verb.TURN):
            model.turn(one.key, angle)
    assert history.stack.count() == 7


def test_a_seal_that_left_the_act_does_not_come_back_by_undoing() -> None:
    model, history = a_placing()
    model.place(1, 60, 60)
    model.choose_seal("A")
    model.place(1, 150, 60)
    model.drop_seal("A")
    history.undo()
    assert {mark.seal_id for mark in model.marks} == {"B"} and model.current == "B"


def test_a_drag_under_way_is_given_up_by_undoing() -> None:
    model, history = a_placing()
    mark = model.place(1, 60, 60)
    model.begin()
    model.move_to(mark.key, 150, 150)
    history.undo()
    assert model.marks == ()
    history.redo()
    assert model.marks == (mark,)
