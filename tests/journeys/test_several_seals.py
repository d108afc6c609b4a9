"""Several seals in one act, under one signature or several: gate, counts, ink, verdict; what attackers would try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.act import ConvertedFrom, Lockdown, SealingOrder, SealingStep, SealUse
from sealdesk.model.custody import Custody
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.hidden_record import ImageStanding
from sealdesk.model.placement import Edge, Placement, StraddlePlacement
from sealdesk.model.seal import Seal
from sealdesk.model.verification import SignatureFinding, Verdict
from sealdesk.service import custody_standing, requests
from sealdesk.service import seals as seals_service
from sealdesk.service.act_entries import record_intents
from sealdesk.service.desk import Desk
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import prepare_act
from sealdesk.service.seal_document import carry_out
from sealdesk.service.token_side import unlock
from sealdesk.service.verify_document import verify
from sealdesk.store.entry_body import reserved_id
from tests.approving import approve_by_all
from tests.journeys.conftest import Workspace
from tests.unit.pades.test_prepared_field import prepared as form_with_field

HERE, THERE = Placement(1, 60, 120, 40, 40), Placement(1, 130, 120, 42, 42)


def approved(workspace: Workspace, desk: Desk, document: Path, kind: str, impressions: int = 3) -> str:
    """A request for this kind of seal, approved by whoever may."""
    draft = requests.RequestDraft(
        document, workspace.seal(kind), f"试验{kind}", DocumentClass.CONTRACT, impressions=impressions
    )
    user = workspace.person("user")
    asked = requests.new(desk, draft, user, workspace.password(user))
    approve_by_all(desk, asked.request.id)
    return asked.request.id


@dataclass
class Bench:
    """An open desk, and orders of two seals on the sample contract."""

    workspace: Workspace
    desk: Desk
    unit_request: str

    def order(
        self, *own: Any, also: tuple[Any, ...] = (THERE,), name: str = "out.pdf", **more: Any
    ) -> SealingOrder:
        source = more.pop("source", self.workspace.contract)
        request = more.pop("request_id", self.workspace.request)
        further = SealUse(self.workspace.seal("unit"), more.pop("unit_request", self.unit_request), also)
        return SealingOrder(
            source, self.workspace.folder / name, self.workspace.seal(), request, own or (HERE,),
            further=(further,), **more,
        )  # fmt: skip

    def seal(self, order: SealingOrder):
        ready = prepare_act(self.desk, order, look(order.source))
        unlock(self.desk, ready.token, self.workspace.pin)
        return carry_out(self.desk, ready)

    def remaining(self, *request_ids: str) -> list[int]:
        return [requests.standing(self.desk, one).remaining for one in request_ids]

    def refusal(self, act: Callable[[], object]) -> SealDeskError:
        with pytest.raises(SealDeskError) as refused:
            act()
        return refused.value


@pytest.fixture
def bench(workspace: Workspace):
    with workspace.open() as desk:
        yield Bench(workspace, desk, approved(workspace, desk, workspace.contract, "unit"))


def names(finding: SignatureFinding) -> list[str]:
    return [seal["seal_id"] for seal in finding.seals]


def test_one_signature_carries_the_ink_of_both(bench: Bench) -> None:
    straddle = StraddlePlacement((1, 2, 3), Edge.RIGHT, 200, 40, 40)
    result = bench.seal(bench.order(HERE, also=(THERE, straddle)))
    report = result.verification
    assert report.verdict is Verdict.INTACT
    (signature,) = report.signatures
    workspace = bench.workspace
    assert names(signature) == [workspace.seal(), workspace.seal("unit")]
    intents = workspace.entries("act.intended")
    assert [seal["entry_id"] for seal in signature.seals] == [entry["entry_id"] for entry in intents]
    assert [int(seal["leaf_index"]) for seal in signature.seals] == sorted(
        int(seal["leaf_index"]) for seal in signature.seals
    )
    assert {entry["act"] for entry in intents} == {result.act_id}
    assert [entry["uses"] for entry in intents] == [{"at": 1, "of": 2}, {"at": 2, "of": 2}]
    assert [entry["count"] for entry in intents] == [1, 2]
    sealed = workspace.entries("act.sealed")
    assert [(entry["request"], entry["act"]) for entry in sealed] == [
        (workspace.request, result.act_id),
        (bench.unit_request, result.act_id),
    ]
    assert bench.remaining(workspace.request, bench.unit_request) == [2, 1]
    assert [(use.seal_id, use.remaining) for use in result.uses] == [
        (workspace.seal(), 2),
        (workspace.seal("unit"), 1),
    ]


def test_each_seals_image_is_judged_by_its_own_entry(bench: Bench) -> None:
    result = bench.seal(bench.order(HERE, also=(THERE, Placement(3, 60, 60, 42, 42))))
    for desk in (None, bench.desk):
        report = verify(result.target, desk=desk, roots=(root(bench),))
        images = {(image.page, image.record.public.seal_id): image for image in report.images if image.record}
        assert set(images) == {
            (1, bench.workspace.seal()),
            (1, bench.workspace.seal("unit")),
            (3, bench.workspace.seal("unit")),
        }
        assert {image.standing for image in images.values()} == {ImageStanding.PRESSED_HERE}
        named = {seal["seal_id"]: seal["seal_name"] for seal in report.signatures[0].seals}
        assert all(image.seal_name == named[seal_id] for (_, seal_id), image in images.items())
        assert not report.signatures[0].reasons


def root(bench: Bench) -> bytes:
    pem = (bench.workspace.home / "root.pem").read_bytes()
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def test_on_a_signed_document_each_impression_is_a_signature_that_names_its_seal(bench: Bench) -> None:
    once = bench.seal(bench.order()).target
    ours, units = (approved(bench.workspace, bench.desk, once, kind) for kind in ("contract", "unit"))
    order = bench.order(
        Placement(2, 60, 60, 40, 40), Placement(2, 60, 120, 40, 40), also=(Placement(2, 140, 60, 42, 42),),
        source=once, request_id=ours, unit_request=units, name="twice.pdf",
    )  # fmt: skip
    result = bench.seal(order)
    workspace, report = bench.workspace, verify(result.target, desk=bench.desk)
    assert report.verdict is Verdict.INTACT
    new = report.signatures[1:]
    assert [names(finding) for finding in new] == [
        [workspace.seal()], [workspace.seal()], [workspace.seal("unit")],
    ]  # fmt: skip
    assert {finding.sealdesk["act_id"] for finding in new} == {result.act_id}
    on_page_2 = [image for image in report.images if image.page == 2]
    assert [image.standing for image in on_page_2] == [ImageStanding.PRESSED_HERE] * 3
    assert bench.remaining(ours, units) == [1, 2]
    assert result.target.read_bytes().startswith(once.read_bytes())


# Attacks.


def test_the_same_seal_twice_is_refused(bench: Bench) -> None:
    second = approved(bench.workspace, bench.desk, bench.workspace.contract, "contract")
    order = replace(bench.order(), further=(SealUse(bench.workspace.seal(), second, (THERE,)),))
    refusal = bench.refusal(lambda: bench.seal(order))
    assert refusal.code is ErrorCode.SEAL_TWICE
    assert bench.remaining(bench.workspace.request, second) == [3, 3]
    assert len(bench.workspace.entries("act.refused")) == 2


def test_the_same_request_twice_is_refused(bench: Bench) -> None:
    """Two uses of three each, where three are left in all: neither by the same seal, nor by another."""
    three = (HERE, THERE, Placement(2, 60, 60, 40, 40))
    twice = SealUse(bench.workspace.seal(), bench.workspace.request, three)
    assert (
        bench.refusal(lambda: bench.seal(replace(bench.order(*three), further=(twice,)))).code
        is ErrorCode.SEAL_TWICE
    )
    other = replace(bench.order(), further=(replace(twice, seal_id=bench.workspace.seal("unit")),))
    assert bench.refusal(lambda: bench.seal(other)).code is ErrorCode.REQUEST_OTHER_SEAL
    assert bench.remaining(bench.workspace.request) == [3]


def test_a_further_request_used_up_meanwhile_ends_the_act_before_the_token_signs(bench: Bench) -> None:
    workspace = bench.workspace
    order = bench.order()
    ready = prepare_act(bench.desk, order, look(order.source))
    unlock(bench.desk, ready.token, workspace.pin)
    with workspace.open() as other:  # another process of the workspace
        draft = SealingOrder(
            workspace.contract, workspace.folder / "other.pdf", workspace.seal("unit"), bench.unit_request,
            (HERE, THERE, Placement(2, 60, 60, 42, 42)),
        )  # fmt: skip
        stolen = prepare_act(other, draft, look(draft.source))
        record_intents(other, stolen, "ab" * 16, [reserved_id(datetime.now(UTC))])
    refusal = bench.refusal(lambda: carry_out(bench.desk, ready))
    assert (refusal.code, refusal.facts["request"]) == (ErrorCode.REQUEST_USED_UP, bench.unit_request)
    assert bench.remaining(workspace.request) == [3], "the first seal's use is not taken either"
    assert not order.target.exists()
    assert not list((workspace.home / "acts").iterdir())


def test_a_further_seal_frozen_meanwhile_ends_the_act(bench: Bench) -> None:
    workspace = bench.workspace
    order = bench.order()
    ready = prepare_act(bench.desk, order, look(order.source))
    unlock(bench.desk, ready.token, workspace.pin)
    admin = workspace.person("platform_admin")
    frozen = workspace.command(
        "seals", "suspend", workspace.seal("unit"), "--reason", "试验",
        "--as", admin, "--password-file", workspace.home / "passwords" / admin,
    )  # fmt: skip
    assert frozen.status == 0, frozen.err
    refusal = bench.refusal(lambda: carry_out(bench.desk, ready))
    assert refusal.code is ErrorCode.SEAL_NOT_ACTIVE
    assert workspace.entries("act.intended") == []
    assert bench.remaining(workspace.request, bench.unit_request) == [3, 3]


def test_a_further_seal_whose_list_lacks_the_certificate_is_named(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = seals_service.find_seal

    def foreign(desk: Desk, seal_id: str):
        seal = find(desk, seal_id)
        return seal if seal_id == bench.workspace.seal() else replace(seal, certificates=("ab" * 32,))

    monkeypatch.setattr(seals_service, "find_seal", foreign)
    order = bench.order()
    refusal = bench.refusal(lambda: prepare_act(bench.desk, order, look(order.source)))
    assert refusal.code is ErrorCode.CERTIFICATE_FOREIGN
    unit = find(bench.desk, bench.workspace.seal("unit"))
    assert refusal.facts["seal"] == unit.name


@pytest.mark.parametrize(
    ("step", "given_back", "left"),
    [(SealingStep.UPDATE_BUILT, True, [3, 3]), (SealingStep.TOKEN_SIGNED, False, [2, 2])],
)
def test_failed_before_the_token_signed_all_is_given_back_after_it_all_counts(
    bench: Bench, step: SealingStep, given_back: bool, left: list[int]
) -> None:
    def reached(now: SealingStep) -> None:
        if now is step:
            raise SealDeskError(ErrorCode.TOKEN_CANCELLED)

    order = bench.order()
    ready = prepare_act(bench.desk, order, look(order.source))
    unlock(bench.desk, ready.token, bench.workspace.pin)
    bench.refusal(lambda: carry_out(bench.desk, ready, reached))
    failed = bench.workspace.entries("act.failed")
    assert [(entry["request"], entry["given_back"]) for entry in failed] == [
        (bench.workspace.request, given_back),
        (bench.unit_request, given_back),
    ]
    assert bench.remaining(bench.workspace.request, bench.unit_request) == left
    assert not order.target.exists()


@pytest.mark.parametrize("lock", ["/Action/All", "/Action/All/P 1", "/Action/Exclude/Fields[(Name)]"])
def test_a_prepared_field_that_locks_the_others_is_signed_last(bench: Bench, lock: str) -> None:
    form = bench.workspace.folder / "form.pdf"
    form.write_bytes(form_with_field(f"/Lock<</Type/SigFieldLock{lock}>>"))
    ours, units = (approved(bench.workspace, bench.desk, form, kind) for kind in ("contract", "unit"))
    low, lower = Placement(1, 60, 200, 40, 40), Placement(1, 60, 250, 42, 42)
    order = bench.order(low, also=(lower,), source=form, request_id=ours, unit_request=units, name="1.pdf")
    once = bench.seal(order).target
    ours, units = (approved(bench.workspace, bench.desk, once, kind) for kind in ("contract", "unit"))
    order = bench.order(
        Placement(1, 60, 60, 40, 40), Placement(1, 160, 250, 40, 40), also=(Placement(1, 160, 200, 42, 42),),
        source=once, request_id=ours, unit_request=units, name="2.pdf", field_name="Prepared",
    )  # fmt: skip
    report = bench.seal(order).verification
    assert report.verdict is Verdict.INTACT
    assert [finding.field_name for finding in report.signatures] == ["Seal1", "Seal2", "Seal3", "Prepared"]
    assert names(report.signatures[-1]) == [bench.workspace.seal()]


def test_the_batch_is_recorded_and_no_origin_that_nobody_accepted(bench: Bench) -> None:
    claimed = ConvertedFrom("合同.docx", DocumentDigest("cd" * 32, 4321), "LibreOffice 7.4.7.2")
    bench.seal(bench.order(converted=claimed, batch_id="B1"))
    for entry in bench.workspace.entries("act.intended"):
        assert entry["batch"] == "B1"
        assert "converted" not in entry


@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_further_seal_that_somebody_else_keeps_ends_the_act(
    bench: Bench, meanwhile: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_by = custody_standing.custody_of

    def passed_on(desk: Desk, seal: Seal, *arguments: Any, **named: Any) -> Custody:
        kept = kept_by(desk, seal, *arguments, **named)
        return replace(kept, person_id="P9999") if seal.id == bench.workspace.seal("unit") else kept

    order = bench.order()
    ready = None
    if meanwhile:
        ready = prepare_act(bench.desk, order, look(order.source))
        unlock(bench.desk, ready.token, bench.workspace.pin)
    monkeypatch.setattr(custody_standing, "custody_of", passed_on)
    act = (lambda: carry_out(bench.desk, ready)) if ready else (lambda: bench.seal(order))
    assert bench.refusal(act).code is ErrorCode.PERSON_NOT_ENTITLED
    assert bench.workspace.entries("act.intended") == []
    assert bench.remaining(bench.workspace.request, bench.unit_request) == [3, 3]


# The last seal.


def test_a_locked_document_takes_no_further_seal(bench: Bench) -> None:
    result = bench.seal(bench.order(lockdown=Lockdown.LOCKED))
    assert result.verification.verdict is Verdict.INTACT
    assert result.verification.signatures[0].certification == 1
    assert bench.refusal(lambda: look(result.target)).code is ErrorCode.DOCUMENT_FORBIDS_CHANGES
    assert [entry["lockdown"] for entry in bench.workspace.entries("act.intended")] == ["locked"] * 2


def test_a_signed_document_is_locked_with_its_last_seal(bench: Bench) -> None:
    once = bench.seal(bench.order()).target
    ours, units = (approved(bench.workspace, bench.desk, once, kind) for kind in ("contract", "unit"))
    order = bench.order(
        Placement(2, 60, 60, 40, 40), also=(Placement(2, 140, 60, 42, 42),), source=once, request_id=ours,
        unit_request=units, name="last.pdf", lockdown=Lockdown.LOCKED,
    )  # fmt: skip
    result = bench.seal(order)
    report = verify(result.target, desk=bench.desk)
    assert (report.verdict, len(report.signatures)) == (Verdict.INTACT, 3)
    assert bench.refusal(lambda: look(result.target)).code is ErrorCode.DOCUMENT_FORBIDS_CHANGES
