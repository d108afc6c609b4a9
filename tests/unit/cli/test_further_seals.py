"""`--also SEAL:REQUEST:PAGE:X,Y`, as it is typed."""

from __future__ import annotations

import argparse

import pytest

from sealdesk.cli.further_seals import Also, also


def test_a_further_seal() -> None:
    assert also("SEAL-0002:R20260301-0a1b:3:150,240.5") == Also(
        "SEAL-0002", "R20260301-0a1b", 3, 150.0, 240.5
    )


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "S",
        "S:R:1",
        "S:R:1:60",
        "S:R:one:60,60",
        ":R:1:60,60",
        "S::1:60,60",
        "S:R:1:nan,60",
        "S:R:1:1,2,3",
    ],
)
def test_what_is_none(wrong: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="SEAL:REQUEST:PAGE:X,Y"):
        also(wrong)
