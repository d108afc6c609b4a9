"""Sealing a batch from the command line."""

from __future__ import annotations

import argparse
from dataclasses import replace

from sealdesk.cli.batch_output import answer, numbers_of, tell_document
from sealdesk.cli.common import desk_of, pin_of
from sealdesk.cli.output import tell_trouble
from sealdesk.errors import ErrorCode, ExitStatus
from sealdesk.model.act import SealingStep
from sealdesk.model.batch import BatchResult
from sealdesk.model.token import TokenRef
from sealdesk.service import batch_journal, batch_run
from sealdesk.service.batch_run import BatchRun
from sealdesk.service.desk import Desk
from sealdesk.service.seal_batch import BatchState
from sealdesk.service.seals import find_seal


def run(arguments: argparse.Namespace) -> int:
    """`batch run`, `batch resume`: seal what waits, with one PIN."""
    with desk_of(arguments) as desk:
        desk.token_turn.take(desk.face, arguments.wait)
        token = _token(desk, arguments.token)
        with batch_run.begin(desk, arguments.batch, token) as running:
            for number in numbers_of([arguments.again] if arguments.again else [], running.record):
                running.try_again(number)
            state = _sealed(arguments, desk, running)
        outcomes = running.outcomes()
        record = replace(batch_journal.record_of(desk, arguments.batch), outcomes=outcomes)
    answer(arguments, record, stopped=state.stopped_by)
    if state.stopped_by is not None:
        tell_trouble(state.stopped_by)
        return state.stopped_by.code.exit_status
    good = all(outcomes[one.number].result is BatchResult.SEALED for one in record.plan.ready)
    return ExitStatus.DONE if good else ExitStatus.ANSWER_IS_NO


def _token(desk: Desk, named: str | None) -> TokenRef | None:
    from sealdesk.service.token_side import token_named

    return token_named(desk, named) if named else None


def _sealed(arguments: argparse.Namespace, desk: Desk, running: BatchRun) -> BatchState:
    """The batch to its end; the PIN once, and again only where policy or key ask for it at each act."""
    told = _Told(arguments, running)
    offered = 0
    while True:
        state = batch_run.go_on(desk, running, told, pins_offered=offered)
        offered, stopped = 0, state.stopped_by
        token = stopped.facts.get("token") if stopped is not None else None
        if stopped is None or not isinstance(token, TokenRef):
            return state
        if stopped.code is ErrorCode.TOKEN_NOT_LOGGED_IN and told.may_unlock(desk):
            _unlock(arguments, desk, token)
        elif stopped.code is ErrorCode.TOKEN_PIN_AGAIN:
            offered = int(str(stopped.facts["count"]))
            _offer(arguments, desk, token, offered)
        else:
            return state


class _Told:
    """Progress on the terminal; and whether the PIN was asked already."""

    def __init__(self, arguments: argparse.Namespace, running: BatchRun) -> None:
        self._quiet, self._running = arguments.json, running
        self._unlocked = False

    def __call__(self, state: BatchState) -> None:
        if state.at is not None and state.step is SealingStep.OUTCOME_RECORDED and not self._quiet:
            number = self._running.numbers[state.at]
            tell_document(self._running.plan, number, state.documents[state.at])

    def may_unlock(self, desk: Desk) -> bool:
        """Once; a token that was away is unlocked by the next command, unless every act wants its PIN."""
        before, self._unlocked = self._unlocked, True
        return not before or desk.policy.pin_each_use(find_seal(desk, self._running.plan.seal_id).kind)


def _unlock(arguments: argparse.Namespace, desk: Desk, token: TokenRef) -> None:
    from sealdesk.service.token_side import check_unlockable, find, unlock

    check_unlockable(desk, token, last_try_confirmed=arguments.last_try)
    pad = find(desk, token).protected_authentication_path
    pin = None if pad else pin_of(arguments, desk, "PIN: ")
    unlock(desk, token, pin, last_try_confirmed=arguments.last_try)


def _offer(arguments: argparse.Namespace, desk: Desk, token: TokenRef, count: int) -> None:
    from sealdesk.service.token_side import find, offer_pin

    pad = find(desk, token).protected_authentication_path
    for number in range(1, count + 1):
        pin = None if pad else pin_of(arguments, desk, f"PIN ({number}/{count}): ")
        offer_pin(desk, token, pin, last_try_confirmed=arguments.last_try)


def end(arguments: argparse.Namespace) -> int:
    """`batch end`: the manifest, whatever still waits."""
    with desk_of(arguments) as desk:
        with batch_run.begin(desk, arguments.batch) as running:
            batch_run.end(desk, running)
        record = batch_journal.record_of(desk, arguments.batch)
    answer(arguments, record)
    return ExitStatus.DONE
