"""Every code and every enum member has a text in every language."""

from __future__ import annotations

import importlib
import pkgutil
import string
from datetime import UTC, datetime, time
from enum import Enum

import pytest

from sealdesk import model, texts
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.people import Position
from sealdesk.model.seal import SealKind, SealState
from sealdesk.policy.approval_rules import Hours
from sealdesk.store.check import Flaw
from sealdesk.texts import Language, error_text, name_of, reason_text
from sealdesk.texts.reasons import CHANGES, REASONS
from sealdesk.verification.reasons import Reason


def enums_of_the_model() -> list[Enum]:
    members: list[Enum] = []
    for found in pkgutil.iter_modules(model.__path__):
        module = importlib.import_module(f"sealdesk.model.{found.name}")
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, Enum) and thing.__module__ == module.__name__:
                members += list(thing)
    return members


def placeholders(text: texts.ErrorText) -> set[str]:
    whole = text.heading + text.happened + text.now
    return {name for _, name, _, _ in string.Formatter().parse(whole) if name is not None}


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize("code", ErrorCode)
def test_every_error_code_has_a_text_in_every_language(code: ErrorCode) -> None:
    zh, en = texts.ERRORS[code]
    assert zh.heading and zh.happened and zh.now
    assert en.heading and en.happened and en.now
    assert is_chinese(zh.heading + zh.happened) and not is_chinese(en.heading + en.happened + en.now)
    assert placeholders(zh) == placeholders(en)
    assert not zh.heading.endswith("。") and not en.heading.endswith(".")
    assert zh.now.endswith("。") and en.now.endswith(".")


def test_no_text_without_a_code() -> None:
    assert set(texts.ERRORS) == set(ErrorCode)


@pytest.mark.parametrize(
    "member", enums_of_the_model(), ids=lambda member: f"{type(member).__name__}.{member.name}"
)
def test_every_enum_member_has_a_name_in_every_language(member: Enum) -> None:
    assert is_chinese(name_of(member, "zh"))
    english = name_of(member, "en")
    assert english and english != member.value and not is_chinese(english)


def test_members_of_different_enums_with_one_value_keep_their_own_names() -> None:
    assert name_of(SealState.PENDING, "zh") == "待复核"
    assert name_of(SealKind.FINANCE, "zh") == "财务专用章"


@pytest.mark.parametrize("code", sorted({**REASONS, **CHANGES}))
def test_every_reason_has_a_text_in_every_language(code: str) -> None:
    assert is_chinese(reason_text(code, "zh"))
    assert not is_chinese(reason_text(code, "en"))


@pytest.mark.parametrize("code", [*Reason, *Flaw])
def test_every_code_of_a_finding_has_a_text(code: Reason | Flaw) -> None:
    assert code.value in REASONS


def test_an_optional_part_is_left_out_where_its_fact_is_missing() -> None:
    assert error_text(SealDeskError(ErrorCode.LEDGER_IO_ERROR), "zh").happened == "读写用印记录时设备报错。"
    told = error_text(SealDeskError(ErrorCode.LEDGER_IO_ERROR, reason="[EIO]"), "zh").happened
    assert told == "读写用印记录时设备报错：[EIO]。"


def test_an_unknown_reason_is_shown_as_it_is() -> None:
    assert reason_text("signature.of_tomorrow", "zh") == "signature.of_tomorrow"


@pytest.mark.parametrize("code", ErrorCode)
def test_an_error_as_a_reason_is_its_heading_alone(code: ErrorCode) -> None:
    assert not set("[]{}") & set(reason_text(code.text, "zh") + reason_text(code.text, "en"))


def test_facts_are_shown_in_the_readers_words() -> None:
    error = SealDeskError(
        ErrorCode.REQUEST_NOT_APPROVED, request="R1", missing="general_manager/deputy, legal_counsel"
    )
    assert "总经理或受权人、法务负责人" in error_text(error, "zh").happened
    assert "General manager or Authorised deputy, Legal counsel" in error_text(error, "en").happened
    assert name_of(Position.DEPUTY, "en") == "Authorised deputy"


def test_hours_and_who_can_approve_are_told_in_words() -> None:
    hours = str(Hours(time(8, 30), time(18), frozenset({1, 5})))
    closed = SealDeskError(ErrorCode.SEAL_OUT_OF_HOURS, seal="公章", hours=hours)
    assert "周一、周五 08:30–18:00" in error_text(closed, "zh").happened
    assert "Mon, Fri 08:30–18:00" in error_text(closed, "en").happened
    facts = {"missing": "department_head", "personally": "department_head", "people": "赵立新, 李明远"}
    waiting = SealDeskError(ErrorCode.REQUEST_NOT_APPROVED, request="R1", **facts)
    assert "其中须当面审批：部门负责人" in error_text(waiting, "zh").happened
    assert "赵立新、李明远" in error_text(waiting, "zh").now


def test_a_time_is_shown_in_local_time() -> None:
    until = datetime(2026, 3, 5, 6, 7, 8, tzinfo=UTC)
    text = error_text(SealDeskError(ErrorCode.CERTIFICATE_EXPIRED, subject="CN=x", until=until), "zh")
    assert until.astimezone().strftime("%Y-%m-%d %H:%M:%S") in text.happened


def test_a_missing_fact_is_a_dash_and_a_strangers_braces_stay() -> None:
    assert "“—”" in error_text(SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND), "zh").happened
    hostile = SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path="{0.__class__}{x}")
    assert "“{0.__class__}{x}”" in error_text(hostile, "en").happened


def test_what_else_stood_against_it_is_named() -> None:
    error = SealDeskError(
        ErrorCode.REQUEST_EXPIRED, request="R1", until="x", also="seal.not_active, request.used_up"
    )
    assert error_text(error, "zh").happened.endswith("另有：印章不在启用状态、批准的次数不足。")


@pytest.mark.parametrize(
    ("name", "language"), [("zh", "zh"), ("zh_CN", "zh"), ("en-GB", "en"), ("fr", "zh"), ("", "zh")]
)
def test_language_names(name: str, language: str) -> None:
    assert texts.language_of(name) is Language(language)


def test_causes_that_the_program_makes_are_in_the_readers_words() -> None:
    for reason in ("crash, SIGSEGV", "OS exception while loading /x.so: wrong ELF class"):
        error = SealDeskError(ErrorCode.TOKEN_MODULE_FAILED, module="/x.so", reason=reason)
        happened = error_text(error, "zh").happened
        assert "crash" not in happened
        assert "exception" not in happened
