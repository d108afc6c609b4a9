"""What page content leaves open, and that the enclosing operators close exactly that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.pades.balance import Balance, balance_of

_OPERATORS = st.sampled_from([b"q", b"Q", b"BT", b"ET", b"/A BMC", b"/A <</B (Q q)>> BDC", b"EMC"])
_NOISE = st.sampled_from(
    [
        b"1 0 0 1 5 5 cm",
        b"(Q \\) Q (nested Q) q) Tj",
        b"<51> Tj",
        b"% Q Q q",
        b"/Q gs",
        b"[(q)-3(Q)] TJ",
        b"0 Qx",
    ]
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Balance()),
        (b"q Q", Balance()),
        (b"q q Q", Balance(1, 2)),
        (b"Q Q q", Balance(3, 2)),
        (b"(Q) Tj <</q(Q)>> /Q gs % Q", Balance()),
        (b"BT (x) Tj", Balance(in_text=True)),
        (b"/OC /MC0 BDC q Q", Balance(marked=1)),
        (b"EMC EMC /A BMC", Balance(marked=1)),
        (b"BI /W 1 ID \x00Q q Q\nEI q", Balance(1, 2, plain=False)),
        (b"BI /W 1 ID \x00Q q Q\n", Balance(complete=False, plain=False)),
        (b"[(a(b)c)-3 <48 4>] TJ <</A [1 [2]]>> pop", Balance(plain=False)),
        (b"[1 [2] <</A(b)>>] 1. -.5 +3 0 d T* ' true f*", Balance()),
        (b"q [1 2", Balance(1, 2, complete=False, plain=False)),
        (b"(a(b)", Balance(complete=False, plain=False)),
        (b"(a\\", Balance(complete=False, plain=False)),
        (b"<48", Balance(complete=False, plain=False)),
        (b"/A <</B 1", Balance(complete=False, plain=False)),
        (b"[1 >> q", Balance(1, 2, complete=False, plain=False)),
        (b"] 1 2 >", Balance(plain=False)),
        (b"1-2 1.2.3 0 Qx", Balance(plain=False)),
        (b"[" * 1000, Balance(complete=False, plain=False)),
        (b"q\x00Q\x0cq", Balance(1, 2)),
    ],
)
def test_counts(content: bytes, expected: Balance) -> None:
    assert balance_of(content) == expected


@given(st.lists(st.one_of(_OPERATORS, _NOISE)))
def test_enclosed_content_ends_where_it_began(parts: list[bytes]) -> None:
    """Counting with a plain loop over the parts: our save is never popped, and nothing stays open."""
    balance = balance_of(b"\n".join(parts))
    whole = [*balance.before.split(), *parts, *balance.after.split()]
    depth, marked, in_text, lowest = 0, 0, False, None
    for number, part in enumerate(whole):
        operator = part.split()[-1] if part in (b"/A BMC", b"/A <</B (Q q)>> BDC") else part
        depth += (operator == b"q") - (operator == b"Q")
        marked = max(0, marked + (operator in (b"BMC", b"BDC")) - (operator == b"EMC"))
        in_text = operator == b"BT" or (in_text and operator != b"ET")
        if balance.saves <= number < balance.saves + len(parts):
            lowest = depth if lowest is None else min(lowest, depth)
    assert (depth, marked, in_text) == (0, 0, False)
    assert lowest is None or lowest >= 1
