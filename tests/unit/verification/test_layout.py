"""What counts as nothing between two objects."""

from __future__ import annotations

import pytest

from sealdesk.verification.layout import is_blank


@pytest.mark.parametrize("between", [b"", b"\r\n \x00\t", b"%comment\n", b"\n% a\r%b\n\n"])
def test_nothing(between: bytes) -> None:
    assert is_blank(between)


@pytest.mark.parametrize(
    "between", [b"x", b"%a\nx", b"4 0 obj", b"%\n4 0 obj<<>>endobj", b"%4 0 obj<<>>endobj"]
)
def test_something(between: bytes) -> None:
    assert not is_blank(between)
