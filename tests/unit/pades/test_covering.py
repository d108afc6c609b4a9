"""When opaque ink below a page's content would be hidden by it."""

from __future__ import annotations

import pytest

from sealdesk.geometry import Rect
from sealdesk.pades import objects
from sealdesk.pades.covering import covers

_PLACE = Rect(100.0, 100.0, 200.0, 200.0)
_RESOURCES = objects.dictionary(
    {
        "/XObject": {
            "/Im": {"/Subtype": "/Image"},
            "/Fm": {"/Subtype": "/Form", "/BBox": (0, 0, 10, 10), "/Matrix": (20, 0, 0, 20, 0, 0)},
        }
    }
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", False),
        (b"BT /F 12 Tf (f B re Do) Tj ET", False),
        (b"100 100 100 0.5 re f", False),
        (b"100 100 100 50 re f", True),
        (b"100 100 100 50 re S", False),
        (b"100 100 100 50 re W n", False),
        (b"0 0 m 300 0 l 300 300 l 0 300 l b*", True),
        (b"q 595 0 0 842 0 0 cm /Im Do Q", True),
        (b"q 50 0 0 50 300 300 cm /Im Do Q", False),
        (b"q 50 0 0 50 300 300 cm Q q 0 150 -150 0 200 90 cm /Im Do Q", True),
        (b"/Fm Do", True),
        (b"q 1 0 0 1 -200 0 cm /Fm Do Q", False),
        (b"/Sh sh", True),
        (b"q 99 0 0 99 100 100 cm BI /W 1 ID \x00\nEI Q", True),
        (b"q 9 0 0 9 0 0 cm BI /W 1 ID \x00\nEI Q", False),
        (b"re f", True),
    ],
)
def test_covers(content: bytes, expected: bool) -> None:
    assert covers([objects.stream({}, content)], _RESOURCES, [_PLACE]) is expected


def test_unreadable_content_counts_as_covering() -> None:
    broken = objects.stream({"/Filter": "/Unknown"}, b"")
    broken._data, broken._encoded_data = None, b"x"
    assert covers([broken], _RESOURCES, [_PLACE])
