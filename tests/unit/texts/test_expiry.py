"""Sentences about what ends, and about revocation."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sealdesk.model.certificate import (
    UNKNOWN_STATUS,
    ExpiryKind,
    ExpiryNotice,
    RevocationState,
    RevocationStatus,
    StatusSource,
)
from sealdesk.texts import time_text
from sealdesk.texts.expiry import expiry_text, revocation_text

UNTIL = datetime(2027, 1, 1, 12, tzinfo=UTC)
DATE = f"{UNTIL.astimezone():%Y-%m-%d}"


@pytest.mark.parametrize(
    ("days", "level", "zh", "en"),
    [
        (30, 30, f"证书“合同{{x}}”将于 {DATE} 到期（还有 30 天），请联系系统管理员换发。", "(30 days left)"),
        (1, 7, f"证书“合同{{x}}”将于 {DATE} 到期（还有 1 天），请尽快联系系统管理员换发。", "(1 day left)"),
        (
            0,
            7,
            f"证书“合同{{x}}”将于 {DATE} 到期（不足 1 天），请尽快联系系统管理员换发。",
            "less than a day",
        ),
        (0, 0, f"证书“合同{{x}}”已于 {DATE} 到期，不能再用印；请联系系统管理员换发。", "seals no more"),
    ],
)
def test_each_level_is_a_sentence(days: int, level: int, zh: str, en: str) -> None:
    notice = ExpiryNotice(ExpiryKind.CERTIFICATE, "合同{x}", UNTIL, days, level)
    assert expiry_text(notice, "zh_CN") == zh
    assert en in expiry_text(notice, "en") and f"The certificate “合同{{x}}” ends on {DATE}".replace(
        "ends", "ended" if not level else "ends"
    ) in expiry_text(notice, "en")


def test_a_seal_is_called_one() -> None:
    notice = ExpiryNotice(ExpiryKind.SEAL, "公章", UNTIL, 9, 30)
    assert expiry_text(notice, "zh").startswith("印章“公章”")
    assert expiry_text(notice, "en").startswith("The seal “公章”")


def test_a_revocation_status_says_who_and_when() -> None:
    shown = time_text(UNTIL)
    good = RevocationStatus(RevocationState.GOOD, StatusSource.OCSP, UNTIL)
    old = RevocationStatus(RevocationState.UNKNOWN, StatusSource.CRL, UNTIL)
    assert revocation_text(good, "zh") == f"未吊销（OCSP 答复截至 {shown}）"
    assert revocation_text(good, "en") == f"Not revoked (OCSP answer of {shown})"
    assert revocation_text(old, "zh") == f"吊销状态未知（证书吊销列表截至 {shown}，已过时）"
    assert revocation_text(old, "en") == f"Revocation unknown (Revocation list of {shown} is too old)"
    assert revocation_text(UNKNOWN_STATUS, "zh") == "吊销状态未知"


def test_a_renewal_that_is_due_stops_nothing_and_says_so() -> None:
    due = ExpiryNotice(ExpiryKind.RENEWAL, "公章", UNTIL, 30, 30)
    assert expiry_text(due, "zh") == f"印章“公章”应于 {DATE} 前定期换发（还有 30 天），请联系平台管理员办理。"
    overdue = expiry_text(ExpiryNotice(ExpiryKind.RENEWAL, "公章", UNTIL, 0, 0), "zh")
    assert overdue == f"印章“公章”已过定期换发日期 {DATE}，请尽快联系平台管理员办理；换发前仍可用印。"
