"""Errors: stable codes, statuses of the command line's contract, and the way across process borders."""

from __future__ import annotations

import pickle
import re

import pytest

from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError


def test_every_code_has_a_text_of_its_own() -> None:
    texts = [code.text for code in ErrorCode]
    assert len(set(texts)) == len(ErrorCode.__members__) == len(texts)


@pytest.mark.parametrize("code", ErrorCode, ids=str)
def test_a_code_is_group_dot_case(code: ErrorCode) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", code.text)


@pytest.mark.parametrize("code", ErrorCode, ids=str)
def test_no_error_leads_to_the_status_of_success(code: ErrorCode) -> None:
    assert code.exit_status in set(ExitStatus) - {ExitStatus.DONE}


def test_exit_statuses_are_the_contract() -> None:
    assert [(status.name, int(status)) for status in ExitStatus] == [
        ("DONE", 0),
        ("ANSWER_IS_NO", 1),
        ("WRONG_USAGE", 2),
        ("REFUSED", 3),
        ("COULD_NOT", 4),
    ]


@pytest.mark.parametrize("code", ErrorCode, ids=str)
def test_an_error_survives_the_way_between_processes(code: ErrorCode) -> None:
    again = pickle.loads(pickle.dumps(SealDeskError(code, path="合同.pdf", tries_left=3)))
    assert type(again) is SealDeskError
    assert (again.code, again.facts) == (code, {"path": "合同.pdf", "tries_left": 3})


def test_facts_may_carry_any_name() -> None:
    error = pickle.loads(pickle.dumps(SealDeskError(ErrorCode.TOKEN_NONE, name="a", self_signed="b")))
    assert error.facts == {"name": "a", "self_signed": "b"}


def test_the_cause_stays_attached() -> None:
    with pytest.raises(SealDeskError) as caught:
        try:
            raise OSError(28, "No space left on device")
        except OSError as cause:
            raise SealDeskError(ErrorCode.OUTPUT_DISK_FULL, path="x") from cause
    assert isinstance(caught.value.__cause__, OSError)


def test_text_names_code_and_facts() -> None:
    assert str(SealDeskError(ErrorCode.TOKEN_NONE)) == "token.none"
    assert str(SealDeskError(ErrorCode.OUTPUT_EXISTS, path="a.pdf")) == "output.exists(path=a.pdf)"
