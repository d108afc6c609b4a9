"""The token is pulled, fails, hangs or crashes at every point of an act in the real window.

Every act ends with the message that fits, in time; no file, no part of one, no open journal; an entry; a window that
went on answering; and the next act works.
"""

from __future__ import annotations

import gc
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.placement import Placement
from sealdesk.model.verification import Verdict
from sealdesk.service import requests
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import prepare_act
from sealdesk.service.seal_document import carry_out
from sealdesk.service.token_side import unlock
from sealdesk.service.verify_document import verify
from sealdesk.tokens.client import TimeLimits, TokenModule, TokenProcess
from tests.campaigns.token_bench import approved, order
from tests.campaigns.window_hand import Hand, LoopProbe, Told
from tests.contract.shim import Shim
from tests.gui.conftest import WAIT_MS, Opened, open_window, own_preferences
from tests.journeys.conftest import Workspace, made, shim, workspace

__all__ = ["made", "own_preferences", "shim", "workspace"]  # fixtures of the journeys and of the window

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

REPETITIONS = 50
TOLD_WITHIN_S = 2.0
LONGEST_GAP_MS = 100.0
LIMITS = TimeLimits(look_s=2.0, login_s=2.0, pin_pad_s=2.0, use_key_s=2.0, write_s=5.0, generate_s=30.0)
HANG_S = 2.0

REMOVALS, ERRORS = ("pull", "vanish", "removed"), ("device", "failed", "general")
CRASHES = ("abort", "segfault", "exit")
FAULTS = {
    "removal": (REMOVALS, ErrorCode.TOKEN_REMOVED),
    "error": (ERRORS, ErrorCode.TOKEN_DEVICE_ERROR),
    "hang": (("hang",), ErrorCode.TOKEN_MODULE_TIMEOUT),
    "crash": (CRASHES, ErrorCode.TOKEN_MODULE_FAILED),
}


@dataclass(frozen=True)
class Point:
    """A point of the act where the token fails.

    Attributes:
        moment: When the order is given: before 盖章 is pressed, before the PIN is entered, before the last look
            is confirmed.
        nth: The call of `function` from there; the first signature answers the challenge after the login.
        entry: What the ledger must hold then.
    """

    name: str
    moment: str
    function: str
    nth: int
    entry: EntryKind


POINTS = (
    Point("opening the token", "press", "C_OpenSession", 1, EntryKind.ACT_REFUSED),
    Point("reading certificates", "press", "C_FindObjectsInit", 1, EntryKind.ACT_REFUSED),
    Point("login", "pin", "C_Login", 1, EntryKind.TOKEN_FAILED),
    Point("vault key", "stamp", "C_Decrypt", 1, EntryKind.ACT_REFUSED),
    Point("beginning to sign", "stamp", "C_SignInit", 2, EntryKind.ACT_FAILED),
    Point("signing", "stamp", "C_Sign", 2, EntryKind.ACT_FAILED),
)


@dataclass
class Bench:
    """The window on a workspace whose token obeys, and what the campaign has seen."""

    opened: Opened
    shim: Shim
    hand: Hand
    probe: LoopProbe
    request: str
    used: int = 0

    def entries(self, after: int) -> list[tuple[EntryKind, str]]:
        found = self.hand.ask(
            lambda desk: [
                (entry.kind, str(entry.body.get("reason", "")))
                for entry in desk.ledger.entries(after_index=after)
            ]
        )
        assert isinstance(found, list)
        return found

    def ledger_size(self) -> int:
        size = self.hand.ask(lambda desk: desk.ledger.size())
        assert isinstance(size, int)
        return size

    def files(self) -> set[str]:
        return {path.name for path in self.opened.out.iterdir()}


@pytest.fixture
def bench(
    qtbot: QtBot, qapp: QApplication, workspace: Workspace, shim: Shim, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bench]:
    request = approved(workspace, workspace.contract).request.id

    def impatient(modules: tuple[TokenModule, ...]) -> TokenProcess:
        return TokenProcess(modules, LIMITS)

    monkeypatch.setattr("sealdesk.service.desk.TokenProcess", impatient)
    out = workspace.folder / "out"
    out.mkdir()
    # The runner's own objects are no part of the window: looking through them for garbage would stop it for 0.1 s.
    gc.collect()
    gc.freeze()
    for opened in open_window(qtbot, qapp, workspace.home, out, "en"):
        qtbot.waitUntil(opened.is_ready, timeout=WAIT_MS)
        hand, probe = Hand(opened, qtbot, workspace.pin), LoopProbe()
        bench = Bench(opened, shim, hand, probe, request)
        assert hand.stamp().codes == []  # everything has been loaded once
        bench.used += 1
        probe.start()
        yield bench
        probe.stop()
        hand.stop()
    gc.unfreeze()


@dataclass(frozen=True)
class Outcome:
    told: Told
    after_fault_s: float


def one_fault(bench: Bench, point: Point, action: str) -> Outcome:
    """One act that fails, with everything that must hold afterwards but the time, and one that works."""
    hand, shim = bench.hand, bench.shim
    code = next(code for actions, code in FAULTS.values() if action in actions)
    hand.lock()
    size, files = bench.ledger_size(), bench.files()
    given: list[bool] = []
    seen: list[float] = []

    def give_order() -> None:
        hand.before_press = hand.before_pin = hand.before_stamping = lambda: None
        shim.order(point.function, action, point.nth)
        given.append(True)

    def watch(now_s: float) -> None:
        if given and not seen and not shim.ordered:
            seen.append(now_s)

    if point.moment == "pin":
        hand.before_pin = give_order
    elif point.moment == "stamp":
        hand.before_stamping = give_order
    else:
        hand.before_press = give_order
    with bench.probe.watching(watch):
        told = hand.stamp()
    what = f"{action} at {point.name}"
    assert seen, f"{what}: the act did not come to it"
    assert told.target is None and told.codes[:1] == [code], f"{what}: {told.codes}"
    assert bench.files() == files, what
    assert not list((bench.opened.home / "acts").glob("*")), what
    entries = bench.entries(size - 1)
    assert (point.entry, code.text) in entries, f"{what}: {entries}"
    assert EntryKind.ACT_SEALED not in [kind for kind, _ in entries], what
    bench.used += point.entry is EntryKind.ACT_FAILED
    if action in ("pull", "vanish"):
        hand.wait_for_token(there=False)
        shim.insert()
    hand.wait_for_token()
    if code is not ErrorCode.TOKEN_DEVICE_ERROR:
        hand.wait_for_lock()  # the window has noticed, too
    again = hand.stamp()
    assert again.codes == [] and again.target is not None, f"after {what}: {again.codes}"
    bench.used += 1
    return Outcome(told, told.told_s - seen[0])


def count_and_verify(bench: Bench) -> None:
    """The approval was counted rightly to the last use, and what stands in the folder is sound."""
    used = bench.hand.ask(lambda desk: requests.standing(desk, bench.request).used)
    assert used == bench.used
    report = bench.hand.ask(lambda desk: verify(sorted(bench.opened.out.iterdir())[0], desk=desk))
    assert report.verdict is Verdict.INTACT  # type: ignore[attr-defined]


QUICK = [
    (POINTS[0], "device"),
    (POINTS[1], "abort"),
    (POINTS[2], "pull"),
    (POINTS[2], "hang"),
    (POINTS[3], "failed"),
    (POINTS[4], "vanish"),
    (POINTS[5], "removed"),
    (POINTS[5], "segfault"),
]


def test_some_faults(bench: Bench) -> None:
    """The quick form of the campaign, in every test run."""
    for point, action in QUICK:
        one_fault(bench, point, action)
    count_and_verify(bench)


@pytest.mark.prove
@pytest.mark.timeout(7200)
def test_every_point_and_fault(bench: Bench) -> None:
    chance = random.Random(2797)
    kinds = list(FAULTS)
    plan = [
        (point, kinds[number % len(kinds)], chance.choice(FAULTS[kinds[number % len(kinds)]][0]))
        for point in POINTS
        for number in range(REPETITIONS)
    ]
    chance.shuffle(plan)
    times: dict[tuple[str, str], list[float]] = {}
    late: Counter[str] = Counter()
    for point, kind, action in plan:
        outcome = one_fault(bench, point, action)
        times.setdefault((point.name, kind), []).append(outcome.after_fault_s)
        if outcome.after_fault_s > TOLD_WITHIN_S + (HANG_S if kind == "hang" else 0):
            late[f"{action} at {point.name}"] += 1
    count_and_verify(bench)
    print(f"\n{'':<24}" + "".join(f"{kind:>22}" for kind in kinds))
    for point in POINTS:
        cells = [times[point.name, kind] for kind in kinds]
        print(f"{point.name:<24}" + "".join(f"{len(cell):>8} × ≤ {max(cell):>6.2f} s  " for cell in cells))
    print(
        f"{len(plan)} acts ended with the right message, without a file, with an entry; the next act worked;"
        f" {sum(late.values())} too late"
    )
    print(bench.probe.summary())
    assert not late, late
    assert max(bench.probe.blocked_ms) < LONGEST_GAP_MS


# A device that lies.


@pytest.mark.parametrize("signatures", [1, 3])
def test_a_wrong_signature_is_never_published(workspace: Workspace, shim: Shim, signatures: int) -> None:
    """Wrong at the challenge, and at every one of the act's signatures: on a signed document, one an impression."""
    places = tuple(Placement(1, 50.0 + 25 * number, 120.0, 40.0, 40.0) for number in range(signatures))
    with workspace.open() as desk:
        source = workspace.contract
        if signatures > 1:
            (token,) = desk.tokens.tokens()
            request = approved(workspace, source).request.id
            first = order(workspace, request, "signed.pdf")
            ready = prepare_act(desk, first, look(source))
            unlock(desk, token.ref, workspace.pin)
            carry_out(desk, ready)
            source = first.target
        request = approved(workspace, source).request.id
        ledger_size = desk.ledger.size()
        for wrong in range(signatures + 1):
            wanted = replace(order(workspace, request, f"{wrong}.pdf", source), placements=places)
            ready = prepare_act(desk, wanted, look(source))
            unlock(desk, ready.token, workspace.pin)
            shim.order("C_Sign", "wrong", wrong + 1)
            with pytest.raises(SealDeskError) as caught:
                carry_out(desk, ready)
            assert not shim.ordered
            assert not wanted.target.exists() and not list(workspace.folder.glob(".sealdesk-*"))
            expected = ErrorCode.TOKEN_SIGNATURE_WRONG if wrong else ErrorCode.CERTIFICATE_KEY_MISMATCH
            assert caught.value.code is expected
        told = [entry.body["reason"] for entry in desk.ledger.entries(after_index=ledger_size - 1)
                if entry.kind in (EntryKind.ACT_FAILED, EntryKind.ACT_REFUSED)]  # fmt: skip
        assert told == ["certificate.key_mismatch"] + ["token.signature_wrong"] * signatures
        ready = prepare_act(desk, order(workspace, request, "good.pdf", source), look(source))
        carry_out(desk, ready)
        assert (workspace.folder / "good.pdf").exists()
