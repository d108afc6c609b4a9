"""Ways around the looking of a batch: another file shown, another's name, an older record put back, a new plan."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.batch import BatchPlan
from sealdesk.model.document import DocumentClass
from sealdesk.model.ledger import EntryKind
from sealdesk.model.placing_rule import FixedRule
from sealdesk.policy.batch_rules import Looking
from sealdesk.service import batch_decisions, batch_journal, batch_look, batch_run
from sealdesk.service.batch_plan import BatchWish, make_plan
from sealdesk.service.desk import Desk
from sealdesk.service.sign_in import SignIn
from tests.batches import ask_for, keeper_of, make_documents
from tests.journeys.conftest import Workspace

AT = FixedRule("1", 140.0, 240.0)


@pytest.fixture
def folder(workspace: Workspace) -> Path:
    made = workspace.folder / "in"
    make_documents(made, 3)
    (workspace.folder / "out").mkdir()
    return made


def asked(desk: Desk, workspace: Workspace, *paths: Path) -> None:
    people = [(one, workspace.password(one)) for one in (workspace.person("user"), workspace.manager)]
    ask_for(desk, paths, workspace.seal(), (people[0], people[1]), DocumentClass.GENERAL)


def planned(desk: Desk, workspace: Workspace, folder: Path) -> BatchPlan:
    return make_plan(desk, BatchWish(workspace.seal(), (AT,), workspace.folder / "out", folder))


def code_of(refused: pytest.ExceptionInfo[SealDeskError]) -> ErrorCode:
    return refused.value.code


def test_another_file_shown_in_a_documents_place(workspace: Workspace, folder: Path) -> None:
    """Exchanged while it is looked at, put back before the PIN: it was not looked at."""
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = planned(desk, workspace, folder)
    first, other = plan.documents[0].source, workspace.folder / "kept"
    shutil.copy(first, other)
    shutil.copy(make_documents(workspace.folder / "harmless", 1, first=77)[0], first)
    looked = workspace.command("batch", "look", plan.id, "--folder", workspace.folder / "look", "--json")
    assert looked.status != 0 and "document.changed_meanwhile" in looked.err
    shutil.copy(other, first)
    with workspace.open() as desk:
        assert 1 not in batch_journal.record_of(desk, plan.id).shown
        with pytest.raises(SealDeskError) as refused:
            batch_journal.confirm(desk, plan.id, (1,), keeper_of(desk, plan))
        assert code_of(refused) is ErrorCode.BATCH_NOT_SHOWN


def test_a_file_of_the_same_length_is_another_file(workspace: Workspace, folder: Path) -> None:
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = planned(desk, workspace, folder)
        document, shown = plan.documents[0], batch_look.seal_shown(desk, plan.seal_id)
        content = bytearray(document.source.read_bytes())
        content[-8] ^= 1
        document.source.write_bytes(content)
        with pytest.raises(SealDeskError) as refused:
            list(batch_look.previews(document, shown))
        assert code_of(refused) is ErrorCode.DOCUMENT_CHANGED_MEANWHILE


def test_only_who_keeps_the_seal_confirms(workspace: Workspace, folder: Path) -> None:
    """Neither another's name without a password, nor with their own, nor the keeper's with a wrong one."""
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = planned(desk, workspace, folder)
        batch_journal.mark_shown(desk, plan.id, (1, 2, 3))
        keeper, auditor = batch_run.keeper_of(desk, plan), workspace.person("auditor")
    words = ("batch", "confirm", plan.id, "1-3")
    nameless = workspace.command(*words, "--as", auditor)
    assert nameless.status != 0 and "person.password_missing" in nameless.err
    file = workspace.home / "passwords" / auditor
    other = workspace.command(*words, "--as", auditor, "--password-file", file)
    assert (other.status, "person.not_entitled" in other.err) == (3, True)
    wrong = workspace.command(*words, "--as", keeper, "--password-file", file)
    assert wrong.status != 0 and "person.password_wrong" in wrong.err
    missing = workspace.command(*words)
    assert missing.status != 0 and "person.password_missing" in missing.err
    right = workspace.command(*words, "--password-file", workspace.home / "passwords" / keeper, "--json")
    assert right.status == 0 and right.json["not_confirmed"] == []
    with workspace.open() as desk:
        (entry,) = desk.ledger.entries(kind=EntryKind.BATCH_DECIDED)
        assert entry.body["person"] == keeper and keeper in entry.body["statement"]


def test_a_key_that_is_not_the_keepers_confirms_nothing(workspace: Workspace, folder: Path) -> None:
    """An entry in the keeper's name that another key signed counts for nothing at the gate."""
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = planned(desk, workspace, folder)
        batch_journal.mark_shown(desk, plan.id, (1, 2, 3))
        forged = replace(keeper_of(desk, plan), key=desk.signer)
        batch_journal.confirm(desk, plan.id, (1, 2, 3), forged)
        with pytest.raises(SealDeskError) as refused:
            batch_run.begin(desk, plan.id)
        assert code_of(refused) is ErrorCode.BATCH_NOT_LOOKED_AT


def test_a_confirmation_entered_again_counts_for_nothing(workspace: Workspace, folder: Path) -> None:
    """What was signed once, put behind a "set aside" once more."""
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = planned(desk, workspace, folder)
        batch_journal.mark_shown(desk, plan.id, (1, 2, 3))
        keeper = keeper_of(desk, plan)
        batch_journal.confirm(desk, plan.id, (1, 2, 3), keeper)
        (signed,) = desk.ledger.entries(kind=EntryKind.BATCH_DECIDED)
        batch_journal.confirm(desk, plan.id, (1,), keeper, right=False)
        facts = {
            name: value
            for name, value in signed.body.items()
            if name not in ("entry_id", "kind", "time", "format", "workstation", "index")
        }
        desk.record(EntryKind.BATCH_DECIDED, facts)
        assert batch_journal.record_of(desk, plan.id).set_aside == (1,)
        with batch_run.begin(desk, plan.id) as running:
            assert running.numbers == (2, 3)


def test_an_older_note_put_back_does_not_undo_a_set_aside(workspace: Workspace, folder: Path) -> None:
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = planned(desk, workspace, folder)
        batch_journal.mark_shown(desk, plan.id, (1, 2, 3))
        keeper = keeper_of(desk, plan)
        batch_journal.confirm(desk, plan.id, (1, 2, 3), keeper)
        before = workspace.folder / "before"
        shutil.copytree(desk.layout.batches / plan.id, before)
        batch_journal.confirm(desk, plan.id, (2,), keeper, right=False)
        shutil.rmtree(desk.layout.batches / plan.id)
        shutil.copytree(before, desk.layout.batches / plan.id)
        with batch_run.begin(desk, plan.id) as running:
            assert running.numbers == (1, 3)
        started = next(desk.ledger.entries(kind=EntryKind.BATCH_STARTED))
        assert started.body["set_aside"] == "2"


def test_a_dropped_plan_put_back_stays_dropped(workspace: Workspace, folder: Path) -> None:
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = planned(desk, workspace, folder)
        batch_journal.mark_shown(desk, plan.id, (1, 2, 3))
        batch_journal.confirm(desk, plan.id, (1, 2, 3), keeper_of(desk, plan))
        kept = workspace.folder / "kept"
        shutil.copytree(desk.layout.batches / plan.id, kept)
        batch_journal.drop(desk, plan.id)
        shutil.copytree(kept, desk.layout.batches / plan.id)
        with pytest.raises(SealDeskError) as refused:
            batch_run.begin(desk, plan.id)
        assert code_of(refused) is ErrorCode.BATCH_DROPPED
        assert batch_journal.batch_ids(desk) == ()
        kinds = [entry.kind for entry in desk.ledger.entries()]
        assert kinds.count(EntryKind.BATCH_PLANNED) == kinds.count(EntryKind.BATCH_DROPPED) == 1


def test_a_sample_is_not_steered_by_planning_again(workspace: Workspace, folder: Path) -> None:
    """A document that was drawn is drawn whatever else is planned with it."""
    make_documents(folder, 9, first=4)
    paths = sorted(folder.iterdir())
    with workspace.open() as desk:
        asked(desk, workspace, *paths)
        rules = replace(desk.policy.batch, look=Looking.SAMPLE, sample_percent=40, sample_at_least=1)
        desk.__dict__["policy"] = replace(desk.policy, batch=rules)
        drawn: dict[str, set[bool]] = {}
        for left_out in (None, *paths[:4]):
            if left_out is not None:
                left_out.rename(workspace.folder / left_out.name)
            plan = planned(desk, workspace, folder)
            must = batch_journal.record_of(desk, plan.id).must_look
            for one in plan.documents:
                drawn.setdefault(one.name, set()).add(one.number in must)
        assert all(len(said) == 1 for said in drawn.values()), drawn


def test_nobody_confirms_what_they_asked_for(workspace: Workspace, folder: Path) -> None:
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = planned(desk, workspace, folder)
        batch_journal.mark_shown(desk, plan.id, (1,))
        applicant = desk.person(workspace.person("user"))
        with pytest.raises(SealDeskError) as refused:
            batch_decisions.check_not_own(desk, plan, (1,), applicant)
        assert code_of(refused) is ErrorCode.REQUEST_OWN
        with pytest.raises(SealDeskError) as refused:
            batch_decisions.sign_in(desk, plan, SignIn(applicant.id, workspace.password(applicant.id)))
        assert code_of(refused) is ErrorCode.PERSON_NOT_ENTITLED


def test_a_damaged_pdf_is_not_to_be_converted(workspace: Workspace, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"no header, but the name says it\n" * 20)
    (folder / "headed").write_bytes(b"%PDF-1.7\nnothing behind it")
    with workspace.open() as desk:
        found = {one.name: one.findings[0].code for one in planned(desk, workspace, folder).documents}
    assert found["broken.pdf"] == found["headed"] == ErrorCode.DOCUMENT_DAMAGED.text
