"""Many documents in one login: pulled, swapped, at fault, badly ordered; each document once, none around the gate."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.act import SealingOrder, SealingStep
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import SealKind
from sealdesk.model.token import TokenRef
from sealdesk.model.verification import Verdict
from sealdesk.policy.rules import Policy
from sealdesk.service import requests, token_side
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.workspace import SIGNING_KEY_ID, EvaluationWorkspace, make_evaluation
from sealdesk.service.seal_batch import Batch, BatchState, DocumentStanding, run
from sealdesk.service.verify_document import verify
from tests.campaigns.token_bench import approved, behind, order, put_behind_shim, token_module, use_modules
from tests.contract.shim import NoCompilerError, Shim, build
from tests.journeys.conftest import Workspace

WAITING, SEALED, FAILED = DocumentStanding.WAITING, DocumentStanding.SEALED, DocumentStanding.FAILED


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return build(tmp_path_factory.mktemp("shim"))
    except NoCompilerError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> EvaluationWorkspace:
    """Another organisation's workspace, for its token."""
    return make_evaluation(tmp_path_factory.mktemp("other") / "home")


@pytest.fixture
def shim(library: Path, workspace: Workspace, tmp_path: Path) -> Shim:
    return put_behind_shim(library, workspace.home, tmp_path / "orders")


@pytest.fixture
def request_id(workspace: Workspace, shim: Shim) -> str:
    return approved(workspace, workspace.contract).request.id


@pytest.fixture
def desk(workspace: Workspace, shim: Shim, request_id: str) -> Iterator[Desk]:
    with workspace.open() as opened:
        yield opened


def orders(workspace: Workspace, request_id: str, count: int) -> tuple[SealingOrder, ...]:
    return tuple(order(workspace, request_id, f"{number}.pdf") for number in range(count))


def unlocked(desk: Desk, workspace: Workspace) -> TokenRef:
    (info,) = token_side.look(desk)
    token_side.unlock(desk, info.ref, workspace.pin)
    return info.ref


def standings(state: BatchState) -> list[DocumentStanding]:
    return [one.standing for one in state.documents]


def stopped(state: BatchState) -> ErrorCode | None:
    return state.stopped_by.code if state.stopped_by else None


def acts(desk: Desk, kind: EntryKind) -> int:
    return sum(1 for _ in desk.ledger.entries(kind=kind))


def test_one_login_for_all(desk: Desk, workspace: Workspace, shim: Shim, request_id: str) -> None:
    batch = Batch(orders(workspace, request_id, 4))
    state = run(desk, batch)
    assert stopped(state) is ErrorCode.TOKEN_NOT_LOGGED_IN and standings(state) == [WAITING] * 4
    assert state.token is not None and state.stopped_by.facts["token"] == state.token
    token_side.unlock(desk, state.token, workspace.pin)
    told: list[BatchState] = []
    state = run(desk, batch, told.append)
    assert state.done and stopped(state) is None and standings(state) == [SEALED] * 4
    assert shim.calls()["C_Login"] == 1
    for one in state.documents:
        assert one.result is not None
        assert verify(one.order.target, desk=desk).verdict is Verdict.INTACT
    assert acts(desk, EntryKind.ACT_SEALED) == 4
    assert requests.standing(desk, request_id).used == 4
    steps = [(one.at, one.step) for one in told]
    assert (0, SealingStep.OUTCOME_RECORDED) in steps and (3, SealingStep.JOURNAL_WRITTEN) in steps
    assert steps[-1] == (None, None)
    assert run(desk, batch) == state  # nothing left to do: nothing done


def test_bad_documents_do_not_stop_the_others(desk: Desk, workspace: Workspace, request_id: str) -> None:
    unlocked(desk, workspace)
    damaged, gone, taken = (workspace.folder / name for name in ("damaged.pdf", "gone.pdf", "taken.pdf"))
    damaged.write_bytes(workspace.contract.read_bytes()[:2000])
    taken.write_bytes(b"mine")
    good = orders(workspace, request_id, 3)
    bad = (
        replace(good[0], source=damaged, target=workspace.folder / "a.pdf"),
        replace(good[0], source=gone, target=workspace.folder / "b.pdf"),
        replace(good[0], target=taken),
        replace(good[0], request_id="R20200101-00000000", target=workspace.folder / "c.pdf"),
        replace(good[0], source=workspace.home / "samples" / "official.pdf", target=workspace.folder / "d.pdf"),
        replace(good[0], seal_id="nothing", target=workspace.folder / "e.pdf"),
        replace(good[0], placements=(), target=workspace.folder / "f.pdf"),
    )  # fmt: skip
    mixed = (bad[0], good[0], *bad[1:4], good[1], *bad[4:6], good[2])
    state = run(desk, Batch(mixed))
    assert state.done and stopped(state) is None
    found = {one.order.target.name: one.trouble.code for one in state.documents if one.trouble is not None}
    assert found == {
        "a.pdf": ErrorCode.DOCUMENT_DAMAGED,
        "b.pdf": ErrorCode.DOCUMENT_NOT_FOUND,
        "taken.pdf": ErrorCode.OUTPUT_EXISTS,
        "c.pdf": ErrorCode.REQUEST_UNKNOWN,
        "d.pdf": ErrorCode.REQUEST_OTHER_DOCUMENT,
        "e.pdf": ErrorCode.SEAL_UNKNOWN,
    }
    assert state.count(SEALED) == 3 and state.count(FAILED) == 6
    assert taken.read_bytes() == b"mine"
    assert sorted(path.name for path in workspace.folder.glob("?.pdf")) == ["0.pdf", "1.pdf", "2.pdf"]


def test_used_up_in_the_middle(desk: Desk, workspace: Workspace) -> None:
    unlocked(desk, workspace)
    state = run(desk, Batch(orders(workspace, workspace.request, 5)))
    assert standings(state) == [SEALED] * 3 + [FAILED] * 2
    assert {one.trouble.code for one in state.documents if one.trouble} == {ErrorCode.REQUEST_USED_UP}
    assert acts(desk, EntryKind.ACT_INTENDED) == 3


def after(steps_until_pull: int, pull) -> object:
    """A progress callback that pulls when that many documents are done."""

    def told(state: BatchState) -> None:
        if state.step is SealingStep.OUTCOME_RECORDED and state.at == steps_until_pull - 1:
            pull()

    return told


def test_pulled_between_two_documents_and_back(
    desk: Desk, workspace: Workspace, shim: Shim, request_id: str
) -> None:
    ref = unlocked(desk, workspace)
    batch = Batch(orders(workspace, request_id, 4))
    state = run(desk, batch, after(2, shim.pull))
    assert stopped(state) is ErrorCode.TOKEN_REMOVED and standings(state) == [SEALED] * 2 + [WAITING] * 2
    assert stopped(run(desk, batch)) is ErrorCode.TOKEN_REMOVED  # still away
    assert acts(desk, EntryKind.ACT_REFUSED) == 0
    shim.insert()
    assert stopped(run(desk, batch)) is ErrorCode.TOKEN_NOT_LOGGED_IN  # back, and locked
    token_side.unlock(desk, ref, workspace.pin)
    state = run(desk, batch)
    assert state.done and standings(state) == [SEALED] * 4
    assert requests.standing(desk, request_id).used == 4


def test_pulled_while_it_signs(desk: Desk, workspace: Workspace, shim: Shim, request_id: str) -> None:
    """That use is spent, and the document does not wait to be tried again unless somebody says so."""
    ref = unlocked(desk, workspace)
    batch = Batch(orders(workspace, request_id, 3))
    state = run(desk, batch, after(1, lambda: shim.order("C_Sign", "pull")))
    assert stopped(state) is ErrorCode.TOKEN_REMOVED and standings(state) == [SEALED, FAILED, WAITING]
    assert state.documents[1].counted and state.documents[1].trouble.code is ErrorCode.TOKEN_REMOVED
    assert not (workspace.folder / "1.pdf").exists()
    shim.insert()
    token_side.unlock(desk, ref, workspace.pin)
    assert standings(run(desk, batch)) == [SEALED, FAILED, SEALED]
    batch.try_again(1)
    assert standings(run(desk, batch)) == [SEALED] * 3
    assert requests.standing(desk, request_id).used == 4


def test_pulled_before_it_was_asked_to_sign(
    desk: Desk, workspace: Workspace, shim: Shim, request_id: str
) -> None:
    """Nothing is spent: the document goes on waiting."""
    ref = unlocked(desk, workspace)
    batch = Batch(orders(workspace, request_id, 2))
    state = run(desk, batch, after(1, lambda: shim.order("C_Decrypt", "pull")))
    assert stopped(state) is ErrorCode.TOKEN_REMOVED and standings(state) == [SEALED, WAITING]
    shim.insert()
    token_side.unlock(desk, ref, workspace.pin)
    assert standings(run(desk, batch)) == [SEALED] * 2
    assert requests.standing(desk, request_id).used == 2


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("device", ErrorCode.TOKEN_DEVICE_ERROR),
        ("abort", ErrorCode.TOKEN_MODULE_FAILED),
        ("wrong", ErrorCode.TOKEN_SIGNATURE_WRONG),
    ],
)
def test_a_fault_of_the_token_stops(
    desk: Desk, workspace: Workspace, shim: Shim, request_id: str, action: str, code: ErrorCode
) -> None:
    unlocked(desk, workspace)
    state = run(
        desk,
        Batch(orders(workspace, request_id, 3)),
        after(1, lambda: shim.order("C_Sign", action)),
    )
    assert stopped(state) is code and standings(state) == [SEALED, FAILED, WAITING]
    assert [path.name for path in workspace.folder.glob("?.pdf")] == ["0.pdf"]
    assert not list(workspace.folder.glob(".sealdesk-*"))


@pytest.fixture
def two_readers(
    library: Path, shim: Shim, workspace: Workspace, other: EvaluationWorkspace, tmp_path: Path
) -> Shim:
    """A second reader, with another organisation's token, pulled."""
    second = Shim(library, token_module(other.home), tmp_path / "second")
    second.pull()
    use_modules(workspace.home, behind(shim, second))
    return second


def test_another_token_does_not_go_on(
    request_id: str, workspace: Workspace, shim: Shim, two_readers: Shim
) -> None:
    with workspace.open() as desk:
        ref = unlocked(desk, workspace)
        batch = Batch(orders(workspace, request_id, 3))
        state = run(desk, batch, after(1, lambda: (shim.pull(), two_readers.insert())))
        assert stopped(state) is ErrorCode.TOKEN_OTHER and standings(state) == [SEALED, WAITING, WAITING]
        assert state.stopped_by.facts["token"] == ref != state.stopped_by.facts["found"]
        assert acts(desk, EntryKind.ACT_REFUSED) == 0
        shim.insert()  # both are there: the batch's own is taken
        token_side.unlock(desk, ref, workspace.pin)
        assert standings(run(desk, batch)) == [SEALED] * 3


def test_a_token_of_the_same_name_with_other_certificates(
    library: Path, request_id: str, workspace: Workspace, shim: Shim, tmp_path: Path
) -> None:
    """Label and serial can be imitated; the certificate cannot."""
    with workspace.open() as desk:
        (info,) = token_side.look(desk)
        certificates = [one.der for one in desk.tokens.certificates(info.ref)]
    store = tmp_path / "twin"
    shutil.copytree(workspace.home / "token", store)
    configuration = store / "softhsm2.conf"
    configuration.write_text(
        configuration.read_text("utf-8").replace(str(workspace.home / "token"), str(store)), "utf-8"
    )
    for path in store.rglob("*.object"):
        if any(der in path.read_bytes() for der in certificates):
            path.unlink()
    real = replace(token_module_of(shim), environment={"SOFTHSM2_CONF": str(configuration)})
    twin = Shim(library, real, tmp_path / "second")
    twin.pull()
    use_modules(workspace.home, behind(shim, twin))
    with workspace.open() as desk:
        unlocked(desk, workspace)
        batch = Batch(orders(workspace, request_id, 2))
        state = run(desk, batch, after(1, lambda: (shim.pull(), twin.insert())))
        assert stopped(state) is ErrorCode.TOKEN_OTHER and standings(state) == [SEALED, WAITING]


def token_module_of(shim: Shim):
    """What the shim passes on to."""
    environment = dict(shim.module.environment)
    return replace(shim.module, path=Path(environment["SHIM_MODULE"]), environment=environment)


def test_a_pause_ends_before_the_next_document(desk: Desk, workspace: Workspace, request_id: str) -> None:
    unlocked(desk, workspace)
    batch = Batch(orders(workspace, request_id, 3))
    state = run(desk, batch, after(2, batch.pause))
    assert stopped(state) is None and not state.done and standings(state) == [SEALED, SEALED, WAITING]
    assert run(desk, batch).done


def each_use(policy: Policy) -> Policy:
    return replace(policy, pin=replace(policy.pin, each_use=True))


def each_use_of_this_kind(policy: Policy) -> Policy:
    rules = replace(policy.kind_rules(SealKind.CONTRACT), pin_each_use=True)
    return replace(policy, kinds={**policy.kinds, SealKind.CONTRACT: rules})


@pytest.mark.parametrize("stricter", [each_use, each_use_of_this_kind])
def test_a_policy_that_wants_the_pin_for_each_use(
    desk: Desk, workspace: Workspace, shim: Shim, request_id: str, stricter: Callable[[Policy], Policy]
) -> None:
    """The batch stops after every act, locked; a person unlocks for the next."""
    desk.__dict__["policy"] = stricter(desk.policy)
    unlocked(desk, workspace)
    batch = Batch(orders(workspace, request_id, 3))
    for sealed in (1, 2):
        state = run(desk, batch)
        assert stopped(state) is ErrorCode.TOKEN_NOT_LOGGED_IN and state.count(SEALED) == sealed
        unlocked(desk, workspace)
    assert run(desk, batch).done
    assert shim.calls()["C_Login:user"] == 3 == acts(desk, EntryKind.ACT_SEALED)


def test_a_key_that_asks_at_each_signature(
    desk: Desk, workspace: Workspace, shim: Shim, request_id: str
) -> None:
    """Before each document the batch says how many PINs its key wants; nothing is begun without them."""
    shim.always_authenticate(SIGNING_KEY_ID)
    ref = unlocked(desk, workspace)
    batch = Batch(orders(workspace, request_id, 2))
    state = run(desk, batch)
    for sealed in (0, 1):
        assert stopped(state) is ErrorCode.TOKEN_PIN_AGAIN and state.stopped_by.facts["count"] == 1
        assert state.count(SEALED) == sealed == acts(desk, EntryKind.ACT_INTENDED)
        token_side.offer_pin(desk, ref, workspace.pin)
        state = run(desk, batch, pins_offered=1)
    assert state.done and stopped(state) is None
    assert (shim.calls()["C_Login:user"], shim.calls()["C_Login:context"]) == (1, 2)


def test_a_missing_vault_stops_before_anything_is_spent(
    desk: Desk, workspace: Workspace, request_id: str
) -> None:
    unlocked(desk, workspace)
    vault = workspace.home / "vault"
    vault.rename(workspace.home / "elsewhere")
    batch = Batch(orders(workspace, request_id, 2))
    state = run(desk, batch)
    assert stopped(state) is ErrorCode.VAULT_MISSING and standings(state) == [WAITING] * 2
    assert acts(desk, EntryKind.ACT_INTENDED) == 0
    (workspace.home / "elsewhere").rename(vault)
    assert run(desk, batch).done


@pytest.mark.parametrize(
    "code", [ErrorCode.OUTPUT_DISK_FULL, ErrorCode.LEDGER_IO_ERROR, ErrorCode.CERTIFICATE_EXPIRED]
)
def test_what_stands_in_the_way_of_every_document_stops(
    desk: Desk, workspace: Workspace, request_id: str, monkeypatch: pytest.MonkeyPatch, code: ErrorCode
) -> None:
    unlocked(desk, workspace)

    def fails(*_: object) -> None:
        raise SealDeskError(code)

    batch = Batch(orders(workspace, request_id, 2))
    with monkeypatch.context() as patched:
        patched.setattr("sealdesk.service.seal_batch.carry_out", fails)
        state = run(desk, batch)
    assert stopped(state) is code and standings(state) == [WAITING] * 2
    assert run(desk, batch).done


def test_a_bug_leaves_no_document_to_be_tried_unasked(
    desk: Desk, workspace: Workspace, request_id: str
) -> None:
    unlocked(desk, workspace)
    batch = Batch(orders(workspace, request_id, 2))

    def fails(state: BatchState) -> None:
        if state.step is SealingStep.FILE_WRITTEN:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(desk, batch, fails)
    assert standings(batch.state) == [FAILED, WAITING] and batch.state.documents[0].counted
    assert run(desk, batch).done


def test_the_first_token_may_be_the_wrong_one(
    desk: Desk, workspace: Workspace, shim: Shim, request_id: str
) -> None:
    """Nothing is bound yet: what the token may not do stops the batch, it does not fail document by document."""
    shim.pull()
    batch = Batch(orders(workspace, request_id, 2))
    state = run(desk, batch)
    assert stopped(state) is ErrorCode.TOKEN_NONE and standings(state) == [WAITING] * 2
    shim.insert()
    assert stopped(run(desk, batch)) is ErrorCode.TOKEN_NOT_LOGGED_IN
    assert isinstance(batch.state.stopped_by, SealDeskError)
