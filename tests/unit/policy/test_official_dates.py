"""What counts as the date of a document, as an issuer, as imprint and attachment."""

from __future__ import annotations

import pytest

from sealdesk.policy.official_dates import (
    beside_date,
    find_date,
    is_attachment_head,
    is_imprint,
    is_issuer,
    is_page_number,
    issuer_name,
    solid,
)


def date_of(line: str) -> str | None:
    plain = solid(line)[0]
    span = find_date(plain)
    return plain[span[0] : span[1]] if span else None


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2026年11月24日", "2026年11月24日"),
        ("2026 年 1 月 5 日", "2026年1月5日"),
        ("２０２６年１１月２４日", "2026年11月24日"),
        ("二〇二六年十一月二十四日", "二〇二六年十一月二十四日"),
        ("二○二六年元月五日", "二○二六年元月五日"),
        ("2026年　　月　　日", "2026年月日"),
        ("　　　　年　　月　　日", "年月日"),
        ("____年__月__日", "年月日"),
        ("20　　年　　月　　日", "20年月日"),
        ("2026.11.24", "2026.11.24"),
        ("日期：2026-11-24", "2026-11-24"),
        ("成文日期：2026年11月24日", "2026年11月24日"),
        ("城南建设有限公司　2026年11月24日", "2026年11月24日"),
        ("2026年11月24日（盖章）", "2026年11月24日"),
    ],
)
def test_a_line_of_a_date(line: str, date: str) -> None:
    assert date_of(line) == date


@pytest.mark.parametrize(
    "line",
    [
        "自2026年12月1日起施行。",
        "会议定于2026年11月30日召开，请派员参加。",
        "2026年11月24日印发",
        "2026 年 11 月 24 日 印　发",
        "（2026年11月24日）",
        "2026年1月1日至2026年12月31日",
        "一、2026年11月24日",
        "版本 2026.11.24",
        "城建发〔2026〕18号",
        "",
    ],
)
def test_no_line_of_a_date(line: str) -> None:
    assert date_of(line) is None


def test_an_issuer_beside_its_date() -> None:
    plain = "江城市教育局2026年11月24日"
    assert beside_date(plain, 6)
    assert not beside_date("日期:2026年11月24日", 3)
    assert not beside_date("2026年11月24日", 0)


@pytest.mark.parametrize(
    "line",
    ["城南建设有限公司", "教育部", "江城市公安局（盖章）", "发文机关：江城市公安局", "中共江城市委办公室"],
)
def test_an_issuer(line: str) -> None:
    assert is_issuer(solid(line)[0])


@pytest.mark.parametrize(
    "line",
    [
        "特此通知",
        "特此通知。",
        "致的，以本通知为准",
        "附件：1. 名单",
        "四、其他事项",
        "（一）职责",
        "第三章 附则",
        "抄送：董事会",
        "— 2 —",
        "联系电话 12345678",
        "2026年11月24日",
        "章",
        "字" * 41,
    ],
)
def test_no_issuer(line: str) -> None:
    assert not is_issuer(solid(line)[0])


def test_the_name_alone() -> None:
    assert issuer_name("落款:江城市公安局(盖章)") == "江城市公安局"
    assert issuer_name("江城市公安局") == "江城市公安局"


def test_the_imprint() -> None:
    assert is_imprint("抄送:董事会。")
    assert is_imprint(solid("城南建设有限公司办公室　2026年11月25日印发")[0])
    assert not is_imprint("2026年11月25日")
    assert not is_imprint("本通知自印发之日起施行。")


@pytest.mark.parametrize("line", ["附件", "附件1", "附件：", "附件 2 用印申请表", "附表一"])
def test_an_attachment_begins(line: str) -> None:
    assert is_attachment_head(solid(line)[0])


@pytest.mark.parametrize("line", ["附件的内容应当与正文一致。", "附则", "第1页"])
def test_no_attachment_begins(line: str) -> None:
    assert not is_attachment_head(solid(line)[0])


@pytest.mark.parametrize(
    ("line", "number"), [("— 2 —", True), ("第1页共3页", True), ("3", True), ("第三条", False)]
)
def test_page_numbers(line: str, number: bool) -> None:
    assert is_page_number(solid(line)[0]) is number
