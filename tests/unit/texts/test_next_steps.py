"""What comes next in a seal's life is what the table says, and what was done is not asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.seal import SealKind, SealShape, SealState
from sealdesk.model.seal_life import LifeAction, LifeStep, SealApplication, SealLife
from sealdesk.policy.seal_life import RULES
from sealdesk.texts import error_text
from sealdesk.texts.next_steps import next_step_text, next_steps, possible_steps, was_taken

ASKED = SealApplication(
    "SEAL-0007", SealKind.OTHER, "采购专用章", "某公司", "9" * 18, SealShape.ROUND, 40, 40, "", "P3001", 5
)
MADE = SealLife(ASKED, SealState.MADE, (), None)


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("applied", ["review"]),
        ("reviewed", ["make"]),
        ("pending", ["check"]),
        ("made", ["file"]),
        ("filed", ["issue"]),
        ("issued", ["activate"]),
        ("active", []),
        ("suspended", ["resume"]),
        ("frozen", ["resume", "replace"]),
        ("cancelled", ["destroy"]),
        ("replaced", ["destroy"]),
        ("rejected", []),
        ("destroyed", []),
    ],
)
def test_what_a_seal_waits_for(state: str, steps: list[str]) -> None:
    assert [one.value for one in next_steps(SealState(state))] == steps


def test_a_lost_seal_does_not_come_back() -> None:
    assert next_steps(SealState.FROZEN, lost=True) == (LifeAction.REPLACE, LifeAction.CANCEL)
    lost = LifeStep(LifeAction.REPORT_LOST, SealState.FROZEN, ("P3001",), datetime.now(UTC), "", 1, "x")
    told = next_step_text(replace(MADE, state=SealState.FROZEN, steps=(lost,)), "zh")
    assert "补办更换" in told
    assert "恢复" not in told


@pytest.mark.parametrize("state", SealState)
def test_every_step_named_is_in_the_table(state: SealState) -> None:
    assert set(next_steps(state)) <= set(possible_steps(state))
    assert all(state in RULES[action].start for action in possible_steps(state))


def test_the_line_says_who_takes_the_step_and_that_nothing_stamps_before() -> None:
    assert next_step_text(MADE, "zh") == "下一步：备案（系统管理员）；启用之前不能用印"
    assert (
        next_step_text(MADE, "en")
        == "Next: Filing (A system administrator); until its activation it does not stamp"
    )
    assert "两名平台或系统管理员" in next_step_text(replace(MADE, state=SealState.SUSPENDED), "zh")
    assert next_step_text(replace(MADE, state=SealState.ACTIVE), "zh") == ""


@pytest.mark.parametrize(
    ("action", "state", "taken"),
    [
        ("review", "active", True),
        ("make", "filed", True),
        ("file", "filed", True),
        ("cancel", "cancelled", True),
        ("activate", "made", False),
        ("issue", "frozen", False),
        ("check", "made", False),
        ("suspend", "active", False),
    ],
)
def test_what_was_taken_before(action: str, state: str, taken: bool) -> None:
    assert was_taken(LifeAction(action), SealState(state)) is taken


def refusal(step: str, state: str) -> str:
    error = SealDeskError(ErrorCode.SEAL_STEP_IMPOSSIBLE, seal="SEAL-0007", step=step, state=state)
    return error_text(error, "zh").now


def test_a_refused_step_is_told_as_taken_or_what_comes_instead() -> None:
    assert refusal("file", "issued").startswith("“备案”此前已经办理，无需再办。现在可以办理：启用")
    assert refusal("activate", "made").startswith("现在可以办理：备案")
    assert refusal("destroy", "destroyed").startswith("“销毁”此前已经办理")
    assert "现在可以办理" not in refusal("activate", "destroyed")
