"""Planning a batch, looking at it, the gate before it, and its manifest: from the command line and behind it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.batch import BatchPlan, BatchResult
from sealdesk.model.document import DocumentClass
from sealdesk.model.placement import Placement
from sealdesk.model.placing_rule import FixedRule, KeywordRule, PlacingTemplate
from sealdesk.policy.batch_rules import Looking
from sealdesk.policy.place_findings import PlaceCode
from sealdesk.service import batch_journal, batch_run
from sealdesk.service.batch_manifest import verify_manifest
from sealdesk.service.batch_plan import BatchWish, make_plan
from sealdesk.service.desk import Desk
from sealdesk.service.templates import save_template
from tests.batches import BROKEN, ask_for, keeper_of, make_documents
from tests.campaigns.batch_driver import unlocked
from tests.journeys.conftest import Workspace

AT = FixedRule("1", 140.0, 240.0)


@pytest.fixture
def folder(workspace: Workspace) -> Path:
    made = workspace.folder / "in"
    make_documents(made, 3)
    (workspace.folder / "out").mkdir()
    return made


def asked(
    desk: Desk, workspace: Workspace, *paths: Path, kind: DocumentClass = DocumentClass.GENERAL
) -> None:
    applicant = workspace.person("user")
    people = [(one, workspace.password(one)) for one in (applicant, workspace.manager)]
    ask_for(desk, paths, workspace.seal(), (people[0], people[1]), kind)


def wish(workspace: Workspace, folder: Path, *rules: FixedRule) -> BatchWish:
    return BatchWish(workspace.seal(), rules or (AT,), workspace.folder / "out", folder)


def confirmed(desk: Desk, plan: BatchPlan) -> None:
    numbers = batch_journal.record_of(desk, plan.id).must_look
    batch_journal.mark_shown(desk, plan.id, numbers)
    batch_journal.confirm(desk, plan.id, numbers, keeper_of(desk, plan))


def test_from_the_command_line(workspace: Workspace, folder: Path) -> None:
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
    out, pin = workspace.folder / "out", workspace.home / "pin"
    words = ("--seal", workspace.seal(), "--at", "140,240", "--output-dir", out, "--json")
    planned = workspace.command("batch", "plan", folder, *words)
    assert planned.status == 0, planned.err
    batch, counts = planned.json["batch"], planned.json["counts"]
    assert counts["waiting"] == 3 and planned.json["not_confirmed"] == [1, 2, 3]
    refused = workspace.command("batch", "run", batch, "--pin-file", pin)
    assert (refused.status, "batch.not_looked_at" in refused.err) == (3, True)
    assert not list(out.iterdir())
    with workspace.open() as desk:
        keeper = batch_run.keeper_of(desk, batch_journal.plan_of(desk, batch).plan)
    by = ("--as", keeper, "--password-file", workspace.home / "passwords" / keeper)
    unseen = workspace.command("batch", "confirm", batch, "1-3", *by)
    assert (unseen.status, "batch.not_shown" in unseen.err) == (3, True)
    looked = workspace.command("batch", "look", batch, "--folder", workspace.folder / "look", "--json")
    assert looked.status == 0 and len(looked.json["pictures"]) == 3
    assert all(Path(one).read_bytes().startswith(b"\x89PNG") for one in looked.json["pictures"])
    assert workspace.command("batch", "confirm", batch, "--all-looked-at", *by).status == 0
    done = workspace.command("batch", "run", batch, "--pin-file", pin, "--json")
    assert done.status == 0, done.err
    assert done.json["state"] == "ended" and done.json["counts"]["sealed"] == 3
    manifest = Path(done.json["manifest"])
    check = workspace.command("batch", "verify-manifest", manifest, "--json")
    assert check.status == 0 and check.json["good"] and check.json["entries_checked"] == 3
    over = workspace.command("batch", "resume", batch, "--pin-file", pin)
    assert (over.status, "batch.over" in over.err) == (3, True)
    listed = workspace.command("batch", "list", "--json").json
    assert [one["batch"] for one in listed] == [batch]
    assert workspace.command("batch", "show", "B20260101-00000000").status == 3
    assert workspace.command("batch", "plan", *words).status == 2


def test_what_stands_against_a_document_leaves_it_out(workspace: Workspace, folder: Path) -> None:
    first, second, third = sorted(folder.iterdir())
    shutil.copy(first, folder / "z-copy.pdf")
    (folder / "broken.pdf").write_bytes(BROKEN)
    (folder / "letter.txt").write_text("no PDF")
    (workspace.folder / "out" / "notice-1-stamped.pdf").write_bytes(b"mine")
    with workspace.open() as desk:
        asked(desk, workspace, first, second)
        plan = make_plan(desk, wish(workspace, folder))
        found = {one.name: [finding.code for finding in one.findings] for one in plan.documents}
        assert found[first.name] == found[second.name] == []
        assert found[third.name] == [ErrorCode.BATCH_NO_REQUEST.text]
        assert found["z-copy.pdf"] == [ErrorCode.BATCH_DUPLICATE.text]
        assert found["broken.pdf"] == [ErrorCode.DOCUMENT_DAMAGED.text]
        assert found["letter.txt"][0] in (ErrorCode.DOCUMENT_NOT_PDF.text, ErrorCode.BATCH_CONVERT_FIRST.text)
        names = [one.target.name for one in plan.ready]
        assert names == ["notice-1-stamped-2.pdf", "notice-2-stamped.pdf"]
        off = make_plan(desk, wish(workspace, folder, FixedRule("1", 5.0, 5.0), FixedRule("9", 50.0, 50.0)))
        codes = {finding.code for finding in off.documents[2].findings}
        assert codes == {PlaceCode.OFF_PAGE.value, PlaceCode.PAGE_MISSING.value}
        with pytest.raises(SealDeskError) as refused:
            batch_run.begin(desk, off.id)
        assert refused.value.code is ErrorCode.BATCH_NOTHING_READY


def test_a_seal_on_a_blank_page_is_planned_told_and_looked_at(workspace: Workspace, folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    with pymupdf.open() as document:
        document.new_page(width=595.276, height=841.89)
        document.save(folder / "blank.pdf")
    with workspace.open() as desk:
        asked(desk, workspace, folder / "blank.pdf")
        (planned,) = make_plan(desk, wish(workspace, folder)).ready
    (finding,) = planned.findings
    assert (finding.code, finding.facts) == (PlaceCode.BLANK_PAGE.value, {"page": "1"})
    assert not finding.stops


def test_a_keyword_and_a_template_lead_to_places(workspace: Workspace, folder: Path) -> None:
    """The word stands at the same place in each; where it does not stand the document is left out."""
    other = make_documents(folder, 1, first=9)[0]
    with pymupdf.open(other) as document:
        document[0].add_redact_annot(document[0].search_for("Seal here")[0])
        document[0].apply_redactions()
        other.write_bytes(document.tobytes())
    rules = (KeywordRule("Seal here", dy_mm=-10.0),)
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        save_template(desk.layout, PlacingTemplate("在职证明", rules))
    words = ("--seal", workspace.seal(), "--output-dir", workspace.folder / "out", "--json")
    planned = workspace.command("batch", "plan", folder, "--template", "在职证明", *words)
    assert planned.status == 1, planned.err
    found = {one["name"]: one for one in planned.json["documents"]}
    assert planned.json["template"] == "在职证明" and planned.json["counts"]["waiting"] == 3
    assert found["notice-9.pdf"]["findings"][0]["code"] == PlaceCode.KEYWORD_MISSING.value
    with workspace.open() as desk:
        (place,) = batch_journal.plan_of(desk, planned.json["batch"]).plan.documents[0].placements
    assert isinstance(place, Placement) and place.page == 1
    assert 115 < place.centre_x_mm < 130 and 230 < place.centre_y_mm < 240
    unknown = workspace.command("batch", "plan", folder, "--template", "nothing", *words)
    assert (unknown.status, "template.unknown" in unknown.err) == (4, True)


def test_a_batch_of_requests(workspace: Workspace, folder: Path) -> None:
    with workspace.open() as desk:
        plan = make_plan(
            desk,
            BatchWish(workspace.seal(), (AT,), workspace.folder / "out", requests=(workspace.request,)),
        )
    (document,) = plan.documents
    assert (document.name, document.request_id, document.ready) == ("contract.pdf", workspace.request, True)


def test_empty_and_too_many(workspace: Workspace, folder: Path) -> None:
    (workspace.folder / "nothing").mkdir()
    with workspace.open() as desk:
        with pytest.raises(SealDeskError) as refused:
            make_plan(desk, wish(workspace, workspace.folder / "nothing"))
        assert refused.value.code is ErrorCode.BATCH_EMPTY
        rules = replace(desk.policy.batch, most_documents=2)
        desk.__dict__["policy"] = replace(desk.policy, batch=rules)
        with pytest.raises(SealDeskError) as refused:
            make_plan(desk, wish(workspace, folder))
        assert (refused.value.code, refused.value.facts["limit"]) == (ErrorCode.BATCH_TOO_MANY, 2)


def test_a_sample_is_drawn_once_whoever_plans(workspace: Workspace, folder: Path) -> None:
    """Planning again, by other names and another rule, draws the same documents."""
    make_documents(folder, 9, first=4)
    paths = sorted(folder.iterdir())
    with workspace.open() as desk:
        asked(desk, workspace, *paths[1:])
        asked(desk, workspace, paths[0], kind=DocumentClass.CONTRACT)
        rules = replace(desk.policy.batch, look=Looking.SAMPLE, sample_percent=25, sample_at_least=2)
        desk.__dict__["policy"] = replace(desk.policy, batch=rules)
        samples = []
        for rule in (AT, FixedRule("1", 60.0, 60.0)):
            plan = make_plan(desk, wish(workspace, folder, rule))
            must = batch_journal.record_of(desk, plan.id).must_look
            samples.append({plan.documents[number - 1].document for number in must})
            paths[3].rename(folder / "renamed.pdf")
            paths[3] = folder / "renamed.pdf"
        assert samples[0] == samples[1] and len(samples[0]) >= 3
        contract = next(one for one in plan.documents if one.document_class is DocumentClass.CONTRACT)
        assert contract.document in samples[0]


@pytest.mark.parametrize("name", ["plan.note", "progress.note"])
def test_edited_records_are_refused(workspace: Workspace, folder: Path, name: str) -> None:
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = make_plan(desk, wish(workspace, folder))
        batch_journal.mark_shown(desk, plan.id, (1,))
        path = desk.layout.batches / plan.id / name
        path.write_bytes(path.read_bytes().replace(b'"140"', b'"141"').replace(b"[1]", b"[2]"))
        with pytest.raises(SealDeskError) as refused:
            batch_run.begin(desk, plan.id)
        assert refused.value.code is ErrorCode.BATCH_BROKEN


def test_the_plan_that_was_begun_is_the_one_that_goes_on(workspace: Workspace, folder: Path) -> None:
    """Another plan of ours, well signed, does not take its place."""
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = make_plan(desk, wish(workspace, folder))
        confirmed(desk, plan)
        batch_run.begin(desk, plan.id).close()
        shutil.rmtree(desk.layout.batches / plan.id)
        batch_journal.keep_plan(desk, replace(plan, rules=(FixedRule("1", 60.0, 60.0),)))
        with pytest.raises(SealDeskError) as refused:
            batch_journal.record_of(desk, plan.id)
        assert refused.value.code is ErrorCode.BATCH_BROKEN


def test_set_aside_and_thrown_away(workspace: Workspace, folder: Path) -> None:
    """Whoever looks has the last word until the batch begins; then its records stay."""
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = make_plan(desk, wish(workspace, folder))
        confirmed(desk, plan)
        keeper = keeper_of(desk, plan)
        batch_journal.confirm(desk, plan.id, (1, 2), keeper, right=False)
        batch_journal.confirm(desk, plan.id, (2,), keeper)
        record = batch_journal.record_of(desk, plan.id)
        assert record.set_aside == (1,) and not record.unconfirmed
        assert record.outcomes[1].reason == ErrorCode.BATCH_SET_ASIDE.text
        with batch_run.begin(desk, plan.id) as running:
            assert running.numbers == (2, 3)
        for forbidden in (
            lambda: batch_journal.confirm(desk, plan.id, (1,), keeper),
            lambda: batch_journal.drop(desk, plan.id),
        ):
            with pytest.raises(SealDeskError) as refused:
                forbidden()
            assert refused.value.code is ErrorCode.BATCH_OVER
        other = make_plan(desk, wish(workspace, folder))
        batch_journal.drop(desk, other.id)
        assert batch_journal.batch_ids(desk) == (plan.id,)


def test_so_many_at_a_time(workspace: Workspace, folder: Path) -> None:
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = make_plan(desk, wish(workspace, folder))
        confirmed(desk, plan)
        unlocked(desk, workspace.home)
        with batch_run.begin(desk, plan.id) as running:
            counts = []
            for _ in range(3):
                batch_run.go_on(desk, running, most=1)
                counts.append(running.count(BatchResult.SEALED))
            assert counts == [1, 2, 3] and running.manifest


def test_a_wrong_pin_ends_the_command_and_nothing_is_sealed(workspace: Workspace, folder: Path) -> None:
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = make_plan(desk, wish(workspace, folder))
        confirmed(desk, plan)
    wrong = workspace.command("batch", "run", plan.id, "--pin-stdin", stdin="000000\n")
    assert (wrong.status, "token.pin_wrong" in wrong.err) == (3, True)
    assert not list((workspace.folder / "out").iterdir())
    right = workspace.command("batch", "resume", plan.id, "--pin-stdin", "--json", stdin=f"{workspace.pin}\n")
    assert right.status == 0 and right.json["counts"]["sealed"] == 3


def test_one_program_at_a_time(workspace: Workspace, folder: Path) -> None:
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = make_plan(desk, wish(workspace, folder))
        confirmed(desk, plan)
        with batch_run.begin(desk, plan.id), pytest.raises(SealDeskError) as refused:
            batch_run.begin(desk, plan.id)
        assert refused.value.code is ErrorCode.BATCH_BUSY
        batch_run.begin(desk, plan.id).close()


def test_a_manifest_tells_what_was_changed(workspace: Workspace, folder: Path) -> None:
    with workspace.open() as desk:
        asked(desk, workspace, *sorted(folder.iterdir()))
        plan = make_plan(desk, wish(workspace, folder))
        confirmed(desk, plan)
        with batch_run.begin(desk, plan.id) as running:
            batch_run.end(desk, running)
        record = batch_journal.record_of(desk, plan.id)
        path = workspace.folder / "out" / record.manifest
        assert record.numbers(BatchResult.WAITING) == (1, 2, 3)
        assert verify_manifest(path, desk=desk).good
        alone = verify_manifest(path)
        assert [one.code for one in alone.findings] == ["manifest.key_unknown"]
        assert verify_manifest(path, keys=(desk.signer.verifier,)).good
        copy = path.with_name("other.manifest")
        copy.write_bytes(path.read_bytes().replace(b"notice-1.pdf", b"notice-9.pdf"))
        codes = [one.code for one in verify_manifest(copy, desk=desk).findings]
        assert codes == ["manifest.signature_wrong", "manifest.not_recorded"]
        copy.write_text("nothing of the kind\n")
        with pytest.raises(SealDeskError) as refused:
            verify_manifest(copy)
        assert refused.value.code is ErrorCode.BATCH_MANIFEST_WRONG
