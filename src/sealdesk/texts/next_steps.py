"""What comes next in a seal's life, and who takes it: read from the table of `policy.seal_life`."""

from __future__ import annotations

from collections.abc import Mapping

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.seal import SealState
from sealdesk.model.seal_life import LifeAction, SealLife
from sealdesk.policy.seal_life import RULES, AnyParty
from sealdesk.texts.facts import member_name
from sealdesk.texts.life_words import LIFE
from sealdesk.texts.wording import Language, Words, language_of

_AT_ANY_TIME = frozenset(
    {
        LifeAction.REJECT,
        LifeAction.RETURN,
        LifeAction.SUSPEND,
        LifeAction.CHANGE,
        LifeAction.RENEW,
        LifeAction.REPORT_LOST,
        LifeAction.REPORT_DAMAGED,
        LifeAction.CANCEL,
    }
)
"""Steps that are taken where something asks for them, and that nothing waits for."""

_WAY = (
    SealState.APPLIED,
    SealState.REVIEWED,
    SealState.PENDING,
    SealState.MADE,
    SealState.FILED,
    SealState.ISSUED,
    SealState.ACTIVE,
    SealState.SUSPENDED,
)
"""The states of a seal's life in their order; from all behind `PENDING` a version of the seal exists."""

_NOT_IN_USE_YET = frozenset({SealState.PENDING, SealState.MADE, SealState.FILED, SealState.ISSUED})
_ASKED: Mapping[LifeAction, Words] = {LifeAction.REVIEW: Words("审核", "Review")}
_NEXT = Words("下一步：{steps}", "Next: {steps}")
_STEP = Words("{step}（{people}）", "{step} ({people})")
_EITHER, _AND = Words(" 或 ", " or "), Words("、", ", ")
_TWO = Words("两名{party}", "two of them: {party}")
_NOT_YET = Words("；启用之前不能用印", "; until its activation it does not stamp")


def next_steps(state: SealState, *, lost: bool = False) -> tuple[LifeAction, ...]:
    """The steps that a seal in this state waits for; empty for one in use, and for one whose life is over."""
    steps = tuple(one for one in possible_steps(state) if one not in _AT_ANY_TIME)
    if not lost:
        return steps
    return (*(one for one in steps if one is not LifeAction.RESUME), LifeAction.CANCEL)


def next_steps_of(life: SealLife) -> tuple[LifeAction, ...]:
    """As `next_steps`, for a seal with everything that happened to it."""
    if life.state is not SealState.FROZEN:
        return next_steps(life.state)
    return next_steps(life.state, lost=any(one.action is LifeAction.REPORT_LOST for one in life.steps))


def possible_steps(state: SealState) -> tuple[LifeAction, ...]:
    """Every step the table allows from this state."""
    return tuple(action for action, rule in RULES.items() if state in rule.start)


def was_taken(action: LifeAction, state: SealState) -> bool:
    """Whether a seal in this state has the step behind it, so that nobody needs to take it again."""
    target = RULES[action].target
    if action in (
        LifeAction.CHECK,
        LifeAction.RETURN,
        LifeAction.RESUME,
        LifeAction.CHANGE,
        LifeAction.RENEW,
    ):
        return False  # not every seal takes these, and no state tells
    if target is state:
        return True
    return state in _WAY and target in _WAY and _WAY.index(target) < _WAY.index(state)


def facts_of_refusal(error: SealDeskError) -> Mapping[str, object]:
    """What to say beside a refused step: whether it was taken before (`taken`), what is possible instead."""
    state, step = str(error.facts.get("state", "")), str(error.facts.get("step", ""))
    if error.code is not ErrorCode.SEAL_STEP_IMPOSSIBLE or state not in tuple(SealState):
        return {}
    facts = {"possible": ", ".join(possible_steps(SealState(state)))}
    if step in tuple(LifeAction) and was_taken(LifeAction(step), SealState(state)):
        facts["taken"] = step
    return {name: value for name, value in facts.items() if value}


def next_step_text(life: SealLife, language: str) -> str:
    """`下一步：备案（系统管理员）；启用之前不能用印`; empty where nothing waits."""
    steps, tongue = next_steps_of(life), language_of(language)
    if not steps:
        return ""
    told = _EITHER.in_language(tongue).join(_step_text(one, tongue) for one in steps)
    text = _NEXT.in_language(tongue).format(steps=told)
    return text + _NOT_YET.in_language(tongue) if life.state in _NOT_IN_USE_YET else text


def _step_text(action: LifeAction, language: Language) -> str:
    name = (_ASKED.get(action) or LIFE[action]).in_language(language)
    return _STEP.in_language(language).format(step=name, people=_people(RULES[action].signers, language))


def _people(groups: tuple[AnyParty, ...], language: Language) -> str:
    either, comma = _EITHER.in_language(language), _AND.in_language(language)
    names = [either.join(member_name(one, language) for one in sorted(group)) for group in groups]
    if len(groups) == 2 and groups[0] == groups[1]:
        return _TWO.in_language(language).format(party=names[0])
    return comma.join(names)
