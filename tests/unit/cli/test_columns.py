"""Values stand below each other, whatever script they are in."""

from __future__ import annotations

from sealdesk.cli.columns import columns


def test_chinese_characters_are_two_columns_wide() -> None:
    assert list(columns([["a", "b", "c"], ["公章", "xy", "z"]])) == ["a     b   c", "公章  xy  z"]


def test_nothing_stands_behind_the_last_value() -> None:
    assert list(columns([["a", "long"], ["b", ""]])) == ["a  long", "b"]
