"""The typeface: found, Chinese, and honest about characters it lacks."""

from __future__ import annotations

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression import typeface
from sealdesk.impression.typeface import Typeface, seal_typeface


def test_glyphs_lie_where_the_face_says() -> None:
    bounds = seal_typeface().outline("国").bounds
    assert bounds is not None
    assert -0.9 < bounds.y0 < -0.75
    assert 0.0 < bounds.y1 < 0.15
    assert 0.7 < bounds.width <= 1.0
    assert seal_typeface().advance("国") == pytest.approx(1.0)


def test_the_chinese_form_is_taken_from_a_collection() -> None:
    """直 differs between the Chinese and the Japanese face of the same file."""
    from pymupdf import mupdf

    path = typeface.find()
    if path.suffix != ".ttc":
        pytest.skip("the typeface found here is no collection")
    japanese = Typeface(path)
    japanese._font = mupdf.fz_new_font_from_file(None, str(path), 0, 0)
    assert seal_typeface().outline("直") != japanese.outline("直")
    assert seal_typeface().outline("一").bounds is not None


def test_a_space_has_no_ink() -> None:
    assert seal_typeface().outline(" ").contours == ()
    assert seal_typeface().outline("\u3000").contours == ()


def test_a_missing_character_is_named() -> None:
    with pytest.raises(SealDeskError) as caught:
        seal_typeface().outline("\U0001f600")
    assert caught.value.code is ErrorCode.SEAL_CHARACTER_MISSING
    assert caught.value.facts["character"] == "\U0001f600"


def test_a_missing_typeface_names_the_package(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv(typeface.VARIABLE, str(tmp_path / "none.otf"))
    with pytest.raises(SealDeskError) as caught:
        typeface.find()
    assert caught.value.code is ErrorCode.TOOL_MISSING
    assert caught.value.facts["package"] == "fonts-noto-cjk"


def test_a_file_that_is_no_font_is_said_to_be_missing(tmp_path) -> None:
    wrong = tmp_path / "wrong.otf"
    wrong.write_bytes(b"no font")
    with pytest.raises(SealDeskError) as caught:
        Typeface(wrong)
    assert caught.value.code is ErrorCode.TOOL_MISSING


@pytest.mark.parametrize("character", ["ق", "བ", "ᠮ", "क", "\u0301"])
def test_letters_that_join_are_refused_by_name(character: str) -> None:
    """Drawn letter by letter they would be wrong, whichever typeface has them."""
    with pytest.raises(SealDeskError) as caught:
        seal_typeface().outline(character)
    assert caught.value.code is ErrorCode.SEAL_CHARACTER_MISSING
    assert caught.value.facts["unicode"] == f"U+{ord(character):04X}"


def test_a_further_face_gives_what_the_first_lacks() -> None:
    from pathlib import Path

    other = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf")
    if not other.is_file():
        pytest.skip("DejaVu Serif is not installed")
    alone, together = Typeface(typeface.find()), Typeface(typeface.find(), (other,))
    with pytest.raises(SealDeskError):
        alone.outline("Қ")
    borrowed = together.outline("Қ")
    assert borrowed.bounds is not None
    assert borrowed.turn < 0  # as the glyphs of the first face turn, so that it can be cut out of a ground
    assert alone.outline("国").turn < 0
