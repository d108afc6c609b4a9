"""Pages drawn in a limited child: true to the visible box, and unharmed by hostile documents."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sealdesk.documents import rendering
from sealdesk.documents.files import digest_of
from sealdesk.documents.rendering import RenderedPage, Renderer, RendererClosedError
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame, Rect, TurnedBox

from .conftest import ATTACKS

BOXES = {
    "plain": {"MediaBox": "[0 0 595.276 841.89]"},
    "crop": {"MediaBox": "[0 0 595.276 841.89]", "CropBox": "[50 100 500 700]"},
    "shifted": {"MediaBox": "[-100 -200 495.276 641.89]"},
    "corners swapped": {"MediaBox": "[595.276 841.89 0 0]"},
    "crop beyond": {"MediaBox": "[0 0 595 842]", "CropBox": "[-50 -50 400 900]"},
    "crop apart": {"MediaBox": "[0 0 595 842]", "CropBox": "[1000 1000 1100 1100]"},
    "user unit": {"MediaBox": "[0 0 300 420]", "UserUnit": "2"},
    "mixed": {"MediaBox": "[10 20 310 440]", "CropBox": "[30 40 290 420]", "UserUnit": "1.5"},
}


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer() as renderer:
        yield renderer


def ink_bounds_mm(drawn: RenderedPage) -> Rect:
    """Bounds of all pixels that are not white, in mm on the page as shown."""
    width = 3 * drawn.width_px
    rows = [drawn.rgb[at : at + width] for at in range(0, len(drawn.rgb), width)]
    inked = [y for y, row in enumerate(rows) if row.strip(b"\xff")]
    left = min(next(x for x, value in enumerate(rows[y]) if value != 255) // 3 for y in inked)
    right = max(width - next(x for x, value in enumerate(reversed(rows[y])) if value != 255) for y in inked)
    k = drawn.pixels_per_mm
    return Rect(left / k, inked[0] / k, (right + 2) // 3 / k, (inked[-1] + 1) / k)


def test_frames_that_are_known_are_not_read_again(make_pdf, renderer: Renderer) -> None:
    path = make_pdf({"content": "1 0 0 rg 10 10 50 50 re f"}, {"MediaBox": "[0 0 300 300]"})
    frames = renderer.open(path)
    plain = renderer.render(1, 2.0)
    # Marked, so that it is seen whose frames these are.
    told = tuple(PageFrame(frame.visible, frame.rotate_deg, 2.0) for frame in frames)
    assert renderer.open(path, None, told) == renderer.frames == told
    assert renderer.render(1, 2.0, clip_mm=plain.clip_mm).rgb == plain.rgb
    # Another number of pages: the file is not the one that was looked at.
    assert renderer.open(path, None, told[:1]) == frames


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("boxes", BOXES)
def test_ink_is_drawn_where_the_frame_says(make_pdf, renderer: Renderer, boxes: str, rotate: int) -> None:
    """A rectangle placed by `PageFrame` in user space is found at the millimetres it was meant for."""
    frame = renderer.open(make_pdf({**BOXES[boxes], "Rotate": str(rotate)}))[0]
    assert frame.rotate_deg == rotate % 360
    meant = TurnedBox(frame.width_mm * 0.3, frame.height_mm * 0.6, 20.0, 10.0)
    a, b, c, d, e, f = frame.ink_matrix(meant)
    content = f"{a} {b} {c} {d} {e} {f} cm 1 0 0 rg 0 0 1 1 re f"
    path = make_pdf({**BOXES[boxes], "Rotate": str(rotate), "content": content}, name="inked.pdf")
    assert renderer.open(path) == (frame,)
    drawn = renderer.render(1, 8.0)
    assert (drawn.width_px, drawn.height_px) == (round(frame.width_mm * 8), round(frame.height_mm * 8))
    found, want = ink_bounds_mm(drawn), meant.bounds_mm
    assert (found.x0, found.y0, found.x1, found.y1) == pytest.approx(
        (want.x0, want.y0, want.x1, want.y1), abs=0.15
    )


def test_boxes_are_inherited_and_odd_values_are_read_as_viewers_do(tmp_path: Path) -> None:
    path = tmp_path / "inherited.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 200 100]/Rotate 90>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/CropBox[0 0 0 0]/UserUnit/None>>endobj\n"
        b"4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[1 2]/Rotate 45/UserUnit -3>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    with Renderer() as renderer:
        first, second = renderer.open(path)
    assert first == PageFrame(Rect(0, 0, 200, 100), 90, 1.0)
    assert second == PageFrame(Rect(0, 0, 612, 792), 0, 1.0)


def test_a_part_is_the_part_of_the_whole(contract: Path) -> None:
    with Renderer() as renderer:
        renderer.open(contract)
        whole = renderer.render(1, 4.0)
        part = renderer.render(1, 4.0, Rect(50.0, 40.0, 150.0, 80.0))
    assert (part.width_px, part.height_px) == (400, 160)
    stride = 3 * whole.width_px
    rows = [whole.rgb[y * stride + 600 : y * stride + 1800] for y in range(160, 320)]
    assert part.rgb == b"".join(rows)
    assert len(set(part.rgb)) > 20, "there is text in that part"


def test_other_bytes_than_expected_are_not_drawn(contract: Path, tmp_path: Path) -> None:
    looked_at = tmp_path / "looked-at.pdf"
    looked_at.write_bytes(contract.read_bytes())
    expected = digest_of(looked_at)
    with Renderer() as renderer:
        renderer.open(looked_at, expected=expected)
        before = renderer.render(1, 2.0).rgb
        looked_at.write_bytes(b"something else by now")
        assert renderer.render(1, 2.0).rgb == before
        renderer._drop_child()  # as after a page that its child died of: what is opened anew is the same
        assert renderer.render(1, 2.0).rgb == before
        with pytest.raises(SealDeskError) as refused:
            renderer.open(looked_at, expected=expected)
        assert refused.value.code is ErrorCode.DOCUMENT_CHANGED_MEANWHILE


def test_no_copy_of_a_document_is_left(contract: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    expected = digest_of(contract)
    with Renderer() as renderer:
        renderer.open(contract, expected=expected)
        renderer.open(contract, expected=expected)
        assert len(list(tmp_path.iterdir())) == 1
        with pytest.raises(SealDeskError):
            renderer.open(contract, expected=replace(expected, length=expected.length - 1))
        assert list(tmp_path.iterdir()) == []
        renderer.open(contract, expected=expected)
    assert list(tmp_path.iterdir()) == []


def test_passwords(make_pdf) -> None:
    import pymupdf

    path = make_pdf(
        {"content": "0 0 9 9 re f"}, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="秘密", owner_pw="o"
    )
    with Renderer() as renderer:
        for password, code in (
            (None, ErrorCode.DOCUMENT_PASSWORD_MISSING),
            ("错误", ErrorCode.DOCUMENT_PASSWORD_WRONG),
        ):
            with pytest.raises(SealDeskError) as caught:
                renderer.open(path, password)
            assert caught.value.code is code
            assert set(caught.value.facts) == {"path"}
        renderer.open(path, "秘密")
        assert ink_bounds_mm(renderer.render(1, 2.0)).width > 1


def test_encryption_for_certificates_is_named(tmp_path: Path) -> None:
    path = tmp_path / "certificates.pdf"
    path.write_bytes(
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5/V 4>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\n%%EOF"
    )
    with Renderer() as renderer, pytest.raises(SealDeskError) as caught:
        renderer.open(path)
    assert caught.value.code is ErrorCode.DOCUMENT_ENCRYPTION_UNSUPPORTED


def test_what_is_no_document(tmp_path: Path) -> None:
    text, folder, junk = tmp_path / "text.pdf", tmp_path / "folder.pdf", tmp_path / "junk.pdf"
    text.write_bytes(b"hello")
    folder.mkdir()
    junk.write_bytes(b"%PDF-1.7\nnothing else")
    with Renderer() as renderer:
        for path, codes in (
            (tmp_path / "none.pdf", {ErrorCode.DOCUMENT_NOT_FOUND}),
            (folder, {ErrorCode.DOCUMENT_UNREADABLE}),
            (text, {ErrorCode.DOCUMENT_NOT_PDF}),
            (junk, {ErrorCode.DOCUMENT_DAMAGED, ErrorCode.DOCUMENT_NO_PAGES}),
        ):
            with pytest.raises(SealDeskError) as caught:
                renderer.open(path)
            assert caught.value.code in codes
            assert renderer.frames == ()


def test_pages_that_are_not_there_and_pictures_too_large(contract: Path) -> None:
    with Renderer() as renderer:
        renderer.open(contract)
        for page in (0, 4):
            with pytest.raises(SealDeskError) as caught:
                renderer.render(page, 1.0)
            assert caught.value.code is ErrorCode.PLACE_PAGE_MISSING
        with pytest.raises(SealDeskError) as caught:
            renderer.render(1, 200.0)
        assert caught.value.facts["limit"] == "pixels"


def test_a_page_that_hangs_is_given_up_and_the_others_stay(hanging_pdf: Path, monkeypatch) -> None:
    with Renderer(time_limit_s=1.0) as renderer:
        renderer.open(hanging_pdf)
        renderer.render(2, 1.0)
        child = renderer._child
        with pytest.raises(SealDeskError) as caught:
            renderer.render(1, 1.0)
        assert caught.value.code is ErrorCode.DOCUMENT_TOO_DEMANDING
        assert caught.value.facts == {"limit": "time", "page": 1}
        assert child is not None
        assert child._process.poll() == -signal.SIGKILL
        # Not tried again: no child is even started for it.
        assert renderer._child is None
        with monkeypatch.context() as patch:
            patch.setattr(rendering, "_Child", None)
            with pytest.raises(SealDeskError):
                renderer.render(1, 1.0)
        assert renderer.render(2, 1.0).width_px > 0


def test_a_child_that_died_is_replaced(contract: Path) -> None:
    with Renderer() as renderer:
        renderer.open(contract)
        before = renderer.render(1, 1.0)
        assert renderer._child is not None
        os.kill(renderer._child._process.pid, signal.SIGKILL)
        renderer._child._process.wait()
        assert renderer.render(1, 1.0) == before


def test_a_page_that_eats_memory_is_given_up(make_pdf, tmp_path: Path) -> None:
    import pymupdf

    path = tmp_path / "giant.pdf"
    with pymupdf.Document() as document:
        page = document.new_page()
        image, stream = document.get_new_xref(), document.get_new_xref()
        document.update_object(
            image,
            "<</Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 8/ColorSpace/DeviceRGB>>",
        )
        document.update_stream(image, bytes(30_000 * 3 * 100))
        document.update_object(stream, "<<>>")
        document.update_stream(stream, b"500 0 0 500 0 0 cm /I Do")
        page.set_contents(stream)
        document.xref_set_key(page.xref, "Resources", f"<</XObject<</I {image} 0 R>>>>")
        document.new_page()
        document.save(path, deflate=True)
    with Renderer(memory_limit_mb=128) as renderer:
        renderer.open(path)
        try:
            renderer.render(1, 2.0)
        except SealDeskError as error:
            assert error.code in (ErrorCode.DOCUMENT_TOO_DEMANDING, ErrorCode.DOCUMENT_DAMAGED)
        assert renderer.render(2, 1.0).width_px > 0


def test_a_lying_child_is_not_believed(contract: Path, monkeypatch) -> None:
    with Renderer() as renderer:
        renderer.open(contract)
        lies = iter(
            [
                ({"width": 10, "height": 10, "payload": 3}, b"abc"),
                ({"error": "TOKEN_PIN_WRONG", "facts": {}}, b""),
            ]
        )
        monkeypatch.setattr(rendering._Child, "exchange", lambda *_: next(lies))
        for _ in range(2):
            with pytest.raises(SealDeskError) as caught:
                renderer.render(1, 1.0)
            assert caught.value.code is ErrorCode.DOCUMENT_TOO_DEMANDING
            assert caught.value.facts["limit"] == "crash"
            monkeypatch.setattr(renderer, "_refused", {})
            monkeypatch.setattr(renderer, "_open", lambda *_: renderer._start())


def test_a_child_that_is_made_while_it_is_closed_is_ended(contract: Path, monkeypatch) -> None:
    made = []

    class Late(rendering._Child):
        def __init__(self, *limits) -> None:
            super().__init__(*limits)
            made.append(self)

    renderer = Renderer()
    place = Renderer.__setattr__

    def forgetful(self: Renderer, name: str, value: object) -> None:
        """`close`, in another thread, which had seen no child before this one was put here."""
        place(self, name, value)
        if name == "_child" and value is not None:
            place(self, "_closed", True)
            place(self, "_child", None)

    monkeypatch.setattr(Renderer, "__setattr__", forgetful)
    monkeypatch.setattr(rendering, "_Child", Late)
    with pytest.raises(RendererClosedError):
        renderer.open(contract)
    assert [child._process.poll() for child in made] == [-signal.SIGKILL]


def test_closing_from_another_thread_ends_a_drawing(hanging_pdf: Path) -> None:
    renderer = Renderer(time_limit_s=120.0)
    renderer.open(hanging_pdf)
    outcome: list[BaseException] = []
    asked = threading.Event()

    def draw() -> None:
        asked.set()
        try:
            renderer.render(1, 1.0)
        except BaseException as error:  # noqa: BLE001
            outcome.append(error)

    worker = threading.Thread(target=draw)
    worker.start()
    asked.wait()
    renderer.close()
    worker.join()
    assert [type(error) for error in outcome] == [RendererClosedError]
    with pytest.raises(RendererClosedError):
        renderer.open(hanging_pdf)


def test_several_threads_get_what_they_asked_for(contract: Path) -> None:
    with Renderer() as renderer:
        renderer.open(contract)
        alone = {page: renderer.render(page, 1.0) for page in (1, 2, 3)}
        got: dict[int, list[RenderedPage]] = {1: [], 2: [], 3: []}

        def draw(page: int) -> None:
            got[page].extend(renderer.render(page, 1.0) for _ in range(5))

        workers = [threading.Thread(target=draw, args=(page,)) for page in got]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert got == {page: [alone[page]] * 5 for page in got}


@pytest.mark.skipif(not ATTACKS.is_dir(), reason="the corpus of attacks is not here")
@pytest.mark.parametrize("name", ["page_loop", "zip_bomb", "deep_array", "prev_loop"])
def test_attacks_end_within_the_limits(name: str) -> None:
    with Renderer(time_limit_s=3.0, memory_limit_mb=512) as renderer:
        try:
            renderer.open(ATTACKS / f"{name}.pdf")
            renderer.render(1, 2.0)
        except SealDeskError as error:
            assert error.code.text.startswith("document.")
