"""The seal register: what it says of each seal, what a count leaves behind, what an export is."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pymupdf
import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.statement import write_statement
from sealdesk.model.act import SealingOrder
from sealdesk.model.ledger import EntryKind
from sealdesk.model.placement import Placement
from sealdesk.model.seal import SealState
from sealdesk.model.seal_life import CountResult, LifeAction
from sealdesk.service import custody, seal_document, seal_life, seal_register, token_side
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    AUDITOR,
    CUSTODIAN,
    FINANCE_DIRECTOR,
    GENERAL_MANAGER,
    PLATFORM_ADMIN,
    SUCCESSOR,
    SYSTEM_ADMIN,
    CastMember,
)
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import prepare_act
from sealdesk.service.seal_register import RegisterRow
from sealdesk.service.sign_in import SignIn, signed_in
from sealdesk.texts.seal_register import export_pdf, export_xlsx
from sealdesk.tlog import note
from tests.journeys.conftest import Workspace

PLACES = tuple(Placement(1, 60.0 + 45 * number, 200.0, 40.0, 40.0) for number in range(2))


def refused(code: ErrorCode, act: object, *arguments: object) -> None:
    with pytest.raises(SealDeskError) as caught:
        act(*arguments)  # type: ignore[operator]
    assert caught.value.code is code, caught.value


def sign_in(workspace: Workspace, member: CastMember) -> SignIn:
    return SignIn(member.id, workspace.password(member.id))


def row(desk: Desk, seal_id: str) -> RegisterRow:
    return next(one for one in seal_register.rows(desk) if one.seal_id == seal_id)


def stamp(workspace: Workspace, desk: Desk) -> None:
    target = workspace.folder / "out.pdf"
    order = SealingOrder(workspace.contract, target, workspace.seal(), workspace.request, PLACES)
    ready = prepare_act(desk, order, look(workspace.contract))
    token_side.unlock(desk, ready.token, workspace.pin)
    seal_document.carry_out(desk, ready)


def test_a_line_says_where_a_seal_is_and_what_was_done_with_it(workspace: Workspace) -> None:
    seal_id = workspace.seal()
    before = datetime.now(UTC)
    with workspace.open() as desk:
        fresh = row(desk, seal_id)
        assert (fresh.uses, fresh.last_use, fresh.counted, fresh.count_result) == (0, None, None, None)
        stamp(workspace, desk)
        used = row(desk, seal_id)
        assert used.uses == len(PLACES)
        assert used.last_use is not None and used.last_use > before
        assert row(desk, workspace.seal("unit")).uses == 0
        assert (used.keeper_id, used.custodian_id, used.deputy_until) == (CUSTODIAN.id, CUSTODIAN.id, None)
        assert [token.label for token in used.tokens] == ["城南建设-01"]
        assert used.made is not None and used.issued is not None and used.made < used.issued
        assert used.life.filing_number
        assert used.specimen is not None and used.specimen.startswith(b"\x89PNG")


def test_a_deputy_is_named_with_the_end_of_their_time(workspace: Workspace) -> None:
    until = datetime.now(UTC) + timedelta(days=7)
    with workspace.open() as desk:
        custody.delegate(
            desk,
            workspace.seal(),
            custodian=sign_in(workspace, CUSTODIAN),
            deputy=sign_in(workspace, APPLICANT),
            approver=sign_in(workspace, GENERAL_MANAGER),
            until=until,
            reason="休假",
        )
        kept = row(desk, workspace.seal())
    assert (kept.keeper_id, kept.custodian_id) == (APPLICANT.id, CUSTODIAN.id)
    assert kept.deputy_until == until


def test_a_count_is_signed_by_two_and_names_what_it_did_not_see(workspace: Workspace) -> None:
    missing, damaged, found = (workspace.seal(kind) for kind in ("contract", "finance", "unit"))
    people = [sign_in(workspace, member) for member in (AUDITOR, CUSTODIAN)]
    with workspace.open() as desk:
        results = {missing: "missing", damaged: "damaged", found: "found"}
        done = seal_register.count(desk, results, people, {missing: "保险柜中没有"})
        assert done.results == {seal: CountResult(result) for seal, result in results.items()}
        assert done.remarks == {missing: "保险柜中没有"}
        assert set(done.uncounted) == {seal.id for seal in workspace.made.seals} - set(results)
        assert set(done.to_report) == {missing, damaged}
        assert row(desk, missing).count_result is CountResult.MISSING
        assert row(desk, missing).counted == done.at
        assert row(desk, done.uncounted[0]).counted is None
        # A count freezes nothing; who misses a seal reports it, and then nothing more is to be reported.
        assert seal_life.life(desk, missing).state is SealState.ACTIVE
        seal_life.take(desk, missing, LifeAction.REPORT_LOST, people[:1], "清点缺失")
        (again,) = seal_register.counts(desk)
        assert again.to_report == (damaged,)
        keys = [desk.person(one.person_id).public_key for one in people]
    (entry,) = workspace.entries("seal.counted")
    opened = note.open_note(entry["statement"], [note.Verifier.parse(key) for key in keys])
    assert len(opened.signatures) == 2
    said = json.loads(opened.text)
    assert said["statement"] == "seal.counted"
    assert said["seals"] == entry["seals"] and said["uncounted"] == entry["uncounted"]


def test_a_count_that_is_none(workspace: Workspace) -> None:
    seal_id = workspace.seal()
    administrators = [sign_in(workspace, member) for member in (PLATFORM_ADMIN, SYSTEM_ADMIN)]
    keepers = [sign_in(workspace, member) for member in (CUSTODIAN, APPLICANT)]
    wrong = [SignIn(administrators[0].person_id, "wrong"), administrators[1]]
    count = seal_register.count
    with workspace.open() as desk:
        refused(ErrorCode.SEAL_COUNTERS_WRONG, count, desk, {seal_id: "found"}, keepers)
        refused(ErrorCode.SEAL_COUNTERS_WRONG, count, desk, {seal_id: "found"}, administrators[:1])
        refused(ErrorCode.PERSON_PASSWORD_WRONG, count, desk, {seal_id: "found"}, wrong)
        refused(ErrorCode.USAGE_WRONG, count, desk, {}, administrators)
        refused(ErrorCode.USAGE_WRONG, count, desk, {seal_id: "lost"}, administrators)
        refused(ErrorCode.USAGE_WRONG, count, desk, {seal_id: "found"}, administrators, {"SEAL-0001": "x"})
        refused(ErrorCode.SEAL_COUNT_WRONG, count, desk, {"SEAL-9999": "found"}, administrators)
        assert not list(desk.ledger.entries(kind=EntryKind.SEAL_COUNTED))


def forged_count(desk: Desk, seal_id: str, **said: object) -> None:
    facts = {
        "seals": [{"id": seal_id, "result": "found", "remark": ""}],
        "uncounted": [],
        "person": AUDITOR.id,
        "persons": [AUDITOR.id, CUSTODIAN.id],
        "said": "",
        "previous": "",
    }
    desk.record(EntryKind.SEAL_COUNTED, {**facts, **said})


def test_a_count_that_nobody_signed_is_marked(workspace: Workspace) -> None:
    seal_id = workspace.seal()
    people = [sign_in(workspace, member) for member in (AUDITOR, CUSTODIAN)]
    with workspace.open() as desk:
        done = seal_register.count(desk, {seal_id: "found"}, people)
        (entry,) = desk.ledger.entries(kind=EntryKind.SEAL_COUNTED)
        assert (done.trouble, row(desk, seal_id).count_trouble) == ("", "")
        of_the_ledger = ("format", "entry_id", "kind", "time", "workstation")
        again = {name: value for name, value in entry.body.items() if name not in of_the_ledger}
        forgeries: Mapping[str, Mapping[str, object]] = {
            "unsigned": {},
            "signer_unknown": {"persons": ["GHOST", "GHOST2"], "statement": "nobody signed this"},
            "statement": {"statement": entry.body["statement"]},
            "previous": again,
        }
        for trouble, said in forgeries.items():
            forged_count(desk, seal_id, **said)
            assert seal_register.counts(desk)[-1].trouble == trouble
            assert row(desk, seal_id).count_trouble == trouble
        assert seal_register.counts(desk)[0].trouble == ""
        target = workspace.folder / "register.xlsx"
        export_xlsx(desk, target, "en")
    assert "perhaps entered again" in xlsx_text(target)
    (line,) = (one for one in workspace.command("seals", "register").out.splitlines() if seal_id in one)
    assert "perhaps entered again" in line


def test_a_count_that_one_of_its_people_may_not_make_is_marked(workspace: Workspace) -> None:
    seal_id = workspace.seal()
    keepers = [sign_in(workspace, member) for member in (CUSTODIAN, APPLICANT)]
    with workspace.open() as desk:
        facts = {
            "seals": [{"id": seal_id, "result": "found", "remark": ""}],
            "uncounted": [],
            "person": CUSTODIAN.id,
            "persons": [CUSTODIAN.id, APPLICANT.id],
            "said": "",
            "previous": "",
        }
        keys = [signed_in(desk, one.person_id, one.password)[1] for one in keepers]
        signed = note.sign(write_statement(facts, "seal.counted"), *keys)
        desk.record(EntryKind.SEAL_COUNTED, {**facts, "statement": signed})
        assert row(desk, seal_id).count_trouble == "not_entitled"


def test_a_remark_reads_as_it_is_kept(workspace: Workspace) -> None:
    seal_id = workspace.seal()
    people = [sign_in(workspace, member) for member in (AUDITOR, CUSTODIAN)]
    with workspace.open() as desk:
        remarks = {seal_id: "在\u202e位"}
        refused(ErrorCode.USAGE_WRONG, seal_register.count, desk, {seal_id: "found"}, people, remarks)


# Attached documents.


@pytest.mark.parametrize(
    ("reader", "allowed"),
    [
        (APPLICANT, True),
        (AUDITOR, True),
        (PLATFORM_ADMIN, True),
        (GENERAL_MANAGER, True),
        (CUSTODIAN, False),
        (SUCCESSOR, False),
    ],
    ids=lambda one: getattr(one, "id", str(one)),
)
def test_an_attachment_is_read_by_those_it_concerns_and_the_ledger_says_by_whom(
    workspace: Workspace, reader: CastMember, allowed: bool
) -> None:
    paper, copy = workspace.folder / "licence.txt", workspace.folder / "copy.txt"
    paper.write_text("营业执照", "utf-8")
    passwords = workspace.home / "passwords"
    applied = workspace.command(
        *("seals", "apply", "--name", "城南建设有限公司合同专用章", "--kind", "contract", "--width", "38"),
        *("--custodian", CUSTODIAN.id, "--reason", "x", "--attach", paper, "--as", APPLICANT.id),
        *("--password-file", passwords / APPLICANT.id, "--json"),
    ).json
    sha256 = applied["steps"][0]["attachments"][0]["sha256"]
    read = ("seals", "attachment", sha256, "--output", copy, "--as", reader.id, "--password-file")
    wrong = workspace.command(*read, passwords / FINANCE_DIRECTOR.id)
    assert (wrong.status, copy.exists(), workspace.entries("seal.attachment_read")) == (3, False, [])
    done = workspace.command(*read, passwords / reader.id)
    assert (done.status, copy.exists()) == ((0, True) if allowed else (3, False)), done.err
    found = [(one["seal"], one["sha256"], one["person"]) for one in workspace.entries("seal.attachment_read")]
    assert found == ([(applied["id"], sha256, reader.id)] if allowed else [])


def test_an_attachment_is_not_read_by_nobody(workspace: Workspace) -> None:
    copy = workspace.folder / "copy.txt"
    unnamed = workspace.command("seals", "attachment", "ab" * 32, "--output", copy)
    assert (unnamed.status, copy.exists()) == (2, False)


def test_counting_by_command_line(workspace: Workspace) -> None:
    one, other = workspace.seal(), workspace.seal("unit")
    people = []
    for number, member in (("", AUDITOR), ("2", CUSTODIAN)):
        people += [f"--as{number}", member.id, f"--password-file{number}"]
        people.append(str(workspace.home / "passwords" / member.id))
    done = workspace.command("seals", "count", "--found", one, "--missing", other, *people, "--json")
    assert done.status == 0, done.err
    assert done.json["results"] == {one: "found", other: "missing"}
    told = {
        line["id"]: line["count_result"] for line in workspace.command("seals", "register", "--json").json
    }
    assert (told[one], told[other]) == ("found", "missing")
    twice = workspace.command("seals", "count", "--found", one, "--missing", one, *people, "--json")
    assert (twice.status, twice.out) == (2, "")


def test_a_seal_that_is_not_in_order_says_so_and_hides_no_other(workspace: Workspace) -> None:
    seal_id = workspace.seal()
    (workspace.home / "seals" / f"{seal_id}.1.note").write_text("another record\n", "utf-8")
    target = workspace.folder / "register.pdf"
    with workspace.open() as desk:
        told = {one.seal_id: one.trouble for one in seal_register.rows(desk)}
        export_pdf(desk, target, "zh")
    assert {one for one, trouble in told.items() if trouble} == {seal_id}
    assert told[seal_id] == "seal.record_broken"
    assert "印章资料" in pdf_text(target).replace("\n", "")
    line = next(line for line in workspace.command("seals", "life").out.splitlines() if seal_id in line)
    assert line.count("[") == 1


# Export.


@dataclass(frozen=True)
class Export:
    write: Callable[[Desk, Path, str], int]
    text: Callable[[Path], str]


def pdf_text(path: Path) -> str:
    with pymupdf.Document(path) as document:
        return "".join(page.get_text(flags=0) for page in document)


def xlsx_text(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read("xl/sharedStrings.xml").decode()


FORMS: Mapping[str, Export] = {"pdf": Export(export_pdf, pdf_text), "xlsx": Export(export_xlsx, xlsx_text)}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_export_has_every_seal_and_is_an_entry(workspace: Workspace, form: str, language: str) -> None:
    target = workspace.folder / f"register.{form}"
    with workspace.open() as desk:
        assert FORMS[form].write(desk, target, language) == len(workspace.made.seals)
    text = FORMS[form].text(target).replace("\n", "")
    for seal in workspace.made.seals:
        assert seal.id in text
    assert ("保管" in text, "Custod" in text) == ((True, False) if language == "zh" else (False, True))
    (entry,) = workspace.entries("seal.register_exported")
    assert (entry["form"], entry["seals"]) == (form, len(workspace.made.seals))


@pytest.mark.parametrize("form", FORMS)
def test_an_export_that_cannot_be_written_is_no_entry(workspace: Workspace, form: str) -> None:
    target = workspace.folder / f"register.{form}"
    target.write_bytes(b"mine")
    with workspace.open() as desk:
        refused(ErrorCode.OUTPUT_EXISTS, FORMS[form].write, desk, target, "zh")
    assert target.read_bytes() == b"mine"
    assert workspace.entries("seal.register_exported") == []


def test_an_export_without_its_entry_is_no_file(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = workspace.folder / "register.xlsx"

    def full(*_: object) -> None:
        raise SealDeskError(ErrorCode.LEDGER_DISK_FULL, path="x")

    with workspace.open() as desk:
        monkeypatch.setattr(desk, "record", full)
        refused(ErrorCode.LEDGER_DISK_FULL, export_xlsx, desk, target, "zh")
    assert not target.exists()


def test_the_pages_show_small_marked_pictures_only(workspace: Workspace) -> None:
    target = workspace.folder / "register.pdf"
    done = workspace.command("seals", "export-register", target, "--json")
    assert done.status == 0, done.err
    with pymupdf.Document(target) as document:
        assert document[0].rect.width > document[0].rect.height
        sizes = [(image[2], image[3]) for page in document for image in page.get_images()]
    assert sizes and max(max(size) for size in sizes) <= 120
    other = workspace.command("seals", "export-register", workspace.folder / "register.txt")
    assert other.status == 2


def test_each_page_has_the_headings_and_what_is_over_its_date(workspace: Workspace) -> None:
    target, cancelled = workspace.folder / "register.pdf", workspace.seal()
    application = workspace.folder / "application.pdf"
    application.write_bytes(b"approved")
    people = [sign_in(workspace, member) for member in (PLATFORM_ADMIN, SYSTEM_ADMIN)]
    with workspace.open() as desk:
        attached = [(application, "")]
        seal_life.take(desk, cancelled, LifeAction.CANCEL, people, "撤销", attachments=attached)
        one = seal_register.rows(desk)[0]
        for number in range(12):
            wanted = replace(one.life.application, seal_id="", name=f"城南建设有限公司第{number}采购专用章")
            seal_life.apply(desk, wanted, sign_in(workspace, APPLICANT), "采购")
        export_pdf(desk, target, "zh")
        over = row(desk, cancelled)
    with pymupdf.Document(target) as document:
        pages = [page.get_text(flags=0) for page in document]
    assert len(pages) > 1
    for page in pages:
        assert "保管" in page
        assert "图样为样章" in page
    assert [page.count("印章台账") for page in pages] == [1] + [0] * (len(pages) - 1)
    text = "".join(pages).replace("\xa0", " ")
    assert all(line.seal_id in text for line in (one, over))
    assert f"已注销 {over.life.steps[-1].at.astimezone():%Y-%m-%d}" in text
    assert "40 mm" in text


def test_the_register_by_command_line_has_headings_and_names(workspace: Workspace) -> None:
    until = datetime.now(UTC) + timedelta(days=7)
    with workspace.open() as desk:
        custody.delegate(
            desk,
            workspace.seal(),
            custodian=sign_in(workspace, CUSTODIAN),
            deputy=sign_in(workspace, APPLICANT),
            approver=sign_in(workspace, GENERAL_MANAGER),
            until=until,
            reason="休假",
        )
    headings, *lines = workspace.command("seals", "register").out.splitlines()
    names = ("Id", "Kind", "State", "Custodian", "Deputy", "Uses", "Last use", "Result of the count", "Name")
    assert headings.split() == " ".join(names).split()
    line = next(line for line in lines if line.startswith(workspace.seal()))
    assert CUSTODIAN.name in line
    assert CUSTODIAN.id not in line
    assert f"{APPLICANT.name} (until {until.astimezone():%Y-%m-%d %H:%M})" in line
