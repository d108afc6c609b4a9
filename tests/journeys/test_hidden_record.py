"""Every impression proves its document: the record in the ink of really stamped files, read back from their images."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pymupdf
import pytest

from sealdesk.documents.page_texts import page_texts
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.hidden_record import open_private, read_record
from sealdesk.formats.robust_mark import read_mark
from sealdesk.impression import hidden_layer, robust_mark
from sealdesk.model.act import SealingOrder, SealingResult
from sealdesk.model.hidden_record import HiddenRecord, RobustMark
from sealdesk.model.ledger import EntryKind
from sealdesk.model.placement import AnyPlacement, Edge, Placement, StraddlePlacement
from sealdesk.model.seal import SealPicture
from sealdesk.service import pressing, seal_vault
from sealdesk.service.desk import Desk
from sealdesk.service.look_at_document import look
from sealdesk.service.organisation_key import ORGANISATION_KEY, known_organisation_key, organisation_key
from sealdesk.service.prepare_act import ReadyAct, prepare_act
from sealdesk.service.seal_document import carry_out
from tests.journeys.conftest import Workspace

SIDE_MM = 42.0
HERE, ON_PAGE_2, ON_PAGE_3 = (Placement(page, 60, 120, SIDE_MM, SIDE_MM) for page in (1, 2, 3))


@dataclass
class Desktop:
    """An open workspace with its token unlocked."""

    desk: Desk
    workspace: Workspace

    def ready(self, *places: AnyPlacement, source: Path | None = None, name: str = "out.pdf") -> ReadyAct:
        order = SealingOrder(
            source=source or self.workspace.contract,
            target=self.workspace.folder / name,
            seal_id=self.workspace.seal(),
            request_id=self.workspace.request,
            placements=places or (HERE,),
        )
        return prepare_act(self.desk, order, look(order.source))

    def picture(self, ready: ReadyAct) -> SealPicture:
        return seal_vault.open_picture(self.desk, ready.seal, ready.token)


@pytest.fixture
def desktop(workspace: Workspace):
    with workspace.open() as desk:
        (info,) = desk.tokens.tokens()
        desk.tokens.login(info.ref, workspace.pin)
        yield Desktop(desk, workspace)


def images(path: Path) -> list[SealPicture]:
    """The colour images of a PDF that have a soft mask, exactly as they are stored."""
    found = []
    with pymupdf.open(path) as document:
        for xref in range(1, document.xref_length()):
            if document.xref_get_key(xref, "Subtype")[1] != "/Image":
                continue
            kind, mask = document.xref_get_key(xref, "SMask")
            if kind == "xref":
                width, height = (int(document.xref_get_key(xref, key)[1]) for key in ("Width", "Height"))
                alpha = document.xref_stream(int(mask.split()[0]))
                found.append(SealPicture(width, height, document.xref_stream(xref), alpha, 1.0, 1.0))
    return found


def records(path: Path) -> list[HiddenRecord]:
    return [
        read_record(framed)
        for image in images(path)
        for framed in hidden_layer.read(image.width_px, image.height_px, image.rgb, image.alpha)
    ]


def told_of(desktop: Desktop, ready: ReadyAct, result: SealingResult) -> HiddenRecord:
    """The one record of the stamped file, after its public part was held against document and ledger."""
    (record,) = records(result.target)
    public, source = record.public, ready.order.source.read_bytes()
    assert (public.document.sha256, public.document.length) == (sha256(source).hexdigest(), len(source))
    assert (public.seal_id, public.seal_version) == (ready.seal.id, ready.seal.version)
    (intent,) = desktop.desk.ledger.entries(act=result.act_id, kind=EntryKind.ACT_INTENDED)
    assert public.entry_id == intent.entry_id
    assert timedelta(0) <= intent.time - public.time < timedelta(minutes=2)
    assert public.workstation_key == desktop.desk.signer.verifier.public_key
    return record


def test_the_stamped_document_carries_its_record(desktop: Desktop) -> None:
    ready = desktop.ready(ON_PAGE_3, HERE)
    result = carry_out(desktop.desk, ready)
    record = told_of(desktop, ready, result)
    assert record.public.pages == page_texts(ready.order.source, None, [1, 3])
    key = known_organisation_key(desktop.desk)
    assert key is not None
    private = open_private(record, key)
    assert (private.custodian_id, private.request_id) == (ready.custodian.id, ready.request_id)
    assert private.workstation == desktop.desk.settings.workstation
    with pytest.raises(FormatError):
        open_private(record, bytes(32))


def test_the_signature_vouches_for_the_key(desktop: Desktop) -> None:
    result = carry_out(desktop.desk, desktop.ready())
    (signature,) = result.verification.signatures
    assert signature.sealdesk["workstation_key"] == desktop.desk.signer.verifier.public_key.hex()
    assert signature.sealdesk["hidden_record"] == "2"
    (record,) = records(result.target)
    assert signature.sealdesk["entry_id"] == record.public.entry_id


def test_a_straddle_seal_is_one_image_with_one_record(desktop: Desktop) -> None:
    ready = desktop.ready(StraddlePlacement((1, 2, 3), Edge.RIGHT, 120.0, SIDE_MM, SIDE_MM))
    result = carry_out(desktop.desk, ready)
    assert len(images(result.target)) == 1
    told_of(desktop, ready, result)


def test_each_act_has_a_record_of_its_own(desktop: Desktop) -> None:
    results = [carry_out(desktop.desk, desktop.ready(HERE, name=name)) for name in ("a.pdf", "b.pdf")]
    entries = [record.public.entry_id for result in results for record in records(result.target)]
    assert len(set(entries)) == len(entries) == 2


def test_what_was_prepared_during_the_last_look_is_what_is_pressed(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = desktop.ready()
    pressing.prepare_press(desktop.desk, ready, desktop.picture(ready))
    prepared = desktop.desk.press
    assert prepared is not None
    monkeypatch.setattr(hidden_layer, "press", None)  # the act presses nothing itself
    result = carry_out(desktop.desk, ready)
    monkeypatch.undo()
    assert told_of(desktop, ready, result).public.entry_id == prepared.entry_ids[0]
    assert desktop.desk.press is None


def test_what_was_prepared_for_another_act_is_not_used(desktop: Desktop) -> None:
    first = desktop.ready(ON_PAGE_2)
    pressing.prepare_press(desktop.desk, first, desktop.picture(first))
    prepared = desktop.desk.press
    assert prepared is not None
    second = desktop.ready()
    result = carry_out(desktop.desk, second)
    record = told_of(desktop, second, result)
    assert record.public.entry_id != prepared.entry_ids[0]
    assert [page.page for page in record.public.pages] == [1]


def test_what_was_prepared_long_ago_is_made_anew(desktop: Desktop) -> None:
    ready = desktop.ready()
    pressing.prepare_press(desktop.desk, ready, desktop.picture(ready))
    prepared = desktop.desk.press
    assert prepared is not None
    object.__setattr__(prepared, "at", datetime.now(UTC) - timedelta(minutes=3))
    result = carry_out(desktop.desk, ready)
    assert told_of(desktop, ready, result).public.entry_id != prepared.entry_ids[0]


def test_the_robust_mark_below_names_the_entry_and_the_seal(desktop: Desktop) -> None:
    ready = desktop.ready()
    result = carry_out(desktop.desk, ready)
    key = known_organisation_key(desktop.desk)
    assert key is not None
    (intent,) = desktop.desk.ledger.entries(act=result.act_id, kind=EntryKind.ACT_INTENDED)
    (image,) = images(result.target)
    white = bytearray(image.rgb)
    for place, alpha in enumerate(image.alpha):
        if alpha < 128:
            white[3 * place : 3 * place + 3] = b"\xff\xff\xff"
    readings = robust_mark.read(image.width_px, image.height_px, bytes(white), ready.seal.width_mm)
    marks = [read_mark(reading.payload, key, [ready.seal.id]) for reading in readings]
    assert RobustMark(intent.index, ready.seal.id) in marks


def test_an_entry_that_came_in_between_is_reckoned_with(desktop: Desktop) -> None:
    """Another process of the workspace recorded something between the ink and the act's entry."""
    desk, ready = desktop.desk, desktop.ready()
    with pressing.reading_texts(desk, ready) as texts:
        press = pressing.press_for(desk, ready, (desktop.picture(ready),), texts)
    desk.record(EntryKind.ACT_REFUSED, {"reason": "another"})
    with desk.recording() as transaction:
        intent = transaction.append(EntryKind.ACT_INTENDED, {}, *press.entry_ids)
    (before,) = press.uses
    assert before.entry_index != intent.index
    anew = pressing.press_of_entries(desk, press, (intent,))
    (after,) = anew.uses
    assert (after.entry_id, after.entry_index, after.texts) == (intent.entry_id, intent.index, before.texts)
    assert pressing.press_of_entries(desk, anew, (intent,)) is anew


def test_an_act_that_fails_leaves_no_ink_in_memory(desktop: Desktop) -> None:
    ready = desktop.ready()
    pressing.prepare_press(desktop.desk, ready, desktop.picture(ready))
    desktop.desk.tokens.logout(ready.token)
    with pytest.raises(SealDeskError):
        carry_out(desktop.desk, ready)
    assert desktop.desk.press is None


def test_a_given_up_act_leaves_no_ink_in_memory(desktop: Desktop) -> None:
    ready = desktop.ready()
    pressing.prepare_press(desktop.desk, ready, desktop.picture(ready))
    pressing.forget_press(desktop.desk)
    assert desktop.desk.press is None


def test_a_workspace_without_organisation_key_gets_one(desktop: Desktop) -> None:
    desk = desktop.desk
    desk.secrets.remove(ORGANISATION_KEY)
    assert known_organisation_key(desk) is None
    result = carry_out(desk, desktop.ready())
    key = known_organisation_key(desk)
    assert key is not None and key == organisation_key(desk)
    open_private(records(result.target)[0], key)


def test_a_spoilt_organisation_key_is_told(desktop: Desktop) -> None:
    desktop.desk.secrets.put(ORGANISATION_KEY, "no key")
    with pytest.raises(SealDeskError) as refused:
        carry_out(desktop.desk, desktop.ready())
    assert refused.value.code is ErrorCode.SECRET_MISSING
    assert not (desktop.workspace.folder / "out.pdf").exists()


def test_a_picture_too_faint_to_carry_a_record_is_not_pressed(desktop: Desktop) -> None:
    ready = desktop.ready()
    picture = desktop.picture(ready)
    faint = SealPicture(
        picture.width_px,
        picture.height_px,
        picture.rgb,
        picture.alpha.replace(b"\xff", b"\xfe"),
        picture.width_mm,
        picture.height_mm,
    )
    with pytest.raises(SealDeskError) as refused, pressing.reading_texts(desktop.desk, ready) as texts:
        pressing.press_for(desktop.desk, ready, (faint,), texts)
    assert refused.value.code is ErrorCode.SEAL_PICTURE_FAINT


def test_pages_whose_text_cannot_be_read_are_named_without_fingerprint(desktop: Desktop) -> None:
    ready = desktop.ready()
    gone = replace(ready, order=replace(ready.order, source=desktop.workspace.folder / "gone.pdf"))
    with pressing.reading_texts(desktop.desk, gone) as texts:
        assert [(page.page, page.fingerprint) for page in texts.answer()] == [(1, b"")]


def test_the_record_survives_what_keeps_pixels(desktop: Desktop) -> None:
    result = carry_out(desktop.desk, desktop.ready())
    (image,) = images(result.target)
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, image.width_px, image.height_px, image.rgb, 0)
    png = pymupdf.Pixmap(io.BytesIO(pixmap.tobytes("png")).getvalue())
    assert hidden_layer.read(png.width, png.height, bytes(png.samples), None)
    half = b"".join(
        image.rgb[3 * image.width_px * row : 3 * image.width_px * row + 3 * (image.width_px // 2)]
        for row in range(image.height_px)
    )
    assert hidden_layer.read(image.width_px // 2, image.height_px, half, None)
