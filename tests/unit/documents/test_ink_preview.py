"""The preview's ink: where the stamp says, turned as it says, text readable below, nothing else touched."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sealdesk.documents.ink_preview import press, window_matrix
from sealdesk.documents.rendering import RenderedPage, Renderer
from sealdesk.geometry import A4_UNITS, PageFrame, Rect, TurnedBox
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.signature import SignatureRecord
from sealdesk.pades.update import prepare_update

RECORD = SignatureRecord(
    signer_name="城南建设有限公司",
    reason="盖章",
    contact="",
    signing_time=datetime(2026, 11, 24, tzinfo=UTC),
    seal_id="SEAL-0001",
    seal_name="城南建设有限公司",
    seal_kind="unit",
    holder="城南建设有限公司",
    credit_code="91420100MA4KTEST0X",
    eseal_sha256="00",
    custodian="王慧",
    method="PIN",
    request_id="R-1",
    entry_id="E-1",
    leaf_index=0,
    checkpoint="",
    program="SealDesk",
)
RED = bytes((0xE6, 0x00, 0x12))


def blank(frame: PageFrame, pixels_per_mm: float = 4.0, clip: Rect | None = None) -> RenderedPage:
    clip = clip or frame.shown_mm
    width, height = round(clip.width * pixels_per_mm), round(clip.height * pixels_per_mm)
    return RenderedPage(1, clip, pixels_per_mm, width, height, b"\xff" * (3 * width * height))


def quadrants() -> SealPicture:
    """Opaque squares: top left red, top right green, bottom left blue, bottom right nothing."""
    four = (RED, bytes((0, 200, 0)), bytes((0, 0, 200)), bytes(3))
    alpha = bytes(0 if x >= 50 and y >= 50 else 255 for y in range(100) for x in range(100))
    return SealPicture(
        100,
        100,
        b"".join(four[(x >= 50) + 2 * (y >= 50)] for y in range(100) for x in range(100)),
        alpha,
        40.0,
        40.0,
    )


def at(page: RenderedPage, x_mm: float, y_mm: float) -> tuple[int, ...]:
    x = round((x_mm - page.clip_mm.x0) * page.pixels_per_mm)
    y = round((y_mm - page.clip_mm.y0) * page.pixels_per_mm)
    start = 3 * (y * page.width_px + x)
    return tuple(page.rgb[start : start + 3])


FRAMES = [
    PageFrame(A4_UNITS),
    PageFrame(Rect(-20, 30, 500, 700), 90),
    PageFrame(Rect(0, 0, 500, 700), 180),
    PageFrame(Rect(10, 10, 300, 300), 270, 2.0),
]


@pytest.mark.parametrize("frame", FRAMES)
def test_the_picture_is_upright_at_its_place(frame: PageFrame) -> None:
    page = press(blank(frame), frame, [(quadrants(), [Stamp(1, TurnedBox(100, 80, 40, 40))])])
    assert at(page, 90, 70) == tuple(RED)
    assert at(page, 110, 70) == (0, 200, 0)
    assert at(page, 90, 90) == (0, 0, 200)
    assert at(page, 110, 90) == (255, 255, 255)
    for x, y in ((79, 80), (121, 80), (100, 59), (100, 101)):
        assert at(page, x, y) == (255, 255, 255)
    assert at(page, 80.6, 60.6) == tuple(RED)


@pytest.mark.parametrize("frame", FRAMES)
def test_it_turns_clockwise(frame: PageFrame) -> None:
    page = press(blank(frame), frame, [(quadrants(), [Stamp(1, TurnedBox(100, 80, 40, 40, 90.0))])])
    assert at(page, 110, 70) == tuple(RED)
    assert at(page, 110, 90) == (0, 200, 0)
    assert at(page, 90, 70) == (0, 0, 200)


def test_ink_multiplies() -> None:
    frame = PageFrame(A4_UNITS)
    grey = blank(frame)
    grey = RenderedPage(1, grey.clip_mm, 4.0, grey.width_px, grey.height_px, b"\x80" * len(grey.rgb))
    page = press(grey, frame, [(quadrants(), [Stamp(1, TurnedBox(100, 80, 40, 40))])])
    assert at(page, 90, 70) == pytest.approx((0x73, 0, 9), abs=2)
    assert at(page, 110, 90) == (0x80, 0x80, 0x80)


def test_a_strip_shows_its_window_alone() -> None:
    frame = PageFrame(A4_UNITS)
    right_half = Stamp(1, TurnedBox(200, 80, 20, 40), Rect(0.5, 0.0, 1.0, 1.0))
    page = press(blank(frame), frame, [(quadrants(), [right_half])])
    assert at(page, 192, 70) == (0, 200, 0)
    assert at(page, 208, 70) == (0, 200, 0)
    assert at(page, 200, 90) == (255, 255, 255)
    assert at(page, 188, 70) == (255, 255, 255)
    lower_half = Stamp(1, TurnedBox(100, 80, 40, 20), Rect(0.0, 0.5, 1.0, 1.0))
    page = press(blank(frame), frame, [(quadrants(), [lower_half])])
    assert at(page, 90, 72) == at(page, 90, 88) == (0, 0, 200)
    assert at(page, 90, 68) == (255, 255, 255)


def test_a_part_of_the_page_gets_its_part_of_the_seal(picture: SealPicture) -> None:
    frame = PageFrame(A4_UNITS)
    stamps = [Stamp(1, TurnedBox(100, 80, 42, 42, 30.0))]
    whole = press(blank(frame), frame, [(picture, stamps)])
    part = press(blank(frame, clip=Rect(90, 70, 110, 90)), frame, [(picture, stamps)])
    stride = 3 * whole.width_px
    same = b"".join(whole.rgb[y * stride + 3 * 360 : y * stride + 3 * 440] for y in range(280, 360))
    apart = [abs(ours - theirs) for ours, theirs in zip(part.rgb, same, strict=True)]
    # MuPDF shrinks a picture that is cut a little otherwise, in files as here.
    assert max(apart) <= 24
    assert sum(one > 3 for one in apart) < 0.02 * len(apart)
    assert len(set(part.rgb)) > 20


def test_other_pages_stamps_are_passed_over(picture: SealPicture) -> None:
    frame = PageFrame(A4_UNITS)
    page = blank(frame)
    assert press(page, frame, [(picture, [Stamp(2, TurnedBox(100, 80, 42, 42))])]) is page


def test_the_renderer_presses_what_it_is_given(contract: Path, picture: SealPicture) -> None:
    with Renderer() as renderer:
        frame = renderer.open(contract)[2]
        plain = renderer.render(3, 4.0)
        stamps = [Stamp(3, TurnedBox(62, 140, 42, 42))]
        inked = renderer.render(3, 4.0, ink=(picture, stamps))
    assert inked == press(plain, frame, [(picture, stamps)])
    box = stamps[0].box.bounds_mm
    changed = [
        at_ // 3
        for at_ in range(0, len(plain.rgb), 3)
        if plain.rgb[at_ : at_ + 3] != inked.rgb[at_ : at_ + 3]
    ]
    xs, ys = [one % plain.width_px / 4 for one in changed], [one // plain.width_px / 4 for one in changed]
    assert (min(xs), min(ys)) == pytest.approx((box.x0, box.y0), abs=0.4)
    assert (max(xs), max(ys)) == pytest.approx((box.x1, box.y1), abs=0.4)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(("crop", "turned"), [(None, 0.0), ("[40 60 540 780]", 30.0)])
def test_what_is_previewed_is_what_is_written(
    make_pdf, tmp_path: Path, picture: SealPicture, rotate: int, crop: str | None, turned: float
) -> None:
    """The update that `pades` writes, drawn, has the preview's pixels: whole seal and strip, over a grey ground."""
    boxes = {"MediaBox": "[0 0 600 800]", "Rotate": str(rotate), **({"CropBox": crop} if crop else {})}
    path = make_pdf({"content": "0.7 g 100 100 300 500 re f", **boxes})
    with Renderer() as renderer:
        frame = renderer.open(path)[0]
        strip = TurnedBox(frame.width_mm - 10.5, 120.0, 21.0, 42.0)
        stamps = (
            Stamp(1, TurnedBox(80.0, 90.0, 42.0, 42.0, turned)),
            Stamp(1, strip, Rect(0.5, 0.0, 1.0, 1.0)),
        )
        preview = renderer.render(1, 6.0, ink=(picture, stamps))
        update = prepare_update(path, None, picture, stamps, RECORD).update
        stamped = tmp_path / "stamped.pdf"
        stamped.write_bytes(path.read_bytes() + update)
        renderer.open(stamped)
        written = renderer.render(1, 6.0)
    differing = sum(abs(a - b) > 4 for a, b in zip(preview.rgb, written.rgb, strict=True))
    red = sum(r > g + 100 for r, g in zip(written.rgb[::3], written.rgb[1::3], strict=True))
    assert red > 10_000
    assert differing / 3 < 0.005 * red


def test_the_window_of_the_whole_picture_changes_nothing() -> None:
    assert window_matrix(Rect(0, 0, 1, 1)) == (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
